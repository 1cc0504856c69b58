/* Promise: three organisations work in one household; each shares its own part with each, the proof of being asked in goes
 * along, and nobody learns what was for another. DESIGN 4, 6. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva;
    struct bag bag;
    ep_id h, lid;
};

static void a_asks_c_in(struct stand *stand)
{
    struct node *node = stand->fed.node;
    const struct firm *a = &node[0].firm;
    user_open(&stand->eva, &node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_grant(a, stand->h, id_named("g ac"), stand->lid, &node[2].firm)),
                     EP_OK);
    assert_int_equal(
        user_write(&stand->eva, draft_invite(a, stand->h, id_named("i ac"), id_named("g ac"), &node[2].firm)), EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
}

/* A founds the household and asks B in. All are paired; only A and B can be dialled. */
static void two_of_three(struct stand *stand)
{
    stand->h = id_named("h");
    stand->lid = id_named("lid");
    fed_open(&stand->fed, 3, 3);
    struct node *node = stand->fed.node;
    assert_int_equal(pair(&node[0], &node[1], "ab"), EP_OK);
    assert_int_equal(pair(&node[0], &node[2], "ac"), EP_OK);
    assert_int_equal(pair(&node[1], &node[2], "bc"), EP_OK);
    fed_pass(&stand->fed, 30);
    assert_int_equal(share(&node[0], &node[1]), EP_OK);
}

/* And C. */
static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    two_of_three(stand);
    struct node *node = stand->fed.node;
    a_asks_c_in(stand);
    user_open(&stand->eva, &node[2], &node[2].firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_join(&node[2].firm, stand->h, id_named("c:j c"), id_named("i ac"))),
                     EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static bool all_agree(struct stand *stand)
{
    struct node *node = stand->fed.node;
    return agree(&node[0], &node[1]) && agree(&node[0], &node[2]) && agree(&node[1], &node[2]);
}

/* B shows an entry of its own to C. */
static void b_shares_with_c(struct stand *stand)
{
    struct node *node = stand->fed.node;
    const struct firm *b = &node[1].firm;
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("b:e b"), 1);
    user_open(&stand->eva, &node[1], &b->eva);
    assert_int_equal(user_write(&stand->eva, draft_grant(b, stand->h, id_named("b:g bc"), stand->lid, &node[2].firm)),
                     EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_entry(b, stand->h, id_named("b:e b"), stand->lid)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_wrap(b, stand->h, id_named("b:w bc"), stand->lid, id_named("b:g bc"),
                                                        &node[2].firm, EP_BYTES(refs))),
                     EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 10);
}

static void test_who_was_asked_in_shares_with_another_who_was(void **state)
{
    struct stand *stand = *state;
    struct node *node = stand->fed.node;
    b_shares_with_c(stand);
    assert_true(all_agree(stand));
    assert_true(node_has(&node[2], EP_INVITE, id_named("invite"))); /* A's invite to B: the proof */
    assert_true(node_has(&node[2], EP_JOIN, id_named("b:join")));
    assert_true(node_has(&node[2], EP_ENTRY, id_named("b:e b")) && node_has(&node[2], EP_WRAP, id_named("b:w bc")));
    assert_false(node_has(&node[0], EP_ENTRY, id_named("b:e b"))); /* A has no grant of B's */
    assert_false(node_has(&node[0], EP_GRANT, id_named("b:g bc")) || node_has(&node[1], EP_GRANT, id_named("g ac")));
    assert_false(node_has(&node[2], EP_ENTRY, id_named("entry"))); /* A wrapped that for B alone */
    user_open(&stand->eva, &node[2], &node[2].firm.eva);
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, id_named("b:e b")));
    wire_close(&stand->eva);
}

static void test_the_regisseur_is_told_to_all_that_are_concerned(void **state)
{
    struct stand *stand = *state;
    struct node *node = stand->fed.node;
    const struct firm *a = &node[0].firm;
    const struct firm *b = &node[1].firm;
    struct ep_statement it = draft(a, EP_REGIE, id_named("voorstel"), stand->h);
    it.body.regie =
        (struct ep_regie){.to_org = b->id, .to_user = b->eva.id, .stand = EP_REGIE_PROPOSE, .until = HOUR + 999};
    user_open(&stand->eva, &node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, it), EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_true(node_has(&node[1], EP_REGIE, it.id) && node_has(&node[2], EP_REGIE, it.id));
    user_open(&stand->eva, &node[2], &node[2].firm.eva);
    struct ep_statement accept = draft(&node[2].firm, EP_REGIE, id_named("c:niet ik"), stand->h);
    accept.body.regie = it.body.regie;
    accept.body.regie.stand = EP_REGIE_ACCEPT;
    accept.body.regie.proposal = it.id;
    assert_int_equal(user_write(&stand->eva, accept), EP_REGIE_NOT_YOU);
    wire_close(&stand->eva);
    user_open(&stand->eva, &node[1], &b->eva);
    accept.id = id_named("b:ja");
    accept.org = b->id;
    accept.body.regie.to_org = a->id; /* told to who proposed */
    assert_int_equal(user_write(&stand->eva, accept), EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_true(node_has(&node[0], EP_REGIE, id_named("b:ja")));
    assert_true(all_agree(stand));
}

/* It was proposed and accepted before C was granted anything. */
static void test_the_regisseur_is_told_to_who_is_granted_something_later(void **state)
{
    struct stand *stand = *state;
    struct federation *fed = &stand->fed;
    fed_close(fed);
    memset(stand, 0, sizeof *stand);
    two_of_three(stand);
    struct node *node = fed->node;
    const struct firm *a = &node[0].firm;
    struct ep_statement it = draft(a, EP_REGIE, id_named("voorstel"), stand->h);
    it.body.regie =
        (struct ep_regie){.to_org = a->id, .to_user = a->eva.id, .stand = EP_REGIE_PROPOSE, .until = HOUR + 999};
    struct ep_statement accept = draft(a, EP_REGIE, id_named("ja"), stand->h);
    accept.body.regie = it.body.regie;
    accept.body.regie.stand = EP_REGIE_ACCEPT;
    accept.body.regie.proposal = it.id;
    user_open(&stand->eva, &node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, it), EP_OK);
    assert_int_equal(user_write(&stand->eva, accept), EP_OK);
    wire_close(&stand->eva);
    fed_pass(fed, 5);
    assert_true(node_has(&node[1], EP_REGIE, accept.id));
    assert_false(node_has(&node[2], EP_REGIE, it.id)); /* not concerned yet */
    a_asks_c_in(stand);
    assert_true(node_has(&node[2], EP_REGIE, it.id) && node_has(&node[2], EP_REGIE, accept.id));
    assert_true(all_agree(stand));
}

static void test_one_withdrawal_leaves_the_others_sharing_alone(void **state)
{
    struct stand *stand = *state;
    struct node *node = stand->fed.node;
    b_shares_with_c(stand);
    user_open(&stand->eva, &node[0], &node[0].firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_withdraw(&node[0].firm, stand->h, id_named("x"), id_named("g ac"),
                                                            node[2].firm.id)),
                     EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_int_equal(node_count(&node[0], EP_RECEIPT), 1);
    assert_true(node_has(&node[2], EP_ENTRY, id_named("b:e b")) && node_has(&node[1], EP_ENTRY, id_named("entry")));
    assert_true(all_agree(stand));
    /* A member that changes goes to B, who may see it, and not to C, who may not any more. */
    struct ep_statement gone = draft_lid(&node[0].firm, stand->h, stand->lid);
    gone.version = 2;
    gone.body.lid.present = false;
    ep_bytes bytes;
    int64_t row = 0;
    user_open(&stand->eva, &node[0], &node[0].firm.eva);
    assert_int_equal(user_write(&stand->eva, gone), EP_OK);
    wire_close(&stand->eva);
    fed_pass(&stand->fed, 5);
    assert_int_equal(ep_store_find(node[1].store, EP_LID, stand->lid, 2, &bytes, &row), EP_OK);
    assert_int_equal(ep_store_find(node[2].store, EP_LID, stand->lid, 2, &bytes, &row), EP_NOT_FOUND);
}

static bool count_refused(void *arg, ep_id key, ep_bytes bytes)
{
    struct ep_refusal_record record;
    (void)key;
    assert_int_equal(ep_record_take(bytes, ep_refusal_record_table, &record), EP_OK);
    *(size_t *)arg += record.code != 0 ? 1 : 0;
    return true;
}

/* A and B each bring C in while it is away; when it is back, it hears from both at once, in any order. */
static void test_what_comes_over_two_links_at_once_arrives_in_any_order(void **state)
{
    struct stand *stand = *state;
    struct federation *fed = &stand->fed;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        fed_close(fed);
        memset(stand, 0, sizeof *stand);
        two_of_three(stand);
        node_down(&fed->node[2]);
        a_asks_c_in(stand);
        b_shares_with_c(stand);
        fed->random = seed;
        fed->shuffle = true;
        node_up(&fed->node[2]);
        fed_pass(fed, 120);
        fed_hours(fed, 2); /* what was refused for want of A's part comes again with the next session */
        fed_pass(fed, 120);
        assert_true(all_agree(stand));
        if (!node_has(&fed->node[2], EP_ENTRY, id_named("b:e b")) ||
            !node_has(&fed->node[2], EP_WRAP, id_named("b:w bc")))
            fail_msg("seed %u: what B shared did not arrive", (unsigned)seed);
        size_t refusals = 0;
        assert_int_equal(ep_store_each_record(fed->node[1].store, EP_RECORD_REFUSAL, count_refused, &refusals), EP_OK);
        assert_int_equal(refusals, 0); /* what passed in the end is not shown as refused */
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_who_was_asked_in_shares_with_another_who_was),
        TEST(test_the_regisseur_is_told_to_all_that_are_concerned),
        TEST(test_the_regisseur_is_told_to_who_is_granted_something_later),
        TEST(test_what_comes_over_two_links_at_once_arrives_in_any_order),
        TEST(test_one_withdrawal_leaves_the_others_sharing_alone),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
