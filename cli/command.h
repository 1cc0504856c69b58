/* The command table: it is the parser, the help and the shell completion. Layer: cli.
 * A command is one row in command.c and one function; its options are a table too. */
#ifndef EP_CLI_COMMAND_H
#define EP_CLI_COMMAND_H

#include "cli/cli.h"

#define EP_OPTIONS_MAX 80 /* `write` and `change` take every field of every soort */
#define EP_POSITIONS_MAX 8

struct ep_option {
    const char *name;    /* "--naam" without the dashes */
    const char *value;   /* what stands in its place in the help; NULL: a switch */
    const char *help[2]; /* English, Dutch */
    bool required;
};

struct ep_args {
    const char *position[EP_POSITIONS_MAX];
    size_t positions;
    const struct ep_option *options;
    size_t option_count;
    const char *value[EP_OPTIONS_MAX]; /* per option; NULL: not given; "" for a switch */
};

/* The value of an option, or NULL. The name must be one of the command's. */
const char *ep_arg(const struct ep_args *args, const char *name);

struct ep_command {
    const char *name;      /* "peer invite" */
    const char *positions; /* "<huishouden> [<lid>]" */
    size_t positions_min, positions_max;
    const char *summary[2]; /* English, Dutch */
    const struct ep_option *options;
    size_t option_count;
    ep_err (*run)(struct ep_cli *cli, const struct ep_args *args);
};

extern const struct ep_command *const ep_commands[]; /* closed by NULL */
const struct ep_option *ep_global_options(size_t *count);

/* Parse and run one command line, argv[0] being the first word of the command. EP_USAGE explains itself on stderr. */
ep_err ep_command_run(struct ep_cli *cli, int argc, char **argv);
void ep_command_help(struct ep_cli *cli, const struct ep_command *command); /* NULL: the list of all */

#endif
