/* Keeps the promise that a link carries whole frames whatever the other side does: long ones, cut ones, false ones, a
 * crowd that connects and leaves, and one that pours. */
#include "node/link.h"
#include "proto/frame.h"
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DIALLED (EP_LINK_DIALLED + 7)
#define PATIENCE_MS 20000
#define POURERS 3
#define POURED_FRAMES 20000
#define POURED_BYTES 1000u

struct bench {
    struct ep_links *links;
    char address[32];
    unsigned port;
    uint64_t accepted; /* the newest */
    size_t count[EP_EVENT_TRUNCATED + 1];
    size_t last_len;
    uint8_t first_byte, last_byte;
    size_t slow_every; /* sleep a moment at every so many frames */
};

static void remember(void *arg, const struct ep_event *event)
{
    struct bench *bench = arg;
    bench->count[event->type]++;
    if (event->type == EP_EVENT_ACCEPTED)
        bench->accepted = event->link;
    if (event->type != EP_EVENT_FRAME)
        return;
    bench->last_len = event->frame.len;
    bench->first_byte = event->frame.at[0];
    bench->last_byte = event->frame.at[event->frame.len - 1];
    if (bench->slow_every > 0 && bench->count[EP_EVENT_FRAME] % bench->slow_every == 0)
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
}

/* Poll until so many events of a type were seen; false after a long while. */
static bool seen(struct bench *bench, enum ep_event_type type, size_t count)
{
    for (unsigned ms = 0; ms < PATIENCE_MS && bench->count[type] < count; ms++) {
        ep_links_poll(bench->links, remember, bench);
        if (bench->count[type] < count)
            poll(NULL, 0, 1);
    }
    return bench->count[type] >= count;
}

static int begin(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    signal(SIGPIPE, SIG_IGN);
    bench->port = ep_play_port();
    snprintf(bench->address, sizeof bench->address, "127.0.0.1:%u", bench->port);
    assert_int_equal(EP_OK, ep_links_open(&bench->links, &(struct ep_links_setup){.listen = bench->address}));
    *state = bench;
    return 0;
}

static int end(void **state)
{
    struct bench *bench = *state;
    ep_links_close(bench->links);
    free(bench);
    return 0;
}

static void connect_both(struct bench *bench)
{
    ep_links_dial(bench->links, DIALLED, bench->address);
    assert_true(seen(bench, EP_EVENT_CONNECTED, 1));
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
}

static void send_frame(struct bench *bench, uint64_t link, size_t len, uint8_t first, uint8_t last)
{
    uint8_t *bytes = calloc(1, EP_FRAME_HEAD_BYTES + len);
    assert_non_null(bytes);
    ep_frame_head(bytes, len);
    bytes[EP_FRAME_HEAD_BYTES] = first;
    bytes[EP_FRAME_HEAD_BYTES + len - 1] = last;
    ep_links_send(bench->links, link, (ep_bytes){bytes, EP_FRAME_HEAD_BYTES + len});
    free(bytes);
}

/* A plain socket that plays a stranger from 127.0.0.`host`; all of 127 is the loopback. */
static int stranger_from(unsigned host, unsigned port)
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

static int stranger(unsigned port)
{
    return stranger_from(1, port);
}

/* How many bytes come before the other side closes; -1 when it does not. After `want` of them time goes on. */
static long drain(struct bench *bench, int fd, long want)
{
    static uint8_t bytes[65536];
    long total = 0;
    for (unsigned ms = 0; ms < PATIENCE_MS; ms++) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (total == want)
            ep_links_tick(bench->links);
        ep_links_poll(bench->links, remember, bench);
        if (poll(&ready, 1, 1) <= 0)
            continue;
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got <= 0)
            return total;
        total += got;
    }
    return -1;
}

static void test_frames_of_every_length_cross_both_ways(void **state)
{
    struct bench *bench = *state;
    const size_t lengths[] = {1, 1000, EP_FRAME_BYTES_MAX};
    connect_both(bench);
    for (size_t i = 0; i < 3; i++) {
        uint8_t first = lengths[i] == 1 ? 0xa5 : 0x5a;
        const uint64_t to[2] = {bench->accepted, DIALLED};
        for (size_t k = 0; k < 2; k++) {
            send_frame(bench, to[k], lengths[i], first, 0xa5);
            assert_true(seen(bench, EP_EVENT_FRAME, 2 * i + k + 1));
            assert_int_equal(lengths[i], bench->last_len);
            assert_int_equal(first, bench->first_byte);
            assert_int_equal(0xa5, bench->last_byte);
        }
    }
}

static void test_frames_keep_their_order_and_none_is_lost(void **state)
{
    struct bench *bench = *state;
    connect_both(bench);
    for (size_t i = 0; i < 200; i++)
        send_frame(bench, DIALLED, 500 + i, 1, 1);
    assert_true(seen(bench, EP_EVENT_FRAME, 200));
    assert_int_equal(500 + 199, bench->last_len);
}

static void false_head(struct bench *bench, const uint8_t head[4])
{
    size_t closed = bench->count[EP_EVENT_CLOSED];
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_int_equal(4, write(fd, head, 4));
    assert_int_equal(0, drain(bench, fd, -1));
    assert_true(seen(bench, EP_EVENT_CLOSED, closed + 1));
    assert_int_equal(0, bench->count[EP_EVENT_FRAME]);
    close(fd);
}

static void test_a_false_length_closes_the_link(void **state)
{
    false_head(*state, (const uint8_t[]){0, 1, 0, 0});
    false_head(*state, (const uint8_t[]){0xff, 0xff, 0xff, 0xff});
    false_head(*state, (const uint8_t[]){0, 0, 0, 0});
}

static void test_a_crowd_that_connects_and_leaves_does_no_harm(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < 200; i++) {
        int fd = stranger(bench->port);
        assert_true(fd >= 0);
        close(fd);
        /* This thread both connects and accepts, so it may not run further ahead than the backlog is long. */
        assert_true(seen(bench, EP_EVENT_ACCEPTED, i < 50 ? 0 : i - 50));
        ep_links_poll(bench->links, remember, bench);
    }
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 200));
    assert_true(seen(bench, EP_EVENT_CLOSED, 200));
    ep_links_dial(bench->links, DIALLED, bench->address);
    assert_true(seen(bench, EP_EVENT_CONNECTED, 1));
    send_frame(bench, DIALLED, 10, 1, 2);
    assert_true(seen(bench, EP_EVENT_FRAME, 1));
}

/* `count` more strangers from there, each taken before the next comes. */
static void crowd(struct bench *bench, unsigned host, size_t count, int fds[])
{
    for (size_t i = 0; i < count; i++) {
        size_t before = bench->count[EP_EVENT_ACCEPTED];
        fds[i] = stranger_from(host, bench->port);
        assert_true(fds[i] >= 0);
        assert_true(seen(bench, EP_EVENT_ACCEPTED, before + 1));
    }
}

/* Closed by the other side, or still held open? */
static bool is_held(int fd)
{
    uint8_t byte = 0;
    return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

static size_t held(const int fds[], size_t count)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        open += is_held(fds[i]) ? 1 : 0;
    return open;
}

static void close_all(const int fds[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
}

static void test_of_one_address_the_oldest_strangers_go_first(void **state)
{
    struct bench *bench = *state;
    int fds[3 * EP_LINKS_PER_ADDRESS_MAX];
    size_t count = sizeof fds / sizeof fds[0];
    size_t gone = count - EP_LINKS_PER_ADDRESS_MAX;
    int elsewhere = stranger_from(2, bench->port);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    crowd(bench, 1, count, fds);
    assert_true(seen(bench, EP_EVENT_CLOSED, gone));
    poll(NULL, 0, 50);
    ep_links_poll(bench->links, remember, bench);
    assert_int_equal(gone, bench->count[EP_EVENT_CLOSED]);
    assert_int_equal(0, held(fds, gone));
    assert_int_equal(EP_LINKS_PER_ADDRESS_MAX, held(fds + gone, EP_LINKS_PER_ADDRESS_MAX));
    assert_true(is_held(elsewhere)); /* another address has nothing to do with it, although it is the oldest of all */
    close_all(fds, count);
    close(elsewhere);
}

static void test_all_strangers_together_leave_links_for_others(void **state)
{
    struct bench *bench = *state;
    int fds[EP_LINKS_STRANGERS_MAX + 20];
    for (unsigned host = 1; host * 20 <= sizeof fds / sizeof fds[0]; host++)
        crowd(bench, host, 20, fds + (host - 1) * 20);
    size_t count = bench->count[EP_EVENT_ACCEPTED];
    assert_in_range(count, EP_LINKS_STRANGERS_MAX + 1, EP_LINKS_STRANGERS_MAX + 20);
    assert_true(seen(bench, EP_EVENT_CLOSED, count - EP_LINKS_STRANGERS_MAX));
    assert_int_equal(EP_LINKS_STRANGERS_MAX, held(fds, count));
    assert_false(is_held(fds[0]));
    assert_true(is_held(fds[count - 1]));
    ep_links_dial(bench->links, DIALLED, bench->address); /* and our own dialling goes on */
    assert_true(seen(bench, EP_EVENT_CONNECTED, 1));
    close_all(fds, count);
}

static void test_who_opened_a_link_is_no_stranger_any_more(void **state)
{
    struct bench *bench = *state;
    int known[EP_LINKS_STRANGERS_MAX];
    int fds[2 * EP_LINKS_PER_ADDRESS_MAX];
    for (size_t i = 0; i < EP_LINKS_STRANGERS_MAX; i++) {
        crowd(bench, 1, 1, known + i);
        ep_links_opened(bench->links, bench->accepted);
    }
    crowd(bench, 1, 2 * EP_LINKS_PER_ADDRESS_MAX, fds);
    assert_true(seen(bench, EP_EVENT_CLOSED, EP_LINKS_PER_ADDRESS_MAX));
    assert_int_equal(EP_LINKS_STRANGERS_MAX, held(known, EP_LINKS_STRANGERS_MAX));
    assert_int_equal(EP_LINKS_PER_ADDRESS_MAX, held(fds, 2 * EP_LINKS_PER_ADDRESS_MAX));
    close_all(known, EP_LINKS_STRANGERS_MAX);
    close_all(fds, 2 * EP_LINKS_PER_ADDRESS_MAX);
}

static void test_a_frame_that_comes_one_byte_at_a_time_is_whole(void **state)
{
    struct bench *bench = *state;
    uint8_t bytes[EP_FRAME_HEAD_BYTES + 40] = {[EP_FRAME_HEAD_BYTES] = 0x5a, [EP_FRAME_HEAD_BYTES + 39] = 0xa5};
    const int on = 1;
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_int_equal(0, setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    ep_frame_head(bytes, 40);
    for (size_t i = 0; i < sizeof bytes; i++) {
        assert_int_equal(0, bench->count[EP_EVENT_FRAME]);
        assert_int_equal(1, write(fd, bytes + i, 1));
        for (unsigned ms = 0; ms < 5; ms++) { /* so that it arrives alone */
            poll(NULL, 0, 1);
            ep_links_poll(bench->links, remember, bench);
        }
    }
    assert_true(seen(bench, EP_EVENT_FRAME, 1));
    assert_int_equal(40, bench->last_len);
    assert_int_equal(0x5a, bench->first_byte);
    assert_int_equal(0xa5, bench->last_byte);
    close(fd);
}

static void test_a_dial_that_fails_is_told(void **state)
{
    struct bench *bench = *state;
    char nobody[32];
    snprintf(nobody, sizeof nobody, "127.0.0.1:%u", ep_play_port());
    ep_links_dial(bench->links, DIALLED, nobody);
    assert_true(seen(bench, EP_EVENT_CLOSED, 1));
    ep_links_dial(bench->links, DIALLED + 1, "no address");
    assert_true(seen(bench, EP_EVENT_CLOSED, 2));
}

static void test_shut_sends_what_was_sent_before(void **state)
{
    struct bench *bench = *state;
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i < 40; i++)
        send_frame(bench, bench->accepted, 50000, 1, 2);
    ep_links_shut(bench->links, bench->accepted);
    assert_int_equal(40 * 50004, drain(bench, fd, 40 * 50004));
    assert_int_equal(0, bench->count[EP_EVENT_CLOSED]); /* we closed it ourselves */
    close(fd);
}

static void test_shut_with_nothing_to_send_closes_at_once(void **state)
{
    struct bench *bench = *state;
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    ep_links_shut(bench->links, bench->accepted);
    assert_int_equal(0, drain(bench, fd, -1));
    close(fd);
}

static void test_shut_ends_for_one_that_does_not_read(void **state)
{
    struct bench *bench = *state;
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i < 300; i++)
        send_frame(bench, bench->accepted, 60000, 1, 2);
    ep_links_shut(bench->links, bench->accepted);
    for (unsigned i = 0; i < 3; i++)
        ep_links_tick(bench->links);
    long got = drain(bench, fd, -1);
    assert_true(got >= 0);
    assert_true(got < 300 * 60004);
    close(fd);
}

/* What a step says to one side is read there as one, so it leaves as one. */
static void test_what_is_sent_waits_for_the_push(void **state)
{
    struct bench *bench = *state;
    struct pollfd ready = {.events = POLLIN};
    uint8_t bytes[64];
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    ready.fd = fd;
    send_frame(bench, bench->accepted, 10, 1, 2);
    send_frame(bench, bench->accepted, 20, 3, 4);
    assert_int_equal(0, poll(&ready, 1, 100));
    ep_links_push(bench->links);
    assert_int_equal(1, poll(&ready, 1, PATIENCE_MS));
    assert_int_equal(10 + 20 + 2 * EP_FRAME_HEAD_BYTES, read(fd, bytes, sizeof bytes));
    close(fd);
}

static void test_an_address_in_use_is_refused(void **state)
{
    struct ep_links *links = NULL;
    char address[32];
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    (void)state;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(0, bind(fd, (struct sockaddr *)&at, sizeof at));
    assert_int_equal(0, listen(fd, 1));
    assert_int_equal(0, getsockname(fd, (struct sockaddr *)&at, &len));
    snprintf(address, sizeof address, "127.0.0.1:%u", ntohs(at.sin_port));
    assert_int_equal(EP_PORT_IN_USE, ep_links_open(&links, &(struct ep_links_setup){.listen = address}));
    assert_null(links);
    close(fd);
}

/* The engine closes at a frame that it does not like; what came behind it in the same read is nobody's frame. */
static void shut_at_frame(void *arg, const struct ep_event *event)
{
    struct bench *bench = arg;
    remember(arg, event);
    if (event->type != EP_EVENT_FRAME)
        return;
    for (size_t i = 0; i < 40; i++)
        send_frame(bench, event->link, 50000, 1, 2);
    ep_links_shut(bench->links, event->link);
}

static void test_shut_in_the_middle_of_a_read_still_sends(void **state)
{
    struct bench *bench = *state;
    uint8_t bytes[12288];
    memset(bytes, 0xff, sizeof bytes);
    memcpy(bytes, (const uint8_t[]){0, 0, 0, 1, 7}, 5);
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_int_equal(sizeof bytes, write(fd, bytes, sizeof bytes));
    for (unsigned ms = 0; ms < PATIENCE_MS && bench->count[EP_EVENT_FRAME] == 0; ms++) {
        ep_links_poll(bench->links, shut_at_frame, bench);
        poll(NULL, 0, 1);
    }
    assert_int_equal(sizeof bytes, write(fd, bytes, sizeof bytes));
    assert_int_equal(40 * 50004, drain(bench, fd, 40 * 50004));
    assert_int_equal(1, bench->count[EP_EVENT_FRAME]);
    close(fd);
}

/* Reads so much, and no more; the link stays. */
static bool take(struct bench *bench, int fd, size_t want)
{
    static uint8_t bytes[65536];
    for (unsigned ms = 0; ms < PATIENCE_MS && want > 0; ms++) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        ep_links_poll(bench->links, remember, bench);
        if (poll(&ready, 1, 1) <= 0)
            continue;
        ssize_t got = read(fd, bytes, want < sizeof bytes ? want : sizeof bytes);
        if (got <= 0)
            return false;
        want -= (size_t)got;
    }
    return want == 0;
}

/* Who asks is told once, when the other side has taken so much that nothing waits here any more. */
static void test_draining_is_told_when_all_has_left_and_only_to_who_asks(void **state)
{
    struct bench *bench = *state;
    const size_t frames = 120; /* 7 MB: more than a system keeps for a side that reads nothing, and has 64 KiB */
    const int small = 65536;
    int fd = stranger(bench->port);
    assert_true(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i < frames; i++)
        send_frame(bench, bench->accepted, 60000, 1, 2);
    ep_links_drain(bench->links, bench->accepted);
    for (unsigned ms = 0; ms < 200; ms++) {
        ep_links_poll(bench->links, remember, bench);
        poll(NULL, 0, 1);
    }
    assert_int_equal(0, bench->count[EP_EVENT_DRAINED]);
    assert_true(take(bench, fd, frames * 60004));
    assert_true(seen(bench, EP_EVENT_DRAINED, 1));
    send_frame(bench, bench->accepted, 10, 1, 2);
    assert_true(take(bench, fd, 14));
    ep_links_poll(bench->links, remember, bench);
    assert_int_equal(1, bench->count[EP_EVENT_DRAINED]);
    close(fd);
}

/* A side that never reads is let go, and the engine hears of it: otherwise it would hold the link for a minute. */
static void test_a_full_queue_closes_the_link_and_is_told(void **state)
{
    struct bench *bench = *state;
    int fd = stranger(bench->port);
    assert_true(fd >= 0);
    assert_true(seen(bench, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i <= 2 * EP_LINK_OUT_BYTES_MAX / 60000; i++)
        send_frame(bench, bench->accepted, 60000, 1, 2);
    assert_true(seen(bench, EP_EVENT_CLOSED, 1));
    close(fd);
}

/* In a child, so that it pours while the parent is busy with what came before. */
static void pour(unsigned port)
{
    uint8_t frame[EP_FRAME_HEAD_BYTES + POURED_BYTES] = {0};
    int fd = stranger(port);
    ep_frame_head(frame, POURED_BYTES);
    for (size_t i = 0; fd >= 0 && i < POURED_FRAMES; i++)
        for (size_t at = 0; at < sizeof frame;) {
            ssize_t put = write(fd, frame + at, sizeof frame - at);
            if (put <= 0)
                _exit(1);
            at += (size_t)put;
        }
    uint8_t last = 0;
    _exit(fd >= 0 && read(fd, &last, 1) == 0 ? 0 : 1); /* stay until the parent is done */
}

static void test_pouring_links_lose_nothing(void **state)
{
    struct bench *bench = *state;
    pid_t child[POURERS];
    bench->slow_every = 16;
    for (size_t i = 0; i < POURERS; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0)
            pour(bench->port);
    }
    bool all = seen(bench, EP_EVENT_FRAME, (size_t)POURERS * POURED_FRAMES);
    ep_links_shut_all(bench->links);
    for (size_t i = 0; i < POURERS; i++) {
        if (!all)
            kill(child[i], SIGKILL);
        waitpid(child[i], NULL, 0);
    }
    assert_true(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frames_of_every_length_cross_both_ways, begin, end),
        cmocka_unit_test_setup_teardown(test_frames_keep_their_order_and_none_is_lost, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_sent_waits_for_the_push, begin, end),
        cmocka_unit_test_setup_teardown(test_a_false_length_closes_the_link, begin, end),
        cmocka_unit_test_setup_teardown(test_a_crowd_that_connects_and_leaves_does_no_harm, begin, end),
        cmocka_unit_test_setup_teardown(test_of_one_address_the_oldest_strangers_go_first, begin, end),
        cmocka_unit_test_setup_teardown(test_all_strangers_together_leave_links_for_others, begin, end),
        cmocka_unit_test_setup_teardown(test_who_opened_a_link_is_no_stranger_any_more, begin, end),
        cmocka_unit_test_setup_teardown(test_a_frame_that_comes_one_byte_at_a_time_is_whole, begin, end),
        cmocka_unit_test_setup_teardown(test_a_dial_that_fails_is_told, begin, end),
        cmocka_unit_test_setup_teardown(test_shut_sends_what_was_sent_before, begin, end),
        cmocka_unit_test_setup_teardown(test_shut_with_nothing_to_send_closes_at_once, begin, end),
        cmocka_unit_test_setup_teardown(test_shut_ends_for_one_that_does_not_read, begin, end),
        cmocka_unit_test_setup_teardown(test_shut_in_the_middle_of_a_read_still_sends, begin, end),
        cmocka_unit_test_setup_teardown(test_draining_is_told_when_all_has_left_and_only_to_who_asks, begin, end),
        cmocka_unit_test_setup_teardown(test_a_full_queue_closes_the_link_and_is_told, begin, end),
        cmocka_unit_test_setup_teardown(test_pouring_links_lose_nothing, begin, end),
        cmocka_unit_test(test_an_address_in_use_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
