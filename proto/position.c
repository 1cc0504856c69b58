#include "proto/position.h"

#include "proto/message.h"

#include <string.h>

/* What a position's signature covers: all members before it as they stand in the message. */
static ep_bytes signed_part(const struct ep_msg_position *it, ep_out *out)
{
    struct ep_pack pack;
    struct ep_table table = ep_message_table(EP_MSG_POSITION);
    ep_pack_init(&pack, out);
    ep_err fits = ep_fields_put_members(&pack, table, it, 0, table.count - 1);
    return fits == EP_OK ? ep_out_bytes(out) : (ep_bytes){NULL, 0};
}

void ep_position_sign(struct ep_msg_position *it, const struct ep_sign_pair *by)
{
    uint8_t buffer[128];
    ep_out out = EP_OUT(buffer);
    ep_sign(it->signature, EP_LABEL_POSITION, signed_part(it, &out), by);
}

ep_err ep_position_verify(const struct ep_msg_position *it, const uint8_t node_sign[32])
{
    uint8_t buffer[128];
    ep_out out = EP_OUT(buffer);
    return ep_verify(it->signature, EP_LABEL_POSITION, signed_part(it, &out), node_sign);
}

void ep_running_hash(uint8_t hash[32], const uint8_t before[32], ep_bytes statement)
{
    ep_bytes parts[] = {{before, 32}, statement};
    uint8_t out[32];
    ep_hash(out, sizeof out, NULL, EP_LABEL_RUNNING, parts, 2);
    memcpy(hash, out, sizeof out);
}
