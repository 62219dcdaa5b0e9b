#!/usr/bin/env bash
# build.sh: build the image (`make image`), list what is in it as a CycloneDX document, and say how large it is.
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
    sed 's/^\(FROM [^ ]*\)@sha256:[0-9a-f]*/\1/' "$root/Dockerfile" | put "$work/build/Dockerfile"
    podman build --quiet --pull=never --network host --layers --tag "$image" --file "$work/build/Dockerfile" \
        --volume "$work/build/pip.conf:/etc/pip.conf:ro" \
        --volume "$(certificates):$certificates_in_build:ro" \
        "$root" 9>&- >/dev/null
fi
"$engine" run --rm --interactive --network none --entrypoint /usr/local/bin/python3 "$image" - <"$here/sbom.py" |
    put "$work/sbom.cdx.json"
size=$("$engine" image inspect --format '{{.Size}}' "$image")
say "$image: $((size / 1000000)) MB, built in $((SECONDS - started)) s with $engine; what is in it: ${work#"$root"/}/sbom.cdx.json"
