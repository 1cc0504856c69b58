/* Who decides about sharing what is known of a person, and who may end it: by the age on that day, gezag with its dates,
 * and a representative where somebody cannot decide himself. DOMAIN 5.2; PROTOCOL.md 6.4; the rules are rows of
 * leeftijd.ini and termijn.ini. A client asks this before it writes a grant or a withdrawal; nodes know no birthdays. */
#ifndef EP_PROTO_GEVER_H
#define EP_PROTO_GEVER_H

#include "proto/policy.h"

/* In what capacity somebody decides: the values of the choice `hoedanigheid`, and of the words in termijn.ini. */
enum ep_hoedanigheid {
    EP_HOEDANIGHEID_ZELF,
    EP_HOEDANIGHEID_OUDER,
    EP_HOEDANIGHEID_VOOGD,
    EP_HOEDANIGHEID_CURATOR,
    EP_HOEDANIGHEID_MENTOR,
    EP_HOEDANIGHEID_GEMACHTIGDE,
    EP_HOEDANIGHEID_PARTNER,
    EP_HOEDANIGHEID_FAMILIE,
    EP_HOEDANIGHEID_END
};

extern const char *const ep_hoedanigheid_names[]; /* NULL behind the last */

#define EP_BEVOEGDEN_MAX 8
#define EP_DAY_NEVER INT32_MAX

struct ep_bevoegde { /* somebody who may decide for a lid, as the own file has it on record */
    ep_id item;      /* the entry that says so */
    ep_bytes name;   /* borrowed */
    enum ep_hoedanigheid hoedanigheid;
    int32_t from, until; /* days; until: the first on which it is over, or EP_DAY_NEVER */
};

struct ep_beslissers {      /* what the own file knows of one lid */
    bool born_known, grown; /* grown: no date, but of full age */
    int32_t born;           /* the first day that the date can mean: own rights begin early (DOMAIN 8) */
    struct ep_bevoegde who[EP_BEVOEGDEN_MAX];
    size_t count;
};

struct ep_beslissing { /* one decision on one day */
    int32_t day;
    uint64_t level;
    bool incapable; /* judged so for this decision; never for a person as such */
    bool self;      /* the lid gave it */
    uint32_t given; /* bit i: who[i] did */
};

/* May this be shared on their word? EP_AGE_UNKNOWN; EP_GEZAG_UNKNOWN: somebody else decides, and who is not on record;
 * EP_GIVER_MISSING: somebody who must agree did not. */
EP_MUST ep_err ep_gever_allows(const struct ep_policy *policy, const struct ep_beslissers *by,
                               const struct ep_beslissing *on);
/* May the lid (`who` at count or above), or who[who], end a grant on that ground alone? EP_NOT_REVOCABLE; EP_ENDER.
 * Stopping is never refused for want of a birth date. */
EP_MUST ep_err ep_gever_ends(const struct ep_policy *policy, const struct ep_grondslag *ground,
                             const struct ep_beslissers *by, int32_t day, size_t who);
/* May who[who] ask the inzage in the lid's place? One who has gezag where the age allows it, or the representative who decides. */
bool ep_gever_inzage(const struct ep_policy *policy, const struct ep_beslissers *by, int32_t day, size_t who);
bool ep_bevoegd_on(const struct ep_bevoegde *who, int32_t day);
/* The row of leeftijd.ini for that day; NULL when the age is not known. */
const struct ep_leeftijd *ep_beslissers_age(const struct ep_policy *policy, const struct ep_beslissers *by,
                                            int32_t day);
/* The first day after `day` at which a grant on this ground ends because another decides; EP_DAY_NEVER. */
int32_t ep_beslissers_boundary(const struct ep_policy *policy, const struct ep_grondslag *ground,
                               const struct ep_beslissers *by, int32_t day);

#endif
