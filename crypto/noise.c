#include "crypto/noise.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const ep_bytes nothing = {NULL, 0};

/* HMAC-SHA512 of a ‖ b. libsodium has no failure here; if that ever changes, going on would use an unwritten key. */
static void hmac(uint8_t out[64], const uint8_t key[64], ep_bytes a, ep_bytes b)
{
    crypto_auth_hmacsha512_state state;
    int bad = crypto_auth_hmacsha512_init(&state, key, 64);
    bad |= crypto_auth_hmacsha512_update(&state, a.at, a.len);
    bad |= crypto_auth_hmacsha512_update(&state, b.at, b.len);
    bad |= crypto_auth_hmacsha512_final(&state, out);
    ep_wipe(&state, sizeof state);
    if (bad != 0)
        abort();
}

/* Noise 4.3, HKDF with two or three outputs. */
static void hkdf(uint8_t (*out)[64], uint8_t n, const uint8_t chaining_key[64], ep_bytes material)
{
    uint8_t temp[64];
    hmac(temp, chaining_key, material, nothing);
    for (uint8_t i = 1; i <= n; i++)
        hmac(out[i - 1], temp, i == 1 ? nothing : EP_BYTES(out[i - 2]), (ep_bytes){&i, 1});
    ep_wipe(temp, sizeof temp);
}

static void mix_hash(struct ep_noise *noise, ep_bytes bytes)
{
    crypto_hash_sha512_state state;
    int bad = crypto_hash_sha512_init(&state);
    bad |= crypto_hash_sha512_update(&state, noise->hash, sizeof noise->hash);
    bad |= crypto_hash_sha512_update(&state, bytes.at, bytes.len);
    bad |= crypto_hash_sha512_final(&state, noise->hash);
    if (bad != 0)
        abort();
}

static void cipher_init(struct ep_cipher *cipher, const uint8_t key[64])
{
    memcpy(cipher->key, key, sizeof cipher->key); /* Noise truncates the 64 bytes of SHA-512 to a cipher key of 32. */
    cipher->nonce = 0;
}

static void mix_key(struct ep_noise *noise, ep_bytes material)
{
    uint8_t out[2][64];
    hkdf(out, 2, noise->chaining_key, material);
    memcpy(noise->chaining_key, out[0], 64);
    cipher_init(&noise->cipher, out[1]);
    noise->has_key = true;
    ep_wipe(out, sizeof out);
}

static void token_psk(struct ep_noise *noise, const uint8_t psk[32])
{
    uint8_t out[3][64];
    hkdf(out, 3, noise->chaining_key, (ep_bytes){psk, 32});
    memcpy(noise->chaining_key, out[0], 64);
    mix_hash(noise, EP_BYTES(out[1]));
    cipher_init(&noise->cipher, out[2]);
    ep_wipe(out, sizeof out);
}

/* In a psk mode the ephemeral key goes into the chaining key as well, so that the psk never meets a repeated state. */
static void token_e(struct ep_noise *noise, const uint8_t public_key[32])
{
    mix_hash(noise, (ep_bytes){public_key, 32});
    mix_key(noise, (ep_bytes){public_key, 32});
}

/* ee, es, se and ss: which two keys is the caller's affair. */
static ep_err token_dh(struct ep_noise *noise, const struct ep_dh_pair *own, const uint8_t theirs[32])
{
    uint8_t shared[32];
    ep_err err = crypto_scalarmult(shared, own->secret_key, theirs) == 0 ? EP_OK : EP_BAD_KEY;
    if (err == EP_OK)
        mix_key(noise, EP_BYTES(shared));
    ep_wipe(shared, sizeof shared);
    return err;
}

static void nonce_of(uint8_t nonce[12], uint64_t counter)
{
    memset(nonce, 0, 4);
    for (size_t i = 4; i < 12; i++, counter >>= 8)
        nonce[i] = (uint8_t)counter; /* Little-endian, unlike every other number of ours: Noise 12.3. */
}

static ep_err cipher_seal(struct ep_cipher *cipher, ep_bytes ad, ep_bytes plain, ep_out *out)
{
    uint8_t nonce[12];
    unsigned long long len;
    if (cipher->nonce == UINT64_MAX)
        return EP_NOT_OPENED;
    if (plain.len > EP_NOISE_MESSAGE_BYTES_MAX - EP_NOISE_TAG_BYTES ||
        plain.len + EP_NOISE_TAG_BYTES > out->cap - out->len)
        return EP_TOO_LARGE;
    nonce_of(nonce, cipher->nonce++);
    if (crypto_aead_chacha20poly1305_ietf_encrypt(out->at + out->len, &len, plain.at, plain.len, ad.at, ad.len, NULL,
                                                  nonce, cipher->key) != 0)
        abort();
    out->len += (size_t)len;
    return EP_OK;
}

static ep_err cipher_open(struct ep_cipher *cipher, ep_bytes ad, ep_bytes sealed, ep_out *plain)
{
    uint8_t nonce[12];
    unsigned long long len;
    if (sealed.len < EP_NOISE_TAG_BYTES)
        return EP_MALFORMED;
    if (sealed.len > EP_NOISE_MESSAGE_BYTES_MAX || sealed.len - EP_NOISE_TAG_BYTES > plain->cap - plain->len)
        return EP_TOO_LARGE;
    if (cipher->nonce == UINT64_MAX)
        return EP_NOT_OPENED;
    nonce_of(nonce, cipher->nonce);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(plain->at + plain->len, &len, NULL, sealed.at, sealed.len, ad.at,
                                                  ad.len, nonce, cipher->key) != 0)
        return EP_NOT_OPENED;
    cipher->nonce++;
    plain->len += (size_t)len;
    return EP_OK;
}

static ep_err seal_and_hash(struct ep_noise *noise, ep_bytes plain, ep_out *out)
{
    size_t start = out->len;
    assert(noise->has_key);
    ep_err err = cipher_seal(&noise->cipher, EP_BYTES(noise->hash), plain, out);
    if (err == EP_OK)
        mix_hash(noise, (ep_bytes){out->at + start, out->len - start});
    return err;
}

static ep_err open_and_hash(struct ep_noise *noise, ep_bytes sealed, ep_out *plain)
{
    assert(noise->has_key);
    ep_err err = cipher_open(&noise->cipher, EP_BYTES(noise->hash), sealed, plain);
    if (err == EP_OK)
        mix_hash(noise, sealed);
    return err;
}

void ep_noise_init(struct ep_noise *noise, bool initiator, ep_bytes prologue, const struct ep_dh_pair *own_static,
                   const uint8_t *their_static, const uint8_t ephemeral_secret[32])
{
    static const char name[] = "Noise_IKpsk2_25519_ChaChaPoly_SHA512";
    assert(initiator == (their_static != NULL));
    memset(noise, 0, sizeof *noise);
    noise->initiator = initiator;
    noise->own_static = *own_static;
    ep_dh_pair_make(&noise->ephemeral, ephemeral_secret);
    if (initiator)
        memcpy(noise->their_static, their_static, sizeof noise->their_static);
    memcpy(noise->hash, name, sizeof name - 1); /* At most 64 bytes: padded with zeros, not hashed. */
    memcpy(noise->chaining_key, noise->hash, sizeof noise->chaining_key);
    mix_hash(noise, prologue);
    mix_hash(noise, (ep_bytes){initiator ? noise->their_static : noise->own_static.public_key, 32});
}

void ep_noise_wipe(struct ep_noise *noise)
{
    ep_wipe(noise, sizeof *noise);
}

/* Is there room for a whole message? Asked first, so that `out` never keeps half of one for want of space. */
static ep_err room(const ep_out *out, size_t fixed, ep_bytes payload)
{
    if (payload.len > EP_NOISE_MESSAGE_BYTES_MAX - fixed || fixed + payload.len > out->cap - out->len)
        return EP_TOO_LARGE;
    return EP_OK;
}

ep_err ep_noise_write1(struct ep_noise *noise, ep_bytes payload, ep_out *out)
{
    size_t start = out->len;
    assert(noise->initiator);
    ep_err err = room(out, EP_NOISE_MESSAGE1_BYTES, payload);
    if (err == EP_OK)
        err = ep_out_put(out, EP_BYTES(noise->ephemeral.public_key));
    if (err == EP_OK) {
        token_e(noise, noise->ephemeral.public_key);
        err = token_dh(noise, &noise->ephemeral, noise->their_static); /* es */
    }
    if (err == EP_OK)
        err = seal_and_hash(noise, EP_BYTES(noise->own_static.public_key), out); /* s */
    if (err == EP_OK)
        err = token_dh(noise, &noise->own_static, noise->their_static); /* ss */
    if (err == EP_OK)
        err = seal_and_hash(noise, payload, out);
    if (err != EP_OK)
        out->len = start;
    return err;
}

ep_err ep_noise_read1(struct ep_noise *noise, ep_bytes message, ep_out *payload)
{
    ep_out their_static = EP_OUT(noise->their_static);
    assert(!noise->initiator);
    if (message.len < EP_NOISE_MESSAGE1_BYTES)
        return EP_MALFORMED;
    if (message.len > EP_NOISE_MESSAGE_BYTES_MAX)
        return EP_TOO_LARGE;
    memcpy(noise->their_ephemeral, message.at, 32);
    token_e(noise, noise->their_ephemeral);
    ep_err err = token_dh(noise, &noise->own_static, noise->their_ephemeral); /* es */
    if (err == EP_OK)
        err = open_and_hash(noise, (ep_bytes){message.at + 32, 48}, &their_static); /* s */
    if (err == EP_OK)
        err = token_dh(noise, &noise->own_static, noise->their_static); /* ss */
    if (err == EP_OK)
        err = open_and_hash(noise, (ep_bytes){message.at + 80, message.len - 80}, payload);
    return err;
}

ep_err ep_noise_write2(struct ep_noise *noise, const uint8_t psk[32], ep_bytes payload, ep_out *out)
{
    size_t start = out->len;
    assert(!noise->initiator);
    ep_err err = room(out, EP_NOISE_MESSAGE2_BYTES, payload);
    if (err == EP_OK)
        err = ep_out_put(out, EP_BYTES(noise->ephemeral.public_key));
    if (err == EP_OK) {
        token_e(noise, noise->ephemeral.public_key);
        err = token_dh(noise, &noise->ephemeral, noise->their_ephemeral); /* ee */
    }
    if (err == EP_OK)
        err = token_dh(noise, &noise->ephemeral, noise->their_static); /* se */
    if (err == EP_OK) {
        token_psk(noise, psk);
        err = seal_and_hash(noise, payload, out);
    }
    if (err != EP_OK)
        out->len = start;
    return err;
}

ep_err ep_noise_read2(struct ep_noise *noise, const uint8_t psk[32], ep_bytes message, ep_out *payload)
{
    assert(noise->initiator);
    if (message.len < EP_NOISE_MESSAGE2_BYTES)
        return EP_MALFORMED;
    if (message.len > EP_NOISE_MESSAGE_BYTES_MAX)
        return EP_TOO_LARGE;
    memcpy(noise->their_ephemeral, message.at, 32);
    token_e(noise, noise->their_ephemeral);
    ep_err err = token_dh(noise, &noise->ephemeral, noise->their_ephemeral); /* ee */
    if (err == EP_OK)
        err = token_dh(noise, &noise->own_static, noise->their_ephemeral); /* se */
    if (err != EP_OK)
        return err;
    token_psk(noise, psk);
    return open_and_hash(noise, (ep_bytes){message.at + 32, message.len - 32}, payload);
}

void ep_noise_split(struct ep_noise *noise, struct ep_cipher *send, struct ep_cipher *receive, uint8_t hash[64])
{
    uint8_t out[2][64];
    hkdf(out, 2, noise->chaining_key, nothing);
    cipher_init(noise->initiator ? send : receive, out[0]);
    cipher_init(noise->initiator ? receive : send, out[1]);
    memcpy(hash, noise->hash, sizeof noise->hash);
    ep_wipe(out, sizeof out);
    ep_noise_wipe(noise);
}

ep_err ep_cipher_seal(struct ep_cipher *cipher, ep_bytes plain, ep_out *out)
{
    return cipher_seal(cipher, nothing, plain, out);
}

ep_err ep_cipher_open(struct ep_cipher *cipher, ep_bytes sealed, ep_out *plain)
{
    return cipher_open(cipher, nothing, sealed, plain);
}
