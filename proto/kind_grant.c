#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_grant, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(lid, ID, 0, .role = EP_ROLE_SUBJECT),
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
    F(to_team, ID, 0, .optional = true),
    F(domains, UINT, EP_DOMEINEN_GRANTABLE),
    F(level, UINT, EP_LEVEL_INHOUD),
    F(grondslag, TEXT, EP_CODE_BYTES_MAX),
    F(policy, UINT, EP_VERSION_MAX),
    F(evidence, ID, 0),
    F(from, UINT, EP_HOUR_MAX),
    F(until, UINT, EP_HOUR_MAX),
};

struct tally {
    ep_id org;
    size_t count;
};

static bool count_own(void *arg, const struct ep_statement *grant)
{
    struct tally *tally = arg;
    tally->count += ep_id_equal(grant->org, tally->org) ? 1 : 0;
    return true;
}

static bool too_many(const struct ep_statement *st, const struct ep_world *world)
{
    struct tally tally = {.org = st->org};
    world->each(world->ctx, EP_GRANT, st->huishouden, count_own, &tally);
    return tally.count >= EP_GRANTS_OF_ORG_MAX;
}

struct earlier {
    const struct ep_statement *st;
    bool found;
};

static bool look_earlier(void *arg, const struct ep_statement *grant)
{
    struct earlier *earlier = arg;
    const struct ep_grant *one = &grant->body.grant;
    const struct ep_grant *other = &earlier->st->body.grant;
    earlier->found = !ep_id_equal(grant->id, earlier->st->id) && ep_id_equal(grant->org, earlier->st->org) &&
                     ep_id_equal(one->lid, other->lid) && ep_id_equal(one->to_org, other->to_org) &&
                     ep_bytes_equal(one->grondslag, other->grondslag);
    return !earlier->found;
}

static bool sort_among(const struct ep_world *world, ep_id org, uint32_t sorts)
{
    struct ep_statement card;
    if (sorts == EP_SORTS_ALL)
        return true;
    return world->find(world->ctx, EP_CARD, org, 0, &card) &&
           (ep_policy_sort(world->policy, card.body.card.sort) & sorts) != 0;
}

/* Who may give to whom on this ground, and whether it may be used again. */
static ep_err ground_allows(const struct ep_statement *st, const struct ep_world *world,
                            const struct ep_grondslag *grondslag)
{
    struct earlier earlier = {.st = st};
    if (!sort_among(world, st->org, grondslag->from))
        return EP_GRANT_FROM;
    if (!sort_among(world, st->body.grant.to_org, grondslag->to))
        return EP_GRANT_TO;
    if (!grondslag->again)
        world->each(world->ctx, EP_GRANT, st->huishouden, look_earlier, &earlier);
    return earlier.found ? EP_GRANT_AGAIN : EP_OK;
}

static ep_err shape(const struct ep_statement *st)
{
    const struct ep_grant *body = &st->body.grant;
    if (st->version != 1)
        return EP_GRANT_FINAL; /* a grant never changes: withdraw it and make another */
    if (ep_id_equal(body->to_org, st->org))
        return EP_GRANT_SELF;
    if (body->domains == 0 || body->level == EP_LEVEL_NONE || (body->domains & EP_DOMEIN_BIT(EP_DOMEIN_PERSOON)) == 0)
        return EP_GRANT_EMPTY;
    return body->until <= body->from ? EP_PERIOD : EP_OK;
}

/* The ground before the lid: who is refused for a ground must not learn from it whether we were told of the lid. */
static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_grant *body = &st->body.grant;
    struct ep_statement lid;
    /* A ground of a policy that we do not have means no; an author's own node also holds it to the longest lease. */
    const struct ep_grondslag *grondslag = ep_policy_grondslag(world->policy, body->grondslag);
    if (grondslag == NULL || !grondslag->on)
        return EP_GRONDSLAG_UNKNOWN;
    if (body->level > grondslag->level)
        return EP_GRANT_LEVEL;
    if (body->until - body->from > (grondslag->lease_days + 1) * 24u)
        return EP_LEASE_TOO_LONG;
    ep_err err = ground_allows(st, world, grondslag);
    if (err == EP_OK && world->admitting)
        err = ep_grant_over(world, st); /* it would never open anything */
    if (err != EP_OK)
        return err;
    if (too_many(st, world))
        return EP_TOO_MANY;
    bool known = world->find(world->ctx, EP_LID, body->lid, 0, &lid) && ep_id_equal(lid.huishouden, st->huishouden);
    return known ? EP_OK : EP_LID_UNKNOWN;
}

const struct ep_kind ep_kind_grant = {
    .code = EP_GRANT,
    .name = "grant",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_GRANT,
    .given = EP_GIVEN_HUISHOUDEN,
    .body = EP_TABLE(fields, struct ep_grant),
    .shape = shape,
    .rule = rule,
};
