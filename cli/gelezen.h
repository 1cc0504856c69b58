/* Who opened a household: as the own node has it on record, so of the own organisation only. Layer: cli. PROTOCOL.md 5.6.17.
 *
 * A reading opens all of a household that its reader may see, and none leaves the own node. So of a fact this says who
 * opened its household since the hour in which it was written; of other organisations nobody here knows. */
#ifndef EP_CLI_GELEZEN_H
#define EP_CLI_GELEZEN_H

#include "cli/json.h"
#include "proto/view.h"

struct ep_cli;
struct ep_gelezen;

/* Of the household that is open; that it was asked for is itself on record. EP_NO_MEMORY, what the node says. NULL may be freed. */
EP_MUST ep_err ep_gelezen_fetch(struct ep_cli *cli, struct ep_gelezen **out);
void ep_gelezen_free(struct ep_gelezen *gelezen);
/* The next from `at` on who opened the household since that fact was written, but for its author; and when he last did. False:
 * there are no more. */
bool ep_gelezen_next(const struct ep_gelezen *gelezen, const struct ep_fact *fact, size_t *at, ep_id *user,
                     uint64_t *hour);
void ep_gelezen_json(struct ep_json *json, const struct ep_cli *cli, const struct ep_gelezen *gelezen,
                     const struct ep_fact *fact);
void ep_gelezen_print(const struct ep_cli *cli, const struct ep_gelezen *gelezen, const struct ep_fact *fact);
/* Is it a reading of the household that is open, by somebody of the own organisation? A user keeps his key for good, so his
 * signature alone says that he looked, whichever team he is in by now. */
bool ep_gelezen_is(const struct ep_cli *cli, ep_bytes bytes, struct ep_statement *read);

#endif
