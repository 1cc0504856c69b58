#!/bin/sh
# Each error has a test that provokes it. EP_OK is none, and EP_UNKNOWN stands for numbers that the table does not have.
set -eu
missing=$(sed -nE 's/^EP_ROW\((EP_[A-Z0-9_]+),.*/\1/p' crypto/error.def | grep -vxE 'EP_OK|EP_UNKNOWN' |
    while read -r name; do
        grep -rqw --include='*.[ch]' "$name" tests || echo "$name"
    done)
[ -z "$missing" ] || { echo "no test names these errors:
$missing" >&2; exit 1; }
