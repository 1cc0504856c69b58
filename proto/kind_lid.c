#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_lid, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(present, BOOL, 0),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_lid *body = &st->body.lid;
    if (!ep_id_is_of(st->huishouden, st->org))
        return EP_NOT_FOUNDER;
    /* Also one that comes back: what is about the household is asked for each lid that we can count. */
    struct ep_leden leden;
    bool in = false;
    ep_world_leden(world, st->huishouden, &leden);
    for (size_t i = 0; i < leden.count; i++)
        in = in || ep_id_equal(leden.id[i], st->id);
    return body->present && !in && leden.count == EP_LEDEN_MAX ? EP_TOO_MANY : EP_OK;
}

const struct ep_kind ep_kind_lid = {
    .code = EP_LID,
    .name = "lid",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_WHO_HAD_IT,
    .given = EP_GIVEN_HUISHOUDEN,
    .body = EP_TABLE(fields, struct ep_lid),
    .rule = rule,
};
