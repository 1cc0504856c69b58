#include "node/engine_parts.h"

#include <string.h>

static ep_err queue(struct ep_engine *engine, ep_id peer, int64_t row)
{
    engine->routed = true;
    return ep_store_queue(engine->setup.store, peer, row);
}

static ep_err queue_latest(struct ep_engine *engine, ep_id peer, enum ep_kind_code kind, ep_id id)
{
    int64_t row = 0;
    ep_err err = ep_engine_row(engine, kind, id, 0, &row);
    return err == EP_OK ? queue(engine, peer, row) : err == EP_NOT_FOUND ? EP_OK : err;
}

struct routing {
    struct ep_engine *engine;
    const struct ep_statement *statement;
    ep_id peer;
    int64_t row;
    ep_err err;
};

static bool queue_row(void *arg, ep_id peer, ep_bytes bytes)
{
    struct routing *routing = arg;
    (void)bytes;
    routing->err = queue(routing->engine, peer, routing->row);
    return routing->err == EP_OK;
}

static ep_err to_all_peers(struct ep_engine *engine, int64_t row)
{
    struct routing routing = {.engine = engine, .row = row};
    ep_err err = ep_store_each_record(engine->setup.store, EP_RECORD_LINK, queue_row, &routing);
    return err != EP_OK ? err : routing.err;
}

/* A new version goes to those who had an earlier one, and to nobody else. */
static bool queue_if_had(void *arg, ep_id peer, ep_bytes bytes)
{
    struct routing *routing = arg;
    const struct ep_statement *st = routing->statement;
    (void)bytes;
    for (uint64_t version = st->version - 1; version >= 1 && st->version - version < EP_VERSIONS_BACK_MAX; version--) {
        int64_t row = 0;
        uint64_t seq = 0;
        if (ep_engine_row(routing->engine, st->kind->code, st->id, version, &row) == EP_OK &&
            ep_store_delivery(routing->engine->setup.store, peer, row, &seq) == EP_OK) {
            routing->err = queue(routing->engine, peer, routing->row);
            break;
        }
    }
    return routing->err == EP_OK;
}

static ep_err to_who_had_it(struct ep_engine *engine, const struct ep_statement *st, int64_t row)
{
    struct routing routing = {.engine = engine, .statement = st, .row = row};
    ep_err err = ep_store_each_record(engine->setup.store, EP_RECORD_LINK, queue_if_had, &routing);
    return err != EP_OK ? err : routing.err;
}

static bool queue_joining(void *arg, int64_t row, ep_bytes bytes)
{
    struct routing *routing = arg;
    struct ep_statement st;
    if (ep_statement_open(&st, bytes) != EP_OK)
        return true;
    bool own = ep_id_equal(st.org, routing->engine->world.own_org);
    bool proof = st.kind->code == EP_INVITE && ep_id_equal(st.body.invite.to_org, routing->engine->world.own_org) &&
                 !ep_id_equal(st.org, routing->peer);
    if (proof || (own && st.kind->code == EP_JOIN))
        routing->err = queue(routing->engine, routing->peer, row);
    return routing->err == EP_OK;
}

/* What a peer needs before anything else about a household: its founding, or the proof that we were asked in. */
static ep_err queue_base(struct ep_engine *engine, ep_id peer, ep_id huishouden)
{
    struct ep_statement founding;
    if (engine->world.find(engine, EP_HUISHOUDEN, huishouden, 0, &founding) &&
        ep_id_equal(founding.org, engine->world.own_org))
        return queue_latest(engine, peer, EP_HUISHOUDEN, huishouden);
    struct routing routing = {.engine = engine, .peer = peer};
    struct ep_store_query invites = {.kind = EP_INVITE, .huishouden = huishouden, .latest = true};
    struct ep_store_query joins = {.kind = EP_JOIN, .huishouden = huishouden, .latest = true};
    ep_err err = ep_store_each(engine->setup.store, &invites, queue_joining, &routing);
    if (err == EP_OK)
        err = ep_store_each(engine->setup.store, &joins, queue_joining, &routing);
    return err != EP_OK ? err : routing.err;
}

static bool queue_own(void *arg, int64_t row, ep_bytes bytes)
{
    struct routing *routing = arg;
    (void)bytes;
    routing->err = queue(routing->engine, routing->peer, row);
    return routing->err == EP_OK;
}

/* Who is granted something later hears who has the regie too: none told would read as none taken. */
static ep_err queue_regies(struct ep_engine *engine, ep_id peer, ep_id huishouden)
{
    struct routing routing = {.engine = engine, .peer = peer};
    struct ep_store_query own = {
        .kind = EP_REGIE, .org = engine->world.own_org, .huishouden = huishouden, .latest = true};
    ep_err err = ep_store_each(engine->setup.store, &own, queue_own, &routing);
    return err != EP_OK ? err : routing.err;
}

static ep_err route_grant(struct ep_engine *engine, const struct ep_statement *st, int64_t row)
{
    ep_id to = st->body.grant.to_org;
    ep_err err = queue_base(engine, to, st->huishouden);
    struct ep_statement lid;
    /* A lid of another founder is known there from that founder; ours we tell ourselves. */
    if (err == EP_OK && engine->world.find(engine, EP_LID, st->body.grant.lid, 0, &lid) &&
        ep_id_equal(lid.org, engine->world.own_org))
        err = queue_latest(engine, to, EP_LID, st->body.grant.lid);
    if (err == EP_OK)
        err = queue(engine, to, row);
    return err == EP_OK ? queue_regies(engine, to, st->huishouden) : err;
}

/* The entries first, then the keys to them. */
static ep_err route_wrap(struct ep_engine *engine, const struct ep_statement *st, int64_t row)
{
    const struct ep_wrap *wrap = &st->body.wrap;
    ep_err err = EP_OK;
    if (ep_id_equal(wrap->to_org, engine->world.own_org))
        return EP_OK;
    for (size_t n = 0; err == EP_OK && n < wrap->entries.len / EP_REF_BYTES; n++) {
        struct ep_ref ref = ep_wrap_ref(wrap, n);
        int64_t entry = 0;
        err = ep_engine_row(engine, EP_ENTRY, ref.id, ref.version, &entry);
        /* Again, even if it went before: the recipient erases when a grant ends, and this wrap is under another. A
         * second copy is harmless to one that still has it. */
        if (err == EP_OK)
            err = ep_store_queue_again(engine->setup.store, wrap->to_org, entry);
    }
    engine->routed = true;
    return err == EP_OK ? queue(engine, wrap->to_org, row) : err;
}

/* Who is regisseur concerns everyone we share with in this household. */
static bool queue_regie(void *arg, int64_t row, ep_bytes bytes)
{
    struct routing *routing = arg;
    struct ep_statement grant;
    (void)row;
    if (ep_statement_open(&grant, bytes) == EP_OK && ep_id_equal(grant.org, routing->engine->world.own_org))
        routing->err = queue(routing->engine, grant.body.grant.to_org, routing->row);
    return routing->err == EP_OK;
}

/* Whose proposal an acceptance or an end answers; absent for a proposal. */
static ep_id proposer(struct ep_engine *engine, const struct ep_statement *st)
{
    struct ep_statement proposal;
    ep_id id = st->body.regie.proposal;
    bool answers = !ep_id_absent(id) && engine->world.find(engine, EP_REGIE, id, 0, &proposal);
    return answers ? proposal.org : (ep_id){{0}};
}

static ep_err route_regie(struct ep_engine *engine, const struct ep_statement *st, int64_t row)
{
    struct routing routing = {.engine = engine, .row = row};
    struct ep_store_query grants = {.kind = EP_GRANT, .huishouden = st->huishouden, .latest = true};
    ep_err err = ep_store_each(engine->setup.store, &grants, queue_regie, &routing);
    if (err == EP_OK)
        err = routing.err;
    if (err == EP_OK && !ep_id_equal(st->body.regie.to_org, engine->world.own_org))
        err = queue(engine, st->body.regie.to_org, row);
    /* Who proposed hears the answer, also without a grant that goes that way. */
    ep_id asked_by = proposer(engine, st);
    if (err == EP_OK && !ep_id_absent(asked_by) && !ep_id_equal(asked_by, engine->world.own_org))
        err = queue(engine, asked_by, row);
    return err;
}

/* Joining is told to who invited; leaving to the same, who tells nobody. */
static ep_err route_join(struct ep_engine *engine, const struct ep_statement *st, int64_t row)
{
    struct ep_statement invite;
    if (!engine->world.find(engine, EP_INVITE, st->body.join.invite, 0, &invite))
        return EP_OK;
    return queue(engine, invite.org, row);
}

ep_err ep_route(struct ep_engine *engine, const struct ep_statement *st, int64_t row)
{
    switch (st->kind->goes) {
    case EP_GOES_NOWHERE:
        break;
    case EP_GOES_TO_ALL:
        return to_all_peers(engine, row);
    case EP_GOES_WHO_HAD_IT:
        return to_who_had_it(engine, st, row);
    case EP_GOES_TO_ORG:
        return queue(engine, ep_statement_id_by_role(st, EP_ROLE_TO_ORG), row);
    case EP_GOES_GRANT:
        return route_grant(engine, st, row);
    case EP_GOES_WRAP:
        return route_wrap(engine, st, row);
    case EP_GOES_REGIE:
        return route_regie(engine, st, row);
    case EP_GOES_INVITER:
        return route_join(engine, st, row);
    }
    return EP_OK;
}

ep_err ep_route_directory(struct ep_engine *engine, ep_id peer)
{
    struct routing routing = {.engine = engine, .peer = peer};
    ep_err err = EP_OK;
    for (enum ep_kind_code code = 1; err == EP_OK && routing.err == EP_OK && code < EP_KIND_END; code++) {
        /* Every version of a team: what was signed under an earlier epoch is checked against that one. */
        struct ep_store_query query = {.kind = code, .org = engine->world.own_org};
        if (ep_kind(code)->goes == EP_GOES_TO_ALL)
            err = ep_store_each(engine->setup.store, &query, queue_own, &routing);
    }
    return err != EP_OK ? err : routing.err;
}

/* Has this peer a grant of ours in the household that did not end: on that lid, or on anyone when it is absent? */
static bool concerned(const struct ep_engine *engine, ep_id lid, ep_id peer)
{
    for (size_t i = 0; i < engine->grants.count; i++) {
        const struct ep_grant_row *row = &engine->grants.row[i];
        if (ep_id_equal(row->org, engine->world.own_org) && ep_id_equal(row->grant.to_org, peer) &&
            row->withdrawn == 0 && engine->world.now_hour < row->grant.until &&
            (ep_id_absent(lid) || ep_id_equal(row->grant.lid, lid)))
            return true;
    }
    return false;
}

/* May its recipient be this peer at all? Ours, and addressed to it or to all; or the invite that proves why we write. */
static bool for_this_peer(const struct ep_engine *engine, const struct ep_statement *st, ep_id peer)
{
    ep_id to = ep_statement_id_by_role(st, EP_ROLE_TO_ORG);
    if (!ep_id_equal(st->org, engine->world.own_org))
        return st->kind->code == EP_INVITE && ep_id_equal(to, engine->world.own_org);
    return !st->kind->local && (ep_id_absent(to) || ep_id_equal(to, peer) || st->kind->goes == EP_GOES_REGIE);
}

/* Asked before a statement is queued again, and once more at the moment it leaves: what a peer asks for by naming it as
 * missing goes through here too. */
ep_err ep_route_allowed(struct ep_engine *engine, const struct ep_statement *st, ep_id peer)
{
    if (!for_this_peer(engine, st, peer))
        return EP_NOT_ALLOWED;
    if (!ep_engine_trusts(engine, peer))
        return EP_PEER_ENDED;
    bool concerns = st->kind->goes == EP_GOES_WHO_HAD_IT || st->kind->goes == EP_GOES_REGIE;
    if (!st->kind->in_huishouden || (!st->kind->covered && !concerns))
        return EP_OK;
    ep_err err = ep_engine_grants(engine, st->huishouden);
    if (err != EP_OK)
        return err;
    if (st->kind->code == EP_LID)
        return concerned(engine, st->id, peer) ? EP_OK : EP_NO_GRANT;
    if (st->kind->code == EP_HUISHOUDEN || st->kind->code == EP_REGIE)
        return concerned(engine, (ep_id){{0}}, peer) ||
                       ep_id_equal(ep_statement_id_by_role(st, EP_ROLE_TO_ORG), peer) ||
                       (st->kind->code == EP_REGIE && ep_id_equal(proposer(engine, st), peer))
                   ? EP_OK
                   : EP_NO_GRANT;
    struct ep_section section = ep_section_of(st);
    struct ep_reader reader = {.org = peer};
    if (st->kind->code == EP_WRAP)
        reader.team = st->body.wrap.team;
    return ep_grondslag_flows(&engine->grants, &section, &reader, NULL);
}
