/* Promise: the same bytes give the same frames and the same end, wherever the network cut them; no frame is empty or
 * too large; frames with their heads are exactly the bytes that were taken. PROTOCOL.md 4.1. */
#include "proto/frame.h"
#include "tests/fuzz/fuzz.h"

#define BYTES_MAX (4u * 65536u)

struct told {
    uint8_t bytes[BYTES_MAX]; /* every frame, with its head put in front again */
    size_t len;
    ep_err end;
};

/* `cuts` says how long each piece is, over and over; empty: one piece. */
static void read_all(struct told *told, ep_bytes bytes, ep_bytes cuts)
{
    static uint8_t buffer[EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX];
    struct ep_frame_reader reader = {buffer, 0};
    told->len = 0;
    told->end = EP_AGAIN;
    for (size_t n = 0; bytes.len > 0 && told->end == EP_AGAIN; n++) {
        size_t most = cuts.len == 0 ? bytes.len : (size_t)(cuts.at[n % cuts.len] % 11) + (n % cuts.len == 0 ? 1 : 0);
        ep_bytes piece = fuzz_bytes(&bytes, most);
        ep_bytes frame = {NULL, 0};
        while ((told->end = ep_frame_read(&reader, &piece, &frame)) == EP_OK) {
            assert(frame.len >= 1 && frame.len <= EP_FRAME_BYTES_MAX);
            ep_frame_head(told->bytes + told->len, frame.len);
            memcpy(told->bytes + told->len + EP_FRAME_HEAD_BYTES, frame.at, frame.len);
            told->len += EP_FRAME_HEAD_BYTES + frame.len;
        }
        assert(told->end == EP_AGAIN || told->end == EP_MALFORMED);
        assert(told->end != EP_AGAIN || piece.len == 0);
        bool headed = told->end == EP_AGAIN && reader.len >= EP_FRAME_HEAD_BYTES; /* refused before it is kept */
        assert(!headed || (ep_u32_take(buffer) >= 1 && ep_u32_take(buffer) <= EP_FRAME_BYTES_MAX));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct told whole, pieces;
    ep_bytes input = {data, size < BYTES_MAX ? size : BYTES_MAX};
    ep_bytes cuts = fuzz_bytes(&input, fuzz_byte(&input) % 16);
    read_all(&whole, input, (ep_bytes){NULL, 0});
    read_all(&pieces, input, cuts);
    assert(whole.end == pieces.end && whole.len == pieces.len);
    assert(memcmp(whole.bytes, pieces.bytes, whole.len) == 0);
    assert(whole.len <= input.len && (whole.len == 0 || memcmp(whole.bytes, input.at, whole.len) == 0));
    return 0;
}
