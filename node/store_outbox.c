/* The outbox of each peer: an order of rows, numbered at first sending. DESIGN 8, "Sync". */
#include "node/store_keystore.h"

#include <string.h>

static sqlite3_stmt *use(struct ep_store *store, enum ep_sql which, ep_id peer, int64_t second)
{
    sqlite3_stmt *sql = ep_sql_use(store, which);
    ep_sql_bind_id(sql, 1, peer);
    ep_sql_bind_row(sql, 2, second);
    return sql;
}

static sqlite3_stmt *use_seq(struct ep_store *store, enum ep_sql which, ep_id peer, uint64_t seq)
{
    sqlite3_stmt *sql = ep_sql_use(store, which);
    ep_sql_bind_id(sql, 1, peer);
    ep_sql_bind_uint(sql, 2, seq);
    return sql;
}

ep_err ep_store_queue(struct ep_store *store, ep_id peer, int64_t row)
{
    (void)use(store, EP_SQL_QUEUE, peer, row);
    return ep_sql_run(store, EP_SQL_QUEUE);
}

/* One that still waits is taken out first: the caller has just queued what the peer missed, and that must go before. */
ep_err ep_store_queue_again(struct ep_store *store, ep_id peer, int64_t row)
{
    ep_err err = ep_store_unqueue(store, peer, row);
    if (err != EP_OK)
        return err;
    (void)use(store, EP_SQL_QUEUE_AGAIN, peer, row);
    return ep_sql_run(store, EP_SQL_QUEUE_AGAIN);
}

ep_err ep_store_unqueue(struct ep_store *store, ep_id peer, int64_t row)
{
    (void)use(store, EP_SQL_UNQUEUE, peer, row);
    return ep_sql_run(store, EP_SQL_UNQUEUE);
}

ep_err ep_store_next(struct ep_store *store, ep_id peer, uint64_t after, int64_t passed, struct ep_store_out *next)
{
    enum ep_sql which = EP_SQL_NEXT_SENT;
    sqlite3_stmt *sql = use_seq(store, which, peer, after);
    ep_err err = ep_sql_step(store, which);
    if (err == EP_NOT_FOUND) {
        which = EP_SQL_NEXT_UNSENT;
        sql = use(store, which, peer, passed);
        err = ep_sql_step(store, which);
    }
    if (err != EP_OK)
        return err;
    next->out = sqlite3_column_int64(sql, 0);
    next->row = sqlite3_column_int64(sql, 1);
    next->seq = ep_sql_uint(sql, 2);
    err = ep_keystore_take(store, sql, 3, store->next, &next->bytes);
    ep_sql_done(store, which);
    return err;
}

ep_err ep_store_sent(struct ep_store *store, int64_t out, uint64_t seq, const uint8_t hash[32])
{
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_SENT);
    ep_sql_bind_row(sql, 1, out);
    ep_sql_bind_uint(sql, 2, seq);
    ep_sql_bind_bytes(sql, 3, (ep_bytes){hash, 32});
    return ep_sql_run(store, EP_SQL_SENT);
}

ep_err ep_store_sent_hash(struct ep_store *store, ep_id peer, uint64_t seq, uint8_t hash[32])
{
    sqlite3_stmt *sql = use_seq(store, EP_SQL_SENT_HASH, peer, seq);
    ep_err err = ep_sql_step(store, EP_SQL_SENT_HASH);
    if (err != EP_OK)
        return err;
    ep_bytes found;
    err = ep_sql_copy(store, sql, 0, hash, 32, &found);
    if (err == EP_OK && found.len != 32)
        err = EP_STORE_DAMAGED;
    ep_sql_done(store, EP_SQL_SENT_HASH);
    return err;
}

ep_err ep_store_delivery(struct ep_store *store, ep_id peer, int64_t row, uint64_t *seq)
{
    sqlite3_stmt *sql = use(store, EP_SQL_DELIVERY, peer, row);
    ep_err err = ep_sql_step(store, EP_SQL_DELIVERY);
    if (err != EP_OK)
        return err;
    *seq = ep_sql_uint(sql, 0);
    if (ep_sql_uint(sql, 1) == 0)
        err = EP_NOT_FOUND;
    ep_sql_done(store, EP_SQL_DELIVERY);
    return err;
}

ep_err ep_store_row_of_seq(struct ep_store *store, ep_id peer, uint64_t seq, int64_t *row)
{
    sqlite3_stmt *sql = use_seq(store, EP_SQL_ROW_OF_SEQ, peer, seq);
    ep_err err = ep_sql_step(store, EP_SQL_ROW_OF_SEQ);
    if (err != EP_OK)
        return err;
    *row = sqlite3_column_int64(sql, 0);
    ep_sql_done(store, EP_SQL_ROW_OF_SEQ);
    return EP_OK;
}

ep_err ep_store_covered(struct ep_store *store, ep_id peer, uint64_t after, uint64_t upto)
{
    sqlite3_stmt *sql = use_seq(store, EP_SQL_COVERED, peer, after);
    ep_sql_bind_uint(sql, 3, upto);
    return ep_sql_run(store, EP_SQL_COVERED);
}

ep_err ep_store_waiting(struct ep_store *store, ep_id peer, uint64_t after, uint64_t *count)
{
    sqlite3_stmt *sql = use_seq(store, EP_SQL_WAITING, peer, after);
    ep_err err = ep_sql_step(store, EP_SQL_WAITING);
    if (err != EP_OK)
        return err;
    *count = ep_sql_uint(sql, 0);
    ep_sql_done(store, EP_SQL_WAITING);
    return EP_OK;
}
