#include "cli/script.h"

#include <string.h>

ep_err ep_script_line(FILE *file, char *line)
{
    size_t len = 0;
    int c;
    while ((c = getc(file)) != EOF && c != '\n') {
        if (c == 0)
            return EP_MALFORMED;
        if (len == EP_SCRIPT_LINE_BYTES_MAX)
            return EP_TOO_LARGE;
        line[len++] = (char)c;
    }
    if (c == EOF && ferror(file))
        return EP_FILE;
    if (c == EOF && len == 0)
        return EP_CLOSED;
    if (len > 0 && line[len - 1] == '\r') /* a file from Windows */
        len--;
    line[len] = 0;
    return EP_OK;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One quoted piece: from the character after the quote to the closing one. */
static ep_err take_quoted(char quote, char **from, char **to)
{
    while (**from != quote) {
        if (quote == '"' && **from == '\\' && ((*from)[1] == '"' || (*from)[1] == '\\'))
            (*from)++;
        if (**from == 0)
            return EP_MALFORMED;
        *(*to)++ = *(*from)++;
    }
    (*from)++;
    return EP_OK;
}

/* One word. What is written never passes what is read: quotes only take away. */
static ep_err take_word(char **from, char **to)
{
    ep_err err = EP_OK;
    while (err == EP_OK && **from != 0 && !blank(**from)) {
        char c = *(*from)++;
        if (c == '\'' || c == '"') {
            err = take_quoted(c, from, to);
        } else {
            if (c == '\\')
                c = *(*from)++;
            if (c == 0)
                return EP_MALFORMED;
            *(*to)++ = c;
        }
    }
    return err;
}

ep_err ep_script_split(char *line, char *words[EP_SCRIPT_WORDS_MAX], int *count)
{
    char *from = line, *to = line;
    *count = 0;
    for (;;) {
        while (blank(*from))
            from++;
        if (*from == 0 || *from == '#')
            return EP_OK;
        if (*count == EP_SCRIPT_WORDS_MAX)
            return EP_TOO_LARGE;
        words[(*count)++] = to;
        ep_err err = take_word(&from, &to);
        if (err != EP_OK)
            return err;
        /* Before the closing NUL is written over it, step past the blank that ended the word. */
        if (*from != 0)
            from++;
        *to++ = 0;
    }
}
