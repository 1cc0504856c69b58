/* Promise: a node keeps what its peers signed about their logs, one a day when it changed, so that it can show later what a
 * log was; whoever shows another each time cannot push that out. PROTOCOL.md 9.4. B is played by the test. */
#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* B says that its log had so many rows, with a root that begins with that byte. */
static void say(struct played *stand, uint64_t size, uint8_t root)
{
    struct ep_msg_position position = {.read_size = size};
    position.read_root[0] = root;
    ep_position_sign(&position, &stand->b.node_sign);
    wire_say(&stand->peer, EP_MSG_POSITION, &position);
    fed_run(&stand->fed);
}

static void next_day(struct played *stand)
{
    wire_close(&stand->peer);
    fed_hours(&stand->fed, 24);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
}

struct heard {
    uint64_t day[8], size[8];
    uint8_t root[8];
    size_t count;
};

/* The roots that the authority of A is given, of B. */
static struct heard get(struct played *stand)
{
    struct heard heard = {.count = 0};
    enum ep_message_type type;
    union ep_msg msg;
    user_open(&stand->eva, &stand->fed.node[0], NULL);
    wire_say(&stand->eva, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_WORTELS});
    while (wire_hear(&stand->eva, &type, &msg) == EP_OK && type == EP_MSG_WORTEL) {
        struct ep_msg_position position;
        assert_true(ep_id_equal(msg.wortel.peer, stand->b.id));
        assert_int_equal(ep_record_take(msg.wortel.position, ep_message_table(EP_MSG_POSITION), &position), EP_OK);
        assert_int_equal(ep_position_verify(&position, stand->b.node_sign.public_key), EP_OK); /* it proves itself */
        assert_in_range(heard.count, 0, 7);
        heard.day[heard.count] = msg.wortel.day;
        heard.size[heard.count] = position.read_size;
        heard.root[heard.count++] = position.read_root[0];
    }
    assert_int_equal(type, EP_MSG_DONE);
    wire_close(&stand->eva);
    return heard;
}

static void test_each_change_is_kept_with_its_day(void **state)
{
    struct played *stand = *state;
    uint64_t today = fed_hour(&stand->fed) / 24;
    say(stand, 3, 1);
    say(stand, 3, 1);
    next_day(stand);
    say(stand, 3, 1); /* nothing was looked at: nothing new */
    next_day(stand);
    say(stand, 5, 2);
    struct heard heard = get(stand);
    assert_int_equal(heard.count, 2);
    assert_true(heard.day[0] == today && heard.size[0] == 3 && heard.root[0] == 1);
    assert_true(heard.day[1] == today + 2 && heard.size[1] == 5 && heard.root[1] == 2);
    assert_false(node_said(&stand->fed.node[0], "EP_LOG_DIFFERS"));
}

static void test_it_is_durable(void **state)
{
    struct played *stand = *state;
    say(stand, 3, 1);
    wire_close(&stand->peer);
    fed_pass(&stand->fed, 2);
    node_down(&stand->fed.node[0]);
    node_up(&stand->fed.node[0]);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    assert_int_equal(get(stand).count, 1);
}

static void test_of_one_day_the_first_stays(void **state)
{
    struct played *stand = *state;
    say(stand, 3, 1);
    for (uint8_t i = 2; i < 100; i++)
        say(stand, 3, i);
    struct heard heard = get(stand);
    assert_true(heard.count == 1 && heard.root[0] == 1);
}

static void test_a_log_that_lost_rows_or_has_another_root_is_said_at_once(void **state)
{
    struct played *stand = *state;
    say(stand, 3, 1);
    next_day(stand);
    assert_false(node_said(&stand->fed.node[0], "EP_LOG_DIFFERS"));
    say(stand, 3, 9); /* as many rows, and other ones */
    assert_true(node_said(&stand->fed.node[0], "EP_LOG_DIFFERS"));
    assert_int_equal(get(stand).count, 2); /* both are on record */
}

static void test_what_is_not_signed_by_the_peer_is_not_kept(void **state)
{
    struct played *stand = *state;
    struct ep_msg_position position = {.read_size = 3};
    ep_position_sign(&position, &stand->c.node_sign);
    wire_say(&stand->peer, EP_MSG_POSITION, &position);
    fed_run(&stand->fed);
    assert_true(stand->peer.closed);
    assert_int_equal(get(stand).count, 0);
    wire_close(&stand->peer);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
}

static void test_what_is_older_than_a_log_is_kept_goes(void **state)
{
    struct played *stand = *state;
    say(stand, 1, 1);
    next_day(stand);
    say(stand, 2, 2);
    wire_close(&stand->peer);
    fed_hours(&stand->fed, (EP_WORTEL_DAYS_MAX - 1) * 24); /* since the first */
    /* The users of that time ended; the peer is still one. */
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    say(stand, 3, 3);
    struct heard heard = get(stand);
    assert_int_equal(heard.count, 2);
    assert_true(heard.size[0] == 2 && heard.size[1] == 3);
}

static void test_they_are_for_the_authority_and_the_privacy_officer(void **state)
{
    struct played *stand = *state;
    say(stand, 1, 1);
    user_open(&stand->eva, &stand->fed.node[0], &firm_a(stand)->eva);
    assert_int_equal(user_get(&stand->eva, EP_GET_WORTELS, (ep_id){{0}}, &stand->bag), EP_NOT_ALLOWED);
    wire_close(&stand->eva);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, played_open, played_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_change_is_kept_with_its_day),
        TEST(test_it_is_durable),
        TEST(test_of_one_day_the_first_stays),
        TEST(test_a_log_that_lost_rows_or_has_another_root_is_said_at_once),
        TEST(test_what_is_not_signed_by_the_peer_is_not_kept),
        TEST(test_what_is_older_than_a_log_is_kept_goes),
        TEST(test_they_are_for_the_authority_and_the_privacy_officer),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
