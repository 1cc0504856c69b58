/* The shape of the database: pragmas, migrations, and every SQL text that is prepared once. DESIGN 8. */
#include "node/store_own.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APPLICATION_ID 0x45504c4e /* "EPLN": the file says whose it is */

/* Thousands of rows go in one transaction. So one place at a time, since SQLite builds a table in memory for an IN; and
 * nothing that could end the statement half done (a function, ABORT, a reference that is checked at once), since for that
 * it first copies each page that it changes. What fails ends our transaction anyway. */
#define HELD_LESS(huishouden_)                                                                    \
    " UPDATE OR FAIL held SET statements = statements - 1, content = content - (old.domain > 0)," \
    " bytes = bytes - old.size WHERE org = old.org AND huishouden = " huishouden_ ";"             \
    " DELETE FROM held WHERE org = old.org AND huishouden = " huishouden_ " AND statements = 0;"

/* How much is here of each organisation, in each household (an empty one: in all), for the quotas; what has a domain is
 * content. Triggers, so that no way in or out can forget to count; a sum at each statement would walk everything. */
#define HELD                                                                                           \
    "CREATE TABLE held (org BLOB NOT NULL, huishouden BLOB NOT NULL, statements INTEGER NOT NULL,"     \
    " content INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (org, huishouden)) STRICT,"        \
    " WITHOUT ROWID;"                                                                                  \
    "INSERT INTO held SELECT org, x'', count(*), sum(domain > 0), sum(size) FROM statement"            \
    " GROUP BY org;"                                                                                   \
    "INSERT INTO held SELECT org, huishouden, count(*), sum(domain > 0), sum(size)"                    \
    " FROM statement WHERE huishouden IS NOT NULL GROUP BY org, huishouden;"                           \
    "CREATE TRIGGER held_more AFTER INSERT ON statement BEGIN"                                         \
    " INSERT INTO held SELECT new.org, part.value, 1, new.domain > 0, new.size"                        \
    " FROM (SELECT x'' AS value UNION ALL SELECT new.huishouden) AS part WHERE part.value IS NOT NULL" \
    " ON CONFLICT (org, huishouden) DO UPDATE SET statements = statements + 1,"                        \
    " content = content + excluded.content, bytes = bytes + excluded.bytes;"                           \
    "END;"                                                                                             \
    "CREATE TRIGGER held_less AFTER DELETE ON statement BEGIN" HELD_LESS("x''") HELD_LESS("old.huishouden") "END;"

/* user_version counts the rows that were applied; a change of shape is a new row, never a changed one. Rowid tables,
 * because WITHOUT ROWID spills every row of about 1 KiB to a page of its own (notes/feasibility.md 4). The index on
 * huishouden and kind serves the rules; the one on kind keeps a walk over one kind in order of row without sorting.
 * `key_day` is 0, or the day under whose key `bytes` lies: those of wraps, which are as much longer as salt and tag, and
 * `size` does not count. `bytes` stands last, so that reading the columns in front of it touches no overflow page. */
static const char *const migrations[] = {
    "CREATE TABLE statement ("
    " row INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL,"
    " huishouden BLOB, org BLOB NOT NULL, author BLOB NOT NULL, hour INTEGER NOT NULL, subject BLOB,"
    " domain INTEGER NOT NULL, level INTEGER NOT NULL, ref BLOB, to_org BLOB, latest INTEGER NOT NULL,"
    " key_day INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (kind, id, version, org)) STRICT;"
    "CREATE INDEX statement_kind ON statement (kind);"
    "CREATE INDEX statement_huishouden ON statement (huishouden, kind);"
    "CREATE INDEX statement_ref ON statement (ref) WHERE ref IS NOT NULL;"
    "CREATE INDEX statement_key_day ON statement (key_day) WHERE key_day > 0;"
    "CREATE TABLE outbox ("
    " out INTEGER PRIMARY KEY AUTOINCREMENT, peer BLOB NOT NULL, row INTEGER REFERENCES statement (row)"
    " DEFERRABLE INITIALLY DEFERRED,"
    " seq INTEGER, hash BLOB, UNIQUE (peer, seq)) STRICT;"
    "CREATE INDEX outbox_row ON outbox (row, peer);"
    "CREATE TABLE record (sort INTEGER NOT NULL, key BLOB NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (sort, key))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE journal (nr INTEGER PRIMARY KEY AUTOINCREMENT, hour INTEGER NOT NULL, hash BLOB NOT NULL,"
    " bytes BLOB NOT NULL) STRICT;",
    HELD,
    /* A household in order of arrival, from any row on, without sorting it. */
    "CREATE INDEX statement_arrival ON statement (huishouden) WHERE huishouden IS NOT NULL;",
    /* The readings of one user since an hour; 17 is `read`, and an index can name no parameter. With a bare column SQLite
     * would look at this index for every `kind = ?`, and prepare that statement anew each time it is bound. */
    "CREATE INDEX statement_read ON statement (author, hour) WHERE +kind = 17;",
};
#define SCHEMA_VERSION (sizeof migrations / sizeof migrations[0])

/* A plus before a column keeps the planner from an index that looks shorter and is not: all statements of a kind
 * instead of one id, all that waits for a peer instead of one row. */
static const char *const sql_texts[EP_SQL_END] = {
    [EP_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [EP_SQL_COMMIT] = "COMMIT",
    [EP_SQL_ROLLBACK] = "ROLLBACK",
    [EP_SQL_PUT] =
        "INSERT INTO statement (kind, id, version, huishouden, org, author, hour, subject, domain, level, ref,"
        " to_org, key_day, bytes, size, latest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
        "?15,"
        " NOT EXISTS (SELECT 1 FROM statement WHERE kind = ?1 AND id = ?2 AND version >= ?3))",
    [EP_SQL_OLDER] = "UPDATE statement SET latest = 0 WHERE kind = ?1 AND id = ?2 AND version < ?3 AND latest = 1",
    [EP_SQL_FIND_VERSION] = "SELECT row, key_day, bytes FROM statement WHERE kind = ?1 AND id = ?2 AND version = ?3"
                            " ORDER BY +row LIMIT 1",
    [EP_SQL_FIND_LATEST] = "SELECT row, key_day, bytes FROM statement WHERE kind = ?1 AND id = ?2 AND latest = 1"
                           " ORDER BY version DESC LIMIT 1",
    [EP_SQL_FIND_ROW] = "SELECT row, key_day, bytes FROM statement WHERE row = ?1",
    [EP_SQL_ROW] = "SELECT kind, id, latest AND EXISTS (SELECT 1 FROM statement AS other WHERE other.kind = it.kind"
                   " AND other.id = it.id AND other.row <> it.row),"
                   " EXISTS (SELECT 1 FROM outbox WHERE outbox.row = it.row) FROM statement AS it WHERE row = ?1",
    [EP_SQL_ERASE] = "DELETE FROM statement WHERE row = ?1",
    [EP_SQL_NEXT_LATEST] = "UPDATE statement SET latest = 1 WHERE row = (SELECT row FROM statement WHERE kind = ?1"
                           " AND id = ?2 ORDER BY version DESC, row LIMIT 1)",
    [EP_SQL_HELD] = "SELECT statements, content, bytes FROM held WHERE org = ?1 AND huishouden = coalesce(?2, x'')",
    [EP_SQL_HELD_HUISHOUDENS] = "SELECT count(*) FROM held WHERE org = ?1 AND huishouden > x'' AND content > 0",
    [EP_SQL_OUT_DROP_ROW] = "DELETE FROM outbox WHERE row = ?1 AND seq IS NULL",
    [EP_SQL_OUT_FORGET_ROW] = "UPDATE outbox SET row = NULL WHERE row = ?1",
    [EP_SQL_QUEUE] = "INSERT INTO outbox (peer, row) SELECT ?1, ?2"
                     " WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE row = ?2 AND peer = ?1)",
    [EP_SQL_QUEUE_AGAIN] = "INSERT INTO outbox (peer, row) VALUES (?1, ?2)",
    [EP_SQL_UNQUEUE] = "DELETE FROM outbox WHERE row = ?2 AND peer = ?1 AND +seq IS NULL",
    [EP_SQL_NEXT_SENT] =
        "SELECT o.out, o.row, o.seq, s.key_day, s.bytes FROM outbox o JOIN statement s ON s.row = o.row"
        " WHERE o.peer = ?1 AND o.seq > ?2 ORDER BY o.seq LIMIT 1",
    [EP_SQL_NEXT_UNSENT] = "SELECT o.out, o.row, 0, s.key_day, s.bytes FROM outbox o JOIN statement s ON s.row = o.row"
                           " WHERE o.peer = ?1 AND o.seq IS NULL AND o.out > ?2 ORDER BY o.out LIMIT 1",
    [EP_SQL_SENT] = "UPDATE outbox SET seq = ?2, hash = ?3 WHERE out = ?1",
    [EP_SQL_SENT_HASH] = "SELECT hash FROM outbox WHERE peer = ?1 AND seq = ?2",
    [EP_SQL_DELIVERY] = "SELECT coalesce(max(seq), 0), count(*) FROM outbox WHERE row = ?2 AND peer = ?1",
    [EP_SQL_ROW_OF_SEQ] = "SELECT row FROM outbox WHERE peer = ?1 AND seq = ?2 AND row IS NOT NULL",
    [EP_SQL_COVERED] = "DELETE FROM outbox WHERE out IN (SELECT older.out FROM outbox newer JOIN outbox older"
                       " ON older.row = newer.row AND older.peer = newer.peer AND +older.seq < newer.seq"
                       " WHERE newer.peer = ?1 AND newer.seq > ?2 AND newer.seq <= ?3)",
    [EP_SQL_WAITING] = "SELECT (SELECT count(*) FROM outbox WHERE peer = ?1 AND seq IS NULL)"
                       " + (SELECT count(*) FROM outbox WHERE peer = ?1 AND seq > ?2 AND row IS NOT NULL)",
    [EP_SQL_KEEP] = "INSERT INTO record (sort, key, bytes) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (sort, key) DO UPDATE SET bytes = excluded.bytes",
    [EP_SQL_KEPT] = "SELECT bytes FROM record WHERE sort = ?1 AND key = ?2",
    [EP_SQL_DROP] = "DELETE FROM record WHERE sort = ?1 AND key = ?2",
    [EP_SQL_READ_HUISHOUDENS] = "SELECT count(DISTINCT huishouden) FROM statement WHERE +kind = 17 AND author = ?1"
                                " AND hour >= ?2 AND huishouden <> ?3",
    [EP_SQL_JOURNAL_PUT] = "INSERT INTO journal (hour, hash, bytes) VALUES (?1, ?2, ?3)",
    [EP_SQL_KEY_DAY] = "SELECT key_day FROM statement WHERE key_day > 0 AND key_day > ?1 ORDER BY key_day LIMIT 1",
    [EP_SQL_RESEAL_NEXT] = "SELECT row, key_day, bytes FROM statement WHERE key_day > 0 AND key_day <= ?1"
                           " ORDER BY key_day LIMIT 1",
    [EP_SQL_RESEAL] = "UPDATE statement SET key_day = ?2, bytes = ?3 WHERE row = ?1",
};

static ep_err exec(struct ep_store *store, const char *text)
{
    return ep_store_fault(store, sqlite3_exec(store->db, text, NULL, NULL, NULL));
}

/* The first column of the first row of a query, as text; "" when there is none. */
static ep_err ask(struct ep_store *store, const char *text, char *answer, size_t cap)
{
    sqlite3_stmt *sql = NULL;
    answer[0] = 0;
    ep_err err = ep_store_fault(store, sqlite3_prepare_v2(store->db, text, -1, &sql, NULL));
    if (err == EP_OK)
        err = ep_store_fault(store, sqlite3_step(sql));
    if (err == EP_OK && sqlite3_column_text(sql, 0) != NULL)
        snprintf(answer, cap, "%s", (const char *)sqlite3_column_text(sql, 0));
    sqlite3_finalize(sql);
    return err;
}

static ep_err ask_number(struct ep_store *store, const char *text, long long *number)
{
    char answer[32];
    ep_err err = ask(store, text, answer, sizeof answer);
    *number = strtoll(answer, NULL, 10); /* an answer of SQLite itself, so always a number */
    return err;
}

/* The lock first, because everything after it relies on being alone; then whose file it is, before it is changed. */
static ep_err recognise(struct ep_store *store, size_t *version)
{
    long long application = 0;
    long long user = 0;
    long long tables = 0;
    ep_err err =
        exec(store, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
    if (err == EP_OK)
        err = ask_number(store, "PRAGMA application_id", &application);
    if (err == EP_OK)
        err = ask_number(store, "PRAGMA user_version", &user);
    if (err == EP_OK)
        err = ask_number(store, "SELECT count(*) FROM sqlite_schema", &tables);
    if (err != EP_OK)
        return err;
    bool empty = application == 0 && user == 0 && tables == 0;
    if (!empty && (application != APPLICATION_ID || user < 0))
        return EP_STORE_DAMAGED; /* somebody else's database, or a header that was overwritten */
    *version = (size_t)user;
    return *version > SCHEMA_VERSION ? EP_STORE_NEWER : EP_OK;
}

/* synchronous FULL is the durability promise; secure_delete and the truncated log are the deletion promise; the cache
 * of 32 MiB holds a morning's households; at 4 000 pages a checkpoint is rare enough for the p99. No mmap: there an
 * I/O error would be a SIGBUS. */
static ep_err set_up(struct ep_store *store)
{
    char mode[16];
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    ep_err err = ask(store, "PRAGMA journal_mode = WAL", mode, sizeof mode);
    if (err == EP_OK && strcmp(mode, store->in_memory ? "memory" : "wal") != 0)
        err = EP_STORE_FAILED;
    if (err == EP_OK)
        err = exec(store, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;"
                          "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;"
                          "PRAGMA mmap_size = 0;");
    return err;
}

static ep_err migrate(struct ep_store *store, size_t version)
{
    for (; version < SCHEMA_VERSION; version++) {
        char mark[128];
        snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %zu; COMMIT;", APPLICATION_ID,
                 version + 1);
        ep_err err = exec(store, "BEGIN EXCLUSIVE");
        if (err == EP_OK)
            err = exec(store, migrations[version]);
        if (err == EP_OK)
            err = exec(store, mark);
        if (err != EP_OK)
            return err; /* closing the connection rolls back */
    }
    return EP_OK;
}

ep_err ep_store_prepare(struct ep_store *store)
{
    size_t version = 0;
    char verdict[64];
    ep_err err = recognise(store, &version);
    if (err == EP_OK)
        err = set_up(store);
    if (err == EP_OK)
        err = ask(store, "PRAGMA quick_check(1)", verdict, sizeof verdict);
    if (err == EP_OK && strcmp(verdict, "ok") != 0)
        err = EP_STORE_DAMAGED;
    if (err == EP_OK)
        err = migrate(store, version);
    for (int which = 0; which < EP_SQL_END && err == EP_OK; which++) {
        assert(sql_texts[which] != NULL);
        err = ep_store_fault(store, sqlite3_prepare_v3(store->db, sql_texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                                       &store->sql[which], NULL));
    }
    /* Our own texts are right, so it is the tables in the file that they do not fit, or a migration that they had had
     * already: the tables are not ours any more, and no disk is to blame. */
    return err == EP_STORE_FAILED && sqlite3_errcode(store->db) == SQLITE_ERROR ? EP_STORE_DAMAGED : err;
}
