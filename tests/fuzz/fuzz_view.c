/* Promise: whatever facts and grants, a cell says for each organisation exactly one thing, never more than is granted
 * now, and who gave nothing is not told apart from who was never asked. The input draws the household. PROTOCOL.md 11. */
#include "proto/view.h"
#include "tests/fuzz/fuzz.h"

#define NOW 1000u

static ep_id one_of(ep_bytes *input, uint8_t first, unsigned count)
{
    return (ep_id){{(uint8_t)(first + fuzz_byte(input) % count)}};
}

static void draw_grant(ep_bytes *input, struct ep_grant_row *row)
{
    *row = (struct ep_grant_row){.id = one_of(input, 60, 9), .org = one_of(input, 1, 5)};
    row->grant = (struct ep_grant){.lid = one_of(input, 10, 3), .to_org = one_of(input, 1, 2), .to_team = one_of(input, 20, 2)};
    row->grant.domains = 1u + fuzz_byte(input);
    row->grant.level = 1 + fuzz_byte(input) % 3u;
    row->grant.from = 4u * fuzz_byte(input);
    row->grant.until = row->grant.from + 8u * fuzz_byte(input);
    row->withdrawn = fuzz_byte(input) % 4 == 0 ? NOW - 10 : 0;
}

static void draw_fact(ep_bytes *input, struct ep_fact *fact)
{
    *fact = (struct ep_fact){.item = one_of(input, 40, 9), .org = one_of(input, 1, 5), .subject = one_of(input, 10, 3)};
    fact->domain = 1 + fuzz_byte(input) % 3u;
    fact->level = 1 + fuzz_byte(input) % 3u;
    fact->opgave.soort = 1 + fuzz_byte(input) % (EP_SOORT_END - 1u);
    fact->opgave.tijd = fuzz_byte(input);
    if (fuzz_byte(input) % 2 == 0)
        fact->opgave.namens = fuzz_bytes(input, 1);
}

static void check(const struct ep_view_input *view, const struct ep_columns *columns, const struct ep_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool own = ep_id_equal(cells[i].org, view->own_org), namens = cells[i].state == EP_STATE_NAMENS;
        assert(i >= columns->count ? namens : !namens && ep_id_equal(cells[i].org, columns->org[i]));
        assert(strlen(ep_state_name(cells[i].state)) > 0);
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
    grants = (struct ep_grants){.count = fuzz_byte(&input) % 8, .leden = {{{{10}}, {{11}}}, fuzz_byte(&input) % 3}, .now = NOW};
    grants.clock_bad = fuzz_byte(&input) % 16 == 1;
    for (size_t i = 0; i < grants.count; i++)
        draw_grant(&input, &grants.row[i]);
    while (input.len > 0 && view.fact_count < 160)
        draw_fact(&input, &facts[view.fact_count++]);
    ep_view_columns(&view, &columns);
    for (unsigned which = 0; which < 9; which++) {
        size_t count = 0;
        ep_id subject = {{(uint8_t)(which % 3 == 0 ? 0 : 9 + which % 3)}};
        ep_err err = ep_view_cells(&view, &columns, subject, 1 + which / 3, cells, &count);
        assert((err == EP_OK || err == EP_TOO_MANY) && count <= EP_CELLS_MAX);
        check(&view, &columns, cells, count);
    }
    return 0;
}
