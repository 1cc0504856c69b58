#!/bin/sh
# Count the instructions of each path in instructions.txt and compare. Exit status 77: skipped, with the reason; under
# CI=true, where the machine is ours, that is a failure.
#   instructions.sh PROGRAM FILE "with GNU 12.2.0, ..."
set -eu
program=$1 file=$2 with=$3
skip() {
    echo "skipped: $*"
    [ "${CI:-}" != true ] || exit 1
    exit 77
}

command -v valgrind >/dev/null || skip "no valgrind here"
grep -q avx2 /proc/cpuinfo || skip "this processor has no AVX2, and the libraries choose other code for it"
grep -qxF "$with" "$file" || skip "built $with; the file was counted otherwise"

bad=0
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
while read -r path function rest; do
    case $path in '' | '#'* | with) continue ;; esac
    known=${rest##* }
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="$function" "$program" "$path" 2>"$counts" ||
        { cat "$counts"; exit 1; }
    now=$(sed -n 's/.*Collected : *//p' "$counts")
    # A function that was renamed, inlined or is not called any more counts nothing, which would look cheap.
    if [ "${now:-0}" -eq 0 ]; then
        echo "$path: nothing was counted in $function" >&2
        bad=1
        continue
    fi
    percent=$(awk -v now="$now" -v known="$known" 'BEGIN { printf "%+.2f", (known > 0 ? (now / known - 1) * 100 : 100) }')
    printf '%-8s %12s instructions, %s %% beside the file\n' "$path" "$now" "$percent"
    if awk -v percent="$percent" 'BEGIN { exit !(percent > 3) }'; then
        echo "$path grew by more than 3 %: make it cheaper, or write its new count into $file with the reason" >&2
        bad=1
    elif awk -v percent="$percent" 'BEGIN { exit !(percent < -3) }'; then
        echo "$path became cheaper: write its new count into $file, or it may grow back unseen"
    fi
done <"$file"
exit $bad
