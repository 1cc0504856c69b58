/* Promise: whatever stands in a path, a query and a body, the command line made of it is the row's own command, options that
 * the command has, "--", and its positions. No option names a file or a folder, none but the reason for a reading belongs to
 * the whole program, and no value passes for an option. The first line names the command, or its first byte chooses a row. */
#include "cli/command_own.h"
#include "cli/web_call.h"
#include "cli/web_route.h"
#include "tests/fuzz/fuzz.h"

static const struct ep_option *named(const struct ep_option *options, size_t count, const char *name, size_t len)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(options[i].name) == len && memcmp(options[i].name, name, len) == 0)
            return &options[i];
    return NULL;
}

static void check_option(const struct ep_command *command, const char *word)
{
    size_t count, len;
    assert(strncmp(word, "--", 2) == 0);
    word += 2;
    len = strcspn(word, "=");
    const struct ep_option *globals = ep_global_options(&count);
    const struct ep_option *option = named(command->options, command->option_count, word, len);
    if (option == NULL) {
        option = named(globals, count, word, len);
        assert(option != NULL && (strcmp(option->name, "collega") == 0 || strcmp(option->name, "nood") == 0));
    }
    assert(!ep_option_is_file(option) && !ep_option_is_folder(option));
    assert((word[len] == '=') == (option->value != NULL)); /* in one word: the next is never its value */
}

/* The words of the row's command come first, as they stand there. */
static int check_name(const char *command, char *const *words, int count)
{
    int at = 0;
    while (*command != 0 && strchr("$:?", *command) == NULL) {
        size_t len = strcspn(command, " ");
        assert(at < count && strlen(words[at]) == len && memcmp(words[at], command, len) == 0);
        at++;
        command += command[len] == ' ' ? len + 1 : len;
    }
    return at;
}

static void check(const struct ep_web_call *call, char *const *words, int count)
{
    int named_by = 0, positions = 0, at = check_name(call->command, words, count);
    const struct ep_command *command = ep_command_find(count, (const char *const *)words, &named_by);
    assert(command != NULL && named_by == at);
    for (; strcmp(words[at], "--") != 0; at++) {
        check_option(command, words[at]);
        assert(at + 1 < count);
    }
    for (const char *mark = call->command; *mark != 0; mark++)
        positions += *mark == '$' || *mark == ':' || *mark == '?';
    assert(count - at - 1 <= positions);
}

/* By what it does, so that a seed stays what it is when the table grows. */
static const struct ep_web_row *row_of(const struct ep_web_row *row, size_t rows, ep_bytes *input)
{
    size_t len = 0;
    while (len < input->len && input->at[len] != '\n')
        len++;
    for (size_t i = 0; i < rows && len < input->len; i++)
        if (row[i].command != NULL && strlen(row[i].command) == len && memcmp(row[i].command, input->at, len) == 0) {
            (void)fuzz_bytes(input, len + 1);
            return &row[i];
        }
    return row + fuzz_byte(input) % rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ep_cli cli;
    char capture[EP_WEB_CAPTURES_MAX][65] = {{0}}, query[512] = {0};
    ep_bytes input = {data, size};
    size_t rows;
    int count = 0;
    struct ep_web_line *line = NULL;
    const struct ep_web_row *row = ep_web_rows(&rows);
    if (ep_crypto_open() != EP_OK) /* once, for secret memory; then it says so at once */
        abort();
    row = row_of(row, rows, &input);
    if (row->command == NULL)
        return 0;
    struct ep_web_call call = {.command = row->command, .query = query};
    snprintf(call.basis, sizeof call.basis, "%s", fuzz_byte(&input) % 4 == 0 ? "3" : "");
    for (size_t i = 0; i < EP_WEB_CAPTURES_MAX; i++) {
        ep_bytes part = fuzz_bytes(&input, fuzz_byte(&input) % 65u);
        if (part.len > 0)
            memcpy(capture[i], part.at, part.len);
        call.capture[i] = capture[i];
    }
    ep_bytes part = fuzz_bytes(&input, fuzz_byte(&input));
    if (part.len > 0)
        memcpy(query, part.at, part.len);
    call.body = input;
    ep_err err = ep_web_line_open(&cli, &call, &line);
    if (err == EP_OK) {
        char *const *words = ep_web_line_words(line, &count);
        check(&call, words, count);
    } else {
        assert(err == EP_MALFORMED || err == EP_FIELD_INVALID || err == EP_TOO_MANY || err == EP_TOO_LARGE);
    }
    ep_web_line_close(line);
    return 0;
}
