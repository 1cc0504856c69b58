/* Promise: what is sealed at rest opens under its key only, whole or not at all, and shows one key and nonce for one text.
 * The golden value comes from Python's hashlib and cryptography. */
#include "crypto/rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t key[32] = {7};

static void test_sealing_gives_the_golden_bytes(void **state)
{
    uint8_t memory[5 + EP_REST_BYTES];
    char hex[2 * sizeof memory + 1];
    ep_out out = EP_OUT(memory);
    (void)state;
    assert_int_equal(ep_rest_seal(&out, ep_text("hallo"), key), EP_OK);
    ep_hex(hex, ep_out_bytes(&out));
    assert_string_equal(
        hex,
        "df23d5ea1657a523a136da06abcbcf87f11b0fce170b1e9cf5a3dbc8b192bf49f0adbf9778f4ad3b68f2e892d66160f2df8aadd95d");
    assert_int_equal(ep_rest_seal(&out, ep_text(""), key), EP_TOO_LARGE);
    assert_int_equal(out.len, sizeof memory);
}

static void test_every_changed_byte_and_every_other_key_is_refused(void **state)
{
    uint8_t memory[5 + EP_REST_BYTES];
    uint8_t opened[5];
    uint8_t other[32] = {8};
    ep_out out = EP_OUT(memory);
    ep_out plain = EP_OUT(opened);
    (void)state;
    assert_int_equal(ep_rest_seal(&out, ep_text("hallo"), key), EP_OK);
    for (size_t i = 0; i < sizeof memory; i++) {
        memory[i] ^= 1;
        assert_int_equal(ep_rest_open(&plain, EP_BYTES(memory), key), EP_NOT_OPENED);
        memory[i] ^= 1;
    }
    for (size_t len = 0; len < sizeof memory; len++)
        assert_int_equal(ep_rest_open(&plain, (ep_bytes){memory, len}, key), EP_NOT_OPENED);
    assert_int_equal(ep_rest_open(&plain, EP_BYTES(memory), other), EP_NOT_OPENED);
    assert_int_equal(plain.len, 0);
    assert_int_equal(ep_rest_open(&plain, EP_BYTES(memory), key), EP_OK);
    assert_memory_equal(opened, "hallo", 5);
    assert_int_equal(ep_rest_open(&plain, EP_BYTES(memory), key), EP_TOO_LARGE);
}

/* Were the stream the same for two texts, their difference would show. */
static void test_two_texts_have_two_streams_and_one_text_has_one(void **state)
{
    uint8_t memory[3][16 + EP_REST_BYTES];
    const uint8_t text[3][16] = {{0}, {1}, {0}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        ep_out out = EP_OUT(memory[i]);
        assert_int_equal(ep_rest_seal(&out, EP_BYTES(text[i]), key), EP_OK);
    }
    assert_memory_equal(memory[0], memory[2], sizeof memory[0]);
    assert_memory_not_equal(memory[0] + 33, memory[1] + 33, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sealing_gives_the_golden_bytes),
        cmocka_unit_test(test_every_changed_byte_and_every_other_key_is_refused),
        cmocka_unit_test(test_two_texts_have_two_streams_and_one_text_has_one),
    };
    return ep_crypto_open() != EP_OK ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
