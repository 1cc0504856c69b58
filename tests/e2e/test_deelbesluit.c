/* Promise: a grant does not outlive what it rests on without anyone noticing: it stands on the work list ahead of its end
 * with the reason, it can be narrowed by the team and not widened, and it ends soon after who agreed lost gezag. DOMAIN 5.2,
 * PROTOCOL.md 6.4. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADD "grant add Testgezin --lid 'Noor Testkind' " SCENE_GRANT " --domeinen plan "
#define GOAL "Doel dat Noor kiest"

/* The short id of the only live grant of the household. */
static void live_grant(struct scene *scene, char id[9])
{
    const char *screen = scene_says(scene, "Eva", "grant list Testgezin\n");
    const char *live = strstr(screen, "  geldig\n");
    assert_non_null(live);
    assert_null(strstr(live + 1, "  geldig\n"));
    while (live > screen && live[-1] != '\n')
        live--;
    snprintf(id, 9, "%.8s", live);
}

static void test_a_grant_stands_on_the_work_list_ahead_of_its_end(void **state)
{
    struct scene *scene = *state;
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "Niets vraagt vandaag");
    assert_true(stage_clock(&scene->stage, 180 - 61));
    scene_says(scene, "WT.Marja", "team list\n");
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "Niets vraagt vandaag");
    assert_true(stage_clock(&scene->stage, 180 - 60));
    const char *screen = scene_says(scene, "Eva", "werklijst\n");
    scene_has(screen, "over Noor Testkind met Jeugdhulp De Brug");
    scene_has(screen, "de termijn loopt af");
    screen = scene_says(scene, "Eva", "werklijst --json\n");
    scene_has(screen, "\"soort\": \"herbevestigen\"");
    scene_has(screen, "\"naam\": \"Testgezin\"");
    assert_true(stage_clock(&scene->stage, 181)); /* it has ended, and JH says that it deleted what it got */
    scene_until(scene, "Eva", "werklijst\n", "Niets vraagt vandaag");
}

static void test_the_work_list_says_whose_birthday_or_measure_ends_it(void **state)
{
    struct scene *scene = *state;
    char line[700];
    char birthday[16];
    char end[16];
    scene_day(30, birthday);
    snprintf(line, sizeof line,
             "lid add Testgezin Bijnatwaalf --rol kind --geboren %d%s --gezag 'Mama Testouder' --bron register\n"
             "grant add Testgezin --lid Bijnatwaalf " SCENE_GRANT " --domeinen plan --niveau 1 --dagen 180\n",
             atoi(birthday) - 12, birthday + 4);
    scene_says(scene, "Eva", line);
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "vanaf die verjaardag beslist een ander");
    snprintf(line, sizeof line,
             "grant add Testgezin --lid 'Mama Testouder' " SCENE_GRANT
             " --domeinen plan --niveau 1 --dagen 180 --einde %s\n",
             scene_day(20, end));
    scene_says(scene, "Eva", line);
    scene_has(scene_says(scene, "Eva", "werklijst\n"), "de maatregel eindigt");
}

static void test_a_grant_is_narrowed_and_never_widened(void **state)
{
    struct scene *scene = *state;
    char id[9];
    char line[200];
    char later[16];
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --eigen_woorden 'Mijn eigen woorden' "
               "--status open --horizon kort\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Mijn eigen woorden");
    live_grant(scene, id);
    snprintf(line, sizeof line, "grant narrow Testgezin %s --tot %s\n", id, scene_day(181, later));
    scene_refused(scene, "Eva", line, EP_GRANT_WIDER);
    snprintf(line, sizeof line, "grant narrow Testgezin %s --domeinen plan,financien\n", id);
    scene_refused(scene, "Eva", line, EP_GRANT_WIDER);
    snprintf(line, sizeof line, "grant narrow Testgezin %s --niveau 2\n", id);
    scene_says(scene, "Eva", line);
    assert_true(stage_settle(&scene->stage, 10000));
    const char *screen = scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    scene_lacks(screen, "Mijn eigen woorden");
    live_grant(scene, id);
    snprintf(line, sizeof line, "grant narrow Testgezin %s --niveau 3\n", id);
    scene_refused(scene, "Eva", line, EP_GRANT_WIDER);
    scene_refused(scene, "JH", "grant narrow 'Noor Testkind' ffffffff --niveau 1\n", EP_GRANT_UNKNOWN);
}

/* The mother loses gezag: what she agreed to ends within ten days, and who decides now can confirm it. */
static void test_what_a_parent_agreed_to_ends_soon_after_she_lost_gezag(void **state)
{
    struct scene *scene = *state;
    char line[300];
    char today[16];
    char last[16];
    const char *screen = scene_says(scene, "Eva", "show Testgezin --json\n");
    const char *gezag = strstr(screen, "\"soort\": \"gezag\"");
    assert_non_null(gezag);
    while (gezag > screen && strncmp(gezag, "\"item\": \"", 9) != 0)
        gezag--;
    assert_true(gezag > screen);
    scene_has(screen, "\"gevers\": \"Mama Testouder (ouder_gezag)\"");
    snprintf(line, sizeof line, "change Testgezin %.8s --tot %s\n", gezag + 9, scene_day(-1, today));
    scene_has(scene_says(scene, "Eva", line), "Ingetrokken");
    screen = scene_says(scene, "Eva", "grant list Testgezin\n");
    scene_has(screen, scene_day(9, last));
    screen = scene_says(scene, "Eva", "werklijst\n");
    scene_has(screen, "wie instemde, beslist niet meer");
    scene_refused(scene, "Eva", ADD "--niveau 2 --dagen 30\n", EP_GEZAG_UNKNOWN);
    scene_says(scene, "Eva",
               "write gezag Testgezin --lid 'Noor Testkind' --houder Voogdij --vorm voogdij --bron gezagsregister\n"
               "grant add Testgezin --lid 'Noor Testkind' --aan 'Jeugdhulp De Brug' --grondslag toestemming "
               "--gever Voogdij --kenmerk brief --informatie 2024-01-01 --vorm schriftelijk --domeinen plan --niveau 3 "
               "--dagen 30\n");
}

/* Nothing is deleted, nothing new goes out, and who shared in him is told why. */
static void test_when_a_member_dies_sharing_about_him_stops_and_what_was_shared_stays(void **state)
{
    struct scene *scene = *state;
    char line[200];
    char today[16];
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status open --horizon kort\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    snprintf(line, sizeof line, "lid end Testgezin 'Noor Testkind' --overleden %s\n", scene_day(0, today));
    scene_says(scene, "Eva", line);
    const char *screen = scene_until(scene, "JH", "show 'Noor Testkind'\n", "is overleden op");
    scene_has(screen, today);
    scene_has(screen, GOAL);
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel 'Na haar dood' --status open --horizon kort\n");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Na haar dood"); /* the own file goes on */
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "JH", "show 'Noor Testkind'\n"), "Na haar dood");
    snprintf(line, sizeof line, "lid end Testgezin 'Mama Testouder'\nshow Testgezin\n");
    scene_has(scene_says(scene, "Eva", line), "hoort niet meer bij dit huishouden");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_open_joined, scene_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_grant_stands_on_the_work_list_ahead_of_its_end),
        TEST(test_the_work_list_says_whose_birthday_or_measure_ends_it),
        TEST(test_a_grant_is_narrowed_and_never_widened),
        TEST(test_what_a_parent_agreed_to_ends_soon_after_she_lost_gezag),
        TEST(test_when_a_member_dies_sharing_about_him_stops_and_what_was_shared_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
