/* Promise: a grant ends with the team that it is for and with the pairing of its two organisations, at that hour and for good;
 * a team that merely ran out ends nothing, and what was signed before stays readable. PROTOCOL.md 5.6.3, 5.6.4, 6.1. */
#include "proto/grondslag.h"
#include "proto/staf.h"
#include "tests/support/world.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW (HOUR + 10)

static int set_up(void **state)
{
    if (family_set_up(state) != 0)
        return -1;
    ((struct family *)*state)->pile.world.now_hour = NOW;
    return 0;
}

static struct ep_statement team_b(const struct family *f, uint64_t hour, uint64_t until)
{
    struct ep_statement team = draft_team(&f->b);
    team.version = 2;
    team.hour = hour;
    team.body.team.until = until;
    return team;
}

static struct ep_statement peer_b(const struct family *f, uint64_t version, uint64_t hour, bool ended)
{
    struct ep_statement peer = draft_peer(&f->a, &f->b);
    peer.version = version;
    peer.hour = hour;
    peer.body.peer.ended = ended;
    return peer;
}

/* Does that grant cover its section now, and until when does it run? */
static ep_err covers(struct family *f, ep_id grant, uint64_t *until)
{
    struct ep_grants *grants = calloc(1, sizeof *grants);
    ep_err err = EP_NOT_FOUND;
    assert_non_null(grants);
    assert_int_equal(ep_grants_gather(&f->pile.world, f->h, grants), EP_OK);
    for (size_t i = 0; i < grants->count; i++) {
        const struct ep_grant_row *row = &grants->row[i];
        struct ep_section section = {f->h, row->org, row->grant.lid, DRAFT_DOMAIN, EP_LEVEL_WAT};
        struct ep_reader reader = {row->grant.to_org, row->grant.to_team};
        if (!ep_id_equal(row->id, grant))
            continue;
        err = ep_grant_covers(row, &section, &reader, NOW);
        *until = row->grant.until;
        assert_int_equal(ep_grant_live(row, NOW), err == EP_OK);
    }
    free(grants);
    return err;
}

static void test_a_team_that_ended_ends_what_is_for_it_and_one_that_ran_out_does_not(void **state)
{
    struct family *f = *state;
    uint64_t until = 0;
    const struct ep_statement *out = pile_put(&f->pile, team_b(f, HOUR + 5, HOUR + 6), &f->b.steward.sign);
    struct ep_statement found;
    assert_int_equal(covers(f, f->grant, &until), EP_OK);
    assert_int_equal(until, HOUR + 180 * 24);
    assert_int_equal(ep_chain_team_live(&f->pile.world, f->b.team, &found), EP_TEAM_EXPIRED);
    pile_hide(&f->pile, out);
    pile_put(&f->pile, team_b(f, HOUR + 5, HOUR + 5), &f->b.steward.sign);
    assert_int_equal(covers(f, f->grant, &until), EP_TEAM_ENDED);
    assert_int_equal(until, HOUR + 5);
    assert_int_equal(ep_chain_team_live(&f->pile.world, f->b.team, &found), EP_TEAM_ENDED);
    assert_int_equal(covers(f, id_named("b:back"), &until), EP_OK); /* to us, from that organisation */
}

/* Where the clock is ahead it ended in our future, and here it ends now. */
static void test_a_clock_elsewhere_lets_nothing_go_on(void **state)
{
    struct family *f = *state;
    uint64_t until = 0;
    pile_put(&f->pile, team_b(f, NOW + 1, NOW + 1), &f->b.steward.sign);
    assert_int_equal(covers(f, f->grant, &until), EP_TEAM_ENDED);
    assert_int_equal(until, NOW);
}

/* Of a grant that names no team it is the home team, and when the household is with another team it is that one. */
static void test_without_a_team_it_is_the_home_team_that_counts(void **state)
{
    struct family *f = *state;
    struct ep_statement grant = draft_grant(&f->a, f->h, id_named("home"), f->lid, &f->b);
    uint64_t until = 0;
    grant.body.grant.to_team = (ep_id){{0}};
    pile_put(&f->pile, grant, &f->a.eva.sign);
    assert_int_equal(covers(f, id_named("home"), &until), EP_OK);
    pile_put(&f->pile, team_b(f, HOUR + 5, HOUR + 5), &f->b.steward.sign);
    assert_int_equal(covers(f, id_named("home"), &until), EP_TEAM_ENDED);
    assert_int_equal(ep_grant_over(&f->pile.world, pile_sign(&f->pile, grant, &f->a.eva.sign)), EP_TEAM_ENDED);
    struct ep_statement join = draft_join(&f->b, f->h, f->join, f->invite);
    join.version = 2;
    join.body.join.team = id_named("b:other team");
    pile_put(&f->pile, join, &f->b.eva.sign);
    assert_int_equal(covers(f, id_named("home"), &until), EP_OK);
    assert_int_equal(covers(f, f->grant, &until), EP_TEAM_ENDED); /* which names the first */
}

static void test_an_end_of_the_pairing_ends_both_ways_and_pairing_again_revives_nothing(void **state)
{
    struct family *f = *state;
    uint64_t until = 0;
    const ep_id back = id_named("b:back");
    pile_put(&f->pile, peer_b(f, 2, HOUR + 5, true), &f->a.authority);
    assert_int_equal(covers(f, f->grant, &until), EP_PEER_ENDED);
    assert_int_equal(until, HOUR + 5);
    assert_int_equal(covers(f, back, &until), EP_PEER_ENDED);
    pile_put(&f->pile, peer_b(f, 3, HOUR + 6, false), &f->a.authority);
    assert_int_equal(covers(f, f->grant, &until), EP_PEER_ENDED);
    assert_int_equal(covers(f, back, &until), EP_PEER_ENDED);
    for (uint64_t hour = HOUR + 5; hour <= HOUR + 6; hour++) {
        struct ep_statement grant = draft_grant(&f->a, f->h, id_named("anew"), f->lid, &f->b);
        grant.hour = hour;
        const struct ep_statement *anew = pile_put(&f->pile, grant, &f->a.eva.sign);
        assert_int_equal(covers(f, anew->id, &until), hour == HOUR + 5 ? EP_PEER_ENDED : EP_OK);
        pile_hide(&f->pile, anew);
    }
}

static struct ep_statement receipt(const struct firm *firm, const struct family *f, uint64_t deleted)
{
    char name[32];
    snprintf(name, sizeof name, "%c:%" PRIu64, firm->seed, deleted);
    struct ep_statement it = draft(firm, EP_RECEIPT, id_named(name), f->h);
    it.body.receipt = (struct ep_receipt){.grant = f->grant, .to_org = f->a.id, .deleted = deleted};
    return it;
}

/* The author has not heard of the end itself, or the household went to another team afterwards. */
static void test_who_deleted_gets_nothing_more(void **state)
{
    struct family *f = *state;
    uint64_t until = 0;
    pile_put(&f->pile, receipt(&f->c, f, HOUR + 2), &f->c.node_sign); /* who did not receive */
    assert_int_equal(covers(f, f->grant, &until), EP_OK);
    const struct ep_statement *late = pile_put(&f->pile, receipt(&f->b, f, HOUR + 180 * 24), &f->b.node_sign);
    assert_int_equal(covers(f, f->grant, &until), EP_OK);
    pile_hide(&f->pile, late);
    pile_put(&f->pile, receipt(&f->b, f, HOUR + 3), &f->b.node_sign);
    assert_int_equal(covers(f, f->grant, &until), EP_TEAM_ENDED);
    assert_int_equal(until, HOUR + 3);
    pile_put(&f->pile, draft_withdraw(&f->a, f->h, id_named("w"), f->grant, f->b.id), &f->a.eva.sign);
    assert_int_equal(covers(f, f->grant, &until), EP_GRANT_WITHDRAWN);
    assert_int_equal(until, HOUR + 180 * 24); /* it ended by hand, and waits for the receipt of that */
}

static void test_an_ended_team_has_no_next_version_and_gets_no_new_grant(void **state)
{
    struct family *f = *state;
    struct ep_statement own = draft_team(&f->a);
    struct ep_statement grant = draft_grant(&f->a, f->h, id_named("new"), f->lid, &f->b);
    own.version = 2;
    own.body.team.until = HOUR;
    pile_put(&f->pile, own, &f->a.steward.sign);
    assert_int_equal(family_rule(f, own), EP_OK); /* it itself, once more */
    own.version = 3;
    own.body.team.until = HOUR + 30;
    assert_int_equal(family_rule(f, own), EP_TEAM_ENDED);
    f->pile.world.admitting = true;
    assert_int_equal(family_rule(f, grant), EP_OK);
    pile_put(&f->pile, team_b(f, HOUR + 5, HOUR + 5), &f->b.steward.sign);
    assert_int_equal(family_rule(f, grant), EP_TEAM_ENDED);
    pile_put(&f->pile, peer_b(f, 2, HOUR + 4, true), &f->a.authority);
    assert_int_equal(family_rule(f, grant), EP_PEER_ENDED);
    f->pile.world.admitting = false;
    assert_int_equal(family_rule(f, grant), EP_OK); /* what a peer may give is for the rule above to say */
}

static void test_nothing_more_is_kept_of_what_ended(void **state)
{
    struct family *f = *state;
    struct ep_statement keep = family_draft(f, EP_BEHOUD);
    assert_int_equal(family_rule(f, keep), EP_OK);
    pile_put(&f->pile, peer_b(f, 2, HOUR + 5, true), &f->a.authority);
    assert_int_equal(family_rule(f, keep), EP_PEER_ENDED);
}

static void test_what_was_signed_before_the_end_of_a_pairing_stays_readable(void **state)
{
    struct family *f = *state;
    struct ep_statement lid = draft_lid(&f->b, f->h2, id_named("b:later"));
    pile_put(&f->pile, peer_b(f, 2, HOUR + 5, true), &f->a.authority);
    for (uint64_t hour = HOUR + 5; hour <= HOUR + 6; hour++) {
        lid.hour = hour;
        assert_int_equal(ep_chain_check(&f->pile.world, pile_sign(&f->pile, lid, &f->b.eva.sign)),
                         hour == HOUR + 5 ? EP_OK : EP_PEER_ENDED);
    }
}

/* Household h was founded by Eva of A. */
static void test_a_household_is_left_when_nobody_of_its_staff_is_a_user_in_the_team(void **state)
{
    struct family *f = *state;
    struct ep_statement staf = draft(&f->a, EP_STAF, id_named("staf"), f->h);
    struct ep_statement eva = draft_user(&f->a, &f->a.eva);
    uint8_t list[2 * EP_ID_BYTES];
    assert_false(ep_staf_gone(&f->pile.world, f->h));
    staf.body.staf.members = members_of(list, (const ep_id[]){f->a.tom.id, f->a.eva.id}, 2);
    pile_put(&f->pile, staf, &f->a.eva.sign);
    assert_false(ep_staf_gone(&f->pile.world, f->h));
    eva.version = 2;
    eva.body.user.until = NOW;
    const struct ep_statement *ended = pile_put(&f->pile, eva, &f->a.authority);
    assert_true(ep_staf_gone(&f->pile.world, f->h)); /* Tom is a user, and in no team */
    pile_hide(&f->pile, ended);
    assert_false(ep_staf_gone(&f->pile.world, f->h));
    assert_false(ep_staf_gone(&f->pile.world, f->h2)); /* we were asked in, and all of the team may look */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_team_that_ended_ends_what_is_for_it_and_one_that_ran_out_does_not),
        TEST(test_a_clock_elsewhere_lets_nothing_go_on),
        TEST(test_without_a_team_it_is_the_home_team_that_counts),
        TEST(test_an_end_of_the_pairing_ends_both_ways_and_pairing_again_revives_nothing),
        TEST(test_who_deleted_gets_nothing_more),
        TEST(test_an_ended_team_has_no_next_version_and_gets_no_new_grant),
        TEST(test_nothing_more_is_kept_of_what_ended),
        TEST(test_what_was_signed_before_the_end_of_a_pairing_stays_readable),
        TEST(test_a_household_is_left_when_nobody_of_its_staff_is_a_user_in_the_team),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
