#include "proto/pack.h"

#include <msgpack.h>

static int put(void *data, const char *bytes, size_t len)
{
    struct ep_pack *pack = data;
    if (pack->full || ep_out_put(pack->out, (ep_bytes){(const uint8_t *)bytes, len}) != EP_OK)
        pack->full = true;
    return pack->full ? -1 : 0;
}

/* msgpack-c keeps no state in a packer beyond these two pointers, so one per call costs nothing. */
static msgpack_packer packer(struct ep_pack *pack)
{
    msgpack_packer out;
    msgpack_packer_init(&out, pack, put);
    return out;
}

void ep_pack_init(struct ep_pack *pack, ep_out *out)
{
    pack->out = out;
    pack->full = false;
}

ep_err ep_pack_end(const struct ep_pack *pack)
{
    return pack->full ? EP_TOO_LARGE : EP_OK;
}

void ep_pack_array(struct ep_pack *pack, size_t count)
{
    msgpack_packer to = packer(pack);
    msgpack_pack_array(&to, count);
}

void ep_pack_nil(struct ep_pack *pack)
{
    msgpack_packer to = packer(pack);
    msgpack_pack_nil(&to);
}

void ep_pack_uint(struct ep_pack *pack, uint64_t value)
{
    msgpack_packer to = packer(pack);
    msgpack_pack_uint64(&to, value);
}

void ep_pack_bool(struct ep_pack *pack, bool value)
{
    msgpack_packer to = packer(pack);
    if (value)
        msgpack_pack_true(&to);
    else
        msgpack_pack_false(&to);
}

void ep_pack_bin(struct ep_pack *pack, ep_bytes bytes)
{
    msgpack_packer to = packer(pack);
    msgpack_pack_bin(&to, bytes.len);
    msgpack_pack_bin_body(&to, bytes.at, bytes.len);
}

void ep_pack_str(struct ep_pack *pack, ep_bytes text)
{
    msgpack_packer to = packer(pack);
    msgpack_pack_str(&to, text.len);
    msgpack_pack_str_body(&to, text.at, text.len);
}
