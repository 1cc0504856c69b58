/* Promise: a peer gets each statement once, in order, under a number that never changes; what was erased never leaves.
 * DESIGN 8, "Sync". */
#include "tests/support/store_fixture.h"

static void again(struct ep_store *store, uint8_t peer, int64_t row)
{
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_queue_again(store, id_of(peer), row), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
}

static uint64_t waiting(struct ep_store *store, uint8_t peer, uint64_t after)
{
    uint64_t count = 0;
    assert_int_equal(ep_store_waiting(store, id_of(peer), after, &count), EP_OK);
    return count;
}

static void test_an_outbox_keeps_its_order_and_its_numbers(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    int64_t b = put_lid(store, 11, 1);
    int64_t a = put_lid(store, 10, 1);
    queue(store, 7, a);
    queue(store, 7, b);
    queue(store, 8, b);
    assert_true(waiting(store, 7, 0) == 2);
    assert_true(send_as(store, 7, 0, 1) == a);
    assert_true(send_as(store, 7, 1, 2) == b);
    struct ep_store_out next;
    assert_int_equal(ep_store_next(store, id_of(7), 2, 0, &next), EP_NOT_FOUND);
    /* After a reconnect the peer has only number 1: the second comes again, under its own number. */
    assert_int_equal(ep_store_next(store, id_of(7), 1, 0, &next), EP_OK);
    assert_true(next.seq == 2 && next.row == b);
    struct ep_statement st;
    assert_int_equal(ep_statement_open(&st, next.bytes), EP_OK);
    assert_true(ep_id_equal(st.id, id_of(11)));
    assert_true(waiting(store, 7, 0) == 2 && waiting(store, 7, 1) == 1 && waiting(store, 7, 2) == 0);
    assert_true(waiting(store, 7, UINT64_MAX) == 0);
    int64_t row = 0;
    assert_int_equal(ep_store_row_of_seq(store, id_of(7), 1, &row), EP_OK);
    assert_true(row == a);
    assert_int_equal(ep_store_row_of_seq(store, id_of(7), 3, &row), EP_NOT_FOUND);
    uint8_t hash[32];
    assert_int_equal(ep_store_sent_hash(store, id_of(7), 2, hash), EP_OK);
    assert_int_equal(hash[31], 2);
    assert_int_equal(ep_store_sent_hash(store, id_of(8), 2, hash), EP_NOT_FOUND);
}

static void test_what_was_sent_comes_before_what_was_not(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    struct ep_store_out next;
    int64_t a = put_lid(store, 10, 1);
    int64_t b = put_lid(store, 11, 1);
    queue(store, 7, a);
    assert_true(send_as(store, 7, 0, 1) == a);
    queue(store, 7, b);
    assert_int_equal(ep_store_next(store, id_of(7), 0, 0, &next), EP_OK);
    assert_true(next.seq == 1);
    assert_int_equal(ep_store_next(store, id_of(7), 1, 0, &next), EP_OK);
    assert_true(next.seq == 0 && next.row == b);
}

static void test_queueing_twice_sends_once_unless_asked_again(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    uint64_t seq = 9;
    int64_t a = put_lid(store, 10, 1);
    int64_t b = put_lid(store, 11, 1);
    assert_int_equal(ep_store_delivery(store, id_of(7), a, &seq), EP_NOT_FOUND);
    queue(store, 7, a);
    queue(store, 7, a);
    assert_true(waiting(store, 7, 0) == 1);
    assert_int_equal(ep_store_delivery(store, id_of(7), a, &seq), EP_OK);
    assert_true(seq == 0);
    assert_true(send_as(store, 7, 0, 1) == a);
    queue(store, 7, a);
    assert_true(waiting(store, 7, 1) == 0);
    again(store, 7, a);
    queue(store, 7, b);
    again(store, 7, a);
    assert_true(waiting(store, 7, 1) == 2);
    assert_true(send_as(store, 7, 1, 2) == b); /* once, and behind what was queued in between */
    assert_true(send_as(store, 7, 2, 3) == a);
    assert_int_equal(ep_store_delivery(store, id_of(7), a, &seq), EP_OK);
    assert_true(seq == 3);
}

static void test_unqueue_takes_out_only_what_was_not_sent(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    uint64_t seq = 0;
    int64_t a = put_lid(store, 10, 1);
    int64_t b = put_lid(store, 11, 1);
    queue(store, 7, a);
    assert_true(send_as(store, 7, 0, 1) == a);
    queue(store, 7, b);
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_unqueue(store, id_of(7), a), EP_OK);
    assert_int_equal(ep_store_unqueue(store, id_of(7), b), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
    assert_int_equal(ep_store_delivery(store, id_of(7), a, &seq), EP_OK);
    assert_int_equal(ep_store_delivery(store, id_of(7), b, &seq), EP_NOT_FOUND);
}

static void test_an_erased_statement_leaves_every_outbox_but_the_numbers_stay_checkable(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    struct ep_store_out next;
    uint8_t hash[32];
    uint64_t seq = 0;
    int64_t row = 0;
    int64_t a = put_lid(store, 10, 1);
    queue(store, 7, a);
    queue(store, 8, a);
    assert_true(send_as(store, 7, 0, 1) == a);
    erase(store, a);
    assert_int_equal(ep_store_next(store, id_of(7), 0, 0, &next), EP_NOT_FOUND);
    assert_int_equal(ep_store_next(store, id_of(8), 0, 0, &next), EP_NOT_FOUND);
    assert_true(waiting(store, 7, 0) == 0 && waiting(store, 8, 0) == 0);
    assert_int_equal(ep_store_delivery(store, id_of(7), a, &seq), EP_NOT_FOUND);
    assert_int_equal(ep_store_row_of_seq(store, id_of(7), 1, &row), EP_NOT_FOUND);
    assert_int_equal(ep_store_sent_hash(store, id_of(7), 1, hash), EP_OK);
    assert_int_equal(hash[0], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_outbox_keeps_its_order_and_its_numbers),
        TEST(test_what_was_sent_comes_before_what_was_not),
        TEST(test_queueing_twice_sends_once_unless_asked_again),
        TEST(test_unqueue_takes_out_only_what_was_not_sent),
        TEST(test_an_erased_statement_leaves_every_outbox_but_the_numbers_stay_checkable),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
