#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_huishouden, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(team, ID, 0),
    F(ended, BOOL, 0),
};

static ep_err shape(const struct ep_statement *st)
{
    return ep_id_equal(st->id, st->huishouden) ? EP_OK : EP_ID_MISMATCH;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_huishouden *body = &st->body.huishouden;
    struct ep_statement before;
    struct ep_statement team;
    if (!world->admitting || !world->find(world->ctx, EP_HUISHOUDEN, st->id, 0, &before) ||
        ep_id_equal(before.body.huishouden.team, body->team))
        return EP_OK;
    /* Another team gets it from who holds it, not from who would like to. */
    return world->find(world->ctx, EP_TEAM, before.body.huishouden.team, 0, &team) &&
                   ep_team_has(&team.body.team, st->author)
               ? EP_OK
               : EP_NOT_IN_TEAM;
}

const struct ep_kind ep_kind_huishouden = {
    .code = EP_HUISHOUDEN,
    .name = "huishouden",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_WHO_HAD_IT,
    .given = EP_GIVEN_LIST,
    .body = EP_TABLE(fields, struct ep_huishouden),
    .shape = shape,
    .rule = rule,
};
