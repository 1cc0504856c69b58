#include "proto/grondslag.h"

#include <assert.h>
#include <string.h>

struct gathering {
    const struct ep_world *world;
    struct ep_grants *grants;
    bool full;
};

static bool gather_grant(void *arg, const struct ep_statement *statement)
{
    struct gathering *gathering = arg;
    struct ep_grants *grants = gathering->grants;
    if (grants->count == EP_GRANTS_MAX) {
        gathering->full = true;
        return false;
    }
    struct ep_grant_row *row = &grants->row[grants->count++];
    memset(row, 0, sizeof *row);
    row->id = statement->id;
    row->org = statement->org;
    row->grant = statement->body.grant;
    if (!gathering->world->lasting)
        row->grant.grondslag = (ep_bytes){NULL, 0}; /* the rows outlive the bytes that it points into */
    row->to_home_team = ep_id_absent(row->grant.to_team);
    return true;
}

/* Either side may withdraw; nobody else's word counts. The first withdrawal stands. */
static bool gather_withdraw(void *arg, const struct ep_statement *statement)
{
    struct ep_grants *grants = ((struct gathering *)arg)->grants;
    for (size_t i = 0; i < grants->count; i++) {
        struct ep_grant_row *row = &grants->row[i];
        if (ep_id_equal(row->id, statement->body.withdraw.grant) && row->withdrawn == 0 &&
            (ep_id_equal(statement->org, row->org) || ep_id_equal(statement->org, row->grant.to_org))) {
            row->withdrawn = statement->hour > 0 ? statement->hour : 1; /* 0 says "not", and no clock may say that */
            row->withdraw = statement->id;
        }
    }
    return true;
}

ep_err ep_grants_gather(const struct ep_world *world, ep_id huishouden, struct ep_grants *out)
{
    struct gathering gathering = {.world = world, .grants = out};
    out->count = 0;
    out->now = world->now_hour;
    out->clock_bad = ep_world_clock_bad(world);
    ep_world_leden(world, huishouden, &out->leden);
    world->each(world->ctx, EP_GRANT, huishouden, gather_grant, &gathering);
    world->each(world->ctx, EP_WITHDRAW, huishouden, gather_withdraw, &gathering);
    for (size_t i = 0; i < out->count; i++) {
        struct ep_grant *grant = &out->row[i].grant;
        ep_id team;
        if (out->row[i].to_home_team && ep_world_home_team(world, huishouden, grant->to_org, &team) == EP_OK)
            grant->to_team = team;
    }
    return gathering.full ? EP_TOO_MANY : EP_OK;
}

enum ep_grant_stand ep_grant_stand(const struct ep_grant_row *row, uint64_t now)
{
    if (row->withdrawn != 0)
        return EP_GRANT_ENDED_BY_HAND;
    if (now >= row->grant.until)
        return EP_GRANT_ENDED;
    return now + EP_CLOCK_AHEAD_HOURS_MAX < row->grant.from ? EP_GRANT_LATER : EP_GRANT_LIVE;
}

bool ep_grant_live(const struct ep_grant_row *row, uint64_t now)
{
    return ep_grant_stand(row, now) == EP_GRANT_LIVE;
}

ep_err ep_grant_covers(const struct ep_grant_row *row, const struct ep_section *section, const struct ep_reader *reader,
                       uint64_t now)
{
    const struct ep_grant *grant = &row->grant;
    if (!ep_id_equal(row->org, section->org) || !ep_id_equal(grant->to_org, reader->org) ||
        !ep_id_equal(grant->lid, section->subject))
        return EP_NO_GRANT;
    if (!ep_id_absent(reader->team) && !ep_id_equal(grant->to_team, reader->team))
        return EP_GRANT_OTHER_TEAM;
    if (section->domain == 0 || section->domain > EP_DOMEIN_VEILIGHEID)
        return EP_GRANT_DOMEIN;
    if ((grant->domains & EP_DOMEIN_BIT(section->domain)) == 0)
        return EP_GRANT_DOMEIN;
    if (section->level == 0 || section->level > grant->level)
        return EP_GRANT_LEVEL;
    if (now + EP_CLOCK_AHEAD_HOURS_MAX < grant->from)
        return EP_GRANT_NOT_YET; /* two clocks that differ by seconds can differ by an hour */
    if (now >= grant->until)
        return EP_GRANT_EXPIRED;
    return row->withdrawn != 0 ? EP_GRANT_WITHDRAWN : EP_OK;
}

/* How near a refusal came; the nearest one is what the user can do something about. */
static int nearness(ep_err err)
{
    static const ep_err order[] = {EP_NO_GRANT,      EP_GRANT_OTHER_TEAM, EP_GRANT_DOMEIN,   EP_GRANT_LEVEL,
                                   EP_GRANT_NOT_YET, EP_GRANT_EXPIRED,    EP_GRANT_WITHDRAWN};
    int n = 0;
    while (order[n] != err)
        n++;
    return n;
}

static ep_err covers_lid(const struct ep_grants *grants, const struct ep_section *section,
                         const struct ep_reader *reader, size_t *which)
{
    ep_err nearest = EP_NO_GRANT;
    for (size_t i = 0; i < grants->count; i++) {
        ep_err err = ep_grant_covers(&grants->row[i], section, reader, grants->now);
        if (err == EP_OK || nearness(err) > nearness(nearest)) {
            nearest = err;
            if (which != NULL)
                *which = i;
        }
        if (err == EP_OK)
            break;
    }
    return nearest;
}

ep_err ep_grondslag_covers(const struct ep_grants *grants, const struct ep_section *section,
                           const struct ep_reader *reader, size_t *which)
{
    assert(!ep_id_absent(section->org));
    if (ep_id_equal(section->org, reader->org))
        return EP_OK;
    if (grants->clock_bad)
        return EP_CLOCK_BACK;
    if (!ep_id_absent(section->subject))
        return covers_lid(grants, section, reader, which);
    ep_err err = EP_NO_GRANT; /* a household without leden shares nothing */
    struct ep_section each = *section;
    for (size_t i = 0; i < grants->leden.count; i++) {
        each.subject = grants->leden.id[i];
        err = covers_lid(grants, &each, reader, which);
        if (err != EP_OK)
            return err;
    }
    return err;
}

struct ep_section ep_section_of(const struct ep_statement *statement)
{
    return (struct ep_section){
        .huishouden = statement->huishouden,
        .org = statement->org,
        .subject = ep_statement_id_by_role(statement, EP_ROLE_SUBJECT),
        .domain = ep_statement_uint_by_role(statement, EP_ROLE_DOMAIN),
        .level = ep_statement_uint_by_role(statement, EP_ROLE_LEVEL),
    };
}
