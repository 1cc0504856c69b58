/* Promise: nobody but the own organisation shuts out its people. What a paired organisation changes, hides or signs
 * anew, and what happens on a busy working day, leaves a client that goes on; who shows less than before is named, and
 * gets no keys. */
#include "crypto/seal.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void see_all(struct seat *seat)
{
    seat_give_own(seat);
    seat_give_peer(seat);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    seat_anew(seat);
}

static void test_a_peer_with_another_authority_shuts_nobody_out(void **state)
{
    struct seat *seat = *state;
    struct ep_statement card = later(draft_card(&seat->b, true), 2, HOUR + 10);
    see_all(seat);
    memcpy(card.body.card.authority, seat->b.tom.sign.public_key, 32);
    seat_give_own(seat);
    seat_must_give(seat, draft_card(&seat->b, true), &seat->b);
    seat_must_give(seat, card, &seat->b);
    seat_give_users(seat, &seat->b);
    seat_must_give(seat, draft_team(&seat->b), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    assert_false(ep_seen_lower(&seat->cli, seat->b.id));
    assert_string_equal(seat_said(seat), "");
}

static void test_a_peer_that_moves_the_begin_of_a_user_shuts_nobody_out(void **state)
{
    struct seat *seat = *state;
    struct ep_statement user = later(draft_user(&seat->b, &seat->b.steward), 2, HOUR + 10);
    see_all(seat);
    user.body.user.from = HOUR + 9;
    seat_give_own(seat);
    seat_must_give(seat, draft_card(&seat->b, true), &seat->b);
    seat_give_users(seat, &seat->b);
    assert_int_equal(seat_give(seat, user, &seat->b), EP_PERIOD);
    seat_must_give(seat, draft_team(&seat->b), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    assert_string_equal(seat_said(seat), "");
}

/* `team renew`, a colleague looks, and `user end` of that steward: all in one hour. */
static void test_a_steward_who_renews_and_ends_in_one_hour_shuts_nobody_out(void **state)
{
    struct seat *seat = *state;
    struct ep_statement team = later(draft_team(&seat->a), 2, HOUR + 10);
    struct ep_statement user = later(draft_user(&seat->a, &seat->a.steward), 2, HOUR + 10);
    seat_give_own(seat);
    seat_must_give(seat, team, &seat->a);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    seat_anew(seat);
    user.body.user.until = HOUR + 10;
    seat_must_give(seat, draft_card(&seat->a, true), &seat->a);
    seat_give_users(seat, &seat->a);
    seat_must_give(seat, user, &seat->a);
    seat_must_give(seat, draft_team(&seat->a), &seat->a);
    seat_must_give(seat, team, &seat->a);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    team = later(team, 3, HOUR + 12); /* and from then on signs no more */
    assert_int_equal(seat_give(seat, team, &seat->a), EP_SIGNER_ENDED);
}

static void test_a_peer_that_was_ended_is_no_alarm(void **state)
{
    struct seat *seat = *state;
    struct ep_statement peer = later(draft_peer(&seat->a, &seat->b), 2, HOUR + 10);
    see_all(seat);
    seat_give_own(seat);
    peer.body.peer.ended = true;
    seat_must_give(seat, peer, &seat->a);
    seat_must_give(seat, draft_card(&seat->b, true), &seat->b); /* what it was, it stays */
    assert_int_equal(seat_give(seat, later(draft_card(&seat->b, true), 2, HOUR + 11), &seat->b), EP_PEER_ENDED);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    assert_string_equal(seat_said(seat), ""); /* our own decision is no news */
}

/* The own team less than before: everything stops. */
static void test_less_of_the_own_organisation_stops_everything(void **state)
{
    struct seat *seat = *state;
    see_all(seat);
    seat_must_give(seat, draft_card(&seat->a, true), &seat->a);
    seat_give_users(seat, &seat->a);
    assert_int_equal(ep_seen_check(&seat->cli), EP_SEEN_LOWER);
}

/* What another has less of than before is said once, by name, each time; and what was highest stays on record. */
static void test_less_of_a_peer_is_said_by_name_each_time(void **state)
{
    struct seat *seat = *state;
    struct ep_statement card = draft_card(&seat->b, true);
    card.body.card.name = ep_text("De Brug");
    see_all(seat);
    for (size_t i = 0; i < 2; i++) {
        seat_give_own(seat);
        seat_must_give(seat, card, &seat->b);
        seat_must_give(seat, draft_user(&seat->b, &seat->b.steward), &seat->b);
        assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
        assert_true(ep_seen_lower(&seat->cli, seat->b.id));
        assert_false(ep_seen_lower(&seat->cli, seat->a.id));
        const char *first = strstr(seat_said(seat), "De Brug");
        assert_non_null(first);
        assert_null(strstr(first + 1, "De Brug"));
        seat_anew(seat);
    }
    see_all(seat);
    assert_false(ep_seen_lower(&seat->cli, seat->b.id));
}

static void test_an_older_team_of_a_peer_stays_older(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_must_give(seat, draft_card(&seat->b, true), &seat->b);
    seat_give_users(seat, &seat->b);
    seat_must_give(seat, later(draft_team(&seat->b), 2, HOUR + 10), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    for (size_t i = 0; i < 2; i++) {
        seat_anew(seat);
        see_all(seat);
        assert_true(ep_seen_lower(&seat->cli, seat->b.id));
    }
}

/* A household with one own entry, whose key is at hand, and a grant to the team of B. */
static void share_with_b(struct seat *seat)
{
    struct ep_cli *cli = &seat->cli;
    ep_id h = id_named("h");
    seat_must_give(seat, draft_huishouden(&seat->a, h), &seat->a);
    seat_must_give(seat, draft_lid(&seat->a, h, id_named("lid")), &seat->a);
    seat_must_give(seat, draft_grant(&seat->a, h, id_named("grant"), id_named("lid"), &seat->b), &seat->a);
    struct ep_statement entry = draft_entry(&seat->a, h, id_named("entry"), id_named("lid"));
    const uint8_t key[32] = {0};
    uint8_t clear[1024], sealed[512];
    ep_out core = EP_OUT(clear), cipher = EP_OUT(sealed);
    entry.author = seat->a.eva.id;
    assert_int_equal(ep_statement_begin(&core, &entry), EP_OK);
    assert_int_equal(ep_seal(entry.body.entry.commitment, &cipher, ep_out_bytes(&core), key, ep_text("plain")), EP_OK);
    seat_must_give(seat, entry, &seat->a);
    cli->world.now_hour = HOUR + 1;
    cli->open.huishouden = h;
    cli->open.team = id_named("no team"); /* else the own team's wrap would come first */
    cli->open.keys = calloc(1, sizeof *cli->open.keys);
    assert_non_null(cli->open.keys);
    cli->open.keys[0] = (struct ep_entry_key){.entry = id_named("entry"), .version = 1};
    cli->open.key_count = cli->open.key_cap = 1;
}

/* The link is closed: who tries to send a wrap says so. */
static void test_no_key_goes_to_a_team_that_is_shown_older_than_before(void **state)
{
    struct seat *seat = *state;
    size_t made = 0;
    for (size_t lower = 0; lower < 2; lower++) {
        seat_anew(seat);
        seat_give_own(seat);
        seat_must_give(seat, draft_card(&seat->b, true), &seat->b);
        seat_give_users(seat, &seat->b);
        seat_must_give(seat, draft_team(&seat->b), &seat->b);
        if (lower == 0)
            seat_must_give(seat, later(draft_team(&seat->b), 2, HOUR + 1), &seat->b);
        assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
        share_with_b(seat);
        ep_err err = ep_share_owed(&seat->cli, &made);
        if (lower == 0)
            assert_true(err != EP_OK && err != EP_WRAP_WAITS);
        else
            assert_int_equal(err, EP_WRAP_WAITS);
        assert_int_equal(made, 0);
        ep_open_wipe(&seat->cli);
    }
}

/* A colleague signed it and the node gave it: the client must not count beyond what it was given. */
static void test_a_wrap_with_more_keys_than_entries_is_not_used(void **state)
{
    struct seat *seat = *state;
    struct ep_cli *cli = &seat->cli;
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("entry"), 1);
    struct ep_statement wrap =
        draft_wrap(&seat->a, id_named("h"), id_named("wrap"), id_named("lid"), (ep_id){{0}}, &seat->a, EP_BYTES(refs));
    seat_keys(seat);
    for (size_t keys = 2; keys >= 1; keys--) {
        seat_anew(seat);
        seat_give_own(seat);
        seat_must_give(seat, draft_huishouden(&seat->a, id_named("h")), &seat->a);
        ep_err err = ep_known_add(cli, seat_wrap(seat, wrap, keys));
        cli->open.huishouden = id_named("h");
        assert_int_equal(ep_open_known(cli), EP_OK);
        assert_int_equal(err, keys == 1 ? EP_OK : EP_MALFORMED);
        assert_int_equal(cli->open.key_count, keys == 1 ? 1 : 0);
        ep_open_wipe(cli);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_peer_with_another_authority_shuts_nobody_out),
        TEST(test_a_peer_that_moves_the_begin_of_a_user_shuts_nobody_out),
        TEST(test_a_steward_who_renews_and_ends_in_one_hour_shuts_nobody_out),
        TEST(test_a_peer_that_was_ended_is_no_alarm),
        TEST(test_less_of_the_own_organisation_stops_everything),
        TEST(test_less_of_a_peer_is_said_by_name_each_time),
        TEST(test_an_older_team_of_a_peer_stays_older),
        TEST(test_no_key_goes_to_a_team_that_is_shown_older_than_before),
        TEST(test_a_wrap_with_more_keys_than_entries_is_not_used),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
