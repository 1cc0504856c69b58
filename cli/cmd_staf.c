#include "cli/command.h"
#include "cli/members.h"
#include "proto/staf.h"

#include <string.h>

static ep_err write_staf(struct ep_cli *cli, struct ep_statement *st, const struct ep_members *members)
{
    st->kind = ep_kind(EP_STAF);
    st->body.staf.members = ep_members_bytes(members);
    return ep_write(cli, st);
}

ep_err ep_staf_begin(struct ep_cli *cli, ep_id huishouden)
{
    struct ep_statement st = {.huishouden = huishouden};
    struct ep_members members = {.count = 0};
    struct ep_statement there;
    if (ep_staf_find(&cli->world, huishouden, &there))
        return EP_OK;
    ep_err err = ep_members_add(&members, cli->kluis->id);
    return err == EP_OK ? write_staf(cli, &st, &members) : err;
}

static ep_err put_on(struct ep_cli *cli, const char *name, void *arg)
{
    ep_id user;
    ep_err err = ep_find_user(cli, cli->kluis->org, name, &user);
    return err == EP_OK ? ep_members_add(arg, user) : err;
}

static ep_err take_off(struct ep_cli *cli, const char *name, void *arg)
{
    struct ep_members *members = arg;
    ep_id user;
    ep_err err = ep_find_user(cli, cli->kluis->org, name, &user);
    if (err == EP_OK)
        ep_members_drop(members, user);
    return err;
}

static void print_members(const struct ep_cli *cli, const struct ep_members *members)
{
    char name[EP_SCREEN_BYTES];
    for (size_t n = 0; n < members->count; n++)
        fprintf(cli->out, "%s\n", ep_name_user(cli, ep_members_at(members, n), name));
}

static ep_err staf(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_members members = {.count = 0};
    struct ep_statement st = {.version = 0};
    const char *on = ep_arg(args, "erbij");
    const char *off = ep_arg(args, "eraf");
    ep_err err = ep_find_unopened(cli, args->position[0], "beheer");
    if (err == EP_OK && ep_staf_find(&cli->world, cli->open.huishouden, &st))
        ep_members_take(&members, st.body.staf.members);
    st.huishouden = cli->open.huishouden;
    st.version++;
    if (err == EP_OK && on != NULL)
        err = ep_find_each(cli, on, put_on, &members);
    if (err == EP_OK && off != NULL)
        err = ep_find_each(cli, off, take_off, &members);
    if (err == EP_OK && (on != NULL || off != NULL))
        err = write_staf(cli, &st, &members);
    if (err == EP_OK)
        print_members(cli, &members);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"erbij", "NAAM[,NAAM]", {"put users on the list", "zet gebruikers op de lijst"}, false},
    {"eraf", "NAAM[,NAAM]", {"take users off it", "haal gebruikers van de lijst"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_huishouden_staf = {
    .name = "huishouden staf",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"who works with a household: the node serves nobody else without a reason",
                "wie met een huishouden werkt: het knooppunt bedient een ander niet zonder reden"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = staf,
};
