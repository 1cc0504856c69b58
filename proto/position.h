/* What one side has durably of the other, and where its own log stood: signed by its node. PROTOCOL.md 9.2. */
#ifndef EP_PROTO_POSITION_H
#define EP_PROTO_POSITION_H

#include "crypto/key.h"

struct ep_msg_position {
    uint8_t lineage[8]; /* of the side whose statements these are */
    uint64_t seq;
    uint8_t hash[32];
    uint64_t read_size;    /* rows of the sender's log as of the last midnight UTC, */
    uint8_t read_root[32]; /* and the root of these */
    uint8_t signature[64];
};

/* Signing and checking a position: everything before `signature`, packed as in the message. */
void ep_position_sign(struct ep_msg_position *position, const struct ep_sign_pair *by);
EP_MUST ep_err ep_position_verify(const struct ep_msg_position *position, const uint8_t node_sign[32]);
/* The running hash over all that a link delivered: H(label, before ‖ statement). */
void ep_running_hash(uint8_t hash[32], const uint8_t before[32], ep_bytes statement);

#endif
