/* Promise: a withdrawal that is interrupted after any of its steps, by a kill or by a commit that fails, is finished after
 * the restart: the same is deleted and kept, one receipt is signed, and nothing erased is left in any file. DESIGN 6. */
#include "node/store_own.h"
#include "tests/support/play.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ENTRIES 3 /* about each of the two leden, with one wrap each */
#define CIPHERTEXT_BYTES (256 + 16)
#define AWAY_HOURS 100 /* so that a clock can be behind */
#define LEASE_DAYS 180 /* of draft_grant */

static const char gone_text[] = "bytes that must be gone afterwards";
static const char kept_text[] = "bytes that must be there afterwards";

enum way { WITHDRAWN, WITHDRAWN_BY_A_BAD_CLOCK, LEASE_ENDED };
enum interruption { NONE, KILLED, COMMIT_FAILED };

struct stand {
    struct federation fed;
    struct wire peer;
    struct firm b;
    struct bag bag;
    char folder[64];
    uint8_t psk[32];
    size_t commits, failing; /* that one, counted from 1, fails; 0: none */
    bool hooked;
};

struct outcome {
    size_t durable, commits; /* of the ending, from its beginning */
    struct ep_receipt receipt;
    uint64_t received; /* number of the last statement of B */
};

static ep_id named(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "b:%s %zu", stem, n);
    return id_named(name);
}

static struct node *node_a(struct stand *stand)
{
    return &stand->fed.node[0];
}

static int commit_hook(void *arg)
{
    struct stand *stand = arg;
    return ++stand->commits == stand->failing ? 1 : 0;
}

/* A is running: started anew when it ended, and B is there again with what it has to say. */
static void running(struct stand *stand)
{
    struct node *a = node_a(stand);
    struct ep_link_record record;
    if (a->engine == NULL) {
        node_up(a);
        stand->hooked = false;
    }
    if (!stand->hooked)
        sqlite3_commit_hook(a->store->db, commit_hook, stand);
    stand->hooked = true;
    if (!stand->peer.closed)
        return;
    wire_close(&stand->peer);
    if (wire_dial(&stand->peer, a, EP_MODE_PEER, &stand->b.node_link, stand->psk, stand->b.id) == EP_OK) {
        struct ep_msg_hello hello = {.hour = fed_hour(&stand->fed)};
        memset(hello.lineage, stand->b.seed, 8);
        wire_say(&stand->peer, EP_MSG_HELLO, &hello);
        fed_run(&stand->fed);
    }
    if (a->engine != NULL && node_link(a, &stand->b, &record))
        stand->peer.seq = record.recv_seq;
}

static void pass(struct stand *stand, unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        running(stand);
        fed_pass(&stand->fed, 1);
    }
    running(stand);
}

/* B puts it until A has it; what A acknowledged must be there. */
static void put(struct stand *stand, struct ep_statement st, const struct ep_sign_pair *by)
{
    st.hour = fed_hour(&stand->fed);
    const struct ep_statement *statement = pile_sign(&stand->fed.pile, st, by);
    for (unsigned tries = 0; tries < 5; tries++) {
        running(stand);
        if (!stand->peer.closed && node_has(node_a(stand), st.kind->code, st.id))
            return;
        if (!stand->peer.closed && peer_put(&stand->peer, statement, NULL) == EP_OK)
            assert_true(node_a(stand)->engine != NULL && node_has(node_a(stand), st.kind->code, st.id));
    }
    fail_msg("it does not arrive");
}

static void put_entries(struct stand *stand, size_t lid, const char *text)
{
    const struct firm *a = &node_a(stand)->firm;
    ep_id h = id_named("b:h");
    uint8_t ciphertext[CIPHERTEXT_BYTES] = {0};
    memcpy(ciphertext, text, strlen(text));
    for (size_t i = 0; i < ENTRIES; i++) {
        size_t n = lid * ENTRIES + i;
        uint8_t refs[EP_REF_BYTES];
        struct ep_statement entry = draft_entry(&stand->b, h, named("e", n), named("lid", lid));
        entry.body.entry.ciphertext = EP_BYTES(ciphertext);
        put(stand, entry, &stand->b.eva.sign);
        refs_put(refs, 0, named("e", n), 1);
        struct ep_statement wrap =
            draft_wrap(&stand->b, h, named("w", n), named("lid", lid), named("grant", lid), a, EP_BYTES(refs));
        put(stand, wrap, &stand->b.eva.sign);
    }
}

/* B shows A two leden of a household, each under a grant of its own; the second one lasts longer. */
static struct stand *stand_open(void)
{
    struct stand *stand = calloc(1, sizeof *stand);
    assert_non_null(stand);
    assert_true(ep_play_folder(stand->folder, sizeof stand->folder));
    fed_open_in(&stand->fed, 1, 1, stand->folder);
    firm_make(&stand->b, 'b');
    memset(stand->psk, 0x42, 32);
    node_befriend(node_a(stand), &stand->b, stand->psk);
    fed_hours(&stand->fed, AWAY_HOURS);
    stand->peer = (struct wire){.fed = &stand->fed, .node = node_a(stand), .closed = true};
    ep_id h = id_named("b:h");
    put(stand, draft_huishouden(&stand->b, h), &stand->b.eva.sign);
    for (size_t n = 1; n <= 2; n++) {
        struct ep_statement grant = draft_grant(&stand->b, h, named("grant", n), named("lid", n), &node_a(stand)->firm);
        grant.body.grant.until += (n - 1) * 24 * 30;
        put(stand, draft_lid(&stand->b, h, named("lid", n)), &stand->b.eva.sign);
        put(stand, grant, &stand->b.eva.sign);
    }
    put_entries(stand, 1, gone_text);
    put_entries(stand, 2, kept_text);
    return stand;
}

static void stand_close(struct stand *stand)
{
    wire_close(&stand->peer);
    fed_close(&stand->fed);
    ep_play_remove(stand->folder);
    free(stand);
}

/* The ending of the first grant, and some seconds to come to rest in. */
static void end_grant(struct stand *stand, enum way way)
{
    struct ep_statement withdraw =
        draft_withdraw(&stand->b, id_named("b:h"), id_named("b:withdraw"), named("grant", 1), node_a(stand)->firm.id);
    if (way == WITHDRAWN_BY_A_BAD_CLOCK) {
        node_a(stand)->skew_s = -48 * 3600;
        put(stand, withdraw, &stand->b.eva.sign);
        pass(stand, 2);
        assert_int_equal(node_count(node_a(stand), EP_ENTRY), 2 * ENTRIES); /* it may not judge now */
        node_a(stand)->skew_s = 0;
    } else if (way == WITHDRAWN) {
        put(stand, withdraw, &stand->b.eva.sign);
    } else {
        fed_hours(&stand->fed, LEASE_DAYS * 24 - AWAY_HOURS);
    }
    pass(stand, 8); /* also a leap of the clock is believed by then */
}

static bool any_record(void *arg, ep_id key, ep_bytes bytes)
{
    (void)arg;
    (void)key;
    (void)bytes;
    fail_msg("a deletion is still under way");
    return false;
}

static bool keep_receipt(void *arg, int64_t row, ep_bytes bytes)
{
    struct stand *stand = arg;
    (void)row;
    stand->bag.st[stand->bag.count++] = pile_keep(&stand->fed.pile, bytes);
    return true;
}

/* B, new on the line, hears all that A ever sent it. */
static size_t receipts_for_b(struct stand *stand)
{
    union ep_msg msg;
    struct ep_statement st;
    size_t count = 0;
    wire_close(&stand->peer);
    running(stand);
    while (wire_await(&stand->peer, EP_MSG_PUT, &msg)) {
        assert_int_equal(ep_statement_open(&st, msg.put.statement), EP_OK);
        count += st.kind->code == EP_RECEIPT ? 1 : 0;
    }
    return count;
}

static size_t files_with(const struct stand *stand, const char *text)
{
    return ep_play_search(stand->folder, text, strlen(text), NULL, 0);
}

static struct outcome look(struct stand *stand)
{
    struct node *a = node_a(stand);
    struct outcome outcome = {.durable = a->durable, .commits = stand->commits};
    struct ep_link_record record;
    assert_int_equal(ep_store_each_record(a->store, EP_RECORD_DELETION, any_record, NULL), EP_OK);
    assert_int_equal(node_count(a, EP_ENTRY), ENTRIES);
    assert_int_equal(node_count(a, EP_WRAP), ENTRIES);
    for (size_t i = 0; i < ENTRIES; i++)
        assert_true(node_has(a, EP_ENTRY, named("e", 2 * ENTRIES + i)));
    assert_int_equal(files_with(stand, gone_text), 0);
    assert_true(files_with(stand, kept_text) > 0); /* so that the search is known to find */
    assert_int_equal(receipts_for_b(stand), 1);
    stand->bag.count = 0;
    assert_int_equal(ep_store_each(a->store, &(struct ep_store_query){.kind = EP_RECEIPT}, keep_receipt, stand), EP_OK);
    assert_int_equal(stand->bag.count, 1);
    outcome.receipt = stand->bag.st[0]->body.receipt;
    assert_true(node_link(a, &stand->b, &record));
    outcome.received = record.recv_seq;
    return outcome;
}

static struct outcome run(enum way way, enum interruption how, size_t at)
{
    struct stand *stand = stand_open();
    node_a(stand)->durable = 0;
    stand->commits = 0;
    node_a(stand)->killed_at = how == KILLED ? at : 0;
    stand->failing = how == COMMIT_FAILED ? at : 0;
    end_grant(stand, way);
    assert_int_equal(node_a(stand)->failed, how == COMMIT_FAILED ? EP_STORE_FAILED : EP_OK);
    struct outcome outcome = look(stand);
    stand_close(stand);
    return outcome;
}

static void interrupted_everywhere(enum way way, enum interruption how)
{
    struct outcome whole = run(way, NONE, 0);
    size_t last = how == KILLED ? whole.durable : whole.commits;
    assert_in_range(last, 8, 60);
    assert_int_equal(whole.receipt.count, 2 * ENTRIES);
    for (size_t at = 1; at <= last; at++) {
        struct outcome broken = run(way, how, at);
        assert_memory_equal(&broken.receipt, &whole.receipt, sizeof whole.receipt);
        assert_int_equal(broken.received, whole.received);
    }
}

static void test_a_withdrawal_killed_after_any_of_its_steps_is_finished(void **state)
{
    (void)state;
    interrupted_everywhere(WITHDRAWN, KILLED);
}

static void test_a_withdrawal_that_had_to_wait_for_the_clock_is_finished_too(void **state)
{
    (void)state;
    interrupted_everywhere(WITHDRAWN_BY_A_BAD_CLOCK, KILLED);
}

static void test_the_deletion_after_a_lease_is_finished_too(void **state)
{
    (void)state;
    interrupted_everywhere(LEASE_ENDED, KILLED);
}

/* node_step sees to it that no effect leaves a step that failed. */
static void test_a_withdrawal_of_which_any_commit_fails_is_finished_after_the_restart(void **state)
{
    (void)state;
    interrupted_everywhere(WITHDRAWN, COMMIT_FAILED);
    interrupted_everywhere(WITHDRAWN_BY_A_BAD_CLOCK, COMMIT_FAILED);
    interrupted_everywhere(LEASE_ENDED, COMMIT_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_withdrawal_killed_after_any_of_its_steps_is_finished),
        cmocka_unit_test(test_a_withdrawal_that_had_to_wait_for_the_clock_is_finished_too),
        cmocka_unit_test(test_the_deletion_after_a_lease_is_finished_too),
        cmocka_unit_test(test_a_withdrawal_of_which_any_commit_fails_is_finished_after_the_restart),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
