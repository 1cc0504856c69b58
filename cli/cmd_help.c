#include "cli/command_own.h"

/* `help peer` lists the commands that begin with that word. */
static bool list_group(struct ep_cli *cli, const char *word)
{
    bool any = false;
    for (size_t i = 0; ep_commands[i] != NULL; i++)
        if (ep_command_in_group(ep_commands[i], word)) {
            ep_command_usage(cli, cli->out, ep_commands[i]);
            fprintf(cli->out, "    %s\n", ep_commands[i]->summary[cli->lang]);
            any = true;
        }
    return any;
}

static ep_err help(struct ep_cli *cli, const struct ep_args *args)
{
    int matched;
    if (args->positions == 0) {
        ep_command_help(cli, NULL);
        return EP_OK;
    }
    const struct ep_command *command = ep_command_find((int)args->positions, args->position, &matched);
    if (command != NULL && (size_t)matched == args->positions) {
        ep_command_help(cli, command);
        return EP_OK;
    }
    if (args->positions == 1 && list_group(cli, args->position[0]))
        return EP_OK;
    return ep_cli_fault(cli, EP_USAGE, args->position[0]);
}

const struct ep_command ep_cmd_help = {
    .name = "help",
    .positions = "[<opdracht>]",
    .positions_max = EP_COMMAND_WORDS_MAX,
    .summary = {"how a command is used, or the list of all", "hoe een opdracht wordt gebruikt, of de lijst van alle"},
    .run = help,
};
