/* Promise: an authority pairs with nobody on the word of its node: a card that is not the inviter's own ends it before a
 * word is shown. */
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The line is B's, whose node has the key in it. */
static ep_err accept_line(struct seat *seat, struct ep_statement card, const struct ep_sign_pair *by)
{
    struct ep_line line = {.invitation = {{1}}, .secret = {2}, .route = "b.test:1"};
    char text[EP_LINE_BYTES_MAX], command[EP_LINE_BYTES_MAX + 32];
    memcpy(line.link, seat->b.node_link.public_key, 32);
    ep_line_text(text, &line);
    snprintf(command, sizeof command, "peer accept %s", text);
    seat->cli.kluis->sort = EP_KLUIS_AUTHORITY;
    seat->met = pile_sign(&seat->pile, card, by)->bytes;
    seat_node(seat);
    return seat_does(seat, command);
}

static void test_a_card_of_another_organisation_is_refused(void **state)
{
    struct seat *seat = *state;
    struct ep_statement card = draft_card(&seat->b, true);
    card.org = seat->a.id;
    assert_int_equal(accept_line(seat, card, &seat->b.root), EP_CARD_MISMATCH);
    assert_string_equal(seat_shown(seat), "");
}

static void test_a_card_of_another_node_than_the_line_names_is_refused(void **state)
{
    struct seat *seat = *state;
    struct ep_statement card = draft_card(&seat->b, true);
    memcpy(card.body.card.node_link, seat->a.node_link.public_key, 32);
    assert_int_equal(accept_line(seat, card, &seat->b.root), EP_CARD_MISMATCH);
    assert_string_equal(seat_shown(seat), "");
}

static void test_the_inviters_own_card_leads_to_the_words(void **state)
{
    struct seat *seat = *state;
    assert_int_equal(accept_line(seat, draft_card(&seat->b, true), &seat->b.root), EP_CLOSED);
    assert_non_null(strstr(seat_shown(seat), "De andere kant"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_card_of_another_organisation_is_refused),
        TEST(test_a_card_of_another_node_than_the_line_names_is_refused),
        TEST(test_the_inviters_own_card_leads_to_the_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
