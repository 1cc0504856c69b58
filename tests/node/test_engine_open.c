/* Promise: a node begins its life with what is right or not at all, and goes on with it after every stop. DESIGN 8. */
#include "proto/frame.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct pile pile;
    struct firm a, b;
    struct ep_store *store;
    uint8_t first[4096];
    ep_out out;
    uint64_t random;
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    firm_make(&stand->a, 'a');
    firm_make(&stand->b, 'b');
    pile_open(&stand->pile, &stand->a);
    stand->out = EP_OUT(stand->first);
    return ep_store_open(&stand->store, ":memory:") != EP_OK;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    ep_store_close(stand->store);
    pile_close(&stand->pile);
    free(stand);
    return 0;
}

static void counting(void *ctx, uint8_t *out, size_t len)
{
    uint64_t *next = ctx;
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)++ * next;
}

static ep_err open_with(struct stand *stand, ep_bytes statements, ep_bytes access)
{
    struct ep_engine *engine = NULL;
    struct ep_node_keys keys = {stand->a.node_link, stand->a.node_sign, {0}};
    struct ep_first first = {statements, access};
    struct ep_moment now = {1000, HOUR * UINT64_C(3600)};
    memcpy(keys.org_root, stand->a.root.public_key, 32);
    struct ep_engine_setup setup = {.keys = &keys,
                                    .store = stand->store,
                                    .policy = stand->pile.policy,
                                    .random = counting,
                                    .random_ctx = &stand->random};
    ep_err err = ep_engine_open(&engine, &setup, &first, now);
    if (err != EP_OK)
        assert_null(engine);
    ep_engine_close(engine);
    return err;
}

static void add(struct stand *stand, struct ep_statement it, const struct ep_sign_pair *by)
{
    uint8_t head[EP_FRAME_HEAD_BYTES];
    const struct ep_statement *st = pile_sign(&stand->pile, it, by);
    ep_frame_head(head, st->bytes.len);
    assert_int_equal(ep_out_put(&stand->out, EP_BYTES(head)), EP_OK);
    assert_int_equal(ep_out_put(&stand->out, st->bytes), EP_OK);
}

static ep_err open_first(struct stand *stand)
{
    return open_with(stand, ep_out_bytes(&stand->out), (ep_bytes){NULL, 0});
}

static bool lineage(struct stand *stand, uint8_t out[8])
{
    ep_bytes bytes;
    struct ep_node_record record;
    if (ep_store_kept(stand->store, EP_RECORD_NODE, stand->a.id, &bytes) != EP_OK ||
        ep_record_take(bytes, ep_node_record_table, &record) != EP_OK)
        return false;
    memcpy(out, record.lineage, 8);
    return true;
}

static void test_a_first_file_that_is_wrong_leaves_nothing_behind(void **state)
{
    struct stand *stand = *state;
    uint8_t life[8];
    ep_bytes bytes;
    int64_t row = 0;
    add(stand, draft_card(&stand->a, false), &stand->a.root);
    add(stand, draft_user(&stand->a, &stand->a.eva), &stand->a.root); /* not the authority */
    assert_int_equal(open_first(stand), EP_FIRST_FILES);
    assert_int_equal(ep_store_find(stand->store, EP_CARD, stand->a.id, 0, &bytes, &row), EP_NOT_FOUND);
    assert_false(lineage(stand, life));
    stand->out.len -= 1; /* cut off */
    assert_int_equal(open_first(stand), EP_FIRST_FILES);
    stand->out.len = 0;
    add(stand, draft_card(&stand->b, false), &stand->b.root); /* of another organisation */
    assert_int_equal(open_first(stand), EP_FIRST_FILES);
    stand->out.len = 0;
    add(stand, draft_card(&stand->a, false), &stand->a.root);
    static const uint8_t junk[] = {0, 0, 0, 2, 0x94, 0xc4};
    assert_int_equal(open_with(stand, ep_out_bytes(&stand->out), EP_BYTES(junk)), EP_FIRST_FILES);
    stand->out.len = 0;
    assert_int_equal(open_first(stand), EP_FIRST_FILES); /* absent, while the database is new */
    assert_false(lineage(stand, life));
    add(stand, draft_card(&stand->a, false), &stand->a.root);
    assert_int_equal(open_first(stand), EP_OK);
    assert_true(lineage(stand, life));
}

static void test_a_life_goes_on_and_takes_first_files_once(void **state)
{
    struct stand *stand = *state;
    uint8_t first[8];
    uint8_t later[8];
    ep_bytes bytes;
    int64_t row = 0;
    add(stand, draft_card(&stand->a, false), &stand->a.root);
    assert_int_equal(open_first(stand), EP_OK);
    assert_true(lineage(stand, first));
    stand->out.len = 0;
    add(stand, draft_user(&stand->a, &stand->a.eva), &stand->a.authority);
    assert_int_equal(open_first(stand), EP_OK);
    assert_true(lineage(stand, later));
    assert_memory_equal(first, later, 8);
    assert_int_equal(ep_store_find(stand->store, EP_USER, stand->a.eva.id, 0, &bytes, &row), EP_NOT_FOUND);
}

static void test_an_own_record_that_does_not_read_is_a_damaged_database(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(ep_store_begin(stand->store), EP_OK);
    assert_int_equal(ep_store_keep(stand->store, EP_RECORD_NODE, stand->a.id, ep_text("?")), EP_OK);
    assert_int_equal(ep_store_commit(stand->store), EP_OK);
    assert_int_equal(open_first(stand), EP_STORE_DAMAGED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_first_file_that_is_wrong_leaves_nothing_behind),
        TEST(test_a_life_goes_on_and_takes_first_files_once),
        TEST(test_an_own_record_that_does_not_read_is_a_damaged_database),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
