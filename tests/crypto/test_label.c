/* Promise: no label is another or the beginning of another, so bytes made for one purpose never pass for another. */
#include "crypto/label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_no_label_begins_another(void **state)
{
    (void)state;
    for (unsigned a = 0; a < EP_LABEL_COUNT; a++)
        for (unsigned b = 0; b < EP_LABEL_COUNT; b++) {
            ep_bytes left = ep_label((enum ep_label)a);
            ep_bytes right = ep_label((enum ep_label)b);
            if (a != b && left.len <= right.len)
                assert_memory_not_equal(left.at, right.at, left.len);
        }
}

static void test_every_label_is_ours_and_ends_in_its_only_nul(void **state)
{
    (void)state;
    for (unsigned a = 0; a < EP_LABEL_COUNT; a++) {
        ep_bytes label = ep_label((enum ep_label)a);
        assert_true(label.len > strlen("eenplan/1/") + 1);
        assert_memory_equal(label.at, "eenplan/1/", strlen("eenplan/1/"));
        assert_ptr_equal(memchr(label.at, 0, label.len), label.at + label.len - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_label_begins_another),
        cmocka_unit_test(test_every_label_is_ours_and_ends_in_its_only_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
