#include "crypto/base64.h"

#include <sodium.h>

void ep_base64(char *text, ep_bytes bytes)
{
    sodium_bin2base64(text, EP_BASE64_LEN(bytes.len) + 1, bytes.at, bytes.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

ep_err ep_unbase64(ep_out *out, ep_bytes text)
{
    size_t len = 0;
    if (EP_BASE64_LEN(out->cap - out->len) < text.len)
        return EP_TOO_LARGE;
    /* libsodium 1.0.18 takes every byte from 0x80 up for '_'. */
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= 0x80)
            return EP_MALFORMED;
    if (sodium_base642bin(out->at + out->len, out->cap - out->len, (const char *)text.at, text.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return EP_MALFORMED;
    out->len += len;
    return EP_OK;
}
