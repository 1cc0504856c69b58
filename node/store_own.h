/* What the files of the SQLite store share. Layer: node; no other file may include this.
 *
 * Statements that never nest are prepared once, in a table from enum to SQL. A call is: ep_sql_use, bind, then ep_sql_run
 * for a write or ep_sql_step and ep_sql_done for a read. Every path ends in a reset, so that no read transaction stays
 * open: an open one would keep erased pages in the write-ahead log. */
#ifndef EP_NODE_STORE_OWN_H
#define EP_NODE_STORE_OWN_H

#include "node/store.h"

#include <sqlite3.h>

/* Records are small by intent; the bound is what one buffer holds. */
#define EP_STORE_RECORD_BYTES_MAX 65536u

enum ep_sql {
    EP_SQL_BEGIN,
    EP_SQL_COMMIT,
    EP_SQL_ROLLBACK,
    EP_SQL_PUT,
    EP_SQL_OLDER,
    EP_SQL_FIND_VERSION,
    EP_SQL_FIND_LATEST,
    EP_SQL_FIND_ROW,
    EP_SQL_ROW,
    EP_SQL_ERASE,
    EP_SQL_NEXT_LATEST,
    EP_SQL_HELD,
    EP_SQL_HELD_HUISHOUDENS,
    EP_SQL_OUT_DROP_ROW,
    EP_SQL_OUT_FORGET_ROW,
    EP_SQL_QUEUE,
    EP_SQL_QUEUE_AGAIN,
    EP_SQL_UNQUEUE,
    EP_SQL_NEXT_SENT,
    EP_SQL_NEXT_UNSENT,
    EP_SQL_SENT,
    EP_SQL_SENT_HASH,
    EP_SQL_DELIVERY,
    EP_SQL_ROW_OF_SEQ,
    EP_SQL_COVERED,
    EP_SQL_WAITING,
    EP_SQL_KEEP,
    EP_SQL_KEPT,
    EP_SQL_DROP,
    EP_SQL_READ_HUISHOUDENS,
    EP_SQL_JOURNAL_PUT,
    EP_SQL_KEY_DAY,
    EP_SQL_RESEAL_NEXT,
    EP_SQL_RESEAL,
    EP_SQL_END
};

/* A walk over statements has seven things that may be asked or not; one more goes over records, and one over the journal. */
#define EP_WALK_RECORDS 256
#define EP_WALK_JOURNAL 257
#define EP_WALKS 258

struct ep_store {
    sqlite3 *db;
    sqlite3_stmt *sql[EP_SQL_END];
    sqlite3_stmt *walk[EP_WALKS]; /* by what is asked; prepared at first use */
    char *reserve_path;           /* NULL for ":memory:" */
    char *keystore_path;          /* the same */
    struct ep_keystore *keys;
    bool in_memory;
    bool low;                                             /* the disk has little room: twice as much must come back */
    uint64_t held_bytes;                                  /* of the reserve */
    uint64_t (*free_bytes)(const struct ep_store *store); /* on the disk, without the reserve */
    bool writing;                                         /* between begin and commit */
    sqlite3_int64 changes;                                /* that SQLite had made when it began */
    ep_err
        failed; /* of this transaction: after an error SQLite may have ended it by itself, so nothing more is written */
    bool finished;   /* EP_STORE_FAILED or EP_STORE_DAMAGED happened: nothing is ever written again */
    uint8_t *found;  /* EP_STATEMENT_BYTES_MAX: what ep_store_find handed out */
    uint8_t *next;   /* EP_STATEMENT_BYTES_MAX: what ep_store_next handed out */
    uint8_t *kept;   /* EP_STORE_RECORD_BYTES_MAX: what ep_store_kept handed out */
    uint8_t *sealed; /* EP_STATEMENT_BYTES_MAX + EP_REST_BYTES: what is being put */
};

/* Pragmas, checks, migrations and the prepared table. Errors of ep_store_open. */
EP_MUST ep_err ep_store_prepare(struct ep_store *store);
/* From a result of SQLite to ours; notes it in the store. SQLITE_OK, ROW and DONE are EP_OK. */
EP_MUST ep_err ep_store_fault(struct ep_store *store, int result);

uint64_t ep_store_free_in_memory(const struct ep_store *store);
uint64_t ep_store_free_on_disk(const struct ep_store *store);
/* All do nothing for ":memory:". */
void ep_store_reserve_release(struct ep_store *store);
void ep_store_reserve_fill(struct ep_store *store);
void ep_store_reserve_lend(struct ep_store *store);      /* before a transaction */
void ep_store_reserve_take_back(struct ep_store *store); /* after it */
/* A walk that runs inside another one of the same form gets a statement of its own, which ep_walk_done ends. */
EP_MUST ep_err ep_walk_use(struct ep_store *store, size_t which, const char *text, sqlite3_stmt **sql);
void ep_walk_done(struct ep_store *store, size_t which, sqlite3_stmt *sql);

sqlite3_stmt *ep_sql_use(struct ep_store *store, enum ep_sql which);
/* Step a write to its end and reset it. Only between begin and commit. */
EP_MUST ep_err ep_sql_run(struct ep_store *store, enum ep_sql which);
/* Step a read: EP_OK with a row, EP_NOT_FOUND without (then it is reset). */
EP_MUST ep_err ep_sql_step(struct ep_store *store, enum ep_sql which);
void ep_sql_done(struct ep_store *store, enum ep_sql which);

/* Binding never fails for a place that exists, so these return nothing: a wrong place is a bug that a test meets. */
void ep_sql_bind_id(sqlite3_stmt *sql, int place, ep_id id); /* NULL when absent */
void ep_sql_bind_uint(sqlite3_stmt *sql, int place, uint64_t value);
void ep_sql_bind_row(sqlite3_stmt *sql, int place, int64_t row);
void ep_sql_bind_bytes(sqlite3_stmt *sql, int place, ep_bytes bytes); /* borrowed until the reset */
uint64_t ep_sql_uint(sqlite3_stmt *sql, int column);
ep_bytes ep_sql_bytes(sqlite3_stmt *sql, int column);
/* Copy a column into a buffer of `cap` bytes; EP_STORE_DAMAGED when it does not fit: nobody wrote that. */
EP_MUST ep_err ep_sql_copy(struct ep_store *store, sqlite3_stmt *sql, int column, uint8_t *buffer, size_t cap,
                           ep_bytes *out);

#endif
