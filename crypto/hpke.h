/* HPKE base mode, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180, suite A.2).
 * A sealed text is enc (32) ‖ ciphertext. PROTOCOL.md 5.4. */
#ifndef EP_CRYPTO_HPKE_H
#define EP_CRYPTO_HPKE_H

#include "crypto/key.h"

#define EP_HPKE_OVERHEAD (32 + 16)

/* `ephemeral_secret`: 32 fresh random bytes, used once. EP_BAD_KEY: a low-order `to`.
 * EP_TOO_LARGE: `out` is too small. */
EP_MUST ep_err ep_hpke_seal(ep_out *out, const uint8_t to[32], ep_bytes info, ep_bytes aad, ep_bytes plain,
                            const uint8_t ephemeral_secret[32]);
/* EP_NOT_OPENED: another key, info or aad, or changed bytes. EP_MALFORMED: too short. EP_BAD_KEY: a low-order enc.
 * EP_TOO_LARGE: `out` is too small. */
EP_MUST ep_err ep_hpke_open(ep_out *out, const struct ep_dh_pair *own, ep_bytes info, ep_bytes aad, ep_bytes sealed);

#endif
