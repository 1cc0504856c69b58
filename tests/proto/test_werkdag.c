/* Promise: a term in working days ends on the day that a Dutch calendar says. DOMAIN 3.1 SM-09. */
#include "proto/calendar.h"
#include "proto/werkdag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct ep_policy shipped(void)
{
    struct ep_policy policy;
    struct ep_policy_fault fault;
    assert_int_equal(ep_policy_read(&policy, EP_POLICY_DIR, &fault), EP_OK);
    return policy;
}

static void expect(const struct ep_policy *policy, const char *from, unsigned count, const char *due)
{
    char text[EP_DATE_TEXT_BYTES];
    ep_date_text(text, ep_werkdagen_after(policy, ep_date_first(ep_text(from)), count));
    assert_string_equal(text, due);
}

static void test_five_working_days_over_weekends_and_holidays(void **state)
{
    static const char *const dates[][2] = {
        {"2026-04-21", "2026-04-29"}, /* Koningsdag is a Monday */
        {"2026-03-30", "2026-04-07"}, /* Easter Monday 6 April */
        {"2026-04-02", "2026-04-10"}, /* Thursday before Easter */
        {"2026-05-08", "2026-05-18"}, /* Ascension Day 14 May */
        {"2026-05-21", "2026-05-29"}, /* Whit Monday 25 May */
        {"2026-12-22", "2026-12-30"}, /* Christmas on Friday and Saturday */
        {"2026-12-28", "2027-01-05"}, /* New Year's Day is a Friday */
        {"2025-04-23", "2025-04-30"}, /* 27 April is a Sunday: Koningsdag is Saturday 26 */
        {"2025-04-30", "2025-05-08"}, /* 5 May is a day off in 2025 */
        {"2026-04-30", "2026-05-07"}, /* and not in 2026 */
        {"2030-05-01", "2030-05-08"}, /* 5 May 2030 is a Sunday */
        {"2027-03-24", "2027-04-01"}, /* Easter Monday 29 March 2027 */
        {"2024-03-28", "2024-04-05"}, /* Easter Monday 1 April 2024 */
        {"2024-02-26", "2024-03-04"}, /* 29 February */
        {"2026-11-24", "2026-12-01"}, /* a plain week */
        {"2026-11-28", "2026-12-04"}, /* from a Saturday */
        {"2026-11-29", "2026-12-04"}, /* from a Sunday */
        {"2038-04-23", "2038-05-04"}, /* Easter Monday 26 April, and Koningsdag on Tuesday */
        {"2025-12-24", "2026-01-05"}, /* two holidays and New Year's Day */
        {"1999-12-30", "2000-01-06"}, /* 1 January 2000 is a Saturday */
    };
    struct ep_policy policy = shipped();
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        expect(&policy, dates[i][0], 5, dates[i][1]);
    expect(&policy, "2026-04-27", 0, "2026-04-27");
}

static void test_koningsdag_is_never_on_a_sunday(void **state)
{
    struct ep_policy policy = shipped();
    (void)state;
    policy.days_off = 0; /* or the weekend would hide it */
    assert_false(ep_werkdag(&policy, ep_day_of(2025, 4, 26)));
    assert_true(ep_werkdag(&policy, ep_day_of(2025, 4, 27)));
    assert_true(ep_werkdag(&policy, ep_day_of(2026, 4, 26)));
    assert_false(ep_werkdag(&policy, ep_day_of(2026, 4, 27)));
}

static void test_a_policy_without_working_days_ends_all_the_same(void **state)
{
    struct ep_policy policy = shipped();
    (void)state;
    policy.days_off = 0x7f;
    int32_t from = ep_day_of(2026, 1, 1);
    assert_false(ep_werkdag(&policy, from + 3));
    assert_in_range(ep_werkdagen_after(&policy, from, 5) - from, 35, 366 + 35);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_working_days_over_weekends_and_holidays),
        cmocka_unit_test(test_koningsdag_is_never_on_a_sunday),
        cmocka_unit_test(test_a_policy_without_working_days_ends_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
