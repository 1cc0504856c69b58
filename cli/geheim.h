/* What a client does about geheimhouding: nothing that tells where somebody is is sealed for sharing, and what was before
 * is replaced. Layer: cli. PROTOCOL.md 6.6. The household is open. */
#ifndef EP_CLI_GEHEIM_H
#define EP_CLI_GEHEIM_H

#include "cli/cli.h"

/* Asked before anything is sealed. EP_GEHEIMHOUDING, with the field as fault. */
EP_MUST ep_err ep_geheim_check(struct ep_cli *cli, const struct ep_write_terms *terms, const struct ep_opgave *opgave);
/* New versions of the own items about whoever has geheimhouding, without those fields, said on the screen. EP_WRAP_WAITS: a
 * recipient gets them later. EP_NOT_OPENED: there is an own text that did not open, so nobody knows what it tells. */
EP_MUST ep_err ep_geheim_apply(struct ep_cli *cli);

#endif
