#include "cli/link.h"

#include "cli/route.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 10000u
#define ANSWER_MS 10000u /* twice what a node allows a handshake */
#define SEND_S 30        /* a node that takes nothing for so long is gone */
#define HANG_UP_MS 1000u
#define NO_END UINT64_MAX

#define FRAME_MORE_BYTES 512u /* what padding and tag add to a message, and some */
#define FRAME_ROOM (EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX)

/* Both buffers are two halves: hearing in the first, saying in the second. So a view of what was heard outlives what
 * is said in answer to it. */
static uint8_t *say_frame(const struct ep_client *client)
{
    return client->buffer + FRAME_ROOM;
}

static uint8_t *say_message(const struct ep_client *client)
{
    return client->message + EP_FRAME_BYTES_MAX;
}

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

/* Wait for the socket until `end_ms`. EP_TIMEOUT. An error on the socket counts as ready: the next call meets it. */
static ep_err wait_for(int fd, short events, uint64_t end_ms)
{
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = events};
        uint64_t now = now_ms();
        /* Never longer than a minute in one go, so that the time always fits an int. */
        uint64_t left = now >= end_ms ? 0 : end_ms - now > 60000u ? 60000u : end_ms - now;
        int n = poll(&wait, 1, (int)left);
        if (n > 0)
            return EP_OK;
        if (n < 0 && errno != EINTR)
            return EP_CLOSED;
        if (n == 0 && now_ms() >= end_ms)
            return EP_TIMEOUT;
    }
}

static bool set_blocking(int fd, bool blocking)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) == 0;
}

static uint64_t at_most(const struct ep_client *client, uint64_t wait_ms)
{
    return client->patience_ms != 0 && client->patience_ms < wait_ms ? client->patience_ms : wait_ms;
}

/* Non-blocking for the connect only: the system's own time-out is minutes. */
static bool connect_within(int fd, const struct addrinfo *to, uint64_t wait_ms)
{
    int failed = 0;
    socklen_t len = sizeof failed;
    if (!set_blocking(fd, false))
        return false;
    if (connect(fd, to->ai_addr, to->ai_addrlen) != 0) {
        if (errno != EINPROGRESS && errno != EINTR)
            return false;
        if (wait_for(fd, POLLOUT, now_ms() + wait_ms) != EP_OK)
            return false;
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &len) != 0 || failed != 0)
            return false;
    }
    return set_blocking(fd, true);
}

static int connect_one(const struct ep_client *client, const struct addrinfo *to)
{
    const int on = 1;
    uint64_t send_ms = at_most(client, SEND_S * 1000u);
    const struct timeval patience = {.tv_sec = (time_t)(send_ms / 1000u),
                                     .tv_usec = (suseconds_t)(send_ms % 1000u * 1000u)};
    int fd = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
    if (fd < 0)
        return -1;
    /* Without TCP_NODELAY an answer to an answer would wait 40 ms for the other side's delayed acknowledgement. */
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && connect_within(fd, to, at_most(client, CONNECT_MS)) &&
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0)
        return fd;
    close(fd);
    return -1;
}

static ep_err reach(struct ep_client *client, const char *text)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct ep_route route;
    if (!ep_route_read(ep_text(text), &route) || getaddrinfo(route.host, route.port, &hints, &found) != 0)
        return EP_NOT_REACHED;
    for (const struct addrinfo *at = found; at != NULL && client->fd < 0; at = at->ai_next)
        client->fd = connect_one(client, at);
    freeaddrinfo(found);
    return client->fd >= 0 ? EP_OK : EP_NOT_REACHED;
}

/* A node that hangs up before it has said one word did not accept our key: it gives no other sign. */
static ep_err lost(const struct ep_client *client)
{
    return client->session.receive.nonce == 0 ? EP_REFUSED_LINK : EP_CLOSED;
}

static ep_err send_all(struct ep_client *client, ep_bytes bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(client->fd, bytes.at, bytes.len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return EP_TIMEOUT;
        if (n <= 0)
            return lost(client);
        bytes = (ep_bytes){bytes.at + n, bytes.len - (size_t)n};
    }
    client->said_ms = now_ms();
    return EP_OK;
}

/* One send for all frames that wait, so that they are one packet. */
static ep_err flush(struct ep_client *client)
{
    ep_bytes bytes = {say_frame(client), client->waiting};
    client->waiting = 0;
    return bytes.len > 0 ? send_all(client, bytes) : EP_OK;
}

/* Where the next frame goes: behind those that wait, and behind its head. */
static ep_out frame_out(const struct ep_client *client)
{
    return (ep_out){say_frame(client) + client->waiting + EP_FRAME_HEAD_BYTES, 0, EP_FRAME_BYTES_MAX - client->waiting};
}

static void frame_done(struct ep_client *client, size_t len)
{
    ep_frame_head(say_frame(client) + client->waiting, len);
    client->waiting += EP_FRAME_HEAD_BYTES + len;
}

static ep_err fill(struct ep_client *client, uint64_t end_ms)
{
    for (;;) {
        ep_err err = wait_for(client->fd, POLLIN, end_ms);
        if (err != EP_OK)
            return err == EP_CLOSED ? lost(client) : err;
        ssize_t n = recv(client->fd, client->pending, sizeof client->pending, 0);
        if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
            continue;
        if (n <= 0)
            return lost(client);
        client->pending_at = 0;
        client->pending_len = (size_t)n;
        return EP_OK;
    }
}

/* The next frame. What one read brought beyond it stays for the next call. EP_TIMEOUT loses nothing. */
static ep_err read_frame(struct ep_client *client, uint64_t end_ms, ep_bytes *frame)
{
    for (;;) {
        ep_bytes input = {client->pending + client->pending_at, client->pending_len - client->pending_at};
        ep_err err = ep_frame_read(&client->reader, &input, frame);
        client->pending_at = client->pending_len - input.len;
        if (err != EP_AGAIN)
            return err;
        err = fill(client, end_ms);
        if (err != EP_OK)
            return err;
    }
}

static ep_err shake(struct ep_client *client, const struct ep_dial *dial)
{
    ep_bytes frame;
    ep_out out = frame_out(client);
    ep_err err = ep_session_dial(&client->session, dial, &out);
    if (err == EP_OK) {
        frame_done(client, out.len);
        err = flush(client);
    }
    if (err == EP_OK)
        err = read_frame(client, now_ms() + at_most(client, ANSWER_MS), &frame);
    if (err == EP_OK)
        err = ep_session_read2(&client->session, frame);
    /* What does not open is another key or PSK than the node's, or no node at all. */
    return err == EP_NOT_OPENED || err == EP_MALFORMED || err == EP_TOO_LARGE ? EP_REFUSED_LINK : err;
}

static void forget(struct ep_client *client)
{
    uint64_t patience_ms = client->patience_ms;
    memset(client, 0, sizeof *client);
    client->fd = -1;
    client->patience_ms = patience_ms;
}

ep_err ep_client_open(struct ep_client *client, const char *route, enum ep_mode mode, ep_id hint,
                      const struct ep_dh_pair *own, const uint8_t theirs[32], const uint8_t psk[32])
{
    uint8_t ephemeral[32], hint_bytes[EP_HINT_BYTES];
    ep_err err = EP_NO_MEMORY;
    forget(client);
    client->buffer = malloc((size_t)2 * FRAME_ROOM);
    client->message = ep_secret_open((size_t)2 * EP_FRAME_BYTES_MAX);
    if (client->buffer == NULL || client->message == NULL)
        goto done;
    client->reader.buffer = client->buffer;
    ep_random(NULL, ephemeral, sizeof ephemeral);
    ep_hint(hint_bytes, hint);
    err = reach(client, route);
    if (err == EP_OK)
        err = shake(client, &(struct ep_dial){.mode = mode,
                                              .own_static = own,
                                              .their_static = theirs,
                                              .psk = psk,
                                              .hint = hint_bytes,
                                              .ephemeral = ephemeral});
    ep_wipe(ephemeral, sizeof ephemeral);
done:
    if (err != EP_OK)
        ep_client_close(client);
    return err;
}

/* A socket that is closed with bytes unread is reset, and a reset may throw away our last word at the other side. So:
 * say that we are done, and read on, at most for a second, until the other side is done too. */
static void hang_up(int fd)
{
    uint8_t ignored[4096];
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    uint64_t end = now_ms() + HANG_UP_MS;
    (void)shutdown(fd, SHUT_WR);
    while (now_ms() < end && poll(&ready, 1, (int)(end - now_ms())) > 0 && read(fd, ignored, sizeof ignored) > 0)
        ;
    close(fd);
}

void ep_client_close(struct ep_client *client)
{
    if (client->fd >= 0)
        hang_up(client->fd);
    free(client->buffer); /* sealed bytes only */
    ep_secret_close(client->message);
    ep_session_wipe(&client->session);
    forget(client);
}

ep_err ep_client_say_later(struct ep_client *client, enum ep_message_type type, const void *record)
{
    ep_out message = {say_message(client), 0, EP_MESSAGE_BYTES_MAX};
    if (client->fd < 0)
        return EP_CLOSED;
    ep_err err = ep_message_put(&message, type, record);
    if (err == EP_OK && frame_out(client).cap < message.len + FRAME_MORE_BYTES)
        err = flush(client);
    ep_out frame = frame_out(client);
    if (err == EP_OK)
        err = ep_session_seal(&client->session, ep_out_bytes(&message), &frame);
    ep_wipe(message.at, message.len);
    if (err == EP_OK)
        frame_done(client, frame.len);
    return err;
}

ep_err ep_client_say(struct ep_client *client, enum ep_message_type type, const void *record)
{
    ep_err err = ep_client_say_later(client, type, record);
    return err == EP_OK ? flush(client) : err;
}

/* Also while much is coming in: the node counts our silence, not its own. */
static ep_err ping_when_due(struct ep_client *client)
{
    const struct ep_msg_ping ping = {.n = client->session.send.nonce};
    return now_ms() >= client->said_ms + EP_CLIENT_PING_MS ? ep_client_say(client, EP_MSG_PING, &ping) : EP_OK;
}

static ep_err read_until(struct ep_client *client, uint64_t end_ms, ep_bytes *frame)
{
    for (;;) {
        ep_err err = ping_when_due(client);
        if (err != EP_OK)
            return err;
        uint64_t ping_at = client->said_ms + EP_CLIENT_PING_MS;
        err = read_frame(client, ping_at < end_ms ? ping_at : end_ms, frame);
        if (err != EP_TIMEOUT || now_ms() >= end_ms)
            return err;
    }
}

static ep_err hear_until(struct ep_client *client, uint64_t end_ms, enum ep_message_type *type, union ep_msg *msg)
{
    if (client->fd < 0)
        return EP_CLOSED;
    ep_err left = flush(client);
    if (left != EP_OK)
        return left;
    for (;;) {
        ep_bytes frame;
        ep_out message = {client->message, 0, EP_FRAME_BYTES_MAX};
        ep_err err = read_until(client, end_ms, &frame);
        if (err == EP_OK)
            err = ep_session_open(&client->session, frame, &message);
        if (err == EP_OK)
            err = ep_message_take(ep_out_bytes(&message), type, msg);
        if (err != EP_OK || *type != EP_MSG_PING)
            return err;
    }
}

ep_err ep_client_hear(struct ep_client *client, unsigned wait_s, enum ep_message_type *type, union ep_msg *msg)
{
    uint64_t wait_ms = at_most(client, wait_s == 0 ? NO_END : (uint64_t)wait_s * 1000u);
    return hear_until(client, wait_ms == NO_END ? NO_END : now_ms() + wait_ms, type, msg);
}

ep_err ep_client_hear_now(struct ep_client *client, enum ep_message_type *type, union ep_msg *msg)
{
    return hear_until(client, 0, type, msg);
}
