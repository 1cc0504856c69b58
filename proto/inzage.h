/* What the policy says of reading: inzage.ini. PROTOCOL.md 5.6.17, 6.3. */
#ifndef EP_PROTO_INZAGE_H
#define EP_PROTO_INZAGE_H

#include <stdint.h>

struct ep_inzage {
    uint32_t reason_hours;    /* a reason holds, of a colleague's reading or an emergency's */
    uint32_t nood_reason_min; /* characters of an emergency's */
    uint32_t per_hour;        /* different households that one user opens */
    uint32_t per_day;
    uint32_t sample;   /* per cent of a week's ordinary readings that is looked over */
    uint32_t per_week; /* different households of one user, above which all his readings are */
};

#endif
