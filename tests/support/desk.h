/* The page of `eenplan web` without a socket: a request goes in, an answer comes out. */
#ifndef EP_SUPPORT_DESK_H
#define EP_SUPPORT_DESK_H

#include "cli/web.h"

struct desk {
    struct ep_cli cli;
    struct ep_web web; /* of a program that listens on port 4000; its events wake nobody */
    struct ep_verzoek verzoek;
    struct ep_antwoord antwoord; /* the last */
    char cookie[128];            /* the page's own, with one of somebody else before it */
};

/* A locked vault that is nowhere, and a request that comes from there and asks for nothing yet. */
void desk_open(struct desk *desk);
void desk_close(struct desk *desk);
unsigned desk_ask(struct desk *desk, const struct ep_verzoek *verzoek); /* the status of the answer */
bool desk_says(const struct desk *desk, const char *text);              /* it stands in the answer */
void desk_no_wake(void *ctx, struct ep_web_stream *stream);

#endif
