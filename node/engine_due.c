#include "node/engine_parts.h"

/* Nothing here asks how often it is called: each part says when it is due, and a tick does what is due by then. So an
 * idle node sleeps from one heartbeat to the next. DESIGN 8. */

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Leases are looked at once an hour, and not while a clock that leapt ahead still has to prove itself. */
static uint64_t sweep_due(const struct ep_engine *engine)
{
    if (engine->swept_hour != engine->world.now_hour)
        return engine->settled_ms;
    return engine->now.now_ms + (3600 - engine->now.now_s % 3600) * 1000;
}

uint64_t ep_engine_due(const struct ep_engine *engine)
{
    uint64_t due = engine->now.now_ms + (engine->deleting ? EP_TICK_MS : EP_WAKE_MS_MAX);
    if (engine->commit_ms != 0)
        due = earlier(due, engine->commit_ms);
    due = earlier(due, ep_link_due_all(engine));
    due = earlier(due, engine->dial_ms);
    due = earlier(due, ep_pairs_due(engine));
    return earlier(due, sweep_due(engine));
}

ep_err ep_engine_tick(struct ep_engine *engine)
{
    ep_err err = ep_link_tick_all(engine);
    if (err == EP_OK && engine->now.now_ms >= engine->dial_ms)
        err = ep_dial_tick(engine);
    ep_pairs_tick(engine);
    if (err == EP_OK && engine->swept_hour != engine->world.now_hour && engine->now.now_ms >= engine->settled_ms) {
        engine->swept_hour = engine->world.now_hour;
        err = ep_delete_leases(engine);
    }
    return err;
}
