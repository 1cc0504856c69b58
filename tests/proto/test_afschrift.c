/* Promise: what is drawn for one person is about him, and names and hints at nobody else. AVG 15, DOMAIN 5.4, PROTOCOL.md
 * 6.5. */
#include "proto/afschrift.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const ep_id own = {{1}};
static const ep_id peer = {{2}};
static const ep_id other_org = {{3}};
static const ep_id karim = {{4}};
static const ep_id noor = {{5}};
static const ep_id household = {{0}};

struct scene {
    struct ep_grants grants;
    struct ep_fact facts[EP_AFSCHRIFT_NAMES_MAX + 8];
    struct ep_afschrift_input input;
    struct ep_afschrift afschrift;
};

static struct ep_fact *fact(struct scene *scene, ep_id org, ep_id subject, uint64_t soort)
{
    struct ep_fact *at = &scene->facts[scene->input.fact_count++];
    *at = (struct ep_fact){.item = {{9, (uint8_t)scene->input.fact_count}}, .org = org, .subject = subject, .level = 3};
    at->opgave.soort = soort;
    return at;
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    *state = scene;
    if (scene == NULL)
        return -1;
    scene->input = (struct ep_afschrift_input){
        .lid = karim, .allowed = true, .own_org = own, .grants = &scene->grants, .facts = scene->facts};
    fact(scene, own, karim, EP_SOORT_PERSOON)->opgave.is.persoon.aanduiding = ep_text("Karim Amrani");
    fact(scene, own, noor, EP_SOORT_PERSOON)->opgave.is.persoon.aanduiding = ep_text("Noor Amrani-de Vries");
    fact(scene, own, noor, EP_SOORT_BASIS)->opgave.is.basis.naam = ep_text("Bo");
    fact(scene, own, noor, EP_SOORT_GEZAG)->opgave.is.gezag.houder = ep_text("Karim Amrani"); /* he himself */
    fact(scene, own, noor, EP_SOORT_VERTEGENWOORDIGING)->opgave.is.vertegenwoordiging.wie = ep_text("tante sofie");
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static struct ep_afschrift *begin(struct scene *scene)
{
    assert_int_equal(ep_afschrift_begin(&scene->afschrift, &scene->input), EP_OK);
    return &scene->afschrift;
}

static void test_a_text_that_names_somebody_else_is_not_drawn(void **state)
{
    static const struct {
        const char *text;
        bool drawn;
    } rows[] = {{"Werk vinden", true},
                {"Karim belt zelf, meneer Amrani dus", true},
                {"samen met Noor", false},
                {"NOORs fiets", false},
                {"de mening van mevrouw Vries", false},
                {"van de week", true}, /* no capital in it: not what tells her apart */
                {"een boek", true},
                {"met Bo's boek", false},
                {"met Bos", false},
                {"Tante", false},
                {"bij sofie.", false},
                {"", true}};
    struct scene *scene = *state;
    struct ep_fact *doel = fact(scene, own, karim, EP_SOORT_DOEL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        doel->opgave.is.doel.titel = ep_text(rows[i].text);
        if (ep_afschrift_fact(begin(scene), doel) != rows[i].drawn)
            fail_msg("%s", rows[i].text);
    }
}

static void test_of_the_household_nothing_is_drawn_that_names_one_anywhere(void **state)
{
    struct scene *scene = *state;
    struct ep_fact *actie = fact(scene, own, karim, EP_SOORT_ACTIE);
    actie->opgave.is.actie.uitvoerder = ep_text("Noor");
    assert_true(ep_afschrift_fact(begin(scene), actie)); /* his own, without who does it */
    actie->subject = household;
    assert_false(ep_afschrift_fact(begin(scene), actie));
    actie->opgave.is.actie.uitvoerder = ep_text("Karim");
    assert_true(ep_afschrift_fact(begin(scene), actie));
    actie->opgave.namens = ep_text("Buurthuis");
    actie->opgave.woord = ep_text("Noor");
    assert_false(ep_afschrift_fact(begin(scene), actie));
    actie->subject = noor;
    actie->opgave.woord = ep_text("Karim");
    assert_false(ep_afschrift_fact(begin(scene), actie));
}

static void test_what_is_drawn_for_nobody(void **state)
{
    struct scene *scene = *state;
    for (uint64_t soort = 1; soort < EP_SOORT_END; soort++) {
        bool never = soort == EP_SOORT_BEWIJS || soort == EP_SOORT_GEZAG || soort == EP_SOORT_VERTEGENWOORDIGING ||
                     soort == EP_SOORT_GEHEIMHOUDING;
        struct ep_fact *at = fact(scene, own, karim, soort);
        assert_int_equal(ep_afschrift_fact(begin(scene), at), !never);
        at->subject = household;
        assert_int_equal(ep_afschrift_fact(begin(scene), at), !never && soort != EP_SOORT_NOTITIE);
        at->opgave.namens = ep_text("een zorgverlener"); /* on nobody's word: masked */
        assert_false(ep_afschrift_fact(begin(scene), at));
        scene->input.fact_count--;
        for (size_t i = 0; i < ep_soort(soort)->table.count; i++) {
            const struct ep_field *field = &ep_soort(soort)->table.fields[i];
            const char *name = ep_field_name(field);
            bool people = strcmp(name, "uitvoerder") == 0 || strcmp(name, "deelnemers") == 0 ||
                          strcmp(name, "houder") == 0 || strcmp(name, "wie") == 0 || strcmp(name, "gevers") == 0 ||
                          strcmp(name, "beoordelaar") == 0;
            assert_int_equal(ep_afschrift_field(field), !people && field->type != EP_TYPE_ID);
        }
    }
    struct ep_fact *unopened = fact(scene, own, karim, 0);
    assert_false(ep_afschrift_fact(begin(scene), unopened));
}

static void test_what_is_kept_from_him_or_from_who_asks_is_not_drawn(void **state)
{
    struct scene *scene = *state;
    struct ep_fact *doel = fact(scene, own, karim, EP_SOORT_DOEL);
    assert_true(ep_afschrift_fact(begin(scene), doel));
    doel->niet_tonen_aan[1] = ep_id_bytes(&noor);
    assert_true(ep_afschrift_fact(begin(scene), doel));
    scene->input.voor = noor;
    assert_false(ep_afschrift_fact(begin(scene), doel));
    scene->input.voor = household;
    doel->niet_tonen_aan[2] = ep_id_bytes(&karim);
    assert_false(ep_afschrift_fact(begin(scene), doel));
}

static struct ep_grant_row *grant(struct scene *scene, ep_id from, ep_id to)
{
    struct ep_grant_row *row = &scene->grants.row[scene->grants.count++];
    *row = (struct ep_grant_row){.org = from, .grant = {.lid = karim, .to_org = to, .evidence = {{50}}}};
    return row;
}

static void test_a_grant_is_drawn_unless_it_could_say_what_is_kept(void **state)
{
    struct scene *scene = *state;
    struct ep_grant_row *given = grant(scene, own, peer);
    struct ep_grant_row *got = grant(scene, peer, own);
    struct ep_grant_row *between = grant(scene, peer, other_org);
    struct ep_fact *evidence = fact(scene, own, karim, EP_SOORT_BEWIJS);
    struct ep_fact *plan = fact(scene, peer, household, EP_SOORT_AFSPRAAK);
    evidence->item = given->grant.evidence;
    assert_true(ep_afschrift_grant(begin(scene), given) && ep_afschrift_grant(&scene->afschrift, got));
    assert_false(ep_afschrift_grant(&scene->afschrift, between)); /* of others, and of theirs to tell */
    plan->niet_tonen_aan[3] = ep_id_bytes(&karim);
    assert_true(ep_afschrift_grant(&scene->afschrift, given));
    assert_false(ep_afschrift_grant(&scene->afschrift, got));
    plan->niet_tonen_aan[3].len = 0;
    evidence->niet_tonen_aan[3] = ep_id_bytes(&karim);
    assert_false(ep_afschrift_grant(&scene->afschrift, given));
    assert_true(ep_afschrift_grant(&scene->afschrift, got));
    got->grant.lid = noor;
    assert_false(ep_afschrift_grant(&scene->afschrift, got));
}

static void test_readings_are_of_him_or_of_the_household(void **state)
{
    struct scene *scene = *state;
    struct ep_read of_noor = {.subject = noor};
    struct ep_read of_all = {.soort = EP_READ_NOOD};
    struct ep_read remark = {.soort = EP_READ_FAMILIENAAM};
    assert_true(ep_afschrift_lezing(begin(scene), &(struct ep_read){.subject = karim}));
    assert_true(ep_afschrift_lezing(&scene->afschrift, &of_all));
    assert_false(ep_afschrift_lezing(&scene->afschrift, &of_noor));
    assert_false(ep_afschrift_lezing(&scene->afschrift, &remark)); /* which says something of the reader */
}

static void test_who_may_not_ask_gets_nothing(void **state)
{
    struct scene *scene = *state;
    struct ep_grant_row *given = grant(scene, own, peer);
    scene->input.allowed = false;
    assert_false(ep_afschrift_fact(begin(scene), &scene->facts[0]) || ep_afschrift_grant(&scene->afschrift, given) ||
                 ep_afschrift_lezing(&scene->afschrift, &(struct ep_read){.subject = karim}));
}

/* A name that was not looked for could be drawn. */
static void test_more_names_than_can_be_looked_for_draw_nothing(void **state)
{
    static char names[EP_AFSCHRIFT_NAMES_MAX][16];
    struct scene *scene = *state;
    for (size_t i = 0; i < EP_AFSCHRIFT_NAMES_MAX - 4; i++) { /* four are there */
        snprintf(names[i], sizeof names[i], "Naam%zu", i);
        fact(scene, own, noor, EP_SOORT_PERSOON)->opgave.is.persoon.aanduiding = ep_text(names[i]);
    }
    begin(scene);
    fact(scene, own, noor, EP_SOORT_PERSOON)->opgave.is.persoon.aanduiding = ep_text("Naam1"); /* known already */
    begin(scene);
    fact(scene, own, noor, EP_SOORT_PERSOON)->opgave.is.persoon.aanduiding = ep_text("Nog een");
    assert_int_equal(ep_afschrift_begin(&scene->afschrift, &scene->input), EP_TOO_MANY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_text_that_names_somebody_else_is_not_drawn),
        TEST(test_of_the_household_nothing_is_drawn_that_names_one_anywhere),
        TEST(test_what_is_drawn_for_nobody),
        TEST(test_what_is_kept_from_him_or_from_who_asks_is_not_drawn),
        TEST(test_a_grant_is_drawn_unless_it_could_say_what_is_kept),
        TEST(test_readings_are_of_him_or_of_the_household),
        TEST(test_who_may_not_ask_gets_nothing),
        TEST(test_more_names_than_can_be_looked_for_draw_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
