#include "proto/grondslag.h"

#include <assert.h>
#include <string.h>

struct gathering {
    const struct ep_world *world;
    struct ep_grants *grants;
    bool full;
};

static int compare(const struct ep_grant_row *row, ep_id to_org, ep_id org, ep_id lid)
{
    int order = memcmp(row->grant.to_org.b, to_org.b, EP_ID_BYTES);
    if (order == 0)
        order = memcmp(row->org.b, org.b, EP_ID_BYTES);
    return order != 0 ? order : memcmp(row->grant.lid.b, lid.b, EP_ID_BYTES);
}

/* The first place in the order that is not before these three, or, `behind` them, the first that is after. */
static size_t place(const struct ep_grants *grants, ep_id to_org, ep_id org, ep_id lid, bool behind)
{
    size_t low = 0;
    size_t high = grants->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare(&grants->row[grants->order[middle]], to_org, org, lid) < (behind ? 1 : 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

_Static_assert(EP_GRANTS_MAX <= UINT16_MAX, "the order counts in 16 bits");

ep_err ep_grants_add(struct ep_grants *grants, const struct ep_grant_row *row)
{
    if (grants->count == EP_GRANTS_MAX)
        return EP_TOO_MANY;
    size_t at = place(grants, row->grant.to_org, row->org, row->grant.lid, true);
    memmove(&grants->order[at + 1], &grants->order[at], (grants->count - at) * sizeof grants->order[0]);
    grants->order[at] = (uint16_t)grants->count;
    grants->row[grants->count++] = *row;
    return EP_OK;
}

static struct ep_grant_row row_of(const struct ep_statement *grant)
{
    return (struct ep_grant_row){.id = grant->id,
                                 .org = grant->org,
                                 .grant = grant->body.grant,
                                 .hour = grant->hour,
                                 .to_home_team = ep_id_absent(grant->body.grant.to_team)};
}

static bool gather_grant(void *arg, const struct ep_statement *statement)
{
    struct gathering *gathering = arg;
    struct ep_grant_row row = row_of(statement);
    if (!gathering->world->lasting)
        row.grant.grondslag = (ep_bytes){NULL, 0}; /* the rows outlive the bytes that it points into */
    gathering->full = ep_grants_add(gathering->grants, &row) != EP_OK;
    return !gathering->full;
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

/* It ends at that hour, if not before. A clock that is ahead elsewhere does not let it go on here. */
static void end_early(struct ep_grant_row *row, ep_err why, uint64_t hour, uint64_t now)
{
    if (hour >= row->grant.until)
        return;
    row->grant.until = hour < now ? hour : now;
    row->over = why;
}

/* Whoever deleted under a grant gets nothing more on it: its receipt tells of an end also to who has not heard of that. A
 * grant that was withdrawn ended for that, and asks for a receipt that says so. */
static bool gather_receipt(void *arg, const struct ep_statement *statement)
{
    struct ep_grants *grants = ((struct gathering *)arg)->grants;
    const struct ep_receipt *receipt = &statement->body.receipt;
    for (size_t i = 0; i < grants->count && ep_id_absent(receipt->withdraw); i++) {
        struct ep_grant_row *row = &grants->row[i];
        if (ep_id_equal(row->id, receipt->grant) && ep_id_equal(row->grant.to_org, statement->org) &&
            row->withdrawn == 0)
            end_early(row, EP_TEAM_ENDED, receipt->deleted, grants->now);
    }
    return true;
}

/* Two organisations that pair again do not take up what they shared before the end: each grant needs a new decision. */
static void end_with_pairing(const struct ep_world *world, struct ep_grant_row *row, const struct ep_statement *latest)
{
    struct ep_statement peer = *latest;
    for (uint64_t n = latest->version; n >= 1 && latest->version - n < EP_EPOCHS_MAX; n--)
        if ((n == latest->version || world->find(world->ctx, EP_PEER, latest->id, n, &peer)) && peer.body.peer.ended &&
            peer.hour >= row->hour)
            end_early(row, EP_PEER_ENDED, peer.hour, world->now_hour);
}

struct parties { /* what was asked last, since rows of one organisation stand together */
    struct ep_statement peer, team;
    bool paired, known;
};

static void end_with_parties(const struct ep_world *world, struct ep_grant_row *row, struct parties *last)
{
    ep_id other = ep_id_equal(row->org, world->own_org) ? row->grant.to_org : row->org;
    if (!ep_id_equal(last->peer.id, other)) {
        last->paired = world->find(world->ctx, EP_PEER, other, 0, &last->peer);
        last->peer.id = other;
    }
    if (!ep_id_equal(last->team.id, row->grant.to_team)) {
        last->known = world->find(world->ctx, EP_TEAM, row->grant.to_team, 0, &last->team);
        last->team.id = row->grant.to_team;
    }
    if (last->known && ep_team_ended(&last->team))
        end_early(row, EP_TEAM_ENDED, last->team.hour, world->now_hour);
    if (last->paired && (last->peer.version > 1 || last->peer.body.peer.ended))
        end_with_pairing(world, row, &last->peer);
}

ep_err ep_grant_over(const struct ep_world *world, const struct ep_statement *grant)
{
    struct parties parties = {.paired = false};
    struct ep_grant_row row = row_of(grant);
    /* Without a home team it is for nobody, and ends when its lease does. */
    if (row.to_home_team && ep_world_home_team(world, grant->huishouden, row.grant.to_org, &row.grant.to_team) != EP_OK)
        row.grant.to_team = (ep_id){{0}};
    end_with_parties(world, &row, &parties);
    return row.over;
}

/* In their order, so that each organisation is asked for once. */
static void fill_home_teams(const struct ep_world *world, ep_id huishouden, struct ep_grants *out)
{
    ep_id org = {{0}};
    ep_id team = {{0}};
    for (size_t i = 0; i < out->count; i++) {
        struct ep_grant_row *row = &out->row[out->order[i]];
        if (!row->to_home_team)
            continue;
        if (!ep_id_equal(row->grant.to_org, org) &&
            ep_world_home_team(world, huishouden, row->grant.to_org, &team) != EP_OK)
            team = (ep_id){{0}};
        org = row->grant.to_org;
        row->grant.to_team = team;
    }
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
    fill_home_teams(world, huishouden, out);
    struct parties parties = {.paired = false};
    for (size_t i = 0; i < out->count; i++)
        end_with_parties(world, &out->row[out->order[i]], &parties);
    world->each(world->ctx, EP_RECEIPT, huishouden, gather_receipt, &gathering);
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
        return row->over != EP_OK ? row->over : EP_GRANT_EXPIRED;
    return row->withdrawn != 0 ? EP_GRANT_WITHDRAWN : EP_OK;
}

/* How near a refusal came; the nearest one is what the user can do something about. */
static int nearness(ep_err err)
{
    static const ep_err order[] = {EP_NO_GRANT,    EP_GRANT_OTHER_TEAM, EP_GRANT_DOMEIN,
                                   EP_GRANT_LEVEL, EP_GRANT_NOT_YET,    EP_GRANT_EXPIRED,
                                   EP_TEAM_ENDED,  EP_PEER_ENDED,       EP_GRANT_WITHDRAWN};
    int n = 0;
    while (order[n] != err)
        n++;
    return n;
}

static ep_err covers_lid(const struct ep_grants *grants, const struct ep_section *section,
                         const struct ep_reader *reader, size_t *which)
{
    ep_err nearest = EP_NO_GRANT;
    ep_err err = EP_OK;
    /* Those that come nearer than EP_NO_GRANT stand together. */
    for (size_t i = place(grants, reader->org, section->org, section->subject, false); i < grants->count; i++) {
        err = ep_grant_covers(&grants->row[grants->order[i]], section, reader, grants->now);
        if (err == EP_NO_GRANT)
            break;
        if (err == EP_OK || nearness(err) > nearness(nearest)) {
            nearest = err;
            if (which != NULL)
                *which = grants->order[i];
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

static bool present(const struct ep_leden *leden, ep_id lid)
{
    for (size_t i = 0; i < leden->count; i++)
        if (ep_id_equal(leden->id[i], lid))
            return true;
    return false;
}

ep_err ep_grondslag_flows(const struct ep_grants *grants, const struct ep_section *section,
                          const struct ep_reader *reader, size_t *which)
{
    ep_err err = ep_grondslag_covers(grants, section, reader, which);
    bool own = ep_id_equal(section->org, reader->org);
    if (err != EP_OK || own || ep_id_absent(section->subject))
        return err;
    return present(&grants->leden, section->subject) ? EP_OK : EP_LID_GONE;
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
