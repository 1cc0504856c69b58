/* What the engine's files offer each other about what ends or is new. Only engine_parts.h includes this. */
#ifndef EP_NODE_ENGINE_ENDS_H
#define EP_NODE_ENGINE_ENDS_H

#include "node/engine_own.h"

/* engine_told.c: each session that reads that household is told that sharing ended in it. */
EP_MUST ep_err ep_tell_ended(struct ep_engine *engine, ep_id huishouden);
/* Each live session but `by` (NULL: none) that would be given it is told that there is something new, unless it was and did
 * not ask since. And a session asks. */
EP_MUST ep_err ep_tell_changed(struct ep_engine *engine, const struct ep_statement *st, const struct ep_link *by);
void ep_told_gets(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_get *get);

/* engine_keystore.c: before a step's transaction, and within it. */
bool ep_keys_due(const struct ep_engine *engine);
EP_MUST ep_err ep_keys_turn(struct ep_engine *engine);
EP_MUST ep_err ep_keys_reseal(struct ep_engine *engine);

/* engine_delete.c */
EP_MUST ep_err ep_delete_begin(struct ep_engine *engine, const struct ep_statement *grant, ep_id withdraw);
EP_MUST ep_err ep_delete_step(struct ep_engine *engine);
EP_MUST ep_err ep_delete_truncated(struct ep_engine *engine);
/* What a receipt promised gone and stands here again goes once more. */
EP_MUST ep_err ep_delete_again(struct ep_engine *engine, const struct ep_statement *grant);

/* engine_lease.c */
EP_MUST ep_err ep_leases_tick(struct ep_engine *engine); /* the next EP_LEASES_AT_ONCE_MAX grants */
void ep_leases_anew(struct ep_engine *engine);           /* all of them, from the next tick on */
uint64_t ep_leases_due(const struct ep_engine *engine);

#endif
