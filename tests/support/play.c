#define _XOPEN_SOURCE 700
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void child(const char *const argv[], const int in[2], const int out[2], const char *log)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies takes along what it started */
    int to = log != NULL ? open(log, O_WRONLY | O_CREAT | O_APPEND, 0600) : out[1];
    dup2(in[0], 0);
    dup2(to, 1);
    dup2(to, 2);
    for (int fd = 3; fd < 256; fd++)
        close(fd);
    execv(argv[0], (char *const *)(size_t)argv);
    _exit(127);
}

bool ep_play_start(struct ep_play *play, const char *const argv[], const char *log)
{
    int in[2];
    int out[2];
    memset(play, 0, sizeof *play);
    play->in = play->out = -1;
    if (pipe(in) != 0 || pipe(out) != 0)
        return false;
    /* Also in a test with a thousand descriptors: a program that holds the other end of its input never sees it end. */
    fcntl(in[1], F_SETFD, FD_CLOEXEC);
    fcntl(out[0], F_SETFD, FD_CLOEXEC);
    play->pid = fork();
    if (play->pid == 0)
        child(argv, in, out, log);
    close(in[0]);
    close(out[1]);
    play->in = in[1];
    play->out = out[0];
    signal(SIGPIPE, SIG_IGN); /* a program that ended early is noticed by its status */
    return play->pid > 0;
}

/* One read of what is there within `ms`; false at the end or after the time. */
static bool read_some(struct ep_play *play, long ms)
{
    struct pollfd fd = {.fd = play->out, .events = POLLIN};
    if (play->out < 0 || ms <= 0 || poll(&fd, 1, (int)ms) <= 0)
        return false;
    if (play->len + 4097 > play->cap) {
        size_t cap = play->cap + 65536;
        char *text = realloc(play->text, cap);
        if (text == NULL)
            return false;
        play->text = text;
        play->cap = cap;
    }
    ssize_t got = read(play->out, play->text + play->len, 4096);
    if (got > 0)
        play->len += (size_t)got;
    play->text[play->len] = 0;
    return got > 0;
}

long ep_play_expect(struct ep_play *play, const char *needle, size_t from, unsigned ms)
{
    long end = now_ms() + (long)ms;
    for (;;) {
        const char *at = play->len > from ? strstr(play->text + from, needle) : NULL;
        if (at != NULL)
            return at - play->text;
        if (!read_some(play, end - now_ms()))
            return -1;
    }
}

bool ep_play_type(struct ep_play *play, const char *text)
{
    size_t len = strlen(text);
    return write(play->in, text, len) == (ssize_t)len;
}

void ep_play_type_end(struct ep_play *play)
{
    if (play->in >= 0)
        close(play->in);
    play->in = -1;
}

static int reap(struct ep_play *play, long ms)
{
    int status = 0;
    for (long end = now_ms() + ms; now_ms() < end;) {
        if (waitpid(play->pid, &status, WNOHANG) == play->pid) {
            play->pid = 0;
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        poll(NULL, 0, 5);
    }
    return -2;
}

int ep_play_wait(struct ep_play *play, unsigned ms)
{
    long end = now_ms() + (long)ms;
    ep_play_type_end(play);
    while (read_some(play, end - now_ms()))
        ;
    long left = end - now_ms();
    int status = play->pid > 0 ? reap(play, left < 200 ? 200 : left) : -1;
    if (status == -2) {
        ep_play_stop(play, SIGKILL);
        return -1;
    }
    return status;
}

void ep_play_stop(struct ep_play *play, int signal_number)
{
    if (play->pid > 0) {
        kill(play->pid, signal_number);
        if (reap(play, 5000) == -2) {
            kill(play->pid, SIGKILL);
            waitpid(play->pid, NULL, 0);
        }
        play->pid = 0;
    }
}

void ep_play_free(struct ep_play *play)
{
    ep_play_type_end(play);
    if (play->out >= 0)
        close(play->out);
    free(play->text);
    memset(play, 0, sizeof *play);
    play->in = play->out = -1;
}

static struct sockaddr_in loopback(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* Below the range from which the kernel takes ports for outgoing connections: one of those would sit on a port that was
 * free a moment ago. Never the same one twice, since the first may not be listened on yet. */
unsigned ep_play_port(void)
{
    static unsigned next;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    if (next == 0)
        next = (unsigned)t.tv_nsec / 1000u + (unsigned)getpid() * 37u;
    for (unsigned tries = 0; tries < 1000; tries++) {
        struct sockaddr_in address = loopback(20000 + next++ % 10000);
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        bool good = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
        if (fd >= 0)
            close(fd);
        if (good)
            return ntohs(address.sin_port);
    }
    return 0;
}

bool ep_play_listening(unsigned port, unsigned ms)
{
    struct sockaddr_in address = loopback(port);
    for (long end = now_ms() + (long)ms; now_ms() < end; poll(NULL, 0, 20)) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        bool up = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
        close(fd);
        if (up)
            return true;
    }
    return false;
}

bool ep_play_folder(char *path, size_t cap)
{
    const char *base = getenv("TMPDIR");
    snprintf(path, cap, "%s/eenplan-XXXXXX", base != NULL ? base : "/tmp");
    return mkdtemp(path) != NULL;
}

/* Walk a tree without recursion: a list of folders still to visit. */
typedef bool visit(void *arg, const char *path, bool folder);
static void walk(const char *top, visit *each, void *arg)
{
    char **todo = calloc(1024, sizeof *todo);
    size_t count = 0;
    if (todo != NULL)
        todo[count++] = strdup(top);
    for (size_t at = 0; at < count; at++) {
        DIR *folder = opendir(todo[at]);
        const struct dirent *entry = NULL;
        while (folder != NULL && (entry = readdir(folder)) != NULL) {
            char path[4096];
            struct stat about;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            snprintf(path, sizeof path, "%s/%s", todo[at], entry->d_name);
            if (lstat(path, &about) != 0)
                continue;
            if (S_ISDIR(about.st_mode) && count < 1024)
                todo[count++] = strdup(path);
            else
                each(arg, path, false);
        }
        if (folder != NULL)
            closedir(folder);
    }
    for (size_t at = count; at-- > 0;) {
        each(arg, todo[at], true);
        free(todo[at]);
    }
    free(todo);
}

static bool remove_one(void *arg, const char *path, bool folder)
{
    (void)arg;
    return folder ? rmdir(path) == 0 : unlink(path) == 0;
}

void ep_play_remove(const char *path)
{
    walk(path, remove_one, NULL);
}

struct search {
    const char *bytes;
    size_t len, hits, cap;
    char *where;
};

static bool holds(const char *path, const char *bytes, size_t len)
{
    struct stat about;
    bool found = false;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &about) != 0)
        return false;
    size_t size = (size_t)about.st_size;
    char *all = malloc(size + 1);
    size_t have = 0;
    for (ssize_t got = 1; all != NULL && got > 0 && have<size; have += got> 0 ? (size_t)got : 0)
        got = read(fd, all + have, size - have);
    close(fd);
    for (size_t at = 0; all != NULL && !found && at + len <= have; at++) {
        const char *hit = memchr(all + at, bytes[0], have - len - at + 1);
        if (hit == NULL)
            break;
        at = (size_t)(hit - all);
        found = memcmp(hit, bytes, len) == 0;
    }
    free(all);
    return found;
}

static bool search_one(void *arg, const char *path, bool folder)
{
    struct search *search = arg;
    if (folder || !holds(path, search->bytes, search->len))
        return true;
    if (search->hits++ == 0 && search->where != NULL)
        snprintf(search->where, search->cap, "%s", path);
    return true;
}

size_t ep_play_search(const char *folder, const char *bytes, size_t len, char *where, size_t cap)
{
    struct search search = {.bytes = bytes, .len = len, .where = where, .cap = cap};
    walk(folder, search_one, &search);
    return search.hits;
}

bool ep_play_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool good = file != NULL && fputs(text, file) >= 0;
    return file != NULL && fclose(file) == 0 && good;
}
