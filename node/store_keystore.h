/* What the keystore offers the other files of the SQLite store. Only node/store_*.c include this. */
#ifndef EP_NODE_STORE_KEYSTORE_H
#define EP_NODE_STORE_KEYSTORE_H

#include "node/keystore.h"
#include "node/store_own.h"

#define EP_STORE_PATH_BYTES_MAX 4096u

struct ep_keystore { /* secret; by day, the last is the one in use */
    size_t count;
    struct {
        uint32_t day;
        uint8_t key[32];
    } at[EP_KEYSTORE_KEYS_MAX];
};

/* Into `store->keys`, which ep_secret_close ends. EP_NO_MEMORY. EP_STORE_FAILED: the path is too long. */
EP_MUST ep_err ep_keystore_allocate(struct ep_store *store, const char *path);
/* An empty file before there is a database, so that a database without one has lost it. */
EP_MUST ep_err ep_keystore_first(struct ep_store *store);
/* Reads it, when the database is open. EP_KEYSTORE. */
EP_MUST ep_err ep_keystore_open(struct ep_store *store);
/* Under the key in use; `sealed` stands until the next. EP_DISK_FULL: there was never room for a key. */
EP_MUST ep_err ep_keystore_seal(struct ep_store *store, ep_bytes plain, uint64_t *day, ep_bytes *sealed);
/* The statement in a row's column key_day and the next, bytes, into `buffer` of EP_STATEMENT_BYTES_MAX. EP_STORE_DAMAGED:
 * it does not open, or its day has no key. */
EP_MUST ep_err ep_keystore_take(struct ep_store *store, sqlite3_stmt *sql, int column, uint8_t *buffer,
                                ep_bytes *bytes);

#endif
