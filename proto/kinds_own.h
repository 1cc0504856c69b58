/* What the kind files share: their rows, and what their rules may look at. Only kinds.c and kind_*.c include this. */
#ifndef EP_PROTO_KINDS_OWN_H
#define EP_PROTO_KINDS_OWN_H

#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "proto/chain.h"
#include "proto/grondslag.h"
#include "proto/policy.h"

#include <string.h>

#define EP_KIND_ROW(code, name) extern const struct ep_kind ep_kind_##name;
#include "proto/kinds.def"
#undef EP_KIND_ROW

#endif
