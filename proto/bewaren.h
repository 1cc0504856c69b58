/* How long an organisation keeps its own pieces: bewaartermijn.ini. DOMAIN 5.3. A clock per fragment and per holder, never
 * one for a household. */
#ifndef EP_PROTO_BEWAREN_H
#define EP_PROTO_BEWAREN_H

#include "proto/policy.h"

/* The row for a law (the choice `wet` of a voorziening), or for the dossier when it has none; NULL: neither is there. */
const struct ep_bewaartermijn *ep_bewaren_row(const struct ep_policy *policy, const char *law);
/* The day until which it is kept: so many years after the day `end`, and until that age of who was born on `born`, when that
 * is known; the later of both. */
int32_t ep_bewaren_until(const struct ep_bewaartermijn *row, int32_t end, const int32_t *born);

#endif
