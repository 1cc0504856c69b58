#define _XOPEN_SOURCE 700
#include "tests/support/story.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

/* The stage for the tests in a browser: real nodes and small vaults, on which stories are played and people come and go. What
 * it is told and what it answers are lines; it ends, with everything on it, when nothing more can come.
 *
 *   vandaag N           day N of what follows is really today; else it is day 0
 *   verhaal PAD         that story, to its "! genoeg"
 *   nieuw CODE NAAM     a person of that organisation who has no vault yet
 *   web WIE             that person's `eenplan web`: "adres http://…", which works once
 *   web-uit WIE         ends it: "gestopt 0"; its exit status
 *   dood CODE           that organisation's machine is gone at once: its node, and the relay before it
 *   terug CODE          and back
 *   any line of a story (support/story.h): "goed", or "mislukt"; what was on the screen goes to stderr
 *
 * It begins with "toneel MAP" and "wachtzin …", which opens every vault that was not made in a browser. */

#define WEBS_MAX 16
#define WAIT_MS 30000

struct web {
    char who[64];
    struct ep_play play;
};

struct play {
    struct stage stage;
    struct story story;
    struct web web[WEBS_MAX];
};

static struct web *web_of(struct play *play, const char *who)
{
    for (size_t i = 0; i < WEBS_MAX; i++)
        if (strcmp(play->web[i].who, who) == 0)
            return &play->web[i];
    return NULL;
}

/* Its address, or what it said instead of one. */
static bool web_on(struct play *play, const char *who, char *said, size_t cap)
{
    struct web *web = web_of(play, ""); /* a free place */
    const char *kluis = stage_kluis(&play->stage, who);
    char program[512];
    snprintf(program, sizeof program, "%s/eenplan", play->stage.bin);
    snprintf(said, cap, "%.63s", who);
    /* Without the file of the passphrase: it is typed, and who makes a vault is shown a new one. */
    if (web == NULL || kluis == NULL ||
        !ep_play_start(&web->play, (const char *const[]){program, "--kleine-kluis", "--kluis", kluis, "web", NULL},
                       NULL))
        return false;
    long at = ep_play_expect(&web->play, "http://", 0, WAIT_MS);
    bool whole = at >= 0 && ep_play_expect(&web->play, "\n", (size_t)at, WAIT_MS) >= 0;
    const char *from = web->play.text != NULL ? web->play.text + (whole ? at : 0) : "";
    snprintf(said, cap, "%.*s", (int)strcspn(from, "\n"), from);
    if (whole)
        snprintf(web->who, sizeof web->who, "%.63s", who);
    return whole;
}

/* Its exit status: a sanitizer says there what it found. */
static int web_off(struct web *web)
{
    kill(web->play.pid, SIGTERM);
    int status = ep_play_wait(&web->play, WAIT_MS);
    if (status != 0)
        fprintf(stderr, "web of %s: %d\n%s\n", web->who, status, web->play.text);
    ep_play_free(&web->play);
    web->who[0] = 0;
    return status;
}

/* With its relay: one that takes a link and drops it would look like a node that will not have us. */
static bool machine_off(struct org *org)
{
    bool good = kill(org->relay, SIGKILL) == 0 && waitpid(org->relay, NULL, 0) == org->relay;
    ep_play_stop(&org->node, SIGKILL);
    ep_play_free(&org->node);
    org->relay = 0;
    return good;
}

static bool machine_on(struct stage *stage, struct org *org)
{
    char record[512];
    snprintf(record, sizeof record, "%s/opname/%s", stage->folder, org->code);
    org->relay = ep_relay_start(org->relay_port, org->port, record);
    return org->relay > 0 && stage_node_on(stage, org);
}

static bool is_today(struct play *play, long day)
{
    play->stage.today = day;
    play->story.start = stage_begins(&play->stage);
    return true;
}

static bool tell_story(struct play *play, const char *path)
{
    play->story.over = false;
    return story_play(&play->story, path);
}

static bool newcomer(struct play *play, char *code)
{
    char *name = strchr(code, ' ');
    if (name == NULL)
        return false;
    *name++ = 0;
    return stage_newcomer(&play->stage, code, name);
}

static void obey(struct play *play, char *line)
{
    char said[512] = "";
    char *name = strchr(line, ' ') != NULL ? strchr(line, ' ') + 1 : line;
    struct web *web = web_of(play, name);
    struct org *org = stage_org(&play->stage, name);
    const char *word = "goed";
    bool good = true;
    if (strncmp(line, "web ", 4) == 0) {
        word = "adres";
        good = web_on(play, name, said, sizeof said);
    } else if (strncmp(line, "web-uit ", 8) == 0 && web != NULL) {
        word = "gestopt";
        snprintf(said, sizeof said, "%d", web_off(web));
    } else if (strncmp(line, "dood ", 5) == 0 && org != NULL) {
        good = machine_off(org);
    } else if (strncmp(line, "terug ", 6) == 0 && org != NULL) {
        good = machine_on(&play->stage, org);
    } else if (strncmp(line, "vandaag ", 8) == 0) {
        good = is_today(play, strtol(name, NULL, 10));
    } else if (strncmp(line, "verhaal ", 8) == 0) {
        good = tell_story(play, name);
    } else if (strncmp(line, "nieuw ", 6) == 0) {
        good = newcomer(play, name);
    } else {
        good = story_line(&play->story, line);
    }
    printf("%s %s\n", good ? word : "mislukt", said);
    fflush(stdout);
}

static bool begin(struct play *play, char **argv)
{
    struct stage *stage = &play->stage;
    if (!stage_open(stage, argv[1], true))
        return false;
    play->story = (struct story){.stage = stage, .start = stage_begins(stage), .out = stderr, .brief = true};
    printf("toneel %s\nwachtzin %s\n", stage->folder, STAGE_PASSPHRASE);
    fflush(stdout);
    return true;
}

int main(int argc, char **argv)
{
    static struct play play;
    static char line[8192];
    if (argc != 2) {
        fprintf(stderr, "web_stage BIN\n");
        return 64;
    }
    bool good = begin(&play, argv);
    while (good && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        obey(&play, line);
    }
    for (size_t i = 0; i < WEBS_MAX; i++)
        if (play.web[i].who[0] != 0)
            good = web_off(&play.web[i]) == 0 && good;
    stage_close(&play.stage);
    story_close(&play.story);
    return good ? 0 : 1;
}
