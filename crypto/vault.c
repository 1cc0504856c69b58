#include "crypto/vault.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "EPKLUIS1"
#define HEAD_BYTES 32 /* magic, cost and salt: all that the key derivation binds */
#define SEALED_AT 64  /* after the commitment */

const struct ep_vault_cost EP_VAULT_FULL = {256 * 1024, 3};
const struct ep_vault_cost EP_VAULT_SMALL = {8 * 1024, 1};
const struct ep_vault_cost EP_VAULT_MOST = {1024 * 1024, 8};

/* Zero: every vault is written under a salt of its own, so no key ever seals twice. */
static const uint8_t nonce[12];

static bool allowed(struct ep_vault_cost cost, struct ep_vault_cost floor)
{
    return cost.memory_kib >= floor.memory_kib && cost.passes >= floor.passes &&
           cost.memory_kib <= EP_VAULT_MOST.memory_kib && cost.passes <= EP_VAULT_MOST.passes;
}

/* The AEAD key in the first half, the commitment in the second. */
static ep_err derive(uint8_t out[64], const uint8_t head[HEAD_BYTES], ep_bytes passphrase)
{
    uint8_t stretched[32];
    ep_bytes bound = {head, HEAD_BYTES};
    const char *text = passphrase.at != NULL ? (const char *)passphrase.at : "";
    int failed = crypto_pwhash(stretched, sizeof stretched, text, passphrase.len, head + 16, ep_u32_take(head + 12),
                               (size_t)ep_u32_take(head + 8) * 1024, crypto_pwhash_ALG_ARGON2ID13);
    if (failed == 0)
        ep_hash(out, 64, stretched, EP_LABEL_KLUIS, &bound, 1);
    ep_wipe(stretched, sizeof stretched);
    return failed == 0 ? EP_OK : EP_NO_MEMORY;
}

ep_err ep_vault_seal(ep_out *blob, ep_bytes plain, ep_bytes passphrase, struct ep_vault_cost cost,
                     const uint8_t salt[16])
{
    uint8_t derived[64];
    uint8_t *at = blob->at + blob->len;
    if (!allowed(cost, EP_VAULT_SMALL))
        return EP_VAULT_WEAK;
    if (plain.len > EP_VAULT_BYTES_MAX - EP_VAULT_OVERHEAD || plain.len + EP_VAULT_OVERHEAD > blob->cap - blob->len)
        return EP_TOO_LARGE;
    memcpy(at, MAGIC, 8);
    ep_u32_put(at + 8, cost.memory_kib);
    ep_u32_put(at + 12, cost.passes);
    memcpy(at + 16, salt, 16);
    ep_err err = derive(derived, at, passphrase);
    if (err == EP_OK) {
        memcpy(at + HEAD_BYTES, derived + 32, 32);
        if (crypto_aead_chacha20poly1305_ietf_encrypt(at + SEALED_AT, NULL, plain.at, plain.len, NULL, 0, NULL, nonce,
                                                      derived) != 0)
            abort();
        blob->len += plain.len + EP_VAULT_OVERHEAD;
    }
    ep_wipe(derived, sizeof derived);
    return err;
}

ep_err ep_vault_open(ep_out *plain, ep_bytes blob, ep_bytes passphrase, struct ep_vault_cost floor)
{
    uint8_t derived[64];
    if (blob.len < EP_VAULT_OVERHEAD || blob.len > EP_VAULT_BYTES_MAX || memcmp(blob.at, MAGIC, 8) != 0)
        return EP_VAULT_DAMAGED;
    if (!allowed((struct ep_vault_cost){ep_u32_take(blob.at + 8), ep_u32_take(blob.at + 12)}, floor))
        return EP_VAULT_WEAK;
    if (blob.len - EP_VAULT_OVERHEAD > plain->cap - plain->len)
        return EP_TOO_LARGE;
    ep_err err = derive(derived, blob.at, passphrase);
    if (err == EP_OK && !ep_secret_equal(derived + 32, blob.at + HEAD_BYTES))
        err = EP_WRONG_PASSPHRASE;
    if (err == EP_OK &&
        crypto_aead_chacha20poly1305_ietf_decrypt(plain->at + plain->len, NULL, NULL, blob.at + SEALED_AT,
                                                  blob.len - SEALED_AT, NULL, 0, nonce, derived) != 0)
        err = EP_VAULT_DAMAGED;
    if (err == EP_OK)
        plain->len += blob.len - EP_VAULT_OVERHEAD;
    ep_wipe(derived, sizeof derived);
    return err;
}
