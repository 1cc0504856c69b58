/* The log of who looked, of the step under way. Only node/engine*.c include this. PROTOCOL.md 9.4. */
#ifndef EP_NODE_ENGINE_LOG_H
#define EP_NODE_ENGINE_LOG_H

#include "node/engine_own.h"

EP_MUST ep_err ep_log_begin(struct ep_engine *engine); /* an empty one, of a new node */
EP_MUST ep_err ep_log_load(struct ep_engine *engine);  /* what is durable; EP_STORE_DAMAGED */
/* Did a new day begin? Then the root as of now is what peers hear until the next. */
EP_MUST ep_err ep_log_midnight(struct ep_engine *engine);
/* A row for a `read` or `toets` that was put by that user (absent: its author), and how it ended. EP_TOO_MANY: the log is
 * full. */
EP_MUST ep_err ep_log_statement(struct ep_engine *engine, const struct ep_statement *statement, ep_id user,
                                ep_err code);

/* The user authority and the privacy officer may read it. */
bool ep_log_may_read(struct ep_engine *engine, const struct ep_link *link);
/* A row for a look of this session's user that no statement says: into the log, also at what it has of one household, or
 * refused into a household. */
EP_MUST ep_err ep_log_look(struct ep_engine *engine, const struct ep_link *link, enum ep_get what, ep_id huishouden,
                           ep_err code);

/* engine_wortel.c: this peer's position came, and is signed by it; what is new of its log is kept, and noted in `link`. */
EP_MUST ep_err ep_wortel_heard(struct ep_engine *engine, ep_id peer, struct ep_link_record *link,
                               const struct ep_msg_position *position);

#endif
