#define _XOPEN_SOURCE 700
#include "tests/support/stage.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Plays tests/demo/case-a.txt with five real nodes and the full vault profile, and then proves on what is left behind
 * that no node and no wire ever held a name or a word of the case. Exit status 0 only if all of it held. */

#define STORY EP_SOURCE_DIR "/tests/demo/case-a.txt"
#define SECRETS_MAX 256
#define MARKER "merkteken-dat-gevonden-moet-worden-7c1f"

struct demo {
    struct stage stage;
    time_t start; /* T */
    char who[64]; /* whose commands are gathered */
    char commands[32768];
    char *secret[SECRETS_MAX];
    size_t secrets;
    size_t line;
};

/* {8} is the date of day 8, {-5783} one long before. */
static void dates(const struct demo *demo, const char *text, char *out, size_t cap)
{
    size_t to = 0;
    for (; *text != 0 && to + 16 < cap; text++) {
        char *end = NULL;
        long days = *text == '{' ? strtol(text + 1, &end, 10) : 0;
        if (*text != '{' || *end != '}') {
            out[to++] = *text;
            continue;
        }
        time_t then = demo->start + days * 86400;
        struct tm date;
        localtime_r(&then, &date);
        to += strftime(out + to, cap - to, "%Y-%m-%d", &date);
        text = end;
    }
    out[to] = 0;
}

/* What stands between double quotes is a name or a word of the case. */
static void gather_secrets(struct demo *demo, const char *line)
{
    for (const char *at = strchr(line, '"'); at != NULL; at = strchr(at, '"')) {
        size_t len = strcspn(++at, "\"");
        bool known = len < 4;
        for (size_t i = 0; i < demo->secrets && !known; i++)
            known = strlen(demo->secret[i]) == len && strncmp(demo->secret[i], at, len) == 0;
        if (!known && demo->secrets < SECRETS_MAX)
            demo->secret[demo->secrets++] = strndup(at, len);
        at += len + 1;
    }
}

static void show(const char *who, const char *text)
{
    char copy[1024];
    for (const char *at = text; at != NULL && *at != 0;) {
        size_t len = strcspn(at, "\n");
        snprintf(copy, sizeof copy, "%.*s", (int)len, at);
        if (strstr(copy, "EENPLAN_TEST_CLOCK") == NULL) /* said once, in our own opening words */
            printf("  %-9s %s\n", who, copy);
        at += len + (at[len] == '\n');
    }
}

static bool flush_commands(struct demo *demo)
{
    struct ep_play play;
    if (demo->commands[0] == 0)
        return true;
    int status = stage_play(&demo->stage, demo->who, demo->commands, &play);
    show(demo->who, play.text);
    if (status != 0)
        printf("MISLUKT: de opdrachten van %s eindigden met %d\n", demo->who, status);
    ep_play_free(&play);
    demo->commands[0] = 0;
    fflush(stdout);
    return status == 0;
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

static bool direct(struct demo *demo, char *text)
{
    struct stage *stage = &demo->stage;
    char none[] = "";
    char *word[8] = {none, none, none, none, none, none, none, none};
    size_t count = split(text, word, 8);
    if (strcmp(word[0], "organisatie") == 0 && count == 5) {
        printf("  %-9s %s: drie kluizen en een knooppuntmap\n", word[1], word[2]);
        return stage_organisation(stage, word[1], word[2], word[3], word[4]);
    }
    if (strcmp(word[0], "gebruiker") == 0 && count == 3) {
        printf("  %-9s %s meldt zich aan met een eigen kluis; vijf woorden heen en terug\n", word[1], word[2]);
        return stage_user(stage, word[1], word[2]);
    }
    if (strcmp(word[0], "koppel") == 0 && count == 3) {
        printf("  %-9s en %s koppelen: een regel, vijf woorden heen en terug\n", word[1], word[2]);
        return stage_pair(stage, word[1], word[2]);
    }
    if (strcmp(word[0], "wacht") == 0)
        return stage_settle(stage, 30000);
    struct org *org = count == 2 ? stage_org(stage, word[1]) : NULL;
    if (org != NULL && strcmp(word[0], "uit") == 0) {
        stage_node_off(org);
        return true;
    }
    return org != NULL && strcmp(word[0], "aan") == 0 && stage_node_on(stage, org);
}

static bool heading(struct demo *demo, const char *text)
{
    char *rest = NULL;
    long day = strtol(text, &rest, 10);
    printf("\n── T+%ld ·%s\n", day, rest);
    return stage_clock(&demo->stage, day);
}

static bool command(struct demo *demo, char *text)
{
    char *arrow = strchr(text, '>');
    char line[8192];
    if (arrow == NULL)
        return false;
    *arrow = 0;
    if (strcmp(demo->who, text) != 0 && !flush_commands(demo))
        return false;
    snprintf(demo->who, sizeof demo->who, "%.60s", text);
    gather_secrets(demo, arrow + 1);
    dates(demo, arrow + 2, line, sizeof line);
    if (strlen(demo->commands) + strlen(line) + 2 > sizeof demo->commands)
        return false;
    strcat(demo->commands, line);
    strcat(demo->commands, "\n");
    return true;
}

static bool play_line(struct demo *demo, char *text)
{
    text[strcspn(text, "\n")] = 0;
    if (text[0] == 0 || text[0] == '#')
        return true;
    bool own = strchr("=|!", text[0]) != NULL;
    if (own && !flush_commands(demo))
        return false;
    fflush(stdout);
    if (strncmp(text, "== ", 3) == 0)
        return heading(demo, text + 3);
    if (strncmp(text, "| ", 2) == 0)
        return printf("  %s\n", text + 2) > 0;
    if (strncmp(text, "! ", 2) == 0)
        return direct(demo, text + 2);
    return command(demo, text);
}

static bool play_story(struct demo *demo)
{
    static char text[8192];
    FILE *story = fopen(STORY, "r");
    bool good = story != NULL;
    while (good && fgets(text, sizeof text, story) != NULL) {
        demo->line++;
        good = play_line(demo, text);
    }
    good = good && flush_commands(demo);
    if (!good)
        printf("MISLUKT bij regel %zu van het verhaal\n", demo->line);
    if (story != NULL)
        fclose(story);
    return good;
}

/* The search must be able to find: a marker in a node's folder, and one that crossed a relay. */
static bool plant(struct demo *demo)
{
    char path[512];
    struct org *org = &demo->stage.org[0];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)org->relay_port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    snprintf(path, sizeof path, "%s/%s/node/merkteken", demo->stage.folder, org->code);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool sent = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                write(fd, MARKER, sizeof MARKER - 1) == (ssize_t)(sizeof MARKER - 1);
    poll(NULL, 0, 300); /* so that it has crossed before the line closes */
    close(fd);
    return sent && ep_play_write(path, MARKER "\n");
}

static size_t search(const struct demo *demo, const char *text, char *where, size_t cap)
{
    size_t hits = 0;
    char path[512];
    for (size_t i = 0; i < demo->stage.orgs; i++) {
        snprintf(path, sizeof path, "%s/%s/node", demo->stage.folder, demo->stage.org[i].code);
        hits += ep_play_search(path, text, strlen(text), where, cap);
    }
    return hits;
}

static size_t search_wire(const struct demo *demo, const char *text, char *where, size_t cap)
{
    char path[512];
    snprintf(path, sizeof path, "%s/opname", demo->stage.folder);
    return ep_play_search(path, text, strlen(text), where, cap);
}

static bool prove(struct demo *demo)
{
    size_t hits = 0;
    char where[512] = "";
    printf("\n── Bewijs\n");
    if (!plant(demo))
        return false;
    for (size_t i = 0; i < demo->secrets; i++) {
        size_t found = search(demo, demo->secret[i], where, sizeof where) +
                       search_wire(demo, demo->secret[i], where, sizeof where);
        if (found > 0)
            printf("  GEVONDEN: \"%s\" in %s\n", demo->secret[i], where);
        hits += found;
    }
    size_t planted = search(demo, MARKER, where, sizeof where);
    size_t crossed = search_wire(demo, MARKER, where, sizeof where);
    printf(
        "  %zu namen en teksten gezocht in alle bestanden van %zu knooppunten en in alle bytes op de lijnen: %zu keer "
        "gevonden\n",
        demo->secrets, demo->stage.orgs, hits);
    printf("  het geplante merkteken: %zu keer op schijf, %zu keer op de lijn\n", planted, crossed);
    return hits == 0 && demo->secrets > 20 && planted == 1 && crossed == 1;
}

int main(int argc, char **argv)
{
    static struct demo demo;
    time_t begin = time(NULL);
    if (argc != 2 || !stage_open(&demo.stage, argv[1], false)) {
        fprintf(stderr, "eenplan-demo BIN\n");
        return 64;
    }
    demo.start = begin;
    printf("eenplan: één gezin, één plan, één regisseur — casus A, met vijf knooppunten op deze computer\n"
           "De klok is een testklok: de dagen van het verhaal gaan in een minuut voorbij.\n");
    bool good = play_story(&demo) && prove(&demo);
    printf("\n%s in %ld seconden\n", good ? "Alles klopt" : "NIET GOED", (long)(time(NULL) - begin));
    demo.stage.keep = getenv("EENPLAN_DEMO_BEWAAR") != NULL;
    stage_close(&demo.stage);
    for (size_t i = 0; i < demo.secrets; i++)
        free(demo.secret[i]);
    return good ? 0 : 1;
}
