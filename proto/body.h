/* The bodies of the statement kinds. PROTOCOL.md 5; the field tables stand in kind_<name>.c. Views borrow. */
#ifndef EP_PROTO_BODY_H
#define EP_PROTO_BODY_H

#include "proto/domein.h"

enum ep_user_role { EP_ROLE_STEWARD = 1, EP_ROLE_BEHEERDER = 2, EP_ROLE_PRIVACY = 4 }; /* bits of ep_user.roles */
enum ep_join_stand { EP_JOIN_ACCEPT = 1, EP_JOIN_LEAVE = 2 };
enum ep_regie_stand { EP_REGIE_PROPOSE = 1, EP_REGIE_ACCEPT = 2, EP_REGIE_END = 3 };
enum ep_ask_soort { EP_ASK_UPDATE = 1, EP_ASK_SHARE = 2 };

struct ep_card {
    ep_bytes name, sort, route; /* route "host:port", absent when the node only dials */
    uint8_t root[32], authority[32], node_sign[32], node_link[32];
};
struct ep_user {
    ep_bytes name;
    uint8_t sign[32], seal[32], link[32], proof[64]; /* by `sign`: its owner wants these keys here; access.h */
    uint64_t roles, from, until;                     /* hours; ended = a version with an earlier `until` */
};
struct ep_team {
    ep_bytes name, members; /* ids of users, 16 bytes each, ascending; absent = none left */
    uint8_t key[32];        /* the epoch is the version */
    uint64_t until;
};
struct ep_peer {
    uint8_t root[32];
    bool ended;
};
struct ep_sleutel {
    ep_id team, user; /* user absent: `sealed` is the previous epoch's secret under this epoch's key */
    uint64_t epoch;
    ep_bytes sealed; /* HPKE of 32 bytes */
};
struct ep_huishouden {
    ep_id team;
    bool ended;
};
struct ep_lid {
    bool present;
};
struct ep_invite {
    ep_id to_org, to_team, grant;
};
struct ep_join {
    ep_id invite, team;
    uint64_t stand;
};
struct ep_regie {
    ep_id proposal, to_org, to_user; /* proposal absent in the proposal itself */
    uint64_t stand, until;
    ep_bytes telefoon; /* of an acceptance only: where the regisseur wants to be called */
};
struct ep_grant {
    ep_id lid, to_org, to_team; /* to_team absent: the recipient's home team */
    uint64_t domains, level;    /* EP_DOMEIN_BIT mask */
    ep_bytes grondslag;
    uint64_t policy;
    ep_id evidence;
    uint64_t from, until; /* hours */
};
struct ep_withdraw {
    ep_id grant, to_org; /* to_org: the other side of the grant */
};
struct ep_wrap {
    ep_id grant, to_org, subject; /* grant absent: the own home team; subject absent: the household */
    uint64_t domain, level;
    ep_id team;
    uint64_t epoch;
    ep_bytes entries; /* EP_REF_BYTES each: id ‖ version (u32) */
    ep_bytes sealed;  /* HPKE of 32 bytes per entry, in the same order */
};
#define EP_REF_BYTES 20u
struct ep_entry {
    ep_id item, subject;
    uint64_t domain, level;
    ep_id team;
    uint64_t epoch, size; /* size class, 0 to 4 */
    uint8_t commitment[32];
    ep_bytes ciphertext;
};
struct ep_ask {
    ep_id to_org, subject;
    uint64_t soort, domains, level;
};
struct ep_receipt {
    ep_id withdraw, grant, to_org;
    uint64_t count, kept; /* of erased statements; of texts that stay in the recipient's own file */
    uint8_t erased[32];
    uint64_t deleted, gone; /* hours: deleted live, gone from backups */
};
enum ep_read_soort { EP_READ_GEWOON, EP_READ_COLLEGA, EP_READ_NOOD, EP_READ_FAMILIENAAM /* said of a reading */ };
struct ep_read {
    ep_id subject;
    ep_bytes purpose; /* code out of the policy */
    uint64_t soort;
    ep_id evidence; /* the own entry with the reason; the reading of which it is said; absent for an ordinary reading */
};
struct ep_staf {
    ep_bytes members; /* ids of users, 16 bytes each, ascending; never empty */
};
enum ep_toets_uitkomst { EP_TOETS_GEZIEN = 0, EP_TOETS_IN_ORDE = 1, EP_TOETS_VERVOLG = 2 };
struct ep_toets {
    ep_id cause;          /* of the notice that was seen; absent: it is about a week */
    uint64_t week, count; /* weeks of 168 hours since 1970; of readings looked at */
    uint64_t uitkomst;
    uint8_t drawn[32]; /* hash over their ids, so that the draw can be repeated */
};
struct ep_behoud {
    ep_id grant, evidence; /* evidence: the own entry that says on what duty, and why */
    uint64_t count;        /* of texts */
};

union ep_body {
#define EP_KIND_ROW(code, name) struct ep_##name name;
#include "proto/kinds.def"
#undef EP_KIND_ROW
};

#endif
