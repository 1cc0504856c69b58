#!/bin/sh
# Each error has a test that provokes it. EP_OK is none, and EP_UNKNOWN stands for numbers that the table does not have.
set -eu
bad=0
for name in $(sed -nE 's/^EP_ROW\((EP_[A-Z0-9_]+),.*/\1/p' crypto/error.def); do
    case $name in EP_OK | EP_UNKNOWN) continue ;; esac
    grep -rqw --include='*.[ch]' "$name" tests || { echo "no test names $name" >&2; bad=1; }
done
exit $bad
