/* A JSON object as a page or another program sends it: one flat object of words. Layer: cli. Behind the door to jansson.
 *
 * A member is a text, a number, true or false, null, or a list of texts and numbers; anything deeper, a member twice, or a
 * NUL in a text is malformed. So what can be said here is what options on a command line can say. */
#ifndef EP_CLI_JSON_READ_H
#define EP_CLI_JSON_READ_H

#include "crypto/bytes.h"

#define EP_JSON_MEMBERS_MAX 96

/* `value` is borrowed for the visit: the text, the number in decimal, the list joined by commas; "" for true and false.
 * A null is not visited: it says nothing. */
enum ep_json_sort { EP_JSON_WORD, EP_JSON_TRUE, EP_JSON_FALSE };
typedef ep_err ep_json_visit(void *arg, const char *name, enum ep_json_sort sort, const char *value);

/* EP_MALFORMED, EP_TOO_MANY members, EP_NO_MEMORY; else the first error of the visit. No bytes at all are an empty object. */
EP_MUST ep_err ep_json_read(ep_bytes text, ep_json_visit *visit, void *arg);

#endif
