/* What the engine holds. Only node/engine*.c include this; what its files offer each other is in engine_parts.h.
 *   engine.c          set-up, one step; engine_world.c: the store as a world for the rules
 *   engine_due.c      what only time sets going, and when it is due
 *   engine_link.c     links: handshakes, sending, closing; engine_dial.c: whom to dial, and when
 *   engine_peer.c     a peer's session: hello, put, position, refuse
 *   engine_again.c    what a peer refused for want of something, once more
 *   engine_user.c     a user's session: put, and who it is; engine_answer.c: answers to its get
 *   engine_notice.c   who is told of a reading; engine_told.c: that sharing ended, or that something is new
 *   engine_invite.c   invitations, which are durable
 *   engine_pair.c     pairing, and a new user's joining
 *   engine_admit.c    may this statement be stored; engine_quota.c: is there room for it
 *   engine_route.c    whom it goes to
 *   engine_log.c      the log of who looked; engine_wortel.c: what was heard of those of peers
 *   engine_delete.c   deletion under a withdrawn or ended grant; engine_keystore.c: the key under which wraps lie */
#ifndef EP_NODE_ENGINE_OWN_H
#define EP_NODE_ENGINE_OWN_H

#include "node/engine.h"
#include "node/record.h"
#include "proto/chain.h"
#include "proto/grondslag.h"
#include "proto/message.h"
#include "proto/session.h"

struct ep_answer { /* to a user's `get`; `what` is 0 when none is under way */
    uint64_t what;
    ep_id huishouden, item;
    unsigned part;
    int64_t row; /* the last statement given of that part */
    ep_id key;   /* the same of records */
};

struct ep_link {
    uint64_t number; /* 0: free */
    struct ep_session session;
    bool initiator, connected;
    ep_id party; /* organisation or user, once the hint is known; absent for pairing */
    bool known;  /* the PSK is a real one, not a decoy */
    bool ready;  /* peer: hello is in; user and pair: the first message is in */
    uint64_t began_ms, heard_ms, sent_ms;
    /* peer */
    uint64_t cursor; /* last number sent on this link */
    int64_t passed;  /* outbox entries up to this one may not leave in this hour, but for those that did */
    uint64_t passed_hour;
    size_t in_flight; /* statements sent and not covered by a position: the last numbers up to the cursor */
    size_t in_flight_bytes;
    uint16_t in_flight_size[EP_WINDOW_STATEMENTS]; /* of each, under its number modulo the window */
    bool position_due, pump;
    /* user */
    bool authority;
    bool live, told; /* it asked to hear of changes; and heard of one in a household that it does not read */
    struct ep_answer answer;
    size_t undrained;     /* bytes of answers since the link drained last */
    bool draining;        /* it will say when it has */
    struct ep_link_read { /* on record in this session */
        ep_id huishouden, id;
        bool told; /* that something changed in it, since it last got it */
    } read[EP_READS_MAX];
    size_t reads;
    ep_id invitation; /* pair: that it came with; authority: that it asked after last */
};

struct ep_pairing {
    bool used, inviter, met, failed;
    ep_id id;
    uint64_t soort;
    uint8_t secret[32], h[64], link_key[32];
    uint8_t theirs[1024]; /* a card statement or a packed application */
    size_t theirs_len;
    uint64_t net, client; /* link numbers, 0 when none */
    uint64_t began_ms;
    ep_err failure;
};

struct ep_redial {
    ep_id peer;
    uint64_t next_ms, wait_ms;
};

struct ep_block { /* bytes of statements that live until the step ends */
    struct ep_block *next;
    uint8_t bytes[];
};

struct ep_engine {
    struct ep_engine_setup setup;
    struct ep_node_keys keys;
    struct ep_node_record node;
    struct ep_log_record log;
    struct ep_merkle tree; /* of the journal, all rows of this step included */
    struct ep_world world;
    struct ep_block *blocks;
    struct ep_moment now;
    struct ep_effects *effects; /* of the step under way */
    struct ep_link link[EP_LINKS_MAX];
    size_t link_top, live; /* from here on no slot is taken; so many of them are live */
    struct ep_pairing pairing[EP_PAIRINGS_MAX];
    struct ep_redial redial[EP_PEERS_MAX];
    size_t redials;
    uint64_t dial_ms; /* when peers that we have no link with are looked at next */
    uint64_t next_dial;
    uint64_t commit_ms;          /* by then the transaction of steps without effects is committed; 0: none is open */
    uint64_t key_day, key_fresh; /* the keystore's last turn; and the day of one that is not over, 0 for none */
    bool key_resealed, swept;    /* wraps went under its key; all leases were looked at since the start */
    uint64_t swept_hour;         /* in this hour the last look at all leases began */
    int64_t sweep_row;           /* and the grant at which it stands; 0: it is over */
    uint64_t settled_ms;     /* until then a clock that jumped ahead is not believed: nothing ends, last_hour stands */
    int64_t clock_offset_h;  /* wall clock less monotonic one, as of the last step */
    bool routed;             /* something was queued: links have work */
    bool deleting;           /* deletion records may be there */
    bool damaged;            /* a stored statement did not read: this step must not commit */
    enum ep_room room;       /* on the disk, as of the beginning of this step */
    struct ep_grants grants; /* of `grants_of`; too large for the stack */
    ep_id grants_of;         /* absent: of none. Only within a step, and until a statement may have changed them */
    uint8_t message[EP_MESSAGE_BYTES_MAX];
    uint8_t opened[EP_FRAME_BYTES_MAX];
    uint8_t frame[4 + EP_FRAME_BYTES_MAX];
};

#endif
