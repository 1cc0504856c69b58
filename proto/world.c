#include "proto/world.h"

#include <string.h>

struct search {
    ep_id org;
    ep_id found;
    uint64_t hour;
    bool any;
};

/* The last word of an organisation on its own joining; a later leave ends an earlier accept. */
static bool last_join(void *arg, const struct ep_statement *join)
{
    struct search *search = arg;
    if (ep_id_equal(join->org, search->org)) {
        search->any = join->body.join.stand == EP_JOIN_ACCEPT;
        search->found = join->body.join.team;
    }
    return true;
}

ep_err ep_world_home_team(const struct ep_world *world, ep_id huishouden, ep_id org, ep_id *team)
{
    struct ep_statement founding;
    if (world->find(world->ctx, EP_HUISHOUDEN, huishouden, 0, &founding) && ep_id_equal(founding.org, org)) {
        *team = founding.body.huishouden.team;
        return EP_OK;
    }
    struct search search = {.org = org};
    world->each(world->ctx, EP_JOIN, huishouden, last_join, &search);
    *team = search.found;
    return search.any ? EP_OK : EP_NO_JOIN;
}

static bool last_invite(void *arg, const struct ep_statement *invite)
{
    struct search *search = arg;
    if (ep_id_equal(invite->body.invite.to_org, search->org)) {
        search->any = true;
        search->found = invite->body.invite.to_team;
    }
    return true;
}

ep_err ep_world_invited_team(const struct ep_world *world, ep_id huishouden, ep_id org, ep_id *team)
{
    struct search search = {.org = org};
    world->each(world->ctx, EP_INVITE, huishouden, last_invite, &search);
    *team = search.found;
    return search.any ? EP_OK : EP_INVITE_UNKNOWN;
}

static bool gather_lid(void *arg, const struct ep_statement *lid)
{
    struct ep_leden *leden = arg;
    if (lid->body.lid.present && leden->count < EP_LEDEN_MAX)
        leden->id[leden->count++] = lid->id;
    return true;
}

void ep_world_leden(const struct ep_world *world, ep_id huishouden, struct ep_leden *out)
{
    memset(out, 0, sizeof *out);
    world->each(world->ctx, EP_LID, huishouden, gather_lid, out);
}

bool ep_world_clock_bad(const struct ep_world *world)
{
    return world->now_hour + EP_CLOCK_BACK_HOURS_MAX < world->last_hour;
}
