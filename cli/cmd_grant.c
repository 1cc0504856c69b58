#include "cli/command.h"
#include "cli/gever.h"

#include "proto/calendar.h"

#include <stdlib.h>
#include <string.h>

/* What is asked for, from a template, from options, or from both: an option changes what the template says. */
struct terms {
    struct ep_grant grant;
    struct ep_opgave evidence;
    const struct ep_grondslag *grondslag;
    uint32_t days;
    bool until_given;
    const char *givers; /* names, as typed */
    uint32_t matched;   /* names that decide for one of the leden */
    uint8_t gevers[EP_GEVERS_MAX * EP_GEVER_BYTES];
};

static ep_err parse_day(struct ep_cli *cli, const char *text, int32_t *day)
{
    if (strlen(text) != 10 || !ep_date_valid(ep_text(text)))
        return ep_cli_fault(cli, EP_FIELD_INVALID, text);
    *day = ep_date_first(ep_text(text));
    return EP_OK;
}

static ep_err parse_number(struct ep_cli *cli, const char *text, uint64_t max, uint64_t *out)
{
    char *end = NULL;
    unsigned long long value = strtoull(text, &end, 10);
    if (end == text || *end != 0 || value > max)
        return ep_cli_fault(cli, EP_FIELD_INVALID, text);
    *out = value;
    return EP_OK;
}

static ep_err apply_template(struct ep_cli *cli, const char *code, struct terms *terms)
{
    if (code == NULL)
        return EP_OK;
    const struct ep_sjabloon *sjabloon = ep_policy_sjabloon(&cli->policy, code);
    if (sjabloon == NULL)
        return ep_cli_fault(cli, EP_NOT_FOUND, code);
    terms->grant.domains = sjabloon->domains;
    terms->grant.level = sjabloon->level;
    terms->grant.grondslag = ep_text(sjabloon->grondslag);
    terms->days = sjabloon->days;
    return EP_OK;
}

static ep_err parse_period(struct ep_cli *cli, const struct ep_args *args, struct terms *terms)
{
    int32_t from = ep_day_of_hour(cli->world.now_hour);
    int32_t until = 0;
    uint64_t days = terms->days;
    ep_err err = EP_OK;
    if (ep_arg(args, "van") != NULL)
        err = parse_day(cli, ep_arg(args, "van"), &from);
    if (err == EP_OK && ep_arg(args, "dagen") != NULL)
        err = parse_number(cli, ep_arg(args, "dagen"), 10000, &days);
    if (err == EP_OK && ep_arg(args, "tot") != NULL)
        err = parse_day(cli, ep_arg(args, "tot"), &until);
    if (err != EP_OK)
        return err;
    terms->until_given = ep_arg(args, "tot") != NULL;
    /* It begins now, not at some earlier midnight, unless a later day was named; it ends with its last day. */
    terms->grant.from = ep_arg(args, "van") != NULL ? ep_hour_of_day(from) : cli->world.now_hour;
    if (terms->grant.from < cli->world.now_hour)
        terms->grant.from = cli->world.now_hour;
    if (!terms->until_given && days == 0)
        return ep_cli_fault(cli, EP_PERIOD, "--tot");
    terms->grant.until = ep_hour_of_day(terms->until_given ? until + 1 : from + (int32_t)days);
    return EP_OK;
}

static ep_err parse_evidence(struct ep_cli *cli, const struct ep_args *args, struct terms *terms)
{
    static const char *const texts[] = {"informatie", "vorm", "kenmerk",     "einde",
                                        "motivering", "doel", "beoordelaar", "beoordeeld"};
    struct ep_opgave *evidence = &terms->evidence;
    const struct ep_table table = ep_soort(EP_SOORT_BEWIJS)->table;
    evidence->soort = EP_SOORT_BEWIJS;
    evidence->is.bewijs.grondslag = terms->grant.grondslag;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct ep_field *field = ep_field_by_name(table, texts[i]);
        if (ep_arg(args, texts[i]) == NULL)
            continue;
        void *at = (uint8_t *)evidence + field->offset;
        *(ep_bytes *)at = ep_text(ep_arg(args, texts[i]));
        if (!ep_field_valid(field, evidence))
            return ep_cli_fault(cli, EP_FIELD_INVALID, texts[i]);
    }
    const struct ep_field *capable = ep_field_by_name(table, "bekwaam");
    const char *value = ep_arg(args, "bekwaam");
    for (uint64_t i = 0; value != NULL && i <= capable->max; i++)
        if (strcmp(capable->values[i], value) == 0)
            evidence->is.bewijs.bekwaam = i;
    if (value != NULL && strcmp(capable->values[evidence->is.bewijs.bekwaam], value) != 0)
        return ep_cli_fault(cli, EP_FIELD_INVALID, value);
    terms->givers = ep_arg(args, "gever");
    return EP_OK;
}

static bool judged_incapable(const struct terms *terms)
{
    return strcmp(
               ep_field_by_name(ep_soort(EP_SOORT_BEWIJS)->table, "bekwaam")->values[terms->evidence.is.bewijs.bekwaam],
               "nee") == 0;
}

/* A grant needs what its ground needs. */
static ep_err check_ground(struct ep_cli *cli, const struct terms *terms)
{
    const struct ep_grondslag *ground = terms->grondslag;
    const struct ep_opgave *evidence = &terms->evidence;
    const struct {
        uint32_t bit;
        ep_bytes value;
        const char *option;
    } needs[] = {
        {EP_VEREIST_INFORMATIE, evidence->is.bewijs.informatie, "--informatie"},
        {EP_VEREIST_VORM, evidence->is.bewijs.vorm, "--vorm"},
        {EP_VEREIST_KENMERK, evidence->is.bewijs.kenmerk, "--kenmerk"},
        {EP_VEREIST_EINDE, evidence->is.bewijs.einde, "--einde"},
    };
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        if ((ground->needs & needs[i].bit) != 0 && needs[i].value.len == 0)
            return ep_cli_fault(cli, EP_EVIDENCE, needs[i].option);
    if (ground->giver && terms->givers == NULL)
        return ep_cli_fault(cli, EP_EVIDENCE, "--gever");
    if (judged_incapable(terms) &&
        (evidence->is.bewijs.beoordelaar.len == 0 || evidence->is.bewijs.beoordeeld.len == 0))
        return ep_cli_fault(cli, EP_EVIDENCE, "--beoordelaar --beoordeeld");
    if (ground->reason_min > 0 && ep_utf8_count(evidence->is.bewijs.motivering) < ground->reason_min)
        return ep_cli_fault(cli, EP_EVIDENCE, "--motivering");
    if (terms->grant.level > ground->level)
        return ep_cli_fault(cli, EP_GRANT_LEVEL, ground->code);
    if (terms->grant.until > terms->grant.from + ground->lease_days * 24u)
        return ep_cli_fault(cli, EP_LEASE_TOO_LONG, ground->code);
    return EP_OK;
}

static ep_err parse_terms(struct ep_cli *cli, const struct ep_args *args, struct terms *terms)
{
    ep_err err = apply_template(cli, ep_arg(args, "sjabloon"), terms);
    if (err == EP_OK && ep_arg(args, "domeinen") != NULL) {
        terms->grant.domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON); /* a grant without a name would be of nobody */
        err = ep_find_domeinen(cli, ep_arg(args, "domeinen"), &terms->grant.domains);
    }
    if (err == EP_OK && ep_arg(args, "niveau") != NULL)
        err = parse_number(cli, ep_arg(args, "niveau"), EP_LEVEL_INHOUD, &terms->grant.level);
    if (ep_arg(args, "grondslag") != NULL)
        terms->grant.grondslag = ep_text(ep_arg(args, "grondslag"));
    terms->grant.policy = cli->policy.version;
    terms->grondslag = ep_policy_grondslag(&cli->policy, terms->grant.grondslag);
    if (err == EP_OK && (terms->grant.domains == 0 || terms->grant.level == 0))
        return EP_GRANT_EMPTY;
    if (err == EP_OK && (terms->grondslag == NULL || !terms->grondslag->on))
        return EP_GRONDSLAG_UNKNOWN;
    if (err == EP_OK)
        err = parse_period(cli, args, terms);
    if (err == EP_OK)
        err = parse_evidence(cli, args, terms);
    return err;
}

struct teams {
    ep_id org, team;
    size_t count;
};

static bool count_team(void *arg, const struct ep_statement *st)
{
    struct teams *teams = arg;
    if (ep_id_equal(st->org, teams->org) && !ep_team_ended(st)) {
        teams->team = st->id;
        teams->count++;
    }
    return true;
}

/* The team that was named; else none, which means the home team, once the organisation has one here; else its only. */
static ep_err recipient_team(struct ep_cli *cli, const struct ep_args *args, struct ep_grant *grant)
{
    struct teams teams = {.org = grant->to_org};
    ep_id home;
    if (ep_arg(args, "team") != NULL)
        return ep_find_team(cli, grant->to_org, ep_arg(args, "team"), &grant->to_team);
    if (ep_world_home_team(&cli->world, cli->open.huishouden, grant->to_org, &home) == EP_OK)
        return EP_OK;
    cli->world.each(cli, EP_TEAM, (ep_id){{0}}, count_team, &teams);
    grant->to_team = teams.team;
    return teams.count == 1 ? EP_OK : ep_cli_fault(cli, teams.count == 0 ? EP_TEAM_UNKNOWN : EP_AMBIGUOUS, "--team");
}

/* What bounds it besides the lease: the day on which another decides for this lid, and the end of a measure. */
struct bounds {
    struct ep_beslissers by;
    uint64_t age, measure; /* hours; EP_HOUR_MAX for none */
};

static ep_err bounds_of(struct ep_cli *cli, const struct terms *terms, ep_id lid, struct bounds *out)
{
    ep_bytes end = terms->evidence.is.bewijs.einde;
    *out = (struct bounds){.age = EP_HOUR_MAX, .measure = EP_HOUR_MAX};
    ep_err err = ep_gever_gather(cli, lid, &out->by);
    int32_t day = ep_beslissers_boundary(&cli->policy, terms->grondslag, &out->by, ep_day_of_hour(terms->grant.from));
    if (day != EP_DAY_NEVER)
        out->age = ep_hour_of_day(day);
    if (end.len > 0)
        out->measure = ep_hour_of_day(ep_date_first(end) + 1);
    return err;
}

static struct ep_statement grant_on(const struct ep_cli *cli, const struct terms *terms, ep_id lid,
                                    const struct bounds *bounds)
{
    struct ep_statement st = {
        .kind = ep_kind(EP_GRANT), .huishouden = cli->open.huishouden, .org = cli->kluis->org, .version = 1};
    st.body.grant = terms->grant;
    st.body.grant.lid = lid;
    if (st.body.grant.until > bounds->age && !terms->until_given)
        st.body.grant.until = bounds->age;
    if (st.body.grant.until > bounds->measure && !terms->until_given)
        st.body.grant.until = bounds->measure;
    return st;
}

/* Those of the names who decide for this lid must be all who have to agree. Nobody's word is needed where the law gives
 * the ground, and whoever is named is on record all the same. */
static ep_err check_givers(struct ep_cli *cli, struct terms *terms, ep_id lid, const struct ep_beslissers *by,
                           struct ep_gever *gever)
{
    char name[EP_SCREEN_BYTES];
    ep_err err = ep_gever_named(cli, terms->givers, lid, by, gever);
    terms->matched |= gever->matched;
    struct ep_beslissing on = {.day = ep_day_of_hour(cli->world.now_hour),
                               .level = terms->grant.level,
                               .incapable = judged_incapable(terms),
                               .self = gever->self,
                               .given = gever->given};
    if (err == EP_OK && terms->grondslag->giver)
        err = ep_gever_allows(&cli->policy, by, &on);
    return err == EP_OK || cli->fault != NULL ? err : ep_cli_fault(cli, err, ep_name_lid(cli, lid, name));
}

/* What the node would refuse, before anything is written: a grant that is refused leaves no evidence either. */
static ep_err check_one(struct ep_cli *cli, struct terms *terms, ep_id lid)
{
    struct bounds bounds;
    struct ep_gever gever;
    char name[EP_SCREEN_BYTES];
    ep_err err = bounds_of(cli, terms, lid, &bounds);
    if (err == EP_OK)
        err = check_givers(cli, terms, lid, &bounds.by, &gever);
    if (err != EP_OK)
        return err;
    struct ep_statement st = grant_on(cli, terms, lid, &bounds);
    if (st.body.grant.until > bounds.age)
        return ep_cli_fault(cli, EP_AGE_BOUNDARY, ep_name_lid(cli, lid, name));
    if (st.body.grant.until > bounds.measure)
        return ep_cli_fault(cli, EP_MEASURE_END, ep_name_lid(cli, lid, name));
    err = st.kind->shape(&st);
    return err == EP_OK ? st.kind->rule(&st, &cli->world) : err;
}

/* A name that decides for none of them was mistyped, or is not on record. */
static ep_err on_unmatched(struct ep_cli *cli, const char *word, void *arg)
{
    uint32_t *matched = arg;
    bool good = (*matched & 1) != 0;
    *matched >>= 1;
    return good ? EP_OK : ep_cli_fault(cli, EP_GIVER_UNKNOWN, word);
}

static ep_err grant_one(struct ep_cli *cli, struct terms *terms, ep_id lid)
{
    struct bounds bounds;
    struct ep_gever gever;
    ep_out gevers = EP_OUT(terms->gevers);
    char name[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    char hex[EP_ID_HEX];
    struct ep_write_terms about = {
        .huishouden = cli->open.huishouden, .subject = lid, .domain = EP_DOMEIN_DOSSIER, .level_max = 3};
    ep_err err = bounds_of(cli, terms, lid, &bounds);
    if (err == EP_OK)
        err = check_givers(cli, terms, lid, &bounds.by, &gever);
    if (err != EP_OK)
        return err;
    struct ep_statement st = grant_on(cli, terms, lid, &bounds);
    ep_gever_put(&gever, &bounds.by, lid, &gevers);
    terms->evidence.is.bewijs.gevers = gevers.len > 0 ? ep_out_bytes(&gevers) : (ep_bytes){NULL, 0};
    err = ep_write_opgave(cli, &about, &terms->evidence, &st.body.grant.evidence);
    if (err == EP_OK)
        err = ep_write(cli, &st);
    ep_date_text(day, ep_day_of_hour(st.body.grant.until) - 1);
    ep_hex(hex, ep_id_bytes(&st.id));
    if (err == EP_OK)
        fprintf(cli->out,
                T(cli, "Deelbesluit %.8s over %s, tot en met %s.\n", "Grant %.8s on %s, up to and including %s.\n"),
                hex, ep_name_lid(cli, lid, name), day);
    return err;
}

typedef ep_err on_lid(struct ep_cli *cli, struct terms *terms, ep_id lid);

struct each_lid {
    struct terms *terms;
    on_lid *one;
};

static ep_err on_name(struct ep_cli *cli, const char *word, void *arg)
{
    const struct each_lid *each = arg;
    ep_id lid;
    ep_err err = ep_find_lid(cli, word, &lid);
    return err == EP_OK ? each->one(cli, each->terms, lid) : err;
}

/* "Noor,Yassin" or "alle": one grant per person concerned, however they are asked for. */
static ep_err each_lid(struct ep_cli *cli, const char *list, struct terms *terms, on_lid *one)
{
    struct each_lid each = {terms, one};
    if (strcmp(list, "alle") != 0)
        return ep_find_each(cli, list, on_name, &each);
    struct ep_leden leden = cli->open.grants.leden;
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < leden.count; i++)
        err = one(cli, terms, leden.id[i]);
    return err;
}

static ep_err add(struct ep_cli *cli, const struct ep_args *args)
{
    struct terms terms = {.days = 0};
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    if (err == EP_OK)
        err = ep_find_org(cli, ep_arg(args, "aan"), &terms.grant.to_org);
    if (err == EP_OK)
        err = recipient_team(cli, args, &terms.grant);
    if (err == EP_OK)
        err = parse_terms(cli, args, &terms);
    if (err == EP_OK)
        err = check_ground(cli, &terms);
    if (err == EP_OK)
        err = each_lid(cli, ep_arg(args, "lid"), &terms, check_one);
    uint32_t matched = terms.matched;
    if (err == EP_OK && terms.givers != NULL)
        err = ep_find_each(cli, terms.givers, on_unmatched, &matched);
    if (err == EP_OK)
        err = each_lid(cli, ep_arg(args, "lid"), &terms, grant_one);
    if (err == EP_OK)
        err = ep_share_owed(cli, NULL);
    return err == EP_OK ? ep_open_again(cli) : err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"lid", "LID[,LID]", {"the members concerned, or `alle`", "de leden om wie het gaat, of `alle`"}, true},
    {"aan", "ORG", {"the organisation that may see it", "de organisatie die het mag zien"}, true},
    {"team", "TEAM", {"its team; its home team here unless named", "haar team; haar eigen team hier als u er geen noemt"}, false},
    {"sjabloon", "CODE", {"a template, see `grant sjablonen`", "een sjabloon, zie `grant sjablonen`"}, false},
    {"domeinen", "CODE,…", {"domains, see `domeinen`", "domeinen, zie `domeinen`"}, false},
    {"niveau", "1-3", {"1 that, 2 what, 3 content", "1 dat, 2 wat, 3 inhoud"}, false},
    {"grondslag", "CODE", {"the ground, see `grant grondslagen`", "de grondslag, zie `grant grondslagen`"}, false},
    {"van", "DATUM", {"first day; today unless named", "eerste dag; vandaag als u er geen noemt"}, false},
    {"tot", "DATUM", {"last day", "laatste dag"}, false},
    {"dagen", "AANTAL", {"instead of --tot: so many days", "in plaats van --tot: zoveel dagen"}, false},
    {"gever", "NAAM[,NAAM]", {"who agreed: the member, who has gezag, a representative", "wie instemde: het lid, wie gezag heeft, een vertegenwoordiger"}, false},
    {"bekwaam", "CODE", {"for this decision: ja, nee, niet_beoordeeld", "voor dit besluit: ja, nee, niet_beoordeeld"}, false},
    {"beoordelaar", "TEKST", {"who judged that", "wie dat beoordeelde"}, false},
    {"beoordeeld", "DATUM", {"and when", "en wanneer"}, false},
    {"einde", "DATUM", {"last day of the measure it rests on", "laatste dag van de maatregel waarop het rust"}, false},
    {"informatie", "DATUM", {"when the giver was informed", "wanneer de gever is geïnformeerd"}, false},
    {"vorm", "TEKST", {"spoken, written or digital", "mondeling, schriftelijk of digitaal"}, false},
    {"kenmerk", "TEKST", {"reference to the proof", "verwijzing naar het bewijs"}, false},
    {"motivering", "TEKST", {"reasons, for grounds that need them", "redenen, voor grondslagen die ze vragen"}, false},
    {"doel", "TEKST", {"purpose of the sharing", "doel van het delen"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_grant_add = {
    .name = "grant add",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"record a grant and share on it", "leg een deelbesluit vast en deel erop"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = add,
};
