#include "cli/command_own.h"
#include "cli/script.h"

#include <string.h>

struct script {
    FILE *file;
    const char *name; /* for the messages */
    unsigned long number;
    bool show, go_on;
    char *line;
};

static void say_where(const struct ep_cli *cli, const struct script *script, const char *what)
{
    char clean[EP_SCREEN_BYTES];
    fprintf(cli->err, "%s:%lu: %s\n", ep_screen(ep_text(script->name), clean, sizeof clean), script->number, what);
}

static ep_err unreadable(const struct ep_cli *cli, const struct script *script, ep_err err)
{
    const char *what = err == EP_TOO_LARGE
                           ? T(cli, "de regel is te lang", "the line is too long")
                           : T(cli, "een aanhalingsteken of \\ is niet afgesloten", "a quote or \\ is not closed");
    say_where(cli, script, what);
    return EP_USAGE;
}

static ep_err one_line(struct ep_cli *cli, const struct script *script)
{
    char *words[EP_SCRIPT_WORDS_MAX];
    int count;
    if (script->show && script->line[strspn(script->line, " \t")] != 0)
        fprintf(cli->out, "> %s\n", script->line);
    ep_err err = ep_script_split(script->line, words, &count);
    if (err != EP_OK)
        return unreadable(cli, script, err);
    if (count == 0)
        return EP_OK;
    err = ep_command_line(cli, count, words, true);
    fflush(cli->out);
    if (err != EP_OK)
        say_where(cli, script, T(cli, "bij deze opdracht gestopt", "this command did not succeed"));
    return err;
}

static ep_err all_lines(struct ep_cli *cli, struct script *script)
{
    ep_err first = EP_OK;
    for (;;) {
        ep_err err = ep_script_line(script->file, script->line);
        script->number++;
        if (err == EP_CLOSED)
            return first;
        if (err != EP_OK) { /* the rest of such a file means nothing: stop, also with --doorgaan */
            err = err == EP_FILE ? err : unreadable(cli, script, err);
            return first != EP_OK ? first : err;
        }
        err = one_line(cli, script);
        if (first == EP_OK)
            first = err;
        if (err != EP_OK && !script->go_on)
            return first;
    }
}

static ep_err run(struct ep_cli *cli, const struct ep_args *args)
{
    bool from_input = strcmp(args->position[0], "-") == 0;
    struct script script = {
        .name = args->position[0], .show = ep_arg(args, "toon") != NULL, .go_on = ep_arg(args, "doorgaan") != NULL};
    ep_err err = EP_FILE;
    script.file = from_input ? cli->in : fopen(script.name, "r");
    if (script.file == NULL) {
        ep_cli_complain(cli, ep_cli_fault(cli, EP_FILE, script.name));
        return EP_FILE;
    }
    /* Secret memory: the lines hold what people write about families. */
    script.line = ep_secret_open(EP_SCRIPT_LINE_BYTES_MAX + 1);
    if (script.line == NULL)
        err = EP_NO_MEMORY;
    else
        err = all_lines(cli, &script);
    if (script.line == NULL || ferror(script.file))
        ep_cli_complain(cli, err);
    ep_secret_close(script.line);
    if (!from_input)
        fclose(script.file);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"toon", NULL, {"print each command line first", "druk elke opdrachtregel eerst af"}, false},
    {"doorgaan", NULL, {"go on after a command that fails", "ga door na een opdracht die mislukt"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_run = {
    .name = "run",
    .positions = "<bestand>|-",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"play the commands in a file, one per line", "voer de opdrachten in een bestand uit, een per regel"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
