/* N engines in one process over stores in memory or in files, with one virtual clock and a network that can cut and reorder.
 * Deterministic: the same test does the same every time. Nothing here is a socket. */
#ifndef EP_SUPPORT_FEDERATION_H
#define EP_SUPPORT_FEDERATION_H

#include "node/engine.h"
#include "node/record.h"
#include "tests/support/world.h"

#define NODES_MAX 9
#define CABLES_MAX 64

struct federation;
struct wire;

struct node {
    struct federation *fed;
    struct firm firm;
    char path[128];           /* of its database; "" in memory */
    struct ep_store *store;   /* NULL: it was killed */
    struct ep_engine *engine; /* NULL: it is down */
    size_t durable;           /* commits and truncations so far */
    size_t killed_at;         /* after that one, counted from 1, before anyone hears of it; 0: never */
    int64_t skew_s;           /* of its wall clock */
    uint64_t next_link;
    ep_err failed;                                 /* of the last step that failed; EP_OK when none did */
    size_t step_bytes, step_bytes_max, sent_bytes; /* that left after the last step, after any, and after all */
    size_t ticks, opened;                          /* of fed_sleep; effects that said so of an accepted link */
    size_t truncates, truncating;                  /* effects that asked for it; and in a row */
    bool no_truncate;                              /* leave them undone, as a crash would */
    struct ep_quota quota;                         /* from its next node_up on */
    const struct ep_policy *policy;                /* the same; NULL: that of all */
    uint64_t draws[65];                            /* of random bytes, by length; for `apart` */
    char log[64][128];                             /* its last lines, in a ring */
    size_t logged;
};

struct end { /* of a cable: a node with the number it knows it by, or a wire of the test */
    struct node *node;
    struct wire *wire;
    uint64_t number;
    bool gone;
};

struct cable {
    bool used;
    struct end end[2];
};

struct packet {
    size_t cable, side; /* to that side */
    enum ep_event_type type;
    uint8_t *bytes;
    size_t len;
};

struct federation {
    struct node node[NODES_MAX];
    size_t nodes;
    struct cable cable[CABLES_MAX];
    struct packet *packet; /* in flight, in order */
    size_t packets, cap;
    uint64_t now_ms, now_s, random, readings;
    struct pile pile;               /* memory for what is signed; nothing is shown in it */
    struct node *tap_from, *tap_to; /* what goes from one (NULL: from all) to the other, byte for byte */
    uint8_t tap[32];
    size_t tap_frames, tap_bytes;
    size_t frames; /* delivered from node to node */
    size_t cut_at; /* that one, counted from 1, is lost with its cable; 0: none */
    bool shuffle;  /* cables overtake each other */
    bool apart;    /* each node draws for itself, and each length: a new id moves no key */
};

/* Nodes 'a', 'b', …; those in `listening` (a bit each) can be dialled. All aborts on what a test cannot go on from. */
void fed_open(struct federation *fed, size_t nodes, unsigned listening);
/* With databases in that folder, which the caller removes. */
void fed_open_in(struct federation *fed, size_t nodes, unsigned listening, const char *folder);
void fed_close(struct federation *fed);
uint64_t fed_hour(const struct federation *fed);
void fed_run(struct federation *fed);                    /* until nothing is in flight */
void fed_pass(struct federation *fed, unsigned seconds); /* with a tick for each */
/* The same, with a tick only for the node that is due, as the loop does it. */
void fed_sleep(struct federation *fed, uint64_t ms);
void fed_hours(struct federation *fed, unsigned hours); /* all at once, then some seconds to find each other again */

void node_down(struct node *node);   /* every cable of it breaks */
void node_vanish(struct node *node); /* and no other side hears of it, as when a machine loses its power */
/* And its files are what a process leaves that is killed: nothing is closed. Only for one with files. */
void node_kill(struct node *node);
void node_up(struct node *node); /* on the store it had; files are opened anew */
/* One event by hand. */
ep_err node_step(struct node *node, enum ep_event_type type, uint64_t link, ep_bytes frame);
void node_cut(struct node *node);                           /* its cables to other nodes break */
bool node_said(const struct node *node, const char *words); /* in its last lines */

/* What it holds. */
bool node_has(struct node *node, enum ep_kind_code kind, ep_id id);
size_t node_count(struct node *node, enum ep_kind_code kind); /* 0: of every kind */
/* False when they are not paired. */
bool node_link(struct node *node, const struct firm *peer, struct ep_link_record *record);
/* Both sides agree: all that was sent is received and covered by a position, and the running hashes are one. */
bool agree(struct node *a, struct node *b);
size_t node_cables(const struct node *node); /* to other nodes, as far as it knows */

/* A hash over all bytes so far, in order. */
void tap_add(uint8_t tap[32], ep_bytes bytes);

/* Used by wire.c. */
size_t cable_lay(struct federation *fed, struct end from, struct end to);
void cable_send(struct federation *fed, size_t cable, size_t to, enum ep_event_type type, ep_bytes bytes);
void cable_cut(struct federation *fed, size_t cable);
void wire_take(struct wire *wire, ep_bytes frame); /* wire.c; a frame came */
void wire_lost(struct wire *wire);

/* A pairing without its ceremony: `node` trusts and knows that firm, with this PSK and no statements exchanged. */
void node_befriend(struct node *node, const struct firm *peer, const uint8_t psk[32]);
/* What a first.access names: a user session's PSK. */
void access_psk(uint8_t psk[32], ep_id who);

#endif
