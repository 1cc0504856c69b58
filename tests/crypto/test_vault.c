/* Promise: a vault opens with its own passphrase only, says which of wrong, damaged and weak it is, and cannot be made
 * weaker than the caller's floor. The golden vault was made with the argon2 program and Python. */
#define _XOPEN_SOURCE 700
#include "crypto/vault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define GOLDEN                                                                                                         \
    "45504b4c5549533100002000000000017a6f75747a6f75747a6f75747a6f7574f1ce23b85a67c2ad4de8f743792e044d09a3ae59096d5126" \
    "0"                                                                                                                \
    "a653cd89878c25482df98b3a9025060bc7a0f19dc63e81b85deafc12e22"

struct vault {
    uint8_t memory[128];
    ep_out blob;
};

static void vault_init(struct vault *vault)
{
    vault->blob = EP_OUT(vault->memory);
    assert_int_equal(ep_unhex(&vault->blob, ep_text(GOLDEN)), EP_OK);
}

static ep_err open_blob(ep_bytes blob, const char *passphrase, struct ep_vault_cost floor)
{
    uint8_t memory[EP_VAULT_BYTES_MAX];
    ep_out plain = EP_OUT(memory);
    ep_err err = ep_vault_open(&plain, blob, ep_text(passphrase), floor);
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), ep_text(err == EP_OK ? "geheim" : "")));
    return err;
}

static void test_golden_vault_is_written_and_opens(void **state)
{
    struct vault vault;
    uint8_t memory[128];
    ep_out out = EP_OUT(memory);
    (void)state;
    vault_init(&vault);
    assert_int_equal(ep_vault_seal(&out, ep_text("geheim"), ep_text("zes woorden"), EP_VAULT_SMALL,
                                   (const uint8_t *)"zoutzoutzoutzout"),
                     EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&out), ep_out_bytes(&vault.blob)));
    assert_int_equal(out.len, EP_VAULT_OVERHEAD + 6);
    assert_int_equal(open_blob(ep_out_bytes(&out), "zes woorden", EP_VAULT_SMALL), EP_OK);
}

static void test_another_passphrase_is_wrong_and_not_damage(void **state)
{
    struct vault vault;
    (void)state;
    vault_init(&vault);
    assert_int_equal(open_blob(ep_out_bytes(&vault.blob), "zes woorde", EP_VAULT_SMALL), EP_WRONG_PASSPHRASE);
    assert_int_equal(open_blob(ep_out_bytes(&vault.blob), "", EP_VAULT_SMALL), EP_WRONG_PASSPHRASE);
}

/* Where a byte was changed decides what the user is told; nowhere does the vault open. */
static void test_every_flipped_byte_is_refused(void **state)
{
    struct vault vault;
    (void)state;
    vault_init(&vault);
    for (size_t i = 0; i < vault.blob.len; i++) {
        ep_err expected = i < 8 || i >= 64 ? EP_VAULT_DAMAGED : i < 16 ? EP_VAULT_WEAK : EP_WRONG_PASSPHRASE;
        vault.memory[i] ^= 0x40;
        ep_err err = open_blob(ep_out_bytes(&vault.blob), "zes woorden", EP_VAULT_SMALL);
        if (i != 10 && i != 11) /* Memory of 12 MiB or of 64 KiB more is a cost we do allow. */
            assert_int_equal(err, expected);
        else
            assert_int_equal(err, EP_WRONG_PASSPHRASE);
        vault.memory[i] ^= 0x40;
    }
}

static void test_cost_outside_floor_and_ceiling_is_weak(void **state)
{
    static const struct ep_vault_cost rows[] = {{8 * 1024 - 1, 1},     {8 * 1024, 0}, {0, 0},
                                                {1024 * 1024 + 1, 1},  {8 * 1024, 9}, {UINT32_MAX, 1},
                                                {8 * 1024, UINT32_MAX}};
    struct vault vault;
    uint8_t memory[128];
    ep_out out = EP_OUT(memory);
    (void)state;
    vault_init(&vault);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ep_u32_put(vault.memory + 8, rows[i].memory_kib);
        ep_u32_put(vault.memory + 12, rows[i].passes);
        assert_int_equal(open_blob(ep_out_bytes(&vault.blob), "zes woorden", EP_VAULT_SMALL), EP_VAULT_WEAK);
        assert_int_equal(ep_vault_seal(&out, ep_text("geheim"), ep_text("x"), rows[i], vault.memory), EP_VAULT_WEAK);
    }
    assert_int_equal(out.len, 0);
}

static void test_small_vault_is_weak_where_the_full_cost_is_asked(void **state)
{
    struct vault vault;
    (void)state;
    vault_init(&vault);
    assert_int_equal(open_blob(ep_out_bytes(&vault.blob), "zes woorden", EP_VAULT_FULL), EP_VAULT_WEAK);
    ep_u32_put(vault.memory + 8, EP_VAULT_FULL.memory_kib); /* Enough in one measure is not enough. */
    assert_int_equal(open_blob(ep_out_bytes(&vault.blob), "zes woorden", EP_VAULT_FULL), EP_VAULT_WEAK);
    ep_u32_put(vault.memory + 8, EP_VAULT_SMALL.memory_kib);
    ep_u32_put(vault.memory + 12, EP_VAULT_FULL.passes);
    assert_int_equal(open_blob(ep_out_bytes(&vault.blob), "zes woorden", EP_VAULT_FULL), EP_VAULT_WEAK);
}

static void test_file_of_another_size_is_damaged(void **state)
{
    static uint8_t large[EP_VAULT_BYTES_MAX + 1];
    struct vault vault;
    (void)state;
    vault_init(&vault);
    for (size_t len = 0; len < EP_VAULT_OVERHEAD; len++)
        assert_int_equal(open_blob((ep_bytes){vault.memory, len}, "zes woorden", EP_VAULT_SMALL), EP_VAULT_DAMAGED);
    for (size_t len = EP_VAULT_OVERHEAD; len < vault.blob.len; len++)
        assert_int_equal(open_blob((ep_bytes){vault.memory, len}, "zes woorden", EP_VAULT_SMALL), EP_VAULT_DAMAGED);
    memcpy(large, vault.memory, vault.blob.len);
    assert_int_equal(open_blob(EP_BYTES(large), "zes woorden", EP_VAULT_SMALL), EP_VAULT_DAMAGED);
    assert_int_equal(open_blob((ep_bytes){NULL, 0}, "zes woorden", EP_VAULT_SMALL), EP_VAULT_DAMAGED);
}

static void test_secrets_that_do_not_fit_are_refused(void **state)
{
    static const uint8_t large[EP_VAULT_BYTES_MAX];
    static uint8_t memory[2 * EP_VAULT_BYTES_MAX];
    struct vault vault;
    ep_out out = EP_OUT(memory);
    ep_out small = {memory, 0, 5};
    ep_bytes over = {large, EP_VAULT_BYTES_MAX - EP_VAULT_OVERHEAD + 1};
    (void)state;
    vault_init(&vault);
    assert_int_equal(ep_vault_seal(&out, over, ep_text("x"), EP_VAULT_SMALL, large), EP_TOO_LARGE);
    assert_int_equal(ep_vault_seal(&small, ep_text(""), ep_text("x"), EP_VAULT_SMALL, large), EP_TOO_LARGE);
    assert_int_equal(ep_vault_open(&small, ep_out_bytes(&vault.blob), ep_text("zes woorden"), EP_VAULT_SMALL),
                     EP_TOO_LARGE);
}

/* How many bytes this process has mapped for data; a sanitizer maps a lot. */
static rlim_t mapped(void)
{
    char line[256];
    unsigned long long kib = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "VmData: %llu", &kib) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return (rlim_t)kib * 1024;
}

/* In a process of its own, which may map 64 MiB more and so not the 256 MiB of a full vault. */
static void test_a_machine_without_memory_is_said_and_not_taken_for_a_wrong_passphrase(void **state)
{
    int status = -1;
    struct vault vault;
    (void)state;
    vault_init(&vault);
    pid_t pid = fork();
    if (pid == 0) {
        uint8_t memory[256];
        ep_out out = EP_OUT(memory);
        struct rlimit little = {mapped() + (64u << 20), mapped() + (64u << 20)};
        uint8_t salt[16] = {1};
        if (setrlimit(RLIMIT_DATA, &little) != 0)
            _exit(2);
        _exit(ep_vault_seal(&out, ep_text("x"), ep_text("y"), EP_VAULT_FULL, salt) == EP_NO_MEMORY ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_vault_is_written_and_opens),
        cmocka_unit_test(test_another_passphrase_is_wrong_and_not_damage),
        cmocka_unit_test(test_every_flipped_byte_is_refused),
        cmocka_unit_test(test_cost_outside_floor_and_ceiling_is_weak),
        cmocka_unit_test(test_small_vault_is_weak_where_the_full_cost_is_asked),
        cmocka_unit_test(test_file_of_another_size_is_damaged),
        cmocka_unit_test(test_secrets_that_do_not_fit_are_refused),
        cmocka_unit_test(test_a_machine_without_memory_is_said_and_not_taken_for_a_wrong_passphrase),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
