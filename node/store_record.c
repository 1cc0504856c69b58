/* The small records of a node. */
#include "node/store_own.h"

static sqlite3_stmt *use(struct ep_store *store, enum ep_sql which, enum ep_record sort, ep_id key)
{
    sqlite3_stmt *sql = ep_sql_use(store, which);
    ep_sql_bind_uint(sql, 1, sort);
    ep_sql_bind_id(sql, 2, key);
    return sql;
}

ep_err ep_store_keep(struct ep_store *store, enum ep_record sort, ep_id key, ep_bytes bytes)
{
    if (bytes.len > EP_STORE_RECORD_BYTES_MAX)
        return EP_TOO_LARGE;
    ep_sql_bind_bytes(use(store, EP_SQL_KEEP, sort, key), 3, bytes);
    return ep_sql_run(store, EP_SQL_KEEP);
}

ep_err ep_store_kept(struct ep_store *store, enum ep_record sort, ep_id key, ep_bytes *bytes)
{
    sqlite3_stmt *sql = use(store, EP_SQL_KEPT, sort, key);
    ep_err err = ep_sql_step(store, EP_SQL_KEPT);
    if (err != EP_OK)
        return err;
    err = ep_sql_copy(store, sql, 0, store->kept, EP_STORE_RECORD_BYTES_MAX, bytes);
    ep_sql_done(store, EP_SQL_KEPT);
    return err;
}

ep_err ep_store_drop(struct ep_store *store, enum ep_record sort, ep_id key)
{
    (void)use(store, EP_SQL_DROP, sort, key);
    return ep_sql_run(store, EP_SQL_DROP);
}

ep_err ep_store_each_record(struct ep_store *store, enum ep_record sort, ep_store_record_visit *visit, void *arg)
{
    return ep_store_each_record_after(store, sort, (ep_id){{0}}, visit, arg);
}

ep_err ep_store_each_record_after(struct ep_store *store, enum ep_record sort, ep_id after,
                                  ep_store_record_visit *visit, void *arg)
{
    static const char text[] = "SELECT key, bytes FROM record WHERE sort = ?1 AND key > coalesce(?2, x'')"
                               " ORDER BY key";
    sqlite3_stmt *sql = NULL;
    ep_err err = ep_walk_use(store, EP_WALK_RECORDS, text, &sql);
    if (err == EP_OK) {
        ep_sql_bind_uint(sql, 1, sort);
        ep_sql_bind_id(sql, 2, after);
    }
    bool more = err == EP_OK;
    while (more) { /* bounded by the rows of the table */
        ep_id key = {{0}};
        int result = sqlite3_step(sql);
        err = ep_store_fault(store, result);
        if (result == SQLITE_ROW && ep_id_take(&key, ep_sql_bytes(sql, 0)) != EP_OK)
            err = EP_STORE_DAMAGED;
        more = err == EP_OK && result == SQLITE_ROW && visit(arg, key, ep_sql_bytes(sql, 1));
    }
    ep_walk_done(store, EP_WALK_RECORDS, sql);
    return err;
}

_Static_assert(EP_READ == 17, "the index and the query name it");

ep_err ep_store_read_huishoudens(struct ep_store *store, ep_id author, uint64_t since, ep_id but, uint64_t *n)
{
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_READ_HUISHOUDENS);
    ep_sql_bind_id(sql, 1, author);
    ep_sql_bind_uint(sql, 2, since);
    ep_sql_bind_id(sql, 3, but);
    ep_err err = ep_sql_step(store, EP_SQL_READ_HUISHOUDENS);
    if (err != EP_OK)
        return err;
    *n = ep_sql_uint(sql, 0);
    ep_sql_done(store, EP_SQL_READ_HUISHOUDENS);
    return EP_OK;
}
