/* Promise: the screen and the document say the same, say where it comes from, leave no cell blank, and carry nothing
 * that could move a cursor. DESIGN 7 and 10. */
#include "cli/show.h"

#include "cli/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW_HOUR 494000u

static const ep_id house = {{1}};
static const ep_id wt = {{2}};
static const ep_id jh = {{3}};
static const ep_id team = {{4}};
static const ep_id eva = {{5}};
static const ep_id yassin = {{0xaa, 0xbb, 0xcc, 0xdd}};
static const ep_id noor = {{0x11, 0x22, 0x33, 0x44}};
static const ep_id grant_id = {{7}};
static const ep_id household = {{0}};

struct scene {
    struct ep_cli cli;
    struct ep_kluis kluis;
    struct ep_statement st[32];
    struct ep_msg_fact told[4];
    struct ep_fact facts[16];
    char *text;
    size_t len;
};

static struct ep_statement *say(struct scene *scene, enum ep_kind_code kind, ep_id id, ep_id org)
{
    struct ep_statement *st = &scene->st[scene->cli.known.count++];
    *st = (struct ep_statement){.kind = ep_kind(kind), .kind_code = kind, .id = id, .org = org, .version = 1};
    st->huishouden = st->kind->in_huishouden ? house : household;
    st->hour = NOW_HOUR - 72;
    return st;
}

static struct ep_fact *write_fact(struct scene *scene, ep_id org, ep_id subject, uint64_t domain, uint64_t soort,
                                  uint64_t level)
{
    struct ep_fact *fact = &scene->facts[scene->cli.open.fact_count++];
    *fact = (struct ep_fact){.item = {{0xf0, (uint8_t)scene->cli.open.fact_count}},
                             .org = org,
                             .author = eva,
                             .subject = subject,
                             .domain = domain,
                             .level = level,
                             .version = 2};
    fact->opgave.soort = soort;
    fact->opgave.tijd = (uint64_t)(NOW_HOUR - 72) * 3600;
    fact->opgave.stand = 2;
    fact->opgave.maand = ep_text("2026-03");
    return fact;
}

static void people(struct scene *scene)
{
    say(scene, EP_CARD, wt, wt)->body.card.name = ep_text("Wijkteam Oost");
    say(scene, EP_CARD, jh, jh)->body.card.name = ep_text("De Brug\033[2J");
    say(scene, EP_USER, eva, wt)->body.user = (struct ep_user){.name = ep_text("Eva"), .until = NOW_HOUR + 1};
    struct ep_statement *st = say(scene, EP_TEAM, team, wt);
    st->body.team =
        (struct ep_team){.name = ep_text("Oost-1"), .members = {eva.b, sizeof eva.b}, .until = NOW_HOUR + 48};
    st = say(scene, EP_GRANT, grant_id, jh);
    struct ep_grant_row row = {.id = grant_id, .org = jh};
    row.grant = (struct ep_grant){.lid = yassin,
                                  .to_org = wt,
                                  .to_team = team,
                                  .level = EP_LEVEL_WAT,
                                  .domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON) | EP_DOMEIN_BIT(2) | EP_DOMEIN_BIT(6),
                                  .grondslag = ep_text("jw_toestemming"),
                                  .from = NOW_HOUR - 240,
                                  .until = NOW_HOUR + 240};
    st->body.grant = row.grant;
    assert_int_equal(ep_grants_add(&scene->cli.open.grants, &row), EP_OK);
    scene->cli.open.grants.leden = (struct ep_leden){{yassin, noor}, 2};
    scene->cli.open.grants.now = NOW_HOUR;
}

static void plan(struct scene *scene)
{
    write_fact(scene, wt, household, EP_DOMEIN_PERSOON, EP_SOORT_NAAM, 1)->opgave.is.naam.roepnaam =
        ep_text("De Vries-Amrani");
    struct ep_opgave *o = &write_fact(scene, wt, yassin, EP_DOMEIN_PERSOON, EP_SOORT_PERSOON, 3)->opgave;
    o->is.persoon.aanduiding = ep_text("Yassin");
    o->is.persoon.rol = 2;
    o->is.persoon.leeftijd = 2;
    o = &write_fact(scene, wt, yassin, 2, EP_SOORT_DOEL, 3)->opgave;
    o->is.doel.titel = ep_text("Elke dag naar school");
    o->is.doel.eigen_woorden = ep_text("ik wil mijn diploma");
    o->is.doel.streefdatum = ep_text("2026-06");
    o = &write_fact(scene, wt, yassin, 2, EP_SOORT_SCORE, 3)->opgave;
    o->is.score.score = 2;
    o->is.score.streefscore = 4;
    write_fact(scene, jh, yassin, 2, EP_SOORT_ACTIE, 1);
    o = &write_fact(scene, wt, yassin, 6, EP_SOORT_VOORZIENING, 2)->opgave;
    o->namens = ep_text("GGZ Lentehof");
    o->woord = ep_text("Karim");
    o->is.voorziening.naam = ep_text("Begeleiding");
    o = &write_fact(scene, wt, yassin, EP_DOMEIN_DOSSIER, EP_SOORT_NOTITIE, 3)->opgave;
    o->is.notitie.tekst = ep_text("bellen met school");
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct ep_policy_fault fault;
    if (scene == NULL)
        return -1;
    struct ep_cli *cli = &scene->cli;
    cli->lang = 1;
    cli->kluis = &scene->kluis;
    cli->known.at = scene->st;
    cli->known.facts = scene->told;
    cli->open.facts = scene->facts;
    cli->open.huishouden = house;
    cli->open.team = team;
    cli->open.contacts[0] = (struct ep_contact){jh, NOW_HOUR, 0};
    cli->open.contact_count = 1;
    scene->kluis.id = eva;
    scene->kluis.org = wt;
    ep_known_world(cli);
    cli->world.now_hour = NOW_HOUR;
    if (ep_policy_read(&cli->policy, EP_SOURCE_DIR "/proto/policy", &fault) != EP_OK)
        return -1;
    people(scene);
    plan(scene);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    free(scene->text);
    free(scene->cli.known.slot);
    free(scene->cli.known.older);
    free(scene);
    return 0;
}

static const char *look(struct scene *scene, bool json)
{
    free(scene->text);
    assert_int_equal(ep_known_index(&scene->cli.known), EP_OK);
    scene->cli.out = open_memstream(&scene->text, &scene->len);
    struct ep_show *show = ep_show_open(&scene->cli, "plan");
    assert_non_null(show);
    show->now_s = (uint64_t)NOW_HOUR * 3600;
    assert_int_equal(json ? ep_show_json(show) : ep_show_print(show), EP_OK);
    ep_show_close(show);
    fclose(scene->cli.out);
    return scene->text;
}

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("not there: %s\nin: %s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("there: %s\nin: %s", part, text);
}

static void test_the_screen_says_who_what_how_old_and_why(void **state)
{
    const char *text = look(*state, false);
    has(text, "Huishouden De Vries-Amrani");
    has(text, "Gezien door Eva, Wijkteam Oost, team Oost-1");
    has(text, "Regisseur: niet bekend bij uw organisatie");
    has(text, "Yassin, kind, leeftijd 12-15");
    has(text, "lid 11223344"); /* Noor's name was not shared */
    has(text, "score 2, streef 4 (eigen); doel Elk");
    has(text, "3 dagen oud; contact vandaag");
    has(text, "jw_toestemming, tot 20");
    has(text, "geen antwoord sinds");
    has(text, "namens GGZ Lentehof, opgetekend door Eva, Wijkteam Oost, op ");
    has(text, "op gezag van Karim");
    has(text, "in wat hierboven niet staat: Wijkteam Oost niet uitgevraagd; De Brug?[2J onbekend: geen deling");
    has(text, "in alle domeinen: ");
    has(text, "andere organisaties — onbekend: geen deling");
    has(text, "f0030000 v2    “ik wil mijn diploma” — Elke dag naar school");
    has(text, "streefdatum 2026-06");
    has(text, "(dat: een actie loopt sinds 2026-03)");
    has(text, "Eigen dossier");
    has_not(text, "\033"); /* no colour was asked for, and none came along in a name */
}

static void test_an_own_part_that_was_shared_with_nobody_is_one_column(void **state)
{
    struct scene *scene = *state;
    scene->cli.open.grants.count = 0;
    const char *text = look(scene, false);
    has_not(text, "De Brug");
    has_not(text, "een actie loopt"); /* what the client still holds without a grant is not shown */
    has(text, "andere organisaties — onbekend: geen deling");
}

static void test_a_level_above_the_grant_is_not_shown(void **state)
{
    struct scene *scene = *state;
    struct ep_fact *fact = write_fact(scene, jh, yassin, 6, EP_SOORT_DOEL, 3);
    fact->opgave.is.doel.titel = ep_text("Rust in huis");
    fact->opgave.is.doel.eigen_woorden = ep_text("te veel gezegd");
    const char *text = look(scene, false);
    has(text, "Rust in huis");
    has_not(text, "te veel gezegd");
    text = look(scene, true);
    has(text, "Rust in huis");
    has_not(text, "te veel gezegd");
}

static void test_what_is_kept_from_a_lid_bears_a_mark_for_who_works_with_it(void **state)
{
    struct scene *scene = *state;
    has_not(look(scene, false), "NIET TONEN");
    const ep_id kept[] = {noor, yassin};
    scene->facts[2].opgave.niet_tonen_aan = (ep_bytes){(const uint8_t *)kept, sizeof kept};
    has(look(scene, false), "Wijkteam Oost · NIET TONEN AAN ?11223344, Yassin · 3 dagen oud");
    has(look(scene, true), "\"niet_tonen_aan\": [\n      \"11223344");
}

static void test_a_masked_organisation_is_a_sort_through_the_regisseur(void **state)
{
    struct scene *scene = *state;
    has(look(scene, true), "\"afgeschermd\": false");
    has_not(look(scene, true), "\"afgeschermd\": true");
    for (size_t i = 0; i < 2; i++) /* two of one sort are one cell: how many there are is not told */
        write_fact(scene, jh, yassin, 6, EP_SOORT_SAMENVATTING, 1)->opgave.namens = ep_text("een zorgverlener");
    const char *text = look(scene, false);
    has(text, "een zorgverlener; via regisseur  ");
    has_not(text, "namens een zorgverlener, opgetekend");
    has(text, "namens een zorgverlener; via regisseur ·");
    text = look(scene, true);
    has(text, "\"afgeschermd\": true");
    assert_null(strstr(strstr(text, "\"afgeschermd\": true") + 1, "\"afgeschermd\": true"));
}

static void test_who_joined_takes_part_while_something_is_shared_either_way(void **state)
{
    struct scene *scene = *state;
    struct ep_statement *st = say(scene, EP_INVITE, (ep_id){{30}}, wt);
    st->body.invite = (struct ep_invite){.to_org = jh};
    has(look(scene, true), "\"stand\": \"gevraagd\"");
    st = say(scene, EP_JOIN, (ep_id){{32}}, jh);
    st->body.join = (struct ep_join){.invite = {{30}}, .team = {{31}}, .stand = EP_JOIN_ACCEPT};
    has(look(scene, true), "\"stand\": \"doet-mee\"");
    struct ep_grant_row *row = &scene->cli.open.grants.row[0];
    row->withdrawn = NOW_HOUR - 1;
    has(look(scene, true), "\"stand\": \"zonder-deling\"");
    row->withdrawn = 0;
    row->org = wt;
    row->grant.to_org = jh;
    has(look(scene, true), "\"stand\": \"doet-mee\"");
    row->grant.to_org = (ep_id){{99}};
    has(look(scene, true), "\"stand\": \"zonder-deling\"");
}

static void test_the_regisseur_is_who_accepted_and_was_not_ended(void **state)
{
    struct scene *scene = *state;
    struct ep_statement *founding = say(scene, EP_HUISHOUDEN, house, jh);
    has(look(scene, false), "Regisseur: niet bekend bij uw organisatie");
    has(look(scene, true), "\"eigen\": false");
    founding->org = wt;
    has(look(scene, false), "Regisseur: niemand benoemd");
    has(look(scene, true), "\"eigen\": true");
    struct ep_statement *st = say(scene, EP_REGIE, (ep_id){{20}}, jh);
    st->body.regie = (struct ep_regie){.to_org = wt, .to_user = eva, .stand = EP_REGIE_PROPOSE, .until = NOW_HOUR + 1};
    struct ep_regie answer = st->body.regie;
    has(look(scene, false), "Regisseur: Eva, Wijkteam Oost, voorgesteld 20");
    has(look(scene, true), "\"regievoorstel\": {");
    answer.proposal = st->id;
    answer.stand = EP_REGIE_ACCEPT;
    struct ep_statement *accept = say(scene, EP_REGIE, (ep_id){{21}}, wt);
    accept->body.regie = answer; /* by a colleague: that is no acceptance */
    has(look(scene, false), "voorgesteld");
    accept->author = eva;
    has(look(scene, false), "Regisseur: Eva, Wijkteam Oost, aanvaard 20");
    has(look(scene, true), "\"regievoorstel\": null");
    st->body.regie.until = NOW_HOUR;
    has(look(scene, false), "niemand benoemd");
    st->body.regie.until = NOW_HOUR + 1;
    answer.stand = EP_REGIE_END;
    say(scene, EP_REGIE, (ep_id){{22}}, (ep_id){{99}})->body.regie = answer; /* not by one of the two sides */
    has(look(scene, false), "aanvaard");
    say(scene, EP_REGIE, (ep_id){{23}}, jh)->body.regie = answer;
    has(look(scene, false), "niemand benoemd");
    assert_null(ep_show_regie_open(&scene->cli)); /* it ended by hand */
}

static void test_who_ended_holds_no_regie_any_more(void **state)
{
    struct scene *scene = *state;
    say(scene, EP_HUISHOUDEN, house, wt);
    struct ep_statement *st = say(scene, EP_REGIE, (ep_id){{20}}, jh);
    st->body.regie = (struct ep_regie){.to_org = wt, .to_user = eva, .stand = EP_REGIE_PROPOSE, .until = NOW_HOUR + 1};
    struct ep_statement *accept = say(scene, EP_REGIE, (ep_id){{21}}, wt);
    accept->author = eva;
    accept->body.regie = st->body.regie;
    accept->body.regie.proposal = st->id;
    accept->body.regie.stand = EP_REGIE_ACCEPT;
    has(look(scene, false), "aanvaard");
    assert_null(ep_show_regie_open(&scene->cli));
    struct ep_statement *ended = say(scene, EP_USER, eva, wt);
    ended->version = 2;
    ended->body.user = (struct ep_user){.name = ep_text("Eva"), .until = NOW_HOUR};
    has(look(scene, false), "niemand benoemd");
    assert_ptr_equal(ep_show_regie_open(&scene->cli), st);
    ended->body.user.until = NOW_HOUR + 1;
    has(look(scene, false), "aanvaard");
    say(scene, EP_PEER, wt, wt)->body.peer.ended = true; /* and as seen from another organisation */
    has(look(scene, false), "niemand benoemd");
    assert_ptr_equal(ep_show_regie_open(&scene->cli), st);
}

static void test_a_withdrawal_stays_unconfirmed_until_both_sides_confirm(void **state)
{
    struct scene *scene = *state;
    struct ep_statement *st = say(scene, EP_WITHDRAW, (ep_id){{30}}, wt);
    st->body.withdraw = (struct ep_withdraw){grant_id, jh};
    scene->cli.open.grants.row[0].withdrawn = st->hour;
    const char *text = look(scene, false);
    has(text, "deling beëindigd op ");
    has(text, "Nog niet bevestigd");
    has(text, "bron De Brug?[2J: niet bevestigd sinds ");
    has(text, "ontvanger Wijkteam Oost: niet bevestigd sinds ");
    scene->told[scene->cli.known.fact_count++] =
        (struct ep_msg_fact){.soort = EP_FACT_DELIVERY, .a = st->id, .b = jh, .x = 1, .y = NOW_HOUR - 70};
    has(look(scene, false), "bron De Brug?[2J: gestopt, bevestigd op ");
    struct ep_statement *receipt = say(scene, EP_RECEIPT, (ep_id){{31}}, jh); /* not by the recipient */
    receipt->body.receipt =
        (struct ep_receipt){.withdraw = st->id, .grant = grant_id, .deleted = NOW_HOUR - 71, .gone = NOW_HOUR + 600};
    has(look(scene, false), "Nog niet bevestigd");
    receipt->org = wt;
    text = look(scene, false);
    has_not(text, "Nog niet bevestigd");
    has(text, "uit reservekopieën weg op ");
    has(look(scene, true), "\"bevestigd_ontvanger\": {");
}

static void test_questions_to_us_and_by_us_are_listed_and_others_are_not(void **state)
{
    struct scene *scene = *state;
    struct ep_statement *st = say(scene, EP_ASK, (ep_id){{40}}, jh);
    st->body.ask = (struct ep_ask){
        .to_org = wt, .subject = yassin, .soort = EP_ASK_SHARE, .domains = EP_DOMEIN_BIT(2), .level = 2};
    has(look(scene, false), "vraagt deling over Yassin: Werk en opleiding, niveau 2");
    const char *text = look(scene, true);
    has(strstr(text, "\"vragen\": ["), "\"organisatie\": {\n    \"id\": \"03");
    has(strstr(text, "\"vragen\": ["), "\"aan\": {\n    \"id\": \"02");
    st->body.ask.to_org = jh;
    has_not(look(scene, false), "vraagt deling");
    has(look(scene, true), "\"vragen\": []");
    st->org = wt;
    has(look(scene, false), "wij vroegen De Brug?[2J om deling over Yassin: Werk en opleiding, niveau 2");
    text = look(scene, true);
    has(strstr(text, "\"vragen\": ["), "\"aan\": {\n    \"id\": \"03");
}

static void test_the_document_has_every_cell_and_only_ascii(void **state)
{
    const char *text = look(*state, true);
    size_t cells = 0;
    for (const char *at = text; (at = strstr(at, "\"staat\"")) != NULL; at++)
        cells++;
    assert_int_equal(cells, 3 * 16 * 2 + 1); /* rows x domains x columns, and one namens */
    has(text, "\"formaat\": \"eenplan-beeld-1\"");
    has(text, "\"andere\": \"onbekend: geen deling\"");
    has(text, "\"regisseur\": null");
    has(text, "\"eigen_woorden\": \"ik wil mijn diploma\"");
    has(text, "\"op\": \"2026-05-10T08:00:00Z\"");
    for (const char *at = text; *at != 0; at++)
        assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
}

static void test_columns_count_characters_and_not_bytes(void **state)
{
    char cut[16] = "beëindigd";
    (void)state;
    assert_int_equal(ep_text_width("beëindigd"), 9);
    ep_text_cut(cut, sizeof cut, 9);
    assert_string_equal(cut, "beëindigd");
    ep_text_cut(cut, sizeof cut, 4);
    assert_string_equal(cut, "beë…");
    char tight[4] = "abc";
    ep_text_cut(tight, sizeof tight, 2); /* no room for the ellipsis */
    assert_string_equal(tight, "a");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_the_screen_says_who_what_how_old_and_why),
        TEST(test_an_own_part_that_was_shared_with_nobody_is_one_column),
        TEST(test_a_level_above_the_grant_is_not_shown),
        TEST(test_a_masked_organisation_is_a_sort_through_the_regisseur),
        TEST(test_what_is_kept_from_a_lid_bears_a_mark_for_who_works_with_it),
        TEST(test_who_joined_takes_part_while_something_is_shared_either_way),
        TEST(test_the_regisseur_is_who_accepted_and_was_not_ended),
        TEST(test_who_ended_holds_no_regie_any_more),
        TEST(test_a_withdrawal_stays_unconfirmed_until_both_sides_confirm),
        TEST(test_questions_to_us_and_by_us_are_listed_and_others_are_not),
        TEST(test_the_document_has_every_cell_and_only_ascii),
        cmocka_unit_test(test_columns_count_characters_and_not_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
