#include "cli/gelezen.h"
#include "cli/gever.h"
#include "cli/logboek.h"
#include "cli/paper.h"
#include "cli/show.h"

#include "proto/afschrift.h"

#include <stdlib.h>
#include <string.h>

#define PURPOSE "inzage"
#define TEXT_CAP 24577 /* the longest text of an opgave, a samenvatting, and its NUL */

/* In the order of the page. What proto/afschrift.h draws for nobody has no title. */
static const struct {
    uint64_t soort;
    const char *title[2];
} sections[] = {
    {EP_SOORT_PERSOON, {"Who you are", "Wie u bent"}},
    {EP_SOORT_BASIS, {"Your name and birth date", "Uw naam en geboortedatum"}},
    {EP_SOORT_NAAM, {"Your household", "Uw huishouden"}},
    {EP_SOORT_DOEL, {"Goals", "Doelen"}},
    {EP_SOORT_ACTIE, {"Actions", "Acties"}},
    {EP_SOORT_AFSPRAAK, {"Meetings", "Afspraken"}},
    {EP_SOORT_EVALUATIE, {"Evaluations", "Evaluaties"}},
    {EP_SOORT_VOORZIENING, {"Help you get or asked for", "Hulp die u krijgt of vroeg"}},
    {EP_SOORT_SAMENVATTING, {"Summaries", "Samenvattingen"}},
    {EP_SOORT_SCORE, {"Scores", "Scores"}},
    {EP_SOORT_NIET_BETROKKEN, {"Who does not help", "Wie niet helpt"}},
    {EP_SOORT_NOTITIE, {"Notes about you", "Aantekeningen over u"}},
};

struct drawing {
    struct ep_cli *cli;
    struct ep_show *show;
    struct ep_paper paper;
    struct ep_afschrift_input input;
    struct ep_afschrift afschrift;
    char *text;
    size_t odd; /* readings that the node showed and that prove nothing */
};

static void line(struct drawing *to, const char *key, const char *label, const char *value)
{
    to->paper.row->line(&to->paper, key, label, value);
}

static void draw_source(struct drawing *to, const struct ep_fact *fact)
{
    const struct ep_cli *cli = to->cli;
    char name[EP_SCREEN_BYTES];
    char namens[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    char both[2 * EP_SCREEN_BYTES + 32];
    ep_name_org(cli, fact->org, name);
    ep_screen(fact->opgave.namens, namens, sizeof namens);
    snprintf(both, sizeof both, namens[0] != 0 ? T(cli, "%s, namens %s", "%s, for %s") : "%s", name, namens);
    line(to, "organisatie", T(cli, "opgeschreven door", "written down by"), both);
    line(to, "op", T(cli, "op", "on"), ep_show_date(fact->opgave.tijd / 3600, day));
    line(to, "over", T(cli, "gaat over", "is about"),
         ep_id_absent(fact->subject) ? T(cli, "het huishouden", "the household") : T(cli, "u", "you"));
    line(to, "onderwerp", T(cli, "onderwerp", "subject"), ep_show_domein(cli, fact->domain, name));
}

static void draw_fact(struct drawing *to, const struct ep_fact *fact, uint64_t level)
{
    struct ep_table table = ep_soort(fact->opgave.soort)->table;
    char label[64];
    to->paper.row->item(&to->paper);
    draw_source(to, fact);
    for (size_t i = 0; i < table.count; i++) {
        const struct ep_field *field = &table.fields[i];
        if (!ep_afschrift_field(field))
            continue;
        to->text[0] = 0;
        if (field->level <= level)
            ep_show_value(to->show, field, fact, to->text, TEXT_CAP);
        snprintf(label, sizeof label, "%s", ep_field_name(field));
        for (char *at = label; (at = strchr(at, '_')) != NULL;)
            *at = ' ';
        line(to, ep_field_name(field), label, to->text);
    }
    to->paper.row->item_end(&to->paper);
}

static void draw_facts(struct drawing *to, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < to->input.fact_count; i++) {
        const struct ep_fact *fact = &to->input.facts[i];
        uint64_t level = ep_show_level(to->show, fact);
        if (fact->opgave.soort != sections[n].soort || level == EP_LEVEL_NONE ||
            !ep_afschrift_fact(&to->afschrift, fact))
            continue;
        if (!any)
            to->paper.row->section(&to->paper, ep_soort(sections[n].soort)->name, sections[n].title[to->cli->lang]);
        any = true;
        draw_fact(to, fact, level);
    }
    if (any)
        to->paper.row->section_end(&to->paper, NULL);
}

static void draw_receipt(struct drawing *to, const struct ep_grant_row *row)
{
    const struct ep_cli *cli = to->cli;
    char deleted[EP_DATE_TEXT_BYTES] = "";
    char gone[EP_DATE_TEXT_BYTES] = "";
    const struct ep_statement *st = ep_show_receipt(cli, row->id, row->grant.to_org, row->grant.until);
    if (st != NULL && ep_grant_stand(row, cli->open.grants.now) >= EP_GRANT_ENDED) {
        ep_show_date(st->body.receipt.deleted, deleted);
        ep_show_date(st->body.receipt.gone, gone);
    }
    line(to, "verwijderd", T(cli, "daar verwijderd op", "deleted there on"), deleted);
    line(to, "uit_reservekopieen", T(cli, "ook uit reservekopieën weg op", "gone from backups too on"), gone);
}

static void draw_domains(struct drawing *to, uint64_t mask)
{
    size_t len = 0;
    to->text[0] = 0;
    for (uint64_t domain = 1; domain < EP_DOMEIN_END; domain++)
        if ((mask & EP_DOMEIN_BIT(domain)) != 0 && len < TEXT_CAP)
            len += (size_t)snprintf(to->text + len, TEXT_CAP - len, "%s%s", len == 0 ? "" : ", ",
                                    to->cli->policy.domein[domain]);
    line(to, "domeinen", T(to->cli, "waarover", "about what"), to->text);
}

static void draw_grant(struct drawing *to, const struct ep_grant_row *row)
{
    static const char *const levels[][2] = {
        {"", ""}, {"that there is help", "dat er hulp is"}, {"which help", "welke hulp"}, {"everything", "alles"}};
    const struct ep_cli *cli = to->cli;
    const struct ep_grondslag *ground = ep_policy_grondslag(&cli->policy, row->grant.grondslag);
    char name[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    to->paper.row->item(&to->paper);
    line(to, "van_organisatie", T(cli, "van", "from"), ep_name_org(cli, row->org, name));
    line(to, "aan_organisatie", T(cli, "aan", "to"), ep_name_org(cli, row->grant.to_org, name));
    draw_domains(to, row->grant.domains);
    line(to, "hoeveel", T(cli, "hoeveel", "how much"), levels[row->grant.level % 4][cli->lang]);
    line(to, "grondslag", T(cli, "waarom het mag", "why it is allowed"),
         ground != NULL ? ground->name : ep_screen(row->grant.grondslag, name, sizeof name));
    line(to, "sinds", T(cli, "sinds", "since"), ep_show_date(row->grant.from, day));
    line(to, "tot_en_met", T(cli, "tot en met", "until"), ep_show_last_day(row->grant.until, day));
    line(to, "ingetrokken", T(cli, "ingetrokken op", "withdrawn on"),
         row->withdrawn != 0 ? ep_show_date(row->withdrawn, day) : "");
    draw_receipt(to, row);
    to->paper.row->item_end(&to->paper);
}

static void draw_grants(struct drawing *to)
{
    const struct ep_grants *grants = to->input.grants;
    bool any = false;
    to->paper.row->section(&to->paper, "delen",
                           T(to->cli, "Met wie uw gegevens zijn gedeeld", "With whom it is shared"));
    for (size_t i = 0; i < grants->count; i++)
        if (ep_afschrift_grant(&to->afschrift, &grants->row[i])) {
            any = true;
            draw_grant(to, &grants->row[i]);
        }
    to->paper.row->section_end(&to->paper, any ? NULL : T(to->cli, "Met niemand.", "With nobody."));
}

static const char *reading_kind(const struct ep_cli *cli, uint64_t inzage)
{
    switch (inzage) {
    case EP_READ_GEWOON:
        return T(cli, "voor het werk met uw gezin", "for the work with your family");
    case EP_READ_COLLEGA:
        return T(cli, "een collega, met een reden die is vastgelegd", "a colleague, with a reason on record");
    default:
        return T(cli, "met spoed, met een reden die is vastgelegd", "in an emergency, with a reason on record");
    }
}

/* A class of employee and no name: names are looked up when somebody decides so (DOMAIN 5.4). Who has left that team since, or
 * whose household has moved to another one, goes by the organisation. */
static const char *reader_class(const struct ep_cli *cli, ep_id user, char text[EP_SCREEN_BYTES])
{
    struct ep_statement team;
    bool there =
        cli->world.find(cli->world.ctx, EP_TEAM, cli->open.team, 0, &team) && ep_team_has(&team.body.team, user);
    return there ? ep_name_team(cli, cli->open.team, text) : ep_name_org(cli, cli->kluis->org, text);
}

#define SEEN_MAX 64 /* of one day; what is more stands there again */

struct readings {
    struct drawing *to;
    bool any;
    int32_t day; /* of those that were seen */
    size_t count;
    struct {
        ep_id author;
        uint64_t soort;
        char purpose[EP_CODE_BYTES_MAX + 1];
    } seen[SEEN_MAX];
};

/* A program opens a household many times in a day's work on it, also for what is none of this person's: how often says
 * nothing of who looked. */
static bool is_seen(struct readings *readings, const struct ep_statement *read)
{
    char purpose[EP_CODE_BYTES_MAX + 1];
    const struct ep_read *body = &read->body.read;
    if (ep_day_of_hour(read->hour) != readings->day)
        readings->count = 0;
    readings->day = ep_day_of_hour(read->hour);
    snprintf(purpose, sizeof purpose, "%.*s", (int)body->purpose.len, (const char *)body->purpose.at);
    for (size_t i = 0; i < readings->count; i++)
        if (readings->seen[i].soort == body->soort && ep_id_equal(readings->seen[i].author, read->author) &&
            strcmp(readings->seen[i].purpose, purpose) == 0)
            return true;
    if (readings->count < SEEN_MAX) {
        readings->seen[readings->count].author = read->author;
        readings->seen[readings->count].soort = body->soort;
        memcpy(readings->seen[readings->count++].purpose, purpose, sizeof purpose);
    }
    return false;
}

static ep_err draw_reading(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    struct readings *readings = arg;
    struct drawing *to = readings->to;
    struct ep_statement read;
    char text[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    if (!ep_gelezen_is(cli, msg->give.statement, &read)) { /* which may not go missing in silence */
        to->odd++;
        return EP_OK;
    }
    if (!ep_afschrift_lezing(&to->afschrift, &read.body.read) || is_seen(readings, &read))
        return EP_OK;
    readings->any = true;
    to->paper.row->item(&to->paper);
    line(to, "op", T(cli, "op", "on"), ep_show_date(read.hour, day));
    line(to, "wie", T(cli, "wie", "who"), reader_class(cli, read.author, text));
    line(to, "hoe", T(cli, "hoe", "how"), reading_kind(cli, read.body.read.soort));
    line(to, "waarvoor", T(cli, "waarvoor", "what for"), ep_screen(read.body.read.purpose, text, sizeof text));
    to->paper.row->item_end(&to->paper);
    return EP_OK;
}

static ep_err draw_readings(struct drawing *to)
{
    struct ep_cli *cli = to->cli;
    struct readings readings = {.to = to};
    to->paper.row->section(&to->paper, "lezingen", T(cli, "Wie uw gegevens bekeek", "Who looked at it"));
    ep_err err = ep_log_fetch(cli, EP_GET_INZAGEN, cli->open.huishouden, draw_reading, &readings);
    to->paper.row->section_end(&to->paper, readings.any ? NULL : T(cli, "Niemand.", "Nobody."));
    return err;
}

static ep_err draw(struct drawing *to)
{
    const struct ep_cli *cli = to->cli;
    char name[EP_SCREEN_BYTES];
    char org[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    char title[EP_SCREEN_BYTES + 32];
    char made[EP_SCREEN_BYTES + 64];
    snprintf(title, sizeof title, T(cli, "Inzage van %s", "Access of %s"), ep_name_lid(cli, to->input.lid, name));
    snprintf(made, sizeof made, T(cli, "Gemaakt door %s op %s.", "Made by %s on %s."),
             ep_name_org(cli, cli->kluis->org, org), ep_show_date(to->show->now_s / 3600, day));
    const char *const lines[] = {
        made,
        T(cli, "Hier staat wat wij over u opschreven, en wat wij van anderen kregen.",
          "This is what we wrote down about you, and what we got from others."),
        T(cli, "Gegevens van andere mensen staan er niet in.", "What is about other people is not in it."),
        T(cli, "Klopt er iets niet? Zeg het ons. Dan schrijven wij uw verklaring erbij.",
          "Is something wrong? Tell us. Then we add your statement to it.")};
    to->paper.row->begin(&to->paper, title, lines, sizeof lines / sizeof lines[0]);
    for (size_t n = 0; n < sizeof sections / sizeof sections[0]; n++)
        draw_facts(to, n);
    draw_grants(to);
    ep_err err = draw_readings(to);
    ep_err ended = to->paper.row->end(&to->paper);
    return err != EP_OK ? err : ended;
}

/* For who hands it out, and never on the paper: what is about this lid and not in it has to be judged by hand. */
static void say_left_out(const struct drawing *to)
{
    const struct ep_cli *cli = to->cli;
    char id[9];
    if (to->odd > 0)
        fprintf(cli->err,
                T(cli, "Staat er niet in: %zu inzagen die het knooppunt toont en die niets bewijzen\n",
                  "Not in it: %zu readings that the node shows and that prove nothing\n"),
                to->odd);
    for (size_t i = 0; i < to->input.fact_count; i++) {
        const struct ep_fact *fact = &to->input.facts[i];
        if (ep_id_equal(fact->subject, to->input.lid) && ep_soort(fact->opgave.soort) != NULL &&
            !ep_afschrift_fact(&to->afschrift, fact))
            fprintf(cli->err, T(cli, "Staat er niet in, beoordeel zelf: %s %s\n", "Not in it, judge yourself: %s %s\n"),
                    ep_soort(fact->opgave.soort)->label, ep_show_short(fact->item, id));
    }
}

/* A parent by age and gezag, or a representative; leeftijd.ini says until when parents may. */
static ep_err ask_for(struct drawing *to, const char *name)
{
    struct ep_cli *cli = to->cli;
    struct ep_beslissers by;
    struct ep_gever gever;
    int32_t today = ep_day_of_hour(cli->world.now_hour);
    to->input.allowed = name == NULL;
    if (name == NULL)
        return EP_OK;
    ep_err err = ep_gever_gather(cli, to->input.lid, &by);
    if (err == EP_OK)
        err = ep_gever_named(cli, name, to->input.lid, &by, &gever);
    if (err != EP_OK)
        return err;
    for (size_t i = 0; i < by.count; i++)
        if ((gever.given & UINT32_C(1) << i) != 0 && ep_gever_inzage(&cli->policy, &by, today, i))
            to->input.allowed = true;
    if (!to->input.allowed)
        return ep_cli_fault(cli, EP_INZAGE, name);
    err = ep_find_lid(cli, name, &to->input.voor);
    if (err == EP_NOT_FOUND) { /* a mentor is no lid, so nothing is kept from him by name */
        cli->fault = NULL;
        return EP_OK;
    }
    return err;
}

static ep_err draw_on(struct drawing *to, const char *page)
{
    struct ep_cli *cli = to->cli;
    to->paper = (struct ep_paper){&ep_paper_text, cli->out, NULL, cli->lang};
    if (page == NULL && !cli->json)
        return draw(to);
    if (page == NULL) {
        to->paper.row = &ep_paper_json;
        to->paper.json = ep_json_open();
        return draw(to);
    }
    to->paper.row = &ep_paper_html;
    ep_err err = ep_paper_file(cli, page, &to->paper.out);
    if (err != EP_OK)
        return err;
    err = draw(to);
    return fclose(to->paper.out) == 0 || err != EP_OK ? err : ep_cli_fault(cli, EP_FILE, page);
}

static ep_err inzage(struct ep_cli *cli, const struct ep_args *args)
{
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    struct drawing *to = err == EP_OK ? calloc(1, sizeof *to) : NULL;
    if (err != EP_OK || to == NULL)
        return err != EP_OK ? err : EP_NO_MEMORY;
    to->cli = cli;
    to->show = ep_show_open(cli, PURPOSE);
    to->text = malloc(TEXT_CAP);
    err = to->show != NULL && to->text != NULL ? ep_find_lid(cli, args->position[1], &to->input.lid) : EP_NO_MEMORY;
    to->input.own_org = cli->kluis->org;
    to->input.grants = &cli->open.grants;
    to->input.facts = cli->open.facts;
    to->input.fact_count = cli->open.fact_count;
    if (err == EP_OK)
        err = ask_for(to, ep_arg(args, "voor"));
    if (err == EP_OK)
        err = ep_afschrift_begin(&to->afschrift, &to->input);
    if (err == EP_OK)
        err = draw_on(to, ep_arg(args, "html"));
    if (err == EP_OK)
        say_left_out(to);
    if (to->text != NULL)
        ep_wipe(to->text, TEXT_CAP);
    free(to->text);
    ep_show_close(to->show);
    ep_wipe(to, sizeof *to);
    free(to);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"html", "BESTAND", {"write a page to print instead", "schrijf in plaats daarvan een pagina om af te drukken"}, false},
    {"voor", "NAAM", {"who asks in the member's place: a parent or representative", "wie in plaats van het lid vraagt: ouder of vertegenwoordiger"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_inzage = {
    .name = "inzage",
    .positions = "<huishouden> <lid>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"what the own organisation holds about one person, for that person",
                "wat de eigen organisatie over één persoon heeft, voor die persoon"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = inzage,
};
