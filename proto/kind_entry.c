#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_entry, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(item, ID, 0, .role = EP_ROLE_REF),
    F(subject, ID, 0, .optional = true, .role = EP_ROLE_SUBJECT),
    F(domain, UINT, EP_DOMEIN_END - 1, .role = EP_ROLE_DOMAIN),
    F(level, UINT, EP_LEVEL_INHOUD, .role = EP_ROLE_LEVEL),
    F(team, ID, 0),
    F(epoch, UINT, EP_VERSION_MAX),
    F(size, UINT, EP_SIZE_CLASSES - 1),
    F(commitment, KEY, 0),
    F(ciphertext, BIN, EP_PLAIN_BYTES_MAX + 1 + EP_SEAL_TAG_BYTES),
};

static ep_err shape(const struct ep_statement *st)
{
    const struct ep_entry *body = &st->body.entry;
    if (body->domain == 0 || body->level == 0)
        return EP_MALFORMED;
    return body->ciphertext.len == ep_size_class_bytes((unsigned)body->size) + EP_SEAL_TAG_BYTES ? EP_OK : EP_MALFORMED;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_entry *body = &st->body.entry;
    struct ep_statement lid;
    if (!ep_id_absent(body->subject) &&
        (!world->find(world->ctx, EP_LID, body->subject, 0, &lid) || !ep_id_equal(lid.huishouden, st->huishouden)))
        return EP_LID_UNKNOWN;
    /* A change keeps item and section: what was granted for the first version must be what is granted for the next. */
    struct ep_statement before;
    if (st->version == 1 || !world->find(world->ctx, EP_ENTRY, st->id, 0, &before))
        return EP_OK;
    const struct ep_entry *old = &before.body.entry;
    return ep_id_equal(old->item, body->item) && ep_id_equal(old->subject, body->subject) &&
                   old->domain == body->domain && old->level == body->level
               ? EP_OK
               : EP_WRAP_SECTIONS;
}

const struct ep_kind ep_kind_entry = {
    .code = EP_ENTRY,
    .name = "entry",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_NOWHERE,
    .given = EP_GIVEN_HUISHOUDEN,
    .covered = true,
    .sealed = 2,
    .body = EP_TABLE(fields, struct ep_entry),
    .shape = shape,
    .rule = rule,
};
