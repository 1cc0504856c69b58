/* Promise: the tree is that of RFC 6962, for every size up to 64: its root, and proofs that prove what they say and
 * nothing else. PROTOCOL.md 3. Roots and two proofs are the published test data of certificate-transparency. */
#include "crypto/key.h"
#include "crypto/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#define SIZE_MAX_ 64

static const char *const published_leaves[8] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
static const char *const published_roots[9] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                               "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static void published(uint8_t leaves[8][32])
{
    for (size_t i = 0; i < 8; i++) {
        uint8_t buffer[16];
        ep_out out = EP_OUT(buffer);
        assert_int_equal(ep_unhex(&out, ep_text(published_leaves[i])), EP_OK);
        ep_merkle_leaf(leaves[i], ep_out_bytes(&out));
    }
}

static void many(uint8_t leaves[SIZE_MAX_][32])
{
    for (size_t i = 0; i < SIZE_MAX_; i++)
        ep_merkle_leaf(leaves[i], (ep_bytes){(const uint8_t *)&i, sizeof i});
}

static void root_of(uint8_t root[32], const uint8_t (*leaves)[32], uint64_t size)
{
    struct ep_merkle tree = {0};
    for (uint64_t i = 0; i < size; i++)
        assert_int_equal(ep_merkle_add(&tree, leaves[i]), EP_OK);
    ep_merkle_root(&tree, root);
}

static void test_the_published_roots(void **state)
{
    uint8_t leaves[8][32];
    uint8_t root[32];
    char hex[65];
    (void)state;
    published(leaves);
    for (uint64_t size = 0; size <= 8; size++) {
        root_of(root, (const uint8_t(*)[32])leaves, size);
        ep_hex(hex, EP_BYTES(root));
        assert_string_equal(hex, published_roots[size]);
    }
}

static void test_two_published_proofs(void **state)
{
    static const char *const from_2_to_5[] = {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                              "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"};
    static const char *const from_6_to_7[] = {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                              "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                                              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"};
    struct ep_merkle_proof proof;
    uint8_t leaves[8][32];
    char hex[65];
    (void)state;
    published(leaves);
    ep_merkle_consistency(&proof, (const uint8_t(*)[32])leaves, 2, 5);
    assert_int_equal(proof.count, 2);
    for (size_t i = 0; i < proof.count; i++) {
        ep_hex(hex, EP_BYTES(proof.hash[i]));
        assert_string_equal(hex, from_2_to_5[i]);
    }
    ep_merkle_consistency(&proof, (const uint8_t(*)[32])leaves, 6, 7);
    assert_int_equal(proof.count, 3);
    for (size_t i = 0; i < proof.count; i++) {
        ep_hex(hex, EP_BYTES(proof.hash[i]));
        assert_string_equal(hex, from_6_to_7[i]);
    }
}

/* Another way to the same root and the same proof: level by level, what is left over goes up as it is. */
static void naive(uint8_t root[32], struct ep_merkle_proof *proof, const uint8_t (*leaves)[32], size_t size, size_t n)
{
    uint8_t level[SIZE_MAX_][32];
    memcpy(level, leaves, size * 32);
    proof->count = 0;
    for (; size > 1; n /= 2) {
        size_t up = 0;
        if ((n ^ 1) < size)
            memcpy(proof->hash[proof->count++], level[n ^ 1], 32);
        for (size_t i = 0; i < size; i += 2, up++) {
            uint8_t both[65] = {1};
            memcpy(both + 1, level[i], 32);
            if (i + 1 < size)
                memcpy(both + 33, level[i + 1], 32);
            if (i + 1 < size)
                crypto_hash_sha256(level[up], both, sizeof both);
            else
                memmove(level[up], level[i], 32);
        }
        size = up;
    }
    memcpy(root, level[0], 32);
}

/* Nothing that is not the proof is one: cut, longer, or with one bit turned. */
static void each_wrong(const struct ep_merkle_proof *proof, ep_err (*check)(const struct ep_merkle_proof *, void *),
                       void *arg)
{
    struct ep_merkle_proof wrong = *proof;
    assert_int_equal(check(&wrong, arg), EP_OK);
    for (size_t i = 0; i < proof->count; i++) {
        wrong.hash[i][i % 32] ^= 0x10;
        assert_int_equal(check(&wrong, arg), EP_LOG_DIFFERS);
        wrong.hash[i][i % 32] ^= 0x10;
    }
    memset(wrong.hash[proof->count], 7, 32);
    wrong.count = proof->count + 1;
    assert_int_equal(check(&wrong, arg), EP_LOG_DIFFERS);
    wrong.count = proof->count - 1;
    if (proof->count > 0)
        assert_int_equal(check(&wrong, arg), EP_LOG_DIFFERS);
}

struct claim {
    uint64_t n, size_1, size_2;
    uint8_t leaf[32], root_1[32], root_2[32];
};

static ep_err included(const struct ep_merkle_proof *proof, void *arg)
{
    const struct claim *claim = arg;
    return ep_merkle_check_inclusion(proof, claim->leaf, claim->n, claim->size_2, claim->root_2);
}

static ep_err consistent(const struct ep_merkle_proof *proof, void *arg)
{
    const struct claim *claim = arg;
    return ep_merkle_check_consistency(proof, claim->size_1, claim->root_1, claim->size_2, claim->root_2);
}

static void test_every_leaf_of_every_size_is_proved_and_no_other(void **state)
{
    uint8_t leaves[SIZE_MAX_][32];
    (void)state;
    many(leaves);
    const uint8_t(*all)[32] = (const uint8_t(*)[32])leaves;
    for (uint64_t size = 1; size <= SIZE_MAX_; size++)
        for (uint64_t n = 0; n < size; n++) {
            struct claim claim = {.n = n, .size_2 = size};
            struct ep_merkle_proof proof, same;
            memcpy(claim.leaf, leaves[n], 32);
            root_of(claim.root_2, all, size);
            ep_merkle_inclusion(&proof, all, size, n);
            uint8_t root[32];
            naive(root, &same, all, size, n);
            assert_memory_equal(root, claim.root_2, 32);
            assert_int_equal(proof.count, same.count);
            assert_memory_equal(proof.hash, same.hash, same.count * 32);
            each_wrong(&proof, included, &claim);
            for (claim.n = 0; claim.n <= size; claim.n++)
                assert_int_equal(included(&proof, &claim), claim.n == n ? EP_OK : EP_LOG_DIFFERS);
            claim.n = n;
            claim.leaf[0] ^= 1;
            assert_int_equal(included(&proof, &claim), EP_LOG_DIFFERS);
        }
}

static void test_every_size_is_the_beginning_of_every_larger_one(void **state)
{
    uint8_t leaves[SIZE_MAX_][32];
    (void)state;
    many(leaves);
    const uint8_t(*all)[32] = (const uint8_t(*)[32])leaves;
    for (uint64_t size_2 = 1; size_2 <= SIZE_MAX_; size_2++)
        for (uint64_t size_1 = 1; size_1 <= size_2; size_1++) {
            struct claim claim = {.size_1 = size_1, .size_2 = size_2};
            struct ep_merkle_proof proof;
            root_of(claim.root_1, all, size_1);
            root_of(claim.root_2, all, size_2);
            ep_merkle_consistency(&proof, all, size_1, size_2);
            each_wrong(&proof, consistent, &claim);
            claim.root_1[0] ^= 1; /* another beginning */
            assert_int_equal(consistent(&proof, &claim), EP_LOG_DIFFERS);
            claim.root_1[0] ^= 1;
            claim.root_2[0] ^= 1; /* another end */
            assert_int_equal(consistent(&proof, &claim), EP_LOG_DIFFERS);
        }
    struct ep_merkle_proof none = {0};
    assert_int_equal(ep_merkle_check_consistency(&none, 0, leaves[0], 1, leaves[0]), EP_LOG_DIFFERS);
    assert_int_equal(ep_merkle_check_consistency(&none, 2, leaves[0], 1, leaves[0]), EP_LOG_DIFFERS);
}

/* A larger tree under a smaller size: the hashes lead to its root, but further up than that size goes. */
static void test_no_proof_leads_beyond_its_size(void **state)
{
    uint8_t leaves[SIZE_MAX_][32];
    uint8_t root[32], low[32], high[32];
    struct ep_merkle_proof proof = {.count = 1};
    (void)state;
    many(leaves);
    const uint8_t(*all)[32] = (const uint8_t(*)[32])leaves;
    root_of(root, all, 2);
    memcpy(proof.hash[0], leaves[0], 32);
    assert_int_equal(ep_merkle_check_inclusion(&proof, leaves[1], 0, 1, root), EP_LOG_DIFFERS);
    ep_merkle_consistency(&proof, all, 3, 4);
    memcpy(proof.hash[proof.count++], leaves[9], 32);
    for (uint64_t size = 3; size <= 4; size++) {
        struct ep_merkle above = {0};
        root_of(root, all, size);
        assert_int_equal(ep_merkle_add(&above, leaves[9]), EP_OK);
        assert_int_equal(ep_merkle_add(&above, root), EP_OK);
        ep_merkle_root(&above, size == 3 ? low : high);
    }
    assert_int_equal(ep_merkle_check_consistency(&proof, 3, low, 4, high), EP_LOG_DIFFERS);
}

static void test_the_frontier_comes_back_and_only_with_its_size(void **state)
{
    uint8_t leaves[SIZE_MAX_][32];
    struct ep_merkle tree = {0};
    struct ep_merkle back;
    uint8_t buffer[EP_MERKLE_LEVELS * 32];
    (void)state;
    many(leaves);
    for (uint64_t size = 0; size <= SIZE_MAX_; size++) {
        uint8_t root[32], again[32];
        ep_out out = EP_OUT(buffer);
        assert_int_equal(ep_merkle_put(&tree, &out), EP_OK);
        assert_int_equal(ep_merkle_take(&back, size, ep_out_bytes(&out)), EP_OK);
        ep_merkle_root(&tree, root);
        ep_merkle_root(&back, again);
        assert_memory_equal(root, again, 32);
        if (size != 0)
            assert_int_equal(ep_merkle_take(&back, size, (ep_bytes){out.at, out.len - 32}), EP_MALFORMED);
        assert_int_equal(ep_merkle_take(&back, size, (ep_bytes){out.at, out.len + 32}), EP_MALFORMED);
        if (size < SIZE_MAX_)
            assert_int_equal(ep_merkle_add(&tree, leaves[size]), EP_OK);
    }
    ep_out small = {buffer, 0, 31};
    assert_int_equal(ep_merkle_put(&tree, &small), EP_TOO_LARGE);
    assert_int_equal(ep_merkle_take(&back, (uint64_t)1 << 32, (ep_bytes){buffer, 32}), EP_MALFORMED);
    tree.size = UINT32_MAX;
    assert_int_equal(ep_merkle_add(&tree, leaves[0]), EP_TOO_MANY);
}

static int open_crypto(void **state)
{
    (void)state;
    return ep_crypto_open() == EP_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_roots),
        cmocka_unit_test(test_two_published_proofs),
        cmocka_unit_test(test_every_leaf_of_every_size_is_proved_and_no_other),
        cmocka_unit_test(test_every_size_is_the_beginning_of_every_larger_one),
        cmocka_unit_test(test_no_proof_leads_beyond_its_size),
        cmocka_unit_test(test_the_frontier_comes_back_and_only_with_its_size),
    };
    return cmocka_run_group_tests(tests, open_crypto, NULL);
}
