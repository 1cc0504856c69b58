/* Keeps the promise that strangers cost little and keep nobody out: false lengths, crowds, no descriptors, no links left; and
 * what it listens on. */
#include "tests/support/ends.h"
#include "tests/support/play.h"

#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void false_head(struct ends *ends, const uint8_t head[4])
{
    size_t closed = ends->count[EP_EVENT_CLOSED];
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_int_equal(4, write(fd, head, 4));
    assert_int_equal(0, ends_until_closed(ends, fd, -1));
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, closed + 1));
    assert_int_equal(0, ends->count[EP_EVENT_FRAME]);
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
    struct ends *ends = *state;
    for (size_t i = 0; i < 200; i++) {
        int fd = ends_stranger(ends->port);
        assert_true(fd >= 0);
        close(fd);
        /* This thread both connects and accepts, so it may not run further ahead than the backlog is long. */
        assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, i < 50 ? 0 : i - 50));
        ends_turn(ends);
    }
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 200));
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, 200));
    ep_links_dial(ends->links, ENDS_DIALLED, ends->address);
    assert_true(ends_seen(ends, EP_EVENT_CONNECTED, 1));
    ends_send(ends, ENDS_DIALLED, 10, 1, 2);
    assert_true(ends_seen(ends, EP_EVENT_FRAME, 1));
}

/* `count` more strangers from there, each taken before the next comes. */
static void crowd(struct ends *ends, unsigned host, size_t count, int fds[])
{
    for (size_t i = 0; i < count; i++) {
        size_t before = ends->count[EP_EVENT_ACCEPTED];
        fds[i] = ends_stranger_from(host, ends->port);
        assert_true(fds[i] >= 0);
        assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, before + 1));
    }
}

static size_t held(const int fds[], size_t count)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++)
        open += ends_held(fds[i]) ? 1 : 0;
    return open;
}

static void close_all(const int fds[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
}

static void test_of_one_address_the_oldest_strangers_go_first(void **state)
{
    struct ends *ends = *state;
    int fds[3 * EP_LINKS_PER_ADDRESS_MAX];
    size_t count = sizeof fds / sizeof fds[0];
    size_t gone = count - EP_LINKS_PER_ADDRESS_MAX;
    int elsewhere = ends_stranger_from(2, ends->port);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    crowd(ends, 1, count, fds);
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, gone));
    poll(NULL, 0, 50);
    ends_turn(ends);
    assert_int_equal(gone, ends->count[EP_EVENT_CLOSED]);
    assert_int_equal(0, held(fds, gone));
    assert_int_equal(EP_LINKS_PER_ADDRESS_MAX, held(fds + gone, EP_LINKS_PER_ADDRESS_MAX));
    assert_true(ends_held(elsewhere)); /* another address has nothing to do with it, although it is the oldest of all */
    close_all(fds, count);
    close(elsewhere);
}

static void test_all_strangers_together_leave_links_for_others(void **state)
{
    struct ends *ends = *state;
    int fds[EP_LINKS_STRANGERS_MAX + 20];
    for (unsigned host = 1; host * 20 <= sizeof fds / sizeof fds[0]; host++)
        crowd(ends, host, 20, fds + (host - 1) * 20);
    size_t count = ends->count[EP_EVENT_ACCEPTED];
    assert_in_range(count, EP_LINKS_STRANGERS_MAX + 1, EP_LINKS_STRANGERS_MAX + 20);
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, count - EP_LINKS_STRANGERS_MAX));
    assert_int_equal(EP_LINKS_STRANGERS_MAX, held(fds, count));
    assert_false(ends_held(fds[0]));
    assert_true(ends_held(fds[count - 1]));
    ep_links_dial(ends->links, ENDS_DIALLED, ends->address); /* and our own dialling goes on */
    assert_true(ends_seen(ends, EP_EVENT_CONNECTED, 1));
    close_all(fds, count);
}

static void test_who_opened_a_link_is_no_stranger_any_more(void **state)
{
    struct ends *ends = *state;
    int known[EP_LINKS_STRANGERS_MAX];
    int fds[2 * EP_LINKS_PER_ADDRESS_MAX];
    for (size_t i = 0; i < EP_LINKS_STRANGERS_MAX; i++) {
        crowd(ends, 1, 1, known + i);
        ep_links_opened(ends->links, ends->accepted);
    }
    crowd(ends, 1, 2 * EP_LINKS_PER_ADDRESS_MAX, fds);
    assert_true(ends_seen(ends, EP_EVENT_CLOSED, EP_LINKS_PER_ADDRESS_MAX));
    assert_int_equal(EP_LINKS_STRANGERS_MAX, held(known, EP_LINKS_STRANGERS_MAX));
    assert_int_equal(EP_LINKS_PER_ADDRESS_MAX, held(fds, 2 * EP_LINKS_PER_ADDRESS_MAX));
    close_all(known, EP_LINKS_STRANGERS_MAX);
    close_all(fds, 2 * EP_LINKS_PER_ADDRESS_MAX);
}

static void test_an_address_in_use_is_refused(void **state)
{
    struct ends *ends = *state;
    char address[32];
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    ends_close(ends);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(0, bind(fd, (struct sockaddr *)&at, sizeof at));
    assert_int_equal(0, listen(fd, 1));
    assert_int_equal(0, getsockname(fd, (struct sockaddr *)&at, &len));
    snprintf(address, sizeof address, "127.0.0.1:%u", ntohs(at.sin_port));
    assert_int_equal(EP_PORT_IN_USE, ends_open(ends, address));
    assert_null(ends->links);
    assert_int_equal(EP_PORT_IN_USE, ends_open(ends, "192.0.2.1:4701")); /* of nobody, so not of this machine */
    assert_null(ends->links);
    close(fd);
}

static void test_an_ipv6_address_stands_in_brackets(void **state)
{
    struct ends *ends = *state;
    char address[32];
    struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    snprintf(address, sizeof address, "[::1]:%u", ep_play_port());
    ends_close(ends);
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    bool here = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
    if (fd >= 0)
        close(fd);
    if (!here) {
        print_message("there is no IPv6 here\n");
        skip();
    }
    assert_int_equal(EP_OK, ends_open(ends, address));
    ep_links_dial(ends->links, ENDS_DIALLED, address);
    assert_true(ends_seen(ends, EP_EVENT_CONNECTED, 1));
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
}

static void test_without_descriptors_it_rests_and_listens_again(void **state)
{
    struct ends *ends = *state;
    struct rlimit old;
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_int_equal(0, getrlimit(RLIMIT_NOFILE, &old));
    struct rlimit none = {0, old.rlim_max};
    assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &none));
    for (size_t i = 0; i < 10; i++)
        ends_turn(ends);
    bool waits = ep_links_waiting(ends->links);
    ep_links_tick(ends->links); /* still nothing to be had */
    ends_turn(ends);
    bool still = ep_links_waiting(ends->links);
    assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &old));
    assert_true(waits);
    assert_true(still);
    assert_int_equal(0, ends->count[EP_EVENT_ACCEPTED]);
    ep_links_tick(ends->links);
    assert_false(ep_links_waiting(ends->links));
    close(fd);
    fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, 1));
    close(fd);
}

static void test_when_all_links_are_taken_a_stranger_waits_for_one(void **state)
{
    struct ends *ends = *state;
    struct rlimit limit;
    assert_int_equal(0, getrlimit(RLIMIT_NOFILE, &limit));
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &limit));
    for (size_t i = 0; i < EP_LINKS_MAX / 2; i++) { /* of each both ends are here */
        ep_links_dial(ends->links, ENDS_DIALLED + i, ends->address);
        assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, i + 1));
        ep_links_opened(ends->links, ends->accepted);
    }
    assert_true(ends_seen(ends, EP_EVENT_CONNECTED, EP_LINKS_MAX / 2));
    int fd = ends_stranger(ends->port);
    assert_true(fd >= 0);
    for (unsigned ms = 0; ms < 50; ms++) {
        ends_turn(ends);
        poll(NULL, 0, 1);
    }
    assert_int_equal(EP_LINKS_MAX / 2, ends->count[EP_EVENT_ACCEPTED]);
    assert_true(ep_links_waiting(ends->links));
    assert_true(ends_held(fd));
    ep_links_shut(ends->links, ENDS_DIALLED);
    assert_true(ends_seen(ends, EP_EVENT_ACCEPTED, EP_LINKS_MAX / 2 + 1));
    assert_false(ep_links_waiting(ends->links));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_false_length_closes_the_link, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_a_crowd_that_connects_and_leaves_does_no_harm, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_of_one_address_the_oldest_strangers_go_first, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_all_strangers_together_leave_links_for_others, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_who_opened_a_link_is_no_stranger_any_more, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_an_address_in_use_is_refused, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_an_ipv6_address_stands_in_brackets, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_without_descriptors_it_rests_and_listens_again, ends_begin, ends_end),
        cmocka_unit_test_setup_teardown(test_when_all_links_are_taken_a_stranger_waits_for_one, ends_begin, ends_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
