#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_huishouden, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(team, ID, 0),
    F(ended, BOOL, 0),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_huishouden *body = &st->body.huishouden;
    (void)world;
    (void)body;
    return ep_id_equal(st->id, st->huishouden) ? EP_OK : EP_ID_MISMATCH;
}

const struct ep_kind ep_kind_huishouden = {
    .code = EP_HUISHOUDEN,
    .name = "huishouden",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .body = EP_TABLE(fields, struct ep_huishouden),
    .rule = rule,
};
