#include "proto/kinds_own.h"

#define F(member, type_, ...) EP_FIELD(struct ep_wrap, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(grant, ID, 0, .optional = true, .role = EP_ROLE_REF),
    F(to_org, ID, 0, .role = EP_ROLE_TO_ORG),
    F(subject, ID, 0, .optional = true, .role = EP_ROLE_SUBJECT),
    F(domain, UINT, EP_DOMEIN_END - 1, .role = EP_ROLE_DOMAIN),
    F(level, UINT, EP_LEVEL_INHOUD, .role = EP_ROLE_LEVEL),
    F(team, ID, 0),
    F(epoch, UINT, EP_VERSION_MAX),
    F(entries, BIN, EP_WRAP_ENTRIES_MAX *EP_REF_BYTES),
    F(sealed, BIN, EP_WRAP_ENTRIES_MAX * 32 + EP_HPKE_OVERHEAD),
};

/* As many keys as entries: who opens it walks over both. That each entry is there once is asked of a new one only, below,
 * since that walks over all pairs. */
static ep_err shape(const struct ep_statement *st)
{
    const struct ep_wrap *body = &st->body.wrap;
    size_t count = body->entries.len / EP_REF_BYTES;
    if (body->entries.len % EP_REF_BYTES != 0 || body->sealed.len != count * 32 + EP_HPKE_OVERHEAD)
        return EP_MALFORMED;
    if (body->domain == 0 || body->level == 0)
        return EP_MALFORMED;
    for (size_t i = 0; i < count; i++)
        if (ep_wrap_ref(body, i).version == 0) /* that would mean the latest to whoever looks for it */
            return EP_MALFORMED;
    return ep_id_absent(body->grant) == ep_id_equal(body->to_org, st->org) ? EP_OK : EP_MALFORMED;
}

/* A recipient keeps the latest version of an entry only; what else the wrap opens is still his to read. */
static bool replaced(const struct ep_statement *st, const struct ep_world *world, struct ep_ref ref,
                     struct ep_statement *entry)
{
    return !ep_id_equal(st->org, world->own_org) && world->find(world->ctx, EP_ENTRY, ref.id, 0, entry) &&
           entry->version > ref.version;
}

/* Every entry is known, is the organisation's own, and stands in the very section that the wrap names. */
static ep_err one_section(const struct ep_statement *st, const struct ep_world *world, size_t count)
{
    const struct ep_wrap *body = &st->body.wrap;
    for (size_t i = 0; i < count; i++) {
        struct ep_ref ref = ep_wrap_ref(body, i);
        struct ep_statement entry;
        for (size_t k = 0; k < i; k++)
            if (memcmp(body->entries.at + k * EP_REF_BYTES, body->entries.at + i * EP_REF_BYTES, EP_REF_BYTES) == 0)
                return EP_MALFORMED; /* each entry once: 256 copies of one would be 8 MiB to look at */
        if (!world->find(world->ctx, EP_ENTRY, ref.id, ref.version, &entry) && !replaced(st, world, ref, &entry))
            return EP_ENTRY_UNKNOWN;
        if (!ep_id_equal(entry.org, st->org) || !ep_id_equal(entry.huishouden, st->huishouden) ||
            !ep_id_equal(entry.body.entry.subject, body->subject) || entry.body.entry.domain != body->domain ||
            entry.body.entry.level != body->level)
            return EP_WRAP_SECTIONS;
    }
    return EP_OK;
}

/* A wrap without a grant is for the home team and no other; one with a grant names a grant of this author, to that
 * organisation, in this household, and on this lid (any of its leden for a section of the household). A withdrawal finds
 * the wraps that it must undo by that name. */
static ep_err named_rightly(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_wrap *body = &st->body.wrap;
    struct ep_statement grant;
    ep_id home;
    if (ep_id_absent(body->grant)) {
        ep_err err = ep_world_home_team(world, st->huishouden, st->org, &home);
        return err != EP_OK || ep_id_equal(home, body->team) ? err : EP_TEAM_UNKNOWN;
    }
    if (!world->find(world->ctx, EP_GRANT, body->grant, 0, &grant) || !ep_id_equal(grant.huishouden, st->huishouden))
        return EP_GRANT_UNKNOWN;
    bool right = ep_id_equal(grant.org, st->org) && ep_id_equal(grant.body.grant.to_org, body->to_org) &&
                 (ep_id_absent(body->subject) || ep_id_equal(grant.body.grant.lid, body->subject));
    return right ? EP_OK : EP_NO_GRANT;
}

static ep_err rule(const struct ep_statement *st, const struct ep_world *world)
{
    const struct ep_wrap *body = &st->body.wrap;
    ep_err err = one_section(st, world, body->entries.len / EP_REF_BYTES);
    if (err == EP_OK)
        err = named_rightly(st, world);
    struct ep_statement team;
    if (err != EP_OK)
        return err;
    if (!ep_id_equal(st->org, world->own_org))
        return EP_OK; /* the recipient knows its own teams; the grant is checked where both sides are at hand */
    err = ep_chain_team_live(world, body->team, &team);
    if (err != EP_OK)
        return err;
    if (!ep_id_equal(team.org, body->to_org))
        return EP_TEAM_UNKNOWN;
    return world->admitting && team.version != body->epoch ? EP_TEAM_EPOCH : EP_OK;
}

const struct ep_kind ep_kind_wrap = {
    .code = EP_WRAP,
    .name = "wrap",
    .signer = EP_SIGNER_USER,
    .local = false,
    .in_huishouden = true,
    .goes = EP_GOES_WRAP,
    .given = EP_GIVEN_HUISHOUDEN,
    .covered = true,
    .sealed = 1,
    .body = EP_TABLE(fields, struct ep_wrap),
    .shape = shape,
    .rule = rule,
};
