/* Promise: who looked, or wanted to, stands in the log before anything is given, with all that NEN 7513 asks for; and peers
 * hear one root a day that says nothing of today. DESIGN 6, PROTOCOL.md 9.2, 9.4. B is played by the test. */
#include "node/store_journal.h"
#include "node/store_own.h"
#include "proto/logregel.h"
#include "tests/support/played.h"

#include "crypto/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS_MAX 256

struct rows {
    struct ep_logregel row[ROWS_MAX];
    uint8_t bytes[ROWS_MAX][EP_LOGREGEL_BYTES_MAX];
    size_t count;
    struct ep_merkle tree;
};

static bool gather(void *arg, int64_t nr, ep_bytes hash, ep_bytes bytes)
{
    struct rows *rows = arg;
    uint8_t leaf[32];
    uint8_t *copy = rows->bytes[rows->count];
    (void)nr;
    assert_in_range(rows->count, 0, ROWS_MAX - 1);
    assert_in_range(bytes.len, 1, EP_LOGREGEL_BYTES_MAX);
    memcpy(copy, bytes.at, bytes.len);
    assert_int_equal(ep_record_take((ep_bytes){copy, bytes.len}, ep_logregel_table, &rows->row[rows->count]), EP_OK);
    ep_merkle_leaf(leaf, bytes);
    assert_true(ep_bytes_equal(hash, EP_BYTES(leaf)));
    assert_int_equal(ep_merkle_add(&rows->tree, leaf), EP_OK);
    assert_true(rows->row[rows->count].nr == rows->count);
    rows->count++;
    return true;
}

/* All rows there are. Freed by the caller. */
static struct rows *rows_of(struct node *node)
{
    struct rows *rows = calloc(1, sizeof *rows);
    assert_non_null(rows);
    assert_int_equal(ep_store_journal_each(node->store, 0, gather, rows), EP_OK);
    return rows;
}

static void root_of_rows(struct node *node, uint8_t root[32])
{
    struct rows *rows = rows_of(node);
    ep_merkle_root(&rows->tree, root);
    free(rows);
}

static void own_household(struct played *stand)
{
    user_open(&stand->eva, &stand->fed.node[0], &firm_a(stand)->eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(firm_a(stand), id_named("h"))), EP_OK);
}

static void read_times(struct played *stand, size_t times)
{
    for (size_t i = 0; i < times; i++)
        assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
}

/* What A says it has of B, in answer to something that B puts. */
static struct ep_msg_position said(struct played *stand, const char *lid)
{
    union ep_msg msg;
    struct ep_statement it = draft_lid(&stand->b, stand->h, id_named(lid));
    wire_say(&stand->peer, EP_MSG_PUT,
             &(struct ep_msg_put){++stand->peer.seq, pile_sign(&stand->fed.pile, it, &stand->b.eva.sign)->bytes});
    fed_run(&stand->fed);
    assert_true(wire_await(&stand->peer, EP_MSG_POSITION, &msg));
    assert_int_equal(ep_position_verify(&msg.position, firm_a(stand)->node_sign.public_key), EP_OK);
    return msg.position;
}

static void test_a_reading_is_a_row_with_all_that_is_asked(void **state)
{
    struct played *stand = *state;
    own_household(stand);
    struct ep_statement read = draft(firm_a(stand), EP_READ, id_named("r"), id_named("h"));
    read.body.read = (struct ep_read){
        .subject = id_named("lid"), .purpose = ep_text("nood"), .soort = EP_READ_NOOD, .evidence = id_named("why")};
    assert_int_equal(user_write(&stand->eva, draft_lid(firm_a(stand), id_named("h"), id_named("lid"))), EP_OK);
    struct ep_statement why = draft_entry(firm_a(stand), id_named("h"), id_named("why"), (ep_id){{0}});
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    assert_int_equal(user_write(&stand->eva, why), EP_OK);
    assert_int_equal(user_write(&stand->eva, read), EP_OK);
    struct ep_statement toets = draft(firm_a(stand), EP_TOETS, id_named("t"), (ep_id){{0}});
    toets.body.toets.cause = id_named("why");
    assert_int_equal(user_write(&stand->eva, toets), EP_OK);
    struct rows *rows = rows_of(&stand->fed.node[0]);
    assert_int_equal(rows->count, 2);
    assert_true(rows->row[1].soort == EP_LOG_TOETS && rows->row[1].actie == EP_LOG_MAKEN);
    assert_true(ep_id_equal(rows->row[1].statement, id_named("t")));
    const struct ep_logregel *row = &rows->row[0];
    static const uint8_t none[8];
    assert_true(row->seconde == stand->fed.now_s && row->soort == EP_LOG_INZAGE && row->actie == EP_LOG_LEZEN);
    assert_true(row->toegang == EP_LOG_GEBRUIKER && row->code == 0 && row->roles == 0);
    assert_true(ep_id_equal(row->org, firm_a(stand)->id) && memcmp(row->lineage, none, 8) != 0);
    assert_true(ep_id_equal(row->user, firm_a(stand)->eva.id) && ep_id_equal(row->team, firm_a(stand)->team));
    assert_true(ep_id_equal(row->huishouden, id_named("h")) && ep_id_equal(row->subject, id_named("lid")));
    assert_true(ep_id_equal(row->statement, id_named("r")) && ep_id_equal(row->evidence, id_named("why")));
    assert_true(row->inzage == EP_READ_NOOD && ep_bytes_equal(row->purpose, ep_text("nood")));
    assert_true(row->policy == stand->fed.pile.policy->version && row->grants == 0 && row->grant_ids.at == NULL);
    free(rows);
    wire_close(&stand->eva);
}

static void test_a_row_names_the_live_grants_under_which_was_looked(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    played_household(stand);
    assert_int_equal(played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:g"), id_named("b:lid"), a)), EP_OK);
    assert_int_equal(played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:g2"), id_named("b:lid"), a)),
                     EP_OK);
    assert_int_equal(played_put(stand, draft_invite(&stand->b, stand->h, id_named("b:i"), id_named("b:g"), a)), EP_OK);
    assert_int_equal(played_put(stand, draft_withdraw(&stand->b, stand->h, id_named("b:w"), id_named("b:g2"), a->id)),
                     EP_OK);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    struct rows *rows = rows_of(&stand->fed.node[0]);
    ep_id g = id_named("b:g");
    assert_int_equal(rows->count, 1);
    assert_true(rows->row[0].grants == 1 && ep_bytes_equal(rows->row[0].grant_ids, ep_id_bytes(&g)));
    assert_true(ep_id_equal(rows->row[0].team, a->team)); /* through which it was asked in */
    free(rows);
    wire_close(&stand->eva);
}

static void test_a_refused_reading_is_a_row_with_the_reason(void **state)
{
    struct played *stand = *state;
    own_household(stand);
    wire_close(&stand->eva);
    user_open(&stand->eva, &stand->fed.node[0], &firm_a(stand)->tom); /* in no team */
    ep_err err = user_read(&stand->eva, id_named("h"), &stand->bag);
    assert_true(err == EP_NOT_IN_TEAM || err == EP_SIGNER_ROLE);
    struct rows *rows = rows_of(&stand->fed.node[0]);
    assert_int_equal(rows->count, 1);
    assert_true(rows->row[0].code == (uint64_t)err && ep_id_equal(rows->row[0].user, firm_a(stand)->tom.id));
    assert_true(ep_id_equal(rows->row[0].huishouden, id_named("h")));
    free(rows);
    /* A peer cannot write in it: nobody's reading comes from there. */
    struct ep_statement read = draft(&stand->b, EP_READ, id_named("b:r"), id_named("h"));
    read.body.read.purpose = ep_text("plan");
    assert_int_equal(played_put(stand, read), EP_NOT_ALLOWED);
    rows = rows_of(&stand->fed.node[0]);
    assert_int_equal(rows->count, 1);
    free(rows);
    wire_close(&stand->eva);
}

static void test_peers_hear_the_root_as_of_midnight_and_nothing_of_today(void **state)
{
    struct played *stand = *state;
    struct ep_merkle nothing = {0};
    uint8_t root[32];
    own_household(stand);
    played_household(stand);
    struct ep_msg_position position = said(stand, "b:1");
    ep_merkle_root(&nothing, root);
    assert_true(position.read_size == 0);
    assert_memory_equal(position.read_root, root, 32);
    read_times(stand, 3);
    position = said(stand, "b:2");
    assert_true(position.read_size == 0);
    assert_memory_equal(position.read_root, root, 32);
    root_of_rows(&stand->fed.node[0], root);
    wire_close(&stand->eva);
    wire_close(&stand->peer);
    fed_hours(&stand->fed, 24);
    /* The first thing of the new day is a reading: it is of today, and not in the root. */
    user_open(&stand->eva, &stand->fed.node[0], &firm_a(stand)->eva);
    read_times(stand, 1);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    stand->peer.seq = 4;
    position = said(stand, "b:3");
    assert_true(position.read_size == 3);
    assert_memory_equal(position.read_root, root, 32);
    wire_close(&stand->eva);
}

/* A step whose first event of the day is the reading itself. */
static void test_the_first_reading_of_a_day_is_not_in_its_root(void **state)
{
    struct played *stand = *state;
    uint8_t root[32];
    own_household(stand);
    played_household(stand);
    read_times(stand, 2);
    root_of_rows(&stand->fed.node[0], root);
    stand->fed.now_s += 24 * 3600;
    read_times(stand, 1);
    struct ep_msg_position position = said(stand, "b:1");
    assert_true(position.read_size == 2);
    assert_memory_equal(position.read_root, root, 32);
    wire_close(&stand->eva);
}

static void test_the_tree_goes_on_after_a_restart(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    uint8_t root[32];
    own_household(stand);
    played_household(stand);
    read_times(stand, 5);
    wire_close(&stand->eva);
    wire_close(&stand->peer);
    node_down(a);
    node_up(a);
    user_open(&stand->eva, a, &a->firm.eva);
    read_times(stand, 6);
    root_of_rows(a, root);
    wire_close(&stand->eva);
    fed_hours(&stand->fed, 24);
    peer_open(&stand->peer, a, &stand->b, stand->psk);
    stand->peer.seq = 2;
    struct ep_msg_position position = said(stand, "b:1");
    assert_true(position.read_size == 11);
    assert_memory_equal(position.read_root, root, 32);
}

/* A row of a step that did not become durable is no leaf either: the next one takes its place. */
static void test_a_reading_that_was_not_durable_is_not_in_the_tree(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    uint8_t root[32];
    own_household(stand);
    played_household(stand);
    read_times(stand, 2);
    assert_int_equal(sqlite3_exec(a->store->db,
                                  "CREATE TRIGGER heavy AFTER UPDATE ON record BEGIN INSERT INTO outbox (peer, hash)"
                                  " VALUES (x'00', zeroblob(4000000)); END; PRAGMA max_page_count = 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_not_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    assert_int_equal(
        sqlite3_exec(a->store->db, "PRAGMA max_page_count = 1000000; DROP TRIGGER heavy", NULL, NULL, NULL), SQLITE_OK);
    assert_true(a->engine != NULL);
    user_open(&stand->eva, a, &a->firm.eva);
    read_times(stand, 2);
    root_of_rows(a, root);
    wire_close(&stand->eva);
    wire_close(&stand->peer);
    fed_hours(&stand->fed, 24);
    peer_open(&stand->peer, a, &stand->b, stand->psk);
    stand->peer.seq = 2;
    struct ep_msg_position position = said(stand, "b:1");
    assert_true(position.read_size == 4);
    assert_memory_equal(position.read_root, root, 32);
}

/* Two nodes that differ in what was looked at today, and in nothing else. */
static void test_a_hundred_readings_today_change_no_byte_that_a_peer_gets(void **state)
{
    struct ep_msg_position position[2];
    size_t frame_bytes[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        void *made = NULL;
        assert_int_equal(played_open(&made), 0);
        struct played *stand = made;
        own_household(stand);
        played_household(stand);
        read_times(stand, i == 0 ? 0 : 100);
        size_t before = stand->fed.node[0].sent_bytes;
        position[i] = said(stand, "b:1");
        frame_bytes[i] = stand->fed.node[0].sent_bytes - before;
        wire_close(&stand->eva);
        assert_int_equal(played_close(&made), 0);
    }
    assert_memory_equal(&position[0], &position[1], sizeof position[0]);
    assert_int_equal(frame_bytes[0], frame_bytes[1]);
    assert_true(frame_bytes[0] > 0);
}

/* What a user is given of the log: rows, and how the answer ended. */
static ep_err get_log(struct wire *wire, size_t *rows, uint8_t root[32])
{
    enum ep_message_type type;
    union ep_msg msg;
    struct ep_merkle tree = {0};
    ep_err err = EP_OK;
    wire_say(wire, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_LOGBOEK});
    for (*rows = 0; (err = wire_hear(wire, &type, &msg)) == EP_OK && type == EP_MSG_REGEL; ++*rows) {
        uint8_t leaf[32];
        ep_merkle_leaf(leaf, msg.regel.regel);
        assert_memory_equal(leaf, msg.regel.hash, 32);
        assert_int_equal(ep_merkle_add(&tree, leaf), EP_OK);
    }
    ep_merkle_root(&tree, root);
    return err != EP_OK ? err : (ep_err)msg.done.code;
}

static void test_who_may_read_the_log_is_in_it_before_its_first_row_leaves(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    uint8_t given[32], there[32];
    size_t count = 0;
    own_household(stand);
    read_times(stand, 3);
    assert_int_equal(get_log(&stand->eva, &count, given), EP_NOT_ALLOWED);
    assert_int_equal(count, 0);
    wire_close(&stand->eva);
    user_open(&stand->eva, a, NULL);
    assert_int_equal(get_log(&stand->eva, &count, given), EP_OK);
    root_of_rows(a, there);
    assert_int_equal(count, 5); /* the refused look and this one are in it */
    assert_memory_equal(given, there, 32);
    struct ep_statement user = draft_user(firm_a(stand), &firm_a(stand)->tom);
    user.version = 2;
    user.body.user.roles = EP_ROLE_PRIVACY;
    assert_int_equal(user_write(&stand->eva, user), EP_OK);
    wire_close(&stand->eva);
    user_open(&stand->eva, a, &firm_a(stand)->tom);
    assert_int_equal(get_log(&stand->eva, &count, given), EP_OK);
    assert_int_equal(count, 6);
    struct rows *rows = rows_of(a);
    assert_int_equal(rows->count, 6);
    for (size_t i = 3; i < 6; i++)
        assert_true(rows->row[i].soort == EP_LOG_LOGBOEK && rows->row[i].actie == EP_LOG_LEZEN);
    assert_true(rows->row[3].code == EP_NOT_ALLOWED && ep_id_equal(rows->row[3].user, firm_a(stand)->eva.id));
    assert_true(rows->row[4].code == 0 && rows->row[4].toegang == EP_LOG_AUTORITEIT);
    assert_true(rows->row[5].code == 0 && rows->row[5].toegang == EP_LOG_GEBRUIKER);
    assert_true(rows->row[5].roles == EP_ROLE_PRIVACY && ep_id_equal(rows->row[5].user, firm_a(stand)->tom.id));
    free(rows);
    wire_close(&stand->eva);
}

/* Who works with a household has its readings and nothing of the log, and is himself on record for it. */
static void test_who_reads_a_household_is_given_who_else_did_and_no_more(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    struct bag *bag = &stand->bag;
    own_household(stand);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, id_named("h2"))), EP_OK);
    read_times(stand, 3);
    assert_int_equal(user_get(&stand->eva, EP_GET_INZAGEN, id_named("h2"), bag), EP_NOT_LOGGED);
    assert_int_equal(user_get(&stand->eva, EP_GET_INZAGEN, id_named("no such"), bag), EP_NOT_LOGGED);
    assert_int_equal(user_get(&stand->eva, EP_GET_INZAGEN, (ep_id){{0}}, bag), EP_NOT_LOGGED);
    assert_int_equal(bag->count, 0);
    assert_int_equal(user_read(&stand->eva, id_named("h2"), bag), EP_OK);
    assert_int_equal(user_get(&stand->eva, EP_GET_INZAGEN, id_named("h"), bag), EP_OK);
    assert_int_equal(bag->count, 3);
    for (size_t i = 0; i < bag->count; i++) {
        assert_true(bag->st[i]->kind->code == EP_READ && ep_id_equal(bag->st[i]->huishouden, id_named("h")));
        assert_true(ep_id_equal(bag->st[i]->author, a->eva.id));
    }
    struct rows *rows = rows_of(&stand->fed.node[0]);
    assert_int_equal(rows->count, 8);
    assert_true(rows->row[3].code == EP_NOT_LOGGED && ep_id_equal(rows->row[3].huishouden, id_named("h2")));
    const struct ep_logregel *row = &rows->row[7];
    assert_true(row->soort == EP_LOG_LOGBOEK && row->actie == EP_LOG_LEZEN && row->code == 0);
    assert_true(ep_id_equal(row->user, a->eva.id) && ep_id_equal(row->huishouden, id_named("h")));
    assert_true(ep_id_equal(row->team, a->team) && ep_id_absent(row->statement));
    free(rows);
    wire_close(&stand->eva);
}

static void test_a_long_log_comes_whole_and_in_portions(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    size_t count = 0;
    own_household(stand);
    read_times(stand, 240);
    wire_close(&stand->eva);
    /* Rows as long as they may be, which nobody's tree knows. */
    assert_int_equal(
        sqlite3_exec(a->store->db,
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)"
                     " INSERT INTO journal (hour, hash, bytes) SELECT 0, zeroblob(32), zeroblob(2000) FROM n",
                     NULL, NULL, NULL),
        SQLITE_OK);
    user_open(&stand->eva, a, NULL);
    a->step_bytes_max = 0;
    enum ep_message_type type;
    union ep_msg msg;
    wire_say(&stand->eva, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_LOGBOEK});
    for (; wire_hear(&stand->eva, &type, &msg) == EP_OK && type == EP_MSG_REGEL; count++)
        assert_in_range(msg.regel.regel.len, 1, EP_LOGREGEL_BYTES_MAX);
    assert_true(type == EP_MSG_DONE && msg.done.code == 0);
    assert_int_equal(count, 240 + 600 + 1);
    assert_in_range(a->step_bytes_max, EP_ANSWER_BYTES, EP_ANSWER_BYTES + 8192);
    wire_close(&stand->eva);
}

static void test_a_look_without_a_reading_on_record_is_a_refused_row(void **state)
{
    struct played *stand = *state;
    own_household(stand);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"), &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(user_get(&stand->eva, EP_GET_GRANTS, id_named("h"), &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(user_get(&stand->eva, EP_GET_DIRECTORY, (ep_id){{0}}, &stand->bag), EP_OK); /* nobody's data */
    struct rows *rows = rows_of(&stand->fed.node[0]);
    assert_int_equal(rows->count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(rows->row[i].code == EP_NOT_LOGGED && rows->row[i].soort == EP_LOG_INZAGE);
        assert_true(ep_id_equal(rows->row[i].huishouden, id_named("h")) && ep_id_absent(rows->row[i].statement));
        assert_true(ep_id_equal(rows->row[i].user, firm_a(stand)->eva.id));
    }
    free(rows);
    wire_close(&stand->eva);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_reading_is_a_row_with_all_that_is_asked),
        TEST(test_a_row_names_the_live_grants_under_which_was_looked),
        TEST(test_a_refused_reading_is_a_row_with_the_reason),
        TEST(test_peers_hear_the_root_as_of_midnight_and_nothing_of_today),
        TEST(test_the_first_reading_of_a_day_is_not_in_its_root),
        TEST(test_the_tree_goes_on_after_a_restart),
        TEST(test_a_reading_that_was_not_durable_is_not_in_the_tree),
        TEST(test_who_may_read_the_log_is_in_it_before_its_first_row_leaves),
        TEST(test_who_reads_a_household_is_given_who_else_did_and_no_more),
        TEST(test_a_long_log_comes_whole_and_in_portions),
        TEST(test_a_look_without_a_reading_on_record_is_a_refused_row),
        cmocka_unit_test(test_a_hundred_readings_today_change_no_byte_that_a_peer_gets),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
