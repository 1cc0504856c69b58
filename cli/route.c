#include "cli/route.h"

#include <string.h>

#define DIGITS "0123456789"
#define HOST_LETTERS DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._"
#define V6_LETTERS DIGITS "abcdefABCDEF:."

static bool only(ep_bytes text, const char *letters)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == 0 || strchr(letters, text.at[i]) == NULL)
            return false;
    return text.len > 0;
}

static bool port_valid(ep_bytes text)
{
    unsigned value = 0;
    if (text.len > 5 || !only(text, DIGITS) || text.at[0] == '0')
        return false;
    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (unsigned)(text.at[i] - '0');
    return value <= 65535;
}

bool ep_route_read(ep_bytes text, struct ep_route *out)
{
    size_t colon = text.len;
    if (text.len > EP_ADDRESS_BYTES_MAX)
        return false;
    while (colon > 0 && text.at[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    ep_bytes host = {text.at, colon - 1};
    ep_bytes port = {text.at + colon, text.len - colon};
    bool v6 = host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']';
    if (v6)
        host = (ep_bytes){host.at + 1, host.len - 2};
    if (!port_valid(port) || !only(host, v6 ? V6_LETTERS : HOST_LETTERS))
        return false;
    memset(out, 0, sizeof *out);
    memcpy(out->host, host.at, host.len);
    memcpy(out->port, port.at, port.len);
    return true;
}
