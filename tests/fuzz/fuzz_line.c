/* Promise: an invitation line that is taken is written anew as the same text, but for the blanks around it; a line that
 * we write is always read. The first byte chooses: a text, or the pieces of a line. PROTOCOL.md 7.1. */
#include "cli/line.h"
#include "cli/route.h"
#include "tests/fuzz/fuzz.h"

static void read_text(ep_bytes input)
{
    char text[2 * EP_LINE_BYTES_MAX] = {0}, again[EP_LINE_BYTES_MAX];
    struct ep_line line;
    if (input.len > 0)
        memcpy(text, input.at, input.len < sizeof text ? input.len : sizeof text - 1);
    if (ep_line_read(text, &line) != EP_OK) {
        assert(line.route[0] == 0);
        return;
    }
    ep_line_text(again, &line);
    char *begin = text + strspn(text, " \t\n\v\f\r");
    assert(strncmp(begin, again, strlen(again)) == 0);
    begin += strlen(again);
    assert(begin[strspn(begin, " \t\n\v\f\r")] == 0);
}

static void write_pieces(ep_bytes input)
{
    char text[EP_LINE_BYTES_MAX];
    struct ep_line line = {.link = {1}}, again;
    struct ep_route route;
    ep_bytes keys = fuzz_bytes(&input, offsetof(struct ep_line, route));
    if (keys.len > 0)
        memcpy(&line, keys.at, keys.len);
    ep_bytes address = fuzz_bytes(&input, EP_ADDRESS_BYTES_MAX);
    if (address.len > 0)
        memcpy(line.route, address.at, address.len);
    bool good = !ep_id_absent(line.invitation) && ep_route_read(address, &route);
    if (memchr(line.route, 0, address.len + 1) != line.route + address.len)
        return; /* a C text ends there: it would be another address */
    ep_line_text(text, &line);
    assert(ep_line_read(text, &again) == EP_OK || !good);
    assert(!good || memcmp(&line, &again, offsetof(struct ep_line, route)) == 0);
    assert(!good || strcmp(line.route, again.route) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ep_bytes input = {data, size};
    if (fuzz_byte(&input) % 2 == 0)
        read_text(input);
    else
        write_pieces(input);
    return 0;
}
