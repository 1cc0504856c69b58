/* Frames on a byte stream: 4 bytes big-endian length, then so many bytes. PROTOCOL.md 4.1.
 * The length is checked before anything is kept: 1 to EP_FRAME_BYTES_MAX. */
#ifndef EP_PROTO_FRAME_H
#define EP_PROTO_FRAME_H

#include "crypto/bytes.h"
#include "proto/limits.h"

#define EP_FRAME_HEAD_BYTES 4u

struct ep_frame_reader {
    uint8_t *buffer; /* EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX bytes, the caller's */
    size_t len;
};

/* Take from `input` (which advances) until one frame is whole. EP_OK: `frame` points into the buffer and is valid
 * until the next call. EP_AGAIN: all input is taken, more is needed. EP_MALFORMED: a length of zero or too large. */
EP_MUST ep_err ep_frame_read(struct ep_frame_reader *reader, ep_bytes *input, ep_bytes *frame);
/* The 4 bytes that go in front. */
void ep_frame_head(uint8_t head[EP_FRAME_HEAD_BYTES], size_t frame_bytes);

#endif
