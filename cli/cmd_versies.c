/* What an own item said before. Its own node keeps every version; a recipient's erases the one before (PROTOCOL.md 5.6.14). */
#include "cli/lists.h"

#include <stdlib.h>
#include <string.h>

/* All levels that were written in one go bear the same moment. What does not open says none, and is in no writing. */
struct writing {
    uint64_t tijd;
    const struct ep_statement *entry[EP_LEVEL_INHOUD + 1]; /* NULL: not written then */
    ep_bytes text[EP_LEVEL_INHOUD + 1];                    /* borrowed from what is open */
};

struct versies {
    struct ep_fact *at; /* owned; what the item said after each writing, the oldest first */
    struct writing *writing;
    size_t count;
    const struct ep_statement **shut; /* entries that this user has no key of */
    size_t closed;
    bool ends_now; /* the last is what the item says now, and nothing of that is closed */
};

/* The highest level first, since it is written first and its versions follow on each other, whatever the authors' clocks say. */
static int by_version(const void *a, const void *b)
{
    const struct ep_statement *left = *(const struct ep_statement *const *)a;
    const struct ep_statement *right = *(const struct ep_statement *const *)b;
    if (left->body.entry.level != right->body.entry.level)
        return left->body.entry.level > right->body.entry.level ? -1 : 1;
    return left->version < right->version ? -1 : 1;
}

/* Every entry of the item that is here. NULL: no memory. */
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

/* That of its moment, or a new one in its place in time. Two in one second both have the same level. */
static struct writing *writing_of(struct versies *versies, uint64_t tijd, uint64_t level)
{
    size_t at = versies->count;
    for (size_t i = 0; i < versies->count; i++)
        if (versies->writing[i].tijd == tijd && versies->writing[i].entry[level] == NULL)
            return &versies->writing[i];
    while (at > 0 && versies->writing[at - 1].tijd > tijd && versies->writing[at - 1].entry[level] == NULL)
        at--;
    memmove(&versies->writing[at + 1], &versies->writing[at], (versies->count - at) * sizeof *versies->writing);
    versies->writing[at] = (struct writing){.tijd = tijd};
    versies->count++;
    return &versies->writing[at];
}

static ep_err place(struct ep_cli *cli, struct versies *versies, const struct ep_statement *st)
{
    uint64_t level = st->body.entry.level;
    struct ep_opgave head = {.soort = 0};
    ep_bytes text;
    ep_err err = ep_open_text(cli, st, &text);
    if (err == EP_OK)
        err = ep_opgave_take(text, (unsigned)level, &head);
    if (err == EP_OK) {
        struct writing *writing = writing_of(versies, head.tijd, level);
        writing->entry[level] = st;
        writing->text[level] = text;
    } else if (err != EP_NO_MEMORY) {
        versies->shut[versies->closed++] = st;
        err = EP_OK;
    }
    ep_wipe(&head, sizeof head);
    return err;
}

/* What the item said then: a level that was not written says what it said before. */
static ep_err say_then(const struct writing *then, const struct writing *now, struct ep_fact *fact)
{
    ep_err err = EP_OK;
    for (int own = 0; own < 2; own++) /* its own head last: that is the one of this moment */
        for (uint64_t level = EP_LEVEL_DAT; err == EP_OK && level <= EP_LEVEL_INHOUD; level++) {
            const struct ep_statement *st = then->entry[level];
            if (st == NULL || (st == now->entry[level]) != (own == 1))
                continue;
            fact->entry[level] = st->id;
            fact->niet_tonen_aan[level] = fact->opgave.niet_tonen_aan;
            if (own == 1) {
                fact->author = st->author;
                fact->hour = st->hour;
            }
            if (level >= fact->level) {
                fact->level = level;
                fact->version = st->version;
            }
            err = ep_opgave_take(then->text[level], (unsigned)level, &fact->opgave);
        }
    return err;
}

/* What came next at that level does not open: from then on nobody knows what it said. */
static bool is_shut_after(const struct versies *versies, const struct ep_statement *st)
{
    for (size_t i = 0; st != NULL && i < versies->closed; i++)
        if (ep_id_equal(versies->shut[i]->id, st->id) && versies->shut[i]->version == st->version + 1)
            return true;
    return false;
}

static ep_err carry(struct versies *versies, const struct ep_fact *fact)
{
    struct writing then = {.tijd = 0};
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < versies->count; i++) {
        const struct writing *now = &versies->writing[i];
        for (uint64_t level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD; level++)
            if (now->entry[level] != NULL) {
                then.entry[level] = now->entry[level];
                then.text[level] = now->text[level];
            } else if (is_shut_after(versies, then.entry[level])) {
                then.entry[level] = NULL;
            }
        versies->at[i] =
            (struct ep_fact){.item = fact->item, .org = fact->org, .subject = fact->subject, .domain = fact->domain};
        err = say_then(&then, now, &versies->at[i]);
    }
    return err;
}

/* With what the item says now at the end, unless nothing of that opens. */
static ep_err gather(struct ep_cli *cli, const struct ep_fact *fact, struct versies *versies)
{
    size_t count = 0;
    ep_err err = ep_fetch_versies(cli, fact->item);
    const struct ep_statement **all = err == EP_OK ? entries_of(cli, fact, &count) : NULL;
    if (err == EP_OK) {
        versies->at = calloc(count + 1, sizeof *versies->at);
        versies->writing = calloc(count + 1, sizeof *versies->writing);
        versies->shut = calloc(count + 1, sizeof *versies->shut);
    }
    if (err == EP_OK && (all == NULL || versies->at == NULL || versies->writing == NULL || versies->shut == NULL))
        err = EP_NO_MEMORY;
    versies->ends_now = true;
    for (size_t i = 0; err == EP_OK && i < count; i++) {
        size_t closed = versies->closed;
        bool latest = i + 1 == count || all[i + 1]->body.entry.level != all[i]->body.entry.level;
        err = place(cli, versies, all[i]);
        if (latest && versies->closed > closed)
            versies->ends_now = false;
    }
    if (err == EP_OK)
        err = carry(versies, fact);
    if (err == EP_OK && !versies->ends_now && fact->level > EP_LEVEL_NONE) {
        versies->at[versies->count++] = *fact; /* there is room: a closed entry is in no writing */
        versies->ends_now = true;
    }
    free(all);
    return err;
}

static bool is_now(const struct versies *versies, size_t i)
{
    return versies->ends_now && i + 1 == versies->count;
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
        ep_json_bool(json, "nu", is_now(versies, i));
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
                is_now(versies, i) ? T(cli, " · zoals het nu is", " · as it is now") : "");
        err = ep_show_print_item(show, then);
    }
    if (versies->closed > 0)
        fprintf(cli->out, T(cli, "%zu delen ervan kunt u niet openen.\n", "%zu parts of it do not open for you.\n"),
                versies->closed);
    return err == EP_OK && ferror(cli->out) ? EP_FILE : err;
}

static ep_err say(struct ep_cli *cli, const struct ep_fact *fact, const char *purpose)
{
    struct versies versies = {.count = 0};
    struct ep_show *show = ep_show_open(cli, purpose);
    ep_err err = show != NULL ? gather(cli, fact, &versies) : EP_NO_MEMORY;
    if (err == EP_OK)
        err = cli->json ? put(show, fact, &versies) : print(show, &versies);
    if (versies.at != NULL)
        ep_wipe(versies.at, versies.count * sizeof *versies.at);
    free(versies.at);
    free(versies.writing);
    free(versies.shut);
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
