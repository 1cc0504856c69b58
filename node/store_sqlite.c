/* Opening, closing and transactions of the SQLite store, and the few calls to SQLite that its other files share. */
#include "node/store_keystore.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_PAGE_BYTES 4096

/* A file that only its owner may read; SQLite gives its log the same rights. Only when there is none yet: opening and
 * closing an existing database by hand would drop the locks that this process holds on it (POSIX). */
static void make_private(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
}

static ep_err allocate(struct ep_store *store, const char *path)
{
    store->in_memory = strcmp(path, ":memory:") == 0;
    store->free_bytes = store->in_memory ? ep_store_free_in_memory : ep_store_free_on_disk;
    store->found = malloc(EP_STATEMENT_BYTES_MAX);
    store->next = malloc(EP_STATEMENT_BYTES_MAX);
    store->kept = malloc(EP_STORE_RECORD_BYTES_MAX);
    if (store->found == NULL || store->next == NULL || store->kept == NULL)
        return EP_NO_MEMORY;
    ep_err err = ep_keystore_allocate(store, path);
    if (err != EP_OK || store->in_memory)
        return err;
    static const char ending[] = ".reserve";
    size_t len = strlen(path);
    store->reserve_path = malloc(len + sizeof ending);
    if (store->reserve_path == NULL)
        return EP_NO_MEMORY;
    memcpy(store->reserve_path, path, len);
    memcpy(store->reserve_path + len, ending, sizeof ending);
    return EP_OK;
}

/* SQLite takes a file without a whole first page for a new database. It is what is left of one, and a new life must not
 * begin on it. */
static ep_err look_at_file(struct ep_store *store, const char *path)
{
    struct stat about;
    if (store->in_memory)
        return EP_OK;
    if (stat(path, &about) == 0)
        return about.st_size < FIRST_PAGE_BYTES ? EP_STORE_DAMAGED : EP_OK;
    ep_err err = ep_keystore_first(store);
    if (err == EP_OK)
        make_private(path);
    return err;
}

ep_err ep_store_open(struct ep_store **out, const char *path)
{
    *out = NULL;
    /* No counting of memory under a lock at each allocation; nobody asks for the count. Only the first call has effect. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct ep_store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return EP_NO_MEMORY;
    ep_err err = allocate(store, path);
    if (err != EP_OK)
        goto fail;
    err = look_at_file(store, path);
    if (err != EP_OK)
        goto fail;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    err = ep_store_fault(store, sqlite3_open_v2(path, &store->db, flags, NULL));
    if (err == EP_OK)
        err = ep_store_prepare(store);
    if (err == EP_OK)
        err = ep_keystore_open(store);
    if (err != EP_OK)
        goto fail;
    ep_store_reserve_fill(store); /* when there is no room, ep_store_room finds out */
    *out = store;
    return EP_OK;
fail:
    ep_store_close(store);
    return err;
}

void ep_store_close(struct ep_store *store)
{
    if (store == NULL)
        return;
    for (int which = 0; which < EP_SQL_END; which++)
        sqlite3_finalize(store->sql[which]);
    for (int which = 0; which < EP_WALKS; which++)
        sqlite3_finalize(store->walk[which]);
    sqlite3_close(store->db);
    ep_secret_close(store->keys);
    free(store->reserve_path);
    free(store->keystore_path);
    free(store->found);
    free(store->next);
    free(store->kept);
    free(store->sealed);
    free(store);
}

ep_err ep_store_fault(struct ep_store *store, int result)
{
    ep_err err = EP_STORE_FAILED;
    switch (result & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return EP_OK;
    case SQLITE_FULL:
        err = EP_DISK_FULL;
        store->low = true;
        ep_store_reserve_release(store);
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        err = EP_STORE_BUSY; /* only at opening: afterwards we are alone */
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        err = EP_STORE_DAMAGED;
        break;
    default:
        break;
    }
    store->failed = err;
    if (err != EP_DISK_FULL)
        store->finished = true;
    return err;
}

ep_err ep_store_begin(struct ep_store *store)
{
    assert(!store->writing);
    if (store->finished)
        return EP_STORE_FAILED; /* never retry: the kernel may have dropped the page that it could not write */
    ep_store_reserve_lend(store);
    store->failed = EP_OK;
    store->writing = true;
    store->changes = sqlite3_total_changes64(store->db);
    ep_err err = ep_sql_run(store, EP_SQL_BEGIN);
    if (err != EP_OK)
        ep_store_rollback(store);
    return err;
}

ep_err ep_store_commit(struct ep_store *store)
{
    assert(store->writing);
    ep_err err = ep_sql_run(store, EP_SQL_COMMIT);
    if (err != EP_OK)
        ep_store_rollback(store);
    store->writing = false;
    if (store->low)
        ep_store_reserve_take_back(store);
    return err;
}

void ep_store_rollback(struct ep_store *store)
{
    /* A full disk makes SQLite roll back by itself; then there is nothing to do. */
    if (sqlite3_get_autocommit(store->db) == 0) {
        int result = sqlite3_step(store->sql[EP_SQL_ROLLBACK]);
        sqlite3_reset(store->sql[EP_SQL_ROLLBACK]);
        if (result != SQLITE_DONE)
            store->finished = true;
    }
    store->writing = false;
}

bool ep_store_wrote(const struct ep_store *store)
{
    return sqlite3_total_changes64(store->db) != store->changes;
}

ep_err ep_store_truncate(struct ep_store *store)
{
    assert(!store->writing);
    int log = 0;
    int moved = 0;
    if (store->in_memory)
        return EP_OK;
    ep_err err =
        ep_store_fault(store, sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &log, &moved));
    if (err == EP_STORE_BUSY || (err == EP_OK && log != 0))
        return EP_STORE_FAILED; /* a receipt must never follow a log that still holds the erased pages */
    return err;
}

ep_err ep_walk_use(struct ep_store *store, size_t which, const char *text, sqlite3_stmt **sql)
{
    sqlite3_stmt *kept = store->walk[which];
    *sql = kept;
    if (kept != NULL && !sqlite3_stmt_busy(kept))
        return EP_OK;
    *sql = NULL;
    unsigned flags = kept == NULL ? SQLITE_PREPARE_PERSISTENT : 0;
    ep_err err = ep_store_fault(store, sqlite3_prepare_v3(store->db, text, -1, flags, sql, NULL));
    if (kept == NULL)
        store->walk[which] = *sql;
    return err;
}

void ep_walk_done(struct ep_store *store, size_t which, sqlite3_stmt *sql)
{
    if (sql != store->walk[which]) {
        sqlite3_finalize(sql);
        return;
    }
    sqlite3_reset(sql);
    sqlite3_clear_bindings(sql);
}

sqlite3_stmt *ep_sql_use(struct ep_store *store, enum ep_sql which)
{
    sqlite3_stmt *sql = store->sql[which];
    assert(!sqlite3_stmt_busy(sql));
    return sql;
}

void ep_sql_done(struct ep_store *store, enum ep_sql which)
{
    sqlite3_reset(store->sql[which]);
    sqlite3_clear_bindings(store->sql[which]);
}

ep_err ep_sql_run(struct ep_store *store, enum ep_sql which)
{
    assert(store->writing);
    ep_err err = store->failed;
    if (err == EP_OK)
        err = ep_store_fault(store, sqlite3_step(store->sql[which]));
    ep_sql_done(store, which);
    return err;
}

ep_err ep_sql_step(struct ep_store *store, enum ep_sql which)
{
    int result = sqlite3_step(store->sql[which]);
    if (result == SQLITE_ROW)
        return EP_OK;
    ep_err err = ep_store_fault(store, result);
    ep_sql_done(store, which);
    return err == EP_OK ? EP_NOT_FOUND : err;
}

void ep_sql_bind_id(sqlite3_stmt *sql, int place, ep_id id)
{
    if (ep_id_absent(id))
        sqlite3_bind_null(sql, place);
    else
        sqlite3_bind_blob(sql, place, id.b, EP_ID_BYTES, SQLITE_TRANSIENT);
}

void ep_sql_bind_uint(sqlite3_stmt *sql, int place, uint64_t value)
{
    /* SQLite's integers are signed; what is above them is above every number that was ever stored. */
    sqlite3_bind_int64(sql, place, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

void ep_sql_bind_row(sqlite3_stmt *sql, int place, int64_t row)
{
    sqlite3_bind_int64(sql, place, row);
}

void ep_sql_bind_bytes(sqlite3_stmt *sql, int place, ep_bytes bytes)
{
    sqlite3_bind_blob64(sql, place, bytes.len == 0 ? (const uint8_t *)"" : bytes.at, bytes.len, SQLITE_STATIC);
}

uint64_t ep_sql_uint(sqlite3_stmt *sql, int column)
{
    return (uint64_t)sqlite3_column_int64(sql, column);
}

ep_bytes ep_sql_bytes(sqlite3_stmt *sql, int column)
{
    const uint8_t *at = sqlite3_column_blob(sql, column);
    return (ep_bytes){at, (size_t)sqlite3_column_bytes(sql, column)};
}

ep_err ep_sql_copy(struct ep_store *store, sqlite3_stmt *sql, int column, uint8_t *buffer, size_t cap, ep_bytes *out)
{
    ep_bytes bytes = ep_sql_bytes(sql, column);
    if (bytes.len > cap) {
        store->finished = true;
        return EP_STORE_DAMAGED;
    }
    if (bytes.len > 0)
        memcpy(buffer, bytes.at, bytes.len);
    *out = (ep_bytes){buffer, bytes.len};
    return EP_OK;
}
