#include "node/engine_parts.h"

/* What one peer may fill of this node, so that it takes nobody else's room. PROTOCOL.md 5 step 6. The proof of being asked
 * in, which another shows, counts for the organisation that made it. */

static bool found_one(void *arg, int64_t row, ep_bytes bytes)
{
    (void)row;
    (void)bytes;
    *(bool *)arg = true;
    return false;
}

/* Stopping, and saying that it stopped, is never refused for want of room; but once on each grant, or it would be a way
 * to fill a node all the same. */
static ep_err stops(struct ep_engine *engine, const struct ep_statement *st, bool *yes)
{
    bool before = false;
    *yes = false;
    if (!st->kind->any_hour)
        return EP_OK;
    struct ep_store_query query = {
        .kind = st->kind->code, .org = st->org, .ref = ep_statement_id_by_role(st, EP_ROLE_REF)};
    ep_err err = ep_store_each(engine->setup.store, &query, found_one, &before);
    *yes = !before;
    return err;
}

/* Users and teams have a reserve above what content may fill: a peer that is full can still end a user and change the
 * key of a team. */
static uint64_t bytes_allowed(const struct ep_engine *engine, const struct ep_statement *st)
{
    uint64_t bytes = engine->setup.quota.bytes != 0 ? engine->setup.quota.bytes : EP_PEER_BYTES_MAX;
    return st->kind->in_huishouden ? bytes : bytes + bytes / 8;
}

static ep_err room_for_bytes(struct ep_engine *engine, const struct ep_statement *st)
{
    struct ep_store_held held;
    ep_err err = ep_store_held(engine->setup.store, st->org, (ep_id){{0}}, &held);
    if (err != EP_OK)
        return err;
    return held.bytes + st->bytes.len <= bytes_allowed(engine, st) ? EP_OK : EP_QUOTA;
}

/* A household counts while content of it is here, so that deletion makes room; it is asked at its first statement, before
 * people have agreed on something that then does not fit. */
static ep_err room_for_huishouden(struct ep_engine *engine, const struct ep_statement *st)
{
    uint64_t most = engine->setup.quota.huishoudens != 0 ? engine->setup.quota.huishoudens : EP_PEER_HUISHOUDENS_MAX;
    struct ep_store_held held;
    uint64_t count = 0;
    if (!st->kind->in_huishouden)
        return EP_OK;
    ep_err err = ep_store_held(engine->setup.store, st->org, st->huishouden, &held);
    if (err != EP_OK || held.content > 0)
        return err;
    err = ep_store_held_huishoudens(engine->setup.store, st->org, &count);
    return err != EP_OK ? err : count < most ? EP_OK : EP_QUOTA;
}

ep_err ep_quota_allows(struct ep_engine *engine, const struct ep_statement *st)
{
    bool passes = false;
    if (ep_id_equal(st->org, engine->world.own_org))
        return EP_OK;
    ep_err err = room_for_bytes(engine, st);
    if (err == EP_OK)
        err = room_for_huishouden(engine, st);
    if (err != EP_QUOTA)
        return err;
    err = stops(engine, st, &passes);
    return err != EP_OK || passes ? err : EP_QUOTA;
}
