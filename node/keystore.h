/* The keys under which wraps lie in the store: one for each day, in "<path>.keystore" (in memory for ":memory:"), so that
 * who has an old copy of the database opens none of them when that key was destroyed. Layer: node. DESIGN 6.
 * Days are UTC, since 1970. What else the keystore does happens at ep_store_open, at every put and at every reading. */
#ifndef EP_NODE_KEYSTORE_H
#define EP_NODE_KEYSTORE_H

#include "node/store.h"

/* Outside a transaction: `fresh` is the key of that day from now on, unless it has one; and keys older than EP_BACKUP_HOURS
 * under which no wrap lies are destroyed, durably. A day before the newest changes nothing. EP_DISK_FULL: it is as it was,
 * and may be called again. */
EP_MUST ep_err ep_store_new_day(struct ep_store *store, uint64_t day, const uint8_t fresh[32]);
/* Within one: up to EP_RESEAL_AT_ONCE_MAX wraps under a key of EP_RESEAL_DAYS ago or older go under the newest. `sealed`:
 * how many did; 0 when none is left. */
EP_MUST ep_err ep_store_reseal(struct ep_store *store, uint64_t day, size_t *sealed);

#endif
