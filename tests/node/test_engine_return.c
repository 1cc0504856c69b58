/* Promise: what a withdrawal took away does not come back: not as a late duplicate, not replayed, not out of an old copy of
 * the files, and not when the grant itself was erased meanwhile or comes again. DESIGN 6, "Withdrawal". */
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LID id_named("b:lid")
#define GRANT id_named("b:grant")
#define ENTRY id_named("b:entry")
#define WRAP id_named("b:wrap")

enum { THE_GRANT, THE_ENTRY, THE_WRAP, THE_WITHDRAWAL, ALL };

struct past {
    const struct ep_statement *st[ALL];
};

static ep_err again(struct played *stand, const struct ep_statement *st)
{
    return peer_put(&stand->peer, st, NULL);
}

static struct past shared(struct played *stand)
{
    uint8_t refs[EP_REF_BYTES];
    const struct ep_sign_pair *by = &stand->b.eva.sign;
    struct pile *pile = &stand->fed.pile;
    const struct firm *a = firm_a(stand);
    refs_put(refs, 0, ENTRY, 1);
    struct past past = {
        {pile_sign(pile, draft_grant(&stand->b, stand->h, GRANT, LID, a), by),
         pile_sign(pile, draft_entry(&stand->b, stand->h, ENTRY, LID), by),
         pile_sign(pile, draft_wrap(&stand->b, stand->h, WRAP, LID, GRANT, a, EP_BYTES(refs)), by),
         pile_sign(pile, draft_withdraw(&stand->b, stand->h, id_named("b:withdraw"), GRANT, a->id), by)}};
    played_household(stand);
    for (size_t i = 0; i < THE_WITHDRAWAL; i++)
        assert_int_equal(again(stand, past.st[i]), EP_OK);
    assert_int_equal(node_count(&stand->fed.node[0], EP_WRAP), 1);
    return past;
}

static struct past withdrawn(struct played *stand)
{
    struct past past = shared(stand);
    assert_int_equal(again(stand, past.st[THE_WITHDRAWAL]), EP_OK);
    return past;
}

static void nothing_is_back(struct played *stand)
{
    struct node *a = &stand->fed.node[0];
    assert_int_equal(a->failed, EP_OK);
    assert_int_equal(node_count(a, EP_ENTRY), 0);
    assert_int_equal(node_count(a, EP_WRAP), 0);
    assert_int_equal(node_count(a, EP_RECEIPT), 1);
}

static void test_a_late_duplicate_of_each_kind_brings_nothing_back(void **state)
{
    struct played *stand = *state;
    struct past past = withdrawn(stand);
    for (unsigned round = 0; round < 2; round++) {
        assert_int_equal(again(stand, past.st[THE_GRANT]), EP_OK); /* known, and withdrawn for good */
        assert_int_equal(again(stand, past.st[THE_ENTRY]), EP_GRANT_WITHDRAWN);
        assert_int_equal(again(stand, past.st[THE_WRAP]), EP_ENTRY_UNKNOWN);
        assert_int_equal(again(stand, past.st[THE_WITHDRAWAL]), EP_OK);
        nothing_is_back(stand);
        node_down(&stand->fed.node[0]);
        node_up(&stand->fed.node[0]);
        fed_pass(&stand->fed, 2);
        played_again(stand, 10);
    }
}

static void test_a_newer_version_or_another_entry_does_not_pass_either(void **state)
{
    struct played *stand = *state;
    (void)withdrawn(stand);
    struct ep_statement newer = draft_entry(&stand->b, stand->h, ENTRY, LID);
    newer.version = 2;
    assert_int_equal(played_put(stand, newer), EP_GRANT_WITHDRAWN);
    assert_int_equal(played_put(stand, draft_entry(&stand->b, stand->h, id_named("b:other"), LID)), EP_GRANT_WITHDRAWN);
    nothing_is_back(stand);
}

static void erase_row(struct node *node, enum ep_kind_code kind, ep_id id)
{
    ep_bytes bytes;
    int64_t row = 0;
    assert_int_equal(ep_store_find(node->store, kind, id, 0, &bytes, &row), EP_OK);
    assert_int_equal(ep_store_begin(node->store), EP_OK);
    assert_int_equal(ep_store_erase(node->store, row), EP_OK);
    assert_int_equal(ep_store_commit(node->store), EP_OK);
}

static void test_a_grant_that_was_erased_and_comes_again_opens_nothing(void **state)
{
    struct played *stand = *state;
    struct past past = withdrawn(stand);
    erase_row(&stand->fed.node[0], EP_GRANT, GRANT);
    assert_int_equal(again(stand, past.st[THE_ENTRY]), EP_NO_GRANT);
    assert_int_equal(again(stand, past.st[THE_GRANT]), EP_OK);
    assert_true(node_has(&stand->fed.node[0], EP_GRANT, GRANT));
    assert_int_equal(again(stand, past.st[THE_ENTRY]), EP_GRANT_WITHDRAWN);
    assert_int_equal(again(stand, past.st[THE_WRAP]), EP_ENTRY_UNKNOWN);
    nothing_is_back(stand);
}

/* As someone does who puts rows of an old copy back into the database. */
static void put_back(struct node *node, const struct ep_statement *st)
{
    int64_t row = 0;
    assert_int_equal(ep_store_begin(node->store), EP_OK);
    assert_int_equal(ep_store_put(node->store, st, &row), EP_OK);
    assert_int_equal(ep_store_commit(node->store), EP_OK);
}

static void rows_come_back(struct played *stand, const struct past *past, unsigned which)
{
    struct node *a = &stand->fed.node[0];
    node_down(a);
    for (unsigned i = 0; i < ALL; i++)
        if ((which >> i & 1) != 0)
            put_back(a, past->st[i]);
    node_up(a);
    fed_pass(&stand->fed, 5);
    nothing_is_back(stand);
}

static void test_rows_of_an_old_copy_are_gone_after_the_start_and_not_signed_for_twice(void **state)
{
    struct played *stand = *state;
    struct past past = withdrawn(stand);
    rows_come_back(stand, &past, 1u << THE_ENTRY);
    rows_come_back(stand, &past, 1u << THE_WRAP);
    rows_come_back(stand, &past, 1u << THE_ENTRY | 1u << THE_WRAP);
    erase_row(&stand->fed.node[0], EP_GRANT, GRANT);
    rows_come_back(stand, &past, 1u << THE_GRANT | 1u << THE_ENTRY | 1u << THE_WRAP);
}

static void test_rows_under_a_lease_that_ended_go_too(void **state)
{
    struct played *stand = *state;
    struct past past = shared(stand);
    fed_hours(&stand->fed, 181 * 24);
    nothing_is_back(stand);
    rows_come_back(stand, &past, 1u << THE_ENTRY | 1u << THE_WRAP);
}

/* The start looks at every ended grant; what another one covers is no row that came back. */
static void test_what_a_live_grant_covers_stays_through_a_start(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct past past = shared(stand);
    assert_int_equal(played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:other"), LID, firm_a(stand))),
                     EP_OK);
    assert_int_equal(again(stand, past.st[THE_WITHDRAWAL]), EP_OK);
    node_down(a);
    node_up(a);
    fed_pass(&stand->fed, 5);
    assert_int_equal(node_count(a, EP_ENTRY), 1);
    assert_int_equal(node_count(a, EP_WRAP), 1);
    assert_int_equal(node_count(a, EP_RECEIPT), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_late_duplicate_of_each_kind_brings_nothing_back),
        TEST(test_a_newer_version_or_another_entry_does_not_pass_either),
        TEST(test_a_grant_that_was_erased_and_comes_again_opens_nothing),
        TEST(test_rows_of_an_old_copy_are_gone_after_the_start_and_not_signed_for_twice),
        TEST(test_rows_under_a_lease_that_ended_go_too),
        TEST(test_what_a_live_grant_covers_stays_through_a_start),
    };
    return ep_crypto_open() != EP_OK ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
