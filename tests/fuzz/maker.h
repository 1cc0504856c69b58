/* Statements that are nearly right: a right one, with some members changed as the input says. A search that has to guess
 * a whole statement and its signature never gets past the first check. */
#ifndef EP_FUZZ_MAKER_H
#define EP_FUZZ_MAKER_H

#include "tests/fuzz/fuzz.h"
#include "tests/support/world.h"

/* A kind; every one is in reach, also one that is new. */
enum ep_kind_code fuzz_kind(ep_bytes *input);
/* Changes up to three members of envelope and body; the ids come from `pool`, and texts and bytes from the input, which
 * must live on. How many. */
size_t fuzz_change(ep_bytes *input, struct ep_statement *st, const ep_id *pool, size_t pool_count);
/* Signs into `out` by the key, and names it as the author. False when it does not pack. */
bool fuzz_sign(ep_out *out, struct ep_statement st, const struct ep_sign_pair *by);

#endif
