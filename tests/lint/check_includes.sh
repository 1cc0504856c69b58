#!/bin/sh
# Layers point one way, crypto <- proto <- {node, cli}, and each third-party library has one door.
set -eu
set -f # The doors are patterns for `case`, not for the shell.
bad=0
say() { echo "$*" >&2; bad=1; }

# Every include as "file:header with its opening quote or bracket".
includes() {
    grep -rHoE --include='*.[ch]' --include='*.def' '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<][^">]+' "$@" |
        sed -E 's/:[[:space:]]*#[[:space:]]*include[[:space:]]*/ /'
}

# 1. What a folder may include of ours. Brackets do not hide it.
while read -r from allowed; do
    for hit in $(includes "$from" | grep -oE ' ["<](crypto|proto|node|cli|tests)/' | tr -d ' "</' | sort -u); do
        case " $allowed " in
        *" $hit "*) ;;
        *) say "$from must not include $hit/: $(includes "$from" | grep -E "[\"<]$hit/" | cut -d' ' -f1 | sort -u | tr '\n' ' ')" ;;
        esac
    done
done <<T
crypto crypto
proto proto crypto
node node proto crypto
cli cli proto crypto
T

# 2. Ours are named from the root; otherwise rule 1 would be blind.
blind=$(includes crypto proto node cli tests | grep -E ' "' | grep -vE ' "(crypto|proto|node|cli|tests)/' || true)
[ -z "$blind" ] || say "name an include of ours from the top of the tree:
$blind"
climbs=$(includes crypto proto node cli tests | grep -F '/../' || true)
[ -z "$climbs" ] || say "an include must not climb:
$climbs"

# 3. One door per library.
while read -r header doors; do
    for file in $(includes crypto proto node cli | grep -E " [\"<]$header([./]|\$)" | cut -d' ' -f1); do
        open=no
        for door in $doors; do
            # shellcheck disable=SC2254 # A door is a pattern on purpose.
            case "$file" in $door) open=yes ;; esac
        done
        [ $open = yes ] || say "$file: <$header> belongs behind $doors"
    done
done <<T
sodium crypto/*
msgpack proto/pack.c
sqlite3 node/store*.c node/store_own.h
uv node/loop*.c
ini node/config.c proto/policy.c
jansson cli/json*.c
microhttpd cli/web*.c
qrencode cli/web_qr.c
pango cli/pdf.c
cairo cli/pdf.c
T
exit $bad
