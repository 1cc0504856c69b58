#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_regie, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(proposal, ID, 0, .optional = true, .role = EP_ROLE_REF),
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
    F(to_user, ID, 0),
    F(stand, UINT, EP_REGIE_END),
    F(until, UINT, EP_HOUR_MAX),
    F(telefoon, TEXT, EP_TELEFOON_BYTES_MAX, .optional = true),
};

bool ep_regie_telefoon_valid(ep_bytes telefoon)
{
    static const char allowed[] = "0123456789 +-()";
    for (size_t i = 0; i < telefoon.len; i++)
        if (memchr(allowed, telefoon.at[i], sizeof allowed - 1) == NULL)
            return false;
    return telefoon.len <= EP_TELEFOON_BYTES_MAX;
}

static ep_err shape(const struct ep_statement *st)
{
    const struct ep_regie *body = &st->body.regie;
    bool names_none = ep_id_absent(body->proposal);
    /* It stands in clear, so no other text fits in it; and only the appointee says how he is called. */
    bool calls = body->telefoon.len == 0 || body->stand == EP_REGIE_ACCEPT;
    bool right = body->stand != 0 && names_none == (body->stand == EP_REGIE_PROPOSE) && calls;
    return right && ep_regie_telefoon_valid(body->telefoon) ? EP_OK : EP_MALFORMED;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_regie *body = &st->body.regie;
    /* Accepting and ending answer a proposal; only the appointee accepts, either side ends. */
    struct ep_statement proposal;
    if (body->stand == EP_REGIE_PROPOSE)
        return EP_OK;
    if (!world->find(world->ctx, EP_REGIE, body->proposal, 0, &proposal) ||
        !ep_id_equal(proposal.huishouden, st->huishouden) || proposal.body.regie.stand != EP_REGIE_PROPOSE)
        return EP_REGIE_UNKNOWN;
    bool appointee = ep_id_equal(proposal.body.regie.to_org, st->org);
    if (body->stand == EP_REGIE_ACCEPT)
        return appointee && ep_id_equal(proposal.body.regie.to_user, st->author) ? EP_OK : EP_REGIE_NOT_YOU;
    return appointee || ep_id_equal(proposal.org, st->org) ? EP_OK : EP_REGIE_NOT_YOU;
}

const struct ep_kind ep_kind_regie = {
    .code = EP_REGIE,
    .name = "regie",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_REGIE,
    .given = EP_GIVEN_LIST,
    .body = EP_TABLE(fields, struct ep_regie),
    .shape = shape,
    .rule = rule,
};
