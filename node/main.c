#include "node/config.h"
#include "node/loop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#ifndef EP_VERSION
#define EP_VERSION "0"
#endif

static int language(void)
{
    const char *const names[] = {"EENPLAN_TAAL", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != 0)
            return strncmp(value, "en", 2) == 0 ? 0 : 1;
    }
    return 1;
}

static int complain(ep_err err, const char *what)
{
    const struct ep_err_row *row = ep_err_row(err);
    int lang = language();
    fprintf(stderr, "eenpland: %s%s%s\n          %s\n", row->text[lang], what[0] != 0 ? ": " : "", what,
            row->next[lang]);
    return row->exit_status;
}

/* One line per happening: time, ids and codes. Never a name: what is logged may be read by who may not read. */
static void log_line(void *ctx, const char *line)
{
    char when[32];
    struct tm utc;
    time_t now = (time_t)ep_loop_now().now_s;
    (void)ctx;
    gmtime_r(&now, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    fprintf(stderr, "%s %s\n", when, line);
}

static void ready(void *ctx)
{
    const struct ep_config *config = ctx;
    if (config->listen[0] != 0)
        printf(language() == 1 ? "eenpland: luistert op %s\n" : "eenpland: listening on %s\n", config->listen);
    else
        puts(language() == 1 ? "eenpland: belt alleen zelf" : "eenpland: only dials");
    fflush(stdout);
}

struct reading {
    const char *folder;
    struct ep_policy *policy; /* in use */
};

/* A policy that was changed is read anew; one that is wrong changes nothing, and is said with file and line. */
static void read_again(void *ctx)
{
    struct reading *reading = ctx;
    struct ep_policy_fault fault;
    struct ep_policy *fresh = malloc(sizeof *fresh);
    ep_err err = fresh != NULL ? ep_policy_read(fresh, reading->folder, &fault) : EP_NO_MEMORY;
    if (err == EP_OK) {
        char line[64];
        *reading->policy = *fresh;
        snprintf(line, sizeof line, "policy version %lu", (unsigned long)fresh->version);
        log_line(NULL, line);
    } else {
        complain(err, fresh != NULL ? fault.text : "");
    }
    free(fresh);
}

/* Acquire in order, release in reverse. */
static int serve(const char *folder)
{
    struct ep_config config;
    struct ep_config_fault config_fault;
    struct ep_policy_fault policy_fault;
    struct ep_store *store = NULL;
    struct ep_engine *engine = NULL;
    const char *what = config_fault.text;
    struct ep_policy *policy = calloc(1, sizeof *policy);
    ep_err err = policy != NULL ? ep_config_read(&config, folder, &config_fault) : EP_NO_MEMORY;
    if (err != EP_OK) {
        free(policy);
        return complain(err, policy != NULL ? what : "");
    }
    err = ep_policy_read(policy, config.policy, &policy_fault);
    if (err != EP_OK)
        what = policy_fault.text;
    if (err == EP_OK) {
        what = config.database;
        err = ep_store_open(&store, config.database);
    }
    struct ep_engine_setup setup = {
        .keys = &config.keys, .store = store, .policy = policy, .random = ep_random, .log = log_line};
    if (err == EP_OK)
        err = ep_engine_open(&engine, &setup, &config.first, ep_loop_now());
    if (err == EP_FIRST_FILES)
        what = folder;
    if (err == EP_OK) {
        what = config.listen;
        err = ep_loop_run(&(struct ep_loop_setup){.listen = config.listen[0] != 0 ? config.listen : NULL,
                                                  .engine = engine,
                                                  .store = store,
                                                  .ready = ready,
                                                  .ready_ctx = &config,
                                                  .reload = read_again,
                                                  .reload_ctx = &(struct reading){config.policy, policy}});
        if (err != EP_PORT_IN_USE)
            what = config.database; /* all else that ends a running node is about its store */
    }
    int status = err == EP_OK ? 0 : complain(err, what);
    ep_engine_close(engine);
    ep_store_close(store);
    free(policy);
    ep_config_wipe(&config);
    return status;
}

int main(int argc, char **argv)
{
    struct rlimit none = {0, 0};
    umask(077);
    signal(SIGPIPE, SIG_IGN); /* whoever reads our lines may leave; the node goes on */
    if (setrlimit(RLIMIT_CORE, &none) != 0 || ep_crypto_open() != EP_OK)
        return complain(EP_NO_MEMORY, "");
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("eenpland " EP_VERSION);
        return 0;
    }
    bool help = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (argc != 2 || (argv[1][0] == '-' && !help) || help) {
        fprintf(
            help ? stdout : stderr, "%s",
            language() == 1
                ? "Gebruik: eenpland MAP\n  MAP    de map die `eenplan org create` maakte: node.ini, node.key\n"
                : "Usage: eenpland FOLDER\n  FOLDER  the folder that `eenplan org create` made: node.ini, node.key\n");
        return help ? 0 : ep_err_row(EP_USAGE)->exit_status;
    }
    if (getenv("EENPLAN_TEST_CLOCK") != NULL)
        fprintf(stderr, "%s\n", language() == 1 ? "WAARSCHUWING: testklok" : "WARNING: test clock");
    return serve(argv[1]);
}
