#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_join, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(invite, ID, 0, .role = EP_ROLE_REF),
    F(team, ID, 0),
    F(stand, UINT, EP_JOIN_LEAVE),
};

static ep_err shape(const struct ep_statement *st)
{
    return st->body.join.stand == 0 ? EP_MALFORMED : EP_OK;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_join *body = &st->body.join;
    struct ep_statement invite;
    if (!world->find(world->ctx, EP_INVITE, body->invite, 0, &invite))
        return EP_INVITE_UNKNOWN;
    if (!ep_id_equal(invite.huishouden, st->huishouden) || !ep_id_equal(invite.body.invite.to_org, st->org))
        return EP_INVITE_NOT_OURS;
    /* With the team that was asked, or the one that is in already: any other could help itself to the household. */
    ep_id home;
    bool in = ep_world_home_team(world, st->huishouden, st->org, &home) == EP_OK && ep_id_equal(home, body->team);
    return in || ep_id_equal(invite.body.invite.to_team, body->team) ? EP_OK : EP_NOT_IN_TEAM;
}

const struct ep_kind ep_kind_join = {
    .code = EP_JOIN,
    .name = "join",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_INVITER,
    .given = EP_GIVEN_LIST,
    .body = EP_TABLE(fields, struct ep_join),
    .shape = shape,
    .rule = rule,
};
