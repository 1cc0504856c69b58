/* The one function that checks who signed. PROTOCOL.md 5.2, DESIGN 5.
 *
 * The chain is root → authority (named in the card) → user → (role steward) → team; depth at most 3, periods nested
 * by use: a signer must be live at the statement's own hour, in the version that spoke then. It ends in a pinned root: the own one, or a peer's by a
 * `peer` statement of the own authority. Links above were themselves admitted through this function. */
#ifndef EP_PROTO_CHAIN_H
#define EP_PROTO_CHAIN_H

#include "proto/world.h"

/* The pinned root of an organisation. EP_ROOT_UNKNOWN, EP_PEER_ENDED. */
EP_MUST ep_err ep_chain_root(const struct ep_world *world, ep_id org, uint8_t root[32]);

/* Signature and right to sign. EP_FORGED; EP_ROOT_UNKNOWN; EP_SIGNER_UNKNOWN; EP_SIGNER_ENDED; EP_SIGNER_ROLE;
 * EP_NOT_IN_TEAM (the author's team does not hold the household); EP_HUISHOUDEN_UNKNOWN; EP_NO_JOIN. */
EP_MUST ep_err ep_chain_check(const struct ep_world *world, const struct ep_statement *statement);

/* The team as it is now, for wrapping to it. EP_TEAM_UNKNOWN; EP_TEAM_ENDED; EP_TEAM_EXPIRED. */
EP_MUST ep_err ep_chain_team_live(const struct ep_world *world, ep_id team, struct ep_statement *out);

#endif
