#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_peer, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(root, KEY, 0),
    F(ended, BOOL, 0),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_peer *body = &st->body.peer;
    if (!ep_id_equal(st->id, ep_id_of_key(body->root)))
        return EP_ID_MISMATCH;
    return ep_id_equal(st->id, world->own_org) ? EP_PEER_SELF : EP_OK;
}

const struct ep_kind ep_kind_peer = {
    .code = EP_PEER,
    .name = "peer",
    .signer = EP_SIGNER_AUTHORITY,
    .local = true,
    .in_huishouden = false,
    .id_of_key = true,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_DIRECTORY,
    .body = EP_TABLE(fields, struct ep_peer),
    .rule = rule,
};
