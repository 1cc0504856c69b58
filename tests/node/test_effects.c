/* Promise: effects come out in the order they were wanted, with bytes of their own; and no memory is an answer, not a
 * crash. */
#include "node/effects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* So that a sanitizer answers as the system does when there is no memory. */
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static void test_effects_keep_their_order_and_own_their_bytes(void **state)
{
    struct ep_effects effects = {NULL, 0, 0};
    uint8_t bytes[] = {1, 2, 3};
    (void)state;
    for (uint64_t n = 0; n < 200; n++) {
        bytes[0] = (uint8_t)n;
        assert_int_equal(ep_effects_add(&effects, EP_EFFECT_SEND, n, EP_BYTES(bytes)), EP_OK);
    }
    assert_int_equal(ep_effects_add(&effects, EP_EFFECT_DIAL, 7, ep_text("a:1")), EP_OK);
    assert_int_equal(ep_effects_add(&effects, EP_EFFECT_CLOSE, 8, (ep_bytes){NULL, 0}), EP_OK);
    assert_int_equal(effects.count, 202);
    for (size_t n = 0; n < 200; n++)
        assert_true(effects.at[n].type == EP_EFFECT_SEND && effects.at[n].link == n && effects.at[n].len == 3 &&
                    effects.at[n].bytes[0] == (uint8_t)n);
    assert_string_equal((const char *)effects.at[200].bytes, "a:1"); /* an address is a C string */
    assert_int_equal(effects.at[201].len, 0);
    ep_effects_clear(&effects);
    assert_int_equal(effects.count, 0);
    assert_non_null(effects.at);
    ep_effects_close(&effects);
    assert_null(effects.at);
}

static void test_no_memory_is_an_answer(void **state)
{
    struct ep_effects full = {NULL, (size_t)1 << 55, (size_t)1 << 55}; /* its next size is beyond any machine */
    struct ep_effects effects = {NULL, 0, 0};
    static const uint8_t byte;
    (void)state;
    assert_int_equal(ep_effects_add(&full, EP_EFFECT_SEND, 1, (ep_bytes){&byte, 1}), EP_NO_MEMORY);
    assert_int_equal(full.count, (size_t)1 << 55);
    assert_int_equal(ep_effects_add(&effects, EP_EFFECT_SEND, 1, (ep_bytes){&byte, SIZE_MAX / 4}), EP_NO_MEMORY);
    assert_int_equal(effects.count, 0);
    ep_effects_close(&effects);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_effects_keep_their_order_and_own_their_bytes),
        cmocka_unit_test(test_no_memory_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
