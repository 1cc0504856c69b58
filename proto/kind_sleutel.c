#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_sleutel, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(team, ID, 0),
    F(user, ID, 0, .optional = true),
    F(epoch, UINT, EP_VERSION_MAX),
    F(sealed, BIN, 128),
};

static ep_err shape(const struct ep_statement *st)
{
    return st->body.sleutel.sealed.len == EP_HPKE_OVERHEAD + 32 ? EP_OK : EP_MALFORMED;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_sleutel *body = &st->body.sleutel;
    struct ep_statement team;
    bool known = world->find(world->ctx, EP_TEAM, body->team, body->epoch, &team) && ep_id_equal(team.org, st->org);
    return known ? EP_OK : EP_TEAM_UNKNOWN;
}

const struct ep_kind ep_kind_sleutel = {
    .code = EP_SLEUTEL,
    .name = "sleutel",
    .signer = EP_SIGNER_STEWARD,
    .local = true,
    .in_huishouden = false,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_DIRECTORY,
    .sealed = 1,
    .body = EP_TABLE(fields, struct ep_sleutel),
    .shape = shape,
    .rule = rule,
};
