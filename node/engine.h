/* The decisions of a node, without any I/O of its own. DESIGN 8, PROTOCOL.md 9.
 *
 * Events in, one transaction, effects out. Clock and randomness come with the step and the set-up; the store is handed
 * in. No effect may leave before ep_engine_step returned EP_OK: by then what caused it is durable.
 * On any other result the effects are empty, every link must be closed, and: EP_DISK_FULL means go on (work is refused
 * until there is room), anything else means stop the program. */
#ifndef EP_NODE_ENGINE_H
#define EP_NODE_ENGINE_H

#include "node/effects.h"
#include "node/store.h"
#include "proto/policy.h"

enum ep_event_type {
    EP_EVENT_ACCEPTED,  /* a stranger connected: `link` is a new number below EP_LINK_DIALLED */
    EP_EVENT_CONNECTED, /* a link that we asked for is up */
    EP_EVENT_FRAME,     /* one whole frame, without its head */
    EP_EVENT_CLOSED,    /* the link is gone, or a dial failed; nothing more will come of it */
    EP_EVENT_DRAINED,   /* what waited to be sent on the link has left, as an effect asked to be told */
    EP_EVENT_TICK,      /* time has passed: at ep_engine_due, or earlier */
    EP_EVENT_TRUNCATED, /* the truncation that an effect asked for is done */
};

struct ep_event {
    enum ep_event_type type;
    uint64_t link;
    ep_bytes frame; /* borrowed for the step */
};

struct ep_moment {
    uint64_t now_ms; /* monotonic, for time-outs */
    uint64_t now_s;  /* wall clock, seconds since 1970 UTC */
};

struct ep_node_keys { /* the file node.key: all that a node holds; secret */
    struct ep_dh_pair link;
    struct ep_sign_pair sign;
    uint8_t org_root[32]; /* public: whose node this is */
};

struct ep_quota { /* of what is kept of one peer; 0 means the most that limits.h allows */
    uint64_t bytes, huishoudens;
};

struct ep_engine_setup {
    const struct ep_node_keys *keys; /* copied; wiped at close */
    struct ep_store *store;          /* borrowed */
    const struct ep_policy *policy;  /* borrowed */
    struct ep_quota quota;
    void (*random)(void *ctx, uint8_t *out, size_t len);
    void *random_ctx;
    /* A line for the operator: ids and codes only, never names. May be NULL. */
    void (*log)(void *ctx, const char *line);
    void *log_ctx;
};

struct ep_engine;

/* First statements and access records of a new node: taken once, when the store is empty. */
struct ep_first {
    ep_bytes statements; /* frames, one statement each */
    ep_bytes access;     /* frames, one access record each */
};

EP_MUST ep_err ep_engine_open(struct ep_engine **out, const struct ep_engine_setup *setup, const struct ep_first *first,
                              struct ep_moment now);
void ep_engine_close(struct ep_engine *engine); /* NULL is allowed */

EP_MUST ep_err ep_engine_step(struct ep_engine *engine, const struct ep_event *events, size_t count,
                              struct ep_moment now, struct ep_effects *effects);
/* When it wants its next tick, on the monotonic clock, if no event comes before: what is not later than now is wanted at
 * once. Asked again after every step. */
uint64_t ep_engine_due(const struct ep_engine *engine);

#endif
