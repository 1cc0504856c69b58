#include "proto/kinds_own.h"

static const struct ep_kind *const kinds[EP_KIND_END] = {
#define EP_KIND_ROW(code, name) [EP_##code] = &ep_kind_##name,
#include "proto/kinds.def"
#undef EP_KIND_ROW
};

const struct ep_kind *ep_kind(uint64_t code)
{
    return code < EP_KIND_END ? kinds[code] : NULL;
}

const struct ep_kind *ep_kind_by_name(const char *name)
{
    for (uint64_t code = 1; code < EP_KIND_END; code++)
        if (strcmp(kinds[code]->name, name) == 0)
            return kinds[code];
    return NULL;
}
