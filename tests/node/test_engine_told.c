/* Promise: whoever has a household open hears that sharing ended in it, before the receipt says that it is gone; and nobody
 * else hears of it. DESIGN 6, PROTOCOL.md 9.3. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva, tom, other;
    struct bag bag;
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    *state = stand;
    if (stand == NULL)
        return 1;
    fed_open(&stand->fed, 2, 1);
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    assert_int_equal(pair(a, b, "i1"), EP_OK);
    fed_pass(&stand->fed, 90);
    assert_int_equal(share(a, b), EP_OK);
    assert_true(node_has(b, EP_WRAP, id_named("wrap")));
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static void reads(struct stand *stand, struct wire *wire, struct node *node, const struct staff *who)
{
    user_open(wire, node, who);
    assert_int_equal(user_read(wire, id_named("h"), &stand->bag), EP_OK);
}

static ep_err withdraw(struct stand *stand, struct wire *by)
{
    const struct firm *a = &stand->fed.node[0].firm;
    const struct firm *b = &stand->fed.node[1].firm;
    user_open(by, &stand->fed.node[0], &a->eva);
    return user_write(by, draft_withdraw(a, id_named("h"), id_named("withdraw"), id_named("grant"), b->id));
}

/* How many facts of that sort wait there; all of this household. */
static unsigned heard(struct wire *wire)
{
    enum ep_message_type type;
    union ep_msg msg;
    unsigned count = 0;
    while (wire_hear(wire, &type, &msg) == EP_OK)
        if (type == EP_MSG_FACT && msg.fact.soort == EP_FACT_ENDED) {
            assert_true(ep_id_equal(msg.fact.a, id_named("h")));
            count++;
        }
    wire_close(wire);
    return count;
}

static void test_a_withdrawal_is_told_at_both_nodes_to_whom_has_it_open(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    b->no_truncate = true; /* so no receipt yet */
    reads(stand, &stand->eva, b, &b->firm.eva);
    user_open(&stand->other, b, &b->firm.eva);
    reads(stand, &stand->tom, a, &a->firm.eva);
    static struct wire by;
    assert_int_equal(withdraw(stand, &by), EP_OK);
    wire_close(&by);
    fed_pass(&stand->fed, 5);
    assert_int_equal(node_count(b, EP_RECEIPT), 0);
    assert_int_equal(heard(&stand->eva), 1);
    assert_int_equal(heard(&stand->tom), 1);
    assert_int_equal(heard(&stand->other), 0);
}

static void test_who_withdraws_is_told_before_it_is_done(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    enum ep_message_type type;
    union ep_msg msg;
    reads(stand, &stand->eva, a, &a->firm.eva);
    struct ep_statement st =
        draft_withdraw(&a->firm, id_named("h"), id_named("withdraw"), id_named("grant"), stand->fed.node[1].firm.id);
    st.hour = fed_hour(&stand->fed);
    wire_say(&stand->eva, EP_MSG_PUT,
             &(struct ep_msg_put){++stand->eva.seq, pile_sign(&stand->fed.pile, st, &a->firm.eva.sign)->bytes});
    assert_int_equal(wire_hear(&stand->eva, &type, &msg), EP_OK);
    assert_true(type == EP_MSG_FACT && msg.fact.soort == EP_FACT_ENDED);
    assert_int_equal(wire_hear(&stand->eva, &type, &msg), EP_OK);
    assert_true(type == EP_MSG_DONE && msg.done.code == EP_OK);
    wire_close(&stand->eva);
}

static void test_a_lease_that_ends_is_told_too(void **state)
{
    struct stand *stand = *state;
    struct node *b = &stand->fed.node[1];
    fed_hours(&stand->fed, 34 * 24);
    reads(stand, &stand->eva, b, &b->firm.eva);
    fed_sleep(&stand->fed, 1000);
    stand->fed.now_s += 150 * 24 * 3600;
    fed_pass(&stand->fed, 10);
    assert_int_equal(node_count(b, EP_RECEIPT), 1);
    assert_int_equal(heard(&stand->eva), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_withdrawal_is_told_at_both_nodes_to_whom_has_it_open),
        TEST(test_who_withdraws_is_told_before_it_is_done),
        TEST(test_a_lease_that_ends_is_told_too),
    };
    return ep_crypto_open() != EP_OK ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
