/* Promise: a command on a household does what it was asked or says why not, whatever colleagues, peers and the node left
 * in it. */
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Eva's household H with one lid; the node gives it to who asks. */
static struct seat *household(void **state)
{
    struct seat *seat = *state;
    ep_id h = id_named("h");
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, h), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_lid(&seat->a, h, id_named("lid")), &seat->a.eva.sign);
    return seat;
}

/* "command <h> <id> rest" */
static ep_err does(struct seat *seat, const char *command, ep_id what, const char *rest)
{
    char line[512], h[EP_ID_HEX], hex[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    ep_hex(hex, ep_id_bytes(&what));
    snprintf(line, sizeof line, "%s %s %s %s", command, h, ep_id_absent(what) ? "" : hex, rest);
    return seat_does(seat, line);
}

/* A colleague sealed something else than was committed to: the key is at hand, and nothing opens. */
static void test_what_did_not_open_is_not_changed(void **state)
{
    struct seat *seat = household(state);
    uint8_t refs[EP_REF_BYTES];
    ep_id h = id_named("h");
    struct ep_statement entry = draft_entry(&seat->a, h, id_named("entry"), id_named("lid"));
    refs_put(refs, 0, id_named("entry"), 1);
    struct ep_statement wrap =
        draft_wrap(&seat->a, h, id_named("wrap"), id_named("lid"), (ep_id){{0}}, &seat->a, EP_BYTES(refs));
    pile_put(&seat->pile, entry, &seat->a.eva.sign);
    pile_show(&seat->pile, pile_keep(&seat->pile, seat_wrap(seat, wrap, 1)));
    seat_node(seat);
    assert_int_equal(does(seat, "change", entry.body.entry.item, "--tekst beter"), EP_NOT_OPENED);
}

static void grant(struct seat *seat, const char *name)
{
    struct ep_statement it = draft_grant(&seat->a, id_named("h"), id_named(name), id_named("lid"), &seat->b);
    pile_put(&seat->pile, it, &seat->a.eva.sign);
}

/* The node cannot give the content: too much, or damaged. Ending a grant does not ask for it. */
static void test_a_withdrawal_needs_no_content(void **state)
{
    struct seat *seat = household(state);
    char options[EP_ID_HEX * 2 + 64], lid[EP_ID_HEX], org[EP_ID_HEX];
    ep_id lid_id = id_named("lid");
    ep_hex(lid, ep_id_bytes(&lid_id));
    ep_hex(org, ep_id_bytes(&seat->b.id));
    snprintf(options, sizeof options, "--lid %s --organisatie %s", lid, org);
    grant(seat, "one");
    seat->refused = EP_STORE_DAMAGED;
    seat_node(seat);
    assert_int_equal(does(seat, "grant withdraw", id_named("no grant"), ""), EP_GRANT_UNKNOWN);
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_OK);
    assert_non_null(strstr(seat_shown(seat), "Ingetrokken"));
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_GRANT_WITHDRAWN);
    assert_int_equal(does(seat, "grant withdraw", (ep_id){{0}}, options), EP_GRANT_UNKNOWN); /* it ended already */
}

static void test_a_withdrawal_by_lid_and_organisation_needs_no_content_either(void **state)
{
    struct seat *seat = household(state);
    char options[EP_ID_HEX * 2 + 64], lid[EP_ID_HEX], org[EP_ID_HEX];
    ep_id lid_id = id_named("lid");
    ep_hex(lid, ep_id_bytes(&lid_id));
    ep_hex(org, ep_id_bytes(&seat->b.id));
    snprintf(options, sizeof options, "--lid %s --organisatie %s", lid, org);
    grant(seat, "one");
    grant(seat, "two");
    seat->refused = EP_STORE_DAMAGED;
    seat_node(seat);
    assert_int_equal(does(seat, "grant withdraw", (ep_id){{0}}, options), EP_OK);
    assert_int_equal(does(seat, "grant withdraw", id_named("two"), ""), EP_GRANT_WITHDRAWN);
}

/* What another grant still covers must be shared anew, and cannot be now: said, after the withdrawal. */
static void test_a_withdrawal_is_done_before_what_is_left_is_shared(void **state)
{
    struct seat *seat = household(state);
    grant(seat, "one");
    grant(seat, "two");
    seat->refused = EP_STORE_DAMAGED;
    seat_node(seat);
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_WRAP_WAITS);
    assert_non_null(strstr(seat_shown(seat), "Ingetrokken"));
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_GRANT_WITHDRAWN);
}

/* A withdrawal is for good: the beginning of an id that fits two ends neither. */
static void test_the_beginning_of_two_ids_withdraws_none(void **state)
{
    struct seat *seat = household(state);
    grant(seat, "grant1"); /* an id begins with its name's first five letters */
    grant(seat, "grant2");
    seat_node(seat);
    char line[128], h[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    snprintf(line, sizeof line, "grant withdraw %s 6772616e74", h);
    assert_int_equal(seat_does(seat, line), EP_AMBIGUOUS);
    assert_null(strstr(seat_shown(seat), "Ingetrokken"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_what_did_not_open_is_not_changed),
        TEST(test_a_withdrawal_needs_no_content),
        TEST(test_a_withdrawal_by_lid_and_organisation_needs_no_content_either),
        TEST(test_a_withdrawal_is_done_before_what_is_left_is_shared),
        TEST(test_the_beginning_of_two_ids_withdraws_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
