/* Who reads what the own organisation writes, and the wraps that they are owed. Layer: cli. DESIGN 6. The household is open,
 * or its grants are. */
#ifndef EP_CLI_SHARE_H
#define EP_CLI_SHARE_H

#include "cli/opened.h"

/* The own home team, and the teams that live grants of ours name. `waits`: one names none yet. */
struct ep_recipient {
    ep_id org, team;
};
struct ep_recipients {
    struct ep_recipient at[EP_RECIPIENTS_MAX];
    size_t count;
};
void ep_share_recipients(const struct ep_cli *cli, struct ep_recipients *all, bool *waits);
/* The team with its key. EP_TEAM_EXPIRED, EP_TEAM_UNKNOWN, EP_SEEN_LOWER: nothing goes there now. */
EP_MUST ep_err ep_share_team(const struct ep_cli *cli, struct ep_recipient to, struct ep_statement *team);
/* The wrap for the own home team, of the entry that was said last: without it nobody opens it, its author neither. Says, and
 * does not settle. */
EP_MUST ep_err ep_share_own(struct ep_cli *cli);
/* Make every wrap that a live grant or the own team is owed. `made` may be NULL. */
EP_MUST ep_err ep_share_owed(struct ep_cli *cli, size_t *made);

#endif
