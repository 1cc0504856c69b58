/* Promise: a session that asked to hear of changes is told once, and with an id only, that there is something new which it
 * would be given now; it is told of nothing else, and not again until it asks. PROTOCOL.md 9.3. A shares household h with B;
 * Eva and Tom are B's, and so is a second team that h has nothing to do with. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OTHER_DOMAIN 3u
#define STREAM 40 /* more than one session is told of anything */

struct stand {
    struct federation fed;
    struct wire eva, second, tom, by;
    struct bag bag;
    uint8_t members[4 * EP_ID_BYTES];
    size_t written;
};

static struct node *node_a(struct stand *stand)
{
    return &stand->fed.node[0];
}

static struct node *node_b(struct stand *stand)
{
    return &stand->fed.node[1];
}

static void write_as(struct stand *stand, struct node *node, const struct staff *who, struct ep_statement draft)
{
    user_open(&stand->by, node, who);
    assert_int_equal(user_write(&stand->by, draft), EP_OK);
    wire_close(&stand->by);
    fed_pass(&stand->fed, 3);
}

static void a_writes(struct stand *stand, struct ep_statement draft)
{
    write_as(stand, node_a(stand), &node_a(stand)->firm.eva, draft);
}

/* Tom is in the home team of B; he works with no household. */
static void add_tom(struct stand *stand)
{
    const struct firm *b = &node_b(stand)->firm;
    struct ep_statement team = draft_team(b);
    team.version = 2;
    team.body.team.members = members_of(stand->members, (const ep_id[]){b->eva.id, b->tom.id}, 2);
    write_as(stand, node_b(stand), &b->steward, team);
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    *state = stand;
    if (stand == NULL)
        return 1;
    fed_open(&stand->fed, 2, 1);
    assert_int_equal(pair(node_a(stand), node_b(stand), "i1"), EP_OK);
    fed_pass(&stand->fed, 90);
    assert_int_equal(share(node_a(stand), node_b(stand)), EP_OK);
    add_tom(stand);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static void listen_and_read(struct stand *stand, struct wire *wire, struct node *node, const struct staff *who)
{
    user_listen(wire, node, who);
    assert_int_equal(user_read(wire, id_named("h"), &stand->bag), EP_OK);
}

static unsigned told(struct wire *wire)
{
    return user_told(wire, id_named("h"));
}

/* A: a new entry and what opens it, for B. */
static ep_id add_entry(struct stand *stand, uint64_t domain, ep_id grant, ep_id team)
{
    const struct firm *a = &node_a(stand)->firm;
    uint8_t refs[EP_REF_BYTES];
    char name[2][16];
    snprintf(name[0], sizeof name[0], "e %zu", ++stand->written);
    snprintf(name[1], sizeof name[1], "w %zu", stand->written);
    ep_id id = id_named(name[0]);
    struct ep_statement entry = draft_entry(a, id_named("h"), id, id_named("lid"));
    refs_put(refs, 0, id, 1);
    struct ep_statement wrap =
        draft_wrap(a, id_named("h"), id_named(name[1]), id_named("lid"), grant, &node_b(stand)->firm, EP_BYTES(refs));
    entry.body.entry.item = id;
    entry.body.entry.domain = wrap.body.wrap.domain = domain;
    wrap.body.wrap.team = team;
    wrap.body.wrap.epoch = ep_id_equal(team, node_b(stand)->firm.team) ? 2 : 1; /* since Tom came */
    a_writes(stand, entry);
    a_writes(stand, wrap);
    assert_true(node_has(node_b(stand), EP_ENTRY, id) && node_has(node_b(stand), EP_WRAP, id_named(name[1])));
    return id;
}

static ep_id add_shared(struct stand *stand)
{
    return add_entry(stand, DRAFT_DOMAIN, id_named("grant"), node_b(stand)->firm.team);
}

static struct ep_statement ask_b(struct stand *stand, const char *name)
{
    struct ep_statement ask = draft(&node_a(stand)->firm, EP_ASK, id_named(name), id_named("h"));
    ask.body.ask = (struct ep_ask){.to_org = node_b(stand)->firm.id, .soort = EP_ASK_UPDATE};
    return ask;
}

/* B's own list of who works with h, in that version; it stands in the list that its team may ask for. */
static void list_staff(struct stand *stand, uint64_t version, const struct staff *who, const struct staff *by)
{
    const struct firm *b = &node_b(stand)->firm;
    struct ep_statement staf = draft(b, EP_STAF, id_named("b:staf"), id_named("h"));
    staf.version = version;
    staf.body.staf.members = members_of(stand->members, &who->id, 1);
    write_as(stand, node_b(stand), by, staf);
}

static void test_who_reads_is_told_once_until_it_asks_again(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    listen_and_read(stand, &stand->eva, b, &b->firm.eva);
    assert_int_equal(told(&stand->eva), 0);
    for (unsigned i = 0; i < 3; i++)
        add_shared(stand);
    assert_int_equal(told(&stand->eva), 1);
    ep_id last = add_shared(stand);
    assert_int_equal(told(&stand->eva), 0);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"), &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_ENTRY, last));
    add_shared(stand);
    assert_int_equal(told(&stand->eva), 1);
    assert_int_equal(user_get(&stand->eva, EP_GET_GRANTS, id_named("h"), &stand->bag), EP_OK);
    a_writes(stand, ask_b(stand, "ask"));
    assert_int_equal(told(&stand->eva), 1);
    wire_close(&stand->eva);
}

/* All of it in one step of the node, and a client that never hears. */
static void test_a_stream_is_one_message(void **state)
{
    struct stand *stand = *state;
    struct node *a = node_a(stand);
    listen_and_read(stand, &stand->eva, a, &a->firm.eva);
    user_open(&stand->by, a, &a->firm.eva);
    for (unsigned i = 0; i < STREAM; i++) {
        char name[16];
        snprintf(name, sizeof name, "s %u", i);
        assert_int_equal(user_write(&stand->by, draft_entry(&a->firm, id_named("h"), id_named(name), id_named("lid"))),
                         EP_OK);
    }
    wire_close(&stand->by);
    assert_int_equal(stand->eva.count, 1);
    assert_int_equal(told(&stand->eva), 1);
    wire_close(&stand->eva);
}

static void test_another_session_is_told_and_not_the_one_that_puts(void **state)
{
    struct stand *stand = *state;
    struct node *a = node_a(stand);
    listen_and_read(stand, &stand->eva, a, &a->firm.eva);
    listen_and_read(stand, &stand->second, a, &a->firm.eva);
    struct ep_statement entry = draft_entry(&a->firm, id_named("h"), id_named("mine"), id_named("lid"));
    entry.hour = fed_hour(&stand->fed);
    const struct ep_statement *st = pile_sign(&stand->fed.pile, entry, &a->firm.eva.sign);
    wire_say(&stand->eva, EP_MSG_PUT, &(struct ep_msg_put){++stand->eva.seq, st->bytes});
    assert_int_equal(told(&stand->second), 1);
    assert_int_equal(told(&stand->eva), 0);
    assert_int_equal(user_get(&stand->second, EP_GET_HUISHOUDEN, id_named("h"), &stand->bag), EP_OK);
    assert_int_equal(user_put(&stand->eva, st), EP_OK);                          /* which was there */
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK); /* and a reading is given to nobody */
    assert_int_equal(told(&stand->second), 0);
    wire_close(&stand->eva);
    wire_close(&stand->second);
}

/* As every client did before there was such a message: it does not know it. */
static void test_who_did_not_ask_for_it_hears_nothing(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    user_open(&stand->eva, b, &b->firm.eva);
    assert_int_equal(user_read(&stand->eva, id_named("h"), &stand->bag), EP_OK);
    user_listen(&stand->second, b, &b->firm.eva);
    user_listen(&stand->tom, b, &b->firm.tom);
    wire_close(&stand->tom);
    add_shared(stand);
    a_writes(stand, ask_b(stand, "ask"));
    assert_int_equal(stand->eva.count, 0);
    assert_int_equal(told(&stand->second), 1);
    wire_close(&stand->eva);
    wire_close(&stand->second);
}

static void test_what_it_would_not_be_given_is_not_told(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    struct ep_statement team = draft_team(&b->firm);
    team.id = id_named("b:team2");
    team.body.team.members = members_of(stand->members, &b->firm.tom.id, 1);
    write_as(stand, b, &b->firm.steward, team);
    struct ep_statement grant =
        draft_grant(&node_a(stand)->firm, id_named("h"), id_named("grant2"), id_named("lid"), &b->firm);
    grant.body.grant.to_team = team.id;
    grant.body.grant.domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON) | EP_DOMEIN_BIT(OTHER_DOMAIN);
    a_writes(stand, grant);
    listen_and_read(stand, &stand->eva, b, &b->firm.eva);
    ep_id entry = add_entry(stand, OTHER_DOMAIN, grant.id, team.id);
    assert_int_equal(told(&stand->eva), 0);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, id_named("h"), &stand->bag), EP_OK);
    assert_null(bag_find(&stand->bag, EP_ENTRY, entry));
    wire_close(&stand->eva);
}

/* Eva works with h and did not look: that a question waits, and what stands in her list, but not that content came. */
static void test_who_works_with_what_he_does_not_read_is_told_of_what_is_no_content(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    user_listen(&stand->eva, b, &b->firm.eva);
    add_shared(stand);
    assert_int_equal(told(&stand->eva), 0);
    a_writes(stand, ask_b(stand, "ask 1"));
    assert_int_equal(told(&stand->eva), 1);
    a_writes(stand, ask_b(stand, "ask 2"));
    list_staff(stand, 1, &b->firm.eva, &b->firm.eva);
    assert_int_equal(told(&stand->eva), 0);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDENS, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_non_null(bag_find(&stand->bag, EP_STAF, id_named("b:staf")));
    a_writes(stand, ask_b(stand, "ask 3"));
    assert_int_equal(told(&stand->eva), 1);
    wire_close(&stand->eva);
}

/* Tom's team has h and he does not work with it: he hears what he may ask for without a reading. */
static void test_who_does_not_work_with_it_is_told_of_the_list_only(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    user_listen(&stand->tom, b, &b->firm.tom);
    user_listen(&stand->second, b, &b->firm.steward);
    add_shared(stand);
    a_writes(stand, ask_b(stand, "ask"));
    assert_int_equal(told(&stand->tom), 0);
    list_staff(stand, 1, &b->firm.eva, &b->firm.eva);
    assert_int_equal(told(&stand->tom), 1);
    assert_int_equal(told(&stand->second), 0); /* who is in no team has no list */
    wire_close(&stand->tom);
    wire_close(&stand->second);
}

static void test_who_is_taken_off_the_list_hears_of_nothing_but_the_list(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    list_staff(stand, 1, &b->firm.eva, &b->firm.eva);
    listen_and_read(stand, &stand->eva, b, &b->firm.eva);
    list_staff(stand, 2, &b->firm.tom, &b->firm.eva);
    assert_int_equal(told(&stand->eva), 1);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDENS, (ep_id){{0}}, &stand->bag), EP_OK);
    add_shared(stand);
    a_writes(stand, ask_b(stand, "ask"));
    assert_int_equal(told(&stand->eva), 0);
    list_staff(stand, 3, &b->firm.eva, &b->firm.tom);
    assert_int_equal(told(&stand->eva), 1);
    wire_close(&stand->eva);
}

static void test_a_user_who_ended_hears_nothing_on_an_open_session(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    listen_and_read(stand, &stand->eva, b, &b->firm.eva);
    struct ep_statement user = draft_user(&b->firm, &b->firm.eva);
    user.version = 2;
    user.body.user.until = fed_hour(&stand->fed);
    write_as(stand, b, NULL, user);
    add_shared(stand);
    assert_int_equal(told(&stand->eva), 0);
    wire_close(&stand->eva);
}

/* A: another household, and B is asked in; nobody there has anything to do with it before. */
static void test_an_invitation_is_told_to_the_team_that_is_asked(void **state)
{
    struct stand *stand = *state;
    struct node *b = node_b(stand);
    const struct firm *a = &node_a(stand)->firm;
    ep_id h2 = id_named("h2");
    union ep_msg msg;
    a_writes(stand, draft_huishouden(a, h2));
    a_writes(stand, draft_lid(a, h2, id_named("lid2")));
    user_listen(&stand->tom, b, &b->firm.tom);
    user_listen(&stand->second, b, &b->firm.steward);
    a_writes(stand, draft_grant(a, h2, id_named("g2"), id_named("lid2"), &b->firm));
    assert_int_equal(told(&stand->tom), 0);
    a_writes(stand, draft_invite(a, h2, id_named("invite2"), id_named("g2"), &b->firm));
    assert_true(wire_await(&stand->tom, EP_MSG_FACT, &msg));
    assert_true(msg.fact.soort == EP_FACT_CHANGED && ep_id_equal(msg.fact.a, h2));
    assert_int_equal(stand->second.count, 0);
    wire_close(&stand->tom);
    wire_close(&stand->second);
}

/* One more than there is room for: the first is to be put on record anew, and nothing new in it is told. */
static void test_what_was_read_longest_ago_makes_room(void **state)
{
    struct stand *stand = *state;
    struct node *a = node_a(stand);
    ep_id h[EP_READS_MAX + 1];
    char name[16];
    stand->fed.pile.policy->inzage.per_hour = stand->fed.pile.policy->inzage.per_day = 2 * EP_READS_MAX;
    user_listen(&stand->eva, a, &a->firm.eva);
    for (unsigned i = 0; i <= EP_READS_MAX; i++) {
        snprintf(name, sizeof name, "r %u", i);
        h[i] = id_named(name);
        assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, h[i])), EP_OK);
        assert_int_equal(user_read(&stand->eva, h[i], &stand->bag), EP_OK);
    }
    for (unsigned i = 0; i <= EP_READS_MAX; i++)
        assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, h[i], &stand->bag), i == 0 ? EP_NOT_LOGGED : EP_OK);
    user_open(&stand->by, a, &a->firm.eva);
    for (unsigned i = 0; i <= EP_READS_MAX; i++) {
        snprintf(name, sizeof name, "re %u", i);
        struct ep_statement entry = draft_entry(&a->firm, h[i], id_named(name), (ep_id){{0}});
        assert_int_equal(user_write(&stand->by, entry), EP_OK);
        assert_int_equal(stand->eva.count, i);
    }
    wire_close(&stand->by);
    wire_close(&stand->eva);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_who_reads_is_told_once_until_it_asks_again),
        TEST(test_a_stream_is_one_message),
        TEST(test_another_session_is_told_and_not_the_one_that_puts),
        TEST(test_who_did_not_ask_for_it_hears_nothing),
        TEST(test_what_it_would_not_be_given_is_not_told),
        TEST(test_who_works_with_what_he_does_not_read_is_told_of_what_is_no_content),
        TEST(test_who_does_not_work_with_it_is_told_of_the_list_only),
        TEST(test_who_is_taken_off_the_list_hears_of_nothing_but_the_list),
        TEST(test_a_user_who_ended_hears_nothing_on_an_open_session),
        TEST(test_an_invitation_is_told_to_the_team_that_is_asked),
        TEST(test_what_was_read_longest_ago_makes_room),
    };
    return ep_crypto_open() != EP_OK ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
