#define _XOPEN_SOURCE 700
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAIRS_MAX 64

struct relay {
    int listener, record;
    struct sockaddr_in target;
    int side[PAIRS_MAX][2]; /* -1: free */
};

static void drop(struct relay *relay, size_t n)
{
    close(relay->side[n][0]);
    close(relay->side[n][1]);
    relay->side[n][0] = relay->side[n][1] = -1;
}

/* A stranger is taken only if the target takes us: a node that is down looks down through the relay too. */
static void take(struct relay *relay)
{
    int from = accept(relay->listener, NULL, NULL);
    int to = socket(AF_INET, SOCK_STREAM, 0);
    size_t n = 0;
    while (n < PAIRS_MAX && relay->side[n][0] >= 0)
        n++;
    if (n == PAIRS_MAX || from < 0 || connect(to, (struct sockaddr *)&relay->target, sizeof relay->target) != 0) {
        close(from);
        close(to);
        return;
    }
    const int on = 1; /* else an answer to an answer waits 40 ms here for an acknowledgement */
    setsockopt(from, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    relay->side[n][0] = from;
    relay->side[n][1] = to;
}

static void pass(struct relay *relay, size_t n, int from)
{
    char bytes[8192];
    ssize_t got = read(relay->side[n][from], bytes, sizeof bytes);
    for (ssize_t at = 0; got > 0 && at < got;) {
        ssize_t put = send(relay->side[n][1 - from], bytes + at, (size_t)(got - at), MSG_NOSIGNAL);
        if (put <= 0)
            got = -1;
        at += put;
    }
    if (got > 0 && write(relay->record, bytes, (size_t)got) == got)
        return;
    drop(relay, n);
}

static void serve(struct relay *relay)
{
    for (;;) {
        struct pollfd fds[1 + 2 * PAIRS_MAX];
        fds[0] = (struct pollfd){.fd = relay->listener, .events = POLLIN};
        for (size_t n = 0; n < PAIRS_MAX; n++)
            for (size_t k = 0; k < 2; k++)
                fds[1 + 2 * n + k] = (struct pollfd){.fd = relay->side[n][k], .events = POLLIN};
        if (poll(fds, sizeof fds / sizeof fds[0], 1000) < 0 || getppid() == 1)
            _exit(0); /* whoever started us is gone */
        for (size_t n = 0; n < PAIRS_MAX; n++)
            for (int k = 0; k < 2; k++)
                if (relay->side[n][k] >= 0 && fds[1 + 2 * n + (size_t)k].fd == relay->side[n][k] &&
                    fds[1 + 2 * n + (size_t)k].revents != 0)
                    pass(relay, n, k);
        if (fds[0].revents != 0)
            take(relay);
    }
}

static struct sockaddr_in loopback(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

pid_t ep_relay_start(unsigned listen_port, unsigned target_port, const char *record)
{
    struct relay relay = {.target = loopback(target_port)};
    struct sockaddr_in address = loopback(listen_port);
    int yes = 1;
    memset(relay.side, 0xff, sizeof relay.side);
    relay.listener = socket(AF_INET, SOCK_STREAM, 0);
    relay.record = open(record, O_WRONLY | O_CREAT | O_APPEND, 0600);
    setsockopt(relay.listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (relay.record < 0 || bind(relay.listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(relay.listener, 64) != 0) {
        close(relay.listener);
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGTERM, SIG_DFL);
        serve(&relay);
    }
    close(relay.listener);
    close(relay.record);
    return pid;
}
