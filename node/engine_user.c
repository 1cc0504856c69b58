#include "node/engine_parts.h"

#include <string.h>

bool ep_user_live(struct ep_engine *engine, const struct ep_link *link)
{
    struct ep_statement user;
    if (link->authority)
        return true;
    return engine->world.find(engine, EP_USER, link->party, 0, &user) && ep_id_equal(user.org, engine->world.own_org) &&
           engine->world.now_hour >= user.body.user.from && engine->world.now_hour < user.body.user.until;
}

static bool in_team(struct ep_engine *engine, ep_id team_id, ep_id user)
{
    struct ep_statement team;
    return engine->world.find(engine, EP_TEAM, team_id, 0, &team) && ep_id_equal(team.org, engine->world.own_org) &&
           ep_team_has(&team.body.team, user);
}

struct giving {
    struct ep_engine *engine;
    struct ep_link *link;
    ep_id huishouden;
    ep_id team;  /* of the user in the household */
    bool others; /* not our own: they were given before */
    ep_err err;
};

static ep_err give(struct giving *giving, ep_bytes bytes)
{
    return ep_link_say(giving->engine, giving->link, EP_MSG_GIVE, &(struct ep_msg_give){bytes});
}

static ep_err tell(struct giving *giving, struct ep_msg_fact fact)
{
    return ep_link_say(giving->engine, giving->link, EP_MSG_FACT, &fact);
}

/* The team through which this user has to do with a household: the home team, or, before joining, the invited one. */
static bool team_of(struct giving *giving, ep_id huishouden)
{
    struct ep_world *world = &giving->engine->world;
    ep_err err = ep_world_home_team(world, huishouden, world->own_org, &giving->team);
    if (err == EP_NO_JOIN)
        err = ep_world_invited_team(world, huishouden, world->own_org, &giving->team);
    return err == EP_OK && in_team(giving->engine, giving->team, giving->link->party);
}

static bool give_directory(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) != EP_OK ||
        (giving->others && ep_id_equal(st.org, giving->engine->world.own_org)))
        return true;
    if (st.kind->code == EP_SLEUTEL) {
        const struct ep_sleutel *sleutel = &st.body.sleutel;
        ep_id user = giving->link->party;
        bool mine = ep_id_absent(sleutel->user) ? in_team(giving->engine, sleutel->team, user)
                                                : ep_id_equal(sleutel->user, user);
        if (!mine)
            return true;
    }
    giving->err = give(giving, bytes);
    return giving->err == EP_OK;
}

static bool tell_contact(void *arg, ep_id peer, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_link_record record;
    uint64_t waiting = 0;
    if (ep_record_take(bytes, ep_link_record_table, &record) != EP_OK)
        return true;
    giving->err = ep_store_waiting(giving->engine->setup.store, peer, record.acked_seq, &waiting);
    uint64_t heard = ep_link_of_peer(giving->engine, peer) != NULL ? giving->engine->world.now_hour : record.heard;
    ep_wipe(&record, sizeof record);
    if (giving->err == EP_OK)
        giving->err = tell(giving, (struct ep_msg_fact){EP_FACT_CONTACT, peer, {{0}}, heard, waiting});
    return giving->err == EP_OK;
}

static ep_err get_directory(struct giving *giving)
{
    struct ep_store *store = giving->engine->setup.store;
    ep_err err = EP_OK;
    /* Own statements first: a peer's are checked against our `peer`. Every version: see ep_route_directory. */
    for (enum ep_kind_code code = 1; err == EP_OK && giving->err == EP_OK && code < EP_KIND_END; code++)
        if (ep_kind(code)->given == EP_GIVEN_DIRECTORY)
            err = ep_store_each(store, &(struct ep_store_query){.kind = code, .org = giving->engine->world.own_org},
                                give_directory, giving);
    giving->others = true;
    for (enum ep_kind_code code = 1; err == EP_OK && giving->err == EP_OK && code < EP_KIND_END; code++)
        if (ep_kind(code)->given == EP_GIVEN_DIRECTORY && !ep_kind(code)->local)
            err = ep_store_each(store, &(struct ep_store_query){.kind = code}, give_directory, giving);
    if (err == EP_OK && giving->err == EP_OK)
        err = ep_store_each_record(store, EP_RECORD_LINK, tell_contact, giving);
    return err != EP_OK ? err : giving->err;
}

static bool give_if_ours(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) == EP_OK && team_of(giving, st.huishouden))
        giving->err = give(giving, bytes);
    return giving->err == EP_OK;
}

static ep_err get_huishoudens(struct giving *giving)
{
    ep_err err = EP_OK;
    for (enum ep_kind_code code = 1; err == EP_OK && giving->err == EP_OK && code < EP_KIND_END; code++)
        if (ep_kind(code)->given == EP_GIVEN_LIST)
            err = ep_store_each(giving->engine->setup.store, &(struct ep_store_query){.kind = code, .latest = true},
                                give_if_ours, giving);
    return err != EP_OK ? err : giving->err;
}

/* The one rule once more, before anything is handed to a client. Own wraps to others are given too: a list of them is
 * what answers "who can open this". */
static bool may_have(struct giving *giving, const struct ep_statement *st)
{
    struct ep_engine *engine = giving->engine;
    if (st->kind->given == EP_GIVEN_NEVER)
        return false;
    if (!st->kind->covered)
        return true;
    if (ep_id_equal(st->org, engine->world.own_org))
        return true;
    if (st->kind->code == EP_WRAP && !in_team(engine, st->body.wrap.team, giving->link->party))
        return false;
    struct ep_section section = ep_section_of(st);
    struct ep_reader reader = {engine->world.own_org, giving->team};
    return ep_grondslag_covers(&engine->grants, &section, &reader, NULL) == EP_OK;
}

static ep_err tell_delivery(struct giving *giving, const struct ep_statement *st, int64_t row)
{
    ep_id to = ep_statement_id_by_role(st, EP_ROLE_TO_ORG);
    struct ep_engine *engine = giving->engine;
    if (!ep_id_equal(st->org, engine->world.own_org) || ep_id_absent(to) || ep_id_equal(to, st->org) ||
        st->kind->covered)
        return EP_OK;
    struct ep_link_record link;
    uint64_t seq = 0;
    ep_err err = ep_engine_kept(engine, EP_RECORD_LINK, to, ep_link_record_table, &link);
    if (err == EP_OK)
        err = ep_store_delivery(engine->setup.store, to, row, &seq);
    if (err != EP_OK)
        return err == EP_NOT_FOUND ? EP_OK : err;
    bool covered = seq != 0 && seq <= link.acked_seq;
    uint64_t hour = covered ? link.acked_hour : 0;
    ep_wipe(&link, sizeof link);
    return tell(giving, (struct ep_msg_fact){EP_FACT_DELIVERY, st->id, to, covered ? 1 : 0, hour});
}

static bool give_content(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_statement st;
    if (ep_statement_open(&st, bytes) != EP_OK || !may_have(giving, &st))
        return true;
    giving->err = give(giving, bytes);
    if (giving->err == EP_OK)
        giving->err = tell_delivery(giving, &st, row);
    return giving->err == EP_OK;
}

static bool tell_refusal(void *arg, ep_id key, ep_bytes bytes)
{
    (void)key;
    struct giving *giving = arg;
    struct ep_refusal_record record;
    if (ep_record_take(bytes, ep_refusal_record_table, &record) != EP_OK || record.code == 0 ||
        !ep_id_equal(record.huishouden, giving->huishouden))
        return true;
    giving->err = tell(giving, (struct ep_msg_fact){EP_FACT_REFUSAL, record.statement, record.peer, record.code, 0});
    return giving->err == EP_OK;
}

static bool is_read(const struct ep_link *link, ep_id huishouden)
{
    for (size_t i = 0; i < link->reads; i++)
        if (ep_id_equal(link->read[i], huishouden))
            return true;
    return false;
}

static ep_err may_look(struct giving *giving)
{
    if (!is_read(giving->link, giving->huishouden))
        return EP_NOT_LOGGED;
    return team_of(giving, giving->huishouden) ? EP_OK : EP_NOT_IN_TEAM;
}

/* All but what has a section: what is needed to end a grant, and none of the content. Withdrawing must not wait for what
 * is large or does not open. */
static ep_err get_grants(struct giving *giving)
{
    ep_err err = may_look(giving);
    for (enum ep_kind_code code = EP_CARD; err == EP_OK && giving->err == EP_OK && code < EP_KIND_END; code++) {
        struct ep_store_query query = {.kind = code, .huishouden = giving->huishouden, .latest = true};
        if (ep_kind(code)->in_huishouden && !ep_kind(code)->covered)
            err = ep_store_each(giving->engine->setup.store, &query, give_content, giving);
    }
    return err != EP_OK ? err : giving->err;
}

static ep_err get_huishouden(struct giving *giving)
{
    struct ep_engine *engine = giving->engine;
    ep_err err = may_look(giving);
    if (err == EP_OK)
        err = ep_engine_grants(engine, giving->huishouden);
    struct ep_store_query all = {.huishouden = giving->huishouden, .latest = true};
    if (err == EP_OK)
        err = ep_store_each(engine->setup.store, &all, give_content, giving);
    if (err == EP_OK && giving->err == EP_OK)
        err = ep_store_each_record(engine->setup.store, EP_RECORD_LINK, tell_contact, giving);
    if (err == EP_OK && giving->err == EP_OK)
        err = ep_store_each_record(engine->setup.store, EP_RECORD_REFUSAL, tell_refusal, giving);
    return err != EP_OK ? err : giving->err;
}

static ep_err done(struct ep_engine *engine, struct ep_link *link, uint64_t seq, ep_err code, ep_id missing)
{
    if (ep_fatal(code) && code != EP_DISK_FULL)
        return code;
    return ep_link_say(engine, link, EP_MSG_DONE, &(struct ep_msg_done){seq, code, missing});
}

static ep_err on_get(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_get *get)
{
    struct giving giving = {.engine = engine, .link = link, .huishouden = get->huishouden};
    ep_err err = EP_MALFORMED;
    if (get->what == EP_GET_DIRECTORY)
        err = get_directory(&giving);
    else if (get->what == EP_GET_HUISHOUDENS)
        err = get_huishoudens(&giving);
    else if (get->what == EP_GET_HUISHOUDEN)
        err = get_huishouden(&giving);
    else if (get->what == EP_GET_GRANTS)
        err = get_grants(&giving);
    return done(engine, link, 0, err, (ep_id){{0}});
}

/* The answer leaves after the commit, as every effect does: "done" means durable. */
static ep_err on_put(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_put *put)
{
    ep_id missing = {{0}};
    if (!ep_admit_room(engine, put->statement))
        return done(engine, link, put->seq, EP_DISK_FULL, missing);
    ep_err err = ep_admit(engine, engine->world.own_org, link->party, put->statement, &missing);
    struct ep_statement st;
    if (err == EP_OK && ep_statement_open(&st, put->statement) == EP_OK && st.kind->code == EP_READ &&
        !is_read(link, st.huishouden)) {
        if (link->reads < EP_READS_MAX)
            link->reads++;
        else
            memmove(link->read, link->read + 1, sizeof link->read - sizeof link->read[0]);
        link->read[link->reads - 1] = st.huishouden;
    }
    return ep_fatal(err) ? err : done(engine, link, put->seq, err, missing);
}

ep_err ep_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg)
{
    if (!ep_user_live(engine, link))
        return EP_SIGNER_ENDED; /* at once, not at the next session */
    if (type == EP_MSG_HELLO && !link->ready) {
        link->ready = true;
        struct ep_msg_hello hello = {.hour = engine->world.now_hour};
        memcpy(hello.lineage, engine->node.lineage, 8);
        return ep_link_say(engine, link, EP_MSG_HELLO, &hello);
    }
    if (!link->ready)
        return EP_MALFORMED;
    if (type == EP_MSG_GET)
        return on_get(engine, link, &msg->get);
    if (type == EP_MSG_PUT)
        return on_put(engine, link, &msg->put);
    bool pairing = type == EP_MSG_INVITE || type == EP_MSG_DIAL || type == EP_MSG_CONFIRM;
    if (pairing && engine->room != EP_ROOM_ENOUGH)
        return done(engine, link, 0, EP_DISK_FULL, (ep_id){{0}});
    return ep_pair_user_message(engine, link, type, msg);
}
