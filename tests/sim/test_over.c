/* Promise: when the team that a grant is for ends, or the pairing of its two organisations, each side stops on what it knows,
 * also while neither can reach the other; the recipient deletes and says so, and what was written meanwhile goes nowhere.
 * PROTOCOL.md 5.6.3, 5.6.4, 6. A shares with B. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva;
    struct bag bag;
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 2, 3);
    struct node *node = stand->fed.node;
    assert_int_equal(pair(&node[0], &node[1], "ab"), EP_OK);
    fed_pass(&stand->fed, 30);
    assert_int_equal(share(&node[0], &node[1]), EP_OK);
    assert_true(node_has(&node[1], EP_ENTRY, id_named("entry")) && node_has(&node[1], EP_WRAP, id_named("wrap")));
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static void write_as(struct stand *stand, struct node *node, const struct staff *staff, struct ep_statement st)
{
    user_open(&stand->eva, node, staff);
    assert_int_equal(user_write(&stand->eva, st), EP_OK);
    wire_close(&stand->eva);
}

static void end_pairing(struct stand *stand, struct node *node, const struct firm *with)
{
    struct ep_statement peer = draft_peer(&node->firm, with);
    peer.version = 2;
    peer.body.peer.ended = true;
    write_as(stand, node, NULL, peer);
}

/* A second entry of A with a wrap for B: what its node says of the wrap. */
static ep_err write_more(struct stand *stand)
{
    struct node *node = stand->fed.node;
    const struct firm *a = &node[0].firm;
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("more"), 1);
    user_open(&stand->eva, &node[0], &a->eva);
    if (!node_has(&node[0], EP_ENTRY, id_named("more")))
        assert_int_equal(user_write(&stand->eva, draft_entry(a, id_named("h"), id_named("more"), id_named("lid"))),
                         EP_OK);
    ep_err err = user_write(&stand->eva, draft_wrap(a, id_named("h"), id_named("w more"), id_named("lid"),
                                                    id_named("grant"), &node[1].firm, EP_BYTES(refs)));
    wire_close(&stand->eva);
    return err;
}

static void has_nothing(struct node *node)
{
    assert_int_equal(node_count(node, EP_ENTRY), 0);
    assert_int_equal(node_count(node, EP_WRAP), 0);
}

static void test_both_hear_of_a_team_that_ends(void **state)
{
    struct stand *stand = *state;
    struct node *node = stand->fed.node;
    team_write(&node[1], node[1].firm.team, 2, true);
    fed_pass(&stand->fed, 30);
    has_nothing(&node[1]);
    assert_int_equal(node_count(&node[0], EP_RECEIPT), 1);
    assert_int_equal(write_more(stand), EP_TEAM_ENDED);
    fed_hours(&stand->fed, 3);
    fed_pass(&stand->fed, 90);
    assert_int_equal(node_count(&node[0], EP_RECEIPT), 1); /* once */
    assert_true(agree(&node[0], &node[1]));
}

/* B ends its team and deletes while A is away; A, which knows nothing, writes on while B is away. */
static void test_a_team_that_ends_in_a_partition(void **state)
{
    struct stand *stand = *state;
    struct node *node = stand->fed.node;
    node_down(&node[0]);
    team_write(&node[1], node[1].firm.team, 2, true);
    fed_pass(&stand->fed, 30);
    has_nothing(&node[1]);
    assert_int_equal(node_count(&node[1], EP_RECEIPT), 1);
    node_down(&node[1]);
    node_up(&node[0]);
    assert_int_equal(write_more(stand), EP_OK);
    fed_pass(&stand->fed, 30);
    node_up(&node[1]);
    fed_hours(&stand->fed, 2);
    fed_pass(&stand->fed, 120);
    has_nothing(&node[1]);
    assert_int_equal(node_count(&node[0], EP_RECEIPT), 1);
    user_open(&stand->eva, &node[1], &node[1].firm.eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    assert_int_equal(bag_count(&stand->bag, EP_ENTRY), 0);
    wire_close(&stand->eva);
}

/* A ends it while B is away, and B is told by nobody: it goes on with what it has until its own authority ends it too. */
static void test_a_pairing_that_ends_stops_each_side_on_what_it_knows(void **state)
{
    struct stand *stand = *state;
    struct node *node = stand->fed.node;
    node_down(&node[1]);
    end_pairing(stand, &node[0], &node[1].firm);
    assert_int_equal(write_more(stand), EP_PEER_ENDED);
    node_up(&node[1]);
    fed_hours(&stand->fed, 2);
    fed_pass(&stand->fed, 120);
    assert_true(node_has(&node[1], EP_ENTRY, id_named("entry")));
    assert_false(node_has(&node[1], EP_ENTRY, id_named("more")));
    assert_int_equal(node_count(&node[1], EP_RECEIPT), 0);
    end_pairing(stand, &node[1], &node[0].firm);
    fed_pass(&stand->fed, 30);
    has_nothing(&node[1]);
    assert_int_equal(node_count(&node[1], EP_RECEIPT), 1);
    assert_int_equal(node_count(&node[0], EP_RECEIPT), 0); /* nothing leaves any more, not even that */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_both_hear_of_a_team_that_ends),
        TEST(test_a_team_that_ends_in_a_partition),
        TEST(test_a_pairing_that_ends_stops_each_side_on_what_it_knows),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
