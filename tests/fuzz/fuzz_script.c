/* Promise: whatever a file for `run` holds, its lines split within their bounds, the words quoted again split to the
 * same words, and the command parser explains what it does not know. `--help` stands in front, so nothing is carried
 * out. */
#include "cli/script.h"
#include "cli/command_own.h"
#include "tests/fuzz/fuzz.h"

/* Room for every character of a word as '\'' and quotes and a blank per word. */
static char line[EP_SCRIPT_LINE_BYTES_MAX + 1], before[EP_SCRIPT_LINE_BYTES_MAX + 1],
    quoted[4 * EP_SCRIPT_LINE_BYTES_MAX + 4 * EP_SCRIPT_WORDS_MAX];

static void same_words(char *const *words, int count)
{
    char *again[EP_SCRIPT_WORDS_MAX], *to = quoted;
    int found = -1;
    for (int i = 0; i < count; i++) {
        bool bare = words[i][0] != 0 && words[i][strcspn(words[i], " \t#'\"\\")] == 0;
        to = stpcpy(to, bare ? "" : "'");
        for (const char *at = words[i]; *at != 0; at++) {
            to = stpcpy(to, *at == '\'' ? "'\\'" : "");
            *to++ = *at;
        }
        to = stpcpy(to, bare ? " " : "' ");
    }
    *to = 0;
    assert(ep_script_split(quoted, again, &found) == EP_OK && found == count);
    for (int i = 0; i < count; i++)
        assert(strcmp(words[i], again[i]) == 0);
}

static void parse(char *const *words, int count, bool within_run)
{
    static FILE *nowhere;
    static struct ep_cli cli;
    char help[] = "--help";
    char *argv[EP_SCRIPT_WORDS_MAX + 1] = {help};
    if (nowhere == NULL && (nowhere = fopen("/dev/null", "w")) == NULL)
        abort();
    ep_cli_init(&cli);
    cli.out = cli.err = nowhere;
    memcpy(argv + 1, words, (size_t)count * sizeof *words);
    ep_err err = ep_command_line(&cli, count + 1, argv, within_run);
    assert(err == EP_OK || err == EP_USAGE);
    ep_cli_close(&cli);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    char *words[EP_SCRIPT_WORDS_MAX];
    int count;
    while (file != NULL && ep_script_line(file, line) == EP_OK) {
        strcpy(before, line);
        if (ep_script_split(line, words, &count) == EP_OK) {
            for (int i = 0; i < count; i++)
                assert(words[i] >= line && words[i] + strlen(words[i]) <= line + strlen(before));
            same_words(words, count);
            parse(words, count, size % 2 == 0);
        }
        count = 0; /* and words that were not read from a line: the line itself, in pieces */
        for (size_t at = 0, len = strlen(before); at < len && count < EP_SCRIPT_WORDS_MAX; at += 8) {
            words[count++] = before + at;
            before[at + 7 < len ? at + 7 : len] = 0;
        }
        same_words(words, count);
    }
    return file != NULL ? fclose(file) : 0;
}
