/* Promise: whatever is asked of whatever bytes, the cursor stays within them and a mistake sticks; what it takes to the
 * end packs again to the same bytes, so every value has one form. The input is a program (count, then two bytes a step)
 * and then the bytes. PROTOCOL.md 2. */
#include "proto/cursor.h"
#include "proto/pack.h"
#include "tests/fuzz/fuzz.h"

#define STEPS_MAX 32

static void step(struct ep_cursor *cursor, struct ep_pack *pack, uint8_t what, uint8_t number)
{
    uint64_t value;
    size_t len = (size_t)number * number;
    switch (what % 6) {
    case 0:
        ep_take_array(cursor, number);
        ep_pack_array(pack, number);
        break;
    case 1:
        if (ep_take_nil(cursor))
            ep_pack_nil(pack);
        break;
    case 2:
        value = ep_take_uint(cursor, number < 64 ? UINT64_MAX >> number : number);
        ep_pack_uint(pack, value);
        break;
    case 3:
        ep_pack_bool(pack, ep_take_bool(cursor));
        break;
    case 4:
        ep_pack_bin(pack, ep_take_bin(cursor, number % 3, len));
        break;
    default:
        ep_pack_str(pack, ep_take_str(cursor, len));
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t buffer[1u << 20];
    ep_out out = EP_OUT(buffer);
    ep_bytes input = {data, size};
    ep_bytes program = fuzz_bytes(&input, 2 * (size_t)(fuzz_byte(&input) % STEPS_MAX));
    struct ep_cursor cursor;
    struct ep_pack pack;
    ep_cursor_init(&cursor, input);
    ep_pack_init(&pack, &out);
    const uint8_t *begin = cursor.at;
    while (program.len > 0) {
        bool bad = cursor.bad;
        uint8_t what = fuzz_byte(&program);
        step(&cursor, &pack, what, fuzz_byte(&program));
        assert(cursor.bad || !bad);
        assert(cursor.at >= begin && cursor.at <= cursor.end);
    }
    if (ep_cursor_end(&cursor) == EP_OK)
        assert(ep_pack_end(&pack) == EP_OK && ep_bytes_equal(ep_out_bytes(&out), input));
    return 0;
}
