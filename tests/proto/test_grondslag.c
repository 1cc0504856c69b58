/* Promise: one rule decides about sharing, it says how near a refusal was, and in doubt it says no. PROTOCOL.md 6. */
#include "proto/grondslag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW 1000u
#define DOMAINS (EP_DOMEIN_BIT(EP_DOMEIN_PERSOON) | EP_DOMEIN_BIT(2))

static const ep_id huishouden = {{1}};
static const ep_id author = {{2}};
static const ep_id reader_org = {{3}};
static const ep_id team = {{4}};
static const ep_id lid_a = {{5}};
static const ep_id lid_b = {{6}};
static const ep_id other = {{99}};

static struct ep_grant_row live_row(ep_id lid)
{
    struct ep_grant_row row = {.id = {{70}}, .org = author};
    row.grant = (struct ep_grant){.lid = lid,
                                  .to_org = reader_org,
                                  .to_team = team,
                                  .domains = DOMAINS,
                                  .level = EP_LEVEL_WAT,
                                  .from = NOW - 10,
                                  .until = NOW + 10};
    return row;
}

static struct ep_section section_of(ep_id lid, uint64_t domain, uint64_t level)
{
    return (struct ep_section){huishouden, author, lid, domain, level};
}

static int setup(void **state)
{
    struct ep_grants *grants = calloc(1, sizeof *grants);
    if (grants == NULL)
        return -1;
    grants->now = NOW;
    grants->leden = (struct ep_leden){{lid_a, lid_b}, 2};
    *state = grants;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static void add(struct ep_grants *grants, struct ep_grant_row row)
{
    assert_int_equal(ep_grants_add(grants, &row), EP_OK);
}

static ep_err ask(const struct ep_grants *grants, ep_id lid, uint64_t domain, uint64_t level)
{
    struct ep_section section = section_of(lid, domain, level);
    struct ep_reader reader = {reader_org, team};
    return ep_grondslag_covers(grants, &section, &reader, NULL);
}

/* One grant, and what is changed in it, in the section or in the reader: the decision table of PROTOCOL.md 6. */
struct decision {
    const char *why;
    ep_err want;
    struct ep_section section;
    struct ep_reader reader;
    uint64_t now, withdrawn;
};

static void test_every_refusal_has_its_own_code(void **state)
{
    const ep_id nobody = {{0}};
    const struct decision table[] = {
        {"covered", EP_OK, section_of(lid_a, 2, 2), {reader_org, team}, NOW, 0},
        {"a lower level is included", EP_OK, section_of(lid_a, 2, 1), {reader_org, team}, NOW, 0},
        {"a node asks for any team", EP_OK, section_of(lid_a, 2, 2), {reader_org, nobody}, NOW, 0},
        {"the first hour", EP_OK, section_of(lid_a, 2, 2), {reader_org, team}, NOW - 10, 0},
        {"the last hour", EP_OK, section_of(lid_a, 2, 2), {reader_org, team}, NOW + 9, 0},
        {"the own organisation", EP_OK, section_of(lid_b, 17, 3), {author, other}, NOW, 0},
        {"another organisation", EP_NO_GRANT, section_of(lid_a, 2, 2), {other, team}, NOW, 0},
        {"another lid", EP_NO_GRANT, section_of(lid_b, 2, 2), {reader_org, team}, NOW, 0},
        {"another source", EP_NO_GRANT, {huishouden, other, lid_a, 2, 2}, {reader_org, team}, NOW, 0},
        {"another team", EP_GRANT_OTHER_TEAM, section_of(lid_a, 2, 2), {reader_org, other}, NOW, 0},
        {"another domain", EP_GRANT_DOMEIN, section_of(lid_a, 3, 2), {reader_org, team}, NOW, 0},
        {"no domain", EP_GRANT_DOMEIN, section_of(lid_a, 0, 2), {reader_org, team}, NOW, 0},
        {"the dossier", EP_GRANT_DOMEIN, section_of(lid_a, EP_DOMEIN_DOSSIER, 2), {reader_org, team}, NOW, 0},
        {"a domain of another protocol", EP_GRANT_DOMEIN, section_of(lid_a, 200, 2), {reader_org, team}, NOW, 0},
        {"a higher level", EP_GRANT_LEVEL, section_of(lid_a, 2, 3), {reader_org, team}, NOW, 0},
        {"no level", EP_GRANT_LEVEL, section_of(lid_a, 2, 0), {reader_org, team}, NOW, 0},
        {"before it begins", EP_GRANT_NOT_YET, section_of(lid_a, 2, 2), {reader_org, team}, NOW - 12, 0},
        {"the hour it ends", EP_GRANT_EXPIRED, section_of(lid_a, 2, 2), {reader_org, team}, NOW + 10, 0},
        {"withdrawn", EP_GRANT_WITHDRAWN, section_of(lid_a, 2, 2), {reader_org, team}, NOW, NOW - 1},
    };
    struct ep_grants *grants = *state;
    add(grants, live_row(lid_a));
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct decision *d = &table[i];
        grants->now = d->now;
        grants->row[0].withdrawn = d->withdrawn;
        ep_err err = ep_grondslag_covers(grants, &d->section, &d->reader, NULL);
        if (err != d->want)
            fail_msg("%s: %s instead of %s", d->why, ep_err_row(err)->name, ep_err_row(d->want)->name);
    }
}

static void test_a_clock_that_is_behind_grants_nothing_to_others(void **state)
{
    struct ep_grants *grants = *state;
    struct ep_section section = section_of(lid_a, 2, 2);
    struct ep_reader own = {author, team};
    add(grants, live_row(lid_a));
    grants->clock_bad = true;
    assert_int_equal(ask(grants, lid_a, 2, 2), EP_CLOCK_BACK);
    assert_int_equal(ep_grondslag_covers(grants, &section, &own, NULL), EP_OK);
}

static void test_the_nearest_miss_is_the_reason_that_is_given(void **state)
{
    struct ep_grants *grants = *state;
    size_t which = SIZE_MAX;
    add(grants, live_row(lid_a)); /* level too low */
    add(grants, live_row(lid_a)); /* expired */
    grants->row[1].grant.level = EP_LEVEL_INHOUD;
    grants->row[1].grant.until = NOW;
    add(grants, live_row(lid_a)); /* other domain */
    grants->row[2].grant.domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON);
    struct ep_section section = section_of(lid_a, 2, 3);
    struct ep_reader reader = {reader_org, team};
    assert_int_equal(ep_grondslag_covers(grants, &section, &reader, &which), EP_GRANT_EXPIRED);
    assert_int_equal(which, 1);
}

static void test_one_grant_that_covers_is_enough_and_is_named(void **state)
{
    struct ep_grants *grants = *state;
    size_t which = SIZE_MAX;
    add(grants, live_row(lid_a));
    grants->row[0].withdrawn = NOW - 1;
    add(grants, live_row(lid_a));
    struct ep_section section = section_of(lid_a, 2, 2);
    struct ep_reader reader = {reader_org, team};
    assert_int_equal(ep_grondslag_covers(grants, &section, &reader, &which), EP_OK);
    assert_int_equal(which, 1);
    grants->row[1].withdrawn = NOW; /* both gone: nothing revives the first */
    assert_int_equal(ask(grants, lid_a, 2, 2), EP_GRANT_WITHDRAWN);
}

static void test_the_household_needs_a_grant_for_every_present_lid(void **state)
{
    const ep_id household = {{0}};
    struct ep_grants *grants = *state;
    add(grants, live_row(lid_a));
    assert_int_equal(ask(grants, household, 2, 2), EP_NO_GRANT);
    add(grants, live_row(lid_b));
    assert_int_equal(ask(grants, household, 2, 2), EP_OK);
    grants->row[1].grant.level = EP_LEVEL_DAT; /* the least of them counts */
    assert_int_equal(ask(grants, household, 2, 2), EP_GRANT_LEVEL);
    assert_int_equal(ask(grants, household, 2, 1), EP_OK);
    grants->row[1].withdrawn = NOW - 1; /* one withdraws: the household is closed */
    assert_int_equal(ask(grants, household, 2, 1), EP_GRANT_WITHDRAWN);
    assert_int_equal(ask(grants, lid_a, 2, 2), EP_OK);
    grants->leden.count = 1; /* and leaves: the others decide */
    assert_int_equal(ask(grants, household, 2, 2), EP_OK);
}

/* Who is not there any more has no row, but a grant on him; it still shows what it brought, and brings no more. */
static void test_nothing_new_flows_about_a_lid_who_died_or_left(void **state)
{
    struct ep_grants *grants = *state;
    struct ep_section section = section_of(lid_a, 2, 2);
    struct ep_reader reader = {.org = live_row(lid_a).grant.to_org};
    add(grants, live_row(lid_a));
    assert_int_equal(ep_grondslag_flows(grants, &section, &reader, NULL), EP_OK);
    grants->leden = (struct ep_leden){{lid_b}, 1};
    assert_int_equal(ep_grondslag_flows(grants, &section, &reader, NULL), EP_LID_GONE);
    assert_int_equal(ep_grondslag_covers(grants, &section, &reader, NULL), EP_OK);
    reader.org = section.org;
    assert_int_equal(ep_grondslag_flows(grants, &section, &reader, NULL), EP_OK); /* the own file goes on */
    reader.org = live_row(lid_a).grant.to_org;
    section.domain = EP_DOMEIN_VEILIGHEID; /* and who is not covered learns nothing of it */
    assert_int_equal(ep_grondslag_flows(grants, &section, &reader, NULL), EP_GRANT_DOMEIN);
}

static void test_a_household_without_leden_shares_nothing(void **state)
{
    const ep_id household = {{0}};
    struct ep_grants *grants = *state;
    add(grants, live_row(lid_a));
    grants->leden.count = 0;
    assert_int_equal(ask(grants, household, 2, 1), EP_NO_GRANT);
}

static void test_live_is_from_its_first_hour_until_its_end_or_withdrawal(void **state)
{
    struct ep_grant_row row = live_row(lid_a);
    (void)state;
    assert_false(ep_grant_live(&row, NOW - 12));
    assert_true(ep_grant_live(&row, NOW - 11)); /* one hour early: two clocks are never quite one */
    assert_true(ep_grant_live(&row, NOW + 9));
    assert_false(ep_grant_live(&row, NOW + 10));
    assert_int_equal(ep_grant_stand(&row, NOW - 12), EP_GRANT_LATER);
    assert_int_equal(ep_grant_stand(&row, NOW + 10), EP_GRANT_ENDED);
    row.withdrawn = NOW + 5; /* a withdrawal of the future, by a clock ahead of ours, counts at once */
    assert_false(ep_grant_live(&row, NOW));
    assert_int_equal(ep_grant_stand(&row, NOW + 10), EP_GRANT_ENDED_BY_HAND);
}

/* A world of a few statements, for gathering. */
struct small_world {
    struct ep_statement at[8];
    size_t count;
};

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    const struct small_world *small = ctx;
    for (size_t i = 0; i < small->count; i++)
        if (small->at[i].kind_code == kind && ep_id_equal(small->at[i].id, id) &&
            (version == 0 || small->at[i].version == version)) {
            *out = small->at[i];
            return true;
        }
    return false;
}

static void each(void *ctx, enum ep_kind_code kind, ep_id household, ep_visit *visit, void *arg)
{
    const struct small_world *small = ctx;
    for (size_t i = 0; i < small->count; i++)
        if (small->at[i].kind_code == kind && ep_id_equal(small->at[i].huishouden, household) &&
            !visit(arg, &small->at[i]))
            return;
}

static struct ep_statement *say(struct small_world *small, enum ep_kind_code kind, ep_id id, ep_id org)
{
    struct ep_statement *st = &small->at[small->count++];
    *st =
        (struct ep_statement){.kind = ep_kind(kind), .kind_code = kind, .id = id, .huishouden = huishouden, .org = org};
    st->version = 1;
    return st;
}

static void gather(struct small_world *small, struct ep_grants *grants)
{
    struct ep_world world = {.ctx = small, .now_hour = NOW, .last_hour = NOW, .find = find, .each = each};
    assert_int_equal(ep_grants_gather(&world, huishouden, grants), EP_OK);
}

static void test_gathering_fills_in_the_home_team_of_who_joined(void **state)
{
    struct ep_grants *grants = *state;
    struct small_world small = {.count = 0};
    struct ep_statement *grant = say(&small, EP_GRANT, (ep_id){{70}}, author);
    grant->body.grant = live_row(lid_a).grant;
    grant->body.grant.to_team = (ep_id){{0}};
    say(&small, EP_LID, lid_a, author)->body.lid.present = true;
    say(&small, EP_LID, lid_b, author)->body.lid.present = false;
    gather(&small, grants);
    assert_int_equal(grants->leden.count, 1);
    assert_true(grants->row[0].to_home_team);
    assert_int_equal(ask(grants, lid_a, 2, 2), EP_GRANT_OTHER_TEAM); /* not joined: no team holds it */
    struct ep_statement *join = say(&small, EP_JOIN, (ep_id){{71}}, reader_org);
    join->body.join.stand = EP_JOIN_ACCEPT;
    join->body.join.team = team;
    gather(&small, grants);
    assert_int_equal(ask(grants, lid_a, 2, 2), EP_OK);
    say(&small, EP_JOIN, (ep_id){{72}}, reader_org)->body.join.stand = EP_JOIN_LEAVE;
    gather(&small, grants);
    assert_int_equal(ask(grants, lid_a, 2, 2), EP_GRANT_OTHER_TEAM);
}

static void test_either_side_withdraws_and_nobody_else(void **state)
{
    struct ep_grants *grants = *state;
    const ep_id sides[] = {other, reader_org, author};
    for (size_t i = 0; i < 3; i++) {
        struct small_world small = {.count = 0};
        say(&small, EP_GRANT, (ep_id){{70}}, author)->body.grant = live_row(lid_a).grant;
        say(&small, EP_LID, lid_a, author)->body.lid.present = true;
        struct ep_statement *withdraw = say(&small, EP_WITHDRAW, (ep_id){{73}}, sides[i]);
        withdraw->body.withdraw.grant = (ep_id){{70}};
        withdraw->hour = NOW - 2;
        say(&small, EP_WITHDRAW, (ep_id){{74}}, author)->body.withdraw.grant = (ep_id){{75}}; /* of another grant */
        gather(&small, grants);
        assert_int_equal(ask(grants, lid_a, 2, 2), i == 0 ? EP_OK : EP_GRANT_WITHDRAWN);
        assert_int_equal(grants->row[0].withdrawn, i == 0 ? 0 : NOW - 2);
    }
}

static void test_a_clock_behind_the_last_commit_is_noticed(void **state)
{
    struct ep_grants *grants = *state;
    struct small_world small = {.count = 0};
    struct ep_world world = {.ctx = &small, .now_hour = NOW, .find = find, .each = each};
    world.last_hour = NOW + EP_CLOCK_BACK_HOURS_MAX;
    assert_int_equal(ep_grants_gather(&world, huishouden, grants), EP_OK);
    assert_false(grants->clock_bad);
    world.last_hour++;
    assert_int_equal(ep_grants_gather(&world, huishouden, grants), EP_OK);
    assert_true(grants->clock_bad);
}

static void each_too_many(void *ctx, enum ep_kind_code kind, ep_id household, ep_visit *visit, void *arg)
{
    struct small_world *small = ctx;
    (void)household;
    for (size_t i = 0; kind == EP_GRANT && i <= EP_GRANTS_MAX; i++)
        if (!visit(arg, &small->at[0]))
            return;
}

static void test_a_grant_too_many_is_an_error_and_not_left_out(void **state)
{
    struct ep_grants *grants = *state;
    struct small_world small = {.count = 0};
    say(&small, EP_GRANT, (ep_id){{70}}, author)->body.grant = live_row(lid_a).grant;
    struct ep_world world = {.ctx = &small, .now_hour = NOW, .last_hour = NOW, .find = find, .each = each_too_many};
    assert_int_equal(ep_grants_gather(&world, huishouden, grants), EP_TOO_MANY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_every_refusal_has_its_own_code),
        TEST(test_a_clock_that_is_behind_grants_nothing_to_others),
        TEST(test_the_nearest_miss_is_the_reason_that_is_given),
        TEST(test_one_grant_that_covers_is_enough_and_is_named),
        TEST(test_the_household_needs_a_grant_for_every_present_lid),
        TEST(test_nothing_new_flows_about_a_lid_who_died_or_left),
        TEST(test_a_household_without_leden_shares_nothing),
        TEST(test_live_is_from_its_first_hour_until_its_end_or_withdrawal),
        TEST(test_gathering_fills_in_the_home_team_of_who_joined),
        TEST(test_either_side_withdraws_and_nobody_else),
        TEST(test_a_clock_behind_the_last_commit_is_noticed),
        TEST(test_a_grant_too_many_is_an_error_and_not_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
