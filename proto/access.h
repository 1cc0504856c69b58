/* Who may open a user session with a node. `org create` writes the first ones into the node's directory; later ones
 * come from joining. PROTOCOL.md 8.2. */
#ifndef EP_PROTO_ACCESS_H
#define EP_PROTO_ACCESS_H

#include "crypto/key.h"
#include "proto/body.h"
#include "proto/fields.h"

struct ep_access_record {
    ep_id id; /* of the user, or of the authority */
    uint8_t link[32], psk[32];
    bool authority;
};
extern const struct ep_table ep_access_record_table;

/* A user's own word for its keys in one organisation: signature(`eenplan/1/user`, org ‖ seal ‖ link) by its signing key.
 * Without it an authority could name somebody else's key as its user. PROTOCOL.md 5.6.2. */
void ep_user_prove(uint8_t proof[64], ep_id org, const uint8_t seal[32], const uint8_t link[32],
                   const struct ep_sign_pair *by);
EP_MUST ep_err ep_user_proven(const struct ep_user *user, ep_id org); /* EP_FORGED */

#define EP_NODE_KEY_MAGIC "EPNODE01" /* node.key: magic ‖ link secret ‖ sign seed ‖ root public key */

#endif
