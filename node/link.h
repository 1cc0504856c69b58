/* Byte links over TCP: the one door to nng (nng_stream; see node/DESIGN.md for what of nng is not used, and why).
 *
 * nng's threads only put a note in a queue and call `wake`; everything else happens on the thread that calls
 * ep_links_poll, which owns all state. Frames are cut here, and a length is checked before anything is kept. */
#ifndef EP_NODE_LINK_H
#define EP_NODE_LINK_H

#include "node/engine.h"

struct ep_links;

struct ep_links_setup {
    const char *listen;      /* "host:port" with a numeric host, or NULL: only dials */
    void (*wake)(void *ctx); /* called on another thread; may be called again before a poll */
    void *wake_ctx;
};

/* EP_PORT_IN_USE: the address is taken, or not of this machine. EP_NO_MEMORY. */
EP_MUST ep_err ep_links_open(struct ep_links **out, const struct ep_links_setup *setup);
/* Blocks until nng's threads are done with our memory, and ends nng: so at most one at a time in a process, and the
 * same after an open that failed. NULL is allowed. */
void ep_links_close(struct ep_links *links);

/* Hand over what happened, in order. A frame is borrowed for the visit. The visit may call the functions below. */
typedef void ep_links_visit(void *arg, const struct ep_event *event);
void ep_links_poll(struct ep_links *links, ep_links_visit *visit, void *arg);

/* Numbers that are gone are ignored. An accepted link counts as a stranger's until it is said to be opened: of those there
 * are at most EP_LINKS_PER_ADDRESS_MAX from one address and EP_LINKS_STRANGERS_MAX in all, and a new one takes the place
 * of the oldest. So whoever holds many costs his own first, and one who opens in time is served all the same. */
void ep_links_opened(struct ep_links *links, uint64_t number);
void ep_links_send(struct ep_links *links, uint64_t number, ep_bytes bytes);
/* What is sent leaves now, or with the next poll: all for one side in one write, so that what a step says together is
 * read together there, and committed together. */
void ep_links_push(struct ep_links *links);
/* After a send: tell with DRAINED when nothing waits for that side any more. */
void ep_links_drain(struct ep_links *links, uint64_t number);
/* At once when nothing waits to be sent; otherwise when the other side closes after it, or at the second tick. */
void ep_links_shut(struct ep_links *links, uint64_t number);
void ep_links_shut_all(struct ep_links *links);
void ep_links_dial(struct ep_links *links, uint64_t number, const char *address); /* answers with an event */
/* Each EP_TICK_MS as long as ep_links_waiting says so: links that would not drain, and strangers that could not be let in. */
void ep_links_tick(struct ep_links *links);
bool ep_links_waiting(const struct ep_links *links);

#endif
