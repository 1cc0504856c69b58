/* Text of others, made inert: nothing that moves a cursor, hides or turns text around reaches a terminal, a file or a
 * page by way of this program. Layer: cli. DESIGN 7. */
#ifndef EP_CLI_SCREEN_H
#define EP_CLI_SCREEN_H

#include "crypto/bytes.h"

#define EP_SCREEN_BYTES 256 /* of a name: EP_NAME_BYTES_MAX, and some */

/* For one line of a terminal, cut at the buffer on a character's edge: what is dangerous becomes "?", a line end or tab a
 * blank. Bytes that are no UTF-8 become one "?". Returns out. */
const char *ep_screen(ep_bytes text, char *out, size_t cap);
/* For a document: the same, but line ends and tabs stay, and nothing is cut. `out` has room for text.len + 1. */
const char *ep_screen_whole(ep_bytes text, char *out);

#endif
