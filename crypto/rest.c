#include "crypto/rest.h"

#include <sodium.h>
#include <stdlib.h>

#define SALT_BYTES 32
#define TAG_BYTES (EP_REST_BYTES - SALT_BYTES)

/* One key, one text: the nonce may be zero (rest.h). */
static const uint8_t nonce[12];

ep_err ep_rest_seal(ep_out *sealed, ep_bytes plain, const uint8_t key[32])
{
    uint8_t own[32];
    uint8_t salt[SALT_BYTES];
    if (sealed->cap - sealed->len < EP_REST_BYTES || plain.len > sealed->cap - sealed->len - EP_REST_BYTES)
        return EP_TOO_LARGE;
    ep_hash(salt, sizeof salt, key, EP_LABEL_REST_SALT, &plain, 1);
    ep_hash(own, sizeof own, key, EP_LABEL_REST_KEY, &EP_BYTES(salt), 1);
    ep_err err = ep_out_put(sealed, EP_BYTES(salt));
    if (err == EP_OK && crypto_aead_chacha20poly1305_ietf_encrypt(sealed->at + sealed->len, NULL, plain.at, plain.len,
                                                                  NULL, 0, NULL, nonce, own) != 0)
        abort();
    sealed->len += plain.len + TAG_BYTES;
    ep_wipe(own, sizeof own);
    return err;
}

ep_err ep_rest_open(ep_out *plain, ep_bytes sealed, const uint8_t key[32])
{
    uint8_t own[32];
    if (sealed.len < EP_REST_BYTES)
        return EP_NOT_OPENED;
    if (sealed.len - EP_REST_BYTES > plain->cap - plain->len)
        return EP_TOO_LARGE;
    ep_hash(own, sizeof own, key, EP_LABEL_REST_KEY, &(ep_bytes){sealed.at, SALT_BYTES}, 1);
    bool opened = crypto_aead_chacha20poly1305_ietf_decrypt(plain->at + plain->len, NULL, NULL, sealed.at + SALT_BYTES,
                                                            sealed.len - SALT_BYTES, NULL, 0, nonce, own) == 0;
    if (opened)
        plain->len += sealed.len - EP_REST_BYTES;
    ep_wipe(own, sizeof own);
    return opened ? EP_OK : EP_NOT_OPENED;
}
