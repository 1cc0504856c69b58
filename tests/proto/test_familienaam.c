/* Promise: who looks at somebody of his own family name is noticed however either name is written, and a given name, a prefix
 * or an initial is no family name. PROTOCOL.md 5.6.17. */
#include "proto/familienaam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool same(const char *one, const char *other)
{
    bool there = ep_familienaam_same(ep_text(one), ep_text(other));
    assert_true(there == ep_familienaam_same(ep_text(other), ep_text(one)));
    return there;
}

static void test_however_it_is_written(void **state)
{
    static const char *const written[] = {"Eva de Vries",         "VRIES",
                                          "Vries, E. de",         "E.J. de vries",
                                          "Vries E. de",          "Vries, Eva de",
                                          "Eva de Vri\xc3\xa9s",  "Eva de Vrie\xcc\x81s",
                                          "E. van Dijk-de Vries", "Eva de Vries-van Dijk"};
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++)
        assert_true(same(written[i], "Samira de Vries"));
    assert_true(same("\xc5\x9e"
                     "ule \xc3\x96zt\xc3\xbcrk",
                     "oma Ozturk"));
    assert_true(same("Samira de Vries-Amrani", "Karim Amrani"));
    assert_true(same("\xd0\x9e\xd0\xbb\xd1\x8f \xd0\x91\xd0\xbe\xd0\xb9", "\xd0\x91\xd0\xbe\xd0\xb9"));
}

static void test_what_is_no_family_name(void **state)
{
    (void)state;
    assert_false(same("Eva Jansen", "Eva de Vries"));
    assert_false(same("Eva Maria Jansen", "Maria de Vries"));
    assert_false(same("Anne-Marie Jansen", "Anne-Sophie de Vries"));
    assert_false(same("Jansen, Eva de", "Vries, Bo de"));
    assert_false(same("E. de", "B. de"));
    assert_false(same("Jan Vries", "Jan Vriesman"));
    assert_false(same("", ""));
    assert_false(same("de", "de"));
    assert_false(same("-", ","));
}

/* A name that ends in the middle of a letter, or is far too long, is read no further than it goes. */
static void test_no_byte_behind_the_name(void **state)
{
    static uint8_t name[1000] = {'a'};
    (void)state;
    for (size_t i = 1; i < sizeof name; i++)
        name[i] = i % 2 == 0 ? '-' : 0xc5;
    for (size_t len = 0; len <= sizeof name; len += 7)
        assert_false(ep_familienaam_same((ep_bytes){name, len}, ep_text("Jansen")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_however_it_is_written),
        cmocka_unit_test(test_what_is_no_family_name),
        cmocka_unit_test(test_no_byte_behind_the_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
