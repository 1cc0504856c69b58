#include "tests/bench/wires.h"

#include "tests/bench/bench.h"
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STILL_S 0.025 /* a receiver that committed in two goes answers twice, and the second is the one that counts */
#define PATIENCE_S 60.0

struct wire_end {
    int listener, receiver, sender; /* the last two -1: no connection */
    unsigned port;
    size_t due;      /* bytes that must still pass to the receiver before it can have an answer to all of them */
    double answered; /* when bytes of the receiver last passed after that; 0: not since wires_begin */
};

struct wires {
    struct wire_end end[WIRES_MAX];
    size_t count;
    unsigned sender_port;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards `due`, `answered`, the connections and `over` */
    bool over;
};

static struct sockaddr_in loopback(unsigned port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

static void at_once(int fd)
{
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Not only closed: programs that were started meanwhile hold the same sockets. */
static void hang_up(struct wire_end *end)
{
    shutdown(end->receiver, SHUT_RDWR);
    shutdown(end->sender, SHUT_RDWR);
    close(end->receiver);
    close(end->sender);
    end->receiver = end->sender = -1;
}

static void take(struct wires *wires, struct wire_end *end)
{
    struct sockaddr_in to = loopback(wires->sender_port);
    int receiver = accept(end->listener, NULL, NULL);
    int sender = socket(AF_INET, SOCK_STREAM, 0);
    if (end->receiver >= 0)
        hang_up(end);
    end->receiver = receiver;
    end->sender = sender;
    if (receiver < 0 || sender < 0 || connect(sender, (struct sockaddr *)&to, sizeof to) != 0) {
        hang_up(end);
        return;
    }
    at_once(receiver);
    at_once(sender);
}

/* How many bytes; 0 when one side is gone. */
static size_t pass(int from, int to)
{
    static _Thread_local char bytes[65536];
    ssize_t got = read(from, bytes, sizeof bytes);
    for (ssize_t at = 0; at < got;) {
        ssize_t put = send(to, bytes + at, (size_t)(got - at), MSG_NOSIGNAL);
        if (put <= 0)
            return 0;
        at += put;
    }
    return got > 0 ? (size_t)got : 0;
}

static void serve(struct wires *wires, struct wire_end *end, const struct pollfd fd[3])
{
    double now = bench_now();
    bool whole = true;
    if (fd[1].revents != 0) {
        end->answered = end->due == 0 ? now : 0;
        whole = pass(end->receiver, end->sender) > 0;
    }
    if (whole && fd[2].revents != 0) {
        size_t passed = pass(end->sender, end->receiver);
        end->due -= passed < end->due ? passed : end->due;
        whole = passed > 0;
    }
    if (!whole)
        hang_up(end);
    if (fd[0].revents != 0)
        take(wires, end);
}

static void *carry(void *arg)
{
    struct wires *wires = arg;
    bool over = false;
    while (!over) {
        struct pollfd fd[3 * WIRES_MAX];
        for (size_t i = 0; i < wires->count; i++) {
            fd[3 * i] = (struct pollfd){.fd = wires->end[i].listener, .events = POLLIN};
            fd[3 * i + 1] = (struct pollfd){.fd = wires->end[i].receiver, .events = POLLIN};
            fd[3 * i + 2] = (struct pollfd){.fd = wires->end[i].sender, .events = POLLIN};
        }
        poll(fd, (nfds_t)(3 * wires->count), 100);
        pthread_mutex_lock(&wires->mutex);
        for (size_t i = 0; i < wires->count; i++)
            serve(wires, &wires->end[i], fd + 3 * i);
        over = wires->over;
        pthread_mutex_unlock(&wires->mutex);
    }
    return NULL;
}

static void listen_at(struct wire_end *end)
{
    end->port = ep_play_port();
    struct sockaddr_in at = loopback(end->port);
    const int on = 1;
    end->listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(end->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bench_must(end->listener >= 0 && bind(end->listener, (struct sockaddr *)&at, sizeof at) == 0 &&
                   listen(end->listener, 4) == 0,
               "no port for a wire");
    end->receiver = end->sender = -1;
}

struct wires *wires_open(unsigned sender_port, size_t count)
{
    struct wires *wires = calloc(1, sizeof *wires);
    bench_must(wires != NULL && count <= WIRES_MAX && pthread_mutex_init(&wires->mutex, NULL) == 0, "no wires");
    wires->sender_port = sender_port;
    wires->count = count;
    for (size_t i = 0; i < count; i++)
        listen_at(&wires->end[i]);
    bench_must(pthread_create(&wires->thread, NULL, carry, wires) == 0, "no thread for the wires");
    return wires;
}

void wires_close(struct wires *wires)
{
    pthread_mutex_lock(&wires->mutex);
    wires->over = true;
    pthread_mutex_unlock(&wires->mutex);
    pthread_join(wires->thread, NULL);
    for (size_t i = 0; i < wires->count; i++) {
        close(wires->end[i].listener);
        if (wires->end[i].receiver >= 0)
            hang_up(&wires->end[i]);
    }
    pthread_mutex_destroy(&wires->mutex);
    free(wires);
}

unsigned wires_port(const struct wires *wires, size_t n)
{
    return wires->end[n].port;
}

size_t wires_up(struct wires *wires)
{
    size_t up = 0;
    pthread_mutex_lock(&wires->mutex);
    for (size_t i = 0; i < wires->count; i++)
        up += wires->end[i].receiver >= 0 ? 1 : 0;
    pthread_mutex_unlock(&wires->mutex);
    return up;
}

void wires_begin(struct wires *wires, size_t bytes)
{
    pthread_mutex_lock(&wires->mutex);
    for (size_t i = 0; i < wires->count; i++) {
        wires->end[i].due = bytes;
        wires->end[i].answered = 0;
    }
    pthread_mutex_unlock(&wires->mutex);
}

/* The last of all; 0 while one did not answer yet. */
static double last_of(struct wires *wires)
{
    double last = 0;
    size_t answered = 0;
    pthread_mutex_lock(&wires->mutex);
    for (size_t i = 0; i < wires->count; i++) {
        answered += wires->end[i].answered > 0 ? 1 : 0;
        last = wires->end[i].answered > last ? wires->end[i].answered : last;
    }
    pthread_mutex_unlock(&wires->mutex);
    return answered == wires->count ? last : 0;
}

double wires_end(struct wires *wires)
{
    double patience = bench_now() + PATIENCE_S;
    double last = 0;
    while (last == 0 || bench_now() - last < STILL_S) {
        poll(NULL, 0, 1);
        last = last_of(wires);
        bench_must(last != 0 || bench_now() < patience, "a receiver does not answer");
    }
    return last;
}
