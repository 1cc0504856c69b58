/* Promise: a node takes what is right, from whom it may come, and says exactly why not. PROTOCOL.md 5, 9.3. Eva of A has a
 * session; B is a peer that the test plays. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva, other, peer;
    struct bag bag;
    uint8_t psk[32];
    struct firm b, c;
    uint8_t refs[EP_REF_BYTES];
    ep_id h, lid, grant, entry;
};

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 1, 1);
    firm_make(&stand->b, 'b');
    firm_make(&stand->c, 'c');
    memset(stand->psk, 0x42, 32);
    struct node *a = &stand->fed.node[0];
    node_befriend(a, &stand->b, stand->psk);
    stand->h = id_named("h"), stand->lid = id_named("lid"), stand->grant = id_named("grant");
    stand->entry = id_named("entry");
    refs_put(stand->refs, 0, stand->entry, 1);
    user_open(&stand->eva, a, &a->firm.eva);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, stand->h)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_lid(&a->firm, stand->h, stand->lid)), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_grant(&a->firm, stand->h, stand->grant, stand->lid, &stand->b)),
                     EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_entry(&a->firm, stand->h, stand->entry, stand->lid)), EP_OK);
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

static const struct firm *firm_a(const struct stand *stand)
{
    return &stand->fed.node[0].firm;
}

static struct ep_statement a_wrap(struct stand *stand, const char *id)
{
    return draft_wrap(firm_a(stand), stand->h, id_named(id), stand->lid, stand->grant, &stand->b,
                      EP_BYTES(stand->refs));
}

/* From a user of our own. */

static void test_a_statement_of_someone_else_is_refused(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct pile *pile = &stand->fed.pile;
    struct ep_statement lid = draft_lid(a, stand->h, id_named("lid 2"));
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, lid, &a->tom.sign)), EP_NOT_THEIRS);
    lid.org = stand->b.id;
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, lid, &a->eva.sign)), EP_NOT_THEIRS);
    assert_false(node_has(&stand->fed.node[0], EP_LID, id_named("lid 2")));
}

static void test_versions_are_one_after_the_other(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct ep_statement lid = draft_lid(a, stand->h, stand->lid);
    size_t before = node_count(&stand->fed.node[0], 0);
    assert_int_equal(user_write(&stand->eva, lid), EP_OK); /* the very same bytes: nothing happens */
    lid.body.lid.present = false;
    assert_int_equal(user_write(&stand->eva, lid), EP_CONFLICT); /* other bytes under that version */
    lid.version = 3;
    assert_int_equal(user_write(&stand->eva, lid), EP_CONFLICT); /* a base that nobody has */
    assert_int_equal(node_count(&stand->fed.node[0], 0), before);
    lid.version = 2;
    assert_int_equal(user_write(&stand->eva, lid), EP_OK);
    struct ep_statement fresh = draft_lid(a, stand->h, id_named("lid 2"));
    fresh.version = 2;
    assert_int_equal(user_write(&stand->eva, fresh), EP_CONFLICT);
}

static void test_a_record_stays_with_its_organisation_and_in_its_household(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    ep_id other = id_named("h other");
    assert_int_equal(user_write(&stand->eva, draft_huishouden(a, other)), EP_OK);
    struct ep_statement lid = draft_lid(a, other, stand->lid);
    lid.version = 2;
    assert_int_equal(user_write(&stand->eva, lid), EP_NOT_FOUNDER);
    struct ep_statement theirs = draft_user(a, &stand->b.eva);
    theirs.version = 2;
    user_open(&stand->other, &stand->fed.node[0], NULL);
    assert_int_equal(user_write(&stand->other, theirs), EP_NOT_FOUNDER);
    theirs.version = 1;
    assert_int_equal(user_write(&stand->other, theirs), EP_NOT_FOUNDER);
    wire_close(&stand->other);
}

static void test_hours_are_near_the_clock_but_stopping_is_not_refused_for_one(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct ep_statement lid = draft_lid(a, stand->h, id_named("lid 2"));
    struct pile *pile = &stand->fed.pile;
    fed_hours(&stand->fed, 10);
    wire_close(&stand->eva);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    lid.hour = HOUR + 12;
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, lid, &a->eva.sign)), EP_CLOCK_AHEAD);
    lid.hour = HOUR + 8;
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, lid, &a->eva.sign)), EP_CLOCK_BACK);
    lid.hour = HOUR + 11;
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, lid, &a->eva.sign)), EP_OK);
    lid = draft_lid(a, stand->h, id_named("lid 3"));
    lid.hour = HOUR + 9;
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, lid, &a->eva.sign)), EP_OK);
    struct ep_statement withdraw = draft_withdraw(a, stand->h, id_named("w"), stand->grant, stand->b.id);
    withdraw.hour = HOUR + 2;
    assert_int_equal(user_put(&stand->eva, pile_sign(pile, withdraw, &a->eva.sign)), EP_OK);
}

static void test_while_the_clock_is_not_trusted_only_stopping_goes_on(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct node *node = &stand->fed.node[0];
    fed_hours(&stand->fed, 50);
    node->skew_s = -10 * 3600;
    wire_close(&stand->eva);
    user_open(&stand->eva, node, &a->eva);
    struct ep_statement lid = draft_lid(a, stand->h, id_named("lid 2"));
    lid.hour = HOUR + 40;
    assert_int_equal(user_put(&stand->eva, pile_sign(&stand->fed.pile, lid, &a->eva.sign)), EP_CLOCK_BACK);
    struct ep_statement withdraw = draft_withdraw(a, stand->h, id_named("w"), stand->grant, stand->b.id);
    withdraw.hour = HOUR + 40;
    assert_int_equal(user_put(&stand->eva, pile_sign(&stand->fed.pile, withdraw, &a->eva.sign)), EP_OK);
}

static void test_what_no_grant_covers_is_not_taken(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    assert_int_equal(user_write(&stand->eva, a_wrap(stand, "good")), EP_OK);
    /* To a team that the grant does not name, but of the organisation that it does. */
    struct ep_statement lid = draft_lid(a, stand->h, id_named("lid 2"));
    assert_int_equal(user_write(&stand->eva, lid), EP_OK);
    struct ep_statement entry = draft_entry(a, stand->h, id_named("entry 2"), id_named("lid 2"));
    assert_int_equal(user_write(&stand->eva, entry), EP_OK);
    uint8_t refs[EP_REF_BYTES];
    refs_put(refs, 0, id_named("entry 2"), 1);
    struct ep_statement wrap =
        draft_wrap(a, stand->h, id_named("w2"), id_named("lid 2"), stand->grant, &stand->b, EP_BYTES(refs));
    assert_int_equal(user_write(&stand->eva, wrap), EP_NO_GRANT); /* the grant is on another lid */
    entry = draft_entry(a, stand->h, id_named("entry 3"), stand->lid);
    entry.body.entry.domain = 3;
    assert_int_equal(user_write(&stand->eva, entry), EP_OK);
    refs_put(refs, 0, id_named("entry 3"), 1);
    wrap = draft_wrap(a, stand->h, id_named("w3"), stand->lid, stand->grant, &stand->b, EP_BYTES(refs));
    wrap.body.wrap.domain = 3;
    assert_int_equal(user_write(&stand->eva, wrap), EP_GRANT_DOMEIN);
    entry = draft_entry(a, stand->h, id_named("entry 4"), stand->lid);
    entry.body.entry.level = EP_LEVEL_INHOUD;
    assert_int_equal(user_write(&stand->eva, entry), EP_OK);
    refs_put(refs, 0, id_named("entry 4"), 1);
    wrap = draft_wrap(a, stand->h, id_named("w4"), stand->lid, stand->grant, &stand->b, EP_BYTES(refs));
    wrap.body.wrap.level = EP_LEVEL_INHOUD;
    assert_int_equal(user_write(&stand->eva, wrap), EP_GRANT_LEVEL);
}

static void test_an_address_that_is_not_paired_is_refused(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    assert_int_equal(user_write(&stand->eva, draft_grant(a, stand->h, id_named("g2"), stand->lid, &stand->c)),
                     EP_ROOT_UNKNOWN);
}

static void test_keys_are_made_for_the_team_as_it_is_now(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct ep_statement wrap = a_wrap(stand, "w1");
    wrap.body.wrap.epoch = 2;
    assert_int_equal(user_write(&stand->eva, wrap), EP_TEAM_EPOCH);
    struct ep_statement entry = draft_entry(a, stand->h, id_named("entry 2"), stand->lid);
    entry.body.entry.epoch = 2;
    assert_int_equal(user_write(&stand->eva, entry), EP_TEAM_EPOCH);
    fed_hours(&stand->fed, 31 * 24);
    wire_close(&stand->eva);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_write(&stand->eva, a_wrap(stand, "w2")), EP_TEAM_EXPIRED);
}

static void test_who_leaves_the_team_writes_and_reads_no_more_in_its_households(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct ep_statement team = draft_team(a);
    struct ep_statement staf = draft(a, EP_STAF, id_named("staf"), stand->h);
    uint8_t both[2 * EP_ID_BYTES];
    staf.body.staf.members = members_of(both, (const ep_id[]){a->eva.id, a->tom.id}, 2);
    assert_int_equal(user_write(&stand->eva, staf), EP_OK);
    assert_int_equal(user_read(&stand->eva, stand->h, &stand->bag), EP_OK);
    team.version = 2;
    team.body.team.members = ep_id_bytes(&a->tom.id);
    user_open(&stand->other, &stand->fed.node[0], &a->steward);
    assert_int_equal(user_write(&stand->other, team), EP_OK);
    wire_close(&stand->other);
    assert_int_equal(user_write(&stand->eva, draft_lid(a, stand->h, id_named("lid 2"))), EP_NOT_IN_TEAM);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_IN_TEAM);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDENS, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_int_equal(stand->bag.count, 0);
    user_open(&stand->other, &stand->fed.node[0], &a->tom);
    assert_int_equal(user_read(&stand->other, stand->h, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, stand->entry));
    struct ep_statement entry = draft_entry(a, stand->h, id_named("entry 2"), stand->lid);
    assert_int_equal(user_write(&stand->other, entry), EP_TEAM_EPOCH); /* still names the first epoch */
    entry.body.entry.epoch = 2;
    assert_int_equal(user_write(&stand->other, entry), EP_OK);
    wire_close(&stand->other);
}

static void test_nothing_is_shown_before_the_reading_is_on_record_in_this_session(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct ep_statement read = draft(a, EP_READ, id_named("a reading"), stand->h);
    read.body.read.purpose = ep_text("plan");
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(stand->bag.count, 0);
    assert_int_equal(user_write(&stand->eva, read), EP_OK);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_OK);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, id_named("h other"), &stand->bag), EP_NOT_LOGGED);
    wire_close(&stand->eva);
    user_open(&stand->eva, &stand->fed.node[0], &a->eva);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(user_write(&stand->eva, read), EP_CONFLICT); /* an old reading shown again is no reading */
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_LOGGED);
    user_open(&stand->other, &stand->fed.node[0], &a->tom);
    assert_int_equal(user_read(&stand->other, stand->h, &stand->bag), EP_NOT_IN_TEAM);
    wire_close(&stand->other);
}

/* To end a grant one must see it, and that is on record; but no content comes with it. */
static void test_grants_are_given_without_content_and_on_record(void **state)
{
    struct stand *stand = *state;
    struct ep_statement read = draft(firm_a(stand), EP_READ, id_named("a reading"), stand->h);
    read.body.read.purpose = ep_text("plan");
    assert_int_equal(user_get(&stand->eva, EP_GET_GRANTS, stand->h, &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(user_write(&stand->eva, read), EP_OK);
    assert_int_equal(user_get(&stand->eva, EP_GET_GRANTS, stand->h, &stand->bag), EP_OK);
    assert_int_equal(bag_count(&stand->bag, EP_ENTRY) + bag_count(&stand->bag, EP_WRAP), 0);
    assert_true(bag_count(&stand->bag, EP_GRANT) > 0 && bag_count(&stand->bag, EP_LID) > 0);
    assert_non_null(bag_find(&stand->bag, EP_HUISHOUDEN, stand->h));
    user_open(&stand->other, &stand->fed.node[0], &firm_a(stand)->tom);
    assert_int_equal(user_get(&stand->other, EP_GET_GRANTS, stand->h, &stand->bag), EP_NOT_LOGGED);
    wire_close(&stand->other);
}

static void test_bytes_that_are_no_statement_are_refused_and_a_question_that_is_none_too(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    static const uint8_t junk[100] = {0x9a, 1};
    struct ep_statement st = {.bytes = EP_BYTES(junk)};
    assert_int_equal(user_put(&stand->eva, &st), EP_MALFORMED);
    assert_int_equal(user_get(&stand->eva, (enum ep_get)0, stand->h, &stand->bag), EP_MALFORMED);
    const struct ep_statement *good = pile_sign(&stand->fed.pile, draft_lid(a, stand->h, id_named("l")), &a->eva.sign);
    uint8_t bytes[512];
    memcpy(bytes, good->bytes.at, good->bytes.len);
    bytes[good->bytes.len - 1] ^= 1;
    st.bytes = (ep_bytes){bytes, good->bytes.len};
    assert_int_equal(user_put(&stand->eva, &st), EP_FORGED);
    wire_say(&stand->eva, EP_MSG_POSITION, &(struct ep_msg_position){.seq = 0}); /* not for users */
    assert_int_equal(user_get(&stand->eva, EP_GET_DIRECTORY, stand->h, &stand->bag), EP_CLOSED);
}

static ep_err ask(struct wire *wire, enum ep_message_type type, const void *record)
{
    union ep_msg msg;
    wire_say(wire, type, record);
    return wire_await(wire, EP_MSG_DONE, &msg) ? (ep_err)msg.done.code : EP_CLOSED;
}

static void test_only_the_authority_invites_dials_and_confirms(void **state)
{
    struct stand *stand = *state;
    struct ep_msg_dial dial = {.id = id_named("i"), .route = ep_text("x:1")};
    ep_id i = id_named("i");
    assert_int_equal(ask(&stand->eva, EP_MSG_INVITE, &(struct ep_msg_invite){.id = i, .soort = 1}), EP_NOT_ALLOWED);
    assert_int_equal(ask(&stand->eva, EP_MSG_DIAL, &dial), EP_NOT_ALLOWED);
    assert_int_equal(ask(&stand->eva, EP_MSG_CONFIRM, &(struct ep_msg_confirm){.id = i}), EP_NOT_ALLOWED);
    assert_int_equal(ask(&stand->eva, EP_MSG_WAIT, &(struct ep_msg_wait){i}), EP_NOT_ALLOWED);
    assert_int_equal(ask(&stand->eva, EP_MSG_SAY, &(struct ep_msg_say){i, ep_text("x")}), EP_NOT_ALLOWED);
    assert_int_equal(ask(&stand->eva, EP_MSG_FAIL, &(struct ep_msg_fail){i, EP_WORDS_WRONG}), EP_NOT_ALLOWED);
}

/* The transport bounds strangers, so it must hear who is none, and must not hear it of who only shook hands. */
static void test_a_link_is_said_to_be_opened_at_its_first_message_and_once(void **state)
{
    struct stand *stand = *state;
    struct node *node = &stand->fed.node[0];
    const struct staff *eva = &node->firm.eva;
    struct bag bag;
    uint8_t psk[32];
    uint8_t junk[300] = {1};
    size_t before = node->opened;
    access_psk(psk, eva->id);
    wire_close(&stand->eva);
    assert_int_equal(wire_dial(&stand->eva, node, EP_MODE_USER, &eva->link, psk, eva->id), EP_OK);
    wire_send(&stand->eva, EP_BYTES(junk));
    fed_run(&stand->fed);
    assert_true(stand->eva.closed);
    assert_int_equal(node->opened, before);
    wire_close(&stand->eva);
    user_open(&stand->eva, node, eva);
    assert_int_equal(node->opened, before + 1);
    assert_int_equal(user_get(&stand->eva, EP_GET_DIRECTORY, (ep_id){{0}}, &bag), EP_OK);
    assert_int_equal(node->opened, before + 1);
}

static void test_an_ended_user_is_refused_at_once_and_looks_like_any_stranger(void **state)
{
    struct stand *stand = *state;
    struct node *node = &stand->fed.node[0];
    const struct firm *a = firm_a(stand);
    uint8_t psk[32];
    struct ep_statement end = draft_user(a, &a->eva);
    end.version = 2;
    end.body.user.until = HOUR;
    user_open(&stand->other, node, NULL);
    assert_int_equal(user_write(&stand->other, end), EP_OK);
    wire_close(&stand->other);
    assert_int_equal(user_get(&stand->eva, EP_GET_DIRECTORY, stand->h, &stand->bag), EP_CLOSED);
    assert_true(node_said(node, "EP_SIGNER_ENDED"));
    wire_close(&stand->eva);
    access_psk(psk, a->eva.id);
    assert_int_equal(wire_dial(&stand->eva, node, EP_MODE_USER, &a->eva.link, psk, a->eva.id), EP_NOT_OPENED);
    const struct staff *never[] = {&a->ended, &a->early};
    for (size_t i = 0; i < 2; i++) {
        access_psk(psk, never[i]->id);
        assert_int_equal(wire_dial(&stand->other, node, EP_MODE_USER, &never[i]->link, psk, never[i]->id),
                         EP_NOT_OPENED);
        wire_close(&stand->other);
    }
    access_psk(psk, a->tom.id);
    assert_int_equal(wire_dial(&stand->other, node, EP_MODE_USER, &a->tom.link, psk, id_named("?")), EP_NOT_OPENED);
    wire_close(&stand->other);
    assert_int_equal(wire_dial(&stand->other, node, EP_MODE_USER, &a->eva.link, psk, a->tom.id), EP_NOT_OPENED);
    wire_close(&stand->other);
    psk[0] ^= 1;
    assert_int_equal(wire_dial(&stand->other, node, EP_MODE_USER, &a->tom.link, psk, a->tom.id), EP_NOT_OPENED);
    wire_close(&stand->other);
    psk[0] ^= 1;
    assert_int_equal(wire_dial(&stand->other, node, EP_MODE_USER, &a->tom.link, psk, a->tom.id), EP_OK);
    wire_close(&stand->other);
}

static void test_the_directory_gives_a_user_its_own_secrets_and_no_others(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    struct ep_statement sleutel = draft_sleutel(a, id_named("for eva"));
    user_open(&stand->other, &stand->fed.node[0], &a->steward);
    assert_int_equal(user_write(&stand->other, sleutel), EP_OK);
    sleutel = draft_sleutel(a, id_named("for the team"));
    sleutel.body.sleutel.user = (ep_id){{0}};
    assert_int_equal(user_write(&stand->other, sleutel), EP_OK);
    assert_int_equal(user_get(&stand->other, EP_GET_DIRECTORY, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_int_equal(bag_count(&stand->bag, EP_SLEUTEL), 0); /* the steward is in no team */
    assert_int_equal(bag_count(&stand->bag, EP_PEER), 1);
    assert_int_equal(bag_count(&stand->bag, EP_CARD), 2);
    assert_non_null(bag_fact(&stand->bag, EP_FACT_CONTACT, stand->b.id));
    assert_true(bag_fact(&stand->bag, EP_FACT_CONTACT, stand->b.id)->x == 0); /* never heard */
    wire_close(&stand->other);
    assert_int_equal(user_get(&stand->eva, EP_GET_DIRECTORY, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_int_equal(bag_count(&stand->bag, EP_SLEUTEL), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_statement_of_someone_else_is_refused),
        TEST(test_versions_are_one_after_the_other),
        TEST(test_a_record_stays_with_its_organisation_and_in_its_household),
        TEST(test_hours_are_near_the_clock_but_stopping_is_not_refused_for_one),
        TEST(test_while_the_clock_is_not_trusted_only_stopping_goes_on),
        TEST(test_what_no_grant_covers_is_not_taken),
        TEST(test_an_address_that_is_not_paired_is_refused),
        TEST(test_keys_are_made_for_the_team_as_it_is_now),
        TEST(test_who_leaves_the_team_writes_and_reads_no_more_in_its_households),
        TEST(test_nothing_is_shown_before_the_reading_is_on_record_in_this_session),
        TEST(test_grants_are_given_without_content_and_on_record),
        TEST(test_bytes_that_are_no_statement_are_refused_and_a_question_that_is_none_too),
        TEST(test_only_the_authority_invites_dials_and_confirms),
        TEST(test_a_link_is_said_to_be_opened_at_its_first_message_and_once),
        TEST(test_an_ended_user_is_refused_at_once_and_looks_like_any_stranger),
        TEST(test_the_directory_gives_a_user_its_own_secrets_and_no_others),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
