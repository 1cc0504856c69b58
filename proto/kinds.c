#include "proto/kinds_own.h"

static const struct ep_kind *const kinds[EP_KIND_END] = {
    [EP_CARD] = &ep_kind_card,       [EP_USER] = &ep_kind_user,       [EP_TEAM] = &ep_kind_team,
    [EP_PEER] = &ep_kind_peer,       [EP_SLEUTEL] = &ep_kind_sleutel, [EP_HUISHOUDEN] = &ep_kind_huishouden,
    [EP_LID] = &ep_kind_lid,         [EP_INVITE] = &ep_kind_invite,   [EP_JOIN] = &ep_kind_join,
    [EP_REGIE] = &ep_kind_regie,     [EP_GRANT] = &ep_kind_grant,     [EP_WITHDRAW] = &ep_kind_withdraw,
    [EP_WRAP] = &ep_kind_wrap,       [EP_ENTRY] = &ep_kind_entry,     [EP_ASK] = &ep_kind_ask,
    [EP_RECEIPT] = &ep_kind_receipt, [EP_READ] = &ep_kind_read,
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
