#include "cli/command.h"

#include "cli/command_own.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum global { KLUIS, WACHTZIN, BELEID, JSON, TAAL, KLEIN, COLLEGA, NOOD, HELP, GLOBALS };

static const struct ep_option globals[GLOBALS] = {
    [KLUIS] = {"kluis", "BESTAND", {"the vault (or EENPLAN_KLUIS)", "de kluis (of EENPLAN_KLUIS)"}, false},
    [WACHTZIN] = {"wachtzin-bestand",
                  "BESTAND",
                  {"the passphrase is the first line of this file", "de wachtzin is de eerste regel van dit bestand"},
                  false},
    [BELEID] = {"beleid", "MAP", {"the folder with the policy files", "de map met de beleidsbestanden"}, false},
    [JSON] = {"json", NULL, {"output for programs", "uitvoer voor programma's"}, false},
    [TAAL] = {"taal", "nl|en", {"language (or EENPLAN_TAAL)", "taal (of EENPLAN_TAAL)"}, false},
    [KLEIN] = {"kleine-kluis",
               NULL,
               {"test switch: allow a weak vault", "proefschakelaar: sta een zwakke kluis toe"},
               false},
    [COLLEGA] = {"collega",
                 "REDEN",
                 {"why you read a household that you do not work with; that stays in its file",
                  "waarom u een huishouden inziet waar u niet mee werkt; dat blijft in het dossier"},
                 false},
    [NOOD] = {"nood",
              "REDEN",
              {"the same when it cannot wait: who works with it is told",
               "hetzelfde als het niet kan wachten: wie ermee werkt krijgt bericht"},
              false},
    [HELP] = {"help", NULL, {"how a command is used", "hoe een opdracht wordt gebruikt"}, false},
};

/* What getopt_long returns for each table; above every character. */
enum { CODE_POSITION = 1, CODE_OPTION = 1000, CODE_GLOBAL = 2000, CODE_VERSION = 3000 };
#define ROOM (EP_OPTIONS_MAX + GLOBALS + 2)

struct parse {
    struct ep_cli *cli;
    const struct ep_command *command; /* NULL: what stands before it is read */
    struct ep_args args;
    bool within_run, help, version;
};

const struct ep_option *ep_global_options(size_t *count)
{
    *count = GLOBALS;
    return globals;
}

const char *ep_arg(const struct ep_args *args, const char *name)
{
    for (size_t i = 0; i < args->option_count; i++)
        if (strcmp(args->options[i].name, name) == 0)
            return args->value[i];
    assert(false); /* an option that the command does not have */
    return NULL;
}

/* How many words the name has when the first words are all of it; else 0. */
static int words_matched(const char *name, int count, const char *const *first)
{
    for (int n = 0; n < count && n < EP_COMMAND_WORDS_MAX; n++) {
        size_t len = strcspn(name, " ");
        if (strlen(first[n]) != len || memcmp(first[n], name, len) != 0)
            return 0;
        if (name[len] == 0)
            return n + 1;
        name += len + 1;
    }
    return 0;
}

const struct ep_command *ep_command_find(int count, const char *const *first, int *words)
{
    const struct ep_command *found = NULL;
    *words = 0;
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        int n = words_matched(ep_commands[i]->name, count, first);
        if (n > *words) {
            *words = n;
            found = ep_commands[i];
        }
    }
    return found;
}

static ep_err misuse(const struct parse *parse, const char *nl, const char *en, const char *what)
{
    return ep_command_misuse(parse->cli, parse->command, T(parse->cli, nl, en), what);
}

static ep_err misuse_option(const struct parse *parse, const char *nl, const char *en, const struct ep_option *option)
{
    char name[EP_SCREEN_BYTES];
    snprintf(name, sizeof name, "--%s", option->name);
    return misuse(parse, nl, en, name);
}

static ep_err on_global(struct parse *parse, enum global which)
{
    struct ep_cli *cli = parse->cli;
    /* One run opens one vault, under one policy. */
    if (parse->within_run && which != JSON && which != TAAL && which != COLLEGA && which != NOOD && which != HELP)
        return misuse_option(parse, "deze optie hoort bij run zelf, niet in het bestand",
                             "this option belongs to run itself, not in its file", &globals[which]);
    switch (which) {
    case KLUIS:
        cli->kluis_path = optarg;
        break;
    case WACHTZIN:
        cli->wachtzin_path = optarg;
        break;
    case BELEID:
        cli->policy_path = optarg;
        break;
    case JSON:
        cli->json = true;
        break;
    case TAAL:
        if (strcmp(optarg, "nl") != 0 && strcmp(optarg, "en") != 0)
            return misuse(parse, "de taal is nl of en", "the language is nl or en", optarg);
        cli->lang = strcmp(optarg, "nl") == 0;
        break;
    case KLEIN:
        cli->small_vault = true;
        break;
    case COLLEGA:
    case NOOD:
        if (cli->reading.reden != NULL)
            return misuse_option(parse, "een inzage heeft één reden", "a reading has one reason", &globals[which]);
        cli->reading.reden = optarg;
        cli->reading.nood = which == NOOD;
        break;
    case HELP:
        parse->help = true;
        break;
    case GLOBALS:
        break;
    }
    return EP_OK;
}

static ep_err on_option(struct parse *parse, size_t i)
{
    assert(i < parse->args.option_count);
    if (parse->args.value[i] != NULL)
        return misuse_option(parse, "deze optie staat er twee keer", "this option is given twice",
                             &parse->args.options[i]);
    parse->args.value[i] = optarg != NULL ? optarg : "";
    return EP_OK;
}

static ep_err on_position(struct parse *parse, const char *word)
{
    if (parse->args.positions == parse->command->positions_max)
        return misuse(parse, "hier staat een woord te veel", "one word too many", word);
    parse->args.position[parse->args.positions++] = word;
    return EP_OK;
}

static ep_err on_unknown(const struct parse *parse, char *const *argv)
{
    const char letter[] = {'-', (char)optopt, 0};
    if (optopt >= CODE_OPTION)
        return misuse(parse, "deze optie heeft geen waarde", "this option takes no value", argv[optind - 1]);
    return misuse(parse, "deze optie is hier niet bekend", "this option is not known here",
                  optopt != 0 ? letter : argv[optind - 1]);
}

static ep_err on_code(struct parse *parse, int code, char *const *argv)
{
    if (code == '?')
        return on_unknown(parse, argv);
    if (code == ':')
        return misuse(parse, "na deze optie ontbreekt de waarde", "the value of this option is missing",
                      argv[optind - 1]);
    if (code == CODE_POSITION)
        return on_position(parse, optarg);
    if (code == CODE_VERSION || code == 'h') {
        parse->version |= code == CODE_VERSION;
        parse->help |= code == 'h';
        return EP_OK;
    }
    if (code >= CODE_GLOBAL)
        return on_global(parse, (enum global)(code - CODE_GLOBAL));
    return on_option(parse, (size_t)(code - CODE_OPTION));
}

static size_t add_rows(struct option *rows, size_t at, const struct ep_option *options, size_t count, int code)
{
    for (size_t i = 0; i < count; i++)
        rows[at++] = (struct option){.name = options[i].name,
                                     .has_arg = options[i].value != NULL ? required_argument : no_argument,
                                     .val = code + (int)i};
    return at;
}

/* Read options, and in a command's own words its positions too; `next` is where it stopped. argv[0] is skipped. */
static ep_err scan(struct parse *parse, int argc, char *const *argv, int *next)
{
    struct option rows[ROOM] = {0};
    /* "+" stops at the command, "-" hands over positions in order, whatever POSIXLY_CORRECT says; ":" keeps quiet. */
    const char *letters = parse->command == NULL ? "+:h" : "-:h";
    ep_err err = EP_OK;
    int code;
    size_t n = add_rows(rows, 0, parse->args.options, parse->args.option_count, CODE_OPTION);
    n = add_rows(rows, n, globals, GLOBALS, CODE_GLOBAL);
    if (parse->command == NULL)
        rows[n] = (struct option){.name = "version", .val = CODE_VERSION};
    optind = 0; /* glibc: begin anew, also after a scan that stopped half-way */
    opterr = 0;
    while (err == EP_OK && (code = getopt_long(argc, argv, letters, rows, NULL)) != -1)
        err = on_code(parse, code, argv);
    *next = optind;
    return err;
}

static ep_err complete(const struct parse *parse)
{
    const struct ep_args *args = &parse->args;
    if (args->positions < parse->command->positions_min)
        return misuse(parse, "er ontbreekt een woord achter de opdracht", "a word is missing after the command", NULL);
    for (size_t i = 0; i < args->option_count; i++)
        if (args->options[i].required && args->value[i] == NULL)
            return misuse_option(parse, "deze optie is nodig", "this option is needed", &args->options[i]);
    return EP_OK;
}

static ep_err run(const struct parse *parse)
{
    struct ep_cli *cli = parse->cli;
    if (cli->small_vault && !parse->within_run)
        fprintf(cli->err, "%s\n",
                T(cli, "eenplan: let op: --kleine-kluis is alleen voor proeven; zo'n kluis is zwak",
                  "eenplan: note: --kleine-kluis is for tests only; such a vault is weak"));
    cli->fault = NULL;
    ep_err err = parse->command->run(cli, &parse->args);
    ep_notices_tell(cli);
    /* `run` explains itself: the lines in it already did. */
    if (err != EP_OK && parse->command != &ep_cmd_run) {
        fflush(cli->out);
        ep_cli_complain(cli, err);
        if (err == EP_USAGE)
            ep_command_usage(cli, cli->err, parse->command);
    }
    cli->fault = NULL;
    return err;
}

static ep_err run_words(struct parse *parse, int argc, char *const *argv)
{
    int words, next;
    parse->command = ep_command_find(argc, (const char *const *)argv, &words);
    if (parse->command == NULL)
        return misuse(parse, "deze opdracht is niet bekend", "this command is not known", argv[0]);
    if (parse->within_run && parse->command == &ep_cmd_run)
        return misuse(parse, "run kan niet binnen run", "run cannot stand within run", NULL);
    assert(parse->command->option_count <= EP_OPTIONS_MAX);
    assert(parse->command->positions_max <= EP_POSITIONS_MAX);
    parse->args.options = parse->command->options;
    parse->args.option_count = parse->command->option_count;
    /* getopt skips the last word of the name as if it were the name of a program. */
    argc -= words - 1;
    argv += words - 1;
    ep_err err = scan(parse, argc, argv, &next);
    for (; err == EP_OK && next < argc; next++) /* after "--" */
        err = on_position(parse, argv[next]);
    if (err == EP_OK && parse->help) {
        ep_command_help(parse->cli, parse->command);
        return EP_OK;
    }
    if (err == EP_OK)
        err = complete(parse);
    return err == EP_OK ? run(parse) : err;
}

static ep_err parse_line(struct parse *parse, int argc, char *const *argv)
{
    int next;
    ep_err err = scan(parse, argc, argv, &next);
    if (err != EP_OK)
        return err;
    if (parse->version) {
        fprintf(parse->cli->out, "eenplan %s\n", EP_PROGRAM_VERSION);
        return EP_OK;
    }
    if (next < argc)
        return run_words(parse, argc - next, argv + next);
    if (!parse->help)
        return misuse(parse, "er staat geen opdracht", "there is no command", NULL);
    ep_command_help(parse->cli, NULL);
    return EP_OK;
}

ep_err ep_command_line(struct ep_cli *cli, int argc, char **argv, bool within_run)
{
    struct parse parse = {.cli = cli, .within_run = within_run};
    int lang = cli->lang;
    bool json = cli->json;
    const char *reden = cli->reading.reden;
    char name[] = "eenplan";
    /* getopt wants a program's name before the words. */
    char **line = malloc(((size_t)argc + 2) * sizeof *line);
    if (line == NULL) {
        ep_cli_complain(cli, EP_NO_MEMORY);
        return EP_NO_MEMORY;
    }
    line[0] = name;
    if (argc > 0)
        memcpy(line + 1, argv, (size_t)argc * sizeof *line);
    line[argc + 1] = NULL;
    ep_err err = parse_line(&parse, argc + 1, line);
    free(line);
    if (cli->ended)
        ep_open_wipe(cli);
    cli->ended = false;
    /* What one line of a `run` file asks for holds for that line. */
    cli->lang = lang;
    cli->json = json;
    cli->reading.reden = reden;
    return err;
}

ep_err ep_command_run(struct ep_cli *cli, int argc, char **argv)
{
    return ep_command_line(cli, argc, argv, false);
}
