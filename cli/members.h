/* A list of users, of a team or a staff list, in the order in which a statement holds them. Layer: cli. */
#ifndef EP_CLI_MEMBERS_H
#define EP_CLI_MEMBERS_H

#include "crypto/bytes.h"
#include "proto/limits.h"

struct ep_members {
    uint8_t ids[EP_TEAM_MEMBERS_MAX * EP_ID_BYTES];
    size_t count;
};

void ep_members_take(struct ep_members *members, ep_bytes ids); /* replaces what is there; at most as many as fit */
ep_bytes ep_members_bytes(const struct ep_members *members);    /* absent: nobody */
ep_id ep_members_at(const struct ep_members *members, size_t n);
EP_MUST ep_err ep_members_add(struct ep_members *members, ep_id user); /* once, wherever he stood; EP_TOO_MANY */
void ep_members_drop(struct ep_members *members, ep_id user);

#endif
