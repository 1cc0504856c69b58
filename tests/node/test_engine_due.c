/* Promise: an idle node sleeps from one heartbeat to the next, and nothing that waits for time comes late for it. DESIGN 8.
 * Here a node gets a tick when ep_engine_due says so, and at no other moment. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ONLY_A 1u
#define HOUR_MS UINT64_C(3600000)

struct stand {
    struct federation fed;
    struct wire wire;
};

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    *state = stand;
    if (stand == NULL)
        return 1;
    fed_open(&stand->fed, 2, ONLY_A);
    return 0;
}

static void paired(struct stand *stand)
{
    assert_int_equal(pair(&stand->fed.node[0], &stand->fed.node[1], "i1"), EP_OK);
    fed_sleep(&stand->fed, 30000);
    assert_true(agree(&stand->fed.node[0], &stand->fed.node[1]));
    stand->fed.node[0].ticks = stand->fed.node[1].ticks = 0;
}

/* Does what one writes now reach the other without anyone's tick? */
static bool linked(struct stand *stand, uint64_t version)
{
    struct node *a = &stand->fed.node[0];
    struct ep_statement team = draft_team(&a->firm);
    team.version = version;
    user_open(&stand->wire, a, &a->firm.steward);
    ep_err err = user_write(&stand->wire, team);
    wire_close(&stand->wire);
    return err == EP_OK && agree(a, &stand->fed.node[1]);
}

static void test_an_idle_node_wakes_for_heartbeats_and_for_nothing_else(void **state)
{
    struct stand *stand = *state;
    paired(stand);
    fed_sleep(&stand->fed, 600000);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(stand->fed.node[i].ticks, 600000 / EP_HEARTBEAT_MS);
    assert_true(linked(stand, 2));
}

static void test_a_node_without_peers_wakes_for_the_clock_alone(void **state)
{
    struct stand *stand = *state;
    fed_sleep(&stand->fed, 30000);
    stand->fed.node[0].ticks = 0;
    fed_sleep(&stand->fed, 10 * HOUR_MS);
    assert_in_range(stand->fed.node[0].ticks, 10 * HOUR_MS / EP_WAKE_MS_MAX, 10 * HOUR_MS / EP_WAKE_MS_MAX + 10);
}

static void test_a_silent_stranger_and_a_silent_user_are_let_go_in_time(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct wire stranger = {.fed = &stand->fed, .node = a};
    user_open(&stand->wire, a, &a->firm.eva);
    stranger.cable =
        cable_lay(&stand->fed, (struct end){.wire = &stranger}, (struct end){.node = a, .number = ++a->next_link});
    cable_send(&stand->fed, stranger.cable, 1, EP_EVENT_ACCEPTED, (ep_bytes){NULL, 0});
    fed_sleep(&stand->fed, EP_HANDSHAKE_MS_MAX);
    assert_false(stranger.closed);
    fed_sleep(&stand->fed, 1);
    assert_true(stranger.closed);
    fed_sleep(&stand->fed, 2 * EP_HEARTBEAT_MS - EP_HANDSHAKE_MS_MAX - 2);
    assert_false(stand->wire.closed);
    fed_sleep(&stand->fed, 2);
    assert_true(stand->wire.closed);
    wire_close(&stand->wire);
}

static void test_a_broken_link_is_dialled_again_at_once_and_then_ever_more_rarely(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    paired(stand);
    node_cut(a);
    fed_sleep(&stand->fed, 100);
    assert_true(linked(stand, 2));
    node_down(a);
    fed_sleep(&stand->fed, HOUR_MS / 2);
    /* Each dial and what became of it; at a minute and less each, and not much more often. */
    assert_in_range(b->ticks, 40, 130);
    node_up(a);
    fed_sleep(&stand->fed, EP_REDIAL_MS_MAX * 3 / 2);
    assert_true(linked(stand, 3));
}

static void test_a_peer_that_the_authority_ended_is_not_dialled(void **state)
{
    struct stand *stand = *state;
    struct node *b = &stand->fed.node[1];
    paired(stand);
    struct ep_statement end = draft_peer(&b->firm, &stand->fed.node[0].firm);
    end.version = 2;
    end.body.peer.ended = true;
    user_open(&stand->wire, b, NULL);
    assert_int_equal(user_write(&stand->wire, end), EP_OK);
    wire_close(&stand->wire);
    node_cut(b);
    fed_sleep(&stand->fed, 1000);
    b->ticks = 0;
    fed_sleep(&stand->fed, 1000000);
    assert_in_range(b->ticks, 0, 1000000 / EP_WAKE_MS_MAX + 2);
}

static void test_a_session_ends_after_its_hour_and_a_new_one_takes_over(void **state)
{
    struct stand *stand = *state;
    paired(stand);
    fed_sleep(&stand->fed, HOUR_MS - 60000);
    assert_false(node_said(&stand->fed.node[0], "EP_SESSION_OLD"));
    fed_sleep(&stand->fed, 60000);
    assert_true(node_said(&stand->fed.node[0], "EP_SESSION_OLD") || node_said(&stand->fed.node[1], "EP_SESSION_OLD"));
    assert_true(linked(stand, 2));
}

static void test_a_lease_ends_with_its_hour(void **state)
{
    struct stand *stand = *state;
    struct node *b = &stand->fed.node[1];
    paired(stand);
    assert_int_equal(share(&stand->fed.node[0], b), EP_OK);
    fed_hours(&stand->fed, 180 * 24 - 1);
    uint64_t left_ms = HOUR_MS - stand->fed.now_s % 3600 * 1000;
    fed_sleep(&stand->fed, left_ms - 1000);
    assert_true(node_has(b, EP_ENTRY, id_named("entry")));
    fed_sleep(&stand->fed, 2000);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")) || node_has(b, EP_WRAP, id_named("wrap")));
}

/* The wall clock leaps by half a year. It is seen at a heartbeat at the latest, must hold for four seconds, and counts. */
static void test_a_clock_that_leapt_ahead_counts_once_it_held(void **state)
{
    struct stand *stand = *state;
    struct node *b = &stand->fed.node[1];
    paired(stand);
    assert_int_equal(share(&stand->fed.node[0], b), EP_OK);
    b->skew_s = INT64_C(3600) * 24 * 181;
    fed_sleep(&stand->fed, EP_HEARTBEAT_MS + 4000);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")));
}

/* A deletion that its clock keeps from judging goes on as soon as the clock is right, not at the next event. */
static void test_a_deletion_that_waits_for_the_clock_goes_on_when_it_is_right(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    paired(stand);
    fed_hours(&stand->fed, 100);
    assert_int_equal(share(a, b), EP_OK);
    b->skew_s = -48 * 3600;
    user_open(&stand->wire, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->wire, draft_withdraw(&a->firm, id_named("h"), id_named("withdraw"),
                                                             id_named("grant"), b->firm.id)),
                     EP_OK);
    wire_close(&stand->wire);
    assert_true(node_has(b, EP_WITHDRAW, id_named("withdraw")));
    fed_sleep(&stand->fed, 2 * EP_TICK_MS);
    assert_true(node_has(b, EP_ENTRY, id_named("entry")));
    b->skew_s = 0;
    fed_sleep(&stand->fed, EP_TICK_MS + 1);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")));
}

static ep_err told(struct wire *wire, enum ep_message_type type, const void *record)
{
    union ep_msg msg;
    wire_say(wire, type, record);
    assert_true(wire_await(wire, EP_MSG_DONE, &msg));
    return (ep_err)msg.done.code;
}

/* A makes a line, and B dials it: what B's node says. */
static ep_err meet(struct stand *stand, const char *name)
{
    struct node *a = &stand->fed.node[0];
    struct ep_msg_invite invite = {.id = id_named(name), .soort = EP_INVITE_PEER};
    struct ep_msg_dial dial = {.id = invite.id, .route = ep_text(a->firm.route)};
    memcpy(dial.link, a->firm.node_link.public_key, 32);
    user_open(&stand->wire, a, NULL);
    assert_int_equal(told(&stand->wire, EP_MSG_INVITE, &invite), EP_OK);
    wire_close(&stand->wire);
    user_open(&stand->wire, &stand->fed.node[1], NULL);
    ep_err err = told(&stand->wire, EP_MSG_DIAL, &dial);
    fed_run(&stand->fed);
    wire_close(&stand->wire);
    return err;
}

/* As many as there is room for; the room comes back when nobody has read the words in time. */
static void test_pairings_that_nobody_confirms_are_forgotten_in_time(void **state)
{
    struct stand *stand = *state;
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i <= EP_PAIRINGS_MAX; i++) {
            char name[32];
            snprintf(name, sizeof name, "i %u %u", round, i);
            assert_int_equal(meet(stand, name), i < EP_PAIRINGS_MAX ? EP_OK : EP_TOO_MANY);
        }
        fed_sleep(&stand->fed, EP_PAIRING_MS_MAX + 1);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_an_idle_node_wakes_for_heartbeats_and_for_nothing_else),
        TEST(test_a_node_without_peers_wakes_for_the_clock_alone),
        TEST(test_a_silent_stranger_and_a_silent_user_are_let_go_in_time),
        TEST(test_a_broken_link_is_dialled_again_at_once_and_then_ever_more_rarely),
        TEST(test_a_peer_that_the_authority_ended_is_not_dialled),
        TEST(test_a_session_ends_after_its_hour_and_a_new_one_takes_over),
        TEST(test_a_lease_ends_with_its_hour),
        TEST(test_a_clock_that_leapt_ahead_counts_once_it_held),
        TEST(test_a_deletion_that_waits_for_the_clock_goes_on_when_it_is_right),
        TEST(test_pairings_that_nobody_confirms_are_forgotten_in_time),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
