/* What may not be said in full: the names of organisations that are not named, and how far a confidential case may go.
 * Part of the policy data (policy.h includes it). DESIGN 7, DOMAIN 3.2, PROTOCOL.md 6.3. */
#ifndef EP_PROTO_AFSCHERMING_H
#define EP_PROTO_AFSCHERMING_H

#include "proto/opgave.h"

#define EP_POLICY_ROWS_MAX 32
#define EP_POLICY_CODE_MAX 40
#define EP_POLICY_NAME_MAX 120

struct ep_policy;

struct ep_afscherming { /* what an organisation is called that is not named */
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
};

struct ep_vertrouwelijkheid {
    char code[EP_POLICY_CODE_MAX + 1];
    uint32_t level; /* highest; 0: own team only */
};

const struct ep_afscherming *ep_policy_afscherming(const struct ep_policy *policy,
                                                   const char *code);      /* NULL: unknown */
bool ep_policy_afgeschermd(const struct ep_policy *policy, ep_bytes name); /* is it one of those names? */
/* The highest level at which it may be shared; what has no row is 0. */
uint32_t ep_policy_vertrouwelijk(const struct ep_policy *policy, const char *code);

#endif
