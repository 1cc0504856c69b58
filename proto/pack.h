/* Writing strict msgpack: the one door to msgpack-c. PROTOCOL.md 2.
 * Errors stick in the pack: after a put that did not fit, ep_pack_end says EP_TOO_LARGE. */
#ifndef EP_PROTO_PACK_H
#define EP_PROTO_PACK_H

#include "crypto/bytes.h"

struct ep_pack {
    ep_out *out;
    bool full;
};

void ep_pack_init(struct ep_pack *pack, ep_out *out); /* appends to `out` */
EP_MUST ep_err ep_pack_end(const struct ep_pack *pack);

void ep_pack_array(struct ep_pack *pack, size_t count);
void ep_pack_nil(struct ep_pack *pack);
void ep_pack_uint(struct ep_pack *pack, uint64_t value);
void ep_pack_bool(struct ep_pack *pack, bool value);
void ep_pack_bin(struct ep_pack *pack, ep_bytes bytes);
void ep_pack_str(struct ep_pack *pack, ep_bytes text);

#endif
