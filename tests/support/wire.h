/* The other end of a link that a test holds itself: a user's client, or a peer's node that behaves as badly as a test
 * wants. And what people do with it: put, get, pair. */
#ifndef EP_SUPPORT_WIRE_H
#define EP_SUPPORT_WIRE_H

#include "proto/message.h"
#include "proto/session.h"
#include "tests/support/federation.h"

struct wire {
    struct federation *fed;
    struct node *node;
    struct ep_session session;
    size_t cable;
    bool closed;
    struct {
        uint8_t *at;
        size_t len;
    } inbox[1024]; /* frames that came and were not heard */
    size_t first, count;
    uint64_t seq;                    /* of the last put */
    uint8_t tap[32];                 /* over all messages that were heard, opened */
    const struct ep_sign_pair *sign; /* a user's, to sign with */
    uint8_t message[EP_MESSAGE_BYTES_MAX];
    uint8_t opened[EP_FRAME_BYTES_MAX];
};

/* Handshake with a node; EP_CLOSED or EP_NOT_OPENED when it does not come about. Close it in any case. */
ep_err wire_dial(struct wire *wire, struct node *node, enum ep_mode mode, const struct ep_dh_pair *own,
                 const uint8_t psk[32], ep_id hint);
void wire_close(struct wire *wire);                /* as when the cable breaks */
void wire_send(struct wire *wire, ep_bytes frame); /* bytes as they are */
/* One message as the frame that is to be sent next. */
void wire_seal(struct wire *wire, enum ep_message_type type, const void *record, ep_out *frame);
void wire_say(struct wire *wire, enum ep_message_type type, const void *record);
/* What came, once nothing is in flight any more. EP_AGAIN: nothing; EP_CLOSED: nothing, and the link is gone. */
ep_err wire_hear(struct wire *wire, enum ep_message_type *type, union ep_msg *msg);
/* The next of that type; others are skipped. False when none came. */
bool wire_await(struct wire *wire, enum ep_message_type type, union ep_msg *msg);

/* A peer's node, played by the test: after its hello. */
void peer_open(struct wire *wire, struct node *node, const struct firm *peer, const uint8_t psk[32]);
/* Puts it under the next number. EP_OK when a position covers it, the refusal when one came, EP_CLOSED when the link
 * ended. */
ep_err peer_put(struct wire *wire, const struct ep_statement *statement, ep_id *missing);
/* Signs and says that all up to `seq` came, with that running hash. */
void peer_position(struct wire *wire, const struct firm *peer, uint64_t seq, const uint8_t hash[32]);

/* A user session. `staff` NULL: the authority. */
void user_open(struct wire *wire, struct node *node, const struct staff *staff);
/* The same, and it hears of changes. How often it was told of one since it was asked, in that household or in any. */
void user_listen(struct wire *wire, struct node *node, const struct staff *staff);
unsigned user_told(struct wire *wire, ep_id huishouden);
/* EP_CLOSED when the link ended. */
ep_err user_put(struct wire *wire, const struct ep_statement *statement);
/* Signs with the user's key; a draft of HOUR gets the hour that it is. */
ep_err user_write(struct wire *wire, struct ep_statement draft);
struct bag { /* what a get gave; statements live as long as the federation */
    const struct ep_statement *st[512];
    struct ep_msg_fact fact[128];
    size_t count, facts;
};
ep_err user_get(struct wire *wire, enum ep_get what, ep_id huishouden, struct bag *bag);
ep_err user_get_item(struct wire *wire, enum ep_get what, ep_id huishouden, ep_id item, struct bag *bag);
const struct ep_statement *bag_find(const struct bag *bag, enum ep_kind_code kind, ep_id id); /* NULL */
size_t bag_count(const struct bag *bag, enum ep_kind_code kind);
const struct ep_msg_fact *bag_fact(const struct bag *bag, enum ep_fact_soort soort, ep_id a); /* NULL */
/* Logs a reading and then gets the household. */
ep_err user_read(struct wire *wire, ep_id huishouden, struct bag *bag);

/* As its steward: that version of a team, with Eva and the others in it; or its end. All aborts on a refusal. */
void team_write(struct node *node, ep_id id, uint64_t version, bool ended);

/* Two authorities pair their nodes, as PROTOCOL.md 7.2 says, with the invitation of that name. The first thing that went
 * wrong. */
ep_err pair(struct node *inviter, struct node *invited, const char *invitation);
/* Eva of `a` makes household h with lid, lets `b` see it (grant), asks it in (invite), and writes an entry with a wrap for
 * it; Eva of `b` joins. Everything is done twice harmlessly. The first thing that went wrong. */
ep_err share(struct node *a, struct node *b);

#endif
