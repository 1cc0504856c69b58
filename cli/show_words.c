#include "cli/als.h"
#include "cli/gever.h"
#include "cli/sheet.h"
#include "proto/bewaren.h"

#include <string.h>

const char *ep_show_date(uint64_t hour, char out[EP_DATE_TEXT_BYTES])
{
    ep_date_text(out, ep_day_of_hour(hour));
    return out;
}

const char *ep_show_last_day(uint64_t until, char out[EP_DATE_TEXT_BYTES])
{
    return ep_show_date(until == 0 ? 0 : until - 1, out);
}

const char *ep_show_short(ep_id id, char out[9])
{
    ep_hex(out, (ep_bytes){id.b, 4});
    return out;
}

void ep_show_age(const struct ep_show *show, uint64_t then_s, const char *nl, const char *en, char *out, size_t cap)
{
    const struct ep_cli *cli = show->cli;
    int32_t days = ep_day_of_hour(show->now_s / 3600) - ep_day_of_hour(then_s / 3600);
    if (days <= 0)
        snprintf(out, cap, "%s", T(cli, "vandaag", "today"));
    else if (days == 1)
        snprintf(out, cap, "1 %s%s%s", T(cli, "dag", "day"), *nl == 0 ? "" : " ", T(cli, nl, en));
    else
        snprintf(out, cap, "%d %s%s%s", (int)days, T(cli, "dagen", "days"), *nl == 0 ? "" : " ", T(cli, nl, en));
}

static void state_namens(const struct ep_show *show, const struct ep_cell *cell, char out[EP_PHRASE_BYTES])
{
    const struct ep_cli *cli = show->cli;
    const struct ep_fact *fact = cell->newest;
    char who[EP_SCREEN_BYTES];
    char user[EP_SCREEN_BYTES];
    char org[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    ep_bytes woord = ep_show_woord(show, fact);
    if (ep_opgave_afgeschermd(&fact->opgave)) {
        snprintf(out, EP_PHRASE_BYTES, T(cli, "%s; via regisseur", "%s; through the regisseur"),
                 ep_screen(cell->namens, who, sizeof who));
        return;
    }
    int len = snprintf(out, EP_PHRASE_BYTES,
                       T(cli, "namens %s, opgetekend door %s, %s, op %s", "for %s, written down by %s, %s, on %s"),
                       ep_screen(cell->namens, who, sizeof who), ep_name_user(cli, fact->author, user),
                       ep_name_org(cli, fact->org, org), ep_show_date(fact->opgave.tijd / 3600, date));
    if (woord.len > 0)
        snprintf(out + len, EP_PHRASE_BYTES - (size_t)len, T(cli, ", op gezag van %s", ", on the word of %s"),
                 ep_screen(woord, who, sizeof who));
}

static const char *level_word(const struct ep_cli *cli, uint64_t level)
{
    return level >= EP_LEVEL_INHOUD ? T(cli, "inhoud", "content")
           : level == EP_LEVEL_WAT  ? T(cli, "wat", "what")
                                    : T(cli, "dat", "that");
}

void ep_show_state(const struct ep_show *show, const struct ep_cell *cell, char out[EP_PHRASE_BYTES])
{
    const struct ep_cli *cli = show->cli;
    char name[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    bool withdrawn = cell->grant != NULL && cell->grant->withdrawn != 0;
    switch (cell->state) {
    case EP_STATE_INHOUD:
        snprintf(out, EP_PHRASE_BYTES, "%s", level_word(cli, ep_show_cell_level(show, cell)));
        break;
    case EP_STATE_NIET_BETROKKEN:
        snprintf(out, EP_PHRASE_BYTES, "%s", T(cli, "niet betrokken", "not involved"));
        break;
    case EP_STATE_ONBEKEND:
        snprintf(out, EP_PHRASE_BYTES, "%s", T(cli, "onbekend: geen deling", "unknown: not shared"));
        break;
    case EP_STATE_BEEINDIGD:
        snprintf(out, EP_PHRASE_BYTES, T(cli, "deling beëindigd op %s", "sharing ended on %s"),
                 withdrawn ? ep_show_date(cell->since, date) : ep_show_last_day(cell->since, date));
        break;
    case EP_STATE_GEEN_ANTWOORD:
        snprintf(out, EP_PHRASE_BYTES, T(cli, "geen antwoord sinds %s", "no answer since %s"),
                 ep_show_date(cell->since, date));
        break;
    case EP_STATE_WACHT_OP:
        snprintf(out, EP_PHRASE_BYTES, T(cli, "wacht op %s", "waiting for %s"), ep_name_org(cli, cell->org, name));
        break;
    case EP_STATE_VEROUDERD:
        if (cell->since == 0)
            snprintf(out, EP_PHRASE_BYTES, "%s", T(cli, "verouderd: nog geen contact", "outdated: no contact yet"));
        else
            snprintf(out, EP_PHRASE_BYTES, T(cli, "verouderd sinds %s", "outdated since %s"),
                     ep_show_date(cell->since, date));
        break;
    case EP_STATE_NAMENS:
        state_namens(show, cell, out);
        break;
    case EP_STATE_NIET_UITGEVRAAGD:
        snprintf(out, EP_PHRASE_BYTES, "%s", T(cli, "niet uitgevraagd", "not asked"));
        break;
    }
}

void ep_show_grondslag(const struct ep_show *show, const struct ep_cell *cell, char out[EP_PHRASE_BYTES])
{
    char code[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    if (ep_id_equal(cell->org, show->input.own_org))
        snprintf(out, EP_PHRASE_BYTES, "%s", T(show->cli, "eigen", "own"));
    else if (cell->grant == NULL || !ep_show_is_open(cell))
        snprintf(out, EP_PHRASE_BYTES, "–");
    else
        snprintf(out, EP_PHRASE_BYTES, T(show->cli, "%s, tot %s", "%s, until %s"),
                 ep_screen(cell->grant->grant.grondslag, code, sizeof code),
                 ep_show_last_day(cell->grant->grant.until, date));
}

/* Without what stands in brackets behind it: that explains a choice, and here it is a heading. */
const char *ep_show_domein(const struct ep_cli *cli, uint64_t domain, char out[EP_SCREEN_BYTES])
{
    snprintf(out, EP_SCREEN_BYTES, "%s", cli->policy.domein[domain]);
    char *bracket = strstr(out, " (");
    if (bracket != NULL)
        *bracket = 0;
    return out;
}

void ep_show_dat(const struct ep_show *show, const struct ep_fact *fact, char *out, size_t cap)
{
    static const char *const english[] = {"unknown", "requested", "running", "stopped"};
    const struct ep_cli *cli = show->cli;
    char maand[16];
    uint64_t stand = fact->opgave.stand;
    ep_screen(fact->opgave.maand, maand, sizeof maand);
    snprintf(out, cap, T(cli, "(dat: een %s%s%s%s%s)", "(that: a %s%s%s%s%s)"), ep_soort(fact->opgave.soort)->label,
             stand == 0 ? "" : " ", stand == 0 ? "" : T(cli, ep_stand_names[stand], english[stand]),
             maand[0] == 0 ? "" : T(cli, " sinds ", " since "), maand);
}

static void underscores(char *text)
{
    for (; *text != 0; text++)
        if (*text == '_')
            *text = ' ';
}

const char *ep_show_value(const struct ep_show *show, const struct ep_field *field, const struct ep_fact *fact,
                          char *out, size_t cap)
{
    const void *at = ep_field_at(field, &fact->opgave);
    char hex[9];
    uint64_t number = 0;
    out[0] = 0;
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        number = *(const uint64_t *)at;
        if (field->values == NULL)
            snprintf(out, cap, "%llu", (unsigned long long)number);
        else if (number <= field->max && field->values[number] != NULL)
            snprintf(out, cap, "%s", field->values[number]);
        underscores(out);
        break;
    case EP_TYPE_BOOL:
        snprintf(out, cap, "%s", *(const bool *)at ? T(show->cli, "ja", "yes") : T(show->cli, "nee", "no"));
        break;
    case EP_TYPE_ID:
        if (!ep_id_absent(*(const ep_id *)at))
            snprintf(out, cap, "%s", ep_show_short(*(const ep_id *)at, hex));
        break;
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        ep_screen(*(const ep_bytes *)at, out, cap);
        break;
    case EP_TYPE_BIN: /* bewijs.gevers, and no other */
        ep_gever_text(show->cli, *(const ep_bytes *)at, out, cap);
        break;
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        break; /* no opgave holds these */
    }
    return out;
}

const char *ep_show_bewaren(const struct ep_show *show, const struct ep_fact *fact, char out[EP_DATE_TEXT_BYTES])
{
    const struct ep_opgave *opgave = &fact->opgave;
    struct ep_beslissers by;
    out[0] = 0;
    if (opgave->soort != EP_SOORT_VOORZIENING || opgave->is.voorziening.tot.len == 0 ||
        !ep_id_equal(fact->org, show->cli->kluis->org) || ep_gever_gather(show->cli, fact->subject, &by) != EP_OK)
        return out;
    const struct ep_field *law = ep_field_by_name(ep_soort(EP_SOORT_VOORZIENING)->table, "wet");
    const struct ep_bewaartermijn *row = ep_bewaren_row(&show->cli->policy, law->values[opgave->is.voorziening.wet]);
    if (row != NULL)
        ep_date_text(out,
                     ep_bewaren_until(row, ep_date_last(opgave->is.voorziening.tot), by.born_known ? &by.born : NULL));
    return out;
}

void ep_show_head(const struct ep_cli *cli, const char *head)
{
    fprintf(cli->out, "\n%s%s%s\n", ep_tone_begin(EP_TONE_HEAD, cli->colour), head,
            ep_tone_end(EP_TONE_HEAD, cli->colour));
}
