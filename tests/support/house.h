/* Two organisations, each with a household that the other was granted a part of and asked into; and a right statement of
 * every kind, so that a test can begin from what is right and make it wrong. */
#ifndef EP_SUPPORT_HOUSE_H
#define EP_SUPPORT_HOUSE_H

#include "tests/support/world.h"

struct house {
    const struct firm *by;
    ep_id h, lid, grant, invite, entry;
    uint8_t refs[EP_REF_BYTES]; /* of entry */
};

ep_id house_id(const struct firm *by, const char *name); /* one that this organisation made */
void house_make(struct house *house, const struct firm *by);
/* What makes it stand, in order; all are Eva's. */
#define HOUSE_BASE 5
void house_base(const struct house *house, const struct firm *to, struct ep_statement out[HOUSE_BASE]);
/* What the other organisation's own user needs there before he can keep what he received: he joined, and wrote why. */
#define HOUSE_GUEST 2
void house_guest(const struct house *own, const struct house *theirs, struct ep_statement out[HOUSE_GUEST]);
/* A right one of `own`'s organisation, new to a node where both houses stand. A kind without a row does not compile. */
struct ep_statement house_draft(const struct house *own, const struct house *theirs, enum ep_kind_code kind);

#endif
