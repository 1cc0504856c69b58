#include "cli/command_own.h"

#include <string.h>

/* The words before the cursor that are no options make the command; options with a value take the next word along. */
static const char head[] =
    "# eenplan: bash completion. Use: source <(eenplan completion bash)\n"
    "_eenplan() {\n"
    "    local woord=\"${COMP_WORDS[COMP_CWORD]}\" vorige=\"${COMP_WORDS[COMP_CWORD-1]}\" opdracht='' keuze='' i\n"
    "    COMPREPLY=()\n";
static const char middle[] = "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                             "        case \"${COMP_WORDS[i]}\" in\n"
                             "        %s) ((i++)); [[ ${COMP_WORDS[i]} == '=' ]] && ((i++)) ;;\n"
                             "        -*) ;;\n"
                             "        *) opdracht+=\"${opdracht:+ }${COMP_WORDS[i]}\" ;;\n"
                             "        esac\n"
                             "    done\n";
static const char tail[] = "    mapfile -t COMPREPLY < <(compgen -W \"$keuze\" -- \"$woord\")\n"
                           "}\n"
                           "complete -o default -F _eenplan eenplan\n";

struct names { /* option names with a bar between them, each once */
    char text[8192];
    size_t len;
};

static bool has(const struct names *names, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = names->text; (at = strstr(at, name)) != NULL; at += len)
        if (at >= names->text + 2 && at[-1] == '-' && at[-2] == '-' && (at[len] == '|' || at[len] == 0) &&
            (at - names->text == 2 || at[-3] == '|'))
            return true;
    return false;
}

static void add(struct names *names, const char *name)
{
    if (has(names, name))
        return;
    int n =
        snprintf(names->text + names->len, sizeof names->text - names->len, "%s--%s", names->len > 0 ? "|" : "", name);
    if (n > 0 && (size_t)n < sizeof names->text - names->len)
        names->len += (size_t)n;
    else
        names->text[names->len] = 0; /* full: such an option completes as if it were a switch */
}

static bool takes_value(const struct ep_option *option)
{
    return option->value != NULL;
}

/* The globals and every command's options that `choose` picks. */
static void gather(struct names *names, bool (*choose)(const struct ep_option *))
{
    size_t count;
    const struct ep_option *globals = ep_global_options(&count);
    names->len = 0;
    names->text[0] = 0;
    for (size_t i = 0; i < count; i++)
        if (choose(&globals[i]))
            add(names, globals[i].name);
    for (size_t i = 0; ep_commands[i] != NULL; i++)
        for (size_t j = 0; j < ep_commands[i]->option_count; j++)
            if (choose(&ep_commands[i]->options[j]))
                add(names, ep_commands[i]->options[j].name);
}

static void values(FILE *out)
{
    struct names names;
    fputs("    case \"$vorige\" in\n", out);
    gather(&names, ep_option_is_file);
    fprintf(out, "    %s) mapfile -t COMPREPLY < <(compgen -f -- \"$woord\"); return ;;\n", names.text);
    gather(&names, ep_option_is_folder);
    fprintf(out, "    %s) mapfile -t COMPREPLY < <(compgen -d -- \"$woord\"); return ;;\n", names.text);
    fputs("    --taal) mapfile -t COMPREPLY < <(compgen -W 'nl en' -- \"$woord\"); return ;;\n", out);
    gather(&names, takes_value);
    fprintf(out, "    %s) return ;;\n    esac\n", names.text);
    const char *hole = strstr(middle, "%s");
    fwrite(middle, 1, (size_t)(hole - middle), out);
    fputs(names.text, out);
    fputs(hole + 2, out);
}

static size_t word_count(const char *name)
{
    size_t n = 1;
    for (; *name != 0; name++)
        n += *name == ' ';
    return n;
}

/* The next words after `before` (a group such as "peer", or "" for the first word), each once. */
static void next_words(FILE *out, const char *before)
{
    struct names seen = {.len = 0};
    size_t skip = strlen(before);
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        const char *name = ep_commands[i]->name;
        char word[64];
        if (skip > 0 && !ep_command_in_group(ep_commands[i], before))
            continue;
        name += skip > 0 ? skip + 1 : 0;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(name, " "), name);
        if (has(&seen, word))
            continue;
        add(&seen, word);
        fprintf(out, " %s", word);
    }
}

static void option_words(FILE *out, const struct ep_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, " --%s", options[i].name);
}

/* Longer names first, since case takes the first that fits. */
static void commands(FILE *out)
{
    for (size_t words = EP_COMMAND_WORDS_MAX; words >= 1; words--)
        for (size_t i = 0; ep_commands[i] != NULL; i++) {
            const struct ep_command *command = ep_commands[i];
            if (word_count(command->name) != words)
                continue;
            fprintf(out, "    '%s'|'%s '*) keuze='", command->name, command->name);
            option_words(out, command->options, command->option_count);
            next_words(out, command->name);
            fputs("' ;;\n", out);
        }
}

/* "peer", and "grant" of a three-word name: each prefix that is no command of its own. */
static void groups(FILE *out)
{
    struct names seen = {.len = 0};
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        const char *name = ep_commands[i]->name;
        for (const char *space = strchr(name, ' '); space != NULL; space = strchr(space + 1, ' ')) {
            char group[64];
            snprintf(group, sizeof group, "%.*s", (int)(space - name), name);
            if (has(&seen, group))
                continue;
            add(&seen, group);
            fprintf(out, "    '%s') keuze='", group);
            next_words(out, group);
            fputs("' ;;\n", out);
        }
    }
}

static ep_err completion(struct ep_cli *cli, const struct ep_args *args)
{
    size_t count;
    const struct ep_option *globals = ep_global_options(&count);
    if (strcmp(args->position[0], "bash") != 0)
        return ep_cli_fault(cli, EP_USAGE, args->position[0]);
    fputs(head, cli->out);
    values(cli->out);
    fputs("    case \"$opdracht\" in\n    '') keuze='", cli->out);
    next_words(cli->out, "");
    fputs("' ;;\n", cli->out);
    commands(cli->out);
    groups(cli->out);
    fputs("    esac\n    keuze+='", cli->out);
    option_words(cli->out, globals, count);
    fputs("'\n", cli->out);
    fputs(tail, cli->out);
    return EP_OK;
}

const struct ep_command ep_cmd_completion = {
    .name = "completion",
    .positions = "bash",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"print a completion for bash", "druk een aanvulling voor bash af"},
    .run = completion,
};
