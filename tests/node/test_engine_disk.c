/* Promise: on a disk with little room a node takes no new work and says so, goes on showing what it has, and ends sharing
 * all the same; what was refused for it is not lost, and with room again it goes on by itself. DESIGN 8. */
#include "node/store_own.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct node *a, *b;
    struct wire eva;
    struct bag bag;
    ep_id h, lid, grant;
};

/* A and B are paired; Eva of A shares household h with B, with one entry. */
static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 2, 3);
    stand->a = &stand->fed.node[0];
    stand->b = &stand->fed.node[1];
    stand->h = id_named("h"), stand->lid = id_named("lid"), stand->grant = id_named("grant");
    assert_int_equal(pair(stand->a, stand->b, "i"), EP_OK);
    fed_pass(&stand->fed, 5);
    assert_int_equal(share(stand->a, stand->b), EP_OK);
    assert_true(node_has(stand->b, EP_ENTRY, id_named("entry")) && agree(stand->a, stand->b));
    user_open(&stand->eva, stand->a, &stand->a->firm.eva);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->eva);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static uint64_t little(const struct ep_store *store)
{
    (void)store;
    return EP_DISK_ROOM_BYTES_MIN - 1;
}

static uint64_t nothing(const struct ep_store *store)
{
    (void)store;
    return EP_DISK_RESERVE_BYTES / 2 - 1;
}

static void disk(struct node *node, uint64_t (*free_bytes)(const struct ep_store *store))
{
    node->store->free_bytes = free_bytes;
    fed_pass(node->fed, 1);
}

static struct ep_statement new_lid(const struct stand *stand, const char *name)
{
    return draft_lid(&stand->a->firm, stand->h, id_named(name));
}

static struct ep_statement withdrawal(const struct stand *stand)
{
    return draft_withdraw(&stand->a->firm, stand->h, id_named("withdraw"), stand->grant, stand->b->firm.id);
}

/* Eva writes a second entry, with a wrap for B. */
static void write_second(struct stand *stand)
{
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("entry 2"), 1);
    assert_int_equal(user_write(&stand->eva, draft_entry(&stand->a->firm, stand->h, id_named("entry 2"), stand->lid)),
                     EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_wrap(&stand->a->firm, stand->h, id_named("wrap 2"), stand->lid,
                                                        stand->grant, &stand->b->firm, EP_BYTES(refs))),
                     EP_OK);
}

static void test_new_work_is_refused_by_name_and_taken_again_with_room(void **state)
{
    struct stand *stand = *state;
    disk(stand->a, little);
    assert_true(node_said(stand->a, "disk ") && node_said(stand->a, "EP_DISK_FULL"));
    assert_int_equal(user_write(&stand->eva, new_lid(stand, "lid 2")), EP_DISK_FULL);
    assert_false(node_has(stand->a, EP_LID, id_named("lid 2")));
    assert_int_equal(stand->a->failed, EP_OK); /* no step failed, so no link was closed */
    disk(stand->a, ep_store_free_in_memory);
    assert_int_equal(user_write(&stand->eva, new_lid(stand, "lid 2")), EP_OK);
    assert_true(node_has(stand->a, EP_LID, id_named("lid 2")));
}

static void test_reading_goes_on_until_half_of_the_reserve_is_left(void **state)
{
    struct stand *stand = *state;
    disk(stand->a, little);
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, id_named("entry")));
    disk(stand->a, nothing);
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_DISK_FULL);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDENS, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_HUISHOUDEN, stand->h));
}

static void test_a_withdrawal_passes_two_full_disks_and_ends_in_a_receipt(void **state)
{
    struct stand *stand = *state;
    disk(stand->a, nothing);
    disk(stand->b, nothing);
    assert_int_equal(user_write(&stand->eva, withdrawal(stand)), EP_OK);
    fed_pass(&stand->fed, 5);
    assert_true(node_has(stand->b, EP_WITHDRAW, id_named("withdraw")));
    assert_false(node_has(stand->b, EP_ENTRY, id_named("entry")) || node_has(stand->b, EP_WRAP, id_named("wrap")));
    assert_int_equal(node_count(stand->a, EP_RECEIPT), 1);
    assert_true(agree(stand->a, stand->b));
}

/* The order of a link stands, so what cannot be taken must not keep a withdrawal waiting behind it. */
static void test_a_withdrawal_does_not_wait_behind_what_a_full_peer_refuses(void **state)
{
    struct stand *stand = *state;
    disk(stand->b, little);
    write_second(stand);
    assert_int_equal(user_write(&stand->eva, withdrawal(stand)), EP_OK);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(stand->b, EP_ENTRY, id_named("entry 2")));
    assert_false(node_has(stand->b, EP_ENTRY, id_named("entry")));
    assert_int_equal(node_count(stand->a, EP_RECEIPT), 1);
}

static void test_what_a_full_peer_refused_comes_later(void **state)
{
    struct stand *stand = *state;
    disk(stand->b, little);
    write_second(stand);
    fed_pass(&stand->fed, 5);
    assert_false(node_has(stand->b, EP_ENTRY, id_named("entry 2")) || node_has(stand->b, EP_WRAP, id_named("wrap 2")));
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    const struct ep_msg_fact *fact = bag_fact(&stand->bag, EP_FACT_REFUSAL, id_named("wrap 2"));
    assert_true(fact != NULL && fact->x == EP_DISK_FULL); /* the user sees why it is not there */
    disk(stand->b, ep_store_free_in_memory);
    fed_hours(&stand->fed, 2);
    fed_pass(&stand->fed, 60);
    assert_true(node_has(stand->b, EP_ENTRY, id_named("entry 2")) && node_has(stand->b, EP_WRAP, id_named("wrap 2")));
    assert_true(agree(stand->a, stand->b));
}

static ep_err say_dial(struct wire *authority)
{
    union ep_msg msg;
    wire_say(authority, EP_MSG_DIAL, &(struct ep_msg_dial){.id = id_named("j"), .route = ep_text("x:1")});
    assert_true(wire_await(authority, EP_MSG_DONE, &msg));
    return (ep_err)msg.done.code;
}

static ep_err say_invite(struct wire *authority)
{
    union ep_msg msg;
    wire_say(authority, EP_MSG_INVITE, &(struct ep_msg_invite){.id = id_named("k"), .soort = EP_INVITE_PEER});
    assert_true(wire_await(authority, EP_MSG_DONE, &msg));
    return (ep_err)msg.done.code;
}

static void test_nobody_new_comes_in_but_who_is_in_can_be_ended(void **state)
{
    struct stand *stand = *state;
    const struct firm *firm = &stand->a->firm;
    struct ep_statement tom = draft_user(firm, &firm->tom);
    struct ep_statement peer = draft_peer(firm, &stand->b->firm);
    wire_close(&stand->eva);
    user_open(&stand->eva, stand->a, NULL);
    disk(stand->a, nothing);
    assert_int_equal(say_invite(&stand->eva), EP_DISK_FULL);
    assert_int_equal(say_dial(&stand->eva), EP_DISK_FULL);
    tom.version = 2;
    assert_int_equal(user_write(&stand->eva, tom), EP_DISK_FULL);
    tom.body.user.until = fed_hour(&stand->fed);
    assert_int_equal(user_write(&stand->eva, tom), EP_OK);
    peer.version = 2;
    assert_int_equal(user_write(&stand->eva, peer), EP_DISK_FULL);
    peer.body.peer.ended = true;
    assert_int_equal(user_write(&stand->eva, peer), EP_OK);
    disk(stand->a, ep_store_free_in_memory);
    assert_int_equal(say_invite(&stand->eva), EP_OK);
}

static void test_leaving_a_household_needs_no_room_and_joining_does(void **state)
{
    struct stand *stand = *state;
    struct ep_statement join = draft_join(&stand->b->firm, stand->h, id_named("b:join"), id_named("invite"));
    wire_close(&stand->eva);
    user_open(&stand->eva, stand->b, &stand->b->firm.eva);
    disk(stand->b, nothing);
    join.version = 2;
    assert_int_equal(user_write(&stand->eva, join), EP_DISK_FULL);
    join.body.join.stand = EP_JOIN_LEAVE;
    assert_int_equal(user_write(&stand->eva, join), EP_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_new_work_is_refused_by_name_and_taken_again_with_room),
        TEST(test_reading_goes_on_until_half_of_the_reserve_is_left),
        TEST(test_a_withdrawal_passes_two_full_disks_and_ends_in_a_receipt),
        TEST(test_a_withdrawal_does_not_wait_behind_what_a_full_peer_refuses),
        TEST(test_what_a_full_peer_refused_comes_later),
        TEST(test_nobody_new_comes_in_but_who_is_in_can_be_ended),
        TEST(test_leaving_a_household_needs_no_room_and_joining_does),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
