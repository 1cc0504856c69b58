/* What an own item said before. Its own node keeps every version; a recipient's erases the one before (PROTOCOL.md 5.6.14). */
#include "cli/lists.h"

#include <stdlib.h>

/* After each writing what the item said then: a level that was not written again says what it said before. */
struct versies {
    struct ep_fact *at; /* owned; the texts are what the household has open */
    size_t count;
    size_t closed; /* entries that this user has no key of */
};

static int by_version(const void *a, const void *b)
{
    const struct ep_statement *left = *(const struct ep_statement *const *)a;
    const struct ep_statement *right = *(const struct ep_statement *const *)b;
    if (left->version != right->version)
        return left->version < right->version ? -1 : 1;
    return left->body.entry.level > right->body.entry.level ? -1 : 1; /* as they were written */
}

/* Every entry of the item that is here, the oldest first. NULL: no memory. */
static const struct ep_statement **entries_of(const struct ep_cli *cli, const struct ep_fact *fact, size_t *count)
{
    const struct ep_statement **all = calloc(cli->known.count + 1, sizeof *all);
    const struct ep_statement *st = NULL;
    *count = 0;
    for (size_t at = 0; all != NULL && (st = ep_show_next(cli, EP_ENTRY, &at)) != NULL;)
        if (ep_id_equal(st->body.entry.item, fact->item) && ep_id_equal(st->org, fact->org))
            all[(*count)++] = st;
    if (all != NULL)
        qsort(all, *count, sizeof *all, by_version);
    return all;
}

/* All levels of one writing bear the same moment; two writings in one second both have the same level. */
static struct ep_fact *writing_of(struct versies *versies, const struct ep_opgave *head, uint64_t level)
{
    for (size_t i = 0; i < versies->count; i++)
        if (versies->at[i].opgave.tijd == head->tijd && ep_id_absent(versies->at[i].entry[level]))
            return &versies->at[i];
    struct ep_fact *fact = &versies->at[versies->count];
    if (versies->count > 0)
        *fact = fact[-1];
    for (size_t i = 0; i < 4; i++)
        fact->entry[i] = (ep_id){{0}};
    versies->count++;
    return fact;
}

static ep_err add(struct ep_cli *cli, struct versies *versies, const struct ep_statement *st)
{
    const struct ep_entry *entry = &st->body.entry;
    struct ep_opgave head = {.soort = 0};
    ep_bytes text;
    ep_err err = ep_open_text(cli, st, &text);
    if (err == EP_OK)
        err = ep_opgave_take(text, (unsigned)entry->level, &head);
    if (err != EP_OK && err != EP_NO_MEMORY) {
        versies->closed++;
        err = EP_OK;
    } else if (err == EP_OK) {
        struct ep_fact *fact = writing_of(versies, &head, entry->level);
        bool higher = entry->level >= fact->level;
        fact->item = entry->item;
        fact->org = st->org;
        fact->subject = entry->subject;
        fact->domain = entry->domain;
        fact->author = st->author;
        fact->hour = st->hour;
        fact->level = higher ? entry->level : fact->level;
        fact->version = higher ? st->version : fact->version;
        fact->entry[entry->level] = st->id;
        err = ep_opgave_take(text, (unsigned)entry->level, &fact->opgave);
    }
    ep_wipe(&head, sizeof head);
    return err;
}

static ep_err gather(struct ep_cli *cli, const struct ep_fact *fact, struct versies *versies)
{
    size_t count = 0;
    ep_err err = ep_fetch_versies(cli, fact->item);
    const struct ep_statement **all = err == EP_OK ? entries_of(cli, fact, &count) : NULL;
    if (err == EP_OK)
        versies->at = calloc(count + 1, sizeof *versies->at);
    if (err == EP_OK && (all == NULL || versies->at == NULL))
        err = EP_NO_MEMORY;
    for (size_t i = 0; err == EP_OK && i < count; i++)
        err = add(cli, versies, all[i]);
    free(all);
    return err;
}

static ep_err put(const struct ep_show *show, const struct ep_fact *fact, const struct versies *versies)
{
    const struct ep_cli *cli = show->cli;
    struct ep_json *json = ep_json_open();
    char name[EP_SCREEN_BYTES];
    ep_json_word(json, "formaat", "eenplan-versies-1");
    ep_json_id(json, "item", fact->item);
    ep_json_array(json, "versies");
    for (size_t i = versies->count; i-- > 0;) {
        const struct ep_fact *then = &versies->at[i];
        ep_json_object(json, NULL);
        ep_json_item(json, show, then);
        ep_json_text(json, "namens", then->opgave.namens);
        ep_json_named(json, "gebruiker", then->author, ep_name_user(cli, then->author, name));
        ep_json_end(json);
    }
    ep_json_end(json);
    ep_json_uint(json, "gesloten", versies->closed);
    return ep_json_close(json, cli->out);
}

static ep_err print(const struct ep_show *show, const struct versies *versies)
{
    const struct ep_cli *cli = show->cli;
    char name[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    ep_err err = EP_OK;
    for (size_t i = versies->count; err == EP_OK && i-- > 0;) {
        const struct ep_fact *then = &versies->at[i];
        fprintf(cli->out, T(cli, "%s door %s%s\n", "%s by %s%s\n"), ep_show_date(then->hour, day),
                ep_name_user(cli, then->author, name),
                i + 1 < versies->count ? "" : T(cli, " · zoals het nu is", " · as it is now"));
        err = ep_show_print_item(show, then);
    }
    if (versies->closed > 0)
        fprintf(cli->out,
                T(cli, "%zu delen van eerdere versies kunt u niet openen.\n",
                  "%zu parts of earlier versions do not open for you.\n"),
                versies->closed);
    return err == EP_OK && ferror(cli->out) ? EP_FILE : err;
}

static ep_err say(struct ep_cli *cli, const struct ep_fact *fact, const char *purpose)
{
    struct versies versies = {.at = NULL};
    struct ep_show *show = ep_show_open(cli, purpose);
    ep_err err = show != NULL ? gather(cli, fact, &versies) : EP_NO_MEMORY;
    if (err == EP_OK)
        err = cli->json ? put(show, fact, &versies) : print(show, &versies);
    if (versies.at != NULL)
        ep_wipe(versies.at, versies.count * sizeof *versies.at);
    free(versies.at);
    ep_show_close(show);
    return err;
}

static ep_err versies(struct ep_cli *cli, const struct ep_args *args)
{
    const char *purpose = NULL;
    const struct ep_fact *fact = NULL;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_show_purpose(cli, args, &purpose);
    if (err == EP_OK)
        err = ep_find_huishouden(cli, args->position[0], purpose);
    if (err == EP_OK)
        err = ep_find_item(cli, args->position[1], &fact);
    if (err == EP_OK && !ep_id_equal(fact->org, cli->kluis->org))
        err = ep_cli_fault(cli, EP_NOT_FOUNDER, args->position[1]);
    return err == EP_OK ? say(cli, fact, purpose) : err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"waarom", "CODE", {"purpose of the reading, for the read log; see termijn.ini", "doel van de inzage, voor het leesjournaal; zie termijn.ini"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_versies = {
    .name = "versies",
    .positions = "<huishouden> <item>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"what an own item said before, the latest version first",
                "wat een eigen onderdeel eerder zei, de laatste versie eerst"},
    .options = options,
    .option_count = 1,
    .run = versies,
};
