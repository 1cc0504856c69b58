#include "tests/support/ends.h"

#include "proto/frame.h"
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

void ends_remember(void *arg, const struct ep_event *event)
{
    struct ends *ends = arg;
    ends->count[event->type]++;
    if (event->type == EP_EVENT_ACCEPTED)
        ends->accepted = event->link;
    if (event->type != EP_EVENT_FRAME)
        return;
    ends->last_len = event->frame.len;
    ends->first_byte = event->frame.at[0];
    ends->last_byte = event->frame.at[event->frame.len - 1];
    if (ends->slow_every > 0 && ends->count[EP_EVENT_FRAME] % ends->slow_every == 0)
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
}

static void visit(void *arg, const struct ep_event *event)
{
    ((struct ends *)arg)->visit(arg, event);
}

void ends_turn(struct ends *ends)
{
    ep_links_push(ends->links);
    uv_run(&ends->uv, UV_RUN_NOWAIT);
}

bool ends_seen(struct ends *ends, enum ep_event_type type, size_t count)
{
    for (unsigned ms = 0; ms < ENDS_PATIENCE_MS && ends->count[type] < count; ms++) {
        ends_turn(ends);
        if (ends->count[type] < count)
            poll(NULL, 0, 1);
    }
    return ends->count[type] >= count;
}

ep_err ends_open(struct ends *ends, const char *address)
{
    return ep_links_open(&ends->links, &(struct ep_links_setup){&ends->uv, address, visit, ends});
}

void ends_close(struct ends *ends)
{
    size_t closed = ends->count[EP_EVENT_CLOSED];
    ep_links_close(ends->links);
    ends->links = NULL;
    assert_int_equal(0, uv_run(&ends->uv, UV_RUN_DEFAULT));
    assert_int_equal(closed, ends->count[EP_EVENT_CLOSED]);
}

int ends_begin(void **state)
{
    struct ends *ends = calloc(1, sizeof *ends);
    assert_non_null(ends);
    signal(SIGPIPE, SIG_IGN);
    ends->visit = ends_remember;
    ends->port = ep_play_port();
    snprintf(ends->address, sizeof ends->address, "127.0.0.1:%u", ends->port);
    assert_int_equal(0, uv_loop_init(&ends->uv));
    assert_int_equal(EP_OK, ends_open(ends, ends->address));
    *state = ends;
    return 0;
}

int ends_end(void **state)
{
    struct ends *ends = *state;
    ends_close(ends);
    assert_int_equal(0, uv_loop_close(&ends->uv));
    free(ends);
    return 0;
}

void ends_send(struct ends *ends, uint64_t link, size_t len, uint8_t first, uint8_t last)
{
    uint8_t *bytes = calloc(1, EP_FRAME_HEAD_BYTES + len);
    assert_non_null(bytes);
    ep_frame_head(bytes, len);
    bytes[EP_FRAME_HEAD_BYTES] = first;
    bytes[EP_FRAME_HEAD_BYTES + len - 1] = last;
    ep_links_send(ends->links, link, (ep_bytes){bytes, EP_FRAME_HEAD_BYTES + len});
    free(bytes);
}

int ends_stranger_from(unsigned host, unsigned port)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&from, sizeof from) == 0 &&
        connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

int ends_stranger(unsigned port)
{
    return ends_stranger_from(1, port);
}

bool ends_held(int fd)
{
    uint8_t byte = 0;
    return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

long ends_until_closed(struct ends *ends, int fd, long want)
{
    static uint8_t bytes[65536];
    long total = 0;
    for (unsigned ms = 0; ms < ENDS_PATIENCE_MS; ms++) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (total == want)
            ep_links_tick(ends->links);
        ends_turn(ends);
        if (poll(&ready, 1, 1) <= 0)
            continue;
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got <= 0)
            return total;
        total += got;
    }
    return -1;
}
