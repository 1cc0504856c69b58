/* Promise: a line that people copy has one form; whatever else stands in it is refused, also what is no ASCII.
 * PROTOCOL.md 7.1. */
#include "crypto/base64.h"
#include "crypto/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ep_err un(const char *text, uint8_t *bytes, size_t cap, size_t *len)
{
    ep_out out = {bytes, 0, cap};
    ep_err err = ep_unbase64(&out, ep_text(text));
    *len = out.len;
    return err;
}

static void test_every_length_comes_back(void **state)
{
    uint8_t bytes[100];
    uint8_t back[100];
    char text[EP_BASE64_LEN(100) + 1];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 + 11);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        ep_out out = EP_OUT(back);
        ep_base64(text, (ep_bytes){bytes, len});
        assert_int_equal(strlen(text), EP_BASE64_LEN(len));
        assert_int_equal(ep_unbase64(&out, ep_text(text)), EP_OK);
        assert_true(ep_bytes_equal(ep_out_bytes(&out), (ep_bytes){bytes, len}));
    }
}

static void test_known_texts(void **state)
{
    static const uint8_t high[] = {0xfb, 0xff, 0xfe};
    char text[16];
    (void)state;
    ep_base64(text, ep_text("foobar") /* RFC 4648 10 */);
    assert_string_equal(text, "Zm9vYmFy");
    ep_base64(text, ep_text("fo"));
    assert_string_equal(text, "Zm8");
    ep_base64(text, EP_BYTES(high));
    assert_string_equal(text, "-__-"); /* the URL alphabet */
}

static void test_any_byte_outside_the_alphabet_is_refused_wherever_it_stands(void **state)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (void)state;
    for (size_t at = 0; at < 8; at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            uint8_t text[8];
            uint8_t bytes[8];
            ep_out out = EP_OUT(bytes);
            memcpy(text, "AAAAAAAA", 8);
            text[at] = (uint8_t)byte;
            bool good = byte != 0 && strchr(alphabet, (int)byte) != NULL;
            ep_err err = ep_unbase64(&out, EP_BYTES(text));
            if (err != (good ? EP_OK : EP_MALFORMED))
                fail_msg("byte %u at %zu: %s", byte, at, ep_err_row(err)->name);
            if (!good)
                assert_int_equal(out.len, 0);
        }
}

static void test_other_forms_of_the_same_bytes_are_refused(void **state)
{
    uint8_t bytes[16];
    size_t len = 0;
    (void)state;
    assert_int_equal(un("Zm8", bytes, sizeof bytes, &len), EP_OK);
    assert_int_equal(un("Zm9", bytes, sizeof bytes, &len), EP_MALFORMED);  /* bits left over that are not zero */
    assert_int_equal(un("Zm8=", bytes, sizeof bytes, &len), EP_MALFORMED); /* padding */
    assert_int_equal(un("Zm 8", bytes, sizeof bytes, &len), EP_MALFORMED);
    assert_int_equal(un("Z", bytes, sizeof bytes, &len), EP_MALFORMED); /* no length of any bytes */
    assert_int_equal(un("Zm9vY", bytes, sizeof bytes, &len), EP_MALFORMED);
}

static void test_what_does_not_fit_is_said_so(void **state)
{
    uint8_t bytes[3];
    size_t len = 0;
    (void)state;
    assert_int_equal(un("Zm9v", bytes, 3, &len), EP_OK);
    assert_int_equal(len, 3);
    assert_int_equal(un("Zm9vYg", bytes, 3, &len), EP_TOO_LARGE);
    assert_int_equal(un("Zg", bytes, 0, &len), EP_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_length_comes_back),
        cmocka_unit_test(test_known_texts),
        cmocka_unit_test(test_any_byte_outside_the_alphabet_is_refused_wherever_it_stands),
        cmocka_unit_test(test_other_forms_of_the_same_bytes_are_refused),
        cmocka_unit_test(test_what_does_not_fit_is_said_so),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
