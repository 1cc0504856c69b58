/* Promise: a line of a root that is taken is written anew as the same text. PROTOCOL.md 9.4. */
#include "cli/wortel.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[2 * EP_WORTEL_TEXT_BYTES] = {0}, again[EP_WORTEL_TEXT_BYTES];
    struct ep_wortel wortel;
    if (size > 0)
        memcpy(text, data, size < sizeof text ? size : sizeof text - 1);
    if (ep_wortel_read(text, &wortel) != EP_OK)
        return 0;
    assert(ep_wortel_text(again, &wortel) == EP_OK);
    assert(strcmp(text, again) == 0);
    return 0;
}
