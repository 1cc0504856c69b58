/* A user's vault file: keys and what was pinned at joining. Layer: cli. PROTOCOL.md 8.1.
 * Three sorts: the organisation's root (signs `card`), the user authority (signs `user`, `peer`), and a user. */
#ifndef EP_CLI_KLUIS_H
#define EP_CLI_KLUIS_H

#include "crypto/vault.h"
#include "proto/access.h"
#include "proto/limits.h"
#include "proto/pairing.h"

enum ep_kluis_sort { EP_KLUIS_ROOT = 1, EP_KLUIS_AUTHORITY = 2, EP_KLUIS_USER = 3 };

struct ep_kluis {
    uint64_t sort;
    char name[EP_NAME_BYTES_MAX + 1];
    uint8_t sign_seed[32], seal_secret[32], link_secret[32];
    uint8_t root[32];      /* the organisation's, pinned */
    uint8_t node_link[32]; /* the own node's, pinned */
    uint8_t psk[32];
    char route[EP_ADDRESS_BYTES_MAX + 1]; /* the own node, "host:port" */
    /* Made from the above at opening. */
    struct ep_sign_pair sign;
    struct ep_dh_pair seal, link;
    ep_id id, org;
};

/* Fill the derived members. */
void ep_kluis_complete(struct ep_kluis *kluis);
/* What a new user hands in to be a user of `org`, and the `user` that its authority makes of that. The name is borrowed. */
struct ep_msg_apply ep_kluis_application(const struct ep_kluis *kluis, ep_id org);
struct ep_user ep_application_user(const struct ep_msg_apply *application, uint64_t roles, uint64_t now_hour);
/* Write atomically (a new file beside it, fsync, rename), mode 0600. EP_EXISTS unless `replace`. EP_FILE. */
EP_MUST ep_err ep_kluis_write(const char *path, const struct ep_kluis *kluis, ep_bytes passphrase,
                              struct ep_vault_cost cost, bool replace);
/* The same way for any bytes that are sealed already. */
EP_MUST ep_err ep_private_write(const char *path, ep_bytes bytes, bool replace);
/* EP_FILE: cannot be read. EP_VAULT_DAMAGED, EP_VAULT_WEAK, EP_WRONG_PASSPHRASE. `out` is secret memory. */
EP_MUST ep_err ep_kluis_read(const char *path, struct ep_kluis *out, ep_bytes passphrase, struct ep_vault_cost floor);

#endif
