#include "proto/staf.h"

#include <string.h>

struct search {
    const struct ep_world *world;
    struct ep_statement found;
    bool any;
};

static bool last_own(void *arg, const struct ep_statement *st)
{
    struct search *search = arg;
    if (ep_id_equal(st->org, search->world->own_org)) {
        search->found = *st;
        search->any = true;
    }
    return true;
}

/* Its bytes are borrowed for the visit, so it is found anew. */
static bool find_own(const struct ep_world *world, enum ep_kind_code kind, ep_id huishouden, struct ep_statement *out)
{
    struct search search = {.world = world};
    world->each(world->ctx, kind, huishouden, last_own, &search);
    return search.any && world->find(world->ctx, kind, search.found.id, 0, out);
}

bool ep_staf_find(const struct ep_world *world, ep_id huishouden, struct ep_statement *staf)
{
    return find_own(world, EP_STAF, huishouden, staf);
}

/* Who founded or joined it for the organisation; false while that is not answered. */
static bool find_maker(const struct ep_world *world, ep_id huishouden, struct ep_statement *st)
{
    bool founded = world->find(world->ctx, EP_HUISHOUDEN, huishouden, 1, st) && ep_id_equal(st->org, world->own_org);
    return founded || (find_own(world, EP_JOIN, huishouden, st) && st->body.join.stand == EP_JOIN_ACCEPT);
}

ep_err ep_staf_allows(const struct ep_world *world, ep_id huishouden, ep_id user)
{
    struct ep_statement st;
    if (ep_staf_find(world, huishouden, &st))
        return ep_members_has(st.body.staf.members, user) ? EP_OK : EP_NOT_STAF;
    if (!find_maker(world, huishouden, &st))
        return EP_OK; /* whose team was asked in and did not answer yet; that is asked before this */
    return ep_id_equal(st.author, user) ? EP_OK : EP_NOT_STAF;
}

static bool is_there(const struct ep_world *world, ep_id huishouden, ep_id user)
{
    struct ep_statement st;
    ep_id team;
    return world->find(world->ctx, EP_USER, user, 0, &st) && world->now_hour < st.body.user.until &&
           ep_world_home_team(world, huishouden, world->own_org, &team) == EP_OK &&
           world->find(world->ctx, EP_TEAM, team, 0, &st) && ep_team_has(&st.body.team, user);
}

bool ep_staf_gone(const struct ep_world *world, ep_id huishouden)
{
    struct ep_statement st;
    if (!ep_staf_find(world, huishouden, &st))
        return find_maker(world, huishouden, &st) && !is_there(world, huishouden, st.author);
    bool there = false;
    for (size_t at = 0; at + EP_ID_BYTES <= st.body.staf.members.len && !there; at += EP_ID_BYTES) {
        ep_id user;
        memcpy(user.b, st.body.staf.members.at + at, EP_ID_BYTES);
        there = is_there(world, huishouden, user);
    }
    return !there;
}
