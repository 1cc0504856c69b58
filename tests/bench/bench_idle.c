/* (e) An idle node with one peer, as a real process: its memory, and what wakes it beside its heartbeats. */
#include "proto/limits.h"
#include "tests/bench/bench.h"
#include "tests/support/stage.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_MS 65000
#define HEARTBEATS (IDLE_MS / EP_HEARTBEAT_MS + 1) /* at most, each way */
/* One that is sent wakes the loop when it is time, and one that is heard. */
#define WAKES_FOR_HEARTBEATS (2 * HEARTBEATS)

/* A number out of a status file of /proc. */
static double status_of(const char *path, const char *name)
{
    char line[256];
    double value = -1;
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
            value = strtod(line + strlen(name) + 1, NULL);
    if (file != NULL)
        fclose(file);
    bench_must(value >= 0, "no number in /proc");
    return value;
}

/* How often threads gave up the processor of their own accord, and so were woken again. */
struct wakes {
    double loop, others;
    size_t threads;
};

static struct wakes wakes_of(pid_t pid)
{
    struct wakes wakes = {0, 0, 0};
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    bench_must(tasks != NULL, "no threads in /proc");
    const struct dirent *task;
    while ((task = readdir(tasks)) != NULL) {
        if (task->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", (int)pid, task->d_name);
        double count = status_of(path, "voluntary_ctxt_switches");
        if (strtol(task->d_name, NULL, 10) == pid)
            wakes.loop = count;
        else
            wakes.others += count;
        wakes.threads++;
    }
    closedir(tasks);
    return wakes;
}

/* Two organisations that are paired, under the real clock: a test clock is looked at each second. */
static void begin(struct stage *stage)
{
    bench_must(stage_open(stage, EP_BIN_DIR, true), "no stage");
    bench_must(stage_organisation(stage, "WT", "Wijkteam", "wijkteam", "Marja") &&
                   stage_organisation(stage, "JH", "Jeugdhulp", "jeugdhulp", "Joost") && stage_pair(stage, "WT", "JH"),
               "two organisations do not pair");
    unsetenv("EENPLAN_TEST_CLOCK");
    for (size_t i = 0; i < stage->orgs; i++) {
        stage_node_off(&stage->org[i]);
        bench_must(stage_node_on(stage, &stage->org[i]), "a node does not start again");
    }
    bench_must(stage_settle(stage, 20000), "the two do not come to rest");
}

void bench_idle(struct bench *bench)
{
    struct stage stage;
    char path[64];
    bench_pin(-1);
    begin(&stage);
    pid_t pid = stage.org[0].node.pid;
    poll(NULL, 0, 5000);
    struct wakes before = wakes_of(pid);
    poll(NULL, 0, IDLE_MS);
    struct wakes after = wakes_of(pid);
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    double loop = after.loop - before.loop;
    bench_limit(bench, "idle node with a peer: resident memory", "MB", status_of(path, "VmRSS") / 1024, 16);
    bench_limit(bench, "idle node: wake-ups of its loop in 65 s beyond heartbeats", "",
                loop > WAKES_FOR_HEARTBEATS ? loop - WAKES_FOR_HEARTBEATS : 0, 0);
    bench_note(bench, "idle node: wake-ups of its loop in 65 s, all", "", loop);
    bench_note(bench, "idle node: wake-ups of other threads in 65 s", "", after.others - before.others);
    bench_note(bench, "idle node: threads", "", (double)after.threads);
    stage_close(&stage);
}
