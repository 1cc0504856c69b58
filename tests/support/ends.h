/* Both ends of links on one loop in one process, and plain sockets that play strangers. */
#ifndef EP_TESTS_ENDS_H
#define EP_TESTS_ENDS_H

#include "node/loop_link.h"

#include <uv.h>

#define ENDS_PATIENCE_MS 20000
#define ENDS_DIALLED (EP_LINK_DIALLED + 7)

struct ends {
    uv_loop_t uv;
    struct ep_links *links;
    ep_links_visit *visit; /* ends_remember, or one that calls it */
    char address[32];
    unsigned port;
    uint64_t accepted; /* the newest */
    size_t count[EP_EVENT_TRUNCATED + 1];
    size_t last_len;
    uint8_t first_byte, last_byte;
    size_t slow_every; /* sleep a moment at every so many frames */
};

/* A fixture of cmocka: it listens on a port of its own. At the end nothing may be left in the loop. */
int ends_begin(void **state);
int ends_end(void **state);
ep_err ends_open(struct ends *ends, const char *address);
/* Nothing is left in the loop, and nothing is told any more. */
void ends_close(struct ends *ends);

void ends_remember(void *arg, const struct ep_event *event);
/* What a turn of the node's loop does, without sleeping. */
void ends_turn(struct ends *ends);
/* Go on until so many events of a type were seen; false after a long while. */
bool ends_seen(struct ends *ends, enum ep_event_type type, size_t count);
void ends_send(struct ends *ends, uint64_t link, size_t len, uint8_t first, uint8_t last);

/* A plain socket that plays a stranger from 127.0.0.`host`; all of 127 is the loopback. -1: it cannot connect. */
int ends_stranger_from(unsigned host, unsigned port);
int ends_stranger(unsigned port);
/* How many bytes come before the other side closes; -1 when it does not. After `want` of them time goes on. */
long ends_until_closed(struct ends *ends, int fd, long want);
/* Closed by the other side, or still held open? */
bool ends_held(int fd);

#endif
