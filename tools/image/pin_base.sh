#!/usr/bin/env bash
# pin_base.sh [DOCKERFILE [DIGEST]]: name the base image by digest, so that the same Dockerfile always starts from it.
#
# Without a digest the registry is asked what the tag stands for now. What is pinned already stays: Dependabot moves
# it. See docs/adr/0006-supply-chain.md.
set -euo pipefail

dockerfile=${1:-$(dirname "${BASH_SOURCE[0]}")/../../Dockerfile}
fail() { echo "pin_base: $*" >&2; exit 1; }

base=$(awk '$1 == "FROM" && $2 != "scratch" { print $2 }' "$dockerfile" | sort -u)
[ -n "$base" ] || fail "$dockerfile names no base image"
[ "$(wc -l <<<"$base")" = 1 ] || fail "$dockerfile names several base images: $(paste -sd' ' <<<"$base")"
if [[ $base == *@sha256:* ]]; then
    echo "$base"
    exit 0
fi
digest=${2:-$(docker buildx imagetools inspect "$base" | awk '$1 == "Digest:" && !found++ { print $2 }')}
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "'$digest' is no digest"
sed -i "s|^FROM $base\( .*\)\{0,1\}$|FROM $base@$digest\1|" "$dockerfile"
echo "$base@$digest"
