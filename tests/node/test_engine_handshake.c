/* Promise: whoever may not come in sees one and the same thing, whyever: one frame of one length, then nothing, and an end
 * at the same moment. PROTOCOL.md 4.4. */
#include "proto/frame.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire alice, stranger;
    struct firm b, c, d;
    uint8_t psk[32], secret[32];
};

struct caller {
    const char *who;
    enum ep_mode mode;
    const struct ep_dh_pair *link;
    const uint8_t *psk;
    ep_id hint;
};

struct seen { /* all that a caller can see */
    ep_err dialled;
    size_t frames, bytes;
    unsigned seconds;   /* until the end, when it says nothing more */
    bool ended_at_once; /* when it says something */
};

static void invite(struct stand *stand, const char *id, enum ep_invite_soort soort)
{
    union ep_msg msg;
    struct ep_msg_invite message = {.id = id_named(id), .soort = (uint64_t)soort};
    memcpy(message.secret, stand->secret, 32);
    wire_say(&stand->alice, EP_MSG_INVITE, &message);
    assert_true(wire_await(&stand->alice, EP_MSG_DONE, &msg));
    assert_int_equal(msg.done.code, EP_OK);
}

/* A knows B as a peer and D as one that ended; of its invitations one was used, one is too old, one is open. */
static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    uint8_t psk[32];
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 1, 0);
    struct node *a = &stand->fed.node[0];
    firm_make(&stand->b, 'b');
    firm_make(&stand->c, 'c');
    firm_make(&stand->d, 'd');
    memset(stand->psk, 0x42, 32);
    memset(stand->secret, 0x5a, 32);
    node_befriend(a, &stand->b, stand->psk);
    node_befriend(a, &stand->d, stand->psk);
    user_open(&stand->alice, a, NULL);
    invite(stand, "old", EP_INVITE_PEER);
    wire_close(&stand->alice);
    fed_hours(&stand->fed, EP_INVITE_HOURS + 1);
    user_open(&stand->alice, a, NULL);
    struct ep_statement ended = draft_peer(&a->firm, &stand->d);
    ended.version = 2;
    ended.body.peer.ended = true;
    assert_int_equal(user_write(&stand->alice, ended), EP_OK);
    invite(stand, "used", EP_INVITE_PEER);
    invite(stand, "open", EP_INVITE_PEER);
    ep_pair_psk(psk, stand->secret, id_named("used"));
    assert_int_equal(wire_dial(&stand->stranger, a, EP_MODE_PAIR, &stand->c.node_link, psk, id_named("used")), EP_OK);
    wire_say(&stand->stranger, EP_MSG_APPLY, &(struct ep_msg_apply){.name = ep_text("x")});
    fed_run(&stand->fed);
    wire_close(&stand->stranger);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->alice);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static void come(struct stand *stand, const struct caller *caller, struct seen *seen)
{
    stand->fed.tap_from = &stand->fed.node[0];
    stand->fed.tap_to = NULL; /* to who is no node of ours */
    stand->fed.tap_frames = stand->fed.tap_bytes = 0;
    seen->dialled =
        wire_dial(&stand->stranger, &stand->fed.node[0], caller->mode, caller->link, caller->psk, caller->hint);
    seen->frames = stand->fed.tap_frames;
    seen->bytes = stand->fed.tap_bytes;
}

static struct seen look(struct stand *stand, const struct caller *caller)
{
    static const uint8_t garbage[272] = {1};
    struct seen seen = {.seconds = 0};
    come(stand, caller, &seen);
    wire_send(&stand->stranger, EP_BYTES(garbage));
    fed_run(&stand->fed);
    seen.ended_at_once = stand->stranger.closed && stand->stranger.count == 0;
    wire_close(&stand->stranger);
    come(stand, caller, &seen);
    for (; !stand->stranger.closed && seen.seconds < 100; seen.seconds++)
        fed_pass(&stand->fed, 1);
    assert_int_equal(stand->stranger.count, 0);
    wire_close(&stand->stranger);
    return seen;
}

static void test_unknown_refused_and_wrong_callers_see_the_same(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = &stand->fed.node[0].firm;
    uint8_t of_eva[32], of_ended[32], used[32], old[32], wrong[32];
    access_psk(of_eva, a->eva.id);
    access_psk(of_ended, a->ended.id);
    ep_pair_psk(used, stand->secret, id_named("used"));
    ep_pair_psk(old, stand->secret, id_named("old"));
    memset(wrong, 0x77, 32);
    const struct caller callers[] = {
        {"nobody we know, as a user", EP_MODE_USER, &stand->c.eva.link, wrong, stand->c.eva.id},
        {"a user with a wrong secret", EP_MODE_USER, &a->eva.link, wrong, a->eva.id},
        {"a user's secret over another key", EP_MODE_USER, &stand->c.eva.link, of_eva, a->eva.id},
        {"a user who ended", EP_MODE_USER, &a->ended.link, of_ended, a->ended.id},
        {"nobody we know, as a peer", EP_MODE_PEER, &stand->c.node_link, wrong, stand->c.id},
        {"a peer with a wrong secret", EP_MODE_PEER, &stand->b.node_link, wrong, stand->b.id},
        {"a peer's secret over another key", EP_MODE_PEER, &stand->c.node_link, stand->psk, stand->b.id},
        {"a peer that ended", EP_MODE_PEER, &stand->d.node_link, stand->psk, stand->d.id},
        {"no invitation of ours", EP_MODE_PAIR, &stand->c.node_link, wrong, id_named("none")},
        {"an invitation with a wrong secret", EP_MODE_PAIR, &stand->c.node_link, wrong, id_named("open")},
        {"an invitation that was used", EP_MODE_PAIR, &stand->c.node_link, used, id_named("used")},
        {"an invitation that is too old", EP_MODE_PAIR, &stand->c.node_link, old, id_named("old")},
    };
    const struct seen first = look(stand, &callers[0]);
    assert_int_equal(first.dialled, EP_NOT_OPENED);
    assert_int_equal(first.frames, 1);
    assert_int_equal(first.bytes, EP_FRAME_HEAD_BYTES + 48);
    assert_true(first.ended_at_once && first.seconds > 4 && first.seconds < 8);
    for (size_t i = 1; i < sizeof callers / sizeof callers[0]; i++) {
        struct seen seen = look(stand, &callers[i]);
        if (seen.dialled != first.dialled || seen.frames != first.frames || seen.bytes != first.bytes ||
            seen.seconds != first.seconds || seen.ended_at_once != first.ended_at_once)
            fail_msg("%s can tell", callers[i].who);
    }
    /* Those who may come in do, so that the others were kept out for their reason. */
    struct caller eva = {"a user", EP_MODE_USER, &a->eva.link, of_eva, a->eva.id};
    struct seen in = {.seconds = 0};
    come(stand, &eva, &in);
    assert_int_equal(in.dialled, EP_OK);
    wire_close(&stand->stranger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_unknown_refused_and_wrong_callers_see_the_same, set_up, tear_down),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
