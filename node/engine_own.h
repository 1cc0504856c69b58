/* What the engine's files share. Only node/engine*.c include this.
 *
 *   engine.c          set-up, one step, ticks
 *   engine_world.c    the store as a world for the rules
 *   engine_link.c     links: handshakes, sending, closing, dialling
 *   engine_peer.c     a peer's session: hello, put, position, refuse
 *   engine_user.c     a user's session: get, put
 *   engine_pair.c     pairing, and a new user's joining
 *   engine_admit.c    may this statement be stored
 *   engine_route.c    whom it goes to
 *   engine_delete.c   deletion under a withdrawn or ended grant */
#ifndef EP_NODE_ENGINE_OWN_H
#define EP_NODE_ENGINE_OWN_H

#include "node/engine.h"
#include "node/record.h"
#include "proto/chain.h"
#include "proto/grondslag.h"
#include "proto/message.h"
#include "proto/session.h"

#define EP_PAIRINGS_MAX 16
#define EP_PAIRING_MS_MAX (600u * 1000u)
#define EP_READS_MAX 32 /* households opened in one user session */

struct ep_link {
    uint64_t number; /* 0: free */
    struct ep_session session;
    bool initiator, connected;
    ep_id party;     /* organisation or user, once the hint is known; absent for pairing */
    bool known;      /* the PSK is a real one, not a decoy */
    bool ready;      /* peer: hello is in; user and pair: the first message is in */
    uint64_t began_ms, heard_ms, sent_ms;
    /* peer */
    uint64_t cursor;   /* last number sent on this link */
    size_t in_flight;  /* statements sent and not covered by a position */
    size_t in_flight_bytes;
    bool position_due, pump;
    /* user */
    bool authority;
    ep_id read[EP_READS_MAX]; /* households whose reading is on record in this session */
    size_t reads;
    /* pair */
    ep_id invitation;
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
    struct ep_world world;
    struct ep_block *blocks;
    struct ep_moment now;
    struct ep_effects *effects; /* of the step under way */
    struct ep_link link[EP_LINKS_MAX];
    struct ep_pairing pairing[EP_PAIRINGS_MAX];
    struct ep_redial redial[EP_PEERS_MAX];
    size_t redials;
    uint64_t next_dial;
    uint64_t swept_hour; /* leases were looked at in this hour */
    bool routed;         /* something was queued: links have work */
    bool deleting;       /* deletion records may be there */
    struct ep_grants grants; /* of `grants_of`; too large for the stack */
    uint8_t message[EP_MESSAGE_BYTES_MAX];
    uint8_t opened[EP_FRAME_BYTES_MAX];
    uint8_t frame[4 + EP_FRAME_BYTES_MAX];
};

/* Errors that end the step, and so the program or all links; every other error is about one link or statement. */
bool ep_fatal(ep_err err);

/* engine.c */
void ep_engine_log(const struct ep_engine *engine, const char *what, ep_id id, ep_err err);
EP_MUST ep_err ep_engine_node_keep(struct ep_engine *engine);

/* engine_world.c */
void ep_engine_world_init(struct ep_engine *engine);
void ep_engine_world_refresh(struct ep_engine *engine); /* the clock of this step */
void ep_engine_blocks_free(struct ep_engine *engine);
ep_bytes ep_engine_hold(struct ep_engine *engine, ep_bytes bytes); /* a copy until the step ends; absent: no memory */
EP_MUST ep_err ep_engine_row(struct ep_engine *engine, enum ep_kind_code kind, ep_id id, uint64_t version, int64_t *row);
EP_MUST ep_err ep_engine_keep(struct ep_engine *engine, enum ep_record sort, ep_id key, struct ep_table table,
                              const void *record);
EP_MUST ep_err ep_engine_kept(struct ep_engine *engine, enum ep_record sort, ep_id key, struct ep_table table,
                              void *record);

/* engine_link.c */
struct ep_link *ep_link_by_number(struct ep_engine *engine, uint64_t number); /* NULL */
struct ep_link *ep_link_of_peer(struct ep_engine *engine, ep_id peer);        /* ready one, or NULL */
EP_MUST ep_err ep_link_event(struct ep_engine *engine, const struct ep_event *event);
EP_MUST ep_err ep_link_say(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, const void *record);
void ep_link_drop(struct ep_engine *engine, struct ep_link *link, ep_err why);
EP_MUST ep_err ep_link_dial(struct ep_engine *engine, enum ep_mode mode, ep_id party, const char *route, struct ep_link **out);
EP_MUST ep_err ep_link_tick_all(struct ep_engine *engine);

/* engine_peer.c */
EP_MUST ep_err ep_peer_begin(struct ep_engine *engine, struct ep_link *link);
EP_MUST ep_err ep_peer_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg);
EP_MUST ep_err ep_peers_flush(struct ep_engine *engine); /* at the end of a step: positions and statements that are due */

/* engine_user.c */
EP_MUST ep_err ep_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg);
/* Is the user live now, or the authority? */
bool ep_user_live(struct ep_engine *engine, const struct ep_link *link);

/* engine_pair.c */
EP_MUST ep_err ep_pair_psk_find(struct ep_engine *engine, struct ep_link *link, uint8_t psk[32]);
EP_MUST ep_err ep_pair_begin(struct ep_engine *engine, struct ep_link *link); /* invited: the session is up */
EP_MUST ep_err ep_pair_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg);
EP_MUST ep_err ep_pair_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg);
EP_MUST ep_err ep_pair_closed(struct ep_engine *engine, const struct ep_link *link, ep_err why);
void ep_pairs_tick(struct ep_engine *engine);

/* engine_admit.c: `author` absent: not from a user of our own. `row` 0 when it was there already. */
EP_MUST ep_err ep_admit(struct ep_engine *engine, ep_id org, ep_id author, ep_bytes bytes, ep_id *missing);

/* engine_route.c */
EP_MUST ep_err ep_route(struct ep_engine *engine, const struct ep_statement *statement, int64_t row);
EP_MUST ep_err ep_route_directory(struct ep_engine *engine, ep_id peer); /* card, users, teams to a new peer */
/* May this own statement leave for that peer now? */
EP_MUST ep_err ep_route_allowed(struct ep_engine *engine, const struct ep_statement *statement, ep_id peer);

/* engine_delete.c */
EP_MUST ep_err ep_delete_begin(struct ep_engine *engine, const struct ep_statement *grant, ep_id withdraw);
EP_MUST ep_err ep_delete_step(struct ep_engine *engine);
EP_MUST ep_err ep_delete_truncated(struct ep_engine *engine);
EP_MUST ep_err ep_delete_leases(struct ep_engine *engine);

#endif
