#include "proto/access.h"

#include <string.h>

#define F(member, type_, ...) EP_FIELD(struct ep_access_record, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {F(id, ID, 0), F(link, KEY, 0), F(psk, KEY, 0), F(authority, BOOL, 0)};

const struct ep_table ep_access_record_table = EP_TABLE(fields, struct ep_access_record);

#define PROVEN_BYTES (EP_ID_BYTES + 32 + 32)

static ep_bytes proven(uint8_t buffer[PROVEN_BYTES], ep_id org, const uint8_t seal[32], const uint8_t link[32])
{
    memcpy(buffer, org.b, EP_ID_BYTES);
    memcpy(buffer + EP_ID_BYTES, seal, 32);
    memcpy(buffer + EP_ID_BYTES + 32, link, 32);
    return (ep_bytes){buffer, PROVEN_BYTES};
}

void ep_user_prove(uint8_t proof[64], ep_id org, const uint8_t seal[32], const uint8_t link[32],
                   const struct ep_sign_pair *by)
{
    uint8_t buffer[PROVEN_BYTES];
    ep_sign(proof, EP_LABEL_USER, proven(buffer, org, seal, link), by);
}

ep_err ep_user_proven(const struct ep_user *user, ep_id org)
{
    uint8_t buffer[PROVEN_BYTES];
    return ep_verify(user->proof, EP_LABEL_USER, proven(buffer, org, user->seal, user->link), user->sign);
}
