/* Promise: no word leaves before what it says is durable. When the commit fails, a user hears no "done", a peer neither a
 * position nor a refusal nor a statement, and nothing was read; after the restart everything is as if it had not been
 * said, and it can be said again. DESIGN 8. */
#include "node/store_own.h"
#include "tests/support/play.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva, peer;
    struct firm b;
    struct bag bag;
    char folder[64];
    uint8_t psk[32];
    struct ep_link_record before;
};

static struct node *node_a(struct stand *stand)
{
    return &stand->fed.node[0];
}

static void sessions(struct stand *stand)
{
    struct node *a = node_a(stand);
    user_open(&stand->eva, a, &a->firm.eva);
    peer_open(&stand->peer, a, &stand->b, stand->psk);
    assert_true(node_link(a, &stand->b, &stand->before));
    stand->peer.seq = stand->before.recv_seq;
}

/* Household h is A's, and B has a grant in it and got all there is. */
static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    union ep_msg msg;
    if (stand == NULL || !ep_play_folder(stand->folder, sizeof stand->folder))
        return 1;
    *state = stand;
    fed_open_in(&stand->fed, 1, 1, stand->folder);
    struct node *a = node_a(stand);
    ep_id h = id_named("h");
    firm_make(&stand->b, 'b');
    memset(stand->psk, 0x42, 32);
    node_befriend(a, &stand->b, stand->psk);
    sessions(stand);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(&a->firm, h, id_named("lid"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_grant(&a->firm, h, id_named("g"), id_named("lid"), &stand->b)),
                     EP_OK);
    while (wire_await(&stand->peer, EP_MSG_PUT, &msg))
        ;
    assert_true(node_link(a, &stand->b, &stand->before));
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->eva);
    wire_close(&stand->peer);
    fed_close(&stand->fed);
    ep_play_remove(stand->folder);
    free(stand);
    return 0;
}

static int refuse(void *arg)
{
    (void)arg;
    return 1;
}

static void commits_fail(struct stand *stand)
{
    sqlite3_commit_hook(node_a(stand)->store->db, refuse, NULL);
}

/* Nobody heard a word but that the link is gone, and the node stopped. */
static void nothing_left(struct stand *stand)
{
    enum ep_message_type type;
    union ep_msg msg;
    assert_int_equal(wire_hear(&stand->eva, &type, &msg), EP_CLOSED);
    assert_int_equal(wire_hear(&stand->peer, &type, &msg), EP_CLOSED);
    assert_int_equal(node_a(stand)->failed, EP_STORE_FAILED);
    assert_null(node_a(stand)->engine);
}

/* The node is started again, and remembers nothing of it. */
static void begin_again(struct stand *stand)
{
    struct ep_link_record before = stand->before;
    wire_close(&stand->eva);
    wire_close(&stand->peer);
    node_up(node_a(stand));
    sessions(stand);
    assert_int_equal(stand->before.recv_seq, before.recv_seq);
    assert_memory_equal(stand->before.recv_hash, before.recv_hash, 32);
    assert_int_equal(stand->before.sent_seq, before.sent_seq);
    assert_memory_equal(stand->before.sent_hash, before.sent_hash, 32);
}

static void test_a_user_hears_no_done_and_a_peer_gets_nothing_of_it(void **state)
{
    struct stand *stand = *state;
    struct node *a = node_a(stand);
    struct ep_statement ask = draft(&a->firm, EP_ASK, id_named("ask"), id_named("h"));
    ask.body.ask = (struct ep_ask){.to_org = stand->b.id, .soort = EP_ASK_UPDATE};
    commits_fail(stand);
    assert_int_equal(user_write(&stand->eva, ask), EP_CLOSED);
    nothing_left(stand);
    begin_again(stand);
    assert_false(node_has(a, EP_ASK, id_named("ask")));
    assert_int_equal(user_write(&stand->eva, ask), EP_OK);
    assert_true(node_has(a, EP_ASK, id_named("ask")));
}

static void test_a_peer_hears_no_position(void **state)
{
    struct stand *stand = *state;
    struct ep_statement theirs = draft_huishouden(&stand->b, id_named("b:theirs"));
    const struct ep_statement *st = pile_sign(&stand->fed.pile, theirs, &stand->b.eva.sign);
    commits_fail(stand);
    wire_say(&stand->peer, EP_MSG_PUT, &(struct ep_msg_put){stand->before.recv_seq + 1, st->bytes});
    nothing_left(stand);
    begin_again(stand);
    assert_false(node_has(node_a(stand), EP_HUISHOUDEN, id_named("b:theirs")));
    assert_int_equal(peer_put(&stand->peer, st, NULL), EP_OK);
    assert_true(node_has(node_a(stand), EP_HUISHOUDEN, id_named("b:theirs")));
}

static void test_a_peer_hears_no_refusal(void **state)
{
    struct stand *stand = *state;
    struct ep_statement wrong = draft_lid(&stand->b, id_named("b:nowhere"), id_named("b:lid"));
    const struct ep_statement *st = pile_sign(&stand->fed.pile, wrong, &stand->b.eva.sign);
    commits_fail(stand);
    wire_say(&stand->peer, EP_MSG_PUT, &(struct ep_msg_put){stand->before.recv_seq + 1, st->bytes});
    nothing_left(stand);
    begin_again(stand);
    assert_int_equal(peer_put(&stand->peer, st, NULL), EP_HUISHOUDEN_UNKNOWN);
}

static void test_nothing_is_read_that_is_not_on_record(void **state)
{
    struct stand *stand = *state;
    commits_fail(stand);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_CLOSED);
    assert_int_equal(stand->bag.count, 0);
    nothing_left(stand);
    begin_again(stand);
    assert_int_equal(node_count(node_a(stand), EP_READ), 0);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"), &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(stand->bag.count, 0);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    assert_true(stand->bag.count > 0);
}

/* What was acknowledged to us is on record; positions alone, of which nothing leaves, may wait for the next step. */

static uint64_t acked(struct stand *stand)
{
    struct ep_link_record record;
    assert_true(node_link(node_a(stand), &stand->b, &record));
    return record.acked_seq;
}

static void say_position(struct stand *stand)
{
    peer_position(&stand->peer, &stand->b, stand->before.sent_seq, NULL);
    fed_run(&stand->fed);
    assert_int_equal(acked(stand), stand->before.sent_seq);
}

static void killed(struct stand *stand)
{
    node_kill(node_a(stand));
    wire_close(&stand->eva);
    wire_close(&stand->peer);
    node_up(node_a(stand));
    sessions(stand);
}

static void test_a_kill_before_a_position_is_durable_is_as_if_it_had_not_come(void **state)
{
    struct stand *stand = *state;
    union ep_msg msg;
    assert_true(stand->before.sent_seq > stand->before.acked_seq);
    say_position(stand);
    uint64_t before = stand->before.acked_seq;
    killed(stand);
    assert_int_equal(stand->before.acked_seq, before);
    assert_true(wire_await(&stand->peer, EP_MSG_PUT, &msg)); /* what is not covered goes again */
    assert_int_equal(msg.put.seq, before + 1);
    say_position(stand);
}

static void test_a_position_is_durable_with_the_next_effect(void **state)
{
    struct stand *stand = *state;
    say_position(stand);
    uint64_t sent = stand->before.sent_seq;
    assert_int_equal(user_write(&stand->eva, draft_lid(&node_a(stand)->firm, id_named("h"), id_named("lid 2"))), EP_OK);
    killed(stand);
    assert_int_equal(stand->before.acked_seq, sent);
}

static void test_a_position_waits_no_longer_than_its_limit(void **state)
{
    struct stand *stand = *state;
    say_position(stand);
    uint64_t sent = stand->before.sent_seq;
    fed_sleep(&stand->fed, EP_COMMIT_MS_MAX - 1);
    assert_true(node_a(stand)->store->writing);
    fed_sleep(&stand->fed, 2);
    assert_false(node_a(stand)->store->writing);
    killed(stand);
    assert_int_equal(stand->before.acked_seq, sent);
}

static uint64_t little(const struct ep_store *store)
{
    (void)store;
    return EP_DISK_ROOM_BYTES_MIN - 1;
}

/* Room is looked at, and the reserve taken back, between transactions. */
static void test_with_little_room_nothing_waits(void **state)
{
    struct stand *stand = *state;
    node_a(stand)->store->free_bytes = little;
    say_position(stand);
    assert_false(node_a(stand)->store->writing);
}

/* A truncation stands outside transactions, and a receipt waits for it. */
static void test_while_something_is_deleted_nothing_waits(void **state)
{
    struct stand *stand = *state;
    struct node *a = node_a(stand);
    ep_id h = id_named("b:h");
    struct ep_statement grant = draft_grant(&stand->b, h, id_named("b:g"), id_named("b:lid"), &a->firm);
    struct ep_statement theirs[] = {draft_huishouden(&stand->b, h), draft_lid(&stand->b, h, id_named("b:lid")), grant,
                                    draft_withdraw(&stand->b, h, id_named("b:w"), grant.id, a->firm.id)};
    a->no_truncate = true;
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
        assert_int_equal(peer_put(&stand->peer, pile_sign(&stand->fed.pile, theirs[i], &stand->b.eva.sign), NULL),
                         EP_OK);
    say_position(stand);
    assert_false(a->store->writing);
    a->no_truncate = false;
    fed_pass(&stand->fed, 2);
    assert_int_equal(node_count(a, EP_RECEIPT), 1);
    assert_true(node_link(a, &stand->b, &stand->before));
    say_position(stand);
    assert_true(a->store->writing);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_user_hears_no_done_and_a_peer_gets_nothing_of_it),
        TEST(test_a_peer_hears_no_position),
        TEST(test_a_peer_hears_no_refusal),
        TEST(test_nothing_is_read_that_is_not_on_record),
        TEST(test_a_kill_before_a_position_is_durable_is_as_if_it_had_not_come),
        TEST(test_a_position_is_durable_with_the_next_effect),
        TEST(test_a_position_waits_no_longer_than_its_limit),
        TEST(test_with_little_room_nothing_waits),
        TEST(test_while_something_is_deleted_nothing_waits),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
