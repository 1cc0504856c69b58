/* What a step wants done after its commit, in order. Layer: node. */
#ifndef EP_NODE_EFFECTS_H
#define EP_NODE_EFFECTS_H

#include "proto/limits.h"
#include "crypto/bytes.h"

#define EP_LINK_DIALLED (UINT64_C(1) << 63) /* numbers from here on are the engine's own: links that it dials */

enum ep_effect_type {
    EP_EFFECT_OPENED,   /* an accepted link's first message opened: it is no stranger's any more */
    EP_EFFECT_SEND,     /* `bytes`: one frame with its head, for `link` */
    EP_EFFECT_DRAIN,    /* after a SEND of the same step: step with DRAINED when all that waits for `link` has left */
    EP_EFFECT_CLOSE,    /* after what was sent before it has left */
    EP_EFFECT_DIAL,     /* `bytes`: "host:port"; answer with CONNECTED or CLOSED for `link` */
    EP_EFFECT_TRUNCATE, /* call ep_store_truncate, then step with TRUNCATED */
};

struct ep_effect {
    enum ep_effect_type type;
    uint64_t link;
    uint8_t *bytes; /* owned by the effects */
    size_t len;
};

struct ep_effects {
    struct ep_effect *at;
    size_t count, cap;
};

/* Starts as all zero. Append with a copy of `bytes`. EP_NO_MEMORY. */
EP_MUST ep_err ep_effects_add(struct ep_effects *effects, enum ep_effect_type type, uint64_t link, ep_bytes bytes);
void ep_effects_clear(struct ep_effects *effects); /* frees the bytes, keeps the array */
void ep_effects_close(struct ep_effects *effects); /* frees everything */

#endif
