#include "crypto/hpke.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* RFC 9180, 4.1 and 5.1: KEM 0x0020, KDF 0x0001, AEAD 0x0003. */
static const uint8_t kem_suite[] = {'K', 'E', 'M', 0x00, 0x20};
static const uint8_t hpke_suite[] = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};
static const ep_bytes nothing = {NULL, 0};

/* libsodium has no failure here; if that ever changes, going on would use an unwritten key. */
static void hmac(uint8_t out[32], ep_bytes key, const ep_bytes *parts, size_t n)
{
    static const uint8_t empty_key[1];
    crypto_auth_hmacsha256_state state;
    int bad = crypto_auth_hmacsha256_init(&state, key.at != NULL ? key.at : empty_key, key.len);
    for (size_t i = 0; i < n; i++)
        bad |= crypto_auth_hmacsha256_update(&state, parts[i].at, parts[i].len);
    bad |= crypto_auth_hmacsha256_final(&state, out);
    ep_wipe(&state, sizeof state);
    if (bad != 0)
        abort();
}

/* RFC 9180, 4: LabeledExtract. */
static void extract(uint8_t prk[32], ep_bytes salt, ep_bytes suite, const char *label, ep_bytes material)
{
    const ep_bytes parts[] = {ep_text("HPKE-v1"), suite, ep_text(label), material};
    hmac(prk, salt, parts, sizeof parts / sizeof parts[0]);
}

/* RFC 9180, 4: LabeledExpand. We never need more than the first block of HKDF, 32 bytes. */
static void expand(ep_out *out, const uint8_t prk[32], ep_bytes suite, const char *label, ep_bytes context)
{
    uint8_t block[32];
    const uint8_t length[2] = {0, (uint8_t)out->cap};
    const uint8_t one = 1;
    const ep_bytes parts[] = {EP_BYTES(length), ep_text("HPKE-v1"), suite, ep_text(label), context, {&one, 1}};
    hmac(block, (ep_bytes){prk, 32}, parts, sizeof parts / sizeof parts[0]);
    memcpy(out->at, block, out->cap);
    ep_wipe(block, sizeof block);
}

struct aead {
    uint8_t key[32];
    uint8_t nonce[12]; /* Of sequence number 0, the only one we ever use. */
};

/* RFC 9180, 4.1 (ExtractAndExpand) and 5.1 (KeySchedule, base mode). `kem` is enc ‖ the receiver's public key. */
static void schedule(struct aead *aead, const uint8_t dh[32], const uint8_t kem[64], ep_bytes info)
{
    uint8_t prk[32];
    uint8_t shared[32];
    uint8_t context[65] = {0}; /* Mode base is 0, then the hashes of an absent psk id and of info. */
    ep_out out = EP_OUT(shared);
    extract(prk, nothing, EP_BYTES(kem_suite), "eae_prk", (ep_bytes){dh, 32});
    expand(&out, prk, EP_BYTES(kem_suite), "shared_secret", (ep_bytes){kem, 64});

    extract(context + 1, nothing, EP_BYTES(hpke_suite), "psk_id_hash", nothing);
    extract(context + 33, nothing, EP_BYTES(hpke_suite), "info_hash", info);
    extract(prk, EP_BYTES(shared), EP_BYTES(hpke_suite), "secret", nothing);
    out = EP_OUT(aead->key);
    expand(&out, prk, EP_BYTES(hpke_suite), "key", EP_BYTES(context));
    out = EP_OUT(aead->nonce);
    expand(&out, prk, EP_BYTES(hpke_suite), "base_nonce", EP_BYTES(context));
    ep_wipe(prk, sizeof prk);
    ep_wipe(shared, sizeof shared);
}

/* The Diffie-Hellman of either side and what follows from it. */
static ep_err agree(struct aead *aead, const struct ep_dh_pair *own, const uint8_t theirs[32], const uint8_t kem[64],
                    ep_bytes info)
{
    uint8_t dh[32];
    ep_err err = crypto_scalarmult(dh, own->secret_key, theirs) == 0 ? EP_OK : EP_BAD_KEY;
    if (err == EP_OK)
        schedule(aead, dh, kem, info);
    ep_wipe(dh, sizeof dh);
    return err;
}

ep_err ep_hpke_seal(ep_out *out, const uint8_t to[32], ep_bytes info, ep_bytes aad, ep_bytes plain,
                    const uint8_t ephemeral_secret[32])
{
    struct ep_dh_pair ephemeral;
    struct aead aead;
    uint8_t kem[64];
    uint8_t *at = out->at + out->len;
    if (out->cap - out->len < EP_HPKE_OVERHEAD || plain.len > out->cap - out->len - EP_HPKE_OVERHEAD)
        return EP_TOO_LARGE;
    ep_dh_pair_make(&ephemeral, ephemeral_secret);
    memcpy(kem, ephemeral.public_key, 32);
    memcpy(kem + 32, to, 32);
    ep_err err = agree(&aead, &ephemeral, to, kem, info);
    if (err == EP_OK) {
        memcpy(at, ephemeral.public_key, 32);
        if (crypto_aead_chacha20poly1305_ietf_encrypt(at + 32, NULL, plain.at, plain.len, aad.at, aad.len, NULL,
                                                      aead.nonce, aead.key) != 0)
            abort();
        out->len += plain.len + EP_HPKE_OVERHEAD;
    }
    ep_wipe(&ephemeral, sizeof ephemeral);
    ep_wipe(&aead, sizeof aead);
    return err;
}

ep_err ep_hpke_open(ep_out *out, const struct ep_dh_pair *own, ep_bytes info, ep_bytes aad, ep_bytes sealed)
{
    struct aead aead;
    uint8_t kem[64];
    if (sealed.len < EP_HPKE_OVERHEAD)
        return EP_MALFORMED;
    if (sealed.len - EP_HPKE_OVERHEAD > out->cap - out->len)
        return EP_TOO_LARGE;
    memcpy(kem, sealed.at, 32);
    memcpy(kem + 32, own->public_key, 32);
    ep_err err = agree(&aead, own, kem, kem, info);
    if (err == EP_OK &&
        crypto_aead_chacha20poly1305_ietf_decrypt(out->at + out->len, NULL, NULL, sealed.at + 32, sealed.len - 32,
                                                  aad.at, aad.len, aead.nonce, aead.key) != 0)
        err = EP_NOT_OPENED;
    if (err == EP_OK)
        out->len += sealed.len - EP_HPKE_OVERHEAD;
    ep_wipe(&aead, sizeof aead);
    return err;
}
