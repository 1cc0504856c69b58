/* Promise: nobody but the own organisation shuts out its people. What a paired organisation changes, hides or signs
 * anew, and what happens on a busy working day, leaves a client that goes on; who shows less than before is named, and
 * gets no keys. */
#define _XOPEN_SOURCE 700
#include "cli/cli.h"
#include "crypto/hpke.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct seat {
    struct ep_cli cli;
    struct firm a, b;
    struct pile pile; /* memory for what is signed; nothing is shown in it */
    char folder[64], kluis[80], seen[96];
    char *err; /* what was said, since the last run */
    size_t err_len;
};

static int set_up(void **state)
{
    struct seat *seat = calloc(1, sizeof *seat);
    if (seat == NULL)
        return 1;
    firm_make(&seat->a, 'a');
    firm_make(&seat->b, 'b');
    pile_open(&seat->pile, &seat->a);
    snprintf(seat->folder, sizeof seat->folder, "/tmp/eenplan-known-XXXXXX");
    if (mkdtemp(seat->folder) == NULL)
        return 1;
    snprintf(seat->kluis, sizeof seat->kluis, "%s/k.kluis", seat->folder);
    snprintf(seat->seen, sizeof seat->seen, "%s.gezien", seat->kluis);
    struct ep_cli *cli = &seat->cli;
    ep_cli_init(cli);
    cli->kluis_path = seat->kluis;
    cli->out = fopen("/dev/null", "w");
    cli->err = open_memstream(&seat->err, &seat->err_len);
    cli->kluis = ep_secret_open(sizeof *cli->kluis);
    if (cli->out == NULL || cli->err == NULL || cli->kluis == NULL)
        return 1;
    cli->kluis->org = seat->a.id;
    cli->kluis->id = seat->a.eva.id;
    memcpy(cli->kluis->root, seat->a.root.public_key, 32);
    ep_known_world(cli);
    *state = seat;
    return 0;
}

static int tear_down(void **state)
{
    struct seat *seat = *state;
    ep_cli_close(&seat->cli);
    fclose(seat->cli.out);
    fclose(seat->cli.err);
    free(seat->err);
    pile_close(&seat->pile);
    unlink(seat->seen);
    rmdir(seat->folder);
    free(seat);
    return 0;
}

/* The next run of the program: nothing is known yet, and nothing was said. */
static void run_anew(struct seat *seat)
{
    ep_known_wipe(&seat->cli.known);
    rewind(seat->cli.err);
    fputc(0, seat->cli.err);
    rewind(seat->cli.err);
}

static const char *said(struct seat *seat)
{
    fputc(0, seat->cli.err);
    fflush(seat->cli.err);
    return seat->err;
}

static ep_err give(struct seat *seat, struct ep_statement it, const struct firm *firm)
{
    const struct ep_statement *st = pile_sign(&seat->pile, it, firm_signer(firm, it.kind->signer));
    return ep_known_add(&seat->cli, st->bytes);
}

static void must_give(struct seat *seat, struct ep_statement it, const struct firm *firm)
{
    ep_err err = give(seat, it, firm);
    if (err != EP_OK)
        fail_msg("%s version %u: %s", it.kind->name, (unsigned)it.version, ep_err_row(err)->name);
}

static struct ep_statement later(struct ep_statement it, uint64_t version, uint64_t hour)
{
    it.version = version;
    it.hour = hour;
    return it;
}

/* In the order of a node: cards, then users, then teams. */
static void give_users(struct seat *seat, const struct firm *firm)
{
    must_give(seat, draft_user(firm, &firm->steward), firm);
    must_give(seat, draft_user(firm, &firm->eva), firm);
}

static void give_own(struct seat *seat)
{
    must_give(seat, draft_card(&seat->a, true), &seat->a);
    must_give(seat, draft_peer(&seat->a, &seat->b), &seat->a);
    give_users(seat, &seat->a);
    must_give(seat, draft_team(&seat->a), &seat->a);
}

static void see_all(struct seat *seat)
{
    give_own(seat);
    must_give(seat, draft_card(&seat->b, true), &seat->b);
    give_users(seat, &seat->b);
    must_give(seat, draft_team(&seat->b), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    run_anew(seat);
}

static void test_a_peer_with_another_authority_shuts_nobody_out(void **state)
{
    struct seat *seat = *state;
    struct ep_statement card = later(draft_card(&seat->b, true), 2, HOUR + 10);
    see_all(seat);
    memcpy(card.body.card.authority, seat->b.tom.sign.public_key, 32);
    give_own(seat);
    must_give(seat, draft_card(&seat->b, true), &seat->b);
    must_give(seat, card, &seat->b);
    give_users(seat, &seat->b);
    must_give(seat, draft_team(&seat->b), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    assert_false(ep_seen_lower(&seat->cli, seat->b.id));
    assert_string_equal(said(seat), "");
}

static void test_a_peer_that_moves_the_begin_of_a_user_shuts_nobody_out(void **state)
{
    struct seat *seat = *state;
    struct ep_statement user = later(draft_user(&seat->b, &seat->b.steward), 2, HOUR + 10);
    see_all(seat);
    user.body.user.from = HOUR + 9;
    give_own(seat);
    must_give(seat, draft_card(&seat->b, true), &seat->b);
    give_users(seat, &seat->b);
    assert_int_equal(give(seat, user, &seat->b), EP_PERIOD);
    must_give(seat, draft_team(&seat->b), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    assert_string_equal(said(seat), "");
}

/* `team renew`, a colleague looks, and `user end` of that steward: all in one hour. */
static void test_a_steward_who_renews_and_ends_in_one_hour_shuts_nobody_out(void **state)
{
    struct seat *seat = *state;
    struct ep_statement team = later(draft_team(&seat->a), 2, HOUR + 10);
    struct ep_statement user = later(draft_user(&seat->a, &seat->a.steward), 2, HOUR + 10);
    give_own(seat);
    must_give(seat, team, &seat->a);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    run_anew(seat);
    user.body.user.until = HOUR + 10;
    must_give(seat, draft_card(&seat->a, true), &seat->a);
    give_users(seat, &seat->a);
    must_give(seat, user, &seat->a);
    must_give(seat, draft_team(&seat->a), &seat->a);
    must_give(seat, team, &seat->a);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    team = later(team, 3, HOUR + 12); /* and from then on signs no more */
    assert_int_equal(give(seat, team, &seat->a), EP_SIGNER_ENDED);
}

static void test_a_peer_that_was_ended_is_no_alarm(void **state)
{
    struct seat *seat = *state;
    struct ep_statement peer = later(draft_peer(&seat->a, &seat->b), 2, HOUR + 10);
    see_all(seat);
    give_own(seat);
    peer.body.peer.ended = true;
    must_give(seat, peer, &seat->a);
    assert_int_equal(give(seat, draft_card(&seat->b, true), &seat->b), EP_PEER_ENDED);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    assert_string_equal(said(seat), ""); /* our own decision is no news */
}

/* The own team less than before: everything stops. */
static void test_less_of_the_own_organisation_stops_everything(void **state)
{
    struct seat *seat = *state;
    see_all(seat);
    must_give(seat, draft_card(&seat->a, true), &seat->a);
    give_users(seat, &seat->a);
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
        give_own(seat);
        must_give(seat, card, &seat->b);
        must_give(seat, draft_user(&seat->b, &seat->b.steward), &seat->b);
        assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
        assert_true(ep_seen_lower(&seat->cli, seat->b.id));
        assert_false(ep_seen_lower(&seat->cli, seat->a.id));
        const char *first = strstr(said(seat), "De Brug");
        assert_non_null(first);
        assert_null(strstr(first + 1, "De Brug"));
        run_anew(seat);
    }
    see_all(seat);
    assert_false(ep_seen_lower(&seat->cli, seat->b.id));
}

static void test_an_older_team_of_a_peer_stays_older(void **state)
{
    struct seat *seat = *state;
    give_own(seat);
    must_give(seat, draft_card(&seat->b, true), &seat->b);
    give_users(seat, &seat->b);
    must_give(seat, later(draft_team(&seat->b), 2, HOUR + 10), &seat->b);
    assert_int_equal(ep_seen_check(&seat->cli), EP_OK);
    for (size_t i = 0; i < 2; i++) {
        run_anew(seat);
        see_all(seat);
        assert_true(ep_seen_lower(&seat->cli, seat->b.id));
    }
}

/* A household with one own entry, whose key is at hand, and a grant to the team of B. */
static void share_with_b(struct seat *seat)
{
    struct ep_cli *cli = &seat->cli;
    ep_id h = id_named("h");
    must_give(seat, draft_huishouden(&seat->a, h), &seat->a);
    must_give(seat, draft_lid(&seat->a, h, id_named("lid")), &seat->a);
    must_give(seat, draft_grant(&seat->a, h, id_named("grant"), id_named("lid"), &seat->b), &seat->a);
    must_give(seat, draft_entry(&seat->a, h, id_named("entry"), id_named("lid")), &seat->a);
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
        run_anew(seat);
        give_own(seat);
        must_give(seat, draft_card(&seat->b, true), &seat->b);
        give_users(seat, &seat->b);
        must_give(seat, draft_team(&seat->b), &seat->b);
        if (lower == 0)
            must_give(seat, later(draft_team(&seat->b), 2, HOUR + 1), &seat->b);
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

/* What a wrap holds for the own team: as many keys as asked for, beside one entry. */
static ep_err give_wrap(struct seat *seat, size_t keys)
{
    static const uint8_t plain[2 * 32] = {1};
    const uint8_t ephemeral[32] = {7};
    uint8_t refs[EP_REF_BYTES], info[1024], bytes[1024], sealed[sizeof plain + EP_HPKE_OVERHEAD];
    ep_out label = EP_OUT(info), out = EP_OUT(bytes), cipher = EP_OUT(sealed);
    refs_put(refs, 0, id_named("entry"), 1);
    struct ep_statement st =
        draft_wrap(&seat->a, id_named("h"), id_named("wrap"), id_named("lid"), (ep_id){{0}}, &seat->a, EP_BYTES(refs));
    st.author = seat->a.eva.id;
    assert_int_equal(ep_statement_begin(&out, &st), EP_OK);
    assert_int_equal(ep_out_put(&label, ep_label(EP_LABEL_WRAP)), EP_OK);
    assert_int_equal(ep_out_put(&label, ep_out_bytes(&out)), EP_OK);
    assert_int_equal(ep_hpke_seal(&cipher, seat->a.team_key.public_key, ep_out_bytes(&label), (ep_bytes){NULL, 0},
                                  (ep_bytes){plain, keys * 32}, ephemeral),
                     EP_OK);
    st.body.wrap.sealed = ep_out_bytes(&cipher);
    assert_int_equal(ep_statement_end(&out, &st, &seat->a.eva.sign), EP_OK);
    return ep_known_add(&seat->cli, ep_out_bytes(&out));
}

/* A colleague signed it and the node gave it: the client must not count beyond what it was given. */
static void test_a_wrap_with_more_keys_than_entries_is_not_used(void **state)
{
    struct seat *seat = *state;
    struct ep_cli *cli = &seat->cli;
    for (size_t keys = 2; keys >= 1; keys--) {
        run_anew(seat);
        give_own(seat);
        must_give(seat, draft_huishouden(&seat->a, id_named("h")), &seat->a);
        cli->secrets = cli->secrets != NULL ? cli->secrets : ep_secret_open(EP_SECRETS_MAX * sizeof *cli->secrets);
        assert_non_null(cli->secrets);
        cli->secrets[0] = (struct ep_team_secret){seat->a.team, 1, seat->a.team_key};
        cli->secret_count = 1;
        ep_err err = give_wrap(seat, keys);
        cli->open.huishouden = id_named("h");
        assert_int_equal(ep_open_known(cli), EP_OK);
        assert_int_equal(err, keys == 1 ? EP_OK : EP_MALFORMED);
        assert_int_equal(cli->open.key_count, keys == 1 ? 1 : 0);
        ep_open_wipe(cli);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
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
