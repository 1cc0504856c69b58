#include "crypto/label.h"

#include <assert.h>

ep_bytes ep_label(enum ep_label label)
{
#define EP_LABEL_BYTES(name, text) [name] = {(const uint8_t *)(text), sizeof(text)},
    static const ep_bytes labels[EP_LABEL_COUNT] = {EP_LABEL_TABLE(EP_LABEL_BYTES)};
#undef EP_LABEL_BYTES
    assert((unsigned)label < EP_LABEL_COUNT);
    return labels[label];
}
