/* The journal of a node: the rows of its log (proto/logregel.h), append only. Layer: node. Errors as in store.h. */
#ifndef EP_NODE_STORE_JOURNAL_H
#define EP_NODE_STORE_JOURNAL_H

#include "node/store.h"

/* `hash` is that of the leaf. */
EP_MUST ep_err ep_store_journal_put(struct ep_store *store, uint64_t hour, const uint8_t hash[32], ep_bytes bytes);
/* In order of writing, behind the row of that number (0: all); false stops. What the rows are now, whoever changed them. */
typedef bool ep_store_journal_visit(void *arg, int64_t nr, ep_bytes hash, ep_bytes bytes);
EP_MUST ep_err ep_store_journal_each(struct ep_store *store, int64_t after, ep_store_journal_visit *visit, void *arg);

#endif
