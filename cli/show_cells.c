#include "cli/als.h"
#include "cli/sheet.h"

#include <string.h>

#define DETAIL_WIDTH 38 /* code points; the whole stands in the lists below the rows, and in --json */
#define ROW_COLUMNS 7

/* Names and notes are no row: a name stands in the heading, a note under "Eigen dossier". */
static bool is_row(uint64_t domain)
{
    return domain != EP_DOMEIN_PERSOON && domain != EP_DOMEIN_DOSSIER;
}

static void join(char *out, size_t cap, const char *piece)
{
    size_t len = strlen(out);
    snprintf(out + len, cap - len, "%s%s", len == 0 ? "" : "; ", piece);
}

static void score_words(const struct ep_show *show, const struct ep_fact *fact, char *out, size_t cap)
{
    struct ep_table table = ep_soort(EP_SOORT_SCORE)->table;
    char score[32];
    char versie[32];
    ep_show_value(show, ep_field_by_name(table, "score"), fact, score, sizeof score);
    ep_show_value(show, ep_field_by_name(table, "versie"), fact, versie, sizeof versie);
    snprintf(out, cap, "score %s (%s)", score, versie);
    if (fact->opgave.is.score.streefscore != 0)
        snprintf(out, cap, T(show->cli, "score %s, streef %u (%s)", "score %s, target %u (%s)"), score,
                 (unsigned)fact->opgave.is.score.streefscore, versie);
}

static void one_detail(const struct ep_show *show, const struct ep_fact *fact, char *out, size_t cap)
{
    const struct ep_soort_row *soort = ep_soort(fact->opgave.soort);
    uint64_t level = ep_show_level(show, fact);
    char text[EP_SCREEN_BYTES] = "";
    if (fact->opgave.soort == EP_SOORT_SCORE && level == EP_LEVEL_INHOUD) {
        score_words(show, fact, out, cap);
        return;
    }
    for (size_t i = 0; i < soort->table.count && text[0] == 0; i++)
        if (soort->table.fields[i].type == EP_TYPE_TEXT && soort->table.fields[i].level <= level)
            ep_show_value(show, &soort->table.fields[i], fact, text, sizeof text);
    if (level == EP_LEVEL_DAT && fact->opgave.soort != EP_SOORT_NIET_BETROKKEN && text[0] == 0)
        ep_show_dat(show, fact, out, cap);
    else
        snprintf(out, cap, "%s%s%s", soort->label, text[0] == 0 ? "" : " ", text);
}

static void details(const struct ep_show *show, const struct ep_cell *cell, char *out, size_t cap)
{
    static const char *const plural[EP_SOORT_END] = {[EP_SOORT_DOEL] = "doelen",
                                                     [EP_SOORT_ACTIE] = "acties",
                                                     [EP_SOORT_AFSPRAAK] = "afspraken",
                                                     [EP_SOORT_EVALUATIE] = "evaluaties",
                                                     [EP_SOORT_VOORZIENING] = "voorzieningen",
                                                     [EP_SOORT_SAMENVATTING] = "samenvattingen",
                                                     [EP_SOORT_SCORE] = "scores",
                                                     [EP_SOORT_NIET_BETROKKEN] = "keer niet betrokken"};
    char piece[2 * EP_SCREEN_BYTES];
    out[0] = 0;
    for (uint64_t soort = EP_SOORT_SCORE; soort < EP_SOORT_END; soort++) {
        const struct ep_fact *last = NULL;
        size_t count = 0;
        for (size_t i = 0; i < show->input.fact_count; i++) {
            const struct ep_fact *fact = &show->input.facts[i];
            if (fact->opgave.soort == soort && ep_show_in_cell(show, cell, fact)) {
                last = fact;
                count++;
            }
        }
        if (count == 0 || plural[soort] == NULL)
            continue;
        if (count == 1)
            one_detail(show, last, piece, sizeof piece);
        else
            snprintf(piece, sizeof piece, "%zu %s", count, plural[soort]);
        join(out, cap, piece);
    }
    ep_text_cut(out, cap, DETAIL_WIDTH);
}

static void age_words(const struct ep_show *show, const struct ep_cell *cell, char *out, size_t cap)
{
    const struct ep_cli *cli = show->cli;
    char age[64];
    char contact[96];
    out[0] = 0;
    if (cell->newest != NULL && ep_show_is_open(cell)) {
        ep_show_age(show, cell->tijd, "oud", "old", age, sizeof age);
        join(out, cap, age);
    }
    if (!ep_show_is_open(cell) || ep_id_equal(cell->org, show->input.own_org))
        return;
    ep_show_age(show, cell->contact * 3600, "geleden", "ago", age, sizeof age);
    if (cell->contact == 0)
        snprintf(contact, sizeof contact, "%s", T(cli, "nog geen contact", "no contact yet"));
    else
        snprintf(contact, sizeof contact, T(cli, "contact %s", "contact %s"), age);
    join(out, cap, contact);
}

static enum ep_tone tone_of(const struct ep_cell *cell)
{
    switch (cell->state) {
    case EP_STATE_GEEN_ANTWOORD:
    case EP_STATE_WACHT_OP:
    case EP_STATE_VEROUDERD:
        return EP_TONE_WARN;
    case EP_STATE_ONBEKEND:
    case EP_STATE_BEEINDIGD:
    case EP_STATE_NIET_UITGEVRAAGD:
        return EP_TONE_DULL;
    case EP_STATE_INHOUD:
    case EP_STATE_NIET_BETROKKEN:
    case EP_STATE_NAMENS:
        break;
    }
    return EP_TONE_PLAIN;
}

static const char *or_dash(const char *text)
{
    return text[0] == 0 ? "–" : text;
}

static ep_err add_row(const struct ep_show *show, struct ep_sheet *sheet, const struct ep_cell *cell)
{
    char domein[EP_SCREEN_BYTES];
    char org[EP_SCREEN_BYTES];
    char state[EP_PHRASE_BYTES];
    char level[8] = "";
    char detail[EP_PHRASE_BYTES];
    char age[160];
    char grondslag[EP_PHRASE_BYTES];
    uint64_t seen = ep_show_is_open(cell) ? ep_show_cell_level(show, cell) : 0;
    if (seen > 0)
        snprintf(level, sizeof level, "%u", (unsigned)seen);
    details(show, cell, detail, sizeof detail);
    age_words(show, cell, age, sizeof age);
    ep_show_state(show, cell, state);
    ep_show_grondslag(show, cell, grondslag);
    ep_show_domein(show->cli, cell->domain, domein);
    ep_name_org(show->cli, cell->org, org);
    const char *const texts[ROW_COLUMNS] = {domein,          org,          state,    or_dash(level),
                                            or_dash(detail), or_dash(age), grondslag};
    ep_err err = ep_sheet_add(sheet, tone_of(cell), texts);
    ep_wipe(detail, sizeof detail);
    return err;
}

static ep_err add_head(const struct ep_show *show, struct ep_sheet *sheet)
{
    static const char *const heads[2][ROW_COLUMNS] = {
        {"domain", "organisation", "state", "lvl", "details", "age", "grondslag"},
        {"domein", "organisatie", "stand", "niv", "onderdelen", "leeftijd", "grondslag"}};
    return ep_sheet_add(sheet, EP_TONE_HEAD, heads[show->cli->lang]);
}

/* Nothing asked by us, nothing shared by a peer: the state of a cell that needs no line of its own. */
static bool is_dull(const struct ep_show *show, const struct ep_cell *cell)
{
    bool own = ep_id_equal(cell->org, show->input.own_org);
    return cell->state == (own ? EP_STATE_NIET_UITGEVRAAGD : EP_STATE_ONBEKEND);
}

/* Every cell without a line is named here with its state, so that none is blank. */
static void print_dull(const struct ep_show *show, bool all)
{
    const struct ep_cli *cli = show->cli;
    char org[EP_SCREEN_BYTES];
    fprintf(cli->out, "  %s%s: ", ep_tone_begin(EP_TONE_DULL, cli->colour),
            all ? T(cli, "in alle domeinen", "in all domains")
                : T(cli, "in wat hierboven niet staat", "in what is not above"));
    fprintf(cli->out, "%s %s", ep_name_org(cli, show->columns.org[0], org), T(cli, "niet uitgevraagd", "not asked"));
    for (size_t i = 1; i < show->columns.count; i++)
        fprintf(cli->out, "%s %s", i == 1 ? ";" : ",", ep_name_org(cli, show->columns.org[i], org));
    if (show->columns.count > 1)
        fprintf(cli->out, " %s", T(cli, "onbekend: geen deling", "unknown: not shared"));
    fprintf(cli->out, "%s\n", ep_tone_end(EP_TONE_DULL, cli->colour));
}

static ep_err print_rows(struct ep_show *show, ep_id subject)
{
    struct ep_sheet sheet = {.columns = ROW_COLUMNS};
    ep_err err = add_head(show, &sheet);
    for (uint64_t domain = 1; err == EP_OK && domain < EP_DOMEIN_END; domain++) {
        if (is_row(domain))
            err = ep_show_cells(show, subject, domain);
        for (size_t i = 0; err == EP_OK && is_row(domain) && i < show->count; i++)
            if (!is_dull(show, &show->cells[i]))
                err = add_row(show, &sheet, &show->cells[i]);
    }
    if (err == EP_OK && sheet.count > 1)
        ep_sheet_print(&sheet, show->cli->out, show->cli->colour);
    if (err == EP_OK)
        print_dull(show, sheet.count == 1);
    ep_sheet_wipe(&sheet);
    return err;
}

/* Rol, age and the rest of what is known of a person, as far as it may be seen. */
static void print_person(const struct ep_show *show, const struct ep_fact *fact)
{
    FILE *out = show->cli->out;
    struct ep_table table = ep_soort(EP_SOORT_PERSOON)->table;
    char value[1024];
    for (size_t i = 0; i < table.count; i++) {
        const struct ep_field *field = &table.fields[i];
        const char *name = ep_field_name(field);
        if (strcmp(name, "aanduiding") == 0 || field->level > ep_show_level(show, fact))
            continue;
        ep_show_value(show, field, fact, value, sizeof value);
        if (value[0] != 0 && strcmp(value, "onbekend") != 0)
            fprintf(out, ", %s%s%s", strcmp(name, "rol") == 0 ? "" : name, strcmp(name, "rol") == 0 ? "" : " ", value);
    }
    if (!ep_id_equal(fact->org, show->input.own_org))
        fprintf(out, T(show->cli, ", volgens %s", ", says %s"), ep_name_org(show->cli, fact->org, value));
    ep_wipe(value, sizeof value);
}

static void print_heading(const struct ep_show *show, ep_id subject)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_fact *person = ep_show_fact(show, EP_SOORT_PERSOON, subject);
    char name[EP_SCREEN_BYTES];
    char item[9];
    fprintf(cli->out, "\n%s", ep_tone_begin(EP_TONE_HEAD, cli->colour));
    if (ep_id_absent(subject))
        fprintf(cli->out, "%s", T(cli, "Huishouden als geheel", "Household as a whole"));
    else if (ep_show_person(show, subject).len > 0)
        fprintf(cli->out, "%s", ep_screen(ep_show_person(show, subject), name, sizeof name));
    else
        fprintf(cli->out, T(cli, "lid %s", "member %s"), ep_show_short(subject, item));
    fprintf(cli->out, "%s", ep_tone_end(EP_TONE_HEAD, cli->colour));
    if (person != NULL) {
        print_person(show, person);
        fprintf(cli->out, T(cli, "  (lid %s", "  (member %s"), ep_show_short(subject, item));
        fprintf(cli->out, ", persoon %s v%llu)", ep_show_short(person->item, item),
                (unsigned long long)person->version);
    }
    fputc('\n', cli->out);
}

/* Who died or left has no row; whoever shared in him reads that, and not only that he is not there any more. */
static void print_gone(const struct ep_show *show)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_statement *st = NULL;
    struct ep_statement last;
    char name[EP_SCREEN_BYTES];
    char date[EP_SCREEN_BYTES];
    for (size_t at = 0; (st = ep_show_next(cli, EP_LID, &at)) != NULL;) {
        if (!cli->world.find(cli->world.ctx, EP_LID, st->id, 0, &last) || last.version != st->version ||
            last.body.lid.present)
            continue;
        const struct ep_fact *person = ep_show_fact(show, EP_SOORT_PERSOON, st->id);
        ep_bytes death = person != NULL ? person->opgave.is.persoon.overleden : (ep_bytes){NULL, 0};
        if (death.len > 0)
            fprintf(
                cli->out,
                T(cli, "\n%s is overleden op %s; het delen is gestopt.\n", "\n%s died on %s; sharing has stopped.\n"),
                ep_name_lid(cli, st->id, name), ep_screen(death, date, sizeof date));
        else
            fprintf(cli->out,
                    T(cli, "\n%s hoort niet meer bij dit huishouden; het delen is gestopt.\n",
                      "\n%s is no longer in this household; sharing has stopped.\n"),
                    ep_name_lid(cli, st->id, name));
    }
}

ep_err ep_show_print_rows(struct ep_show *show)
{
    const struct ep_leden *leden = ep_show_leden(show);
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < leden->count; i++) {
        print_heading(show, leden->id[i]);
        err = print_rows(show, leden->id[i]);
    }
    if (err != EP_OK)
        return err;
    if (show->als == NULL)
        print_gone(show);
    print_heading(show, (ep_id){{0}});
    err = print_rows(show, (ep_id){{0}});
    if (err == EP_OK)
        fprintf(
            show->cli->out, "\n%s\n",
            T(show->cli, "andere organisaties — onbekend: geen deling", "other organisations — unknown: not shared"));
    return err;
}
