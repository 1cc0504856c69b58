/* Promise: deletion is durable steps that a crash, a full disk or a wrong clock cannot stop, and that never take more than
 * they should. DESIGN 6, "Withdrawal". */
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
    char name[24];
    snprintf(name, sizeof name, "b:%s %zu", stem, n);
    return id_named(name);
}

static ep_err put_by(struct played *stand, struct ep_statement it, const struct ep_sign_pair *by)
{
    if (it.hour == HOUR)
        it.hour = fed_hour(&stand->fed);
    return peer_put(&stand->peer, pile_sign(&stand->fed.pile, it, by), NULL);
}

static void put(struct played *stand, struct ep_statement it)
{
    assert_int_equal(put_by(stand, it, &stand->b.eva.sign), EP_OK);
}

/* Entries n to n + count about a lid, and one wrap for each. */
static void put_entries(struct played *stand, ep_id lid, ep_id grant, size_t from, size_t count)
{
    const struct firm *a = &stand->fed.node[0].firm;
    ep_id h = id_named("b:h");
    for (size_t n = from; n < from + count; n++) {
        uint8_t refs[EP_REF_BYTES];
        refs_put(refs, 0, named("e", n), 1);
        put(stand, draft_entry(&stand->b, h, named("e", n), lid));
        put(stand, draft_wrap(&stand->b, h, named("w", n), lid, grant, a, EP_BYTES(refs)));
    }
}

static void put_household(struct played *stand)
{
    const struct firm *a = &stand->fed.node[0].firm;
    ep_id h = id_named("b:h");
    put(stand, draft_huishouden(&stand->b, h));
    for (size_t n = 1; n <= 2; n++) {
        put(stand, draft_lid(&stand->b, h, named("lid", n)));
        put(stand, draft_grant(&stand->b, h, named("grant", n), named("lid", n), a));
    }
}

static void put_withdraw(struct played *stand, size_t n)
{
    put(stand, draft_withdraw(&stand->b, id_named("b:h"), named("withdraw", n), named("grant", n),
                              stand->fed.node[0].firm.id));
}

static bool keep_receipt(void *arg, int64_t row, ep_bytes bytes)
{
    struct played *stand = arg;
    (void)row;
    stand->bag.st[stand->bag.count++] = pile_keep(&stand->fed.pile, bytes);
    return true;
}

static const struct ep_receipt *one_receipt(struct played *stand)
{
    struct ep_store_query receipts = {.kind = EP_RECEIPT};
    stand->bag.count = 0;
    assert_int_equal(ep_store_each(stand->fed.node[0].store, &receipts, keep_receipt, stand), EP_OK);
    assert_int_equal(stand->bag.count, 1);
    return &stand->bag.st[0]->body.receipt;
}

static void test_another_live_grant_keeps_what_it_covers(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    put_entries(stand, named("lid", 2), named("grant", 2), 3, 2);
    put_withdraw(stand, 1);
    assert_int_equal(node_count(a, EP_ENTRY), 2);
    assert_int_equal(node_count(a, EP_WRAP), 2);
    assert_true(node_has(a, EP_ENTRY, named("e", 3)));
    assert_true(one_receipt(stand)->count == 6);
}

/* Of this grant, and of no other; what is our own stays. */
static void test_the_receipt_says_how_much_a_duty_kept(void **state)
{
    static const char *const behoud_name[] = {"behoud 1", "behoud 2", "behoud 3"};
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    const struct firm *own = &a->firm;
    ep_id h = id_named("b:h");
    struct ep_statement why = draft_entry(own, h, id_named("why"), (ep_id){{0}});
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    put(stand, draft_invite(&stand->b, h, id_named("b:invite"), named("grant", 1), own));
    user_open(&stand->eva, a, &own->eva);
    assert_int_equal(user_write(&stand->eva, draft_join(own, h, id_named("joined"), id_named("b:invite"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, why), EP_OK);
    for (size_t n = 1; n <= 3; n++) {
        struct ep_statement behoud = draft(own, EP_BEHOUD, id_named(behoud_name[n - 1]), h);
        behoud.body.behoud = (struct ep_behoud){named("grant", n == 3 ? 2 : 1), why.id, n};
        assert_int_equal(user_write(&stand->eva, behoud), EP_OK);
    }
    wire_close(&stand->eva);
    put_withdraw(stand, 1);
    assert_true(one_receipt(stand)->kept == 1 + 2);
    assert_true(node_has(a, EP_ENTRY, why.id));
}

/* Two of our teams may see one section: when the one's grant ends, its keys go, and the other's content stays. */
static void test_a_grant_to_another_team_keeps_the_content_and_not_the_keys(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct ep_statement other =
        draft_grant(&stand->b, id_named("b:h"), named("grant", 3), named("lid", 1), &stand->fed.node[0].firm);
    other.body.grant.to_team = id_named("team 2");
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    put(stand, other);
    put_withdraw(stand, 1);
    assert_int_equal(node_count(a, EP_WRAP), 0);
    assert_int_equal(node_count(a, EP_ENTRY), 3);
    assert_true(one_receipt(stand)->count == 3);
}

/* Both organisations may end a grant, one unaware of the other: each is told of the same deletion. */
static void test_every_withdrawal_of_a_grant_gets_the_receipt_of_its_one_deletion(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct ep_store_query receipts = {.kind = EP_RECEIPT};
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    a->no_truncate = true;
    put_withdraw(stand, 1);
    for (size_t n = 7; n < 9; n++)
        put(stand, draft_withdraw(&stand->b, id_named("b:h"), named("withdraw", n), named("grant", 1), a->firm.id));
    assert_int_equal(node_count(a, EP_RECEIPT), 0);
    a->no_truncate = false;
    assert_int_equal(node_step(a, EP_EVENT_TRUNCATED, 0, (ep_bytes){NULL, 0}), EP_OK);
    put(stand, draft_withdraw(&stand->b, id_named("b:h"), named("withdraw", 9), named("grant", 1), a->firm.id));
    stand->bag.count = 0;
    assert_int_equal(ep_store_each(a->store, &receipts, keep_receipt, stand), EP_OK);
    assert_int_equal(stand->bag.count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct ep_receipt *receipt = &stand->bag.st[i]->body.receipt;
        assert_true(receipt->count == 6 && receipt->deleted == stand->bag.st[0]->body.receipt.deleted);
        assert_memory_equal(receipt->erased, stand->bag.st[0]->body.receipt.erased, 32);
        for (size_t k = 0; k < i; k++)
            assert_false(ep_id_equal(receipt->withdraw, stand->bag.st[k]->body.receipt.withdraw));
    }
}

/* The list is hashed entry by entry in order, also where one pass over the database does not reach the end. */
static void test_the_erased_list_is_right_beyond_one_pass(void **state)
{
    struct played *stand = *state;
    const size_t count = EP_WRAP_ENTRIES_MAX + 10;
    uint8_t erased[32] = {0};
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, count);
    put_withdraw(stand, 1);
    for (size_t n = 0; n < count; n++) {
        ep_id entry = named("e", n);
        ep_bytes parts[] = {EP_BYTES(erased), ep_id_bytes(&entry)};
        uint8_t next[32];
        ep_hash(next, 32, NULL, EP_LABEL_RECEIPT, parts, 2);
        memcpy(erased, next, 32);
    }
    assert_int_equal(node_count(&stand->fed.node[0], EP_ENTRY), 0);
    assert_true(one_receipt(stand)->count == 2 * count);
    assert_memory_equal(one_receipt(stand)->erased, erased, 32);
}

static void test_a_deletion_goes_on_after_a_crash_before_the_receipt(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    a->no_truncate = true;
    put_withdraw(stand, 1);
    assert_int_equal(node_count(a, EP_ENTRY), 0);
    assert_int_equal(node_count(a, EP_RECEIPT), 0);
    node_down(a);
    a->no_truncate = false;
    node_up(a);
    fed_pass(&stand->fed, 2);
    assert_true(one_receipt(stand)->count == 6);
    fed_pass(&stand->fed, 60);
    assert_int_equal(node_count(a, EP_RECEIPT), 1);
}

/* The clock of this machine was set back by two days, and a withdrawal comes in. */
static void test_a_clock_that_is_behind_neither_stops_the_node_nor_widens_a_deletion(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    fed_hours(&stand->fed, 100);
    played_again(stand, 0);
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    put_entries(stand, named("lid", 2), named("grant", 2), 3, 2);
    a->skew_s = -48 * 3600;
    fed_pass(&stand->fed, 2);
    put_withdraw(stand, 1); /* stopping is never refused for a clock */
    assert_int_equal(a->failed, EP_OK);
    assert_non_null(a->engine);
    assert_true(node_has(a, EP_ENTRY, named("e", 3)) && node_has(a, EP_ENTRY, named("e", 4)));
    a->skew_s = 0;
    fed_pass(&stand->fed, 2);
    assert_int_equal(node_count(a, EP_ENTRY), 2);
    assert_true(node_has(a, EP_ENTRY, named("e", 3)));
    assert_true(one_receipt(stand)->count == 6);
    assert_true(one_receipt(stand)->deleted == fed_hour(&stand->fed));
}

static void test_a_clock_that_is_behind_ends_no_lease_and_loses_nothing_of_a_peer(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    fed_hours(&stand->fed, 100);
    played_again(stand, 0);
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    struct ep_statement late = draft_entry(&stand->b, id_named("b:h"), id_named("b:late"), named("lid", 1));
    a->skew_s = -48 * 3600;
    fed_pass(&stand->fed, 2);
    assert_int_equal(put_by(stand, late, &stand->b.eva.sign), EP_CLOSED); /* not refused: it may come again */
    a->skew_s = 0;
    fed_pass(&stand->fed, 2);
    played_again(stand, 11);
    put(stand, late);
    assert_int_equal(node_count(a, EP_ENTRY), 4);
}

static void test_one_leap_of_the_clock_ends_no_lease(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    a->skew_s = INT64_C(3600) * 24 * 365 * 30;
    fed_pass(&stand->fed, 2);
    a->skew_s = 0;
    fed_pass(&stand->fed, 10);
    assert_int_equal(node_count(a, EP_ENTRY), 3);
    put(stand,
        draft_entry(&stand->b, id_named("b:h"), id_named("b:after"), named("lid", 1))); /* nor is it remembered */
}

/* A card that names another signing key than this node has: the receipt cannot be made, and says so in the log. */
static void test_a_receipt_that_cannot_be_signed_does_not_keep_the_node_busy_for_ever(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 1);
    node_down(a);
    a->firm.node_sign = stand->b.node_sign;
    node_up(a);
    played_again(stand, 7);
    put_withdraw(stand, 1);
    assert_int_equal(a->failed, EP_OK);
    assert_int_equal(node_count(a, EP_ENTRY), 0);
    assert_int_equal(node_count(a, EP_RECEIPT), 0);
    assert_in_range(a->truncates, 1, 3);
    assert_true(node_said(a, "EP_SIGNER_ROLE"));
}

static int run_sql(struct node *node, const char *text)
{
    return sqlite3_exec(node->store->db, text, NULL, NULL, NULL);
}

/* Not one page more; and one kind of write brings along what does not fit in the free ones. */
static void disk_full(struct node *node, const char *write)
{
    char text[256];
    snprintf(text, sizeof text,
             "CREATE TRIGGER heavy AFTER %s BEGIN INSERT INTO journal (hour, hash, bytes)"
             " VALUES (0, zeroblob(32), zeroblob(4000000)); END",
             write);
    assert_int_equal(run_sql(node, text), SQLITE_OK);
    assert_int_equal(run_sql(node, "PRAGMA max_page_count = 1"), SQLITE_OK);
}

static void disk_free(struct node *node)
{
    assert_int_equal(run_sql(node, "PRAGMA max_page_count = 1000000"), SQLITE_OK);
    assert_int_equal(run_sql(node, "DROP TRIGGER heavy"), SQLITE_OK);
}

/* Wherever in the step of the receipt the disk is full: without one effect (node_step sees to that), and it comes later. */
static void test_nothing_leaves_when_a_step_fails_and_the_deletion_is_taken_up_again(void **state)
{
    static const char *const writes[] = {"INSERT ON statement", "DELETE ON record", "UPDATE ON outbox"};
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 3);
    a->no_truncate = true;
    put_withdraw(stand, 1);
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
        disk_full(a, writes[i]);
        assert_int_equal(node_step(a, EP_EVENT_TRUNCATED, 0, (ep_bytes){NULL, 0}), EP_DISK_FULL);
        assert_int_equal(node_count(a, EP_RECEIPT), 0);
        disk_free(a);
        wire_close(&stand->peer);
        peer_open(&stand->peer, a, &stand->b, stand->psk);
    }
    a->no_truncate = false;
    fed_pass(&stand->fed, 2);
    assert_true(one_receipt(stand)->count == 6);
}

static void test_a_full_disk_promises_nothing_closes_links_and_goes_on_later(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct ep_link_record record;
    put_household(stand);
    struct ep_statement entry = draft_entry(&stand->b, id_named("b:h"), id_named("b:entry"), named("lid", 1));
    disk_full(a, "INSERT ON statement");
    /* Neither a position nor a refusal comes. */
    assert_int_equal(put_by(stand, entry, &stand->b.eva.sign), EP_CLOSED);
    assert_int_equal(a->failed, EP_DISK_FULL);
    assert_int_equal(node_count(a, EP_ENTRY), 0);
    assert_true(node_link(a, &stand->b, &record) && record.recv_seq == 5);
    disk_free(a);
    played_again(stand, 0);
    stand->peer.seq = record.recv_seq;
    put(stand, entry);
    assert_int_equal(node_count(a, EP_ENTRY), 1);
}

/* Passing over it would let the grant live again. */
static void test_a_withdrawal_that_does_not_read_any_more_stops_the_node(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    put_household(stand);
    put_withdraw(stand, 1);
    char text[96];
    snprintf(text, sizeof text, "UPDATE statement SET bytes = zeroblob(200) WHERE kind = %d", (int)EP_WITHDRAW);
    assert_int_equal(run_sql(a, text), SQLITE_OK);
    size_t before = node_count(a, EP_ENTRY);
    struct ep_statement entry = draft_entry(&stand->b, id_named("b:h"), id_named("b:entry"), named("lid", 1));
    assert_int_equal(put_by(stand, entry, &stand->b.eva.sign), EP_CLOSED);
    assert_int_equal(a->failed, EP_STORE_DAMAGED);
    assert_int_equal(node_count(a, EP_ENTRY), before);
}

/* And passing over an entry would sign for a deletion that was none. */
static void test_an_entry_that_does_not_read_any_more_is_not_signed_for_as_deleted(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    char text[96];
    put_household(stand);
    put_entries(stand, named("lid", 1), named("grant", 1), 0, 2);
    snprintf(text, sizeof text, "UPDATE statement SET bytes = zeroblob(200) WHERE kind = %d", (int)EP_ENTRY);
    assert_int_equal(run_sql(a, text), SQLITE_OK);
    struct ep_statement withdraw =
        draft_withdraw(&stand->b, id_named("b:h"), named("withdraw", 1), named("grant", 1), a->firm.id);
    assert_int_equal(put_by(stand, withdraw, &stand->b.eva.sign), EP_CLOSED);
    assert_int_equal(a->failed, EP_STORE_DAMAGED);
    assert_int_equal(node_count(a, EP_RECEIPT), 0);
}

/* More grants than a household may have would make the one rule say "too many", and so stop every deletion in it. */
static void test_a_peer_cannot_fill_a_household_with_grants_and_stop_the_node(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    const struct firm *firm = &a->firm;
    put_household(stand);
    for (size_t n = 3; n <= EP_GRANTS_OF_ORG_MAX; n++)
        put(stand, draft_grant(&stand->b, id_named("b:h"), named("grant", n), named("lid", 1), firm));
    assert_int_equal(put_by(stand,
                            draft_grant(&stand->b, id_named("b:h"), id_named("b:too many"), named("lid", 1), firm),
                            &stand->b.eva.sign),
                     EP_TOO_MANY);
    put_withdraw(stand, 1);
    assert_int_equal(a->failed, EP_OK);
    assert_int_equal(node_count(a, EP_RECEIPT), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_another_live_grant_keeps_what_it_covers),
        TEST(test_a_grant_to_another_team_keeps_the_content_and_not_the_keys),
        TEST(test_the_receipt_says_how_much_a_duty_kept),
        TEST(test_every_withdrawal_of_a_grant_gets_the_receipt_of_its_one_deletion),
        TEST(test_the_erased_list_is_right_beyond_one_pass),
        TEST(test_a_deletion_goes_on_after_a_crash_before_the_receipt),
        TEST(test_a_clock_that_is_behind_neither_stops_the_node_nor_widens_a_deletion),
        TEST(test_a_clock_that_is_behind_ends_no_lease_and_loses_nothing_of_a_peer),
        TEST(test_one_leap_of_the_clock_ends_no_lease),
        TEST(test_a_receipt_that_cannot_be_signed_does_not_keep_the_node_busy_for_ever),
        TEST(test_nothing_leaves_when_a_step_fails_and_the_deletion_is_taken_up_again),
        TEST(test_a_full_disk_promises_nothing_closes_links_and_goes_on_later),
        TEST(test_a_withdrawal_that_does_not_read_any_more_stops_the_node),
        TEST(test_an_entry_that_does_not_read_any_more_is_not_signed_for_as_deleted),
        TEST(test_a_peer_cannot_fill_a_household_with_grants_and_stop_the_node),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
