#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_toets, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(cause, ID, 0, .optional = true),
    F(week, UINT, EP_HOUR_MAX / EP_WEEK_HOURS),
    F(count, UINT, EP_VERSION_MAX),
    F(uitkomst, UINT, EP_TOETS_VERVOLG),
    F(drawn, KEY, 0),
};

/* Of one notice, or of a week: then there is no cause, and something may have come of it. */
static ep_err shape(const struct ep_statement *st)
{
    const struct ep_toets *body = &st->body.toets;
    bool of_week = ep_id_absent(body->cause);
    return of_week == (body->uitkomst != EP_TOETS_GEZIEN) && (of_week || (body->week == 0 && body->count == 0))
               ? EP_OK
               : EP_MALFORMED;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    struct ep_statement user;
    if (!ep_id_equal(st->org, world->own_org))
        return EP_NOT_FOUNDER;
    if (!ep_id_absent(st->body.toets.cause))
        return EP_OK;
    return world->find(world->ctx, EP_USER, st->author, 0, &user) && (user.body.user.roles & EP_ROLE_PRIVACY) != 0
               ? EP_OK
               : EP_SIGNER_ROLE;
}

const struct ep_kind ep_kind_toets = {
    .code = EP_TOETS,
    .name = "toets",
    .signer = EP_SIGNER_USER,
    .local = true,
    .in_huishouden = false,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_NEVER,
    .body = EP_TABLE(fields, struct ep_toets),
    .shape = shape,
    .rule = rule,
};
