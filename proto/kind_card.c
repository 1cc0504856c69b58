#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_card, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(name, TEXT, EP_NAME_BYTES_MAX),
    F(sort, TEXT, EP_CODE_BYTES_MAX),
    F(route, TEXT, EP_ADDRESS_BYTES_MAX, .optional = true),
    F(root, KEY, 0),
    F(authority, KEY, 0),
    F(node_sign, KEY, 0),
    F(node_link, KEY, 0),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_card *body = &st->body.card;
    (void)world;
    /* The id of an organisation is its root; a card that names another root is nobody's. */
    ep_id org = ep_id_of_key(body->root);
    return ep_id_equal(st->org, org) && ep_id_equal(st->id, org) ? EP_OK : EP_ID_MISMATCH;
}

const struct ep_kind ep_kind_card = {
    .code = EP_CARD,
    .name = "card",
    .signer = EP_SIGNER_ROOT,
    .local = false,
    .in_huishouden = false,
    .id_of_key = true,
    .goes = EP_GOES_TO_ALL,
    .given = EP_GIVEN_DIRECTORY,
    .body = EP_TABLE(fields, struct ep_card),
    .rule = rule,
};
