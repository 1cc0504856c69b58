/* Promise: nodes carry a pairing and two people decide on it; an invitation opens once; a card that is not the other
 * side's own, or one failure, ends it on both sides. PROTOCOL.md 7. */
#include "tests/support/wire.h"

#include "proto/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire alice, bob, net; /* the authorities of A and B; and somebody who comes to A with an invitation */
    struct firm c;
    uint8_t secret[32];
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 2, 1);
    firm_make(&stand->c, 'c');
    memset(stand->secret, 0x5a, 32);
    user_open(&stand->alice, &stand->fed.node[0], NULL);
    user_open(&stand->bob, &stand->fed.node[1], NULL);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->alice);
    wire_close(&stand->bob);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

/* The answer to what was just said: a "done", or the failure that was asked for. */
static ep_err answer(struct wire *wire)
{
    enum ep_message_type type;
    union ep_msg msg;
    while (wire_hear(wire, &type, &msg) == EP_OK)
        if (type == EP_MSG_DONE)
            return (ep_err)msg.done.code;
        else if (type == EP_MSG_FAIL)
            return (ep_err)msg.fail.code;
    return EP_AGAIN;
}

static ep_err invite(struct stand *stand, const char *id, enum ep_invite_soort soort)
{
    struct ep_msg_invite message = {.id = id_named(id), .soort = (uint64_t)soort};
    memcpy(message.secret, stand->secret, 32);
    wire_say(&stand->alice, EP_MSG_INVITE, &message);
    return answer(&stand->alice);
}

static ep_err dial(struct stand *stand, const char *id)
{
    struct ep_msg_dial message = {.id = id_named(id), .route = ep_text(stand->fed.node[0].firm.route)};
    memcpy(message.secret, stand->secret, 32);
    memcpy(message.link, stand->fed.node[0].firm.node_link.public_key, 32);
    wire_say(&stand->bob, EP_MSG_DIAL, &message);
    return answer(&stand->bob);
}

static ep_err wait_for(struct wire *wire, const char *id)
{
    wire_say(wire, EP_MSG_WAIT, &(struct ep_msg_wait){id_named(id)});
    return answer(wire);
}

static ep_err confirm(struct wire *wire, const char *id, const uint8_t a[32], const uint8_t b[32])
{
    struct ep_msg_confirm message = {.id = id_named(id)};
    memcpy(message.a, a, 32);
    memcpy(message.b, b, 32);
    wire_say(wire, EP_MSG_CONFIRM, &message);
    return answer(wire);
}

static ep_err confirm_ab(struct stand *stand, struct wire *wire, const char *id)
{
    return confirm(wire, id, stand->fed.node[0].firm.root.public_key, stand->fed.node[1].firm.root.public_key);
}

static void meet(struct stand *stand, const char *id)
{
    union ep_msg msg;
    assert_int_equal(invite(stand, id, EP_INVITE_PEER), EP_OK);
    assert_int_equal(dial(stand, id), EP_OK);
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg));
    assert_true(wire_await(&stand->bob, EP_MSG_MET, &msg));
}

/* Somebody comes to A in mode pair, with a link key of its own. */
static ep_err come(struct stand *stand, const char *id, const struct ep_dh_pair *own)
{
    uint8_t psk[32];
    ep_pair_psk(psk, stand->secret, id_named(id));
    return wire_dial(&stand->net, &stand->fed.node[0], EP_MODE_PAIR, own, psk, id_named(id));
}

static ep_err heard_fail(struct wire *wire)
{
    union ep_msg msg;
    return wire_await(wire, EP_MSG_FAIL, &msg) ? (ep_err)msg.fail.code : EP_AGAIN;
}

/* Peers. */

static void test_before_the_words_are_confirmed_only_cards_are_shown(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    meet(stand, "i");
    fed_pass(&stand->fed, 30);
    assert_int_equal(node_count(a, EP_CARD) + node_count(b, EP_CARD), 2); /* not even the other's card is kept yet */
    assert_int_equal(confirm_ab(stand, &stand->alice, "i"), EP_ROOT_UNKNOWN); /* the authority did not sign for it */
    assert_int_equal(user_write(&stand->alice, draft_peer(&a->firm, &b->firm)), EP_OK);
    assert_int_equal(confirm(&stand->alice, "i", a->firm.root.public_key, stand->c.root.public_key), EP_CARD_MISMATCH);
    assert_int_equal(confirm(&stand->alice, "i", stand->c.root.public_key, b->firm.root.public_key), EP_CARD_MISMATCH);
    assert_int_equal(confirm_ab(stand, &stand->alice, "i"), EP_OK);
    wire_say(&stand->bob, EP_MSG_PING, &(struct ep_msg_ping){0}); /* as a client does that waits */
    fed_pass(&stand->fed, 10);
    assert_int_equal(node_count(b, EP_CARD), 1); /* one side alone is no pairing */
    assert_int_equal(user_write(&stand->bob, draft_peer(&b->firm, &a->firm)), EP_OK);
    assert_int_equal(confirm_ab(stand, &stand->bob, "i"), EP_OK);
    wire_say(&stand->alice, EP_MSG_PING, &(struct ep_msg_ping){0});
    fed_pass(&stand->fed, 40);
    assert_true(agree(a, b));
    assert_true(node_has(b, EP_TEAM, a->firm.team) && node_has(a, EP_TEAM, b->firm.team));
}

static void test_what_clients_say_is_carried_both_ways(void **state)
{
    struct stand *stand = *state;
    union ep_msg msg;
    meet(stand, "i");
    wire_say(&stand->alice, EP_MSG_SAY, &(struct ep_msg_say){id_named("i"), ep_text("belofte")});
    assert_int_equal(answer(&stand->alice), EP_OK);
    assert_true(wire_await(&stand->bob, EP_MSG_SAY, &msg));
    assert_true(ep_bytes_equal(msg.say.bytes, ep_text("belofte")) && ep_id_equal(msg.say.id, id_named("i")));
    wire_say(&stand->bob, EP_MSG_SAY, &(struct ep_msg_say){id_named("i"), ep_text("b")});
    assert_true(wire_await(&stand->alice, EP_MSG_SAY, &msg));
    wire_say(&stand->alice, EP_MSG_SAY, &(struct ep_msg_say){id_named("other"), ep_text("x")});
    assert_int_equal(answer(&stand->alice), EP_PAIRING_UNKNOWN);
}

static void test_an_invitation_opens_once_and_for_a_day(void **state)
{
    struct stand *stand = *state;
    meet(stand, "i");
    assert_int_equal(dial(stand, "i"), EP_OK);
    assert_int_equal(heard_fail(&stand->bob), EP_INVITE_USED);
    assert_int_equal(dial(stand, "never made"), EP_OK);
    assert_int_equal(heard_fail(&stand->bob), EP_INVITE_USED);
    assert_int_equal(invite(stand, "old", EP_INVITE_PEER), EP_OK);
    wire_close(&stand->alice);
    wire_close(&stand->bob);
    fed_hours(&stand->fed, EP_INVITE_HOURS);
    user_open(&stand->alice, &stand->fed.node[0], NULL);
    user_open(&stand->bob, &stand->fed.node[1], NULL);
    assert_int_equal(dial(stand, "old"), EP_OK);
    assert_int_equal(heard_fail(&stand->bob), EP_INVITE_USED);
}

static void test_two_with_one_invitation_the_first_to_speak_has_it(void **state)
{
    struct stand *stand = *state;
    struct wire *second = calloc(1, sizeof *second);
    uint8_t psk[32];
    assert_non_null(second);
    assert_int_equal(invite(stand, "i", EP_INVITE_PEER), EP_OK);
    assert_int_equal(come(stand, "i", &stand->c.node_link), EP_OK);
    ep_pair_psk(psk, stand->secret, id_named("i"));
    assert_int_equal(wire_dial(second, &stand->fed.node[0], EP_MODE_PAIR, &stand->c.node_link, psk, id_named("i")),
                     EP_OK);
    const struct ep_statement *card = pile_sign(&stand->fed.pile, draft_card(&stand->c, false), &stand->c.root);
    union ep_msg msg;
    wire_say(second, EP_MSG_PUT, &(struct ep_msg_put){0, card->bytes});
    assert_true(wire_await(second, EP_MSG_PUT, &msg));
    wire_say(&stand->net, EP_MSG_PUT, &(struct ep_msg_put){0, card->bytes});
    assert_false(wire_await(&stand->net, EP_MSG_PUT, &msg));
    assert_true(stand->net.closed && !second->closed);
    wire_close(&stand->net);
    wire_close(second);
    free(second);
}

static void test_one_failure_ends_it_on_both_sides(void **state)
{
    struct stand *stand = *state;
    meet(stand, "i");
    wire_say(&stand->bob, EP_MSG_FAIL, &(struct ep_msg_fail){id_named("i"), EP_WORDS_WRONG});
    assert_int_equal(heard_fail(&stand->alice), EP_WORDS_WRONG);
    assert_int_equal(heard_fail(&stand->bob), EP_WORDS_WRONG);
    assert_int_equal(answer(&stand->bob), EP_OK);
    assert_int_equal(user_write(&stand->alice, draft_peer(&stand->fed.node[0].firm, &stand->fed.node[1].firm)), EP_OK);
    assert_int_equal(confirm_ab(stand, &stand->alice, "i"), EP_PAIRING_UNKNOWN);
    assert_int_equal(confirm_ab(stand, &stand->bob, "i"), EP_PAIRING_UNKNOWN);
    assert_int_equal(wait_for(&stand->alice, "i"), EP_WORDS_WRONG); /* who asks later hears the same */
    struct ep_link_record record;
    assert_false(node_link(&stand->fed.node[0], &stand->fed.node[1].firm, &record));
}

static void test_nothing_under_way_is_said_to_be_unknown(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(wait_for(&stand->alice, "?"), EP_PAIRING_UNKNOWN);
    assert_int_equal(confirm_ab(stand, &stand->alice, "?"), EP_PAIRING_UNKNOWN);
    assert_int_equal(invite(stand, "i", EP_INVITE_PEER), EP_OK);
    assert_int_equal(confirm_ab(stand, &stand->alice, "i"), EP_PAIRING_UNKNOWN); /* nobody was met */
}

static void test_a_pairing_that_takes_too_long_ends(void **state)
{
    struct stand *stand = *state;
    union ep_msg msg;
    meet(stand, "i");
    for (unsigned n = 0; n < 61; n++) {
        wire_say(&stand->alice, EP_MSG_PING, &(struct ep_msg_ping){0});
        fed_pass(&stand->fed, 10);
        while (wire_await(&stand->alice, EP_MSG_PING, &msg)) {
        }
    }
    assert_int_equal(wait_for(&stand->alice, "i"), EP_PAIRING_UNKNOWN);
}

static void test_a_node_that_does_not_answer_is_not_reached(void **state)
{
    struct stand *stand = *state;
    node_down(&stand->fed.node[0]);
    assert_int_equal(dial(stand, "i"), EP_OK);
    assert_int_equal(heard_fail(&stand->bob), EP_NOT_REACHED);
    node_up(&stand->fed.node[0]);
}

static void test_an_invitation_outlives_the_node_that_made_it(void **state)
{
    struct stand *stand = *state;
    union ep_msg msg;
    assert_int_equal(invite(stand, "i", EP_INVITE_PEER), EP_OK);
    node_down(&stand->fed.node[0]);
    node_up(&stand->fed.node[0]);
    wire_close(&stand->alice);
    assert_int_equal(dial(stand, "i"), EP_OK);
    assert_true(wire_await(&stand->bob, EP_MSG_MET, &msg));
    user_open(&stand->alice, &stand->fed.node[0], NULL);
    wire_say(&stand->alice, EP_MSG_WAIT, &(struct ep_msg_wait){id_named("i")});
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg));
}

static bool count_record(void *arg, ep_id key, ep_bytes bytes)
{
    (void)key;
    (void)bytes;
    ++*(size_t *)arg;
    return true;
}

static size_t open_invitations(struct stand *stand, size_t most)
{
    char id[32];
    size_t n = 0;
    ep_err err = EP_OK;
    for (; n < most; n++) {
        snprintf(id, sizeof id, "i%zu", n);
        err = invite(stand, id, EP_INVITE_PEER);
        if (err != EP_OK)
            break;
    }
    assert_int_equal(err, n < most ? EP_TOO_MANY : EP_OK);
    return n;
}

static void test_open_invitations_are_bounded_and_make_room_again(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(open_invitations(stand, 2 * EP_INVITATIONS_MAX), EP_INVITATIONS_MAX);
    wire_close(&stand->alice);
    fed_hours(&stand->fed, EP_INVITE_HOURS + 1);
    user_open(&stand->alice, &stand->fed.node[0], NULL);
    assert_int_equal(invite(stand, "again", EP_INVITE_PEER), EP_OK);
    assert_int_equal(open_invitations(stand, 50),
                     50); /* the old ones go a part at a time, and their secrets with them */
    size_t records = 0;
    assert_int_equal(ep_store_each_record(stand->fed.node[0].store, EP_RECORD_INVITE, count_record, &records), EP_OK);
    assert_int_equal(records, 51);
}

/* A whole office is invited in one day, and the first and the last are met; so few places as there are for pairings. */
static void test_more_can_be_invited_than_pair_at_once(void **state)
{
    struct stand *stand = *state;
    union ep_msg msg;
    assert_int_equal(open_invitations(stand, 2 * EP_PAIRINGS_MAX), 2 * EP_PAIRINGS_MAX);
    assert_int_equal(dial(stand, "i0"), EP_OK);
    assert_true(wire_await(&stand->bob, EP_MSG_MET, &msg));
    assert_false(wire_await(&stand->alice, EP_MSG_MET, &msg)); /* it asked after another one since */
    wire_say(&stand->alice, EP_MSG_WAIT, &(struct ep_msg_wait){id_named("i0")});
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg) && ep_id_equal(msg.met.id, id_named("i0")));
    wire_say(&stand->alice, EP_MSG_WAIT, &(struct ep_msg_wait){id_named("i31")});
    assert_false(wire_await(&stand->alice, EP_MSG_FAIL, &msg)); /* nobody came yet, and that is no failure */
    assert_int_equal(dial(stand, "i31"), EP_OK);
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg) && ep_id_equal(msg.met.id, id_named("i31")));
}

static void test_a_pairing_that_failed_gives_its_place_to_the_next(void **state)
{
    struct stand *stand = *state;
    char id[32];
    for (size_t n = 0; n < 2 * EP_PAIRINGS_MAX; n++) {
        snprintf(id, sizeof id, "never %zu", n);
        assert_int_equal(dial(stand, id), EP_OK);
        assert_int_equal(heard_fail(&stand->bob), EP_INVITE_USED);
    }
}

/* Cards that are not one's own. */

static void put_card(struct stand *stand, const char *id, const struct ep_statement *card)
{
    assert_int_equal(invite(stand, id, EP_INVITE_PEER), EP_OK);
    assert_int_equal(come(stand, id, &stand->c.node_link), EP_OK);
    wire_say(&stand->net, EP_MSG_PUT, &(struct ep_msg_put){0, card->bytes});
    fed_run(&stand->fed);
}

static void test_a_card_proves_itself_and_owns_the_link_it_comes_over(void **state)
{
    struct stand *stand = *state;
    const struct firm *c = &stand->c;
    const struct firm *b = &stand->fed.node[1].firm;
    struct pile *pile = &stand->fed.pile;
    struct ep_statement other_root = draft_card(c, false);
    memcpy(other_root.body.card.root, b->root.public_key, 32);
    const struct ep_statement *cards[] = {
        pile_sign(pile, draft_card(b, false), &b->root),        /* true, and of another */
        pile_sign(pile, draft_card(c, false), &c->authority),   /* not by its root */
        pile_sign(pile, other_root, &c->root),                  /* names a root that is not its own */
        pile_sign(pile, draft_user(c, &c->eva), &c->authority), /* no card */
    };
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        char id[16];
        snprintf(id, sizeof id, "card %zu", i);
        put_card(stand, id, cards[i]);
        assert_int_equal(heard_fail(&stand->alice), EP_CARD_MISMATCH);
        assert_int_equal(heard_fail(&stand->net), EP_CARD_MISMATCH);
        fed_run(&stand->fed);
        assert_true(stand->net.closed);
        wire_close(&stand->net);
    }
    union ep_msg msg;
    put_card(stand, "good", pile_sign(pile, draft_card(c, false), &c->root));
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg));
    wire_close(&stand->net);
}

/* B pairs once more, and shows another card under the version that A has: confirming it is refused, and the link that
 * there was goes on under its secret. */
static void test_a_refused_card_leaves_a_link_as_it_was(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    union ep_msg msg;
    wire_close(&stand->alice);
    wire_close(&stand->bob);
    assert_int_equal(pair(a, b, "first"), EP_OK);
    fed_pass(&stand->fed, 10);
    assert_true(agree(a, b));
    user_open(&stand->alice, a, NULL);
    user_open(&stand->bob, b, NULL);
    assert_int_equal(invite(stand, "second", EP_INVITE_PEER), EP_OK);
    assert_int_equal(come(stand, "second", &b->firm.node_link), EP_OK);
    const struct ep_statement *other = pile_sign(&stand->fed.pile, draft_card(&b->firm, true), &b->firm.root);
    wire_say(&stand->net, EP_MSG_PUT, &(struct ep_msg_put){0, other->bytes});
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg));
    assert_int_equal(confirm_ab(stand, &stand->alice, "second"), EP_FORK);
    wire_close(&stand->net);
    node_cut(a);
    struct ep_statement user = draft_user(&a->firm, &a->firm.tom);
    user.version = 2;
    assert_int_equal(user_write(&stand->alice, user), EP_OK);
    fed_pass(&stand->fed, 20);
    assert_true(agree(a, b));
}

/* Its card is known here, so that nothing but the authority's own word is missing. */
static void test_an_ended_peer_is_not_paired_without_a_new_word(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct node *b = &stand->fed.node[1];
    struct ep_statement peer = draft_peer(&a->firm, &b->firm);
    wire_close(&stand->alice);
    wire_close(&stand->bob);
    assert_int_equal(pair(a, b, "first"), EP_OK);
    user_open(&stand->alice, a, NULL);
    user_open(&stand->bob, b, NULL);
    peer.version = 2;
    peer.body.peer.ended = true;
    assert_int_equal(user_write(&stand->alice, peer), EP_OK);
    meet(stand, "i");
    assert_int_equal(confirm_ab(stand, &stand->alice, "i"), EP_ROOT_UNKNOWN);
    peer.version = 3;
    peer.body.peer.ended = false;
    assert_int_equal(user_write(&stand->alice, peer), EP_OK);
    assert_int_equal(confirm_ab(stand, &stand->alice, "i"), EP_OK);
}

/* A new user. */

static struct ep_msg_apply application(const struct firm *firm, const struct staff *staff)
{
    struct ep_msg_apply apply = {.name = ep_text("Iemand")};
    memcpy(apply.sign, staff->sign.public_key, 32);
    memcpy(apply.seal, staff->seal.public_key, 32);
    memcpy(apply.link, staff->link.public_key, 32);
    ep_user_prove(apply.proof, firm->id, apply.seal, apply.link, &staff->sign);
    return apply;
}

static void apply_hash(uint8_t hash[32], const struct ep_msg_apply *apply)
{
    uint8_t packed[512];
    ep_out out = EP_OUT(packed);
    assert_int_equal(ep_record_put(&out, ep_message_table(EP_MSG_APPLY), apply), EP_OK);
    ep_bytes parts[] = {ep_out_bytes(&out)};
    ep_hash(hash, 32, NULL, EP_LABEL_APPLY, parts, 1);
}

/* The link of a pairing that was only just dialled carries nothing yet; to say something over it ended the program. */
static void test_saying_before_the_meeting_is_refused_and_the_node_goes_on(void **state)
{
    struct stand *stand = *state;
    const uint8_t bytes[32] = {1};
    struct ep_msg_dial message = {.id = id_named("i"), .route = ep_text(stand->fed.node[0].firm.route)};
    assert_int_equal(invite(stand, "i", EP_INVITE_PEER), EP_OK);
    memcpy(message.secret, stand->secret, 32);
    memcpy(message.link, stand->fed.node[0].firm.node_link.public_key, 32);
    wire_say(&stand->bob, EP_MSG_DIAL, &message);
    wire_say(&stand->bob, EP_MSG_SAY, &(struct ep_msg_say){id_named("i"), EP_BYTES(bytes)});
    assert_int_equal(answer(&stand->bob), EP_OK);
    assert_int_equal(answer(&stand->bob), EP_PAIRING_UNKNOWN);
}

/* Whatever opens the link uses the invitation up; a heartbeat, which says nothing, does not open it. */
static void test_a_heartbeat_does_not_open_a_pairing(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(invite(stand, "i", EP_INVITE_PEER), EP_OK);
    assert_int_equal(come(stand, "i", &stand->c.node_link), EP_OK);
    wire_say(&stand->net, EP_MSG_PING, &(struct ep_msg_ping){0});
    fed_run(&stand->fed);
    assert_true(stand->net.closed);
    wire_close(&stand->net);
    assert_int_equal(dial(stand, "i"), EP_OK); /* still good for whom it was meant */
    assert_int_equal(wait_for(&stand->alice, "i"), EP_AGAIN);
}

static void test_a_new_user_joins_with_its_own_keys_and_then_has_a_session(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    const struct staff *fresh = &stand->c.eva; /* somebody of no organisation yet */
    struct ep_msg_apply apply = application(&a->firm, fresh);
    uint8_t side[32];
    uint8_t psk[32];
    uint8_t h[64];
    union ep_msg msg;
    apply_hash(side, &apply);
    assert_int_equal(invite(stand, "i", EP_INVITE_USER), EP_OK);
    assert_int_equal(come(stand, "i", &fresh->link), EP_OK);
    memcpy(h, stand->net.session.handshake_hash, 64);
    wire_say(&stand->net, EP_MSG_APPLY, &apply);
    assert_true(wire_await(&stand->net, EP_MSG_PUT, &msg)); /* the card */
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg));
    assert_memory_equal(msg.met.h, h, 64);
    assert_int_equal(confirm(&stand->alice, "i", a->firm.root.public_key, side), EP_SIGNER_UNKNOWN); /* no `user` yet */
    struct ep_statement user = draft_user(&a->firm, fresh);
    memcpy(user.body.user.link, a->firm.tom.link.public_key, 32); /* not the keys that were asked for */
    assert_int_equal(user_write(&stand->alice, user), EP_FORGED); /* nor proven by who asked */
    ep_user_prove(user.body.user.proof, a->firm.id, user.body.user.seal, user.body.user.link, &fresh->sign);
    assert_int_equal(user_write(&stand->alice, user), EP_OK);
    assert_int_equal(confirm(&stand->alice, "i", a->firm.root.public_key, side), EP_SIGNER_UNKNOWN);
    user = draft_user(&a->firm, fresh);
    user.version = 2;
    assert_int_equal(user_write(&stand->alice, user), EP_OK);
    assert_int_equal(confirm(&stand->alice, "i", a->firm.root.public_key, side), EP_OK);
    assert_true(wire_await(&stand->net, EP_MSG_GIVE, &msg));
    wire_close(&stand->net);
    ep_link_psk(psk, stand->secret, h, a->firm.root.public_key, side);
    assert_int_equal(wire_dial(&stand->net, a, EP_MODE_USER, &fresh->link, psk, fresh->id), EP_OK);
    wire_say(&stand->net, EP_MSG_HELLO, &(struct ep_msg_hello){.hour = HOUR});
    assert_true(wire_await(&stand->net, EP_MSG_HELLO, &msg));
    wire_close(&stand->net);
}

/* Whoever invited him waits for nothing any more. */
static void test_a_new_user_who_hangs_up_ends_it(void **state)
{
    struct stand *stand = *state;
    struct ep_msg_apply apply = application(&stand->fed.node[0].firm, &stand->c.eva);
    union ep_msg msg;
    assert_int_equal(invite(stand, "i", EP_INVITE_USER), EP_OK);
    assert_int_equal(come(stand, "i", &stand->c.eva.link), EP_OK);
    wire_say(&stand->net, EP_MSG_APPLY, &apply);
    assert_true(wire_await(&stand->alice, EP_MSG_MET, &msg));
    wire_close(&stand->net);
    assert_int_equal(heard_fail(&stand->alice), EP_CLOSED);
}

static void test_nobody_joins_with_a_key_that_is_not_his_or_that_someone_has(void **state)
{
    struct stand *stand = *state;
    struct node *a = &stand->fed.node[0];
    struct ep_msg_apply apply = application(&a->firm, &stand->c.eva);
    uint8_t side[32];
    union ep_msg msg;
    assert_int_equal(invite(stand, "i", EP_INVITE_USER), EP_OK);
    assert_int_equal(come(stand, "i", &stand->c.tom.link), EP_OK);
    wire_say(&stand->net, EP_MSG_APPLY, &apply); /* names another link key than that of the handshake */
    assert_int_equal(heard_fail(&stand->net), EP_CARD_MISMATCH);
    assert_int_equal(heard_fail(&stand->alice), EP_CARD_MISMATCH);
    wire_close(&stand->net);
    assert_int_equal(invite(stand, "i2", EP_INVITE_USER), EP_OK);
    assert_int_equal(come(stand, "i2", &a->firm.tom.link), EP_OK);
    apply = application(&a->firm, &a->firm.tom); /* is a user already */
    apply_hash(side, &apply);
    wire_say(&stand->net, EP_MSG_APPLY, &apply);
    assert_true(wire_await(&stand->net, EP_MSG_PUT, &msg));
    assert_int_equal(confirm(&stand->alice, "i2", a->firm.root.public_key, side), EP_ID_MISMATCH);
    wire_close(&stand->net);
    assert_int_equal(heard_fail(&stand->alice), EP_CLOSED);
    assert_int_equal(invite(stand, "i3", EP_INVITE_USER), EP_OK);
    const struct ep_statement *card = pile_sign(&stand->fed.pile, draft_card(&stand->c, false), &stand->c.root);
    assert_int_equal(come(stand, "i3", &stand->c.node_link), EP_OK); /* a node with an invitation for a user */
    wire_say(&stand->net, EP_MSG_PUT, &(struct ep_msg_put){0, card->bytes});
    assert_int_equal(heard_fail(&stand->net), EP_CARD_MISMATCH);
    wire_close(&stand->net);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_before_the_words_are_confirmed_only_cards_are_shown),
        TEST(test_what_clients_say_is_carried_both_ways),
        TEST(test_an_invitation_opens_once_and_for_a_day),
        TEST(test_two_with_one_invitation_the_first_to_speak_has_it),
        TEST(test_one_failure_ends_it_on_both_sides),
        TEST(test_nothing_under_way_is_said_to_be_unknown),
        TEST(test_a_pairing_that_takes_too_long_ends),
        TEST(test_a_node_that_does_not_answer_is_not_reached),
        TEST(test_an_invitation_outlives_the_node_that_made_it),
        TEST(test_open_invitations_are_bounded_and_make_room_again),
        TEST(test_more_can_be_invited_than_pair_at_once),
        TEST(test_a_pairing_that_failed_gives_its_place_to_the_next),
        TEST(test_a_card_proves_itself_and_owns_the_link_it_comes_over),
        TEST(test_saying_before_the_meeting_is_refused_and_the_node_goes_on),
        TEST(test_a_heartbeat_does_not_open_a_pairing),
        TEST(test_a_refused_card_leaves_a_link_as_it_was),
        TEST(test_an_ended_peer_is_not_paired_without_a_new_word),
        TEST(test_a_new_user_joins_with_its_own_keys_and_then_has_a_session),
        TEST(test_a_new_user_who_hangs_up_ends_it),
        TEST(test_nobody_joins_with_a_key_that_is_not_his_or_that_someone_has),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
