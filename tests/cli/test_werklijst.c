/* Promise: the work list says each thing that waits for this user once, by the terms of the policy, and stops saying it
 * when it is done; what is the work of others is not opened for it. */
#include "cli/command.h"
#include "proto/calendar.h"
#include "proto/staf.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define QUIET "Niets vraagt vandaag om aandacht."

/* Eva's household with Noor in it; nothing waits. */
static struct seat *household(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    seat_node(seat);
    assert_int_equal(seat_does(seat, "huishouden create Thuis"), EP_OK);
    assert_int_equal(seat_does(seat, "lid add Thuis Noor"), EP_OK);
    return seat;
}

static const char *list(struct seat *seat, const char *options)
{
    char line[64];
    snprintf(line, sizeof line, "werklijst %s", options);
    rewind(seat->cli.out);
    assert_int_equal(seat_does(seat, line), EP_OK);
    return seat_shown(seat);
}

static void does(struct seat *seat, const char *line)
{
    ep_err err = seat_does(seat, line);
    if (err != EP_OK)
        fail_msg("%s: %s", line, ep_err_row(err)->name);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

/* So many lines of that sort, in the document; and the screen has as many as the document has of all sorts. */
static void expect(struct seat *seat, const char *soort, size_t count)
{
    char needle[64];
    const char *text = list(seat, "--json");
    snprintf(needle, sizeof needle, "\"soort\": \"%s\"", soort);
    if (times(text, needle) != count)
        fail_msg("not %zu times %s in:\n%s", count, soort, text);
    size_t all = times(text, "\"tekst\": ");
    text = list(seat, "");
    if (times(text, "\n  ") != all || (all == 0) != (strstr(text, QUIET) != NULL))
        fail_msg("not %zu lines:\n%s", all, text);
}

static const char *day(int from_now, char out[EP_DATE_TEXT_BYTES])
{
    ep_date_text(out, ep_day_of_hour(HOUR + 1) + from_now);
    return out;
}

static ep_id noor(struct seat *seat)
{
    ep_id lid = {{0}};
    assert_int_equal(ep_find_lid(&seat->cli, "Noor", &lid), EP_OK);
    return lid;
}

/* The node has it from then on, whoever said it. */
static void say(struct seat *seat, struct ep_statement st, const struct firm *firm)
{
    const struct ep_statement *signed_ = pile_sign(&seat->pile, st, firm_signer(firm, st.kind->signer));
    assert_int_equal(
        ep_client_say_later(&seat->cli.client, EP_MSG_PUT, &(struct ep_msg_put){++seat->cli.put_seq, signed_->bytes}),
        EP_OK);
    ep_err code = EP_OK;
    assert_int_equal(ep_answer_online(&seat->cli, &code), EP_OK);
    assert_int_equal(code, EP_OK);
    assert_int_equal(ep_known_add(&seat->cli, signed_->bytes), EP_OK);
}

static struct ep_statement ask(struct seat *seat, enum ep_ask_soort soort)
{
    struct ep_statement st = draft(&seat->b, EP_ASK, id_named("b:ask"), seat->cli.open.huishouden);
    st.body.ask = (struct ep_ask){.to_org = seat->a.id,
                                  .subject = noor(seat),
                                  .soort = soort,
                                  .domains = EP_DOMEIN_BIT(EP_DOMEIN_PLAN),
                                  .level = soort == EP_ASK_SHARE ? EP_LEVEL_WAT : 0};
    return st;
}

static void test_a_question_waits_until_what_was_asked_for_is_there(void **state)
{
    struct seat *seat = household(state);
    expect(seat, "vraag", 0);
    say(seat, ask(seat, EP_ASK_UPDATE), &seat->b);
    expect(seat, "vraag", 1);
    does(seat, "write samenvatting Thuis --lid Noor --domein financien --wat x");
    expect(seat, "vraag", 1); /* about something else */
    does(seat, "write samenvatting Thuis --lid Noor --wat x");
    expect(seat, "vraag", 0);
}

static void test_a_question_for_sharing_waits_until_all_of_it_is_granted(void **state)
{
    struct seat *seat = household(state);
    say(seat, ask(seat, EP_ASK_SHARE), &seat->b);
    struct ep_statement it = draft_grant(&seat->a, seat->cli.open.huishouden, id_named("gift"), noor(seat), &seat->b);
    it.body.grant.domains |= EP_DOMEIN_BIT(EP_DOMEIN_PLAN);
    it.body.grant.level = EP_LEVEL_DAT;
    assert_int_equal(ep_write(&seat->cli, &it), EP_OK);
    expect(seat, "vraag", 1);
    assert_non_null(strstr(list(seat, "--json"),
                           "\"gevraagd\": {\n    \"soort\": \"delen\",\n    \"domeinen\": [\n     \"plan\"\n    "
                           "],\n    \"niveau\": 2"));
    it = draft_grant(&seat->a, seat->cli.open.huishouden, id_named("more"), noor(seat), &seat->b);
    it.body.grant.domains |= EP_DOMEIN_BIT(EP_DOMEIN_PLAN);
    assert_int_equal(ep_write(&seat->cli, &it), EP_OK);
    expect(seat, "vraag", 0);
}

static void test_a_grant_of_ours_is_confirmed_anew_and_one_to_us_ends(void **state)
{
    struct seat *seat = household(state);
    ep_id h = seat->cli.open.huishouden;
    struct ep_statement ours = draft_grant(&seat->a, h, id_named("ours"), noor(seat), &seat->b);
    struct ep_statement theirs = draft_grant(&seat->b, h, id_named("b:theirs"), noor(seat), &seat->a);
    ours.body.grant.until = HOUR + 61 * 24;
    theirs.body.grant.until = HOUR + 33 * 24;
    assert_int_equal(ep_write(&seat->cli, &ours), EP_OK);
    struct ep_statement invite = draft_invite(&seat->a, h, id_named("invite"), ours.id, &seat->b);
    assert_int_equal(ep_write(&seat->cli, &invite), EP_OK);
    say(seat, draft_join(&seat->b, h, id_named("b:join"), invite.id), &seat->b);
    say(seat, theirs, &seat->b);
    expect(seat, "herbevestigen", 0);
    expect(seat, "loopt-af", 0);
    seat->cli.policy.ahead_days = 62;
    seat->cli.policy.ending_days = 34;
    expect(seat, "herbevestigen", 1);
    expect(seat, "loopt-af", 1);
    seat->cli.policy.ending_days = 62; /* one line for each, not two */
    expect(seat, "loopt-af", 1);
    seat->cli.policy.ahead_days = 1;
    expect(seat, "loopt-af", 2);
}

static void test_an_end_that_is_not_confirmed_is_said(void **state)
{
    struct seat *seat = household(state);
    ep_id h = seat->cli.open.huishouden;
    struct ep_statement it = draft_grant(&seat->a, h, id_named("gift"), noor(seat), &seat->b);
    assert_int_equal(ep_write(&seat->cli, &it), EP_OK);
    expect(seat, "intrekking", 0);
    it = draft_withdraw(&seat->a, h, id_named("end"), id_named("gift"), seat->b.id);
    assert_int_equal(ep_write(&seat->cli, &it), EP_OK);
    expect(seat, "intrekking", 1);
    struct ep_statement receipt = draft(&seat->b, EP_RECEIPT, id_named("b:gone"), h);
    receipt.body.receipt = (struct ep_receipt){.withdraw = it.id,
                                               .grant = id_named("gift"),
                                               .to_org = seat->a.id,
                                               .deleted = HOUR,
                                               .gone = HOUR + 720,
                                               .count = 1};
    say(seat, receipt, &seat->b);
    expect(seat, "intrekking", 0);
}

static void pass_to(const struct seat *seat, long days)
{
    FILE *file = fopen(seat->clock, "w");
    assert_non_null(file);
    fprintf(file, "%ld\n", (long)HOUR + 1 + days * 24 - (long)(time(NULL) / 3600));
    fclose(file);
}

static void write_evaluatie(struct seat *seat, int held, int next)
{
    char line[160], a[EP_DATE_TEXT_BYTES], b[EP_DATE_TEXT_BYTES];
    snprintf(line, sizeof line, "write evaluatie Thuis --lid Noor --gehouden %s --volgende %s", day(held, a),
             day(next, b));
    does(seat, line);
}

static void test_an_evaluation_comes_up_until_it_is_held(void **state)
{
    struct seat *seat = household(state);
    write_evaluatie(seat, -60, 15);
    expect(seat, "evaluatie", 0);
    write_evaluatie(seat, -50, 14);
    expect(seat, "evaluatie", 1);
    assert_non_null(strstr(list(seat, ""), "Evalueren: de evaluatie van Een organisatie is op "));
    write_evaluatie(seat, -40, -1);
    expect(seat, "evaluatie", 1);
    assert_non_null(strstr(list(seat, ""), "was voorzien voor "));
    write_evaluatie(seat, 0, 90);
    expect(seat, "evaluatie", 0);
}

static void test_an_open_goal_waits_for_an_action_that_runs(void **state)
{
    struct seat *seat = household(state);
    does(seat, "write doel Thuis --lid Noor --titel Zwemmen");
    expect(seat, "doel-zonder-uitvoerder", 1);
    assert_non_null(strstr(list(seat, ""), "Zonder uitvoerder, voor zover u kunt zien: doel “Zwemmen”"));
    does(seat, "write actie Thuis --lid Noor --omschrijving Bellen --status gereed --doel Zwemmen");
    expect(seat, "doel-zonder-uitvoerder", 1);
    does(seat, "write actie Thuis --lid Noor --omschrijving Fietsen --status gepland");
    expect(seat, "doel-zonder-uitvoerder", 1); /* of no goal */
    does(seat, "write actie Thuis --lid Noor --omschrijving Zwemles --status gepland --doel Zwemmen");
    expect(seat, "doel-zonder-uitvoerder", 0);
    does(seat, "change Thuis Zwemles --status geblokkeerd");
    expect(seat, "doel-zonder-uitvoerder", 1);
    does(seat, "lid add Thuis Sam");
    does(seat, "write actie Thuis --lid Sam --status loopt --tot-niveau 2");
    expect(seat, "doel-zonder-uitvoerder", 1);
    does(seat, "write actie Thuis --lid Noor --status loopt --tot-niveau 2");
    expect(seat, "doel-zonder-uitvoerder", 0); /* it may be of that goal: its level does not say */
    does(seat, "write doel Thuis --lid Sam --titel Lezen");
    expect(seat, "doel-zonder-uitvoerder", 0);
    does(seat, "write doel Thuis --titel Verhuizen");
    expect(seat, "doel-zonder-uitvoerder", 0);
    does(seat, "lid add Thuis Kim");
    does(seat, "write doel Thuis --lid Kim --titel Lopen");
    expect(seat, "doel-zonder-uitvoerder", 1);
    does(seat, "write actie Thuis --lid Kim --stand gestopt --tot-niveau 1");
    expect(seat, "doel-zonder-uitvoerder", 1);
    does(seat, "write actie Thuis --lid Kim --stand loopt --tot-niveau 1");
    expect(seat, "doel-zonder-uitvoerder", 0);
    does(seat, "change Thuis Zwemmen --status bereikt");
    expect(seat, "doel-zonder-uitvoerder", 0);
}

static void test_what_is_old_waits_until_it_is_confirmed(void **state)
{
    struct seat *seat = household(state);
    does(seat, "write voorziening Thuis --lid Noor --naam Begeleiding --status gestart");
    does(seat, "write voorziening Thuis --lid Noor --naam Gestopt --status gestopt");
    does(seat, "write afspraak Thuis --lid Noor --wanneer dinsdag");
    does(seat, "write notitie Thuis --lid Noor --tekst oud");
    does(seat, "write score Thuis --lid Noor --score 2");
    expect(seat, "niet-bevestigd", 0);
    pass_to(seat, 90);
    expect(seat, "niet-bevestigd", 0);
    pass_to(seat, 91);
    expect(seat, "niet-bevestigd", 2);
    assert_non_null(strstr(list(seat, ""), "Nog actueel? voorziening: Begeleiding is 91 dagen oud\n"));
}

static void test_an_invitation_is_said_and_not_opened(void **state)
{
    struct seat *seat = household(state);
    ep_id away = id_named("b:away");
    seat_must_give(seat, draft_huishouden(&seat->b, away), &seat->b);
    seat_must_give(seat, draft_invite(&seat->b, away, id_named("b:inv"), id_named("b:grant"), &seat->a), &seat->b);
    expect(seat, "uitnodiging", 1);
    assert_int_equal(times(list(seat, "--json"), "\"leden\": null"), 1);
    for (size_t i = 0; i < seat->cli.known.count; i++)
        assert_false(seat->cli.known.at[i].kind->code == EP_READ &&
                     ep_id_equal(seat->cli.known.at[i].huishouden, away));
}

static void test_what_somebody_read_is_said_until_it_is_seen(void **state)
{
    struct seat *seat = household(state);
    struct ep_msg_fact notice = {.soort = EP_FACT_NOTICE,
                                 .a = id_named("read"),
                                 .b = seat->a.steward.id,
                                 .c = seat->cli.open.huishouden,
                                 .x = EP_NOTICE_NOOD,
                                 .y = HOUR};
    expect(seat, "inzage", 0);
    assert_int_equal(ep_known_fact_add(&seat->cli.known, &notice), EP_OK);
    expect(seat, "inzage", 1);
    assert_non_null(strstr(list(seat, ""), "opende met een noodprocedure huishouden"));
    assert_null(strstr(list(seat, "--json"), "\"bericht\": null"));
}

static void test_the_document_names_the_households_and_hostile_texts_are_inert(void **state)
{
    struct seat *seat = household(state);
    does(seat, "write doel Thuis --lid Noor --titel '\033[2J\xe2\x80\xae<img src=x onerror=alert(1)>'");
    const char *text = list(seat, "--json");
    assert_non_null(strstr(text, "\"formaat\": \"eenplan-werklijst-1\""));
    assert_non_null(strstr(text, "\"naam\": \"Thuis\",\n   \"organisatie\": {"));
    assert_non_null(strstr(text, "\"regisseur\": null,\n   \"leden\": 1,\n   \"namen\": [\n    \"Noor"));
    assert_non_null(strstr(text, "?[2J?<img src=x onerror=alert(1)>"));
    for (const char *at = text; *at != 0; at++)
        assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
    text = list(seat, "");
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "Huishouden Thuis "));
}

static void propose(struct seat *seat, ep_id user)
{
    char hex[EP_ID_HEX], line[96];
    ep_hex(hex, ep_id_bytes(&user));
    snprintf(line, sizeof line, "regie propose Thuis %s", hex);
    does(seat, line);
}

static void test_a_proposal_waits_for_whom_it_is_for(void **state)
{
    struct seat *seat = household(state);
    propose(seat, seat->a.steward.id);
    expect(seat, "regie", 0); /* her work, not ours */
    propose(seat, seat->a.eva.id);
    expect(seat, "regie", 1);
    assert_non_null(strstr(list(seat, ""), "U bent voorgesteld als regisseur, door "));
    does(seat, "regie accept Thuis");
    expect(seat, "regie", 0);
}

static void test_the_work_of_others_is_not_opened(void **state)
{
    struct seat *seat = household(state);
    struct ep_statement staf;
    does(seat, "write doel Thuis --lid Noor --titel Zwemmen");
    assert_true(ep_staf_find(&seat->cli.world, seat->cli.open.huishouden, &staf));
    staf.version = 2;
    staf.body.staf.members = ep_id_bytes(&seat->a.steward.id);
    seat_must_give(seat, staf, &seat->a);
    expect(seat, "doel-zonder-uitvoerder", 0);
    assert_null(strstr(list(seat, "--json"), "Thuis"));
}

static ep_err too_many(struct ep_cli *cli, ep_err *code)
{
    ep_err err = ep_answer_online(cli, code);
    *code = EP_READ_RATE;
    return err;
}

/* Who opened too many households today still gets his list, and is told that it is not whole. */
static void test_what_the_node_would_not_open_is_counted(void **state)
{
    struct seat *seat = household(state);
    does(seat, "write doel Thuis --lid Noor --titel Zwemmen");
    ep_open_wipe(&seat->cli);
    seat->cli.answer = too_many;
    const char *text = list(seat, "--json");
    assert_non_null(strstr(text, "\"regels\": [],\n \"niet_nagekeken\": 1"));
    text = list(seat, "");
    assert_non_null(strstr(text, "Niet nagekeken: 1 huishoudens"));
    assert_null(strstr(text, QUIET));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_question_waits_until_what_was_asked_for_is_there),
        TEST(test_a_question_for_sharing_waits_until_all_of_it_is_granted),
        TEST(test_a_grant_of_ours_is_confirmed_anew_and_one_to_us_ends),
        TEST(test_an_end_that_is_not_confirmed_is_said),
        TEST(test_an_evaluation_comes_up_until_it_is_held),
        TEST(test_an_open_goal_waits_for_an_action_that_runs),
        TEST(test_what_is_old_waits_until_it_is_confirmed),
        TEST(test_an_invitation_is_said_and_not_opened),
        TEST(test_what_somebody_read_is_said_until_it_is_seen),
        TEST(test_the_document_names_the_households_and_hostile_texts_are_inert),
        TEST(test_a_proposal_waits_for_whom_it_is_for),
        TEST(test_the_work_of_others_is_not_opened),
        TEST(test_what_the_node_would_not_open_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
