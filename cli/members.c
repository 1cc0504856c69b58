#include "cli/members.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, EP_ID_BYTES);
}

void ep_members_take(struct ep_members *members, ep_bytes ids)
{
    size_t len = ids.len < sizeof members->ids ? ids.len : sizeof members->ids;
    members->count = len / EP_ID_BYTES;
    if (len > 0)
        memcpy(members->ids, ids.at, len);
}

ep_bytes ep_members_bytes(const struct ep_members *members)
{
    return members->count > 0 ? (ep_bytes){members->ids, members->count * EP_ID_BYTES} : (ep_bytes){NULL, 0};
}

ep_id ep_members_at(const struct ep_members *members, size_t n)
{
    ep_id id;
    memcpy(id.b, members->ids + n * EP_ID_BYTES, EP_ID_BYTES);
    return id;
}

ep_err ep_members_add(struct ep_members *members, ep_id user)
{
    ep_members_drop(members, user);
    if (members->count == EP_TEAM_MEMBERS_MAX)
        return EP_TOO_MANY;
    memcpy(members->ids + members->count++ * EP_ID_BYTES, user.b, EP_ID_BYTES);
    qsort(members->ids, members->count, EP_ID_BYTES, compare);
    return EP_OK;
}

void ep_members_drop(struct ep_members *members, ep_id user)
{
    size_t kept = 0;
    for (size_t i = 0; i < members->count; i++) {
        const uint8_t *at = members->ids + i * EP_ID_BYTES;
        if (memcmp(at, user.b, EP_ID_BYTES) != 0)
            memmove(members->ids + kept++ * EP_ID_BYTES, at, EP_ID_BYTES);
    }
    members->count = kept;
}
