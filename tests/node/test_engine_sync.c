/* Promise: a peer gets what is for it and no more, one number after the other; what it claims wrongly ends the link, and
 * what it sends wrongly is refused with the reason and still counted. PROTOCOL.md 9.2. B is played by the test. */
#include "node/store_own.h"
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ep_id named(const char *stem, size_t n)
{
    char name[16];
    snprintf(name, sizeof name, "%s %zu", stem, n);
    return id_named(name);
}

/* Numbers, hashes, positions. */

static void test_refused_ones_count_and_the_position_is_over_all(void **state)
{
    struct played *stand = *state;
    struct ep_link_record record;
    uint8_t hash[32] = {0};
    struct ep_statement drafts[] = {draft_huishouden(&stand->b, stand->h),
                                    draft_lid(&stand->c, stand->h, id_named("c:no")),
                                    draft_lid(&stand->b, stand->h, id_named("b:lid"))};
    const ep_err want[] = {EP_OK, EP_NOT_THEIRS, EP_OK};
    for (size_t i = 0; i < 3; i++) {
        const struct ep_statement *st = pile_sign(&stand->fed.pile, drafts[i], &stand->b.eva.sign);
        assert_int_equal(peer_put(&stand->peer, st, NULL), want[i]);
        ep_running_hash(hash, hash, st->bytes);
    }
    assert_true(node_link(&stand->fed.node[0], &stand->b, &record));
    assert_true(record.recv_seq == 3);
    assert_memory_equal(record.recv_hash, hash, 32);
}

static void test_a_number_again_is_dropped_and_a_gap_ends_the_link(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    played_household(stand);
    stand->peer.seq = 0;
    assert_int_equal(played_put(stand, draft_lid(&stand->b, stand->h, id_named("b:x"))),
                     EP_AGAIN); /* the position says 2 */
    assert_false(node_has(a, EP_LID, id_named("b:x")));
    stand->peer.seq = 3;
    assert_int_equal(played_put(stand, draft_lid(&stand->b, stand->h, id_named("b:x"))), EP_CLOSED);
    assert_true(node_said(a, "EP_GAP"));
    assert_false(node_has(a, EP_LID, id_named("b:x")));
    played_again(stand, 2);
    assert_int_equal(played_put(stand, draft_lid(&stand->b, stand->h, id_named("b:x"))), EP_OK);
}

static void test_a_position_is_signed_and_true_or_ends_the_link(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    static const uint8_t other[32] = {9};
    union ep_msg msg;
    user_open(&stand->eva, a, NULL);
    struct ep_statement user = draft_user(&a->firm, &a->firm.tom);
    user.version = 2;
    assert_int_equal(user_write(&stand->eva, user), EP_OK); /* goes to all peers, as number 1 */
    wire_close(&stand->eva);
    assert_true(wire_await(&stand->peer, EP_MSG_PUT, &msg) && msg.put.seq == 1);
    peer_position(&stand->peer, &stand->b, 1, other);
    assert_false(wire_await(&stand->peer, EP_MSG_PUT, &msg));
    assert_true(stand->peer.closed && node_said(a, "EP_FORK"));
    played_again(stand, 0);
    peer_position(&stand->peer, &stand->b, 2, NULL);
    assert_false(wire_await(&stand->peer, EP_MSG_POSITION, &msg));
    assert_true(stand->peer.closed && node_said(a, "EP_RESTORED"));
    played_again(stand, 0);
    struct firm forger = stand->b;
    forger.node_sign = stand->c.node_sign;
    peer_position(&stand->peer, &forger, 1, NULL);
    assert_false(wire_await(&stand->peer, EP_MSG_POSITION, &msg));
    assert_true(stand->peer.closed && node_said(a, "EP_FORGED"));
    struct ep_link_record record;
    assert_true(node_link(a, &stand->b, &record) && record.acked_seq == 0);
    played_again(stand, 0);
    peer_position(&stand->peer, &stand->b, 1, NULL);
    fed_run(&stand->fed);
    assert_true(node_link(a, &stand->b, &record) && record.acked_seq == 1 && record.acked_hour == HOUR);
}

static void test_a_hello_that_claims_more_than_was_sent_means_we_were_restored(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    uint8_t packed[256];
    ep_out out = EP_OUT(packed);
    ep_bytes bytes;
    struct ep_node_record life;
    union ep_msg msg;
    struct ep_msg_position position = {.seq = 5};
    assert_int_equal(ep_store_kept(a->store, EP_RECORD_NODE, a->firm.id, &bytes), EP_OK);
    assert_int_equal(ep_record_take(bytes, ep_node_record_table, &life), EP_OK);
    memcpy(position.lineage, life.lineage, 8);
    ep_position_sign(&position, &stand->b.node_sign);
    assert_int_equal(ep_record_put(&out, ep_message_table(EP_MSG_POSITION), &position), EP_OK);
    struct ep_msg_hello hello = {.hour = HOUR, .position = ep_out_bytes(&out)};
    wire_close(&stand->peer);
    assert_int_equal(wire_dial(&stand->peer, a, EP_MODE_PEER, &stand->b.node_link, stand->psk, stand->b.id), EP_OK);
    wire_say(&stand->peer, EP_MSG_HELLO, &hello);
    assert_false(wire_await(&stand->peer, EP_MSG_HELLO, &msg));
    assert_true(stand->peer.closed && node_said(a, "EP_RESTORED"));
}

static size_t count_puts(struct wire *wire, uint64_t *last)
{
    union ep_msg msg;
    size_t puts = 0;
    while (wire_await(wire, EP_MSG_PUT, &msg)) {
        assert_true(msg.put.seq == *last + 1);
        *last = msg.put.seq;
        puts++;
    }
    return puts;
}

static void test_a_silent_peer_gets_a_window_and_no_more(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    uint64_t last = 0;
    struct ep_statement user = draft_user(&a->firm, &a->firm.tom);
    user_open(&stand->eva, a, NULL);
    for (user.version = 2; user.version < 2 + EP_WINDOW_STATEMENTS + 30; user.version++)
        assert_int_equal(user_write(&stand->eva, user), EP_OK);
    assert_int_equal(count_puts(&stand->peer, &last), EP_WINDOW_STATEMENTS);
    peer_position(&stand->peer, &stand->b, last, NULL); /* of the last sent: the node's own running hash */
    assert_int_equal(count_puts(&stand->peer, &last), 30);
    wire_close(&stand->eva);
    played_again(stand, 0); /* what was not covered comes again, under its number */
    last = EP_WINDOW_STATEMENTS;
    assert_int_equal(count_puts(&stand->peer, &last), 30);
}

/* Forty entries of 32 KiB and the wrap that sends them wait for B, behind the three that it has. */
static void queue_large(struct played *stand, uint64_t *last)
{
    const struct firm *a = firm_a(stand);
    static uint8_t ciphertext[32768 + 16];
    uint8_t refs[40 * EP_REF_BYTES];
    stand->h = id_named("h");
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, stand->h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, stand->h, id_named("lid"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_grant(a, stand->h, id_named("g"), id_named("lid"), &stand->b)),
                     EP_OK);
    for (size_t n = 0; n < 40; n++) {
        struct ep_statement entry = draft_entry(a, stand->h, named("e", n), id_named("lid"));
        entry.body.entry.size = 4;
        entry.body.entry.ciphertext = EP_BYTES(ciphertext);
        assert_int_equal(user_write(&stand->eva, entry), EP_OK);
        refs_put(refs, n, named("e", n), 1);
    }
    assert_int_equal(count_puts(&stand->peer, last), 3);
    struct ep_statement wrap =
        draft_wrap(a, stand->h, id_named("w"), id_named("lid"), id_named("g"), &stand->b, EP_BYTES(refs));
    assert_int_equal(user_write(&stand->eva, wrap), EP_OK);
    wire_close(&stand->eva);
}

static void test_a_window_of_bytes(void **state)
{
    struct played *stand = *state;
    uint64_t last = 0;
    queue_large(stand, &last);
    size_t puts = count_puts(&stand->peer, &last);
    assert_in_range(puts, 7, EP_WINDOW_BYTES / 32768 + 1);
    for (unsigned rounds = 0; puts > 0 && rounds < 20; rounds++) {
        peer_position(&stand->peer, &stand->b, last, NULL);
        puts = count_puts(&stand->peer, &last);
    }
    assert_true(last == 3 + 40 + 1);
}

/* A peer that is slow, and never has all that is under way, still gets everything, one for one. */
static void test_what_is_covered_makes_room_for_as_much(void **state)
{
    struct played *stand = *state;
    uint64_t last = 0;
    uint64_t covered = 0;
    uint8_t hash[64][32];
    uint8_t running[32] = {0};
    union ep_msg msg;
    queue_large(stand, &last);
    played_again(stand, 0); /* so that all is heard from the first */
    for (last = 0; last < 3 + 40 + 1; covered++) {
        while (wire_await(&stand->peer, EP_MSG_PUT, &msg)) {
            assert_true(msg.put.seq == ++last && last < 64);
            ep_running_hash(running, running, msg.put.statement);
            memcpy(hash[last], running, 32);
        }
        assert_in_range(last - covered, 7, 12); /* the three small ones count in numbers, hardly in bytes */
        peer_position(&stand->peer, &stand->b, covered + 1, hash[covered + 1]);
    }
    assert_true(covered > 30);
}

/* Refusals by a peer. */

static void share_with_b(struct played *stand)
{
    const struct firm *a = firm_a(stand);
    stand->h = id_named("h");
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, stand->h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, stand->h, id_named("lid"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, stand->h, id_named("secret lid"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_grant(a, stand->h, id_named("g"), id_named("lid"), &stand->b)),
                     EP_OK);
    wire_close(&stand->eva);
}

static ep_id next_put(struct wire *wire, uint64_t *seq)
{
    union ep_msg msg;
    struct ep_statement st;
    if (!wire_await(wire, EP_MSG_PUT, &msg))
        return (ep_id){{0}};
    assert_int_equal(ep_statement_open(&st, msg.put.statement), EP_OK);
    *seq = msg.put.seq;
    return st.id;
}

static void test_what_a_peer_misses_goes_first_and_then_the_refused_one_once(void **state)
{
    struct played *stand = *state;
    uint64_t seq = 0;
    struct bag *bag = calloc(1, sizeof *bag);
    assert_non_null(bag);
    share_with_b(stand);
    assert_true(ep_id_equal(next_put(&stand->peer, &seq), stand->h));
    assert_true(ep_id_equal(next_put(&stand->peer, &seq), id_named("lid")));
    assert_true(ep_id_equal(next_put(&stand->peer, &seq), id_named("g")) && seq == 3);
    wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){3, EP_LID_UNKNOWN, id_named("lid")});
    assert_true(ep_id_equal(next_put(&stand->peer, &seq), id_named("lid")));
    assert_true(ep_id_equal(next_put(&stand->peer, &seq), id_named("g")) && seq == 5);
    wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){5, EP_LID_UNKNOWN, id_named("lid")});
    assert_true(ep_id_absent(next_put(&stand->peer, &seq)));
    assert_false(stand->peer.closed);
    user_open(&stand->eva, &stand->fed.node[0], &firm_a(stand)->eva); /* the reason is there for the user */
    assert_int_equal(user_read(&stand->eva, stand->h, bag), EP_OK);
    const struct ep_msg_fact *fact = bag_fact(bag, EP_FACT_REFUSAL, id_named("g"));
    assert_non_null(fact);
    assert_true(ep_id_equal(fact->b, stand->b.id) && fact->x == EP_LID_UNKNOWN);
    wire_close(&stand->eva);
    free(bag);
}

/* It may have been for want of what a third organisation sends: later tries, rarer each time; a final reason is final. */
static void test_what_may_pass_later_is_tried_again_and_rarer_each_time(void **state)
{
    struct played *stand = *state;
    uint64_t seq = 0;
    uint64_t last = 3;
    size_t tries = 0;
    share_with_b(stand);
    for (size_t i = 0; i < 3; i++)
        (void)next_put(&stand->peer, &seq);
    wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){2, EP_NOT_FOUNDER, {{0}}});
    wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){3, EP_NO_JOIN, {{0}}});
    assert_true(ep_id_absent(next_put(&stand->peer, &seq)));
    for (unsigned hour = 0; hour < 40; hour++) {
        peer_position(&stand->peer, &stand->b, last, NULL);
        fed_run(&stand->fed);
        fed_hours(&stand->fed, 1);
        played_again(stand, 0);
        ep_id id = next_put(&stand->peer, &seq);
        if (ep_id_absent(id))
            continue;
        assert_true(ep_id_equal(id, id_named("g")) && seq == last + 1);
        last = seq;
        tries++;
        wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){seq, EP_NO_JOIN, {{0}}});
        fed_run(&stand->fed);
    }
    assert_in_range(tries, 4, 6);
}

static size_t puts_since(struct wire *wire, uint64_t *last)
{
    size_t puts = 0;
    while (!ep_id_absent(next_put(wire, last)))
        puts++;
    return puts;
}

static int outbox_rows(struct node *node)
{
    sqlite3_stmt *sql = NULL;
    assert_int_equal(sqlite3_prepare_v2(node->store->db, "SELECT count(*) FROM outbox", -1, &sql, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(sql), SQLITE_ROW);
    int rows = sqlite3_column_int(sql, 0);
    sqlite3_finalize(sql);
    return rows;
}

/* A peer that refuses what it took, naming one of three as missing by turns, and covers it all the same. */
static void test_a_peer_that_refuses_and_takes_by_turns_gets_little_and_grows_nothing(void **state)
{
    struct played *stand = *state;
    uint64_t last = 0;
    share_with_b(stand);
    const ep_id missing[] = {stand->h, id_named("lid"), id_named("g")};
    size_t puts = puts_since(&stand->peer, &last);
    for (size_t round = 0; round < 60; round++) {
        uint64_t seq = last - round % 3;
        wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){seq, EP_LID_UNKNOWN, missing[round / 3 % 3]});
        puts += puts_since(&stand->peer, &last);
        if (round % 2 == 1)
            peer_position(&stand->peer, &stand->b, last, NULL);
        if (stand->peer.closed)
            played_again(stand, 0); /* it named a number that something later has replaced */
    }
    assert_in_range(puts, 3 + 2, 3 + 3 * 2);
    assert_int_equal(outbox_rows(&stand->fed.node[0]), 3);
    fed_hours(&stand->fed, 2 * EP_AGAIN_HOURS_MAX); /* later it has another try, as anyone does */
    played_again(stand, 0);
    assert_in_range(puts_since(&stand->peer, &last), 1, 3);
    assert_int_equal(stand->fed.node[0].failed, EP_OK);
}

static void test_what_passed_is_forgotten_after_a_day(void **state)
{
    struct played *stand = *state;
    uint64_t last = 0;
    struct bag *bag = calloc(1, sizeof *bag);
    assert_non_null(bag);
    share_with_b(stand);
    for (unsigned day = 0; day < 3; day++) {
        (void)puts_since(&stand->peer, &last);
        wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){last, EP_LID_UNKNOWN, id_named("lid")});
        assert_int_equal(puts_since(&stand->peer, &last), 2);
        peer_position(&stand->peer, &stand->b, last, NULL);
        user_open(&stand->eva, &stand->fed.node[0], &firm_a(stand)->eva);
        assert_int_equal(user_read(&stand->eva, stand->h, bag), EP_OK);
        assert_null(bag_fact(bag, EP_FACT_REFUSAL, id_named("g"))); /* remembered, and not shown */
        wire_close(&stand->eva);
        fed_hours(&stand->fed, EP_AGAIN_HOURS_MAX);
        played_again(stand, 0);
        assert_int_equal(puts_since(&stand->peer, &last), 0);
    }
    free(bag);
}

static void test_naming_something_as_missing_does_not_get_it(void **state)
{
    struct played *stand = *state;
    uint64_t seq = 0;
    share_with_b(stand);
    for (size_t i = 0; i < 3; i++)
        (void)next_put(&stand->peer, &seq);
    wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){3, EP_LID_UNKNOWN, id_named("secret lid")});
    assert_true(ep_id_equal(next_put(&stand->peer, &seq), id_named("g"))); /* only what was refused */
    assert_true(ep_id_absent(next_put(&stand->peer, &seq)));
    wire_say(&stand->peer, EP_MSG_REFUSE, &(struct ep_msg_refuse){77, EP_LID_UNKNOWN, stand->h}); /* never sent */
    assert_true(ep_id_absent(next_put(&stand->peer, &seq)));
    assert_true(stand->peer.closed);
}

static void test_what_waited_when_its_grant_ended_never_leaves(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    uint8_t refs[EP_REF_BYTES];
    uint64_t seq = 0;
    wire_close(&stand->peer);
    share_with_b(stand);
    refs_put(refs, 0, id_named("e"), 1);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_entry(a, stand->h, id_named("e"), id_named("lid"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_wrap(a, stand->h, id_named("w"), id_named("lid"), id_named("g"),
                                                        &stand->b, EP_BYTES(refs))),
                     EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_withdraw(a, stand->h, id_named("x"), id_named("g"), stand->b.id)),
                     EP_OK);
    wire_close(&stand->eva);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    bool withdrawn = false;
    for (ep_id id = next_put(&stand->peer, &seq); !ep_id_absent(id); id = next_put(&stand->peer, &seq)) {
        assert_false(ep_id_equal(id, id_named("e")) || ep_id_equal(id, id_named("w")));
        withdrawn = withdrawn || ep_id_equal(id, id_named("x"));
    }
    assert_true(withdrawn);
}

/* A grant that begins next month keeps its entry here, and nothing else with it: least of all a withdrawal. */
static void test_what_may_not_leave_yet_holds_up_nothing_behind_it(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    uint8_t refs[EP_REF_BYTES];
    uint64_t seq = 0;
    bool withdrawn = false;
    share_with_b(stand);
    wire_close(&stand->peer);
    refs_put(refs, 0, id_named("e"), 1);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    struct ep_statement entry = draft_entry(a, stand->h, id_named("e"), (ep_id){{0}}); /* about all leden */
    struct ep_statement wrap =
        draft_wrap(a, stand->h, id_named("w"), (ep_id){{0}}, id_named("g"), &stand->b, EP_BYTES(refs));
    struct ep_statement later = draft_grant(a, stand->h, id_named("g2"), id_named("secret lid"), &stand->b);
    struct ep_statement away = draft_lid(a, stand->h, id_named("secret lid"));
    away.version = 2;
    away.body.lid.present = false;
    assert_int_equal(user_write(&stand->eva, away), EP_OK);
    assert_int_equal(user_write(&stand->eva, entry), EP_OK);
    assert_int_equal(user_write(&stand->eva, wrap), EP_OK);
    away.version = 3;
    away.body.lid.present = true;
    assert_int_equal(user_write(&stand->eva, away), EP_OK);
    later.body.grant.from = HOUR + 30 * 24;
    assert_int_equal(user_write(&stand->eva, later), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_withdraw(a, stand->h, id_named("x"), id_named("g"), stand->b.id)),
                     EP_OK);
    wire_close(&stand->eva);
    played_again(stand, 0);
    for (ep_id id = next_put(&stand->peer, &seq); !ep_id_absent(id); id = next_put(&stand->peer, &seq)) {
        assert_false(ep_id_equal(id, id_named("e")) || ep_id_equal(id, id_named("w")));
        withdrawn = withdrawn || ep_id_equal(id, id_named("x"));
    }
    assert_true(withdrawn);
}

static void test_while_our_clock_is_behind_what_waits_goes_on_waiting(void **state)
{
    struct played *stand = *state;
    struct node *node = &stand->fed.node[0];
    const struct firm *a = firm_a(stand);
    uint8_t refs[EP_REF_BYTES];
    uint64_t seq = 0;
    fed_hours(&stand->fed, 100);
    wire_close(&stand->peer);
    share_with_b(stand);
    refs_put(refs, 0, id_named("e"), 1);
    user_open(&stand->eva, node, &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_entry(a, stand->h, id_named("e"), id_named("lid"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_wrap(a, stand->h, id_named("w"), id_named("lid"), id_named("g"),
                                                        &stand->b, EP_BYTES(refs))),
                     EP_OK);
    wire_close(&stand->eva);
    node->skew_s = -10 * 3600;
    peer_open(&stand->peer, node, &stand->b, stand->psk);
    size_t content = 0;
    for (ep_id id = next_put(&stand->peer, &seq); !ep_id_absent(id); id = next_put(&stand->peer, &seq))
        content += ep_id_equal(id, id_named("e")) || ep_id_equal(id, id_named("w")) ? 1 : 0;
    assert_int_equal(content, 0);
    node->skew_s = 0;
    played_again(stand, 0);
    for (ep_id id = next_put(&stand->peer, &seq); !ep_id_absent(id); id = next_put(&stand->peer, &seq))
        content += ep_id_equal(id, id_named("e")) || ep_id_equal(id, id_named("w")) ? 1 : 0;
    assert_int_equal(content, 2); /* not lost */
}

static void test_an_ended_peer_is_a_stranger(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct ep_statement ended = draft_peer(&a->firm, &stand->b);
    struct ep_statement user = draft_user(&a->firm, &a->firm.tom);
    uint64_t seq = 0;
    ended.version = user.version = 2;
    ended.body.peer.ended = true;
    played_household(stand);
    user_open(&stand->eva, a, NULL);
    assert_int_equal(user_write(&stand->eva, ended), EP_OK);
    assert_int_equal(user_write(&stand->eva, user), EP_OK); /* for all peers; and its link is still open */
    wire_close(&stand->eva);
    assert_true(ep_id_absent(next_put(&stand->peer, &seq)) && !stand->peer.closed);
    assert_int_equal(played_put(stand, draft_lid(&stand->b, stand->h, id_named("b:x"))), EP_PEER_ENDED);
    wire_close(&stand->peer);
    assert_int_equal(wire_dial(&stand->peer, a, EP_MODE_PEER, &stand->b.node_link, stand->psk, stand->b.id),
                     EP_NOT_OPENED);
}

static void test_nothing_goes_before_hello_and_no_second_hello(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    wire_say(&stand->peer, EP_MSG_HELLO, &(struct ep_msg_hello){.hour = HOUR});
    fed_run(&stand->fed);
    assert_true(stand->peer.closed);
    wire_close(&stand->peer);
    assert_int_equal(wire_dial(&stand->peer, a, EP_MODE_PEER, &stand->b.node_link, stand->psk, stand->b.id), EP_OK);
    assert_int_equal(played_put(stand, draft_huishouden(&stand->b, stand->h)), EP_CLOSED);
    assert_false(node_has(a, EP_HUISHOUDEN, stand->h));
    wire_close(&stand->peer);
    /* Nor does a user, and a heartbeat is no first word. */
    for (int ping = 0; ping < 2; ping++) {
        uint8_t psk[32];
        const struct staff *eva = &firm_a(stand)->eva;
        access_psk(psk, eva->id);
        assert_int_equal(wire_dial(&stand->peer, a, EP_MODE_USER, &eva->link, psk, eva->id), EP_OK);
        wire_say(&stand->peer, ping ? EP_MSG_PING : EP_MSG_GET,
                 ping ? (const void *)&(struct ep_msg_ping){0} : &(struct ep_msg_get){.what = EP_GET_DIRECTORY});
        fed_run(&stand->fed);
        assert_true(stand->peer.closed && stand->peer.count == 0);
        wire_close(&stand->peer);
    }
}

static void test_a_silent_stranger_and_a_silent_peer_are_let_go(void **state)
{
    struct played *stand = *state;
    struct wire stranger = {.fed = &stand->fed, .node = &stand->fed.node[0]};
    stranger.cable = cable_lay(&stand->fed, (struct end){.wire = &stranger},
                               (struct end){.node = stranger.node, .number = ++stranger.node->next_link});
    cable_send(&stand->fed, stranger.cable, 1, EP_EVENT_ACCEPTED, (ep_bytes){NULL, 0});
    fed_pass(&stand->fed, 5);
    assert_false(stranger.closed);
    fed_pass(&stand->fed, 2);
    assert_true(stranger.closed);
    union ep_msg msg;
    fed_pass(&stand->fed, 30);
    assert_true(wire_await(&stand->peer, EP_MSG_PING, &msg)); /* the node keeps its side alive */
    assert_false(stand->peer.closed);
    fed_pass(&stand->fed, 15);
    assert_true(stand->peer.closed); /* nothing was heard for over two heartbeats */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_refused_ones_count_and_the_position_is_over_all),
        TEST(test_a_number_again_is_dropped_and_a_gap_ends_the_link),
        TEST(test_a_position_is_signed_and_true_or_ends_the_link),
        TEST(test_a_hello_that_claims_more_than_was_sent_means_we_were_restored),
        TEST(test_a_silent_peer_gets_a_window_and_no_more),
        TEST(test_a_window_of_bytes),
        TEST(test_what_is_covered_makes_room_for_as_much),
        TEST(test_what_a_peer_misses_goes_first_and_then_the_refused_one_once),
        TEST(test_what_may_pass_later_is_tried_again_and_rarer_each_time),
        TEST(test_a_peer_that_refuses_and_takes_by_turns_gets_little_and_grows_nothing),
        TEST(test_what_passed_is_forgotten_after_a_day),
        TEST(test_naming_something_as_missing_does_not_get_it),
        TEST(test_what_waited_when_its_grant_ended_never_leaves),
        TEST(test_what_may_not_leave_yet_holds_up_nothing_behind_it),
        TEST(test_while_our_clock_is_behind_what_waits_goes_on_waiting),
        TEST(test_an_ended_peer_is_a_stranger),
        TEST(test_nothing_goes_before_hello_and_no_second_hello),
        TEST(test_a_silent_stranger_and_a_silent_peer_are_let_go),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
