/* Promise: every outcome has one number, one name, an exit status, and a text and an advice in both languages. */
#include "crypto/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_every_row_says_what_happened_and_what_to_do(void **state)
{
    (void)state;
    for (size_t n = 0; ep_err_at(n) != NULL; n++) {
        const struct ep_err_row *row = ep_err_at(n);
        for (int language = 0; language < 2; language++) {
            assert_true(strlen(row->text[language]) > 0);
            assert_int_equal(strlen(row->next[language]) > 0, row->code != EP_OK);
        }
        assert_int_equal(row->exit_status == 0, row->code == EP_OK);
        assert_in_range(row->exit_status, 0, 125); /* The shell keeps 126 and up for itself. */
    }
}

static void test_numbers_and_names_are_unique(void **state)
{
    (void)state;
    for (size_t n = 0; ep_err_at(n) != NULL; n++) {
        assert_true(ep_err_at(n)->code < EP_ERR_END);
        assert_memory_equal(ep_err_at(n)->name, "EP_", 3);
        for (size_t m = 0; m < n; m++) {
            assert_int_not_equal(ep_err_at(m)->code, ep_err_at(n)->code);
            assert_string_not_equal(ep_err_at(m)->name, ep_err_at(n)->name);
        }
    }
}

static void test_every_code_finds_its_row(void **state)
{
    (void)state;
    for (size_t n = 0; ep_err_at(n) != NULL; n++)
        assert_ptr_equal(ep_err_row(ep_err_at(n)->code), ep_err_at(n));
    assert_string_equal(ep_err_row(EP_FORGED)->name, "EP_FORGED");
}

static void test_number_outside_the_table_is_unknown(void **state)
{
    static const unsigned long long strange[] = {29, 254, 255, 256, 256 + EP_FORGED, UINT32_MAX, UINT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++)
        assert_int_equal(ep_err_from_wire(strange[i]), EP_UNKNOWN);
    for (size_t n = 0; ep_err_at(n) != NULL; n++)
        assert_int_equal(ep_err_from_wire(ep_err_at(n)->code), ep_err_at(n)->code);
    assert_int_equal(ep_err_row(EP_ERR_END)->code, EP_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_says_what_happened_and_what_to_do),
        cmocka_unit_test(test_numbers_and_names_are_unique),
        cmocka_unit_test(test_every_code_finds_its_row),
        cmocka_unit_test(test_number_outside_the_table_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
