#include "node/engine_parts.h"
#include "proto/staf.h"

/* Who is told of a reading by somebody else: kept for each of them until he signs that he saw it, and said at once to who
 * is there. A record, so that neither a restart nor the absence of every peer loses it. */

struct telling {
    struct ep_engine *engine;
    struct ep_notice_record notice; /* but for whom it is */
    size_t told;
    ep_err err;
};

static ep_id key_of(ep_id told, ep_id cause)
{
    ep_id key;
    ep_bytes parts[] = {ep_id_bytes(&told), ep_id_bytes(&cause)};
    ep_hash(key.b, sizeof key.b, NULL, EP_LABEL_NOTICE, parts, 2);
    return key;
}

struct ep_msg_fact ep_notice_fact(const struct ep_notice_record *notice)
{
    return (struct ep_msg_fact){.soort = EP_FACT_NOTICE,
                                .a = notice->cause,
                                .b = notice->user,
                                .c = notice->huishouden,
                                .x = notice->why,
                                .y = notice->hour};
}

static bool is_user(const struct ep_world *world, ep_id id)
{
    struct ep_statement user;
    return world->find(world->ctx, EP_USER, id, 0, &user) && world->now_hour < user.body.user.until;
}

/* Also when nobody's session is open: the next directory says it. */
static ep_err say_at_once(struct ep_engine *engine, const struct ep_notice_record *notice)
{
    struct ep_msg_fact fact = ep_notice_fact(notice);
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < engine->link_top; i++) {
        struct ep_link *link = &engine->link[i];
        if (link->number != 0 && link->ready && link->session.mode == EP_MODE_USER &&
            ep_id_equal(link->party, notice->told))
            err = ep_link_say(engine, link, EP_MSG_FACT, &fact);
    }
    return err;
}

static void tell(struct telling *telling, ep_id user)
{
    struct ep_notice_record notice = telling->notice;
    if (telling->err != EP_OK || ep_id_equal(user, notice.user) || !is_user(&telling->engine->world, user))
        return; /* who ended would be told in vain, and nobody else */
    notice.told = user;
    telling->err =
        ep_engine_keep(telling->engine, EP_RECORD_NOTICE, key_of(user, notice.cause), ep_notice_record_table, &notice);
    if (telling->err == EP_OK)
        telling->err = say_at_once(telling->engine, &notice);
    telling->told++;
}

static void tell_members(struct telling *telling, ep_bytes members)
{
    for (size_t at = 0; at + EP_ID_BYTES <= members.len; at += EP_ID_BYTES) {
        ep_id user;
        ep_err err = ep_id_take(&user, (ep_bytes){members.at + at, EP_ID_BYTES});
        if (err == EP_OK)
            tell(telling, user);
    }
}

struct search {
    struct telling *telling;
    uint64_t role;
};

static bool tell_role(void *arg, const struct ep_statement *user)
{
    struct search *search = arg;
    struct ep_engine *engine = search->telling->engine;
    if ((user->body.user.roles & search->role) != 0 && ep_id_equal(user->org, engine->world.own_org) &&
        engine->world.now_hour < user->body.user.until)
        tell(search->telling, user->id);
    return true;
}

static void tell_all(struct telling *telling, uint64_t role)
{
    struct search search = {telling, role};
    struct ep_world *world = &telling->engine->world;
    world->each(world->ctx, EP_USER, (ep_id){{0}}, tell_role, &search);
}

/* Who works with it; where that is only the reader himself, his team. */
static void tell_who_works_with_it(struct telling *telling)
{
    const struct ep_world *world = &telling->engine->world;
    ep_id huishouden = telling->notice.huishouden;
    struct ep_statement st;
    ep_id team;
    if (ep_staf_find(world, huishouden, &st))
        tell_members(telling, st.body.staf.members);
    if (telling->told == 0 && ep_world_home_team(world, huishouden, world->own_org, &team) == EP_OK &&
        world->find(world->ctx, EP_TEAM, team, 0, &st))
        tell_members(telling, st.body.team.members);
}

ep_err ep_notice_reading(struct ep_engine *engine, const struct ep_statement *read)
{
    struct telling telling = {.engine = engine,
                              .notice = {.cause = read->body.read.evidence,
                                         .user = read->author,
                                         .huishouden = read->huishouden,
                                         .why = EP_NOTICE_NOOD,
                                         .hour = read->hour}};
    if (read->body.read.soort != EP_READ_NOOD)
        return EP_OK;
    tell_who_works_with_it(&telling);
    tell_all(&telling, EP_ROLE_PRIVACY);
    if (telling.told == 0)
        tell_all(&telling, EP_ROLE_STEWARD); /* a second person always knows, as long as there is one */
    return telling.err;
}

/* Nobody's work is so many households; but an emergency is never held up. */
static bool is_too_many(struct ep_engine *engine, const struct ep_statement *read, ep_err *err)
{
    const struct ep_inzage *inzage = &engine->setup.policy->inzage;
    uint64_t now = engine->world.now_hour;
    const struct {
        uint64_t hours;
        uint32_t most;
    } limits[] = {{EP_CLOCK_BACK_HOURS_MAX, inzage->per_hour}, {24, inzage->per_day}};
    uint64_t count = 0;
    for (size_t i = 0; *err == EP_OK && i < 2; i++) {
        *err = ep_store_read_huishoudens(engine->setup.store, read->author, now - limits[i].hours, read->huishouden,
                                         &count);
        if (*err == EP_OK && count >= limits[i].most)
            return true;
    }
    return false;
}

ep_err ep_notice_rate(struct ep_engine *engine, const struct ep_statement *read)
{
    struct telling telling = {.engine = engine,
                              .notice = {.cause = read->author,
                                         .user = read->author,
                                         .huishouden = read->huishouden,
                                         .why = EP_NOTICE_VEEL,
                                         .hour = engine->world.now_hour}};
    if (read->body.read.soort == EP_READ_FAMILIENAAM)
        return EP_OK; /* its reading was counted, or could not wait */
    if (!is_too_many(engine, read, &telling.err))
        return telling.err;
    tell_all(&telling, EP_ROLE_PRIVACY);
    if (telling.told == 0)
        tell_all(&telling, EP_ROLE_STEWARD);
    return telling.err == EP_OK && read->body.read.soort != EP_READ_NOOD ? EP_READ_RATE : telling.err;
}

ep_err ep_notice_seen(struct ep_engine *engine, const struct ep_statement *toets)
{
    ep_id cause = toets->body.toets.cause;
    return ep_id_absent(cause) ? EP_OK
                               : ep_store_drop(engine->setup.store, EP_RECORD_NOTICE, key_of(toets->author, cause));
}
