/* Promise: the client tells a node that refuses it from one that is gone, loses no message, and is never silent. */
#include "cli/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROOM (EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX)

/* The node at the other end, in a process of its own. */
struct node {
    int fd;
    struct ep_session session;
    struct ep_frame_reader reader;
    uint8_t buffer[ROOM], out[ROOM], heard[EP_FRAME_BYTES_MAX], said[EP_FRAME_BYTES_MAX];
};

typedef void node_part(struct node *node);

struct rig {
    int listening;
    pid_t child;
    char route[32];
    struct ep_dh_pair node_pair, user_pair;
    uint8_t psk[32];
    struct ep_client client;
};

static void write_all(int fd, const uint8_t *at, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            _exit(2);
        at += n;
        len -= (size_t)n;
    }
}

/* One byte at a time, so that every split of a frame is met. */
static ep_bytes node_frame(struct node *node)
{
    ep_bytes frame;
    uint8_t byte;
    for (;;) {
        if (recv(node->fd, &byte, 1, 0) != 1)
            _exit(0);
        ep_bytes input = {&byte, 1};
        ep_err err = ep_frame_read(&node->reader, &input, &frame);
        if (err == EP_OK)
            return frame;
        if (err != EP_AGAIN)
            _exit(3);
    }
}

/* Appends one sealed frame to `at`; returns its length. */
static size_t node_seal(struct node *node, uint8_t *at, enum ep_message_type type, const void *record)
{
    ep_out message = EP_OUT(node->said), frame = {at + EP_FRAME_HEAD_BYTES, 0, EP_FRAME_BYTES_MAX};
    if (ep_message_put(&message, type, record) != EP_OK ||
        ep_session_seal(&node->session, ep_out_bytes(&message), &frame) != EP_OK)
        _exit(4);
    ep_frame_head(at, frame.len);
    return EP_FRAME_HEAD_BYTES + frame.len;
}

static void node_say(struct node *node, enum ep_message_type type, const void *record)
{
    write_all(node->fd, node->out, node_seal(node, node->out, type, record));
}

static enum ep_message_type node_hear(struct node *node, union ep_msg *msg)
{
    enum ep_message_type type;
    ep_out message = EP_OUT(node->heard);
    if (ep_session_open(&node->session, node_frame(node), &message) != EP_OK ||
        ep_message_take(ep_out_bytes(&message), &type, msg) != EP_OK)
        _exit(5);
    return type;
}

static void node_shake(struct node *node, const struct rig *rig)
{
    uint8_t ephemeral[32], decoy[32];
    ep_out frame = {node->out + EP_FRAME_HEAD_BYTES, 0, EP_FRAME_BYTES_MAX};
    ep_random(NULL, ephemeral, sizeof ephemeral);
    ep_random(NULL, decoy, sizeof decoy);
    ep_session_accept(&node->session);
    if (ep_session_read1(&node->session, &rig->node_pair, ephemeral, node_frame(node)) != EP_OK ||
        ep_session_answer(&node->session, rig->psk, decoy, &frame) != EP_OK)
        _exit(6);
    ep_frame_head(node->out, frame.len);
    write_all(node->fd, node->out, EP_FRAME_HEAD_BYTES + frame.len);
    node->session.stage = EP_STAGE_OPEN; /* a node waits for the first word; this one may speak at once */
}

static void start_node(struct rig *rig, bool shakes, node_part *play)
{
    rig->child = fork();
    assert_true(rig->child >= 0);
    if (rig->child > 0)
        return;
    struct node *node = calloc(1, sizeof *node);
    if (node == NULL)
        _exit(7);
    node->fd = accept(rig->listening, NULL, NULL);
    node->reader.buffer = node->buffer;
    if (shakes)
        node_shake(node, rig);
    if (play != NULL)
        play(node);
    close(node->fd);
    _exit(0);
}

static ep_err dial(struct rig *rig)
{
    const ep_id hint = {{1, 2, 3}};
    return ep_client_open(&rig->client, rig->route, EP_MODE_USER, hint, &rig->user_pair, rig->node_pair.public_key,
                          rig->psk);
}

static int set_up(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    uint8_t secret[32];
    assert_non_null(rig);
    ep_random(NULL, secret, sizeof secret);
    ep_dh_pair_make(&rig->node_pair, secret);
    ep_random(NULL, secret, sizeof secret);
    ep_dh_pair_make(&rig->user_pair, secret);
    ep_random(NULL, rig->psk, sizeof rig->psk);
    rig->client.fd = -1;
    rig->listening = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(rig->listening, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(rig->listening, 1), 0);
    assert_int_equal(getsockname(rig->listening, (struct sockaddr *)&at, &len), 0);
    snprintf(rig->route, sizeof rig->route, "127.0.0.1:%u", (unsigned)ntohs(at.sin_port));
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    struct rig *rig = *state;
    int status = 0;
    ep_client_close(&rig->client);
    if (rig->child > 0)
        waitpid(rig->child, &status, 0);
    close(rig->listening);
    free(rig);
    return status;
}

static void expect_done(struct rig *rig, uint64_t seq)
{
    enum ep_message_type type;
    union ep_msg msg;
    assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_OK);
    assert_int_equal(type, EP_MSG_DONE);
    assert_int_equal(msg.done.seq, seq);
}

static void three_in_one(struct node *node)
{
    size_t len = 0;
    for (uint64_t seq = 1; seq <= 3; seq++) {
        len += node_seal(node, node->out + len, EP_MSG_PING, &(struct ep_msg_ping){.n = seq});
        len += node_seal(node, node->out + len, EP_MSG_DONE, &(struct ep_msg_done){.seq = seq});
    }
    write_all(node->fd, node->out, len - 5);
    const struct timespec moment = {.tv_nsec = 50000000};
    nanosleep(&moment, NULL);
    write_all(node->fd, node->out + len - 5, 5);
}

static void test_every_message_is_heard_and_pings_are_not(void **state)
{
    struct rig *rig = *state;
    start_node(rig, true, three_in_one);
    assert_int_equal(dial(rig), EP_OK);
    for (uint64_t seq = 1; seq <= 3; seq++)
        expect_done(rig, seq);
}

static void echo(struct node *node)
{
    union ep_msg msg;
    for (;;)
        if (node_hear(node, &msg) == EP_MSG_PUT)
            node_say(node, EP_MSG_GIVE, &(struct ep_msg_give){.statement = msg.put.statement});
}

static void test_what_was_heard_outlives_what_is_said(void **state)
{
    struct rig *rig = *state;
    static uint8_t large[EP_STATEMENT_BYTES_MAX], other[EP_STATEMENT_BYTES_MAX];
    enum ep_message_type type;
    union ep_msg msg;
    memset(large, 0xa1, sizeof large);
    memset(other, 0x1a, sizeof other);
    start_node(rig, true, echo);
    assert_int_equal(dial(rig), EP_OK);
    assert_int_equal(ep_client_say(&rig->client, EP_MSG_PUT, &(struct ep_msg_put){1, EP_BYTES(large)}), EP_OK);
    assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_OK);
    assert_int_equal(type, EP_MSG_GIVE);
    assert_int_equal(ep_client_say(&rig->client, EP_MSG_PUT, &(struct ep_msg_put){2, EP_BYTES(other)}), EP_OK);
    assert_true(ep_bytes_equal(msg.give.statement, EP_BYTES(large)));
    assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_OK);
    assert_true(ep_bytes_equal(msg.give.statement, EP_BYTES(other)));
}

/* Nothing comes for a moment, and then it is an echo. */
static void doubt_then_echo(struct node *node)
{
    const struct timespec moment = {.tv_nsec = 200000000};
    uint8_t byte;
    nanosleep(&moment, NULL);
    if (recv(node->fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) != -1)
        _exit(8); /* the client finds the link closed */
    node_say(node, EP_MSG_DONE, &(struct ep_msg_done){.seq = 9});
    echo(node);
}

static void test_what_is_said_later_leaves_together_and_in_order(void **state)
{
    struct rig *rig = *state;
    static uint8_t text[EP_STATEMENT_BYTES_MAX];
    static const size_t lengths[] = {1, 1000, 30000, EP_STATEMENT_BYTES_MAX, 20000, EP_STATEMENT_BYTES_MAX, 1};
    const struct timespec longer = {.tv_nsec = 400000000};
    enum ep_message_type type;
    union ep_msg msg;
    memset(text, 0xa1, sizeof text);
    start_node(rig, true, doubt_then_echo);
    assert_int_equal(dial(rig), EP_OK);
    assert_int_equal(ep_client_say_later(&rig->client, EP_MSG_PUT, &(struct ep_msg_put){1, {text, 3}}), EP_OK);
    nanosleep(&longer, NULL);
    expect_done(rig, 9);
    assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_OK);
    assert_int_equal(msg.give.statement.len, 3);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct ep_msg_put put = {i, {text, lengths[i]}};
        assert_int_equal(ep_client_say_later(&rig->client, EP_MSG_PUT, &put), EP_OK);
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_OK);
        assert_int_equal(msg.give.statement.len, lengths[i]);
    }
}

static void answer_ping(struct node *node)
{
    union ep_msg msg;
    if (node_hear(node, &msg) == EP_MSG_PING)
        node_say(node, EP_MSG_DONE, &(struct ep_msg_done){.seq = 7});
    node_hear(node, &msg);
}

static void test_a_wait_ends_and_the_node_is_not_left_in_silence(void **state)
{
    struct rig *rig = *state;
    enum ep_message_type type;
    union ep_msg msg;
    start_node(rig, true, answer_ping);
    assert_int_equal(dial(rig), EP_OK);
    assert_int_equal(ep_client_hear(&rig->client, 1, &type, &msg), EP_TIMEOUT);
    rig->client.said_ms -= 15000; /* as if it had waited so long */
    expect_done(rig, 7);
}

static void test_another_psk_is_a_refusal(void **state)
{
    struct rig *rig = *state;
    start_node(rig, true, NULL);
    rig->psk[0] ^= 1;
    assert_int_equal(dial(rig), EP_REFUSED_LINK);
    assert_int_equal(rig->client.fd, -1);
}

static void test_another_node_key_is_a_refusal(void **state)
{
    struct rig *rig = *state;
    start_node(rig, false, NULL);
    rig->node_pair = rig->user_pair;
    assert_int_equal(dial(rig), EP_REFUSED_LINK);
}

static void no_node(struct node *node)
{
    static const uint8_t text[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    write_all(node->fd, text, sizeof text - 1);
}

static void test_what_is_no_node_is_a_refusal(void **state)
{
    struct rig *rig = *state;
    start_node(rig, false, no_node);
    assert_int_equal(dial(rig), EP_REFUSED_LINK);
}

static void test_hanging_up_before_a_word_is_a_refusal(void **state)
{
    struct rig *rig = *state;
    enum ep_message_type type;
    union ep_msg msg;
    start_node(rig, true, NULL);
    assert_int_equal(dial(rig), EP_OK);
    assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_REFUSED_LINK);
}

static void test_hanging_up_after_a_word_is_closed(void **state)
{
    struct rig *rig = *state;
    enum ep_message_type type;
    union ep_msg msg;
    start_node(rig, true, three_in_one);
    assert_int_equal(dial(rig), EP_OK);
    for (uint64_t seq = 1; seq <= 3; seq++)
        expect_done(rig, seq);
    assert_int_equal(ep_client_hear(&rig->client, 0, &type, &msg), EP_CLOSED);
    ep_client_close(&rig->client);
    assert_int_equal(ep_client_hear(&rig->client, 0, &type, &msg), EP_CLOSED);
    assert_int_equal(ep_client_say(&rig->client, EP_MSG_PING, &(struct ep_msg_ping){1}), EP_CLOSED);
}

static void forge(struct node *node)
{
    size_t len = node_seal(node, node->out, EP_MSG_PING, &(struct ep_msg_ping){1});
    node->out[len - 1] ^= 1;
    write_all(node->fd, node->out, len);
}

static void test_a_changed_frame_does_not_open(void **state)
{
    struct rig *rig = *state;
    enum ep_message_type type;
    union ep_msg msg;
    start_node(rig, true, forge);
    assert_int_equal(dial(rig), EP_OK);
    assert_int_equal(ep_client_hear(&rig->client, 5, &type, &msg), EP_NOT_OPENED);
}

static void test_nobody_there_is_not_reached(void **state)
{
    struct rig *rig = *state;
    close(rig->listening);
    assert_int_equal(dial(rig), EP_NOT_REACHED);
    strcpy(rig->route, "geen adres");
    assert_int_equal(dial(rig), EP_NOT_REACHED);
    rig->listening = socket(AF_INET, SOCK_STREAM, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_message_is_heard_and_pings_are_not),
        TEST(test_what_was_heard_outlives_what_is_said),
        TEST(test_what_is_said_later_leaves_together_and_in_order),
        TEST(test_a_wait_ends_and_the_node_is_not_left_in_silence),
        TEST(test_another_psk_is_a_refusal),
        TEST(test_another_node_key_is_a_refusal),
        TEST(test_what_is_no_node_is_a_refusal),
        TEST(test_hanging_up_before_a_word_is_a_refusal),
        TEST(test_hanging_up_after_a_word_is_closed),
        TEST(test_a_changed_frame_does_not_open),
        TEST(test_nobody_there_is_not_reached),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
