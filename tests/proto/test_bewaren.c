/* Promise: each piece has the clock of its own law, and none is forgotten. DOMAIN 5.3, Case D. */
#include "proto/bewaren.h"
#include "proto/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ep_policy shipped(void)
{
    struct ep_policy policy;
    struct ep_policy_fault fault;
    assert_int_equal(ep_policy_read(&policy, EP_POLICY_DIR, &fault), EP_OK);
    return policy;
}

static int32_t until(const struct ep_policy *policy, const char *law, int32_t end, const int32_t *born)
{
    const struct ep_bewaartermijn *row = ep_bewaren_row(policy, law);
    assert_non_null(row);
    return ep_bewaren_until(row, end, born);
}

static void test_each_law_has_its_own_clock(void **state)
{
    struct ep_policy policy = shipped();
    int32_t end = ep_day_of(2026, 7, 28);
    (void)state;
    assert_int_equal(until(&policy, "wmo", end, NULL), ep_day_of(2041, 7, 28));
    assert_int_equal(until(&policy, "zvw", end, NULL), ep_day_of(2046, 7, 28));
    assert_int_equal(until(&policy, "jeugdwet", end, NULL), ep_day_of(2046, 7, 28));
    assert_int_equal(until(&policy, "pw", end, NULL), ep_day_of(2036, 7, 28));
    assert_int_equal(until(&policy, "wmo", ep_day_of(2024, 2, 29), NULL), ep_day_of(2039, 3, 1));
}

static void test_a_clock_that_runs_to_an_age_is_the_later_of_both(void **state)
{
    struct ep_policy policy = shipped();
    int32_t born = ep_day_of(2018, 5, 1);
    int32_t end = ep_day_of(2026, 7, 28);
    (void)state;
    assert_int_equal(until(&policy, "raad", end, &born), ep_day_of(2042, 5, 1));
    assert_int_equal(until(&policy, "wmo", end, &born), ep_day_of(2041, 7, 28));
    assert_int_equal(until(&policy, "raad", ep_day_of(2050, 1, 1), &born), ep_day_of(2050, 1, 1));
    assert_int_equal(until(&policy, "raad", end, NULL), end); /* nobody knows the age: only the end is sure */
}

static void test_what_no_law_names_is_kept_as_the_dossier(void **state)
{
    struct ep_policy policy = shipped();
    (void)state;
    assert_string_equal(ep_bewaren_row(&policy, "zomaar")->code, "dossier");
    policy.bewaartermijnen = 0;
    assert_null(ep_bewaren_row(&policy, "wmo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_law_has_its_own_clock),
        cmocka_unit_test(test_a_clock_that_runs_to_an_age_is_the_later_of_both),
        cmocka_unit_test(test_what_no_law_names_is_kept_as_the_dossier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
