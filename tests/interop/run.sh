#!/bin/sh
# Runs a program of this folder with Debian's python3, which has its packages. Without them the test is skipped (77) and
# says why; on CI (CI=true), where .ci/run installs them, that is a failure, so that nobody believes in a skipped test.
python=/usr/bin/python3
if ! reason=$("$python" -c 'import nacl, cryptography, msgpack' 2>&1); then
    echo "Skipped: python3-nacl, python3-cryptography and python3-msgpack are needed: $reason"
    [ "${CI:-}" = true ] && exit 1
    exit 77
fi
[ $# -eq 0 ] || exec "$python" -B -u "$@" # -B: nothing is written into the source tree
