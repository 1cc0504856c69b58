#!/bin/sh
# A .c file over 600 lines or a header over 120 is two things; split it by noun. Over 400 is a warning.
set -eu
find crypto proto node cli tests -name '*.[ch]' ! -name words_nl.c -exec wc -l {} + | awk '
    $2 == "total" { next }
    $2 ~ /\.h$/ && $1 > 120 { print $2 ": " $1 " lines; a header has at most 120"; bad = 1 }
    $2 ~ /\.c$/ && $1 > 600 { print $2 ": " $1 " lines; a source has at most 600"; bad = 1 }
    $2 ~ /\.c$/ && $1 > 400 && $1 <= 600 { print "warning: " $2 ": " $1 " lines; aim at 400" }
    END { exit bad }'
