/* Promise: a keystore file that is taken holds keys of ascending days, as many as there is room for; with the key of a day more
 * it is taken again, and no other key changed. Any other file stops the start and leaves no key in use. The lowest bit of the
 * first byte asks for a right check behind the rest. node/store_keystore.c. */
#include "crypto/key.h"
#include "node/store_keystore.h"
#include "tests/fuzz/fuzz.h"

#define NAME "db.keystore"

static struct ep_store *store_in(struct fuzz_folder *folder)
{
    static struct ep_store *store;
    char path[128];
    if (store != NULL)
        return store;
    fuzz_folder_open(folder);
    snprintf(path, sizeof path, "%s/db", folder->path);
    if (ep_crypto_open() != EP_OK || ep_store_open(&store, path) != EP_OK)
        abort();
    static const char *const left[] = {"db", "db-wal", "db-shm", "db.reserve"}; /* to be removed at exit */
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        folder->name[folder->count++] = left[i];
    return store;
}

static void put_file(struct fuzz_folder *folder, ep_bytes bytes, bool checked)
{
    static uint8_t file[8192];
    size_t len = bytes.len < sizeof file - EP_HASH_BYTES ? bytes.len : sizeof file - EP_HASH_BYTES;
    if (len > 0)
        memcpy(file, bytes.at, len);
    ep_bytes all = {file, len};
    if (checked)
        ep_hash(file + len, EP_HASH_BYTES, NULL, EP_LABEL_KEYSTORE, &all, 1);
    fuzz_folder_put(folder, NAME, (ep_bytes){file, len + (checked ? EP_HASH_BYTES : 0)});
}

static void must_be_in_order(const struct ep_keystore *keys)
{
    assert(keys->count <= EP_KEYSTORE_KEYS_MAX);
    for (size_t i = 1; i < keys->count; i++)
        assert(keys->at[i - 1].day < keys->at[i].day);
}

static void grow(struct ep_store *store)
{
    static const uint8_t fresh[32] = {1};
    const struct ep_keystore before = *store->keys;
    uint32_t day = before.count > 0 ? before.at[before.count - 1].day : 1;
    if (day == UINT32_MAX || before.count == EP_KEYSTORE_KEYS_MAX)
        return;
    assert(ep_store_new_day(store, day + 1, fresh) == EP_OK);
    memset(store->keys, 0, sizeof *store->keys);
    assert(ep_keystore_open(store) == EP_OK);
    must_be_in_order(store->keys);
    size_t kept = store->keys->count - 1;
    assert(kept <= before.count);
    assert(memcmp(store->keys->at, before.at + (before.count - kept), kept * sizeof before.at[0]) == 0);
    assert(store->keys->at[kept].day == day + 1 && memcmp(store->keys->at[kept].key, fresh, 32) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fuzz_folder folder;
    struct ep_store *store = store_in(&folder);
    ep_bytes input = {data, size};
    bool checked = (fuzz_byte(&input) & 1) != 0;
    put_file(&folder, input, checked);
    memset(store->keys, 0, sizeof *store->keys);
    ep_err err = ep_keystore_open(store);
    assert(err == EP_OK || err == EP_KEYSTORE);
    assert(err == EP_OK || store->keys->count == 0);
    if (err != EP_OK)
        return 0;
    assert(input.len + (checked ? EP_HASH_BYTES : 0) == 8 + 4 + store->keys->count * (4 + 32) + EP_HASH_BYTES);
    must_be_in_order(store->keys);
    grow(store);
    return 0;
}
