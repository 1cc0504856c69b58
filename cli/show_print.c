#include "cli/als.h"
#include "cli/huishoudens.h"
#include "cli/sheet.h"

#include <stdlib.h>
#include <string.h>

/* What a soort is called by, and whose own words go before it. What is not named here follows field by field. */
static const struct {
    const char *title, *quote;
} heads[EP_SOORT_END] = {
    [EP_SOORT_DOEL] = {"titel", "eigen_woorden"}, [EP_SOORT_ACTIE] = {"omschrijving", NULL},
    [EP_SOORT_AFSPRAAK] = {"wanneer", NULL},      [EP_SOORT_EVALUATIE] = {"gehouden", NULL},
    [EP_SOORT_VOORZIENING] = {"naam", NULL},      [EP_SOORT_SAMENVATTING] = {"wat", NULL},
    [EP_SOORT_NOTITIE] = {"tekst", NULL},         [EP_SOORT_BEWIJS] = {"grondslag", NULL},
};

#define BIT(soort) (1u << (soort))
static const struct {
    unsigned soorten;
    const char *head[2];
    bool always; /* also when there is nothing, which is then said */
} sections[] = {
    {BIT(EP_SOORT_DOEL), {"Goals", "Doelen"}, true},
    {BIT(EP_SOORT_ACTIE), {"Actions", "Acties"}, true},
    {BIT(EP_SOORT_AFSPRAAK) | BIT(EP_SOORT_EVALUATIE) | BIT(EP_SOORT_VOORZIENING) | BIT(EP_SOORT_SAMENVATTING),
     {"Agreements and evaluations", "Afspraken en evaluaties"},
     false},
    {BIT(EP_SOORT_SCORE) | BIT(EP_SOORT_NIET_BETROKKEN),
     {"Scores and not involved", "Scores en niet betrokken"},
     false},
    {EP_SHOW_DOSSIER, {"Own dossier", "Eigen dossier"}, false},
};

/* A field by name, "" when this soort has none, it is absent, or its level may not be seen. */
static const char *value_of(const struct ep_show *show, const struct ep_fact *fact, const char *name, char *out,
                            size_t cap)
{
    const struct ep_field *field = name == NULL ? NULL : ep_field_by_name(ep_soort(fact->opgave.soort)->table, name);
    out[0] = 0;
    if (field != NULL && field->level <= ep_show_level(show, fact))
        ep_show_value(show, field, fact, out, cap);
    return out;
}

#define TEXT_CAP 24577 /* the longest text of an opgave, a samenvatting, and its NUL */

static void print_title(const struct ep_show *show, const struct ep_fact *fact, bool label, char *text)
{
    FILE *out = show->cli->out;
    uint64_t soort = fact->opgave.soort;
    bool dat = ep_show_level(show, fact) == EP_LEVEL_DAT && soort != EP_SOORT_NIET_BETROKKEN;
    if (label)
        fprintf(out, "%s ", ep_soort(soort)->label);
    if (*value_of(show, fact, heads[soort].quote, text, TEXT_CAP) != 0)
        fprintf(out, "“%s” — ", text);
    if (*value_of(show, fact, heads[soort].title, text, TEXT_CAP) != 0)
        fprintf(out, "%s", text);
    else if (dat) {
        ep_show_dat(show, fact, text, TEXT_CAP);
        fprintf(out, "%s", text);
    } else if (!label)
        fprintf(out, "%s", ep_soort(soort)->label);
    if (*value_of(show, fact, "status", text, TEXT_CAP) != 0)
        fprintf(out, " · %s", text);
}

/* Who works with the item must know that it is not for everyone in the household. */
static void print_kept(const struct ep_show *show, ep_bytes leden)
{
    char name[EP_SCREEN_BYTES];
    for (size_t n = 0; n < leden.len / EP_ID_BYTES; n++)
        fprintf(show->cli->out, "%s%s", n == 0 ? T(show->cli, " · NIET TONEN AAN ", " · DO NOT SHOW TO ") : ", ",
                ep_name_lid(show->cli, ep_niet_tonen_lid(leden, n), name));
}

static void print_source(const struct ep_show *show, const struct ep_fact *fact)
{
    const struct ep_cli *cli = show->cli;
    char name[EP_SCREEN_BYTES];
    char age[64];
    fprintf(cli->out, " · %s", ep_name_lid(cli, fact->subject, name));
    fprintf(cli->out, " · %s", ep_show_domein(cli, fact->domain, name));
    fprintf(cli->out, " · %s", ep_name_org(cli, fact->org, name));
    if (fact->opgave.namens.len > 0) {
        fprintf(cli->out, T(cli, " namens %s", " for %s"), ep_screen(fact->opgave.namens, name, sizeof name));
        if (ep_opgave_afgeschermd(&fact->opgave))
            fprintf(cli->out, "%s", T(cli, "; via regisseur", "; through the regisseur"));
        else if (ep_show_woord(show, fact).len > 0)
            fprintf(cli->out, T(cli, " op gezag van %s", " on the word of %s"),
                    ep_screen(ep_show_woord(show, fact), name, sizeof name));
    }
    print_kept(show, fact->opgave.niet_tonen_aan);
    ep_show_age(show, fact->opgave.tijd, "oud", "old", age, sizeof age);
    fprintf(cli->out, " · %s\n", age);
}

/* Every other field that may be seen, so that nothing which was shared is lost on the way to the screen. */
static void print_rest(const struct ep_show *show, const struct ep_fact *fact, char *text)
{
    FILE *out = show->cli->out;
    struct ep_table table = ep_soort(fact->opgave.soort)->table;
    uint64_t level = ep_show_level(show, fact);
    bool any = false;
    for (size_t i = 0; i < table.count; i++) {
        const char *name = ep_field_name(&table.fields[i]);
        const char *title = heads[fact->opgave.soort].title;
        const char *quote = heads[fact->opgave.soort].quote;
        bool shown = (title != NULL && strcmp(name, title) == 0) || (quote != NULL && strcmp(name, quote) == 0) ||
                     strcmp(name, "status") == 0;
        /* At level 1 the line itself already says these two. */
        bool said = level == EP_LEVEL_DAT && (strcmp(name, "stand") == 0 || strcmp(name, "maand") == 0);
        if (shown || said || table.fields[i].level > level ||
            *ep_show_value(show, &table.fields[i], fact, text, TEXT_CAP) == 0)
            continue;
        fprintf(out, "%s", any ? " · " : "                 ");
        for (; *name != 0; name++)
            fputc(*name == '_' ? ' ' : *name, out);
        fprintf(out, " %s", text);
        any = true;
    }
    if (any)
        fputc('\n', out);
}

static void print_item(const struct ep_show *show, const struct ep_fact *fact, bool label, char *text)
{
    char id[9];
    fprintf(show->cli->out, "  %s v%-3llu  ", ep_show_short(fact->item, id), (unsigned long long)fact->version);
    print_title(show, fact, label, text);
    print_source(show, fact);
    print_rest(show, fact, text);
    char day[EP_DATE_TEXT_BYTES];
    if (*ep_show_bewaren(show, fact, day) != 0)
        fprintf(show->cli->out, "                 %s %s\n", T(show->cli, "bewaren tot", "keep until"), day);
}

static void print_section(const struct ep_show *show, size_t n, char *text)
{
    const struct ep_cli *cli = show->cli;
    unsigned soorten = sections[n].soorten;
    bool label = (soorten & (soorten - 1)) != 0; /* more than one soort */
    bool any = false;
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        if ((soorten & BIT(fact->opgave.soort)) == 0 || ep_show_level(show, fact) == 0)
            continue;
        if (!any)
            ep_show_head(cli, sections[n].head[cli->lang]);
        any = true;
        print_item(show, fact, label, text);
    }
    if (any || !sections[n].always)
        return;
    ep_show_head(cli, sections[n].head[cli->lang]);
    fprintf(cli->out, "  %s\n", T(cli, "niets dat u kunt zien", "nothing that you can see"));
}

ep_err ep_show_print_item(const struct ep_show *show, const struct ep_fact *fact)
{
    char *text = malloc(TEXT_CAP);
    if (text == NULL)
        return EP_NO_MEMORY;
    print_item(show, fact, true, text);
    ep_wipe(text, TEXT_CAP);
    free(text);
    return EP_OK;
}

ep_err ep_show_print_items(const struct ep_show *show)
{
    char *text = malloc(TEXT_CAP);
    if (text == NULL)
        return EP_NO_MEMORY;
    for (size_t n = 0; n < sizeof sections / sizeof sections[0]; n++)
        print_section(show, n, text);
    ep_wipe(text, TEXT_CAP);
    free(text);
    return EP_OK;
}

static void print_regisseur(const struct ep_show *show)
{
    const struct ep_cli *cli = show->cli;
    struct ep_regisseur regie = ep_show_regisseur(show->cli);
    char user[EP_SCREEN_BYTES];
    char org[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    if (regie.proposal == NULL) {
        bool told = ep_household_of(cli, show->input.huishouden).own; /* others hear only of what somebody tells them */
        fprintf(cli->out, "%s\n",
                told
                    ? T(cli, "Regisseur: niemand benoemd", "Regisseur: nobody appointed")
                    : T(cli, "Regisseur: niet bekend bij uw organisatie", "Regisseur: not known to your organisation"));
        return;
    }
    const char *stand = regie.accept != NULL ? T(cli, "aanvaard", "accepted") : T(cli, "voorgesteld", "proposed");
    uint64_t hour = ep_show_regie_since(regie);
    fprintf(cli->out, "Regisseur: %s, %s, %s %s", ep_name_user(cli, regie.proposal->body.regie.to_user, user),
            ep_name_org(cli, regie.proposal->body.regie.to_org, org), stand, ep_show_date(hour, date));
    if (regie.accept != NULL && regie.accept->body.regie.telefoon.len > 0)
        fprintf(cli->out, T(cli, ", telefoon %s", ", telephone %s"),
                ep_screen(regie.accept->body.regie.telefoon, user, sizeof user));
    fputc('\n', cli->out);
}

static void print_top(const struct ep_show *show)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_fact *naam = ep_show_fact(show, EP_SOORT_NAAM, (ep_id){{0}});
    char name[EP_SCREEN_BYTES];
    char org[EP_SCREEN_BYTES];
    char team[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    char hex[9];
    fprintf(cli->out, "%s", ep_tone_begin(EP_TONE_HEAD, cli->colour));
    fprintf(cli->out, T(cli, "Huishouden %s", "Household %s"),
            naam != NULL ? ep_screen(naam->opgave.is.naam.roepnaam, name, sizeof name)
                         : T(cli, "(naam niet gedeeld)", "(name not shared)"));
    fprintf(cli->out, "%s  (%s)\n", ep_tone_end(EP_TONE_HEAD, cli->colour), ep_show_short(show->input.huishouden, hex));
    fprintf(cli->out,
            T(cli, "Gezien door %s, %s, team %s, op %s, voor %s\n", "Seen by %s, %s, team %s, on %s, for %s\n"),
            ep_name_user(cli, cli->kluis->id, name), ep_name_org(cli, show->input.own_org, org),
            ep_name_team(cli, show->input.team, team), ep_show_date(show->now_s / 3600, date), show->purpose);
    if (show->als != NULL)
        fprintf(cli->out, T(cli, "Zoals %s het mag zien\n", "As %s may see it\n"),
                ep_name_lid(cli, ep_show_leden(show)->id[0], name));
    print_regisseur(show);
}

ep_err ep_show_print(struct ep_show *show)
{
    print_top(show);
    ep_err err = ep_show_print_rows(show);
    if (err == EP_OK)
        err = ep_show_print_items(show);
    if (err != EP_OK)
        return err;
    if (show->als == NULL) /* that is the work of professionals with each other */
        ep_show_print_asked(show);
    return ferror(show->cli->out) ? EP_FILE : EP_OK;
}
