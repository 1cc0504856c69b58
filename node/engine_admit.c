#include "node/engine_log.h"
#include "node/engine_parts.h"

#include <string.h>

/* Over whose link it came: its own organisation's, except a founder's invite shown as proof by the invited. */
static ep_err came_rightly(const struct ep_engine *engine, const struct ep_statement *st, ep_id org, ep_id author)
{
    ep_id own = engine->world.own_org;
    bool from_own = ep_id_equal(org, own);
    if (from_own)
        return ep_id_equal(st->org, own) && (ep_id_absent(author) || ep_id_equal(st->author, author)) ? EP_OK
                                                                                                      : EP_NOT_THEIRS;
    struct ep_statement peer;
    if (engine->world.find(engine->world.ctx, EP_PEER, org, 0, &peer) && peer.body.peer.ended)
        return EP_PEER_ENDED; /* on a link that was still open */
    if (st->kind->local)
        return EP_NOT_ALLOWED;
    bool proof = st->kind->code == EP_INVITE && ep_id_equal(st->body.invite.to_org, org);
    if (!ep_id_equal(st->org, org) && !proof)
        return EP_NOT_THEIRS;
    /* What is addressed must be addressed to us; regie is told to everyone it concerns. */
    ep_id to = ep_statement_id_by_role(st, EP_ROLE_TO_ORG);
    bool addressed = !ep_id_absent(to) && !proof && st->kind->goes != EP_GOES_REGIE;
    return addressed && !ep_id_equal(to, own) ? EP_NOT_THEIRS : EP_OK;
}

/* One writer, one order: an own statement is exactly the next version; a peer may skip versions that were not for us.
 * EP_AGAIN: it is here already, and nothing happens. */
static ep_err version_in_order(struct ep_engine *engine, const struct ep_statement *st)
{
    const struct ep_world *world = &engine->world;
    struct ep_statement latest;
    struct ep_statement same;
    bool own = ep_id_equal(st->org, world->own_org);
    if (!world->find(world->ctx, st->kind->code, st->id, 0, &latest))
        return own && st->version != 1 ? EP_CONFLICT : EP_OK;
    /* A record stays in its household: its team decides on it, and its leden consented to it. */
    if (!ep_id_equal(latest.huishouden, st->huishouden))
        return EP_NOT_FOUNDER;
    if (st->version <= latest.version && world->find(world->ctx, st->kind->code, st->id, st->version, &same)) {
        if (ep_bytes_equal(same.bytes, st->bytes))
            return EP_AGAIN;
        return !ep_id_equal(same.org, st->org) ? EP_NOT_FOUNDER : own ? EP_CONFLICT : EP_FORK;
    }
    if (!ep_id_equal(latest.org, st->org))
        return EP_NOT_FOUNDER;
    if (own)
        return st->version == latest.version + 1 ? EP_OK : EP_CONFLICT;
    return st->version < latest.version ? EP_AGAIN : EP_OK;
}

static ep_err hour_in_order(const struct ep_engine *engine, const struct ep_statement *st)
{
    const struct ep_world *world = &engine->world;
    if (st->kind->any_hour)
        return EP_OK;
    /* It is not ahead when it is we who are behind. */
    if (st->hour > world->now_hour + EP_CLOCK_AHEAD_HOURS_MAX)
        return ep_world_clock_bad(world) ? EP_CLOCK_BACK : EP_CLOCK_AHEAD;
    if (!ep_id_equal(st->org, world->own_org))
        return EP_OK;
    return ep_world_clock_bad(world) || st->hour + EP_CLOCK_BACK_HOURS_MAX < world->now_hour ? EP_CLOCK_BACK : EP_OK;
}

/* The one rule, at the recipient before it stores and at the author before it queues. */
static ep_err grants_allow(struct ep_engine *engine, const struct ep_statement *st)
{
    ep_id own = engine->world.own_org;
    bool wrap = st->kind->code == EP_WRAP;
    if (!st->kind->covered || (wrap && ep_id_equal(st->body.wrap.to_org, st->org)) ||
        (!wrap && ep_id_equal(st->org, own)))
        return EP_OK;
    ep_err err = ep_engine_grants(engine, st->huishouden);
    if (err != EP_OK)
        return err;
    struct ep_section section = ep_section_of(st);
    struct ep_reader reader = {.org = own};
    if (wrap)
        reader = (struct ep_reader){st->body.wrap.to_org, st->body.wrap.team};
    return ep_grondslag_flows(&engine->grants, &section, &reader, NULL);
}

/* An address that we are not paired with would wait for ever. */
static ep_err reachable(struct ep_engine *engine, const struct ep_statement *st)
{
    ep_id to = ep_statement_id_by_role(st, EP_ROLE_TO_ORG);
    ep_id own = engine->world.own_org;
    if (!ep_id_equal(st->org, own) || ep_id_absent(to) || ep_id_equal(to, own))
        return EP_OK;
    struct ep_link_record record;
    ep_err err = ep_engine_kept(engine, EP_RECORD_LINK, to, ep_link_record_table, &record);
    ep_wipe(&record, sizeof record);
    return err == EP_NOT_FOUND ? EP_ROOT_UNKNOWN : err;
}

static void note_missing(const struct ep_statement *st, ep_err err, ep_id *missing)
{
    if (err == EP_SIGNER_UNKNOWN)
        *missing = st->author;
    else if (err == EP_HUISHOUDEN_UNKNOWN)
        *missing = st->huishouden;
    else if (err == EP_GRANT_UNKNOWN || err == EP_INVITE_UNKNOWN)
        *missing = ep_statement_id_by_role(st, EP_ROLE_REF);
    else if (err == EP_LID_UNKNOWN)
        *missing = ep_statement_id_by_role(st, EP_ROLE_SUBJECT);
}

static ep_err check(struct ep_engine *engine, const struct ep_statement *st, ep_id org, ep_id author)
{
    ep_err err = came_rightly(engine, st, org, author);
    if (err == EP_OK)
        err = ep_statement_id_check(st);
    if (err == EP_OK)
        err = version_in_order(engine, st);
    if (err == EP_OK)
        err = hour_in_order(engine, st);
    engine->world.admitting = ep_id_equal(st->org, engine->world.own_org);
    if (err == EP_OK)
        err = ep_chain_check(&engine->world, st);
    if (err == EP_OK)
        err = st->kind->rule(st, &engine->world);
    engine->world.admitting = false;
    if (err == EP_OK)
        err = reachable(engine, st);
    if (err == EP_OK)
        err = grants_allow(engine, st);
    if (err == EP_OK)
        err = ep_quota_allows(engine, st);
    return err;
}

/* Put by a user of our own about a reading: a row of the log, also when it is refused. */
static bool of_the_log(const struct ep_statement *st)
{
    return st->kind->code == EP_READ || st->kind->code == EP_TOETS;
}

/* Who shared or was shared with is no more. */
static bool ends_party(const struct ep_statement *st)
{
    return (st->kind->code == EP_PEER && st->body.peer.ended) || (st->kind->code == EP_TEAM && ep_team_ended(st));
}

/* What an admitted statement sets going besides being there. */
static ep_err follow(struct ep_engine *engine, const struct ep_statement *st, ep_id author)
{
    if (of_the_log(st)) {
        ep_err err = ep_log_statement(engine, st, author, EP_OK);
        if (err != EP_OK)
            return err;
        return st->kind->code == EP_READ ? ep_notice_reading(engine, st) : ep_notice_seen(engine, st);
    }
    if (st->kind->code == EP_CARD || st->kind->code == EP_PEER)
        engine->dial_ms = 0; /* a route may be new */
    if (ends_party(st) && ep_id_equal(st->org, engine->world.own_org))
        ep_leases_anew(engine);
    struct ep_statement grant;
    if (st->kind->code != EP_WITHDRAW || !engine->world.find(engine, EP_GRANT, st->body.withdraw.grant, 0, &grant))
        return EP_OK;
    ep_err err = ep_tell_ended(engine, st->huishouden);
    if (err == EP_OK && ep_id_equal(grant.body.grant.to_org, engine->world.own_org))
        return ep_delete_begin(engine, &grant, st->id);
    return err; /* the author: nothing leaves any more, because every sending asks the grants again */
}

/* What ends sharing takes little room, or makes some. */
static bool ends_sharing(const struct ep_statement *st, uint64_t now_hour)
{
    enum ep_kind_code kind = st->kind->code;
    return kind == EP_WITHDRAW || kind == EP_RECEIPT || ends_party(st) ||
           (kind == EP_USER && st->body.user.until <= now_hour) ||
           (kind == EP_JOIN && st->body.join.stand == EP_JOIN_LEAVE);
}

bool ep_admit_room(const struct ep_engine *engine, ep_bytes bytes)
{
    struct ep_statement st;
    if (engine->room == EP_ROOM_ENOUGH || ep_statement_open(&st, bytes) != EP_OK)
        return true; /* what is no statement is refused for that */
    return ends_sharing(&st, engine->world.now_hour) || (engine->room == EP_ROOM_LITTLE && st.kind->code == EP_READ);
}

/* With what is missing, where that would help; and on record, when a user of our own wanted to look. */
static ep_err refuse(struct ep_engine *engine, const struct ep_statement *st, ep_id org, ep_id author, ep_err why,
                     ep_id *missing)
{
    note_missing(st, why, missing);
    if (!of_the_log(st) || !ep_id_equal(org, engine->world.own_org) || ep_fatal(why))
        return why;
    ep_err err = ep_log_statement(engine, st, author, why);
    return err == EP_OK ? why : err;
}

/* Of another's entry the version before goes when the next is here: its author may have taken something back. */
static ep_err replace(struct ep_engine *engine, const struct ep_statement *st, int64_t *row)
{
    int64_t before = 0;
    bool received = st->kind->code == EP_ENTRY && !ep_id_equal(st->org, engine->world.own_org);
    ep_err err = received && st->version > 1 ? ep_engine_row(engine, EP_ENTRY, st->id, 0, &before) : EP_NOT_FOUND;
    if (err != EP_OK && err != EP_NOT_FOUND)
        return err;
    bool any = err == EP_OK;
    err = ep_store_put(engine->setup.store, st, row);
    return err == EP_OK && any ? ep_store_erase(engine->setup.store, before) : err;
}

ep_err ep_admit(struct ep_engine *engine, ep_id org, const struct ep_link *by, ep_bytes bytes, ep_id *missing)
{
    struct ep_statement st;
    ep_id author = by != NULL ? by->party : (ep_id){{0}};
    ep_bytes held = ep_engine_hold(engine, bytes);
    if (held.at == NULL)
        return EP_NO_MEMORY;
    *missing = (ep_id){{0}};
    ep_err err = ep_statement_open(&st, held);
    if (err != EP_OK)
        return err;
    err = check(engine, &st, org, author);
    if (err == EP_AGAIN && st.kind->code != EP_READ)
        return EP_OK;
    if (err == EP_AGAIN)
        err = EP_CONFLICT; /* each reading is put on record, not an old one shown */
    if (err == EP_OK && st.kind->code == EP_READ)
        err = ep_notice_rate(engine, &st);
    if (err != EP_OK)
        return refuse(engine, &st, org, author, err, missing);
    int64_t row = 0;
    err = replace(engine, &st, &row);
    if (!st.kind->covered)
        engine->grants_of = (ep_id){{0}}; /* it may change what is granted */
    if (err == EP_OK)
        err = follow(engine, &st, author);
    if (err == EP_OK && ep_id_equal(st.org, engine->world.own_org))
        err = ep_route(engine, &st, row);
    return err == EP_OK ? ep_tell_changed(engine, &st, by) : err;
}
