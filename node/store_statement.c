/* Statements in the SQLite store: put, find, each, erase, and how much is held. */
#include "node/store_keystore.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void bind_statement(sqlite3_stmt *sql, const struct ep_statement *statement, uint64_t day, ep_bytes bytes)
{
    ep_sql_bind_uint(sql, 1, statement->kind->code);
    ep_sql_bind_id(sql, 2, statement->id);
    ep_sql_bind_uint(sql, 3, statement->version);
    ep_sql_bind_id(sql, 4, statement->huishouden);
    ep_sql_bind_id(sql, 5, statement->org);
    ep_sql_bind_id(sql, 6, statement->author);
    ep_sql_bind_uint(sql, 7, statement->hour);
    ep_sql_bind_id(sql, 8, ep_statement_id_by_role(statement, EP_ROLE_SUBJECT));
    ep_sql_bind_uint(sql, 9, ep_statement_uint_by_role(statement, EP_ROLE_DOMAIN));
    ep_sql_bind_uint(sql, 10, ep_statement_uint_by_role(statement, EP_ROLE_LEVEL));
    ep_sql_bind_id(sql, 11, ep_statement_id_by_role(statement, EP_ROLE_REF));
    ep_sql_bind_id(sql, 12, ep_statement_id_by_role(statement, EP_ROLE_TO_ORG));
    ep_sql_bind_uint(sql, 13, day);
    ep_sql_bind_bytes(sql, 14, bytes);
    ep_sql_bind_uint(sql, 15, statement->bytes.len);
}

/* A version that is there already is the caller's answer, not the database's failure: the transaction goes on. */
static ep_err insert(struct ep_store *store, const struct ep_statement *statement)
{
    assert(store->writing);
    if (store->failed != EP_OK)
        return store->failed;
    uint64_t day = 0;
    ep_bytes bytes = statement->bytes;
    if (statement->kind->code == EP_WRAP)
        store->failed = ep_keystore_seal(store, bytes, &day, &bytes);
    if (store->failed != EP_OK)
        return store->failed;
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_PUT);
    bind_statement(sql, statement, day, bytes);
    int result = sqlite3_step(sql);
    bool there =
        (result & 0xff) == SQLITE_CONSTRAINT && sqlite3_extended_errcode(store->db) == SQLITE_CONSTRAINT_UNIQUE;
    ep_sql_done(store, EP_SQL_PUT);
    return there ? EP_CONFLICT : ep_store_fault(store, result);
}

ep_err ep_store_put(struct ep_store *store, const struct ep_statement *statement, int64_t *row)
{
    assert(statement->bytes.len <= EP_STATEMENT_BYTES_MAX);
    *row = 0;
    ep_err err = insert(store, statement);
    if (err != EP_OK)
        return err;
    *row = sqlite3_last_insert_rowid(store->db);
    if (statement->version == 1)
        return EP_OK; /* nothing is older */
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_OLDER);
    ep_sql_bind_uint(sql, 1, statement->kind->code);
    ep_sql_bind_id(sql, 2, statement->id);
    ep_sql_bind_uint(sql, 3, statement->version);
    return ep_sql_run(store, EP_SQL_OLDER);
}

ep_err ep_store_find(struct ep_store *store, enum ep_kind_code kind, ep_id id, uint64_t version, ep_bytes *bytes,
                     int64_t *row)
{
    enum ep_sql which = version == 0 ? EP_SQL_FIND_LATEST : EP_SQL_FIND_VERSION;
    sqlite3_stmt *sql = ep_sql_use(store, which);
    ep_sql_bind_uint(sql, 1, kind);
    ep_sql_bind_id(sql, 2, id);
    if (version != 0)
        ep_sql_bind_uint(sql, 3, version);
    ep_err err = ep_sql_step(store, which);
    if (err != EP_OK)
        return err;
    *row = sqlite3_column_int64(sql, 0);
    err = ep_keystore_take(store, sql, 1, store->found, bytes);
    ep_sql_done(store, which);
    return err;
}

ep_err ep_store_find_row(struct ep_store *store, int64_t row, ep_bytes *bytes)
{
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_FIND_ROW);
    ep_sql_bind_uint(sql, 1, (uint64_t)row);
    ep_err err = ep_sql_step(store, EP_SQL_FIND_ROW);
    if (err != EP_OK)
        return err;
    err = ep_keystore_take(store, sql, 1, store->found, bytes);
    ep_sql_done(store, EP_SQL_FIND_ROW);
    return err;
}

struct column {
    const char *name;
    ep_id id;
};
#define QUERY_IDS 5

static void query_ids(const struct ep_store_query *query, struct column column[QUERY_IDS])
{
    column[0] = (struct column){"huishouden", query->huishouden};
    column[1] = (struct column){"org", query->org};
    column[2] = (struct column){"ref", query->ref};
    column[3] = (struct column){"subject", query->subject};
    column[4] = (struct column){"to_org", query->to_org};
}

/* Only what is asked stands in the text, so that SQLite can choose the index; the names come out of the table above.
 * `which` has a bit for each thing that is asked: the same text again is the same number. */
static ep_err use_query(struct ep_store *store, const struct ep_store_query *query, size_t *which, sqlite3_stmt **sql)
{
    struct column column[QUERY_IDS];
    char text[320];
    query_ids(query, column);
    /* Few rows refer to one id, many are of one kind; SQLite cannot know, and takes the index on kind unless that is hidden. */
    bool by_ref = !ep_id_absent(query->ref) && ep_id_absent(query->huishouden);
    *which = (query->kind != 0 ? 1u : 0u) | (query->latest ? 2u : 0u);
    int len = snprintf(text, sizeof text, "SELECT row, key_day, bytes FROM statement WHERE 1%s%s",
                       query->kind == 0 ? ""
                       : by_ref         ? " AND +kind = ?1"
                                        : " AND kind = ?1",
                       query->latest ? " AND latest = 1" : "");
    for (int i = 0; i < QUERY_IDS; i++)
        if (!ep_id_absent(column[i].id)) {
            *which |= (size_t)4 << i;
            len += snprintf(text + len, sizeof text - (size_t)len, " AND %s = ?%d", column[i].name, i + 2);
        }
    *which |= query->after > 0 ? (size_t)4 << QUERY_IDS : 0;
    len += snprintf(text + len, sizeof text - (size_t)len, "%s ORDER BY row", query->after > 0 ? " AND row > ?7" : "");
    assert((size_t)len < sizeof text);
    assert(*which < EP_WALK_RECORDS);
    ep_err err = ep_walk_use(store, *which, text, sql);
    if (err != EP_OK)
        return err;
    if (query->kind != 0)
        ep_sql_bind_uint(*sql, 1, query->kind);
    for (int i = 0; i < QUERY_IDS; i++)
        if (!ep_id_absent(column[i].id))
            ep_sql_bind_id(*sql, i + 2, column[i].id);
    if (query->after > 0)
        ep_sql_bind_row(*sql, QUERY_IDS + 2, query->after);
    return EP_OK;
}

/* Of a row as a visit gets it. Walks nest, so each that meets a wrap opens it in memory of its own. */
static ep_err visible(struct ep_store *store, sqlite3_stmt *sql, uint8_t **opened, ep_bytes *bytes)
{
    if (ep_sql_uint(sql, 1) == 0) {
        *bytes = ep_sql_bytes(sql, 2);
        return EP_OK;
    }
    if (*opened == NULL)
        *opened = malloc(EP_STATEMENT_BYTES_MAX);
    return *opened != NULL ? ep_keystore_take(store, sql, 1, *opened, bytes) : EP_NO_MEMORY;
}

ep_err ep_store_each(struct ep_store *store, const struct ep_store_query *query, ep_store_visit *visit, void *arg)
{
    sqlite3_stmt *sql = NULL;
    uint8_t *opened = NULL;
    ep_bytes bytes;
    size_t which = 0;
    ep_err err = use_query(store, query, &which, &sql);
    bool more = err == EP_OK;
    while (more) { /* bounded by the rows of the table */
        int result = sqlite3_step(sql);
        err = ep_store_fault(store, result);
        if (result == SQLITE_ROW)
            err = visible(store, sql, &opened, &bytes);
        more = err == EP_OK && result == SQLITE_ROW && visit(arg, sqlite3_column_int64(sql, 0), bytes);
    }
    ep_walk_done(store, which, sql);
    free(opened);
    return err;
}

/* The outboxes let go of a row before it goes: unsent it never leaves, and sent it keeps only number and hash. */
static ep_err leave_outboxes(struct ep_store *store, int64_t row)
{
    ep_sql_bind_row(ep_sql_use(store, EP_SQL_OUT_DROP_ROW), 1, row);
    ep_err err = ep_sql_run(store, EP_SQL_OUT_DROP_ROW);
    if (err != EP_OK)
        return err;
    ep_sql_bind_row(ep_sql_use(store, EP_SQL_OUT_FORGET_ROW), 1, row);
    return ep_sql_run(store, EP_SQL_OUT_FORGET_ROW);
}

/* One look tells what else there is to do; mostly nothing, and a withdrawal erases thousands. */
ep_err ep_store_erase(struct ep_store *store, int64_t row)
{
    ep_id id;
    ep_sql_bind_row(ep_sql_use(store, EP_SQL_ROW), 1, row);
    ep_err err = ep_sql_step(store, EP_SQL_ROW);
    if (err != EP_OK)
        return err;
    sqlite3_stmt *sql = store->sql[EP_SQL_ROW];
    uint64_t kind = ep_sql_uint(sql, 0);
    bool another_is_latest = ep_sql_uint(sql, 2) != 0;
    bool queued = ep_sql_uint(sql, 3) != 0;
    err = ep_id_take(&id, ep_sql_bytes(sql, 1));
    ep_sql_done(store, EP_SQL_ROW);
    if (err != EP_OK)
        return EP_STORE_DAMAGED;
    err = queued ? leave_outboxes(store, row) : EP_OK;
    if (err != EP_OK)
        return err;
    ep_sql_bind_row(ep_sql_use(store, EP_SQL_ERASE), 1, row);
    err = ep_sql_run(store, EP_SQL_ERASE);
    if (err != EP_OK || !another_is_latest)
        return err;
    sql = ep_sql_use(store, EP_SQL_NEXT_LATEST);
    ep_sql_bind_uint(sql, 1, kind);
    ep_sql_bind_id(sql, 2, id);
    return ep_sql_run(store, EP_SQL_NEXT_LATEST);
}

ep_err ep_store_held(struct ep_store *store, ep_id org, ep_id huishouden, struct ep_store_held *held)
{
    *held = (struct ep_store_held){0, 0, 0};
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_HELD);
    ep_sql_bind_id(sql, 1, org);
    ep_sql_bind_id(sql, 2, huishouden);
    ep_err err = ep_sql_step(store, EP_SQL_HELD);
    if (err != EP_OK)
        return err == EP_NOT_FOUND ? EP_OK : err;
    *held = (struct ep_store_held){ep_sql_uint(sql, 0), ep_sql_uint(sql, 1), ep_sql_uint(sql, 2)};
    ep_sql_done(store, EP_SQL_HELD);
    return EP_OK;
}

ep_err ep_store_held_huishoudens(struct ep_store *store, ep_id org, uint64_t *count)
{
    sqlite3_stmt *sql = ep_sql_use(store, EP_SQL_HELD_HUISHOUDENS);
    ep_sql_bind_id(sql, 1, org);
    ep_err err = ep_sql_step(store, EP_SQL_HELD_HUISHOUDENS);
    if (err != EP_OK)
        return err;
    *count = ep_sql_uint(sql, 0);
    ep_sql_done(store, EP_SQL_HELD_HUISHOUDENS);
    return EP_OK;
}
