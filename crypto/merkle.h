/* A Merkle tree over a log that only grows, in the form of RFC 6962 (2.1; the same in RFC 9162): SHA-256, 0x00 before a
 * leaf, 0x01 before two nodes. Pure functions. PROTOCOL.md 3, crypto/DESIGN.md decision i.
 *
 * One root stands for every leaf and its place. A tree is kept as its frontier: the roots of the perfect trees that its
 * size is the sum of, so that adding and asking the root cost as many hashes as the size has binary digits. */
#ifndef EP_CRYPTO_MERKLE_H
#define EP_CRYPTO_MERKLE_H

#include "crypto/bytes.h"

#define EP_MERKLE_LEVELS 32 /* at most 2^32 - 1 leaves: a number of the protocol */
#define EP_MERKLE_PROOF_MAX 33

struct ep_merkle {
    uint64_t size;                      /* in leaves; all zero is the empty tree */
    uint8_t peak[EP_MERKLE_LEVELS][32]; /* peak[i] is of 2^i leaves, and there where size has that bit */
};

void ep_merkle_leaf(uint8_t hash[32], ep_bytes leaf);
/* One more at the end. EP_TOO_MANY: it is full. */
EP_MUST ep_err ep_merkle_add(struct ep_merkle *tree, const uint8_t leaf_hash[32]);
void ep_merkle_root(const struct ep_merkle *tree, uint8_t root[32]); /* of nothing: SHA-256 of nothing */
/* The frontier as bytes, the largest tree first, 32 bytes for each bit of the size; and back: EP_MALFORMED unless exactly
 * so many for that size. EP_TOO_LARGE. */
EP_MUST ep_err ep_merkle_put(const struct ep_merkle *tree, ep_out *out);
EP_MUST ep_err ep_merkle_take(struct ep_merkle *tree, uint64_t size, ep_bytes peaks);

/* Proofs out of all leaf hashes, `leaves` as many as `size`; they cost a walk over these.
 * Inclusion: that leaf `n` stands in a tree of `size`, n below size. Consistency: that the tree of the first `size_1`
 * leaves is the beginning of the tree of `size_2`, 1 <= size_1 <= size_2. */
struct ep_merkle_proof {
    size_t count;
    uint8_t hash[EP_MERKLE_PROOF_MAX][32];
};
void ep_merkle_inclusion(struct ep_merkle_proof *proof, const uint8_t (*leaves)[32], uint64_t size, uint64_t n);
void ep_merkle_consistency(struct ep_merkle_proof *proof, const uint8_t (*leaves)[32], uint64_t size_1,
                           uint64_t size_2);
/* RFC 9162 2.1.3.2 and 2.1.4.2. EP_LOG_DIFFERS: it proves nothing of the kind. */
EP_MUST ep_err ep_merkle_check_inclusion(const struct ep_merkle_proof *proof, const uint8_t leaf_hash[32], uint64_t n,
                                         uint64_t size, const uint8_t root[32]);
EP_MUST ep_err ep_merkle_check_consistency(const struct ep_merkle_proof *proof, uint64_t size_1,
                                           const uint8_t root_1[32], uint64_t size_2, const uint8_t root_2[32]);

#endif
