/* Hashes, key pairs and signatures. Pure functions: randomness comes in as a parameter. PROTOCOL.md 3.
 * One key, one use: a signing pair is never turned into a Diffie-Hellman pair or the reverse. */
#ifndef EP_CRYPTO_KEY_H
#define EP_CRYPTO_KEY_H

#include "crypto/label.h"

#define EP_KEY_BYTES 32
#define EP_SIGNATURE_BYTES 64
#define EP_HASH_BYTES 32
#define EP_HASH_BYTES_MAX 64

struct ep_sign_pair { /* Ed25519 */
    uint8_t public_key[32];
    uint8_t secret_key[64];
};

struct ep_dh_pair { /* X25519 */
    uint8_t public_key[32];
    uint8_t secret_key[32];
};

/* Start libsodium; call once in main() before anything else. EP_NO_MEMORY when it cannot start. */
EP_MUST ep_err ep_crypto_open(void);
/* The system's randomness; only programs and tests call this, the engine gets it passed in. */
void ep_random(void *unused_ctx, uint8_t *out, size_t len);
void ep_wipe(void *secret, size_t len);
/* Memory for secrets that outlive a function: locked, guarded, zeroed at open, wiped at close. NULL: no memory. */
void *ep_secret_open(size_t len);
void ep_secret_close(void *secret); /* NULL is allowed */
/* As realloc, for what must not stay behind: the `used` bytes at `at` move, and are wiped where they were. NULL: no memory,
 * and all is as it was. `at` may be NULL with `used` 0. */
void *ep_move(void *at, size_t used, size_t len);
bool ep_secret_equal(const uint8_t a[32], const uint8_t b[32]); /* constant in time */

/* BLAKE2b of label ‖ parts, to `out_len` (16 to 64) bytes; keyed when `key` is not NULL. */
void ep_hash(uint8_t *out, size_t out_len, const uint8_t key[32], enum ep_label label, const ep_bytes *parts, size_t n);
/* First 16 bytes of BLAKE2b-256 of a public key, without a label: organisation and author ids. */
ep_id ep_id_of_key(const uint8_t public_key[32]);

void ep_sign_pair_make(struct ep_sign_pair *out, const uint8_t seed[32]);
void ep_dh_pair_make(struct ep_dh_pair *out, const uint8_t secret[32]);
/* EP_BAD_KEY: of small order, so that nothing sealed to it is secret, and nothing is sealed. */
EP_MUST ep_err ep_dh_check(const uint8_t public_key[32]);

/* Ed25519 over label ‖ BLAKE2b-512(bytes): one pass over the bytes, no copy (crypto/DESIGN.md, decision b). */
void ep_sign(uint8_t signature[64], enum ep_label label, ep_bytes bytes, const struct ep_sign_pair *by);
/* EP_FORGED when it does not match. */
EP_MUST ep_err ep_verify(const uint8_t signature[64], enum ep_label label, ep_bytes bytes, const uint8_t by[32]);

#endif
