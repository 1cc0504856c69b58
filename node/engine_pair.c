#include "node/engine_parts.h"

#include <string.h>

/* Pairing two nodes, and a new user's joining: PROTOCOL.md 7. The nodes carry; the two clients decide. A pairing lives
 * in memory only, an invitation is durable, and is burnt durably when the first transport message opens. */

static struct ep_pairing *pairing_by_id(struct ep_engine *engine, ep_id id)
{
    for (size_t i = 0; i < EP_PAIRINGS_MAX; i++)
        if (engine->pairing[i].used && ep_id_equal(engine->pairing[i].id, id))
            return &engine->pairing[i];
    return NULL;
}

/* A free place, or that of a pairing that failed and only says so. */
static struct ep_pairing *place(struct ep_engine *engine)
{
    struct ep_pairing *failed = NULL;
    for (size_t i = 0; i < EP_PAIRINGS_MAX; i++) {
        if (!engine->pairing[i].used)
            return &engine->pairing[i];
        if (engine->pairing[i].failed)
            failed = &engine->pairing[i];
    }
    return failed;
}

static struct ep_pairing *pairing_open(struct ep_engine *engine, ep_id id, const uint8_t secret[32], uint64_t soort)
{
    struct ep_pairing *pairing = pairing_by_id(engine, id);
    if (pairing == NULL)
        pairing = place(engine);
    if (pairing == NULL)
        return NULL;
    memset(pairing, 0, sizeof *pairing);
    pairing->used = true;
    pairing->id = id;
    pairing->soort = soort;
    pairing->began_ms = engine->now.now_ms;
    memcpy(pairing->secret, secret, 32);
    return pairing;
}

static ep_err tell_client(struct ep_engine *engine, const struct ep_pairing *pairing, enum ep_message_type type,
                          const void *record)
{
    struct ep_link *client = ep_link_by_number(engine, pairing->client);
    return client == NULL ? EP_OK : ep_link_say(engine, client, type, record);
}

/* One failure wipes all: the secret first, and both clients hear why. The pairing stays as a marker so that a client
 * that asks later hears the same. */
static ep_err fail(struct ep_engine *engine, struct ep_pairing *pairing, ep_err why, bool tell_net)
{
    struct ep_msg_fail message = {pairing->id, why};
    struct ep_link *net = ep_link_by_number(engine, pairing->net);
    ep_wipe(pairing->secret, sizeof pairing->secret);
    ep_wipe(pairing->h, sizeof pairing->h);
    pairing->failed = true;
    pairing->failure = why;
    pairing->net = 0;
    ep_err err = tell_client(engine, pairing, EP_MSG_FAIL, &message);
    if (err == EP_OK && tell_net && net != NULL && net->session.stage == EP_STAGE_OPEN)
        err = ep_link_say(engine, net, EP_MSG_FAIL, &message);
    if (net != NULL)
        ep_link_drop(engine, net, EP_OK);
    return err;
}

static ep_err met(struct ep_engine *engine, struct ep_pairing *pairing)
{
    struct ep_msg_met message = {.id = pairing->id, .theirs = {pairing->theirs, pairing->theirs_len}};
    memcpy(message.h, pairing->h, 64);
    pairing->met = true;
    return tell_client(engine, pairing, EP_MSG_MET, &message);
}

static ep_err say_card(struct ep_engine *engine, struct ep_link *link)
{
    struct ep_statement card;
    if (!engine->world.find(engine, EP_CARD, engine->world.own_org, 0, &card))
        return EP_STORE_DAMAGED;
    return ep_link_say(engine, link, EP_MSG_PUT, &(struct ep_msg_put){0, card.bytes});
}

ep_err ep_pair_begin(struct ep_engine *engine, struct ep_link *link)
{
    link->ready = true;
    return say_card(engine, link);
}

/* It must own the link it came over. */
static ep_err check_card(const struct ep_link *link, ep_bytes bytes, struct ep_statement *card)
{
    ep_err err = ep_card_proven(card, bytes, link->session.their_static);
    return err == EP_OK && bytes.len > sizeof((struct ep_pairing *)0)->theirs ? EP_CARD_MISMATCH : err;
}

/* The authority's session that asked after this invitation; 0: none did. */
static uint64_t who_waits(const struct ep_engine *engine, ep_id invitation)
{
    for (size_t i = 0; i < engine->link_top; i++)
        if (engine->link[i].number != 0 && engine->link[i].authority &&
            ep_id_equal(engine->link[i].invitation, invitation))
            return engine->link[i].number;
    return 0;
}

/* Inviter: the first transport message has opened. Burn the invitation; only its commit lets the answer out. */
static ep_err burn(struct ep_engine *engine, struct ep_link *link, struct ep_pairing **out)
{
    struct ep_invite_record invite;
    ep_err err = ep_engine_kept(engine, EP_RECORD_INVITE, link->invitation, ep_invite_record_table, &invite);
    if (err != EP_OK || invite.used)
        return err != EP_OK ? err : EP_INVITE_USED;
    struct ep_pairing *pairing = pairing_open(engine, link->invitation, invite.secret, invite.soort);
    if (pairing == NULL)
        return EP_TOO_MANY;
    pairing->inviter = true;
    pairing->client = who_waits(engine, link->invitation);
    pairing->net = link->number;
    memcpy(pairing->h, link->session.handshake_hash, 64);
    invite.used = true;
    ep_wipe(invite.secret, sizeof invite.secret);
    link->ready = true;
    *out = pairing;
    return ep_engine_keep(engine, EP_RECORD_INVITE, link->invitation, ep_invite_record_table, &invite);
}

static ep_err keep_theirs(struct ep_pairing *pairing, ep_bytes theirs)
{
    ep_out out = EP_OUT(pairing->theirs);
    ep_err err = ep_out_put(&out, theirs);
    pairing->theirs_len = out.len;
    return err;
}

static ep_err first_as_inviter(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                               const union ep_msg *msg)
{
    struct ep_pairing *pairing = NULL;
    ep_err err = burn(engine, link, &pairing);
    if (err != EP_OK)
        return err;
    if (type == EP_MSG_PUT && pairing->soort == EP_INVITE_PEER) {
        struct ep_statement card;
        err = check_card(link, msg->put.statement, &card);
        if (err == EP_OK)
            err = keep_theirs(pairing, msg->put.statement);
        if (err == EP_OK)
            err = say_card(engine, link);
    } else if (type == EP_MSG_APPLY && pairing->soort == EP_INVITE_USER) {
        uint8_t packed[512];
        ep_out out = EP_OUT(packed);
        err = ep_secret_equal(msg->apply.link, link->session.their_static) ? EP_OK : EP_CARD_MISMATCH;
        if (err == EP_OK)
            err = ep_record_put(&out, ep_message_table(EP_MSG_APPLY), &msg->apply);
        if (err == EP_OK)
            err = keep_theirs(pairing, ep_out_bytes(&out));
        if (err == EP_OK)
            err = say_card(engine, link);
    } else {
        err = EP_CARD_MISMATCH;
    }
    if (ep_fatal(err))
        return err;
    return err == EP_OK ? met(engine, pairing) : fail(engine, pairing, err, true);
}

ep_err ep_pair_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg)
{
    if (!link->ready)
        return first_as_inviter(engine, link, type, msg);
    struct ep_pairing *pairing = NULL;
    for (size_t i = 0; i < EP_PAIRINGS_MAX; i++)
        if (engine->pairing[i].used && engine->pairing[i].net == link->number)
            pairing = &engine->pairing[i];
    if (pairing == NULL)
        return EP_PAIRING_UNKNOWN;
    if (type == EP_MSG_SAY) {
        msg->say.id = pairing->id; /* whatever the other side calls it */
        return tell_client(engine, pairing, EP_MSG_SAY, &msg->say);
    }
    if (type == EP_MSG_FAIL)
        return fail(engine, pairing, ep_err_from_wire(msg->fail.code), false);
    if (type != EP_MSG_PUT || pairing->inviter || pairing->met)
        return EP_MALFORMED;
    struct ep_statement card;
    ep_err err = check_card(link, msg->put.statement, &card);
    if (err == EP_OK)
        err = keep_theirs(pairing, msg->put.statement);
    if (err != EP_OK)
        return fail(engine, pairing, err, true);
    memcpy(pairing->h, link->session.handshake_hash, 64);
    return met(engine, pairing);
}

/* A broken link before the meeting ends the pairing; after it, the nodes have all they need to confirm. */
ep_err ep_pair_closed(struct ep_engine *engine, const struct ep_link *link, ep_err why)
{
    for (size_t i = 0; i < EP_PAIRINGS_MAX; i++) {
        struct ep_pairing *pairing = &engine->pairing[i];
        if (!pairing->used || pairing->net != link->number || pairing->failed)
            continue;
        pairing->net = 0;
        if (pairing->met && pairing->soort == EP_INVITE_PEER)
            return EP_OK;
        if (pairing->met) /* a new user gets his `user` over this link, and never comes back to it */
            return fail(engine, pairing, why == EP_OK ? EP_CLOSED : why, false);
        /* Message 2 that does not open means another PSK: the invitation is not, or no longer, known there. */
        return fail(engine, pairing, why == EP_NOT_OPENED || why == EP_CLOSED ? EP_INVITE_USED : why, false);
    }
    return EP_OK;
}

static uint64_t ends_ms(const struct ep_pairing *pairing)
{
    return pairing->began_ms + EP_PAIRING_MS_MAX;
}

uint64_t ep_pairs_due(const struct ep_engine *engine)
{
    uint64_t due = UINT64_MAX;
    for (size_t i = 0; i < EP_PAIRINGS_MAX; i++)
        if (engine->pairing[i].used && ends_ms(&engine->pairing[i]) < due)
            due = ends_ms(&engine->pairing[i]);
    return due;
}

void ep_pairs_tick(struct ep_engine *engine)
{
    for (size_t i = 0; i < EP_PAIRINGS_MAX; i++)
        if (engine->pairing[i].used && engine->now.now_ms >= ends_ms(&engine->pairing[i]))
            ep_wipe(&engine->pairing[i], sizeof engine->pairing[i]);
}

static ep_err on_invite(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_invite *invite)
{
    struct ep_pairing *before = pairing_by_id(engine, invite->id);
    ep_err err = ep_invitation_make(engine, invite);
    if (err != EP_OK)
        return err;
    if (before != NULL)
        ep_wipe(before, sizeof *before); /* what went before under that id is over */
    link->invitation = invite->id;
    return EP_OK;
}

static ep_err on_dial(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_dial *dial)
{
    char route[EP_ADDRESS_BYTES_MAX + 1];
    struct ep_link *net = NULL;
    struct ep_pairing *pairing = pairing_open(engine, dial->id, dial->secret, EP_INVITE_PEER);
    if (pairing == NULL)
        return EP_TOO_MANY;
    memcpy(route, dial->route.at, dial->route.len);
    route[dial->route.len] = 0;
    memcpy(pairing->link_key, dial->link, 32);
    pairing->client = link->number;
    ep_err err = ep_link_dial(engine, EP_MODE_PAIR, (ep_id){{0}}, route, &net);
    if (err != EP_OK) {
        ep_wipe(pairing, sizeof *pairing);
        return err;
    }
    net->invitation = dial->id;
    pairing->net = net->number;
    return EP_OK;
}

static ep_err on_wait(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_wait *wait)
{
    struct ep_pairing *pairing = pairing_by_id(engine, wait->id);
    link->invitation = wait->id;
    if (pairing == NULL && ep_invitation_open(engine, wait->id))
        return EP_OK; /* "met" follows when somebody comes */
    if (pairing == NULL)
        return ep_link_say(engine, link, EP_MSG_FAIL, &(struct ep_msg_fail){wait->id, EP_PAIRING_UNKNOWN});
    pairing->client = link->number;
    if (pairing->failed)
        return ep_link_say(engine, link, EP_MSG_FAIL, &(struct ep_msg_fail){wait->id, pairing->failure});
    return pairing->met ? met(engine, pairing) : EP_OK;
}

/* A link that was there before goes on under its numbers; only the secret is new. */
static ep_err keep_psk(struct ep_engine *engine, ep_id peer, const uint8_t psk[32])
{
    struct ep_link_record record;
    ep_err err = ep_engine_kept(engine, EP_RECORD_LINK, peer, ep_link_record_table, &record);
    if (err == EP_NOT_FOUND)
        memset(&record, 0, sizeof record);
    else if (err != EP_OK)
        return err;
    memcpy(record.psk, psk, 32);
    err = ep_engine_keep(engine, EP_RECORD_LINK, peer, ep_link_record_table, &record);
    ep_wipe(&record, sizeof record);
    return err;
}

/* The words matched, and the authority's `peer` is in the store: the link gets its lasting PSK. */
static ep_err confirm_peer(struct ep_engine *engine, const struct ep_pairing *pairing, const uint8_t psk[32],
                           const struct ep_msg_confirm *confirm)
{
    struct ep_statement card;
    ep_err err = ep_statement_open(&card, (ep_bytes){pairing->theirs, pairing->theirs_len});
    if (err != EP_OK)
        return err;
    if (!ep_secret_equal(pairing->inviter ? confirm->b : confirm->a, card.body.card.root) ||
        !ep_secret_equal(pairing->inviter ? confirm->a : confirm->b, engine->keys.org_root))
        return EP_CARD_MISMATCH;
    if (!ep_engine_trusts(engine, card.org))
        return EP_ROOT_UNKNOWN;
    ep_id missing;
    err = ep_admit(engine, card.org, NULL, card.bytes, &missing); /* a card that is refused changes nothing */
    if (err == EP_OK)
        err = keep_psk(engine, card.org, psk);
    engine->dial_ms = 0;
    return err == EP_OK ? ep_route_directory(engine, card.org) : err;
}

/* The authority's `user` is in the store: the new user may open sessions, and hears so. */
static ep_err confirm_user(struct ep_engine *engine, const struct ep_pairing *pairing, const uint8_t psk[32])
{
    struct ep_msg_apply apply;
    struct ep_statement user;
    ep_err err =
        ep_record_take((ep_bytes){pairing->theirs, pairing->theirs_len}, ep_message_table(EP_MSG_APPLY), &apply);
    if (err != EP_OK)
        return err;
    struct ep_access_record access = {.id = ep_id_of_key(apply.sign)};
    if (!engine->world.find(engine, EP_USER, access.id, 0, &user) || memcmp(user.body.user.link, apply.link, 32) != 0 ||
        memcmp(user.body.user.seal, apply.seal, 32) != 0)
        return EP_SIGNER_UNKNOWN;
    struct ep_access_record there;
    err = ep_engine_kept(engine, EP_RECORD_ACCESS, access.id, ep_access_record_table, &there);
    ep_wipe(&there, sizeof there);
    if (err != EP_NOT_FOUND)
        return err == EP_OK ? EP_ID_MISMATCH : err; /* nobody joins under a key that someone has already */
    memcpy(access.link, apply.link, 32);
    memcpy(access.psk, psk, 32);
    err = ep_engine_keep(engine, EP_RECORD_ACCESS, access.id, ep_access_record_table, &access);
    ep_wipe(&access, sizeof access);
    struct ep_link *net = ep_link_by_number(engine, pairing->net);
    if (err == EP_OK && net != NULL)
        err = ep_link_say(engine, net, EP_MSG_GIVE, &(struct ep_msg_give){user.bytes});
    return err;
}

static ep_err on_confirm(struct ep_engine *engine, const struct ep_msg_confirm *confirm)
{
    struct ep_pairing *pairing = pairing_by_id(engine, confirm->id);
    uint8_t psk[32];
    if (pairing == NULL || !pairing->met || pairing->failed)
        return EP_PAIRING_UNKNOWN;
    ep_link_psk(psk, pairing->secret, pairing->h, confirm->a, confirm->b);
    ep_err err = pairing->soort == EP_INVITE_USER ? confirm_user(engine, pairing, psk)
                                                  : confirm_peer(engine, pairing, psk, confirm);
    ep_wipe(psk, sizeof psk);
    if (err == EP_OK)
        ep_wipe(pairing, sizeof *pairing);
    return err;
}

static ep_err on_say(struct ep_engine *engine, const struct ep_msg_say *say)
{
    struct ep_pairing *pairing = pairing_by_id(engine, say->id);
    struct ep_link *net = pairing != NULL ? ep_link_by_number(engine, pairing->net) : NULL;
    if (net == NULL || net->session.stage != EP_STAGE_OPEN)
        return EP_PAIRING_UNKNOWN; /* nobody has met there yet */
    return ep_link_say(engine, net, EP_MSG_SAY, say);
}

static ep_err on_fail(struct ep_engine *engine, const struct ep_msg_fail *message)
{
    struct ep_pairing *pairing = pairing_by_id(engine, message->id);
    return pairing == NULL || pairing->failed ? EP_OK : fail(engine, pairing, ep_err_from_wire(message->code), true);
}

/* Inviting and confirming end in what only the authority may sign, so only its session may ask for them. */
ep_err ep_pair_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                            union ep_msg *msg)
{
    ep_err err = EP_NOT_ALLOWED;
    if (type == EP_MSG_WAIT && link->authority)
        return on_wait(engine, link, &msg->wait);
    if (link->authority && type == EP_MSG_INVITE)
        err = on_invite(engine, link, &msg->invite);
    else if (link->authority && type == EP_MSG_DIAL)
        err = on_dial(engine, link, &msg->dial);
    else if (link->authority && type == EP_MSG_SAY)
        err = on_say(engine, &msg->say);
    else if (link->authority && type == EP_MSG_CONFIRM)
        err = on_confirm(engine, &msg->confirm);
    else if (link->authority && type == EP_MSG_FAIL)
        err = on_fail(engine, &msg->fail);
    else if (type != EP_MSG_INVITE && type != EP_MSG_DIAL && type != EP_MSG_CONFIRM && type != EP_MSG_WAIT &&
             type != EP_MSG_SAY && type != EP_MSG_FAIL)
        return EP_MALFORMED;
    if (ep_fatal(err))
        return err;
    return ep_link_say(engine, link, EP_MSG_DONE, &(struct ep_msg_done){0, err, {{0}}});
}
