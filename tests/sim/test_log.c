/* Promise: with what two peers heard, any row of a node's log that a sysadmin removed, changed, moved or put in, in the open
 * database under the running node, is found; also when he made its hash right, across a restart and all later roots.
 * PROTOCOL.md 9.4. A looks at a household for three days; B and C are its peers. */
#include "cli/logboek.h"
#include "crypto/key.h"
#include "node/store_journal.h"
#include "node/store_own.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAYS 3
#define A_DAY 3 /* readings */

struct stand {
    struct federation fed;
    struct wire wire;
    struct bag bag;
    char file[2][16384]; /* of B and C, a line each */
    struct ep_logboek log;
    struct ep_getuige by[2];
};

/* What the authority of a peer exports. */
static void export(struct stand *stand, size_t node, char *text, size_t cap)
{
    enum ep_message_type type;
    union ep_msg msg;
    struct node *peer = &stand->fed.node[node];
    FILE *out = fmemopen(text, cap, "w");
    assert_non_null(out);
    user_open(&stand->wire, peer, NULL);
    wire_say(&stand->wire, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_WORTELS});
    while (wire_hear(&stand->wire, &type, &msg) == EP_OK && type == EP_MSG_WORTEL) {
        struct ep_wortel wortel = {.day = msg.wortel.day, .witness = peer->firm.id};
        char line[EP_WORTEL_TEXT_BYTES];
        assert_int_equal(ep_record_take(msg.wortel.position, ep_message_table(EP_MSG_POSITION), &wortel.position),
                         EP_OK);
        assert_int_equal(ep_wortel_text(line, &wortel), EP_OK);
        fprintf(out, "%s\n", line);
    }
    assert_int_equal(type, EP_MSG_DONE);
    wire_close(&stand->wire);
    assert_int_equal(fclose(out), 0);
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 3, 7);
    struct node *a = &stand->fed.node[0];
    assert_int_equal(pair(a, &stand->fed.node[1], "i1"), EP_OK);
    assert_int_equal(pair(a, &stand->fed.node[2], "i2"), EP_OK);
    fed_pass(&stand->fed, 5);
    user_open(&stand->wire, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->wire, draft_huishouden(&a->firm, id_named("h"))), EP_OK);
    wire_close(&stand->wire);
    for (size_t day = 0; day < DAYS; day++) {
        user_open(&stand->wire, a, &a->firm.eva);
        for (size_t i = 0; i < A_DAY; i++)
            assert_int_equal(user_read(&stand->wire, id_named("h"), &stand->bag), EP_OK);
        wire_close(&stand->wire);
        fed_hours(&stand->fed, 24);
    }
    fed_pass(&stand->fed, 90);
    export(stand, 1, stand->file[0], sizeof stand->file[0]);
    export(stand, 2, stand->file[1], sizeof stand->file[1]);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    ep_logboek_free(&stand->log);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static void hear(struct stand *stand, size_t by)
{
    char line[EP_WORTEL_TEXT_BYTES + 1];
    FILE *in = fmemopen(stand->file[by], strlen(stand->file[by]), "r");
    assert_non_null(in);
    for (ep_err err = EP_OK; err == EP_OK && fgets(line, sizeof line, in) != NULL;) {
        line[strcspn(line, "\n")] = 0;
        err = ep_getuige_hear(&stand->by[by], &stand->log, stand->fed.node[0].firm.node_sign.public_key, line);
    }
    fclose(in);
}

/* As `log verify` does it, with the authority of A. */
static ep_err verify(struct stand *stand)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_logboek_free(&stand->log);
    memset(stand->by, 0, sizeof stand->by);
    user_open(&stand->wire, &stand->fed.node[0], NULL);
    wire_say(&stand->wire, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_LOGBOEK});
    while (wire_hear(&stand->wire, &type, &msg) == EP_OK && type == EP_MSG_REGEL)
        assert_int_equal(ep_logboek_add(&stand->log, &msg.regel), EP_OK);
    assert_int_equal(type, EP_MSG_DONE);
    wire_close(&stand->wire);
    hear(stand, 0);
    hear(stand, 1);
    return ep_logboek_verdict(&stand->log, stand->by, stand->fed.node[0].firm.id);
}

/* A sysadmin, in the open database. Rows count from 1 there. */
static void sysadmin(struct stand *stand, const char *text)
{
    assert_int_equal(sqlite3_exec(stand->fed.node[0].store->db, text, NULL, NULL, NULL), SQLITE_OK);
}

/* Both witnesses say so. */
static bool is_range(const struct stand *stand, uint64_t from, uint64_t to)
{
    return stand->by[0].from == from && stand->by[0].to == to && stand->by[1].from == from && stand->by[1].to == to;
}

static bool is_odd(const struct stand *stand, size_t nr)
{
    return stand->log.odd && stand->log.odd_nr == nr;
}

static void test_an_honest_log_passes(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(verify(stand), EP_OK);
    assert_int_equal(stand->log.count, DAYS * A_DAY + 1); /* and this look into it */
    for (size_t i = 0; i < 2; i++)
        assert_true(stand->by[i].tree.size == DAYS * A_DAY);
    assert_false(stand->log.odd);
    fed_hours(&stand->fed, 24);
    assert_int_equal(verify(stand), EP_OK); /* and later, with what was heard before */
}

static void test_a_changed_row_is_named(void **state)
{
    struct stand *stand = *state;
    sysadmin(stand, "UPDATE journal SET bytes = zeroblob(length(bytes)) WHERE nr = 5");
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_odd(stand, 4));
    assert_true(is_range(stand, 3, 6));
}

struct forging {
    struct node *node;
    ep_id user;
    bool hash_too, done;
};

static bool forge(void *arg, int64_t nr, ep_bytes hash, ep_bytes bytes)
{
    struct forging *forging = arg;
    struct ep_logregel row;
    uint8_t buffer[EP_LOGREGEL_BYTES_MAX], leaf[32];
    ep_out out = EP_OUT(buffer);
    sqlite3_stmt *sql = NULL;
    if (nr != 5)
        return true;
    assert_int_equal(ep_record_take(bytes, ep_logregel_table, &row), EP_OK);
    row.user = forging->user;
    assert_int_equal(ep_record_put(&out, ep_logregel_table, &row), EP_OK);
    ep_merkle_leaf(leaf, ep_out_bytes(&out));
    assert_int_equal(sqlite3_prepare_v2(forging->node->store->db,
                                        "UPDATE journal SET hash = ?1, bytes = ?2 WHERE nr = 5", -1, &sql, NULL),
                     SQLITE_OK);
    sqlite3_bind_blob(sql, 1, forging->hash_too ? leaf : hash.at, 32, SQLITE_TRANSIENT);
    sqlite3_bind_blob(sql, 2, out.at, (int)out.len, SQLITE_TRANSIENT);
    assert_int_equal(sqlite3_step(sql), SQLITE_DONE);
    sqlite3_finalize(sql);
    forging->done = true;
    return false;
}

static void test_another_user_in_a_row_is_named(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct forging forging = {a, a->firm.tom.id, false, false};
    assert_int_equal(ep_store_journal_each(a->store, 0, forge, &forging), EP_OK);
    assert_true(forging.done);
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_odd(stand, 4));
    assert_true(is_range(stand, 3, 6));
}

/* Another user in it, and its hash made right again: the row itself does not give it away any more. */
static void test_a_changed_row_with_its_hash_made_right_is_found_by_the_witnesses(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct forging forging = {a, a->firm.tom.id, true, false};
    assert_int_equal(ep_store_journal_each(a->store, 0, forge, &forging), EP_OK);
    assert_true(forging.done);
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_false(stand->log.odd);
    assert_true(is_range(stand, 3, 6));
    /* And no restart, and no later root, makes it right. */
    node_down(a);
    node_up(a);
    fed_hours(&stand->fed, 24);
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    export(stand, 1, stand->file[0], sizeof stand->file[0]);
    export(stand, 2, stand->file[1], sizeof stand->file[1]);
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_range(stand, 3, 6));
}

static void test_a_removed_row_is_found(void **state)
{
    struct stand *stand = *state;
    sysadmin(stand, "DELETE FROM journal WHERE nr = 2");
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_range(stand, 0, 3));
    assert_true(is_odd(stand, 1));
}

static void test_two_rows_that_changed_places_are_found(void **state)
{
    struct stand *stand = *state;
    sysadmin(stand, "UPDATE journal SET nr = 100 WHERE nr = 7; UPDATE journal SET nr = 7 WHERE nr = 8;"
                    "UPDATE journal SET nr = 8 WHERE nr = 100");
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_range(stand, 6, 9));
    assert_true(is_odd(stand, 6));
}

static void test_a_row_that_was_put_in_is_found(void **state)
{
    struct stand *stand = *state;
    sysadmin(stand,
             "UPDATE journal SET nr = -nr WHERE nr > 4; UPDATE journal SET nr = 1 - nr WHERE nr < 0;"
             "INSERT INTO journal (nr, hour, hash, bytes) SELECT 5, hour, hash, bytes FROM journal WHERE nr = 4");
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_range(stand, 3, 6));
    assert_true(is_odd(stand, 4));
}

static void test_a_tail_that_was_cut_off_is_found(void **state)
{
    struct stand *stand = *state;
    sysadmin(stand, "DELETE FROM journal WHERE nr > 6");
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_range(stand, 6, 9));
}

/* What nobody heard of yet gives itself away, and does so for good at the next midnight. */
static void test_a_row_of_today_that_was_changed_is_found(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(verify(stand), EP_OK);
    sysadmin(stand, "UPDATE journal SET bytes = zeroblob(40) WHERE nr = 10");
    assert_int_equal(verify(stand), EP_LOG_DIFFERS);
    assert_true(is_odd(stand, 9) && stand->by[0].err == EP_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_honest_log_passes),
        TEST(test_a_changed_row_is_named),
        TEST(test_another_user_in_a_row_is_named),
        TEST(test_a_changed_row_with_its_hash_made_right_is_found_by_the_witnesses),
        TEST(test_a_removed_row_is_found),
        TEST(test_two_rows_that_changed_places_are_found),
        TEST(test_a_row_that_was_put_in_is_found),
        TEST(test_a_tail_that_was_cut_off_is_found),
        TEST(test_a_row_of_today_that_was_changed_is_found),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
