#include "node/engine_parts.h"

/* Nothing here asks how often it is called: each part says when it is due, and a tick does what is due by then. So an
 * idle node sleeps from one heartbeat to the next. DESIGN 8. */

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t ep_engine_due(const struct ep_engine *engine)
{
    uint64_t due = engine->now.now_ms + (engine->deleting || ep_keys_due(engine) ? EP_TICK_MS : EP_WAKE_MS_MAX);
    if (engine->commit_ms != 0)
        due = earlier(due, engine->commit_ms);
    due = earlier(due, ep_link_due_all(engine));
    due = earlier(due, engine->dial_ms);
    due = earlier(due, ep_pairs_due(engine));
    return earlier(due, ep_leases_due(engine));
}

ep_err ep_engine_tick(struct ep_engine *engine)
{
    ep_err err = ep_link_tick_all(engine);
    if (err == EP_OK && engine->now.now_ms >= engine->dial_ms)
        err = ep_dial_tick(engine);
    ep_pairs_tick(engine);
    if (err == EP_OK)
        err = ep_leases_tick(engine);
    return err;
}
