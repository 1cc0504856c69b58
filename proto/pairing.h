/* What is said to pair two organisations, or to let a new user in: between client and own node, and between the nodes.
 * PROTOCOL.md 7.2, 7.3; the messages themselves stand in the one table of message.c. */
#ifndef EP_PROTO_PAIRING_H
#define EP_PROTO_PAIRING_H

#include "proto/statement.h"

enum ep_invite_soort { EP_INVITE_PEER = 1, EP_INVITE_USER = 2 };

struct ep_msg_invite {
    ep_id id;
    uint8_t secret[32];
    uint64_t soort;
};
struct ep_msg_dial {
    ep_id id;
    uint8_t secret[32], link[32];
    ep_bytes route;
};
struct ep_msg_wait {
    ep_id id;
};
struct ep_msg_met {
    ep_id id;
    uint8_t h[64];
    ep_bytes theirs; /* the other side's card statement, or the packed ep_msg_apply of a new user */
};
struct ep_msg_say {
    ep_id id;
    ep_bytes bytes;
};
struct ep_msg_confirm {
    ep_id id;
    uint8_t a[32], b[32]; /* inviter's and invited's side of the link PSK */
};
struct ep_msg_apply {
    ep_bytes name;
    uint8_t sign[32], seal[32], link[32], proof[64]; /* as they come to stand in the `user` */
};
struct ep_msg_fail {
    ep_id id;
    uint64_t code;
};

/* A card that is shown in a pairing proves itself: it is a card, org and id are its root's, the root signed it, and the
 * node behind it holds that link key (NULL: not known here). Whose root it is, the words decide. EP_CARD_MISMATCH, or what
 * ep_statement_open says. `card` borrows from `bytes`. */
EP_MUST ep_err ep_card_proven(struct ep_statement *card, ep_bytes bytes, const uint8_t *node_link);

#endif
