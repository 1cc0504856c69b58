/* Promise: a break-glass reading is told to who works with the household and to the privacy officer, at once and until they
 * say that they saw it; nothing but the own node is needed. PROTOCOL.md 9.3. Eva, Tom and the steward of A are its team;
 * household h is Eva's, and no peer exists. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct wire eva, tom, steward, authority;
    struct bag bag;
    uint8_t team[3 * EP_ID_BYTES], list[3 * EP_ID_BYTES];
    ep_id h;
};

static const struct firm *firm_a(const struct stand *stand)
{
    return &stand->fed.node[0].firm;
}

static struct ep_statement reason(struct stand *stand, const char *id, ep_id h)
{
    struct ep_statement why = draft_entry(firm_a(stand), h, id_named(id), (ep_id){{0}});
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    why.body.entry.epoch = 2;
    return why;
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    stand->h = id_named("h");
    fed_open(&stand->fed, 1, 1);
    struct node *a = &stand->fed.node[0];
    user_open(&stand->eva, a, &a->firm.eva);
    user_open(&stand->tom, a, &a->firm.tom);
    user_open(&stand->steward, a, &a->firm.steward);
    user_open(&stand->authority, a, NULL);
    struct ep_statement team = draft_team(&a->firm);
    team.version = 2;
    team.body.team.members =
        members_of(stand->team, (const ep_id[]){a->firm.eva.id, a->firm.tom.id, a->firm.steward.id}, 3);
    assert_int_equal(user_write(&stand->steward, team), EP_OK);
    assert_int_equal(user_write(&stand->eva, draft_huishouden(&a->firm, stand->h)), EP_OK);
    struct ep_statement staf = draft(&a->firm, EP_STAF, id_named("staf"), stand->h);
    staf.body.staf.members = members_of(stand->list, (const ep_id[]){a->firm.eva.id}, 1);
    assert_int_equal(user_write(&stand->eva, staf), EP_OK);
    assert_int_equal(user_write(&stand->tom, reason(stand, "why", stand->h)), EP_OK);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->eva);
    wire_close(&stand->tom);
    wire_close(&stand->steward);
    wire_close(&stand->authority);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static ep_err read_with(struct stand *stand, struct wire *wire, const char *id, uint64_t soort, const char *why)
{
    struct ep_statement st = draft(firm_a(stand), EP_READ, id_named(id), stand->h);
    st.body.read = (struct ep_read){.purpose = ep_text("plan"), .soort = soort};
    if (soort != EP_READ_GEWOON)
        st.body.read.evidence = id_named(why);
    return user_write(wire, st);
}

static ep_err saw(struct stand *stand, struct wire *wire, const char *id, const char *cause)
{
    struct ep_statement st = draft(firm_a(stand), EP_TOETS, id_named(id), (ep_id){{0}});
    st.body.toets.cause = id_named(cause);
    return user_write(wire, st);
}

/* Is he told of that in his directory, as he asks for it now? */
static bool is_told(struct stand *stand, struct wire *wire, const char *cause)
{
    assert_int_equal(user_get(wire, EP_GET_DIRECTORY, (ep_id){{0}}, &stand->bag), EP_OK);
    const struct ep_msg_fact *fact = bag_fact(&stand->bag, EP_FACT_NOTICE, id_named(cause));
    if (fact != NULL) {
        assert_true(ep_id_equal(fact->b, firm_a(stand)->tom.id) && ep_id_equal(fact->c, stand->h));
        assert_int_equal(fact->x, EP_NOTICE_NOOD);
        assert_int_equal(fact->y, fed_hour(&stand->fed));
    }
    return fact != NULL;
}

static void again(struct stand *stand, struct wire *wire, const struct staff *staff)
{
    wire_close(wire);
    user_open(wire, &stand->fed.node[0], staff);
}

/* It is said in the session that is open, without asking. */
static void test_an_emergency_is_said_at_once_and_until_it_was_seen(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    union ep_msg msg;
    assert_int_equal(read_with(stand, &stand->tom, "r1", EP_READ_NOOD, "why"), EP_OK);
    assert_true(wire_await(&stand->eva, EP_MSG_FACT, &msg));
    assert_int_equal(msg.fact.soort, EP_FACT_NOTICE);
    assert_true(ep_id_equal(msg.fact.a, id_named("why")));
    assert_false(is_told(stand, &stand->tom, "why"));     /* he knows */
    assert_false(is_told(stand, &stand->steward, "why")); /* whose work it is not */
    node_down(&stand->fed.node[0]);
    node_up(&stand->fed.node[0]);
    again(stand, &stand->eva, &a->eva);
    assert_true(is_told(stand, &stand->eva, "why"));
    again(stand, &stand->tom, &a->tom);
    assert_int_equal(saw(stand, &stand->tom, "t1", "why"), EP_OK); /* nobody sees it for another */
    assert_true(is_told(stand, &stand->eva, "why"));
    assert_int_equal(saw(stand, &stand->eva, "t2", "why"), EP_OK);
    assert_false(is_told(stand, &stand->eva, "why"));
    assert_true(node_has(&stand->fed.node[0], EP_TOETS, id_named("t2")));
}

static void test_one_reason_is_one_notice_and_a_colleague_makes_none(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(read_with(stand, &stand->tom, "r1", EP_READ_COLLEGA, "why"), EP_OK);
    assert_false(is_told(stand, &stand->eva, "why"));
    assert_int_equal(read_with(stand, &stand->tom, "r2", EP_READ_NOOD, "why"), EP_OK);
    assert_int_equal(read_with(stand, &stand->tom, "r3", EP_READ_NOOD, "why"), EP_OK);
    assert_int_equal(user_write(&stand->tom, reason(stand, "why 2", stand->h)), EP_OK);
    assert_int_equal(read_with(stand, &stand->tom, "r4", EP_READ_NOOD, "why 2"), EP_OK);
    assert_true(is_told(stand, &stand->eva, "why") && is_told(stand, &stand->eva, "why 2"));
    assert_int_equal(stand->bag.facts, 2);
}

static void test_the_privacy_officer_is_told_too(void **state)
{
    struct stand *stand = *state;
    struct ep_statement user = draft_user(firm_a(stand), &firm_a(stand)->steward);
    user.version = 2;
    user.body.user.roles = EP_ROLE_PRIVACY;
    assert_int_equal(user_write(&stand->authority, user), EP_OK);
    assert_int_equal(read_with(stand, &stand->tom, "r1", EP_READ_NOOD, "why"), EP_OK);
    assert_true(is_told(stand, &stand->steward, "why"));
    assert_true(is_told(stand, &stand->eva, "why"));
}

/* The only one who works with it reads: then it is the team that knows. */
static void test_there_is_always_a_second_person(void **state)
{
    struct stand *stand = *state;
    struct ep_statement staf = draft(firm_a(stand), EP_STAF, id_named("staf"), stand->h);
    staf.version = 2;
    staf.body.staf.members = members_of(stand->list, (const ep_id[]){firm_a(stand)->tom.id}, 1);
    assert_int_equal(user_write(&stand->eva, staf), EP_OK);
    assert_int_equal(read_with(stand, &stand->tom, "r1", EP_READ_NOOD, "why"), EP_OK);
    assert_true(is_told(stand, &stand->eva, "why"));
    assert_true(is_told(stand, &stand->steward, "why"));
    struct ep_statement team = draft_team(firm_a(stand)); /* and nobody is left in the team: the stewards */
    team.version = 3;
    team.body.team.members = members_of(stand->team, (const ep_id[]){firm_a(stand)->tom.id}, 1);
    assert_int_equal(user_write(&stand->steward, team), EP_OK);
    struct ep_statement why = reason(stand, "why 2", stand->h);
    why.body.entry.epoch = 3;
    assert_int_equal(user_write(&stand->tom, why), EP_OK);
    assert_int_equal(read_with(stand, &stand->tom, "r2", EP_READ_NOOD, "why 2"), EP_OK);
    assert_true(is_told(stand, &stand->steward, "why 2"));
    assert_false(is_told(stand, &stand->eva, "why 2"));
}

static ep_err read_one(struct stand *stand, size_t n, const char *id)
{
    char name[32];
    snprintf(name, sizeof name, "h%zu", n);
    struct ep_statement st = draft(firm_a(stand), EP_READ, id_named(id), id_named(name));
    st.body.read.purpose = ep_text("plan");
    return user_write(&stand->eva, st);
}

static void read_many(struct stand *stand, size_t from, size_t count)
{
    char name[32];
    for (size_t n = from; n < from + count; n++) {
        snprintf(name, sizeof name, "h%zu", n);
        assert_int_equal(user_write(&stand->eva, draft_huishouden(firm_a(stand), id_named(name))), EP_OK);
        snprintf(name, sizeof name, "r%zu", n);
        assert_int_equal(read_one(stand, n, name), EP_OK);
    }
}

/* The steward hears of it, as there is no privacy officer. */
static void test_opening_many_households_is_refused_and_told_but_an_emergency_is_not_refused(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = firm_a(stand);
    size_t most = stand->fed.pile.policy->inzage.per_hour;
    read_many(stand, 0, most);
    assert_int_equal(read_one(stand, 0, "again"), EP_OK); /* the same once more is not one more */
    assert_int_equal(user_get(&stand->steward, EP_GET_DIRECTORY, (ep_id){{0}}, &stand->bag), EP_OK);
    assert_null(bag_fact(&stand->bag, EP_FACT_NOTICE, a->eva.id));
    assert_int_equal(read_with(stand, &stand->eva, "one more", EP_READ_GEWOON, ""), EP_READ_RATE);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(user_get(&stand->steward, EP_GET_DIRECTORY, (ep_id){{0}}, &stand->bag), EP_OK);
    const struct ep_msg_fact *fact = bag_fact(&stand->bag, EP_FACT_NOTICE, a->eva.id);
    assert_true(fact != NULL && fact->x == EP_NOTICE_VEEL && ep_id_equal(fact->b, a->eva.id));
    assert_int_equal(user_write(&stand->eva, reason(stand, "her why", stand->h)), EP_OK);
    assert_int_equal(read_with(stand, &stand->eva, "emergency", EP_READ_NOOD, "her why"), EP_OK);
    assert_int_equal(read_with(stand, &stand->eva, "remark", EP_READ_FAMILIENAAM, "emergency"), EP_OK);
    fed_hours(&stand->fed, 2);
    again(stand, &stand->eva, &a->eva);
    assert_int_equal(read_with(stand, &stand->eva, "remark 2", EP_READ_FAMILIENAAM, "emergency"), EP_OK);
    assert_int_equal(user_get(&stand->eva, EP_GET_HUISHOUDEN, stand->h, &stand->bag), EP_NOT_LOGGED);
    assert_int_equal(read_with(stand, &stand->eva, "later", EP_READ_GEWOON, ""), EP_OK);
}

static void test_a_day_has_a_limit_of_its_own(void **state)
{
    struct stand *stand = *state;
    const struct ep_inzage *inzage = &stand->fed.pile.policy->inzage;
    size_t n = 0;
    while (n < inzage->per_day) {
        size_t some = inzage->per_day - n < inzage->per_hour ? inzage->per_day - n : inzage->per_hour;
        read_many(stand, n, some);
        n += some;
        fed_hours(&stand->fed, 2);
        again(stand, &stand->eva, &firm_a(stand)->eva);
    }
    assert_int_equal(read_with(stand, &stand->eva, "one more", EP_READ_GEWOON, ""), EP_READ_RATE);
    fed_hours(&stand->fed, 24);
    again(stand, &stand->eva, &firm_a(stand)->eva);
    assert_int_equal(read_with(stand, &stand->eva, "the next day", EP_READ_GEWOON, ""), EP_OK);
}

/* Eva alone stands on the list, and has ended: her team is told, as when nobody else works with it. */
static void test_who_ended_is_not_told_in_the_place_of_others(void **state)
{
    struct stand *stand = *state;
    struct ep_statement ended = draft_user(firm_a(stand), &firm_a(stand)->eva);
    ended.version = 2;
    ended.body.user.until = HOUR;
    assert_int_equal(user_write(&stand->authority, ended), EP_OK);
    assert_int_equal(read_with(stand, &stand->tom, "r1", EP_READ_NOOD, "why"), EP_OK);
    assert_true(is_told(stand, &stand->steward, "why"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_an_emergency_is_said_at_once_and_until_it_was_seen),
        TEST(test_one_reason_is_one_notice_and_a_colleague_makes_none),
        TEST(test_the_privacy_officer_is_told_too),
        TEST(test_there_is_always_a_second_person),
        TEST(test_who_ended_is_not_told_in_the_place_of_others),
        TEST(test_opening_many_households_is_refused_and_told_but_an_emergency_is_not_refused),
        TEST(test_a_day_has_a_limit_of_its_own),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
