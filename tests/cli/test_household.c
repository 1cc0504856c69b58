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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_what_did_not_open_is_not_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
