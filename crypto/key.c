#include "crypto/key.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

ep_err ep_crypto_open(void)
{
    return sodium_init() >= 0 ? EP_OK : EP_NO_MEMORY;
}

/* A primitive that cannot fail on the sizes given here did: going on would use an unwritten key or hash. */
static void must(int result)
{
    if (result != 0)
        abort();
}

void ep_random(void *unused_ctx, uint8_t *out, size_t len)
{
    (void)unused_ctx;
    randombytes_buf(out, len);
}

void ep_wipe(void *secret, size_t len)
{
    sodium_memzero(secret, len);
}

void *ep_secret_open(size_t len)
{
    void *secret = sodium_malloc(len);
    if (secret != NULL)
        memset(secret, 0, len);
    return secret;
}

void ep_secret_close(void *secret)
{
    sodium_free(secret); /* wipes, and allows NULL */
}

void *ep_move(void *at, size_t used, size_t len)
{
    void *to = malloc(len);
    if (to == NULL)
        return NULL;
    if (at != NULL) {
        memcpy(to, at, used);
        ep_wipe(at, used);
    }
    free(at);
    return to;
}

bool ep_secret_equal(const uint8_t a[32], const uint8_t b[32])
{
    return sodium_memcmp(a, b, 32) == 0;
}

void ep_hash(uint8_t *out, size_t out_len, const uint8_t key[32], enum ep_label label, const ep_bytes *parts, size_t n)
{
    crypto_generichash_state state;
    ep_bytes first = ep_label(label);
    assert(out_len >= 16);
    assert(out_len <= EP_HASH_BYTES_MAX);
    must(crypto_generichash_init(&state, key, key != NULL ? EP_KEY_BYTES : 0, out_len));
    must(crypto_generichash_update(&state, first.at, first.len));
    for (size_t i = 0; i < n; i++)
        must(crypto_generichash_update(&state, parts[i].at, parts[i].len));
    must(crypto_generichash_final(&state, out, out_len));
    ep_wipe(&state, sizeof state);
}

ep_id ep_id_of_key(const uint8_t public_key[32])
{
    ep_id id;
    uint8_t hash[EP_HASH_BYTES];
    must(crypto_generichash(hash, sizeof hash, public_key, EP_KEY_BYTES, NULL, 0));
    memcpy(id.b, hash, sizeof id.b);
    return id;
}

void ep_sign_pair_make(struct ep_sign_pair *out, const uint8_t seed[32])
{
    must(crypto_sign_seed_keypair(out->public_key, out->secret_key, seed));
}

void ep_dh_pair_make(struct ep_dh_pair *out, const uint8_t secret[32])
{
    memcpy(out->secret_key, secret, sizeof out->secret_key);
    must(crypto_scalarmult_base(out->public_key, secret));
}

ep_err ep_dh_check(const uint8_t public_key[32])
{
    static const uint8_t any[32] = {1}; /* clamped: whatever the scalar, a point of small order gives zero */
    uint8_t shared[32];
    return crypto_scalarmult(shared, any, public_key) == 0 ? EP_OK : EP_BAD_KEY;
}

/* What is really signed: label ‖ BLAKE2b-512 of the bytes. */
struct signed_text {
    uint8_t b[128];
    size_t len;
};

static void signed_text_of(struct signed_text *text, enum ep_label label, ep_bytes bytes)
{
    ep_bytes first = ep_label(label);
    assert(first.len <= sizeof text->b - crypto_generichash_BYTES_MAX);
    memcpy(text->b, first.at, first.len);
    must(crypto_generichash(text->b + first.len, crypto_generichash_BYTES_MAX, bytes.at, bytes.len, NULL, 0));
    text->len = first.len + crypto_generichash_BYTES_MAX;
}

void ep_sign(uint8_t signature[64], enum ep_label label, ep_bytes bytes, const struct ep_sign_pair *by)
{
    struct signed_text text;
    signed_text_of(&text, label, bytes);
    must(crypto_sign_detached(signature, NULL, text.b, text.len, by->secret_key));
}

ep_err ep_verify(const uint8_t signature[64], enum ep_label label, ep_bytes bytes, const uint8_t by[32])
{
    struct signed_text text;
    signed_text_of(&text, label, bytes);
    return crypto_sign_verify_detached(signature, text.b, text.len, by) == 0 ? EP_OK : EP_FORGED;
}
