#include "cli/show.h"

#include "crypto/seal.h"

#include <string.h>

#define PURPOSE "uitvoering"
#define KEEP_BYTES (2 * EP_PLAIN_BYTES_MAX) /* the words of one item, with the names of its fields */

/* `dossier keep`: what an organisation has to keep by a law of its own it takes over while it may see it. It is written down
 * as notes of its own, which no withdrawal reaches, and the receipt of its node says how many they are. */
struct keeping {
    const struct ep_show *show;
    ep_id lid;        /* absent: what is about the household itself */
    uint64_t domains; /* EP_DOMEIN_BIT mask */
};

static bool is_kept(const struct keeping *keeping, const struct ep_fact *fact)
{
    return !ep_id_equal(fact->org, keeping->show->cli->kluis->org) && ep_id_equal(fact->subject, keeping->lid) &&
           (keeping->domains & EP_DOMEIN_BIT(fact->domain)) != 0 && ep_show_level(keeping->show, fact) > 0;
}

/* What is about the household itself is seen on the grants over everybody in it, and ends with each of them. */
static bool seen_under(const struct ep_cli *cli, const struct ep_fact *fact, const struct ep_grant_row *row)
{
    struct ep_reader reader = {cli->kluis->org, cli->open.team};
    struct ep_leden of = {.id = {fact->subject}, .count = 1};
    bool seen = false;
    if (ep_id_absent(fact->subject))
        ep_world_leden(&cli->world, cli->open.huishouden, &of);
    for (size_t i = 0; i < of.count && !seen; i++) {
        struct ep_section section = {cli->open.huishouden, fact->org, of.id[i], fact->domain, EP_LEVEL_DAT};
        seen = ep_grant_covers(row, &section, &reader, cli->world.now_hour) == EP_OK;
    }
    return seen;
}

/* How many of the texts this grant lets us see: two grants over one text each have it in their receipt. */
static uint64_t kept_under(const struct keeping *keeping, const struct ep_grant_row *row)
{
    const struct ep_cli *cli = keeping->show->cli;
    uint64_t count = 0;
    for (size_t i = 0; i < cli->open.fact_count; i++)
        count += is_kept(keeping, &cli->open.facts[i]) && seen_under(cli, &cli->open.facts[i], row) ? 1 : 0;
    return count;
}

/* Leden who may not see the one may not see the other. */
static ep_err write_note(const struct keeping *keeping, ep_bytes text, ep_bytes niet_tonen_aan, ep_id *item)
{
    struct ep_cli *cli = keeping->show->cli;
    struct ep_opgave opgave = {.soort = EP_SOORT_NOTITIE, .niet_tonen_aan = niet_tonen_aan, .is.notitie.tekst = text};
    struct ep_write_terms terms = {.huishouden = cli->open.huishouden,
                                   .subject = keeping->lid,
                                   .domain = EP_DOMEIN_DOSSIER,
                                   .level_max = EP_LEVEL_INHOUD};
    ep_err err = ep_write_check(cli, &opgave, EP_DOMEIN_DOSSIER, EP_LEVEL_INHOUD);
    return err == EP_OK ? ep_write_opgave(cli, &terms, &opgave, item) : err;
}

static ep_err write_reason(const struct keeping *keeping, const struct ep_args *args, ep_id *entry)
{
    const struct ep_cli *cli = keeping->show->cli;
    char text[EP_NOTITIE_BYTES_MAX + 1];
    ep_id item = {{0}};
    int len = snprintf(text, sizeof text,
                       T(cli, "Alleen eigen dossier, op grond van %s: %s", "Own file only, because of %s: %s"),
                       ep_arg(args, "grondslag"), ep_arg(args, "motivering"));
    ep_err err = len > 0 && (size_t)len < sizeof text ? EP_OK : EP_TOO_LARGE;
    if (err == EP_OK)
        err = write_note(keeping, ep_text(text), (ep_bytes){NULL, 0}, &item);
    ep_wipe(text, sizeof text);
    if (err == EP_OK)
        *entry = ep_write_entry_of(cli, item);
    return err;
}

/* Before the texts: a crash in between leaves a receipt that says too much, never one that hides what was kept. */
static ep_err write_behoud(const struct keeping *keeping, ep_id evidence, uint64_t *all)
{
    struct ep_cli *cli = keeping->show->cli;
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        uint64_t count = kept_under(keeping, row);
        struct ep_statement st = {
            .kind = ep_kind(EP_BEHOUD), .huishouden = cli->open.huishouden, .body.behoud = {row->id, evidence, count}};
        if (count == 0)
            continue;
        err = ep_write(cli, &st);
        *all += count;
    }
    return err;
}

static void put_words(ep_out *out, const char *words)
{
    ep_bytes text = ep_text(words);
    if (text.len <= out->cap - out->len) /* there is room for what the levels can hold */
        (void)!ep_out_put(out, text);
}

/* The fields of the levels that may be seen, with whose they are. */
static void words_of(const struct ep_show *show, const struct ep_fact *fact, ep_out *out)
{
    struct ep_table table = ep_soort(fact->opgave.soort)->table;
    char value[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    put_words(out, ep_name_org(show->cli, fact->org, value));
    put_words(out, ", ");
    put_words(out, ep_soort(fact->opgave.soort)->name);
    put_words(out, ", ");
    put_words(out, ep_show_date(fact->hour, day));
    for (size_t i = 0; i < table.count; i++) {
        const struct ep_field *field = &table.fields[i];
        bool text = field->type == EP_TYPE_TEXT;
        const ep_bytes *exact = ep_field_at(field, &fact->opgave); /* as it came, where it is text */
        ep_show_value(show, field, fact, value, sizeof value);
        if (field->level > ep_show_level(show, fact) || value[0] == 0)
            continue;
        put_words(out, "\n");
        put_words(out, ep_field_name(field));
        put_words(out, ": ");
        if (!text)
            put_words(out, value);
        else if (exact->len <= out->cap - out->len)
            (void)!ep_out_put(out, *exact);
    }
}

/* A note holds less than a summary: what is longer goes into several, cut between two characters. */
static ep_err write_text(const struct keeping *keeping, ep_bytes text, ep_bytes niet_tonen_aan)
{
    ep_err err = EP_OK;
    while (err == EP_OK && text.len > 0) {
        size_t len = text.len < EP_NOTITIE_BYTES_MAX ? text.len : EP_NOTITIE_BYTES_MAX;
        while (len < text.len && (text.at[len] & 0xc0) == 0x80)
            len--;
        err = write_note(keeping, (ep_bytes){text.at, len}, niet_tonen_aan, NULL);
        text = (ep_bytes){text.at + len, text.len - len};
    }
    return err;
}

static ep_err write_texts(const struct keeping *keeping)
{
    const struct ep_open *open = &keeping->show->cli->open;
    uint8_t *room = ep_secret_open(KEEP_BYTES);
    ep_err err = room != NULL ? EP_OK : EP_NO_MEMORY;
    for (size_t i = 0; err == EP_OK && i < open->fact_count; i++) {
        ep_out out = {room, 0, KEEP_BYTES};
        if (!is_kept(keeping, &open->facts[i]))
            continue;
        words_of(keeping->show, &open->facts[i], &out);
        err = write_text(keeping, ep_out_bytes(&out), open->facts[i].opgave.niet_tonen_aan);
    }
    ep_secret_close(room);
    return err;
}

static ep_err keep_all(const struct keeping *keeping, const struct ep_args *args)
{
    struct ep_cli *cli = keeping->show->cli;
    ep_id evidence;
    uint64_t count = 0;
    for (size_t i = 0; i < cli->open.fact_count; i++)
        count += is_kept(keeping, &cli->open.facts[i]) ? 1 : 0;
    if (count == 0)
        return ep_cli_fault(cli, EP_NO_GRANT, ep_arg(args, "lid") != NULL ? ep_arg(args, "lid") : args->position[0]);
    uint64_t under = 0;
    ep_err err = write_reason(keeping, args, &evidence);
    if (err == EP_OK)
        err = write_behoud(keeping, evidence, &under);
    if (err == EP_OK)
        err = write_texts(keeping);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Bewaard in het eigen dossier: %llu\n", "Kept in the own file: %llu\n"),
                (unsigned long long)count);
    return err;
}

/* A name is kept only when it is asked for: who keeps a file has it there already. */
static ep_err keep(struct ep_cli *cli, const struct ep_args *args)
{
    struct keeping keeping = {.domains = UINT64_MAX & ~EP_DOMEIN_BIT(EP_DOMEIN_PERSOON)};
    const char *domeinen = ep_arg(args, "domein");
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err == EP_OK && ep_arg(args, "lid") != NULL)
        err = ep_find_lid(cli, ep_arg(args, "lid"), &keeping.lid);
    if (err == EP_OK && domeinen != NULL) {
        keeping.domains = 0;
        err = ep_find_domeinen(cli, domeinen, &keeping.domains);
    }
    if (err != EP_OK)
        return err;
    struct ep_show *show = ep_show_open(cli, PURPOSE);
    keeping.show = show;
    err = show != NULL ? keep_all(&keeping, args) : EP_NO_MEMORY;
    ep_show_close(show);
    return err == EP_OK ? ep_open_again(cli) : err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"lid", "LID", {"what is shared about this member; otherwise about the household itself", "wat over dit lid gedeeld is; anders over het huishouden zelf"}, false},
    {"domein", "CODE[,CODE]", {"these domains only; otherwise all but persoon", "alleen deze domeinen; anders alle behalve persoon"}, false},
    {"grondslag", "TEKST", {"the law or duty that makes you keep it", "de wet of plicht waarom u het bewaart"}, true},
    {"motivering", "TEKST", {"why that holds here", "waarom die hier geldt"}, true},
};
/* clang-format on */

const struct ep_command ep_cmd_dossier_keep = {
    .name = "dossier keep",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"keep what is shared with you in the own file, for a duty of your own; the giver is told how much",
                "bewaar wat met u gedeeld is in het eigen dossier, om een eigen plicht; de gever hoort hoeveel"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = keep,
};
