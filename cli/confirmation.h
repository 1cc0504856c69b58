/* Who confirmed the end of a grant, when, and what that means; for the list of grants and the board of withdrawals. A
 * recipient confirms with its signed receipt, an author with the position that covers the withdrawal that it was told of.
 * Layer: cli. DESIGN 6, "Withdrawal". */
#ifndef EP_CLI_CONFIRMATION_H
#define EP_CLI_CONFIRMATION_H

#include "cli/cli.h"
#include "cli/json.h"

struct ep_confirmation {
    ep_id org;
    bool deletes;         /* it is the recipient: gone, count and kept are said too */
    uint64_t since;       /* hour of the end */
    uint64_t at;          /* hour of deletion, or of the position; 0: not confirmed */
    uint64_t gone, count; /* hour from which no backup has it; pieces */
    uint64_t kept;        /* texts that stay in its own file, for a duty of its own */
};

/* Of a grant that has ended: at most two. 0: it lives. */
size_t ep_confirmations(const struct ep_cli *cli, const struct ep_grant_row *row, struct ep_confirmation out[2]);
/* Not confirmed for longer than intrekking_uren of the policy. */
bool ep_confirmation_late(const struct ep_cli *cli, const struct ep_confirmation *one);
void ep_confirmation_print(const struct ep_cli *cli, const struct ep_confirmation *one); /* one line */
/* "bevestigingen" of a document. */
void ep_confirmations_json(struct ep_json *json, const struct ep_cli *cli, const struct ep_confirmation *all,
                           size_t count);

#endif
