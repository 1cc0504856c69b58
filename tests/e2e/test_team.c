/* Promise: who is in the team sees the household and writes in it; who is not, does not; a user who is ended is served
 * no more from that moment, and who is taken out of a team does not get the key of what is written afterwards. */
#define _XOPEN_SOURCE 700
#include "node/store.h"
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WRITE_GOAL(title) "write doel Testgezin --titel '" title "' --status loopt --horizon kort\n"

static int open_team(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    struct stage *stage = &scene->stage;
    if (!stage_organisation(stage, "WT", "Wijkteam Oost", "gemeente", "Marja") || !stage_user(stage, "WT", "Eva") ||
        !stage_user(stage, "WT", "Tom"))
        return -1;
    scene_says(scene, "WT", "team create 'Team Oost' Eva Tom Marja\n");
    scene_says(scene, "Eva",
               "huishouden create Testgezin\n"
               "huishouden staf Testgezin --erbij Tom\n"
               "lid add Testgezin 'Noor Testkind' --rol kind --geboren 2016-03-04 --gezag 'Mama Testouder' --bron "
               "gezagsregister\n" WRITE_GOAL("Doel van Eva"));
    return 0;
}

static void a_second_member_sees_what_the_first_wrote_and_the_other_way_round(void **state)
{
    struct scene *scene = *state;
    const char *screen = scene_says(scene, "Tom", "show Testgezin\n" WRITE_GOAL("Doel van Tom"));
    scene_has(screen, "Doel van Eva");
    scene_has(screen, "Noor Testkind");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Doel van Tom");
}

static void a_new_user_with_an_own_vault_sees_the_household_once_in_the_team(void **state)
{
    struct scene *scene = *state;
    assert_true(stage_user(&scene->stage, "WT", "Femke"));
    scene_has(scene_says(scene, "WT", "user list\n"), "Femke");
    scene_refused(scene, "Femke", "show Testgezin\n", EP_HUISHOUDEN_UNKNOWN);
    scene_says(scene, "WT", "team add 'Team Oost' Femke\n");
    scene_has(scene_says(scene, "Eva", WRITE_GOAL("Later doel")), "groeide van 3 naar 4 leden");
    scene_refused(scene, "Femke", "show Testgezin\n", EP_HUISHOUDEN_UNKNOWN); /* a colleague, and no more */
    scene_says(scene, "Eva", "huishouden staf Testgezin --erbij Femke\n");
    const char *screen = scene_says(scene, "Femke", "show Testgezin\n");
    scene_has(screen, "Doel van Eva"); /* of before: the earlier key lies under the new one */
    scene_has(screen, "Later doel");
    scene_has(scene_says(scene, "Tom", "show Testgezin\n"), "Later doel");
}

static void wrong_words_at_joining_make_no_user_and_no_vault(void **state)
{
    struct scene *scene = *state;
    char kluis[512];
    char line[1024];
    char words[256];
    stage_path(&scene->stage, kluis, "WT", "/kluizen/niemand.kluis");
    struct ep_play *a = scene_start(scene, "WT.autoriteit", (const char *const[]){"user", "invite", NULL});
    assert_true(stage_line(a, line, sizeof line));
    struct ep_play *b =
        scene_start(scene, kluis, (const char *const[]){"user", "join", line, "--naam", "Niemand", NULL});
    assert_true(stage_words(b, words, sizeof words));
    assert_true(stage_words(a, words, sizeof words));
    assert_true(ep_play_type(b, "appel boom citroen deur ezel\n"));
    scene_ends(b, EP_WORDS_WRONG);
    scene_ends(a, EP_WORDS_WRONG);
    assert_int_not_equal(access(kluis, F_OK), 0);
    scene_lacks(scene_says(scene, "WT", "user list\n"), "Niemand");
    scene_ends(scene_start(scene, kluis, (const char *const[]){"user", "join", line, "--naam", "Niemand", NULL}),
               EP_INVITE_USED);
}

static void joining_never_overwrites_a_vault(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    struct ep_play *a = scene_start(scene, "WT.autoriteit", (const char *const[]){"user", "invite", NULL});
    assert_true(stage_line(a, line, sizeof line));
    scene_ends(scene_start(scene, "Eva", (const char *const[]){"user", "join", line, "--naam", "Eva", NULL}),
               EP_EXISTS);
    scene_says(scene, "Eva", "show Testgezin\n");
}

static void an_ended_user_is_served_no_more(void **state)
{
    struct scene *scene = *state;
    struct ep_play *open = scene_start(scene, "Tom", (const char *const[]){"run", "-", NULL});
    assert_true(ep_play_type(open, "show Testgezin\n"));
    assert_true(ep_play_expect(open, "Doel van Eva", 0, 20000) >= 0);
    scene_says(scene, "WT.autoriteit", "user end Tom\n");
    scene_says(scene, "Eva", WRITE_GOAL("Na het einde"));
    assert_true(ep_play_type(open, "show Testgezin\n")); /* the session that was open already */
    assert_int_not_equal(ep_play_wait(open, 20000), 0);
    scene_lacks(open->text, "Na het einde");
    scene_lacks(scene_refused(scene, "Tom", "show Testgezin\n", EP_REFUSED_LINK), "Doel van Eva");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Na het einde");
}

/* He had the regie and, of one household, all the work. Nothing opens by itself for others; they are told what to do. */
static void the_work_of_an_ended_user_falls_to_the_others(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", "regie propose Testgezin Tom\n");
    scene_says(scene, "Tom", "regie accept Testgezin\nhuishouden create 'Gezin van Tom'\n");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Regisseur: Tom");
    scene_lacks(scene_says(scene, "Eva", "werklijst\n"), "huishouden staf"); /* that is his work */
    scene_says(scene, "WT.autoriteit", "user end Tom\n");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Regisseur: niemand benoemd");
    const char *screen = scene_says(scene, "Eva", "werklijst\n");
    scene_has(screen, "geen regisseur meer, want Tom van Wijkteam Oost is beëindigd");
    const char *left = strstr(screen, "eenplan huishouden staf ");
    assert_non_null(left);
    char line[128];
    snprintf(line, sizeof line, "huishouden staf %.8s --erbij Eva\n", left + strlen("eenplan huishouden staf "));
    scene_refused(scene, "Eva", line, EP_NOT_STAF);
    scene_says(scene, "WT", line);
    scene_has(scene_says(scene, "Eva", "show 'Gezin van Tom'\nregie propose Testgezin Eva\nregie accept Testgezin\n"),
              "Gezin van Tom");
    scene_lacks(scene_says(scene, "Eva", "werklijst\n"), "geen regisseur");
    scene_lacks(scene->screen, "huishouden staf");
}

struct epochs {
    ep_id tom;
    size_t to_tom, to_others, wraps;
};

static bool count_epoch(void *arg, int64_t row, ep_bytes bytes)
{
    struct epochs *epochs = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) != EP_OK)
        return true;
    if (st.kind->code == EP_WRAP)
        epochs->wraps += st.body.wrap.epoch == 2 ? 1 : 0;
    else if (st.body.sleutel.epoch == 2 && ep_id_equal(st.body.sleutel.user, epochs->tom))
        epochs->to_tom++;
    else if (st.body.sleutel.epoch == 2 && !ep_id_absent(st.body.sleutel.user))
        epochs->to_others++;
    return true;
}

static bool find_tom(void *arg, int64_t row, ep_bytes bytes)
{
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) == EP_OK && st.body.user.name.len == 3 &&
        memcmp(st.body.user.name.at, "Tom", 3) == 0)
        *(ep_id *)arg = st.id;
    return true;
}

static void count_epochs(struct scene *scene, struct epochs *epochs)
{
    char path[512];
    struct ep_store *store = NULL;
    struct org *wt = stage_org(&scene->stage, "WT");
    stage_path(&scene->stage, path, "WT", "/node/eenpland.db");
    stage_node_off(wt);
    assert_int_equal(ep_crypto_open(), EP_OK);
    assert_int_equal(ep_store_open(&store, path), EP_OK);
    assert_int_equal(ep_store_each(store, &(struct ep_store_query){.kind = EP_USER}, find_tom, &epochs->tom), EP_OK);
    assert_int_equal(ep_store_each(store, &(struct ep_store_query){.kind = EP_SLEUTEL}, count_epoch, epochs), EP_OK);
    assert_int_equal(ep_store_each(store, &(struct ep_store_query){.kind = EP_WRAP}, count_epoch, epochs), EP_OK);
    ep_store_close(store);
    assert_true(stage_node_on(&scene->stage, wt));
}

static void a_removed_member_gets_no_key_of_what_is_written_afterwards(void **state)
{
    struct scene *scene = *state;
    struct epochs epochs = {.to_tom = 0};
    const char *screen = scene_says(scene, "WT", "team remove 'Team Oost' Tom\n");
    scene_has(screen, "sleutel 2");
    screen = scene_says(scene, "Eva", WRITE_GOAL("Na het vertrek") "show Testgezin\n");
    scene_has(screen, "Na het vertrek");
    scene_has(screen, "Doel van Eva");
    screen =
        scene_refused(scene, "Tom", "show Testgezin\n", EP_HUISHOUDEN_UNKNOWN); /* still a user, and served as one */
    scene_lacks(screen, "Na het vertrek");
    scene_lacks(screen, "Doel van Eva");
    count_epochs(scene, &epochs);
    assert_false(ep_id_absent(epochs.tom));
    assert_int_equal(epochs.to_tom, 0); /* not even a copy of the database helps */
    assert_int_equal(epochs.to_others, 2);
    assert_true(epochs.wraps > 0);
}

static void who_is_in_no_team_is_refused(void **state)
{
    struct scene *scene = *state;
    assert_true(stage_user(&scene->stage, "WT", "Femke"));
    scene_refused(scene, "Femke", "huishouden create Ander\n", EP_NOT_IN_TEAM);
    scene_refused(scene, "Femke", "huishouden create Ander --team 'Team Oost'\n", EP_NOT_IN_TEAM);
    scene_lacks(scene_says(scene, "Femke", "huishouden list\n"), "doet mee");
}

static void only_a_steward_makes_and_changes_teams(void **state)
{
    struct scene *scene = *state;
    scene_refused(scene, "Eva", "team create 'Team Eva' Eva\n", EP_SIGNER_ROLE);
    scene_refused(scene, "Eva", "team remove 'Team Oost' Tom\n", EP_SIGNER_ROLE);
    scene_refused(scene, "Eva", "user end Tom\n", EP_SIGNER_ROLE);
    scene_has(scene_says(scene, "Tom", "show Testgezin\n"), "Doel van Eva");
}

static void a_team_key_that_ran_out_is_renewed_when_a_steward_unlocks(void **state)
{
    struct scene *scene = *state;
    assert_true(stage_clock(&scene->stage, 36));
    scene_refused(scene, "Eva", WRITE_GOAL("Te laat"), EP_TEAM_EXPIRED);
    scene_has(scene_says(scene, "WT", "team list\n"), "sleutel 2");
    scene_says(scene, "Eva", WRITE_GOAL("Weer op tijd"));
    scene_has(scene_says(scene, "Tom", "show Testgezin\n"), "Weer op tijd");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_team, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_second_member_sees_what_the_first_wrote_and_the_other_way_round),
        TEST(a_new_user_with_an_own_vault_sees_the_household_once_in_the_team),
        TEST(wrong_words_at_joining_make_no_user_and_no_vault),
        TEST(joining_never_overwrites_a_vault),
        TEST(an_ended_user_is_served_no_more),
        TEST(the_work_of_an_ended_user_falls_to_the_others),
        TEST(a_removed_member_gets_no_key_of_what_is_written_afterwards),
        TEST(who_is_in_no_team_is_refused),
        TEST(only_a_steward_makes_and_changes_teams),
        TEST(a_team_key_that_ran_out_is_renewed_when_a_steward_unlocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
