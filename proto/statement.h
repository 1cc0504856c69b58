/* The one thing that travels and is stored: a signed, versioned, immutable record. PROTOCOL.md 5.
 *
 * statement = [ v, kind, id16, huishouden16|nil, org16, author16, lineage8, version, hour, body ] ‖ signature (64).
 * The signature covers the bytes as transmitted. Statements are stored and forwarded as received. */
#ifndef EP_PROTO_STATEMENT_H
#define EP_PROTO_STATEMENT_H

#include "crypto/key.h"
#include "proto/body.h"
#include "proto/kinds.h"
#include "proto/limits.h"

#define EP_STATEMENT_V 1

struct ep_statement {
    ep_bytes bytes;       /* everything, signature included; borrowed */
    ep_bytes signed_part; /* without the signature */
    const struct ep_kind *kind;
    uint64_t v, kind_code;
    ep_id id, huishouden, org, author;
    uint8_t lineage[8];
    uint64_t version, hour;
    union ep_body body; /* its views borrow from `bytes` */
};

/* Parse, and look whether the body is one of its kind (its shape); does not verify. EP_MALFORMED, EP_TOO_LARGE,
 * EP_KIND_UNKNOWN, EP_VERSION_UNKNOWN (v); of a shape also EP_ID_MISMATCH, EP_GRANT_FINAL, EP_GRANT_SELF, EP_GRANT_EMPTY,
 * EP_PERIOD. Never allocates. */
EP_MUST ep_err ep_statement_open(struct ep_statement *out, ep_bytes bytes);
EP_MUST ep_err ep_statement_verify(const struct ep_statement *statement, const uint8_t signer[32]);

/* An id of an organisation: 8 bytes of its choice, and 8 that follow from these and the organisation. So nobody can
 * claim what another made, and no two organisations ever use one id. PROTOCOL.md 5. */
#define EP_ID_CHOICE_BYTES 8
ep_id ep_id_made(ep_id org, const uint8_t choice[EP_ID_CHOICE_BYTES]);
bool ep_id_is_of(ep_id id, ep_id org); /* not for the ids of keys */
/* EP_ID_MISMATCH: the id is not one of its organisation. Where the id is a key's, the kind's rule says so. */
EP_MUST ep_err ep_statement_id_check(const struct ep_statement *statement);

/* Write: begin (envelope and clear body members), then the sealed members, then sign. What begin wrote is the core
 * of an entry (PROTOCOL.md 5.3) and the info of a wrap or sleutel (5.4). EP_TOO_LARGE, EP_FIELD_INVALID. */
EP_MUST ep_err ep_statement_begin(ep_out *out, const struct ep_statement *statement);
EP_MUST ep_err ep_statement_end(ep_out *out, const struct ep_statement *statement, const struct ep_sign_pair *by);
/* Both, when what is sealed is there already, or nothing is. */
EP_MUST ep_err ep_statement_put(ep_out *out, const struct ep_statement *statement, const struct ep_sign_pair *by);

/* The clear part of a received entry, and of a wrap or sleutel, as begin wrote it. */
ep_bytes ep_entry_core(const struct ep_statement *entry);
ep_bytes ep_sealed_info(const struct ep_statement *statement);

/* The member that plays a role, whatever the kind calls it; absent or 0 when the kind has none. */
ep_id ep_statement_id_by_role(const struct ep_statement *statement, enum ep_role role);
uint64_t ep_statement_uint_by_role(const struct ep_statement *statement, enum ep_role role);

/* The n-th reference of a wrap. `n` is below entries.len / EP_REF_BYTES. */
struct ep_ref {
    ep_id id;
    uint32_t version;
};
struct ep_ref ep_wrap_ref(const struct ep_wrap *wrap, size_t n);
void ep_ref_put(uint8_t at[EP_REF_BYTES], struct ep_ref ref);
bool ep_wrap_names(const struct ep_wrap *wrap, ep_id entry, uint64_t version);
bool ep_team_has(const struct ep_team *team, ep_id user);
/* Ended by its steward, and not merely run out: a version whose `until` is not after its own hour. */
bool ep_team_ended(const struct ep_statement *team);
bool ep_regie_telefoon_valid(ep_bytes telefoon); /* a number and no other text; empty too */
/* A list of members, of a team or staff list: whole ids, ascending, so that it has one form and nobody twice. */
bool ep_members_ordered(ep_bytes members);
bool ep_members_has(ep_bytes members, ep_id user);

#endif
