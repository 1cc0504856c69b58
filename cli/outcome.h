/* What a command says that has no document of its own, as one: eenplan-uitkomst-1 (json.h). Layer: cli. */
#ifndef EP_CLI_OUTCOME_H
#define EP_CLI_OUTCOME_H

#include "cli/cli.h"

struct ep_outcome {
    FILE *out; /* where it was going */
    char *text;
    size_t len;
    ep_id item;       /* absent: none, or several */
    uint64_t version; /* of it */
    bool waits;       /* done, and the keys for some readers could not be made yet: EP_WRAP_WAITS */
};

/* With --json, what is said from here on is kept for the document; else nothing changes. EP_NO_MEMORY. */
EP_MUST ep_err ep_outcome_begin(struct ep_cli *cli, struct ep_outcome *outcome);
/* When the command did what it is for, the document; else what it had said so far, on stderr. What only waits is done.
 * Returns `err`, or why there is no document. Called once after a begin that went well. */
EP_MUST ep_err ep_outcome_end(struct ep_cli *cli, struct ep_outcome *outcome, ep_err err);
/* The document alone, of lines. */
EP_MUST ep_err ep_outcome_put(const struct ep_outcome *outcome, FILE *out);

#endif
