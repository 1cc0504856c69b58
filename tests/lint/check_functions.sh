#!/bin/sh
# A function fits one screen: at most 70 lines from its `{` to its `}`, both at column 0 as clang-format leaves them.
set -eu
find crypto proto node cli -name '*.c' -exec awk '
    FNR == 1 { from = 0; head = "" }
    /^[A-Za-z_].*\(/ { head = $0 }
    /^\{/ { from = FNR }
    /^\}/ && from {
        if (FNR - from + 1 > 70) {
            print FILENAME ":" from ": " FNR - from + 1 " lines, at most 70: " head
            bad = 1
        }
        from = 0
    }
    END { exit bad }' {} + || exit 1
