/* Who may open a user session with a node. `org create` writes the first ones into the node's directory; later ones
 * come from joining. PROTOCOL.md 8.2. */
#ifndef EP_PROTO_ACCESS_H
#define EP_PROTO_ACCESS_H

#include "proto/fields.h"

struct ep_access_record {
    ep_id id; /* of the user, or of the authority */
    uint8_t link[32], psk[32];
    bool authority;
};
extern const struct ep_table ep_access_record_table;

#define EP_NODE_KEY_MAGIC "EPNODE01" /* node.key: magic ‖ link secret ‖ sign seed ‖ root public key */

#endif
