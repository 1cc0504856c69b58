#include "node/engine_log.h"
#include "node/engine_parts.h"

#include "node/store_journal.h"
#include "proto/logregel.h"

#include <string.h>

/* The log of who looked: rows are only added, each as a leaf of a tree whose root as of midnight peers witness. The
 * frontier of that tree is kept with each row and never made anew from the rows: so a row that somebody changes
 * afterwards does not change what the node goes on to say. */

static ep_err keep(struct ep_engine *engine)
{
    uint8_t peaks[EP_MERKLE_LEVELS * 32];
    ep_out out = EP_OUT(peaks);
    struct ep_log_record record = engine->log;
    ep_err err = ep_merkle_put(&engine->tree, &out);
    record.size = engine->tree.size;
    record.peaks = out.len > 0 ? ep_out_bytes(&out) : (ep_bytes){NULL, 0};
    return err == EP_OK ? ep_engine_keep(engine, EP_RECORD_LOG, engine->world.own_org, ep_log_record_table, &record)
                        : err;
}

ep_err ep_log_load(struct ep_engine *engine)
{
    ep_err err = ep_engine_kept(engine, EP_RECORD_LOG, engine->world.own_org, ep_log_record_table, &engine->log);
    if (err == EP_OK)
        err = ep_merkle_take(&engine->tree, engine->log.size, engine->log.peaks) == EP_OK ? EP_OK : EP_STORE_DAMAGED;
    engine->log.peaks = (ep_bytes){NULL, 0}; /* borrowed from the store */
    return err;
}

ep_err ep_log_begin(struct ep_engine *engine)
{
    engine->tree = (struct ep_merkle){0};
    engine->log = (struct ep_log_record){.day = engine->world.now_hour / 24};
    ep_merkle_root(&engine->tree, engine->log.read_root);
    return keep(engine);
}

/* Before the first row of a day as well as at its beginning: nothing of today may stand in what peers are told. */
ep_err ep_log_midnight(struct ep_engine *engine)
{
    uint64_t day = engine->world.now_hour / 24;
    if (day <= engine->log.day || engine->now.now_ms < engine->settled_ms)
        return EP_OK;
    engine->log.day = day;
    engine->log.read_size = engine->tree.size;
    ep_merkle_root(&engine->tree, engine->log.read_root);
    return keep(engine);
}

/* What every row has, whatever it is about. */
static struct ep_logregel row_of(struct ep_engine *engine, ep_id user, enum ep_log_soort soort, ep_err code)
{
    struct ep_statement st;
    struct ep_logregel row = {.nr = engine->tree.size, .seconde = engine->now.now_s, .soort = soort};
    bool known = engine->world.find(engine, EP_USER, user, 0, &st);
    row.actie = EP_LOG_LEZEN;
    row.toegang = EP_LOG_GEBRUIKER;
    row.roles = known ? st.body.user.roles : 0;
    row.code = code;
    row.org = engine->world.own_org;
    memcpy(row.lineage, engine->node.lineage, 8);
    row.user = user;
    row.policy = engine->setup.policy->version;
    return row;
}

/* Under what the household may be looked at: what the own organisation was granted there. */
static ep_err on_what_ground(struct ep_engine *engine, struct ep_logregel *row, ep_out *ids)
{
    ep_err err = ep_engine_grants(engine, row->huishouden);
    if (err != EP_OK) {
        row->grants = EP_GRANTS_MAX; /* more than anything is covered by */
        return err == EP_TOO_MANY ? EP_OK : err;
    }
    for (size_t i = 0; i < engine->grants.count; i++) {
        const struct ep_grant_row *grant = &engine->grants.row[i];
        if (!ep_id_equal(grant->grant.to_org, row->org) || !ep_grant_live(grant, engine->world.now_hour))
            continue;
        if (row->grants++ < EP_LOGREGEL_GRANTS_MAX)
            err = ep_out_put(ids, ep_id_bytes(&grant->id));
    }
    if (ids->len > 0)
        row->grant_ids = ep_out_bytes(ids);
    return err;
}

/* Durable with the step that it is written in, and so before anything that it is about leaves. */
static ep_err add(struct ep_engine *engine, struct ep_logregel *row)
{
    uint8_t buffer[EP_LOGREGEL_BYTES_MAX];
    uint8_t ids[EP_LOGREGEL_GRANT_IDS_BYTES_MAX];
    uint8_t leaf[32];
    ep_out out = EP_OUT(buffer);
    ep_out grants = EP_OUT(ids);
    ep_err err = ep_log_midnight(engine);
    if (err == EP_OK && !ep_id_absent(row->huishouden))
        err = on_what_ground(engine, row, &grants);
    if (err == EP_OK)
        err = ep_record_put(&out, ep_logregel_table, row);
    if (err != EP_OK)
        return err;
    ep_merkle_leaf(leaf, ep_out_bytes(&out));
    err = ep_store_journal_put(engine->setup.store, engine->world.now_hour, leaf, ep_out_bytes(&out));
    if (err == EP_OK)
        err = ep_merkle_add(&engine->tree, leaf);
    return err == EP_OK ? keep(engine) : err;
}

static void about_read(struct ep_engine *engine, struct ep_logregel *row, const struct ep_statement *st)
{
    const struct ep_read *read = &st->body.read;
    row->huishouden = st->huishouden;
    row->team = ep_engine_team(engine, st->huishouden);
    row->subject = read->subject;
    row->inzage = read->soort;
    row->purpose = read->purpose;
    row->evidence = read->evidence;
}

ep_err ep_log_statement(struct ep_engine *engine, const struct ep_statement *st, ep_id user, ep_err code)
{
    bool read = st->kind->code == EP_READ;
    struct ep_logregel row =
        row_of(engine, ep_id_absent(user) ? st->author : user, read ? EP_LOG_INZAGE : EP_LOG_TOETS, code);
    row.actie = read ? EP_LOG_LEZEN : EP_LOG_MAKEN;
    row.statement = st->id;
    if (read)
        about_read(engine, &row, st);
    return add(engine, &row);
}

bool ep_log_may_read(struct ep_engine *engine, const struct ep_link *link)
{
    struct ep_statement user;
    return link->authority || (engine->world.find(engine, EP_USER, link->party, 0, &user) &&
                               (user.body.user.roles & EP_ROLE_PRIVACY) != 0);
}

ep_err ep_log_look(struct ep_engine *engine, const struct ep_link *link, enum ep_get what, ep_id huishouden,
                   ep_err code)
{
    bool log = what == EP_GET_LOGBOEK || what == EP_GET_INZAGEN;
    struct ep_logregel row = row_of(engine, link->party, log ? EP_LOG_LOGBOEK : EP_LOG_INZAGE, code);
    row.toegang = link->authority ? EP_LOG_AUTORITEIT : EP_LOG_GEBRUIKER;
    if (what != EP_GET_LOGBOEK && !ep_id_absent(huishouden)) {
        row.huishouden = huishouden;
        row.team = ep_engine_team(engine, huishouden);
    }
    return add(engine, &row);
}
