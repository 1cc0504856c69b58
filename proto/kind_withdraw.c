#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_withdraw, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(grant, ID, 0, .role = EP_ROLE_REF),
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
};

static ep_err shape(const struct ep_statement *st)
{
    return st->version == 1 ? EP_OK : EP_GRANT_FINAL; /* a second that named another grant would revive the first */
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_withdraw *body = &st->body.withdraw;
    struct ep_statement grant;
    if (!world->find(world->ctx, EP_GRANT, body->grant, 0, &grant) || !ep_id_equal(grant.huishouden, st->huishouden))
        return EP_GRANT_UNKNOWN;
    bool author = ep_id_equal(grant.org, st->org);
    if (!author && !ep_id_equal(grant.body.grant.to_org, st->org))
        return EP_WITHDRAW_NOT_YOURS;
    return ep_id_equal(body->to_org, author ? grant.body.grant.to_org : grant.org) ? EP_OK : EP_WITHDRAW_NOT_YOURS;
}

const struct ep_kind ep_kind_withdraw = {
    .code = EP_WITHDRAW,
    .name = "withdraw",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_TO_ORG,
    .given = EP_GIVEN_HUISHOUDEN,
    .any_hour = true,
    .body = EP_TABLE(fields, struct ep_withdraw),
    .shape = shape,
    .rule = rule,
};
