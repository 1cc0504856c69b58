/* Promise: the sealed text of a level, once it is taken, puts to the same bytes; a hostile author can make a reader
 * refuse it, never misread it. The first byte is the level. PROTOCOL.md 5.5. */
#include "proto/opgave.h"
#include "crypto/seal.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t buffer[EP_PLAIN_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    ep_bytes input = {data, size};
    unsigned level = 1 + fuzz_byte(&input) % 3u;
    struct ep_opgave opgave = {0};
    if (input.len > sizeof buffer)
        return 0; /* what is sealed is no longer */
    if (ep_opgave_take(input, level, &opgave) != EP_OK)
        return 0;
    const struct ep_soort_row *row = ep_soort(opgave.soort);
    assert(row != NULL && (row->levels & 7u) != 0);
    for (size_t i = 0; i < row->table.count; i++)
        assert(row->table.fields[i].level != level || ep_field_valid(&row->table.fields[i], &opgave));
    assert(ep_opgave_put(&out, &opgave, level) == EP_OK);
    assert(ep_bytes_equal(ep_out_bytes(&out), input));
    return 0;
}
