#!/bin/sh
# Says when dist/ is not what the sources give. Needs Node.js 18 or newer and npm; nothing is written beside the sources but
# node_modules/. Exit 1: it differs. Exit 69: there is no npm here, and nothing is known.
set -eu
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "check.sh: no npm, not checked" >&2; exit 69; }
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund --silent
npx --no-install vite build --logLevel warn --emptyOutDir --outDir "$built"
if ! diff -r dist "$built"; then
    echo "check.sh: dist/ is not what the sources give; run: npm run build" >&2
    exit 1
fi
npm test --silent >/dev/null || { echo "check.sh: npm test fails" >&2; exit 1; }
bytes=0
for file in dist/*; do bytes=$((bytes + $(gzip -9 -c "$file" | wc -c))); done
echo "dist/ is what the sources give: $bytes bytes compressed"
[ "$bytes" -le 153600 ]
