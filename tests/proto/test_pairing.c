/* Promise: a card in a pairing is its root's own, of the organisation that the root is, and of the node behind the link.
 * PROTOCOL.md 7.2. */
#include "proto/pairing.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct hall {
    struct firm a, b;
    struct pile pile;
};

static ep_err shown(struct hall *hall, struct ep_statement it, const struct ep_sign_pair *by, const uint8_t *node_link)
{
    struct ep_statement card;
    return ep_card_proven(&card, pile_sign(&hall->pile, it, by)->bytes, node_link);
}

static void test_a_card_proves_itself(void **state)
{
    struct hall hall;
    (void)state;
    firm_make(&hall.a, 'a');
    firm_make(&hall.b, 'b');
    pile_open(&hall.pile, &hall.a);
    struct ep_statement it = draft_card(&hall.b, true);
    assert_int_equal(shown(&hall, it, &hall.b.root, hall.b.node_link.public_key), EP_OK);
    assert_int_equal(shown(&hall, it, &hall.b.root, NULL), EP_OK);
    assert_int_equal(shown(&hall, it, &hall.b.root, hall.a.node_link.public_key), EP_CARD_MISMATCH);
    assert_int_equal(shown(&hall, it, &hall.b.authority, NULL), EP_CARD_MISMATCH);
    it.org = hall.a.id; /* its root signed it, and it says that it is another organisation's */
    assert_int_equal(shown(&hall, it, &hall.b.root, NULL), EP_CARD_MISMATCH);
    it = draft_card(&hall.b, true);
    it.id = hall.a.id;
    assert_int_equal(shown(&hall, it, &hall.b.root, NULL), EP_CARD_MISMATCH);
    it = draft_card(&hall.b, true);
    memcpy(it.body.card.root, hall.a.root.public_key, 32);
    assert_int_equal(shown(&hall, it, &hall.b.root, NULL), EP_CARD_MISMATCH);
    it = draft_user(&hall.b, &hall.b.eva); /* no card, although it has the root where a card has it */
    it.id = hall.b.id;
    memcpy(it.body.user.seal, hall.b.root.public_key, 32);
    assert_ptr_equal(it.body.user.seal, it.body.card.root);
    assert_int_equal(shown(&hall, it, &hall.b.root, NULL), EP_CARD_MISMATCH);
    struct ep_statement card;
    assert_int_equal(ep_card_proven(&card, (ep_bytes){NULL, 0}, NULL), EP_MALFORMED);
    pile_close(&hall.pile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_card_proves_itself)};
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
