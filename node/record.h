/* The small records a node keeps beside statements: field tables, packed into the store. Layer: node. */
#ifndef EP_NODE_RECORD_H
#define EP_NODE_RECORD_H

#include "crypto/key.h"
#include "crypto/merkle.h"
#include "proto/access.h"

struct ep_node_record {
    uint8_t lineage[8];
    uint64_t last_hour; /* of the last durable commit */
};

struct ep_log_record { /* the tree of the journal, under the own id */
    uint64_t size;     /* rows */
    ep_bytes peaks;    /* its frontier (crypto/merkle.h); absent when empty */
    uint64_t day;      /* since 1970 UTC; as of its first midnight: */
    uint64_t read_size;
    uint8_t read_root[32]; /* what peers witness */
};

struct ep_link_record { /* a confirmed peer, under its organisation id */
    uint8_t psk[32];
    uint64_t sent_seq, acked_seq, acked_hour;
    uint8_t sent_hash[32];
    uint8_t their_lineage[8];
    uint64_t recv_seq;
    uint8_t recv_hash[32];
    uint64_t heard; /* hour of the last message */
    uint64_t read_day, read_size;
    uint8_t read_root[32]; /* of its log, as last kept as a witness; day 0: nothing yet */
};

struct ep_invite_record { /* an invitation made here, under its id */
    uint8_t secret[32];
    uint64_t soort, expires;
    bool used;
};

enum ep_deletion_stage { EP_DELETION_BEGUN = 1, EP_DELETION_ERASED = 2 };
struct ep_deletion_record {          /* under the grant's id */
    ep_id huishouden, org, withdraw; /* org: the author's; withdraw absent: the lease ended */
    uint64_t stage, count, deleted;
    uint8_t erased[32];
};

struct ep_refusal_record { /* under a hash of the statement and the peer that refused it */
    ep_id statement, peer, huishouden;
    uint64_t code, seq;   /* the number under which it was refused last; code 0: it passed since */
    uint64_t row;         /* of the statement */
    uint64_t hour, tries; /* of the last refusal, try or passing, and how often it was tried again */
};

struct ep_notice_record {   /* under a hash of whom it is told and the cause */
    ep_id told, cause;      /* cause: the reason of an emergency, or who read too much */
    ep_id user, huishouden; /* who read what */
    uint64_t why, hour;     /* enum ep_notice_why */
};

extern const struct ep_table ep_node_record_table, ep_link_record_table, ep_invite_record_table,
    ep_deletion_record_table, ep_refusal_record_table, ep_notice_record_table, ep_log_record_table;
#define EP_RECORD_BYTES_MAX 1280 /* the largest holds a frontier */

#endif
