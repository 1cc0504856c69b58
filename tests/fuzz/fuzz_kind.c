/* Promise: a statement of every kind that packs opens as itself and verifies, and in any other bit does neither; chain,
 * rule and grants judge it with an answer, whatever stands in it; and one that was not touched is right. PROTOCOL.md 5.
 */
#include "proto/grondslag.h"
#include "tests/fuzz/maker.h"

static uint8_t bytes[EP_STATEMENT_BYTES_MAX];
static uint8_t again[EP_STATEMENT_BYTES_MAX];

static void same_and_no_other(const struct ep_statement *st, const struct ep_sign_pair *by, ep_bytes *input)
{
    ep_out out = EP_OUT(again);
    struct ep_statement other;
    assert(ep_statement_put(&out, st, by) == EP_OK && ep_bytes_equal(ep_out_bytes(&out), st->bytes));
    assert(ep_statement_verify(st, by->public_key) == EP_OK);
    size_t bit = (size_t)(fuzz_byte(input) << 8 | fuzz_byte(input)) % (8 * out.len);
    again[bit / 8] ^= (uint8_t)(1u << bit % 8);
    if (ep_statement_open(&other, ep_out_bytes(&out)) == EP_OK)
        assert(ep_statement_verify(&other, by->public_key) == EP_FORGED);
}

static void judge(struct family *family, const struct ep_statement *st, bool untouched)
{
    static struct ep_grants grants;
    struct ep_world *world = &family->pile.world;
    ep_err chain = ep_chain_check(world, st);
    ep_err rule = st->kind->rule(st, world);
    assert(ep_err_row(chain)->code == chain && ep_err_row(rule)->code == rule);
    assert(!untouched || (chain == EP_OK && rule == EP_OK));
    if (!st->kind->covered || ep_id_absent(st->org))
        return;
    struct ep_section section = ep_section_of(st);
    struct ep_reader reader = {family->b.id, family->b.team};
    assert(ep_grants_gather(world, st->huishouden, &grants) == EP_OK);
    ep_err covers = ep_grondslag_covers(&grants, &section, &reader, NULL);
    assert(covers != EP_OK || ep_id_equal(st->org, family->b.id) ||
           (ep_id_equal(section.subject, family->lid) && section.level <= EP_LEVEL_WAT) ||
           ep_id_absent(section.subject));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct family *family;
    ep_bytes input = {data, size};
    ep_out out = EP_OUT(bytes);
    struct ep_statement st;
    if (family == NULL) {
        static struct family made;
        family_open(&made);
        family = &made;
    }
    const ep_id pool[] = {{{0}},           family->a.id,     family->b.id,    family->c.id,  family->a.team,
                          family->b.team,  family->h,        family->lid,     family->grant, family->invite,
                          family->join,    family->entry,    family->h2,      family->lid2,  family->grant2,
                          family->invite2, family->a.eva.id, family->a.tom.id};
    enum ep_kind_code kind = fuzz_kind(&input);
    struct ep_statement draft = family_draft(family, kind);
    bool changed = fuzz_change(&input, &draft, pool, sizeof pool / sizeof pool[0]) > 0;
    family->pile.world.admitting = !changed || (fuzz_byte(&input) & 1) != 0;
    if (!fuzz_sign(&out, draft, family_signer(family, kind)))
        return 0;
    if (ep_statement_open(&st, ep_out_bytes(&out)) == EP_OK) {
        same_and_no_other(&st, family_signer(family, kind), &input);
        judge(family, &st, !changed);
    }
    return 0;
}
