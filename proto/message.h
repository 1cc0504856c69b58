/* What is said inside a session: one table. PROTOCOL.md 9. A message is a msgpack array [type, record…]:
 * the type number followed by the members of its record. Peers, users and pairing use the same table. */
#ifndef EP_PROTO_MESSAGE_H
#define EP_PROTO_MESSAGE_H

#include "crypto/key.h"
#include "proto/limits.h"
#include "proto/logregel.h"
#include "proto/pairing.h"
#include "proto/position.h"

enum ep_message_type {
    EP_MSG_HELLO = 1, /* first in each direction */
    EP_MSG_PUT,       /* a statement */
    EP_MSG_POSITION,  /* what one side has durably received of the other */
    EP_MSG_REFUSE,    /* a statement was not taken, and why */
    EP_MSG_PING,
    EP_MSG_GET,     /* user: statements, please */
    EP_MSG_GIVE,    /* node: one statement */
    EP_MSG_FACT,    /* node: something it knows that is no statement */
    EP_MSG_DONE,    /* node: the answer is complete, or the put is durable */
    EP_MSG_INVITE,  /* user: make an invitation with this secret */
    EP_MSG_DIAL,    /* user: dial that invitation */
    EP_MSG_WAIT,    /* user: tell me how this pairing stands */
    EP_MSG_MET,     /* node: the pairing link is up: handshake hash, and the other side's card or application */
    EP_MSG_SAY,     /* pairing: bytes from client to client, carried by the nodes */
    EP_MSG_CONFIRM, /* user: the words matched; keep the link */
    EP_MSG_APPLY,   /* pairing, a new user: name and keys */
    EP_MSG_FAIL,    /* pairing: wipe everything */
    EP_MSG_REGEL,   /* node: one row of its log */
    EP_MSG_WORTEL,  /* node: what it heard of a peer's log */
    EP_MSG_END
};

/* What a user gets, by `what` of GET. */
enum ep_get {
    EP_GET_DIRECTORY = 1,
    EP_GET_HUISHOUDENS,
    EP_GET_HUISHOUDEN,
    EP_GET_GRANTS,
    EP_GET_LOGBOEK,
    EP_GET_WORTELS,
    EP_GET_CHANGES, /* nothing; from then on EP_FACT_CHANGED */
    EP_GET_INZAGEN, /* who read one household */
    EP_GET_VERSIES  /* every version of one own item */
};
/* What a FACT says, by its `soort`. */
enum ep_fact_soort {
    EP_FACT_CONTACT = 1, /* a: peer, x: hour last heard (0: never), y: statements that wait for it */
    EP_FACT_DELIVERY, /* a: statement, b: peer, x: 1 when a position of the peer covers it, y: the hour it was seen */
    EP_FACT_REFUSAL,  /* a: statement, b: peer, x: code of the refusal */
    EP_FACT_NOTICE, /* a: what it is about, b: who read, c: household, x: enum ep_notice_why, y: hour; until it is seen */
    EP_FACT_ENDED,   /* a: household in which sharing ended; unasked */
    EP_FACT_CHANGED, /* a: household in which there is something new to get; unasked, after EP_GET_CHANGES */
};
enum ep_notice_why { EP_NOTICE_NOOD = 1, EP_NOTICE_VEEL = 2 };
struct ep_msg_hello {
    uint8_t lineage[8];
    uint64_t hour;
    ep_bytes position; /* a packed ep_msg_position: what the sender has of the receiver; absent when nothing */
};
struct ep_msg_put {
    uint64_t seq;
    ep_bytes statement;
};
struct ep_msg_refuse {
    uint64_t seq, code;
    ep_id missing;
};
struct ep_msg_ping {
    uint64_t n;
};
struct ep_msg_get {
    uint64_t what;
    ep_id huishouden, item;
};
struct ep_msg_give {
    ep_bytes statement;
};
struct ep_msg_fact {
    uint64_t soort;
    ep_id a, b;
    uint64_t x, y;
    ep_id c;
};
struct ep_msg_done {
    uint64_t seq, code;
    ep_id missing;
};
union ep_msg {
    struct ep_msg_hello hello;
    struct ep_msg_put put;
    struct ep_msg_position position;
    struct ep_msg_refuse refuse;
    struct ep_msg_ping ping;
    struct ep_msg_get get;
    struct ep_msg_give give;
    struct ep_msg_fact fact;
    struct ep_msg_done done;
    struct ep_msg_invite invite;
    struct ep_msg_dial dial;
    struct ep_msg_wait wait;
    struct ep_msg_met met;
    struct ep_msg_say say;
    struct ep_msg_confirm confirm;
    struct ep_msg_apply apply;
    struct ep_msg_fail fail;
    struct ep_msg_regel regel;
    struct ep_msg_wortel wortel;
};

/* The record of a type; its `fields` are NULL when the type is unknown. */
struct ep_table ep_message_table(enum ep_message_type type);
const char *ep_message_name(enum ep_message_type type);
/* EP_MALFORMED; EP_KIND_UNKNOWN for an unknown type. Views borrow from `bytes`. */
EP_MUST ep_err ep_message_take(ep_bytes bytes, enum ep_message_type *type, union ep_msg *out);
/* `record` is the struct of the type. EP_TOO_LARGE, EP_FIELD_INVALID. */
EP_MUST ep_err ep_message_put(ep_out *out, enum ep_message_type type, const void *record);

#endif
