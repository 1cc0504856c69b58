/* Promise: when a team or a pairing ends, what was shared with it ends: the recipient deletes and signs for it, the author
 * sees on its work list and board what to do, and nothing comes back by itself. PROTOCOL.md 5.6.3, 5.6.4, 6. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOAL "Doel dat Noor kiest"
#define WRITE "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status open --horizon kort\n"
#define GIVE "grant add Testgezin --lid 'Noor Testkind' --domeinen plan --niveau 3 --dagen 30 " SCENE_GRANT
#define LISTED "Herbevestigen: wat over "
#define RECEIPT "Jeugdhulp De Brug: verwijderd op "

/* Shared; and the household's id there, where its name goes away. */
static void share(struct scene *scene, char show[64])
{
    scene_says(scene, "Eva", WRITE);
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    const char *at = strstr(scene_says(scene, "JH", "huishouden list\n"), "  Wijkteam Oost");
    assert_true(at != NULL && at - scene->screen >= 32);
    snprintf(show, 64, "show %.32s\n", at - 32);
}

/* Of the only grant on the work list. */
static void withdraw_listed(struct scene *scene)
{
    char line[128];
    const char *at = strstr(scene_says(scene, "Eva", "werklijst\n"), LISTED);
    at = at != NULL ? strchr(at, '[') : NULL;
    assert_non_null(at);
    snprintf(line, sizeof line, "grant withdraw Testgezin %.8s\n", at + 1);
    scene_says(scene, "Eva", line);
    scene_lacks(scene_says(scene, "Eva", "werklijst\n"), LISTED);
}

static void what_is_for_a_team_ends_with_it(void **state)
{
    struct scene *scene = *state;
    char show[64];
    share(scene, show);
    scene_has(scene_says(scene, "JH", "team end 'Team De Brug'\n"), "is beëindigd, voorgoed");
    scene_has(scene_says(scene, "JH", "team list --json\n"), "\"beeindigd\": true");
    scene_has(scene_until(scene, "JH", show, "deling beëindigd op "), "deling beëindigd op ");
    scene_lacks(scene->screen, GOAL);
    const char *screen = scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
    scene_has(screen, "  beëindigd\n");
    screen = scene_says(scene, "Eva", "withdrawals\n");
    scene_has(screen, ": het team is beëindigd\n");
    scene_has(screen, RECEIPT);
    scene_has(scene_says(scene, "Eva", "withdrawals --json\n"), "\"reden\": \"team\"");
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "het team is beëindigd; trek het in, of geef het opnieuw");
    /* It does not come back, and its name is free. */
    scene_has(scene_says(scene, "JH", "team list\n"), "beëindigd");
    scene_refused(scene, "JH", "team renew 'Team De Brug'\n", EP_NOT_FOUND);
    scene_refused(scene, "Eva", GIVE "\n", EP_TEAM_ENDED); /* to its home team here, which is that one */
    scene_says(scene, "JH", "team create 'Team De Brug' Joost\nhuishouden create Ander\n"); /* his only team */
    scene_until(scene, "Eva", "team list\n", "sleutel 1");
    withdraw_listed(scene);
    scene_says(scene, "Eva", WRITE "share Testgezin\n");
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "JH", show), GOAL);
}

/* Nobody renewed it for weeks, which deletes nothing. */
static void a_team_that_ran_out_loses_nothing(void **state)
{
    struct scene *scene = *state;
    char show[64];
    share(scene, show);
    assert_true(stage_clock(&scene->stage, 40));
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "Eva", "werklijst\nwithdrawals\n"), "beëindigd");
    scene_has(scene_says(scene, "JH", show), GOAL);
}

static void both_ways_of_sharing_end_with_a_pairing(void **state)
{
    struct scene *scene = *state;
    char show[64];
    share(scene, show);
    scene_refused(scene, "Eva", "peer end 'Jeugdhulp De Brug'\n", EP_SIGNER_ROLE);
    scene_has(scene_says(scene, "WT.autoriteit", "peer end 'Jeugdhulp De Brug'\n"), "vraag of die de koppeling ook");
    scene_refused(scene, "WT.autoriteit", "peer end 'Jeugdhulp De Brug'\n", EP_PEER_ENDED);
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "de koppeling is beëindigd; trek het in");
    const char *screen = scene_says(scene, "Eva", "withdrawals\n");
    scene_has(screen, "Wijkteam Oost → Jeugdhulp De Brug"); /* by its name still */
    scene_has(screen, ": de koppeling met deze organisatie is beëindigd\n");
    scene_has(screen, "Jeugdhulp De Brug: niet bevestigd sinds ");
    scene_has(scene_says(scene, "JH", show), GOAL); /* which heard nothing, until its own authority ends it */
    scene_says(scene, "JH.autoriteit", "peer end 'Wijkteam Oost'\n");
    screen = scene_until(scene, "JH", show, "deling beëindigd op ");
    scene_has(screen, "Wijkteam Oost");
    scene_lacks(screen, GOAL);
    scene_says(scene, "WT.Marja", "team list\n");
    assert_true(stage_clock(&scene->stage, 181));
    scene_lacks(scene_says(scene, "Eva", "werklijst\n"), LISTED); /* its term is over too */
}

static void pairing_again_takes_up_nothing(void **state)
{
    struct scene *scene = *state;
    char show[64];
    share(scene, show);
    scene_says(scene, "WT.autoriteit", "peer end 'Jeugdhulp De Brug'\n");
    scene_says(scene, "JH.autoriteit", "peer end 'Wijkteam Oost'\n");
    scene_until(scene, "JH", show, "deling beëindigd op ");
    assert_true(stage_clock(&scene->stage, 1)); /* no grant of the hour of the end counts */
    assert_true(stage_pair(&scene->stage, "WT", "JH"));
    scene_says(scene, "Eva", "share Testgezin\n");
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "JH", show), GOAL);
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "de koppeling is beëindigd; trek het in");
    scene_says(scene, "Eva", GIVE "\n"); /* a new decision */
    scene_until(scene, "JH", show, GOAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_open_joined, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_for_a_team_ends_with_it),
        TEST(a_team_that_ran_out_loses_nothing),
        TEST(both_ways_of_sharing_end_with_a_pairing),
        TEST(pairing_again_takes_up_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
