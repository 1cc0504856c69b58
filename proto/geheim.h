/* Geheimhouding: that nobody learns where a lid is. What tells so stands in vindplaats.ini. DOMAIN SM-18, PROTOCOL.md 6.6. */
#ifndef EP_PROTO_GEHEIM_H
#define EP_PROTO_GEHEIM_H

#include "proto/policy.h"
#include "proto/view.h"

/* What is on record about geheimhouding in the own file. */
struct ep_geheim {
    const struct ep_fact *facts;
    size_t fact_count;
    ep_id own_org;
    const struct ep_leden *leden; /* present ones */
    int32_t today;
};
/* Has this lid geheimhouding today? From when it is written down, whatever day it began, until the day after `tot`. Of the
 * household as a whole: has any present lid? */
bool ep_geheim_holds(const struct ep_geheim *geheim, ep_id subject);
/* The first filled field up to that level that can tell where somebody is, of its soort; NULL: none. */
const struct ep_field *ep_geheim_field(const struct ep_policy *policy, const struct ep_opgave *opgave, unsigned level);

#endif
