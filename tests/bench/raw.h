/* The bare side: the primitives that nobody could leave out, called on libsodium and SQLite with nothing in between.
 * Nothing of eenplan is included here but the numbers of its format. */
#ifndef EP_TESTS_BENCH_RAW_H
#define EP_TESTS_BENCH_RAW_H

#include <stddef.h>
#include <stdint.h>

/* An Ed25519 signature over label ‖ BLAKE2b-512 of the bytes, made and checked. */
void raw_sign(uint8_t signature[64], const uint8_t *bytes, size_t len, const uint8_t secret[64]);
void raw_verify(const uint8_t *statement, size_t len, const uint8_t key[32]); /* its last 64 bytes are the signature */
/* A keyed BLAKE2b-512 over the core, and ChaCha20-Poly1305. */
void raw_seal(uint8_t *cipher, const uint8_t *plain, size_t len, const uint8_t *core, size_t core_len);
void raw_open(uint8_t *plain, const uint8_t *cipher, size_t len, const uint8_t key[32], const uint8_t *core,
              size_t core_len);
/* HPKE base mode of RFC 9180 A.2: two scalar multiplications to seal and one to open, its hashes and its AEAD. */
void raw_wrap(uint8_t *sealed, const uint8_t *plain, size_t len, const uint8_t to[32], const uint8_t *info,
              size_t info_len);
void raw_unwrap(uint8_t *plain, const uint8_t *sealed, size_t len, const uint8_t secret[32], const uint8_t own[32],
                const uint8_t *info, size_t info_len);
/* What a link adds to a frame: ChaCha20-Poly1305, 16 bytes. Always one key and one nonce: it costs the same. */
void raw_link_seal(uint8_t *cipher, const uint8_t *plain, size_t len);
void raw_link_open(uint8_t *plain, const uint8_t *cipher, size_t len); /* of the cipher */
void raw_running_hash(uint8_t hash[32], const uint8_t *statement, size_t len);

/* A database with the pragmas, the columns and the indexes of the node's statements. */
struct raw_store;
struct raw_columns {
    int kind;
    const uint8_t *id, *huishouden, *org, *author, *subject, *ref, *to_org; /* 16 bytes each */
};
struct raw_store *raw_store_open(const char *path);
void raw_store_close(struct raw_store *store);
void raw_begin(struct raw_store *store);
void raw_insert(struct raw_store *store, const struct raw_columns *columns, const uint8_t *bytes, size_t len);
void raw_delete(struct raw_store *store, const uint8_t huishouden[16], int kind);
void raw_commit(struct raw_store *store);

#endif
