#include "crypto/bytes.h"

#include <string.h>

ep_bytes ep_text(const char *text)
{
    return (ep_bytes){(const uint8_t *)text, strlen(text)};
}

ep_bytes ep_out_bytes(const ep_out *out)
{
    return (ep_bytes){out->at, out->len};
}

ep_bytes ep_id_bytes(const ep_id *id)
{
    return (ep_bytes){id->b, sizeof id->b};
}

ep_err ep_out_put(ep_out *out, ep_bytes bytes)
{
    if (bytes.len > out->cap - out->len)
        return EP_TOO_LARGE;
    if (bytes.len > 0) /* An absent view has no address, and memcpy must not see NULL. */
        memcpy(out->at + out->len, bytes.at, bytes.len);
    out->len += bytes.len;
    return EP_OK;
}

ep_err ep_out_pad(ep_out *out, size_t from, size_t block)
{
    size_t pad = block - (out->len - from) % block;
    if (pad > out->cap - out->len)
        return EP_TOO_LARGE;
    out->at[out->len] = 0x80;
    memset(out->at + out->len + 1, 0, pad - 1);
    out->len += pad;
    return EP_OK;
}

ep_err ep_out_unpad(ep_out *out, size_t from, size_t block)
{
    size_t len = out->len;
    if (len == from || (len - from) % block != 0)
        return EP_MALFORMED;
    size_t first = len - block;
    while (len > first && out->at[len - 1] == 0)
        len--;
    if (len == first || out->at[len - 1] != 0x80)
        return EP_MALFORMED;
    out->len = len - 1;
    return EP_OK;
}

bool ep_bytes_equal(ep_bytes a, ep_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool ep_id_equal(ep_id a, ep_id b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

bool ep_id_absent(ep_id id)
{
    return ep_id_equal(id, (ep_id){{0}});
}

ep_err ep_id_take(ep_id *out, ep_bytes bytes)
{
    ep_id id;
    if (bytes.len != sizeof id.b)
        return EP_MALFORMED;
    memcpy(id.b, bytes.at, sizeof id.b);
    if (ep_id_absent(id))
        return EP_MALFORMED;
    *out = id;
    return EP_OK;
}

void ep_hex(char *hex, ep_bytes bytes)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        *hex++ = digits[bytes.at[i] >> 4];
        *hex++ = digits[bytes.at[i] & 15];
    }
    *hex = '\0';
}

/* 0 to 15, or 16 for a character that is not a hexadecimal digit. */
static unsigned nibble(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - (unsigned)'0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : 16;
}

ep_err ep_unhex(ep_out *out, ep_bytes hex)
{
    if (hex.len % 2 != 0)
        return EP_MALFORMED;
    if (hex.len / 2 > out->cap - out->len)
        return EP_TOO_LARGE;
    for (size_t i = 0; i < hex.len; i++)
        if (nibble(hex.at[i]) > 15)
            return EP_MALFORMED;
    for (size_t i = 0; i < hex.len; i += 2)
        out->at[out->len++] = (uint8_t)(nibble(hex.at[i]) << 4 | nibble(hex.at[i + 1]));
    return EP_OK;
}

void ep_u32_put(uint8_t at[4], uint32_t value)
{
    for (int i = 3; i >= 0; i--, value >>= 8)
        at[i] = (uint8_t)value;
}

uint32_t ep_u32_take(const uint8_t at[4])
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}
