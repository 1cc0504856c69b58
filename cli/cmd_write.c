#include "cli/command.h"
#include "cli/deelbesluit.h"
#include "cli/geheim.h"
#include "cli/outcome.h"
#include "cli/show.h"

#include "proto/calendar.h"

#include <stdlib.h>
#include <string.h>

/* `write` and `change`: one command for every soort. What a soort takes is its field table; an option of the same name
 * fills the field, so a new field needs its row in opgave.c and a line of help below. */

static ep_err parse_choice(struct ep_cli *cli, const struct ep_field *field, const char *value, uint64_t *out)
{
    for (uint64_t i = 0; i <= field->max; i++)
        if (field->values[i] != NULL && strcmp(field->values[i], value) == 0) {
            *out = i;
            return EP_OK;
        }
    return ep_cli_fault(cli, EP_FIELD_INVALID, value);
}

static ep_err parse_item(struct ep_cli *cli, const char *value, ep_id *out)
{
    const struct ep_fact *fact = NULL;
    ep_err err = ep_find_item(cli, value, &fact);
    if (err == EP_OK)
        *out = fact->item;
    return err;
}

static ep_err parse_field(struct ep_cli *cli, const struct ep_field *field, const char *value, struct ep_opgave *opgave)
{
    void *at = (uint8_t *)opgave + field->offset;
    ep_err err = EP_OK;
    if (field->type == EP_TYPE_UINT && field->values != NULL) {
        err = parse_choice(cli, field, value, at);
    } else if (field->type == EP_TYPE_UINT) {
        char *end = NULL;
        *(uint64_t *)at = strtoull(value, &end, 10);
        err = end != value && *end == 0 ? EP_OK : EP_FIELD_INVALID;
    } else if (field->type == EP_TYPE_BOOL) {
        *(bool *)at = strcmp(value, "ja") == 0 || strcmp(value, "yes") == 0;
        err = *(bool *)at || strcmp(value, "nee") == 0 || strcmp(value, "no") == 0 ? EP_OK : EP_FIELD_INVALID;
    } else if (field->type == EP_TYPE_ID) {
        err = parse_item(cli, value, at);
    } else {
        *(ep_bytes *)at = ep_text(value);
    }
    if (err == EP_OK && !ep_field_valid(field, opgave))
        err = EP_FIELD_INVALID;
    return err == EP_OK || cli->fault != NULL ? err : ep_cli_fault(cli, err, ep_field_name(field));
}

/* Every option that was given must be a field of this soort; `common` ones are not fields. */
static bool common(const char *name)
{
    static const char *const names[] = {"lid",    "domein", "tot-niveau",     "basis",
                                        "namens", "woord",  "niet-tonen-aan", "afgeschermd"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The leden from whom an item is kept, while it is written. */
struct kept {
    uint8_t ids[EP_LEDEN_MAX * EP_ID_BYTES];
    ep_out out;
};

static ep_err keep_from(struct ep_cli *cli, const char *word, void *arg)
{
    struct kept *kept = arg;
    ep_id lid;
    ep_err err = ep_find_lid(cli, word, &lid);
    if (err != EP_OK || ep_niet_tonen_holds(ep_out_bytes(&kept->out), lid))
        return err;
    err = ep_out_put(&kept->out, ep_id_bytes(&lid));
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, EP_TOO_MANY, word);
}

/* An empty list keeps it from nobody any more. */
static ep_err fill_kept(struct ep_cli *cli, const struct ep_args *args, struct kept *kept, struct ep_opgave *opgave)
{
    const char *typed = ep_arg(args, "niet-tonen-aan");
    kept->out = EP_OUT(kept->ids);
    if (typed == NULL)
        return EP_OK;
    ep_err err = ep_find_each(cli, typed, keep_from, kept);
    opgave->niet_tonen_aan = kept->out.len > 0 ? ep_out_bytes(&kept->out) : (ep_bytes){NULL, 0};
    return err;
}

/* Only who has the regie knows which organisation it is, and stands in for it. */
static ep_err mask(struct ep_cli *cli, const char *code, struct ep_opgave *opgave)
{
    if (code == NULL)
        return EP_OK;
    const struct ep_afscherming *row = ep_policy_afscherming(&cli->policy, code);
    struct ep_regisseur regie = ep_show_regisseur(cli);
    if (row == NULL)
        return ep_cli_fault(cli, EP_FIELD_INVALID, code);
    if (regie.accept == NULL || !ep_id_equal(regie.proposal->body.regie.to_org, cli->kluis->org))
        return EP_NOT_REGIE;
    opgave->namens = ep_text(row->name);
    opgave->woord = (ep_bytes){NULL, 0};
    return EP_OK;
}

static ep_err fill(struct ep_cli *cli, const struct ep_args *args, struct kept *kept, struct ep_opgave *opgave)
{
    const struct ep_soort_row *row = ep_soort(opgave->soort);
    for (size_t i = 0; i < args->option_count; i++) {
        const char *name = args->options[i].name;
        if (args->value[i] == NULL || common(name))
            continue;
        const struct ep_field *field = ep_field_by_name(row->table, name);
        if (field == NULL)
            return ep_cli_fault(cli, EP_USAGE, name);
        ep_err err = parse_field(cli, field, args->value[i], opgave);
        if (err != EP_OK)
            return err;
    }
    if (ep_arg(args, "namens") != NULL)
        opgave->namens = ep_text(ep_arg(args, "namens"));
    if (ep_arg(args, "woord") != NULL)
        opgave->woord = ep_text(ep_arg(args, "woord"));
    if (ep_arg(args, "namens") != NULL && opgave->woord.len == 0) /* which would be a masked organisation's form */
        return ep_cli_fault(cli, EP_USAGE, "--namens --woord");
    ep_err masked = mask(cli, ep_arg(args, "afgeschermd"), opgave);
    if (masked != EP_OK)
        return masked;
    return fill_kept(cli, args, kept, opgave);
}

/* What the levels that will be written still miss is said before anything is sealed. */
static ep_err complete(struct ep_cli *cli, const struct ep_opgave *opgave, const struct ep_write_terms *terms)
{
    ep_err err = ep_write_check(cli, opgave, terms->domain, terms->level_max);
    if (err != EP_OK)
        return err;
    return opgave->namens.len > 0 || opgave->woord.len == 0 ? EP_OK : ep_cli_fault(cli, EP_USAGE, "--namens --woord");
}

static ep_err level_of(struct ep_cli *cli, const struct ep_args *args, unsigned most, unsigned *level)
{
    const char *typed = ep_arg(args, "tot-niveau");
    *level = most;
    if (typed == NULL)
        return EP_OK;
    if (strlen(typed) != 1 || typed[0] < '1' || typed[0] > '3')
        return ep_cli_fault(cli, EP_FIELD_INVALID, "tot-niveau");
    *level = (unsigned)(typed[0] - '0');
    return EP_OK;
}

static ep_err domain_of(struct ep_cli *cli, const struct ep_soort_row *row, const char *typed, uint64_t *domain)
{
    if (row->domein != 0 && typed == NULL) {
        *domain = row->domein;
        return EP_OK;
    }
    *domain = typed != NULL ? ep_policy_domein(&cli->policy, typed) : EP_DOMEIN_PLAN;
    /* A provision of a secret case stays with the own team. */
    if (*domain == EP_DOMEIN_DOSSIER && row == ep_soort(EP_SOORT_VOORZIENING))
        return EP_OK;
    bool allowed = *domain != 0 && (row->domein == 0 ? *domain != EP_DOMEIN_PERSOON && *domain != EP_DOMEIN_DOSSIER
                                                     : *domain == row->domein);
    return allowed ? EP_OK : ep_cli_fault(cli, EP_NO_DOMEIN, typed);
}

/* What stands now of the highest level, whether it opens or not. NULL: nothing. */
static const struct ep_statement *top_of(const struct ep_cli *cli, ep_id item)
{
    const struct ep_statement *best = NULL;
    for (size_t i = 0; i < cli->known.count; i++) {
        const struct ep_statement *st = &cli->known.at[i];
        if (st->kind->code == EP_ENTRY && ep_id_equal(st->org, cli->kluis->org) &&
            ep_id_equal(st->body.entry.item, item) &&
            (best == NULL || st->body.entry.level > best->body.entry.level ||
             (st->body.entry.level == best->body.entry.level && st->version > best->version)))
            best = st;
    }
    return best;
}

static uint64_t version_of(const struct ep_cli *cli, ep_id item)
{
    const struct ep_statement *top = top_of(cli, item);
    return top != NULL ? top->version : 0;
}

/* Up to which level a change writes: what opens; and what does not, from the first word on that is said for it, since nobody
 * has its text any more. What is said for a level that the item does not have would be lost. */
static ep_err change_level(struct ep_cli *cli, const struct ep_args *args, const struct ep_fact *fact, unsigned *level)
{
    const struct ep_statement *top = top_of(cli, fact->item);
    unsigned here = top != NULL ? (unsigned)top->body.entry.level : EP_LEVEL_NONE;
    *level = (unsigned)fact->level;
    for (size_t i = 0; i < args->option_count; i++) {
        const struct ep_field *field =
            args->value[i] != NULL ? ep_field_by_name(ep_soort(fact->opgave.soort)->table, args->options[i].name)
                                   : NULL;
        if (field == NULL || field->level <= *level)
            continue;
        if (field->level > here)
            return ep_cli_fault(cli, EP_FIELD_INVALID, args->options[i].name);
        *level = here;
    }
    return EP_OK;
}

static void say_written(const struct ep_cli *cli, const struct ep_soort_row *row, ep_id item)
{
    char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&item));
    fprintf(cli->out, T(cli, "Opgetekend: %s %.8s\n", "Written: %s %.8s\n"), row->label, hex);
}

/* What level 1 says unless the user says otherwise follows from the status, since this month: others see no more of it, and
 * may not read that something runs which is only planned, or over. */
static void stand_of(const struct ep_cli *cli, const struct ep_args *args, struct ep_opgave *opgave,
                     char month[EP_DATE_TEXT_BYTES])
{
    const struct ep_field *field = ep_field_by_name(ep_soort(opgave->soort)->table, "status");
    uint64_t stand = ep_stand_of(opgave->soort, field != NULL ? *(const uint64_t *)ep_field_at(field, opgave) : 0);
    if (ep_arg(args, "stand") != NULL || stand == opgave->stand)
        return;
    opgave->stand = stand;
    ep_date_text(month, ep_day_of_hour(cli->world.now_hour));
    if (ep_arg(args, "maand") == NULL)
        opgave->maand = (ep_bytes){(const uint8_t *)month, 7};
}

struct writing {
    const struct ep_args *args;
    const struct ep_soort_row *row;
    uint64_t soort;
    ep_id item; /* the last one */
    size_t items;
    bool waits; /* one of them is saved, and some reader has to wait for it */
};

static ep_err write_in(struct ep_cli *cli, const char *domein, void *arg)
{
    struct writing *writing = arg;
    const struct ep_args *args = writing->args;
    const struct ep_soort_row *row = writing->row;
    struct ep_opgave opgave = {.soort = writing->soort};
    char month[EP_DATE_TEXT_BYTES];
    struct ep_write_terms terms = {.huishouden = cli->open.huishouden};
    struct kept kept;
    ep_err err = domain_of(cli, row, domein, &terms.domain);
    if (err == EP_OK && ep_arg(args, "lid") != NULL)
        err = ep_find_lid(cli, ep_arg(args, "lid"), &terms.subject);
    if (err == EP_OK && ep_arg(args, "lid") == NULL && !row->household)
        err = ep_cli_fault(cli, EP_USAGE, "--lid");
    if (err == EP_OK)
        err =
            level_of(cli, args, ep_arg(args, "afgeschermd") != NULL ? EP_LEVEL_DAT : EP_LEVEL_INHOUD, &terms.level_max);
    if (err == EP_OK)
        err = fill(cli, args, &kept, &opgave);
    stand_of(cli, args, &opgave, month);
    if (err == EP_OK)
        err = complete(cli, &opgave, &terms);
    if (err == EP_OK)
        err = ep_write_opgave(cli, &terms, &opgave, &writing->item);
    if (err != EP_OK && err != EP_WRAP_WAITS)
        return err;
    writing->waits = writing->waits || err == EP_WRAP_WAITS;
    writing->items++;
    say_written(cli, row, writing->item);
    return EP_OK;
}

static ep_err check_domain(struct ep_cli *cli, const char *word, void *arg)
{
    uint64_t domain = 0;
    return domain_of(cli, ((const struct writing *)arg)->row, word, &domain);
}

/* Who decides for a lid may have changed, and with it what grants rest on; or where he is may not be told any more. Also
 * when a recipient has to wait for what was written. */
static ep_err reopen(struct ep_cli *cli, uint64_t soort, ep_err written)
{
    if (written != EP_OK && written != EP_WRAP_WAITS)
        return written;
    ep_err err = ep_open_again(cli);
    if (err == EP_OK && (soort == EP_SOORT_GEZAG || soort == EP_SOORT_VERTEGENWOORDIGING))
        err = ep_deelbesluit_gezag(cli);
    if (err == EP_OK && soort == EP_SOORT_GEHEIMHOUDING)
        err = ep_geheim_apply(cli);
    return err != EP_OK ? err : written;
}

bool ep_write_takes(uint64_t soort)
{
    return ep_soort(soort) != NULL && soort != EP_SOORT_BEWIJS && soort != EP_SOORT_PERSOON && soort != EP_SOORT_NAAM;
}

static ep_err write_each(struct ep_cli *cli, struct writing *writing)
{
    const struct ep_args *args = writing->args;
    const char *domeinen = ep_arg(args, "domein");
    writing->row = ep_soort_by_name(args->position[0], &writing->soort);
    if (!ep_write_takes(writing->soort))
        return ep_cli_fault(cli, EP_USAGE, args->position[0]);
    ep_err err = ep_find_huishouden(cli, args->position[1], "uitvoering");
    if (err == EP_OK && domeinen == NULL)
        err = write_in(cli, NULL, writing);
    if (err == EP_OK && domeinen != NULL)
        err = ep_find_each(cli, domeinen, check_domain, writing); /* all of them or none */
    if (err == EP_OK && domeinen != NULL)
        err = ep_find_each(cli, domeinen, write_in, writing);
    return reopen(cli, writing->soort, err == EP_OK && writing->waits ? EP_WRAP_WAITS : err);
}

static ep_err write_(struct ep_cli *cli, const struct ep_args *args)
{
    struct writing writing = {.args = args};
    struct ep_outcome outcome;
    ep_err err = ep_outcome_begin(cli, &outcome);
    if (err != EP_OK)
        return err;
    err = write_each(cli, &writing);
    if (writing.items == 1) {
        outcome.item = writing.item;
        outcome.version = version_of(cli, writing.item);
    }
    return ep_outcome_end(cli, &outcome, err);
}

/* A conflict says what to do: the text that stands now is shown, and the unsent one is on the user's own screen. */
static void show_conflict(struct ep_cli *cli, ep_id item)
{
    ep_err err = ep_open_again(cli);
    char text[EP_SCREEN_BYTES];
    for (size_t i = 0; err == EP_OK && i < cli->open.fact_count; i++) {
        const struct ep_fact *fact = &cli->open.facts[i];
        const struct ep_soort_row *row = ep_soort(fact->opgave.soort);
        if (!ep_id_equal(fact->item, item) || row == NULL)
            continue;
        fprintf(cli->err, T(cli, "Er staat nu versie %llu, van %s:\n", "There now is version %llu, by %s:\n"),
                (unsigned long long)fact->version, ep_name_user(cli, fact->author, text));
        for (size_t k = 0; k < row->table.count; k++) {
            const struct ep_field *field = &row->table.fields[k];
            const ep_bytes *value = ep_field_at(field, &fact->opgave);
            if (field->type == EP_TYPE_TEXT && value->len > 0)
                fprintf(cli->err, "    %s: %s\n", ep_field_name(field), ep_screen(*value, text, sizeof text));
        }
    }
    fprintf(cli->err, "%s\n",
            T(cli, "Uw tekst is niet verzonden; hij staat in de opdracht die u gaf.",
              "Your text was not sent; it stands in the command that you gave."));
}

static ep_err change_it(struct ep_cli *cli, const struct ep_args *args, ep_id *item)
{
    const struct ep_fact *fact = NULL;
    ep_err err = ep_find_huishouden(cli, args->position[0], "uitvoering");
    if (err == EP_OK)
        err = ep_find_item(cli, args->position[1], &fact);
    if (err != EP_OK)
        return err;
    if (!ep_id_equal(fact->org, cli->kluis->org))
        return EP_NOT_FOUNDER;
    if (fact->level == EP_LEVEL_NONE)
        return ep_cli_fault(cli, EP_NOT_OPENED, args->position[1]); /* nobody knows what there is to change */
    struct ep_opgave opgave = fact->opgave;
    struct ep_write_terms terms = {
        .huishouden = cli->open.huishouden, .subject = fact->subject, .domain = fact->domain, .change = fact};
    struct kept kept;
    char month[EP_DATE_TEXT_BYTES];
    *item = fact->item;
    const struct ep_soort_row *row = ep_soort(fact->opgave.soort);
    opgave.tijd = 0;
    const char *basis = ep_arg(args, "basis"); /* 0 is none: who says it would change whatever stands there */
    if (basis != NULL && (basis[0] < '1' || basis[strspn(basis, "0123456789")] != 0))
        return ep_cli_fault(cli, EP_FIELD_INVALID, "basis");
    if (basis != NULL)
        terms.base = strtoull(basis, NULL, 10);
    err = change_level(cli, args, fact, &terms.level_max);
    if (err == EP_OK)
        err = fill(cli, args, &kept, &opgave);
    if (err == EP_OK && ep_arg(args, "status") != NULL)
        stand_of(cli, args, &opgave, month);
    if (err == EP_OK)
        err = complete(cli, &opgave, &terms);
    if (err == EP_OK)
        err = ep_write_opgave(cli, &terms, &opgave, NULL);
    if (err == EP_CONFLICT)
        show_conflict(cli, *item);
    if (err == EP_OK || err == EP_WRAP_WAITS)
        say_written(cli, row, *item);
    return reopen(cli, opgave.soort, err);
}

static ep_err change(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_outcome outcome;
    ep_err err = ep_outcome_begin(cli, &outcome);
    if (err != EP_OK)
        return err;
    err = change_it(cli, args, &outcome.item);
    if (err == EP_OK || err == EP_WRAP_WAITS)
        outcome.version = version_of(cli, outcome.item);
    return ep_outcome_end(cli, &outcome, err);
}

/* clang-format off */
#define FIELD(name_, value_, en_, nl_) {name_, value_, {en_, nl_}, false}
#define FIELDS                                                                                                         \
    FIELD("stand", "CODE", "all: aanvraag, loopt, gestopt", "alle: aanvraag, loopt, gestopt"),                         \
    FIELD("maand", "MAAND", "all: since which month", "alle: sinds welke maand"),                                      \
    FIELD("score", "1-5", "score: 1 to 5, or niet_beoordeeld", "score: 1 tot 5, of niet_beoordeeld"),                  \
    FIELD("streefscore", "1-5", "score: aimed for", "score: waar u naar streeft"),                                     \
    FIELD("versie", "CODE", "score: zrm2017, zrm2013, ouderschap, eigen", "score: zrm2017, zrm2013, ouderschap, eigen"), \
    FIELD("beoordeeld", "DATUM", "score: judged on", "score: beoordeeld op"),                                          \
    FIELD("getraind", "ja|nee", "score: was the assessor trained", "score: is de beoordelaar getraind"),               \
    FIELD("titel", "TEKST", "doel: title", "doel: titel"),                                                             \
    FIELD("eigen_woorden", "TEKST", "doel: in the family's own words", "doel: in eigen woorden van het gezin"),        \
    FIELD("horizon", "kort|lang", "doel: term", "doel: termijn"),                                                      \
    FIELD("streefdatum", "DATUM", "doel: by when", "doel: tegen wanneer"),                                             \
    FIELD("status", "CODE", "doel, actie, voorziening: how it stands", "doel, actie, voorziening: hoe het staat"),     \
    FIELD("omschrijving", "TEKST", "actie: what is done", "actie: wat er gebeurt"),                                    \
    FIELD("uitvoerder", "TEKST", "actie: by whom", "actie: door wie"),                                                 \
    FIELD("moment", "TEKST", "actie: at what times", "actie: op welke momenten"),                                      \
    FIELD("door", "CODE", "actie: professioneel, eigen_kracht, netwerk, drang, dwang", "actie: professioneel, eigen_kracht, netwerk, drang, dwang"), \
    FIELD("gereed", "DATUM", "actie: ready by", "actie: gereed voor"),                                                 \
    FIELD("blokkade", "TEKST", "actie: what blocks it", "actie: wat het tegenhoudt"),                                  \
    FIELD("doel", "ITEM", "actie, evaluatie: the goal it serves", "actie, evaluatie: het doel waar het bij hoort"),    \
    FIELD("vorm", "CODE", "afspraak: afspraak, mdo, huisbezoek, evaluatie, rondetafel; gezag: ouderlijk_gezamenlijk, ouderlijk_eenhoofdig, voogdij, voorlopige_voogdij, ots; vertegenwoordiging: curator, mentor, bewindvoerder, gemachtigde, partner, familie", "afspraak: afspraak, mdo, huisbezoek, evaluatie, rondetafel; gezag: ouderlijk_gezamenlijk, ouderlijk_eenhoofdig, voogdij, voorlopige_voogdij, ots; vertegenwoordiging: curator, mentor, bewindvoerder, gemachtigde, partner, familie"), \
    FIELD("wanneer", "TEKST", "afspraak: when", "afspraak: wanneer"),                                                  \
    FIELD("deelnemers", "TEKST", "afspraak: who", "afspraak: wie"),                                                    \
    FIELD("uitkomst", "TEKST", "afspraak: what came of it", "afspraak: wat eruit kwam"),                               \
    FIELD("gehouden", "DATUM", "evaluatie: held on", "evaluatie: gehouden op"),                                        \
    FIELD("volgende", "DATUM", "evaluatie: the next one", "evaluatie: de volgende"),                                   \
    FIELD("behaald", "0-10", "evaluatie: how far", "evaluatie: hoe ver"),                                              \
    FIELD("gezin_aanwezig", "ja|nee", "evaluatie: was the family there", "evaluatie: was het gezin erbij"),            \
    FIELD("reden", "TEKST", "evaluatie: why not", "evaluatie: waarom niet"),                                           \
    FIELD("naam", "TEKST", "voorziening, basis: name", "voorziening, basis: naam"),                                                  \
    FIELD("wet", "CODE", "voorziening: wmo, jeugdwet, pw, wgs, zvw, wlz, onderwijs, overig", "voorziening: wmo, jeugdwet, pw, wgs, zvw, wlz, onderwijs, overig"), \
    FIELD("vertrouwelijkheid", "CODE", "voorziening: of its case; see vertrouwelijkheid.ini", "voorziening: van de zaak; zie vertrouwelijkheid.ini"), \
    FIELD("aanbieder", "TEKST", "voorziening: by whom", "voorziening: door wie"),                                      \
    FIELD("omvang", "TEKST", "voorziening: how much", "voorziening: hoeveel"),                                         \
    FIELD("van", "DATUM", "voorziening, gezag, vertegenwoordiging, geheimhouding: from", "voorziening, gezag, vertegenwoordiging, geheimhouding: van"),                                                    \
    FIELD("tot", "DATUM", "voorziening, gezag, vertegenwoordiging, geheimhouding: last day", "voorziening, gezag, vertegenwoordiging, geheimhouding: laatste dag"),                                                   \
    FIELD("contact", "TEKST", "samenvatting: how to reach us", "samenvatting: hoe u ons bereikt"),                     \
    FIELD("wat", "TEKST", "samenvatting: what we do", "samenvatting: wat wij doen"),                                   \
    FIELD("tekst", "TEKST", "samenvatting, evaluatie, notitie: text", "samenvatting, evaluatie, notitie: tekst"),      \
    FIELD("aandacht", "TEKST", "samenvatting: points of attention", "samenvatting: aandachtspunten"),                  \
    FIELD("geboren", "DATUM", "basis: birth date", "basis: geboortedatum"),                                            \
    FIELD("houder", "TEKST", "gezag: who has it", "gezag: wie het heeft"),                                             \
    FIELD("wie", "TEKST", "vertegenwoordiging: who represents", "vertegenwoordiging: wie vertegenwoordigt"),           \
    FIELD("bron", "TEKST", "basis, gezag, vertegenwoordiging, geheimhouding: where you looked it up", "basis, gezag, vertegenwoordiging, geheimhouding: waar u het hebt opgezocht"), \
    FIELD("sinds", "DATUM", "niet-betrokken: since", "niet-betrokken: sinds"),                                         \
    FIELD("namens", "TEKST", "on behalf of an organisation without a node", "namens een organisatie zonder knooppunt"), \
    FIELD("woord", "TEKST", "on whose word, with --namens", "op wiens woord, bij --namens"),                            \
    FIELD("afgeschermd", "CODE", "samenvatting: an organisation that is not named, see afscherming.ini", "samenvatting: een organisatie die niet genoemd wordt, zie afscherming.ini"), \
    FIELD("niet-tonen-aan", "LID[,LID]", "members who never see it in what is drawn for them", "leden die het nooit zien in wat voor hen wordt gemaakt")

static const struct ep_option write_options[] = {
    FIELD("lid", "LID", "the member; without it the household as a whole", "het lid; zonder dit het huishouden als geheel"),
    FIELD("domein", "CODE[,CODE]", "the domain, see `domeinen`; plan unless named", "het domein, zie `domeinen`; plan als u er geen noemt"),
    FIELD("tot-niveau", "1-3", "write no higher level than this", "schrijf geen hoger niveau dan dit"),
    FIELDS
};
static const struct ep_option change_options[] = {
    FIELD("basis", "VERSIE", "the version your change is based on; the present one unless named", "de versie waarop uw wijziging berust; de huidige als u er geen noemt"),
    FIELDS
};
/* clang-format on */

const struct ep_command ep_cmd_write = {
    .name = "write",
    .positions = "<soort> <huishouden>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"write: score, doel, actie, afspraak, evaluatie, voorziening, samenvatting, notitie, niet-betrokken; "
                "for the own "
                "file basis, gezag, vertegenwoordiging, geheimhouding",
                "teken op: score, doel, actie, afspraak, evaluatie, voorziening, samenvatting, notitie, "
                "niet-betrokken; voor het "
                "eigen dossier basis, gezag, vertegenwoordiging, geheimhouding"},
    .options = write_options,
    .option_count = sizeof write_options / sizeof write_options[0],
    .run = write_,
};

const struct ep_command ep_cmd_change = {
    .name = "change",
    .positions = "<huishouden> <item>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"change an item of the own organisation", "wijzig een onderdeel van de eigen organisatie"},
    .options = change_options,
    .option_count = sizeof change_options / sizeof change_options[0],
    .run = change,
};
