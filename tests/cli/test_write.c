/* Promise: what a user writes goes out together, what the node did not take is not there afterwards, and the reason is the
 * entry's own; a change stops at the first level that is refused. */
#include "cli/cli.h"
#include "crypto/seal.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct ep_cli cli;
    struct ep_kluis kluis;
    struct firm a, b;
    struct pile pile;
    ep_err answer[16];          /* of the node, to each put */
    enum ep_kind_code kind[16]; /* of each put */
    size_t puts, answers;
    uint64_t base; /* of what is written; 0: none */
    bool waited;   /* an answer was heard before the last put */
};

static ep_err put(struct ep_cli *cli, ep_bytes statement)
{
    struct stand *stand = (struct stand *)(void *)cli; /* its first member */
    struct ep_statement st;
    assert_int_equal(ep_statement_open(&st, statement), EP_OK);
    assert_true(stand->puts < sizeof stand->kind / sizeof stand->kind[0]);
    stand->kind[stand->puts++] = st.kind->code;
    stand->waited = stand->answers > 0;
    return EP_OK;
}

static ep_err answer(struct ep_cli *cli, ep_err *code)
{
    struct stand *stand = (struct stand *)(void *)cli;
    assert_true(stand->answers < stand->puts);
    *code = stand->answer[stand->answers++];
    return EP_OK;
}

static void know(struct stand *stand, struct ep_statement draft)
{
    assert_int_equal(ep_known_own(&stand->cli, pile_sign(&stand->pile, draft, &stand->a.eva.sign)->bytes), EP_OK);
}

/* Eva's household h with one lid, open. */
static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    *state = stand;
    if (stand == NULL)
        return 1;
    firm_make(&stand->a, 'a');
    pile_open(&stand->pile, &stand->a);
    struct ep_cli *cli = &stand->cli;
    ep_cli_init(cli);
    cli->kluis = &stand->kluis;
    cli->put = put;
    cli->answer = answer;
    stand->kluis.org = stand->a.id;
    stand->kluis.id = stand->a.eva.id;
    stand->kluis.sign = stand->a.eva.sign;
    ep_known_world(cli);
    struct ep_statement team = draft_team(&stand->a);
    team.body.team.until = ep_cli_now_s() / 3600 + 24;
    know(stand, team);
    know(stand, draft_huishouden(&stand->a, id_named("h")));
    know(stand, draft_lid(&stand->a, id_named("h"), id_named("lid")));
    cli->open.huishouden = id_named("h");
    cli->open.team = stand->a.team;
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    ep_secret_close(stand->cli.room);
    ep_open_wipe(&stand->cli);
    ep_known_wipe(&stand->cli.known);
    pile_close(&stand->pile);
    free(stand);
    return 0;
}

static bool count_one(void *arg, const struct ep_statement *st)
{
    (void)st;
    ++*(size_t *)arg;
    return true;
}

static size_t count(struct stand *stand, enum ep_kind_code kind)
{
    size_t n = 0;
    stand->cli.world.each(&stand->cli, kind, id_named("h"), count_one, &n);
    return n;
}

static ep_err write_goal(struct stand *stand, const struct ep_fact *change)
{
    struct ep_opgave goal = {.soort = EP_SOORT_DOEL, .tijd = 1, .stand = 1};
    struct ep_write_terms terms = {.huishouden = id_named("h"),
                                   .subject = id_named("lid"),
                                   .domain = DRAFT_DOMAIN,
                                   .level_max = EP_LEVEL_INHOUD,
                                   .change = change,
                                   .base = stand->base};
    goal.is.doel.titel = ep_text("weer naar school");
    goal.is.doel.status = goal.is.doel.horizon = 1;
    return ep_write_opgave(&stand->cli, &terms, &goal, NULL);
}

static void test_what_is_new_goes_out_together(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(write_goal(stand, NULL), EP_OK);
    assert_int_equal(stand->puts, 6); /* three levels, each with the wrap for the own team */
    assert_false(stand->waited);
    assert_int_equal(stand->answers, 6);
    assert_int_equal(count(stand, EP_ENTRY), 3);
    assert_int_equal(count(stand, EP_WRAP), 3);
}

/* Without the entries its wraps are refused too; the team's reason is the entry's here, and not a wrap that waits. */
static void test_the_reason_of_a_refused_entry_is_told(void **state)
{
    struct stand *stand = *state;
    const ep_err answers[] = {EP_TEAM_EXPIRED,  EP_ENTRY_UNKNOWN, EP_TEAM_EXPIRED,
                              EP_ENTRY_UNKNOWN, EP_TEAM_EXPIRED,  EP_ENTRY_UNKNOWN};
    memcpy(stand->answer, answers, sizeof answers);
    assert_int_equal(write_goal(stand, NULL), EP_TEAM_EXPIRED);
    assert_int_equal(stand->answers, 6);
    assert_int_equal(count(stand, EP_ENTRY) + count(stand, EP_WRAP), 0);
}

/* What is shared with B too. */
static void know_grant(struct stand *stand)
{
    firm_make(&stand->b, 'b');
    struct ep_statement team = draft_team(&stand->b);
    struct ep_statement grant = draft_grant(&stand->a, id_named("h"), id_named("g"), id_named("lid"), &stand->b);
    team.body.team.until = grant.body.grant.until = ep_cli_now_s() / 3600 + 24;
    grant.body.grant.level = EP_LEVEL_INHOUD;
    know(stand, team);
    know(stand, grant);
}

static void test_a_wrap_for_a_team_that_ran_out_waits(void **state)
{
    struct stand *stand = *state;
    know_grant(stand);
    stand->answer[7] = EP_TEAM_EXPIRED; /* behind three entries, each with the wrap for the own team */
    assert_int_equal(write_goal(stand, NULL), EP_WRAP_WAITS);
    assert_int_equal(count(stand, EP_ENTRY), 3);
    assert_int_equal(count(stand, EP_WRAP), 5);
}

/* Nobody could make it later: whoever is told that it comes by itself would throw the text away. */
static void test_an_entry_whose_own_key_is_refused_is_not_called_saved(void **state)
{
    struct stand *stand = *state;
    stand->answer[3] = EP_TEAM_EXPIRED;
    assert_int_equal(write_goal(stand, NULL), EP_TEAM_EXPIRED);
}

/* An item that stands at all three levels. */
static struct ep_fact known_item(struct stand *stand)
{
    struct ep_fact fact = {.item = id_named("item")};
    for (size_t level = 1; level <= 3; level++) {
        char name[16];
        snprintf(name, sizeof name, "entry %zu", level);
        struct ep_statement entry = draft_entry(&stand->a, id_named("h"), id_named(name), id_named("lid"));
        entry.body.entry.level = level;
        know(stand, entry);
        fact.entry[level] = entry.id;
    }
    return fact;
}

static void test_a_change_on_a_stale_base_moves_no_other_level(void **state)
{
    struct stand *stand = *state;
    struct ep_fact fact = known_item(stand);
    stand->answer[0] = EP_CONFLICT;
    assert_int_equal(write_goal(stand, &fact), EP_CONFLICT);
    assert_int_equal(stand->puts, 2); /* and its key, which fits nothing */
    assert_int_equal(count(stand, EP_ENTRY), 3);
}

/* An entry without its key would stand, for good, in the place of what was there. */
static void test_each_level_of_a_change_has_its_key_before_the_next_is_written(void **state)
{
    struct stand *stand = *state;
    struct ep_fact fact = known_item(stand);
    assert_int_equal(write_goal(stand, &fact), EP_OK);
    assert_int_equal(stand->puts, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(stand->kind[i], i % 2 == 0 ? EP_ENTRY : EP_WRAP);
    stand->answer[8] = EP_QUOTA; /* the second level of the next one */
    assert_int_equal(write_goal(stand, &fact), EP_QUOTA);
    assert_int_equal(stand->puts, 10);
    assert_int_equal(stand->kind[7], EP_WRAP);
}

/* A writing stopped after its first level, so the others are a version behind: the base is of that first level. */
static void test_a_change_after_one_that_stopped_half_way_moves_each_level_by_one(void **state)
{
    struct stand *stand = *state;
    struct ep_fact fact = known_item(stand);
    struct ep_statement st;
    struct ep_statement ahead = draft_entry(&stand->a, id_named("h"), fact.entry[3], id_named("lid"));
    ahead.body.entry.level = 3;
    ahead.version = 2;
    know(stand, ahead);
    fact.level = 3;
    fact.version = 2;
    for (uint64_t more = 1; more <= 2; more++) {
        stand->base = more == 1 ? 2 : 0; /* and then on what is there, whatever that is */
        assert_int_equal(write_goal(stand, &fact), EP_OK);
        for (size_t level = 1; level <= 3; level++) {
            assert_true(stand->cli.world.find(&stand->cli, EP_ENTRY, fact.entry[level], 0, &st));
            assert_int_equal(st.version, (level == 3 ? 2 : 1) + more);
        }
    }
}

/* Every sealing has its own key: with the one of what was refused nobody could open what was taken. */
static void test_what_is_written_after_a_refusal_goes_with_its_own_key(void **state)
{
    struct stand *stand = *state;
    struct ep_fact fact = known_item(stand);
    struct ep_statement st;
    uint8_t plain[1024];
    ep_out out = EP_OUT(plain);
    stand->answer[0] = EP_DISK_FULL;
    assert_int_equal(write_goal(stand, &fact), EP_DISK_FULL);
    assert_int_equal(write_goal(stand, &fact), EP_OK);
    assert_true(stand->cli.world.find(&stand->cli, EP_ENTRY, fact.entry[EP_LEVEL_INHOUD], 2, &st));
    const uint8_t *key = ep_open_key(&stand->cli.open, &st);
    assert_non_null(key);
    assert_int_equal(ep_unseal(&out, ep_entry_core(&st), key, st.body.entry.commitment, st.body.entry.ciphertext),
                     EP_OK);
}

/* The room for its text is wiped when it is written, and when it is not. */
static void test_no_text_stays_in_the_room_of_a_write(void **state)
{
    struct stand *stand = *state;
    stand->answer[6] = EP_NOT_IN_TEAM;
    for (size_t round = 0; round < 2; round++) {
        ep_err err = write_goal(stand, NULL);
        assert_int_equal(err, round == 0 ? EP_OK : EP_NOT_IN_TEAM);
        const uint8_t *room = (const uint8_t *)stand->cli.room; /* the text stands first in it */
        for (size_t i = 0; i < 1024; i++)
            assert_int_equal(room[i], 0);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_new_goes_out_together),
        TEST(test_the_reason_of_a_refused_entry_is_told),
        TEST(test_a_wrap_for_a_team_that_ran_out_waits),
        TEST(test_an_entry_whose_own_key_is_refused_is_not_called_saved),
        TEST(test_a_change_on_a_stale_base_moves_no_other_level),
        TEST(test_each_level_of_a_change_has_its_key_before_the_next_is_written),
        TEST(test_a_change_after_one_that_stopped_half_way_moves_each_level_by_one),
        TEST(test_what_is_written_after_a_refusal_goes_with_its_own_key),
        TEST(test_no_text_stays_in_the_room_of_a_write),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
