/* Promise: each cell says exactly one thing per organisation, and what was refused, never asked or never there looks the
 * same to who has no grant. DESIGN 7, PROTOCOL.md 11. */
#include "proto/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 10000u
#define SILENT 72u
#define DOMAIN 2u

static const ep_id huishouden = {{1}};
static const ep_id own = {{2}};
static const ep_id peer = {{3}};
static const ep_id team = {{4}};
static const ep_id lid = {{5}};
static const ep_id stranger = {{6}};
static const ep_id household = {{0}};

/* A household as one viewer has it: the tests change what they are about. */
struct scene {
    struct ep_grants grants;
    struct ep_fact facts[8];
    struct ep_owed owed[2];
    struct ep_contact contact;
    struct ep_view_input input;
    struct ep_columns columns;
    struct ep_cell cells[EP_CELLS_MAX];
    size_t count;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    if (scene == NULL)
        return -1;
    scene->grants.now = NOW;
    scene->grants.leden = (struct ep_leden){{lid}, 1};
    scene->contact = (struct ep_contact){peer, NOW - 1, 0};
    scene->input = (struct ep_view_input){.huishouden = huishouden,
                                          .own_org = own,
                                          .team = team,
                                          .grants = &scene->grants,
                                          .facts = scene->facts,
                                          .owed = scene->owed,
                                          .contacts = &scene->contact,
                                          .contact_count = 1,
                                          .silent_hours = SILENT};
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static struct ep_grant_row grant_row(ep_id from, uint64_t level)
{
    struct ep_grant_row row = {.id = {{70}}, .org = from};
    row.grant = (struct ep_grant){.lid = lid,
                                  .to_org = own,
                                  .to_team = team,
                                  .domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON) | EP_DOMEIN_BIT(DOMAIN),
                                  .level = level,
                                  .grondslag = ep_text("toestemming"),
                                  .from = NOW - 100,
                                  .until = NOW + 100};
    return row;
}

static struct ep_grant_row *add_grant(struct scene *scene, struct ep_grant_row row)
{
    assert_int_equal(ep_grants_add(&scene->grants, &row), EP_OK);
    return &scene->grants.row[scene->grants.count - 1];
}

static struct ep_grant_row *grant(struct scene *scene, ep_id from, uint64_t level)
{
    return add_grant(scene, grant_row(from, level));
}

static struct ep_fact *fact(struct scene *scene, ep_id from, uint64_t soort, uint64_t level, uint64_t tijd)
{
    struct ep_fact *at = &scene->facts[scene->input.fact_count++];
    *at = (struct ep_fact){.item = {{80}}, .org = from, .subject = lid, .domain = DOMAIN, .level = level, .version = 1};
    at->opgave.soort = soort;
    at->opgave.tijd = tijd;
    return at;
}

static void look(struct scene *scene, ep_id subject, uint64_t domain)
{
    ep_view_columns(&scene->input, &scene->columns);
    assert_int_equal(ep_view_cells(&scene->input, &scene->columns, subject, domain, scene->cells, &scene->count),
                     EP_OK);
}

/* The cell of the peer, which is the second column where it has one. */
static const struct ep_cell *of_peer(struct scene *scene)
{
    look(scene, lid, DOMAIN);
    assert_true(scene->count >= 2);
    assert_true(ep_id_equal(scene->cells[1].org, peer));
    return &scene->cells[1];
}

static void test_content_is_shown_with_its_level_ground_and_both_ages(void **state)
{
    struct scene *scene = *state;
    struct ep_grant_row *row = grant(scene, peer, EP_LEVEL_INHOUD);
    for (uint64_t level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD; level++) {
        scene->input.fact_count = 0;
        fact(scene, peer, EP_SOORT_DOEL, level, 1234);
        const struct ep_cell *cell = of_peer(scene);
        assert_int_equal(cell->state, EP_STATE_INHOUD);
        assert_int_equal(cell->level, level);
        assert_int_equal(cell->tijd, 1234);
        assert_int_equal(cell->contact, NOW - 1);
        assert_ptr_equal(cell->grant, row);
        assert_ptr_equal(cell->newest, &scene->facts[0]);
    }
}

static void test_the_newest_decides_and_the_highest_level_shows(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_INHOUD);
    fact(scene, peer, EP_SOORT_SCORE, EP_LEVEL_INHOUD, 100);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 200);
    const struct ep_cell *cell = of_peer(scene);
    assert_int_equal(cell->level, EP_LEVEL_INHOUD);
    assert_int_equal(cell->tijd, 200);
    fact(scene, peer, EP_SOORT_NIET_BETROKKEN, EP_LEVEL_DAT, 300);
    cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_NIET_BETROKKEN);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 400); /* involved again */
    assert_int_equal(of_peer(scene)->state, EP_STATE_INHOUD);
}

static void test_not_involved_is_only_what_the_organisation_says_itself(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_DAT);
    assert_int_not_equal(of_peer(scene)->state, EP_STATE_NIET_BETROKKEN);
    fact(scene, peer, EP_SOORT_NIET_BETROKKEN, EP_LEVEL_DAT, 100);
    const struct ep_cell *cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_NIET_BETROKKEN);
    assert_int_equal(cell->level, 0);
}

static void test_no_answer_counts_from_the_grant(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_WAT);
    const struct ep_cell *cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_GEEN_ANTWOORD);
    assert_int_equal(cell->since, NOW - 100);
}

static void test_an_entry_without_its_key_is_waited_for(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_WAT);
    scene->owed[0] = (struct ep_owed){peer, lid, DOMAIN, EP_LEVEL_WAT};
    scene->input.owed_count = 1;
    assert_int_equal(of_peer(scene)->state, EP_STATE_WACHT_OP);
    scene->owed[0].domain = DOMAIN + 1; /* of another cell */
    assert_int_equal(of_peer(scene)->state, EP_STATE_GEEN_ANTWOORD);
}

static void test_silence_makes_content_outdated_and_keeps_it(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_WAT);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 100);
    scene->contact.heard = NOW - SILENT;
    assert_int_equal(of_peer(scene)->state, EP_STATE_INHOUD);
    scene->contact.heard = NOW - SILENT - 1;
    const struct ep_cell *cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_VEROUDERD);
    assert_int_equal(cell->since, NOW - SILENT - 1);
    assert_int_equal(cell->level, EP_LEVEL_WAT);
    assert_non_null(cell->newest);
    scene->input.contact_count = 0; /* never heard of at all */
    cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_VEROUDERD);
    assert_int_equal(cell->since, 0);
}

static void test_sharing_that_ended_says_when_and_shows_nothing(void **state)
{
    struct scene *scene = *state;
    struct ep_grant_row *row = grant(scene, peer, EP_LEVEL_WAT);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 100); /* still in this client's hands */
    row->withdrawn = NOW - 5;
    const struct ep_cell *cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_BEEINDIGD);
    assert_int_equal(cell->since, NOW - 5);
    assert_int_equal(cell->level, 0);
    assert_null(cell->newest);
    row->withdrawn = 0;
    row->grant.until = NOW;
    cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_BEEINDIGD);
    assert_int_equal(cell->since, NOW);
    assert_null(cell->newest);
}

static void test_a_clock_that_is_behind_shows_nothing_of_others(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_WAT);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 100);
    scene->grants.clock_bad = true;
    const struct ep_cell *cell = of_peer(scene);
    assert_int_equal(cell->state, EP_STATE_ONBEKEND);
    assert_null(cell->newest);
}

static void test_the_own_organisation_has_asked_or_has_not(void **state)
{
    struct scene *scene = *state;
    look(scene, lid, DOMAIN);
    assert_int_equal(scene->count, 1);
    assert_int_equal(scene->cells[0].state, EP_STATE_NIET_UITGEVRAAGD);
    fact(scene, own, EP_SOORT_DOEL, EP_LEVEL_INHOUD, 100);
    look(scene, lid, DOMAIN);
    assert_int_equal(scene->cells[0].state, EP_STATE_INHOUD);
    assert_int_equal(scene->cells[0].contact, 0);
    assert_null(scene->cells[0].grant);
}

static void test_what_is_written_namens_another_is_a_cell_of_its_own(void **state)
{
    struct scene *scene = *state;
    fact(scene, own, EP_SOORT_DOEL, EP_LEVEL_INHOUD, 100)->opgave.namens = ep_text("huisarts");
    fact(scene, own, EP_SOORT_ACTIE, EP_LEVEL_WAT, 200)->opgave.namens = ep_text("huisarts");
    fact(scene, own, EP_SOORT_DOEL, EP_LEVEL_DAT, 300)->opgave.namens = ep_text("school");
    look(scene, lid, DOMAIN);
    assert_int_equal(scene->count, 3);
    assert_int_equal(scene->cells[0].state, EP_STATE_NIET_UITGEVRAAGD); /* the writer itself has said nothing */
    assert_int_equal(scene->cells[1].state, EP_STATE_NAMENS);
    assert_int_equal(scene->cells[1].tijd, 200);
    assert_int_equal(scene->cells[1].level, EP_LEVEL_INHOUD);
    assert_true(ep_bytes_equal(scene->cells[2].namens, ep_text("school")));
    look(scene, lid, DOMAIN + 1);
    assert_int_equal(scene->count, 1);
}

/* An item of which nothing opened has no cell of its own, whatever its texts say: there is nothing to show in it. */
static void test_what_did_not_open_makes_no_cell(void **state)
{
    struct scene *scene = *state;
    fact(scene, own, EP_SOORT_DOEL, EP_LEVEL_NONE, 100)->opgave.namens = ep_text("huisarts");
    look(scene, lid, DOMAIN);
    assert_int_equal(scene->count, 1);
}

static void test_what_a_peer_wrote_namens_another_ends_with_its_grant(void **state)
{
    struct scene *scene = *state;
    struct ep_grant_row *row = grant(scene, peer, EP_LEVEL_WAT);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 100)->opgave.namens = ep_text("huisarts");
    of_peer(scene);
    assert_int_equal(scene->count, 3);
    assert_int_equal(scene->cells[2].state, EP_STATE_NAMENS);
    row->withdrawn = NOW - 1;
    of_peer(scene);
    assert_int_equal(scene->count, 2);
}

static void test_more_names_than_cells_is_an_error_and_not_left_out(void **state)
{
    struct scene *scene = *state;
    char names[EP_CELLS_MAX][8];
    struct ep_fact *many = calloc(EP_CELLS_MAX, sizeof *many);
    assert_non_null(many);
    for (size_t i = 0; i < EP_CELLS_MAX; i++) {
        memset(names[i], 'a' + (int)(i % 26), sizeof names[i]);
        names[i][0] = (char)('a' + (int)(i / 26));
        many[i] = *fact(scene, own, EP_SOORT_DOEL, EP_LEVEL_WAT, 1);
        scene->input.fact_count = 0;
        many[i].opgave.namens = (ep_bytes){(const uint8_t *)names[i], sizeof names[i]};
    }
    scene->input.facts = many;
    scene->input.fact_count = EP_CELLS_MAX - 1;
    look(scene, lid, DOMAIN);
    assert_int_equal(scene->count, EP_CELLS_MAX);
    scene->input.fact_count = EP_CELLS_MAX;
    assert_int_equal(ep_view_cells(&scene->input, &scene->columns, lid, DOMAIN, scene->cells, &scene->count),
                     EP_TOO_MANY);
    free(many);
}

static void test_a_column_needs_a_grant_to_this_viewer(void **state)
{
    struct scene *scene = *state;
    grant(scene, peer, EP_LEVEL_WAT);
    grant(scene, peer, EP_LEVEL_DAT); /* the same column */
    struct ep_grant_row to_peer = grant_row(stranger, EP_LEVEL_WAT);
    to_peer.grant.to_org = peer; /* not to us: we do not even know them here */
    add_grant(scene, to_peer);
    grant(scene, (ep_id){{8}}, EP_LEVEL_WAT)->grant.from = NOW + 1; /* not begun: nothing to say yet */
    ep_view_columns(&scene->input, &scene->columns);
    assert_int_equal(scene->columns.count, 2);
    assert_true(ep_id_equal(scene->columns.org[0], own));
    assert_true(ep_id_equal(scene->columns.org[1], peer));
    scene->grants.row[0].withdrawn = scene->grants.row[1].withdrawn = NOW - 1; /* an ended one keeps its column */
    ep_view_columns(&scene->input, &scene->columns);
    assert_int_equal(scene->columns.count, 2);
}

/* The same but for the row and the domain asked for. */
static void assert_same_cell(const struct ep_cell *a, const struct ep_cell *b)
{
    assert_true(ep_id_equal(a->org, b->org));
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->level, b->level);
    assert_int_equal(a->since, b->since);
    assert_int_equal(a->contact, b->contact);
    assert_int_equal(a->tijd, b->tijd);
    assert_ptr_equal(a->newest, b->newest);
    assert_ptr_equal(a->grant, b->grant);
    assert_int_equal(a->namens.len, b->namens.len);
}

/* One peer that shares something else with us, and behind the cell asked for: nothing (never asked), a level that was
 * refused, content that leaked into the client, an owed key, and a lid that nobody knows. */
static void test_refused_never_asked_and_not_there_look_the_same(void **state)
{
    struct scene *scene = *state;
    const uint64_t asked = DOMAIN + 1;
    grant(scene, peer, EP_LEVEL_INHOUD);
    look(scene, lid, asked);
    const struct ep_cell never_asked = scene->cells[1];
    assert_int_equal(never_asked.state, EP_STATE_ONBEKEND);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_INHOUD, 100)->domain = asked;
    look(scene, lid, asked);
    assert_same_cell(&never_asked, &scene->cells[1]);
    scene->facts[0].opgave.soort = EP_SOORT_NIET_BETROKKEN;
    look(scene, lid, asked);
    assert_same_cell(&never_asked, &scene->cells[1]);
    scene->facts[0].opgave.namens = ep_text("huisarts");
    look(scene, lid, asked);
    assert_int_equal(scene->count, 2);
    assert_same_cell(&never_asked, &scene->cells[1]);
    scene->owed[0] = (struct ep_owed){peer, lid, asked, EP_LEVEL_WAT};
    scene->input.owed_count = 1;
    look(scene, lid, asked);
    assert_same_cell(&never_asked, &scene->cells[1]);
    struct ep_grant_row *other_team = grant(scene, peer, EP_LEVEL_INHOUD); /* granted, but to colleagues */
    other_team->grant.domains |= EP_DOMEIN_BIT(asked);
    other_team->grant.to_team = stranger;
    look(scene, lid, asked);
    assert_same_cell(&never_asked, &scene->cells[1]);
    look(scene, stranger, asked); /* a lid that is not there */
    assert_same_cell(&never_asked, &scene->cells[1]);
    look(scene, lid, EP_DOMEIN_DOSSIER);
    assert_same_cell(&never_asked, &scene->cells[1]);
}

static void test_without_any_grant_a_sharing_organisation_has_no_cell(void **state)
{
    struct scene *scene = *state;
    fact(scene, stranger, EP_SOORT_DOEL, EP_LEVEL_INHOUD, 100);
    look(scene, lid, DOMAIN);
    assert_int_equal(scene->count, 1);
    assert_true(ep_id_equal(scene->cells[0].org, own));
}

static void test_the_household_shows_what_every_lid_lets_it(void **state)
{
    struct scene *scene = *state;
    const ep_id second = {{9}};
    scene->grants.leden = (struct ep_leden){{lid, second}, 2};
    grant(scene, peer, EP_LEVEL_WAT);
    fact(scene, peer, EP_SOORT_DOEL, EP_LEVEL_WAT, 100)->subject = household;
    look(scene, household, DOMAIN);
    assert_int_equal(scene->cells[1].state, EP_STATE_ONBEKEND);
    assert_null(scene->cells[1].grant);
    struct ep_grant_row on_second = grant_row(peer, EP_LEVEL_WAT);
    on_second.grant.lid = second;
    add_grant(scene, on_second);
    look(scene, household, DOMAIN);
    assert_int_equal(scene->cells[1].state, EP_STATE_INHOUD);
    scene->grants.row[1].withdrawn = NOW - 1;
    look(scene, household, DOMAIN);
    assert_int_equal(scene->cells[1].state, EP_STATE_BEEINDIGD);
    assert_int_equal(scene->cells[1].since, NOW - 1);
}

static void test_every_state_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = EP_STATE_INHOUD; a <= EP_STATE_NIET_UITGEVRAAGD; a++)
        for (int b = EP_STATE_INHOUD; b < a; b++)
            assert_string_not_equal(ep_state_name((enum ep_state)a), ep_state_name((enum ep_state)b));
    assert_string_equal(ep_state_name(EP_STATE_WACHT_OP), "wacht-op");
}

static void test_what_one_level_keeps_from_a_lid_every_level_does(void **state)
{
    struct scene *scene = *state;
    struct ep_fact *half = fact(scene, own, EP_SOORT_DOEL, 3, NOW);
    assert_false(ep_fact_niet_tonen(half, lid));
    for (unsigned level = 1; level <= 3; level++) {
        const ep_id both[] = {stranger, lid};
        half->niet_tonen_aan[level] = (ep_bytes){(const uint8_t *)both, sizeof both};
        assert_true(ep_fact_niet_tonen(half, lid));
        half->niet_tonen_aan[level].len = EP_ID_BYTES;
        assert_false(ep_fact_niet_tonen(half, lid));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_content_is_shown_with_its_level_ground_and_both_ages),
        TEST(test_the_newest_decides_and_the_highest_level_shows),
        TEST(test_not_involved_is_only_what_the_organisation_says_itself),
        TEST(test_no_answer_counts_from_the_grant),
        TEST(test_an_entry_without_its_key_is_waited_for),
        TEST(test_silence_makes_content_outdated_and_keeps_it),
        TEST(test_sharing_that_ended_says_when_and_shows_nothing),
        TEST(test_a_clock_that_is_behind_shows_nothing_of_others),
        TEST(test_the_own_organisation_has_asked_or_has_not),
        TEST(test_what_is_written_namens_another_is_a_cell_of_its_own),
        TEST(test_what_did_not_open_makes_no_cell),
        TEST(test_what_a_peer_wrote_namens_another_ends_with_its_grant),
        TEST(test_more_names_than_cells_is_an_error_and_not_left_out),
        TEST(test_a_column_needs_a_grant_to_this_viewer),
        TEST(test_refused_never_asked_and_not_there_look_the_same),
        TEST(test_without_any_grant_a_sharing_organisation_has_no_cell),
        TEST(test_the_household_shows_what_every_lid_lets_it),
        TEST(test_what_one_level_keeps_from_a_lid_every_level_does),
        TEST(test_every_state_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
