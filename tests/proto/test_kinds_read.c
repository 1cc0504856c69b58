/* Promise: who may look, and on what, is said by the rules of `read`, `staf` and `toets`, and who may keep by that of
 * `behoud`. PROTOCOL.md 5.6.17 to 5.6.20. */
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_the_reason_of_a_read(void **state)
{
    struct family *f = *state;
    const struct ep_sign_pair *eva = &f->a.eva.sign;
    struct ep_statement why = draft_entry(&f->a, f->h, id_named("why"), (ep_id){{0}});
    struct ep_statement it = family_draft(f, EP_READ);
    it.body.read.soort = EP_READ_COLLEGA;
    it.body.read.evidence = f->entry; /* not in the dossier */
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    it.body.read.evidence = why.id;
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    const struct ep_statement *shown = pile_put(&f->pile, why, &f->a.tom.sign); /* another's reason */
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    pile_hide(&f->pile, shown);
    why.huishouden = f->h2;
    shown = pile_put(&f->pile, why, eva);
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    pile_hide(&f->pile, shown);
    why.huishouden = f->h;
    pile_put(&f->pile, why, eva);
    assert_int_equal(family_rule(f, it), EP_OK);
    it.author = f->a.eva.id;
    f->pile.world.now_hour = HOUR + f->pile.policy->inzage.reason_hours - 1;
    assert_int_equal(family_rule(f, it), EP_OK);
    why.version = 2; /* a change makes it no younger */
    why.hour = f->pile.world.now_hour;
    pile_put(&f->pile, why, eva);
    f->pile.world.now_hour++;
    assert_int_equal(family_rule(f, it), EP_REASON_OLD);
}

/* It says something of a reading that there was, and against nobody but its author. */
static void test_an_own_family_name_is_of_an_own_reading(void **state)
{
    struct family *f = *state;
    struct ep_statement read = family_draft(f, EP_READ);
    struct ep_statement it = family_draft(f, EP_READ);
    read.id = id_named("read of the remark");
    it.body.read.soort = EP_READ_FAMILIENAAM;
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    it.body.read.evidence = read.id;
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    const struct ep_statement *shown = pile_put(&f->pile, read, &f->a.tom.sign);
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    pile_hide(&f->pile, shown);
    read.huishouden = f->h2;
    shown = pile_put(&f->pile, read, &f->a.eva.sign);
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    pile_hide(&f->pile, shown);
    read.huishouden = f->h;
    read.body.read.soort = EP_READ_FAMILIENAAM;
    read.body.read.evidence = f->entry;
    shown = pile_put(&f->pile, read, &f->a.eva.sign);
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    pile_hide(&f->pile, shown);
    read.body.read.soort = EP_READ_GEWOON;
    read.body.read.evidence = (ep_id){{0}};
    pile_put(&f->pile, read, &f->a.eva.sign);
    assert_int_equal(family_rule(f, it), EP_OK);
}

static void test_staf(void **state)
{
    struct family *f = *state;
    uint8_t two[2 * EP_ID_BYTES];
    struct ep_statement it = family_draft(f, EP_STAF);
    it.body.staf.members = members_of(two, (const ep_id[]){f->a.eva.id, f->a.tom.id}, 2);
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.staf.members.len--;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    memcpy(two + EP_ID_BYTES, two, EP_ID_BYTES); /* twice the same */
    it.body.staf.members.len++;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_STAF);
    it.org = f->b.id;
    assert_int_equal(family_rule(f, it), EP_NOT_FOUNDER);
}

static void test_toets(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_TOETS);
    it.body.toets.uitkomst = EP_TOETS_IN_ORDE; /* a notice is seen, and that is all */
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_TOETS);
    it.body.toets.week = 1;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_TOETS);
    it.org = f->b.id;
    assert_int_equal(family_rule(f, it), EP_NOT_FOUNDER);
    it = family_draft(f, EP_TOETS);
    it.body.toets = (struct ep_toets){.week = 2900, .count = 3};
    assert_int_equal(family_rule(f, it), EP_MALFORMED); /* a week's has an outcome */
    it.body.toets.uitkomst = EP_TOETS_VERVOLG;
    assert_int_equal(family_rule(f, it), EP_SIGNER_ROLE);
    struct ep_statement eva = draft_user(&f->a, &f->a.eva);
    eva.version = 2;
    eva.body.user.roles = EP_ROLE_PRIVACY;
    pile_put(&f->pile, eva, &f->a.authority);
    assert_int_equal(family_rule(f, it), EP_OK);
}

static void test_behoud(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_BEHOUD);
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.behoud.count = 0;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_BEHOUD);
    it.version = 2;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_BEHOUD);
    it.org = f->b.id;
    assert_int_equal(family_rule(f, it), EP_NOT_FOUNDER);
    it = family_draft(f, EP_BEHOUD);
    it.body.behoud.grant = f->grant2; /* of another household */
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN);
    it.body.behoud.grant = f->grant; /* what we gave, we did not receive */
    assert_int_equal(family_rule(f, it), EP_NO_GRANT);
    it = family_draft(f, EP_BEHOUD);
    it.body.behoud.evidence = f->entry; /* not in the dossier */
    assert_int_equal(family_rule(f, it), EP_ENTRY_UNKNOWN);
}

/* After the end there is nothing that anyone may take over. */
static void test_behoud_only_while_the_grant_lives(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_BEHOUD);
    struct ep_statement grant = draft_grant(&f->b, f->h, id_named("b:back"), f->lid, &f->a);
    f->pile.world.last_hour = 0;
    f->pile.world.now_hour = grant.body.grant.from - EP_CLOCK_AHEAD_HOURS_MAX - 1;
    assert_int_equal(family_rule(f, it), EP_GRANT_NOT_YET);
    f->pile.world.now_hour = grant.body.grant.until;
    assert_int_equal(family_rule(f, it), EP_GRANT_EXPIRED);
    f->pile.world.now_hour--;
    assert_int_equal(family_rule(f, it), EP_OK);
    f->pile.world.last_hour = f->pile.world.now_hour + EP_CLOCK_BACK_HOURS_MAX + 1;
    assert_int_equal(family_rule(f, it), EP_CLOCK_BACK);
    f->pile.world.last_hour = 0;
    pile_put(&f->pile, draft_withdraw(&f->a, f->h, id_named("other end"), f->grant, f->b.id), &f->a.eva.sign);
    assert_int_equal(family_rule(f, it), EP_OK);
    pile_put(&f->pile, draft_withdraw(&f->b, f->h, id_named("b:end"), id_named("b:back"), f->a.id), &f->b.eva.sign);
    assert_int_equal(family_rule(f, it), EP_GRANT_WITHDRAWN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, family_set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_reason_of_a_read),
        TEST(test_an_own_family_name_is_of_an_own_reading),
        TEST(test_staf),
        TEST(test_toets),
        TEST(test_behoud),
        TEST(test_behoud_only_while_the_grant_lives),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
