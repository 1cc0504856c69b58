#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_behoud, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(grant, ID, 0, .role = EP_ROLE_REF),
    F(evidence, ID, 0),
    F(count, UINT, EP_VERSION_MAX),
};

/* What was kept stays kept: no later version takes it back out of a receipt. */
static ep_err shape(const struct ep_statement *st)
{
    return st->version == 1 && st->body.behoud.count > 0 ? EP_OK : EP_MALFORMED;
}

struct ended {
    ep_id grant;
    bool by_hand;
};

static bool look_for_withdraw(void *arg, const struct ep_statement *st)
{
    struct ended *ended = arg;
    ended->by_hand = ep_id_equal(st->body.withdraw.grant, ended->grant);
    return !ended->by_hand;
}

/* Only who may see it can keep it: after the end there is nothing left that he may look at. */
static ep_err lives(const struct ep_statement *st, const struct ep_world *world, const struct ep_statement *grant)
{
    struct ended ended = {.grant = st->body.behoud.grant};
    if (ep_world_clock_bad(world))
        return EP_CLOCK_BACK;
    if (world->now_hour + EP_CLOCK_AHEAD_HOURS_MAX < grant->body.grant.from)
        return EP_GRANT_NOT_YET;
    if (world->now_hour >= grant->body.grant.until)
        return EP_GRANT_EXPIRED;
    world->each(world->ctx, EP_WITHDRAW, st->huishouden, look_for_withdraw, &ended);
    return ended.by_hand ? EP_GRANT_WITHDRAWN : ep_grant_over(world, grant);
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_behoud *body = &st->body.behoud;
    struct ep_statement grant;
    struct ep_statement why;
    if (!ep_id_equal(st->org, world->own_org))
        return EP_NOT_FOUNDER;
    if (!world->find(world->ctx, EP_GRANT, body->grant, 0, &grant) || !ep_id_equal(grant.huishouden, st->huishouden))
        return EP_GRANT_UNKNOWN;
    if (!ep_id_equal(grant.body.grant.to_org, st->org))
        return EP_NO_GRANT;
    if (!world->find(world->ctx, EP_ENTRY, body->evidence, 1, &why) || !ep_id_equal(why.author, st->author) ||
        !ep_id_equal(why.huishouden, st->huishouden) || why.body.entry.domain != EP_DOMEIN_DOSSIER)
        return EP_ENTRY_UNKNOWN;
    return lives(st, world, &grant); /* of which only values are read: a find may move the bytes of the one before */
}

const struct ep_kind ep_kind_behoud = {
    .code = EP_BEHOUD,
    .name = "behoud",
    .signer = EP_SIGNER_USER,
    .local = true,
    .in_huishouden = true,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_HUISHOUDEN,
    .body = EP_TABLE(fields, struct ep_behoud),
    .shape = shape,
    .rule = rule,
};
