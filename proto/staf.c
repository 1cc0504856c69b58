#include "proto/staf.h"

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

ep_err ep_staf_allows(const struct ep_world *world, ep_id huishouden, ep_id user)
{
    struct ep_statement st;
    if (ep_staf_find(world, huishouden, &st))
        return ep_members_has(st.body.staf.members, user) ? EP_OK : EP_NOT_STAF;
    bool founded = world->find(world->ctx, EP_HUISHOUDEN, huishouden, 1, &st) && ep_id_equal(st.org, world->own_org);
    if (!founded && !(find_own(world, EP_JOIN, huishouden, &st) && st.body.join.stand == EP_JOIN_ACCEPT))
        return EP_OK; /* whose team was asked in and did not answer yet; that is asked before this */
    return ep_id_equal(st.author, user) ? EP_OK : EP_NOT_STAF;
}
