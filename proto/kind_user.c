#include "proto/access.h"
#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_user, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(name, TEXT, EP_NAME_BYTES_MAX),
    F(sign, KEY, 0),
    F(seal, KEY, 0),
    F(link, KEY, 0),
    F(proof, SIGN, 0),
    F(roles, UINT, EP_ROLE_STEWARD | EP_ROLE_BEHEERDER | EP_ROLE_PRIVACY),
    F(from, UINT, EP_HOUR_MAX),
    F(until, UINT, EP_HOUR_MAX),
};

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_user *body = &st->body.user;
    struct ep_statement before;
    if (!ep_id_equal(st->id, ep_id_of_key(body->sign)))
        return EP_ID_MISMATCH;
    ep_err err = ep_user_proven(body, st->org);
    if (err == EP_OK)
        err = ep_dh_check(body->seal);
    if (err == EP_OK)
        err = ep_dh_check(body->link);
    if (err != EP_OK)
        return err;
    /* A begin that moved would undo what was signed under the earlier one, at everyone who holds it. */
    if (world->find(world->ctx, EP_USER, st->id, 0, &before) && before.body.user.from != body->from)
        return EP_PERIOD;
    /* Ended before it began is how a user who never started is taken back; longer than the limit is a mistake. It counts
     * from the signing, so that a renewal keeps its `from`: what was signed before it stays within the period. */
    uint64_t begin = body->from > st->hour ? body->from : st->hour;
    return body->until > begin + EP_USER_HOURS_MAX ? EP_PERIOD : EP_OK;
}

const struct ep_kind ep_kind_user = {
    .code = EP_USER,
    .name = "user",
    .signer = EP_SIGNER_AUTHORITY,
    .local = false,
    .in_huishouden = false,
    .id_of_key = true,
    .goes = EP_GOES_TO_ALL,
    .given = EP_GIVEN_DIRECTORY,
    .body = EP_TABLE(fields, struct ep_user),
    .rule = rule,
};
