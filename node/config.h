/* A node's directory: node.ini, node.key, and the first files. README "A node's directory".
 * Every mistake is named with its file and line, and the node does not start. */
#ifndef EP_NODE_CONFIG_H
#define EP_NODE_CONFIG_H

#include "node/engine.h"

#define EP_PATH_BYTES_MAX 4096

struct ep_config {
    char listen[EP_ADDRESS_BYTES_MAX + 1]; /* empty: only dials */
    char database[EP_PATH_BYTES_MAX];
    char policy[EP_PATH_BYTES_MAX];
    struct ep_node_keys keys; /* secret: wipe */
    struct ep_first first;    /* owned by the config */
};

struct ep_config_fault {
    char text[512];
};

/* EP_CONFIG_INVALID, EP_NODE_KEYS, EP_VAULTS_BESIDE, EP_NO_MEMORY; `fault` says where. */
EP_MUST ep_err ep_config_read(struct ep_config *out, const char *folder, struct ep_config_fault *fault);
void ep_config_wipe(struct ep_config *config);

#endif
