/* Sealing an entry: committing, single use, padded. PROTOCOL.md 5.3, DESIGN 5 "Entry key".
 *
 * key ‖ commitment = BLAKE2b-512(keyed with the entry key, label ‖ core); ChaCha20-Poly1305 with nonce 0. So one
 * ciphertext can never open as two texts. The entry key is fresh random at every sealing. */
#ifndef EP_CRYPTO_SEAL_H
#define EP_CRYPTO_SEAL_H

#include "crypto/key.h"

#define EP_SIZE_CLASSES 5
#define EP_SEAL_TAG_BYTES 16
#define EP_PLAIN_BYTES_MAX 32767 /* the largest class, less one byte of padding */

/* The padded sizes: 256, 1024, 4096, 16384, 32768. */
size_t ep_size_class_bytes(unsigned size_class);
/* The smallest class that holds `plain_len` and at least one byte of padding; EP_TOO_LARGE when none does. */
EP_MUST ep_err ep_size_class(unsigned *out, size_t plain_len);

/* Pads `plain` (ISO/IEC 7816-4) to its class and seals it; `ciphertext` grows by class + 16 bytes. */
EP_MUST ep_err ep_seal(uint8_t commitment[32], ep_out *ciphertext, ep_bytes core, const uint8_t entry_key[32],
                       ep_bytes plain);
/* Is this the key that was committed to? */
bool ep_seal_fits(ep_bytes core, const uint8_t entry_key[32], const uint8_t commitment[32]);
/* EP_COMMITMENT: this key is not the one committed to. EP_NOT_OPENED: changed bytes. EP_MALFORMED: no class or padding.
 * EP_TOO_LARGE: `plain` has no room for the whole class, since the text stands there with its padding at first. */
EP_MUST ep_err ep_unseal(ep_out *plain, ep_bytes core, const uint8_t entry_key[32], const uint8_t commitment[32],
                         ep_bytes ciphertext);

#endif
