#include "node/engine_parts.h"

#include <string.h>

static struct ep_redial *redial_of(struct ep_engine *engine, ep_id peer)
{
    for (size_t i = 0; i < engine->redials; i++)
        if (ep_id_equal(engine->redial[i].peer, peer))
            return &engine->redial[i];
    if (engine->redials == EP_PEERS_MAX)
        return NULL;
    engine->redial[engine->redials] = (struct ep_redial){.peer = peer, .wait_ms = EP_REDIAL_MS_MIN};
    return &engine->redial[engine->redials++];
}

static bool has_link(const struct ep_engine *engine, ep_id peer)
{
    for (size_t i = 0; i < engine->link_top; i++)
        if (engine->link[i].number != 0 && engine->link[i].session.mode == EP_MODE_PEER &&
            ep_id_equal(engine->link[i].party, peer) && (engine->link[i].initiator || engine->link[i].ready))
            return true;
    return false;
}

struct dialling {
    struct ep_engine *engine;
    ep_err err;
};

/* Peers whose card has a route and that we have no link with, each after its own wait: doubled up to a minute, with
 * jitter, so that a region coming back does not dial as one. */
static bool dial_peer(void *arg, ep_id peer, ep_bytes bytes)
{
    struct dialling *dialling = arg;
    struct ep_engine *engine = dialling->engine;
    struct ep_redial *redial = redial_of(engine, peer);
    (void)bytes;
    if (redial == NULL)
        return true;
    if (has_link(engine, peer))
        return true;
    struct ep_statement card;
    if (!engine->world.find(engine, EP_CARD, peer, 0, &card) || card.body.card.route.len == 0 ||
        !ep_engine_trusts(engine, peer))
        return true;
    if (engine->now.now_ms < redial->next_ms) {
        if (redial->next_ms < engine->dial_ms)
            engine->dial_ms = redial->next_ms;
        return true;
    }
    char route[EP_ADDRESS_BYTES_MAX + 1];
    memcpy(route, card.body.card.route.at, card.body.card.route.len);
    route[card.body.card.route.len] = 0;
    uint8_t jitter = 0;
    engine->setup.random(engine->setup.random_ctx, &jitter, 1);
    redial->next_ms = engine->now.now_ms + redial->wait_ms + redial->wait_ms * jitter / 512;
    redial->wait_ms = redial->wait_ms * 2 > EP_REDIAL_MS_MAX ? EP_REDIAL_MS_MAX : redial->wait_ms * 2;
    dialling->err = ep_link_dial(engine, EP_MODE_PEER, peer, route, NULL);
    return dialling->err == EP_OK;
}

ep_err ep_dial_tick(struct ep_engine *engine)
{
    struct dialling dialling = {engine, EP_OK};
    engine->dial_ms = UINT64_MAX; /* until a link ends, or a peer or its route is new */
    ep_err err = ep_store_each_record(engine->setup.store, EP_RECORD_LINK, dial_peer, &dialling);
    if (err != EP_OK)
        return err;
    if (dialling.err != EP_OK)
        engine->dial_ms = engine->now.now_ms + EP_TICK_MS; /* every slot is taken: the rest was not looked at */
    return ep_fatal(dialling.err) ? dialling.err : EP_OK;
}

/* A link that outlasted its wait was a good one: the next wait is the shortest again. */
void ep_dial_again(struct ep_engine *engine, const struct ep_link *link)
{
    struct ep_redial *redial = redial_of(engine, link->party);
    if (redial != NULL && link->ready && engine->now.now_ms - link->began_ms >= redial->wait_ms)
        redial->wait_ms = EP_REDIAL_MS_MIN;
    engine->dial_ms = 0;
}
