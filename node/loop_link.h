/* Byte links over TCP, on the loop that they are given: the second file behind the door to libuv.
 *
 * Frames are cut here, and a length is checked before anything is kept. What happened is told from within the loop or a
 * tick, and from no other function below: so the visit may call them, but for tick and close. */
#ifndef EP_NODE_LOOP_LINK_H
#define EP_NODE_LOOP_LINK_H

#include "node/engine.h"

struct uv_loop_s;
struct ep_links;

/* In order. A frame is borrowed for the visit. */
typedef void ep_links_visit(void *arg, const struct ep_event *event);

struct ep_links_setup {
    struct uv_loop_s *loop;
    const char *listen; /* "host:port" with a numeric host, or NULL: only dials */
    ep_links_visit *visit;
    void *visit_arg;
};

/* EP_PORT_IN_USE: the address is taken, or not of this machine. EP_NO_MEMORY. */
EP_MUST ep_err ep_links_open(struct ep_links **out, const struct ep_links_setup *setup);
/* Tells nothing any more. The memory goes as the loop runs on, so it has to run until nothing is left in it; the same after
 * an open that failed. NULL is allowed. */
void ep_links_close(struct ep_links *links);

/* Numbers that are gone are ignored. An accepted link counts as a stranger's until it is said to be opened: of those there
 * are at most EP_LINKS_PER_ADDRESS_MAX from one address and EP_LINKS_STRANGERS_MAX in all, and a new one takes the place
 * of the oldest. So whoever holds many costs his own first, and one who opens in time is served all the same. */
void ep_links_opened(struct ep_links *links, uint64_t number);
void ep_links_send(struct ep_links *links, uint64_t number, ep_bytes bytes);
/* What is sent leaves now: all for one side in one write, so that what a step says together is read together there, and
 * committed together. */
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
