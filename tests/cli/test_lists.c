/* Promise: a list for a program holds what the list for a person holds, whatever peers are called; and reading it opens no
 * household that nobody asked to be opened. */
#include "cli/lists.h"
#include "proto/staf.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE "\033[2J\xe2\x80\xae<img src=x onerror=alert(1)>\x01"
#define INERT "?[2J?<img src=x onerror=alert(1)>?"

/* Eva's household h with a name and one lid, and an invitation of B into another one. */
static struct seat *desk(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    seat_node(seat);
    assert_int_equal(seat_does(seat, "huishouden create 'De Vries-Amrani'"), EP_OK);
    assert_int_equal(seat_does(seat, "lid add 'De Vries-Amrani' Noor"), EP_OK);
    return seat;
}

static const char *shows(struct seat *seat, const char *line, ep_err want)
{
    rewind(seat->cli.out);
    ep_err err = seat_does(seat, line);
    if (err != want)
        fail_msg("%s: %s", line, ep_err_row(err)->name);
    const char *text = seat_shown(seat);
    if (strstr(line, "--json") != NULL)
        for (const char *at = text; *at != 0; at++)
            assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
    return text;
}

static void has(const char *text, const char *part, bool wanted)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("%s \"%s\" in:\n%s", wanted ? "no" : "there is", part, text);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static void test_the_policy_needs_no_vault(void **state)
{
    struct ep_cli cli;
    char *text = NULL;
    size_t len = 0;
    char line[3][16] = {"grant", "", "--json"};
    static const char *const lists[][3] = {{"grant", "grondslagen", "\"code\": \"wams\",\n   \"naam\": \""},
                                           {"grant", "sjablonen", "\"domeinen\": [\n    \"persoon\",\n    \"plan\""},
                                           {"", "domeinen", "\"code\": \"dossier\""},
                                           {"", "soorten", "\"soort\": \"doel\""}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char *words[3] = {line[0], line[1], line[2]};
        ep_cli_init(&cli);
        cli.kluis_path = NULL;
        cli.policy_path = EP_SOURCE_DIR "/proto/policy";
        cli.out = open_memstream(&text, &len);
        assert_non_null(cli.out);
        strcpy(line[1], lists[i][1]);
        bool two = lists[i][0][0] != 0;
        assert_int_equal(ep_command_run(&cli, two ? 3 : 2, two ? words : words + 1), EP_OK);
        fclose(cli.out);
        has(text, "\"formaat\": \"eenplan-", true);
        has(text, lists[i][2], true);
        ep_cli_close(&cli);
        free(text);
    }
}

static void test_a_ground_says_what_it_needs(void **state)
{
    const char *text = shows(*state, "grant grondslagen --json", EP_OK);
    text = strstr(text, "\"code\": \"wmo_hergebruik\"");
    assert_non_null(text);
    static const char want[] =
        "\"aan\": true,\n   \"gever\": true,\n   \"gever_beeindigt\": true,\n   \"vereist\": [\n"
        "    \"informatie\",\n    \"vorm\",\n    \"kenmerk\"\n   ],\n   \"motivering_min\": 0,\n"
        "   \"leeftijden\": [\n    12,\n    16,\n    18\n   ],\n   \"van\": [\n    \"gemeente\"\n"
        "   ],\n   \"naar\": [\n    \"gemeente\"\n   ],\n   \"opnieuw\": true,\n"
        "   \"lease_dagen\": 365,\n   \"niveau\": 2";
    const char *at = strstr(text, "\"aan\"");
    assert_int_equal(strncmp(at, want, sizeof want - 1), 0);
    has(shows(*state, "grant grondslagen", EP_OK), "vraagt --gever --informatie --vorm --kenmerk, van gemeente", true);
    text = shows(*state, "domeinen --json", EP_OK);
    has(text, "\"nummer\": 16,\n   \"standaard\": false,\n   \"deelbaar\": true", true);
    has(text, "\"nummer\": 17,\n   \"standaard\": false,\n   \"deelbaar\": false", true);
    assert_int_equal(times(text, "\"standaard\": true"), 15);
}

static void test_people_and_teams_are_listed_and_hostile_names_are_inert(void **state)
{
    struct seat *seat = desk(state);
    struct ep_statement st = later(draft_team(&seat->b), 2, HOUR);
    st.body.team.name = ep_text(HOSTILE);
    seat_must_give(seat, st, &seat->b);
    st = later(draft_user(&seat->a, &seat->a.eva), 2, HOUR);
    st.body.user.name = ep_text(HOSTILE);
    st.body.user.roles = EP_ROLE_PRIVACY;
    seat_must_give(seat, st, &seat->a);
    const char *text = shows(seat, "team list --json", EP_OK);
    has(text, "\"formaat\": \"eenplan-teams-1\"", true);
    has(text, "\"naam\": \"" INERT "\"", true);
    assert_int_equal(times(text, "\"leden\": null"), 1); /* of the other organisation */
    assert_int_equal(times(text, "\"eigen\": true"), 1);
    has(shows(seat, "team list", EP_OK), "\033", false);
    text = shows(seat, "user list --json", EP_OK);
    has(text, "\"naam\": \"" INERT "\",\n   \"rollen\": [\n    \"privacyfunctionaris\"\n   ]", true);
    assert_int_equal(times(text, "\"naam\""), 2); /* and none of the peer */
    assert_int_equal(times(text, "\"staat\": \"actief\""), 2);
    text = shows(seat, "user list", EP_OK);
    has(text, " privacyfunctionaris\n", true);
    has(text, " teambeheerder\n", true);
}

static void test_a_partner_says_how_it_stands(void **state)
{
    struct seat *seat = desk(state);
    struct ep_msg_fact heard = {.soort = EP_FACT_CONTACT, .a = seat->b.id, .x = HOUR - 5, .y = 7};
    const char *text = shows(seat, "peer list --json", EP_OK);
    has(text, "\"formaat\": \"eenplan-partners-1\"", true);
    has(text, "\"staat\": \"nog-niet\",\n   \"contact\": null,\n   \"wachtend\": 0", true);
    assert_int_equal(ep_known_fact_add(&seat->cli.known, &heard), EP_OK);
    has(shows(seat, "peer list --json", EP_OK), "\"staat\": \"stil\"", true);
    heard.x = HOUR + 1;
    assert_int_equal(ep_known_fact_add(&seat->cli.known, &heard), EP_OK);
    text = shows(seat, "peer list --json", EP_OK);
    has(text, "\"staat\": \"verbonden\"", true);
    has(text, "\"wachtend\": 7", true);
    has(shows(seat, "peer list", EP_OK), "verbonden", true);
    struct ep_statement peer = later(draft_peer(&seat->a, &seat->b), 2, HOUR);
    peer.body.peer.ended = true;
    seat_must_give(seat, peer, &seat->a);
    has(shows(seat, "peer list --json", EP_OK), "\"staat\": \"beeindigd\"", true);
    has(shows(seat, "peer list", EP_OK), "beëindigd", true);
}

static void test_the_vault_says_whose_it_is(void **state)
{
    struct seat *seat = *state;
    snprintf(seat->cli.kluis->name, sizeof seat->cli.kluis->name, "%s", HOSTILE);
    const char *text = shows(seat, "org show --json", EP_OK);
    has(text, "\"formaat\": \"eenplan-kluis-1\",\n \"soort\": \"gebruiker\",\n \"naam\": \"" INERT "\"", true);
    has(text, "\"kenmerk\": \"", true);
}

static size_t readings(const struct seat *seat)
{
    size_t count = 0;
    for (size_t i = 0; i < seat->cli.known.count; i++)
        count += seat->cli.known.at[i].kind->code == EP_READ ? 1 : 0;
    return count;
}

static void test_households_are_named_only_when_that_is_asked(void **state)
{
    struct seat *seat = desk(state);
    ep_id away = id_named("b:away"); /* B asks us in, and nobody answered */
    struct ep_statement invite = draft_invite(&seat->b, away, id_named("b:invite"), id_named("b:grant"), &seat->a);
    seat_must_give(seat, draft_huishouden(&seat->b, away), &seat->b);
    seat_must_give(seat, invite, &seat->b);
    ep_open_wipe(&seat->cli);
    size_t before = readings(seat);
    const char *text = shows(seat, "huishouden list --json", EP_OK);
    has(text, "\"formaat\": \"eenplan-huishoudens-1\"", true);
    has(text, "Amrani", false);
    assert_int_equal(times(text, "\"naam\": null"), 2);
    assert_int_equal(times(text, "\"thuisteam\": null"), 1);
    assert_int_equal(times(text, "\"uitnodiging_van\": null"), 1);
    assert_int_equal(times(text, "\"eigen\": true"), 1);
    assert_int_equal(readings(seat), before);
    text = shows(seat, "huishouden list --namen --json", EP_OK);
    has(text, "\"naam\": \"De Vries-Amrani\"", true);
    assert_int_equal(times(text, "\"naam\": null"), 1); /* what nobody accepted is not opened */
    assert_int_equal(readings(seat), before + 1);
    has(shows(seat, "huishouden list --namen", EP_OK), "doet mee  De Vries-Amrani\n", true);
    has(shows(seat, "huishouden list", EP_OK), "Amrani", false);
}

static void test_the_work_of_others_is_listed_and_not_opened(void **state)
{
    struct seat *seat = desk(state);
    struct ep_statement staf;
    assert_true(ep_staf_find(&seat->cli.world, seat->cli.open.huishouden, &staf));
    staf.version = 2;
    staf.body.staf.members = ep_id_bytes(&seat->a.steward.id);
    seat_must_give(seat, staf, &seat->a);
    const char *text = shows(seat, "huishouden list --namen --json", EP_OK);
    has(text, "\"staf\": false", true);
    has(text, "Amrani", false);
}

static void test_a_grant_says_what_it_gives_and_whether_its_end_is_confirmed(void **state)
{
    struct seat *seat = desk(state);
    ep_id h = seat->cli.open.huishouden, lid = {{0}};
    assert_int_equal(ep_find_lid(&seat->cli, "Noor", &lid), EP_OK);
    struct ep_statement it = draft_grant(&seat->a, h, id_named("gift"), lid, &seat->b);
    it.body.grant.grondslag = ep_text("toe" HOSTILE);
    assert_int_equal(ep_write(&seat->cli, &it), EP_OK);
    const char *text = shows(seat, "grant list 'De Vries-Amrani' --json", EP_OK);
    has(text, "\"formaat\": \"eenplan-deelbesluiten-1\"", true);
    has(text, "\"naam\": \"Noor\"", true);
    has(text, "\"domeinen\": [\n    \"", true);
    has(text, "\"niveau\": 2,\n   \"grondslag\": \"toe" INERT "\"", true);
    has(text,
        "\"staat\": \"loopt\",\n   \"ingetrokken\": null,\n   \"bevestigd\": null,\n   \"bevestigingen\": [],\n"
        "   \"eigen\": true",
        true);
    it = draft_withdraw(&seat->a, h, id_named("end"), id_named("gift"), seat->b.id);
    assert_int_equal(ep_write(&seat->cli, &it), EP_OK);
    text = shows(seat, "grant list 'De Vries-Amrani' --json", EP_OK);
    has(text, "\"staat\": \"ingetrokken\",\n   \"ingetrokken\": \"20", true);
    has(text, "\"bevestigd\": null,\n   \"bevestigingen\": [\n    {\n     \"organisatie\"", true);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_policy_needs_no_vault),
        TEST(test_a_ground_says_what_it_needs),
        TEST(test_people_and_teams_are_listed_and_hostile_names_are_inert),
        TEST(test_a_partner_says_how_it_stands),
        TEST(test_the_vault_says_whose_it_is),
        TEST(test_households_are_named_only_when_that_is_asked),
        TEST(test_the_work_of_others_is_listed_and_not_opened),
        TEST(test_a_grant_says_what_it_gives_and_whether_its_end_is_confirmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
