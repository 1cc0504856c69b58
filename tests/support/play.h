/* Playing real programs from a test: start, read until something appears, type, wait. Everything is bounded in time,
 * and only processes that were started here are ended, by their number. */
#ifndef EP_TESTS_PLAY_H
#define EP_TESTS_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ep_play {
    pid_t pid;   /* 0: not running */
    int in, out; /* its standard input, and its standard output and error together */
    char *text;  /* all that it said so far, NUL-terminated; owned */
    size_t len, cap;
};

/* Start argv[0]; `log` names a file for its output, or NULL for a pipe that ep_play_expect reads. */
bool ep_play_start(struct ep_play *play, const char *const argv[], const char *log);
/* Read until `needle` was said after position `from`; its position, or -1 after `ms` or at its end. */
long ep_play_expect(struct ep_play *play, const char *needle, size_t from, unsigned ms);
bool ep_play_type(struct ep_play *play, const char *text);
void ep_play_type_end(struct ep_play *play); /* closes its standard input */
/* Read to its end; exit status, or -1 when it had to be killed after `ms` or died of a signal. */
int ep_play_wait(struct ep_play *play, unsigned ms);
/* SIGTERM, then SIGKILL; and free. Safe on one that never started. */
void ep_play_stop(struct ep_play *play, int signal_number);
void ep_play_free(struct ep_play *play);

/* A free port on the loopback, as it was a moment ago. */
unsigned ep_play_port(void);
/* Wait until something listens there. */
bool ep_play_listening(unsigned port, unsigned ms);

/* A fresh folder under TMPDIR; and its removal with everything in it. */
bool ep_play_folder(char *path, size_t cap);
void ep_play_remove(const char *path);
/* How many files under `folder` hold the bytes; `where` (may be NULL) gets the first one's path. */
size_t ep_play_search(const char *folder, const char *bytes, size_t len, char *where, size_t cap);
bool ep_play_write(const char *path, const char *text);

/* A relay on the loopback that writes every byte that crosses it, either way, to a file. Its process number, or -1. */
pid_t ep_relay_start(unsigned listen_port, unsigned target_port, const char *record);

#endif
