/* The door to libmicrohttpd: requests in, answers out, streams. Layer: cli. One loop, no thread of its own.
 *
 * What the library does not do by itself (notes/feasibility.md 2) is done here: one deadline for a whole request (its
 * own timeout starts anew with every byte), a cap on the body while it comes in, and headers that stand there twice. */
#ifndef EP_CLI_WEB_HTTP_H
#define EP_CLI_WEB_HTTP_H

#include "cli/web.h"

struct ep_http;

/* Listens on the socket, which it takes over. EP_NO_MEMORY. Sets the wake of `web`. */
EP_MUST ep_err ep_http_open(struct ep_http **out, struct ep_web *web, int socket);
void ep_http_close(struct ep_http *http);   /* NULL is allowed */
int ep_http_fd(const struct ep_http *http); /* readable when there is something to do */
/* Does what there is to do. */
void ep_http_run(struct ep_http *http);
/* So many milliseconds until there is something to do without anybody asking; at most `most`. */
int ep_http_wait(const struct ep_http *http, int most);
/* Once in a while: cuts who takes longer than a request may, and lets who sleeps hear that we are there. */
void ep_http_tick(struct ep_http *http);

#endif
