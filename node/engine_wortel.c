#include "node/engine_log.h"
#include "node/engine_parts.h"

#include <string.h>

/* What this node heard of the logs of its peers, as their witness: a day, and the position with size and root that the
 * peer signed, so that it proves itself. One a day and peer, when it changed. */

/* All of one peer stand together and by day. 12 of the 16 bytes of an id are as good as all: it is a hash. */
static ep_id key_of(ep_id peer, uint64_t day)
{
    ep_u32_put(peer.b + EP_ID_BYTES - 4, (uint32_t)day);
    return peer;
}

static bool first_only(void *arg, ep_id key, ep_bytes bytes)
{
    (void)bytes;
    *(ep_id *)arg = key;
    return false;
}

/* Each that is added lets one go that is older than a log is kept, so that they never grow beyond that many. */
static ep_err drop_oldest(struct ep_engine *engine, ep_id peer, uint64_t day)
{
    ep_id first = {{0}};
    if (day < EP_WORTEL_DAYS_MAX)
        return EP_OK;
    ep_err err = ep_store_each_record_after(engine->setup.store, EP_RECORD_WORTEL, key_of(peer, 0), first_only, &first);
    bool old = memcmp(first.b, peer.b, EP_ID_BYTES - 4) == 0 &&
               ep_u32_take(first.b + EP_ID_BYTES - 4) + EP_WORTEL_DAYS_MAX <= day;
    return err == EP_OK && old ? ep_store_drop(engine->setup.store, EP_RECORD_WORTEL, first) : err;
}

/* A second change on one day waits for the next: whoever shows each time another root cannot push out what was heard. */
ep_err ep_wortel_heard(struct ep_engine *engine, ep_id peer, struct ep_link_record *link,
                       const struct ep_msg_position *position)
{
    uint64_t day = engine->world.now_hour / 24;
    uint8_t buffer[EP_POSITION_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    bool same = link->read_size == position->read_size && memcmp(link->read_root, position->read_root, 32) == 0;
    if (day <= link->read_day || same)
        return EP_OK;
    if (link->read_day != 0 && position->read_size <= link->read_size)
        ep_engine_log(engine, "log of", peer, EP_LOG_DIFFERS); /* it only grows: this is another */
    ep_err err = ep_record_put(&out, ep_message_table(EP_MSG_POSITION), position);
    if (err != EP_OK)
        return err;
    struct ep_msg_wortel wortel = {peer, day, ep_out_bytes(&out)};
    err = ep_engine_keep(engine, EP_RECORD_WORTEL, key_of(peer, day), ep_message_table(EP_MSG_WORTEL), &wortel);
    link->read_day = day;
    link->read_size = position->read_size;
    memcpy(link->read_root, position->read_root, 32);
    return err == EP_OK ? drop_oldest(engine, peer, day) : err;
}
