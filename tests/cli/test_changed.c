/* Promise: whatever a client waits for, that something is new passes by and is remembered, in bounded room; and one that
 * waits for nothing hears it without waiting, is never silent, and shows nothing of what ended. PROTOCOL.md 9.3. */
#include "cli/logboek.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct desk {
    struct seat *seat;
    struct ep_client node; /* the other end, held by the test */
};

static int set_up(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    void *seat = NULL;
    if (desk == NULL || seat_open(&seat) != 0)
        return 1;
    desk->seat = seat;
    client_pair(&desk->seat->cli.client, &desk->node);
    desk->seat->cli.online = true;
    /* As if each had just spoken, so that no ping is due. */
    assert_int_equal(ep_client_say(&desk->node, EP_MSG_PING, &(struct ep_msg_ping){1}), EP_OK);
    assert_int_equal(ep_client_say(&desk->seat->cli.client, EP_MSG_PING, &(struct ep_msg_ping){1}), EP_OK);
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    void *seat = desk->seat;
    if (desk->node.fd >= 0)
        close(desk->node.fd);
    desk->node.fd = -1;
    ep_client_close(&desk->node);
    seat_close(&seat);
    free(desk);
    return 0;
}

static ep_id household(uint8_t n)
{
    return (ep_id){{n, 7}};
}

static void node_tells(struct desk *desk, enum ep_fact_soort soort, ep_id id)
{
    assert_int_equal(ep_client_say(&desk->node, EP_MSG_FACT, &(struct ep_msg_fact){.soort = soort, .a = id}), EP_OK);
}

static void node_is_done(struct desk *desk, uint64_t seq)
{
    assert_int_equal(ep_client_say(&desk->node, EP_MSG_DONE, &(struct ep_msg_done){.seq = seq}), EP_OK);
}

static void must_take(struct ep_cli *cli, ep_id want)
{
    ep_id taken;
    assert_true(ep_known_changed_take(cli, &taken));
    assert_true(ep_id_equal(taken, want));
}

static void must_be_all(struct ep_cli *cli)
{
    ep_id taken;
    assert_false(ep_known_changed_take(cli, &taken));
}

static void test_each_household_is_noted_once_and_too_many_are_everything(void **state)
{
    struct ep_cli *cli = &((struct desk *)*state)->seat->cli;
    must_be_all(cli);
    for (uint8_t n = 1; n <= EP_READS_MAX; n++) {
        ep_known_changed_note(cli, household(n));
        ep_known_changed_note(cli, household(1));
    }
    for (uint8_t n = EP_READS_MAX; n >= 1; n--)
        must_take(cli, household(n));
    must_be_all(cli);
    for (uint8_t n = 0; n <= EP_READS_MAX + 1; n++)
        ep_known_changed_note(cli, household((uint8_t)(n + 1)));
    must_take(cli, (ep_id){{0}});
    must_be_all(cli);
    ep_known_changed_note(cli, household(1));
    ep_known_changed_note(cli, (ep_id){{0}});
    must_take(cli, (ep_id){{0}});
    must_be_all(cli);
}

static ep_err no_rows(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    (void)cli;
    (void)msg;
    (void)arg;
    return EP_MALFORMED;
}

static void test_it_passes_by_whatever_is_waited_for(void **state)
{
    struct desk *desk = *state;
    struct ep_cli *cli = &desk->seat->cli;
    ep_err code = EP_CLOSED;
    for (uint8_t n = 1; n <= 3; n++) {
        node_tells(desk, EP_FACT_CHANGED, household(n));
        node_tells(desk, n == 1 ? EP_FACT_NOTICE : EP_FACT_ENDED, household((uint8_t)(n + 10)));
        node_is_done(desk, n == 3 ? 1 : 0);
    }
    assert_int_equal(ep_fetch(cli, EP_GET_HUISHOUDENS, (ep_id){{0}}), EP_OK);
    assert_int_equal(ep_log_fetch(cli, EP_GET_LOGBOEK, (ep_id){{0}}, no_rows, NULL), EP_OK);
    assert_int_equal(ep_answer_online(cli, &code), EP_OK);
    assert_int_equal(code, EP_OK);
    assert_non_null(ep_known_fact(cli, EP_FACT_NOTICE, household(11)));
    assert_null(ep_known_fact(cli, EP_FACT_CHANGED, household(1))); /* no fact that stays */
    must_take(cli, household(13));
    must_take(cli, household(3));
    must_take(cli, household(12));
    must_take(cli, household(2));
    must_take(cli, household(1));
    must_be_all(cli);
}

static void test_who_waits_for_nothing_hears_what_is_there_and_no_more(void **state)
{
    struct desk *desk = *state;
    struct ep_cli *cli = &desk->seat->cli;
    assert_int_equal(ep_known_listen(cli), EP_OK);
    must_be_all(cli);
    node_tells(desk, EP_FACT_CHANGED, household(1));
    node_tells(desk, EP_FACT_CHANGED, household(2));
    node_tells(desk, EP_FACT_CHANGED, household(1));
    assert_int_equal(ep_known_listen(cli), EP_OK);
    must_take(cli, household(2));
    must_take(cli, household(1));
    must_be_all(cli);
    /* Half a message is not waited for, and not lost. */
    int line = desk->node.fd;
    int held[2];
    uint8_t whole[4096];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, held), 0);
    desk->node.fd = held[0];
    node_tells(desk, EP_FACT_CHANGED, household(3));
    ssize_t len = read(held[1], whole, sizeof whole);
    assert_true(len > 100);
    assert_int_equal(write(line, whole, 100), 100);
    assert_int_equal(ep_known_listen(cli), EP_OK);
    must_be_all(cli);
    assert_int_equal(write(line, whole + 100, (size_t)len - 100), len - 100);
    assert_int_equal(ep_known_listen(cli), EP_OK);
    must_take(cli, household(3));
    close(held[0]);
    close(held[1]);
    desk->node.fd = line;
}

static void test_what_is_open_and_ended_is_wiped_between_commands(void **state)
{
    struct desk *desk = *state;
    struct ep_cli *cli = &desk->seat->cli;
    cli->is_open = true;
    cli->open.huishouden = household(1);
    node_tells(desk, EP_FACT_ENDED, household(2));
    assert_int_equal(ep_known_listen(cli), EP_OK);
    assert_true(cli->is_open);
    must_take(cli, household(2));
    node_tells(desk, EP_FACT_ENDED, household(1));
    assert_int_equal(ep_known_listen(cli), EP_OK);
    assert_false(cli->is_open || cli->ended);
    must_take(cli, household(1));
}

static void test_an_idle_client_is_not_silent(void **state)
{
    struct desk *desk = *state;
    struct ep_cli *cli = &desk->seat->cli;
    enum ep_message_type type;
    union ep_msg msg;
    assert_int_equal(ep_client_say(&cli->client, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_CHANGES}), EP_OK);
    assert_int_equal(ep_client_hear_now(&desk->node, &type, &msg), EP_OK);
    uint64_t said = cli->client.session.send.nonce;
    assert_int_equal(ep_known_listen(cli), EP_OK);
    assert_int_equal(cli->client.session.send.nonce, said);
    cli->client.said_ms -= EP_CLIENT_PING_MS; /* as if it had waited so long */
    assert_int_equal(ep_known_listen(cli), EP_OK);
    assert_int_equal(cli->client.session.send.nonce, said + 1);
}

static void test_a_node_that_is_gone_or_answers_unasked_is_said(void **state)
{
    struct desk *desk = *state;
    struct ep_cli *cli = &desk->seat->cli;
    node_tells(desk, EP_FACT_CHANGED, household(1));
    node_is_done(desk, 4);
    assert_int_equal(ep_known_listen(cli), EP_MALFORMED);
    must_take(cli, household(1));
    node_tells(desk, EP_FACT_CHANGED, household(2));
    close(desk->node.fd);
    desk->node.fd = -1;
    assert_int_equal(ep_known_listen(cli), EP_CLOSED);
    cli->directory = true; /* as after a whole beginning */
    ep_cli_hang_up(cli);
    must_take(cli, (ep_id){{0}}); /* and nobody tells from here on */
    assert_true(cli->kluis != NULL && !cli->online && cli->client.fd == -1);
    assert_int_equal(ep_known_listen(cli), EP_CLOSED);
    ep_cli_hang_up(cli);
    must_be_all(cli); /* which it was not told of anyway */
    ep_known_changed_note(cli, household(1));
    ep_cli_close(cli);
    must_be_all(cli); /* nor is it for who comes next */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_each_household_is_noted_once_and_too_many_are_everything),
        TEST(test_it_passes_by_whatever_is_waited_for),
        TEST(test_who_waits_for_nothing_hears_what_is_there_and_no_more),
        TEST(test_what_is_open_and_ended_is_wiped_between_commands),
        TEST(test_an_idle_client_is_not_silent),
        TEST(test_a_node_that_is_gone_or_answers_unasked_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
