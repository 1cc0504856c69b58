/* Promise: a fact says who of the own organisation opened its household since it was written, of whom the own node can prove
 * it; of nobody else, and of no reading before it. PROTOCOL.md 5.6.17. */
#include "cli/cli.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WRITTEN (HOUR + 1) /* where the clock of a seat stands */

static void looks(struct seat *seat, const char *id, const struct staff *who, const struct staff *signer, uint64_t hour,
                  uint64_t soort)
{
    struct ep_statement st = draft(&seat->a, EP_READ, id_named(id), id_named("h"));
    st.hour = hour;
    st.author = who->id;
    st.body.read.purpose = ep_text("evaluatie");
    st.body.read.soort = soort;
    st.body.read.evidence = soort != EP_READ_GEWOON ? id_named("reason") : (ep_id){{0}};
    pile_put(&seat->pile, st, &signer->sign);
}

/* Eva writes two goals in her household, in which others looked. */
static struct seat *household(void **state)
{
    struct seat *seat = *state;
    const struct firm *a = &seat->a;
    seat_give_own(seat);
    seat_must_give(seat, draft_user(a, &a->tom), a);
    seat_must_give(seat, draft_user(a, &a->ended), a);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(a, id_named("h")), &a->eva.sign);
    looks(seat, "r1", &a->steward, &a->steward, WRITTEN - 1, EP_READ_GEWOON);
    looks(seat, "r2", &a->tom, &a->tom, WRITTEN, EP_READ_COLLEGA);
    looks(seat, "r3", &a->tom, &a->tom, WRITTEN - 1, EP_READ_GEWOON);
    looks(seat, "r4", &a->tom, &a->tom, WRITTEN + 2, EP_READ_FAMILIENAAM); /* which is no reading */
    looks(seat, "r5", &a->ended, &a->tom, WRITTEN, EP_READ_GEWOON);        /* by another's key */
    seat_node(seat);
    return seat;
}

static const char *says(struct seat *seat, const char *line)
{
    char whole[256], h[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    snprintf(whole, sizeof whole, "%.*s %s %s", (int)strcspn(line, "|"), line, h, strchr(line, '|') + 1);
    rewind(seat->cli.out);
    ep_err err = seat_does(seat, whole);
    if (err != EP_OK)
        fail_msg("%s: %s", whole, ep_err_row(err)->name);
    return seat_shown(seat);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static const char *tom(const struct seat *seat, char part[EP_ID_HEX + 16])
{
    char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&seat->a.tom.id));
    snprintf(part, EP_ID_HEX + 16, "\"id\": \"%s\"", hex);
    return part;
}

static void who_opened_it_since_is_named_and_nobody_else(void **state)
{
    struct seat *seat = household(state);
    char part[EP_ID_HEX + 16];
    says(seat, "write doel|--status loopt --horizon kort --titel 'Elke dag naar school'");
    const char *text = says(seat, "wie|'Elke dag naar school' --json");
    const char *at = strstr(text, "\"gelezen\": [");
    assert_non_null(at);
    assert_int_equal(times(at, "\"laatst\""), 1);
    assert_non_null(strstr(at, tom(seat, part)));
    assert_non_null(strstr(at, "\"laatst\": \"2025-11-24T17:00:00Z\"")); /* WRITTEN */
    text = says(seat, "wie|'Elke dag naar school'");
    at = strstr(text, "sindsdien: ");
    assert_non_null(at);
    assert_non_null(strstr(at, " (2025-11-24)\n"));
}

static void without_an_item_it_says_so_of_each_own_item(void **state)
{
    struct seat *seat = household(state);
    char part[EP_ID_HEX + 16];
    says(seat, "write doel|--status loopt --horizon kort --titel 'Elke dag naar school'");
    says(seat, "write doel|--status loopt --horizon kort --titel 'Rust in huis'");
    const char *text = says(seat, "wie|--json");
    assert_non_null(strstr(text, "\"formaat\": \"eenplan-gelezen-1\""));
    assert_int_equal(times(text, "\"item\""), 2);
    assert_int_equal(times(text, tom(seat, part)), 2);
    assert_int_equal(times(text, "\"laatst\""), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(who_opened_it_since_is_named_and_nobody_else),
        TEST(without_an_item_it_says_so_of_each_own_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
