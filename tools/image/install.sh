#!/usr/bin/env bash
# install.sh: the system packages that building and running the image without Docker needs. Quick when they are there.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ "$engine" = docker ] && exit 0
missing=()
for pair in buildah:buildah podman:podman runc:runc mmdebstrap:mmdebstrap arch-test:arch-test git:git; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
[ ${#missing[@]} = 0 ] && exit 0
command -v apt-get >/dev/null || fail "needs ${missing[*]}, and there is no apt-get to install them"
say "installing ${missing[*]}"
as_root apt-get update -qq || say "apt-get update failed; trying with the lists that are here"
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
