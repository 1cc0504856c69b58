#define _GNU_SOURCE /* RTLD_NEXT, memmem */
/* Promise: after a deletion no file of the recipient holds a byte of what was withdrawn; and wherever a deletion or the
 * turn of the keys is killed, it is as if it had not begun or it goes on to its end: no wrap without its key, no receipt
 * before all is gone. DESIGN 6. Here every call that changes a file can be the last of a process. */
#include "node/store_keystore.h"
#include "tests/support/played.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ENTRIES 3
#define PIECE 16

/* The calls by which SQLite and the keystore change files. The program's own definitions come before the library's; a
 * counter, since they have no other way to know: 0 never kills. */
static unsigned calls_left;

static void call(void)
{
    if (calls_left > 0 && --calls_left == 0)
        raise(SIGKILL);
}

#define CALL(result, name, parameters, arguments)                         \
    result name parameters;                                               \
    result name parameters                                                \
    {                                                                     \
        result(*real) parameters;                                         \
        *(void **)&real = dlsym(RTLD_NEXT, #name); /* as dlsym(3) does */ \
        call();                                                           \
        return real arguments;                                            \
    }
CALL(ssize_t, pwrite, (int file, const void *at, size_t len, off_t to), (file, at, len, to))
CALL(ssize_t, pwrite64, (int file, const void *at, size_t len, off_t to), (file, at, len, to))
CALL(ssize_t, write, (int file, const void *at, size_t len), (file, at, len))
CALL(int, fsync, (int file), (file))
CALL(int, fdatasync, (int file), (file))
CALL(int, ftruncate, (int file, off_t len), (file, len))
CALL(int, ftruncate64, (int file, off_t len), (file, len))
CALL(int, rename, (const char *from, const char *to), (from, to))
CALL(int, unlink, (const char *path), (path))

static ep_id named(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "b:%s %zu", stem, n);
    return id_named(name);
}

struct files {
    char folder[64], path[80], before[80]; /* where the node lives, its database, and a folder as it was before */
    uint8_t gone[4 * ENTRIES * 4][PIECE];  /* of each entry's signature, and of each sealed wrap */
    size_t pieces;
};

static void *new_stand(const struct files *files)
{
    struct played *stand = calloc(1, sizeof *stand);
    assert_non_null(stand);
    fed_open_in(&stand->fed, 1, 1, files->folder);
    firm_make(&stand->b, 'b');
    memset(stand->psk, 0x42, 32);
    return stand;
}

static void hang_up(struct played *stand)
{
    if (stand->peer.fed != NULL)
        wire_close(&stand->peer);
    fed_close(&stand->fed);
    free(stand);
}

static void call_on(struct played *stand, uint64_t seq)
{
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    stand->peer.seq = seq;
}

static void put(struct played *stand, struct ep_statement it)
{
    assert_int_equal(peer_put(&stand->peer, pile_sign(&stand->fed.pile, it, &stand->b.eva.sign), NULL), EP_OK);
}

#define PUT_BEFORE (3 + 2 * ENTRIES)

static void put_all(struct played *stand)
{
    const struct firm *a = &stand->fed.node[0].firm;
    ep_id h = id_named("b:h");
    put(stand, draft_huishouden(&stand->b, h));
    put(stand, draft_lid(&stand->b, h, named("lid", 1)));
    put(stand, draft_grant(&stand->b, h, named("grant", 1), named("lid", 1), a));
    for (size_t n = 0; n < ENTRIES; n++) {
        uint8_t refs[EP_REF_BYTES];
        refs_put(refs, 0, named("e", n), 1);
        put(stand, draft_entry(&stand->b, h, named("e", n), named("lid", 1)));
        put(stand, draft_wrap(&stand->b, h, named("w", n), named("lid", 1), named("grant", 1), a, EP_BYTES(refs)));
    }
}

/* The last 64 bytes of the row as it stands on the disk: a signature, or a tag and what is under a key. In pieces, since a
 * page may end between two. */
static void note_bytes(struct files *files, struct ep_store *store)
{
    sqlite3_stmt *sql = NULL;
    const char text[] = "SELECT bytes FROM statement WHERE domain > 0 AND kind IN (?1, ?2)";
    assert_int_equal(sqlite3_prepare_v2(store->db, text, -1, &sql, NULL), SQLITE_OK);
    sqlite3_bind_int(sql, 1, EP_ENTRY);
    sqlite3_bind_int(sql, 2, EP_WRAP);
    while (sqlite3_step(sql) == SQLITE_ROW)
        for (int piece = 1; piece <= 4; piece++) {
            const uint8_t *end = (const uint8_t *)sqlite3_column_blob(sql, 0) + sqlite3_column_bytes(sql, 0);
            memcpy(files->gone[files->pieces++], end - piece * PIECE, PIECE);
        }
    sqlite3_finalize(sql);
    assert_int_equal(files->pieces, 4 * 2 * ENTRIES);
}

/* How many pieces stand in any file of the folder, however it is called. */
static size_t found(const struct files *files)
{
    size_t count = 0;
    DIR *folder = opendir(files->folder);
    uint8_t *bytes = malloc(4 << 20);
    assert_true(folder != NULL && bytes != NULL);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", files->folder, entry->d_name);
        FILE *file = entry->d_name[0] != '.' ? fopen(path, "rb") : NULL;
        size_t len = file != NULL ? fread(bytes, 1, 4 << 20, file) : 0;
        for (size_t i = 0; i < files->pieces; i++)
            count += memmem(bytes, len, files->gone[i], PIECE) != NULL ? 1 : 0;
        if (file != NULL)
            fclose(file);
    }
    closedir(folder);
    free(bytes);
    return count;
}

/* In it, $NOW is the node's folder and $BEFORE that as it was. */
static void shell(const struct files *files, const char *line)
{
    setenv("NOW", files->folder, 1);
    setenv("BEFORE", files->before, 1);
    assert_int_equal(system(line), 0);
}

static int files_open(void **state)
{
    struct files *files = calloc(1, sizeof *files);
    assert_non_null(files);
    snprintf(files->folder, sizeof files->folder, "/tmp/eenplan-keystore-XXXXXX");
    assert_non_null(mkdtemp(files->folder));
    snprintf(files->path, sizeof files->path, "%s/0.db", files->folder);
    snprintf(files->before, sizeof files->before, "%s.before", files->folder);
    struct played *stand = new_stand(files);
    node_befriend(&stand->fed.node[0], &stand->b, stand->psk);
    call_on(stand, 0);
    put_all(stand);
    assert_int_equal(node_count(&stand->fed.node[0], EP_WRAP), ENTRIES);
    note_bytes(files, stand->fed.node[0].store);
    hang_up(stand);
    assert_int_equal(found(files), files->pieces);
    shell(files, "cp -r $NOW $BEFORE");
    *state = files;
    return 0;
}

static int files_close(void **state)
{
    struct files *files = *state;
    calls_left = 0;
    shell(files, "rm -rf $NOW $BEFORE");
    free(files);
    return 0;
}

static void back_to_before(const struct files *files)
{
    shell(files, "rm -rf $NOW && cp -r $BEFORE $NOW");
}

static void withdraw(struct played *stand, unsigned kill_at)
{
    call_on(stand, PUT_BEFORE);
    calls_left = kill_at;
    put(stand, draft_withdraw(&stand->b, id_named("b:h"), named("withdraw", 1), named("grant", 1),
                              stand->fed.node[0].firm.id));
    calls_left = 0;
}

static void turn(struct played *stand, unsigned kill_at)
{
    calls_left = kill_at;
    fed_pass(&stand->fed, 10);
    calls_left = 0;
}

/* False: it was killed at that call. */
static bool lives(const struct files *files, void (*act)(struct played *stand, unsigned kill_at), uint64_t days,
                  unsigned kill_at)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct played *stand = new_stand(files);
        if (days > 0) {
            node_down(&stand->fed.node[0]);
            stand->fed.now_s += days * 86400;
            node_up(&stand->fed.node[0]);
        }
        act(stand, kill_at);
        _exit(0);
    }
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status) ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGKILL);
    return WIFEXITED(status);
}

static void test_after_a_deletion_no_file_holds_a_byte_of_it(void **state)
{
    struct files *files = *state;
    struct played *stand = new_stand(files);
    withdraw(stand, 0);
    assert_int_equal(node_count(&stand->fed.node[0], EP_RECEIPT), 1);
    assert_int_equal(found(files), 0); /* while it runs: the log and what is beside it */
    hang_up(stand);
    assert_int_equal(found(files), 0);
}

/* As the kill left it, and then as the next start ends it. */
static void deletion_is_whole(struct files *files)
{
    struct played *stand = new_stand(files);
    struct node *a = &stand->fed.node[0];
    bool begun = node_has(a, EP_WITHDRAW, named("withdraw", 1));
    size_t left = node_count(a, EP_WRAP);
    assert_int_equal(node_count(a, EP_ENTRY), left);
    if (node_count(a, EP_RECEIPT) > 0)
        assert_true(begun && left == 0 && found(files) == 0);
    if (!begun)
        assert_int_equal(left, ENTRIES);
    fed_pass(&stand->fed, 5);
    assert_int_equal(node_count(a, EP_RECEIPT), begun ? 1 : 0);
    assert_int_equal(node_count(a, EP_WRAP), begun ? 0 : ENTRIES);
    if (begun)
        assert_int_equal(found(files), 0);
    hang_up(stand);
}

static void test_a_deletion_killed_at_any_call_is_none_or_goes_on_to_its_receipt(void **state)
{
    struct files *files = *state;
    unsigned kill_at = 0;
    bool whole = false;
    while (!whole) {
        back_to_before(files);
        whole = lives(files, withdraw, 0, ++kill_at);
        deletion_is_whole(files);
    }
    assert_in_range(kill_at, 10, 1000);
}

static void test_the_turn_of_the_keys_killed_at_any_call_leaves_every_wrap_its_key(void **state)
{
    struct files *files = *state;
    const uint64_t days = EP_BACKUP_HOURS / 24;
    unsigned kill_at = 0;
    bool whole = false;
    while (!whole) {
        struct ep_store *store = NULL;
        back_to_before(files);
        whole = lives(files, turn, days, ++kill_at);
        assert_int_equal(ep_store_open(&store, files->path), EP_OK);
        struct node as_left = {.store = store};
        assert_int_equal(node_count(&as_left, EP_WRAP), ENTRIES);
        bool destroyed = store->keys->at[0].day != HOUR / 24;
        ep_store_close(store);
        assert_true(destroyed || !whole);
        assert_true(lives(files, turn, days, 0));
        assert_int_equal(ep_store_open(&store, files->path), EP_OK);
        as_left.store = store;
        assert_int_equal(node_count(&as_left, EP_WRAP), ENTRIES);
        assert_int_equal(store->keys->count, 1);
        assert_int_equal(store->keys->at[0].day, HOUR / 24 + days);
        ep_store_close(store);
    }
    assert_in_range(kill_at, 10, 1000);
}

/* The copy of a thief or a backup, and the keys of today. */
static void test_a_copy_from_before_the_window_opens_no_wrap(void **state)
{
    struct files *files = *state;
    struct ep_store *store = NULL;
    assert_true(lives(files, turn, EP_BACKUP_HOURS / 24 - 1, 0));
    shell(files, "mkdir $NOW.copy");
    shell(files, "cp $BEFORE/0.db $NOW.copy && cp $NOW/0.db.keystore $NOW.copy");
    char path[96];
    snprintf(path, sizeof path, "%s.copy/0.db", files->folder);
    assert_int_equal(ep_store_open(&store, path), EP_OK);
    assert_int_equal(node_count(&(struct node){.store = store}, EP_WRAP), ENTRIES);
    ep_store_close(store);
    assert_true(lives(files, turn, EP_BACKUP_HOURS / 24, 0));
    shell(files, "cp $BEFORE/0.db $NOW.copy && cp $NOW/0.db.keystore $NOW.copy");
    assert_int_equal(ep_store_open(&store, path), EP_KEYSTORE);
    shell(files, "rm -rf $NOW.copy");
}

/* One wrong tick would else destroy what every backup needs. */
static void test_a_clock_that_leaps_or_goes_back_turns_no_keys(void **state)
{
    struct files *files = *state;
    struct played *stand = new_stand(files);
    struct node *a = &stand->fed.node[0];
    fed_pass(&stand->fed, 2);
    const int64_t skews_s[] = {INT64_C(86400) * 365, -INT64_C(86400) * 2};
    for (size_t i = 0; i < 2; i++) {
        a->skew_s = skews_s[i];
        fed_pass(&stand->fed, 2);
        assert_int_equal(a->store->keys->count, 1);
        assert_int_equal(a->store->keys->at[0].day, HOUR / 24);
        a->skew_s = 0;
        fed_pass(&stand->fed, 10);
    }
    fed_hours(&stand->fed, 24);
    assert_int_equal(a->store->keys->count, 2);
    hang_up(stand);
}

#define WITH_FILES(name) cmocka_unit_test_setup_teardown(name, files_open, files_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FILES(test_after_a_deletion_no_file_holds_a_byte_of_it),
        WITH_FILES(test_a_deletion_killed_at_any_call_is_none_or_goes_on_to_its_receipt),
        WITH_FILES(test_the_turn_of_the_keys_killed_at_any_call_leaves_every_wrap_its_key),
        WITH_FILES(test_a_clock_that_leaps_or_goes_back_turns_no_keys),
        WITH_FILES(test_a_copy_from_before_the_window_opens_no_wrap),
    };
    return ep_crypto_open() != EP_OK ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
