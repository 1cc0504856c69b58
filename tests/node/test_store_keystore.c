/* Promise: a wrap lies under a key of its day, and that key is destroyed when no backup may be left any more, so that
 * an older copy of the database opens none; and no other wrap is ever lost. DESIGN 6, "Withdrawal". */
#include "node/store_keystore.h"
#include "tests/support/store_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#define DAY 20000u
#define KEY_DAYS (EP_BACKUP_HOURS / 24)

static void write_wrap(struct written *written, uint8_t id)
{
    uint8_t refs[EP_REF_BYTES] = {0};
    uint8_t sealed[80];
    memset(sealed, id, sizeof sealed);
    memset(refs, id, sizeof refs);
    struct ep_statement st = {.kind = ep_kind(EP_WRAP), .id = id_of(id), .huishouden = id_of(1), .org = id_of(2)};
    st.version = 1;
    st.body.wrap =
        (struct ep_wrap){.grant = id_of(3), .subject = id_of(4), .domain = 1, .level = 1, .to_org = id_of(5)};
    st.body.wrap.team = id_of(6);
    st.body.wrap.epoch = 1;
    st.body.wrap.entries = EP_BYTES(refs);
    st.body.wrap.sealed = EP_BYTES(sealed);
    write_statement(written, &st);
}

static void put_wrap(struct ep_store *store, uint8_t id)
{
    struct written written;
    write_wrap(&written, id);
    put(store, &written);
}

static ep_err new_day(struct ep_store *store, uint64_t day)
{
    uint8_t fresh[32];
    memset(fresh, (int)day, sizeof fresh);
    return ep_store_new_day(store, day, fresh);
}

/* All that a node does on a day; how many were sealed anew. */
static size_t live_through(struct ep_store *store, uint64_t day)
{
    size_t sealed = 1;
    size_t all = 0;
    assert_int_equal(new_day(store, day), EP_OK);
    while (sealed > 0) {
        assert_int_equal(ep_store_begin(store), EP_OK);
        assert_int_equal(ep_store_reseal(store, day, &sealed), EP_OK);
        assert_int_equal(ep_store_commit(store), EP_OK);
        all += sealed;
    }
    assert_int_equal(new_day(store, day), EP_OK);
    return all;
}

static size_t wraps(struct ep_store *store)
{
    return count_of(store, (struct ep_store_query){.kind = EP_WRAP});
}

static uint8_t *whole(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = calloc(1, 4 << 20);
    assert_true(file != NULL && bytes != NULL);
    *len = fread(bytes, 1, 4 << 20, file);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void lay(const char *path, const uint8_t *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void test_no_byte_of_a_wrap_stands_in_a_file_and_each_way_of_reading_gives_it_back(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    const char *files[] = {fixture->path, fixture->wal, fixture->keystore};
    struct written written;
    struct ep_store_out next;
    struct ep_store_held held;
    ep_bytes bytes;
    int64_t found = 0;
    assert_int_equal(new_day(store, DAY), EP_OK);
    write_wrap(&written, 50);
    int64_t row = put(store, &written);
    for (unsigned folded = 0; folded < 2; folded++) {
        for (size_t i = 0; i < 3; i++) {
            size_t len = 0;
            uint8_t *file = whole(files[i], &len);
            for (size_t at = 0; at + 16 <= len; at++)
                assert_true(memcmp(file + at, written.st.body.wrap.sealed.at, 16) != 0);
            free(file);
        }
        assert_int_equal(ep_store_truncate(store), EP_OK);
    }
    assert_int_equal(ep_store_find(store, EP_WRAP, id_of(50), 0, &bytes, &found), EP_OK);
    assert_true(ep_bytes_equal(bytes, written.st.bytes));
    assert_int_equal(ep_store_find(store, EP_WRAP, id_of(50), 1, &bytes, &found), EP_OK);
    assert_true(ep_bytes_equal(bytes, written.st.bytes));
    assert_int_equal(ep_store_find_row(store, row, &bytes), EP_OK);
    assert_true(ep_bytes_equal(bytes, written.st.bytes));
    queue(store, 9, row);
    assert_int_equal(ep_store_next(store, id_of(9), 0, 0, &next), EP_OK);
    assert_true(ep_bytes_equal(next.bytes, written.st.bytes));
    assert_int_equal(send_as(store, 9, 0, 1), row);
    assert_int_equal(ep_store_next(store, id_of(9), 0, 0, &next), EP_OK);
    assert_true(ep_bytes_equal(next.bytes, written.st.bytes) && next.seq == 1);
    put_wrap(store, 51);
    struct walk nested = {.store = store, .nest = false};
    assert_int_equal(ep_store_each(store, &(struct ep_store_query){.kind = EP_WRAP}, note_row, &nested), EP_OK);
    assert_int_equal(nested.count, 2);
    assert_int_equal(ep_store_held(store, id_of(2), id_of(1), &held), EP_OK);
    assert_true(held.bytes == 2 * written.st.bytes.len); /* what sealing adds is not the peer's */
    reopen(fixture);
    assert_int_equal(wraps(fixture->store), 2);
}

static void test_an_old_copy_opens_within_the_window_and_not_after_it(void **state)
{
    struct fixture *fixture = *state;
    size_t len[2];
    size_t key_len;
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    put_wrap(fixture->store, 50);
    assert_int_equal(ep_store_truncate(fixture->store), EP_OK);
    uint8_t *old = whole(fixture->path, &len[0]);
    uint8_t *young = NULL;
    for (uint64_t day = DAY + 1; day <= DAY + KEY_DAYS; day++) {
        size_t sealed = live_through(fixture->store, day);
        assert_int_equal(sealed, day % EP_RESEAL_DAYS == DAY % EP_RESEAL_DAYS ? 1 : 0);
        if (day == DAY + EP_RESEAL_DAYS) {
            assert_int_equal(ep_store_truncate(fixture->store), EP_OK);
            young = whole(fixture->path, &len[1]);
        }
    }
    assert_int_equal(wraps(fixture->store), 1);
    reopen(fixture);
    assert_int_equal(wraps(fixture->store), 1);
    ep_store_close(fixture->store);
    fixture->store = NULL;
    uint8_t *keys = whole(fixture->keystore, &key_len);
    unlink(fixture->wal);
    lay(fixture->path, old, len[0]);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_KEYSTORE);
    for (size_t at = 0; at + 32 <= key_len; at++) /* the key of that day, byte for byte */
        assert_false(keys[at] == (uint8_t)DAY && memcmp(keys + at, keys + at + 1, 31) == 0);
    unlink(fixture->wal);
    lay(fixture->path, young, len[1]);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_OK);
    assert_int_equal(wraps(fixture->store), 1);
    free(old);
    free(young);
    free(keys);
}

/* Up to the day itself the key is there: a promise of thirty days is no more than that, and no less. */
static void test_a_key_lives_as_long_as_a_backup_may_and_longer_while_a_wrap_lies_under_it(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    assert_int_equal(new_day(store, DAY), EP_OK);
    put_wrap(store, 50);
    assert_int_equal(live_through(store, DAY + KEY_DAYS - 1), 1);
    assert_int_equal(store->keys->count, 2);
    assert_int_equal(new_day(store, DAY + KEY_DAYS), EP_OK);
    assert_int_equal(store->keys->count, 2);
    put_wrap(store, 51);
    assert_int_equal(new_day(store, DAY + 3 * KEY_DAYS), EP_OK); /* nothing was sealed anew meanwhile */
    assert_int_equal(store->keys->count, 3);
    assert_int_equal(wraps(store), 2);
    assert_int_equal(live_through(store, DAY + 3 * KEY_DAYS), 2);
    assert_int_equal(store->keys->count, 1);
    reopen(fixture);
    assert_int_equal(wraps(fixture->store), 2);
    assert_int_equal(fixture->store->keys->count, 1);
}

static void test_time_that_goes_back_destroys_and_makes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    size_t len[2];
    for (uint64_t day = DAY; day < DAY + 5; day++)
        assert_int_equal(new_day(store, day), EP_OK);
    uint8_t *before = whole(fixture->keystore, &len[0]);
    assert_int_equal(live_through(store, DAY - 1), 0);
    assert_int_equal(live_through(store, 0), 0);
    uint8_t *after = whole(fixture->keystore, &len[1]);
    assert_true(len[0] == len[1] && memcmp(before, after, len[0]) == 0);
    assert_int_equal(store->keys->count, 5);
    free(before);
    free(after);
}

static void test_portions_end_and_what_is_under_the_newest_key_stays_there(void **state)
{
    struct fixture *fixture = *state;
    size_t sealed = 0;
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    for (unsigned id = 50; id < 50 + EP_RESEAL_AT_ONCE_MAX + 3; id++)
        put_wrap(fixture->store, (uint8_t)id);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_reseal(fixture->store, DAY + 100, &sealed), EP_OK);
    assert_int_equal(sealed, 0); /* that day has no key yet */
    assert_int_equal(ep_store_commit(fixture->store), EP_OK);
    assert_int_equal(live_through(fixture->store, DAY + EP_RESEAL_DAYS - 1), 0);
    assert_int_equal(new_day(fixture->store, DAY + EP_RESEAL_DAYS), EP_OK);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_reseal(fixture->store, DAY + EP_RESEAL_DAYS, &sealed), EP_OK);
    assert_int_equal(sealed, EP_RESEAL_AT_ONCE_MAX);
    ep_store_rollback(fixture->store);
    assert_int_equal(live_through(fixture->store, DAY + EP_RESEAL_DAYS), EP_RESEAL_AT_ONCE_MAX + 3);
    assert_int_equal(live_through(fixture->store, DAY + EP_RESEAL_DAYS + 1), 0);
}

static void is_refused(struct fixture *fixture)
{
    size_t len[2];
    uint8_t *before = whole(fixture->path, &len[0]);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_KEYSTORE);
    assert_null(fixture->store);
    uint8_t *after = whole(fixture->path, &len[1]);
    assert_true(len[0] == len[1] && memcmp(before, after, len[0]) == 0);
    free(before);
    free(after);
}

/* A new one would open nothing, and a second life must not begin on the database. */
static void test_a_keystore_that_is_lost_or_damaged_anywhere_stops_the_start(void **state)
{
    struct fixture *fixture = *state;
    size_t len = 0;
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    ep_store_close(fixture->store);
    fixture->store = NULL;
    uint8_t *good = whole(fixture->keystore, &len);
    for (size_t cut = 0; cut < len; cut++) {
        lay(fixture->keystore, good, cut);
        is_refused(fixture);
        good[cut] ^= 1;
        lay(fixture->keystore, good, len);
        is_refused(fixture);
        good[cut] ^= 1;
    }
    lay(fixture->keystore, good, len + 1);
    is_refused(fixture);
    unlink(fixture->keystore);
    is_refused(fixture);
    assert_int_equal(access(fixture->keystore, F_OK), -1);
    lay(fixture->keystore, good, len);
    reopen(fixture);
    free(good);
}

static void test_a_sealed_wrap_that_was_changed_is_damage(void **state)
{
    struct fixture *fixture = *state;
    ep_bytes bytes;
    int64_t row = 0;
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    put_wrap(fixture->store, 50);
    assert_int_equal(
        sqlite3_exec(fixture->store->db, "UPDATE statement SET bytes = zeroblob(length(bytes))", NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(ep_store_find(fixture->store, EP_WRAP, id_of(50), 0, &bytes, &row), EP_STORE_DAMAGED);
    assert_int_equal(ep_store_begin(fixture->store), EP_STORE_FAILED);
}

static void test_its_file_is_private_and_what_a_kill_left_beside_it_is_not_read(void **state)
{
    struct fixture *fixture = *state;
    struct stat info;
    char fresh[128];
    snprintf(fresh, sizeof fresh, "%s.new", fixture->keystore);
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    assert_int_equal(stat(fixture->keystore, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    put_wrap(fixture->store, 50);
    lay(fresh, (const uint8_t *)"half of a", 9);
    assert_int_equal(chmod(fresh, 0600), 0); /* as it was made */
    reopen(fixture);
    assert_int_equal(wraps(fixture->store), 1);
    assert_int_equal(new_day(fixture->store, DAY + 1), EP_OK);
    assert_int_equal(access(fresh, F_OK), -1);
}

/* A second name shows what becomes of the bytes that the first one let go. */
static void test_what_the_file_held_before_is_overwritten(void **state)
{
    struct fixture *fixture = *state;
    char second[128];
    size_t len = 0;
    snprintf(second, sizeof second, "%s.second", fixture->keystore);
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    assert_int_equal(link(fixture->keystore, second), 0);
    assert_int_equal(new_day(fixture->store, DAY + 1), EP_OK);
    uint8_t *bytes = whole(second, &len);
    for (size_t at = 0; at < len; at++)
        assert_int_equal(bytes[at], 0);
    unlink(second);
    free(bytes);
}

static void test_a_full_disk_keeps_the_key_of_the_day_before_and_a_broken_one_stops(void **state)
{
    struct fixture *fixture = *state;
    struct written written;
    int64_t row = 0;
    char fresh[128];
    snprintf(fresh, sizeof fresh, "%s.new", fixture->keystore);
    assert_int_equal(symlink("/dev/full", fresh), 0);
    assert_int_equal(new_day(fixture->store, DAY), EP_DISK_FULL);
    write_wrap(&written, 50);
    assert_int_equal(ep_store_begin(fixture->store), EP_OK);
    assert_int_equal(ep_store_put(fixture->store, &written.st, &row), EP_DISK_FULL); /* never under no key */
    assert_int_equal(ep_store_commit(fixture->store), EP_DISK_FULL);
    unlink(fresh);
    assert_int_equal(new_day(fixture->store, DAY), EP_OK);
    assert_int_equal(symlink("/dev/full", fresh), 0);
    assert_int_equal(new_day(fixture->store, DAY + 1), EP_DISK_FULL);
    put_wrap(fixture->store, 50);
    assert_int_equal(wraps(fixture->store), 1);
    unlink(fresh);
    assert_int_equal(mkdir(fresh, 0700), 0);
    assert_int_equal(new_day(fixture->store, DAY + 1), EP_STORE_FAILED);
    assert_int_equal(ep_store_begin(fixture->store), EP_STORE_FAILED);
    rmdir(fresh);
    reopen(fixture);
    assert_int_equal(wraps(fixture->store), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_no_byte_of_a_wrap_stands_in_a_file_and_each_way_of_reading_gives_it_back),
        TEST(test_an_old_copy_opens_within_the_window_and_not_after_it),
        TEST(test_a_key_lives_as_long_as_a_backup_may_and_longer_while_a_wrap_lies_under_it),
        TEST(test_time_that_goes_back_destroys_and_makes_nothing),
        TEST(test_portions_end_and_what_is_under_the_newest_key_stays_there),
        TEST(test_a_keystore_that_is_lost_or_damaged_anywhere_stops_the_start),
        TEST(test_a_sealed_wrap_that_was_changed_is_damage),
        TEST(test_its_file_is_private_and_what_a_kill_left_beside_it_is_not_read),
        TEST(test_what_the_file_held_before_is_overwritten),
        TEST(test_a_full_disk_keeps_the_key_of_the_day_before_and_a_broken_one_stops),
    };
    return ep_crypto_open() != EP_OK ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
