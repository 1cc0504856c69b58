/* Promise: what a peer's author took back in a new version of an entry is gone here when that version came, and its other
 * wraps still count; the own file keeps every version. PROTOCOL.md 5.6.14. */
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static bool has(struct played *stand, const char *entry, uint64_t version)
{
    ep_bytes bytes;
    int64_t row = 0;
    return ep_store_find(stand->fed.node[0].store, EP_ENTRY, id_named(entry), version, &bytes, &row) == EP_OK;
}

static struct ep_statement entry_of(const struct firm *firm, ep_id h, const char *name, ep_id lid, uint64_t version)
{
    struct ep_statement entry = draft_entry(firm, h, id_named(name), lid);
    entry.version = version;
    return entry;
}

static void test_the_version_before_goes_when_the_next_is_here(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    const ep_id lid = id_named("b:lid");
    uint8_t refs[2 * EP_REF_BYTES];
    played_household(stand);
    assert_int_equal(played_put(stand, draft_grant(&stand->b, stand->h, id_named("b:g"), lid, a)), EP_OK);
    assert_int_equal(played_put(stand, entry_of(&stand->b, stand->h, "b:one", lid, 1)), EP_OK);
    assert_int_equal(played_put(stand, entry_of(&stand->b, stand->h, "b:two", lid, 1)), EP_OK);
    assert_int_equal(played_put(stand, entry_of(&stand->b, stand->h, "b:one", lid, 3)), EP_OK);
    assert_true(has(stand, "b:one", 3) && has(stand, "b:two", 1));
    assert_false(has(stand, "b:one", 1));
    assert_int_equal(node_count(&stand->fed.node[0], EP_ENTRY), 2);
    /* Late, it still opens the other; but not what was never here, nor what is yet to come. */
    refs_put(refs, 0, id_named("b:one"), 1);
    refs_put(refs, 1, id_named("b:two"), 1);
    struct ep_statement wrap =
        draft_wrap(&stand->b, stand->h, id_named("b:w"), lid, id_named("b:g"), a, EP_BYTES(refs));
    assert_int_equal(played_put(stand, wrap), EP_OK);
    refs_put(refs, 0, id_named("b:one"), 4);
    wrap.id = id_named("b:w2");
    assert_int_equal(played_put(stand, wrap), EP_ENTRY_UNKNOWN);
    refs_put(refs, 0, id_named("b:none"), 1);
    assert_int_equal(played_put(stand, wrap), EP_ENTRY_UNKNOWN);
    /* An older copy that comes again is not stored. */
    assert_int_equal(played_put(stand, entry_of(&stand->b, stand->h, "b:one", lid, 1)), EP_OK);
    assert_false(has(stand, "b:one", 1));
}

static void test_the_own_file_keeps_every_version(void **state)
{
    struct played *stand = *state;
    const struct firm *a = firm_a(stand);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, id_named("h"))), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, id_named("h"), id_named("lid"))), EP_OK);
    for (uint64_t version = 1; version <= 2; version++)
        assert_int_equal(user_write(&stand->eva, entry_of(a, id_named("h"), "own", id_named("lid"), version)), EP_OK);
    wire_close(&stand->eva);
    assert_true(has(stand, "own", 1) && has(stand, "own", 2));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)
    const struct CMUnitTest tests[] = {
        TEST(test_the_version_before_goes_when_the_next_is_here),
        TEST(test_the_own_file_keeps_every_version),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
