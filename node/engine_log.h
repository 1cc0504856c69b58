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

#endif
