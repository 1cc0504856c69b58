#include "cli/command_own.h"

#include <string.h>

#define LEFT_COLUMN 34
#define SPELLED_OUT_MAX 4 /* more optional options than this become one word in the usage line */

bool ep_option_is_file(const struct ep_option *option)
{
    return option->value != NULL && (strcmp(option->value, "BESTAND") == 0 || strcmp(option->value, "FILE") == 0);
}

bool ep_option_is_folder(const struct ep_option *option)
{
    return option->value != NULL && (strcmp(option->value, "MAP") == 0 || strcmp(option->value, "FOLDER") == 0);
}

bool ep_command_in_group(const struct ep_command *command, const char *word)
{
    size_t len = strlen(word);
    return strncmp(command->name, word, len) == 0 && command->name[len] == ' ';
}

static void usage_options(const struct ep_cli *cli, FILE *to, const struct ep_command *command)
{
    size_t optional = 0;
    for (size_t i = 0; i < command->option_count; i++) {
        const struct ep_option *option = &command->options[i];
        optional += option->required ? 0 : 1;
        if (option->required)
            fprintf(to, " --%s%s%s", option->name, option->value != NULL ? " " : "",
                    option->value != NULL ? option->value : "");
    }
    if (optional > SPELLED_OUT_MAX) {
        fprintf(to, " [%s]", T(cli, "opties", "options"));
        return;
    }
    for (size_t i = 0; i < command->option_count; i++) {
        const struct ep_option *option = &command->options[i];
        if (!option->required)
            fprintf(to, " [--%s%s%s]", option->name, option->value != NULL ? " " : "",
                    option->value != NULL ? option->value : "");
    }
}

void ep_command_usage(const struct ep_cli *cli, FILE *to, const struct ep_command *command)
{
    const char *lead = T(cli, "Gebruik:", "Usage:");
    if (command == NULL) {
        fprintf(to, "%s eenplan %s\n", lead,
                T(cli, "[opties] <opdracht> …      (zie eenplan --help)",
                  "[options] <command> …      (see eenplan --help)"));
        return;
    }
    bool has_positions = command->positions != NULL && command->positions[0] != 0;
    fprintf(to, "%s eenplan %s%s%s", lead, command->name, has_positions ? " " : "",
            has_positions ? command->positions : "");
    usage_options(cli, to, command);
    fputc('\n', to);
}

static bool print_group(const struct ep_cli *cli, FILE *to, const char *word)
{
    bool any = false;
    for (size_t i = 0; ep_commands[i] != NULL; i++)
        if (ep_command_in_group(ep_commands[i], word)) {
            fprintf(to, "%s%s", any ? ", " : T(cli, "Bedoelt u: ", "Do you mean: "), ep_commands[i]->name);
            any = true;
        }
    if (any)
        fputs("?\n", to);
    return any;
}

ep_err ep_command_misuse(const struct ep_cli *cli, const struct ep_command *command, const char *reason,
                         const char *what)
{
    char clean[EP_SCREEN_BYTES];
    fflush(cli->out);
    if (what != NULL)
        fprintf(cli->err, "eenplan: %s: %s\n", reason, ep_screen(ep_text(what), clean, sizeof clean));
    else
        fprintf(cli->err, "eenplan: %s\n", reason);
    if (command != NULL || what == NULL || !print_group(cli, cli->err, what))
        ep_command_usage(cli, cli->err, command);
    return EP_USAGE;
}

/* Two columns; what does not fit the left one gets a line of its own. */
static void row(FILE *to, const char *left, const char *right)
{
    size_t columns = ep_utf8_count(ep_text(left));
    fprintf(to, "  %s", left);
    if (columns > LEFT_COLUMN) {
        fputs("\n  ", to);
        columns = 0;
    }
    fprintf(to, "%*s  %s\n", (int)(LEFT_COLUMN - columns), "", right);
}

static void option_rows(const struct ep_cli *cli, const struct ep_option *options, size_t count)
{
    char left[EP_SCREEN_BYTES];
    for (size_t i = 0; i < count; i++) {
        const struct ep_option *option = &options[i];
        snprintf(left, sizeof left, "--%s%s%s", option->name, option->value != NULL ? " " : "",
                 option->value != NULL ? option->value : "");
        if (option->required) {
            char right[2 * EP_SCREEN_BYTES];
            snprintf(right, sizeof right, "%s %s", option->help[cli->lang], T(cli, "(nodig)", "(needed)"));
            row(cli->out, left, right);
        } else {
            row(cli->out, left, option->help[cli->lang]);
        }
    }
}

static void list_of_all(const struct ep_cli *cli)
{
    fprintf(cli->out, "%s\n\n",
            T(cli, "eenplan: één plan voor één gezin, van meerdere organisaties samen.",
              "eenplan: one plan for one family, of several organisations together."));
    ep_command_usage(cli, cli->out, NULL);
    fprintf(cli->out, "\n%s\n", T(cli, "Opdrachten:", "Commands:"));
    for (size_t i = 0; ep_commands[i] != NULL; i++)
        row(cli->out, ep_commands[i]->name, ep_commands[i]->summary[cli->lang]);
}

void ep_command_help(struct ep_cli *cli, const struct ep_command *command)
{
    size_t count;
    const struct ep_option *options = ep_global_options(&count);
    if (command == NULL) {
        list_of_all(cli);
        fprintf(cli->out, "\n%s\n", T(cli, "Opties bij elke opdracht:", "Options with every command:"));
        option_rows(cli, options, count);
        row(cli->out, "--version", T(cli, "de versie van dit programma", "the version of this program"));
        return;
    }
    ep_command_usage(cli, cli->out, command);
    fprintf(cli->out, "\n%s\n", command->summary[cli->lang]);
    if (command->option_count > 0) {
        fprintf(cli->out, "\n%s\n", T(cli, "Opties:", "Options:"));
        option_rows(cli, command->options, command->option_count);
    }
    fprintf(cli->out, "\n%s\n", T(cli, "Opties bij elke opdracht:", "Options with every command:"));
    option_rows(cli, options, count);
}
