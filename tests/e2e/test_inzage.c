/* Promise: in a team only who works with a household reads it without saying why; a colleague reads it with a reason that
 * stays, and an emergency is told to who works with it. Eva and Tom of WT are one team; the household is Eva's. */
#define _XOPEN_SOURCE 700
#include "proto/calendar.h"
#include "tests/support/scene.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct inzage {
    struct scene *scene;
    char id[33]; /* of the household, as `huishouden list` shows it */
};

static struct inzage inzage;

static bool stage_team(struct stage *stage)
{
    return stage_organisation(stage, "WT", "Wijkteam Oost", "gemeente", "Marja") && stage_user(stage, "WT", "Eva") &&
           stage_user(stage, "WT", "Tom") && stage_user(stage, "WT", "Bakker") && stage_privacy(stage, "WT", "Petra");
}

static int open_team(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    inzage.scene = scene;
    if (!stage_team(&scene->stage))
        return -1;
    scene_says(scene, "WT", "team create 'Team Oost' Eva Tom Petra\n");
    scene_says(scene, "Eva",
               "huishouden create Testgezin\n"
               "write doel Testgezin --titel 'Doel van Eva' --status loopt --horizon kort\n");
    const char *list = scene_says(scene, "Tom", "huishouden list\n");
    const char *behind = strstr(list, "  Wijkteam Oost");
    assert_true(behind != NULL && behind - list >= 32);
    snprintf(inzage.id, sizeof inzage.id, "%.32s", behind - 32);
    return 0;
}

/* Show it by its id, as Tom. */
static const char *tom(const char *options, ep_err why)
{
    char line[256];
    snprintf(line, sizeof line, "show %s %s\n", inzage.id, options);
    return why == EP_OK ? scene_says(inzage.scene, "Tom", line) : scene_refused(inzage.scene, "Tom", line, why);
}

static void a_colleague_is_refused_and_served_with_a_reason_that_stays(void **state)
{
    struct scene *scene = *state;
    scene_lacks(tom("", EP_NOT_STAF), "Doel van Eva");
    scene_has(scene_refused(scene, "Tom", "show Testgezin\n", EP_HUISHOUDEN_UNKNOWN), "niet gezocht");
    scene_has(scene_says(scene, "Tom", "werklijst\n"), "Niets vraagt"); /* the work of others is not opened for it */
    scene_has(tom("--collega 'Waarneming voor Eva'", EP_OK), "Doel van Eva");
    tom("", EP_NOT_STAF); /* it was for that once */
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Waarneming voor Eva");
}

static void a_reason_holds_for_the_lines_of_one_run(void **state)
{
    char lines[256];
    snprintf(lines, sizeof lines, "show %s --collega 'Vraag van de ouder'\nshow %s --waarom evaluatie\n", inzage.id,
             inzage.id);
    scene_says(*state, "Tom", lines);
}

static void an_emergency_needs_a_reason_that_is_long_enough(void **state)
{
    char line[128];
    snprintf(line, sizeof line, "show %s --nood 'Te kort, 19 tekens.'\n", inzage.id);
    scene_refused(*state, "Tom", line, EP_REASON_SHORT);
    scene_has(tom("--nood 'Net zo lang: 20 tek.'", EP_OK), "Doel van Eva");
}

/* To a session that is open, to the next one, and no more once it was seen; Eva's node has no peer at all. */
static void an_emergency_is_told_to_who_works_with_it_until_it_was_seen(void **state)
{
    struct scene *scene = *state;
    char line[128], twice[2 * sizeof line];
    struct ep_play *open = scene_start(scene, "Eva", (const char *const[]){"run", "-", NULL});
    assert_true(ep_play_type(open, "show Testgezin\n"));
    assert_true(ep_play_expect(open, "Doel van Eva", 0, 20000) >= 0);
    tom("--nood 'Noor staat nu aan de balie'", EP_OK);
    assert_true(ep_play_type(open, "team list\nwrite notitie Testgezin --tekst 'Nog iets'\n"));
    assert_true(ep_play_expect(open, "Tom opende met een noodprocedure", 0, 20000) >= 0);
    const char *screen = scene_says(scene, "Eva", "team list\n");
    scene_has(screen, "Tom opende met een noodprocedure");
    scene_has(screen, inzage.id);
    const char *at = strstr(screen, "inzage gezien ");
    assert_non_null(at);
    snprintf(line, sizeof line, "%.22s\n", at);
    snprintf(twice, sizeof twice, "%s%s", line, line); /* a program that runs on does not keep it either */
    scene_has(scene_refused(scene, "Eva", twice, EP_NOT_FOUND), "Vastgelegd");
    scene_lacks(scene_says(scene, "Eva", "team list\n"), "noodprocedure");
    scene_refused(scene, "Eva", line, EP_NOT_FOUND);
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Noor staat nu aan de balie");
}

static void who_works_with_it_says_who_else_does(void **state)
{
    struct scene *scene = *state;
    char line[256];
    snprintf(line, sizeof line, "huishouden staf %s --erbij Tom\n", inzage.id);
    scene_refused(scene, "Tom", line, EP_NOT_STAF);
    scene_has(scene_says(scene, "Eva", "huishouden staf Testgezin\n"), "Eva"); /* who made it was the first */
    scene_has(scene_says(scene, "Eva", line), "Tom");
    scene_has(scene_says(scene, "Tom", "show Testgezin\n"), "Doel van Eva");
    snprintf(line, sizeof line, "show %s --collega 'Geen reden nodig'\n", inzage.id);
    scene_lacks(scene_says(scene, "Tom", line), "Geen reden nodig"); /* it was no colleague's reading */
    snprintf(line, sizeof line, "huishouden staf %s --eraf Tom\n", inzage.id);
    scene_lacks(scene_says(scene, "Tom", line), "Tom");
    tom("", EP_NOT_STAF);
    scene_refused(scene, "Eva", "huishouden staf Testgezin --eraf Eva\n", EP_FIELD_INVALID);
}

/* Petra is privacy officer; Tom looked with a reason. */
static int open_privacy(void **state)
{
    if (open_team(state) != 0)
        return -1;
    scene_says(inzage.scene, "Eva", "lid add Testgezin Karim --rol ouder --geboren 1980-01-01\n");
    tom("--collega 'Waarneming voor Eva'", EP_OK);
    return 0;
}

/* Who works with the household hands out who looked at it, and sees nothing else of the log; that he asked is in it. */
static void who_looked_is_in_the_inzage_by_who_works_with_it(void **state)
{
    struct scene *scene = *state;
    char line[128];
    scene_refused(scene, "Eva", "log list\n", EP_NOT_ALLOWED);
    const char *screen = scene_says(scene, "Eva", "inzage Testgezin Karim\n");
    scene_has(screen, "een collega, met een reden die is vastgelegd");
    scene_has(screen, "voor het werk met uw gezin");
    scene_has(screen, "Team Oost");
    scene_lacks(screen, "Waarneming voor Eva"); /* the reason is the colleague's */
    scene_lacks(screen, "Tom");                 /* a class of employee, no name */
    scene_lacks(screen, "niets bewijzen");
    scene_has(scene_says(scene, "Eva", "wie Testgezin 'Doel van Eva'\n"), "opende dit huishouden sindsdien: Tom (");
    snprintf(line, sizeof line, "inzage %s Karim\n", inzage.id);
    scene_refused(scene, "Tom", line, EP_NOT_STAF);
    screen = scene_says(scene, "Petra", "log list --gebruiker Eva\n");
    snprintf(line, sizeof line, "logboek lezen  %s", inzage.id);
    scene_has(screen, line);
}

/* What stands out is always looked over, and the draw of the rest is the same each time. */
static void a_week_is_looked_over_and_signed(void **state)
{
    struct scene *scene = *state;
    char day[EP_DATE_TEXT_BYTES];
    char line[100];
    char first[4096];
    ep_date_text(day, (int32_t)(time(NULL) / 86400));
    snprintf(line, sizeof line, "log review --dag %s\n", day);
    scene_refused(scene, "Tom", line, EP_NOT_ALLOWED);
    tom("", EP_NOT_STAF);
    tom("--nood 'Karim staat nu aan de balie'", EP_OK);
    const char *screen = scene_says(scene, "Petra", line);
    scene_has(screen, "  collega-inzage");
    scene_has(screen, "  noodprocedure");
    scene_has(screen, "  geweigerd");
    snprintf(first, sizeof first, "%s", screen);
    assert_string_equal(scene_says(scene, "Petra", line), first);
    scene_refused(scene, "Petra", "log review --uitkomst prima\n", EP_FIELD_INVALID);
    snprintf(line, sizeof line, "log review --dag %s --uitkomst in_orde\nlog list\n", day);
    screen = scene_says(scene, "Petra", line);
    scene_has(screen, "De toets is getekend");
    scene_has(screen, "toets maken");
}

/* Bakker looks before and after somebody of that name is in the household; her own client says so. */
static void who_looks_at_an_own_family_name_stands_out(void **state)
{
    struct scene *scene = *state;
    char day[EP_DATE_TEXT_BYTES];
    char line[100];
    ep_date_text(day, (int32_t)(time(NULL) / 86400));
    scene_says(scene, "WT", "team create 'Team West' Bakker\n");
    scene_says(scene, "Bakker",
               "huishouden create Anders\nlid add Anders 'Karim Amrani' --rol ouder --geboren 1980-01-01\n"
               "lid add Anders 'Oma de Bákker' --rol overig --geboren 1950-01-01\n");
    snprintf(line, sizeof line, "log list --gebruiker Bakker\nlog review --dag %s\n", day);
    const char *screen = scene_says(scene, "Petra", line);
    scene_lacks(screen, "eigen-familienaam");
    scene_lacks(screen, "  eigen familienaam");
    screen = scene_says(scene, "Bakker", "show Anders\ninzage Anders Karim\n");
    scene_has(screen, "voor het werk met uw gezin");
    scene_lacks(screen, "met spoed");
    screen = scene_says(scene, "Petra", line);
    scene_has(screen, "eigen-familienaam");
    scene_has(screen, "  eigen familienaam");
    screen = scene_says(scene, "Petra", "log list --gebruiker Eva\n");
    scene_lacks(screen, "eigen-familienaam");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, scene_drop)
    const struct CMUnitTest tests[] = {
        TEST(a_colleague_is_refused_and_served_with_a_reason_that_stays),
        TEST(a_reason_holds_for_the_lines_of_one_run),
        TEST(an_emergency_is_told_to_who_works_with_it_until_it_was_seen),
        TEST(an_emergency_needs_a_reason_that_is_long_enough),
        TEST(who_works_with_it_says_who_else_does),
    };
    const struct CMUnitTest of_the_log[] = {
        cmocka_unit_test_setup_teardown(who_looked_is_in_the_inzage_by_who_works_with_it, open_privacy, scene_close),
        cmocka_unit_test_setup_teardown(a_week_is_looked_over_and_signed, open_privacy, scene_close),
        cmocka_unit_test_setup_teardown(who_looks_at_an_own_family_name_stands_out, open_privacy, scene_close),
    };
    int failed = cmocka_run_group_tests(tests, open_team, scene_close);
    return failed + cmocka_run_group_tests(of_the_log, NULL, NULL);
}
