/* What a node holds already when a measurement begins: statements of others, put into its store as they are, since checking
 * them is what other rows measure. */
#ifndef EP_TESTS_BENCH_STOCK_H
#define EP_TESTS_BENCH_STOCK_H

#include "tests/support/federation.h"

struct stocked {
    uint8_t bytes[2048];
    struct ep_statement st; /* borrows from bytes */
};

/* The n-th id of that sort and firm. */
ep_id stock_id(const struct firm *firm, char sort, size_t n);
/* Between stock_begin and stock_end; `stocked` is what was put. */
void stock_begin(struct node *node);
void stock_put(struct node *node, struct ep_statement draft, const struct ep_sign_pair *by, struct stocked *stocked);
void stock_end(struct node *node);

#endif
