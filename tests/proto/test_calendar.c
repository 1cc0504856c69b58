/* Promise: a lease ends at local midnight also when the clock changes, and a half-known or leap-day birth date never
 * gives a right too early or takes it too late. PROTOCOL.md 2; DOMAIN 8. */
#include "proto/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int32_t day(const char *date)
{
    assert_true(ep_date_valid(ep_text(date)));
    assert_int_equal(strlen(date), 10);
    return ep_date_first(ep_text(date));
}

static void test_days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(ep_day_of(1970, 1, 1), 0);
    assert_int_equal(ep_day_of(1969, 12, 31), -1);
    assert_int_equal(ep_day_of(2000, 3, 1), 11017);
    assert_int_equal(ep_day_of(2026, 11, 24), 20781);
    assert_int_equal(ep_day_of(1900, 1, 1), -25567);
    assert_int_equal(ep_day_of(2199, 12, 31), 84005);
}

static void test_every_day_has_one_text_and_comes_back(void **state)
{
    int32_t last = ep_day_of(2199, 12, 31);
    char before[EP_DATE_TEXT_BYTES] = "";
    (void)state;
    for (int32_t d = ep_day_of(1900, 1, 1); d <= last; d++) {
        char text[EP_DATE_TEXT_BYTES];
        ep_date_text(text, d);
        assert_true(ep_date_valid(ep_text(text)));
        assert_int_equal(ep_date_first(ep_text(text)), d);
        assert_int_equal(ep_date_last(ep_text(text)), d);
        assert_true(strcmp(before, text) < 0);
        memcpy(before, text, sizeof before);
    }
    assert_string_equal(before, "2199-12-31");
}

static void test_only_days_that_exist_are_dates(void **state)
{
    static const char *const good[] = {"2026",       "1900",       "2199",       "2026-01",   "2026-12",
                                       "2024-02-29", "2000-02-29", "2026-02-28", "2026-04-30"};
    static const char *const bad[] = {
        "",           "2",          "202",        "1899",        "2200",       "2026-",      "2026-0",
        "2026-00",    "2026-13",    "2026-1",     "2026-02-29",  "1900-02-29", "2100-02-29", "2026-04-31",
        "2026-01-00", "2026-01-32", "2026-01-1",  "2026-01-011", "2026/01/01", "2026-01/01", "20260101",
        "2026-1-01",  "+026-01-01", "2026-01-0a", " 026-01-01",  "2026-01-01 "};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!ep_date_valid(ep_text(good[i])))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ep_date_valid(ep_text(bad[i])))
            fail_msg("taken: %s", bad[i]);
    assert_false(ep_date_valid((ep_bytes){NULL, 0}));
}

static void test_a_date_is_read_within_its_bytes(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 10; len++) {
        uint8_t *exact = malloc(len + (len == 0));
        assert_non_null(exact);
        memcpy(exact, "2026-11-24", len);
        assert_true(ep_date_valid((ep_bytes){exact, len}) == (len == 4 || len == 7 || len == 10));
        free(exact);
    }
}

static void test_a_half_known_date_has_a_first_and_a_last_day(void **state)
{
    (void)state;
    assert_int_equal(ep_date_first(ep_text("2011")), day("2011-01-01"));
    assert_int_equal(ep_date_last(ep_text("2011")), day("2011-12-31"));
    assert_int_equal(ep_date_first(ep_text("2011-02")), day("2011-02-01"));
    assert_int_equal(ep_date_last(ep_text("2011-02")), day("2011-02-28"));
    assert_int_equal(ep_date_last(ep_text("2012-02")), day("2012-02-29"));
    assert_int_equal(ep_date_last(ep_text("2011-04")), day("2011-04-30"));
}

static uint64_t utc(const char *date, uint64_t hour)
{
    return (uint64_t)day(date) * 24 + hour;
}

static void test_a_day_begins_at_local_midnight_in_winter_and_summer(void **state)
{
    (void)state;
    assert_true(ep_hour_of_day(day("2026-01-15")) == utc("2026-01-14", 23));
    assert_true(ep_hour_of_day(day("2026-07-15")) == utc("2026-07-14", 22));
    /* The clock goes forward on Sunday 29 March 2026 at 01:00 UTC, and back on Sunday 25 October at 01:00 UTC. */
    assert_true(ep_hour_of_day(day("2026-03-29")) == utc("2026-03-28", 23));
    assert_true(ep_hour_of_day(day("2026-03-30")) == utc("2026-03-29", 22));
    assert_true(ep_hour_of_day(day("2026-10-25")) == utc("2026-10-24", 22));
    assert_true(ep_hour_of_day(day("2026-10-26")) == utc("2026-10-25", 23));
}

static void test_a_day_has_23_24_or_25_hours(void **state)
{
    static const struct {
        const char *date;
        uint64_t hours;
    } days[] = {{"2026-03-28", 24}, {"2026-03-29", 23}, {"2026-03-30", 24}, {"2026-10-24", 24},
                {"2026-10-25", 25}, {"2026-10-26", 24}, {"2024-03-31", 23}, {"2024-10-27", 25},
                {"2027-03-28", 23}, {"2027-10-31", 25}, {"2024-02-29", 24}, {"2026-12-31", 24}};
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int32_t d = day(days[i].date);
        if (ep_hour_of_day(d + 1) - ep_hour_of_day(d) != days[i].hours)
            fail_msg("%s", days[i].date);
    }
}

static void test_every_hour_lies_in_the_day_whose_midnights_enclose_it(void **state)
{
    int32_t last = ep_day_of(2060, 1, 1);
    (void)state;
    for (int32_t d = ep_day_of(1970, 1, 2); d < last; d++) {
        uint64_t begin = ep_hour_of_day(d);
        uint64_t end = ep_hour_of_day(d + 1);
        for (uint64_t hour = begin; hour < end; hour++)
            assert_int_equal(ep_day_of_hour(hour), d);
    }
}

static void test_before_1970_there_are_no_hours(void **state)
{
    (void)state;
    assert_true(ep_hour_of_day(0) == 0);
    assert_true(ep_hour_of_day(day("1940-05-10")) == 0);
    assert_int_equal(ep_day_of_hour(0), 0);
}

static void test_hours_of_the_far_future_stay_in_range(void **state)
{
    (void)state;
    assert_int_equal(ep_day_of_hour(0xffffffff), 178956970); /* what a statement can at most say */
}

static void test_a_child_of_29_february_grows_older_on_1_march(void **state)
{
    int32_t born = day("2012-02-29");
    (void)state;
    assert_int_equal(ep_birthday(born, 12), day("2024-02-29"));
    assert_int_equal(ep_birthday(born, 16), day("2028-02-29"));
    assert_int_equal(ep_birthday(born, 18), day("2030-03-01"));
    assert_int_equal(ep_age(born, day("2030-02-28")), 17);
    assert_int_equal(ep_age(born, day("2030-03-01")), 18);
    assert_int_equal(ep_birthday(day("2012-02-28"), 18), day("2030-02-28"));
    assert_int_equal(ep_birthday(day("2012-03-01"), 18), day("2030-03-01"));
}

static void test_age_counts_whole_years(void **state)
{
    int32_t born = day("2010-09-25");
    (void)state;
    assert_int_equal(ep_age(born, day("2010-09-24")), -1);
    assert_int_equal(ep_age(born, born), 0);
    assert_int_equal(ep_age(born, day("2026-09-24")), 15);
    assert_int_equal(ep_age(born, day("2026-09-25")), 16);
    assert_int_equal(ep_age(day("1900-01-01"), day("2026-11-24")), 126);
    assert_int_equal(ep_age(day("1900-01-01"), day("2199-12-31")), 150); /* a bound, not a life */
}

/* The half-known birth date "2010": the first possible day gives own rights, the last one takes the parents'. */
static void test_an_age_of_a_half_known_date_differs_by_its_first_and_last_day(void **state)
{
    ep_bytes born = ep_text("2010");
    int32_t today = day("2026-06-01");
    (void)state;
    assert_int_equal(ep_age(ep_date_first(born), today), 16);
    assert_int_equal(ep_age(ep_date_last(born), today), 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_are_counted_from_1970),
        cmocka_unit_test(test_every_day_has_one_text_and_comes_back),
        cmocka_unit_test(test_only_days_that_exist_are_dates),
        cmocka_unit_test(test_a_date_is_read_within_its_bytes),
        cmocka_unit_test(test_a_half_known_date_has_a_first_and_a_last_day),
        cmocka_unit_test(test_a_day_begins_at_local_midnight_in_winter_and_summer),
        cmocka_unit_test(test_a_day_has_23_24_or_25_hours),
        cmocka_unit_test(test_every_hour_lies_in_the_day_whose_midnights_enclose_it),
        cmocka_unit_test(test_before_1970_there_are_no_hours),
        cmocka_unit_test(test_hours_of_the_far_future_stay_in_range),
        cmocka_unit_test(test_a_child_of_29_february_grows_older_on_1_march),
        cmocka_unit_test(test_age_counts_whole_years),
        cmocka_unit_test(test_an_age_of_a_half_known_date_differs_by_its_first_and_last_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
