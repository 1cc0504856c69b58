/* Promise: of a team that has the keys, a node serves without a reason only who works with the household, and at once no
 * more who does not. PROTOCOL.md 5.6.17, 5.6.18. Eva, Tom and the steward of A are its team; household h is Eva's. B is a
 * peer that the test plays. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva, tom, steward, peer;
    struct bag bag;
    struct firm b;
    uint8_t team[3 * EP_ID_BYTES], list[3 * EP_ID_BYTES];
    ep_id h;
};

static const struct firm *firm_a(const struct stand *stand)
{
    return &stand->fed.node[0].firm;
}

static int set_up(void **state)
{
    static const uint8_t psk[32] = {0x42};
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    stand->h = id_named("h");
    fed_open(&stand->fed, 1, 1);
    struct node *a = &stand->fed.node[0];
    firm_make(&stand->b, 'b');
    node_befriend(a, &stand->b, psk);
    peer_open(&stand->peer, a, &stand->b, psk);
    user_open(&stand->eva, a, &a->firm.eva);
    user_open(&stand->tom, a, &a->firm.tom);
    user_open(&stand->steward, a, &a->firm.steward);
    struct ep_statement team = draft_team(&a->firm);
    team.version = 2;
    team.body.team.members =
        members_of(stand->team, (const ep_id[]){a->firm.eva.id, a->firm.tom.id, a->firm.steward.id}, 3);
    assert_int_equal(user_write(&stand->steward, team), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, stand->h)), EP_OK);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->eva);
    wire_close(&stand->tom);
    wire_close(&stand->steward);
    wire_close(&stand->peer);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

/* The list of h, of so many of Eva, Tom and a user of B. */
static struct ep_statement staf(struct stand *stand, uint64_t version, const ep_id *user, size_t count)
{
    struct ep_statement st = draft(firm_a(stand), EP_STAF, id_named("staf"), stand->h);
    st.version = version;
    st.body.staf.members = members_of(stand->list, user, count);
    return st;
}

static void test_without_a_list_only_its_maker_reads(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    assert_int_equal(user_read(&stand->tom, stand->h, &stand->bag), EP_NOT_STAF);
    assert_int_equal(user_get(&stand->tom, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(user_get(&stand->tom, EP_GET_GRANTS, stand->h, &stand->bag), EP_NOT_LOGGED);
    /* Writing its next version makes nobody else its maker. */
    struct ep_statement again = draft_huishouden(firm_a(stand), stand->h);
    again.version = 2;
    assert_int_equal(user_write(&stand->tom, again), EP_OK);
    assert_int_equal(user_read(&stand->tom, stand->h, &stand->bag), EP_NOT_STAF);
}

static void test_who_is_on_the_list_reads_and_who_is_taken_off_at_once_no_more(void **state)
{
    struct stand *stand = *state;
    const ep_id both[] = {firm_a(stand)->eva.id, firm_a(stand)->tom.id};
    assert_int_equal(user_write(&stand->eva, staf(stand, 1, both, 2)), EP_OK);
    assert_int_equal(user_get(&stand->tom, EP_GET_HUISHOUDENS, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_STAF, id_named("staf"))); /* a client can see that it has none to ask */
    assert_int_equal(user_read(&stand->tom, stand->h, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_HUISHOUDEN, stand->h));
    assert_int_equal(user_write(&stand->tom, staf(stand, 2, both, 1)), EP_OK);
    assert_int_equal(user_get(&stand->tom, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_STAF);
    assert_int_equal(user_get(&stand->tom, EP_GET_GRANTS, stand->h, &stand->bag), EP_NOT_STAF);
    assert_int_equal(user_get(&stand->tom, EP_GET_INZAGEN, stand->h, &stand->bag), EP_NOT_STAF);
    assert_int_equal(user_read(&stand->tom, stand->h, &stand->bag), EP_NOT_STAF);
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    assert_int_equal(user_write(&stand->eva, staf(stand, 3, both + 1, 1)), EP_OK); /* her own work is done here */
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag),
                     EP_NOT_STAF); /* having made it is not enough then */
}

static void test_who_is_on_the_list_says_who_is_and_a_steward(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    const ep_id users[] = {a->eva.id, a->tom.id, stand->b.eva.id};
    assert_int_equal(user_write(&stand->tom, staf(stand, 1, users, 2)), EP_NOT_STAF);
    assert_int_equal(user_write(&stand->eva, staf(stand, 1, users, 3)),
                     EP_SIGNER_UNKNOWN); /* B's Eva is no user here */
    assert_int_equal(user_write(&stand->eva, staf(stand, 1, users, 1)), EP_OK);
    struct ep_statement second = staf(stand, 1, users, 2);
    second.id = id_named("staf 2");
    assert_int_equal(user_write(&stand->eva, second), EP_CONFLICT);
    assert_int_equal(user_write(&stand->tom, staf(stand, 2, users, 2)), EP_NOT_STAF);
    assert_int_equal(user_write(&stand->steward, staf(stand, 2, users + 1, 1)), EP_OK); /* Eva is gone */
    assert_int_equal(user_read(&stand->steward, stand->h, &stand->bag), EP_NOT_STAF);   /* and that is no way to read */
    assert_int_equal(user_read(&stand->tom, stand->h, &stand->bag), EP_OK);
}

/* Tom's reason, in the dossier, where his team can read it. */
static ep_err write_reason(struct stand *stand, struct wire *wire, const char *id)
{
    struct ep_statement why = draft_entry(firm_a(stand), stand->h, id_named(id), (ep_id){{0}});
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    why.body.entry.epoch = 2;
    return user_write(wire, why);
}

static struct ep_statement reading(struct stand *stand, const char *id, uint64_t soort, const char *why)
{
    struct ep_statement st = draft(firm_a(stand), EP_READ, id_named(id), stand->h);
    st.body.read = (struct ep_read){.purpose = ep_text("plan"), .soort = soort, .evidence = id_named(why)};
    return st;
}

/* He may write the reason, as his team may, before he may read; and it must be there first. */
static void test_a_colleague_is_served_with_a_reason_on_record_while_it_holds(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(user_write(&stand->tom, reading(stand, "r1", EP_READ_COLLEGA, "why")), EP_READ_REASON);
    assert_int_equal(write_reason(stand, &stand->tom, "why"), EP_OK);
    assert_int_equal(user_write(&stand->eva, reading(stand, "r2", EP_READ_COLLEGA, "why")),
                     EP_READ_REASON); /* not hers */
    assert_int_equal(user_write(&stand->tom, reading(stand, "r3", EP_READ_COLLEGA, "why")), EP_OK);
    assert_int_equal(user_get(&stand->tom, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, id_named("why")));
    assert_true(node_has(&stand->fed.node[0], EP_READ, id_named("r3")));
    fed_hours(&stand->fed, 4); /* which also ends the session */
    wire_close(&stand->tom);
    user_open(&stand->tom, &stand->fed.node[0], &firm_a(stand)->tom);
    assert_int_equal(user_write(&stand->tom, reading(stand, "r4", EP_READ_COLLEGA, "why")), EP_REASON_OLD);
}

/* A session may last longer than what is left of the reason. */
static void test_a_reason_that_runs_out_ends_what_is_served_on_it(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(write_reason(stand, &stand->tom, "why"), EP_OK);
    fed_hours(&stand->fed, 3);
    wire_close(&stand->tom);
    user_open(&stand->tom, &stand->fed.node[0], &firm_a(stand)->tom);
    assert_int_equal(user_write(&stand->tom, reading(stand, "r1", EP_READ_NOOD, "why")), EP_OK);
    assert_int_equal(user_get(&stand->tom, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_OK);
    stand->fed.now_s += 3600; /* the wall clock alone: the session is not an hour old */
    assert_int_equal(user_get(&stand->tom, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_REASON_OLD);
}

/* An invitation concerns the team; who answers it has the household. */
static void test_the_invited_team_may_look_until_someone_joined(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct pile *pile = &stand->fed.pile;
    const struct ep_sign_pair *by = &stand->b.eva.sign;
    ep_id h = id_named("b:h");
    ep_id lid = id_named("b:lid");
    const struct ep_statement sent[] = {
        draft_huishouden(&stand->b, h),
        draft_lid(&stand->b, h, lid),
        draft_grant(&stand->b, h, id_named("b:g"), lid, a),
        draft_invite(&stand->b, h, id_named("b:i"), id_named("b:g"), a),
    };
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++)
        assert_int_equal(peer_put(&stand->peer, pile_sign(pile, sent[i], by), NULL), EP_OK);
    assert_int_equal(user_read(&stand->tom, h, &stand->bag), EP_OK);
    assert_int_equal(user_read(&stand->eva, h, &stand->bag), EP_OK);
    assert_int_equal(user_write(&stand->tom, draft_join(a, h, id_named("join"), id_named("b:i"))), EP_OK);
    assert_int_equal(user_read(&stand->tom, h, &stand->bag), EP_OK);
    assert_int_equal(user_read(&stand->eva, h, &stand->bag), EP_NOT_STAF);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, h, &stand->bag), EP_NOT_STAF);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_without_a_list_only_its_maker_reads),
        TEST(test_who_is_on_the_list_reads_and_who_is_taken_off_at_once_no_more),
        TEST(test_who_is_on_the_list_says_who_is_and_a_steward),
        TEST(test_a_colleague_is_served_with_a_reason_on_record_while_it_holds),
        TEST(test_a_reason_that_runs_out_ends_what_is_served_on_it),
        TEST(test_the_invited_team_may_look_until_someone_joined),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
