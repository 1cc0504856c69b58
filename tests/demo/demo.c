#define _XOPEN_SOURCE 700
#include "tests/support/story.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Plays tests/cases/a.txt with five real nodes and the full vault profile, and then proves on what is left behind
 * that no node and no wire ever held a name or a word of the case. Exit status 0 only if all of it held. */

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

int main(int argc, char **argv)
{
    static struct demo demo;
    time_t begin = time(NULL);
    if (argc != 2 || !stage_open(&demo.stage, argv[1], false)) {
        fprintf(stderr, "eenplan-demo BIN\n");
        return 64;
    }
    demo.story = (struct story){
        .stage = &demo.stage, .start = begin, .out = stdout, .brief = getenv("EENPLAN_DEMO_HEEL") == NULL};
    printf("eenplan: één gezin, één plan, één regisseur — casus A, met vijf knooppunten op deze computer\n"
           "De klok is een testklok: de dagen van het verhaal gaan in een minuut voorbij.\n");
    bool good = story_play(&demo.story, STORY) && prove(&demo);
    printf("\n%s in %ld seconden\n", good ? "Alles klopt" : "NIET GOED", (long)(time(NULL) - begin));
    demo.stage.keep = getenv("EENPLAN_DEMO_BEWAAR") != NULL;
    stage_close(&demo.stage);
    story_close(&demo.story);
    return good ? 0 : 1;
}
