/* Promise: who looks along at the kitchen table sees what is his, and of everything else not a trace: the same bytes as if
 * it had never been. DESIGN 7, DOMAIN 5.4. */
#include "cli/als.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PLAYS(seat, lines) plays(seat, lines, sizeof(lines) / sizeof((lines)[0]))

static void plays(struct seat *seat, const char *const lines[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ep_err err = seat_does(seat, lines[i]);
        if (err != EP_OK)
            fail_msg("%s: %s", lines[i], ep_err_row(err)->name);
    }
}

static const char *const family[] = {
    "huishouden create Thuis",
    "lid add Thuis 'Karim Amrani' --rol ouder --geboren 1980-01-01",
    "lid add Thuis 'Samira de Vries' --rol ouder --geboren 1980-01-01",
    "lid add Thuis 'Yassin Amrani' --rol kind --gezag 'Karim Amrani' --bron register --geboren 2009-01-01",
};
static const char *const his[] = {
    "write doel Thuis --lid Karim --titel 'Werk vinden' --niet-tonen-aan Yassin",
    "write actie Thuis --lid Karim --omschrijving 'belt de bank' --uitvoerder Samira --doel Werk",
    "write doel Thuis --titel 'Rust in huis'",
    "write voorziening Thuis --lid Karim --naam Begeleiding --namens 'GGZ Lentehof' --woord Samira",
};
/* The same for a screen and for a program. */
static const char *const not_his[] = {
    "write doel Thuis --lid Yassin --titel 'Elke dag naar school'",
    "write actie Thuis --lid Karim --omschrijving 'brengt Yassins fiets weg'",
    "write doel Thuis --titel 'Rust voor de Vries'",
    "write notitie Thuis --lid Karim --tekst 'belde zelf terug'",
    "write notitie Thuis --tekst 'indruk van het huis'",
    "write voorziening Thuis --lid Karim --domein dossier --naam Geheim --tot-niveau 3",
    "write doel Thuis --lid Karim --domein financien --titel Schulden --niet-tonen-aan Karim",
    "write afspraak Thuis --domein veiligheid --wanneer nooit --niet-tonen-aan Samira,Karim",
    "write gezag Thuis --lid Yassin --houder 'Truus Jansen' --vorm voogdij --bron register",
    "write basis Thuis --lid Karim --naam 'Karim A. Amrani' --bron brp",
    "grant add Thuis --lid Yassin --aan BETA --domeinen financien --niveau 1 --grondslag pw --dagen 30 --motivering "
    "'een "
    "motivering die lang genoeg is'",
};

static struct seat *household(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    seat_node(seat);
    PLAYS(seat, family);
    PLAYS(seat, his);
    return seat;
}

/* But for the second at which it was seen. Freed by the caller. */
static char *timeless(char *text)
{
    char *op = strstr(text, "\"op\": \"");
    if (op != NULL)
        memset(op, '-', strcspn(op, "\n"));
    return text;
}

static char *seen(struct seat *seat, const char *options)
{
    char line[128];
    snprintf(line, sizeof line, "show Thuis %s", options);
    rewind(seat->cli.out);
    plays(seat, (const char *const[]){line}, 1);
    return timeless(strdup(seat_shown(seat)));
}

static void has(const char *text, const char *part, bool wanted)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("%s \"%s\" in:\n%s", wanted ? "no" : "there is", part, text);
}

static void test_he_sees_what_is_his_and_what_is_the_households(void **state)
{
    static const char *const there[] = {"Karim Amrani", "Werk vinden", "belt de bank", "Rust in huis", "GGZ Lentehof"};
    struct seat *seat = household(state);
    for (int json = 0; json < 2; json++) {
        char *text = seen(seat, json != 0 ? "--als Karim --json" : "--als Karim");
        for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
            has(text, there[i], true);
        has(text, "Samira", false); /* who does it, and on whose word */
        has(text, "Yassin", false);
        has(text, json != 0 ? "\"afgeschermd\": true" : "via regisseur", false);
        has(text, json != 0 ? "\"niet_tonen_aan\": [\n" : "NIET TONEN", false); /* from whom else it is kept */
        has(text, "\nlid ", false); /* the heading of one who has no name here */
        size_t persons = 0;         /* he among the leden, and what is written of him */
        for (const char *at = text; (at = strstr(at, "\"geboren\"")) != NULL; at++)
            persons++;
        assert_int_equal(persons, json != 0 ? 2 : 0);
        free(text);
    }
    char *text = seen(seat, "--als Karim");
    has(text, "Zoals Karim Amrani het mag zien\n", true);
    free(text);
    text = seen(seat, "--json");
    has(text, "\"als\": null", true);
    has(text, "\"woord\": \"Samira\"", true);
    free(text);
    assert_int_equal(seat_does(seat, "show Thuis --als Niemand"), EP_NOT_FOUND);
}

static void test_what_is_not_his_leaves_no_trace(void **state)
{
    struct seat *seat = household(state);
    char *before[] = {seen(seat, "--als Karim"), seen(seat, "--als Karim --json")};
    for (size_t i = 0; i < sizeof not_his / sizeof not_his[0]; i++) {
        char line[256], beta[EP_ID_HEX];
        const char *at = strstr(not_his[i], "BETA");
        ep_hex(beta, ep_id_bytes(&seat->b.id));
        if (at != NULL)
            snprintf(line, sizeof line, "%.*s%s%s", (int)(at - not_his[i]), not_his[i], beta, at + 4);
        plays(seat, (const char *const[]){at != NULL ? line : not_his[i]}, 1);
        char *after[] = {seen(seat, "--als Karim"), seen(seat, "--als Karim --json")};
        for (size_t n = 0; n < 2; n++) {
            if (strcmp(before[n], after[n]) != 0)
                fail_msg("%s left a trace:\n%s", not_his[i], after[n]);
            free(after[n]);
        }
    }
    free(before[0]);
    free(before[1]);
    char *text = seen(seat, "--als Yassin");
    has(text, "Elke dag naar school", true); /* his it is */
    has(text, "Werk vinden", false);
    free(text);
}

/* What B shares over Karim, in two domains. */
struct shared {
    struct seat *seat;
    ep_id karim;
    struct ep_fact facts[2];
    uint8_t kept[EP_ID_BYTES];
};

static void share(struct shared *to, bool also_the_household)
{
    struct ep_grants *grants = &to->seat->cli.open.grants;
    for (size_t i = 0; i < (also_the_household ? grants->leden.count : 1); i++) {
        struct ep_grant_row row = {.id = {{9, (uint8_t)i}}, .org = to->seat->b.id};
        row.grant = (struct ep_grant){.lid = also_the_household ? grants->leden.id[i] : to->karim,
                                      .to_org = to->seat->a.id,
                                      .to_team = to->seat->a.team,
                                      .level = EP_LEVEL_WAT,
                                      .domains = EP_DOMEIN_BIT(1) | EP_DOMEIN_BIT(2) | EP_DOMEIN_BIT(3),
                                      .grondslag = ep_text("jw_toestemming"),
                                      .from = HOUR - 10,
                                      .until = HOUR + 240};
        assert_int_equal(ep_grants_add(grants, &row), EP_OK);
    }
    for (size_t i = 0; i < 2; i++) {
        struct ep_fact *fact = &to->facts[i];
        *fact = (struct ep_fact){.item = {{7, (uint8_t)i}}, .org = to->seat->b.id, .domain = i + 1, .level = 2};
        fact->subject = also_the_household ? (ep_id){{0}} : to->karim;
        fact->opgave.soort = EP_SOORT_DOEL;
        fact->opgave.is.doel.titel = ep_text(i == 0 ? "doel een" : "doel twee");
    }
    memcpy(to->kept, to->karim.b, EP_ID_BYTES);
}

static void keep(struct shared *to, size_t n)
{
    to->facts[n].niet_tonen_aan[1] = (ep_bytes){to->kept, sizeof to->kept}; /* what one level says holds for all */
}

/* The document of the first `count` of them. */
static char *document(const struct shared *to, size_t count)
{
    struct ep_cli *cli = &to->seat->cli;
    rewind(cli->out);
    struct ep_show *show = ep_show_open(cli, "plan");
    assert_non_null(show);
    show->input.facts = to->facts;
    show->input.fact_count = count;
    assert_int_equal(ep_als_begin(show, to->karim), EP_OK);
    assert_int_equal(ep_show_json(show), EP_OK);
    ep_show_close(show);
    return timeless(strdup(seat_shown(to->seat)));
}

static struct shared shared(void **state)
{
    struct shared to = {.seat = household(state)};
    assert_int_equal(ep_find_lid(&to.seat->cli, "Karim", &to.karim), EP_OK);
    return to;
}

static void test_an_organisation_that_keeps_all_of_it_has_no_column(void **state)
{
    struct shared to = shared(state);
    char *before = document(&to, 0);
    share(&to, false);
    char *open = document(&to, 0);
    has(open, "\"staat\": \"geen-antwoord\"", true); /* nothing is kept: that it may share is his to see */
    has(open, "jw_toestemming", true);
    free(open);
    keep(&to, 0);
    keep(&to, 1);
    char *after = document(&to, 2);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void test_one_that_keeps_something_shows_the_rest_and_not_on_what_ground(void **state)
{
    struct shared to = shared(state);
    share(&to, false);
    char *text = document(&to, 2);
    has(text, "doel een", true);
    has(text, "jw_toestemming", true);
    free(text);
    keep(&to, 0);
    text = document(&to, 2);
    has(text, "doel een", false);
    has(text, "doel twee", true);
    has(text, "jw_toestemming", false);
    has(text, "geen-antwoord", false); /* not in the domain of what is kept, nor in any other */
    free(text);
}

static void test_of_the_household_what_another_gives_is_not_told(void **state)
{
    struct shared to = shared(state);
    share(&to, true);
    char *text = document(&to, 2);
    has(text, "doel een", true);
    free(text);
    keep(&to, 0);
    text = document(&to, 2);
    has(text, "doel een", false);
    has(text, "doel twee", true);
    free(text);
}

static void test_what_did_not_open_is_not_told(void **state)
{
    struct shared to = shared(state);
    struct ep_owed owed = {to.seat->a.id, to.karim, 4, EP_LEVEL_WAT};
    char *before = document(&to, 0);
    to.seat->cli.open.owed = malloc(sizeof owed);
    assert_non_null(to.seat->cli.open.owed);
    *to.seat->cli.open.owed = owed;
    to.seat->cli.open.owed_count = to.seat->cli.open.owed_cap = 1;
    char *after = document(&to, 0);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void test_questions_and_withdrawals_are_not_for_who_looks_along(void **state)
{
    struct seat *seat = household(state);
    char *text = seen(seat, "--als Karim --json");
    has(text, "\"vragen\": [],\n \"intrekkingen\": [],\n \"geweigerd\": [],\n \"afgewezen\": 0", true);
    has(text, "\"dossier\": []", true);
    has(text, "\"staf\": []", true);
    free(text);
    text = seen(seat, "--json");
    has(text, "\"staf\": [\n", true);
    free(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_he_sees_what_is_his_and_what_is_the_households),
        TEST(test_what_is_not_his_leaves_no_trace),
        TEST(test_an_organisation_that_keeps_all_of_it_has_no_column),
        TEST(test_one_that_keeps_something_shows_the_rest_and_not_on_what_ground),
        TEST(test_of_the_household_what_another_gives_is_not_told),
        TEST(test_what_did_not_open_is_not_told),
        TEST(test_questions_and_withdrawals_are_not_for_who_looks_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
