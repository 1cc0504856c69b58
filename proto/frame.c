#include "proto/frame.h"

#include <assert.h>
#include <string.h>

static void fill(struct ep_frame_reader *reader, ep_bytes *input, size_t want)
{
    size_t missing = want - reader->len;
    size_t take = input->len < missing ? input->len : missing;
    if (take == 0)
        return;
    memcpy(reader->buffer + reader->len, input->at, take);
    reader->len += take;
    input->at += take;
    input->len -= take;
}

ep_err ep_frame_read(struct ep_frame_reader *reader, ep_bytes *input, ep_bytes *frame)
{
    /* A whole frame from the call before is still in the buffer: it was handed out, so begin anew. */
    if (reader->len > EP_FRAME_HEAD_BYTES && reader->len == EP_FRAME_HEAD_BYTES + ep_u32_take(reader->buffer))
        reader->len = 0;
    if (reader->len < EP_FRAME_HEAD_BYTES)
        fill(reader, input, EP_FRAME_HEAD_BYTES);
    if (reader->len < EP_FRAME_HEAD_BYTES)
        return EP_AGAIN;
    uint32_t len = ep_u32_take(reader->buffer);
    if (len == 0 || len > EP_FRAME_BYTES_MAX)
        return EP_MALFORMED;
    fill(reader, input, EP_FRAME_HEAD_BYTES + len);
    if (reader->len < EP_FRAME_HEAD_BYTES + len)
        return EP_AGAIN;
    *frame = (ep_bytes){reader->buffer + EP_FRAME_HEAD_BYTES, len};
    return EP_OK;
}

void ep_frame_head(uint8_t head[EP_FRAME_HEAD_BYTES], size_t frame_bytes)
{
    assert(frame_bytes >= 1 && frame_bytes <= EP_FRAME_BYTES_MAX);
    ep_u32_put(head, (uint32_t)frame_bytes);
}
