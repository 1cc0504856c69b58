/* A row of a node's log: who did what with whose data, on what ground, and how that ended. PROTOCOL.md 9.4; the members are
 * what NEN 7513 asks for. A row is a leaf of the log's tree (crypto/merkle.h), so that its bytes never change.
 *
 * It holds ids and codes, no names: who may read the log looks those up. The signed `read` or `toets` that it is about is kept as
 * a statement; the row says under which id. */
#ifndef EP_PROTO_LOGREGEL_H
#define EP_PROTO_LOGREGEL_H

#include "proto/fields.h"
#include "proto/limits.h"

/* What was looked into: a household; the log itself. Or a look at such a reading was signed. */
enum ep_log_soort { EP_LOG_INZAGE = 1, EP_LOG_LOGBOEK = 2, EP_LOG_TOETS = 3 };
enum ep_log_actie { EP_LOG_MAKEN, EP_LOG_LEZEN, EP_LOG_WIJZIGEN, EP_LOG_VERWIJDEREN, EP_LOG_UITVOEREN };
/* The access point: the kind of session, never an address. */
enum ep_log_toegang { EP_LOG_GEBRUIKER = 1, EP_LOG_AUTORITEIT = 2 };

struct ep_logregel {
    uint64_t nr;      /* from 0: the place of its leaf */
    uint64_t seconde; /* since 1970 UTC */
    uint64_t soort, actie, toegang;
    uint64_t code;      /* how it ended: 0, or the error with which it was refused */
    ep_id org;          /* whose node this is */
    uint8_t lineage[8]; /* of its database: the source of the row */
    ep_id user, team;   /* who; and the team on whose behalf. team absent: none of this organisation's */
    uint64_t roles;     /* enum ep_user_role of the user, at that moment */
    ep_id huishouden, subject;
    ep_id statement;    /* the statement; absent when none was put */
    uint64_t inzage;    /* enum ep_read_soort; 2 is break-glass */
    ep_bytes purpose;   /* as the `read` says it */
    ep_id evidence;     /* the same */
    uint64_t policy;    /* version of the policy in force: the consent profile */
    uint64_t grants;    /* live grants to this organisation in the household */
    ep_bytes grant_ids; /* the first of them, 16 bytes each */
};
#define EP_LOGREGEL_GRANT_IDS_BYTES_MAX (EP_LOGREGEL_GRANTS_MAX * EP_ID_BYTES)

extern const struct ep_table ep_logregel_table;

/* As messages: a row, and what a witness heard of a log. */
struct ep_msg_regel {
    uint8_t hash[32]; /* of the leaf, as it was written */
    ep_bytes regel;   /* a packed ep_logregel, as it is now */
};
struct ep_msg_wortel {
    ep_id peer;
    uint64_t day;      /* since 1970 UTC, at the node that heard it */
    ep_bytes position; /* a packed ep_msg_position of the peer */
};

#endif
