#include "node/engine_parts.h"

#include <string.h>

/* Invitations are durable records, and outlive the node that made them; a pairing begins when somebody comes with one. */

static bool still_open(const struct ep_engine *engine, const struct ep_invite_record *invite)
{
    return !invite->used && engine->world.now_hour < invite->expires;
}

ep_err ep_pair_psk_find(struct ep_engine *engine, struct ep_link *link, uint8_t psk[32])
{
    struct ep_invite_record invite;
    ep_err err = ep_engine_by_hint(engine, EP_RECORD_INVITE, link->session.hint, &link->invitation);
    if (err != EP_OK)
        return err;
    err = ep_engine_kept(engine, EP_RECORD_INVITE, link->invitation, ep_invite_record_table, &invite);
    if (err == EP_OK && !still_open(engine, &invite))
        err = EP_INVITE_USED;
    if (err == EP_OK)
        ep_pair_psk(psk, invite.secret, link->invitation);
    ep_wipe(&invite, sizeof invite);
    return err;
}

bool ep_invitation_open(struct ep_engine *engine, ep_id invitation)
{
    struct ep_invite_record invite;
    ep_err err = ep_engine_kept(engine, EP_RECORD_INVITE, invitation, ep_invite_record_table, &invite);
    bool open = err == EP_OK && still_open(engine, &invite);
    ep_wipe(&invite, sizeof invite);
    return open;
}

struct invitations {
    uint64_t now_hour;
    size_t count;
    ep_id expired[EP_EXPIRED_AT_ONCE_MAX];
    size_t expired_count;
};

static bool count_invitation(void *arg, ep_id id, ep_bytes bytes)
{
    struct invitations *all = arg;
    struct ep_invite_record record;
    bool good = ep_record_take(bytes, ep_invite_record_table, &record) == EP_OK;
    if (!good || all->now_hour < record.expires)
        all->count++;
    else if (all->expired_count < EP_EXPIRED_AT_ONCE_MAX)
        all->expired[all->expired_count++] = id;
    ep_wipe(&record, sizeof record);
    return true;
}

/* What nobody came for goes, with its secret. */
static ep_err make_room(struct ep_engine *engine)
{
    struct invitations all = {.now_hour = engine->world.now_hour};
    ep_err err = ep_store_each_record(engine->setup.store, EP_RECORD_INVITE, count_invitation, &all);
    for (size_t i = 0; err == EP_OK && i < all.expired_count; i++)
        err = ep_store_drop(engine->setup.store, EP_RECORD_INVITE, all.expired[i]);
    return err == EP_OK && all.count >= EP_INVITATIONS_MAX ? EP_TOO_MANY : err;
}

ep_err ep_invitation_make(struct ep_engine *engine, const struct ep_msg_invite *invite)
{
    struct ep_invite_record record = {.soort = invite->soort, .expires = engine->world.now_hour + EP_INVITE_HOURS};
    ep_err err = make_room(engine);
    if (err != EP_OK)
        return err;
    memcpy(record.secret, invite->secret, 32);
    err = ep_engine_keep(engine, EP_RECORD_INVITE, invite->id, ep_invite_record_table, &record);
    ep_wipe(&record, sizeof record);
    return err;
}
