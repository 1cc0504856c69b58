#include "proto/kinds_own.h"

#include "proto/staf.h"

#define F(member, type_, ...) EP_FIELD(struct ep_read, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(subject, ID, 0, .optional = true, .role = EP_ROLE_SUBJECT),
    F(purpose, TEXT, EP_CODE_BYTES_MAX),
    F(soort, UINT, EP_READ_FAMILIENAAM),
    F(evidence, ID, 0, .optional = true),
};

/* Who looks at what is not his everyday work says why, where only his own team can read it. */
static ep_err shape(const struct ep_statement *st)
{
    const struct ep_read *body = &st->body.read;
    return (body->soort == EP_READ_GEWOON) == ep_id_absent(body->evidence) ? EP_OK : EP_READ_REASON;
}

/* Where his team can read it: an own entry of the author himself, in the dossier of this household, not older than a reason
 * holds. Its first version counts, since a change would make it young again. */
static ep_err reason(const struct ep_statement *st, const struct ep_world *world)
{
    struct ep_statement why;
    if (!world->find(world->ctx, EP_ENTRY, st->body.read.evidence, 1, &why) || !ep_id_equal(why.author, st->author) ||
        !ep_id_equal(why.huishouden, st->huishouden) ||
        why.body.entry.domain != EP_DOMEIN_DOSSIER) /* which no other organisation ever sends */
        return EP_READ_REASON;
    return world->now_hour < why.hour + world->policy->inzage.reason_hours ? EP_OK : EP_REASON_OLD;
}

/* What one says against oneself needs no leave; but it is about a reading that there was. */
static ep_err of_a_reading(const struct ep_statement *st, const struct ep_world *world)
{
    struct ep_statement read;
    bool own = world->find(world->ctx, EP_READ, st->body.read.evidence, 1, &read) &&
               ep_id_equal(read.author, st->author) && ep_id_equal(read.huishouden, st->huishouden);
    return own && read.body.read.soort != EP_READ_FAMILIENAAM ? EP_OK : EP_READ_REASON;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    if (!ep_id_equal(st->org, world->own_org))
        return EP_NOT_FOUNDER;
    if (st->body.read.soort == EP_READ_FAMILIENAAM)
        return of_a_reading(st, world);
    return st->body.read.soort == EP_READ_GEWOON ? ep_staf_allows(world, st->huishouden, st->author)
                                                 : reason(st, world);
}

const struct ep_kind ep_kind_read = {
    .code = EP_READ,
    .name = "read",
    .signer = EP_SIGNER_USER,
    .local = true,
    .in_huishouden = true,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_NEVER,
    .body = EP_TABLE(fields, struct ep_read),
    .shape = shape,
    .rule = rule,
};
