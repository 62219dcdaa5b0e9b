# shellcheck shell=bash disable=SC2034  # read by the scripts that source this
# Shared by the scripts beside it; sourced, never run. Sets `root`, `work`, `image`, `engine` (docker or podman).
#
# With a Docker engine everything is as on a runner. Without one, podman builds and runs as root, with settings of
# its own below .tools/image, and a stand-in takes the place of the official Python image (base.sh).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=${CI_L10N_IMAGE_WORK:-$root/.tools/image}
image=${CI_L10N_IMAGE:-localhost/ci-l10n:test}

say() { echo "image: $*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if docker info >/dev/null 2>&1; then engine=docker; else engine=podman; fi

# This machine's certificates, which its way to the package index may need, and where build stages see them.
certificates() { echo "${PIP_CERT:-${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}}"; }
certificates_in_build=/run/ci-l10n/certificates.pem

# The Python image that the Dockerfile starts from, under the full name that a short one stands for.
base_image() {
    local name prefix
    name=$(awk '$1 == "FROM" && $2 ~ /^python:/ { print $2; exit }' "$root/Dockerfile")
    prefix=$(awk -F'"' '$2 == "python" { print $4 }' /etc/containers/registries.conf.d/shortnames.conf)
    name=${name%@*} # a stand-in cannot have the digest that the Dockerfile may ask for
    echo "${prefix:-localhost/python}:${name#*:}"
}

# Standard input becomes FILE in one step: scripts run in several processes, and none may read half a file.
put() {
    cat >"$1.$$"
    mv "$1.$$" "$1"
}

# Settings that let podman work where it may not raise limits and where its default runtime fails: runc, limits at
# what this process may have, the host's network (the sandbox listens on loopback).
configure_podman() {
    mkdir -p "$work"
    local files processes driver=overlay
    files=$(ulimit -Hn) processes=$(ulimit -Hu)
    [ "$files" = unlimited ] && files=1048576
    [ "$processes" != unlimited ] && [ "$processes" -lt 4096 ] || processes=4096
    [ "$(stat -f -c %T "$work")" = overlayfs ] && driver=vfs # no overlay on top of an overlay
    put "$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=$processes:$processes"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
    # No bind mount of the store onto itself: it would outlive the scripts, and the folder could not be deleted.
    put "$work/storage.conf" <<CONF
[storage]
driver = "$driver"
graphroot = "$work/store"
runroot = "$work/run"
[storage.options.overlay]
skip_mount_home = "true"
CONF
    export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf BUILDAH_ISOLATION=chroot
}

if [ "$engine" = podman ]; then configure_podman; fi
