#include "cli/lists.h"
#include "cli/werklijst.h"

#include <stdlib.h>
#include <string.h>

#define PURPOSE "beheer"

struct walk {
    struct ep_werklijst list;
    struct ep_json *json; /* of the document */
    size_t left;          /* households that the node would not show any more: gezinnen_per_uur */
};

static void print_all(const struct walk *walk)
{
    const struct ep_werklijst *list = &walk->list;
    const struct ep_cli *cli = list->cli;
    ep_id of = {{0}};
    char id[9];
    for (size_t i = 0; i < list->count; i++) {
        const struct ep_werk_regel *line = &list->at[i];
        if (i == 0 || !ep_id_equal(line->huishouden, of))
            fprintf(cli->out, T(cli, "Huishouden %s%s%s\n", "Household %s%s%s\n"), line->name,
                    line->name[0] != 0 ? " " : "", ep_show_short(line->huishouden, id));
        of = line->huishouden;
        fprintf(cli->out, "  %s", line->text);
        if (!ep_id_absent(line->deelbesluit)) /* what `grant` takes */
            fprintf(cli->out, " [%s]", ep_show_short(line->deelbesluit, id));
        fputc('\n', cli->out);
    }
    if (list->count == 0 && walk->left == 0)
        fprintf(cli->out, "%s\n", T(cli, "Niets vraagt vandaag om aandacht.", "Nothing asks for attention today."));
    if (walk->left > 0)
        fprintf(cli->out,
                T(cli, "Niet nagekeken: %zu huishoudens; u opent er meer dan het beleid per uur toestaat.\n",
                  "Not looked at: %zu households; you open more of them than the policy allows in an hour.\n"),
                walk->left);
}

static void put_named(struct ep_json *json, const char *key, ep_id id, const char *name)
{
    if (ep_id_absent(id))
        ep_json_null(json, key);
    else
        ep_json_named(json, key, id, name[0] != 0 ? name : NULL);
}

/* Where an answer begins: an update there, or a grant of that. */
static void put_ask(struct ep_json *json, const struct ep_cli *cli, const struct ep_ask *ask)
{
    if (ask->soort == 0) {
        ep_json_null(json, "gevraagd");
        return;
    }
    ep_json_object(json, "gevraagd");
    ep_json_word(json, "soort", ask->soort == EP_ASK_UPDATE ? "bijwerken" : "delen");
    ep_json_domeinen(json, "domeinen", cli, ask->domains);
    ep_json_uint(json, "niveau", ask->level);
    ep_json_end(json);
}

static void put_line(struct ep_json *json, const struct ep_cli *cli, const struct ep_werk_regel *line)
{
    char org[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES];
    ep_date_text(day, line->day);
    ep_json_object(json, NULL);
    ep_json_word(json, "soort", line->soort);
    put_named(json, "huishouden", line->huishouden, line->name);
    put_named(json, "lid", line->lid, line->lid_name);
    ep_json_id(json, "item", line->item);
    ep_json_id(json, "deelbesluit", line->deelbesluit);
    put_named(json, "organisatie", line->org, ep_name_org(cli, line->org, org));
    ep_json_id(json, "bericht", line->cause);
    ep_json_word(json, "op", line->day != 0 ? day : NULL);
    ep_json_word(json, "tekst", line->text);
    put_ask(json, cli, &line->ask);
    ep_json_end(json);
}

static ep_err put_all(struct walk *walk)
{
    struct ep_json *json = walk->json;
    ep_json_end(json);
    ep_json_array(json, "regels");
    for (size_t i = 0; i < walk->list.count; i++)
        put_line(json, walk->list.cli, &walk->list.at[i]);
    ep_json_end(json);
    ep_json_uint(json, "niet_nagekeken", walk->left);
    walk->json = NULL;
    return ep_json_close(json, walk->list.cli->out);
}

/* Who was granted no name of the household knows it by the people in it. */
static void put_names(struct ep_json *json, const struct ep_show *show)
{
    ep_json_array(json, "namen");
    for (size_t i = 0; i < show->input.grants->leden.count; i++) {
        ep_bytes name = ep_show_person(show, show->input.grants->leden.id[i]);
        if (name.len > 0)
            ep_json_text(json, NULL, name);
    }
    ep_json_end(json);
}

/* `show`: it is open; else NULL. */
static void add_household(struct walk *walk, const struct ep_household *one, const struct ep_show *show)
{
    struct ep_json *json = walk->json;
    if (show != NULL)
        ep_werk_opened(&walk->list, show);
    else
        ep_werk_unopened(&walk->list, one);
    ep_json_object(json, NULL);
    ep_json_household(json, walk->list.cli, one, show != NULL ? ep_household_name(show) : (ep_bytes){NULL, 0});
    if (show != NULL) {
        ep_json_regisseur(json, show);
        ep_json_uint(json, "leden", show->input.grants->leden.count);
        put_names(json, show);
    } else {
        ep_json_null(json, "regisseur");
        ep_json_null(json, "leden");
        ep_json_null(json, "namen");
    }
    ep_json_end(json);
}

/* What is the work of others, or was not accepted yet, is not opened for a list. */
static ep_err look(struct walk *walk, ep_id id)
{
    struct ep_cli *cli = walk->list.cli;
    struct ep_household one = ep_household_of(cli, id);
    struct ep_show *show = NULL;
    ep_err err = EP_OK;
    if (ep_household_mine(&one) && walk->left == 0) {
        err = ep_open_huishouden(cli, id, PURPOSE);
        show = err == EP_OK ? ep_show_open(cli, PURPOSE) : NULL;
        if (err == EP_OK && show == NULL)
            err = EP_NO_MEMORY;
    }
    if (ep_household_mine(&one) && (walk->left > 0 || err == EP_READ_RATE)) {
        walk->left++;
        err = EP_OK;
    }
    if (err == EP_OK)
        add_household(walk, &one, show);
    ep_show_close(show);
    return err == EP_OK ? walk->list.err : err;
}

static ep_err werklijst(struct ep_cli *cli, const struct ep_args *args)
{
    struct walk walk = {.list = {.cli = cli}};
    struct ep_households *all = NULL;
    (void)args;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_households(cli, &all);
    if (err == EP_OK && cli->json)
        walk.json = ep_json_list("eenplan-werklijst-1", "huishoudens");
    for (size_t i = 0; err == EP_OK && i < all->count; i++)
        err = look(&walk, all->id[i]);
    free(all);
    if (err == EP_OK)
        ep_werk_notices(&walk.list);
    if (err == EP_OK)
        err = walk.list.err;
    if (err == EP_OK && cli->json)
        err = put_all(&walk);
    else if (err == EP_OK)
        print_all(&walk);
    ep_json_drop(walk.json);
    ep_werk_wipe(&walk.list);
    return err;
}

const struct ep_command ep_cmd_werklijst = {
    .name = "werklijst",
    .positions = "",
    .summary = {"what asks for attention in the households that you work with; it opens them",
                "wat om aandacht vraagt in de huishoudens waar u mee werkt; het opent ze"},
    .run = werklijst,
};
