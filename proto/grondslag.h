/* The one rule about sharing. PROTOCOL.md 6, DESIGN 6.
 *
 * It is asked at four places: ep_grondslag_flows by the author's client before it wraps, by the author's node before it
 * queues and by the recipient's node before it stores; ep_grondslag_covers before anything is handed to a client. Unknown, expired and an
 * untrusted clock mean no. */
#ifndef EP_PROTO_GRONDSLAG_H
#define EP_PROTO_GRONDSLAG_H

#include "proto/world.h"

struct ep_section {
    ep_id huishouden, org; /* org: the author's */
    ep_id subject;         /* a lid; absent: the household, which needs a covering grant for every present lid */
    uint64_t domain, level;
};

struct ep_reader {
    ep_id org;
    ep_id team; /* absent: any team of that organisation (a node asking for itself) */
};

/* A grant as the rule sees it: with its withdrawal, `to_team` filled in from the recipient's home team, and `until` no
 * later than the hour at which the team or the pairing ended. Its grondslag is there only when the world is lasting. */
struct ep_grant_row {
    ep_id id, org;
    struct ep_grant grant;
    uint64_t hour;      /* when it was signed */
    ep_err over;        /* why it ended before its lease: EP_TEAM_ENDED, EP_PEER_ENDED; else EP_OK */
    uint64_t withdrawn; /* hour of the first withdrawal, or 0 */
    ep_id withdraw;     /* its id */
    bool to_home_team;  /* the grant itself names no team */
};

struct ep_grants {
    struct ep_grant_row row[EP_GRANTS_MAX]; /* by arrival */
    uint16_t order[EP_GRANTS_MAX];          /* of the rows: by to_org, org and lid, of the same by arrival */
    size_t count;
    struct ep_leden leden; /* present leden of the household */
    uint64_t now;
    bool clock_bad;
};

/* One more, at the end of the rows. Its lid, org and to_org stay as they are from then on. EP_TOO_MANY above
 * EP_GRANTS_MAX; then nothing is added. */
EP_MUST ep_err ep_grants_add(struct ep_grants *grants, const struct ep_grant_row *row);
/* All grants of a household. EP_TOO_MANY above EP_GRANTS_MAX. `out` is large: never on the stack. */
EP_MUST ep_err ep_grants_gather(const struct ep_world *world, ep_id huishouden, struct ep_grants *out);

/* EP_OK: covered; `which` (may be NULL) is then the row of the covering grant (the last one for a household section).
 * Else the nearest miss: EP_NO_GRANT < EP_GRANT_OTHER_TEAM < EP_GRANT_DOMEIN < EP_GRANT_LEVEL < EP_GRANT_NOT_YET <
 * EP_GRANT_EXPIRED < EP_TEAM_ENDED < EP_PEER_ENDED < EP_GRANT_WITHDRAWN, and `which` the first row that came so near,
 * unless that is EP_NO_GRANT; or EP_CLOCK_BACK. The own organisation needs no grant for its own sections, and `which` is left as it was. */
EP_MUST ep_err ep_grondslag_covers(const struct ep_grants *grants, const struct ep_section *section,
                                   const struct ep_reader *reader, size_t *which);
/* May something new of that section go there? As covers, and the lid is present: EP_LID_GONE, for whoever is covered. What
 * went before stays where it is. */
EP_MUST ep_err ep_grondslag_flows(const struct ep_grants *grants, const struct ep_section *section,
                                  const struct ep_reader *reader, size_t *which);
/* The same rule for one grant and one lid, as when its wraps are made. */
EP_MUST ep_err ep_grant_covers(const struct ep_grant_row *row, const struct ep_section *section,
                               const struct ep_reader *reader, uint64_t now);
bool ep_grant_live(const struct ep_grant_row *row, uint64_t now);
/* Of one grant: has its team or the pairing between its two organisations ended? EP_TEAM_ENDED, EP_PEER_ENDED; else EP_OK. */
EP_MUST ep_err ep_grant_over(const struct ep_world *world, const struct ep_statement *grant);
/* The same in four: whatever is not live has a reason. */
enum ep_grant_stand { EP_GRANT_LIVE, EP_GRANT_LATER, EP_GRANT_ENDED, EP_GRANT_ENDED_BY_HAND };
enum ep_grant_stand ep_grant_stand(const struct ep_grant_row *row, uint64_t now);

/* The section of an entry or a wrap. */
struct ep_section ep_section_of(const struct ep_statement *statement);

#endif
