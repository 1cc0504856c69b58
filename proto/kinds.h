/* The statement kinds: who signs what, where it may go, what its body holds. PROTOCOL.md 5.
 * A kind is one row in kinds.c and one file kind_<name>.c with its field table and its own rule. */
#ifndef EP_PROTO_KINDS_H
#define EP_PROTO_KINDS_H

#include "proto/fields.h"

/* clang-format off */
enum ep_kind_code {
    EP_CARD = 1,    /* an organisation: name, keys, route */
    EP_USER,        /* a person with a vault */
    EP_TEAM,        /* an audience: members, key, epoch */
    EP_PEER,        /* this organisation trusts that root; never leaves */
    EP_SLEUTEL,     /* a team secret for one member, or the previous one under the new; never leaves */
    EP_HUISHOUDEN,  /* a household and its home team */
    EP_LID,         /* a member of it */
    EP_INVITE,      /* an organisation is asked in */
    EP_JOIN,        /* it accepts, or leaves */
    EP_REGIE,       /* who is regisseur: propose, accept, end */
    EP_GRANT,       /* deelbesluit */
    EP_WITHDRAW,    /* its end, for good */
    EP_WRAP,        /* entry keys of one section, sealed to one team */
    EP_ENTRY,       /* something sealed about one subject in one domain at one level */
    EP_ASK,         /* a question to a peer */
    EP_RECEIPT,     /* proof of deletion */
    EP_READ,        /* who looked at what, and why; never leaves */
    EP_KIND_END
};
/* clang-format on */

enum ep_signer { EP_SIGNER_ROOT, EP_SIGNER_AUTHORITY, EP_SIGNER_STEWARD, EP_SIGNER_NODE, EP_SIGNER_USER };

/* A signer "user" holds the household: is a member of the organisation's home team there. */

struct ep_statement;
struct ep_world;

struct ep_kind {
    enum ep_kind_code code;
    const char *name;
    enum ep_signer signer;
    bool local;         /* never leaves the own node */
    bool in_huishouden; /* the envelope names a household */
    bool of_anyone;     /* taken from a peer's user without his team: the answer must not tell what is known here */
    bool id_of_key; /* its id is that of a key in its body, which its rule compares; else it proves its organisation */
    struct ep_table body;
    /* What can be seen from the statement alone; every opened one has it. NULL: its table says all. */
    ep_err (*shape)(const struct ep_statement *statement);
    /* The kind's own rule, after envelope, chain and version are in order. */
    ep_err (*rule)(const struct ep_statement *statement, const struct ep_world *world);
};

const struct ep_kind *ep_kind(uint64_t code);            /* NULL when unknown */
const struct ep_kind *ep_kind_by_name(const char *name); /* NULL when unknown */

#endif
