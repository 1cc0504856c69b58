/* The one loop and the one thread of decisions: with loop_link.h the one door to libuv. DESIGN 8.
 * Events are gathered, stepped, committed once; only then their effects are carried out. */
#ifndef EP_NODE_LOOP_H
#define EP_NODE_LOOP_H

#include "node/engine.h"

struct ep_loop_setup {
    const char *listen; /* "host:port", or NULL */
    struct ep_engine *engine;
    struct ep_store *store;
    void (*ready)(void *ctx); /* called once, when it listens */
    void *ready_ctx;
    void (*reload)(void *ctx); /* on SIGHUP, between two steps */
    void *reload_ctx;
};

/* Runs until SIGINT or SIGTERM (EP_OK), or until going on would be unsafe. */
EP_MUST ep_err ep_loop_run(const struct ep_loop_setup *setup);
/* Now, with the test switch EENPLAN_TEST_CLOCK (a file with a number of hours) added to the wall clock. */
struct ep_moment ep_loop_now(void);

#endif
