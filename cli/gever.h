/* Who decides for a lid, as the own file has it, and who of them a user named. Layer: cli. PROTOCOL.md 6.4. */
#ifndef EP_CLI_GEVER_H
#define EP_CLI_GEVER_H

#include "cli/cli.h"
#include "proto/gever.h"

/* Out of the own entries basis, gezag and vertegenwoordiging; the age also out of what the founder shared. Names borrow
 * from the open household. EP_TOO_MANY. */
EP_MUST ep_err ep_gever_gather(const struct ep_cli *cli, ep_id lid, struct ep_beslissers *out);

struct ep_gever { /* what a list of names means for one lid */
    bool self;
    uint32_t given;   /* bit i: who[i] of the beslissers */
    uint32_t matched; /* bit n: the n-th name decides for this lid, in whatever capacity */
    size_t names;
};
/* `list`: names with commas; may be NULL. */
EP_MUST ep_err ep_gever_named(struct ep_cli *cli, const char *list, ep_id lid, const struct ep_beslissers *by,
                              struct ep_gever *out);
/* May the person of that name end this grant alone? The fault names him. The household is open. */
EP_MUST ep_err ep_gever_may_end(struct ep_cli *cli, const struct ep_grant_row *row, const char *name);
/* That he did, in the own file, under the grant's id. */
EP_MUST ep_err ep_gever_ended(struct ep_cli *cli, const struct ep_grant_row *row, const char *name);
/* bewijs.gevers in words: "Samira (ouder_gezag), Yassin (zelf)". */
const char *ep_gever_text(const struct ep_cli *cli, ep_bytes gevers, char *out, size_t cap);
/* As they stand in bewijs.gevers. */
void ep_gever_put(const struct ep_gever *gever, const struct ep_beslissers *by, ep_id lid, ep_out *out);

#endif
