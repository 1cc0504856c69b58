/* Promise: leases end without anyone acting, and a night in which many end keeps nobody waiting: no tick looks at more than
 * a portion of the grants and ends few, and none is passed over, whatever comes between. DESIGN 6, "Withdrawal". */
#include "node/store_own.h"
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define PORTION EP_LEASES_AT_ONCE_MAX
#define FEW EP_LEASES_ENDED_AT_ONCE_MAX
#define SOON 2u /* hours until the leases here end */

static struct node *node_a(struct played *stand)
{
    return &stand->fed.node[0];
}

static ep_id named(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "b:%s %zu", stem, n);
    return id_named(name);
}

/* Grants from..from + count - 1 of B, which end at that hour. */
static void put_grants(struct played *stand, size_t from, size_t count, uint64_t until)
{
    for (size_t n = from; n < from + count; n++) {
        struct ep_statement grant =
            draft_grant(&stand->b, stand->h, named("grant", n), id_named("b:lid"), firm_a(stand));
        grant.body.grant.until = until;
        assert_int_equal(played_put(stand, grant), EP_OK);
    }
}

static bool count_record(void *arg, ep_id key, ep_bytes bytes)
{
    (void)key;
    (void)bytes;
    ++*(size_t *)arg;
    return true;
}

/* Deleted under, or about to be. */
static size_t ended(struct played *stand)
{
    size_t count = node_count(node_a(stand), EP_RECEIPT);
    assert_int_equal(ep_store_each_record(node_a(stand)->store, EP_RECORD_DELETION, count_record, &count), EP_OK);
    return count;
}

static void pass_hours(struct played *stand, unsigned hours)
{
    stand->fed.now_s += hours * UINT64_C(3600);
    stand->fed.now_ms += hours * UINT64_C(3600000);
}

/* One tick; how many ended by it? */
static size_t tick(struct played *stand)
{
    size_t before = ended(stand);
    assert_int_equal(node_step(node_a(stand), EP_EVENT_TICK, 0, (ep_bytes){NULL, 0}), EP_OK);
    return ended(stand) - before;
}

static bool goes_on(struct played *stand)
{
    return ep_engine_due(node_a(stand)->engine) <= stand->fed.now_ms;
}

/* Ticks until the node asks for no more at once, with so many grants to be looked at. */
static void tick_all(struct played *stand, size_t grants)
{
    size_t ticks = 0;
    do {
        assert_true(ticks++ <= grants / FEW + 2);
        assert_true(tick(stand) <= FEW);
    } while (goes_on(stand));
}

static void test_a_tick_looks_at_a_portion_and_a_user_is_answered_between(void **state)
{
    struct played *stand = *state;
    const size_t live = 2 * PORTION;
    const size_t ending = FEW + 1;
    played_household(stand);
    put_grants(stand, 0, live, HOUR + 100);
    put_grants(stand, live, ending, HOUR + SOON);
    pass_hours(stand, SOON);
    for (size_t i = 0; i < 2; i++) { /* what has not ended counts too: it is as much work to look at */
        assert_int_equal(tick(stand), 0);
        assert_true(goes_on(stand));
    }
    assert_int_equal(tick(stand), FEW);
    user_open(&stand->eva, node_a(stand), &firm_a(stand)->eva);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDENS, (ep_id){{0}}, &stand->bag), EP_OK);
    wire_close(&stand->eva);
    assert_true(goes_on(stand));
    assert_int_equal(tick(stand), 1);
    assert_false(goes_on(stand));
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), ending);
    assert_int_equal(tick(stand), 0); /* not again in this hour */
    assert_false(goes_on(stand));
}

/* They cost as much, so they count as much; and end nothing here. */
static void test_own_grants_to_others_count_in_the_portion(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    user_open(&stand->eva, node_a(stand), &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, id_named("h"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, id_named("h"), id_named("lid"))), EP_OK);
    for (size_t n = 0; n < PORTION; n++) {
        char name[24];
        snprintf(name, sizeof name, "own %zu", n);
        struct ep_statement grant = draft_grant(a, id_named("h"), id_named(name), id_named("lid"), &stand->b);
        grant.body.grant.until = HOUR + SOON;
        assert_int_equal(user_write(&stand->eva, grant), EP_OK);
    }
    wire_close(&stand->eva);
    played_household(stand);
    put_grants(stand, 0, FEW, HOUR + SOON);
    pass_hours(stand, SOON);
    node_a(stand)->no_truncate = true; /* so that what is begun can be seen */
    assert_int_equal(tick(stand), 0);
    node_a(stand)->no_truncate = false;
    assert_int_equal(tick(stand), FEW);
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), FEW);
}

static void test_all_leases_end_once_also_after_a_restart_in_the_middle(void **state)
{
    struct played *stand = *state;
    const size_t ending = 3 * PORTION + 5;
    played_household(stand);
    put_grants(stand, 0, ending, HOUR + SOON);
    pass_hours(stand, SOON);
    node_a(stand)->no_truncate = true; /* the receipts of the first portion are still owed */
    assert_int_equal(tick(stand), FEW);
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), 0);
    node_down(node_a(stand));
    node_a(stand)->no_truncate = false;
    node_up(node_a(stand));
    tick_all(stand, ending);
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), ending);
    assert_int_equal(ended(stand), ending);
}

/* A step that fails takes back what it began; where the walk stood must be taken back with it. */
static void test_a_portion_of_which_the_commit_failed_is_looked_at_again(void **state)
{
    struct played *stand = *state;
    sqlite3 *db = node_a(stand)->store->db;
    const size_t ending = 2 * PORTION;
    played_household(stand);
    put_grants(stand, 0, ending, HOUR + SOON);
    pass_hours(stand, SOON);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE TRIGGER heavy AFTER INSERT ON record BEGIN INSERT INTO journal (hour, hash,"
                                  " bytes) VALUES (0, zeroblob(32), zeroblob(4000000)); END;"
                                  "PRAGMA max_page_count = 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(node_step(node_a(stand), EP_EVENT_TICK, 0, (ep_bytes){NULL, 0}), EP_DISK_FULL);
    assert_int_equal(sqlite3_exec(db, "PRAGMA max_page_count = 1000000; DROP TRIGGER heavy", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(ended(stand), 0);
    tick_all(stand, ending);
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), ending);
}

/* The first portion was looked at an hour before its leases end. */
static void test_an_hour_that_passes_meanwhile_is_looked_at_too(void **state)
{
    struct played *stand = *state;
    played_household(stand);
    put_grants(stand, 0, PORTION, HOUR + SOON + 1);
    put_grants(stand, PORTION, PORTION, HOUR + SOON);
    pass_hours(stand, SOON);
    assert_int_equal(tick(stand), 0);
    pass_hours(stand, 1);
    tick_all(stand, 2 * PORTION);
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), 2 * PORTION);
}

static void test_a_clock_that_goes_back_meanwhile_ends_nothing_and_keeps_nobody_awake(void **state)
{
    struct played *stand = *state;
    played_household(stand);
    put_grants(stand, 0, 2 * PORTION, HOUR + SOON);
    pass_hours(stand, SOON + 30);
    assert_int_equal(tick(stand), FEW);
    node_a(stand)->skew_s = -20 * 3600; /* the leases have ended by this clock too; but who knows */
    assert_int_equal(tick(stand), 0);
    assert_false(goes_on(stand));
    node_a(stand)->skew_s = 0;
    tick_all(stand, 2 * PORTION);
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), 2 * PORTION);
}

/* What ends them is no clock: the own team is ended, or the pairing. */
static void write_end(struct played *stand, bool of_team)
{
    const struct firm *a = firm_a(stand);
    struct ep_statement team = draft_team(a);
    struct ep_statement peer = draft_peer(a, &stand->b);
    team.version = peer.version = 2;
    team.hour = team.body.team.until = fed_hour(&stand->fed);
    peer.body.peer.ended = true;
    user_open(&stand->eva, node_a(stand), of_team ? &a->steward : NULL);
    assert_int_equal(user_write(&stand->eva, of_team ? team : peer), EP_OK);
    wire_close(&stand->eva);
}

static void ends_at_once(struct played *stand, bool of_team)
{
    const size_t live = PORTION + 5;
    played_household(stand);
    put_grants(stand, 0, live, HOUR + 100);
    tick_all(stand, 2 * PORTION);
    assert_int_equal(ended(stand), 0);
    write_end(stand, of_team);
    tick_all(stand, 2 * PORTION); /* in the hour in which all were looked at already */
    assert_int_equal(node_count(node_a(stand), EP_RECEIPT), live);
    assert_int_equal(tick(stand), 0);
    assert_int_equal(ended(stand), live);
}

static void test_all_that_is_for_a_team_ends_with_it(void **state)
{
    ends_at_once(*state, true);
}

static void test_all_that_a_peer_shared_ends_with_the_pairing(void **state)
{
    ends_at_once(*state, false);
}

static void test_a_team_that_ran_out_ends_nothing(void **state)
{
    struct played *stand = *state;
    played_household(stand);
    put_grants(stand, 0, 3, HOUR + 100 * 24);
    pass_hours(stand, 40 * 24);
    tick_all(stand, 2 * PORTION);
    assert_int_equal(ended(stand), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_tick_looks_at_a_portion_and_a_user_is_answered_between),
        TEST(test_own_grants_to_others_count_in_the_portion),
        TEST(test_all_leases_end_once_also_after_a_restart_in_the_middle),
        TEST(test_a_portion_of_which_the_commit_failed_is_looked_at_again),
        TEST(test_an_hour_that_passes_meanwhile_is_looked_at_too),
        TEST(test_a_clock_that_goes_back_meanwhile_ends_nothing_and_keeps_nobody_awake),
        TEST(test_all_that_is_for_a_team_ends_with_it),
        TEST(test_all_that_a_peer_shared_ends_with_the_pairing),
        TEST(test_a_team_that_ran_out_ends_nothing),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
