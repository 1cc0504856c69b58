#!/bin/sh
# No promise to ourselves in the text, no file name that says nothing, no stray entry at the top.
set -eu
bad=0
say() { echo "$*" >&2; bad=1; }

# The brackets keep this line from finding itself.
notes=$(grep -rnIwE --exclude-dir=node_modules 'TO[D]O|FIX[M]E|XX[X]' .ci crypto proto node cli tests ./*.txt ./*.md ./*.json 2>/dev/null || true)
[ -z "$notes" ] || say "do it, or open an issue:
$notes"

vague=$(find crypto proto node cli tests -name node_modules -prune -o -type f -print | grep -iE '(^|[/_-])(utils?|common|misc|helpers?|managers?|handlers?)[._-]' || true)
[ -z "$vague" ] || say "name a file after what it holds:
$vague"

for entry in *; do
    case "$entry" in
    node | proto | crypto | cli | tests | CMakeLists.txt | README.md | CMakePresets.json | CMakeUserPresets.json) ;;
    build*) ;; # Not in the repository.
    *) say "$entry: the top level has no place for it" ;;
    esac
done
exit $bad
