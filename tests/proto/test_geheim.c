/* Promise: who has geheimhouding is known from the own file, from when it is written down and through its last day; and what
 * could tell where he is, is what the policy says. PROTOCOL.md 6.6. */
#include "proto/calendar.h"
#include "proto/geheim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const ep_id own = {{1}};
static const ep_id peer = {{2}};
static const ep_id noor = {{3}};
static const ep_id mama = {{4}};
static const ep_id household = {{0}};

static void test_who_has_it_and_until_when(void **state)
{
    struct ep_fact fact = {.org = own, .subject = noor, .level = 3, .opgave.soort = EP_SOORT_GEHEIMHOUDING};
    struct ep_leden leden = {{noor, mama}, 2};
    struct ep_geheim geheim = {&fact, 1, own, &leden, ep_date_first(ep_text("2026-06-15"))};
    (void)state;
    fact.opgave.is.geheimhouding.van = ep_text("2026-07-01"); /* it is secret as soon as we know of it */
    assert_true(ep_geheim_holds(&geheim, noor));
    assert_false(ep_geheim_holds(&geheim, mama));
    assert_true(ep_geheim_holds(&geheim, household));
    leden = (struct ep_leden){{mama}, 1}; /* she has left: what is about the household says nothing of her */
    assert_false(ep_geheim_holds(&geheim, household));
    assert_true(ep_geheim_holds(&geheim, noor));
    const struct {
        const char *tot;
        bool holds;
    } ends[] = {{"2026-06-15", true}, {"2026-06-14", false}, {"2026-06", true}, {"2025", false}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        fact.opgave.is.geheimhouding.tot = ep_text(ends[i].tot);
        assert_int_equal(ep_geheim_holds(&geheim, noor), ends[i].holds);
    }
    fact.opgave.is.geheimhouding.tot = (ep_bytes){NULL, 0};
    fact.org = peer; /* each organisation looks to its own */
    assert_false(ep_geheim_holds(&geheim, noor));
}

static void test_what_tells_is_data(void **state)
{
    static struct ep_policy policy;
    struct ep_opgave opgave = {.soort = EP_SOORT_ACTIE, .is.actie = {.omschrijving = ep_text("Bezoek")}};
    (void)state;
    const struct ep_field *moment = ep_field_by_name(ep_soort(EP_SOORT_ACTIE)->table, "moment");
    policy.vindplaats[EP_SOORT_ACTIE] = UINT32_C(1) << (moment - ep_soort(EP_SOORT_ACTIE)->table.fields);
    assert_null(ep_geheim_field(&policy, &opgave, 3));
    opgave.is.actie.uitvoerder = ep_text("De Brug");
    assert_null(ep_geheim_field(&policy, &opgave, 3));
    opgave.is.actie.moment = ep_text("Dinsdag op school");
    assert_ptr_equal(ep_geheim_field(&policy, &opgave, 3), moment);
    assert_null(ep_geheim_field(&policy, &opgave, 2)); /* it is not written at all */
    opgave = (struct ep_opgave){.soort = EP_SOORT_DOEL, .is.doel = {.titel = ep_text("Naar school")}};
    assert_null(ep_geheim_field(&policy, &opgave, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_has_it_and_until_when),
        cmocka_unit_test(test_what_tells_is_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
