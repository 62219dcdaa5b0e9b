#!/usr/bin/env bash
# engine.sh ARGUMENTS: docker or podman, as the other scripts use it; `engine.sh run --rm localhost/ci-l10n:test --version`.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ "$engine" = docker ] && [ "${1:-}" = run ]; then
    shift
    exec docker run --network host "$@"
fi
exec "$engine" "$@"
