/* Promise: a sealed entry opens as one text only, under the key it was committed to, and shows no more than its size
 * class. The golden values come from Python's hashlib and cryptography. */
#include "crypto/seal.h"

#include "crypto/noise.h"
#include "tests/vectors/salamander.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SEALED_BYTES_MAX (EP_PLAIN_BYTES_MAX + 1 + EP_SEAL_TAG_BYTES)

static const uint8_t key[32] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static void assert_hex(const uint8_t *at, size_t len, const char *expected)
{
    char hex[65];
    ep_hex(hex, (ep_bytes){at, len});
    assert_string_equal(hex, expected);
}

static void test_sealing_gives_the_golden_bytes(void **state)
{
    uint8_t memory[272];
    uint8_t commitment[32];
    ep_out out = EP_OUT(memory);
    (void)state;
    assert_int_equal(ep_seal(commitment, &out, ep_text("core"), key, ep_text("hallo")), EP_OK);
    assert_int_equal(out.len, 272);
    assert_hex(commitment, 32, "2652d347b9c2de8a3a05c5ef8f39cd7ecdbae3003a7616739d106d27cdedd6dc");
    assert_hex(memory, 32, "4fc0a604bb0ce0284d0fbb579472003ac6a5635eea47aca7d8f10c24f1a31a9c");
    assert_hex(memory + 256, 16, "c970345a708ade4f6dc331e1648e8bf8");
}

static void test_text_of_every_edge_size_comes_back_in_its_class(void **state)
{
    static const struct {
        size_t plain, padded;
    } rows[] = {{0, 256},     {1, 256},      {255, 256},     {256, 1024},    {1023, 1024},  {1024, 4096},
                {4095, 4096}, {4096, 16384}, {16383, 16384}, {16384, 32768}, {32767, 32768}};
    static uint8_t text[EP_PLAIN_BYTES_MAX];
    static uint8_t sealed[SEALED_BYTES_MAX];
    static uint8_t opened[EP_PLAIN_BYTES_MAX + 1];
    (void)state;
    memset(text, 0x80, sizeof text); /* Text that looks like padding must not be taken for it. */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t commitment[32];
        ep_out out = EP_OUT(sealed);
        ep_out plain = EP_OUT(opened);
        ep_bytes in = {text, rows[i].plain};
        assert_int_equal(ep_seal(commitment, &out, ep_text("core"), key, in), EP_OK);
        assert_int_equal(out.len, rows[i].padded + EP_SEAL_TAG_BYTES);
        assert_int_equal(ep_unseal(&plain, ep_text("core"), key, commitment, ep_out_bytes(&out)), EP_OK);
        assert_true(ep_bytes_equal(ep_out_bytes(&plain), in));
    }
}

static void test_size_class_is_the_smallest_that_holds_text_and_padding(void **state)
{
    unsigned size_class = 9;
    (void)state;
    for (unsigned i = 0; i < EP_SIZE_CLASSES; i++) {
        assert_int_equal(ep_size_class(&size_class, ep_size_class_bytes(i) - 1), EP_OK);
        assert_int_equal(size_class, i);
    }
    assert_int_equal(ep_size_class_bytes(EP_SIZE_CLASSES - 1), EP_PLAIN_BYTES_MAX + 1);
    assert_int_equal(ep_size_class(&size_class, EP_PLAIN_BYTES_MAX + 1), EP_TOO_LARGE);
}

static void test_text_that_does_not_fit_is_refused(void **state)
{
    static uint8_t memory[SEALED_BYTES_MAX];
    uint8_t commitment[32];
    ep_out out = EP_OUT(memory);
    ep_out small = {memory, 0, 271};
    (void)state;
    assert_int_equal(ep_seal(commitment, &out, ep_text("core"), key, (ep_bytes){memory, EP_PLAIN_BYTES_MAX + 1}),
                     EP_TOO_LARGE);
    assert_int_equal(ep_seal(commitment, &small, ep_text("core"), key, ep_text("hallo")), EP_TOO_LARGE);
    assert_int_equal(ep_seal(commitment, &out, ep_text("core"), key, ep_text("hallo")), EP_OK);
    ep_out narrow = {memory + 512, 0, 255};
    assert_int_equal(ep_unseal(&narrow, ep_text("core"), key, commitment, ep_out_bytes(&out)), EP_TOO_LARGE);
}

static void take32(uint8_t to[32], const char *hex)
{
    ep_out out = {to, 0, 32};
    assert_int_equal(ep_unhex(&out, ep_text(hex)), EP_OK);
}

/* The commitment that ep_seal would have made for this key. */
static void commitment_of(uint8_t commitment[32], const uint8_t entry_key[32])
{
    uint8_t derived[64];
    ep_bytes core = ep_text(SALAMANDER_CORE);
    ep_hash(derived, sizeof derived, entry_key, EP_LABEL_ENTRY, &core, 1);
    memcpy(commitment, derived + 32, 32);
}

static void test_invisible_salamander_opens_under_one_key_only(void **state)
{
    uint8_t memory[272];
    uint8_t opened[256];
    uint8_t keys[2][32];
    uint8_t commitments[2][32];
    ep_out sealed = EP_OUT(memory);
    (void)state;
    assert_int_equal(ep_unhex(&sealed, ep_text(SALAMANDER_CIPHERTEXT)), EP_OK);
    take32(keys[0], SALAMANDER_ENTRY_KEY_1);
    take32(keys[1], SALAMANDER_ENTRY_KEY_2);
    commitment_of(commitments[0], keys[0]);
    commitment_of(commitments[1], keys[1]);
    /* The cipher itself accepts both keys, so the commitment is all that tells them apart. */
    for (unsigned k = 0; k < 2; k++)
        for (unsigned c = 0; c < 2; c++) {
            ep_out plain = EP_OUT(opened);
            ep_err err = ep_unseal(&plain, ep_text(SALAMANDER_CORE), keys[k], commitments[c], ep_out_bytes(&sealed));
            assert_int_equal(err, k == c ? EP_OK : EP_COMMITMENT);
            assert_int_equal(plain.len, k == c ? 255 : 0);
            if (k == c)
                assert_memory_equal(opened + 16 * k, k == 0 ? SALAMANDER_BEGINS_1 : SALAMANDER_GOES_ON_2, 16);
        }
}

static void test_another_key_core_or_commitment_is_not_the_one_committed_to(void **state)
{
    static const uint8_t other[32] = {2};
    uint8_t memory[272];
    uint8_t opened[256];
    uint8_t commitment[32];
    ep_out out = EP_OUT(memory);
    ep_out plain = EP_OUT(opened);
    (void)state;
    assert_int_equal(ep_seal(commitment, &out, ep_text("core"), key, ep_text("hallo")), EP_OK);
    ep_bytes sealed = ep_out_bytes(&out);
    assert_int_equal(ep_unseal(&plain, ep_text("core"), other, commitment, sealed), EP_COMMITMENT);
    assert_int_equal(ep_unseal(&plain, ep_text("cord"), key, commitment, sealed), EP_COMMITMENT);
    for (size_t i = 0; i < sizeof commitment; i++) {
        commitment[i] ^= 1;
        assert_int_equal(ep_unseal(&plain, ep_text("core"), key, commitment, sealed), EP_COMMITMENT);
        commitment[i] ^= 1;
    }
    assert_int_equal(plain.len, 0);
    assert_int_equal(ep_unseal(&plain, ep_text("core"), key, commitment, sealed), EP_OK);
}

static void test_every_flipped_byte_and_every_other_size_is_refused(void **state)
{
    uint8_t memory[272];
    uint8_t opened[256];
    uint8_t commitment[32];
    ep_out out = EP_OUT(memory);
    ep_out plain = EP_OUT(opened);
    (void)state;
    assert_int_equal(ep_seal(commitment, &out, ep_text("core"), key, ep_text("hallo")), EP_OK);
    for (size_t i = 0; i < out.len; i++) {
        memory[i] ^= 1;
        assert_int_equal(ep_unseal(&plain, ep_text("core"), key, commitment, ep_out_bytes(&out)), EP_NOT_OPENED);
        memory[i] ^= 1;
        assert_int_equal(ep_unseal(&plain, ep_text("core"), key, commitment, (ep_bytes){memory, i}), EP_MALFORMED);
    }
    assert_int_equal(plain.len, 0);
}

static void test_authentic_text_without_padding_is_malformed(void **state)
{
    static const uint8_t rows[][2] = {{0, 0}, {0x80, 1}, {1, 0}}; /* The last two bytes of 256. */
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t text[256] = {0};
        uint8_t memory[272];
        uint8_t derived[64];
        struct ep_cipher cipher = {.nonce = 0}; /* The same cipher under the same nonce, without the padding. */
        ep_bytes core = ep_text("core");
        ep_out out = EP_OUT(memory);
        ep_out plain = EP_OUT(text);
        memcpy(text + 254, rows[i], 2);
        ep_hash(derived, sizeof derived, key, EP_LABEL_ENTRY, &core, 1);
        memcpy(cipher.key, derived, 32);
        assert_int_equal(ep_cipher_seal(&cipher, EP_BYTES(text), &out), EP_OK);
        assert_int_equal(ep_unseal(&plain, core, key, derived + 32, ep_out_bytes(&out)), EP_MALFORMED);
        assert_int_equal(plain.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sealing_gives_the_golden_bytes),
        cmocka_unit_test(test_text_of_every_edge_size_comes_back_in_its_class),
        cmocka_unit_test(test_size_class_is_the_smallest_that_holds_text_and_padding),
        cmocka_unit_test(test_text_that_does_not_fit_is_refused),
        cmocka_unit_test(test_invisible_salamander_opens_under_one_key_only),
        cmocka_unit_test(test_another_key_core_or_commitment_is_not_the_one_committed_to),
        cmocka_unit_test(test_every_flipped_byte_and_every_other_size_is_refused),
        cmocka_unit_test(test_authentic_text_without_padding_is_malformed),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
