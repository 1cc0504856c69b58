/* Promise: bytes never pass the end of their memory, an absent id is never taken for one, and text forms go both ways.
 */
#include "crypto/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_put_that_does_not_fit_writes_nothing(void **state)
{
    uint8_t memory[4] = {9, 9, 9, 9};
    ep_out out = {memory, 0, 3};
    (void)state;
    assert_int_equal(ep_out_put(&out, ep_text("ab")), EP_OK);
    assert_int_equal(ep_out_put(&out, ep_text("cd")), EP_TOO_LARGE);
    assert_true(ep_bytes_equal(ep_out_bytes(&out), ep_text("ab")));
    assert_int_equal(memory[2], 9);
    assert_int_equal(ep_out_put(&out, ep_text("c")), EP_OK);
    assert_int_equal(ep_out_put(&out, (ep_bytes){NULL, 0}), EP_OK);
    assert_int_equal(ep_out_put(&out, (ep_bytes){memory, SIZE_MAX}), EP_TOO_LARGE);
    assert_int_equal(out.len, 3);
    assert_int_equal(memory[3], 9);
}

static void test_bytes_are_equal_only_when_length_and_content_are(void **state)
{
    (void)state;
    assert_true(ep_bytes_equal((ep_bytes){NULL, 0}, ep_text("")));
    assert_false(ep_bytes_equal(ep_text("a"), ep_text("ab")));
    assert_false(ep_bytes_equal(ep_text("a"), ep_text("b")));
}

static void test_only_sixteen_bytes_not_all_zero_are_an_id(void **state)
{
    static const uint8_t zero[17];
    uint8_t last[16] = {0};
    ep_id id = {{1}};
    (void)state;
    assert_int_equal(ep_id_take(&id, (ep_bytes){zero, 16}), EP_MALFORMED);
    assert_int_equal(ep_id_take(&id, (ep_bytes){zero, 17}), EP_MALFORMED);
    assert_int_equal(ep_id_take(&id, (ep_bytes){NULL, 0}), EP_MALFORMED);
    assert_true(ep_id_equal(id, (ep_id){{1}})); /* A refused id changes nothing. */
    last[15] = 1;
    assert_int_equal(ep_id_take(&id, EP_BYTES(last)), EP_OK);
    assert_true(ep_bytes_equal(ep_id_bytes(&id), EP_BYTES(last)));
    assert_false(ep_id_absent(id));
    assert_true(ep_id_absent((ep_id){{0}}));
}

static void test_every_byte_survives_hex_and_back(void **state)
{
    uint8_t all[256];
    uint8_t again[256];
    char hex[513];
    ep_out out = EP_OUT(again);
    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)i;
    ep_hex(hex, EP_BYTES(all));
    assert_int_equal(strlen(hex), 512);
    assert_memory_equal(hex + 20, "0a0b0c0d0e0f10", 14);
    assert_int_equal(ep_unhex(&out, ep_text(hex)), EP_OK);
    assert_memory_equal(again, all, sizeof all);
}

static void test_unhex_refuses_what_is_not_hex(void **state)
{
    static const char *const wrong[] = {"a", "abc", "0g", "g0", "0/", "0:", "0@", "0G", "0`", " 0", "0x", "\xc3\xa9"};
    uint8_t memory[2];
    ep_out out = EP_OUT(memory);
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(ep_unhex(&out, ep_text(wrong[i])), EP_MALFORMED);
    assert_int_equal(ep_unhex(&out, ep_text("000000")), EP_TOO_LARGE);
    assert_int_equal(out.len, 0);
    assert_int_equal(ep_unhex(&out, ep_text("aFFa")), EP_OK);
    assert_memory_equal(memory, "\xaf\xfa", 2);
}

static void test_numbers_are_big_endian(void **state)
{
    uint8_t at[4];
    (void)state;
    ep_u32_put(at, 0x01020384);
    assert_memory_equal(at, "\x01\x02\x03\x84", 4);
    assert_int_equal(ep_u32_take(at), 0x01020384);
    ep_u32_put(at, UINT32_MAX);
    assert_true(ep_u32_take(at) == UINT32_MAX);
}

static void test_padding_comes_off_again_and_only_the_one_form_of_it(void **state)
{
    uint8_t memory[40];
    (void)state;
    for (size_t len = 0; len < 32; len++) {
        ep_out out = {memory, 0, sizeof memory};
        memset(memory, 0x80, sizeof memory);
        out.len = 3 + len;
        assert_int_equal(ep_out_pad(&out, 3, 8), EP_OK);
        assert_int_equal(out.len, 3 + (len / 8 + 1) * 8);
        assert_int_equal(ep_out_unpad(&out, 3, 8), EP_OK);
        assert_int_equal(out.len, 3 + len);
    }
    ep_out tight = {memory, 5, 7};
    assert_int_equal(ep_out_pad(&tight, 0, 8), EP_TOO_LARGE);
    assert_int_equal(tight.len, 5);
    memset(memory, 0, sizeof memory);
    memory[7] = 0x80; /* a whole block of zeros behind the mark: longer than it may be */
    ep_out out = {memory, 16, sizeof memory};
    assert_int_equal(ep_out_unpad(&out, 0, 8), EP_MALFORMED);
    memory[8] = 0x80;
    out.len = 15;
    assert_int_equal(ep_out_unpad(&out, 0, 8), EP_MALFORMED);
    out.len = 0;
    assert_int_equal(ep_out_unpad(&out, 0, 8), EP_MALFORMED);
    out.len = 16;
    memory[9] = 1;
    assert_int_equal(ep_out_unpad(&out, 0, 8), EP_MALFORMED);
    memory[9] = 0;
    assert_int_equal(ep_out_unpad(&out, 0, 8), EP_OK);
    assert_int_equal(out.len, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put_that_does_not_fit_writes_nothing),
        cmocka_unit_test(test_bytes_are_equal_only_when_length_and_content_are),
        cmocka_unit_test(test_only_sixteen_bytes_not_all_zero_are_an_id),
        cmocka_unit_test(test_every_byte_survives_hex_and_back),
        cmocka_unit_test(test_unhex_refuses_what_is_not_hex),
        cmocka_unit_test(test_numbers_are_big_endian),
        cmocka_unit_test(test_padding_comes_off_again_and_only_the_one_form_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
