/* The view through the eyes of one lid, at the kitchen table: `show --als`. Layer: cli. DESIGN 7, DOMAIN 5.4.
 *
 * The same walk over the same view, of which only what proto/afschrift.h would draw for that person is left, and of that not
 * the own team's dossier. What is left out leaves no trace: its organisation has no column, its cell no state of its own. */
#ifndef EP_CLI_ALS_H
#define EP_CLI_ALS_H

#include "cli/show.h"
#include "proto/afschrift.h"

struct ep_als {
    struct ep_afschrift_input input;
    struct ep_afschrift afschrift;
    struct ep_fact *facts; /* a copy of what is left, without the fields that are drawn for nobody */
    size_t count;
    struct ep_leden leden; /* that one */
};

/* From here on the view is that person's. EP_NO_MEMORY, EP_TOO_MANY: then nothing may be shown. ep_show_close ends it. */
EP_MUST ep_err ep_als_begin(struct ep_show *show, ep_id lid);
void ep_als_end(struct ep_show *show);
void ep_als_cells(
    struct ep_show *show); /* of those last asked for: what would tell of something left out is as if never shared */

/* Asked for every view, through whoever's eyes. */
const struct ep_leden *ep_show_leden(const struct ep_show *show); /* that have a row */
/* On whose word an item stands; absent where that is not told. */
ep_bytes ep_show_woord(const struct ep_show *show, const struct ep_fact *fact);

#endif
