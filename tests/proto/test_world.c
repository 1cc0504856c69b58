/* Promise: what the rules ask of the world has one answer: who holds a household, who is in it, and whether the clock is
 * to be trusted. */
#include "proto/grondslag.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_the_clock_is_not_trusted_more_than_an_hour_behind(void **state)
{
    struct family *f = *state;
    struct ep_world *world = &f->pile.world;
    world->last_hour = HOUR;
    world->now_hour = HOUR - EP_CLOCK_BACK_HOURS_MAX;
    assert_false(ep_world_clock_bad(world));
    world->now_hour--;
    assert_true(ep_world_clock_bad(world));
}

static void test_a_world_knows_founder_home_team_and_leden(void **state)
{
    struct family *f = *state;
    struct ep_world *world = &f->pile.world;
    struct ep_leden leden;
    ep_id id;
    assert_true(ep_id_is_of(f->h2, f->b.id) && !ep_id_is_of(f->h2, f->a.id));
    assert_int_equal(ep_world_home_team(world, f->h, f->b.id, &id), EP_OK);
    assert_true(ep_id_equal(id, f->b.team));
    assert_int_equal(ep_world_home_team(world, f->h2, f->a.id, &id), EP_NO_JOIN);
    assert_int_equal(ep_world_invited_team(world, f->h2, f->a.id, &id), EP_OK);
    assert_true(ep_id_equal(id, f->a.team));
    assert_int_equal(ep_world_invited_team(world, f->h2, f->c.id, &id), EP_INVITE_UNKNOWN);
    ep_world_leden(world, f->h, &leden);
    assert_int_equal(leden.count, 1);
    struct ep_statement gone = draft_lid(&f->a, f->h, f->lid);
    gone.version = 2;
    gone.body.lid.present = false;
    pile_put(&f->pile, gone, &f->a.eva.sign);
    ep_world_leden(world, f->h, &leden);
    assert_int_equal(leden.count, 0);
}

/* Gathered rows are kept: the text in them only when it stays where it is. */
static void test_a_ground_is_gathered_only_from_a_lasting_world(void **state)
{
    struct family *f = *state;
    struct ep_world *world = &f->pile.world;
    struct ep_grants *grants = malloc(sizeof *grants);
    assert_non_null(grants);
    assert_int_equal(ep_grants_gather(world, f->h, grants), EP_OK);
    assert_int_equal(grants->count, 2); /* one each way */
    assert_true(ep_bytes_equal(grants->row[0].grant.grondslag, ep_text("toestemming")));
    world->lasting = false;
    assert_int_equal(ep_grants_gather(world, f->h, grants), EP_OK);
    assert_null(grants->row[0].grant.grondslag.at);
    free(grants);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, family_set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_clock_is_not_trusted_more_than_an_hour_behind),
        TEST(test_a_world_knows_founder_home_team_and_leden),
        TEST(test_a_ground_is_gathered_only_from_a_lasting_world),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
