#include "cli/web_call.h"

#include "cli/command_own.h"
#include "cli/json.h"
#include "cli/json_read.h"
#include "cli/outcome.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 256
#define TEXT_BYTES (2 * EP_WEB_BODY_BYTES_MAX)

struct member {
    const char *name, *value;
    enum ep_json_sort sort;
    bool used;
};

/* A command line under construction. Its words lie in secret memory: they are what people write about families. */
struct ep_web_line {
    struct ep_cli *cli;
    char *text;
    size_t len;
    struct member member[EP_JSON_MEMBERS_MAX];
    size_t members;
    char *word[WORDS_MAX];
    int words;
};

static char *keep(struct ep_web_line *line, const char *a, const char *b, const char *c)
{
    size_t need = strlen(a) + strlen(b) + strlen(c) + 1;
    if (TEXT_BYTES - line->len < need)
        return NULL;
    char *at = line->text + line->len;
    line->len += need;
    snprintf(at, need, "%s%s%s", a, b, c);
    return at;
}

static ep_err add_word(struct ep_web_line *line, const char *a, const char *b, const char *c)
{
    if (line->words == WORDS_MAX)
        return EP_TOO_MANY;
    line->word[line->words] = keep(line, a, b, c);
    return line->word[line->words] != NULL ? (line->words++, EP_OK) : EP_TOO_LARGE;
}

static ep_err take_member(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    struct ep_web_line *line = arg;
    struct member *member = &line->member[line->members];
    if (line->members == EP_JSON_MEMBERS_MAX)
        return EP_TOO_MANY;
    *member = (struct member){keep(line, name, "", ""), keep(line, value, "", ""), sort, false};
    line->members++;
    return member->name != NULL && member->value != NULL ? EP_OK : EP_TOO_LARGE;
}

bool ep_web_is_id(const char *text, size_t len)
{
    return len == 2 * EP_ID_BYTES && strspn(text, "0123456789abcdef") >= len;
}

/* What a command line would take a name for is an id in an address, and what only has a name, or is a reason, stands in a
 * body. */
static bool may_stand(const char *member, const char *value)
{
    static const char *const ids[] = {"als", "lid", "gebruiker", "huishouden"}, *const never[] = {"voor", "collega",
                                                                                                  "nood"};
    bool may = true;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        may &= strcmp(member, ids[i]) != 0 || ep_web_is_id(value, strlen(value));
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        may &= strcmp(member, never[i]) != 0;
    return may;
}

/* "als=…&waarom=…": ids, codes and days only, so nothing in it needs an escape. */
static ep_err take_query(struct ep_web_line *line, const char *query)
{
    char part[256];
    while (query != NULL && *query != 0) {
        size_t len = strcspn(query, "&");
        if (len >= sizeof part)
            return EP_TOO_LARGE;
        memcpy(part, query, len);
        part[len] = 0;
        char *value = strchr(part, '=');
        if (value == NULL || value[1 + strspn(value + 1, "abcdefghijklmnopqrstuvwxyz0123456789_,-")] != 0)
            return EP_MALFORMED;
        *value++ = 0;
        if (!may_stand(part, value))
            return EP_MALFORMED;
        ep_err err = take_member(line, part, EP_JSON_WORD, value);
        if (err != EP_OK)
            return err;
        query += query[len] == '&' ? len + 1 : len;
    }
    return EP_OK;
}

static struct member *member_of(struct ep_web_line *line, const char *name)
{
    for (size_t i = 0; i < line->members; i++)
        if (strcmp(line->member[i].name, name) == 0)
            return &line->member[i];
    return NULL;
}

/* In JSON a dash in a name is a nuisance, on a command line an underscore is: both are heard. */
static bool same_name(const char *option, const char *member)
{
    for (; *option != 0 && *member != 0; option++, member++)
        if (*option != *member && !(*option == '-' && *member == '_'))
            return false;
    return *option == *member;
}

/* NULL: the command has no such option, or it names a file on this machine, which is not the page's to choose. */
static const struct ep_option *option_of(const struct ep_command *command, const char *name)
{
    for (size_t i = 0; i < command->option_count; i++)
        if (same_name(command->options[i].name, name))
            return ep_option_is_file(&command->options[i]) || ep_option_is_folder(&command->options[i])
                       ? NULL
                       : &command->options[i];
    size_t count = 0;
    const struct ep_option *globals = ep_global_options(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(globals[i].name, name) == 0 && (strcmp(name, "collega") == 0 || strcmp(name, "nood") == 0))
            return &globals[i];
    return NULL;
}

static ep_err add_options(struct ep_web_line *line, const struct ep_command *command)
{
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < line->members; i++) {
        const struct member *member = &line->member[i];
        if (member->used)
            continue;
        const struct ep_option *option = option_of(command, member->name);
        if (option == NULL)
            return ep_cli_fault(line->cli, EP_FIELD_INVALID, member->name);
        bool yes = member->sort == EP_JSON_TRUE || strcmp(member->value, "ja") == 0;
        bool no = member->sort == EP_JSON_FALSE || strcmp(member->value, "nee") == 0;
        if (option->value == NULL && !yes && !no)
            return ep_cli_fault(line->cli, EP_FIELD_INVALID, member->name);
        if (option->value == NULL && yes)
            err = add_word(line, "--", option->name, "");
        if (option->value == NULL)
            continue;
        const char *value = member->sort == EP_JSON_WORD ? member->value : member->sort == EP_JSON_TRUE ? "ja" : "nee";
        char name[EP_SCREEN_BYTES];
        snprintf(name, sizeof name, "--%s=", option->name);
        err = add_word(line, name, value, "");
    }
    return err;
}

/* "$1" is what stood in the path, ":soort" a member that must be there, "?naam" one that may. */
static ep_err add_position(struct ep_web_line *line, const char *token, size_t len, const struct ep_web_call *call)
{
    char name[64];
    if (token[0] == '$')
        return add_word(line, call->capture[token[1] - '1'], "", "");
    snprintf(name, sizeof name, "%.*s", (int)(len - 1), token + 1);
    struct member *member = member_of(line, name);
    if (member == NULL)
        return token[0] == '?' ? EP_OK : ep_cli_fault(line->cli, EP_FIELD_INVALID, name);
    member->used = true;
    return add_word(line, member->value, "", "");
}

static bool is_position(char c)
{
    return c == '$' || c == ':' || c == '?';
}

/* The words of the command, its options, "--", its positions: so that no value can pass for an option. Two walks, since
 * positions may use up members. */
static ep_err compose(struct ep_web_line *line, const struct ep_web_call *call)
{
    char *position[WORDS_MAX];
    int positions = 0, words = 0;
    char name[64];
    ep_err err = EP_OK;
    for (const char *at = call->command; err == EP_OK && *at != 0;) {
        size_t len = strcspn(at, " ");
        if (is_position(*at)) {
            int before = line->words;
            err = add_position(line, at, len, call);
            if (err == EP_OK && line->words > before)
                position[positions++] = line->word[--line->words];
        } else {
            snprintf(name, sizeof name, "%.*s", (int)len, at);
            err = add_word(line, name, "", "");
        }
        at += at[len] == ' ' ? len + 1 : len;
    }
    const struct ep_command *command = ep_command_find(line->words, (const char *const *)line->word, &words);
    if (err == EP_OK && call->basis[0] != 0)
        err = take_member(line, "basis", EP_JSON_WORD, call->basis);
    if (err == EP_OK)
        err = command != NULL ? add_options(line, command) : EP_USAGE;
    if (err == EP_OK)
        err = add_word(line, "--", "", "");
    if (err == EP_OK && line->words + positions > WORDS_MAX)
        err = EP_TOO_MANY;
    for (int i = 0; err == EP_OK && i < positions; i++)
        line->word[line->words++] = position[i];
    return err;
}

static void drop(char *text, size_t len)
{
    if (text != NULL)
        ep_wipe(text, len);
    free(text);
}

/* What the command says, and what it says of an error, are the only two things that leave it. */
static ep_err play(struct ep_cli *cli, struct ep_web_line *line, struct ep_web_said *said)
{
    FILE *out = cli->out, *err_out = cli->err;
    cli->out = open_memstream(&said->text, &said->len);
    cli->err = open_memstream(&said->complaint, &said->complaint_len);
    ep_err err = EP_NO_MEMORY;
    if (cli->out != NULL && cli->err != NULL)
        err = ep_command_line(cli, line->words, line->word, true);
    if (cli->out != NULL && fclose(cli->out) != 0)
        err = EP_NO_MEMORY;
    if (cli->err != NULL && fclose(cli->err) != 0)
        err = EP_NO_MEMORY;
    cli->out = out;
    cli->err = err_out;
    return err;
}

static ep_err play_to(struct ep_cli *cli, struct ep_web_line *line, FILE *to)
{
    cli->out = to;
    cli->err = to;
    cli->json = false;
    return ep_command_line(cli, line->words, line->word, true);
}

void ep_web_said_drop(struct ep_web_said *said)
{
    drop(said->text, said->len);
    drop(said->complaint, said->complaint_len);
    memset(said, 0, sizeof *said);
}

/* A command without a form of its own says lines. */
static ep_err as_json(struct ep_web_said *said, bool waits)
{
    char *text = NULL;
    size_t len = 0;
    if (said->len > 0 && said->text[0] == '{')
        return EP_OK;
    FILE *file = open_memstream(&text, &len);
    if (file == NULL)
        return EP_NO_MEMORY;
    ep_err err = ep_outcome_put(&(struct ep_outcome){.text = said->text, .len = said->len, .waits = waits}, file);
    fclose(file);
    drop(said->text, said->len);
    said->text = text;
    said->len = len;
    return err;
}

void ep_web_line_close(struct ep_web_line *line)
{
    if (line != NULL)
        ep_secret_close(line->text);
    free(line);
}

char *const *ep_web_line_words(const struct ep_web_line *line, int *count)
{
    *count = line->words;
    return line->word;
}

ep_err ep_web_line_open(struct ep_cli *cli, const struct ep_web_call *call, struct ep_web_line **out)
{
    struct ep_web_line *line = *out = calloc(1, sizeof *line);
    if (line == NULL)
        return EP_NO_MEMORY;
    line->cli = cli;
    line->text = ep_secret_open(TEXT_BYTES);
    ep_err err = line->text != NULL ? EP_OK : EP_NO_MEMORY;
    if (err == EP_OK)
        err = take_query(line, call->query);
    if (err == EP_OK)
        err = ep_json_read(call->body, take_member, line);
    return err == EP_OK ? compose(line, call) : err;
}

ep_err ep_web_call(struct ep_cli *cli, const struct ep_web_call *call, struct ep_web_said *said)
{
    struct ep_web_line *line;
    memset(said, 0, sizeof *said);
    cli->fault_text[0] = 0;
    cli->json = true;
    cli->lang = call->lang;
    ep_err err = ep_web_line_open(cli, call, &line);
    if (err == EP_OK)
        err = call->to != NULL ? play_to(cli, line, call->to) : play(cli, line, said);
    bool waits = err == EP_WRAP_WAITS; /* it is done, and what it waits for comes by itself */
    if ((err == EP_OK || waits) && call->to == NULL && !call->raw)
        err = as_json(said, waits);
    ep_web_line_close(line);
    return err;
}
