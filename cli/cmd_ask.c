#include "cli/command.h"

#include <string.h>

/* A question never shows whether there is anything: it is answered by a person, with an entry or with a grant. */
static ep_err ask(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement st = {.kind = ep_kind(EP_ASK)};
    struct ep_ask *body = &st.body.ask;
    const char *level = ep_arg(args, "niveau");
    char name[EP_SCREEN_BYTES];
    body->soort = strcmp(args->position[2], "update") == 0  ? EP_ASK_UPDATE
                  : strcmp(args->position[2], "delen") == 0 ? EP_ASK_SHARE
                                                            : 0;
    if (body->soort == 0)
        return ep_cli_fault(cli, EP_USAGE, args->position[2]);
    if (level != NULL && (strlen(level) != 1 || level[0] < '1' || level[0] > '3'))
        return ep_cli_fault(cli, EP_FIELD_INVALID, level);
    body->level = level != NULL ? (uint64_t)(level[0] - '0') : 0;
    ep_err err = ep_find_huishouden(cli, args->position[0], "uitvoering");
    if (err == EP_OK)
        err = ep_find_org(cli, args->position[1], &body->to_org);
    if (err == EP_OK && ep_arg(args, "lid") != NULL)
        err = ep_find_lid(cli, ep_arg(args, "lid"), &body->subject);
    if (err == EP_OK && ep_arg(args, "domeinen") != NULL)
        err = ep_find_domeinen(cli, ep_arg(args, "domeinen"), &body->domains);
    if (err != EP_OK)
        return err;
    st.huishouden = cli->open.huishouden;
    err = ep_write(cli, &st);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Gevraagd aan %s.\n", "Asked %s.\n"), ep_name_org(cli, body->to_org, name));
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"lid", "LID", {"about this member", "over dit lid"}, false},
    {"domeinen", "CODE,…", {"which domains", "welke domeinen"}, false},
    {"niveau", "1-3", {"up to which level", "tot welk niveau"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_ask = {
    .name = "ask",
    .positions = "<huishouden> <organisatie> update|delen",
    .positions_min = 3,
    .positions_max = 3,
    .summary = {"ask an organisation for an update, or for sharing",
                "vraag een organisatie om een update, of om te delen"},
    .options = options,
    .option_count = 3,
    .run = ask,
};

static ep_err share(struct ep_cli *cli, const struct ep_args *args)
{
    size_t made = 0;
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    if (err == EP_OK)
        err = ep_share_owed(cli, &made);
    if (err == EP_OK || err == EP_WRAP_WAITS)
        fprintf(cli->out, T(cli, "%zu keer sleutels gedeeld.\n", "Keys shared %zu times.\n"), made);
    return err;
}

const struct ep_command ep_cmd_share = {
    .name = "share",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"make the keys that live grants are still owed",
                "maak de sleutels die geldige deelbesluiten nog missen"},
    .run = share,
};
