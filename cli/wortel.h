/* A root of another organisation's log, as a line of text that proves itself: what this node heard as its witness, to send
 * to that organisation's privacy officer. PROTOCOL.md 9.4. Layer: cli.
 *
 *   <day> <rows> <root> <witness> <position>
 *
 * The day is a date, in UTC, at the witness; rows a number; the rest hexadecimal. Rows and root stand in the position too, which
 * the node whose log it is signed: they are there to be read, and must be the same. */
#ifndef EP_CLI_WORTEL_H
#define EP_CLI_WORTEL_H

#include "proto/message.h"

#define EP_WORTEL_TEXT_BYTES 704 /* with the closing NUL; no line end */

struct ep_wortel {
    uint64_t day; /* since 1970 UTC */
    ep_id witness;
    struct ep_msg_position position;
};

/* EP_TOO_LARGE: a day that no date names. */
EP_MUST ep_err ep_wortel_text(char text[EP_WORTEL_TEXT_BYTES], const struct ep_wortel *wortel);
/* Without a line end. EP_MALFORMED: not what ep_wortel_text writes, to the byte. Whether it is signed is not looked at. */
EP_MUST ep_err ep_wortel_read(const char *text, struct ep_wortel *out);

#endif
