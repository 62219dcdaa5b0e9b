#!/usr/bin/env bash
# axe.sh: fetches axe-core, locked with a hash beside this script, and says where its script lies.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$here/../../.tools/browser
# shellcheck source=tools/lint/npm.sh
. "$here/../lint/npm.sh"
fetch_locked "$here" "$tools"
echo "$tools/node_modules/axe-core/axe.min.js"
