# The image of the action and of the GitLab job: Python, git without perl, the locked dependencies, the program.
#
# GitHub's rules for container actions: no USER (the action starts as root and becomes the owner of the workspace
# itself, ci_l10n/action.py), an absolute entry point, no reliance on WORKDIR.

FROM python:3.12-slim AS dependencies
COPY requirements.lock /src/requirements.lock
# Wheels only: nothing is compiled, nothing unlocked is run. Bytecode is made here, because the user that the
# program runs as cannot write it; without it every start would compile anew.
RUN python3 -m pip install --quiet --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
        --require-hashes --only-binary :all: --no-compile --target /rootfs/opt/ci-l10n -r /src/requirements.lock \
    && rm -rf /rootfs/opt/ci-l10n/bin \
    && python3 -m compileall -q -j 0 -s /rootfs -p / --invalidation-mode unchecked-hash /rootfs/opt/ci-l10n

FROM python:3.12-slim AS system
# The newest git of the distribution is wanted, so its version is not pinned; perl, which it brings, stays here.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates git >/dev/null 2>&1 \
    && rm -rf /var/lib/apt/lists/*
COPY tools/image/assemble.sh /src/assemble.sh
COPY --from=dependencies /rootfs/opt /opt
RUN sh /src/assemble.sh /rootfs /opt

FROM python:3.12-slim AS program
COPY LICENSE entrypoint.py /rootfs/opt/ci-l10n/
COPY ci_l10n /rootfs/opt/ci-l10n/ci_l10n
RUN mkdir -p /rootfs/usr/local/bin \
    && printf '%s\n' '#!/usr/local/bin/python3' 'from ci_l10n.__main__ import main' 'main()' >/rootfs/usr/local/bin/ci-l10n \
    && chmod 755 /rootfs/usr/local/bin/ci-l10n \
    && python3 -m compileall -q -j 0 -s /rootfs -p / --invalidation-mode unchecked-hash /rootfs/opt/ci-l10n

FROM scratch
LABEL org.opencontainers.image.title="ci-l10n" \
      org.opencontainers.image.description="Continuous localization for git repositories" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/ci-l10n/ci-l10n"
ENV PATH=/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=system /rootfs/ /
COPY --from=dependencies /rootfs/ /
COPY --from=program /rootfs/ /
ENTRYPOINT ["/usr/local/bin/python3", "/opt/ci-l10n/entrypoint.py"]
