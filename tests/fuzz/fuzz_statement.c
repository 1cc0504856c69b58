/* Promise: a statement that opens packs again to the bytes that were signed, and its core or info is what begin wrote;
 * no rule of a kind trusts more than that it opened. PROTOCOL.md 5. */
#include "proto/policy.h"
#include "proto/statement.h"
#include "proto/world.h"
#include "tests/fuzz/fuzz.h"

static bool find_none(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    (void)ctx, (void)kind, (void)id, (void)version, (void)out;
    return false;
}

static void each_none(void *ctx, enum ep_kind_code kind, ep_id huishouden, ep_visit *visit, void *arg)
{
    (void)ctx, (void)kind, (void)huishouden, (void)visit, (void)arg;
}

static void same_bytes(const struct ep_statement *st, const struct ep_sign_pair *by)
{
    static uint8_t buffer[EP_STATEMENT_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    assert(ep_statement_begin(&out, st) == EP_OK);
    if (st->kind->code == EP_ENTRY)
        assert(ep_bytes_equal(ep_entry_core(st), ep_out_bytes(&out)));
    else if (st->kind->sealed > 0)
        assert(ep_bytes_equal(ep_sealed_info(st), ep_out_bytes(&out)));
    assert(ep_statement_end(&out, st, by) == EP_OK && out.len == st->bytes.len);
    assert(memcmp(buffer, st->bytes.at, st->signed_part.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ep_policy policy;
    static struct ep_sign_pair by;
    struct ep_world world = {.policy = &policy, .find = find_none, .each = each_none, .now_hour = 500000};
    struct ep_statement st;
    if (by.public_key[0] == 0)
        ep_sign_pair_make(&by, (const uint8_t[32]){1});
    if (ep_statement_open(&st, (ep_bytes){data, size}) != EP_OK)
        return 0;
    same_bytes(&st, &by);
    world.own_org = (data[size - 1] & 1) != 0 ? st.org : (ep_id){{9}};
    (void)(st.kind->rule != NULL ? st.kind->rule(&st, &world) : EP_OK);
    for (size_t n = 0; st.kind->code == EP_WRAP && n < st.body.wrap.entries.len / EP_REF_BYTES; n++) {
        uint8_t ref[EP_REF_BYTES];
        ep_ref_put(ref, ep_wrap_ref(&st.body.wrap, n));
        assert(memcmp(ref, st.body.wrap.entries.at + n * EP_REF_BYTES, EP_REF_BYTES) == 0);
    }
    return 0;
}
