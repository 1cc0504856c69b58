#include "cli/gelezen.h"
#include "cli/lists.h"

#include <string.h>

/* One reader of one level of an item: a wrap, and the grant that it rests on. */
struct reader {
    const struct ep_wrap *wrap;
    const struct ep_grant_row *grant; /* NULL: the own team, or a grant that is not here */
    struct ep_statement team;
    bool team_known;
};

static struct reader reader_of(const struct ep_show *show, const struct ep_wrap *wrap)
{
    struct reader reader = {.wrap = wrap};
    for (size_t i = 0; i < show->input.grants->count; i++)
        if (ep_id_equal(show->input.grants->row[i].id, wrap->grant))
            reader.grant = &show->input.grants->row[i];
    reader.team_known = show->cli->world.find(show->cli->world.ctx, EP_TEAM, wrap->team, 0, &reader.team);
    return reader;
}

/* The entry of an item at a level, latest version. NULL: there is none, or this node does not have it. */
static const struct ep_statement *entry_of(const struct ep_show *show, const struct ep_fact *fact, uint64_t level)
{
    const struct ep_statement *best = NULL;
    const struct ep_statement *st = NULL;
    for (size_t at = 0; (st = ep_show_next(show->cli, EP_ENTRY, &at)) != NULL;)
        if (ep_id_equal(st->body.entry.item, fact->item) && ep_id_equal(st->org, fact->org) &&
            st->body.entry.level == level && (best == NULL || st->version > best->version))
            best = st;
    return best;
}

/* A team has a wrap for each of its epochs; the last one speaks for them all, since who has it can open the earlier. */
static bool speaks(const struct ep_show *show, const struct ep_statement *entry, const struct ep_wrap *wrap)
{
    const struct ep_statement *st = NULL;
    bool before = true;
    for (size_t at = 0; (st = ep_show_next(show->cli, EP_WRAP, &at)) != NULL;) {
        const struct ep_wrap *other = &st->body.wrap;
        if (other == wrap) {
            before = false;
            continue;
        }
        if (ep_id_equal(other->team, wrap->team) && ep_id_equal(other->grant, wrap->grant) &&
            ep_wrap_names(other, entry->id, entry->version) &&
            (other->epoch > wrap->epoch || (other->epoch == wrap->epoch && before)))
            return false;
    }
    return true;
}

/* The next reader of an entry. Only who signed the entry can have made its wraps. */
static const struct ep_wrap *next_reader(const struct ep_show *show, const struct ep_statement *entry, size_t *at)
{
    const struct ep_statement *st = NULL;
    while ((st = ep_show_next(show->cli, EP_WRAP, at)) != NULL)
        if (ep_id_equal(st->org, entry->org) && ep_wrap_names(&st->body.wrap, entry->id, entry->version) &&
            speaks(show, entry, &st->body.wrap))
            return &st->body.wrap;
    return NULL;
}

static bool is_own_team(const struct ep_show *show, const struct reader *reader)
{
    return ep_id_equal(reader->wrap->to_org, show->input.own_org);
}

static void print_members(const struct ep_show *show, const struct reader *reader)
{
    const struct ep_team *team = &reader->team.body.team;
    char name[EP_SCREEN_BYTES];
    const char *before = ": ";
    for (size_t at = 0; reader->team_known && at + EP_ID_BYTES <= team->members.len; at += EP_ID_BYTES) {
        ep_id user;
        memcpy(user.b, team->members.at + at, EP_ID_BYTES);
        fprintf(show->cli->out, "%s%s", before, ep_name_user(show->cli, user, name));
        before = ", ";
    }
}

static void print_reader(const struct ep_show *show, const struct reader *reader)
{
    const struct ep_cli *cli = show->cli;
    char team[EP_SCREEN_BYTES];
    char name[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    fprintf(cli->out, "    team %s, %s", ep_name_team(cli, reader->wrap->team, team),
            ep_name_org(cli, reader->wrap->to_org, name));
    if (is_own_team(show, reader))
        print_members(show, reader);
    if (ep_id_absent(reader->wrap->grant)) {
        fputc('\n', cli->out);
        return;
    }
    fprintf(cli->out, T(cli, " · deelbesluit %s", " · grant %s"), ep_show_short(reader->wrap->grant, name));
    if (reader->grant != NULL) {
        fprintf(cli->out, T(cli, " over %s", " about %s"), ep_name_lid(cli, reader->grant->grant.lid, name));
        fprintf(cli->out, T(cli, ", %s, tot %s", ", %s, until %s"),
                ep_screen(reader->grant->grant.grondslag, name, sizeof name),
                ep_show_last_day(reader->grant->grant.until, date));
    }
    const char *const *stand = ep_show_stand(show->cli, reader->grant);
    fprintf(cli->out, ", %s\n", T(cli, stand[2], stand[1]));
}

static ep_err print_who(const struct ep_show *show, const struct ep_fact *fact, const struct ep_gelezen *gelezen)
{
    const struct ep_cli *cli = show->cli;
    char name[EP_SCREEN_BYTES];
    char item[9];
    bool own = ep_id_equal(fact->org, show->input.own_org);
    fprintf(cli->out, T(cli, "Wie kan %s %s van %s openen\n", "Who can open %s %s of %s\n"),
            ep_soort(fact->opgave.soort)->label, ep_show_short(fact->item, item), ep_name_org(cli, fact->org, name));
    for (uint64_t level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD; level++) {
        const struct ep_statement *entry = entry_of(show, fact, level);
        const struct ep_wrap *wrap = NULL;
        bool any = false;
        if (entry == NULL)
            continue;
        fprintf(cli->out, T(cli, "  niveau %u, v%llu\n", "  level %u, v%llu\n"), (unsigned)level,
                (unsigned long long)entry->version);
        for (size_t at = 0; (wrap = next_reader(show, entry, &at)) != NULL; any = true) {
            struct reader reader = reader_of(show, wrap);
            print_reader(show, &reader);
        }
        if (!any)
            fprintf(cli->out, "    %s\n", T(cli, "nog geen sleutel gemaakt", "no key made yet"));
    }
    if (!own)
        fprintf(cli->out,
                T(cli, "  wie nog meer: onbekend, alleen %s weet het\n", "  who else: unknown, only %s knows\n"),
                ep_name_org(cli, fact->org, name));
    fputs(T(cli, "  van de eigen organisatie opende dit huishouden sindsdien: ",
            "  of the own organisation this household was opened since by: "),
          cli->out);
    ep_gelezen_print(cli, gelezen, fact);
    return ferror(cli->out) ? EP_FILE : EP_OK;
}

static void put_grant(struct ep_json *json, const struct ep_show *show, const struct reader *reader)
{
    const struct ep_grant_row *row = reader->grant;
    if (ep_id_absent(reader->wrap->grant)) {
        ep_json_null(json, "deelbesluit");
        return;
    }
    ep_json_object(json, "deelbesluit");
    ep_json_id(json, "id", reader->wrap->grant);
    ep_json_id(json, "lid", row != NULL ? row->grant.lid : (ep_id){{0}});
    ep_json_text(json, "grondslag", row != NULL ? row->grant.grondslag : (ep_bytes){NULL, 0});
    ep_json_hour(json, "van", row != NULL ? row->grant.from : 0);
    ep_json_hour(json, "tot", row != NULL ? row->grant.until : 0);
    ep_json_word(json, "staat", ep_show_stand(show->cli, reader->grant)[0]);
    ep_json_end(json);
}

static void put_members(struct ep_json *json, const struct ep_show *show, const struct reader *reader)
{
    const struct ep_team *team = &reader->team.body.team;
    char name[EP_SCREEN_BYTES];
    if (!is_own_team(show, reader)) {
        ep_json_null(json, "leden");
        return;
    }
    ep_json_array(json, "leden");
    for (size_t at = 0; reader->team_known && at + EP_ID_BYTES <= team->members.len; at += EP_ID_BYTES) {
        ep_id user;
        memcpy(user.b, team->members.at + at, EP_ID_BYTES);
        ep_json_word(json, NULL, ep_name_user(show->cli, user, name));
    }
    ep_json_end(json);
}

static void put_level(struct ep_json *json, const struct ep_show *show, const struct ep_statement *entry)
{
    const struct ep_wrap *wrap = NULL;
    char name[EP_SCREEN_BYTES];
    ep_json_object(json, NULL);
    ep_json_uint(json, "niveau", entry->body.entry.level);
    ep_json_uint(json, "versie", entry->version);
    ep_json_array(json, "lezers");
    for (size_t at = 0; (wrap = next_reader(show, entry, &at)) != NULL;) {
        struct reader reader = reader_of(show, wrap);
        ep_json_object(json, NULL);
        ep_json_org(json, "organisatie", show->cli, wrap->to_org);
        ep_json_named(json, "team", wrap->team, ep_name_team(show->cli, wrap->team, name));
        ep_json_uint(json, "periode", wrap->epoch);
        put_members(json, show, &reader);
        put_grant(json, show, &reader);
        ep_json_end(json);
    }
    ep_json_end(json);
    ep_json_end(json);
}

static ep_err put_who(const struct ep_show *show, const struct ep_fact *fact, const struct ep_gelezen *gelezen)
{
    struct ep_json *json = ep_json_open();
    bool own = ep_id_equal(fact->org, show->input.own_org);
    ep_json_word(json, "formaat", "eenplan-wie-1");
    ep_json_id(json, "item", fact->item);
    ep_json_word(json, "soort", ep_soort(fact->opgave.soort)->name);
    ep_json_org(json, "organisatie", show->cli, fact->org);
    ep_json_bool(json, "eigen", own);
    ep_json_array(json, "niveaus");
    for (uint64_t level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD; level++) {
        const struct ep_statement *entry = entry_of(show, fact, level);
        if (entry != NULL)
            put_level(json, show, entry);
    }
    ep_json_end(json);
    ep_json_word(json, "anderen", own ? NULL : "onbekend: alleen de bron weet het");
    ep_gelezen_json(json, show->cli, gelezen, fact);
    return ep_json_close(json, show->cli->out);
}

/* Own facts, and who opened the household since each was written. */
static ep_err each_own(const struct ep_show *show, const struct ep_gelezen *gelezen)
{
    const struct ep_cli *cli = show->cli;
    struct ep_json *json = cli->json ? ep_json_list("eenplan-gelezen-1", "onderdelen") : NULL;
    char item[9];
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        if (!ep_id_equal(fact->org, show->input.own_org) || ep_show_level(show, fact) == EP_LEVEL_NONE)
            continue;
        ep_json_object(json, NULL);
        ep_json_id(json, "item", fact->item);
        ep_gelezen_json(json, cli, gelezen, fact);
        ep_json_end(json);
        if (cli->json)
            continue;
        fprintf(cli->out, "%s %s: ", ep_soort(fact->opgave.soort)->label, ep_show_short(fact->item, item));
        ep_gelezen_print(cli, gelezen, fact);
    }
    return cli->json ? ep_json_list_close(json, cli->out) : ferror(cli->out) ? EP_FILE : EP_OK;
}

static ep_err say(const struct ep_show *show, const struct ep_fact *fact, const char *item)
{
    struct ep_gelezen *gelezen = NULL;
    if (fact != NULL && ep_show_level(show, fact) == EP_LEVEL_NONE)
        return ep_cli_fault(show->cli, EP_NOT_FOUND, item);
    ep_err err = ep_gelezen_fetch(show->cli, &gelezen);
    if (err == EP_OK && fact == NULL)
        err = each_own(show, gelezen);
    else if (err == EP_OK)
        err = show->cli->json ? put_who(show, fact, gelezen) : print_who(show, fact, gelezen);
    ep_gelezen_free(gelezen);
    return err;
}

static ep_err who(struct ep_cli *cli, const struct ep_args *args)
{
    const char *purpose = NULL;
    const struct ep_fact *fact = NULL;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_show_purpose(cli, args, &purpose);
    if (err == EP_OK)
        err = ep_find_huishouden(cli, args->position[0], purpose);
    if (err == EP_OK && args->positions > 1)
        err = ep_find_item(cli, args->position[1], &fact);
    if (err != EP_OK)
        return err;
    struct ep_show *show = ep_show_open(cli, purpose);
    if (show == NULL)
        return EP_NO_MEMORY;
    err = say(show, fact, args->position[1]);
    ep_show_close(show);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"waarom", "CODE", {"purpose of the reading, for the read log; see termijn.ini", "doel van de inzage, voor het leesjournaal; zie termijn.ini"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_wie = {
    .name = "wie",
    .positions = "<huishouden> [<item>]",
    .positions_min = 1,
    .positions_max = 2,
    .summary =
        {"who can open an item, by which grant, and who did; or who opened each own item",
         "wie een onderdeel kan openen, op welk deelbesluit, en wie het deed; of wie elk eigen onderdeel opende"},
    .options = options,
    .option_count = 1,
    .run = who,
};
