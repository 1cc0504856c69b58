#!/bin/sh
# run.sh STAGE BIN BUILD PROGRAMME: the tests in a browser that stand in PROGRAMME, or what it measures there. Packages go into
# BUILD, which also gets the screenshots. Where something is missing the tests are skipped (77) and say what; on CI (CI=true)
# that is a failure, so that nobody believes in them.
skip() {
    echo "Skipped: $1"
    [ "${CI:-}" = true ] && exit 1
    exit 77
}
source=$(cd "$(dirname "$0")" && pwd)
build=$3
for program in chromium node npm; do
    command -v $program >/dev/null || skip "there is no $program; see the command in README.md"
done
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' || skip "node is older than 18: $(node --version)"
mkdir -p "$build"
if ! cmp -s "$source/package-lock.json" "$build/node_modules/whole"; then
    cp "$source/package.json" "$source/package-lock.json" "$build/"
    said=$(cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 2>&1) ||
        skip "npm cannot fetch the packages: $said"
    cp "$source/package-lock.json" "$build/node_modules/whole"
fi
EENPLAN_WEB_STAGE=$1 EENPLAN_WEB_BIN=$2 EENPLAN_WEB_BUILD=$build exec node --test-reporter=spec "$source/$4"
