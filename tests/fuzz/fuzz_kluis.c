/* Promise: a hostile vault is refused with a reason, costs no more than its cost fields may ask, and gives no byte;
 * only the bytes that were sealed open. The first byte chooses: the input as a blob, or damage to a true one.
 * PROTOCOL.md 8.1. */
#include "crypto/vault.h"
#include "tests/fuzz/fuzz.h"

#define SECRET "zes woorden op papier"

/* A cost that would be taken becomes the smallest, so that the search goes on; one that is refused stays. */
static void hurry(uint8_t *blob, size_t len)
{
    if (len < 16)
        return;
    uint32_t kib = ep_u32_take(blob + 8), passes = ep_u32_take(blob + 12);
    if (kib >= EP_VAULT_SMALL.memory_kib && kib <= EP_VAULT_MOST.memory_kib && passes >= EP_VAULT_SMALL.passes &&
        passes <= EP_VAULT_MOST.passes) {
        ep_u32_put(blob + 8, EP_VAULT_SMALL.memory_kib);
        ep_u32_put(blob + 12, EP_VAULT_SMALL.passes);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t truth[EP_VAULT_BYTES_MAX], plain[EP_VAULT_BYTES_MAX];
    static ep_out sealed = {truth, 0, sizeof truth};
    uint8_t blob[EP_VAULT_BYTES_MAX + 64];
    ep_bytes input = {data, size};
    ep_out out = EP_OUT(blob), opened = EP_OUT(plain);
    if (sealed.len == 0 &&
        ep_vault_seal(&sealed, ep_text("inhoud"), ep_text(SECRET), EP_VAULT_SMALL, truth + 64) != EP_OK)
        abort();
    bool made_up = fuzz_byte(&input) % 2 == 0;
    if (!made_up) /* keep so many bytes of a true one, leave out so many of it, and put the input in between */
        (void)ep_out_put(&out, (ep_bytes){truth, fuzz_byte(&input) % (sealed.len + 1)});
    size_t skip = made_up ? sealed.len : out.len + fuzz_byte(&input) % 8u;
    (void)ep_out_put(&out, fuzz_bytes(&input, sizeof blob - EP_VAULT_OVERHEAD - 64));
    if (skip < sealed.len)
        (void)ep_out_put(&out, (ep_bytes){truth + skip, sealed.len - skip});
    hurry(blob, out.len);
    ep_err err = ep_vault_open(&opened, ep_out_bytes(&out), ep_text(SECRET), EP_VAULT_SMALL);
    bool whole = ep_bytes_equal(ep_out_bytes(&out), ep_out_bytes(&sealed));
    assert((err == EP_OK) == whole);
    assert(whole ? ep_bytes_equal(ep_out_bytes(&opened), ep_text("inhoud")) : opened.len == 0);
    assert(whole || err == EP_VAULT_DAMAGED || err == EP_VAULT_WEAK || err == EP_WRONG_PASSPHRASE);
    return 0;
}
