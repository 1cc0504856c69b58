/* Promise: a vault opens with its passphrase only, says so when it was damaged, and is never overwritten by accident.
 */
#include "cli/kluis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char folder[64];
    char path[96];
    struct ep_kluis kluis;
};

static const char phrase[] = "appel brug dorp eend fiets gras";

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    strcpy(place->folder, "/tmp/eenplan-kluis-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/mila.kluis", place->folder);
    struct ep_kluis *kluis = &place->kluis;
    kluis->sort = EP_KLUIS_USER;
    strcpy(kluis->name, "Mila Ünlü");
    strcpy(kluis->route, "[::1]:7717");
    memset(kluis->sign_seed, 1, 32);
    memset(kluis->seal_secret, 2, 32);
    memset(kluis->link_secret, 3, 32);
    memset(kluis->root, 4, 32);
    memset(kluis->node_link, 5, 32);
    memset(kluis->psk, 6, 32);
    ep_kluis_complete(kluis);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    unlink(place->path);
    int left_over = rmdir(place->folder); /* fails when a temporary file was left behind */
    free(place);
    return left_over;
}

static ep_err store(const struct place *place, bool replace)
{
    return ep_kluis_write(place->path, &place->kluis, ep_text(phrase), EP_VAULT_SMALL, replace);
}

static ep_err fetch(const struct place *place, struct ep_kluis *out)
{
    return ep_kluis_read(place->path, out, ep_text(phrase), EP_VAULT_SMALL);
}

static void test_vault_comes_back(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    assert_int_equal(store(place, false), EP_OK);
    assert_int_equal(fetch(place, &back), EP_OK);
    assert_memory_equal(&back, &place->kluis, sizeof back);
    assert_true(ep_id_equal(back.org, ep_id_of_key(back.root)));
    assert_true(ep_id_equal(back.id, ep_id_of_key(back.sign.public_key)));
}

static void test_root_vault_has_no_route(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    place->kluis.sort = EP_KLUIS_ROOT;
    memset(place->kluis.route, 0, sizeof place->kluis.route);
    assert_int_equal(store(place, false), EP_OK);
    assert_int_equal(fetch(place, &back), EP_OK);
    assert_string_equal(back.route, "");
}

static void test_wrong_passphrase_opens_nothing(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    static const struct ep_kluis none;
    assert_int_equal(store(place, false), EP_OK);
    assert_int_equal(ep_kluis_read(place->path, &back, ep_text("appel brug dorp eend fiets graf"), EP_VAULT_SMALL),
                     EP_WRONG_PASSPHRASE);
    assert_memory_equal(&back, &none, sizeof back);
}

static size_t load(const char *path, uint8_t bytes[EP_VAULT_BYTES_MAX])
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, EP_VAULT_BYTES_MAX, file);
    fclose(file);
    return len;
}

static void save(const char *path, const uint8_t *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void test_damage_is_noticed(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    uint8_t bytes[EP_VAULT_BYTES_MAX];
    assert_int_equal(store(place, false), EP_OK);
    size_t len = load(place->path, bytes);
    for (size_t i = 0; i < len; i += 7) {
        bytes[i] ^= 0x10;
        save(place->path, bytes, len);
        ep_err err = fetch(place, &back);
        assert_true(err == EP_VAULT_DAMAGED || err == EP_VAULT_WEAK || err == EP_WRONG_PASSPHRASE);
        bytes[i] ^= 0x10;
    }
    for (size_t cut = 0; cut < len; cut += 41) {
        save(place->path, bytes, cut);
        assert_int_equal(fetch(place, &back), EP_VAULT_DAMAGED);
    }
}

static void test_too_large_a_file_is_no_vault(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    uint8_t bytes[EP_VAULT_BYTES_MAX + 1] = "EPKLUIS1";
    save(place->path, bytes, sizeof bytes);
    assert_int_equal(fetch(place, &back), EP_VAULT_DAMAGED);
}

static void test_only_a_regular_file_is_read(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    assert_int_equal(fetch(place, &back), EP_FILE);
    assert_int_equal(mkfifo(place->path, 0600), 0);
    assert_int_equal(fetch(place, &back), EP_FILE);
    assert_int_equal(ep_kluis_read(place->folder, &back, ep_text(phrase), EP_VAULT_SMALL), EP_FILE);
}

static void test_existing_vault_is_not_overwritten(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    assert_int_equal(store(place, false), EP_OK);
    strcpy(place->kluis.name, "Iemand anders");
    assert_int_equal(store(place, false), EP_EXISTS);
    assert_int_equal(fetch(place, &back), EP_OK);
    assert_string_equal(back.name, "Mila Ünlü");
    assert_int_equal(store(place, true), EP_OK);
    assert_int_equal(fetch(place, &back), EP_OK);
    assert_string_equal(back.name, "Iemand anders");
}

static void test_only_the_owner_may_read_it(void **state)
{
    struct place *place = *state;
    struct stat found;
    mode_t before = umask(0);
    assert_int_equal(store(place, false), EP_OK);
    assert_int_equal(stat(place->path, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0600);
    umask(0777);
    assert_int_equal(store(place, true), EP_OK);
    umask(before);
    assert_int_equal(stat(place->path, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0600);
}

static void test_weak_vault_is_refused(void **state)
{
    struct place *place = *state;
    struct ep_kluis back;
    assert_int_equal(store(place, false), EP_OK);
    assert_int_equal(ep_kluis_read(place->path, &back, ep_text(phrase), EP_VAULT_FULL), EP_VAULT_WEAK);
}

static void test_nothing_is_left_behind_when_it_cannot_be_written(void **state)
{
    struct place *place = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/er-niet/x.kluis", place->folder);
    assert_int_equal(ep_kluis_write(path, &place->kluis, ep_text(phrase), EP_VAULT_SMALL, false), EP_FILE);
    place->kluis.name[0] = 0;
    assert_int_equal(store(place, false), EP_FIELD_INVALID);
    place->kluis.sort = 0;
    assert_int_equal(store(place, false), EP_FIELD_INVALID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_vault_comes_back),
        TEST(test_root_vault_has_no_route),
        TEST(test_wrong_passphrase_opens_nothing),
        TEST(test_damage_is_noticed),
        TEST(test_too_large_a_file_is_no_vault),
        TEST(test_only_a_regular_file_is_read),
        TEST(test_existing_vault_is_not_overwritten),
        TEST(test_only_the_owner_may_read_it),
        TEST(test_weak_vault_is_refused),
        TEST(test_nothing_is_left_behind_when_it_cannot_be_written),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
