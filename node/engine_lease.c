#include "node/engine_parts.h"

/* A lease that ends does the same as a withdrawal, without anyone acting, and so does the end of the own team that it is for, or
 * of the pairing with who gave it. Every grant is looked at once an hour, a portion
 * in each tick: a night in which thousands end keeps nobody waiting. Where the walk stands is not kept: after a restart it
 * begins anew, and passes over what is done. */

struct sweep {
    struct ep_engine *engine;
    size_t looked, begun;
    bool more;
    ep_err err;
};

static bool note_one(void *arg, int64_t row, ep_bytes bytes)
{
    (void)row;
    (void)bytes;
    *(bool *)arg = true;
    return false;
}

/* A grant is deleted under once, and looked at once more after a start: something may have come back with the files. */
static ep_err end_lease(struct sweep *sweep, const struct ep_statement *grant)
{
    struct ep_engine *engine = sweep->engine;
    struct ep_store *store = engine->setup.store;
    bool done = false;
    bool ended = engine->world.now_hour >= grant->body.grant.until || ep_grant_over(&engine->world, grant) != EP_OK;
    bool withdrawn = false;
    struct ep_store_query receipts = {.kind = EP_RECEIPT, .org = engine->world.own_org, .ref = grant->id};
    struct ep_store_query withdraws = {.kind = EP_WITHDRAW, .ref = grant->id};
    ep_err err = EP_OK;
    if (!ended && !engine->swept)
        err = ep_store_each(store, &withdraws, note_one, &withdrawn);
    if (err != EP_OK || (!ended && !withdrawn))
        return err;
    err = ep_store_each(store, &receipts, note_one, &done);
    if (err == EP_OK && done)
        return engine->swept ? EP_OK : ep_delete_again(engine, grant);
    if (err != EP_OK || !ended)
        return err;
    sweep->begun++;
    err = ep_delete_begin(engine, grant, (ep_id){{0}});
    return err == EP_OK ? ep_tell_ended(engine, grant->huishouden) : err;
}

/* Those of our own to others are walked over too, and count: they cost as much. */
static bool sweep_grant(void *arg, int64_t row, ep_bytes bytes)
{
    struct sweep *sweep = arg;
    struct ep_engine *engine = sweep->engine;
    struct ep_statement grant;
    sweep->more = sweep->looked == EP_LEASES_AT_ONCE_MAX || sweep->begun == EP_LEASES_ENDED_AT_ONCE_MAX;
    if (sweep->more || !ep_engine_reread(engine, &grant, bytes))
        return false;
    sweep->looked++;
    engine->sweep_row = row;
    if (ep_id_equal(grant.body.grant.to_org, engine->world.own_org))
        sweep->err = end_lease(sweep, &grant);
    return sweep->err == EP_OK;
}

static bool is_due(const struct ep_engine *engine)
{
    return engine->sweep_row != 0 || engine->swept_hour != engine->world.now_hour;
}

void ep_leases_anew(struct ep_engine *engine)
{
    engine->sweep_row = 0;
    engine->swept_hour = 0;
}

/* Not while a clock that leapt ahead still has to prove itself. */
uint64_t ep_leases_due(const struct ep_engine *engine)
{
    if (is_due(engine))
        return engine->settled_ms;
    return engine->now.now_ms + (3600 - engine->now.now_s % 3600) * 1000;
}

ep_err ep_leases_tick(struct ep_engine *engine)
{
    struct sweep sweep = {.engine = engine, .err = EP_OK};
    if (!is_due(engine) || engine->now.now_ms < engine->settled_ms)
        return EP_OK;
    bool bad = ep_world_clock_bad(&engine->world);
    if (bad || engine->sweep_row == 0)
        engine->swept_hour = engine->world.now_hour;
    if (bad) {
        engine->sweep_row = 0; /* a wrong clock deletes nothing; at its next hour all are looked at anew */
        return EP_OK;
    }
    struct ep_store_query grants = {.kind = EP_GRANT, .latest = true, .after = engine->sweep_row};
    ep_err err = ep_store_each(engine->setup.store, &grants, sweep_grant, &sweep);
    if (!sweep.more && err == EP_OK && sweep.err == EP_OK) {
        engine->sweep_row = 0;
        engine->swept = true;
    }
    return err != EP_OK ? err : sweep.err;
}
