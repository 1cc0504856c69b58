#include "node/engine_parts.h"

#include "node/keystore.h"

/* Once a day, in steps that each can be the last before a crash: a fresh key; old wraps under it, in portions; and when all
 * of those are durable, the end of the keys that are over. After a start it begins anew, and nothing is done twice. DESIGN 6. */

static uint64_t today(const struct ep_engine *engine)
{
    return engine->world.now_hour / 24;
}

/* A clock that is wrong, or leapt and did not prove itself yet, destroys nothing. */
bool ep_keys_due(const struct ep_engine *engine)
{
    return engine->key_day != today(engine) && engine->now.now_ms >= engine->settled_ms &&
           !ep_world_clock_bad(&engine->world);
}

ep_err ep_keys_turn(struct ep_engine *engine)
{
    uint8_t fresh[32];
    if (!ep_keys_due(engine) || engine->key_fresh == today(engine))
        return EP_OK;
    engine->setup.random(engine->setup.random_ctx, fresh, sizeof fresh);
    ep_err err = ep_store_new_day(engine->setup.store, today(engine), fresh);
    ep_wipe(fresh, sizeof fresh);
    engine->key_fresh = err == EP_OK ? today(engine) : 0;
    engine->key_resealed = false;
    return err == EP_DISK_FULL ? EP_OK : err; /* the key before it goes on; there is another step */
}

/* Without a wrap left to seal, the turn before this transaction destroyed all that was to be. After some were sealed it has
 * its turn again when they are durable. */
ep_err ep_keys_reseal(struct ep_engine *engine)
{
    size_t sealed = 0;
    if (!ep_keys_due(engine) || engine->key_fresh != today(engine))
        return EP_OK;
    ep_err err = ep_store_reseal(engine->setup.store, today(engine), &sealed);
    if (err != EP_OK || sealed > 0) {
        engine->key_resealed = true;
        return err;
    }
    engine->key_fresh = 0;
    if (!engine->key_resealed)
        engine->key_day = today(engine);
    return EP_OK;
}
