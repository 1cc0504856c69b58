/* Promise: over a million random questions the one rule about sharing answers as a second, naive implementation of
 * PROTOCOL.md 6.1 does, and names the same grant. EP_TEST_SEED repeats the choices of a run. */
#include "proto/calendar.h"
#include "proto/grondslag.h"
#include "tests/support/naive_grondslag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define QUESTIONS_MIN 1000000u
#define MOMENTS 8u                /* of one household, each gathered anew */
#define QUESTIONS_OF_A_MOMENT 32u /* so many share one gathering */
#define GRANTS_FEW 40u
#define GRANTS_MANY 160u /* in one household of MANY_EVERY; the naive side takes the square of it */
#define MANY_EVERY 128u
#define SAID_MAX 1024u
#define ANSWER_MIN 5000u /* of each error, and of each way to be covered */

/* Local midnights as hours of UTC, written down from tzdata and not from our calendar: the days around both changes of
 * the clock, a leap day and its neighbours, a new year, any day. */
static const struct {
    const char *day;
    uint64_t hour;
} midnights[] = {
    {"2026-03-29", 492983}, {"2026-03-30", 493006}, {"2026-10-25", 498022},
    {"2026-10-26", 498047}, {"2028-02-29", 509831}, {"2028-03-01", 509855},
    {"2027-03-01", 501071}, {"2026-01-01", 490895}, {"2026-11-24", 498743},
};
#define MIDNIGHTS (sizeof midnights / sizeof midnights[0])

enum { ORGS = 4, TEAMS = 3, LEDEN = 5 };

struct story {
    uint64_t random;
    struct ep_statement said[SAID_MAX];
    size_t count;
    uint64_t midnight; /* around which everything here begins and ends */
    uint64_t serial;
    struct ep_grants grants;
    size_t asked, tally[256], named, household; /* answers: all, by error, that name a grant that covers */
};

static uint64_t draw(struct story *story, uint64_t below)
{
    uint64_t z = story->random += 0x9e3779b97f4a7c15u; /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % below;
}

static bool one_in(struct story *story, uint64_t n)
{
    return draw(story, n) == 0;
}

/* Small numbers more often, so that orgs, teams and leden of grants and questions meet. */
static uint64_t draw_low(struct story *story, uint64_t below)
{
    return draw(story, draw(story, below) + 1);
}

/* Ids of one sort differ in their last byte only: who compares less of them is found out. */
static ep_id id_of(uint8_t sort, uint64_t n)
{
    ep_id id = {{sort}};
    for (size_t i = 8; i < EP_ID_BYTES; i++)
        id.b[i] = (uint8_t)((n + 1) >> (8 * (EP_ID_BYTES - 1 - i)));
    return id;
}

static ep_id draw_org(struct story *story)
{
    return id_of('o', draw_low(story, ORGS));
}

static ep_id other_org(struct story *story, ep_id than)
{
    ep_id org = draw_org(story);
    return ep_id_equal(org, than) ? id_of('o', ORGS - 1) : org;
}

static ep_id draw_team(struct story *story)
{
    return id_of('t', draw_low(story, TEAMS));
}

static ep_id draw_lid(struct story *story)
{
    return id_of('l', draw_low(story, LEDEN));
}

static const ep_id huishouden = {{'h', 1}};

/* An hour near the midnight, or far on one side of it. */
static uint64_t draw_hour(struct story *story, uint64_t far)
{
    return !one_in(story, 3) ? far : story->midnight + draw(story, 7) - 3;
}

static struct ep_statement *say(struct story *story, enum ep_kind_code kind, ep_id org)
{
    assert_true(story->count < SAID_MAX);
    struct ep_statement *st = &story->said[story->count++];
    memset(st, 0, sizeof *st);
    st->kind = ep_kind(kind);
    st->kind_code = kind;
    st->version = 1;
    st->id = id_of('s', story->serial++);
    st->org = org;
    st->huishouden = one_in(story, 16) ? (ep_id){{'h', 2}} : huishouden;
    st->hour = story->midnight - 2000;
    return st;
}

static void say_withdraw(struct story *story, const struct ep_statement *grant)
{
    const ep_id sides[] = {grant->org, grant->body.grant.to_org, draw_org(story)};
    struct ep_statement *st = say(story, EP_WITHDRAW, sides[draw(story, 3)]);
    st->body.withdraw.grant = grant->id;
    st->hour = one_in(story, 8) ? 0 : draw_hour(story, story->midnight + 1000);
}

static void say_grant(struct story *story, struct ep_grant terms, ep_id org)
{
    struct ep_statement *st = say(story, EP_GRANT, org);
    st->body.grant = terms;
    if (one_in(story, 4))
        say_withdraw(story, st);
    if (one_in(story, 8))
        say_withdraw(story, st);
}

static struct ep_grant draw_terms(struct story *story)
{
    const uint64_t sets[] = {0xffff, 0x1ffff, draw(story, 0x10000), 1u << draw(story, 17)};
    return (struct ep_grant){
        .lid = draw_lid(story),
        .to_org = draw_org(story),
        .to_team = one_in(story, 3) ? (ep_id){{0}} : draw_team(story),
        .domains = sets[draw(story, 4)],
        .level = 3 - draw_low(story, 4),
        .from = draw_hour(story, story->midnight - 1000),
        .until = draw_hour(story, story->midnight + 1000),
    };
}

/* On screen a household is given at once: a bundle of one grant per lid. */
static void say_bundle(struct story *story)
{
    struct ep_grant terms = draw_terms(story);
    ep_id org = one_in(story, 8) ? draw_org(story) : other_org(story, terms.to_org);
    uint64_t leden = one_in(story, 2) ? LEDEN : 1;
    for (uint64_t i = 0; i < leden; i++) {
        if (leden > 1)
            terms.lid = id_of('l', i);
        say_grant(story, terms, org);
    }
}

static void say_organisations(struct story *story)
{
    if (!one_in(story, 8)) {
        struct ep_statement *founding = say(story, EP_HUISHOUDEN, id_of('o', draw(story, ORGS)));
        founding->id = huishouden;
        founding->body.huishouden.team = draw_team(story);
    }
    for (size_t i = draw(story, 6); i > 0; i--) {
        struct ep_statement *join = say(story, EP_JOIN, draw_org(story));
        join->body.join.team = draw_team(story);
        join->body.join.stand = one_in(story, 3) ? EP_JOIN_LEAVE : EP_JOIN_ACCEPT;
    }
    for (uint64_t i = 0, leden = draw(story, LEDEN + 1); i < leden; i++) {
        struct ep_statement *lid = say(story, EP_LID, draw_org(story));
        lid->id = id_of('l', i);
        lid->body.lid.present = one_in(story, 2);
    }
}

static void tell(struct story *story, size_t grants)
{
    story->count = 0;
    story->midnight = midnights[draw(story, MIDNIGHTS)].hour;
    say_organisations(story);
    while (story->count < grants)
        say_bundle(story);
    for (size_t i = story->count - 1; i > 0; i--) { /* what belongs together arrives in any order */
        size_t other = draw(story, i + 1);
        struct ep_statement swap = story->said[i];
        story->said[i] = story->said[other];
        story->said[other] = swap;
    }
}

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    const struct story *story = ctx;
    (void)version; /* there is one of each */
    for (size_t i = 0; i < story->count; i++)
        if (story->said[i].kind_code == kind && ep_id_equal(story->said[i].id, id) &&
            ep_id_equal(story->said[i].huishouden, huishouden)) {
            *out = story->said[i];
            return true;
        }
    return false;
}

static void each(void *ctx, enum ep_kind_code kind, ep_id household, ep_visit *visit, void *arg)
{
    const struct story *story = ctx;
    for (size_t i = 0; i < story->count; i++)
        if (story->said[i].kind_code == kind &&
            (ep_id_absent(household) || ep_id_equal(story->said[i].huishouden, household)) &&
            !visit(arg, &story->said[i]))
            return;
}

/* Mostly about what one of the grants is about: else nearly every answer would be that there is none. */
static struct naive_question draw_question(struct story *story, uint64_t now, uint64_t last)
{
    const uint64_t strange[] = {0, 17, 18, 32, 33, 64, 65, UINT64_MAX};
    struct naive_question q = {
        .huishouden = huishouden,
        .org = draw_org(story),
        .subject = draw_lid(story),
        .domain = one_in(story, 8) ? strange[draw(story, 8)] : draw(story, 16) + 1,
        .level = one_in(story, 16) ? 4 * draw(story, 2) : draw_low(story, 3) + 1,
        .reader_org = draw_org(story),
        .reader_team = one_in(story, 3) ? (ep_id){{0}} : draw_team(story),
        .now = now,
        .last = last,
    };
    const struct ep_statement *aim = &story->said[draw(story, story->count)];
    if (aim->kind_code == EP_GRANT && !one_in(story, 16)) {
        q.org = aim->org;
        q.reader_org = aim->body.grant.to_org;
        q.subject = aim->body.grant.lid;
    }
    if (one_in(story, 3))
        q.subject = (ep_id){{0}};
    return q;
}

static void ask(struct story *story, const struct naive_question *q)
{
    size_t which = SIZE_MAX;
    struct ep_section section = {q->huishouden, q->org, q->subject, q->domain, q->level};
    struct ep_reader reader = {q->reader_org, q->reader_team};
    ep_err err = ep_grondslag_covers(&story->grants, &section, &reader, &which);
    struct naive_answer naive = naive_covers((struct naive_said){story->said, story->count}, q);
    if (err != naive.err)
        fail_msg("question %zu: %s instead of %s", story->asked, ep_err_row(err)->name, ep_err_row(naive.err)->name);
    if (naive.grant != NULL && !ep_id_equal(story->grants.row[which].id, naive.grant->id))
        fail_msg("question %zu: %s, of another grant", story->asked, ep_err_row(err)->name);
    struct naive_answer flows = naive_flows((struct naive_said){story->said, story->count}, q);
    ep_err flow = ep_grondslag_flows(&story->grants, &section, &reader, NULL);
    if (flow != flows.err)
        fail_msg("question %zu, flows: %s instead of %s", story->asked, ep_err_row(flow)->name,
                 ep_err_row(flows.err)->name);
    story->asked++;
    story->tally[err]++;
    story->tally[EP_LID_GONE] += flow == EP_LID_GONE ? 1 : 0;
    if (err == EP_OK && naive.grant != NULL && ep_id_absent(q->subject))
        story->household++;
    if (err == EP_OK && naive.grant != NULL)
        story->named++;
}

/* The date of a withdrawal is shown and goes into receipts, so it is that of the first. */
static void compare_withdrawals(const struct story *story)
{
    size_t row = 0;
    for (size_t i = 0; i < story->count; i++) {
        const struct ep_statement *st = &story->said[i];
        if (st->kind_code != EP_GRANT || !ep_id_equal(st->huishouden, huishouden))
            continue;
        const struct ep_statement *first = naive_withdraw((struct naive_said){story->said, story->count}, st);
        const struct ep_grant_row *ours = &story->grants.row[row++];
        uint64_t hour = first == NULL ? 0 : first->hour > 0 ? first->hour : 1;
        assert_true(ep_id_equal(ours->id, st->id));
        assert_int_equal(ours->withdrawn, hour);
        assert_true(first == NULL || ep_id_equal(ours->withdraw, first->id));
    }
    assert_int_equal(story->grants.count, row);
}

static void ask_household(struct story *story)
{
    for (size_t m = 0; m < MOMENTS; m++) {
        struct ep_world world = {.ctx = story, .find = find, .each = each};
        world.now_hour = story->midnight + draw(story, 9) - 4;
        world.last_hour = world.now_hour + (one_in(story, 4) ? draw(story, 4) : 0) - draw(story, 2);
        assert_int_equal(ep_grants_gather(&world, huishouden, &story->grants), EP_OK);
        compare_withdrawals(story);
        for (size_t i = 0; i < QUESTIONS_OF_A_MOMENT; i++) {
            struct naive_question question = draw_question(story, world.now_hour, world.last_hour);
            ask(story, &question);
        }
    }
}

static void test_a_naive_second_rule_never_answers_otherwise(void **state)
{
    struct story *story = *state;
    const char *seed = getenv("EP_TEST_SEED");
    story->random = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    print_message("EP_TEST_SEED=%llu\n", (unsigned long long)story->random);
    for (size_t n = 0; story->asked < QUESTIONS_MIN; n++) {
        tell(story, n % MANY_EVERY == 0 ? GRANTS_MANY : draw(story, GRANTS_FEW) + 1);
        ask_household(story);
    }
    /* A generator that never comes to a row of the table would agree about it for ever. */
    const ep_err errors[] = {EP_CLOCK_BACK,    EP_NO_GRANT,      EP_GRANT_OTHER_TEAM, EP_GRANT_DOMEIN, EP_GRANT_LEVEL,
                             EP_GRANT_NOT_YET, EP_GRANT_EXPIRED, EP_GRANT_WITHDRAWN,  EP_LID_GONE};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        print_message("%8zu %s\n", story->tally[errors[i]], ep_err_row(errors[i])->name);
        assert_true(story->tally[errors[i]] >= ANSWER_MIN);
    }
    print_message("%8zu covered, %zu of them households\n", story->named, story->household);
    assert_true(story->named - story->household >= ANSWER_MIN);
    assert_true(story->household >= ANSWER_MIN);
}

/* Leases end at local midnight, so the hours that are tried must be those. */
static void test_the_midnights_are_those_of_the_calendar(void **state)
{
    (void)state;
    for (size_t i = 0; i < MIDNIGHTS; i++) {
        assert_int_equal(ep_hour_of_day(ep_date_first(ep_text(midnights[i].day))), midnights[i].hour);
        assert_int_equal(ep_day_of_hour(midnights[i].hour - 1), ep_day_of_hour(midnights[i].hour) - 1);
    }
}

static int setup(void **state)
{
    *state = calloc(1, sizeof(struct story));
    return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_naive_second_rule_never_answers_otherwise, setup, teardown),
        cmocka_unit_test(test_the_midnights_are_those_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
