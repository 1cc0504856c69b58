/* Promise: what is held of each organisation is counted, in all and in each household, whatever way it came or went.
 * PROTOCOL.md 5 step 6. */
#include "crypto/seal.h"
#include "node/store_own.h"
#include "tests/support/store_fixture.h"

static struct ep_store_held held(struct fixture *fixture, uint8_t org, uint8_t huishouden)
{
    struct ep_store_held held;
    ep_id household = huishouden == 0 ? (ep_id){{0}} : id_of(huishouden);
    assert_int_equal(ep_store_held(fixture->store, id_of(org), household, &held), EP_OK);
    return held;
}

static void expect(struct fixture *fixture, uint8_t org, uint8_t huishouden, struct ep_store_held want)
{
    struct ep_store_held is = held(fixture, org, huishouden);
    assert_true(is.statements == want.statements && is.content == want.content && is.bytes == want.bytes);
}

static uint64_t households(struct fixture *fixture, uint8_t org)
{
    uint64_t count = 99;
    assert_int_equal(ep_store_held_huishoudens(fixture->store, id_of(org), &count), EP_OK);
    return count;
}

static void write_entry(struct written *written, uint8_t id, uint8_t huishouden, uint8_t org)
{
    static const uint8_t zeros[256 + EP_SEAL_TAG_BYTES];
    struct ep_statement st = {
        .kind = ep_kind(EP_ENTRY), .id = id_of(id), .huishouden = id_of(huishouden), .org = id_of(org), .version = 1};
    st.body.entry = (struct ep_entry){
        .item = id_of(1), .domain = 2, .level = 1, .team = id_of(3), .epoch = 1, .ciphertext = EP_BYTES(zeros)};
    write_statement(written, &st);
}

/* Of organisation 2 a card, a lid in household 1, a lid and an entry in household 4; of organisation 3 a lid. */
struct content {
    struct written card, lid, other, entry, theirs;
    int64_t row[5];
};

static void fill(struct fixture *fixture, struct content *content)
{
    write_card(&content->card, 2, "Een organisatie");
    write_lid(&content->lid, 10, 1, 1, 2);
    write_lid(&content->other, 11, 1, 4, 2);
    write_entry(&content->entry, 12, 4, 2);
    write_lid(&content->theirs, 13, 1, 1, 3);
    const struct written *all[] = {&content->card, &content->lid, &content->other, &content->entry, &content->theirs};
    for (size_t i = 0; i < 5; i++)
        content->row[i] = put(fixture->store, all[i]);
}

static void all_counted(struct fixture *fixture, const struct content *content)
{
    uint64_t lid = content->lid.st.bytes.len;
    uint64_t entry = content->entry.st.bytes.len;
    expect(fixture, 2, 0, (struct ep_store_held){4, 1, content->card.st.bytes.len + 2 * lid + entry});
    expect(fixture, 2, 1, (struct ep_store_held){1, 0, lid});
    expect(fixture, 2, 4, (struct ep_store_held){2, 1, lid + entry});
    expect(fixture, 3, 0, (struct ep_store_held){1, 0, lid});
    assert_true(households(fixture, 2) == 1); /* only where there is content */
    assert_true(households(fixture, 3) == 0);
}

static void test_all_is_counted_by_organisation_and_household(void **state)
{
    static struct content content;
    expect(*state, 2, 0, (struct ep_store_held){0, 0, 0});
    fill(*state, &content);
    all_counted(*state, &content);
    reopen(*state);
    all_counted(*state, &content);
}

static void test_what_is_erased_or_rolled_back_is_not_counted(void **state)
{
    static struct content content;
    struct fixture *fixture = *state;
    struct written more;
    int64_t row = 0;
    fill(fixture, &content);
    write_entry(&more, 20, 1, 2);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_put(fixture->store, &more.st, &row), EP_OK);
    assert_true(households(fixture, 2) == 2);
    ep_store_rollback(fixture->store);
    all_counted(fixture, &content);
    erase(fixture->store, content.row[3]);
    expect(fixture, 2, 4, (struct ep_store_held){1, 0, content.other.st.bytes.len});
    assert_true(households(fixture, 2) == 0);
    for (size_t i = 0; i < 3; i++)
        erase(fixture->store, content.row[i]);
    expect(fixture, 2, 0, (struct ep_store_held){0, 0, 0});
    expect(fixture, 3, 0, (struct ep_store_held){1, 0, content.theirs.st.bytes.len});
}

/* As a node of before the counting left it. */
static void test_a_database_of_before_is_counted_when_it_is_opened(void **state)
{
    static const char before[] = "DROP INDEX statement_read; DROP INDEX statement_arrival; DROP TRIGGER held_more; "
                                 "DROP TRIGGER held_less; DROP TABLE held;"
                                 "PRAGMA user_version = 1;";
    static struct content content;
    struct fixture *fixture = *state;
    fill(fixture, &content);
    assert_int_equal(sqlite3_exec(fixture->store->db, before, NULL, NULL, NULL), SQLITE_OK);
    reopen(fixture);
    all_counted(fixture, &content);
    erase(fixture->store, content.row[3]);
    assert_true(households(fixture, 2) == 0);
}

/* A name in it that changed, or a mark that says an older one: it is damaged, and no disk is to be checked for that. */
static void test_a_schema_that_is_not_ours_is_damage(void **state)
{
    static const char *const wounds[] = {"ALTER TABLE held RENAME TO geld",
                                         "ALTER TABLE record RENAME COLUMN sort TO soft", "PRAGMA user_version = 1"};
    for (size_t i = 0; i < sizeof wounds / sizeof wounds[0]; i++) {
        assert_int_equal(set_up(state), 0);
        struct fixture *fixture = *state;
        assert_int_equal(sqlite3_exec(fixture->store->db, wounds[i], NULL, NULL, NULL), SQLITE_OK);
        ep_store_close(fixture->store);
        fixture->store = NULL;
        assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_STORE_DAMAGED);
        assert_null(fixture->store);
        tear_down(state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_all_is_counted_by_organisation_and_household),
        TEST(test_what_is_erased_or_rolled_back_is_not_counted),
        TEST(test_a_database_of_before_is_counted_when_it_is_opened),
        cmocka_unit_test(test_a_schema_that_is_not_ours_is_damage),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
