/* Promise: hashes and signatures are those of the published algorithms under our labels, and only for what was signed.
 * The expected values come from Python's hashlib and cryptography, not from libsodium. */
#include "crypto/key.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_hex(const uint8_t *at, size_t len, const char *expected)
{
    char hex[129];
    ep_hex(hex, (ep_bytes){at, len});
    assert_string_equal(hex, expected);
}

static const uint8_t rfc8032_seed[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                         0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                         0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};

static void test_hash_is_blake2b_of_label_and_parts(void **state)
{
    const ep_bytes parts[] = {ep_text("een"), ep_text("plan")};
    const ep_bytes whole = ep_text("eenplan");
    uint8_t key[32];
    uint8_t hash[64];
    (void)state;
    ep_hash(hash, 32, NULL, EP_LABEL_RUNNING, parts, 2);
    assert_hex(hash, 32, "b001c6bbf6912da21d6e8315b31b260de1a5dae7c5b5cb540671d8efb7e43468");
    ep_hash(hash, 32, NULL, EP_LABEL_RUNNING, &whole, 1); /* Parts are not framed: the caller does that. */
    assert_hex(hash, 32, "b001c6bbf6912da21d6e8315b31b260de1a5dae7c5b5cb540671d8efb7e43468");
    memset(key, 7, sizeof key);
    ep_hash(hash, 64, key, EP_LABEL_RUNNING, parts, 2);
    assert_hex(hash, 64,
               "fc0036f4f149dad9b0f0378b6c526406257e5996204ab73c4a0acc9443883e6b"
               "7c0c70850578f9e10f1692510f64dd56dc9b6b6b17d0c58f36f97aa7939b7626");
}

static void test_id_of_a_key_is_the_first_half_of_its_hash(void **state)
{
    uint8_t key[32];
    (void)state;
    memset(key, 9, sizeof key);
    ep_id id = ep_id_of_key(key);
    assert_hex(id.b, sizeof id.b, "25d80d45a11b372d5a2357f996ed048e");
}

static void test_pairs_are_those_of_the_rfcs(void **state)
{
    static const uint8_t rfc7748_secret[32] = {0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1,
                                               0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0,
                                               0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a};
    struct ep_sign_pair sign;
    struct ep_dh_pair dh;
    (void)state;
    ep_sign_pair_make(&sign, rfc8032_seed);
    assert_hex(sign.public_key, 32, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    ep_dh_pair_make(&dh, rfc7748_secret);
    assert_hex(dh.public_key, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    assert_memory_equal(dh.secret_key, rfc7748_secret, 32);
}

static void test_signature_is_ed25519_over_label_and_hash(void **state)
{
    struct ep_sign_pair pair;
    uint8_t signature[64];
    (void)state;
    ep_sign_pair_make(&pair, rfc8032_seed);
    ep_sign(signature, EP_LABEL_STATEMENT, ep_text("een bericht"), &pair);
    assert_hex(signature, 64,
               "f686a279fc55d3351060a136e2245efc5c50c84fa40ce7cc235c0b4ea774f1b9"
               "111fd90405163ffec998f8642b9c6d36ea808f9f7724754e9ba0d1352433160e");
    assert_int_equal(ep_verify(signature, EP_LABEL_STATEMENT, ep_text("een bericht"), pair.public_key), EP_OK);
}

static void test_signature_for_another_text_label_or_key_is_forged(void **state)
{
    struct ep_sign_pair pair;
    struct ep_sign_pair other;
    uint8_t signature[64];
    (void)state;
    ep_sign_pair_make(&pair, rfc8032_seed);
    ep_sign_pair_make(&other, pair.public_key);
    ep_sign(signature, EP_LABEL_STATEMENT, ep_text("een"), &pair);
    assert_int_equal(ep_verify(signature, EP_LABEL_STATEMENT, ep_text("eem"), pair.public_key), EP_FORGED);
    assert_int_equal(ep_verify(signature, EP_LABEL_POSITION, ep_text("een"), pair.public_key), EP_FORGED);
    assert_int_equal(ep_verify(signature, EP_LABEL_STATEMENT, ep_text("een"), other.public_key), EP_FORGED);
    for (size_t i = 0; i < sizeof signature; i++) {
        signature[i] ^= 1;
        assert_int_equal(ep_verify(signature, EP_LABEL_STATEMENT, ep_text("een"), pair.public_key), EP_FORGED);
        signature[i] ^= 1;
    }
}

static void test_key_of_low_order_signs_nothing(void **state)
{
    /* Under the neutral point, R = the neutral point and S = 0 would verify for every text. */
    static const uint8_t neutral[32] = {1};
    static const uint8_t signature[64] = {1};
    (void)state;
    assert_int_equal(ep_verify(signature, EP_LABEL_STATEMENT, ep_text("een"), neutral), EP_FORGED);
}

static void test_secrets_are_compared_whole_and_wiped_whole(void **state)
{
    uint8_t a[32];
    uint8_t b[32];
    (void)state;
    ep_random(NULL, a, sizeof a);
    memcpy(b, a, sizeof b);
    assert_true(ep_secret_equal(a, b));
    for (size_t i = 0; i < sizeof b; i++) {
        b[i] ^= 0x80;
        assert_false(ep_secret_equal(a, b));
        b[i] ^= 0x80;
    }
    ep_wipe(a, sizeof a);
    memset(b, 0, sizeof b);
    assert_memory_equal(a, b, sizeof a);
}

static void test_secret_memory_begins_zeroed(void **state)
{
    static const uint8_t zero[100];
    uint8_t *secret = ep_secret_open(sizeof zero);
    (void)state;
    assert_non_null(secret);
    assert_memory_equal(secret, zero, sizeof zero);
    ep_secret_close(secret);
    ep_secret_close(NULL);
}

/* What stands in memory, also where it was freed: the kernel is asked, since we may not look there ourselves. */
static void test_what_moves_to_a_larger_place_leaves_nothing_behind(void **state)
{
    uint8_t left[64] = {0};
    uint8_t *small = malloc(sizeof left);
    (void)state;
    assert_non_null(small);
    memset(small, 0x5a, sizeof left);
    off_t was = (off_t)(uintptr_t)small;
    uint8_t *large = ep_move(small, sizeof left, 4096);
    assert_non_null(large);
    for (size_t i = 0; i < sizeof left; i++)
        assert_int_equal(large[i], 0x5a);
    int memory = open("/proc/self/mem", O_RDONLY);
    ssize_t got = memory >= 0 ? pread(memory, left, sizeof left, was) : -1;
    if (memory >= 0)
        close(memory);
    free(large);
    if (got != (ssize_t)sizeof left) {
        print_message("skipped: /proc/self/mem cannot be read\n");
        skip();
    }
    for (size_t i = 0; i + 1 < sizeof left; i++)
        assert_false(left[i] == 0x5a && left[i + 1] == 0x5a);
}

static void test_randomness_does_not_repeat(void **state)
{
    uint8_t a[32];
    uint8_t b[32];
    (void)state;
    ep_random(NULL, a, sizeof a);
    ep_random(NULL, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_is_blake2b_of_label_and_parts),
        cmocka_unit_test(test_id_of_a_key_is_the_first_half_of_its_hash),
        cmocka_unit_test(test_pairs_are_those_of_the_rfcs),
        cmocka_unit_test(test_signature_is_ed25519_over_label_and_hash),
        cmocka_unit_test(test_signature_for_another_text_label_or_key_is_forged),
        cmocka_unit_test(test_key_of_low_order_signs_nothing),
        cmocka_unit_test(test_secrets_are_compared_whole_and_wiped_whole),
        cmocka_unit_test(test_secret_memory_begins_zeroed),
        cmocka_unit_test(test_what_moves_to_a_larger_place_leaves_nothing_behind),
        cmocka_unit_test(test_randomness_does_not_repeat),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
