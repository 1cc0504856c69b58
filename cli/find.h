/* From what a person types to ids, and from ids to what a person reads. Layer: cli. */
#ifndef EP_CLI_FIND_H
#define EP_CLI_FIND_H

#include "cli/opened.h"
#include "cli/screen.h"

/* find.c: names that a person types, to ids. EP_NOT_FOUND, EP_AMBIGUOUS with the value as fault. 32 hexadecimal digits are an
 * id, whatever anybody is called; from eight on the beginning of one wins over a name. */
EP_MUST ep_err ep_find_org(struct ep_cli *cli, const char *name, ep_id *org);
EP_MUST ep_err ep_find_team(struct ep_cli *cli, ep_id org, const char *name, ep_id *team);
EP_MUST ep_err ep_find_user(struct ep_cli *cli, ep_id org, const char *name, ep_id *user);
/* Goes online where needed, and opens it; the reading is put on record with its purpose. */
EP_MUST ep_err ep_find_huishouden(struct ep_cli *cli, const char *name, const char *purpose);
/* The same, and by its id nothing is opened or put on record: cli->open.huishouden. */
EP_MUST ep_err ep_find_unopened(struct ep_cli *cli, const char *name, const char *purpose);
/* The same for its grants alone (ep_open_grants): by its id nothing is opened; by a sealed name it is found by opening. */
EP_MUST ep_err ep_find_grants(struct ep_cli *cli, const char *name, const char *purpose);
EP_MUST ep_err ep_find_lid(struct ep_cli *cli, const char *name, ep_id *lid);
/* After ep_find_grants: a lid goes by its id, or by its name, which is sealed; only then is the household opened. */
EP_MUST ep_err ep_find_lid_opening(struct ep_cli *cli, const char *name, const char *purpose, ep_id *lid);
ep_bytes ep_item_name(const struct ep_fact *fact); /* its first text of any level that is here; absent: it has none */
EP_MUST ep_err ep_find_item(struct ep_cli *cli, const char *name, const struct ep_fact **fact);
/* Every household of this user's teams, fetched anew. Freed by the caller, also after an error. EP_TOO_MANY. */
struct ep_households { /* large: never on the stack */
    ep_id id[EP_HUISHOUDENS_MAX];
    size_t count;
    bool full;
};
EP_MUST ep_err ep_find_households(struct ep_cli *cli, struct ep_households **out);
/* "Noor,Yassin": each word of a list, however long it is; the first error ends it. And the bits of a list of domains that a
 * grant can name, added to `mask`: EP_NO_DOMEIN. */
typedef ep_err ep_listed(struct ep_cli *cli, const char *word, void *arg);
EP_MUST ep_err ep_find_each(struct ep_cli *cli, const char *list, ep_listed *one, void *arg);
EP_MUST ep_err ep_find_domeinen(struct ep_cli *cli, const char *list, uint64_t *mask);
bool ep_name_fits(const char *typed, ep_bytes name); /* it is how the name begins, from two characters */
/* Names for the screen: stripped of control characters and bidirectional overrides; "?" and hex when unknown. */
const char *ep_name_org(const struct ep_cli *cli, ep_id org, char out[EP_SCREEN_BYTES]);
const char *ep_name_user(const struct ep_cli *cli, ep_id user, char out[EP_SCREEN_BYTES]);
const char *ep_name_team(const struct ep_cli *cli, ep_id team, char out[EP_SCREEN_BYTES]);
const char *ep_name_lid(const struct ep_cli *cli, ep_id lid, char out[EP_SCREEN_BYTES]); /* absent: the household */

#endif
