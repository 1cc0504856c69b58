#include "cli/web_demo.h"

#include "cli/json_read.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000 /* five nodes start in about a second, on a machine that is busy in many */

extern char **environ;

/* The folder of this program, and in it the other. */
static bool beside(char bin[PATH_MAX], char program[PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", bin, PATH_MAX - 32);
    if (len <= 0)
        return false;
    bin[len] = 0;
    *strrchr(bin, '/') = 0;
    return snprintf(program, PATH_MAX, "%s/eenplan-demo", bin) < PATH_MAX && access(program, X_OK) == 0;
}

static bool spawn(struct ep_web_demo *demo, char *bin, char *program)
{
    char stay[] = "--blijf";
    char *argv[] = {program, bin, stay, NULL};
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    posix_spawn_file_actions_t actions;
    bool good = pipe(in) == 0 && pipe(out) == 0 && fcntl(in[1], F_SETFD, FD_CLOEXEC) == 0 &&
                fcntl(out[0], F_SETFD, FD_CLOEXEC) == 0 && posix_spawn_file_actions_init(&actions) == 0;
    if (good) {
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        good = posix_spawn(&demo->pid, program, &actions, NULL, argv, environ) == 0;
        posix_spawn_file_actions_destroy(&actions);
    }
    demo->pid = good ? demo->pid : 0;
    demo->to = in[1];
    demo->from = out[0];
    if (in[0] >= 0)
        close(in[0]);
    if (out[1] >= 0)
        close(out[1]);
    return good;
}

static bool take_wachtzin(struct ep_web_demo *demo, const char *path)
{
    FILE *file = fopen(path, "r");
    bool good = file != NULL && fgets(demo->wachtzin, sizeof demo->wachtzin, file) != NULL;
    if (file != NULL)
        fclose(file);
    demo->wachtzin[strcspn(demo->wachtzin, "\n")] = 0;
    return good;
}

/* False: it is no line of it. */
static bool take_line(struct ep_web_demo *demo, char *line, bool *ready)
{
    char *word = strchr(line, '\t');
    char *last = strrchr(line, '\t');
    struct ep_demo_person *person = &demo->person[demo->count];
    *ready = strcmp(line, "klaar") == 0;
    if (*ready)
        return true;
    if (word == NULL)
        return false;
    *word++ = 0;
    if (strcmp(line, "klok") == 0)
        return setenv("EENPLAN_TEST_CLOCK", word, 1) == 0;
    if (strcmp(line, "wachtzin") == 0)
        return take_wachtzin(demo, word);
    if (strcmp(line, "persoon") != 0 || last < word || demo->count == EP_DEMO_PERSONS_MAX)
        return false;
    *last++ = 0;
    demo->count++;
    return snprintf(person->organisatie, sizeof person->organisatie, "%s", word) < (int)sizeof person->organisatie &&
           snprintf(person->kluis, sizeof person->kluis, "%s", last) < (int)sizeof person->kluis;
}

/* Whole lines, until it is ready, has ended, or takes too long. */
static bool hear(struct ep_web_demo *demo)
{
    char text[2048];
    size_t len = 0;
    uint64_t end = ep_web_now_ms() + PATIENCE_MS;
    for (bool ready = false; !ready;) {
        struct pollfd wait = {demo->from, POLLIN, 0};
        uint64_t now = ep_web_now_ms();
        if (now >= end || len == sizeof text - 1 || poll(&wait, 1, (int)(end - now)) <= 0)
            return false;
        ssize_t n = read(demo->from, text + len, sizeof text - 1 - len);
        if (n <= 0)
            return false;
        text[len += (size_t)n] = 0;
        char *line = text;
        for (char *stop; !ready && (stop = strchr(line, '\n')) != NULL; line = stop + 1) {
            *stop = 0;
            if (!take_line(demo, line, &ready))
                return false;
        }
        len -= (size_t)(line - text);
        memmove(text, line, len + 1);
    }
    return demo->count > 0 && demo->wachtzin[0] != 0;
}

ep_err ep_web_demo_open(struct ep_web *web)
{
    char bin[PATH_MAX], program[PATH_MAX];
    web->demo = calloc(1, sizeof *web->demo);
    if (web->demo == NULL)
        return EP_NO_MEMORY;
    if (beside(bin, program) && spawn(web->demo, bin, program) && hear(web->demo))
        return EP_OK;
    return ep_cli_fault(web->cli, EP_WEB_NO_TOOL, "cmake --workflow --preset demo");
}

void ep_web_demo_close(struct ep_web *web)
{
    struct ep_web_demo *demo = web->demo;
    if (demo == NULL)
        return;
    if (demo->pid > 0) { /* its input ends, and it puts its nodes out */
        close(demo->to);
        close(demo->from);
        while (waitpid(demo->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    free(demo);
    web->demo = NULL;
}

static ep_err take_number(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    char *end = NULL;
    *(size_t *)arg = strtoul(value, &end, 10);
    return strcmp(name, "nummer") == 0 && sort == EP_JSON_WORD && *end == 0 ? EP_OK : EP_FIELD_INVALID;
}

ep_err ep_web_demo_be(struct ep_web *web, ep_bytes body)
{
    size_t number = 0;
    ep_err err = ep_json_read(body, take_number, &number);
    if (err != EP_OK || web->demo == NULL || number == 0 || number > web->demo->count)
        return err == EP_OK ? EP_NOT_FOUND : err;
    ep_web_lock(web);
    web->cli->kluis_path = web->demo->person[number - 1].kluis;
    web->demo->now = number;
    return ep_web_unlock_with(web, ep_text(web->demo->wachtzin));
}

void ep_web_demo_json(const struct ep_web *web, struct ep_json *json)
{
    const struct ep_web_demo *demo = web->demo;
    if (demo == NULL) {
        ep_json_null(json, "demo");
        return;
    }
    ep_json_object(json, "demo");
    ep_json_array(json, "personen");
    for (size_t i = 0; i < demo->count; i++) {
        ep_json_object(json, NULL);
        ep_json_uint(json, "nummer", i + 1);
        ep_json_word(json, "organisatie", demo->person[i].organisatie);
        ep_json_end(json);
    }
    ep_json_end(json);
    if (demo->now != 0)
        ep_json_uint(json, "nu", demo->now);
    else
        ep_json_null(json, "nu");
    ep_json_end(json);
}
