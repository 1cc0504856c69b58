/* Text that a person has typed and not sent: sealed in a folder beside the vault. Layer: cli.
 *
 * The key follows from the vault, so a draft opens again after a crash, on this machine, for this person, and for nobody
 * else. A name is [a-z0-9-], at most EP_CONCEPT_NAME_MAX, and says nothing about anyone: the pages use ids. */
#ifndef EP_CLI_WEB_CONCEPT_H
#define EP_CLI_WEB_CONCEPT_H

#include "cli/web.h"

#define EP_CONCEPTEN_MAX 200u

/* EP_WEB_LOCKED. EP_NOT_FOUND, also for a name that cannot be one. EP_TOO_LARGE, EP_TOO_MANY, EP_FILE, EP_NO_MEMORY.
 * EP_NOT_OPENED: the file was changed, or is another vault's. */
EP_MUST ep_err ep_concept_put(const struct ep_cli *cli, const char *name, ep_bytes text);
EP_MUST ep_err ep_concept_take(const struct ep_cli *cli, const char *name, char **text,
                               size_t *len); /* the caller's to free */
EP_MUST ep_err ep_concept_end(const struct ep_cli *cli, const char *name);
EP_MUST ep_err ep_concept_list(const struct ep_cli *cli, struct ep_json *json); /* the names, into an open array */

#endif
