/* Promise: what was erased is gone from the file and from the log; a full disk still deletes; and a store that cannot
 * be trusted is not opened. DESIGN 6, 8. */
#include "node/store_own.h"
#include "tests/support/store_fixture.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MARKER "Zeldzame-naam-die-nergens-anders-staat"

static void crash_after_commit(const char *path)
{
    struct ep_store *store = NULL;
    if (ep_store_open(&store, path) != EP_OK)
        _exit(1);
    put_lid(store, 10, 1);
    if (ep_store_begin(store) != EP_OK || ep_store_keep(store, EP_RECORD_NODE, id_of(1), ep_text("x")) != EP_OK)
        _exit(2);
    _exit(0); /* nothing is closed: what is left is the file and its log */
}

static void test_a_crash_keeps_the_committed_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    int status = 0;
    ep_bytes bytes;
    ep_store_close(fixture->store);
    fixture->store = NULL;
    pid_t child = fork();
    if (child == 0)
        crash_after_commit(fixture->path);
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_OK);
    assert_true(latest_row(fixture->store, 10) > 0);
    assert_int_equal(ep_store_kept(fixture->store, EP_RECORD_NODE, id_of(1), &bytes), EP_NOT_FOUND);
}

/* Opening. */

static void test_a_second_connection_and_a_second_process_are_kept_out(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *second = NULL;
    int status = 0;
    assert_int_equal(ep_store_open(&second, fixture->path), EP_STORE_BUSY);
    assert_null(second);
    pid_t child = fork();
    if (child == 0) {
        /* Not the parent's connection: a lock belongs to a process, so the child has none. */
        ep_err err = ep_store_open(&second, fixture->path);
        _exit(err == EP_STORE_BUSY ? 0 : 1);
    }
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    put_lid(fixture->store, 10, 1);
}

static void patch(const char *path, off_t at, const void *bytes, size_t len)
{
    int file = open(path, O_WRONLY);
    assert_true(file >= 0);
    assert_true(pwrite(file, bytes, len, at) == (ssize_t)len);
    close(file);
}

static void close_and_patch(struct fixture *fixture, off_t at, const void *bytes, size_t len)
{
    ep_store_close(fixture->store);
    fixture->store = NULL;
    patch(fixture->path, at, bytes, len);
}

static void test_a_newer_schema_is_not_touched(void **state)
{
    struct fixture *fixture = *state;
    static const uint8_t version[4] = {0, 0, 0, 200};
    close_and_patch(fixture, 60, version, sizeof version); /* user_version in the header of the file */
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_STORE_NEWER);
    assert_null(fixture->store);
}

static void test_the_database_of_another_program_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const uint8_t application[4] = {1, 2, 3, 4};
    close_and_patch(fixture, 68, application, sizeof application);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_STORE_DAMAGED);
}

static void test_a_damaged_header_or_page_is_refused(void **state)
{
    struct fixture *fixture = *state;
    uint8_t page[4096];
    memset(page, 0x5a, sizeof page);
    for (uint8_t i = 1; i <= 40; i++)
        put_lid(fixture->store, i, 1);
    close_and_patch(fixture, 4096, page, sizeof page);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_STORE_DAMAGED);
    patch(fixture->path, 0, page, 100);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_STORE_DAMAGED);
}

/* The file as it is, to see later that nobody touched it. */
static uint8_t *whole(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(1 << 20);
    assert_true(file != NULL && bytes != NULL);
    *len = fread(bytes, 1, 1 << 20, file);
    assert_true(*len < 1 << 20);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void is_refused_and_left_alone(struct fixture *fixture)
{
    size_t len = 0;
    size_t later = 0;
    uint8_t *before = whole(fixture->path, &len);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_STORE_DAMAGED);
    assert_null(fixture->store);
    uint8_t *after = whole(fixture->path, &later);
    assert_int_equal(later, len);
    assert_memory_equal(after, before, len);
    free(before);
    free(after);
}

/* An empty file is what is left of a database, not a new one: no second life may begin on it. */
static void test_a_database_that_is_cut_off_or_empty_is_refused_and_left_alone(void **state)
{
    struct fixture *fixture = *state;
    for (uint8_t i = 1; i <= 40; i++)
        put_lid(fixture->store, i, 1);
    close_and_patch(fixture, 0, "SQLite", 6);
    size_t len = 0;
    free(whole(fixture->path, &len));
    const size_t cuts[] = {len - 4096, len / 2, 4096, 100, 1, 0};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        assert_int_equal(truncate(fixture->path, (off_t)cuts[i]), 0);
        is_refused_and_left_alone(fixture);
    }
    for (off_t at = 0; at < 6000; at += 30) /* first shorter than a page, then longer */
        patch(fixture->path, at, "Geen database, maar een brief.", 30);
    is_refused_and_left_alone(fixture);
}

static bool look(void *arg, int64_t row, ep_bytes bytes)
{
    struct ep_statement st;
    (void)row;
    *(size_t *)arg += ep_statement_open(&st, bytes) == EP_OK ? 1 : 0;
    return true;
}

/* One byte, anywhere: what shows at opening is refused; what only shows later is for whoever reads the bytes. */
static void test_a_flipped_byte_is_refused_or_leaves_what_can_be_walked(void **state)
{
    struct fixture *fixture = *state;
    size_t len = 0;
    size_t refused = 0;
    for (uint8_t i = 1; i <= 40; i++)
        put_lid(fixture->store, i, 1);
    close_and_patch(fixture, 0, "SQLite", 6);
    uint8_t *good = whole(fixture->path, &len);
    for (uint32_t n = 0; n < 200; n++) {
        off_t at = (off_t)(n * UINT32_C(2654435761) % len);
        uint8_t bad = (uint8_t)~good[at];
        size_t seen = 0;
        patch(fixture->path, at, &bad, 1);
        ep_err err = ep_store_open(&fixture->store, fixture->path);
        if (err == EP_OK)
            err = ep_store_each(fixture->store, &(struct ep_store_query){.kind = EP_LID}, look, &seen);
        assert_true(err == EP_OK || err == EP_STORE_DAMAGED || err == EP_STORE_NEWER);
        refused += err == EP_OK ? 0 : 1;
        assert_true(seen <= 40);
        ep_store_close(fixture->store);
        fixture->store = NULL;
        patch(fixture->path, 0, good, len);
    }
    assert_true(refused >= 4);
    free(good);
    reopen(fixture);
}

static void test_a_folder_that_is_not_there_is_a_failure(void **state)
{
    struct ep_store *store = NULL;
    (void)state;
    assert_int_equal(ep_store_open(&store, "/tmp/eenplan-no-such-folder/node.db"), EP_STORE_FAILED);
    assert_null(store);
    ep_store_close(NULL);
}

static void test_files_are_private_and_memory_leaves_none(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = NULL;
    struct stat info;
    put_lid(fixture->store, 10, 1);
    assert_int_equal(stat(fixture->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(fixture->wal, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(ep_store_open(&store, ":memory:"), EP_OK);
    put_lid(store, 10, 1);
    assert_true(latest_row(store, 10) > 0);
    ep_store_reserve_release(store);
    ep_store_reserve_fill(store);
    assert_int_equal(ep_store_truncate(store), EP_OK);
    ep_store_close(store);
    assert_int_equal(stat(":memory:", &info), -1);
    assert_int_equal(stat(":memory:.reserve", &info), -1);
}

/* Deletion. */

static bool file_has(const char *path, const char *marker)
{
    int file = open(path, O_RDONLY);
    struct stat info;
    if (file < 0)
        return false;
    assert_int_equal(fstat(file, &info), 0);
    size_t len = (size_t)info.st_size;
    size_t want = strlen(marker);
    char *bytes = malloc(len + 1);
    assert_non_null(bytes);
    assert_true(read(file, bytes, len) == (ssize_t)len);
    close(file);
    bool found = false;
    for (size_t i = 0; i + want <= len && !found; i++)
        found = memcmp(bytes + i, marker, want) == 0;
    free(bytes);
    return found;
}

static void test_erased_bytes_leave_the_file_and_the_log(void **state)
{
    struct fixture *fixture = *state;
    struct written written;
    struct stat info;
    write_card(&written, 40, MARKER);
    int64_t row = put(fixture->store, &written);
    put_lid(fixture->store, 10, 1);
    assert_true(file_has(fixture->wal, MARKER));
    assert_int_equal(ep_store_truncate(fixture->store), EP_OK);
    assert_true(file_has(fixture->path, MARKER));
    ep_bytes bytes;
    int64_t found = 0;
    assert_int_equal(ep_store_find(fixture->store, EP_CARD, id_of(40), 0, &bytes, &found), EP_OK);
    erase(fixture->store, row); /* with bytes of a find still in hand: they must not keep the log */
    assert_int_equal(ep_store_truncate(fixture->store), EP_OK);
    assert_false(file_has(fixture->path, MARKER));
    assert_false(file_has(fixture->wal, MARKER));
    assert_int_equal(stat(fixture->wal, &info), 0);
    assert_true(info.st_size == 0);
}

static off_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : -1;
}

#define BYTES_FREE(name, bytes)                        \
    static uint64_t name(const struct ep_store *store) \
    {                                                  \
        (void)store;                                   \
        return bytes;                                  \
    }
BYTES_FREE(just_enough, EP_DISK_ROOM_BYTES_MIN)
BYTES_FREE(too_little, EP_DISK_ROOM_BYTES_MIN - 1)
BYTES_FREE(not_twice, 2 * EP_DISK_ROOM_BYTES_MIN - 1)
BYTES_FREE(twice, 2 * EP_DISK_ROOM_BYTES_MIN)
BYTES_FREE(hardly_any, EP_DISK_RESERVE_BYTES / 2 - 1)

static enum ep_room room_with(struct ep_store *store, uint64_t (*free_bytes)(const struct ep_store *store))
{
    store->free_bytes = free_bytes;
    return ep_store_room(store);
}

static void test_room_is_little_below_a_bound_and_enough_again_above_twice_as_much(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    assert_int_equal(room_with(store, just_enough), EP_ROOM_ENOUGH);
    assert_int_equal(room_with(store, too_little), EP_ROOM_LITTLE);
    assert_int_equal(room_with(store, not_twice), EP_ROOM_LITTLE);
    assert_int_equal(room_with(store, hardly_any), EP_ROOM_LITTLE); /* the reserve is still there */
    assert_int_equal(room_with(store, twice), EP_ROOM_ENOUGH);
    assert_int_equal(room_with(store, just_enough), EP_ROOM_ENOUGH);
}

/* Whatever else fills the disk would take what nobody holds. */
static void test_the_reserve_is_out_of_hand_only_while_something_is_written(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = fixture->store;
    assert_true(size_of(fixture->reserve) == EP_DISK_RESERVE_BYTES);
    assert_int_equal(room_with(store, just_enough), EP_ROOM_ENOUGH);
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_true(size_of(fixture->reserve) == EP_DISK_RESERVE_BYTES);
    assert_int_equal(ep_store_commit(store), EP_OK);
    for (unsigned round = 0; round < 2; round++) {
        assert_int_equal(room_with(store, hardly_any), EP_ROOM_LITTLE);
        assert_int_equal(ep_store_begin(store), EP_OK);
        assert_true(size_of(fixture->reserve) == 0);
        assert_int_equal(ep_store_commit(store), EP_OK);
        assert_true(size_of(fixture->reserve) == EP_DISK_RESERVE_BYTES);
    }
    reopen(fixture);
    assert_true(size_of(fixture->reserve) == EP_DISK_RESERVE_BYTES);
}

static void test_with_little_room_the_log_is_folded_away(void **state)
{
    struct fixture *fixture = *state;
    put_lid(fixture->store, 10, 1);
    assert_int_equal(room_with(fixture->store, just_enough), EP_ROOM_ENOUGH);
    assert_true(size_of(fixture->wal) > 0);
    assert_int_equal(room_with(fixture->store, too_little), EP_ROOM_LITTLE);
    assert_true(size_of(fixture->wal) == 0);
    put_lid(fixture->store, 10, 2);
    assert_true(size_of(fixture->wal) == 0);
}

/* A transaction larger than the cache meets the full disk at a put; SQLite may have ended it by then. */
static void overflow_in_one_transaction(const struct fixture *fixture, struct ep_store *store)
{
    static const uint8_t large[40000];
    struct written written;
    int64_t row = 0;
    ep_err err = EP_OK;
    write_lid(&written, 10, 1, 1, 2);
    written.st.bytes = EP_BYTES(large);
    assert_int_equal(ep_store_begin(store), EP_OK);
    for (written.st.version = 1; written.st.version < 5000 && err == EP_OK; written.st.version++)
        err = ep_store_put(store, &written.st, &row);
    assert_int_equal(err, EP_DISK_FULL);
    assert_true(size_of(fixture->reserve) == 0); /* released by whoever met the full disk */
    assert_int_equal(ep_store_put(store, &written.st, &row), EP_DISK_FULL);
    assert_int_equal(ep_store_keep(store, EP_RECORD_NODE, id_of(1), ep_text("x")), EP_DISK_FULL);
    assert_int_equal(ep_store_commit(store), EP_DISK_FULL); /* half a transaction is never committed */
    assert_int_equal(count_of(store, (struct ep_store_query){0}), 0);
}

/* A disk of 3 MiB, when the machine lets us make one. */
static int small_disk(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/eenplan-full-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/node.db", fixture->folder);
    snprintf(fixture->wal, sizeof fixture->wal, "%s-wal", fixture->path);
    snprintf(fixture->reserve, sizeof fixture->reserve, "%s.reserve", fixture->path);
    if (mount("tmpfs", fixture->folder, "tmpfs", 0, "size=3m") == 0)
        assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_OK);
    *state = fixture;
    return 0;
}

static int small_disk_away(void **state)
{
    struct fixture *fixture = *state;
    ep_store_close(fixture->store);
    umount2(fixture->folder, MNT_DETACH); /* also when a test that failed still has a file open */
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

static int64_t put_large(struct ep_store *store, uint64_t version)
{
    static const uint8_t large[40000];
    struct written written;
    write_lid(&written, 150, version, 3, 2);
    written.st.bytes = EP_BYTES(large);
    return put(store, &written);
}

/* Another program takes every byte that nobody holds. */
static void hog(const struct fixture *fixture)
{
    static const uint8_t bytes[4096];
    char path[128];
    ssize_t put_bytes = 1;
    snprintf(path, sizeof path, "%s/hog", fixture->folder);
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0);
    for (unsigned n = 0; n < 2048 && put_bytes > 0; n++)
        put_bytes = write(file, bytes, sizeof bytes);
    assert_true(put_bytes <= 0);
    close(file);
}

static struct ep_store *small_store(const struct fixture *fixture)
{
    if (fixture->store != NULL)
        return fixture->store;
    print_message("only root can make a small disk\n");
    skip();
    return NULL;
}

static void test_a_transaction_that_meets_a_full_disk_leaves_nothing(void **state)
{
    overflow_in_one_transaction(*state, small_store(*state));
}

/* What cannot be folded keeps what was erased, so the room for it counts as taken. */
static void test_what_the_log_still_takes_in_the_database_is_no_room(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = small_store(fixture);
    assert_int_equal(ep_store_truncate(store), EP_OK);
    uint64_t before = ep_store_free_on_disk(store);
    (void)put_large(store, 1);
    assert_true(size_of(fixture->wal) > 40000);
    assert_true(before - ep_store_free_on_disk(store) >= 2 * (uint64_t)size_of(fixture->wal));
}

static void test_a_full_disk_refuses_work_keeps_reading_and_can_still_delete(void **state)
{
    struct fixture *fixture = *state;
    struct ep_store *store = small_store(fixture);
    uint64_t n = 1;
    int64_t last = put_large(store, n);
    for (uint8_t id = 1; id <= 10; id++)
        put_lid(store, id, 1);
    hog(fixture);
    assert_int_equal(ep_store_room(store), EP_ROOM_LITTLE); /* the reserve is there */
    while (n < 100 && size_of(fixture->reserve) == EP_DISK_RESERVE_BYTES)
        last = put_large(store, ++n);
    assert_int_equal(ep_store_room(store), EP_ROOM_LITTLE); /* and what is left of it still is */
    assert_in_range(size_of(fixture->reserve), EP_DISK_RESERVE_BYTES / 2, EP_DISK_RESERVE_BYTES - 1);
    while (n < 100 && ep_store_room(store) == EP_ROOM_LITTLE)
        last = put_large(store, ++n);
    assert_int_equal(ep_store_room(store), EP_ROOM_NONE);
    assert_in_range(size_of(fixture->reserve), 1, EP_DISK_RESERVE_BYTES / 2);
    assert_int_equal(count_of(store, (struct ep_store_query){.huishouden = id_of(1)}), 10);
    erase(store, last);
    assert_int_equal(ep_store_truncate(store), EP_OK);
    put_lid(store, 200, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_crash_keeps_the_committed_and_nothing_else),
        TEST(test_a_second_connection_and_a_second_process_are_kept_out),
        TEST(test_a_newer_schema_is_not_touched),
        TEST(test_the_database_of_another_program_is_refused),
        TEST(test_a_damaged_header_or_page_is_refused),
        TEST(test_a_database_that_is_cut_off_or_empty_is_refused_and_left_alone),
        TEST(test_a_flipped_byte_is_refused_or_leaves_what_can_be_walked),
        cmocka_unit_test(test_a_folder_that_is_not_there_is_a_failure),
        TEST(test_files_are_private_and_memory_leaves_none),
        TEST(test_erased_bytes_leave_the_file_and_the_log),
        TEST(test_room_is_little_below_a_bound_and_enough_again_above_twice_as_much),
        TEST(test_the_reserve_is_out_of_hand_only_while_something_is_written),
        TEST(test_with_little_room_the_log_is_folded_away),
        cmocka_unit_test_setup_teardown(test_a_transaction_that_meets_a_full_disk_leaves_nothing, small_disk,
                                        small_disk_away),
        cmocka_unit_test_setup_teardown(test_what_the_log_still_takes_in_the_database_is_no_room, small_disk,
                                        small_disk_away),
        cmocka_unit_test_setup_teardown(test_a_full_disk_refuses_work_keeps_reading_and_can_still_delete, small_disk,
                                        small_disk_away),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
