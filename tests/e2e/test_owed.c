/* Promise: what a reader's team cannot be given now, because its key ran out, is owed: the author is told, nothing is
 * lost, and it comes with the next sharing. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#define GOAL "Doel dat nog moet komen"

static int open_joined(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    scene_joined(*state);
    return 0;
}

static void test_keys_for_a_team_that_ran_out_are_owed_and_then_made(void **state)
{
    struct scene *scene = *state;
    assert_true(stage_clock(&scene->stage, 25));
    scene_says(scene, "WT.Marja", "team list\n"); /* our key is renewed, theirs is not: nobody unlocks there */
    assert_true(stage_clock(&scene->stage, 40));
    scene_refused(scene, "Eva",
                  "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status open --horizon kort\n",
                  EP_WRAP_WAITS);
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), GOAL);
    scene_refused(scene, "Eva",
                  "write samenvatting Testgezin --lid 'Noor Testkind' --domein plan,geestelijke-gezondheid --json\n",
                  EP_WRAP_WAITS);
    scene_has(scene->screen, "\"wacht\": true");                   /* a document all the same */
    scene_has(scene->screen, "\",\n  \"Opgetekend: samenvatting"); /* and of both domains */
    scene_says(scene, "JH", "team list\n");
    scene_until(scene, "Eva", "share Testgezin\n", "gedeeld");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
}

/* Our own key ran out: nothing is saved that nobody could open. */
static void test_nothing_is_saved_under_a_key_that_ran_out(void **state)
{
    struct scene *scene = *state;
    assert_true(stage_clock(&scene->stage, 40));
    scene_refused(scene, "Eva",
                  "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status open --horizon kort\n",
                  EP_TEAM_EXPIRED);
    scene_says(scene, "WT.Marja", "team list\n");
    scene_says(scene, "JH", "team list\n");
    scene_lacks(scene_says(scene, "Eva", "show Testgezin\n"), GOAL);
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status open --horizon kort\n"
               "show Testgezin\n");
    scene_has(scene->screen, GOAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keys_for_a_team_that_ran_out_are_owed_and_then_made, open_joined,
                                        scene_close),
        cmocka_unit_test_setup_teardown(test_nothing_is_saved_under_a_key_that_ran_out, open_joined, scene_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
