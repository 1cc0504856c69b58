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
#define PART_BYTES_MAX (STATEMENTS_MAX * (STATEMENT_BYTES_MAX + 4) + 4)
#define SEAL_BYTES 16
#define POSITION_BYTES 256 /* padded as a node pads it; its last 64 are the signature */

struct part {
    uint8_t bytes[STATEMENTS_MAX][STATEMENT_BYTES_MAX];
    size_t len[STATEMENTS_MAX];
    size_t count;
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

/* One write and one seal, as all frames of a step for one side could have. False at the end of the connection. */
static int write_sealed(int fd, const uint8_t *plain, size_t len)
{
    uint8_t frame[4 + PART_BYTES_MAX + SEAL_BYTES];
    uint32_t number = (uint32_t)(len + SEAL_BYTES);
    memcpy(frame, &number, sizeof number);
    raw_link_seal(frame + sizeof number, plain, len);
    return write_all(fd, frame, sizeof number + number);
}

static int read_sealed(int fd, uint8_t *plain, size_t cap, size_t *len)
{
    uint8_t cipher[PART_BYTES_MAX + SEAL_BYTES];
    uint32_t number = 0;
    if (!read_all(fd, &number, sizeof number))
        return 0;
    must(number >= SEAL_BYTES && number - SEAL_BYTES <= cap && number <= sizeof cipher, "frame of a false length");
    must(read_all(fd, cipher, number), "frame cut off");
    raw_link_open(plain, cipher, number);
    *len = number - SEAL_BYTES;
    return 1;
}

static int read_part(int fd, struct part *part)
{
    uint8_t plain[PART_BYTES_MAX];
    size_t whole = 0;
    size_t at = 0;
    if (!read_sealed(fd, plain, sizeof plain, &whole))
        return 0;
    for (part->count = 0; at < whole; part->count++) {
        uint32_t len = 0;
        must(part->count < STATEMENTS_MAX && whole - at >= sizeof len, "part of too many");
        memcpy(&len, plain + at, sizeof len);
        at += sizeof len;
        must(len <= STATEMENT_BYTES_MAX && len <= whole - at, "statement cut off");
        memcpy(part->bytes[part->count], plain + at, len);
        part->len[part->count] = len;
        at += len;
    }
    return 1;
}

static void write_part(int fd, const uint8_t *const statement[], const size_t len[], size_t count)
{
    uint8_t plain[PART_BYTES_MAX];
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = (uint32_t)len[i];
        must(number <= STATEMENT_BYTES_MAX && i < STATEMENTS_MAX, "statement too long");
        memcpy(plain + at, &number, sizeof number);
        memcpy(plain + at + sizeof number, statement[i], len[i]);
        at += sizeof number + len[i];
    }
    must(write_sealed(fd, plain, at), "write");
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
        if (!write_sealed(fd, position, sizeof position))
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
            size_t len = 0;
            must(read_sealed(fd[i], position, sizeof position, &len) && len == sizeof position, "position");
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
