/* The working relation: who of an organisation works with a household. PROTOCOL.md 5.6.18. */
#ifndef EP_PROTO_STAF_H
#define EP_PROTO_STAF_H

#include "proto/world.h"

/* The staff list of the own organisation in a household. False when there is none. */
bool ep_staf_find(const struct ep_world *world, ep_id huishouden, struct ep_statement *staf);
/* May this user of the home team read it in the ordinary way? EP_OK for who stands on the staff list. Without a list only
 * for who founded or joined it for the organisation; while an invitation is not answered, for all of the invited team,
 * who must look before they join. Else EP_NOT_STAF. */
EP_MUST ep_err ep_staf_allows(const struct ep_world *world, ep_id huishouden, ep_id user);
/* Is nobody of whom ep_staf_allows speaks a user in its home team any more? */
bool ep_staf_gone(const struct ep_world *world, ep_id huishouden);

#endif
