#!/bin/sh
# Each error is provoked by a test: its code, or its name in a log, is what an assertion expects. Naming it elsewhere, as
# an input or in a row of a table, is not enough. EP_OK is no error.
set -eu
# shellcheck disable=SC2016 # awk expands these
expected=$(find tests -name 'test_*.c' | sort | xargs awk '
    FNR == 1 { text = "" }
    {
        line = $0
        gsub(/\/\*.*\*\//, "", line)
        text = text " " line
        if (line !~ /[;{}][ \t]*$/) next
        # Of a whole assertion, what is compared with and not what is handed in: == EP_X, the last or the first argument,
        # or one before a text that belongs to the assertion.
        if (text ~ /(assert_(int_equal|true)|scene_refused|scene_ends|node_refuses)[ ]*\(/)
            while (match(text, /(==|,|assert_int_equal\()[ ]*"?EP_[A-Z0-9_]+"?[ ]*(\)|&&|\|\||,|;)/)) {
                print substr(text, RSTART, RLENGTH)
                text = substr(text, RSTART + RLENGTH - 1)
            }
        else if (text ~ /node_said|strstr|assert_string_equal/)
            print text
        text = ""
    }' | grep -oE 'EP_[A-Z0-9_]+' | sort -u)
missing=$(sed -nE 's/^EP_ROW\((EP_[A-Z0-9_]+),.*/\1/p' crypto/error.def | grep -vx EP_OK |
    while read -r name; do
        printf '%s\n' "$expected" | grep -qx "$name" || echo "$name"
    done)
[ -z "$missing" ] || { echo "no test expects these errors:
$missing" >&2; exit 1; }
