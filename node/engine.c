#include "node/engine_log.h"
#include "node/engine_parts.h"

#include "proto/frame.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCK_LEAP_HOURS 48
#define CLOCK_SETTLE_MS 4000u

bool ep_fatal(ep_err err)
{
    return err == EP_DISK_FULL || err == EP_STORE_FAILED || err == EP_STORE_DAMAGED || err == EP_NO_MEMORY;
}

void ep_engine_log(const struct ep_engine *engine, const char *what, ep_id id, ep_err err)
{
    if (engine->setup.log == NULL)
        return;
    char hex[EP_ID_HEX];
    char line[128];
    ep_hex(hex, ep_id_bytes(&id));
    snprintf(line, sizeof line, "%s %.8s %s", what, hex, ep_err_row(err)->name);
    engine->setup.log(engine->setup.log_ctx, line);
}

ep_err ep_engine_node_keep(struct ep_engine *engine)
{
    return ep_engine_keep(engine, EP_RECORD_NODE, engine->world.own_org, ep_node_record_table, &engine->node);
}

/* Take the frames of a first file one by one. */
static ep_err each_frame(struct ep_engine *engine, ep_bytes file,
                         ep_err (*take)(struct ep_engine *engine, ep_bytes bytes))
{
    struct ep_frame_reader reader = {engine->frame, 0};
    ep_err err = EP_OK;
    while (err == EP_OK && file.len > 0) {
        ep_bytes frame;
        err = ep_frame_read(&reader, &file, &frame);
        if (err == EP_OK)
            err = take(engine, frame);
    }
    return err == EP_AGAIN ? EP_MALFORMED : err;
}

static ep_err take_statement(struct ep_engine *engine, ep_bytes bytes)
{
    ep_id missing;
    return ep_admit(engine, engine->world.own_org, NULL, bytes, &missing);
}

static ep_err take_access(struct ep_engine *engine, ep_bytes bytes)
{
    struct ep_access_record access;
    ep_err err = ep_record_take(bytes, ep_access_record_table, &access);
    if (err == EP_OK)
        err = ep_store_keep(engine->setup.store, EP_RECORD_ACCESS, access.id, bytes);
    ep_wipe(&access, sizeof access);
    return err;
}

/* Whatever is wrong with them, the cure is one: the files as they were made. Without the own card nobody could ever open
 * a session or pair, and they are taken only once. */
static ep_err take_first(struct ep_engine *engine, const struct ep_first *first)
{
    struct ep_statement card;
    ep_err err = each_frame(engine, first->statements, take_statement);
    if (err == EP_OK)
        err = each_frame(engine, first->access, take_access);
    if (err == EP_OK && !engine->world.find(engine, EP_CARD, engine->world.own_org, 0, &card))
        err = EP_NOT_FOUND;
    return err == EP_OK || ep_fatal(err) ? err : EP_FIRST_FILES;
}

/* A store that knows no node record is new: it gets a lineage and takes the first files. */
static ep_err begin_life(struct ep_engine *engine, const struct ep_first *first)
{
    ep_err err = ep_engine_kept(engine, EP_RECORD_NODE, engine->world.own_org, ep_node_record_table, &engine->node);
    if (err == EP_OK)
        return ep_log_load(engine);
    if (err != EP_NOT_FOUND)
        return err;
    engine->setup.random(engine->setup.random_ctx, engine->node.lineage, sizeof engine->node.lineage);
    engine->node.last_hour = engine->world.now_hour;
    err = ep_store_begin(engine->setup.store);
    if (err == EP_OK)
        err = ep_log_begin(engine);
    if (err == EP_OK)
        err = take_first(engine, first);
    if (err == EP_OK)
        err = ep_engine_node_keep(engine);
    if (err == EP_OK)
        return ep_store_commit(engine->setup.store);
    ep_store_rollback(engine->setup.store);
    return err;
}

ep_err ep_engine_open(struct ep_engine **out, const struct ep_engine_setup *setup, const struct ep_first *first,
                      struct ep_moment now)
{
    struct ep_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL)
        return EP_NO_MEMORY;
    engine->setup = *setup;
    engine->keys = *setup->keys;
    engine->setup.keys = &engine->keys;
    engine->now = now;
    engine->next_dial = EP_LINK_DIALLED;
    engine->deleting = true; /* a deletion may have been interrupted */
    ep_engine_world_init(engine);
    ep_engine_world_refresh(engine);
    engine->clock_offset_h = (int64_t)engine->world.now_hour - (int64_t)(now.now_ms / 3600000u);
    ep_err err = begin_life(engine, first);
    ep_engine_blocks_free(engine);
    if (err != EP_OK) {
        ep_engine_close(engine);
        return err;
    }
    *out = engine;
    return EP_OK;
}

void ep_engine_close(struct ep_engine *engine)
{
    if (engine == NULL)
        return;
    ep_engine_blocks_free(engine);
    ep_wipe(engine, sizeof *engine); /* keys, sessions and pairing secrets stand in it */
    free(engine);
}

static ep_err handle(struct ep_engine *engine, const struct ep_event *event)
{
    switch (event->type) {
    case EP_EVENT_TICK:
        return ep_engine_tick(engine);
    case EP_EVENT_TRUNCATED:
        return ep_delete_truncated(engine);
    case EP_EVENT_ACCEPTED:
    case EP_EVENT_CONNECTED:
    case EP_EVENT_FRAME:
    case EP_EVENT_CLOSED:
    case EP_EVENT_DRAINED:
        break;
    }
    return ep_link_event(engine, event);
}

/* The clock that later tells whether time went back. Only moved when something else is written: an idle node does not
 * write every hour. */
static ep_err keep_clock(struct ep_engine *engine)
{
    if (engine->now.now_ms < engine->settled_ms || engine->world.now_hour <= engine->node.last_hour)
        return EP_OK;
    engine->node.last_hour = engine->world.now_hour;
    ep_err err = ep_log_midnight(engine);
    return err == EP_OK ? ep_engine_node_keep(engine) : err;
}

/* One wrong tick must not end every lease and move the clock's memory: after a leap of more than two days the new time
 * must hold for a few seconds first. A clock that stays wrong is not noticed by this. */
static void watch_clock(struct ep_engine *engine)
{
    int64_t offset = (int64_t)engine->world.now_hour - (int64_t)(engine->now.now_ms / 3600000u);
    if (offset > engine->clock_offset_h + CLOCK_LEAP_HOURS)
        engine->settled_ms = engine->now.now_ms + CLOCK_SETTLE_MS;
    engine->clock_offset_h = offset;
}

/* What went wrong with one link or one statement does not end the others' step. */
static ep_err only_fatal(struct ep_engine *engine, ep_err err)
{
    if (err == EP_OK || ep_fatal(err))
        return err;
    ep_engine_log(engine, "step", engine->world.own_org, err);
    return EP_OK;
}

/* After a step that did not commit, what the engine remembers of links and of its own record is not true any more. */
static void forget(struct ep_engine *engine)
{
    ep_store_rollback(engine->setup.store);
    ep_effects_clear(engine->effects);
    for (size_t i = 0; i < engine->link_top; i++)
        ep_session_wipe(&engine->link[i].session);
    memset(engine->link, 0, sizeof engine->link);
    engine->link_top = engine->live = 0;
    engine->dial_ms = 0;
    ep_wipe(engine->pairing, sizeof engine->pairing);
    engine->commit_ms = 0;
    engine->deleting = true; /* a step of a deletion may be among what was rolled back */
    engine->swept_hour = 0;
    engine->swept = false;
    engine->key_fresh = 0; /* nor was a wrap sealed anew */
    ep_err err = ep_engine_kept(engine, EP_RECORD_NODE, engine->world.own_org, ep_node_record_table, &engine->node);
    if (err == EP_OK)
        err = ep_log_load(engine);
    if (err != EP_OK)
        ep_engine_log(engine, "record", engine->world.own_org, err);
}

/* One line when it begins and one when it is over, not one a second. */
static void say_room(struct ep_engine *engine, enum ep_room room)
{
    bool enough = room == EP_ROOM_ENOUGH;
    if (enough != (engine->room == EP_ROOM_ENOUGH))
        ep_engine_log(engine, "disk", engine->world.own_org, enough ? EP_OK : EP_DISK_FULL);
    engine->room = room;
}

/* The transaction of a step of which nothing left may still be open: then this step is part of it. */
static ep_err begin(struct ep_engine *engine)
{
    if (engine->commit_ms != 0)
        return EP_OK;
    say_room(engine, ep_store_room(engine->setup.store));
    ep_err err = ep_keys_turn(engine);
    return err == EP_OK ? ep_store_begin(engine->setup.store) : err;
}

/* Of a step without effects nobody was told anything: killed now, it would be as if its events had not come, and what
 * was said to us and not answered is said again. Such are the positions of many peers, which come one by one. So it waits
 * for the next step, and never long. With little room nothing waits, since room is looked at between transactions; nor
 * while a truncation is owed, which stands outside them, since each step asks for it anew. */
static ep_err commit(struct ep_engine *engine)
{
    struct ep_store *store = engine->setup.store;
    bool late = engine->commit_ms != 0 && engine->now.now_ms >= engine->commit_ms;
    bool quiet = engine->effects->count == 0 && engine->room == EP_ROOM_ENOUGH;
    if (quiet && !late && ep_store_wrote(store)) {
        if (engine->commit_ms == 0)
            engine->commit_ms = engine->now.now_ms + EP_COMMIT_MS_MAX;
        return EP_OK;
    }
    engine->commit_ms = 0;
    return ep_store_commit(store);
}

ep_err ep_engine_step(struct ep_engine *engine, const struct ep_event *events, size_t count, struct ep_moment now,
                      struct ep_effects *effects)
{
    assert(effects->count == 0);
    engine->now = now;
    engine->effects = effects;
    ep_engine_world_refresh(engine);
    watch_clock(engine);
    ep_err err = begin(engine);
    for (size_t i = 0; err == EP_OK && i < count; i++) {
        err = only_fatal(engine, handle(engine, &events[i]));
        ep_engine_blocks_free(engine);
    }
    if (err == EP_OK)
        err = ep_keys_reseal(engine);
    if (err == EP_OK && engine->deleting)
        err = only_fatal(engine, ep_delete_step(engine));
    if (err == EP_OK)
        err = only_fatal(engine, ep_peers_flush(engine));
    if (err == EP_OK)
        err = keep_clock(engine);
    if (err == EP_OK && engine->damaged)
        err = EP_STORE_DAMAGED;
    if (err == EP_OK)
        err = commit(engine);
    if (err != EP_OK)
        forget(engine);
    if (err == EP_DISK_FULL)
        say_room(engine, EP_ROOM_LITTLE);
    ep_engine_blocks_free(engine);
    engine->effects = NULL;
    return err;
}
