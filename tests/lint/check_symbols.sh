#!/bin/sh
# The decisions take clock, randomness and input as parameters, so their archive must not ask the system for any.
# SQLite, behind node/store*.c, does its own input and output.
set -eu
archive=${EP_BUILD_DIR:?the build folder}/lib/libeenplan_core.a
if [ ! -e "$archive" ]; then
    echo "skipped: there is no $archive yet"
    exit 77
fi
names='time|clock_gettime|gettimeofday|read|write|send|sendto|sendmsg|recv|recvfrom|recvmsg|open|openat|socket|connect'
names="$names|accept|rand|random|getrandom|getentropy|randombytes|randombytes_buf|randombytes_random|randombytes_uniform"
# Also their fortified and large-file spellings: __read_chk, open64, __open64_2.
# The store's files may open: the reserve and the keystore are theirs, and SQLite's files are made private before it sees them.
hits=$(nm -A -u "$archive" 2>/dev/null | grep -E " U (__)?($names)(64)?(_2|_chk)?(@.*)?\$" | grep -vE ':store_[a-z]+\.c\.o: +U open(64)?(@.*)?$' || true)
[ -z "$hits" ] || { echo "node/ decides with what it is given; this belongs in loop*.c:
$hits" >&2; exit 1; }
