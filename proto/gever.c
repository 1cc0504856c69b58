#include "proto/gever.h"

#include "proto/calendar.h"

const char *const ep_hoedanigheid_names[] = {"zelf",        "ouder_gezag", "voogd",   "curator", "mentor",
                                             "gemachtigde", "partner",     "familie", NULL};

bool ep_bevoegd_on(const struct ep_bevoegde *who, int32_t day)
{
    return day >= who->from && day < who->until;
}

static const struct ep_leeftijd *grown(const struct ep_policy *policy)
{
    return &policy->age[policy->ages - 1];
}

const struct ep_leeftijd *ep_beslissers_age(const struct ep_policy *policy, const struct ep_beslissers *by, int32_t day)
{
    if (by->born_known)
        return ep_policy_age(policy, ep_age(by->born, day));
    return by->grown ? grown(policy) : NULL;
}

int32_t ep_beslissers_boundary(const struct ep_policy *policy, const struct ep_grondslag *ground,
                               const struct ep_beslissers *by, int32_t day)
{
    for (size_t i = 0; by->born_known && i < policy->ages; i++) {
        int32_t begins = ep_birthday(by->born, (int)policy->age[i].from);
        if ((ground->ages & UINT32_C(1) << i) != 0 && begins > day)
            return begins;
    }
    return EP_DAY_NEVER;
}

static bool gezag(const struct ep_bevoegde *who)
{
    return who->hoedanigheid == EP_HOEDANIGHEID_OUDER || who->hoedanigheid == EP_HOEDANIGHEID_VOOGD;
}

/* All who have gezag on that day must agree; where the policy lets one speak for both, one of them, up to level 2. */
static ep_err parents_gave(const struct ep_leeftijd *age, const struct ep_beslissers *by,
                           const struct ep_beslissing *on)
{
    size_t have = 0;
    size_t gave = 0;
    for (size_t i = 0; i < by->count; i++) {
        if (!gezag(&by->who[i]) || !ep_bevoegd_on(&by->who[i], on->day))
            continue;
        have++;
        gave += (on->given & UINT32_C(1) << i) != 0 ? 1 : 0;
    }
    if (have == 0)
        return EP_GEZAG_UNKNOWN;
    bool one_enough = age->one_for_both && on->level < EP_LEVEL_INHOUD && gave > 0;
    return gave == have || one_enough ? EP_OK : EP_GIVER_MISSING;
}

/* The first kind of representative that there is decides, and no later one in its place; none: EP_HOEDANIGHEID_END. */
static enum ep_hoedanigheid deciding(const struct ep_policy *policy, const struct ep_beslissers *by, int32_t day)
{
    for (size_t k = 0; k < policy->representatives; k++)
        for (size_t i = 0; i < by->count; i++)
            if (by->who[i].hoedanigheid == (enum ep_hoedanigheid)policy->representative[k] &&
                ep_bevoegd_on(&by->who[i], day))
                return by->who[i].hoedanigheid;
    return EP_HOEDANIGHEID_END;
}

static ep_err representative_gave(const struct ep_policy *policy, const struct ep_beslissers *by,
                                  const struct ep_beslissing *on)
{
    enum ep_hoedanigheid kind = deciding(policy, by, on->day);
    for (size_t i = 0; i < by->count; i++)
        if ((on->given & UINT32_C(1) << i) != 0 && by->who[i].hoedanigheid == kind &&
            ep_bevoegd_on(&by->who[i], on->day))
            return EP_OK;
    return kind == EP_HOEDANIGHEID_END ? EP_GEZAG_UNKNOWN : EP_GIVER_MISSING;
}

bool ep_gever_inzage(const struct ep_policy *policy, const struct ep_beslissers *by, int32_t day, size_t who)
{
    const struct ep_leeftijd *age = ep_beslissers_age(policy, by, day);
    if (!ep_bevoegd_on(&by->who[who], day))
        return false;
    return gezag(&by->who[who]) ? age != NULL && age->parents_inzage
                                : by->who[who].hoedanigheid == deciding(policy, by, day);
}

ep_err ep_gever_allows(const struct ep_policy *policy, const struct ep_beslissers *by, const struct ep_beslissing *on)
{
    const struct ep_leeftijd *age = ep_beslissers_age(policy, by, on->day);
    if (age == NULL)
        return EP_AGE_UNKNOWN;
    if (on->incapable)
        return age == grown(policy) ? representative_gave(policy, by, on) : parents_gave(age, by, on);
    if (age->youth && !on->self)
        return EP_GIVER_MISSING;
    return age->parents ? parents_gave(age, by, on) : EP_OK;
}

ep_err ep_gever_ends(const struct ep_policy *policy, const struct ep_grondslag *ground, const struct ep_beslissers *by,
                     int32_t day, size_t who)
{
    const struct ep_leeftijd *age = ep_beslissers_age(policy, by, day);
    if (!ground->revocable)
        return EP_NOT_REVOCABLE;
    if (who >= by->count)
        return age == NULL || age->youth_ends ? EP_OK : EP_ENDER;
    if (!ep_bevoegd_on(&by->who[who], day))
        return EP_ENDER;
    return !gezag(&by->who[who]) || age == NULL || age->parents_end ? EP_OK : EP_ENDER;
}
