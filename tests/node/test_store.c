/* Promise: what was committed is there, in order and exactly, and what was rolled back is not. DESIGN 8. */
#include "node/store_journal.h"
#include "node/store_own.h"
#include "tests/support/store_fixture.h"

static void test_what_is_put_is_found_unchanged(void **state)
{
    struct fixture *fixture = *state;
    struct written written;
    ep_bytes bytes;
    int64_t row = 0;
    write_lid(&written, 10, 1, 1, 2);
    int64_t first = put(fixture->store, &written);
    assert_int_equal(ep_store_find(fixture->store, EP_LID, id_of(10), 1, &bytes, &row), EP_OK);
    assert_true(ep_bytes_equal(bytes, written.st.bytes));
    assert_true(row == first);
    assert_int_equal(ep_store_find(fixture->store, EP_LID, id_of(10), 2, &bytes, &row), EP_NOT_FOUND);
    assert_int_equal(ep_store_find(fixture->store, EP_CARD, id_of(10), 0, &bytes, &row), EP_NOT_FOUND);
}

static void test_the_same_version_twice_is_a_conflict_and_the_transaction_goes_on(void **state)
{
    struct fixture *fixture = *state;
    struct written first;
    struct written second;
    int64_t row = 0;
    write_lid(&first, 10, 1, 1, 2);
    write_lid(&second, 11, 1, 1, 2);
    put(fixture->store, &first);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_put(fixture->store, &first.st, &row), EP_CONFLICT);
    assert_int_equal(ep_store_put(fixture->store, &second.st, &row), EP_OK);
    assert_int_equal(ep_store_commit(fixture->store), EP_OK);
    assert_true(latest_row(fixture->store, 11) == row);
}

static void test_the_latest_is_the_highest_whatever_the_order_of_arrival(void **state)
{
    struct fixture *fixture = *state;
    int64_t two = put_lid(fixture->store, 10, 2);
    int64_t one = put_lid(fixture->store, 10, 1);
    assert_true(latest_row(fixture->store, 10) == two);
    int64_t three = put_lid(fixture->store, 10, 3);
    assert_true(latest_row(fixture->store, 10) == three);
    erase(fixture->store, three);
    assert_true(latest_row(fixture->store, 10) == two);
    erase(fixture->store, one);
    assert_true(latest_row(fixture->store, 10) == two);
    erase(fixture->store, two);
    assert_true(latest_row(fixture->store, 10) == -(int64_t)EP_NOT_FOUND);
}

static void test_another_organisation_cannot_take_the_latest_with_the_same_version(void **state)
{
    struct fixture *fixture = *state;
    struct written other;
    int64_t ours = put_lid(fixture->store, 10, 1);
    write_lid(&other, 10, 1, 1, 3);
    put(fixture->store, &other);
    assert_true(latest_row(fixture->store, 10) == ours);
}

static void test_rows_are_never_used_again(void **state)
{
    struct fixture *fixture = *state;
    int64_t first = put_lid(fixture->store, 10, 1);
    erase(fixture->store, first);
    reopen(fixture);
    assert_true(put_lid(fixture->store, 11, 1) > first);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_erase(fixture->store, first), EP_NOT_FOUND);
    ep_store_rollback(fixture->store);
}

static void test_each_finds_by_column_and_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    struct written written;
    int64_t first = put_lid(store, 10, 1);
    put_lid(store, 10, 2);
    write_lid(&written, 11, 1, 5, 2);
    put(store, &written);
    write_lid(&written, 12, 1, 1, 3);
    put(store, &written);
    write_invite(&written, 20, 7, 30);
    put(store, &written);
    write_invite(&written, 21, 8, 30);
    put(store, &written);
    assert_int_equal(count_of(store, (struct ep_store_query){0}), 6);
    assert_int_equal(count_of(store, (struct ep_store_query){.kind = EP_LID}), 4);
    assert_int_equal(count_of(store, (struct ep_store_query){.kind = EP_LID, .latest = true}), 3);
    assert_int_equal(count_of(store, (struct ep_store_query){.huishouden = id_of(1)}), 5);
    assert_int_equal(count_of(store, (struct ep_store_query){.kind = EP_LID, .huishouden = id_of(5)}), 1);
    assert_int_equal(count_of(store, (struct ep_store_query){.org = id_of(3)}), 1);
    assert_int_equal(count_of(store, (struct ep_store_query){.ref = id_of(30)}), 2);
    assert_int_equal(count_of(store, (struct ep_store_query){.ref = id_of(30), .to_org = id_of(8)}), 1);
    assert_int_equal(count_of(store, (struct ep_store_query){.subject = id_of(10)}), 0);
    assert_int_equal(count_of(store, (struct ep_store_query){.huishouden = id_of(1), .after = first}), 4);
    assert_int_equal(count_of(store, (struct ep_store_query){.kind = EP_LID, .after = first + 1}), 2);
    assert_int_equal(count_of(store, (struct ep_store_query){.kind = EP_LID, .latest = true, .after = first}), 3);
    struct ep_store_query all = {EP_LID, id_of(1), id_of(2), id_of(3), id_of(4), id_of(5), true, 1};
    assert_int_equal(count_of(store, all), 0);
}

static void test_a_visit_may_stop_find_and_walk_inside(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store_query query = {.kind = EP_LID};
    put_lid(fixture->store, 10, 1);
    put_lid(fixture->store, 11, 1);
    put_lid(fixture->store, 12, 1);
    struct walk walk = {.store = fixture->store, .stop_at = 2, .nest = true};
    assert_int_equal(ep_store_each(fixture->store, &query, note_row, &walk), EP_OK);
    assert_int_equal(walk.count, 2);
    assert_true(walk.rows[0] < walk.rows[1]); /* the walk inside, of the same form, moved nothing outside */
}

static void test_rollback_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct written written;
    int64_t row = 0;
    write_lid(&written, 10, 1, 1, 2);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_put(fixture->store, &written.st, &row), EP_OK);
    assert_int_equal(ep_store_keep(fixture->store, EP_RECORD_NODE, id_of(1), ep_text("x")), EP_OK);
    ep_store_rollback(fixture->store);
    ep_bytes bytes;
    assert_true(latest_row(fixture->store, 10) == -(int64_t)EP_NOT_FOUND);
    assert_int_equal(ep_store_kept(fixture->store, EP_RECORD_NODE, id_of(1), &bytes), EP_NOT_FOUND);
}

/* Records and journal. */

static bool note_key(void *arg, ep_id key, ep_bytes bytes)
{
    struct walk *walk = arg;
    assert_true(bytes.len >= 1);
    walk->rows[walk->count++] = key.b[EP_ID_BYTES - 1];
    return walk->count != walk->stop_at;
}

static void test_records_are_kept_replaced_walked_and_dropped(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    ep_bytes bytes;
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_keep(store, EP_RECORD_LINK, id_of(3), ep_text("drie")), EP_OK);
    assert_int_equal(ep_store_keep(store, EP_RECORD_LINK, id_of(2), ep_text("twee")), EP_OK);
    assert_int_equal(ep_store_keep(store, EP_RECORD_LINK, id_of(2), ep_text("twee, nieuw")), EP_OK);
    assert_int_equal(ep_store_keep(store, EP_RECORD_ACCESS, id_of(2), ep_text("anders")), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
    assert_int_equal(ep_store_kept(store, EP_RECORD_LINK, id_of(2), &bytes), EP_OK);
    assert_true(ep_bytes_equal(bytes, ep_text("twee, nieuw")));
    struct walk walk = {.count = 0};
    assert_int_equal(ep_store_each_record(store, EP_RECORD_LINK, note_key, &walk), EP_OK);
    assert_true(walk.count == 2 && walk.rows[0] == 2 && walk.rows[1] == 3);
    walk = (struct walk){.stop_at = 1};
    assert_int_equal(ep_store_each_record(store, EP_RECORD_LINK, note_key, &walk), EP_OK);
    assert_int_equal(walk.count, 1);
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_drop(store, EP_RECORD_LINK, id_of(2)), EP_OK);
    assert_int_equal(ep_store_drop(store, EP_RECORD_LINK, id_of(9)), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
    assert_int_equal(ep_store_kept(store, EP_RECORD_LINK, id_of(2), &bytes), EP_NOT_FOUND);
    assert_int_equal(ep_store_kept(store, EP_RECORD_ACCESS, id_of(2), &bytes), EP_OK);
}

static void test_a_record_has_a_limit(void **state)
{
    struct fixture *fixture = *state;
    static const uint8_t large[65537];
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_keep(fixture->store, EP_RECORD_NODE, id_of(1), EP_BYTES(large)), EP_TOO_LARGE);
    assert_int_equal(ep_store_keep(fixture->store, EP_RECORD_NODE, id_of(1), (ep_bytes){large, 65536}), EP_OK);
    assert_int_equal(ep_store_commit(fixture->store), EP_OK);
    ep_bytes bytes;
    assert_int_equal(ep_store_kept(fixture->store, EP_RECORD_NODE, id_of(1), &bytes), EP_OK);
    assert_true(bytes.len == 65536);
}

static void test_what_was_committed_is_there_after_opening_again(void **state)
{
    struct fixture *fixture = *state;
    struct written written;
    static const uint8_t hash[32] = {1};
    write_lid(&written, 10, 1, 1, 2);
    int64_t row = put(fixture->store, &written);
    queue(fixture->store, 7, row);
    assert_true(send_as(fixture->store, 7, 0, 1) == row);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_keep(fixture->store, EP_RECORD_NODE, id_of(1), ep_text("x")), EP_OK);
    assert_int_equal(ep_store_journal_put(fixture->store, 500000, hash, written.st.bytes), EP_OK);
    assert_int_equal(ep_store_commit(fixture->store), EP_OK);
    reopen(fixture);
    ep_bytes bytes;
    uint64_t seq = 0;
    assert_true(latest_row(fixture->store, 10) == row);
    assert_int_equal(ep_store_kept(fixture->store, EP_RECORD_NODE, id_of(1), &bytes), EP_OK);
    assert_int_equal(ep_store_delivery(fixture->store, id_of(7), row, &seq), EP_OK);
    assert_true(seq == 1);
}

/* How SQLite will go about the walk that was asked last: with which index, or none. */
static void plan_of(struct ep_store *store, char *out, size_t cap)
{
    char text[400] = "";
    sqlite3_stmt *sql = NULL;
    for (size_t i = 0; i < EP_WALKS; i++)
        if (store->walk[i] != NULL)
            snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", sqlite3_sql(store->walk[i]));
    assert_int_equal(sqlite3_prepare_v2(store->db, text, -1, &sql, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(sql), SQLITE_ROW);
    snprintf(out, cap, "%s", (const char *)sqlite3_column_text(sql, 3));
    sqlite3_finalize(sql);
}

/* A node may hold a receipt for each of 20 000 grants: to look at all of them for each grant is too many. */
static void test_what_refers_to_an_id_is_found_by_that_id(void **state)
{
    struct fixture *fixture = *state;
    char plan[200];
    struct ep_store_query query = {.kind = EP_RECEIPT, .org = id_of(1), .ref = id_of(2)};
    assert_int_equal(count_of(fixture->store, query), 0);
    plan_of(fixture->store, plan, sizeof plan);
    assert_non_null(strstr(plan, "USING INDEX statement_ref"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_put_is_found_unchanged),
        TEST(test_the_same_version_twice_is_a_conflict_and_the_transaction_goes_on),
        TEST(test_the_latest_is_the_highest_whatever_the_order_of_arrival),
        TEST(test_another_organisation_cannot_take_the_latest_with_the_same_version),
        TEST(test_rows_are_never_used_again),
        TEST(test_each_finds_by_column_and_in_order),
        TEST(test_what_refers_to_an_id_is_found_by_that_id),
        TEST(test_a_visit_may_stop_find_and_walk_inside),
        TEST(test_rollback_leaves_nothing),
        TEST(test_records_are_kept_replaced_walked_and_dropped),
        TEST(test_a_record_has_a_limit),
        TEST(test_what_was_committed_is_there_after_opening_again),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
