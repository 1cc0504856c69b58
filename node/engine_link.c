#include "node/engine_parts.h"

#include "proto/frame.h"

#include <assert.h>
#include <string.h>

static bool is_open(const struct ep_link *link)
{
    return link->session.stage == EP_STAGE_OPEN;
}

struct ep_link *ep_link_by_number(struct ep_engine *engine, uint64_t number)
{
    for (size_t i = 0; number != 0 && i < engine->link_top; i++)
        if (engine->link[i].number == number)
            return &engine->link[i];
    return NULL;
}

struct ep_link *ep_link_of_peer(struct ep_engine *engine, ep_id peer)
{
    for (size_t i = 0; i < engine->link_top; i++) {
        struct ep_link *link = &engine->link[i];
        if (link->number != 0 && link->ready && link->session.mode == EP_MODE_PEER && ep_id_equal(link->party, peer))
            return link;
    }
    return NULL;
}

static struct ep_link *take_slot(struct ep_engine *engine, uint64_t number)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct ep_link *link = &engine->link[i];
        if (link->number != 0)
            continue;
        memset(link, 0, sizeof *link);
        link->number = number;
        link->began_ms = link->heard_ms = link->sent_ms = engine->now.now_ms;
        if (i >= engine->link_top)
            engine->link_top = i + 1;
        return link;
    }
    return NULL;
}

/* One frame onto the wire, as it stands in engine->frame behind room for its head. */
static ep_err send_frame(struct ep_engine *engine, struct ep_link *link, size_t len)
{
    ep_frame_head(engine->frame, len);
    link->sent_ms = engine->now.now_ms;
    return ep_effects_add(engine->effects, EP_EFFECT_SEND, link->number,
                          (ep_bytes){engine->frame, EP_FRAME_HEAD_BYTES + len});
}

static ep_out frame_out(struct ep_engine *engine)
{
    return (ep_out){engine->frame + EP_FRAME_HEAD_BYTES, 0, EP_FRAME_BYTES_MAX};
}

ep_err ep_link_say(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, const void *record)
{
    ep_out message = EP_OUT(engine->message);
    ep_out frame = frame_out(engine);
    if (link->number == 0 || !is_open(link))
        return EP_CLOSED; /* dropped meanwhile, or nobody is there yet: whoever walks stops here */
    ep_err err = ep_message_put(&message, type, record);
    if (err == EP_OK)
        err = ep_session_seal(&link->session, ep_out_bytes(&message), &frame);
    if (err == EP_OK)
        return send_frame(engine, link, frame.len);
    ep_link_drop(engine, link, err);
    return EP_CLOSED;
}

void ep_link_drop(struct ep_engine *engine, struct ep_link *link, ep_err why)
{
    if (link->number == 0)
        return;
    if (link->known && why != EP_OK)
        ep_engine_log(engine, "link closed", link->party, why);
    if (link->session.mode == EP_MODE_PAIR && ep_pair_closed(engine, link, why) != EP_OK)
        ep_engine_log(engine, "pairing", link->invitation, why);
    /* No memory for an effect: the step fails as a whole at its next one, and then every link is closed. */
    ep_err err = ep_effects_add(engine->effects, EP_EFFECT_CLOSE, link->number, (ep_bytes){NULL, 0});
    if (err != EP_OK)
        ep_engine_log(engine, "close", link->party, err);
    if (link->session.mode == EP_MODE_PEER)
        ep_dial_again(engine, link);
    engine->live -= link->live ? 1 : 0;
    ep_session_wipe(&link->session);
    memset(link, 0, sizeof *link);
    while (engine->link_top > 0 && engine->link[engine->link_top - 1].number == 0)
        engine->link_top--;
}

ep_err ep_link_dial(struct ep_engine *engine, enum ep_mode mode, ep_id party, const char *route, struct ep_link **out)
{
    struct ep_link *link = take_slot(engine, engine->next_dial++);
    if (link == NULL)
        return EP_TOO_MANY;
    link->initiator = true;
    link->party = party;
    link->session.mode = mode;
    if (out != NULL)
        *out = link;
    return ep_effects_add(engine->effects, EP_EFFECT_DIAL, link->number, ep_text(route));
}

/* What a session with a peer rests on: the PSK of the pairing, and the link key in its card. */
static ep_err peer_secrets(struct ep_engine *engine, ep_id peer, uint8_t psk[32], uint8_t theirs[32])
{
    struct ep_link_record record;
    struct ep_statement card;
    ep_err err = ep_engine_kept(engine, EP_RECORD_LINK, peer, ep_link_record_table, &record);
    if (err == EP_OK && !engine->world.find(engine, EP_CARD, peer, 0, &card))
        err = EP_NOT_FOUND;
    if (err == EP_OK) {
        memcpy(psk, record.psk, 32);
        memcpy(theirs, card.body.card.node_link, 32);
    }
    ep_wipe(&record, sizeof record);
    return err;
}

/* The PSK of who says to be a peer or a user; its static key must be the one on record. */
static ep_err known_psk(struct ep_engine *engine, struct ep_link *link, uint8_t psk[32])
{
    const struct ep_session *session = &link->session;
    if (session->mode == EP_MODE_PAIR)
        return ep_pair_psk_find(engine, link, psk);
    bool peer = session->mode == EP_MODE_PEER;
    ep_err err = ep_engine_by_hint(engine, peer ? EP_RECORD_LINK : EP_RECORD_ACCESS, session->hint, &link->party);
    if (err != EP_OK)
        return err;
    uint8_t expected[32];
    if (peer) {
        err = peer_secrets(engine, link->party, psk, expected);
        if (err == EP_OK && !ep_engine_trusts(engine, link->party))
            err = EP_PEER_ENDED;
        if (err != EP_OK)
            return err;
    } else {
        struct ep_access_record record;
        err = ep_engine_kept(engine, EP_RECORD_ACCESS, link->party, ep_access_record_table, &record);
        if (err != EP_OK)
            return err;
        memcpy(psk, record.psk, 32);
        memcpy(expected, record.link, 32);
        link->authority = record.authority;
        ep_wipe(&record, sizeof record);
        if (!ep_user_live(engine, link))
            return EP_NOT_FOUND;
    }
    return ep_secret_equal(expected, session->their_static) ? EP_OK : EP_NOT_FOUND;
}

/* Whoever it is gets the same answer: unknown, refused and wrong differ only in a PSK that nobody has. */
static ep_err answer(struct ep_engine *engine, struct ep_link *link, ep_bytes frame)
{
    uint8_t psk[32];
    uint8_t random[64];
    engine->setup.random(engine->setup.random_ctx, random, sizeof random);
    ep_err err = ep_session_read1(&link->session, &engine->keys.link, random, frame);
    if (err == EP_OK) {
        err = known_psk(engine, link, psk);
        link->known = err == EP_OK;
        if (!ep_fatal(err)) {
            ep_out out = frame_out(engine);
            err = ep_session_answer(&link->session, link->known ? psk : NULL, random + 32, &out);
            if (err == EP_OK)
                err = send_frame(engine, link, out.len);
        }
    }
    ep_wipe(psk, sizeof psk);
    ep_wipe(random, sizeof random);
    return err;
}

static ep_err dispatch(struct ep_engine *engine, struct ep_link *link, ep_bytes frame)
{
    ep_out opened = EP_OUT(engine->opened);
    enum ep_message_type type;
    union ep_msg msg;
    bool first = link->session.stage == EP_STAGE_ANSWERED;
    ep_err err = ep_session_open(&link->session, frame, &opened);
    if (err == EP_OK && first)
        err = ep_effects_add(engine->effects, EP_EFFECT_OPENED, link->number, (ep_bytes){NULL, 0});
    if (err == EP_OK)
        err = ep_message_take(ep_out_bytes(&opened), &type, &msg);
    if (err != EP_OK)
        return err;
    link->heard_ms = engine->now.now_ms;
    if (type == EP_MSG_PING) /* never the first word: an invitation burns with that */
        return !link->ready                                                        ? EP_MALFORMED
               : link->session.mode == EP_MODE_USER && !ep_user_live(engine, link) ? EP_SIGNER_ENDED
                                                                                   : EP_OK;
    if (link->session.mode == EP_MODE_PEER)
        return ep_peer_message(engine, link, type, &msg);
    if (link->session.mode == EP_MODE_USER)
        return ep_user_message(engine, link, type, &msg);
    return ep_pair_message(engine, link, type, &msg);
}

static ep_err opened_as_initiator(struct ep_engine *engine, struct ep_link *link, ep_bytes frame)
{
    ep_err err = ep_session_read2(&link->session, frame);
    if (err != EP_OK)
        return err;
    link->known = true;
    return link->session.mode == EP_MODE_PEER ? ep_peer_begin(engine, link) : ep_pair_begin(engine, link);
}

static ep_err on_frame(struct ep_engine *engine, struct ep_link *link, ep_bytes frame)
{
    switch (link->session.stage) {
    case EP_STAGE_NEW:
        return answer(engine, link, frame);
    case EP_STAGE_DIALLED:
        return opened_as_initiator(engine, link, frame);
    case EP_STAGE_ANSWERED:
    case EP_STAGE_OPEN:
        return dispatch(engine, link, frame);
    case EP_STAGE_ASKED:
        break;
    }
    return EP_MALFORMED;
}

static ep_err dial_secrets(struct ep_engine *engine, struct ep_link *link, uint8_t psk[32], uint8_t theirs[32],
                           ep_id *hint)
{
    if (link->session.mode == EP_MODE_PAIR) {
        for (size_t i = 0; i < EP_PAIRINGS_MAX; i++)
            if (engine->pairing[i].used && engine->pairing[i].net == link->number) {
                *hint = engine->pairing[i].id;
                memcpy(theirs, engine->pairing[i].link_key, 32);
                ep_pair_psk(psk, engine->pairing[i].secret, *hint);
                return EP_OK;
            }
        return EP_PAIRING_UNKNOWN;
    }
    *hint = engine->world.own_org;
    return peer_secrets(engine, link->party, psk, theirs);
}

/* The TCP connection that we dialled is up: begin the handshake. */
static ep_err on_connected(struct ep_engine *engine, struct ep_link *link)
{
    uint8_t psk[32];
    uint8_t theirs[32];
    uint8_t hint[EP_HINT_BYTES];
    uint8_t ephemeral[32];
    ep_id id;
    ep_err err = dial_secrets(engine, link, psk, theirs, &id);
    if (err == EP_OK) {
        ep_hint(hint, id);
        engine->setup.random(engine->setup.random_ctx, ephemeral, sizeof ephemeral);
        ep_out out = frame_out(engine);
        struct ep_dial dial = {link->session.mode, &engine->keys.link, theirs, psk, hint, ephemeral};
        link->connected = true;
        err = ep_session_dial(&link->session, &dial, &out);
        if (err == EP_OK)
            err = send_frame(engine, link, out.len);
    }
    ep_wipe(psk, sizeof psk);
    ep_wipe(ephemeral, sizeof ephemeral);
    return err;
}

static ep_err on_accepted(struct ep_engine *engine, uint64_t number)
{
    struct ep_link *link = take_slot(engine, number);
    if (link == NULL)
        return ep_effects_add(engine->effects, EP_EFFECT_CLOSE, number, (ep_bytes){NULL, 0});
    link->connected = true;
    ep_session_accept(&link->session);
    return EP_OK;
}

ep_err ep_link_event(struct ep_engine *engine, const struct ep_event *event)
{
    if (event->type == EP_EVENT_ACCEPTED)
        return on_accepted(engine, event->link);
    struct ep_link *link = ep_link_by_number(engine, event->link);
    if (link == NULL)
        return EP_OK; /* we closed it already; what was under way does not matter */
    ep_err err = EP_OK;
    if (event->type == EP_EVENT_CLOSED)
        err = link->connected ? EP_CLOSED : EP_NOT_REACHED;
    else if (event->type == EP_EVENT_CONNECTED)
        err = on_connected(engine, link);
    else if (event->type == EP_EVENT_DRAINED)
        err = ep_answer_drained(engine, link);
    else
        err = on_frame(engine, link, event->frame);
    if (err == EP_OK || ep_fatal(err))
        return err;
    /* The handler may have closed the link itself; its slot is then free, and the number gone. */
    if (link->number == event->link)
        ep_link_drop(engine, link, err);
    return EP_OK;
}

/* Not one heartbeat in the time of two: the link is half-open. */
#define SILENCE_MS_MAX (2 * EP_HEARTBEAT_MS)

static uint64_t ends_ms(const struct ep_link *link)
{
    return link->began_ms + (is_open(link) ? EP_SESSION_MS_MAX : EP_HANDSHAKE_MS_MAX);
}

static uint64_t link_due(const struct ep_link *link)
{
    uint64_t due = ends_ms(link);
    if (link->heard_ms + SILENCE_MS_MAX < due)
        due = link->heard_ms + SILENCE_MS_MAX;
    if (is_open(link) && link->ready && link->sent_ms + EP_HEARTBEAT_MS < due)
        due = link->sent_ms + EP_HEARTBEAT_MS;
    return due;
}

uint64_t ep_link_due_all(const struct ep_engine *engine)
{
    uint64_t due = UINT64_MAX;
    for (size_t i = 0; i < engine->link_top; i++)
        if (engine->link[i].number != 0 && link_due(&engine->link[i]) < due)
            due = link_due(&engine->link[i]);
    return due;
}

static ep_err link_tick(struct ep_engine *engine, struct ep_link *link)
{
    uint64_t now = engine->now.now_ms;
    if (now < link_due(link))
        return EP_OK;
    if (now >= ends_ms(link))
        ep_link_drop(engine, link, is_open(link) ? EP_SESSION_OLD : EP_NOT_REACHED);
    else if (now >= link->heard_ms + SILENCE_MS_MAX)
        ep_link_drop(engine, link, EP_CLOSED);
    else
        return ep_link_say(engine, link, EP_MSG_PING, &(struct ep_msg_ping){0});
    return EP_OK;
}

ep_err ep_link_tick_all(struct ep_engine *engine)
{
    for (size_t i = 0; i < engine->link_top; i++) {
        if (engine->link[i].number == 0)
            continue;
        ep_err err = link_tick(engine, &engine->link[i]);
        if (ep_fatal(err))
            return err; /* any other ended that one link, and the others want their turn */
    }
    return EP_OK;
}
