/* The statement kinds: who signs what, where it may go, what its body holds. PROTOCOL.md 5.
 * A kind is one row in kinds.def and one file kind_<name>.c with its field table, its columns and its own rule. */
#ifndef EP_PROTO_KINDS_H
#define EP_PROTO_KINDS_H

#include "proto/fields.h"

enum ep_kind_code {
    EP_KIND_NONE,
#define EP_KIND_ROW(code, name) EP_##code,
#include "proto/kinds.def"
#undef EP_KIND_ROW
    EP_KIND_END
};

enum ep_signer { EP_SIGNER_ROOT, EP_SIGNER_AUTHORITY, EP_SIGNER_STEWARD, EP_SIGNER_NODE, EP_SIGNER_USER };

/* A signer "user" holds the household: is a member of the organisation's home team there. */

/* Whom the author's node sends it to: "Goes to" in PROTOCOL.md 5.6. */
enum ep_goes {
    EP_GOES_NOWHERE,    /* stays: it is local, or goes with what names it (an entry with its wrap) */
    EP_GOES_TO_ALL,     /* every peer */
    EP_GOES_WHO_HAD_IT, /* before a grant, and a new version to those who had an earlier one */
    EP_GOES_TO_ORG,     /* the organisation it is addressed to */
    EP_GOES_GRANT,      /* the same, after what that one needs to place it */
    EP_GOES_WRAP,       /* the same, after the entries it opens */
    EP_GOES_REGIE,      /* everyone it concerns; its to_org is not an address */
    EP_GOES_INVITER     /* who asked us in */
};

/* In answer to which `get` a node gives it to its users. PROTOCOL.md 9.3. */
enum ep_given { EP_GIVEN_NEVER, EP_GIVEN_DIRECTORY, EP_GIVEN_LIST /* and with its household */, EP_GIVEN_HUISHOUDEN };

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
    enum ep_goes goes;
    enum ep_given given;
    bool any_hour;  /* stopping, and saying that it stopped: no clock refuses it, nor the first a want of room */
    bool covered;   /* has a section: the grants are asked before it goes, is stored, or is given */
    uint8_t sealed; /* so many members at the end of the body are sealed, and bound to all before them */
    struct ep_table body;
    /* What can be seen from the statement alone; every opened one has it. NULL: its table says all. */
    ep_err (*shape)(const struct ep_statement *statement);
    /* The kind's own rule, after envelope, chain and version are in order. */
    ep_err (*rule)(const struct ep_statement *statement, const struct ep_world *world);
};

const struct ep_kind *ep_kind(uint64_t code);            /* NULL when unknown */
const struct ep_kind *ep_kind_by_name(const char *name); /* NULL when unknown */

#endif
