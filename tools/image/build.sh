#!/usr/bin/env bash
# build.sh: build the image (`make image`) and say how large it is.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

here=$root/tools/image
started=$SECONDS
mkdir -p "$work"
exec 9>"$work/lock"
flock 9 # tests in several processes want the image at once; the second finds it in the cache
"$here/install.sh"

if [ "$engine" = docker ]; then
    docker build --quiet --tag "$image" "$root" >/dev/null
else
    "$here/base.sh"
    # This machine's way to its package index and its certificates: seen by the build stages, in no layer that ships.
    mkdir -p "$work/build"
    python3 "$here/pip_settings.py" "$certificates_in_build" | put "$work/build/pip.conf"
    podman build --quiet --pull=never --network host --layers --tag "$image" \
        --volume "$work/build/pip.conf:/etc/pip.conf:ro" \
        --volume "$(certificates):$certificates_in_build:ro" \
        "$root" 9>&- >/dev/null
fi
size=$("$engine" image inspect --format '{{.Size}}' "$image")
say "$image: $((size / 1000000)) MB, built in $((SECONDS - started)) s with $engine"
