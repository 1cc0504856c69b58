/* Promise: of an own item every version can be seen, each as it was when it was written, and by whom; of another
 * organisation's there is nothing to see. PROTOCOL.md 9.3, get 9. */
#include "cli/cli.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct seat *household(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, id_named("h")), &seat->a.eva.sign);
    seat_node(seat);
    return seat;
}

static ep_err does(struct seat *seat, const char *line)
{
    char whole[256], h[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    snprintf(whole, sizeof whole, "%.*s %s %s", (int)strcspn(line, "|"), line, h, strchr(line, '|') + 1);
    rewind(seat->cli.out);
    return seat_does(seat, whole);
}

static const char *says(struct seat *seat, const char *line)
{
    ep_err err = does(seat, line);
    if (err != EP_OK)
        fail_msg("%s: %s", line, ep_err_row(err)->name);
    return seat_shown(seat);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

/* Each part behind the one before it. */
static void in_order(const char *text, const char *const parts[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = strstr(text, parts[i]);
        if (at == NULL)
            fail_msg("no \"%s\" in its place: %s", parts[i], text);
        text = at + strlen(parts[i]);
    }
}
#define IN_ORDER(text, ...)                                    \
    do {                                                       \
        static const char *const parts[] = {__VA_ARGS__};      \
        in_order(text, parts, sizeof parts / sizeof parts[0]); \
    } while (0)

/* All in one second, as a script would. */
static void each_version_is_shown_as_it_was_the_present_first(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --horizon kort --titel 'Elke dag naar school' --eigen_woorden 'Ik wil rust'");
    says(seat, "change|'Elke dag naar school' --status loopt");
    says(seat, "change|'Elke dag naar school' --titel 'Drie dagen naar school'");
    const char *text = says(seat, "versies|'Drie dagen naar school' --json");
    assert_int_equal(times(text, "\"gebruiker\""), 3);
    assert_int_equal(times(text, "Ik wil rust"), 3);
    IN_ORDER(text, "\"versie\": 3", "\"titel\": \"Drie", "\"status\": \"loopt\"", "\"versie\": 2", "\"titel\": \"Elke",
             "\"status\": \"loopt\"", "\"versie\": 1", "\"titel\": \"Elke", "\"status\": \"open\"", "\"gesloten\": 0");
    text = says(seat, "versies|'Drie dagen naar school'");
    assert_int_equal(times(text, " · zoals het nu is"), 1);
    IN_ORDER(text, " door ", "zoals het nu is\n", "Drie dagen", " door ", "Elke dag", "loopt", " door ", "Elke dag",
             "open");
    text = says(seat, "show|--json");                /* and the view has the present one alone, as before */
    assert_int_equal(times(text, "naar school"), 2); /* in its cell, and among the goals */
}

static size_t puts_left;

static ep_err put_some(struct ep_cli *cli, ep_bytes statement)
{
    return puts_left-- > 0 ? ep_put_online(cli, statement) : EP_CLOSED;
}

/* The highest level and its key, and no more: it stands with what the others said before it. */
static void what_was_not_written_then_says_what_it_said_before(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --horizon kort --titel 'Elke dag naar school' --eigen_woorden 'Ik wil rust'");
    seat->cli.put = put_some;
    puts_left = 2;
    assert_int_equal(does(seat, "change|'Elke dag naar school' --horizon lang --titel 'Drie dagen naar school'"),
                     EP_CLOSED);
    seat->cli.put = ep_put_online;
    const char *text = says(seat, "versies|'Elke dag naar school' --json");
    assert_int_equal(times(text, "\"gebruiker\""), 2);
    IN_ORDER(text, "\"versie\": 2", "\"titel\": \"Elke", "\"horizon\": \"lang\"", "\"versie\": 1", "\"titel\": \"Elke",
             "\"horizon\": \"kort\"", "\"gesloten\": 0");
}

/* Twice a writing that stopped after its first level, and then a whole one: each in its place, with what the rest said then. */
static void half_writings_stand_in_their_place(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --horizon kort --titel 'Elke dag naar school'");
    for (unsigned n = 0; n < 2; n++) {
        seat_later(seat, 1);
        seat->cli.put = put_some;
        puts_left = 2;
        assert_int_equal(does(seat, n == 0 ? "change|'Elke dag naar school' --eigen_woorden twee --status loopt"
                                           : "change|'Elke dag naar school' --eigen_woorden drie --status loopt"),
                         EP_CLOSED);
        seat->cli.put = ep_put_online;
    }
    seat_later(seat, 1);
    says(seat, "change|'Elke dag naar school' --eigen_woorden vier --status bereikt");
    const char *text = says(seat, "versies|'Elke dag naar school' --json");
    assert_int_equal(times(text, "\"gebruiker\""), 4);
    IN_ORDER(text, "bereikt", "vier", "\"nu\": true", "open", "drie", "\"nu\": false", "open", "twee", "\"nu\": false",
             "open", "\"eigen_woorden\": null", "\"nu\": false");
}

/* The key of its last version was lost: that level is no older text, and what is said for it is written anew. */
static void a_level_that_does_not_open_is_not_filled_from_the_past(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --horizon kort --titel 'Elke dag naar school' --eigen_woorden een");
    seat_later(seat, 1);
    seat->cli.put = put_some;
    puts_left = 1;
    assert_int_equal(does(seat, "change|'Elke dag naar school' --eigen_woorden twee"), EP_CLOSED);
    seat->cli.put = ep_put_online;
    const char *text = says(seat, "versies|'Elke dag naar school' --json");
    IN_ORDER(text, "\"niveau\": 2", "\"nu\": true", "\"niveau\": 3", "een", "\"nu\": false", "\"gesloten\": 1");
    assert_null(strstr(says(seat, "show|--json"), "\"een\""));
    seat_later(seat, 1);
    says(seat, "change|'Elke dag naar school' --status loopt");
    seat_later(seat, 1);
    says(seat, "change|'Elke dag naar school' --eigen_woorden drie --horizon lang --status bereikt");
    text = says(seat, "versies|'Elke dag naar school' --json");
    IN_ORDER(text, "\"versie\": 3", "bereikt", "drie", "\"nu\": true", "\"niveau\": 2", "loopt", "\"nu\": false",
             "open", "een", "\"gesloten\": 1");
}

static void what_is_said_for_a_level_that_an_item_lacks_is_refused(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --titel 'Elke dag naar school' --tot-niveau 2");
    assert_int_equal(does(seat, "change|'Elke dag naar school' --eigen_woorden twee"), EP_FIELD_INVALID);
}

static void of_another_item_there_is_nothing_in_it(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --horizon kort --titel 'Elke dag naar school'");
    says(seat, "write doel|--status open --horizon kort --titel 'Rust in huis'");
    says(seat, "change|'Rust in huis' --status loopt");
    const char *text = says(seat, "versies|'Elke dag naar school' --json");
    assert_int_equal(times(text, "\"gebruiker\""), 1);
    assert_null(strstr(text, "Rust in huis"));
}

/* Eva joined the team after its first key was replaced, and nobody passed it on. */
static void what_does_not_open_is_counted_and_not_shown(void **state)
{
    struct seat *seat = household(state);
    says(seat, "write doel|--status open --horizon kort --titel 'Elke dag naar school'");
    says(seat, "change|'Elke dag naar school' --status loopt");
    struct ep_statement team = later(draft_team(&seat->a), 2, HOUR + 1);
    struct ep_dh_pair next;
    const uint8_t secret[32] = {9};
    ep_dh_pair_make(&next, secret);
    memcpy(team.body.team.key, next.public_key, 32);
    seat_must_give(seat, team, &seat->a);
    seat->cli.secrets[1] = (struct ep_team_secret){seat->a.team, 2, next};
    seat->cli.secret_count = 2;
    says(seat, "change|'Elke dag naar school' --status bereikt");
    memmove(&seat->cli.secrets[0], &seat->cli.secrets[1], sizeof seat->cli.secrets[0]);
    seat->cli.secret_count = 1;
    const char *text = says(seat, "versies|'Elke dag naar school' --json");
    assert_int_equal(times(text, "\"gebruiker\""), 1);
    IN_ORDER(text, "\"versie\": 3", "bereikt", "\"gesloten\": 6"); /* three levels, twice */
    assert_non_null(strstr(says(seat, "versies|'Elke dag naar school'"), "6 delen ervan kunt u niet openen"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(each_version_is_shown_as_it_was_the_present_first),
        TEST(what_was_not_written_then_says_what_it_said_before),
        TEST(half_writings_stand_in_their_place),
        TEST(a_level_that_does_not_open_is_not_filled_from_the_past),
        TEST(what_is_said_for_a_level_that_an_item_lacks_is_refused),
        TEST(of_another_item_there_is_nothing_in_it),
        TEST(what_does_not_open_is_counted_and_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
