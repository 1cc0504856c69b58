/* The keystore: a file beside the database with one random key for each day, under which wraps lie. A key is destroyed
 * when the time is over for which a backup may be kept, so that an old copy of the database opens none of them. DESIGN 6.
 *
 * The file: mark (8) ‖ count (u32) ‖ count times day (u32, ascending), key (32) ‖ BLAKE2b-256(label ‖ all before). */
#include "node/store_keystore.h"

#include "crypto/rest.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK_BYTES 8
#define HEAD_BYTES (MARK_BYTES + 4)
#define ROW_BYTES (4 + 32)
#define FILE_BYTES_MAX (HEAD_BYTES + EP_KEYSTORE_KEYS_MAX * ROW_BYTES + EP_HASH_BYTES)

#define KEY_DAYS (EP_BACKUP_HOURS / 24)

static const uint8_t mark[MARK_BYTES] = {'E', 'P', 'L', 'N', 'K', 'E', 'Y', '1'};

static size_t put_all(uint8_t file[FILE_BYTES_MAX], const struct ep_keystore *keys)
{
    uint8_t *at = file + HEAD_BYTES;
    memcpy(file, mark, MARK_BYTES);
    ep_u32_put(file + MARK_BYTES, (uint32_t)keys->count);
    for (size_t i = 0; i < keys->count; i++, at += ROW_BYTES) {
        ep_u32_put(at, keys->at[i].day);
        memcpy(at + 4, keys->at[i].key, 32);
    }
    ep_bytes all = {file, (size_t)(at - file)};
    ep_hash(at, EP_HASH_BYTES, NULL, EP_LABEL_KEYSTORE, &all, 1);
    return all.len + EP_HASH_BYTES;
}

static ep_err take_all(struct ep_keystore *keys, const uint8_t *file, size_t len)
{
    uint8_t check[EP_HASH_BYTES];
    if (len < HEAD_BYTES + EP_HASH_BYTES || memcmp(file, mark, MARK_BYTES) != 0)
        return EP_KEYSTORE;
    size_t count = ep_u32_take(file + MARK_BYTES);
    if (count > EP_KEYSTORE_KEYS_MAX || len != HEAD_BYTES + count * ROW_BYTES + EP_HASH_BYTES)
        return EP_KEYSTORE;
    ep_bytes all = {file, len - EP_HASH_BYTES};
    ep_hash(check, sizeof check, NULL, EP_LABEL_KEYSTORE, &all, 1);
    if (!ep_secret_equal(check, file + all.len))
        return EP_KEYSTORE;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *at = file + HEAD_BYTES + i * ROW_BYTES;
        keys->at[i].day = ep_u32_take(at);
        if (i > 0 && keys->at[i].day <= keys->at[i - 1].day)
            return EP_KEYSTORE; /* the last would not be the one in use, and an older one never be destroyed */
        memcpy(keys->at[i].key, at + 4, 32);
    }
    keys->count = count;
    return EP_OK;
}

static ep_err failed(struct ep_store *store)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return EP_DISK_FULL;
    store->finished = true;
    return EP_STORE_FAILED;
}

/* The rename counts only when the folder is on the disk too. */
static bool sync_folder(const char *path)
{
    char *folder = strdup(path);
    char *slash = folder != NULL ? strrchr(folder, '/') : NULL;
    if (slash != NULL)
        slash[1] = 0;
    int file = folder == NULL ? -1 : open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    free(folder);
    return good;
}

/* What the old file held is overwritten where it stands; a disk that writes elsewhere keeps it until it is used again. */
static void overwrite(int old)
{
    static const uint8_t nothing[FILE_BYTES_MAX];
    if (old < 0)
        return;
    if (pwrite(old, nothing, sizeof nothing, 0) > 0)
        fsync(old);
    close(old);
}

static ep_err write_new(const char *path, const struct ep_keystore *keys, struct ep_store *store)
{
    uint8_t bytes[FILE_BYTES_MAX];
    size_t len = put_all(bytes, keys);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0 && pwrite(file, bytes, len, 0) == (ssize_t)len && fsync(file) == 0;
    ep_err err = good ? EP_OK : failed(store);
    if (file >= 0)
        close(file);
    ep_wipe(bytes, sizeof bytes);
    return err;
}

/* All or nothing: a new file, and then its name. */
static ep_err write_file(struct ep_store *store, const struct ep_keystore *keys)
{
    char fresh[EP_STORE_PATH_BYTES_MAX + 8];
    if (store->in_memory)
        return EP_OK;
    snprintf(fresh, sizeof fresh, "%s.new", store->keystore_path);
    ep_err err = write_new(fresh, keys, store);
    if (err != EP_OK)
        return err;
    int old = open(store->keystore_path, O_WRONLY | O_CLOEXEC);
    if (rename(fresh, store->keystore_path) != 0 || !sync_folder(fresh))
        err = failed(store);
    if (err == EP_OK)
        overwrite(old);
    else if (old >= 0)
        close(old);
    return err;
}

ep_err ep_keystore_allocate(struct ep_store *store, const char *path)
{
    size_t len = strlen(path) + sizeof ".keystore";
    store->keys = ep_secret_open(sizeof *store->keys);
    store->sealed = malloc(EP_STATEMENT_BYTES_MAX + EP_REST_BYTES);
    store->keystore_path = malloc(len);
    if (store->keys == NULL || store->sealed == NULL || store->keystore_path == NULL)
        return EP_NO_MEMORY;
    if (len > EP_STORE_PATH_BYTES_MAX)
        return EP_STORE_FAILED;
    snprintf(store->keystore_path, len, "%s.keystore", path);
    return EP_OK;
}

ep_err ep_keystore_first(struct ep_store *store)
{
    if (access(store->keystore_path, F_OK) == 0)
        return EP_OK; /* of a start that was cut off, or of a database that is gone: read and checked later */
    return write_file(store, store->keys);
}

static const uint8_t *key_of(const struct ep_store *store, uint64_t day)
{
    for (size_t i = 0; i < store->keys->count; i++)
        if (store->keys->at[i].day == day)
            return store->keys->at[i].key;
    return NULL;
}

/* The first day after `after` under whose key a row lies; EP_NOT_FOUND. */
static ep_err next_day(struct ep_store *store, uint64_t after, uint64_t *day)
{
    ep_sql_bind_uint(ep_sql_use(store, EP_SQL_KEY_DAY), 1, after);
    ep_err err = ep_sql_step(store, EP_SQL_KEY_DAY);
    if (err != EP_OK)
        return err;
    *day = ep_sql_uint(store->sql[EP_SQL_KEY_DAY], 0);
    ep_sql_done(store, EP_SQL_KEY_DAY);
    return EP_OK;
}

ep_err ep_keystore_open(struct ep_store *store)
{
    uint8_t bytes[FILE_BYTES_MAX + 1];
    uint64_t day = 0;
    if (store->in_memory)
        return EP_OK;
    int file = open(store->keystore_path, O_RDONLY | O_CLOEXEC);
    ssize_t len = file >= 0 ? pread(file, bytes, sizeof bytes, 0) : -1;
    if (file >= 0)
        close(file);
    ep_err err = len >= 0 ? take_all(store->keys, bytes, (size_t)len) : EP_KEYSTORE;
    ep_wipe(bytes, sizeof bytes);
    if (err == EP_OK) /* bounded: each turn is a day with a key, and the first without ends it */
        while ((err = next_day(store, day, &day)) == EP_OK && key_of(store, day) != NULL)
            ;
    return err == EP_NOT_FOUND ? EP_OK : err == EP_OK ? EP_KEYSTORE : err;
}

/* Keys of days that are over for so long that no backup of them may be left; never one under which a row lies, and never
 * the newest, which is in use. */
static void destroy(struct ep_keystore *keys, uint64_t day, uint64_t lies)
{
    size_t gone = 0;
    while (gone + 1 < keys->count && keys->at[gone].day + KEY_DAYS <= day && keys->at[gone].day < lies)
        gone++;
    keys->count -= gone;
    memmove(keys->at, keys->at + gone, keys->count * sizeof keys->at[0]);
    ep_wipe(keys->at + keys->count, gone * sizeof keys->at[0]);
}

ep_err ep_store_new_day(struct ep_store *store, uint64_t day, const uint8_t fresh[32])
{
    assert(!store->writing);
    struct ep_keystore next = *store->keys;
    uint64_t newest = next.count > 0 ? next.at[next.count - 1].day : 0;
    uint64_t lies = UINT64_MAX;
    if (store->finished)
        return EP_STORE_FAILED;
    ep_err err = next_day(store, 0, &lies);
    if (err != EP_OK && err != EP_NOT_FOUND)
        goto done;
    if (day > newest && next.count < EP_KEYSTORE_KEYS_MAX) {
        next.at[next.count].day = (uint32_t)day;
        memcpy(next.at[next.count++].key, fresh, 32);
    }
    destroy(&next, day, lies);
    bool changed = next.count != store->keys->count || next.at[0].day != store->keys->at[0].day;
    err = changed ? write_file(store, &next) : EP_OK;
    if (err == EP_OK)
        *store->keys = next;
done:
    ep_wipe(&next, sizeof next);
    return err;
}

ep_err ep_keystore_seal(struct ep_store *store, ep_bytes plain, uint64_t *day, ep_bytes *sealed)
{
    const struct ep_keystore *keys = store->keys;
    ep_out out = {store->sealed, 0, EP_STATEMENT_BYTES_MAX + EP_REST_BYTES};
    if (keys->count == 0)
        return EP_DISK_FULL; /* the only reason why there is none yet */
    *day = keys->at[keys->count - 1].day;
    ep_err err = ep_rest_seal(&out, plain, keys->at[keys->count - 1].key);
    *sealed = ep_out_bytes(&out);
    return err;
}

ep_err ep_keystore_take(struct ep_store *store, sqlite3_stmt *sql, int column, uint8_t *buffer, ep_bytes *bytes)
{
    uint64_t day = ep_sql_uint(sql, column);
    ep_out out = {buffer, 0, EP_STATEMENT_BYTES_MAX};
    if (day == 0)
        return ep_sql_copy(store, sql, column + 1, buffer, EP_STATEMENT_BYTES_MAX, bytes);
    const uint8_t *key = key_of(store, day);
    if (key == NULL || ep_rest_open(&out, ep_sql_bytes(sql, column + 1), key) != EP_OK) {
        store->finished = true;
        return EP_STORE_DAMAGED;
    }
    *bytes = ep_out_bytes(&out);
    return EP_OK;
}

/* One row that lies under the key of a day up to `upto`. EP_NOT_FOUND: there is none. */
static ep_err reseal_one(struct ep_store *store, uint64_t upto)
{
    ep_bytes bytes;
    uint64_t day = 0;
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_RESEAL_NEXT);
    ep_sql_bind_uint(sql, 1, upto);
    ep_err err = ep_sql_step(store, EP_SQL_RESEAL_NEXT);
    if (err != EP_OK)
        return err;
    int64_t row = sqlite3_column_int64(sql, 0);
    err = ep_keystore_take(store, sql, 1, store->found, &bytes);
    ep_sql_done(store, EP_SQL_RESEAL_NEXT);
    if (err == EP_OK)
        err = ep_keystore_seal(store, bytes, &day, &bytes);
    if (err != EP_OK)
        return err;
    sql = ep_sql_use(store, EP_SQL_RESEAL);
    ep_sql_bind_row(sql, 1, row);
    ep_sql_bind_uint(sql, 2, day);
    ep_sql_bind_bytes(sql, 3, bytes);
    return ep_sql_run(store, EP_SQL_RESEAL);
}

ep_err ep_store_reseal(struct ep_store *store, uint64_t day, size_t *sealed)
{
    const struct ep_keystore *keys = store->keys;
    uint64_t newest = keys->count > 0 ? keys->at[keys->count - 1].day : 0;
    ep_err err = EP_OK;
    *sealed = 0;
    if (newest + EP_RESEAL_DAYS <= day)
        return EP_OK; /* there is no newer key; under the same one it would never end */
    while (err == EP_OK && *sealed < EP_RESEAL_AT_ONCE_MAX) {
        err = reseal_one(store, day - EP_RESEAL_DAYS);
        *sealed += err == EP_OK ? 1 : 0;
    }
    return err == EP_NOT_FOUND ? EP_OK : err;
}
