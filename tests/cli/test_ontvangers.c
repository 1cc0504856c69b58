/* Promise: before something is written, the preview names exactly those who get it then, and how far; a document of an
 * outcome says what was written; and what can be written is told from the same table that checks it. */
#include "cli/command.h"
#include "proto/opgave.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Eva's household h with the leden lid and sis, and B joined; the node gives it to who asks. */
static struct seat *household(void **state)
{
    struct seat *seat = *state;
    ep_id h = id_named("h");
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, h), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_lid(&seat->a, h, id_named("lid")), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_lid(&seat->a, h, id_named("sis")), &seat->a.eva.sign);
    return seat;
}

static void grant(struct seat *seat, const char *name, const char *lid, uint64_t level, uint64_t until)
{
    struct ep_statement it = draft_grant(&seat->a, id_named("h"), id_named(name), id_named(lid), &seat->b);
    it.body.grant.level = level;
    it.body.grant.domains |= EP_DOMEIN_BIT(EP_DOMEIN_PLAN);
    it.body.grant.until = until;
    pile_put(&seat->pile, it, &seat->a.eva.sign);
}

/* "command <h> rest", what it shows. */
static const char *shows(struct seat *seat, const char *command, const char *rest, ep_err want)
{
    char line[512], h[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    snprintf(line, sizeof line, "%s %s %s", command, h, rest);
    rewind(seat->cli.out);
    ep_err err = seat_does(seat, line);
    if (err != want)
        fail_msg("%s: %s", line, ep_err_row(err)->name);
    return seat_shown(seat);
}

static void has(const char *text, const char *part, bool wanted)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("%s \"%s\" in:\n%s", wanted ? "no" : "there is", part, text);
}

static void lid_option(char out[64], const char *name, const char *rest)
{
    char hex[EP_ID_HEX];
    ep_id lid = id_named(name);
    ep_hex(hex, ep_id_bytes(&lid));
    snprintf(out, 64, "--lid %s %s", hex, rest);
}

static void test_a_preview_names_who_gets_it_and_how_far(void **state)
{
    struct seat *seat = household(state);
    char option[64];
    grant(seat, "one", "lid", 2, HOUR + 500);
    seat_node(seat);
    lid_option(option, "lid", "");
    const char *text = shows(seat, "ontvangers", option, EP_OK);
    has(text, "niveau 3\n", true); /* the own team */
    has(text, "niveau 2  toestemming", true);
    lid_option(option, "sis", "");
    has(shows(seat, "ontvangers", option, EP_OK), "toestemming", false);
    lid_option(option, "lid", "--domein veiligheid");
    has(shows(seat, "ontvangers", option, EP_OK), "toestemming", false);
    lid_option(option, "lid", "--domein dossier");
    has(shows(seat, "ontvangers", option, EP_OK), "toestemming", false);
    shows(seat, "ontvangers", "--domein onzin", EP_NO_DOMEIN);
    shows(seat, "ontvangers", "--lid Onbekend", EP_NOT_FOUND);
}

static void test_the_household_needs_a_grant_on_every_lid(void **state)
{
    struct seat *seat = household(state);
    grant(seat, "one", "lid", 3, HOUR + 500);
    seat_node(seat);
    has(shows(seat, "ontvangers", "", EP_OK), "toestemming", false);
}

static void test_the_household_goes_as_far_as_the_least_of_them(void **state)
{
    struct seat *seat = household(state);
    char voor[64], hex[EP_ID_HEX];
    ep_id sis = id_named("sis");
    ep_hex(hex, ep_id_bytes(&sis));
    grant(seat, "one", "lid", 3, HOUR + 500);
    grant(seat, "two", "sis", 1, HOUR + 400);
    seat_node(seat);
    const char *text = shows(seat, "ontvangers", "--json", EP_OK);
    has(text, "\"formaat\": \"eenplan-ontvangers-1\"", true);
    has(text, "\"niveau\": 1,\n   \"grondslag\": \"toestemming\"", true);
    snprintf(voor, sizeof voor, "\"voor\": \"%s\"", hex);
    has(text, voor, true); /* it ends first */
    has(text, "\"niveau\": 3,\n   \"grondslag\": null,\n   \"tot\": null,\n   \"deelbesluit\": null", true);
}

/* The one is what the other is made from. */
static void test_who_the_preview_names_gets_the_wraps(void **state)
{
    struct seat *seat = household(state);
    char option[64];
    grant(seat, "one", "lid", 2, HOUR + 500);
    seat_node(seat);
    lid_option(option, "lid", "");
    has(shows(seat, "ontvangers", option, EP_OK), "niveau 2  toestemming", true);
    lid_option(option, "lid", "--titel x");
    shows(seat, "write doel", option, EP_OK);
    size_t to_b[4] = {0};
    for (size_t i = 0; i < seat->cli.known.count; i++) {
        const struct ep_statement *st = &seat->cli.known.at[i];
        if (st->kind->code == EP_WRAP && ep_id_equal(st->body.wrap.to_org, seat->b.id))
            to_b[st->body.wrap.level]++;
    }
    assert_int_equal(to_b[1], 1);
    assert_int_equal(to_b[2], 1);
    assert_int_equal(to_b[3], 0);
}

static void test_who_waits_for_a_team_key_is_said_so(void **state)
{
    struct seat *seat = household(state);
    char option[64];
    grant(seat, "one", "lid", 2, HOUR + 500);
    struct ep_statement team = later(draft_team(&seat->b), 2, HOUR);
    team.body.team.until = HOUR + 1; /* now */
    seat_must_give(seat, team, &seat->b);
    seat_node(seat);
    lid_option(option, "lid", "");
    const char *text = shows(seat, "ontvangers", option, EP_OK);
    has(text, "  wacht op een nieuwe teamsleutel", true);
    lid_option(option, "lid", "--json");
    text = shows(seat, "ontvangers", option, EP_OK);
    has(text, "\"wacht\": true", true);
    has(text, "\"wacht\": false", true); /* the own team */
}

static void test_what_was_written_is_a_document(void **state)
{
    struct seat *seat = household(state);
    char option[64], id[EP_ID_HEX];
    seat_node(seat);
    lid_option(option, "lid", "--json --titel x");
    const char *text = shows(seat, "write doel", option, EP_OK);
    has(text, "{\n \"formaat\": \"eenplan-uitkomst-1\",\n \"melding\": [\n  \"Opgetekend: doel ", true);
    has(text, "\"versie\": 1\n}", true);
    const char *item = strstr(text, "\"item\": \"");
    assert_non_null(item);
    snprintf(id, sizeof id, "%s", item + strlen("\"item\": \""));
    snprintf(option, sizeof option, "%s --json --titel y", id);
    text = shows(seat, "change", option, EP_OK);
    has(text, id, true);
    has(text, "\"versie\": 2\n}", true);
    assert_int_equal(text[0], '{');
}

static void test_two_items_have_no_one_id(void **state)
{
    struct seat *seat = household(state);
    char option[96];
    seat_node(seat);
    lid_option(option, "lid", "--json");
    strcat(option, " --titel x --domein plan,financien");
    const char *text = shows(seat, "write doel", option, EP_OK);
    has(text, "\"item\": null,\n \"versie\": null", true);
    has(text, "\",\n  \"Opgetekend: doel ", true);
}

/* A program that reads one document must not get half of one; and what was done before is not kept silent. */
static void test_a_refusal_has_no_document(void **state)
{
    struct seat *seat = household(state);
    seat_node(seat);
    const char *text = shows(seat, "write doel", "--json --titel x --score 1", EP_USAGE);
    assert_int_equal(text[0], 0);
    shows(seat, "change", "niets --json --titel y", EP_NOT_FOUND);
}

/* A new field needs its line in the help of `write`, or a page that is made from this cannot say what it is. */
static void test_every_field_that_is_written_is_explained_and_no_other(void **state)
{
    struct seat *seat = *state;
    for (int lang = 0; lang < 2; lang++) {
        seat->cli.lang = lang;
        rewind(seat->cli.out);
        assert_int_equal(seat_does(seat, "soorten --json"), EP_OK);
        const char *text = seat_shown(seat);
        has(text, "\"formaat\": \"eenplan-soorten-1\"", true);
        const char *of = strstr(text, "\"schrijven\": true");
        for (const char *at = text; (at = strstr(at, "\"uitleg\": ")) != NULL; at++) {
            bool written = false;
            for (const char *row = text; (row = strstr(row, "\"schrijven\": ")) != NULL && row < at; row++)
                written = row[strlen("\"schrijven\": ")] == 't';
            assert_int_equal(at[strlen("\"uitleg\": ")] == '"', written);
        }
        assert_non_null(of);
        has(text,
            lang == 1 ? "\"uitleg\": \"afspraak, mdo, huisbezoek, evaluatie, rondetafel\""
                      : "\"uitleg\": \"of its case; see vertrouwelijkheid.ini\"",
            true);
        has(text, "alle: ", false);
    }
}

static void test_the_soorten_say_what_the_table_checks(void **state)
{
    struct seat *seat = *state;
    assert_int_equal(seat_does(seat, "soorten --json"), EP_OK);
    const char *text = seat_shown(seat);
    has(text, "\"soort\": \"niet-betrokken\"", true);
    has(text, "\"soort\": \"notitie\",\n   \"domein\": \"dossier\",\n   \"huishouden\": true,\n   \"dossier\": true",
        true);
    has(text,
        "\"naam\": \"titel\",\n     \"niveau\": 2,\n     \"type\": \"tekst\",\n     \"keuzes\": null,\n"
        "     \"standen\": null,\n     \"lengte\": 480,\n     \"hoogste\": null,\n     \"verplicht\": true",
        true);
    has(text,
        "\"gepland\",\n      \"loopt\",\n      \"gereed\",\n      \"vervallen\",\n      \"geblokkeerd\"\n     ],\n     "
        "\"standen\": "
        "[\n      \"aanvraag\",\n      \"loopt\",\n      \"gestopt\",\n      \"gestopt\",\n      \"loopt\"",
        true);
    has(text, "\"hoogste\": 10", true);
    rewind(seat->cli.out);
    assert_int_equal(seat_does(seat, "soorten"), EP_OK);
    text = seat_shown(seat);
    has(text, "doel  (elk domein, ook over het huishouden)", true);
    has(text, "    2  titel              tekst, nodig: titel", true);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_preview_names_who_gets_it_and_how_far),
        TEST(test_the_household_needs_a_grant_on_every_lid),
        TEST(test_the_household_goes_as_far_as_the_least_of_them),
        TEST(test_who_the_preview_names_gets_the_wraps),
        TEST(test_who_waits_for_a_team_key_is_said_so),
        TEST(test_what_was_written_is_a_document),
        TEST(test_two_items_have_no_one_id),
        TEST(test_a_refusal_has_no_document),
        TEST(test_every_field_that_is_written_is_explained_and_no_other),
        TEST(test_the_soorten_say_what_the_table_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
