#include "cli/line.h"

#include "cli/route.h"
#include "crypto/base64.h"

#include <assert.h>
#include <string.h>

#define PREFIX "eenplan:1:"
#define PREFIX_BYTES (sizeof PREFIX - 1)
#define KEYS_BYTES (32 + EP_ID_BYTES + 32 + EP_ID_BYTES)
#define CHECK_BYTES 4
#define PACKED_BYTES (KEYS_BYTES + CHECK_BYTES)
#define PACKED_TEXT_BYTES EP_BASE64_LEN(PACKED_BYTES)

_Static_assert(PREFIX_BYTES + PACKED_TEXT_BYTES + 1 + EP_ADDRESS_BYTES_MAX < EP_LINE_BYTES_MAX,
               "a line fits its buffer");

/* The check finds a slip of the hand, not an attacker: who changes the line on purpose meets the PSK and the words.
 * It is the first 4 bytes of BLAKE2b-256 over the label of the pairing PSK and the 96 bytes before it. Sharing that
 * label is safe: the PSK is a keyed hash, and this one is not. */
static void check_of(uint8_t check[CHECK_BYTES], const uint8_t keys[KEYS_BYTES])
{
    uint8_t hash[EP_HASH_BYTES];
    ep_bytes part = {keys, KEYS_BYTES};
    ep_hash(hash, sizeof hash, NULL, EP_LABEL_LINE, &part, 1);
    memcpy(check, hash, CHECK_BYTES);
    ep_wipe(hash, sizeof hash);
}

void ep_line_text(char text[EP_LINE_BYTES_MAX], const struct ep_line *line)
{
    uint8_t packed[PACKED_BYTES];
    size_t route_len = strlen(line->route);
    assert(route_len <= EP_ADDRESS_BYTES_MAX);
    memcpy(packed, line->link, 32);
    memcpy(packed + 32, line->invitation.b, EP_ID_BYTES);
    memcpy(packed + 48, line->secret, 32);
    memcpy(packed + 80, line->org.b, EP_ID_BYTES);
    check_of(packed + KEYS_BYTES, packed);
    memcpy(text, PREFIX, PREFIX_BYTES);
    ep_base64(text + PREFIX_BYTES, EP_BYTES(packed));
    text[PREFIX_BYTES + PACKED_TEXT_BYTES] = ':';
    memcpy(text + PREFIX_BYTES + PACKED_TEXT_BYTES + 1, line->route, route_len + 1);
    ep_wipe(packed, sizeof packed);
}

static bool space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a mail program or a paste puts around a line does not matter. */
static ep_bytes trimmed(const char *text)
{
    ep_bytes line = ep_text(text);
    while (line.len > 0 && space(line.at[0]))
        line = (ep_bytes){line.at + 1, line.len - 1};
    while (line.len > 0 && space(line.at[line.len - 1]))
        line.len--;
    return line;
}

static ep_err unpack(ep_bytes text, struct ep_line *out)
{
    uint8_t packed[PACKED_BYTES], check[CHECK_BYTES];
    ep_out to = EP_OUT(packed);
    ep_err err = ep_unbase64(&to, text);
    if (err != EP_OK || to.len != PACKED_BYTES)
        goto invalid;
    check_of(check, packed);
    if (memcmp(check, packed + KEYS_BYTES, CHECK_BYTES) != 0)
        goto invalid;
    memcpy(out->link, packed, 32);
    memcpy(out->invitation.b, packed + 32, EP_ID_BYTES);
    memcpy(out->secret, packed + 48, 32);
    memcpy(out->org.b, packed + 80, EP_ID_BYTES);
    ep_wipe(packed, sizeof packed);
    return ep_id_absent(out->invitation) ? EP_LINE_INVALID : EP_OK;
invalid:
    ep_wipe(packed, sizeof packed);
    return EP_LINE_INVALID;
}

ep_err ep_line_read(const char *text, struct ep_line *out)
{
    struct ep_route route;
    ep_bytes line = trimmed(text);
    memset(out, 0, sizeof *out);
    if (line.len <= PREFIX_BYTES + PACKED_TEXT_BYTES + 1 || memcmp(line.at, PREFIX, PREFIX_BYTES) != 0 ||
        line.at[PREFIX_BYTES + PACKED_TEXT_BYTES] != ':')
        return EP_LINE_INVALID;
    ep_bytes address = {line.at + PREFIX_BYTES + PACKED_TEXT_BYTES + 1,
                        line.len - PREFIX_BYTES - PACKED_TEXT_BYTES - 1};
    if (!ep_route_read(address, &route))
        return EP_LINE_INVALID;
    ep_err err = unpack((ep_bytes){line.at + PREFIX_BYTES, PACKED_TEXT_BYTES}, out);
    if (err == EP_OK)
        memcpy(out->route, address.at, address.len);
    else
        ep_wipe(out, sizeof *out);
    return err;
}
