/* The loop of `eenplan web`: requests, the node's link, clocks. Layer: cli. */
#ifndef EP_CLI_WEB_LOOP_H
#define EP_CLI_WEB_LOOP_H

#include "cli/web.h"

/* Serves on a listening socket, which it takes over, until SIGINT or SIGTERM; then it locks. EP_NO_MEMORY, EP_FILE. */
EP_MUST ep_err ep_web_loop(struct ep_web *web, int socket);
/* What the node says unasked: a household changed, or sharing in it ended; or that it is gone. */
void ep_web_hear(struct ep_web *web);

#endif
