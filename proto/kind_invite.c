#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_invite, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
    F(to_team, ID, 0),
    F(grant, ID, 0, .role = EP_ROLE_REF),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_invite *body = &st->body.invite;
    /* Shown by the invited to a third organisation as proof that it was asked in: the grant was never for that one. */
    if (!ep_id_equal(st->org, world->own_org) && !ep_id_equal(body->to_org, world->own_org))
        return EP_OK;
    /* The invited must be able to see whom it is about: a live grant, persoon, level 1, to that very team. */
    struct ep_statement grant;
    if (!world->find(world->ctx, EP_GRANT, body->grant, 0, &grant))
        return EP_GRANT_UNKNOWN;
    if (!ep_id_equal(grant.org, st->org) || !ep_id_equal(grant.huishouden, st->huishouden))
        return EP_INVITE_NO_GRANT;
    struct ep_grant_row row = {.id = grant.id, .org = grant.org, .grant = grant.body.grant};
    if (ep_id_absent(row.grant.to_team))
        row.grant.to_team = body->to_team;
    struct ep_section section = {st->huishouden, st->org, row.grant.lid, EP_DOMEIN_PERSOON, EP_LEVEL_DAT};
    struct ep_reader reader = {body->to_org, body->to_team};
    /* Judged at the hour of the invite itself, so that a proof shown later is still a proof. */
    return ep_grant_covers(&row, &section, &reader, st->hour) == EP_OK ? EP_OK : EP_INVITE_NO_GRANT;
}

const struct ep_kind ep_kind_invite = {
    .code = EP_INVITE,
    .name = "invite",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_TO_ORG,
    .given = EP_GIVEN_LIST,
    .body = EP_TABLE(fields, struct ep_invite),
    .rule = rule,
};
