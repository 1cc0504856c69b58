#include "crypto/merkle.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static void hash_of(uint8_t hash[32], uint8_t prefix, ep_bytes a, ep_bytes b)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, a.at, a.len);
    crypto_hash_sha256_update(&state, b.at, b.len);
    crypto_hash_sha256_final(&state, hash);
}

void ep_merkle_leaf(uint8_t hash[32], ep_bytes leaf)
{
    hash_of(hash, 0, leaf, (ep_bytes){NULL, 0});
}

static void node(uint8_t hash[32], const uint8_t left[32], const uint8_t right[32])
{
    hash_of(hash, 1, (ep_bytes){left, 32}, (ep_bytes){right, 32});
}

/* As a carry goes through a binary counter. */
ep_err ep_merkle_add(struct ep_merkle *tree, const uint8_t leaf_hash[32])
{
    uint8_t carry[32];
    unsigned level = 0;
    if (tree->size >= UINT32_MAX)
        return EP_TOO_MANY;
    memcpy(carry, leaf_hash, 32);
    for (; (tree->size >> level & 1) != 0; level++)
        node(carry, tree->peak[level], carry);
    memcpy(tree->peak[level], carry, 32);
    tree->size++;
    return EP_OK;
}

void ep_merkle_root(const struct ep_merkle *tree, uint8_t root[32])
{
    bool any = false;
    for (unsigned level = 0; level < EP_MERKLE_LEVELS; level++) {
        if ((tree->size >> level & 1) == 0)
            continue;
        if (any)
            node(root, tree->peak[level], root);
        else
            memcpy(root, tree->peak[level], 32);
        any = true;
    }
    if (!any)
        crypto_hash_sha256(root, NULL, 0);
}

ep_err ep_merkle_put(const struct ep_merkle *tree, ep_out *out)
{
    ep_err err = EP_OK;
    for (unsigned level = EP_MERKLE_LEVELS; err == EP_OK && level-- > 0;)
        if ((tree->size >> level & 1) != 0)
            err = ep_out_put(out, EP_BYTES(tree->peak[level]));
    return err;
}

ep_err ep_merkle_take(struct ep_merkle *tree, uint64_t size, ep_bytes peaks)
{
    *tree = (struct ep_merkle){.size = size};
    if (size > UINT32_MAX)
        return EP_MALFORMED;
    for (unsigned level = EP_MERKLE_LEVELS; level-- > 0;) {
        if ((size >> level & 1) == 0)
            continue;
        if (peaks.len < 32)
            return EP_MALFORMED;
        memcpy(tree->peak[level], peaks.at, 32);
        peaks = (ep_bytes){peaks.at + 32, peaks.len - 32};
    }
    return peaks.len == 0 ? EP_OK : EP_MALFORMED;
}

/* The largest power of two below `size`, which is 2 at least: where RFC 6962 divides a tree. */
static uint64_t split(uint64_t size)
{
    uint64_t half = 1;
    while (half < size - half)
        half *= 2;
    return half;
}

static void put_range(struct ep_merkle_proof *proof, const uint8_t (*leaves)[32], uint64_t from, uint64_t to)
{
    struct ep_merkle tree = {0};
    ep_err err = EP_OK;
    for (uint64_t i = from; err == EP_OK && i < to; i++)
        err = ep_merkle_add(&tree, leaves[i]);
    assert(err == EP_OK && proof->count < EP_MERKLE_PROOF_MAX);
    ep_merkle_root(&tree, proof->hash[proof->count++]);
}

/* What was found from the top of the tree stands in a proof from the bottom. */
static void turn(struct ep_merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        uint8_t hash[32];
        size_t other = proof->count - 1 - i;
        memcpy(hash, proof->hash[i], 32);
        memcpy(proof->hash[i], proof->hash[other], 32);
        memcpy(proof->hash[other], hash, 32);
    }
}

void ep_merkle_inclusion(struct ep_merkle_proof *proof, const uint8_t (*leaves)[32], uint64_t size, uint64_t n)
{
    assert(n < size && size <= UINT32_MAX);
    proof->count = 0;
    for (uint64_t from = 0, to = size; to - from > 1;) {
        uint64_t middle = from + split(to - from);
        bool left = n < middle;
        put_range(proof, leaves, left ? middle : from, left ? to : middle);
        *(left ? &to : &from) = middle;
    }
    turn(proof);
}

/* SUBPROOF of RFC 6962 2.1.2: down to the tree that ends where the first one does. The verifier has the first root, so
 * that a tree that is the whole first one is left out. */
void ep_merkle_consistency(struct ep_merkle_proof *proof, const uint8_t (*leaves)[32], uint64_t size_1, uint64_t size_2)
{
    uint64_t from = 0;
    uint64_t to = size_2;
    assert(size_1 >= 1 && size_1 <= size_2 && size_2 <= UINT32_MAX);
    proof->count = 0;
    while (to != size_1) {
        uint64_t middle = from + split(to - from);
        bool left = size_1 <= middle;
        put_range(proof, leaves, left ? middle : from, left ? to : middle);
        *(left ? &to : &from) = middle;
    }
    if (from != 0)
        put_range(proof, leaves, from, to);
    turn(proof);
}

static ep_err same(const uint8_t a[32], const uint8_t b[32])
{
    return memcmp(a, b, 32) == 0 ? EP_OK : EP_LOG_DIFFERS;
}

/* Upwards from leaf `at` of a tree whose last leaf is `last`, both shifted as far as the way has come: is the tree that
 * the next hash stands for on the left? */
static bool on_left(uint64_t *at, uint64_t *last)
{
    bool left = (*at & 1) != 0 || *at == *last;
    while (left && (*at & 1) == 0 && *at != 0) {
        *at >>= 1;
        *last >>= 1;
    }
    *at >>= 1;
    *last >>= 1;
    return left;
}

ep_err ep_merkle_check_inclusion(const struct ep_merkle_proof *proof, const uint8_t leaf_hash[32], uint64_t n,
                                 uint64_t size, const uint8_t root[32])
{
    uint8_t hash[32];
    if (n >= size)
        return EP_LOG_DIFFERS;
    uint64_t last = size - 1;
    memcpy(hash, leaf_hash, 32);
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0)
            return EP_LOG_DIFFERS;
        if (on_left(&n, &last))
            node(hash, proof->hash[i], hash);
        else
            node(hash, hash, proof->hash[i]);
    }
    return last == 0 ? same(hash, root) : EP_LOG_DIFFERS;
}

ep_err ep_merkle_check_consistency(const struct ep_merkle_proof *proof, uint64_t size_1, const uint8_t root_1[32],
                                   uint64_t size_2, const uint8_t root_2[32])
{
    uint8_t first[32];
    uint8_t second[32];
    bool whole = (size_1 & (size_1 - 1)) == 0; /* one perfect tree: its root is not in the proof */
    if (size_1 == 0 || size_1 > size_2)
        return EP_LOG_DIFFERS;
    if (size_1 == size_2)
        return proof->count == 0 ? same(root_1, root_2) : EP_LOG_DIFFERS;
    if (proof->count < (whole ? 0u : 1u))
        return EP_LOG_DIFFERS;
    uint64_t at = size_1 - 1;
    uint64_t last = size_2 - 1;
    for (; (at & 1) != 0; at >>= 1)
        last >>= 1;
    memcpy(first, whole ? root_1 : proof->hash[0], 32);
    memcpy(second, first, 32);
    for (size_t i = whole ? 0 : 1; i < proof->count; i++) {
        if (last == 0)
            return EP_LOG_DIFFERS;
        if (on_left(&at, &last)) {
            node(first, proof->hash[i], first);
            node(second, proof->hash[i], second);
        } else {
            node(second, second, proof->hash[i]);
        }
    }
    return last == 0 && same(first, root_1) == EP_OK ? same(second, root_2) : EP_LOG_DIFFERS;
}
