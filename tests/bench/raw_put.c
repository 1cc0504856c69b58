#include "tests/bench/raw_put.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATEMENTS_MAX 10
#define STATEMENT_BYTES_MAX 2048
#define RECEIVERS_MAX 8
#define POSITION_BYTES (80 + 64) /* lineage, sequence, two hashes; signature */

struct part {
    uint8_t bytes[STATEMENTS_MAX][STATEMENT_BYTES_MAX];
    size_t len[STATEMENTS_MAX];
    uint32_t count;
};

static void must(int good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench: bare %s\n", what);
    _exit(1);
}

/* False at the end of the connection. */
static int read_all(int fd, void *to, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t got = read(fd, (uint8_t *)to + at, len - at);
        if (got <= 0)
            return 0;
        at += (size_t)got;
    }
    return 1;
}

static int write_all(int fd, const void *from, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t put = send(fd, (const uint8_t *)from + at, len - at, MSG_NOSIGNAL);
        if (put <= 0)
            return 0;
        at += (size_t)put;
    }
    return 1;
}

static int read_part(int fd, struct part *part)
{
    if (!read_all(fd, &part->count, sizeof part->count))
        return 0;
    must(part->count <= STATEMENTS_MAX, "part of too many");
    for (size_t i = 0; i < part->count; i++) {
        uint32_t len = 0;
        must(read_all(fd, &len, sizeof len) && len <= STATEMENT_BYTES_MAX && read_all(fd, part->bytes[i], len),
             "statement cut off");
        part->len[i] = len;
    }
    return 1;
}

/* One write, as one frame would be. */
static void write_part(int fd, const uint8_t *const statement[], const size_t len[], size_t count)
{
    uint8_t buffer[STATEMENTS_MAX * (STATEMENT_BYTES_MAX + 4) + 4];
    uint32_t number = (uint32_t)count;
    size_t at = sizeof number;
    memcpy(buffer, &number, sizeof number);
    for (size_t i = 0; i < count; i++) {
        number = (uint32_t)len[i];
        memcpy(buffer + at, &number, sizeof number);
        memcpy(buffer + at + sizeof number, statement[i], len[i]);
        at += sizeof number + len[i];
    }
    must(write_all(fd, buffer, at), "write");
}

/* Verify, hash, insert; one commit. The columns are bytes of the statement: as random as its own. */
static void store_part(struct raw_store *store, const struct part *part, const uint8_t author[32], uint8_t hash[32])
{
    raw_begin(store);
    for (size_t i = 0; i < part->count; i++) {
        const uint8_t *end = part->bytes[i] + part->len[i] - 64;
        struct raw_columns columns = {i == 0 ? 14 : 13, end, author, author, end + 16, author, end + 32, author};
        raw_verify(part->bytes[i], part->len[i], author);
        raw_running_hash(hash, part->bytes[i], part->len[i]);
        raw_insert(store, &columns, part->bytes[i], part->len[i]);
    }
    raw_commit(store);
}

static struct sockaddr_in loopback(unsigned port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

static int dial(unsigned port)
{
    struct sockaddr_in to = loopback(port);
    const int on = 1;
    int fd = -1;
    for (int tries = 0; tries < 500 && fd < 0; tries++) {
        fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
            break;
        close(fd);
        fd = -1;
        poll(NULL, 0, 20);
    }
    must(fd >= 0, "dial");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void receive(const char *database, unsigned port, const struct raw_keys *keys)
{
    static struct part part;
    struct raw_store *store = raw_store_open(database);
    uint8_t position[POSITION_BYTES] = {0};
    int fd = dial(port);
    while (read_part(fd, &part)) {
        store_part(store, &part, keys->author, position);
        raw_sign(position + POSITION_BYTES - 64, position, POSITION_BYTES - 64, keys->node_secret);
        if (!write_all(fd, position, sizeof position))
            break;
    }
    raw_store_close(store);
}

static int listen_at(unsigned port)
{
    struct sockaddr_in at = loopback(port);
    const int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    must(bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 16) == 0, "listen");
    return listener;
}

/* The receivers come first, in any order; then who puts. */
static void send_on(const char *database, int listener, const struct raw_keys *keys)
{
    static struct part part;
    struct raw_store *store = raw_store_open(database);
    int fd[RECEIVERS_MAX + 1];
    const int on = 1;
    uint8_t hash[32] = {0};
    for (size_t i = 0; i <= keys->receivers; i++) {
        fd[i] = accept(listener, NULL, NULL);
        must(fd[i] >= 0, "accept");
        setsockopt(fd[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    int client = fd[keys->receivers];
    while (read_part(client, &part)) {
        store_part(store, &part, keys->author, hash);
        must(write_all(client, hash, 1), "answer");
        for (size_t i = 0; i < keys->receivers; i++) {
            const uint8_t *const statement[] = {part.bytes[0], part.bytes[2 + i]};
            write_part(fd[i], statement, (const size_t[]){part.len[0], part.len[2 + i]}, 2);
        }
        for (size_t i = 0; i < keys->receivers; i++) {
            uint8_t position[POSITION_BYTES];
            must(read_all(fd[i], position, sizeof position), "position");
            raw_verify(position, sizeof position, keys->node_public);
        }
    }
    raw_store_close(store);
}

pid_t raw_sender_start(const char *database, unsigned port, const struct raw_keys *keys)
{
    int listener = listen_at(port); /* before the receivers look for it */
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* what starts it takes it along */
        send_on(database, listener, keys);
        _exit(0);
    }
    close(listener);
    return pid;
}

pid_t raw_receiver_start(const char *database, unsigned port, const struct raw_keys *keys)
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* what starts it takes it along */
        receive(database, port, keys);
        _exit(0);
    }
    return pid;
}

int raw_put_open(unsigned port)
{
    return dial(port);
}

void raw_put(int fd, const uint8_t *const statement[], const size_t len[], size_t count)
{
    uint8_t answer = 0;
    write_part(fd, statement, len, count);
    must(read_all(fd, &answer, 1), "no answer");
}
