/* Noise_IKpsk2_25519_ChaChaPoly_SHA512 (Noise revision 34), the handshake of every link. PROTOCOL.md 4.3.
 *
 * Sans-IO: messages in and out, fresh ephemeral secret passed in. Initiator: init, write1, read2, split.
 * Responder: init, read1 (then `their_static` is known and the caller chooses the PSK), write2, split.
 * Any error leaves the state unusable; wipe it. */
#ifndef EP_CRYPTO_NOISE_H
#define EP_CRYPTO_NOISE_H

#include "crypto/key.h"

#define EP_NOISE_HASH_BYTES 64
#define EP_NOISE_TAG_BYTES 16
#define EP_NOISE_MESSAGE1_BYTES (32 + 32 + 16 + 16) /* plus the payload */
#define EP_NOISE_MESSAGE2_BYTES (32 + 16)           /* plus the payload */
#define EP_NOISE_MESSAGE_BYTES_MAX 65535

struct ep_cipher { /* one direction; the nonce is a counter and ends before it could repeat */
    uint8_t key[32];
    uint64_t nonce;
};

struct ep_noise {
    bool initiator;
    uint8_t hash[64];
    uint8_t chaining_key[64];
    struct ep_cipher cipher;
    bool has_key;
    struct ep_dh_pair own_static;
    struct ep_dh_pair ephemeral;
    uint8_t their_static[32];
    uint8_t their_ephemeral[32];
};

/* `their_static` is given by an initiator and NULL for a responder. */
void ep_noise_init(struct ep_noise *noise, bool initiator, ep_bytes prologue, const struct ep_dh_pair *own_static,
                   const uint8_t *their_static, const uint8_t ephemeral_secret[32]);
void ep_noise_wipe(struct ep_noise *noise);

/* EP_BAD_KEY: a Diffie-Hellman result of zero. EP_NOT_OPENED: a tag does not match. EP_MALFORMED: too short.
 * EP_TOO_LARGE: `out` is too small or the message would pass 65535 bytes. */
EP_MUST ep_err ep_noise_write1(struct ep_noise *noise, ep_bytes payload, ep_out *out);
EP_MUST ep_err ep_noise_read1(struct ep_noise *noise, ep_bytes message, ep_out *payload);
EP_MUST ep_err ep_noise_write2(struct ep_noise *noise, const uint8_t psk[32], ep_bytes payload, ep_out *out);
EP_MUST ep_err ep_noise_read2(struct ep_noise *noise, const uint8_t psk[32], ep_bytes message, ep_out *payload);
/* The two transport ciphers and the handshake hash; wipes `noise`. */
void ep_noise_split(struct ep_noise *noise, struct ep_cipher *send, struct ep_cipher *receive, uint8_t hash[64]);

/* Transport: ChaCha20-Poly1305 with an empty ad. EP_NOT_OPENED also when the counter is used up. */
EP_MUST ep_err ep_cipher_seal(struct ep_cipher *cipher, ep_bytes plain, ep_out *out);
EP_MUST ep_err ep_cipher_open(struct ep_cipher *cipher, ep_bytes sealed, ep_out *plain);

#endif
