/* Sealing what a node keeps at rest, under a key that it can destroy. Never on a wire. PROTOCOL.md 3, DESIGN 6.
 *
 * sealed = salt ‖ ChaCha20-Poly1305 of the text, nonce 0, under a key of its own; salt = BLAKE2b-256[key](label ‖ text),
 * its key = BLAKE2b-256[key](label ‖ salt). Another text has another salt, so that no key and nonce ever meet twice, not
 * even after a restore; and no randomness is asked for. Who sees two sealed texts learns whether they are one. */
#ifndef EP_CRYPTO_REST_H
#define EP_CRYPTO_REST_H

#include "crypto/key.h"

#define EP_REST_BYTES 48 /* longer than the text: salt and tag */

/* `sealed` grows by plain.len + EP_REST_BYTES. EP_TOO_LARGE when it would not fit; nothing is written then. */
EP_MUST ep_err ep_rest_seal(ep_out *sealed, ep_bytes plain, const uint8_t key[32]);
/* EP_NOT_OPENED: another key, or changed bytes. EP_TOO_LARGE. Nothing is written then. */
EP_MUST ep_err ep_rest_open(ep_out *plain, ep_bytes sealed, const uint8_t key[32]);

#endif
