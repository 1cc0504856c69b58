/* A vault: secrets under a passphrase. Argon2id, committing, authenticated. PROTOCOL.md 8.1.
 *
 * blob = "EPKLUIS1" ‖ memory KiB (u32) ‖ passes (u32) ‖ salt (16) ‖ commitment (32) ‖ ciphertext ‖ tag (16).
 * key ‖ commitment = BLAKE2b-512(keyed with Argon2id's 32 bytes, label ‖ the first 32 bytes of the blob); nonce 0: the
 * salt is fresh at every writing. Reading and writing the file is the client's (cli/vault_file.h). */
#ifndef EP_CRYPTO_VAULT_H
#define EP_CRYPTO_VAULT_H

#include "crypto/key.h"

#define EP_VAULT_OVERHEAD (8 + 4 + 4 + 16 + 32 + 16)
#define EP_VAULT_BYTES_MAX 4096

struct ep_vault_cost {
    uint32_t memory_kib;
    uint32_t passes;
};

extern const struct ep_vault_cost EP_VAULT_FULL;  /* 256 MiB, 3 passes: every vault of a real user, and the floor */
extern const struct ep_vault_cost EP_VAULT_SMALL; /* 8 MiB, 1 pass: only behind the explicit test switch */
extern const struct ep_vault_cost EP_VAULT_MOST;  /* 1 GiB, 8 passes: the ceiling, so that a file cannot stall us */

/* EP_VAULT_WEAK: cost outside EP_VAULT_SMALL and EP_VAULT_MOST. EP_TOO_LARGE: past EP_VAULT_BYTES_MAX, or `blob` is too
 * small. EP_NO_MEMORY. */
EP_MUST ep_err ep_vault_seal(ep_out *blob, ep_bytes plain, ep_bytes passphrase, struct ep_vault_cost cost,
                             const uint8_t salt[16]);
/* EP_VAULT_DAMAGED: not a vault or changed. EP_VAULT_WEAK: cost below `floor` or above the ceiling.
 * EP_WRONG_PASSPHRASE: the commitment does not match. EP_TOO_LARGE: `plain` is too small. EP_NO_MEMORY.
 * `plain` holds secrets: the caller wipes it. */
EP_MUST ep_err ep_vault_open(ep_out *plain, ep_bytes blob, ep_bytes passphrase, struct ep_vault_cost floor);

#endif
