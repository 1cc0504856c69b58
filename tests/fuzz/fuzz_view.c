/* Promise: whatever facts and grants, a cell says for each organisation exactly one thing, never more than is granted
 * now, and who gave nothing is not told apart from who was never asked. The input draws the household. PROTOCOL.md 11.
 */
#include "proto/view.h"
#include "tests/fuzz/fuzz.h"

#define NOW 1000u

static ep_id one_of(ep_bytes *input, uint8_t first, unsigned count)
{
    return (ep_id){{(uint8_t)(first + fuzz_byte(input) % count)}};
}

static void draw_grant(ep_bytes *in, struct ep_grant_row *row)
{
    *row = (struct ep_grant_row){.id = {{60}}, .org = one_of(in, 1, 5)};
    row->grant.lid = one_of(in, 10, 3);
    row->grant.to_org = one_of(in, 1, 2);
    row->grant.to_team = one_of(in, 20, 2);
    row->grant.domains = 1u + fuzz_byte(in);
    row->grant.level = 1 + fuzz_byte(in) % 3u;
    row->grant.from = 4u * fuzz_byte(in);
    row->grant.until = row->grant.from + 8u * fuzz_byte(in);
    row->withdrawn = fuzz_byte(in) % 4 == 0 ? NOW - 10 : 0;
}

static void draw_fact(ep_bytes *in, struct ep_fact *fact)
{
    *fact = (struct ep_fact){.item = {{40}}, .org = one_of(in, 1, 5)};
    fact->subject = one_of(in, 9, 3); /* 9: the household */
    fact->subject.b[0] = fact->subject.b[0] == 9 ? 0 : fact->subject.b[0];
    fact->domain = 1 + fuzz_byte(in) % 3u;
    fact->level = 1 + fuzz_byte(in) % 3u;
    fact->opgave.soort = 1 + fuzz_byte(in) % (EP_SOORT_END - 1u);
    fact->opgave.tijd = fuzz_byte(in);
    fact->opgave.namens = fuzz_byte(in) % 2 == 0 ? fuzz_bytes(in, 1) : (ep_bytes){NULL, 0};
}

static void check(const struct ep_view_input *view, const struct ep_columns *columns, const struct ep_cell *cells,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool own = ep_id_equal(cells[i].org, view->own_org), namens = cells[i].state == EP_STATE_NAMENS;
        assert(i >= columns->count ? namens : !namens && ep_id_equal(cells[i].org, columns->org[i]));
        if (cells[i].state == EP_STATE_ONBEKEND)
            assert(cells[i].newest == NULL && cells[i].grant == NULL && cells[i].level == 0 && cells[i].since == 0);
        if (cells[i].newest != NULL && !own)
            assert(cells[i].grant != NULL && cells[i].level <= cells[i].grant->grant.level);
        assert(cells[i].newest != NULL || cells[i].level == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ep_grants grants;
    static struct ep_fact facts[160];
    static struct ep_cell cells[EP_CELLS_MAX + 1];
    ep_bytes input = {data, size};
    struct ep_columns columns;
    struct ep_contact contact = {{{2}}, fuzz_byte(&input), 0};
    struct ep_view_input view = {{{50}}, {{1}}, {{20}}, &grants, facts, 0, NULL, 0, &contact, 1, 800};
    grants = (struct ep_grants){.leden = {{{{10}}, {{11}}}, 2}, .now = NOW};
    size_t count = fuzz_byte(&input) % 8;
    grants.leden.count = fuzz_byte(&input) % 3;
    grants.clock_bad = fuzz_byte(&input) % 16 == 1;
    for (size_t i = 0; i < count; i++) {
        struct ep_grant_row row;
        draw_grant(&input, &row);
        ep_err err = ep_grants_add(&grants, &row);
        assert(err == EP_OK);
        (void)err;
    }
    while (input.len > 0 && view.fact_count < 160)
        draw_fact(&input, &facts[view.fact_count++]);
    ep_view_columns(&view, &columns);
    for (unsigned n = 0; n < 9; n++) { /* three domains of two leden and the household */
        count = 0;
        ep_err err =
            ep_view_cells(&view, &columns, (ep_id){{(uint8_t)(n % 3 == 0 ? 0 : 9 + n % 3)}}, 1 + n / 3, cells, &count);
        assert((err == EP_OK || err == EP_TOO_MANY) && count <= EP_CELLS_MAX);
        check(&view, &columns, cells, count);
    }
    return 0;
}
