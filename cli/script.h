/* A file of commands, one per line, for `run`. Layer: cli.
 *
 * '#' at the start of a word begins a comment. Words are quoted as in a shell: '…' keeps everything, "…" keeps all but
 * \" and \\, and a backslash outside quotes keeps the next character. Nothing is expanded. */
#ifndef EP_CLI_SCRIPT_H
#define EP_CLI_SCRIPT_H

#include "crypto/bytes.h"

#include <stdio.h>

#define EP_SCRIPT_LINE_BYTES_MAX (32u * 1024u) /* the longest text of an item, quoted */
#define EP_SCRIPT_WORDS_MAX 256                /* every option of `write` with its value, and then some */

/* The next line, without its end. `line` holds EP_SCRIPT_LINE_BYTES_MAX + 1. EP_CLOSED: there is none.
 * EP_TOO_LARGE; EP_MALFORMED: a NUL in it; EP_FILE: the file cannot be read. */
EP_MUST ep_err ep_script_line(FILE *file, char *line);
/* Split in place; the words borrow from `line`. EP_MALFORMED: a quote or backslash that is not closed. EP_TOO_LARGE. */
EP_MUST ep_err ep_script_split(char *line, char *words[EP_SCRIPT_WORDS_MAX], int *count);

#endif
