#include "proto/geheim.h"

#include "proto/calendar.h"

static bool lid_holds(const struct ep_geheim *geheim, ep_id lid)
{
    for (size_t i = 0; i < geheim->fact_count; i++) {
        const struct ep_fact *fact = &geheim->facts[i];
        ep_bytes tot = fact->opgave.is.geheimhouding.tot;
        if (fact->opgave.soort == EP_SOORT_GEHEIMHOUDING && ep_id_equal(fact->org, geheim->own_org) &&
            ep_id_equal(fact->subject, lid) && (tot.len == 0 || geheim->today <= ep_date_last(tot)))
            return true;
    }
    return false;
}

bool ep_geheim_holds(const struct ep_geheim *geheim, ep_id subject)
{
    bool holds = !ep_id_absent(subject) && lid_holds(geheim, subject);
    for (size_t i = 0; ep_id_absent(subject) && i < geheim->leden->count && !holds; i++)
        holds = lid_holds(geheim, geheim->leden->id[i]);
    return holds;
}

const struct ep_field *ep_geheim_field(const struct ep_policy *policy, const struct ep_opgave *opgave, unsigned level)
{
    struct ep_table table = ep_soort(opgave->soort)->table;
    for (size_t i = 0; i < table.count; i++) {
        const ep_bytes *value = ep_field_at(&table.fields[i], opgave);
        if ((policy->vindplaats[opgave->soort] & UINT32_C(1) << i) != 0 && table.fields[i].level <= level &&
            value->len > 0)
            return &table.fields[i];
    }
    return NULL;
}
