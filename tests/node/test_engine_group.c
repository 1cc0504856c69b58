/* Promise: what comes in one group is judged one by one and in order, although it is committed together. DESIGN 8. */
#include "node/engine_parts.h"
#include "node/store_own.h"
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GROUP_MAX 8

struct stand {
    struct played *played;
    struct ep_event event[GROUP_MAX];
    size_t count, commits;
    struct wire reader[GROUP_MAX];
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    void *played = NULL;
    *state = stand;
    if (stand == NULL || played_open(&played) != 0)
        return 1;
    stand->played = played;
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    void *played = stand->played;
    played_close(&played);
    free(stand);
    return 0;
}

/* One more put in the group, over any wire. */
static void add_over(struct stand *stand, struct wire *wire, struct ep_statement draft, const struct ep_sign_pair *by)
{
    static uint8_t frame[EP_FRAME_BYTES_MAX];
    ep_out out = EP_OUT(frame);
    const struct ep_statement *st = pile_sign(&stand->played->fed.pile, draft, by);
    wire_seal(wire, EP_MSG_PUT, &(struct ep_msg_put){++wire->seq, st->bytes}, &out);
    uint8_t *copy = malloc(out.len);
    assert_non_null(copy);
    memcpy(copy, frame, out.len);
    uint64_t link = stand->played->fed.cable[wire->cable].end[1].number;
    assert_true(stand->count < GROUP_MAX);
    stand->event[stand->count++] = (struct ep_event){EP_EVENT_FRAME, link, {copy, out.len}};
}

static void add(struct stand *stand, struct ep_statement draft)
{
    add_over(stand, &stand->played->peer, draft, &stand->played->b.eva.sign);
}

static void add_entry(struct stand *stand, const char *id)
{
    add(stand, draft_entry(&stand->played->b, id_named("b:h"), id_named(id), id_named("b:lid")));
}

/* The group as one step; how many answers leave after it. */
static size_t step(struct stand *stand)
{
    struct ep_effects effects = {NULL, 0, 0};
    struct ep_moment now = {stand->played->fed.now_ms, stand->played->fed.now_s};
    assert_int_equal(ep_engine_step(stand->played->fed.node[0].engine, stand->event, stand->count, now, &effects),
                     EP_OK);
    size_t answers = 0;
    for (size_t i = 0; i < effects.count; i++)
        answers += effects.at[i].type == EP_EFFECT_SEND ? 1 : 0;
    for (size_t i = 0; i < stand->count; i++)
        free((void *)(uintptr_t)stand->event[i].frame.at);
    stand->count = 0;
    ep_effects_close(&effects);
    return answers;
}

static void add_household(struct stand *stand)
{
    ep_id h = id_named("b:h");
    add(stand, draft_huishouden(&stand->played->b, h));
    add(stand, draft_lid(&stand->played->b, h, id_named("b:lid")));
    add_entry(stand, "b:early"); /* before its grant: refused */
    add(stand,
        draft_grant(&stand->played->b, h, id_named("b:grant"), id_named("b:lid"), &stand->played->fed.node[0].firm));
    add_entry(stand, "b:granted");
}

static void test_a_grant_counts_for_what_comes_after_it_in_its_group(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->played->fed.node[0];
    add_household(stand);
    assert_int_equal(step(stand), 2); /* one refusal, and one position for all */
    assert_false(node_has(a, EP_ENTRY, id_named("b:early")));
    assert_true(node_has(a, EP_ENTRY, id_named("b:granted")));
}

static void test_a_withdrawal_counts_for_what_comes_after_it_in_its_group(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->played->fed.node[0];
    add_household(stand);
    (void)step(stand);
    a->no_truncate = true;
    add_entry(stand, "b:before");
    add(stand,
        draft_withdraw(&stand->played->b, id_named("b:h"), id_named("b:withdraw"), id_named("b:grant"), a->firm.id));
    add_entry(stand, "b:after");
    assert_int_equal(step(stand), 2);
    assert_true(node_has(a, EP_WITHDRAW, id_named("b:withdraw")));
    assert_int_equal(node_count(a, EP_ENTRY), 0); /* one never came in, the others are erased with the step */
}

/* What is gathered for a whole step points into nothing that was borrowed for a visit. */
static void test_gathered_grants_hold_no_borrowed_bytes(void **state)
{
    struct stand *stand = *state;
    struct ep_engine *engine = stand->played->fed.node[0].engine;
    add_household(stand);
    (void)step(stand);
    assert_int_equal(ep_engine_grants(engine, id_named("b:h")), EP_OK);
    assert_int_equal(engine->grants.count, 1);
    assert_null(engine->grants.row[0].grant.grondslag.at);
}

static int count_commit(void *arg)
{
    struct stand *stand = arg;
    stand->commits++;
    return 0;
}

static void add_reading(struct stand *stand, size_t n)
{
    const struct firm *a = &stand->played->fed.node[0].firm;
    char name[16];
    snprintf(name, sizeof name, "read %zu", n);
    struct ep_statement st = draft(a, EP_READ, id_named(name), id_named("h"));
    st.body.read.purpose = ep_text("plan");
    add_over(stand, &stand->reader[n], st, &a->eva.sign);
}

/* A reading costs at most one commit, and those of all sessions that came at once cost one together. */
static void test_readings_of_many_sessions_are_one_commit(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->played->fed.node[0];
    for (size_t n = 0; n < GROUP_MAX; n++)
        user_open(&stand->reader[n], a, &a->firm.eva);
    assert_int_equal(user_write(&stand->reader[0], draft_huishouden(&a->firm, id_named("h"))), EP_OK);
    sqlite3_commit_hook(a->store->db, count_commit, stand);
    add_reading(stand, 0);
    assert_int_equal(step(stand), 1);
    assert_int_equal(stand->commits, 1);
    for (size_t n = 1; n < GROUP_MAX; n++)
        add_reading(stand, n);
    assert_int_equal(step(stand), GROUP_MAX - 1); /* each hears that it is on record */
    assert_int_equal(stand->commits, 2);
    assert_int_equal(node_count(a, EP_READ), GROUP_MAX);
    sqlite3_commit_hook(a->store->db, NULL, NULL);
    for (size_t n = 0; n < GROUP_MAX; n++)
        wire_close(&stand->reader[n]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_grant_counts_for_what_comes_after_it_in_its_group),
        TEST(test_gathered_grants_hold_no_borrowed_bytes),
        TEST(test_a_withdrawal_counts_for_what_comes_after_it_in_its_group),
        TEST(test_readings_of_many_sessions_are_one_commit),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
