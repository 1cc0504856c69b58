#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_receipt, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(withdraw, ID, 0, .optional = true),
    F(grant, ID, 0, .role = EP_ROLE_REF),
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
    F(count, UINT, EP_VERSION_MAX),
    F(kept, UINT, EP_VERSION_MAX),
    F(erased, KEY, 0),
    F(deleted, UINT, EP_HOUR_MAX),
    F(gone, UINT, EP_HOUR_MAX),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_receipt *body = &st->body.receipt;
    struct ep_statement grant;
    if (!world->find(world->ctx, EP_GRANT, body->grant, 0, &grant) || !ep_id_equal(grant.huishouden, st->huishouden))
        return EP_GRANT_UNKNOWN;
    /* Only who received under the grant can have deleted. */
    return ep_id_equal(grant.body.grant.to_org, st->org) ? EP_OK : EP_WITHDRAW_NOT_YOURS;
}

const struct ep_kind ep_kind_receipt = {
    .code = EP_RECEIPT,
    .name = "receipt",
    .signer = EP_SIGNER_NODE,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_TO_ORG,
    .given = EP_GIVEN_HUISHOUDEN,
    .any_hour = true,
    .body = EP_TABLE(fields, struct ep_receipt),
    .rule = rule,
};
