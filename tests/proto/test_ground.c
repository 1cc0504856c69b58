/* Promise: a grant rests on a ground only where the policy lets that organisation use it towards that recipient, and as
 * often as it may. PROTOCOL.md 5.6.11, 6.3. */
#include "tests/support/world.h"

#include "proto/statement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The families' organisations are a gemeente (A) and a jeugdhulp (B): only the policy says what those may. */
static ep_err grant_on(struct family *f, const char *grondslag, const char *id)
{
    struct ep_statement it = family_draft(f, EP_GRANT);
    it.id = id_named(id);
    it.body.grant.level = EP_LEVEL_DAT;
    it.body.grant.grondslag = ep_text(grondslag);
    it.body.grant.until = it.body.grant.from + 48;
    return family_rule(f, it);
}

static void test_a_ground_says_who_may_give_and_receive(void **state)
{
    struct family *f = *state;
    assert_int_equal(grant_on(f, "pw", "g1"), EP_OK);              /* from a gemeente, to all */
    assert_int_equal(grant_on(f, "vt_taak", "g1"), EP_GRANT_FROM); /* from Veilig Thuis only */
    assert_int_equal(grant_on(f, "meldrecht", "g1"), EP_GRANT_TO); /* to Veilig Thuis only */
    assert_int_equal(grant_on(f, "jw_toegang", "g1"), EP_OK);      /* between these two sorts */
    struct ep_statement it = family_draft(f, EP_GRANT);
    it.body.grant.to_org = id_named("nobody"); /* an organisation that we do not know is of no sort */
    it.body.grant.grondslag = ep_text("jw_toegang");
    assert_int_equal(family_rule(f, it), EP_GRANT_TO);
    it.body.grant.grondslag = ep_text("toestemming");
    assert_int_equal(family_rule(f, it), EP_OK);
}

static void test_vital_interest_is_no_ground_for_a_second_time(void **state)
{
    struct family *f = *state;
    assert_int_equal(grant_on(f, "vitaal_belang", "g1"), EP_OK);
    struct ep_statement first = family_draft(f, EP_GRANT);
    first.id = id_named("g1");
    first.body.grant.grondslag = ep_text("vitaal_belang");
    pile_put(&f->pile, first, &f->a.eva.sign);
    assert_int_equal(grant_on(f, "vitaal_belang", "g2"), EP_GRANT_AGAIN);
    assert_int_equal(grant_on(f, "vitaal_belang", "g1"), EP_OK); /* the same once more is not another */
    assert_int_equal(grant_on(f, "conflict_van_plichten", "g2"), EP_OK);
    assert_int_equal(grant_on(f, "toestemming", "g2"), EP_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, family_set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_ground_says_who_may_give_and_receive),
        TEST(test_vital_interest_is_no_ground_for_a_second_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
