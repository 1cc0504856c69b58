/* Promise: what one organisation shares reaches the other once, in order, whatever breaks on the way; and what is
 * withdrawn is gone there, with a receipt. DESIGN 6 and 8. Whole nodes, virtual time, no socket. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BOTH 3u
#define ONLY_A 1u

struct stand {
    struct federation fed;
    struct wire eva, other;
    struct bag bag;
};

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct stand));
    return *state == NULL;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static void shared(struct stand *stand, unsigned listening)
{
    fed_open(&stand->fed, 2, listening);
    assert_int_equal(pair(&stand->fed.node[0], &stand->fed.node[1], "i1"), EP_OK);
    fed_pass(&stand->fed, 30);
    assert_int_equal(share(&stand->fed.node[0], &stand->fed.node[1]), EP_OK);
}

static ep_id named(const char *stem, size_t n)
{
    char name[16];
    snprintf(name, sizeof name, "%s %zu", stem, n);
    return id_named(name);
}

/* An entry of Eva's of A in the shared section, and a wrap for B under a grant. */
static void write_more(struct wire *eva, const struct firm *b, size_t n, ep_id grant)
{
    uint8_t refs[EP_REF_BYTES];
    const struct firm *a = &eva->node->firm;
    refs_put(refs, 0, named("more", n), 1);
    assert_int_equal(user_write(eva, draft_entry(a, id_named("h"), named("more", n), id_named("lid"))), EP_OK);
    assert_int_equal(
        user_write(eva, draft_wrap(a, id_named("h"), named("wrap", n), id_named("lid"), grant, b, EP_BYTES(refs))),
        EP_OK);
}

static const struct ep_statement *the_receipt(struct stand *stand, struct node *node, const struct staff *eva)
{
    user_open(&stand->eva, node, eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    wire_close(&stand->eva);
    assert_int_equal(bag_count(&stand->bag, EP_RECEIPT), 1);
    for (size_t i = 0; i < stand->bag.count; i++)
        if (stand->bag.st[i]->kind->code == EP_RECEIPT)
            return stand->bag.st[i];
    return NULL;
}

/* Nothing can be judged then: what others shared is not shown, and reading does not go on record under a wrong hour. */
static void test_a_clock_before_the_last_commit_shows_nothing_of_others(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *b = &stand->fed.node[1];
    ep_id entry = id_named("entry");
    fed_hours(&stand->fed, 20);
    user_open(&stand->eva, b, &b->firm.eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, entry));
    b->skew_s = -5 * 3600;
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"), &stand->bag), EP_OK);
    assert_null(bag_find(&stand->bag, EP_ENTRY, entry)); /* in a session that had read before */
    assert_int_equal(bag_count(&stand->bag, EP_WRAP), 0);
    wire_close(&stand->eva);
    node_down(b);
    node_up(b); /* the database knows the hour, not the program */
    user_open(&stand->eva, b, &b->firm.eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_CLOCK_BACK);
    struct ep_statement withdraw =
        draft_withdraw(&b->firm, id_named("h"), id_named("b:w"), id_named("grant"), stand->fed.node[0].firm.id);
    assert_int_equal(user_write(&stand->eva, withdraw), EP_OK);
    b->skew_s = 0;
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 90);
    assert_false(node_has(b, EP_ENTRY, entry)); /* the withdrawal was not lost */
}

/* Sharing. */

static void test_what_is_shared_arrives_and_both_sides_know_it(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    assert_true(node_has(b, EP_ENTRY, id_named("entry")) && node_has(b, EP_WRAP, id_named("wrap")));
    assert_true(node_has(a, EP_JOIN, id_named("b:join")));
    assert_true(node_has(b, EP_TEAM, a->firm.team) && node_has(a, EP_USER, b->firm.eva.id));
    assert_false(node_has(b, EP_PEER, b->firm.id)); /* whom A trusts stays at A */
    assert_true(agree(a, b));
    user_open(&stand->eva, b, &b->firm.eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, id_named("entry")));
    assert_non_null(bag_find(&stand->bag, EP_WRAP, id_named("wrap")));
    assert_int_equal(bag_count(&stand->bag, EP_READ), 0);
    const struct ep_msg_fact *contact = bag_fact(&stand->bag, EP_FACT_CONTACT, a->firm.id);
    assert_non_null(contact);
    assert_true(contact->x == fed_hour(&stand->fed) && contact->y == 0);
    wire_close(&stand->eva);
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    const struct ep_msg_fact *delivery = bag_fact(&stand->bag, EP_FACT_DELIVERY, id_named("grant"));
    assert_non_null(delivery);
    assert_true(ep_id_equal(delivery->b, b->firm.id) && delivery->x == 1 && delivery->y == HOUR);
    wire_close(&stand->eva);
}

static void test_what_was_written_while_a_peer_was_away_arrives_in_order(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    node_down(b);
    user_open(&stand->eva, a, &a->firm.eva);
    for (size_t n = 0; n < 20; n++)
        write_more(&stand->eva, &b->firm, n, id_named("grant"));
    wire_close(&stand->eva);
    fed_hours(&stand->fed, 45);
    assert_false(agree(a, b));
    node_up(b);
    fed_pass(&stand->fed, 90);
    assert_true(agree(a, b));
    int64_t last = 0;
    for (size_t n = 0; n < 20; n++) {
        ep_bytes bytes;
        int64_t entry = 0;
        int64_t wrap = 0;
        assert_int_equal(ep_store_find(b->store, EP_ENTRY, named("more", n), 0, &bytes, &entry), EP_OK);
        assert_int_equal(ep_store_find(b->store, EP_WRAP, named("wrap", n), 0, &bytes, &wrap), EP_OK);
        assert_true(last < entry && entry < wrap);
        last = wrap;
    }
}

static size_t links_of(const struct federation *fed, size_t *cable)
{
    size_t links = 0;
    for (size_t i = 0; i < CABLES_MAX; i++)
        if (fed->cable[i].used) {
            links++;
            *cable = i;
        }
    return links;
}

/* Two nodes that dial each other at the same moment end up with one link, whichever frames overtake which. */
static void test_simultaneous_dialling_and_overtaking_links_converge(void **state)
{
    struct stand *stand = *state;
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        memset(stand, 0, sizeof *stand);
        shared(stand, BOTH);
        struct federation *fed = &stand->fed;
        fed->random = seed;
        fed->shuffle = true;
        for (unsigned round = 0; round < 4; round++) {
            node_cut(&fed->node[0]);
            fed_run(fed);
            user_open(&stand->eva, &fed->node[0], &fed->node[0].firm.eva);
            write_more(&stand->eva, &fed->node[1].firm, round, id_named("grant"));
            wire_close(&stand->eva);
            fed_pass(fed, 120);
        }
        assert_true(agree(&fed->node[0], &fed->node[1]));
        assert_true(node_has(&fed->node[1], EP_WRAP, named("wrap", 3)));
        size_t cable = 0;
        assert_int_equal(links_of(fed, &cable), 1);
        if (seed < 12)
            fed_close(fed);
    }
}

static void test_of_two_links_at_once_stays_the_one_that_the_lower_id_began(void **state)
{
    struct stand *stand = *state;
    struct federation *fed = &stand->fed;
    size_t cable = 0;
    shared(stand, BOTH);
    node_cut(&fed->node[0]);
    fed_run(fed);
    assert_int_equal(links_of(fed, &cable), 0);
    fed_pass(fed, 1); /* both dial in this second */
    assert_int_equal(links_of(fed, &cable), 1);
    bool a_lower = memcmp(fed->node[0].firm.id.b, fed->node[1].firm.id.b, EP_ID_BYTES) < 0;
    assert_ptr_equal(fed->cable[cable].end[0].node, &fed->node[a_lower ? 0 : 1]); /* the end that dialled */
}

/* The side that dials broke, and the other has not noticed: it lets the old link go for the new one. */
static void test_a_new_link_takes_the_place_of_a_half_open_one(void **state)
{
    struct stand *stand = *state;
    struct federation *fed = &stand->fed;
    for (size_t listener = 0; listener < 2; listener++) { /* whichever of them has the lower id */
        struct node *dialler = &fed->node[1 - listener];
        fed_open(fed, 2, 1u << listener);
        assert_int_equal(pair(&fed->node[listener], dialler, "i1"), EP_OK);
        fed_pass(fed, 30);
        assert_int_equal(share(&fed->node[0], &fed->node[1]), EP_OK);
        for (size_t i = 0; i < CABLES_MAX; i++)
            if (fed->cable[i].used)
                cable_send(fed, i, fed->cable[i].end[0].node == dialler ? 0 : 1, EP_EVENT_CLOSED, (ep_bytes){NULL, 0});
        fed_pass(fed, 3);
        user_open(&stand->eva, &fed->node[0], &fed->node[0].firm.eva);
        write_more(&stand->eva, &fed->node[1].firm, 1, id_named("grant"));
        wire_close(&stand->eva);
        fed_pass(fed, 3);
        assert_true(node_has(&fed->node[1], EP_WRAP, named("wrap", 1)));
        assert_true(agree(&fed->node[0], &fed->node[1]));
        if (listener == 0)
            fed_close(fed);
    }
}

/* A cut at every boundary. */

static ep_err pair_and_share(struct federation *fed)
{
    ep_err err = EP_AGAIN;
    for (unsigned attempt = 1; err != EP_OK && attempt <= 3; attempt++) {
        char invitation[16];
        snprintf(invitation, sizeof invitation, "i%u", attempt);
        err = pair(&fed->node[0], &fed->node[1], invitation);
    }
    fed_pass(fed, 90);
    return err == EP_OK ? share(&fed->node[0], &fed->node[1]) : err;
}

static void cut_everywhere(struct stand *stand, unsigned listening)
{
    struct federation *fed = &stand->fed;
    size_t frames = 0;
    size_t at_a = 0;
    size_t at_b = 0;
    for (size_t cut = 0; cut <= frames; cut++) { /* the first time without one, to know how many there are */
        memset(stand, 0, sizeof *stand);
        fed_open(fed, 2, listening);
        fed->cut_at = cut;
        assert_int_equal(pair_and_share(fed), EP_OK);
        if (cut == 0) {
            frames = fed->frames;
            at_a = node_count(&fed->node[0], 0);
            at_b = node_count(&fed->node[1], 0);
            assert_in_range(frames, 20, 500);
        }
        if (!agree(&fed->node[0], &fed->node[1]))
            fail_msg("cut at %zu: they do not agree", cut);
        if (node_count(&fed->node[0], 0) != at_a || node_count(&fed->node[1], 0) != at_b)
            fail_msg("cut at %zu: other statements than without a cut", cut);
        if (cut < frames)
            fed_close(fed);
    }
}

static void test_a_cut_at_every_message_converges_and_applies_nothing_twice(void **state)
{
    cut_everywhere(*state, ONLY_A);
}

static void test_a_cut_at_every_message_converges_when_both_dial(void **state)
{
    cut_everywhere(*state, BOTH);
}

/* Withdrawal. */

static void test_the_author_withdraws_and_gets_a_receipt(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_withdraw(&a->firm, id_named("h"), id_named("withdraw"),
                                                            id_named("grant"), b->firm.id)),
                     EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")) || node_has(b, EP_WRAP, id_named("wrap")));
    assert_true(node_has(b, EP_GRANT, id_named("grant")) && node_has(b, EP_WITHDRAW, id_named("withdraw")));
    assert_true(node_has(a, EP_ENTRY, id_named("entry")));
    assert_int_equal(b->truncates, 1);
    assert_true(agree(a, b));
    const struct ep_statement *receipt = the_receipt(stand, a, &a->firm.eva);
    const struct ep_receipt *body = &receipt->body.receipt;
    uint8_t erased[32] = {0};
    ep_id entry = id_named("entry");
    ep_bytes parts[] = {EP_BYTES(erased), ep_id_bytes(&entry)};
    ep_hash(erased, 32, NULL, EP_LABEL_RECEIPT, parts, 2);
    assert_memory_equal(body->erased, erased, 32);
    assert_true(ep_id_equal(body->withdraw, id_named("withdraw")) && ep_id_equal(body->grant, id_named("grant")));
    assert_true(ep_id_equal(receipt->org, b->firm.id) && body->count == 2 && body->deleted == HOUR &&
                body->gone == HOUR + EP_BACKUP_HOURS);
    assert_int_equal(ep_statement_verify(receipt, b->firm.node_sign.public_key), EP_OK);
}

static void test_the_recipient_withdraws_and_the_author_stops_and_gets_a_receipt(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    user_open(&stand->eva, b, &b->firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_withdraw(&b->firm, id_named("h"), id_named("b:withdraw"),
                                                            id_named("grant"), a->firm.id)),
                     EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")) || node_has(b, EP_WRAP, id_named("wrap")));
    assert_true(agree(a, b));
    assert_non_null(the_receipt(stand, a, &a->firm.eva));
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("entry"), 1);
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_wrap(&a->firm, id_named("h"), id_named("late"), id_named("lid"),
                                                        id_named("grant"), &b->firm, EP_BYTES(refs))),
                     EP_GRANT_WITHDRAWN);
    wire_close(&stand->eva);
}

static void test_after_a_withdrawal_a_new_grant_brings_the_same_entry_again(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("entry"), 1);
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_withdraw(&a->firm, id_named("h"), id_named("withdraw"),
                                                            id_named("grant"), b->firm.id)),
                     EP_OK);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")));
    assert_int_equal(
        user_write(&stand->eva, draft_grant(&a->firm, id_named("h"), id_named("anew"), id_named("lid"), &b->firm)),
        EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_wrap(&a->firm, id_named("h"), id_named("wrap anew"), id_named("lid"),
                                                        id_named("anew"), &b->firm, EP_BYTES(refs))),
                     EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_true(node_has(b, EP_ENTRY, id_named("entry")) && node_has(b, EP_WRAP, id_named("wrap anew")));
    assert_true(agree(a, b));
}

static void test_a_lease_that_ends_deletes_without_anyone_acting_and_once(void **state)
{
    struct stand *stand = *state;
    shared(stand, ONLY_A);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    fed_hours(&stand->fed, 180 * 24 - 1);
    assert_true(node_has(b, EP_ENTRY, id_named("entry")));
    fed_hours(&stand->fed, 1);
    fed_pass(&stand->fed, 90);
    assert_false(node_has(b, EP_ENTRY, id_named("entry")) || node_has(b, EP_WRAP, id_named("wrap")));
    fed_hours(&stand->fed, 2);
    assert_int_equal(node_count(a, EP_RECEIPT), 1);
    assert_int_equal(node_count(b, EP_RECEIPT), 1);
    assert_true(agree(a, b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_shared_arrives_and_both_sides_know_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_clock_before_the_last_commit_shows_nothing_of_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_written_while_a_peer_was_away_arrives_in_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_simultaneous_dialling_and_overtaking_links_converge, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_of_two_links_at_once_stays_the_one_that_the_lower_id_began, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_new_link_takes_the_place_of_a_half_open_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_cut_at_every_message_converges_and_applies_nothing_twice, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_cut_at_every_message_converges_when_both_dial, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_author_withdraws_and_gets_a_receipt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_recipient_withdraws_and_the_author_stops_and_gets_a_receipt, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_after_a_withdrawal_a_new_grant_brings_the_same_entry_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_lease_that_ends_deletes_without_anyone_acting_and_once, set_up,
                                        tear_down),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
