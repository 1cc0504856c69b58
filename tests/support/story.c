#define _XOPEN_SOURCE 700
#include "tests/support/story.h"

#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void tell(const struct story *story, const char *format, ...)
{
    va_list args;
    if (story->out == NULL)
        return;
    va_start(args, format);
    vfprintf(story->out, format, args);
    va_end(args);
    fflush(story->out);
}

static bool fail(const struct story *story, const char *what, const char *about)
{
    FILE *out = story->out != NULL ? story->out : stderr;
    fprintf(out, "MISLUKT bij regel %zu van het verhaal: %s %s\n", story->line, what, about);
    if (story->out == NULL && story->screen != NULL)
        fprintf(out, "----\n%s----\n", story->screen);
    return false;
}

/* {h} is the id that was kept under that letter; {8} is the date of day 8, {-5783} one long before, {8+15} that of day 8 in the fifteenth year after. */
static void dates(const struct story *story, const char *text, char *out, size_t cap)
{
    size_t to = 0;
    for (; *text != 0 && to + 40 < cap; text++) {
        char *end = NULL;
        if (*text == '{' && text[1] >= 'a' && text[1] <= 'z' && text[2] == '}') {
            to += (size_t)snprintf(out + to, cap - to, "%.32s", story->kept[text[1] - 'a']);
            text += 2;
            continue;
        }
        long days = *text == '{' ? strtol(text + 1, &end, 10) : 0;
        long years = end != NULL && *end == '+' ? strtol(end + 1, &end, 10) : 0;
        if (*text != '{' || *end != '}') {
            out[to++] = *text;
            continue;
        }
        time_t then = story->start + days * 86400;
        struct tm date;
        localtime_r(&then, &date);
        date.tm_year += (int)years;
        to += strftime(out + to, cap - to, "%Y-%m-%d", &date);
        text = end;
    }
    out[to] = 0;
}

static void gather_secrets(struct story *story, const char *line)
{
    for (const char *at = strchr(line, '"'); at != NULL; at = strchr(at, '"')) {
        size_t len = strcspn(++at, "\"");
        bool known = len < 4;
        for (size_t i = 0; i < story->secrets && !known; i++)
            known = strlen(story->secret[i]) == len && strncmp(story->secret[i], at, len) == 0;
        if (!known && story->secrets < STORY_SECRETS_MAX)
            story->secret[story->secrets++] = strndup(at, len);
        at += len + 1;
    }
}

static void show(const struct story *story)
{
    for (const char *at = story->screen; at != NULL && *at != 0;) {
        int len = (int)strcspn(at, "\n");
        char line[1024];
        snprintf(line, sizeof line, "%.*s", len, at);
        if (strstr(line, "EENPLAN_TEST_CLOCK") == NULL) /* said once, in our own opening words */
            tell(story, "  %-9s %s\n", story->who, line);
        at += len + (at[len] == '\n');
    }
}

/* What was gathered is played, and ends as it should. */
static bool flush(struct story *story)
{
    struct ep_play play;
    const struct ep_err_row *row = ep_err_row(story->refused);
    if (story->commands[0] == 0)
        return true;
    int status = stage_play(story->stage, story->who, story->commands, &play);
    free(story->screen);
    story->screen = play.text != NULL ? play.text : strdup("");
    play.text = NULL;
    ep_play_free(&play);
    show(story);
    bool good = story->refused == EP_OK ? status == 0
                                        : status == row->exit_status && strstr(story->screen, row->text[1]) != NULL;
    story->commands[0] = 0;
    story->refused = EP_OK;
    return good || fail(story, "de opdrachten eindigden anders:", story->who);
}

/* Words of a "!" line; '…' holds a name of more than one word. */
static size_t split(char *text, char *words[], size_t max)
{
    size_t count = 0;
    while (*text != 0 && count < max) {
        while (*text == ' ')
            text++;
        char end = *text == '\'' ? '\'' : ' ';
        if (end == '\'')
            text++;
        if (*text == 0)
            break;
        words[count++] = text;
        text += strcspn(text, end == '\'' ? "'" : " ");
        if (*text != 0)
            *text++ = 0;
    }
    return count;
}

static bool direct(struct story *story, char *text)
{
    struct stage *stage = story->stage;
    char none[] = "";
    char *word[8] = {none, none, none, none, none, none, none, none};
    size_t count = split(text, word, 8);
    if (strcmp(word[0], "organisatie") == 0 && count == 5) {
        tell(story, "  %-9s %s: drie kluizen en een knooppuntmap\n", word[1], word[2]);
        return stage_organisation(stage, word[1], word[2], word[3], word[4]);
    }
    if (strcmp(word[0], "gebruiker") == 0 && count == 3) {
        tell(story, "  %-9s %s meldt zich aan met een eigen kluis; vijf woorden heen en terug\n", word[1], word[2]);
        return stage_user(stage, word[1], word[2]);
    }
    if (strcmp(word[0], "koppel") == 0 && count == 3) {
        tell(story, "  %-9s en %s koppelen: een regel, vijf woorden heen en terug\n", word[1], word[2]);
        return stage_pair(stage, word[1], word[2]);
    }
    if (strcmp(word[0], "wacht") == 0)
        return stage_settle(stage, 30000);
    if (strcmp(word[0], "nacht") == 0) /* nodes end leases only on a clock that they came to believe */
        return poll(NULL, 0, 6000) == 0 && stage_settle(stage, 30000);
    struct org *org = count == 2 ? stage_org(stage, word[1]) : NULL;
    if (org != NULL && strcmp(word[0], "uit") == 0) {
        stage_node_off(org);
        return true;
    }
    return org != NULL && strcmp(word[0], "aan") == 0 && stage_node_on(stage, org);
}

static bool heading(struct story *story, const char *text)
{
    char *rest = NULL;
    long day = strtol(text, &rest, 10);
    tell(story, "\n── T+%ld ·%s\n", day, rest);
    return stage_clock(story->stage, day);
}

static bool check(struct story *story, const char *text)
{
    char needle[1024];
    bool lacks = text[0] == '!';
    dates(story, text + (lacks ? 2 : 1), needle, sizeof needle);
    bool found = story->screen != NULL && needle[0] != 0 && strstr(story->screen, needle) != NULL;
    story->checked++;
    return found != lacks || fail(story, lacks ? "het scherm zegt toch:" : "het scherm zegt niet:", needle);
}

/* "$h tekst": the id that stands behind that text on the last screen. */
static bool keep(struct story *story, const char *text)
{
    const char *at = story->screen != NULL && text[0] >= 'a' && text[0] <= 'z' && text[1] == ' '
                         ? strstr(story->screen, text + 2)
                         : NULL;
    if (at == NULL)
        return fail(story, "het scherm zegt niet:", text);
    at += strlen(text + 2);
    size_t len = strspn(at, "0123456789abcdef");
    snprintf(story->kept[text[0] - 'a'], sizeof story->kept[0], "%.*s", (int)(len > 32 ? 32 : len), at);
    return len >= 8 || fail(story, "geen kenmerk achter:", text + 2);
}

static ep_err error_named(const char *name)
{
    for (size_t n = 0; ep_err_at(n) != NULL; n++)
        if (strcmp(ep_err_at(n)->name, name) == 0)
            return ep_err_at(n)->code;
    return EP_OK;
}

static bool command(struct story *story, char *text)
{
    char *arrow = strchr(text, '>');
    char line[8192];
    if (arrow == NULL)
        return fail(story, "geen opdracht:", text);
    *arrow = 0;
    char *refusal = strstr(text, "! ");
    if (refusal != NULL)
        *refusal = 0;
    if ((strcmp(story->who, text) != 0 || refusal != NULL || story->refused != EP_OK) && !flush(story))
        return false;
    story->refused = refusal != NULL ? error_named(refusal + 2) : EP_OK;
    if (refusal != NULL && story->refused == EP_OK)
        return fail(story, "onbekende reden:", refusal + 2);
    snprintf(story->who, sizeof story->who, "%.60s", text);
    gather_secrets(story, arrow + 1);
    dates(story, arrow + 2, line, sizeof line);
    if (strlen(story->commands) + strlen(line) + 2 > sizeof story->commands)
        return fail(story, "te veel opdrachten van", story->who);
    strcat(story->commands, line);
    strcat(story->commands, "\n");
    return true;
}

static bool play_line(struct story *story, char *text)
{
    text[strcspn(text, "\n")] = 0;
    if (text[0] == 0 || text[0] == '#')
        return true;
    if (strchr("=|!?$", text[0]) != NULL && !flush(story))
        return false;
    if (strncmp(text, "== ", 3) == 0)
        return heading(story, text + 3);
    if (strncmp(text, "| ", 2) == 0) {
        tell(story, "  %s\n", text + 2);
        return true;
    }
    if (text[0] == '?')
        return check(story, text + 1);
    if (text[0] == '$')
        return keep(story, text + 1);
    if (strcmp(text, "! genoeg") == 0) {
        story->over = story->brief;
        return true;
    }
    if (strncmp(text, "! ", 2) == 0)
        return direct(story, text + 2) || fail(story, "het lukt niet:", text + 2);
    return command(story, text);
}

bool story_line(struct story *story, char *text)
{
    return play_line(story, text) && flush(story);
}

bool story_play(struct story *story, const char *path)
{
    static char text[8192];
    FILE *file = fopen(path, "r");
    bool good = file != NULL;
    while (good && !story->over && fgets(text, sizeof text, file) != NULL) {
        story->line++;
        good = play_line(story, text);
    }
    good = good && flush(story);
    if (file != NULL)
        fclose(file);
    return good;
}

void story_close(struct story *story)
{
    for (size_t i = 0; i < story->secrets; i++)
        free(story->secret[i]);
    free(story->screen);
}
