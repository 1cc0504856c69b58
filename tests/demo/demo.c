#define _XOPEN_SOURCE 700
#include "tests/support/story.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Plays tests/cases/a.txt with five real nodes and the full vault profile, and then proves on what is left behind
 * that no node and no wire ever held a name or a word of the case. Exit status 0 only if all of it held. What it leaves in
 * BIN/../gezinnen is what `eenplan web --demo` shows; with --blijf it sets that up again, and stays. */

#define STORY EP_SOURCE_DIR "/tests/cases/a.txt"
#define MARKER "merkteken-dat-gevonden-moet-worden-7c1f"

struct demo {
    struct stage stage;
    struct story story;
};

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
    for (size_t i = 0; i < demo->story.secrets; i++) {
        size_t found = search(demo, demo->story.secret[i], where, sizeof where) +
                       search_wire(demo, demo->story.secret[i], where, sizeof where);
        if (found > 0)
            printf("  GEVONDEN: \"%s\" in %s\n", demo->story.secret[i], where);
        hits += found;
    }
    size_t planted = search(demo, MARKER, where, sizeof where);
    size_t crossed = search_wire(demo, MARKER, where, sizeof where);
    printf(
        "  %zu namen en teksten gezocht in alle bestanden van %zu knooppunten en in alle bytes op de lijnen: %zu keer "
        "gevonden\n",
        demo->story.secrets, demo->stage.orgs, hits);
    printf("  het geplante merkteken: %zu keer op schijf, %zu keer op de lijn\n", planted, crossed);
    return hits == 0 && demo->story.secrets > 20 && planted == 1 && crossed == 1;
}

/* What `eenplan web --demo` asks for: who there is, with whose vault, under which clock. It stays until its input ends. */
static bool stay(struct stage *stage)
{
    static const char *const shown[] = {"Eva", "JH", "SC", "WI", "GGZ"};
    static const char *const orgs[] = {"WT", "JH", "SC", "WI", "GGZ"};
    char ignored;
    printf("klok\t%s\nwachtzin\t%s\n", stage->clock, stage->passphrase);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        const struct org *org = stage_org(stage, orgs[i]);
        const char *kluis = stage_kluis(stage, shown[i]);
        if (org == NULL || kluis == NULL)
            return false;
        printf("persoon\t%s\t%s\n", org->name, kluis);
    }
    printf("klaar\n");
    fflush(stdout);
    while (read(STDIN_FILENO, &ignored, 1) > 0)
        ;
    return true;
}

static bool play_all(struct demo *demo, const char *bin, const char *folder)
{
    time_t begin = time(NULL);
    ep_play_remove(folder);
    if (mkdir(folder, 0700) != 0 || !stage_open_at(&demo->stage, bin, false, folder) || !stage_begin(&demo->stage))
        return false;
    demo->story = (struct story){.stage = &demo->stage,
                                 .start = stage_begins(&demo->stage),
                                 .out = stdout,
                                 .brief = getenv("EENPLAN_DEMO_HEEL") == NULL};
    printf("eenplan: één gezin, één plan, één regisseur — casus A, met vijf knooppunten op deze computer\n"
           "De klok is een testklok: de dagen van het verhaal gaan in een minuut voorbij.\n");
    bool good = story_play(&demo->story, STORY) && prove(demo);
    printf("\n%s in %ld seconden\n", good ? "Alles klopt" : "NIET GOED", (long)(time(NULL) - begin));
    demo->stage.keep = good && stage_save(&demo->stage);
    if (demo->stage.keep)
        printf("Klik er zelf door: %s/eenplan web --demo\n", bin);
    story_close(&demo->story);
    return good;
}

int main(int argc, char **argv)
{
    static struct demo demo;
    char folder[200];
    bool resume = argc == 3 && strcmp(argv[2], "--blijf") == 0;
    /* Whole paths: what is kept is opened from another folder. */
    char *bin = argc == 2 || resume ? realpath(argv[1], NULL) : NULL;
    if (bin == NULL ||
        snprintf(folder, sizeof folder, "%.*s/gezinnen", (int)(strrchr(bin, '/') - bin), bin) >= (int)sizeof folder) {
        fprintf(stderr, "eenplan-demo BIN [--blijf]\n");
        return 64;
    }
    bool good = resume ? stage_resume(&demo.stage, bin, folder) && stay(&demo.stage) : play_all(&demo, bin, folder);
    stage_close(&demo.stage);
    free(bin);
    return good ? 0 : 1;
}
