#include "tests/bench/stock.h"

#include "tests/bench/bench.h"

/* Scattered as the ids of a client are: the first bytes are what an index sorts by. */
ep_id stock_id(const struct firm *firm, char sort, size_t n)
{
    uint8_t choice[EP_ID_CHOICE_BYTES];
    ep_u32_put(choice, (uint32_t)(n + 1) * 0x9e3779b1u);
    ep_u32_put(choice + 4, (uint32_t)sort);
    return ep_id_made(firm->id, choice);
}

void stock_begin(struct node *node)
{
    bench_must(ep_store_begin(node->store) == EP_OK, "no transaction");
}

void stock_put(struct node *node, struct ep_statement draft, const struct ep_sign_pair *by, struct stocked *stocked)
{
    ep_out out = EP_OUT(stocked->bytes);
    int64_t row = 0;
    draft.author = ep_id_of_key(by->public_key);
    bench_must(ep_statement_put(&out, &draft, by) == EP_OK &&
                   ep_statement_open(&stocked->st, ep_out_bytes(&out)) == EP_OK &&
                   ep_store_put(node->store, &stocked->st, &row) == EP_OK,
               "a statement is not stored");
}

void stock_end(struct node *node)
{
    bench_must(ep_store_commit(node->store) == EP_OK && ep_store_truncate(node->store) == EP_OK, "no commit");
}
