#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_team, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(name, TEXT, EP_NAME_BYTES_MAX),
    F(key, KEY, 0),
    F(members, BIN, EP_TEAM_MEMBERS_MAX *EP_ID_BYTES, .optional = true),
    F(until, UINT, EP_HOUR_MAX),
};

static ep_err shape(const struct ep_statement *st)
{
    return ep_members_ordered(st->body.team.members) ? EP_OK : EP_MALFORMED;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    struct ep_statement before;
    /* What was shared with it was deleted, and its receipts say so: it does not come back. */
    if (world->find(world->ctx, EP_TEAM, st->id, 0, &before) && before.version < st->version && ep_team_ended(&before))
        return EP_TEAM_ENDED;
    ep_err err = ep_dh_check(st->body.team.key);
    return err != EP_OK ? err : st->body.team.until > st->hour + EP_TEAM_HOURS_MAX ? EP_PERIOD : EP_OK;
}

const struct ep_kind ep_kind_team = {
    .code = EP_TEAM,
    .name = "team",
    .signer = EP_SIGNER_STEWARD,
    .local = false,
    .in_huishouden = false,
    .goes = EP_GOES_TO_ALL,
    .given = EP_GIVEN_DIRECTORY,
    .body = EP_TABLE(fields, struct ep_team),
    .shape = shape,
    .rule = rule,
};
