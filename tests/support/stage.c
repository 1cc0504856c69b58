#define _XOPEN_SOURCE 700
#include "tests/support/stage.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define UNLOCK_MS 20000

void stage_path(const struct stage *stage, char out[512], const char *code, const char *rest)
{
    snprintf(out, 512, "%s/%s%s", stage->folder, code, rest);
}

bool stage_open_at(struct stage *stage, const char *bin, bool small_vaults, const char *folder)
{
    time_t now = time(NULL);
    struct tm utc;
    memset(stage, 0, sizeof *stage);
    stage->bin = bin;
    stage->small_vaults = small_vaults;
    stage->noon = 12 - gmtime_r(&now, &utc)->tm_hour;
    snprintf(stage->folder, sizeof stage->folder, "%s", folder);
    snprintf(stage->clock, sizeof stage->clock, "%s/klok", stage->folder);
    snprintf(stage->passphrase, sizeof stage->passphrase, "%s/wachtzin", stage->folder);
    setenv("EENPLAN_TEST_CLOCK", stage->clock, 1);
    setenv("NO_COLOR", "1", 1);
    setenv("EENPLAN_TAAL", "nl", 1);
    return strlen(folder) < sizeof stage->folder;
}

bool stage_begin(struct stage *stage)
{
    char records[512];
    stage_path(stage, records, "opname", "");
    mkdir(records, 0700);
    return stage_clock(stage, 0) && ep_play_write(stage->passphrase, STAGE_PASSPHRASE "\n");
}

bool stage_open(struct stage *stage, const char *bin, bool small_vaults)
{
    char folder[256];
    return ep_play_folder(folder, sizeof folder) && stage_open_at(stage, bin, small_vaults, folder) &&
           stage_begin(stage);
}

bool stage_clock(const struct stage *stage, long days)
{
    char hours[32];
    snprintf(hours, sizeof hours, "%ld\n", (days - stage->today) * 24 + stage->noon);
    return ep_play_write(stage->clock, hours);
}

time_t stage_begins(const struct stage *stage)
{
    return time(NULL) + (stage->noon - stage->today * 24) * 3600;
}

void stage_node_off(struct org *org)
{
    ep_play_stop(&org->node, SIGTERM);
    ep_play_free(&org->node);
}

void stage_close(struct stage *stage)
{
    for (size_t i = 0; i < stage->orgs; i++) {
        stage_node_off(&stage->org[i]);
        if (stage->org[i].relay > 0) {
            kill(stage->org[i].relay, SIGTERM);
            waitpid(stage->org[i].relay, NULL, 0);
        }
    }
    if (!stage->keep)
        ep_play_remove(stage->folder);
}

struct org *stage_org(struct stage *stage, const char *code)
{
    for (size_t i = 0; i < stage->orgs; i++)
        if (strcmp(stage->org[i].code, code) == 0)
            return &stage->org[i];
    return NULL;
}

bool stage_node_on(struct stage *stage, struct org *org)
{
    char program[512];
    char folder[512];
    char log[512];
    snprintf(program, sizeof program, "%s/eenpland", stage->bin);
    stage_path(stage, folder, org->code, "/node");
    stage_path(stage, log, org->code, "/node/log");
    const char *const argv[] = {program, folder, NULL};
    return ep_play_start(&org->node, argv, log) && ep_play_listening(org->port, 20000);
}

static bool add_person(struct stage *stage, const char *called, const char *org, const char *kluis)
{
    if (stage->people == PEOPLE_MAX)
        return false;
    struct person *person = &stage->person[stage->people++];
    snprintf(person->called, sizeof person->called, "%s", called);
    snprintf(person->kluis, sizeof person->kluis, "%s/%s/kluizen/%s", stage->folder, org, kluis);
    return true;
}

static bool create(struct stage *stage, const struct org *org, const char *sort, const char *steward)
{
    char paths[3][512];
    char program[512];
    char listen[64];
    char route[64];
    struct ep_play play;
    stage_path(stage, paths[0], org->code, "");
    stage_path(stage, paths[1], org->code, "/node");
    stage_path(stage, paths[2], org->code, "/kluizen");
    mkdir(paths[0], 0700);
    snprintf(program, sizeof program, "%s/eenplan", stage->bin);
    snprintf(listen, sizeof listen, "127.0.0.1:%u", org->port);
    snprintf(route, sizeof route, "127.0.0.1:%u", org->relay_port);
    const char *vault = stage->small_vaults ? "--kleine-kluis" : "--taal=nl";
    const char *routed = org->relay_port != 0 ? "--route" : NULL; /* the list ends here without one */
    const char *const argv[] = {program,
                                vault,
                                "--wachtzin-bestand",
                                stage->passphrase,
                                "org",
                                "create",
                                "--naam",
                                org->name,
                                "--soort",
                                sort,
                                "--beheerder",
                                steward,
                                "--map",
                                paths[1],
                                "--kluizen",
                                paths[2],
                                "--adres",
                                listen,
                                routed,
                                route,
                                NULL};
    bool good = ep_play_start(&play, argv, NULL) && ep_play_wait(&play, 3 * UNLOCK_MS) == 0;
    if (!good)
        fprintf(stderr, "%s\n", play.text != NULL ? play.text : "org create");
    ep_play_free(&play);
    return good;
}

static bool found(struct stage *stage, const char *code, const char *name, const char *sort, const char *steward,
                  bool hidden)
{
    if (stage->orgs == ORGS_MAX)
        return false;
    struct org *org = &stage->org[stage->orgs++];
    char called[128];
    char record[512];
    *org = (struct org){.port = ep_play_port(), .relay_port = hidden ? 0 : ep_play_port()};
    snprintf(org->code, sizeof org->code, "%s", code);
    snprintf(org->name, sizeof org->name, "%s", name);
    if (!create(stage, org, sort, steward))
        return false;
    snprintf(record, sizeof record, "%s/opname/%s", stage->folder, code);
    org->relay = hidden ? 0 : ep_relay_start(org->relay_port, org->port, record);
    if (org->relay < 0 || !stage_node_on(stage, org) || !add_person(stage, code, code, "steward.kluis"))
        return false;
    snprintf(called, sizeof called, "%s.%s", code, steward);
    if (!add_person(stage, called, code, "steward.kluis"))
        return false;
    snprintf(called, sizeof called, "%s.autoriteit", code);
    return add_person(stage, called, code, "autoriteit.kluis");
}

bool stage_organisation(struct stage *stage, const char *code, const char *name, const char *sort, const char *steward)
{
    return found(stage, code, name, sort, steward, false);
}

bool stage_hidden(struct stage *stage, const char *code, const char *name, const char *sort, const char *steward)
{
    return found(stage, code, name, sort, steward, true);
}

bool stage_start(struct stage *stage, struct ep_play *play, const char *kluis, const char *const words[])
{
    char program[512];
    const char *argv[32] = {program,
                            stage->small_vaults ? "--kleine-kluis" : "--taal=nl",
                            "--wachtzin-bestand",
                            stage->passphrase,
                            "--kluis",
                            kluis};
    size_t count = 6;
    snprintf(program, sizeof program, "%s/eenplan", stage->bin);
    while (*words != NULL && count < 31)
        argv[count++] = *words++;
    argv[count] = NULL;
    return ep_play_start(play, argv, NULL);
}

/* The paragraph after a line that ends with a colon: the words to read aloud, or the invitation line. */
static bool paragraph(const struct ep_play *play, const char *after, char *out, size_t cap)
{
    const char *at = play->text != NULL ? strstr(play->text, after) : NULL;
    at = at != NULL ? strchr(at, '\n') : NULL;
    while (at != NULL && (*at == '\n' || *at == ' '))
        at++;
    size_t len = at != NULL ? strcspn(at, "\n") : 0;
    if (len == 0 || len >= cap)
        return false;
    memcpy(out, at, len);
    out[len] = 0;
    return true;
}

bool stage_line(struct ep_play *play, char *line, size_t cap)
{
    long at = ep_play_expect(play, "eenplan:1:", 0, UNLOCK_MS);
    return at >= 0 && ep_play_expect(play, "\n", (size_t)at, UNLOCK_MS) >= 0 &&
           paragraph(play, "Stuur deze regel", line, cap);
}

bool stage_words(struct ep_play *play, char *words, size_t cap)
{
    return ep_play_expect(play, "Typ de vijf", 0, UNLOCK_MS) >= 0 && paragraph(play, "Lees deze", words, cap);
}

/* Both sides are running: read each other's words aloud, type what was heard. */
static bool say_words(struct ep_play *a, struct ep_play *b)
{
    char words[2][256];
    if (!stage_words(a, words[0], sizeof words[0] - 1) || !stage_words(b, words[1], sizeof words[1] - 1))
        return false;
    strcat(words[0], "\n");
    strcat(words[1], "\n");
    return ep_play_type(a, words[1]) && ep_play_type(b, words[0]);
}

/* words[2] is the place of the line. */
static bool meet(struct stage *stage, const char *const invite[], const char *kluis_a, const char *words[],
                 const char *kluis_b)
{
    char line[1024];
    struct ep_play a;
    struct ep_play b = {.in = -1, .out = -1};
    bool good = stage_start(stage, &a, kluis_a, invite) && stage_line(&a, line, sizeof line);
    words[2] = line;
    good = good && stage_start(stage, &b, kluis_b, words) && say_words(&a, &b);
    bool ended = ep_play_wait(&a, UNLOCK_MS) == 0;
    ended = ep_play_wait(&b, UNLOCK_MS) == 0 && ended;
    if (!good || !ended)
        fprintf(stderr, "%s\n%s\n", a.text != NULL ? a.text : "", b.text != NULL ? b.text : "");
    ep_play_free(&a);
    ep_play_free(&b);
    return good && ended;
}

bool stage_pair(struct stage *stage, const char *inviter, const char *invited)
{
    char kluis[2][512];
    stage_path(stage, kluis[0], inviter, "/kluizen/autoriteit.kluis");
    stage_path(stage, kluis[1], invited, "/kluizen/autoriteit.kluis");
    return meet(stage, (const char *const[]){"peer", "invite", NULL}, kluis[0],
                (const char *[]){"peer", "accept", NULL, NULL}, kluis[1]);
}

bool stage_newcomer(struct stage *stage, const char *org, const char *name)
{
    char file[64];
    snprintf(file, sizeof file, "gebruiker-%zu.kluis", stage->people);
    return add_person(stage, name, org, file);
}

static bool join(struct stage *stage, const char *org, const char *name, const char *const invite[])
{
    char kluis[512];
    stage_path(stage, kluis, org, "/kluizen/autoriteit.kluis");
    return stage_newcomer(stage, org, name) &&
           meet(stage, invite, kluis, (const char *[]){"user", "join", NULL, "--naam", name, NULL},
                stage->person[stage->people - 1].kluis);
}

bool stage_user(struct stage *stage, const char *org, const char *name)
{
    return join(stage, org, name, (const char *const[]){"user", "invite", NULL});
}

bool stage_privacy(struct stage *stage, const char *org, const char *name)
{
    return join(stage, org, name, (const char *const[]){"user", "invite", "--privacy", NULL});
}

const char *stage_kluis(const struct stage *stage, const char *person)
{
    for (size_t i = 0; i < stage->people; i++)
        if (strcmp(stage->person[i].called, person) == 0)
            return stage->person[i].kluis;
    return NULL;
}

int stage_play(struct stage *stage, const char *person, const char *commands, struct ep_play *out)
{
    const char *kluis = stage_kluis(stage, person);
    *out = (struct ep_play){.in = -1, .out = -1};
    if (kluis == NULL || !stage_start(stage, out, kluis, (const char *const[]){"run", "-", NULL}) ||
        !ep_play_type(out, commands))
        return -1;
    return ep_play_wait(out, 60000);
}

/* Bytes that crossed so far. Heartbeats are 20 s apart, so a second of silence means that nothing is under way. */
static long crossed(const struct stage *stage)
{
    long total = 0;
    for (size_t i = 0; i < stage->orgs; i++) {
        char path[512];
        struct stat about;
        stage_path(stage, path, "opname/", stage->org[i].code);
        if (stat(path, &about) == 0)
            total += about.st_size;
    }
    return total;
}

bool stage_settle(struct stage *stage, unsigned ms)
{
    long before = crossed(stage);
    unsigned quiet = 0;
    for (unsigned waited = 0; waited < ms; waited += 100) {
        poll(NULL, 0, 100);
        long now = crossed(stage);
        quiet = now == before ? quiet + 100 : 0;
        before = now;
        if (quiet >= 1200)
            return true;
    }
    return false;
}
