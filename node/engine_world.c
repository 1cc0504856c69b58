#include "node/engine_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

ep_bytes ep_engine_hold(struct ep_engine *engine, ep_bytes bytes)
{
    struct ep_block *block = malloc(sizeof *block + bytes.len);
    if (block == NULL)
        return (ep_bytes){NULL, 0};
    if (bytes.len > 0)
        memcpy(block->bytes, bytes.at, bytes.len);
    block->next = engine->blocks;
    engine->blocks = block;
    return (ep_bytes){block->bytes, bytes.len};
}

void ep_engine_blocks_free(struct ep_engine *engine)
{
    while (engine->blocks != NULL) {
        struct ep_block *next = engine->blocks->next;
        free(engine->blocks);
        engine->blocks = next;
    }
}

/* What is in the store was verified before it was stored, so that only its shape is read again. One that does not read
 * may be a withdrawal: passing over it would let a grant live again, so it ends the step, and with it the program. */
bool ep_engine_reread(struct ep_engine *engine, struct ep_statement *out, ep_bytes bytes)
{
    bool good = ep_statement_open(out, bytes) == EP_OK;
    engine->damaged = engine->damaged || !good;
    return good;
}

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    struct ep_engine *engine = ctx;
    ep_bytes bytes;
    int64_t row = 0;
    if (ep_store_find(engine->setup.store, kind, id, version, &bytes, &row) != EP_OK)
        return false;
    ep_bytes held = ep_engine_hold(engine, bytes);
    return held.at != NULL && ep_engine_reread(engine, out, held);
}

struct walk {
    struct ep_engine *engine;
    ep_visit *visit;
    void *arg;
};

static bool walk_row(void *arg, int64_t row, ep_bytes bytes)
{
    const struct walk *walk = arg;
    struct ep_statement statement;
    (void)row;
    return ep_engine_reread(walk->engine, &statement, bytes) && walk->visit(walk->arg, &statement);
}

static void each(void *ctx, enum ep_kind_code kind, ep_id huishouden, ep_visit *visit, void *arg)
{
    struct ep_engine *engine = ctx;
    struct ep_store_query query = {.kind = kind, .huishouden = huishouden, .latest = true};
    struct walk walk = {engine, visit, arg};
    /* A store that cannot be read shows nothing here, and so grants nothing; the next write stops the program. */
    if (ep_store_each(engine->setup.store, &query, walk_row, &walk) != EP_OK)
        ep_engine_log(engine, "store", engine->world.own_org, EP_STORE_FAILED);
}

void ep_engine_world_init(struct ep_engine *engine)
{
    struct ep_world *world = &engine->world;
    world->ctx = engine;
    world->own_org = ep_id_of_key(engine->keys.org_root);
    memcpy(world->own_root, engine->keys.org_root, 32);
    world->policy = engine->setup.policy;
    world->find = find;
    world->each = each;
}

void ep_engine_world_refresh(struct ep_engine *engine)
{
    engine->world.now_hour = engine->now.now_s / 3600;
    engine->world.last_hour = engine->node.last_hour;
    engine->grants_of = (ep_id){{0}};
}

ep_err ep_engine_grants(struct ep_engine *engine, ep_id huishouden)
{
    assert(!ep_id_absent(huishouden));
    if (ep_id_equal(engine->grants_of, huishouden))
        return EP_OK;
    engine->grants_of = (ep_id){{0}};
    ep_err err = ep_grants_gather(&engine->world, huishouden, &engine->grants);
    if (err == EP_OK)
        engine->grants_of = huishouden;
    return err;
}

ep_err ep_engine_row(struct ep_engine *engine, enum ep_kind_code kind, ep_id id, uint64_t version, int64_t *row)
{
    ep_bytes bytes;
    return ep_store_find(engine->setup.store, kind, id, version, &bytes, row);
}

ep_err ep_engine_keep(struct ep_engine *engine, enum ep_record sort, ep_id key, struct ep_table table,
                      const void *record)
{
    uint8_t buffer[EP_RECORD_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    ep_err err = ep_record_put(&out, table, record);
    if (err == EP_OK)
        err = ep_store_keep(engine->setup.store, sort, key, ep_out_bytes(&out));
    ep_wipe(buffer, sizeof buffer);
    return err;
}

ep_err ep_engine_kept(struct ep_engine *engine, enum ep_record sort, ep_id key, struct ep_table table, void *record)
{
    ep_bytes bytes;
    ep_err err = ep_store_kept(engine->setup.store, sort, key, &bytes);
    if (err != EP_OK)
        return err;
    /* Our own record that does not read is a damaged database, not a stranger's mistake. */
    return ep_record_take(bytes, table, record) == EP_OK ? EP_OK : EP_STORE_DAMAGED;
}

struct by_hint {
    const uint8_t *hint;
    ep_id *key;
    bool any;
};

static bool match_hint(void *arg, ep_id key, ep_bytes bytes)
{
    struct by_hint *search = arg;
    (void)bytes;
    if (memcmp(key.b, search->hint, EP_HINT_BYTES) != 0)
        return true;
    *search->key = key;
    search->any = true;
    return false;
}

ep_err ep_engine_by_hint(struct ep_engine *engine, enum ep_record sort, const uint8_t hint[EP_HINT_BYTES], ep_id *key)
{
    struct by_hint search = {hint, key, false};
    ep_err err = ep_store_each_record(engine->setup.store, sort, match_hint, &search);
    return err != EP_OK ? err : search.any ? EP_OK : EP_NOT_FOUND;
}

bool ep_engine_trusts(struct ep_engine *engine, ep_id peer)
{
    struct ep_statement trust;
    return engine->world.find(engine, EP_PEER, peer, 0, &trust) && !trust.body.peer.ended;
}

ep_id ep_engine_team(const struct ep_engine *engine, ep_id huishouden)
{
    const struct ep_world *world = &engine->world;
    ep_id team = {{0}};
    ep_err err = ep_world_home_team(world, huishouden, world->own_org, &team);
    if (err == EP_NO_JOIN)
        err = ep_world_invited_team(world, huishouden, world->own_org, &team);
    return err == EP_OK ? team : (ep_id){{0}};
}
