#include "cli/paper.h"
#include "cli/pdf.h"
#include "cli/show.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PURPOSE "dossier"
#define TEXT_CAP 24577 /* the longest text of an opgave, and its NUL */

/* `dossier plan`: the plan as the page prints it for the whole family (web/src/afdruk.js), as PDF for the organisation's own
 * file. Short sentences; no scores, nothing of the dossier or about safety, nothing that is kept from anybody in the house. */
struct plan {
    struct ep_cli *cli;
    struct ep_show *show;
    struct ep_pdf *pdf;
    char *title, *value, *text; /* of the part that is being put together */
    size_t len;
};

static const struct ep_fact *fact_at(const struct plan *plan, size_t i)
{
    return &plan->show->input.facts[i];
}

/* May everybody in the house read it? */
static bool is_open(const struct plan *plan, const struct ep_fact *fact)
{
    return fact->domain != EP_DOMEIN_VEILIGHEID && fact->domain != EP_DOMEIN_DOSSIER &&
           fact->opgave.niet_tonen_aan.len == 0 && ep_show_level(plan->show, fact) > EP_LEVEL_NONE;
}

static bool is_shared(const struct plan *plan, const struct ep_fact *fact)
{
    return is_open(plan, fact) && fact->domain == EP_DOMEIN_PLAN;
}

static bool serves(const struct plan *plan, const struct ep_fact *fact, const struct ep_fact *doel)
{
    return fact->opgave.soort == EP_SOORT_ACTIE && is_open(plan, fact) &&
           ep_show_level(plan->show, fact) >= EP_LEVEL_INHOUD && ep_id_equal(fact->opgave.is.actie.doel, doel->item);
}

/* A sentence of the part. */
static void say(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct plan *plan, const char *format, ...)
{
    va_list args;
    size_t room = 2 * TEXT_CAP - plan->len;
    if (room > 2 && plan->len > 0) {
        plan->text[plan->len++] = ' ';
        room--;
    }
    va_start(args, format);
    int len = vsnprintf(plan->text + plan->len, room, format, args);
    va_end(args);
    plan->len += len > 0 && (size_t)len < room ? (size_t)len : 0;
    plan->text[plan->len] = 0;
}

static void put(struct plan *plan, enum ep_pdf_part part, const char *strong)
{
    if (plan->len > 0 || strong != NULL)
        ep_pdf_put(plan->pdf, part, strong, plan->text);
    plan->len = 0;
    plan->text[0] = 0;
}

/* "2027-01-24" as people write it; a month or a year as far as it goes. */
static const char *day_of(const struct ep_cli *cli, const char *date, char out[40])
{
    static const char *const months[][2] = {
        {"January", "januari"}, {"February", "februari"}, {"March", "maart"},
        {"April", "april"},     {"May", "mei"},           {"June", "juni"},
        {"July", "juli"},       {"August", "augustus"},   {"September", "september"},
        {"October", "oktober"}, {"November", "november"}, {"December", "december"}};
    int year = 0;
    int month = 0;
    int day = 0;
    int read = sscanf(date, "%4d-%2d-%2d", &year, &month, &day);
    if (read < 2 || month < 1 || month > 12)
        snprintf(out, 40, "%.30s", date);
    else if (read == 2)
        snprintf(out, 40, "%s %d", months[month - 1][cli->lang], year);
    else
        snprintf(out, 40, "%d %s %d", day, months[month - 1][cli->lang], year);
    return out;
}

/* A field as words; "" when it is absent or its level may not be seen. */
static const char *value_of(const struct plan *plan, const struct ep_fact *fact, const char *name)
{
    const struct ep_field *field = ep_field_by_name(ep_soort(fact->opgave.soort)->table, name);
    plan->value[0] = 0;
    if (field != NULL && field->level <= ep_show_level(plan->show, fact))
        ep_show_value(plan->show, field, fact, plan->value, TEXT_CAP);
    return plan->value;
}

/* A sentence that ends with a field, when there is one. */
static void say_field(struct plan *plan, const struct ep_fact *fact, const char *name, const char *lead)
{
    const char *value = value_of(plan, fact, name);
    if (*value != 0)
        say(plan, "%s %s.", lead, value);
}

static void say_day(struct plan *plan, const struct ep_fact *fact, const char *name, const char *lead)
{
    char day[40];
    const char *value = value_of(plan, fact, name);
    if (*value != 0)
        say(plan, "%s %s.", lead, day_of(plan->cli, value, day));
}

/* What it is called, or what may be said of it when no more may be seen. */
static const char *title_of(struct plan *plan, const struct ep_fact *fact)
{
    static const char *const names[] = {"titel", "omschrijving", "naam", "wanneer"};
    plan->title[0] = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && plan->title[0] == 0; i++)
        memcpy(plan->title, value_of(plan, fact, names[i]), TEXT_CAP);
    if (plan->title[0] == 0)
        snprintf(plan->title, TEXT_CAP, T(plan->cli, "Er is een %s", "There is a %s"),
                 ep_soort(fact->opgave.soort)->label);
    return plan->title;
}

static const char *whose(const struct plan *plan, const struct ep_fact *fact, char name[EP_SCREEN_BYTES])
{
    return ep_id_absent(fact->subject) ? T(plan->cli, "ons gezin", "our family")
                                       : ep_name_lid(plan->cli, fact->subject, name);
}

/* The organisation, or for whom it wrote. */
static const char *source_of(const struct plan *plan, const struct ep_fact *fact, char name[EP_SCREEN_BYTES])
{
    return fact->opgave.namens.len > 0 ? ep_screen(fact->opgave.namens, name, EP_SCREEN_BYTES)
                                       : ep_name_org(plan->cli, fact->org, name);
}

static void put_actie(struct plan *plan, const struct ep_fact *fact)
{
    const struct ep_cli *cli = plan->cli;
    char name[EP_SCREEN_BYTES];
    say(plan, "%s.", whose(plan, fact, name));
    if (*value_of(plan, fact, "uitvoerder") != 0)
        say(plan, T(cli, "Door %s.", "By %s."), plan->value);
    else
        say(plan, T(cli, "Door %s.", "By %s."), source_of(plan, fact, name));
    say_field(plan, fact, "moment", T(cli, "Wanneer:", "When:"));
    say_day(plan, fact, "gereed", T(cli, "Klaar op", "Ready on"));
    say_field(plan, fact, "status", T(cli, "Stand:", "State:"));
    put(plan, EP_PDF_POINT, title_of(plan, fact));
}

static void put_doel(struct plan *plan, const struct ep_fact *doel)
{
    const struct ep_cli *cli = plan->cli;
    char name[EP_SCREEN_BYTES];
    bool carried = false;
    ep_pdf_put(plan->pdf, EP_PDF_SUBHEAD, NULL, title_of(plan, doel));
    if (*value_of(plan, doel, "eigen_woorden") != 0)
        say(plan, "“%s”", plan->value);
    put(plan, EP_PDF_QUOTE, NULL);
    say(plan, T(cli, "Dit doel is van %s.", "This goal is of %s."), whose(plan, doel, name));
    say_day(plan, doel, "streefdatum", T(cli, "We kijken hoe het gaat op", "We see how it goes on"));
    say_field(plan, doel, "status", T(cli, "Stand:", "State:"));
    for (size_t i = 0; i < plan->show->input.fact_count && !carried; i++)
        carried = serves(plan, fact_at(plan, i), doel);
    if (carried)
        say(plan, "%s", T(cli, "Daarvoor doen we dit:", "For that we do this:"));
    put(plan, EP_PDF_TEXT, NULL);
    for (size_t i = 0; i < plan->show->input.fact_count; i++)
        if (serves(plan, fact_at(plan, i), doel))
            put_actie(plan, fact_at(plan, i));
}

static void put_doelen(struct plan *plan)
{
    bool any = false;
    ep_pdf_put(plan->pdf, EP_PDF_HEAD, NULL, T(plan->cli, "Wat willen we bereiken?", "What do we want to reach?"));
    for (size_t i = 0; i < plan->show->input.fact_count; i++) {
        const struct ep_fact *fact = fact_at(plan, i);
        if (fact->opgave.soort != EP_SOORT_DOEL || !is_shared(plan, fact))
            continue;
        put_doel(plan, fact);
        any = true;
    }
    if (!any)
        ep_pdf_put(plan->pdf, EP_PDF_TEXT, NULL,
                   T(plan->cli, "Er staat nog geen doel in.", "There is no goal in it yet."));
}

static bool serves_any(const struct plan *plan, const struct ep_fact *fact)
{
    for (size_t i = 0; i < plan->show->input.fact_count; i++)
        if (fact_at(plan, i)->opgave.soort == EP_SOORT_DOEL && is_shared(plan, fact_at(plan, i)) &&
            serves(plan, fact, fact_at(plan, i)))
            return true;
    return false;
}

static void put_acties(struct plan *plan)
{
    bool any = false;
    for (size_t i = 0; i < plan->show->input.fact_count; i++) {
        const struct ep_fact *fact = fact_at(plan, i);
        if (fact->opgave.soort != EP_SOORT_ACTIE || !is_shared(plan, fact) || serves_any(plan, fact))
            continue;
        if (!any)
            ep_pdf_put(plan->pdf, EP_PDF_HEAD, NULL, T(plan->cli, "Wat doen we nog meer?", "What else do we do?"));
        any = true;
        put_actie(plan, fact);
    }
}

static bool is_afspraak(const struct plan *plan, const struct ep_fact *fact)
{
    uint64_t soort = fact->opgave.soort;
    return (soort == EP_SOORT_AFSPRAAK || soort == EP_SOORT_VOORZIENING || soort == EP_SOORT_EVALUATIE) &&
           is_shared(plan, fact);
}

static void put_afspraak(struct plan *plan, const struct ep_fact *fact)
{
    const struct ep_cli *cli = plan->cli;
    bool evaluatie = fact->opgave.soort == EP_SOORT_EVALUATIE;
    char name[EP_SCREEN_BYTES];
    say(plan, "%s.", whose(plan, fact, name));
    say(plan, "%s.", source_of(plan, fact, name));
    say_day(plan, fact, evaluatie ? "volgende" : "van", evaluatie ? T(cli, "Op", "On") : T(cli, "Vanaf", "From"));
    put(plan, EP_PDF_POINT,
        evaluatie ? T(cli, "Samen kijken hoe het gaat", "Looking together how it goes") : title_of(plan, fact));
}

static void put_afspraken(struct plan *plan)
{
    bool any = false;
    for (size_t i = 0; i < plan->show->input.fact_count; i++) {
        if (!is_afspraak(plan, fact_at(plan, i)))
            continue;
        if (!any)
            ep_pdf_put(plan->pdf, EP_PDF_HEAD, NULL, T(plan->cli, "Afspraken en hulp", "Agreements and help"));
        any = true;
        put_afspraak(plan, fact_at(plan, i));
    }
}

/* The own organisation, and of the others those that something on this paper is of. */
static bool helps(const struct plan *plan, ep_id org)
{
    bool found = ep_id_equal(org, plan->cli->kluis->org);
    for (size_t i = 0; i < plan->show->input.fact_count && !found; i++) {
        const struct ep_fact *fact = fact_at(plan, i);
        found = ep_id_equal(fact->org, org) && (is_shared(plan, fact) || serves_any(plan, fact));
    }
    return found;
}

static void put_helpers(struct plan *plan)
{
    char name[EP_SCREEN_BYTES];
    ep_pdf_put(plan->pdf, EP_PDF_HEAD, NULL, T(plan->cli, "Wie helpen mee?", "Who helps?"));
    for (size_t i = 0; i < plan->show->columns.count; i++)
        if (helps(plan, plan->show->columns.org[i]))
            ep_pdf_put(plan->pdf, EP_PDF_POINT, ep_name_org(plan->cli, plan->show->columns.org[i], name), "");
}

static void say_regisseur(struct plan *plan)
{
    const struct ep_cli *cli = plan->cli;
    struct ep_regisseur regie = ep_show_regisseur(cli);
    char name[EP_SCREEN_BYTES];
    char other[EP_SCREEN_BYTES];
    if (regie.accept == NULL)
        return;
    ep_name_user(cli, regie.proposal->body.regie.to_user, name);
    ep_name_org(cli, regie.proposal->body.regie.to_org, other);
    say(plan, T(cli, "%s van %s houdt het overzicht.", "%s of %s keeps the overview."), name, other);
    ep_screen(regie.accept->body.regie.telefoon, other, sizeof other);
    if (other[0] != 0)
        say(plan, T(cli, "Bij vragen belt u %s: %s.", "Call %s with questions: %s."), name, other);
    else
        say(plan, T(cli, "Bij vragen belt u %s.", "Call %s with questions."), name);
}

static void put_top(struct plan *plan)
{
    const struct ep_cli *cli = plan->cli;
    const struct ep_leden *leden = &plan->show->input.grants->leden;
    char name[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    char day[40];
    ep_pdf_put(plan->pdf, EP_PDF_TITLE, NULL, T(cli, "Ons plan", "Our plan"));
    say(plan, T(cli, "Gemaakt door %s op %s.", "Made by %s on %s."), ep_name_org(cli, cli->kluis->org, name),
        day_of(cli, ep_show_date(plan->show->now_s / 3600, date), day));
    say_regisseur(plan);
    put(plan, EP_PDF_TEXT, NULL);
    for (size_t n = 0; n < leden->count; n++) {
        const char *lead = n == 0 ? T(cli, "Dit plan is voor ", "This plan is for ") : "";
        const char *after = n + 1 == leden->count ? "." : n + 2 == leden->count ? T(cli, " en", " and") : ",";
        say(plan, "%s%s%s", lead, ep_name_lid(cli, leden->id[n], name), after);
    }
    put(plan, EP_PDF_TEXT, NULL);
}

static void draw(struct plan *plan)
{
    put_top(plan);
    put_doelen(plan);
    put_acties(plan);
    put_afspraken(plan);
    put_helpers(plan);
    ep_pdf_put(
        plan->pdf, EP_PDF_TEXT, NULL,
        T(plan->cli,
          "Klopt er iets niet? Zeg het ons, dan passen wij het aan. U mag altijd vragen wie uw gegevens ziet en wie "
          "ze heeft gezien. U mag ook vragen om te stoppen met delen.",
          "Is something wrong? Tell us and we will correct it. You may always ask who sees your data and who has "
          "seen it. You may also ask to stop sharing."));
}

static ep_err draw_to(struct plan *plan, FILE *out)
{
    ep_err err = ep_pdf_open(&plan->pdf, out, T(plan->cli, "Ons plan", "Our plan"));
    if (err != EP_OK)
        return err;
    draw(plan);
    return ep_pdf_close(plan->pdf);
}

static ep_err draw_file(struct plan *plan, const char *path)
{
    FILE *out;
    ep_err err = ep_paper_file(plan->cli, path, &out);
    if (err != EP_OK)
        return err;
    err = draw_to(plan, out);
    if (fclose(out) != 0 && err == EP_OK)
        err = EP_FILE;
    return err == EP_FILE ? ep_cli_fault(plan->cli, err, path) : err;
}

static void drop(char *text, size_t cap)
{
    if (text != NULL)
        ep_wipe(text, cap);
    free(text);
}

static ep_err plan_it(struct ep_cli *cli, const struct ep_args *args)
{
    const char *path = ep_arg(args, "pdf");
    if (path == NULL && isatty(fileno(cli->out)) == 1)
        return ep_cli_fault(cli, EP_FIELD_INVALID, "pdf"); /* a PDF is nothing for a terminal */
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err != EP_OK)
        return err;
    struct plan plan = {.cli = cli,
                        .show = ep_show_open(cli, PURPOSE),
                        .title = calloc(1, TEXT_CAP),
                        .value = calloc(1, TEXT_CAP),
                        .text = calloc(2, TEXT_CAP)};
    bool room = plan.show != NULL && plan.title != NULL && plan.value != NULL && plan.text != NULL;
    err = !room ? EP_NO_MEMORY : path != NULL ? draw_file(&plan, path) : draw_to(&plan, cli->out);
    ep_show_close(plan.show);
    drop(plan.title, TEXT_CAP);
    drop(plan.value, TEXT_CAP);
    drop(plan.text, 2 * TEXT_CAP);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"pdf", "BESTAND", {"the file to write; otherwise standard output", "het bestand om te schrijven; anders de standaarduitvoer"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_dossier_plan = {
    .name = "dossier plan",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary =
        {"the plan as a family reads it, as PDF for the own file; that it was taken is on record",
         "het plan zoals een gezin het leest, als PDF voor het eigen dossier; dat het is gepakt, wordt vastgelegd"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = plan_it,
};
