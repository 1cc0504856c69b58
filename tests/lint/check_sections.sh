#!/bin/sh
# A source that points at a section of the protocol points at one that exists.
set -eu
protocol=proto/PROTOCOL.md
if [ ! -e $protocol ]; then
    echo "skipped: there is no $protocol yet"
    exit 77
fi
missing=$(find crypto proto node cli tests \( -name '*.[ch]' -o -name '*.def' \) -exec \
    grep -noE 'PROTOCOL\.md,? (section |§ ?)?[0-9]+(\.[0-9]+)*' /dev/null {} + |
    while IFS=: read -r file line text; do
        number=$(echo "$text" | grep -oE '[0-9]+(\.[0-9]+)*$')
        pattern=$(echo "$number" | sed 's/\./\\./g')
        grep -qE "^#+ +(§ ?)?$pattern([.:)]? |[.:)]?\$)" $protocol || echo "$file:$line: $protocol has no section $number"
    done)
[ -z "$missing" ] || { echo "$missing" >&2; exit 1; }
