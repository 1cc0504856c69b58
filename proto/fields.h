/* A record as a table: the one description of what is packed, taken, checked, indexed, shown and documented.
 * PROTOCOL.md 2. On the wire a record is a msgpack array of exactly its fields, in the table's order.
 *
 * Every statement body, sealed text, message and node record is such a table over a C struct; new behaviour is a row.
 * Text and bytes in a taken struct borrow from the input. */
#ifndef EP_PROTO_FIELDS_H
#define EP_PROTO_FIELDS_H

#include "proto/cursor.h"
#include "proto/pack.h"

enum ep_type {                /* member in the struct       on the wire */
               EP_TYPE_UINT,  /* uint64_t, at most max      shortest unsigned int */
               EP_TYPE_BOOL,  /* bool                       bool */
               EP_TYPE_ID,    /* ep_id, all zero = absent   bin of 16, or nil where optional */
               EP_TYPE_EIGHT, /* uint8_t[8]                 bin of 8 */
               EP_TYPE_KEY,   /* uint8_t[32]                bin of 32 */
               EP_TYPE_SIGN,  /* uint8_t[64]                bin of 64 */
               EP_TYPE_BIN,   /* ep_bytes, 1 to max bytes   bin, or nil where optional */
               EP_TYPE_TEXT,  /* ep_bytes, 1 to max bytes   str, or nil where optional */
               EP_TYPE_DATE,  /* ep_bytes "2026-11-24", "2026-11" or "2026"; str, or nil where optional */
};

/* What a field of a statement body means to the store and the rules, whatever the kind calls it. */
enum ep_role { EP_ROLE_NONE, EP_ROLE_SUBJECT, EP_ROLE_DOMAIN, EP_ROLE_LEVEL, EP_ROLE_REF, EP_ROLE_TO_ORG };

struct ep_field {
    const char *name; /* as it stands in PROTOCOL.md, in JSON and as an option of the command line */
    uint16_t type;    /* enum ep_type */
    uint8_t role;     /* enum ep_role */
    uint8_t level;    /* of a sealed text: 1 to 3; else 0 */
    bool optional;
    uint32_t max;  /* UINT: value; BIN, TEXT: bytes */
    size_t offset; /* into the struct */
    const char *const
        *values; /* UINT that is a choice: names of 0..max, for JSON, screen and command line; else NULL */
};

/* Row of a table, so that the offset cannot disagree with the member. After the type comes the maximum, and then
 * whatever else the row says: EP_FIELD(struct ep_lid, present, BOOL, 0, .optional = true). */
#define EP_FIELD(struct_, member, type_, ...)                                                             \
    {                                                                                                     \
        .name = #member, .type = EP_TYPE_##type_, .offset = offsetof(struct_, member), .max = __VA_ARGS__ \
    }

struct ep_table {
    const struct ep_field *fields;
    size_t count;
    size_t bytes; /* sizeof the struct */
};
#define EP_TABLE(array, struct_)                                     \
    {                                                                \
        (array), sizeof(array) / sizeof((array)[0]), sizeof(struct_) \
    }

/* Append the record as one msgpack array. EP_TOO_LARGE; EP_FIELD_INVALID when a value breaks its own row. */
EP_MUST ep_err ep_fields_put(struct ep_pack *pack, struct ep_table table, const void *record);
/* Append members [from, to) without the array head: what is sealed stands after what is clear. */
EP_MUST ep_err ep_fields_put_members(struct ep_pack *pack, struct ep_table table, const void *record, size_t from,
                                     size_t to);
/* Take the record; sticks in the cursor. `record` is zeroed first. */
void ep_fields_take(struct ep_cursor *cursor, struct ep_table table, void *record);
/* Take only the members, into a record that the caller zeroed, after an array head that the caller took. */
void ep_fields_take_members(struct ep_cursor *cursor, struct ep_table table, void *record);
/* Whole records from and to bytes. EP_MALFORMED also on bytes left over. */
EP_MUST ep_err ep_record_put(ep_out *out, struct ep_table table, const void *record);
EP_MUST ep_err ep_record_take(ep_bytes bytes, struct ep_table table, void *record);
/* Does the value of one field keep to its row? */
bool ep_field_valid(const struct ep_field *field, const void *record);
const struct ep_field *ep_field_by_role(struct ep_table table, enum ep_role role); /* NULL when it has none */
const struct ep_field *ep_field_by_name(struct ep_table table, const char *name);  /* NULL when it has none */
/* The name without the path to a member of a union: "aanduiding" of is.persoon.aanduiding. */
const char *ep_field_name(const struct ep_field *field);
/* The member of a record, for generic code. */
const void *ep_field_at(const struct ep_field *field, const void *record);

#endif
