#!/bin/sh
# run.sh DESCRIPTION BUILD: Spectral reads the description of the API against regels.yaml; the packages go into BUILD. Where
# something is missing it is skipped (77) and says what; on CI (CI=true) that is a failure, so that nobody believes in it.
skip() {
    echo "Skipped: $1"
    [ "${CI:-}" = true ] && exit 1
    exit 77
}
source=$(cd "$(dirname "$0")" && pwd)
build=$2
for program in node npm; do
    command -v $program >/dev/null || skip "there is no $program; see the command in README.md"
done
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 18) ? 0 : 1)' ||
    skip "node is older than 18.18: $(node --version)"
mkdir -p "$build"
if ! cmp -s "$source/package-lock.json" "$build/node_modules/whole"; then
    cp "$source/package.json" "$source/package-lock.json" "$build/"
    said=$(cd "$build" && npm ci --ignore-scripts --no-audit --no-fund 2>&1) || skip "npm cannot fetch the packages: $said"
    cp "$source/package-lock.json" "$build/node_modules/whole"
fi
cd "$build" && exec node_modules/.bin/spectral lint --fail-severity=warn --ruleset "$source/regels.yaml" "$1"
