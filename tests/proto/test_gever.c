/* Promise: sharing is given by those who may on that day, and ended by any one of them. PROTOCOL.md 6.4, DOMAIN 5.2. */
#include "proto/calendar.h"
#include "proto/gever.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BORN ep_day_of(2011, 1, 24)
#define ON(age) (ep_birthday(BORN, (age)) + 100)

enum { SAMIRA, KARIM, VOOGD, COUNT }; /* who[i]; SAMIRA and KARIM have gezag, VOOGD had it in 2012 */

struct desk {
    struct ep_policy policy;
    struct ep_beslissers by;
};

static int set_up(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct ep_policy_fault fault;
    assert_non_null(desk);
    assert_int_equal(ep_policy_read(&desk->policy, EP_POLICY_DIR, &fault), EP_OK);
    desk->by = (struct ep_beslissers){.born_known = true, .born = BORN, .count = COUNT};
    desk->by.who[SAMIRA] =
        (struct ep_bevoegde){.hoedanigheid = EP_HOEDANIGHEID_OUDER, .from = INT32_MIN, .until = EP_DAY_NEVER};
    desk->by.who[KARIM] = desk->by.who[SAMIRA];
    desk->by.who[VOOGD] = (struct ep_bevoegde){
        .hoedanigheid = EP_HOEDANIGHEID_VOOGD, .from = ep_day_of(2012, 1, 1), .until = ep_day_of(2013, 1, 1)};
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

#define SELF 0x100u
#define BOTH (1u << SAMIRA | 1u << KARIM)

static ep_err gives(const struct desk *desk, int32_t day, uint32_t who)
{
    struct ep_beslissing on = {.day = day, .level = EP_LEVEL_INHOUD, .self = (who & SELF) != 0, .given = who & 0xff};
    return ep_gever_allows(&desk->policy, &desk->by, &on);
}

static void test_under_twelve_all_who_have_gezag_give(void **state)
{
    struct desk *desk = *state;
    assert_int_equal(gives(desk, ON(8), BOTH), EP_OK);
    assert_int_equal(gives(desk, ON(8), 1u << SAMIRA), EP_GIVER_MISSING);
    assert_int_equal(gives(desk, ON(8), SELF), EP_GIVER_MISSING);
    assert_int_equal(gives(desk, ep_day_of(2011, 12, 31), BOTH), EP_OK);
    assert_int_equal(gives(desk, ep_day_of(2012, 6, 1), BOTH), EP_GIVER_MISSING); /* the guardian had a say then */
    assert_int_equal(gives(desk, ep_day_of(2012, 6, 1), BOTH | 1u << VOOGD), EP_OK);
    assert_int_equal(gives(desk, ep_day_of(2013, 1, 1), BOTH), EP_OK); /* and from that day no more */
    desk->by.count = 0;
    assert_int_equal(gives(desk, ON(8), SELF), EP_GEZAG_UNKNOWN);
}

static void test_from_twelve_both_by_default_and_as_the_policy_says(void **state)
{
    struct desk *desk = *state;
    int32_t eve = ep_birthday(BORN, 12) - 1;
    assert_int_equal(gives(desk, eve, BOTH), EP_OK);
    assert_int_equal(gives(desk, eve + 1, BOTH), EP_GIVER_MISSING);
    assert_int_equal(gives(desk, eve + 1, BOTH | SELF), EP_OK);
    assert_int_equal(gives(desk, eve + 1, SELF), EP_GIVER_MISSING);
    assert_int_equal(gives(desk, eve + 1, SELF | 1u << KARIM), EP_GIVER_MISSING);
    desk->policy.age[1].parents = false; /* the variant `jeugdige` */
    assert_int_equal(gives(desk, eve + 1, SELF), EP_OK);
    desk->policy.age[1].parents = true;
    desk->policy.age[1].youth = false; /* the variant `ouders` */
    assert_int_equal(gives(desk, eve + 1, BOTH), EP_OK);
}

static void test_from_sixteen_the_youth_alone(void **state)
{
    struct desk *desk = *state;
    int32_t eve = ep_birthday(BORN, 16) - 1;
    assert_int_equal(gives(desk, eve, SELF), EP_GIVER_MISSING);
    assert_int_equal(gives(desk, eve + 1, SELF), EP_OK);
    assert_int_equal(gives(desk, eve + 1, BOTH), EP_GIVER_MISSING);
    assert_int_equal(gives(desk, ON(18), SELF), EP_OK);
    assert_int_equal(gives(desk, ON(40), BOTH), EP_GIVER_MISSING);
}

static void test_one_for_both_counts_below_level_3_and_only_where_the_policy_says(void **state)
{
    struct desk *desk = *state;
    struct ep_beslissing on = {.day = ON(8), .level = EP_LEVEL_WAT, .given = 1u << SAMIRA};
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GIVER_MISSING);
    desk->policy.age[0].one_for_both = true;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_OK);
    on.level = EP_LEVEL_INHOUD;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GIVER_MISSING);
    on.level = EP_LEVEL_WAT;
    on.given = 0;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GIVER_MISSING);
}

static void test_an_unknown_age_gives_nothing_and_full_age_needs_no_date(void **state)
{
    struct desk *desk = *state;
    desk->by.born_known = false;
    assert_int_equal(gives(desk, ON(40), SELF | BOTH), EP_AGE_UNKNOWN);
    desk->by.grown = true;
    assert_int_equal(gives(desk, ON(40), SELF), EP_OK);
}

/* Judged for this decision only. A mentor goes before a written proxy, and family comes last. */
static void test_the_first_representative_that_there_is_decides_for_who_cannot(void **state)
{
    struct desk *desk = *state;
    struct ep_beslissing on = {.day = ON(40), .level = EP_LEVEL_INHOUD, .incapable = true, .self = true};
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GEZAG_UNKNOWN);
    desk->by.who[0].hoedanigheid = EP_HOEDANIGHEID_FAMILIE;
    desk->by.who[1].hoedanigheid = EP_HOEDANIGHEID_MENTOR;
    on.given = 1u << 0;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GIVER_MISSING); /* by the mentor, not by Rob */
    on.given = 1u << 1;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_OK);
    desk->by.who[1].until = ON(40); /* ended that day */
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GIVER_MISSING);
    on.given = 1u << 0;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_OK);
    on.incapable = false; /* for another matter she decides herself */
    on.given = 0;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_OK);
}

static void test_for_a_youth_who_cannot_decide_those_with_gezag_do(void **state)
{
    struct desk *desk = *state;
    struct ep_beslissing on = {.day = ON(17), .level = EP_LEVEL_INHOUD, .incapable = true, .self = true};
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_GIVER_MISSING);
    on.given = BOTH;
    assert_int_equal(ep_gever_allows(&desk->policy, &desk->by, &on), EP_OK);
}

static ep_err ends(const struct desk *desk, const char *ground, int age, size_t who)
{
    return ep_gever_ends(&desk->policy, ep_policy_grondslag(&desk->policy, ep_text(ground)), &desk->by, ON(age), who);
}

static void test_the_youth_or_one_parent_alone_can_end_it(void **state)
{
    struct desk *desk = *state;
    assert_int_equal(ends(desk, "toestemming", 8, SAMIRA), EP_OK);
    assert_int_equal(ends(desk, "toestemming", 8, COUNT), EP_ENDER);
    assert_int_equal(ends(desk, "toestemming", 13, KARIM), EP_OK);
    assert_int_equal(ends(desk, "toestemming", 13, COUNT), EP_OK);
    assert_int_equal(ends(desk, "toestemming", 16, COUNT), EP_OK);
    assert_int_equal(ends(desk, "toestemming", 16, KARIM), EP_ENDER);
    assert_int_equal(ends(desk, "toestemming", 8, VOOGD), EP_ENDER); /* he was it once */
    assert_int_equal(ends(desk, "meldrecht", 40, COUNT), EP_NOT_REVOCABLE);
    desk->by.who[KARIM].hoedanigheid = EP_HOEDANIGHEID_MENTOR;
    assert_int_equal(ends(desk, "toestemming", 40, KARIM), EP_OK);
}

static void test_stopping_is_never_refused_for_want_of_a_birth_date(void **state)
{
    struct desk *desk = *state;
    desk->by.born_known = false;
    assert_int_equal(ends(desk, "toestemming", 8, COUNT), EP_OK);
    assert_int_equal(ends(desk, "toestemming", 8, SAMIRA), EP_OK);
    assert_int_equal(ends(desk, "toestemming", 8, VOOGD), EP_ENDER);
}

static void test_a_grant_ends_where_another_begins_to_decide(void **state)
{
    struct desk *desk = *state;
    const struct ep_grondslag *consent = ep_policy_grondslag(&desk->policy, ep_text("toestemming"));
    const struct ep_grondslag *measure = ep_policy_grondslag(&desk->policy, ep_text("gi_info"));
    const struct ep_grondslag *report = ep_policy_grondslag(&desk->policy, ep_text("meldrecht"));
    assert_int_equal(ep_beslissers_boundary(&desk->policy, consent, &desk->by, ON(8)), ep_day_of(2023, 1, 24));
    assert_int_equal(ep_beslissers_boundary(&desk->policy, consent, &desk->by, ep_day_of(2023, 1, 24)),
                     ep_day_of(2027, 1, 24));
    assert_int_equal(ep_beslissers_boundary(&desk->policy, measure, &desk->by, ON(8)), ep_day_of(2029, 1, 24));
    assert_int_equal(ep_beslissers_boundary(&desk->policy, report, &desk->by, ON(8)), EP_DAY_NEVER);
    assert_int_equal(ep_beslissers_boundary(&desk->policy, consent, &desk->by, ON(18)), EP_DAY_NEVER);
    desk->by.born_known = false;
    assert_int_equal(ep_beslissers_boundary(&desk->policy, consent, &desk->by, ON(8)), EP_DAY_NEVER);
}

static void test_who_asks_the_inzage_in_anothers_place(void **state)
{
    struct desk *desk = *state;
    struct ep_bevoegde *who = desk->by.who;
    assert_true(ep_gever_inzage(&desk->policy, &desk->by, ON(8), SAMIRA));
    assert_true(ep_gever_inzage(&desk->policy, &desk->by, ON(12), SAMIRA));
    assert_false(ep_gever_inzage(&desk->policy, &desk->by, ON(16), SAMIRA));
    assert_true(ep_gever_inzage(&desk->policy, &desk->by, ep_day_of(2012, 6, 1), VOOGD));
    assert_false(ep_gever_inzage(&desk->policy, &desk->by, ep_day_of(2013, 1, 1), VOOGD));
    who[SAMIRA].hoedanigheid = EP_HOEDANIGHEID_FAMILIE;
    assert_true(ep_gever_inzage(&desk->policy, &desk->by, ON(30), SAMIRA));
    who[KARIM].hoedanigheid = EP_HOEDANIGHEID_MENTOR;
    assert_true(ep_gever_inzage(&desk->policy, &desk->by, ON(30), KARIM));
    assert_false(ep_gever_inzage(&desk->policy, &desk->by, ON(30), SAMIRA)); /* there is a mentor */
    desk->by.born_known = false;
    assert_true(ep_gever_inzage(&desk->policy, &desk->by, ON(30), KARIM));
    who[KARIM].hoedanigheid = EP_HOEDANIGHEID_OUDER;
    assert_false(ep_gever_inzage(&desk->policy, &desk->by, ON(8), KARIM)); /* nobody knows how old he is */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_under_twelve_all_who_have_gezag_give),
        TEST(test_from_twelve_both_by_default_and_as_the_policy_says),
        TEST(test_from_sixteen_the_youth_alone),
        TEST(test_one_for_both_counts_below_level_3_and_only_where_the_policy_says),
        TEST(test_an_unknown_age_gives_nothing_and_full_age_needs_no_date),
        TEST(test_the_first_representative_that_there_is_decides_for_who_cannot),
        TEST(test_for_a_youth_who_cannot_decide_those_with_gezag_do),
        TEST(test_the_youth_or_one_parent_alone_can_end_it),
        TEST(test_stopping_is_never_refused_for_want_of_a_birth_date),
        TEST(test_a_grant_ends_where_another_begins_to_decide),
        TEST(test_who_asks_the_inzage_in_anothers_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
