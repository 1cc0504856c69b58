#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_ask, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
    F(subject, ID, 0, .optional = true, .role = EP_ROLE_SUBJECT),
    F(soort, UINT, EP_ASK_SHARE),
    F(domains, UINT, EP_DOMEINEN_GRANTABLE),
    F(level, UINT, EP_LEVEL_INHOUD),
};

static ep_err shape(const struct ep_statement *st)
{
    const struct ep_ask *body = &st->body.ask;
    return body->soort == 0 || ep_id_equal(body->to_org, st->org) ? EP_MALFORMED : EP_OK;
}

/* Whatever is known here: the answer must not tell. */
static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    (void)st;
    (void)world;
    return EP_OK;
}

const struct ep_kind ep_kind_ask = {
    .code = EP_ASK,
    .name = "ask",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .of_anyone = true,
    .goes = EP_GOES_TO_ORG,
    .given = EP_GIVEN_HUISHOUDEN,
    .body = EP_TABLE(fields, struct ep_ask),
    .shape = shape,
    .rule = rule,
};
