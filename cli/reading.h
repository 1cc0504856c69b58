/* How a household is opened on record: as everyday work, or, by who is not on its staff list, with a reason that stands in
 * its dossier first. Layer: cli. PROTOCOL.md 5.6.17. */
#ifndef EP_CLI_READING_H
#define EP_CLI_READING_H

#include "crypto/bytes.h"

struct ep_cli;

/* What it is read for by who does not work with it: --collega, --nood. A reason that was written counts for as long as the
 * program runs, and the node believes it no longer than reden_uren. */
struct ep_reading {
    const char *reden;       /* NULL: none was given */
    bool nood;               /* it cannot wait */
    ep_id huishouden, entry; /* the reason that was written, or absent */
    uint64_t soort;
    ep_id last; /* the reading that was put on record last */
};

/* The household is `cli->open.huishouden`, of which nothing is open. Writes the reason where one is needed, then the
 * reading. EP_REASON_SHORT; else what the node says. */
EP_MUST ep_err ep_reading_put(struct ep_cli *cli, const char *purpose);
/* The household was opened on that reading. When somebody in it has a family name of this user, that is put on record too,
 * before anything is shown: nobody else sees both names. */
EP_MUST ep_err ep_reading_familienaam(struct ep_cli *cli);

#endif
