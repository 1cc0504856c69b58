#include "crypto/seal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* One key, one text: the nonce may be zero since the entry key is never used again (crypto/DESIGN.md, decision d). */
static const uint8_t nonce[12];
static const size_t class_bytes[EP_SIZE_CLASSES] = {256, 1024, 4096, 16384, 32768};

size_t ep_size_class_bytes(unsigned size_class)
{
    assert(size_class < EP_SIZE_CLASSES);
    return class_bytes[size_class];
}

ep_err ep_size_class(unsigned *out, size_t plain_len)
{
    for (unsigned i = 0; i < EP_SIZE_CLASSES; i++)
        if (plain_len < class_bytes[i]) {
            *out = i;
            return EP_OK;
        }
    return EP_TOO_LARGE;
}

/* The AEAD key in the first half, the commitment in the second. */
static void derive(uint8_t out[64], const uint8_t entry_key[32], ep_bytes core)
{
    ep_hash(out, 64, entry_key, EP_LABEL_ENTRY, &core, 1);
}

ep_err ep_seal(uint8_t commitment[32], ep_out *ciphertext, ep_bytes core, const uint8_t entry_key[32], ep_bytes plain)
{
    uint8_t derived[64];
    unsigned size_class;
    ep_err err = ep_size_class(&size_class, plain.len);
    if (err != EP_OK)
        return err;
    size_t padded = class_bytes[size_class];
    size_t from = ciphertext->len;
    if (padded + EP_SEAL_TAG_BYTES > ciphertext->cap - from)
        return EP_TOO_LARGE;

    err = ep_out_put(ciphertext, plain); /* Padded and sealed in place: no second copy of the text. */
    if (err == EP_OK)
        err = ep_out_pad(ciphertext, from, padded);
    if (err != EP_OK)
        return err;
    uint8_t *at = ciphertext->at + from;
    derive(derived, entry_key, core);
    if (crypto_aead_chacha20poly1305_ietf_encrypt(at, NULL, at, padded, NULL, 0, NULL, nonce, derived) != 0)
        abort();
    memcpy(commitment, derived + 32, 32);
    ciphertext->len += EP_SEAL_TAG_BYTES;
    ep_wipe(derived, sizeof derived);
    return EP_OK;
}

bool ep_seal_fits(ep_bytes core, const uint8_t entry_key[32], const uint8_t commitment[32])
{
    uint8_t derived[64];
    derive(derived, entry_key, core);
    bool fits = ep_secret_equal(derived + 32, commitment);
    ep_wipe(derived, sizeof derived);
    return fits;
}

/* Is this the sealed size of some class? */
static bool is_class(size_t sealed_len)
{
    unsigned size_class;
    return sealed_len > EP_SEAL_TAG_BYTES && ep_size_class(&size_class, sealed_len - EP_SEAL_TAG_BYTES - 1) == EP_OK &&
           class_bytes[size_class] + EP_SEAL_TAG_BYTES == sealed_len;
}

ep_err ep_unseal(ep_out *plain, ep_bytes core, const uint8_t entry_key[32], const uint8_t commitment[32],
                 ep_bytes ciphertext)
{
    uint8_t derived[64];
    ep_err err = EP_OK;
    if (!is_class(ciphertext.len))
        return EP_MALFORMED;
    size_t padded = ciphertext.len - EP_SEAL_TAG_BYTES;
    if (padded > plain->cap - plain->len)
        return EP_TOO_LARGE;

    size_t from = plain->len;
    uint8_t *at = plain->at + from;
    derive(derived, entry_key, core);
    if (!ep_secret_equal(derived + 32, commitment))
        err = EP_COMMITMENT;
    else if (crypto_aead_chacha20poly1305_ietf_decrypt(at, NULL, NULL, ciphertext.at, ciphertext.len, NULL, 0, nonce,
                                                       derived) != 0)
        err = EP_NOT_OPENED;
    else {
        plain->len = from + padded;
        err = ep_out_unpad(plain, from, padded);
        if (err != EP_OK) {
            ep_wipe(at, padded);
            plain->len = from;
        }
    }
    ep_wipe(derived, sizeof derived);
    return err;
}
