/* Keeps the promise that a node with a mistake in its directory does not start, and says which file and line. */
#include "node/config.h"
#include "proto/access.h"
#include "tests/support/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY_BYTES 104

struct bench {
    char folder[256];
    struct ep_config config;
    struct ep_config_fault fault;
    ep_err err;
};

static const char *path_of(const struct bench *bench, const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", bench->folder, name);
    return path;
}

static void put(const struct bench *bench, const char *name, const void *bytes, size_t len, mode_t mode)
{
    const char *path = path_of(bench, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(len, fwrite(bytes, 1, len, file));
    assert_int_equal(0, fclose(file));
    assert_int_equal(0, chmod(path, mode));
}

static void put_key(const struct bench *bench, size_t len, mode_t mode)
{
    uint8_t key[KEY_BYTES + 1];
    memcpy(key, EP_NODE_KEY_MAGIC, 8);
    for (size_t i = 8; i < sizeof key; i++)
        key[i] = (uint8_t)i;
    assert_true(unlink(path_of(bench, "node.key")) == 0 || len > 0);
    put(bench, "node.key", key, len, mode);
}

static int begin(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    assert_int_equal(EP_OK, ep_crypto_open());
    assert_true(ep_play_folder(bench->folder, sizeof bench->folder));
    put(bench, "node.key", "", 0, 0600);
    put_key(bench, KEY_BYTES, 0600);
    put(bench, "node.ini", "[node]\n", 7, 0600);
    *state = bench;
    return 0;
}

static int end(void **state)
{
    struct bench *bench = *state;
    ep_config_wipe(&bench->config);
    ep_play_remove(bench->folder);
    free(bench);
    return 0;
}

static ep_err read_config(struct bench *bench)
{
    ep_config_wipe(&bench->config);
    return ep_config_read(&bench->config, bench->folder, &bench->fault);
}

/* The text is refused, and the fault names the file, the line and a word of the reason. */
static void refuse(struct bench *bench, const char *text, const char *line, const char *reason)
{
    put(bench, "node.ini", text, strlen(text), 0600);
    assert_int_equal(EP_CONFIG_INVALID, read_config(bench));
    assert_non_null(strstr(bench->fault.text, "node.ini"));
    assert_non_null(strstr(bench->fault.text, line));
    assert_non_null(strstr(bench->fault.text, reason));
}

static void test_what_is_absent_gets_its_default(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(EP_OK, read_config(bench));
    assert_string_equal("", bench->config.listen);
    assert_string_equal(path_of(bench, "eenpland.db"), bench->config.database);
    assert_string_equal(EP_POLICY_DIR, bench->config.policy);
    assert_int_equal(0, bench->config.first.statements.len);
    assert_int_equal(0, bench->config.first.access.len);
}

static void test_every_key_is_read(void **state)
{
    struct bench *bench = *state;
    const char *text = "; ours\n[node]\nlisten = 127.0.0.1:4701\ndatabase = a.db\npolicy = /b\n";
    put(bench, "node.ini", text, strlen(text), 0600);
    assert_int_equal(EP_OK, read_config(bench));
    assert_string_equal("127.0.0.1:4701", bench->config.listen);
    assert_string_equal(path_of(bench, "a.db"), bench->config.database);
    assert_string_equal("/b", bench->config.policy);
}

static void test_an_unknown_key_or_section_is_refused(void **state)
{
    refuse(*state, "[node]\nlisten = 127.0.0.1:1\nlisen = 127.0.0.1:2\n", "node.ini:3:", "lisen");
    refuse(*state, "[knoop]\nlisten = 127.0.0.1:1\n", "node.ini:1:", "knoop");
    refuse(*state, "listen = 127.0.0.1:1\n", "node.ini:1:", "sectie");
    refuse(*state, "[node]\n\nlisten\n", "node.ini:3:", "=");
}

static void test_a_bad_value_is_refused(void **state)
{
    refuse(*state, "[node]\nlisten = 127.0.0.1\n", "node.ini:2:", "listen");
    refuse(*state, "[node]\nlisten = :4701\n", "node.ini:2:", "listen");
    refuse(*state, "[node]\nlisten = 127.0.0.1:\n", "node.ini:2:", "listen");
    refuse(*state, "[node]\nlisten = 127.0.0.1:0\n", "node.ini:2:", "listen");
    refuse(*state, "[node]\nlisten = 127.0.0.1:65536\n", "node.ini:2:", "listen");
    refuse(*state, "[node]\nlisten = 127.0.0.1:47x1\n", "node.ini:2:", "listen");
}

static void test_a_line_is_read_as_it_stands_or_not_at_all(void **state)
{
    char text[512] = "[node]\ndatabase = ";
    memset(text + strlen(text), 'a', 300);
    strcat(text, "\n");
    refuse(*state, text, "node.ini:2:", "te lang");
    refuse(*state, "[node]\nlisten = 127.0.0.1:1\n  127.0.0.1:2\n", "node.ini:3:", "spatie");
    refuse(*state, "[node]\nlisten = 127.0.0.1:1\nlisten = 127.0.0.1:2\n", "node.ini:3:", "keer");
    refuse(*state, "[node]\ndatabase =\n", "node.ini:2:", "database");
    refuse(*state, "[node]\npolicy =\n", "node.ini:2:", "policy");
    refuse(*state, "[node]\nlisten = 127.0.0.1:+80\n", "node.ini:2:", "listen");
}

static void test_a_missing_file_or_folder_is_refused(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(0, unlink(path_of(bench, "node.ini")));
    assert_int_equal(EP_CONFIG_INVALID, read_config(bench));
    assert_non_null(strstr(bench->fault.text, "node.ini"));
    assert_int_equal(EP_CONFIG_INVALID, ep_config_read(&bench->config, path_of(bench, "elders"), &bench->fault));
    assert_non_null(strstr(bench->fault.text, "elders"));
    assert_int_equal(0, mkdir(path_of(bench, "node.ini"), 0700));
    assert_int_equal(EP_CONFIG_INVALID, read_config(bench));
}

static void test_the_key_file_is_taken_apart(void **state)
{
    struct bench *bench = *state;
    const mode_t modes[] = {0600, 0400};
    for (size_t i = 0; i < 2; i++) {
        put_key(bench, KEY_BYTES, modes[i]);
        assert_int_equal(EP_OK, read_config(bench));
        const struct ep_node_keys *keys = &bench->config.keys;
        assert_int_equal(8, keys->link.secret_key[0]);
        assert_int_equal(40, keys->sign.secret_key[0]); /* libsodium keeps the seed in front */
        assert_int_equal(72, keys->org_root[0]);
        assert_int_equal(103, keys->org_root[31]);
    }
}

static void refuse_key(struct bench *bench)
{
    const uint8_t none[32] = {0};
    assert_int_equal(EP_NODE_KEYS, read_config(bench));
    assert_non_null(strstr(bench->fault.text, "node.key"));
    assert_memory_equal(none, bench->config.keys.link.secret_key, 32);
}

static void test_a_key_that_others_may_read_is_refused(void **state)
{
    struct bench *bench = *state;
    const mode_t modes[] = {0640, 0604, 0660, 0666, 0610};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        put_key(bench, KEY_BYTES, modes[i]);
        refuse_key(bench);
    }
    put_key(bench, KEY_BYTES, 0600);
    if (geteuid() == 0) { /* only root can give a file away */
        assert_int_equal(0, chown(path_of(bench, "node.key"), 65534, 65534));
        refuse_key(bench);
    }
}

static void test_a_damaged_or_missing_key_is_refused(void **state)
{
    struct bench *bench = *state;
    put_key(bench, KEY_BYTES - 1, 0600);
    refuse_key(bench);
    put_key(bench, KEY_BYTES + 1, 0600);
    refuse_key(bench);
    put_key(bench, 0 + 8, 0600);
    refuse_key(bench);
    uint8_t other[KEY_BYTES] = "EPNODE02";
    put(bench, "node.key", other, sizeof other, 0600);
    refuse_key(bench);
    assert_int_equal(0, unlink(path_of(bench, "node.key")));
    refuse_key(bench);
    assert_int_equal(0, mkdir(path_of(bench, "node.key"), 0700));
    refuse_key(bench);
    assert_int_equal(0, rmdir(path_of(bench, "node.key")));
    assert_int_equal(0, symlink("/dev/zero", path_of(bench, "node.key")));
    refuse_key(bench);
    assert_int_equal(0, unlink(path_of(bench, "node.key")));
    assert_int_equal(0, mkfifo(path_of(bench, "node.key"), 0600));
    refuse_key(bench); /* and does not wait for a writer */
}

static void test_the_first_files_are_read_whole(void **state)
{
    struct bench *bench = *state;
    put(bench, "first.statements", "abc", 3, 0600);
    put(bench, "first.access", "de", 2, 0600);
    assert_int_equal(EP_OK, read_config(bench));
    assert_int_equal(3, bench->config.first.statements.len);
    assert_memory_equal("abc", bench->config.first.statements.at, 3);
    assert_int_equal(2, bench->config.first.access.len);
    assert_memory_equal("de", bench->config.first.access.at, 2);
}

/* A new node takes them only once: to go on without them would make an organisation that nobody can enter. */
static void test_a_first_file_that_cannot_be_read_is_refused(void **state)
{
    struct bench *bench = *state;
    const size_t len = (1u << 20) + 1;
    char *bytes = calloc(1, len);
    assert_non_null(bytes);
    put(bench, "first.statements", bytes, len, 0600);
    assert_int_equal(EP_CONFIG_INVALID, read_config(bench));
    assert_non_null(strstr(bench->fault.text, "first.statements"));
    put(bench, "first.statements", bytes, len - 1, 0600);
    assert_int_equal(EP_OK, read_config(bench));
    assert_int_equal(len - 1, bench->config.first.statements.len);
    assert_int_equal(0, mkdir(path_of(bench, "first.access"), 0700));
    assert_int_equal(EP_CONFIG_INVALID, read_config(bench));
    assert_non_null(strstr(bench->fault.text, "first.access"));
    free(bytes);
}

static void test_a_vault_beside_the_node_is_refused(void **state)
{
    struct bench *bench = *state;
    put(bench, "kluis.txt", "", 0, 0600);
    assert_int_equal(EP_OK, read_config(bench));
    put(bench, "anna.kluis", "", 0, 0600);
    assert_int_equal(EP_VAULTS_BESIDE, read_config(bench));
    assert_non_null(strstr(bench->fault.text, "anna.kluis"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_absent_gets_its_default, begin, end),
        cmocka_unit_test_setup_teardown(test_every_key_is_read, begin, end),
        cmocka_unit_test_setup_teardown(test_an_unknown_key_or_section_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_a_bad_value_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_a_missing_file_or_folder_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_the_key_file_is_taken_apart, begin, end),
        cmocka_unit_test_setup_teardown(test_a_key_that_others_may_read_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_a_damaged_or_missing_key_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_the_first_files_are_read_whole, begin, end),
        cmocka_unit_test_setup_teardown(test_a_line_is_read_as_it_stands_or_not_at_all, begin, end),
        cmocka_unit_test_setup_teardown(test_a_first_file_that_cannot_be_read_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_a_vault_beside_the_node_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
