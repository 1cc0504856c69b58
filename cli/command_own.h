/* What the parser, the help, `run` and the completion share. Layer: cli; for those files only. */
#ifndef EP_CLI_COMMAND_OWN_H
#define EP_CLI_COMMAND_OWN_H

#include "cli/command.h"

#ifndef EP_PROGRAM_VERSION
#define EP_PROGRAM_VERSION "1.0.0"
#endif

#define EP_COMMAND_WORDS_MAX 3

extern const struct ep_command ep_cmd_run;
extern const struct ep_command ep_cmd_help;

/* As ep_command_run. Within `run` the vault and the policy are settled, and `run` itself is refused. */
ep_err ep_command_line(struct ep_cli *cli, int argc, char **argv, bool within_run);
/* The longest command that the first words name; `words` is how many they are. NULL: none. */
const struct ep_command *ep_command_find(int count, const char *const *first, int *words);
/* Is `word` the first word of this command's name, with more words after it? */
bool ep_command_in_group(const struct ep_command *command, const char *word);
/* What its value is, for the completion. */
bool ep_option_is_file(const struct ep_option *option);
bool ep_option_is_folder(const struct ep_option *option);

/* One line on how to call it; NULL: the program. */
void ep_command_usage(const struct ep_cli *cli, FILE *to, const struct ep_command *command);
/* Says on stderr what was wrong and how to call it. `what` is the word that was wrong, or NULL. Returns EP_USAGE. */
ep_err ep_command_misuse(const struct ep_cli *cli, const struct ep_command *command, const char *reason,
                         const char *what);

#endif
