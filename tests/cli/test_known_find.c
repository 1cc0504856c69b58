/* Promise: the client's world finds every statement that it was given, by version or the highest, in whatever order they
 * came; and keeps what it wrote itself only once the node took it. */
#include "cli/cli.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct ep_cli cli;
    struct ep_kluis kluis;
    struct firm a;
    struct pile pile;
    ep_err answer[80]; /* of the node, to each put */
    ep_err link;       /* what hearing says instead, when it is not well */
    size_t puts, answers;
};

static ep_err put(struct ep_cli *cli, ep_bytes statement)
{
    struct stand *stand = (struct stand *)(void *)cli; /* its first member */
    assert_true(statement.len > 0);
    stand->puts++;
    return EP_OK;
}

static ep_err answer(struct ep_cli *cli, ep_err *code)
{
    struct stand *stand = (struct stand *)(void *)cli;
    assert_true(stand->answers < stand->puts);
    *code = stand->answer[stand->answers++];
    return stand->link;
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    *state = stand;
    if (stand == NULL)
        return 1;
    firm_make(&stand->a, 'a');
    pile_open(&stand->pile, &stand->a);
    ep_cli_init(&stand->cli);
    stand->cli.kluis = &stand->kluis;
    stand->cli.put = put;
    stand->cli.answer = answer;
    stand->kluis.org = stand->a.id;
    stand->kluis.id = stand->a.eva.id;
    stand->kluis.sign = stand->a.eva.sign;
    ep_known_world(&stand->cli);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    ep_known_wipe(&stand->cli.known);
    pile_close(&stand->pile);
    free(stand);
    return 0;
}

static ep_id numbered(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "%s %zu", stem, n);
    return id_named(name);
}

static void know(struct stand *stand, struct ep_statement draft)
{
    assert_int_equal(ep_known_own(&stand->cli, pile_sign(&stand->pile, draft, &stand->a.eva.sign)->bytes), EP_OK);
}

static void know_lid(struct stand *stand, ep_id lid, uint64_t version)
{
    struct ep_statement st = draft_lid(&stand->a, id_named("h"), lid);
    st.version = version;
    know(stand, st);
}

/* The version that is found; 0 for none. */
static uint64_t found(struct stand *stand, enum ep_kind_code kind, ep_id id, uint64_t version)
{
    struct ep_statement st;
    return stand->cli.world.find(&stand->cli, kind, id, version, &st) ? st.version : 0;
}

static bool add_version(void *arg, const struct ep_statement *st)
{
    *(uint64_t *)arg += st->version;
    return true;
}

static void test_versions_are_found_in_whatever_order_they_came(void **state)
{
    struct stand *stand = *state;
    static const uint64_t orders[][3] = {{1, 2, 4}, {1, 4, 2}, {2, 1, 4}, {2, 4, 1}, {4, 1, 2}, {4, 2, 1}};
    assert_int_equal(found(stand, EP_LID, id_named("lid 0"), 0), 0);
    for (size_t i = 0; i < 6; i++) {
        ep_id lid = numbered("lid", i);
        for (size_t k = 0; k < 3; k++)
            know_lid(stand, lid, orders[i][k]);
        const uint64_t want[] = {4, 1, 2, 0, 4, 0};
        for (uint64_t version = 0; version < 6; version++)
            assert_int_equal(found(stand, EP_LID, lid, version), want[version]);
        assert_int_equal(found(stand, EP_GRANT, lid, 0), 0); /* the same id of another kind */
    }
    uint64_t sum = 0;
    stand->cli.world.each(&stand->cli, EP_LID, id_named("h"), add_version, &sum);
    assert_int_equal(sum, 6 * 4); /* each once, the highest */
}

static void test_a_thousand_are_all_found_also_after_some_went(void **state)
{
    struct stand *stand = *state;
    struct ep_known *known = &stand->cli.known;
    for (size_t i = 0; i < 1000; i++)
        know_lid(stand, numbered("lid", i), 1);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(found(stand, EP_LID, numbered("lid", i), 0), 1);
    while (known->count > 500)
        free((void *)(uintptr_t)known->at[--known->count].bytes.at);
    assert_int_equal(ep_known_index(known), EP_OK);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(found(stand, EP_LID, numbered("lid", i), 0), i < 500 ? 1 : 0);
}

static void test_what_the_node_did_not_take_is_not_known(void **state)
{
    struct stand *stand = *state;
    struct ep_statement st = draft_lid(&stand->a, id_named("h"), id_named("lid"));
    stand->answer[0] = EP_CONFLICT;
    assert_int_equal(ep_write(&stand->cli, &st), EP_CONFLICT);
    assert_int_equal(stand->puts, 1);
    assert_int_equal(found(stand, EP_LID, id_named("lid"), 0), 0);
    assert_int_equal(ep_write(&stand->cli, &st), EP_OK);
    assert_int_equal(found(stand, EP_LID, id_named("lid"), 0), 1);
}

static ep_err say(struct stand *stand, ep_id lid)
{
    struct ep_statement st = draft_lid(&stand->a, id_named("h"), lid);
    return ep_write_say(&stand->cli, pile_sign(&stand->pile, st, &stand->a.eva.sign)->bytes);
}

static void test_what_is_said_together_is_answered_one_by_one(void **state)
{
    struct stand *stand = *state;
    stand->answer[1] = EP_NO_GRANT;
    stand->answer[2] = EP_CONFLICT;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(say(stand, numbered("lid", i)), EP_OK);
    assert_int_equal(stand->puts, 4);
    assert_int_equal(stand->answers, 0); /* nothing was waited for */
    assert_int_equal(ep_write_settle(&stand->cli), EP_NO_GRANT);
    assert_int_equal(stand->answers, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(found(stand, EP_LID, numbered("lid", i), 0), i == 1 || i == 2 ? 0 : 1);
    assert_int_equal(ep_write_settle(&stand->cli), EP_OK); /* each is answered once */
}

static void test_no_more_is_said_at_once_than_there_is_room_for(void **state)
{
    struct stand *stand = *state;
    stand->answer[3] = EP_QUOTA;
    for (size_t i = 0; i < EP_SAID_MAX; i++)
        assert_int_equal(say(stand, numbered("lid", i)), EP_OK);
    assert_int_equal(say(stand, id_named("one more")), EP_QUOTA); /* said only if what went before is well */
    assert_int_equal(stand->puts, EP_SAID_MAX);
    assert_int_equal(stand->answers, EP_SAID_MAX);
}

static void test_a_broken_link_leaves_nothing_known_and_nothing_said(void **state)
{
    struct stand *stand = *state;
    stand->link = EP_CLOSED;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(say(stand, numbered("lid", i)), EP_OK);
    assert_int_equal(ep_write_settle(&stand->cli), EP_CLOSED);
    assert_int_equal(stand->answers, 1); /* no second answer is waited for */
    assert_int_equal(found(stand, EP_LID, numbered("lid", 0), 0), 0);
    assert_int_equal(stand->cli.said, 0);
    assert_int_equal(stand->cli.known.count, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_versions_are_found_in_whatever_order_they_came),
        TEST(test_a_thousand_are_all_found_also_after_some_went),
        TEST(test_what_the_node_did_not_take_is_not_known),
        TEST(test_what_is_said_together_is_answered_one_by_one),
        TEST(test_no_more_is_said_at_once_than_there_is_room_for),
        TEST(test_a_broken_link_leaves_nothing_known_and_nothing_said),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
