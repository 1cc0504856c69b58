/* A command that talks back: pairing and joining, in which two people read words to each other. Layer: cli.
 *
 * It runs in a child of this process, with a session of its own, while the page is served on; what it says comes here, and
 * what the person types goes there. One at a time. The child ends with its command, or when its input does. */
#ifndef EP_CLI_WEB_GESPREK_H
#define EP_CLI_WEB_GESPREK_H

#include "cli/web_call.h"

#define EP_GESPREK_LINE_BYTES 256u

/* EP_EXISTS: one runs. EP_NO_MEMORY. */
EP_MUST ep_err ep_gesprek_begin(struct ep_web *web, const struct ep_web_call *call);
/* One line, without its end. EP_NOT_FOUND: none runs. EP_FIELD_INVALID. */
EP_MUST ep_err ep_gesprek_say(struct ep_web *web, ep_bytes body);
void ep_gesprek_hear(struct ep_web *web); /* when its fd is readable */
void ep_gesprek_end(struct ep_web *web);  /* ends it, and forgets what was said */
/* web_qr.c: the invitation line in it, as an image. EP_NOT_FOUND: there is none. */
EP_MUST ep_err ep_gesprek_qr(const struct ep_web *web, struct ep_antwoord *out);
EP_MUST ep_err ep_gesprek_json(const struct ep_web *web, struct ep_antwoord *out);

#endif
