/* What stands in each file of the policy: its keys, and what a whole section must be. */
#include "proto/policy_own.h"

#include "proto/gever.h"
#include "proto/limits.h"

#include <string.h>

static bool section_fault(struct ep_policy_reading *reading, const char *reason, const char *word)
{
    return ep_policy_fault_at(reading, reading->section_line, reason, word);
}

static bool take_grondslag(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_grondslag *row = &reading->row.grondslag;
    memcpy(row->code, reading->section, sizeof row->code);
    if (ep_policy_grondslag(policy, ep_text(row->code)) != NULL)
        return section_fault(reading, "rubriek staat er twee keer", row->code);
    if (policy->grondslagen == EP_POLICY_ROWS_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    /* Nothing may be shared on a ground that shares nothing: it can be named, not used. */
    if (row->on && (row->lease_days == 0 || row->level == 0))
        return section_fault(reading, "staat aan zonder niveau of duur", row->code);
    if (row->giver && row->ages == 0)
        return section_fault(reading, "wie instemt verandert met de leeftijd: leeftijden ontbreken", row->code);
    policy->grondslag[policy->grondslagen++] = *row;
    return true;
}

static bool take_sort(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_organisatie_sort *row = &reading->row.sort;
    memcpy(row->code, reading->section, sizeof row->code);
    if (ep_policy_sort(policy, ep_text(row->code)) != 0)
        return section_fault(reading, "rubriek staat er twee keer", row->code);
    if (policy->sorts == EP_POLICY_ROWS_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    policy->sort[policy->sorts++] = *row;
    return true;
}

/* Somebody must be able to give and to end at each age, or a child's consent could not be had, or not be withdrawn. */
static bool take_leeftijd(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_leeftijd *row = &reading->row.age;
    memcpy(row->code, reading->section, sizeof row->code);
    if (policy->ages == EP_POLICY_AGES_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    if (policy->ages == 0 ? row->from != 0 : row->from <= policy->age[policy->ages - 1].from)
        return section_fault(reading, "leeftijden niet oplopend vanaf 0", row->code);
    if (!row->youth && !row->parents)
        return section_fault(reading, "niemand beslist", row->code);
    if ((row->youth && !row->youth_ends) || (row->parents && !row->parents_end))
        return section_fault(reading, "wie geeft moet ook kunnen beëindigen", row->code);
    policy->age[policy->ages++] = *row;
    return true;
}

static bool take_bewaartermijn(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_bewaartermijn *row = &reading->row.bewaar;
    memcpy(row->code, reading->section, sizeof row->code);
    for (size_t i = 0; i < policy->bewaartermijnen; i++)
        if (strcmp(policy->bewaar[i].code, row->code) == 0)
            return section_fault(reading, "rubriek staat er twee keer", row->code);
    if (policy->bewaartermijnen == EP_POLICY_ROWS_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    policy->bewaar[policy->bewaartermijnen++] = *row;
    return true;
}

static bool take_feestdag(struct ep_policy_reading *reading)
{
    static const uint32_t days[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct ep_policy *policy = reading->policy;
    struct ep_feestdag *row = &reading->row.feestdag;
    memcpy(row->code, reading->section, sizeof row->code);
    if (policy->feestdagen == EP_POLICY_ROWS_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    bool dated = row->month != 0 || row->day != 0;
    if (dated && (row->month == 0 || row->day == 0 || row->day > days[row->month]))
        return section_fault(reading, "geen dag van het jaar", row->code);
    if (dated == (row->after_easter != 0))
        return section_fault(reading, "een datum of een afstand tot Pasen", row->code);
    policy->feestdag[policy->feestdagen++] = *row;
    return true;
}

static bool take_afscherming(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_afscherming *row = &reading->row.afscherming;
    memcpy(row->code, reading->section, sizeof row->code);
    if (ep_policy_afscherming(policy, row->code) != NULL)
        return section_fault(reading, "rubriek staat er twee keer", row->code);
    if (policy->afschermingen == EP_POLICY_ROWS_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    policy->afscherming[policy->afschermingen++] = *row;
    return true;
}

static bool take_vertrouwelijkheid(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_vertrouwelijkheid *row = &reading->row.vertrouwelijk;
    memcpy(row->code, reading->section, sizeof row->code);
    for (size_t i = 0; i < policy->vertrouwelijkheden; i++)
        if (strcmp(policy->vertrouwelijk[i].code, row->code) == 0)
            return section_fault(reading, "rubriek staat er twee keer", row->code);
    if (policy->vertrouwelijkheden == EP_POLICY_ROWS_MAX)
        return section_fault(reading, "te veel rubrieken", row->code);
    policy->vertrouwelijk[policy->vertrouwelijkheden++] = *row;
    return true;
}

static bool take_vindplaats(struct ep_policy_reading *reading)
{
    uint64_t soort = 0;
    if (ep_soort_by_name(reading->section, &soort) == NULL)
        return section_fault(reading, "onbekende soort", reading->section);
    if (reading->policy->vindplaats[soort] != 0)
        return section_fault(reading, "rubriek staat er twee keer", reading->section);
    reading->policy->vindplaats[soort] = reading->row.vindplaats;
    return true;
}

static bool take_sjabloon(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    struct ep_sjabloon *row = &reading->row.sjabloon;
    memcpy(row->code, reading->section, sizeof row->code);
    if (ep_policy_sjabloon(policy, row->code) != NULL)
        return section_fault(reading, "rubriek staat er twee keer", row->code);
    if (policy->sjablonen == sizeof policy->sjabloon / sizeof policy->sjabloon[0])
        return section_fault(reading, "te veel rubrieken", row->code);
    const struct ep_grondslag *grondslag = ep_policy_grondslag(policy, ep_text(row->grondslag));
    if (grondslag == NULL || !grondslag->on)
        return section_fault(reading, "grondslag onbekend of uit", row->grondslag);
    if (row->level > grondslag->level || row->days > grondslag->lease_days)
        return section_fault(reading, "meer dan de grondslag toelaat", row->grondslag);
    policy->sjabloon[policy->sjablonen++] = *row;
    return true;
}

static bool take_domein(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    const struct ep_policy_domein_row *row = &reading->row.domein;
    if (ep_policy_domein(policy, reading->section) != 0)
        return section_fault(reading, "rubriek staat er twee keer", reading->section);
    if (policy->domein_code[row->number][0] != 0)
        return section_fault(reading, "nummer staat er twee keer", reading->section);
    memcpy(policy->domein_code[row->number], reading->section, sizeof reading->section);
    memcpy(policy->domein[row->number], row->name, sizeof row->name);
    return true;
}

static bool take_termijn(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    const struct ep_policy *row = &reading->row.termijn;
    if (strcmp(reading->section, "termijn") != 0)
        return section_fault(reading, "onbekende rubriek", reading->section);
    if (policy->version != 0)
        return section_fault(reading, "rubriek staat er twee keer", reading->section);
    policy->version = row->version;
    policy->silent_hours = row->silent_hours;
    memcpy(policy->purpose, row->purpose, sizeof policy->purpose);
    policy->purposes = row->purposes;
    policy->days_off = row->days_off;
    policy->ahead_days = row->ahead_days;
    policy->ending_days = row->ending_days;
    policy->evaluatie_days = row->evaluatie_days;
    policy->confirm_days = row->confirm_days;
    policy->gezag_days = row->gezag_days;
    policy->unconfirmed_hours = row->unconfirmed_hours;
    memcpy(policy->representative, row->representative, sizeof policy->representative);
    policy->representatives = row->representatives;
    return true;
}

static bool take_inzage(struct ep_policy_reading *reading)
{
    struct ep_policy *policy = reading->policy;
    if (strcmp(reading->section, "inzage") != 0)
        return section_fault(reading, "onbekende rubriek", reading->section);
    if (policy->inzage.reason_hours != 0)
        return section_fault(reading, "rubriek staat er twee keer", reading->section);
    policy->inzage = reading->row.inzage;
    return true;
}

#define AT(member) offsetof(union ep_policy_row, member), NULL
#define AMONG(member, words) offsetof(union ep_policy_row, member), (words)
#define NAAM(member)                                          \
    {                                                         \
        "naam", SHAPE_NAME, 1, EP_POLICY_NAME_MAX, AT(member) \
    }

/* In the order of the bits of ep_vereist, and of the days of a week. */
static const char *const vereisten[] = {"informatie", "vorm", "kenmerk", "einde", NULL};
static const char *const dagen[] = {"maandag", "dinsdag",  "woensdag", "donderdag",
                                    "vrijdag", "zaterdag", "zondag",   NULL};

static const struct ep_policy_key sort_keys[] = {NAAM(sort.name)};
static const struct ep_policy_key leeftijd_keys[] = {
    NAAM(age.name),
    {"vanaf", SHAPE_NUMBER, 0, 120, AT(age.from)},
    {"jeugdige_geeft", SHAPE_JA_NEE, 0, 0, AT(age.youth)},
    {"ouders_geven", SHAPE_JA_NEE, 0, 0, AT(age.parents)},
    {"een_namens_beide", SHAPE_JA_NEE, 0, 0, AT(age.one_for_both)},
    {"jeugdige_beeindigt", SHAPE_JA_NEE, 0, 0, AT(age.youth_ends)},
    {"ouder_beeindigt", SHAPE_JA_NEE, 0, 0, AT(age.parents_end)},
    {"inzage_ouders", SHAPE_JA_NEE, 0, 0, AT(age.parents_inzage)},
};
static const struct ep_policy_key grondslag_keys[] = {
    NAAM(grondslag.name),
    {"aan", SHAPE_JA_NEE, 0, 0, AT(grondslag.on)},
    {"gever", SHAPE_JA_NEE, 0, 0, AT(grondslag.giver)},
    {"gever_beeindigt", SHAPE_JA_NEE, 0, 0, AT(grondslag.revocable)},
    {"vereist", SHAPE_WORDS, 0, 0, AMONG(grondslag.needs, vereisten)},
    {"motivering_min", SHAPE_NUMBER, 0, 1000, AT(grondslag.reason_min)},
    {"leeftijden", SHAPE_AGES, 1, 120, AT(grondslag.ages)},
    {"van", SHAPE_SORTS, 0, 0, AT(grondslag.from)},
    {"naar", SHAPE_SORTS, 0, 0, AT(grondslag.to)},
    {"opnieuw", SHAPE_JA_NEE, 0, 0, AT(grondslag.again)},
    {"lease_dagen", SHAPE_NUMBER, 0, 366, AT(grondslag.lease_days)},
    {"niveau", SHAPE_NUMBER, EP_LEVEL_NONE, EP_LEVEL_INHOUD, AT(grondslag.level)},
    {"einde", SHAPE_NAME, 1, EP_POLICY_NAME_MAX, AT(grondslag.end)},
};
static const struct ep_policy_key sjabloon_keys[] = {
    NAAM(sjabloon.name),
    {"domeinen", SHAPE_DOMEINEN, 0, 0, AT(sjabloon.domains)},
    {"niveau", SHAPE_NUMBER, EP_LEVEL_DAT, EP_LEVEL_INHOUD, AT(sjabloon.level)},
    {"grondslag", SHAPE_CODE, 1, EP_POLICY_CODE_MAX, AT(sjabloon.grondslag)},
    {"dagen", SHAPE_NUMBER, 1, 366, AT(sjabloon.days)},
};
static const struct ep_policy_key domein_keys[] = {
    {"nummer", SHAPE_NUMBER, EP_DOMEIN_ZRM_FIRST, EP_DOMEIN_END - 1, AT(domein.number)},
    NAAM(domein.name),
};
static const struct ep_policy_key termijn_keys[] = {
    {"versie", SHAPE_NUMBER, 1, EP_VERSION_MAX, AT(termijn.version)},
    {"stil_uren", SHAPE_NUMBER, 1, 8784, AT(termijn.silent_hours)},
    {"doelen", SHAPE_PURPOSES, 0, 0, AT(termijn.purpose)},
    {"vrije_dagen", SHAPE_WORDS, 0, 0, AMONG(termijn.days_off, dagen)},
    {"herbevestigen_dagen", SHAPE_NUMBER, 1, 366, AT(termijn.ahead_days)},
    {"loopt_af_dagen", SHAPE_NUMBER, 1, 366, AT(termijn.ending_days)},
    {"evaluatie_dagen", SHAPE_NUMBER, 1, 366, AT(termijn.evaluatie_days)},
    {"bevestigen_dagen", SHAPE_NUMBER, 1, 3660, AT(termijn.confirm_days)},
    {"gezag_dagen", SHAPE_NUMBER, 1, 366, AT(termijn.gezag_days)},
    {"intrekking_uren", SHAPE_NUMBER, 1, 8784, AT(termijn.unconfirmed_hours)},
    {"vertegenwoordigers", SHAPE_REPRESENTATIVES, 0, 0, AMONG(termijn.representative, ep_hoedanigheid_names)},
};
static const struct ep_policy_key bewaar_keys[] = {
    NAAM(bewaar.name),
    {"jaren", SHAPE_NUMBER, 0, 200, AT(bewaar.years)},
    {"tot_leeftijd", SHAPE_NUMBER, 0, 120, AT(bewaar.until_age)},
};
static const struct ep_policy_key afscherming_keys[] = {NAAM(afscherming.name)};
static const struct ep_policy_key vertrouwelijkheid_keys[] = {
    {"niveau", SHAPE_NUMBER, EP_LEVEL_NONE, EP_LEVEL_INHOUD, AT(vertrouwelijk.level)},
};
static const struct ep_policy_key vindplaats_keys[] = {{"velden", SHAPE_VELDEN, 0, 0, AT(vindplaats)}};
static const struct ep_policy_key feestdag_keys[] = {
    {"maand", SHAPE_NUMBER, 0, 12, AT(feestdag.month)},
    {"dag", SHAPE_NUMBER, 0, 31, AT(feestdag.day)},
    {"na_pasen", SHAPE_NUMBER, 0, 60, AT(feestdag.after_easter)},
    {"elke_jaren", SHAPE_NUMBER, 1, 100, AT(feestdag.every)},
    {"niet_op_zondag", SHAPE_JA_NEE, 0, 0, AT(feestdag.not_on_sunday)},
};
/* None can be 0: what watches over an emergency is not switched off by a policy. */
static const struct ep_policy_key inzage_keys[] = {
    {"reden_uren", SHAPE_NUMBER, 1, 24, AT(inzage.reason_hours)},
    {"nood_reden_min", SHAPE_NUMBER, 1, 400, AT(inzage.nood_reason_min)},
    {"gezinnen_per_uur", SHAPE_NUMBER, 1, 20000, AT(inzage.per_hour)},
    {"gezinnen_per_dag", SHAPE_NUMBER, 1, 20000, AT(inzage.per_day)},
    {"steekproef", SHAPE_NUMBER, 1, 100, AT(inzage.sample)},
    {"gezinnen_per_week", SHAPE_NUMBER, 1, 20000, AT(inzage.per_week)},
};

#define KEYS(array) (array), sizeof(array) / sizeof((array)[0])
const struct ep_policy_file ep_policy_files[] = {
    {"domein.ini", KEYS(domein_keys), take_domein},
    {"organisatie.ini", KEYS(sort_keys), take_sort},
    {"leeftijd.ini", KEYS(leeftijd_keys), take_leeftijd},
    {"grondslag.ini", KEYS(grondslag_keys), take_grondslag},
    {"termijn.ini", KEYS(termijn_keys), take_termijn},
    {"sjabloon.ini", KEYS(sjabloon_keys), take_sjabloon},
    {"bewaartermijn.ini", KEYS(bewaar_keys), take_bewaartermijn},
    {"feestdag.ini", KEYS(feestdag_keys), take_feestdag},
    {"inzage.ini", KEYS(inzage_keys), take_inzage},
    {"afscherming.ini", KEYS(afscherming_keys), take_afscherming},
    {"vertrouwelijkheid.ini", KEYS(vertrouwelijkheid_keys), take_vertrouwelijkheid},
    {"vindplaats.ini", KEYS(vindplaats_keys), take_vindplaats},
};
const size_t ep_policy_file_count = sizeof ep_policy_files / sizeof ep_policy_files[0];
