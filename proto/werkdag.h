/* Working days of the policy: feestdag.ini and the days off of termijn.ini. DOMAIN 3 (deadlines). */
#ifndef EP_PROTO_WERKDAG_H
#define EP_PROTO_WERKDAG_H

#include "proto/policy.h"

bool ep_werkdag(const struct ep_policy *policy, int32_t day);
/* The day that is `count` working days after `day`, which is day 0 whatever it is. At most EP_WERKDAGEN_MAX. */
int32_t ep_werkdagen_after(const struct ep_policy *policy, int32_t day, unsigned count);
#define EP_WERKDAGEN_MAX 366u

#endif
