/* The API, one row for each thing that can be asked. Layer: cli. web/openapi.json describes each, and a test compares. */
#ifndef EP_CLI_WEB_ROUTE_H
#define EP_CLI_WEB_ROUTE_H

#include "cli/web.h"

struct ep_web_captures;
typedef ep_err ep_web_own(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                          struct ep_antwoord *out);

struct ep_web_row {
    const char *method, *path; /* below EP_WEB_API; "*" is an id, or what `own` makes of it */
    const char *command;       /* as struct ep_web_call has it; NULL: `own` */
    ep_web_own *own;
    const char *type;    /* of what the command says; NULL: JSON */
    enum ep_web_mag mag; /* what a key must be for to do it; EP_MAG_PERSOON: no key does */
    bool basis;          /* it changes what was read, and says which version: If-Match */
    bool later;          /* it waits EP_WEB_UNDO_S, and can be undone */
    bool talks;          /* it asks back: web_gesprek.h */
    bool locked;         /* also while the vault is locked */
};

const struct ep_web_row *ep_web_rows(size_t *count);

#endif
