/* Promise: a side that vanished without a word is noticed within two heartbeats, whoever had dialled, and is found again
 * with all that waited for it; a side that has nothing to say is not taken for one; and whoever takes nothing holds up
 * nobody else. PROTOCOL.md 4.5, 9.2. */
#include "node/engine_own.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TWO_HEARTBEATS_S (2 * EP_HEARTBEAT_MS / 1000)
#define TICK_S (EP_TICK_MS / 1000)

struct stand {
    struct federation fed;
    struct wire eva;
    uint64_t asks;
};

/* A and B share a household; in `listening` stands who can be dialled, and so who dialled. */
static struct stand *stand_open(unsigned listening)
{
    struct stand *stand = calloc(1, sizeof *stand);
    assert_non_null(stand);
    fed_open(&stand->fed, 2, listening);
    struct node *node = stand->fed.node;
    struct node *inviter = (listening & 1) != 0 ? &node[0] : &node[1]; /* who is dialled at the pairing too */
    assert_int_equal(pair(inviter, inviter == node ? &node[1] : node, "ab"), EP_OK);
    fed_pass(&stand->fed, 5);
    assert_int_equal(share(&node[0], &node[1]), EP_OK);
    node_cut(&node[0]); /* also the link of the ceremony, which is not dialled again */
    fed_pass(&stand->fed, 5);
    assert_int_equal(node_cables(&node[0]), 1);
    return stand;
}

static void stand_close(struct stand *stand)
{
    fed_close(&stand->fed);
    free(stand);
}

static ep_id ask_id(uint64_t n)
{
    char name[16];
    snprintf(name, sizeof name, "ask %u", (unsigned)n);
    return id_named(name);
}

/* Eva of A puts something that B is to have. */
static void ask(struct stand *stand)
{
    struct node *node = stand->fed.node;
    struct ep_statement st = draft(&node[0].firm, EP_ASK, ask_id(++stand->asks), id_named("h"));
    st.body.ask = (struct ep_ask){.to_org = node[1].firm.id, .soort = EP_ASK_UPDATE};
    user_open(&stand->eva, &node[0], &node[0].firm.eva);
    assert_int_equal(user_write(&stand->eva, st), EP_OK);
    wire_close(&stand->eva);
}

static unsigned seconds_until_noticed(struct stand *stand, const struct node *node)
{
    unsigned seconds = 0;
    for (; node_cables(node) > 0 && seconds < 600; seconds++)
        fed_pass(&stand->fed, 1);
    return seconds;
}

static void noticed_and_found_again(unsigned listening)
{
    struct stand *stand = stand_open(listening);
    struct node *node = stand->fed.node;
    ask(stand); /* heard a moment ago: the worst case */
    node_vanish(&node[1]);
    ask(stand); /* into the void */
    assert_in_range(seconds_until_noticed(stand, &node[0]), TICK_S, TWO_HEARTBEATS_S + TICK_S);
    assert_int_equal(node_count(&node[1], EP_ASK), 1);
    ask(stand);
    node_up(&node[1]);
    fed_pass(&stand->fed, 2 * EP_REDIAL_MS_MAX / 1000);
    assert_int_equal(node_count(&node[1], EP_ASK), 3);
    assert_true(agree(&node[0], &node[1]));
    stand_close(stand);
}

static void test_a_side_that_vanished_is_noticed_within_two_heartbeats(void **state)
{
    (void)state;
    noticed_and_found_again(1); /* B had dialled */
    noticed_and_found_again(2); /* A had */
    noticed_and_found_again(3);
}

/* The old link still looks alive here when the other side, new, dials: the one may keep out the other only so long. */
static void test_who_comes_back_before_it_was_missed_is_let_in_within_two_heartbeats(void **state)
{
    (void)state;
    for (unsigned listening = 1; listening <= 3; listening++) {
        struct stand *stand = stand_open(listening);
        struct node *node = stand->fed.node;
        ask(stand);
        node_vanish(&node[1]);
        node_up(&node[1]);
        ask(stand);
        fed_pass(&stand->fed, TWO_HEARTBEATS_S + 3 * TICK_S);
        assert_int_equal(node_count(&node[1], EP_ASK), 2);
        assert_true(agree(&node[0], &node[1]));
        stand_close(stand);
    }
}

static void test_a_link_on_which_nobody_has_anything_to_say_lives(void **state)
{
    (void)state;
    struct stand *stand = stand_open(3);
    struct node *node = stand->fed.node;
    size_t logged = node[0].logged + node[1].logged;
    size_t frames = stand->fed.frames;
    for (unsigned s = 0; s < 1200; s++) {
        fed_pass(&stand->fed, 1);
        assert_int_equal(node_cables(&node[0]), 1);
    }
    assert_int_equal(node[0].logged + node[1].logged, logged);                 /* it is one and the same link */
    assert_in_range(stand->fed.frames - frames, 2 * 1200 / 25, 2 * 1200 / 20); /* and hardly a word */
    stand_close(stand);
}

/* The puts that came, each under the number after the last one. */
static void hear_puts(struct wire *wire, uint64_t *last)
{
    union ep_msg msg;
    while (wire_await(wire, EP_MSG_PUT, &msg))
        assert_true(msg.put.seq == ++*last);
}

static void test_a_peer_that_takes_nothing_holds_up_no_other(void **state)
{
    (void)state;
    struct { /* too large for the stack */
        struct federation fed;
        struct firm b, c;
        struct wire silent, other, authority;
    } *at = calloc(1, sizeof *at);
    assert_non_null(at);
    const uint8_t psk[32] = {0x42};
    struct node *a = &at->fed.node[0];
    uint64_t of_silent = 0;
    uint64_t of_other = 0;
    fed_open(&at->fed, 1, 1);
    firm_make(&at->b, 'b');
    firm_make(&at->c, 'c');
    node_befriend(a, &at->b, psk);
    node_befriend(a, &at->c, psk);
    peer_open(&at->silent, a, &at->b, psk);
    peer_open(&at->other, a, &at->c, psk);
    user_open(&at->authority, a, NULL);
    struct ep_statement user = draft_user(&a->firm, &a->firm.tom); /* goes to every peer */
    for (user.version = 2; user.version < 2 + 3 * EP_WINDOW_STATEMENTS; user.version++) {
        assert_int_equal(user_write(&at->authority, user), EP_OK);
        hear_puts(&at->other, &of_other);
        peer_position(&at->other, &at->c, of_other, NULL);
    }
    hear_puts(&at->silent, &of_silent);
    assert_int_equal(of_silent, EP_WINDOW_STATEMENTS);
    assert_int_equal(of_other, 3 * EP_WINDOW_STATEMENTS);
    wire_close(&at->authority);
    wire_close(&at->silent);
    wire_close(&at->other);
    fed_close(&at->fed);
    free(at);
}

/* A session that has sealed all it may cannot say its heartbeat, and ends; the others say theirs in the same turn. */
static void test_a_link_that_ends_at_its_heartbeat_takes_no_turn_from_the_others(void **state)
{
    (void)state;
    struct {
        struct federation fed;
        struct wire first, second;
    } *at = calloc(1, sizeof *at);
    assert_non_null(at);
    union ep_msg msg;
    fed_open(&at->fed, 1, 1);
    user_open(&at->first, &at->fed.node[0], NULL);
    user_open(&at->second, &at->fed.node[0], &at->fed.node[0].firm.eva);
    at->fed.node[0].engine->link[0].session.send.nonce = EP_SESSION_MESSAGES_MAX;
    fed_pass(&at->fed, EP_HEARTBEAT_MS / 1000);
    assert_true(at->first.closed);
    assert_true(wire_await(&at->second, EP_MSG_PING, &msg));
    wire_close(&at->second);
    fed_close(&at->fed);
    free(at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_side_that_vanished_is_noticed_within_two_heartbeats),
        cmocka_unit_test(test_who_comes_back_before_it_was_missed_is_let_in_within_two_heartbeats),
        cmocka_unit_test(test_a_link_on_which_nobody_has_anything_to_say_lives),
        cmocka_unit_test(test_a_peer_that_takes_nothing_holds_up_no_other),
        cmocka_unit_test(test_a_link_that_ends_at_its_heartbeat_takes_no_turn_from_the_others),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
