#include "proto/statement.h"

#include <assert.h>
#include <string.h>

#define S(member, type_, ...) EP_FIELD(struct ep_statement, member, type_, __VA_ARGS__)
static const struct ep_field envelope_fields[] = {
    S(v, UINT, 255),
    S(kind_code, UINT, 255),
    S(id, ID, 0),
    S(huishouden, ID, 0, .optional = true),
    S(org, ID, 0),
    S(author, ID, 0),
    S(lineage, EIGHT, 0),
    S(version, UINT, EP_VERSION_MAX),
    S(hour, UINT, EP_HOUR_MAX),
};
#undef S
static const struct ep_table envelope = EP_TABLE(envelope_fields, struct ep_statement);
#define ENVELOPE_MEMBERS (sizeof envelope_fields / sizeof envelope_fields[0])

/* Heads of msgpack bin: what stands between the clear part and the sealed bytes. */
static size_t bin_head(size_t len)
{
    return len < 256 ? 2 : 3;
}

ep_err ep_statement_open(struct ep_statement *out, ep_bytes bytes)
{
    memset(out, 0, sizeof *out);
    if (bytes.len > EP_STATEMENT_BYTES_MAX)
        return EP_TOO_LARGE;
    if (bytes.len <= EP_SIGNATURE_BYTES)
        return EP_MALFORMED;
    out->bytes = bytes;
    out->signed_part = (ep_bytes){bytes.at, bytes.len - EP_SIGNATURE_BYTES};
    struct ep_cursor cursor;
    ep_cursor_init(&cursor, out->signed_part);
    ep_take_array(&cursor, ENVELOPE_MEMBERS + 1);
    ep_fields_take_members(&cursor, envelope, out);
    if (cursor.bad || out->version == 0)
        return EP_MALFORMED;
    if (out->v != EP_STATEMENT_V)
        return EP_VERSION_UNKNOWN;
    out->kind = ep_kind(out->kind_code);
    if (out->kind == NULL)
        return EP_KIND_UNKNOWN;
    if (out->kind->in_huishouden == ep_id_absent(out->huishouden))
        return EP_MALFORMED;
    ep_fields_take(&cursor, out->kind->body, &out->body);
    ep_err err = ep_cursor_end(&cursor);
    return err == EP_OK && out->kind->shape != NULL ? out->kind->shape(out) : err;
}

ep_err ep_statement_verify(const struct ep_statement *statement, const uint8_t signer[32])
{
    const uint8_t *signature = statement->bytes.at + statement->signed_part.len;
    return ep_verify(signature, EP_LABEL_STATEMENT, statement->signed_part, signer);
}

ep_id ep_id_made(ep_id org, const uint8_t choice[EP_ID_CHOICE_BYTES])
{
    ep_id id;
    uint8_t half[16];
    ep_bytes parts[] = {ep_id_bytes(&org), {choice, EP_ID_CHOICE_BYTES}};
    ep_hash(half, sizeof half, NULL, EP_LABEL_ID, parts, 2);
    memcpy(id.b, choice, EP_ID_CHOICE_BYTES);
    memcpy(id.b + EP_ID_CHOICE_BYTES, half, EP_ID_BYTES - EP_ID_CHOICE_BYTES);
    return id;
}

bool ep_id_is_of(ep_id id, ep_id org)
{
    return ep_id_equal(id, ep_id_made(org, id.b));
}

ep_err ep_statement_id_check(const struct ep_statement *statement)
{
    return statement->kind->id_of_key || ep_id_is_of(statement->id, statement->org) ? EP_OK : EP_ID_MISMATCH;
}

ep_err ep_statement_begin(ep_out *out, const struct ep_statement *statement)
{
    const struct ep_kind *kind = statement->kind;
    struct ep_statement copy = *statement;
    copy.v = EP_STATEMENT_V;
    copy.kind_code = kind->code;
    assert(out->len == 0);
    struct ep_pack pack;
    ep_pack_init(&pack, out);
    ep_pack_array(&pack, ENVELOPE_MEMBERS + 1);
    ep_err err = ep_fields_put_members(&pack, envelope, &copy, 0, ENVELOPE_MEMBERS);
    ep_pack_array(&pack, kind->body.count);
    if (err == EP_OK)
        err = ep_fields_put_members(&pack, kind->body, &statement->body, 0, kind->body.count - kind->sealed);
    return err;
}

ep_err ep_statement_end(ep_out *out, const struct ep_statement *statement, const struct ep_sign_pair *by)
{
    const struct ep_table *body = &statement->kind->body;
    size_t clear = body->count - statement->kind->sealed;
    struct ep_pack pack;
    ep_pack_init(&pack, out);
    ep_err err = ep_fields_put_members(&pack, *body, &statement->body, clear, body->count);
    if (err != EP_OK)
        return err;
    uint8_t signature[EP_SIGNATURE_BYTES];
    ep_sign(signature, EP_LABEL_STATEMENT, ep_out_bytes(out), by);
    if (out->len + sizeof signature > EP_STATEMENT_BYTES_MAX)
        return EP_TOO_LARGE;
    return ep_out_put(out, EP_BYTES(signature));
}

ep_err ep_statement_put(ep_out *out, const struct ep_statement *statement, const struct ep_sign_pair *by)
{
    ep_err err = ep_statement_begin(out, statement);
    return err != EP_OK ? err : ep_statement_end(out, statement, by);
}

ep_bytes ep_entry_core(const struct ep_statement *entry)
{
    assert(entry->kind->code == EP_ENTRY);
    ep_bytes ciphertext = entry->body.entry.ciphertext;
    const uint8_t *end = ciphertext.at - bin_head(ciphertext.len) - 32 - bin_head(32);
    return (ep_bytes){entry->bytes.at, (size_t)(end - entry->bytes.at)};
}

ep_bytes ep_sealed_info(const struct ep_statement *statement)
{
    bool wrap = statement->kind->code == EP_WRAP;
    assert(wrap || statement->kind->code == EP_SLEUTEL);
    ep_bytes sealed = wrap ? statement->body.wrap.sealed : statement->body.sleutel.sealed;
    const uint8_t *end = sealed.at - bin_head(sealed.len);
    return (ep_bytes){statement->bytes.at, (size_t)(end - statement->bytes.at)};
}

ep_id ep_statement_id_by_role(const struct ep_statement *statement, enum ep_role role)
{
    const struct ep_field *field = ep_field_by_role(statement->kind->body, role);
    return field == NULL ? (ep_id){{0}} : *(const ep_id *)ep_field_at(field, &statement->body);
}

uint64_t ep_statement_uint_by_role(const struct ep_statement *statement, enum ep_role role)
{
    const struct ep_field *field = ep_field_by_role(statement->kind->body, role);
    return field == NULL ? 0 : *(const uint64_t *)ep_field_at(field, &statement->body);
}

struct ep_ref ep_wrap_ref(const struct ep_wrap *wrap, size_t n)
{
    assert((n + 1) * EP_REF_BYTES <= wrap->entries.len);
    const uint8_t *at = wrap->entries.at + n * EP_REF_BYTES;
    struct ep_ref ref;
    memcpy(ref.id.b, at, EP_ID_BYTES);
    ref.version = ep_u32_take(at + EP_ID_BYTES);
    return ref;
}

void ep_ref_put(uint8_t at[EP_REF_BYTES], struct ep_ref ref)
{
    memcpy(at, ref.id.b, EP_ID_BYTES);
    ep_u32_put(at + EP_ID_BYTES, ref.version);
}

bool ep_wrap_names(const struct ep_wrap *wrap, ep_id entry, uint64_t version)
{
    for (size_t n = 0; n < wrap->entries.len / EP_REF_BYTES; n++) {
        struct ep_ref ref = ep_wrap_ref(wrap, n);
        if (ep_id_equal(ref.id, entry) && ref.version == version)
            return true;
    }
    return false;
}

bool ep_members_ordered(ep_bytes members)
{
    if (members.len % EP_ID_BYTES != 0)
        return false;
    for (size_t at = EP_ID_BYTES; at < members.len; at += EP_ID_BYTES)
        if (memcmp(members.at + at - EP_ID_BYTES, members.at + at, EP_ID_BYTES) >= 0)
            return false;
    return true;
}

bool ep_members_has(ep_bytes members, ep_id user)
{
    for (size_t at = 0; at + EP_ID_BYTES <= members.len; at += EP_ID_BYTES)
        if (memcmp(members.at + at, user.b, EP_ID_BYTES) == 0)
            return true;
    return false;
}

bool ep_team_has(const struct ep_team *team, ep_id user)
{
    return ep_members_has(team->members, user);
}

bool ep_team_ended(const struct ep_statement *team)
{
    return team->body.team.until <= team->hour;
}
