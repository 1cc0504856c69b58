/* Promise: whatever a client asks for comes whole, and the node never holds more of it than a portion; what may not be
 * had any more when its portion comes is not given. DESIGN 6, PROTOCOL.md 9.3. B is played by the test. */
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LARGE 40                                                         /* entries of 32 KiB: five portions */
#define PORTION_BYTES_MAX (EP_ANSWER_BYTES + EP_FRAME_BYTES_MAX + 4096u) /* one statement too many, facts and "done" */

static ep_id named(const char *stem, size_t n)
{
    char name[32];
    snprintf(name, sizeof name, "%s %zu", stem, n);
    return id_named(name);
}

static struct ep_statement large(const struct firm *firm, ep_id h, ep_id id, ep_id lid)
{
    static const uint8_t ciphertext[32768 + 16];
    struct ep_statement entry = draft_entry(firm, h, id, lid);
    entry.body.entry.size = 4;
    entry.body.entry.ciphertext = EP_BYTES(ciphertext);
    return entry;
}

/* A household of A, with a member and its large entries. */
static void put_own(struct played *stand)
{
    const struct firm *a = firm_a(stand);
    ep_id h = id_named("h");
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, h, id_named("lid"))), EP_OK);
    for (size_t n = 0; n < LARGE; n++)
        assert_int_equal(user_write(&stand->eva, large(a, h, named("e", n), id_named("lid"))), EP_OK);
}

/* Entries given, until "done" or the end of the link; EP_AGAIN when neither came. */
static ep_err hear_answer(struct wire *wire, size_t *entries)
{
    enum ep_message_type type;
    union ep_msg msg;
    struct ep_statement st;
    ep_err err = EP_OK;
    for (*entries = 0; (err = wire_hear(wire, &type, &msg)) == EP_OK;) {
        if (type == EP_MSG_DONE && msg.done.seq == 0)
            return (ep_err)msg.done.code;
        if (type != EP_MSG_GIVE)
            continue;
        assert_int_equal(ep_statement_open(&st, msg.give.statement), EP_OK);
        *entries += st.kind->code == EP_ENTRY ? 1 : 0;
    }
    return err;
}

/* So many of its statements B refused; as the engine keeps it. */
static void put_refusals(struct played *stand, size_t count)
{
    struct ep_store *store = stand->fed.node[0].store;
    assert_int_equal(ep_store_begin(store), EP_OK);
    for (size_t n = 0; n < count; n++) {
        uint8_t buffer[EP_RECORD_BYTES_MAX];
        ep_out out = EP_OUT(buffer);
        struct ep_refusal_record record = {
            .statement = named("s", n), .peer = stand->b.id, .huishouden = id_named("h"), .code = EP_NO_GRANT};
        record.row = 1;
        assert_int_equal(ep_record_put(&out, ep_refusal_record_table, &record), EP_OK);
        assert_int_equal(ep_store_keep(store, EP_RECORD_REFUSAL, named("r", n), ep_out_bytes(&out)), EP_OK);
    }
    assert_int_equal(ep_store_commit(store), EP_OK);
}

static void ask(struct wire *wire, enum ep_get what, ep_id huishouden)
{
    wire_say(wire, EP_MSG_GET, &(struct ep_msg_get){.what = what, .huishouden = huishouden});
}

static void test_a_large_household_comes_whole_and_in_portions(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct bag *bag = calloc(1, sizeof *bag);
    assert_non_null(bag);
    put_own(stand);
    a->step_bytes_max = 0;
    assert_int_equal(user_read(&stand->eva, id_named("h"), bag), EP_OK);
    assert_int_equal(bag->count, 1 + 1 + LARGE);
    for (size_t n = 0; n < LARGE; n++)
        assert_true(ep_id_equal(bag->st[2 + n]->id, named("e", n)));
    assert_non_null(bag_fact(bag, EP_FACT_CONTACT, stand->b.id)); /* behind the last portion */
    assert_in_range(a->step_bytes_max, EP_ANSWER_BYTES, PORTION_BYTES_MAX);
    assert_int_equal(user_read(&stand->eva, id_named("h"), bag), EP_OK); /* and once more, on the same link */
    assert_int_equal(bag_count(bag, EP_ENTRY), LARGE);
    wire_close(&stand->eva);
    free(bag);
}

static void test_a_large_directory_comes_whole_and_in_portions(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct bag *bag = calloc(1, sizeof *bag);
    assert_non_null(bag);
    wire_close(&stand->peer); /* else it would hear of each */
    struct ep_statement user = draft_user(&a->firm, &a->firm.tom);
    static char name[EP_NAME_BYTES_MAX + 1];
    memset(name, 'n', EP_NAME_BYTES_MAX);
    user.body.user.name = ep_text(name);
    user_open(&stand->eva, a, NULL);
    for (user.version = 2; user.version <= 450; user.version++)
        assert_int_equal(user_write(&stand->eva, user), EP_OK);
    wire_close(&stand->eva);
    user_open(&stand->eva, a, &a->firm.eva);
    a->step_bytes_max = 0;
    assert_int_equal(user_get(&stand->eva, EP_GET_DIRECTORY, (ep_id){{0}}, bag), EP_OK);
    assert_int_equal(bag_count(bag, EP_USER), 449 + 5 + 2); /* and those of B */
    assert_int_equal(bag_count(bag, EP_CARD), 2);
    assert_int_equal(bag_count(bag, EP_TEAM), 2);
    assert_in_range(a->step_bytes_max, EP_ANSWER_BYTES, PORTION_BYTES_MAX);
    wire_close(&stand->eva);
    peer_open(&stand->peer, a, &stand->b, stand->psk);
    free(bag);
}

/* A peer that refuses everything cannot make a household too large to open. */
static void test_any_number_of_refusals_comes_whole_and_in_portions(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    const size_t count = 970;
    enum ep_message_type type;
    union ep_msg msg;
    size_t refusals = 0;
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, id_named("h"))), EP_OK);
    put_refusals(stand, count);
    struct ep_statement read = draft(&a->firm, EP_READ, id_named("r"), id_named("h"));
    read.body.read.purpose = ep_text("plan");
    assert_int_equal(user_write(&stand->eva, read), EP_OK);
    a->step_bytes_max = 0;
    ask(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"));
    while (wire_hear(&stand->eva, &type, &msg) == EP_OK && type != EP_MSG_DONE)
        refusals += type == EP_MSG_FACT && msg.fact.soort == EP_FACT_REFUSAL ? 1 : 0;
    assert_int_equal(type, EP_MSG_DONE);
    assert_int_equal(refusals, count);
    assert_in_range(a->step_bytes_max, EP_ANSWER_BYTES, EP_ANSWER_BYTES + 4096);
    wire_close(&stand->eva);
}

/* The first portion is under way when B's withdrawal comes. */
static void test_what_is_withdrawn_meanwhile_is_not_given(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    const struct firm *b = &stand->b;
    size_t entries = 0;
    struct pile *pile = &stand->fed.pile;
    played_household(stand);
    assert_int_equal(played_put(stand, draft_grant(b, stand->h, id_named("b:g"), id_named("b:lid"), &a->firm)), EP_OK);
    assert_int_equal(played_put(stand, draft_invite(b, stand->h, id_named("b:i"), id_named("b:g"), &a->firm)), EP_OK);
    for (size_t n = 0; n < LARGE; n++)
        assert_int_equal(played_put(stand, large(b, stand->h, named("b:e", n), id_named("b:lid"))), EP_OK);
    struct ep_statement read = draft(&a->firm, EP_READ, id_named("r"), stand->h);
    read.body.read.purpose = ep_text("plan");
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->eva, read), EP_OK);
    ask(&stand->eva, EP_GET_HUISHOUDEN, stand->h);
    assert_int_equal(hear_answer(&stand->eva, &entries), EP_OK);
    assert_int_equal(entries, LARGE);
    const struct ep_statement *withdraw =
        pile_sign(pile, draft_withdraw(b, stand->h, id_named("b:w"), id_named("b:g"), a->firm.id), &b->eva.sign);
    ask(&stand->eva, EP_GET_HUISHOUDEN, stand->h);
    wire_say(&stand->peer, EP_MSG_PUT, &(struct ep_msg_put){++stand->peer.seq, withdraw->bytes});
    assert_int_equal(hear_answer(&stand->eva, &entries), EP_OK);
    assert_in_range(entries, 1, EP_ANSWER_BYTES / 32768 + 1);
    assert_true(node_has(a, EP_WITHDRAW, id_named("b:w")));
    wire_close(&stand->eva);
}

static void test_a_user_who_is_ended_meanwhile_gets_no_more(void **state)
{
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct wire *authority = calloc(1, sizeof *authority);
    size_t entries = 0;
    assert_non_null(authority);
    put_own(stand);
    struct ep_statement read = draft(&a->firm, EP_READ, id_named("r"), id_named("h"));
    read.body.read.purpose = ep_text("plan");
    assert_int_equal(user_write(&stand->eva, read), EP_OK);
    user_open(authority, a, NULL);
    struct ep_statement ended = draft_user(&a->firm, &a->firm.eva);
    ended.version = 2;
    ended.body.user.until = HOUR;
    const struct ep_statement *end = pile_sign(&stand->fed.pile, ended, &a->firm.authority);
    ask(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"));
    wire_say(authority, EP_MSG_PUT, &(struct ep_msg_put){1, end->bytes});
    assert_int_equal(hear_answer(&stand->eva, &entries), EP_CLOSED);
    assert_in_range(entries, 1, EP_ANSWER_BYTES / 32768 + 1);
    wire_close(&stand->eva);
    wire_close(authority);
    free(authority);
}

/* Small answers and large, one question behind the other: the node makes a portion, and then it is enough. */
static void test_who_asks_on_without_listening_is_let_go(void **state)
{
    static const enum ep_get asks[] = {EP_GET_DIRECTORY, EP_GET_HUISHOUDEN};
    struct played *stand = *state;
    struct node *a = &stand->fed.node[0];
    size_t entries = 0;
    put_own(stand);
    for (size_t i = 0; i < 2; i++) {
        wire_close(&stand->eva);
        user_open(&stand->eva, a, &a->firm.eva);
        struct ep_statement read = draft(&a->firm, EP_READ, named("r", i), id_named("h"));
        read.body.read.purpose = ep_text("plan");
        assert_int_equal(user_write(&stand->eva, read), EP_OK);
        a->sent_bytes = 0;
        for (size_t n = 0; n < 250; n++)
            ask(&stand->eva, asks[i], id_named("h"));
        while (hear_answer(&stand->eva, &entries) == EP_OK) {
        }
        assert_true(stand->eva.closed && node_said(a, "EP_TOO_MANY"));
        assert_in_range(a->sent_bytes, EP_ANSWER_BYTES, 2 * PORTION_BYTES_MAX);
    }
    wire_close(&stand->eva);
}

/* Two items of A and one of B, which is changed too: its node has the last version alone. */
static void put_versions(struct played *stand)
{
    const struct firm *a = firm_a(stand), *b = &stand->b;
    played_household(stand);
    assert_int_equal(played_put(stand, draft_grant(b, stand->h, id_named("b:g"), id_named("b:lid"), a)), EP_OK);
    assert_int_equal(played_put(stand, draft_invite(b, stand->h, id_named("b:i"), id_named("b:g"), a)), EP_OK);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_join(a, stand->h, id_named("join"), id_named("b:i"))), EP_OK);
    struct ep_statement own = draft_entry(a, stand->h, id_named("e1"), (ep_id){{0}});
    struct ep_statement other = draft_entry(a, stand->h, id_named("e2"), (ep_id){{0}});
    struct ep_statement theirs = draft_entry(b, stand->h, id_named("b:e"), id_named("b:lid"));
    own.body.entry.item = id_named("i1");
    other.body.entry.item = id_named("i2");
    theirs.body.entry.item = id_named("b:i1");
    for (uint64_t version = 1; version <= 3; version++) {
        own.version = other.version = theirs.version = version;
        assert_int_equal(user_write(&stand->eva, own), EP_OK);
        assert_int_equal(user_write(&stand->eva, other), EP_OK);
        assert_int_equal(played_put(stand, theirs), EP_OK);
    }
}

static void test_an_own_item_comes_in_every_version_to_who_read_its_household(void **state)
{
    struct played *stand = *state;
    struct bag *bag = &stand->bag;
    put_versions(stand);
    assert_int_equal(user_get_item(&stand->eva, EP_GET_VERSIES, stand->h, id_named("i1"), bag), EP_NOT_LOGGED);
    assert_int_equal(bag->count, 0);
    assert_int_equal(user_read(&stand->eva, stand->h, bag), EP_OK);
    assert_int_equal(bag_count(bag, EP_ENTRY), 3); /* the latest of each */
    assert_int_equal(user_get_item(&stand->eva, EP_GET_VERSIES, stand->h, id_named("i1"), bag), EP_OK);
    assert_int_equal(bag->count, 3);
    for (size_t i = 0; i < bag->count; i++) {
        assert_true(ep_id_equal(bag->st[i]->body.entry.item, id_named("i1")));
        assert_int_equal(bag->st[i]->version, i + 1);
    }
    assert_int_equal(user_get_item(&stand->eva, EP_GET_VERSIES, stand->h, id_named("b:i1"), bag), EP_OK);
    assert_int_equal(bag->count, 0);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(firm_a(stand), id_named("h2"))), EP_OK);
    assert_int_equal(user_read(&stand->eva, id_named("h2"), bag), EP_OK);
    assert_int_equal(user_get_item(&stand->eva, EP_GET_VERSIES, id_named("h2"), id_named("i1"), bag), EP_OK);
    assert_int_equal(bag->count, 0); /* it is in no other household */
    wire_close(&stand->eva);
}

static void test_an_item_is_asked_for_by_its_id_and_nothing_else_is(void **state)
{
    struct played *stand = *state;
    struct bag *bag = &stand->bag;
    put_versions(stand);
    assert_int_equal(user_read(&stand->eva, stand->h, bag), EP_OK);
    assert_int_equal(user_get(&stand->eva, EP_GET_VERSIES, stand->h, bag), EP_MALFORMED);
    assert_int_equal(user_get_item(&stand->eva, EP_GET_HUISHOUDEN, stand->h, id_named("i1"), bag), EP_MALFORMED);
    assert_int_equal(bag->count, 0);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, bag), EP_OK); /* the session stays open */
    wire_close(&stand->eva);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_large_household_comes_whole_and_in_portions),
        TEST(test_a_large_directory_comes_whole_and_in_portions),
        TEST(test_any_number_of_refusals_comes_whole_and_in_portions),
        TEST(test_what_is_withdrawn_meanwhile_is_not_given),
        TEST(test_a_user_who_is_ended_meanwhile_gets_no_more),
        TEST(test_who_asks_on_without_listening_is_let_go),
        TEST(test_an_own_item_comes_in_every_version_to_who_read_its_household),
        TEST(test_an_item_is_asked_for_by_its_id_and_nothing_else_is),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
