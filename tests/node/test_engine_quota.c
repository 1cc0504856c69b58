/* Promise: a peer fills its part of a node and no more; what stops still passes, the user at the other side is told,
 * and what was refused arrives once there is room. PROTOCOL.md 5 step 6. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define QUOTA 16384u /* bytes: some thirty entries */

struct stand {
    struct federation fed;
    struct firm b, c;
    struct wire to_b, to_c, eva;
    struct bag bag;
    ep_id lid;
    uint64_t lid_version; /* the next */
};

static const uint8_t psk_b[32] = {0x42};
static const uint8_t psk_c[32] = {0x43};

/* The one place where a new id comes from. */
static ep_id made_by(char firm, const char *stem, size_t n)
{
    char name[32];
    snprintf(name, sizeof name, "%c:%s %zu", firm, stem, n);
    return id_named(name);
}

/* Most are B's. */
static ep_id made(const char *stem, size_t n)
{
    return made_by('b', stem, n);
}

static struct node *node_a(struct stand *stand)
{
    return &stand->fed.node[0];
}

static void limit(struct node *node, struct ep_quota quota)
{
    node_down(node);
    node->quota = quota;
    node_up(node);
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    stand->lid = made("lid", 0);
    stand->lid_version = 2;
    fed_open(&stand->fed, 1, 1);
    firm_make(&stand->b, 'b');
    firm_make(&stand->c, 'c');
    node_befriend(node_a(stand), &stand->b, psk_b);
    node_befriend(node_a(stand), &stand->c, psk_c);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static struct ep_store_held held(struct stand *stand, const struct firm *firm)
{
    struct ep_store_held held;
    assert_int_equal(ep_store_held(node_a(stand)->store, firm->id, (ep_id){{0}}, &held), EP_OK);
    return held;
}

static ep_err put_by(struct stand *stand, struct ep_statement it, const struct ep_sign_pair *by)
{
    ep_id missing = {{1}};
    ep_err err = peer_put(&stand->to_b, pile_sign(&stand->fed.pile, it, by), &missing);
    assert_true(err != EP_QUOTA || ep_id_absent(missing)); /* nothing that could be sent first would help */
    return err;
}

static ep_err put(struct stand *stand, struct ep_statement it)
{
    return put_by(stand, it, &stand->b.eva.sign);
}

static void found(struct stand *stand, size_t n)
{
    const struct firm *a = &node_a(stand)->firm;
    assert_int_equal(put(stand, draft_huishouden(&stand->b, made("h", n))), EP_OK);
    assert_int_equal(put(stand, draft_lid(&stand->b, made("h", n), made("lid", n))), EP_OK);
    assert_int_equal(put(stand, draft_grant(&stand->b, made("h", n), made("grant", n), made("lid", n), a)), EP_OK);
}

static ep_err put_entry(struct stand *stand, size_t n)
{
    return put(stand, draft_entry(&stand->b, made("h", 0), made("entry", n), stand->lid));
}

static ep_err put_lid(struct stand *stand)
{
    struct ep_statement lid = draft_lid(&stand->b, made("h", 0), stand->lid);
    lid.version = stand->lid_version++;
    return put(stand, lid);
}

/* Entries until one does not fit, and then what is smaller. */
static void fill(struct stand *stand)
{
    size_t n = 0;
    ep_err err = EP_OK;
    while (err == EP_OK && n < 1000)
        err = put_entry(stand, n++);
    assert_int_equal(err, EP_QUOTA);
    assert_in_range(n, 10, 60);
    assert_false(node_has(node_a(stand), EP_ENTRY, made("entry", n - 1)));
    for (err = EP_OK; err == EP_OK && stand->lid_version < 20;)
        err = put_lid(stand);
    assert_int_equal(err, EP_QUOTA);
}

static struct ep_statement withdraw(struct stand *stand, const char *name)
{
    return draft_withdraw(&stand->b, made("h", 0), made(name, 0), made("grant", 0), node_a(stand)->firm.id);
}

static void full(struct stand *stand)
{
    limit(node_a(stand), (struct ep_quota){.bytes = QUOTA});
    peer_open(&stand->to_b, node_a(stand), &stand->b, psk_b);
    found(stand, 0);
    fill(stand);
}

static void test_a_peer_fills_its_part_and_no_more(void **state)
{
    struct stand *stand = *state;
    full(stand);
    assert_true(held(stand, &stand->b).bytes <= QUOTA && held(stand, &stand->b).bytes > QUOTA - 1024);
    size_t before = node_count(node_a(stand), 0);
    assert_int_equal(put(stand, draft_huishouden(&stand->b, made("h", 1))), EP_QUOTA);
    assert_int_equal(put_entry(stand, 0), EP_OK); /* it is there: no room is asked */
    assert_int_equal(node_count(node_a(stand), 0), before);
    wire_close(&stand->to_b);
}

static void test_one_peer_takes_no_room_of_another_or_of_our_own(void **state)
{
    struct stand *stand = *state;
    full(stand);
    wire_close(&stand->to_b);
    peer_open(&stand->to_c, node_a(stand), &stand->c, psk_c);
    struct ep_statement theirs = draft_huishouden(&stand->c, made_by('c', "h", 2));
    assert_int_equal(peer_put(&stand->to_c, pile_sign(&stand->fed.pile, theirs, &stand->c.eva.sign), NULL), EP_OK);
    wire_close(&stand->to_c);
    user_open(&stand->eva, node_a(stand), &node_a(stand)->firm.eva);
    for (size_t n = 0; held(stand, &node_a(stand)->firm).bytes <= QUOTA; n++)
        assert_int_equal(user_write(&stand->eva, draft_huishouden(&node_a(stand)->firm, made_by('a', "ours", n))),
                         EP_OK);
    wire_close(&stand->eva);
}

static void test_who_is_full_can_still_stop_and_then_has_room_again(void **state)
{
    struct stand *stand = *state;
    full(stand);
    assert_int_equal(put_lid(stand), EP_QUOTA);
    assert_int_equal(put(stand, withdraw(stand, "stop")), EP_OK);
    assert_int_equal(node_count(node_a(stand), EP_ENTRY), 0);
    assert_true(held(stand, &stand->b).content == 0 && held(stand, &stand->b).bytes < QUOTA / 2);
    struct ep_statement grant =
        draft_grant(&stand->b, made("h", 0), made("grant", 1), stand->lid, &node_a(stand)->firm);
    assert_int_equal(put(stand, grant), EP_OK);
    assert_int_equal(put_entry(stand, 500), EP_OK);
    wire_close(&stand->to_b);
}

/* A way round the quota that would be: stopping the same over and over. */
static void test_stopping_passes_once_for_each_grant(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = &node_a(stand)->firm;
    full(stand);
    /* A second grant keeps the entries, so that stopping the first makes no room. */
    limit(node_a(stand), (struct ep_quota){.bytes = QUOTA + 1024});
    wire_close(&stand->to_b);
    peer_open(&stand->to_b, node_a(stand), &stand->b, psk_b);
    struct ep_link_record record;
    assert_true(node_link(node_a(stand), &stand->b, &record));
    stand->to_b.seq = record.recv_seq;
    struct ep_statement grant = draft_grant(&stand->b, made("h", 0), made("grant", 1), stand->lid, a);
    assert_int_equal(put(stand, grant), EP_OK);
    for (size_t n = 600; put_entry(stand, n) == EP_OK; n++)
        ;
    while (put_lid(stand) == EP_OK)
        ;
    assert_int_equal(put(stand, withdraw(stand, "stop")), EP_OK);
    assert_int_equal(put(stand, withdraw(stand, "stop again")), EP_QUOTA);
    assert_false(node_has(node_a(stand), EP_WITHDRAW, made("stop again", 0)));
    wire_close(&stand->to_b);
}

static void test_a_receipt_passes(void **state)
{
    struct stand *stand = *state;
    struct node *a = node_a(stand);
    full(stand);
    user_open(&stand->eva, a, &a->firm.eva);
    ep_id h = made_by('a', "ours", 0);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(&a->firm, h, made_by('a', "our lid", 0))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_grant(&a->firm, h, made_by('a', "our grant", 0),
                                                         made_by('a', "our lid", 0), &stand->b)),
                     EP_OK);
    wire_close(&stand->eva);
    struct ep_statement receipt = draft(&stand->b, EP_RECEIPT, made("receipt", 0), h);
    receipt.body.receipt =
        (struct ep_receipt){.grant = made_by('a', "our grant", 0), .to_org = a->firm.id, .gone = HOUR};
    assert_int_equal(put_by(stand, receipt, &stand->b.node_sign), EP_OK);
    receipt.id = made("receipt", 1);
    assert_int_equal(put_by(stand, receipt, &stand->b.node_sign), EP_QUOTA);
    wire_close(&stand->to_b);
}

/* Someone who left, a key that changed: more dangerous to miss than to keep. That too has an end. */
static void test_users_and_teams_have_a_reserve(void **state)
{
    struct stand *stand = *state;
    full(stand);
    struct ep_statement end = draft_user(&stand->b, &stand->b.eva);
    end.version = 2;
    end.body.user.until = HOUR;
    assert_int_equal(put_by(stand, end, &stand->b.authority), EP_OK);
    ep_err err = EP_OK;
    for (end.version = 3; err == EP_OK && end.version < 100; end.version++)
        err = put_by(stand, end, &stand->b.authority);
    assert_int_equal(err, EP_QUOTA);
    assert_true(held(stand, &stand->b).bytes <= QUOTA + QUOTA / 8);
    wire_close(&stand->to_b);
}

static void test_households_with_content_are_counted(void **state)
{
    struct stand *stand = *state;
    limit(node_a(stand), (struct ep_quota){.huishoudens = 2});
    peer_open(&stand->to_b, node_a(stand), &stand->b, psk_b);
    for (size_t n = 0; n < 3; n++)
        found(stand, n);
    for (size_t n = 0; n < 2; n++)
        assert_int_equal(put(stand, draft_entry(&stand->b, made("h", n), made("entry", n), made("lid", n))), EP_OK);
    struct ep_statement third = draft_entry(&stand->b, made("h", 2), made("entry", 2), made("lid", 2));
    assert_int_equal(put(stand, third), EP_QUOTA);
    assert_int_equal(put(stand, draft_huishouden(&stand->b, made("h", 3))), EP_QUOTA); /* said at the beginning */
    assert_int_equal(put_entry(stand, 9), EP_OK);                                      /* one that counts already */
    assert_int_equal(put(stand, withdraw(stand, "stop")), EP_OK);                      /* and now it does not */
    assert_int_equal(put(stand, third), EP_OK);
    wire_close(&stand->to_b);
}

/* Two nodes: the refusal is seen by who wrote, and passes when the other side has room again. */
static void test_the_sender_is_told_and_it_arrives_once_there_is_room(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    fed_open(&stand->fed, 2, 3);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    assert_int_equal(pair(a, b, "ab"), EP_OK);
    limit(b, (struct ep_quota){.huishoudens = 1, .bytes = 1000 * 1000});
    assert_int_equal(share(a, b), EP_OK);
    fed_pass(&stand->fed, 5);
    assert_true(node_has(b, EP_ENTRY, id_named("entry"))); /* the one household */
    user_open(&stand->eva, a, &a->firm.eva);
    ep_id h = made_by('a', "h", 7);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(&a->firm, h, made_by('a', "lid", 7))), EP_OK);
    assert_int_equal(
        user_write(&stand->eva, draft_grant(&a->firm, h, made_by('a', "grant", 7), made_by('a', "lid", 7), &b->firm)),
        EP_OK);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(b, EP_GRANT, made_by('a', "grant", 7)));
    assert_int_equal(user_read(&stand->eva, h, &stand->bag), EP_OK);
    const struct ep_msg_fact *fact = bag_fact(&stand->bag, EP_FACT_REFUSAL, h);
    assert_true(fact != NULL && ep_id_equal(fact->b, b->firm.id) && fact->x == EP_QUOTA);
    struct ep_statement stop =
        draft_withdraw(&a->firm, id_named("h"), made_by('a', "stop", 7), id_named("grant"), b->firm.id);
    assert_int_equal(user_write(&stand->eva, stop), EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")));
    fed_hours(&stand->fed, 3);
    fed_pass(&stand->fed, 90);
    assert_true(node_has(b, EP_HUISHOUDEN, h) && node_has(b, EP_GRANT, made_by('a', "grant", 7)));
    assert_true(agree(a, b));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_peer_fills_its_part_and_no_more),
        TEST(test_one_peer_takes_no_room_of_another_or_of_our_own),
        TEST(test_who_is_full_can_still_stop_and_then_has_room_again),
        TEST(test_stopping_passes_once_for_each_grant),
        TEST(test_a_receipt_passes),
        TEST(test_users_and_teams_have_a_reserve),
        TEST(test_households_with_content_are_counted),
        TEST(test_the_sender_is_told_and_it_arrives_once_there_is_room),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
