/* Keeps the promise that a link carries whole frames whatever the other side does: long ones, cut ones, one that does not
 * read, and one that pours. */
#include "proto/frame.h"
#include "tests/support/ends.h"
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define POURERS 3
#define POURED_FRAMES 20000
#define POURED_BYTES 1000u

static void connect_both(struct ends *ends)
{
    ep_links_dial(ends->links, ENDS_DIALLED, ends->address);
    assert_true(ends_seen(ends, EP_EVENT_CONNECTED, 1));
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
}

static void test_frames_of_every_length_cross_both_ways(void **state)
{
    struct ends *ends = *state;
    const size_t lengths[] = {1, 1000, EP_FRAME_BYTES_MAX};
    connect_both(ends);
    for (size_t i = 0; i < 3; i++) {
        uint8_t first = lengths[i] == 1 ? 0xa5 : 0x5a;
        const uint64_t to[2] = {ends->accepted, ENDS_DIALLED};
        for (size_t k = 0; k < 2; k++) {
            ends_send(ends, to[k], lengths[i], first, 0xa5);
            assert_true(ends_seen(ends, EP_EVENT_FRAME, 2 * i + k + 1));
            assert_int_equal(lengths[i], ends->last_len);
            assert_int_equal(first, ends->first_byte);
            assert_int_equal(0xa5, ends->last_byte);
        }
    }
}

static void test_frames_keep_their_order_and_none_is_lost(void **state)
{
    struct ends *ends = *state;
    connect_both(ends);
    for (size_t i = 0; i < 200; i++)
        ends_send(ends, ENDS_DIALLED, 500 + i, 1, 1);
    assert_true(ends_seen(ends, EP_EVENT_FRAME, 200));
    assert_int_equal(500 + 199, ends->last_len);
    for (size_t i = 0; i < 300; i++) /* 18 MB: more than a system takes at once */
        ends_send(ends, ENDS_DIALLED, 60000, (uint8_t)i, 1);
    assert_true(ends_seen(ends, EP_EVENT_FRAME, 200 + 300));
    assert_int_equal((uint8_t)299, ends->first_byte);
}

static void test_a_frame_that_comes_one_byte_at_a_time_is_whole(void **state)
{
    struct ends *ends = *state;
    uint8_t bytes[EP_FRAME_HEAD_BYTES + 40] = {[EP_FRAME_HEAD_BYTES] = 0x5a, [EP_FRAME_HEAD_BYTES + 39] = 0xa5};
    const int on = 1;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_int_equal(0, setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    ep_frame_head(bytes, 40);
    for (size_t i = 0; i < sizeof bytes; i++) {
        assert_int_equal(0, ends->count[EP_EVENT_FRAME]);
        assert_int_equal(1, write(fd, bytes + i, 1));
        for (unsigned ms = 0; ms < 5; ms++) { /* so that it arrives alone */
            poll(NULL, 0, 1);
            ends_turn(ends);
        }
    }
    assert_true(ends_seen(ends, EP_EVENT_FRAME, 1));
    assert_int_equal(40, ends->last_len);
    assert_int_equal(0x5a, ends->first_byte);
    assert_int_equal(0xa5, ends->last_byte);
    close(fd);
}

static void test_a_dial_that_fails_is_told(void **state)
{
    struct ends *ends = *state;
    char nobody[32];
    snprintf(nobody, sizeof nobody, "127.0.0.1:%u", ep_play_port());
    ep_links_dial(ends->links, ENDS_DIALLED, nobody);
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, 1));
    ep_links_dial(ends->links, ENDS_DIALLED + 1, "no address");
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, 2));
}

/* What the name means here is not ours to say: an answer must come. */
static void test_a_name_is_looked_up_and_the_end_need_not_wait_for_it(void **state)
{
    struct ends *ends = *state;
    char name[32];
    snprintf(name, sizeof name, "localhost:%u", ends->port);
    ep_links_dial(ends->links, ENDS_DIALLED, name);
    for (unsigned ms = 0; ms < ENDS_PATIENCE_MS && ends->count[EP_EVENT_CONNECTED] + ends->count[EP_EVENT_CLOSED] == 0;
         ms++) {
        ends_turn(ends);
        poll(NULL, 0, 1);
    }
    assert_int_equal(1, ends->count[EP_EVENT_CONNECTED] + ends->count[EP_EVENT_CLOSED]);
    ep_links_dial(ends->links, ENDS_DIALLED + 1, name);
}

static void test_shut_sends_what_was_sent_before(void **state)
{
    struct ends *ends = *state;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i < 40; i++)
        ends_send(ends, ends->accepted, 50000, 1, 2);
    ep_links_shut(ends->links, ends->accepted);
    assert_int_equal(40 * 50004, ends_until_closed(ends, fd, 40 * 50004));
    assert_int_equal(0, ends->count[EP_EVENT_CLOSED]); /* we closed it ourselves */
    close(fd);
}

static void test_shut_with_nothing_to_send_closes_at_once(void **state)
{
    struct ends *ends = *state;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    ep_links_shut(ends->links, ends->accepted);
    assert_int_equal(0, ends_until_closed(ends, fd, -1));
    close(fd);
}

static void test_shut_ends_for_one_that_does_not_read(void **state)
{
    struct ends *ends = *state;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i < 300; i++)
        ends_send(ends, ends->accepted, 60000, 1, 2);
    ep_links_shut(ends->links, ends->accepted);
    for (unsigned i = 0; i < 3; i++)
        ep_links_tick(ends->links);
    long got = ends_until_closed(ends, fd, -1);
    assert_true(got >= 0);
    assert_true(got < 300 * 60004);
    close(fd);
}

/* What a step says to one side is read there as one, so it leaves as one. */
static void test_what_is_sent_waits_for_the_push(void **state)
{
    struct ends *ends = *state;
    struct pollfd ready = {.events = POLLIN};
    uint8_t bytes[64];
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    ready.fd = fd;
    ends_send(ends, ends->accepted, 10, 1, 2);
    ends_send(ends, ends->accepted, 20, 3, 4);
    assert_int_equal(0, poll(&ready, 1, 100));
    ep_links_push(ends->links);
    assert_int_equal(1, poll(&ready, 1, ENDS_PATIENCE_MS));
    assert_int_equal(10 + 20 + 2 * EP_FRAME_HEAD_BYTES, read(fd, bytes, sizeof bytes));
    close(fd);
}

/* The engine closes at a frame that it does not like; what came behind it in the same read is nobody's frame. */
static void shut_at_frame(void *arg, const struct ep_event *event)
{
    struct ends *ends = arg;
    ends_remember(arg, event);
    if (event->type != EP_EVENT_FRAME)
        return;
    for (size_t i = 0; i < 40; i++)
        ends_send(ends, event->link, 50000, 1, 2);
    ep_links_shut(ends->links, event->link);
}

static void test_shut_in_the_middle_of_a_read_still_sends(void **state)
{
    struct ends *ends = *state;
    uint8_t bytes[12288];
    memset(bytes, 0xff, sizeof bytes);
    memcpy(bytes, (const uint8_t[]){0, 0, 0, 1, 7}, 5);
    ends->visit = shut_at_frame;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_int_equal(sizeof bytes, write(fd, bytes, sizeof bytes));
    for (unsigned ms = 0; ms < ENDS_PATIENCE_MS && ends->count[EP_EVENT_FRAME] == 0; ms++) {
        ends_turn(ends);
        poll(NULL, 0, 1);
    }
    assert_int_equal(sizeof bytes, write(fd, bytes, sizeof bytes));
    assert_int_equal(40 * 50004, ends_until_closed(ends, fd, 40 * 50004));
    assert_int_equal(1, ends->count[EP_EVENT_FRAME]);
    close(fd);
}

/* Reads so much, and no more; the link stays. */
static bool take(struct ends *ends, int fd, size_t want)
{
    static uint8_t bytes[65536];
    for (unsigned ms = 0; ms < ENDS_PATIENCE_MS && want > 0; ms++) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        ends_turn(ends);
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
    struct ends *ends = *state;
    const size_t frames = 120; /* 7 MB: more than a system keeps for a side that reads nothing, and has 64 KiB */
    const int small = 65536;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i < frames; i++)
        ends_send(ends, ends->accepted, 60000, 1, 2);
    ep_links_drain(ends->links, ends->accepted);
    for (unsigned ms = 0; ms < 200; ms++) {
        ends_turn(ends);
        poll(NULL, 0, 1);
    }
    assert_int_equal(0, ends->count[EP_EVENT_DRAINED]);
    assert_true(take(ends, fd, frames * 60004));
    assert_true(ends_seen(ends, EP_EVENT_DRAINED, 1));
    ends_send(ends, ends->accepted, 10, 1, 2);
    assert_true(take(ends, fd, 14));
    ends_turn(ends);
    assert_int_equal(1, ends->count[EP_EVENT_DRAINED]);
    ends_send(ends, ends->accepted, 10, 1, 2); /* what the system takes at once has left as well */
    ep_links_drain(ends->links, ends->accepted);
    assert_true(ends_seen(ends, EP_EVENT_DRAINED, 2));
    close(fd);
}

/* A side that never reads is let go, and the engine hears of it: otherwise it would hold the link for a minute. */
static void test_a_full_queue_closes_the_link_and_is_told(void **state)
{
    struct ends *ends = *state;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    for (size_t i = 0; i <= 2 * EP_LINK_OUT_BYTES_MAX / 60000; i++)
        ends_send(ends, ends->accepted, 60000, 1, 2);
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, 1));
    close(fd);
}

/* In a child, so that it pours while the parent is busy with what came before. */
static void pour(unsigned port)
{
    uint8_t frame[EP_FRAME_HEAD_BYTES + POURED_BYTES] = {0};
    int fd = ends_stranger(port);
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
    struct ends *ends = *state;
    pid_t child[POURERS];
    ends->slow_every = 16;
    for (size_t i = 0; i < POURERS; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0)
            pour(ends->port);
    }
    bool all = ends_seen(ends, EP_EVENT_FRAME, (size_t)POURERS * POURED_FRAMES);
    ep_links_shut_all(ends->links);
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
        cmocka_unit_test_setup_teardown(test_frames_of_every_length_cross_both_ways, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_frames_keep_their_order_and_none_is_lost, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_a_frame_that_comes_one_byte_at_a_time_is_whole, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_a_dial_that_fails_is_told, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_a_name_is_looked_up_and_the_end_need_not_wait_for_it, ends_begin,
                                        ends_end),
        cmocka_unit_test_setup_teardown(test_shut_sends_what_was_sent_before, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_shut_with_nothing_to_send_closes_at_once, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_shut_ends_for_one_that_does_not_read, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_what_is_sent_waits_for_the_push, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_shut_in_the_middle_of_a_read_still_sends, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_draining_is_told_when_all_has_left_and_only_to_who_asks, ends_begin,
                                        ends_end),
        cmocka_unit_test_setup_teardown(test_a_full_queue_closes_the_link_and_is_told, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_pouring_links_lose_nothing, ends_begin, ends_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
