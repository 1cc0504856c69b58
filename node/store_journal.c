#include "node/store_journal.h"

#include "node/store_own.h"

ep_err ep_store_journal_put(struct ep_store *store, uint64_t hour, const uint8_t hash[32], ep_bytes bytes)
{
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_JOURNAL_PUT);
    ep_sql_bind_uint(sql, 1, hour);
    ep_sql_bind_bytes(sql, 2, (ep_bytes){hash, 32});
    ep_sql_bind_bytes(sql, 3, bytes);
    return ep_sql_run(store, EP_SQL_JOURNAL_PUT);
}

ep_err ep_store_journal_each(struct ep_store *store, int64_t after, ep_store_journal_visit *visit, void *arg)
{
    sqlite3_stmt *sql = NULL;
    ep_err err =
        ep_walk_use(store, EP_WALK_JOURNAL, "SELECT nr, hash, bytes FROM journal WHERE nr > ?1 ORDER BY nr", &sql);
    if (err == EP_OK)
        ep_sql_bind_row(sql, 1, after);
    bool more = err == EP_OK;
    while (more) { /* bounded by the rows of the table */
        int result = sqlite3_step(sql);
        err = ep_store_fault(store, result);
        more = err == EP_OK && result == SQLITE_ROW &&
               visit(arg, sqlite3_column_int64(sql, 0), ep_sql_bytes(sql, 1), ep_sql_bytes(sql, 2));
    }
    ep_walk_done(store, EP_WALK_JOURNAL, sql);
    return err;
}
