/* Promise: a node takes from a peer what is that peer's own, for us, in its version and its time, and under a grant; for
 * all else it says why, and what was missing. PROTOCOL.md 5. B is played by the test. */
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What a peer may not put. */

static void test_local_kinds_never_come_from_a_peer(void **state)
{
    struct played *stand = *state;
    struct ep_statement read = draft(&stand->b, EP_READ, id_named("b:r"), stand->h);
    read.body.read.purpose = ep_text("plan");
    played_household(stand);
    assert_int_equal(played_put_by(stand, draft_peer(&stand->b, &stand->c), &stand->b.authority, NULL), EP_NOT_ALLOWED);
    assert_int_equal(played_put_by(stand, draft_sleutel(&stand->b, id_named("b:s")), &stand->b.steward.sign, NULL),
                     EP_NOT_ALLOWED);
    assert_int_equal(played_put(stand, read), EP_NOT_ALLOWED);
}

static void test_only_its_own_and_only_what_is_for_us(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    played_household(stand);
    assert_int_equal(played_put_by(stand, draft_lid(&stand->c, stand->h, id_named("c:x")), &stand->c.eva.sign, NULL),
                     EP_NOT_THEIRS);
    assert_int_equal(played_put_by(stand, draft_user(a, &a->eva), &a->authority, NULL), EP_NOT_THEIRS);
    assert_int_equal(played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:g"), id_named("b:lid"), &stand->c)),
                     EP_NOT_THEIRS);
    /* C's invite to B, shown as proof, is C's; here C is not paired. */
    assert_int_equal(played_put_by(stand,
                                   draft_invite(&stand->c, stand->h, id_named("c:i"), id_named("c:g"), &stand->b),
                                   &stand->c.eva.sign, NULL),
                     EP_ROOT_UNKNOWN);
}

static void test_one_version_has_one_text(void **state)
{
    struct played *stand = *state;
    played_household(stand);
    struct ep_statement lid = draft_lid(&stand->b, stand->h, id_named("b:lid"));
    assert_int_equal(played_put(stand, lid), EP_OK); /* the same once more is harmless */
    lid.body.lid.present = false;
    assert_int_equal(played_put(stand, lid), EP_FORK);
    lid.version = 7; /* versions that were not for us may be skipped */
    assert_int_equal(played_put(stand, lid), EP_OK);
    lid.version = 3;
    assert_int_equal(played_put(stand, lid), EP_OK); /* taken and dropped */
    assert_int_equal(node_count(&stand->fed.node[0], EP_LID), 2);
}

static void test_an_id_is_its_founders(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    ep_id h = id_named("h");
    assert_int_equal(played_put(stand, draft_huishouden(&stand->b, h)),
                     EP_ID_MISMATCH); /* before its founder used it */
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, h, id_named("b:lid"))), EP_ID_MISMATCH);
    wire_close(&stand->eva);
    struct ep_statement later = draft_huishouden(&stand->b, h);
    later.version = 2;
    assert_int_equal(played_put(stand, later), EP_ID_MISMATCH);
    assert_int_equal(played_put_by(stand, draft_user(&stand->b, &a->eva), &stand->b.authority, NULL), EP_NOT_FOUNDER);
    struct ep_statement theirs = draft_user(&stand->b, &stand->c.eva); /* proven for C is not proven for B */
    const struct ep_statement right = draft_user(&stand->c, &stand->c.eva);
    memcpy(theirs.body.user.proof, right.body.user.proof, 64);
    assert_int_equal(played_put_by(stand, theirs, &stand->b.authority, NULL), EP_FORGED);
}

static void test_a_future_date_is_refused_except_to_stop(void **state)
{
    struct played *stand = *state;
    played_household(stand);
    assert_int_equal(
        played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:g"), id_named("b:lid"), firm_a(stand))), EP_OK);
    struct ep_statement lid = draft_lid(&stand->b, stand->h, id_named("b:x"));
    lid.hour = HOUR + 2;
    assert_int_equal(played_put(stand, lid), EP_CLOCK_AHEAD);
    struct ep_statement stop = draft_withdraw(&stand->b, stand->h, id_named("b:w"), id_named("b:g"), firm_a(stand)->id);
    stop.hour = HOUR + 2;
    assert_int_equal(played_put(stand, stop), EP_OK);
}

static void test_content_comes_only_under_a_grant(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    uint8_t refs[EP_REF_BYTES];
    played_household(stand);
    refs_put(refs, 0, id_named("b:e"), 1);
    assert_int_equal(played_put(stand, draft_entry(&stand->b, stand->h, id_named("b:e"), id_named("b:lid"))),
                     EP_NO_GRANT);
    assert_int_equal(played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:g"), id_named("b:lid"), a)), EP_OK);
    assert_int_equal(played_put(stand, draft_wrap(&stand->b, stand->h, id_named("b:w"), id_named("b:lid"),
                                                  id_named("b:g"), a, EP_BYTES(refs))),
                     EP_ENTRY_UNKNOWN);
    assert_int_equal(played_put(stand, draft_entry(&stand->b, stand->h, id_named("b:e"), id_named("b:lid"))), EP_OK);
    assert_int_equal(played_put(stand, draft_wrap(&stand->b, stand->h, id_named("b:w"), id_named("b:lid"),
                                                  id_named("b:g"), a, EP_BYTES(refs))),
                     EP_OK);
    struct ep_statement entry = draft_entry(&stand->b, stand->h, id_named("b:e2"), id_named("b:lid"));
    entry.body.entry.domain = 3;
    assert_int_equal(played_put(stand, entry), EP_GRANT_DOMEIN);
    entry = draft_entry(&stand->b, stand->h, id_named("b:e3"), id_named("b:lid"));
    entry.body.entry.level = EP_LEVEL_INHOUD;
    assert_int_equal(played_put(stand, entry), EP_GRANT_LEVEL);
    assert_int_equal(played_put(stand, draft_withdraw(&stand->b, stand->h, id_named("b:x"), id_named("b:g"), a->id)),
                     EP_OK);
    assert_int_equal(played_put(stand, draft_entry(&stand->b, stand->h, id_named("b:e4"), id_named("b:lid"))),
                     EP_GRANT_WITHDRAWN);
}

static void test_what_is_missing_is_named(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    ep_id missing = {{0}};
    struct ep_statement lid = draft_lid(&stand->b, stand->h, id_named("b:lid"));
    assert_int_equal(played_put_by(stand, lid, &stand->b.tom.sign, &missing), EP_SIGNER_UNKNOWN);
    assert_true(ep_id_equal(missing, stand->b.tom.id)); /* A has not heard of this user */
    assert_int_equal(played_put_by(stand, lid, &stand->b.eva.sign, &missing), EP_HUISHOUDEN_UNKNOWN);
    assert_true(ep_id_equal(missing, stand->h));
    assert_int_equal(played_put(stand, draft_huishouden(&stand->b, stand->h)), EP_OK);
    struct ep_statement grant = draft_grant(&stand->b, stand->h, id_named("b:g"), id_named("b:lid"), a);
    assert_int_equal(played_put_by(stand, grant, &stand->b.eva.sign, &missing), EP_LID_UNKNOWN);
    assert_true(ep_id_equal(missing, id_named("b:lid")));
    struct ep_statement invite = draft_invite(&stand->b, stand->h, id_named("b:i"), id_named("b:g"), a);
    assert_int_equal(played_put_by(stand, invite, &stand->b.eva.sign, &missing), EP_GRANT_UNKNOWN);
    assert_true(ep_id_equal(missing, id_named("b:g")));
    struct ep_statement join = draft_join(&stand->b, id_named("h3"), id_named("b:j"), id_named("i3"));
    assert_int_equal(played_put_by(stand, join, &stand->b.eva.sign, &missing), EP_INVITE_UNKNOWN);
    assert_true(ep_id_equal(missing, id_named("i3")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_local_kinds_never_come_from_a_peer),
        TEST(test_only_its_own_and_only_what_is_for_us),
        TEST(test_one_version_has_one_text),
        TEST(test_an_id_is_its_founders),
        TEST(test_a_future_date_is_refused_except_to_stop),
        TEST(test_content_comes_only_under_a_grant),
        TEST(test_what_is_missing_is_named),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
