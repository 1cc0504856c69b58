#include "node/effects.h"

#include <stdlib.h>
#include <string.h>

ep_err ep_effects_add(struct ep_effects *effects, enum ep_effect_type type, uint64_t link, ep_bytes bytes)
{
    if (effects->count == effects->cap) {
        size_t cap = effects->cap == 0 ? 64 : effects->cap * 2;
        struct ep_effect *at = realloc(effects->at, cap * sizeof *at);
        if (at == NULL)
            return EP_NO_MEMORY;
        effects->at = at;
        effects->cap = cap;
    }
    uint8_t *copy = malloc(bytes.len + 1);
    if (copy == NULL)
        return EP_NO_MEMORY;
    if (bytes.len > 0)
        memcpy(copy, bytes.at, bytes.len);
    copy[bytes.len] = 0; /* so that an address is a C string */
    effects->at[effects->count++] = (struct ep_effect){type, link, copy, bytes.len};
    return EP_OK;
}

void ep_effects_clear(struct ep_effects *effects)
{
    for (size_t i = 0; i < effects->count; i++)
        free(effects->at[i].bytes);
    effects->count = 0;
}

void ep_effects_close(struct ep_effects *effects)
{
    ep_effects_clear(effects);
    free(effects->at);
    *effects = (struct ep_effects){NULL, 0, 0};
}
