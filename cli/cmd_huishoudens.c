#include "cli/huishoudens.h"

#include <stdlib.h>

#define PURPOSE "beheer"

static void print_one(const struct ep_cli *cli, const struct ep_household *one, ep_bytes name)
{
    char hex[EP_ID_HEX];
    char text[EP_SCREEN_BYTES];
    ep_hex(hex, ep_id_bytes(&one->id));
    fprintf(cli->out, "%s  %-24s %s", hex, ep_name_org(cli, one->org, text),
            !ep_id_absent(one->team) ? T(cli, "doet mee", "joined")
            : one->left              ? T(cli, "doet niet meer mee", "has left")
                        : T(cli, "uitgenodigd: eenplan huishouden accept", "invited: eenplan huishouden accept"));
    if (name.len > 0)
        fprintf(cli->out, "  %s", ep_screen(name, text, sizeof text));
    fputc('\n', cli->out);
}

static void add_one(const struct ep_cli *cli, struct ep_json *json, const struct ep_household *one, ep_bytes name)
{
    if (!cli->json) {
        print_one(cli, one, name);
        return;
    }
    ep_json_object(json, NULL);
    ep_json_household(json, cli, one, name);
    ep_json_end(json);
}

/* A name is sealed: it costs a reading on record, and is asked for with --namen only. */
static ep_err add_named(struct ep_cli *cli, struct ep_json *json, const struct ep_household *one)
{
    ep_err err = ep_open_huishouden(cli, one->id, PURPOSE);
    struct ep_show *show = err == EP_OK ? ep_show_open(cli, PURPOSE) : NULL;
    if (show == NULL)
        return err != EP_OK ? err : EP_NO_MEMORY;
    add_one(cli, json, one, ep_household_name(show));
    ep_show_close(show);
    return EP_OK;
}

static ep_err list(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_households *all = NULL;
    struct ep_json *json = NULL;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_households(cli, &all);
    if (err == EP_OK && cli->json)
        json = ep_json_list("eenplan-huishoudens-1", "huishoudens");
    for (size_t i = 0; err == EP_OK && i < all->count; i++) {
        struct ep_household one = ep_household_of(cli, all->id[i]);
        if (ep_arg(args, "namen") != NULL && ep_household_mine(&one))
            err = add_named(cli, json, &one);
        else
            add_one(cli, json, &one, (ep_bytes){NULL, 0});
    }
    free(all);
    if (err == EP_OK && cli->json)
        return ep_json_list_close(json, cli->out);
    ep_json_drop(json);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"namen", NULL, {"with their names: opens each that is your work, on record", "met hun namen: opent elk waar u mee werkt, en dat wordt vastgelegd"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_huishouden_list = {
    .name = "huishouden list",
    .positions = "",
    .summary = {"the households of your teams, by id (names are sealed)",
                "de huishoudens van uw teams, op kenmerk (namen zijn verzegeld)"},
    .options = options,
    .option_count = 1,
    .run = list,
};
