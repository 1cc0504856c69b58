/* Reading strict msgpack without allocation. PROTOCOL.md 2.
 *
 * Errors stick: after the first one every take returns zero, and ep_cursor_end says EP_MALFORMED. So a reader is a
 * straight line with one check at its end. Views point into the input. */
#ifndef EP_PROTO_CURSOR_H
#define EP_PROTO_CURSOR_H

#include "crypto/bytes.h"

struct ep_cursor {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

void ep_cursor_init(struct ep_cursor *cursor, ep_bytes bytes);
/* EP_MALFORMED after any bad take or when bytes are left over. */
EP_MUST ep_err ep_cursor_end(const struct ep_cursor *cursor);

void ep_take_array(struct ep_cursor *cursor, size_t count); /* exactly so many elements follow (at most 65535) */
bool ep_take_nil(struct ep_cursor *cursor);                 /* true and taken, or false and untouched */
uint64_t ep_take_uint(struct ep_cursor *cursor, uint64_t max);
bool ep_take_bool(struct ep_cursor *cursor);
ep_bytes ep_take_bin(struct ep_cursor *cursor, size_t min, size_t max);
ep_bytes ep_take_str(struct ep_cursor *cursor, size_t max); /* valid UTF-8, no NUL */
ep_bytes ep_take_raw(struct ep_cursor *cursor, size_t len); /* bytes after the msgpack, such as a signature */

/* Shortest-form UTF-8 without surrogates, NUL or anything above U+10FFFF. */
bool ep_utf8_valid(ep_bytes text);
/* Characters of a valid text: a minimum in a policy counts these, not bytes. */
size_t ep_utf8_count(ep_bytes text);

#endif
