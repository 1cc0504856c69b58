/* Promise: what people type and read is taken within its bounds: base64 and hexadecimal go back to the same bytes, words
 * match only themselves, and text for a screen or a sheet is whole characters that steer nothing. */
#include "cli/screen.h"
#include "cli/sheet.h"
#include "crypto/base64.h"
#include "crypto/words.h"
#include "proto/cursor.h"
#include "tests/fuzz/fuzz.h"

#define MOST 512

static void codes(ep_bytes input)
{
    uint8_t raw[MOST];
    char text[2 * MOST + 1];
    ep_out out = EP_OUT(raw);
    if (ep_unbase64(&out, input) == EP_OK) {
        ep_base64(text, ep_out_bytes(&out));
        assert(ep_bytes_equal(ep_text(text), input)); /* one form only */
    }
    out.len = 0;
    if (ep_unhex(&out, input) == EP_OK) {
        ep_hex(text, ep_out_bytes(&out));
        assert(strlen(text) == input.len);
    }
}

static void words(const char *typed, ep_bytes bits)
{
    char said[EP_WORDS_TEXT_BYTES_MAX];
    uint8_t other[7] = {0};
    if (bits.len < sizeof other)
        return;
    ep_words_text(said, bits, 5);
    assert(ep_words_match(said, said));
    memcpy(other, bits.at, sizeof other);
    other[0] ^= 0x80;
    if (ep_words_match(typed, said)) {
        ep_words_text(said, EP_BYTES(other), 5);
        assert(!ep_words_match(typed, said));
    }
}

static void screens(ep_bytes input, size_t cap)
{
    char line[MOST + 2];
    char whole[MOST + 2];
    ep_screen(input, line, cap);
    assert(strlen(line) < cap && ep_utf8_valid(ep_text(line)));
    for (const char *at = line; *at != 0; at++)
        assert((unsigned char)*at >= ' ' && *at != 0x7f);
    ep_screen_whole(input, whole);
    assert(ep_utf8_valid(ep_text(whole)));
    ep_screen(ep_text(whole), line, sizeof line);
    char twice[MOST + 2];
    assert(strcmp(ep_screen(ep_text(line), twice, sizeof twice), line) == 0); /* clean is clean */
    size_t most = 1 + cap % 40;
    ep_text_cut(line, sizeof line, most);
    assert(ep_utf8_valid(ep_text(line)) && ep_text_width(line) <= most);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char typed[MOST + 1] = {0};
    ep_bytes input = {data, size};
    size_t cap = 1 + fuzz_byte(&input);
    ep_bytes bits = fuzz_bytes(&input, 7);
    input = fuzz_bytes(&input, MOST);
    if (input.len > 0)
        memcpy(typed, input.at, input.len);
    codes(input);
    words(typed, bits);
    screens(input, cap);
    return 0;
}
