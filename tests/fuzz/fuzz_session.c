/* Promise: only the true frames open a session; one that is changed, cut or made up ends it, and never shows a byte. A
 * stranger costs no more than one handshake. The input is the damage to each frame of one conversation. PROTOCOL.md 4.
 */
#include "proto/session.h"
#include "tests/fuzz/fuzz.h"

/* A byte says how: as it is, one bit changed, cut short, longer, or all of it made up. True when still the same. */
static bool damage(ep_bytes *input, ep_out *frame)
{
    uint8_t before[1024];
    size_t len = frame->len, at;
    memcpy(before, frame->at, len);
    unsigned how = fuzz_byte(input) % 5u;
    at = fuzz_byte(input) % len;
    ep_bytes made = how > 2 ? fuzz_bytes(input, fuzz_byte(input)) : (ep_bytes){NULL, 0};
    if (how == 1)
        frame->at[at] = (uint8_t)(frame->at[at] ^ (1u << fuzz_byte(input) % 8));
    if (how == 2 || how == 4)
        frame->len = how == 2 ? at : 0;
    (void)ep_out_put(frame, made);
    return frame->len == len && memcmp(before, frame->at, len) == 0;
}

/* One message from `a` to `b`; false when the link ends. */
static bool talk(struct ep_session *a, struct ep_session *b, ep_bytes *input)
{
    uint8_t sealed[1024], opened[1024];
    ep_out frame = EP_OUT(sealed), message = EP_OUT(opened);
    ep_bytes text = fuzz_bytes(input, fuzz_byte(input) % 128);
    assert(ep_session_seal(a, text, &frame) == EP_OK);
    bool whole = damage(input, &frame);
    assert((ep_session_open(b, ep_out_bytes(&frame), &message) == EP_OK) == whole);
    assert(whole ? ep_bytes_equal(ep_out_bytes(&message), text) : message.len == 0);
    return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t psk[32] = {3}, decoy[32] = {4}, hint[EP_HINT_BYTES] = {5}, first[32] = {6}, second[32] = {8};
    static struct ep_dh_pair own, theirs;
    ep_bytes input = {data, size};
    uint8_t one[512], two[512], head = fuzz_byte(&input);
    ep_out frame1 = EP_OUT(one), frame2 = EP_OUT(two);
    struct ep_session a, b;
    ep_dh_pair_make(&own, decoy);
    ep_dh_pair_make(&theirs, psk);
    struct ep_dial dial = {(enum ep_mode)(1 + head % 3), &own, theirs.public_key, psk, hint, first};
    assert(ep_session_dial(&a, &dial, &frame1) == EP_OK);
    ep_session_accept(&b);
    bool known = (head & 0x80) == 0, whole = damage(&input, &frame1);
    assert((ep_session_read1(&b, &theirs, second, ep_out_bytes(&frame1)) == EP_OK) == whole);
    if (whole) {
        assert(ep_session_answer(&b, known ? psk : NULL, decoy, &frame2) == EP_OK);
        whole = damage(&input, &frame2);
        assert((ep_session_read2(&a, ep_out_bytes(&frame2)) == EP_OK) == (whole && known));
        for (bool up = whole && known; up && input.len > 0;)
            up = talk(&a, &b, &input) && talk(&b, &a, &input);
    }
    ep_session_wipe(&a);
    ep_session_wipe(&b);
    return 0;
}
