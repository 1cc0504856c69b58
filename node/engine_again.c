#include "node/engine_parts.h"

#include <stdlib.h>

/* What was refused for want of something is tried again: what was missing may have come from a third organisation, over
 * another link. Rarer each time, in the order in which it was made, and no longer than a peer may be away. DESIGN 8. */

static bool may_pass_later(uint64_t code)
{
    static const ep_err codes[] = {EP_SIGNER_UNKNOWN, EP_ROOT_UNKNOWN,   EP_HUISHOUDEN_UNKNOWN, EP_LID_UNKNOWN,
                                   EP_NO_JOIN,        EP_INVITE_UNKNOWN, EP_GRANT_UNKNOWN,      EP_NO_GRANT,
                                   EP_ENTRY_UNKNOWN,  EP_TEAM_UNKNOWN,   EP_TEAM_EPOCH,         EP_CLOCK_AHEAD,
                                   EP_QUOTA,          EP_DISK_FULL};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (code == (uint64_t)codes[i])
            return true;
    return false;
}

struct again {
    ep_id key;
    int64_t row;
    bool over; /* nothing more will come of it: the record goes */
};

struct gathering {
    struct ep_engine *engine;
    ep_id peer;
    uint64_t acked; /* of a position; 0: a session began */
    struct again found[EP_AGAIN_AT_ONCE_MAX];
    size_t count;
    ep_err err;
};

static bool due(const struct gathering *gathering, const struct ep_refusal_record *record)
{
    uint64_t wait = record->tries < 5 ? UINT64_C(1) << record->tries : EP_AGAIN_HOURS_MAX;
    return record->tries < EP_AGAIN_TRIES_MAX && may_pass_later(record->code) &&
           gathering->engine->world.now_hour >= record->hour + wait;
}

static bool over(const struct gathering *gathering, const struct ep_refusal_record *record)
{
    return record->code == 0 && gathering->engine->world.now_hour >= record->hour + EP_AGAIN_HOURS_MAX;
}

static bool gather(void *arg, ep_id key, ep_bytes bytes)
{
    struct gathering *gathering = arg;
    struct ep_store *store = gathering->engine->setup.store;
    struct ep_refusal_record record;
    uint64_t last = 0;
    if (ep_record_take(bytes, ep_refusal_record_table, &record) != EP_OK ||
        !ep_id_equal(record.peer, gathering->peer) || (gathering->acked != 0 && record.code == 0))
        return true;
    struct again again = {key, (int64_t)record.row, over(gathering, &record)};
    ep_err err = ep_store_delivery(store, record.peer, again.row, &last);
    if (err == EP_NOT_FOUND)
        again.over = true; /* it was erased meanwhile */
    else if (err != EP_OK)
        gathering->err = err;
    bool passed = last > record.seq && last <= gathering->acked; /* a refusal would have come before the position */
    if (gathering->acked != 0 ? passed : again.over || due(gathering, &record))
        gathering->found[gathering->count++] = again;
    return gathering->err == EP_OK && gathering->count < EP_AGAIN_AT_ONCE_MAX;
}

static int by_row(const void *a, const void *b)
{
    const struct again *one = a;
    const struct again *other = b;
    return one->row < other->row ? -1 : one->row > other->row;
}

static ep_err try_one(struct ep_engine *engine, ep_id peer, const struct again *again)
{
    struct ep_refusal_record record;
    if (again->over)
        return ep_store_drop(engine->setup.store, EP_RECORD_REFUSAL, again->key);
    ep_err err = ep_engine_kept(engine, EP_RECORD_REFUSAL, again->key, ep_refusal_record_table, &record);
    if (err == EP_OK)
        err = ep_store_queue_again(engine->setup.store, peer, again->row);
    if (err != EP_OK)
        return err;
    record.hour = engine->world.now_hour;
    record.tries++;
    return ep_engine_keep(engine, EP_RECORD_REFUSAL, again->key, ep_refusal_record_table, &record);
}

ep_err ep_again_try(struct ep_engine *engine, ep_id peer)
{
    struct gathering gathering = {.engine = engine, .peer = peer};
    ep_err err = ep_store_each_record(engine->setup.store, EP_RECORD_REFUSAL, gather, &gathering);
    if (err == EP_OK)
        err = gathering.err;
    qsort(gathering.found, gathering.count, sizeof gathering.found[0], by_row);
    for (size_t i = 0; err == EP_OK && i < gathering.count; i++)
        err = try_one(engine, peer, &gathering.found[i]);
    return err;
}

/* It passed. That stays on record for a while, with what it took: see on_refuse. */
static ep_err note_passed(struct ep_engine *engine, ep_id key)
{
    struct ep_refusal_record record;
    ep_err err = ep_engine_kept(engine, EP_RECORD_REFUSAL, key, ep_refusal_record_table, &record);
    if (err != EP_OK)
        return err;
    record.code = 0;
    record.hour = engine->world.now_hour;
    return ep_engine_keep(engine, EP_RECORD_REFUSAL, key, ep_refusal_record_table, &record);
}

ep_err ep_again_covered(struct ep_engine *engine, ep_id peer, uint64_t acked)
{
    struct gathering gathering = {.engine = engine, .peer = peer, .acked = acked};
    if (acked == 0)
        return EP_OK;
    ep_err err = ep_store_each_record(engine->setup.store, EP_RECORD_REFUSAL, gather, &gathering);
    if (err == EP_OK)
        err = gathering.err;
    for (size_t i = 0; err == EP_OK && i < gathering.count; i++)
        err = note_passed(engine, gathering.found[i].key);
    return err;
}
