#include "proto/kinds_own.h"

#include "proto/staf.h"

#define F(member, type_, ...) EP_FIELD(struct ep_staf, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(members, BIN, EP_TEAM_MEMBERS_MAX *EP_ID_BYTES),
};

static ep_err shape(const struct ep_statement *st)
{
    return ep_members_ordered(st->body.staf.members) ? EP_OK : EP_MALFORMED;
}

static bool is_steward(const struct ep_world *world, ep_id user)
{
    struct ep_statement st;
    return world->find(world->ctx, EP_USER, user, 0, &st) && (st.body.user.roles & EP_ROLE_STEWARD) != 0;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    ep_bytes members = st->body.staf.members;
    struct ep_statement other;
    if (!ep_id_equal(st->org, world->own_org))
        return EP_NOT_FOUNDER;
    /* One list in a household: two would each be right about somebody else. */
    if (ep_staf_find(world, st->huishouden, &other) && !ep_id_equal(other.id, st->id))
        return EP_CONFLICT;
    for (size_t at = 0; at < members.len; at += EP_ID_BYTES) {
        ep_id user;
        memcpy(user.b, members.at + at, EP_ID_BYTES);
        if (!world->find(world->ctx, EP_USER, user, 0, &other) || !ep_id_equal(other.org, st->org))
            return EP_SIGNER_UNKNOWN;
    }
    /* Who works with it says who else does; a steward when nobody of them is left. */
    return is_steward(world, st->author) ? EP_OK : ep_staf_allows(world, st->huishouden, st->author);
}

const struct ep_kind ep_kind_staf = {
    .code = EP_STAF,
    .name = "staf",
    .signer = EP_SIGNER_USER,
    .local = true,
    .in_huishouden = true,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_LIST,
    .body = EP_TABLE(fields, struct ep_staf),
    .shape = shape,
    .rule = rule,
};
