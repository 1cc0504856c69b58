/* Do two people have a family name in common? For who looks at somebody of that name: PROTOCOL.md 5.6.17. Pure. */
#ifndef EP_PROTO_FAMILIENAAM_H
#define EP_PROTO_FAMILIENAAM_H

#include "crypto/bytes.h"

/* Names as people write them, valid UTF-8: "Eva de Vries-van Dijk", "Vries, E. de". Capitals and Latin diacritics make no
 * difference. The family names of one are its last word, and, behind the first, each that a hyphen joins to the next; before
 * a comma when there is one. Prefixes and initials are none. */
bool ep_familienaam_same(ep_bytes one, ep_bytes other);

#endif
