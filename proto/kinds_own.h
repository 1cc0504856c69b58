/* What the kind files share: their rows, and what their rules may look at. Only kinds.c and kind_*.c include this. */
#ifndef EP_PROTO_KINDS_OWN_H
#define EP_PROTO_KINDS_OWN_H

#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "proto/chain.h"
#include "proto/grondslag.h"
#include "proto/policy.h"

#include <string.h>

extern const struct ep_kind ep_kind_card;
extern const struct ep_kind ep_kind_user;
extern const struct ep_kind ep_kind_team;
extern const struct ep_kind ep_kind_peer;
extern const struct ep_kind ep_kind_sleutel;
extern const struct ep_kind ep_kind_huishouden;
extern const struct ep_kind ep_kind_lid;
extern const struct ep_kind ep_kind_invite;
extern const struct ep_kind ep_kind_join;
extern const struct ep_kind ep_kind_regie;
extern const struct ep_kind ep_kind_grant;
extern const struct ep_kind ep_kind_withdraw;
extern const struct ep_kind ep_kind_wrap;
extern const struct ep_kind ep_kind_entry;
extern const struct ep_kind ep_kind_ask;
extern const struct ep_kind ep_kind_receipt;
extern const struct ep_kind ep_kind_read;

#endif
