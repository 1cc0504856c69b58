/* Promise: a grant that follows another leaves no gap, and sharing can begin again after it ended: the keys and what
 * they open come (back) without anyone having to know why they were gone. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <stdio.h>
#include <string.h>

#define GOAL "Doel dat zichtbaar blijft"

static int open_shared(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    scene_joined(scene);
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status loopt --horizon kort\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    return 0;
}

/* Both stewards unlock, so that no team key runs out on the way. */
static void go_to(struct scene *scene, long day)
{
    assert_true(stage_clock(&scene->stage, day));
    scene_says(scene, "WT.Marja", "team list\n");
    scene_says(scene, "JH", "team list\n");
}

static void again(struct scene *scene)
{
    scene_says(scene, "Eva",
               "grant add Testgezin --lid 'Noor Testkind' --domeinen plan --niveau 3 --dagen 180 " SCENE_GRANT "\n");
}

static void test_a_second_grant_before_the_first_ends_leaves_no_gap(void **state)
{
    struct scene *scene = *state;
    for (long day = 25; day <= 175; day += 25)
        go_to(scene, day);
    again(scene);
    go_to(scene, 190); /* the first one ended ten days ago */
    scene_until(scene, "Eva", "grant list Testgezin\n", "verlopen");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    scene_says(
        scene, "Eva",
        "write doel Testgezin --lid 'Noor Testkind' --titel 'Nieuw na verlenging' --status open --horizon kort\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Nieuw na verlenging");
}

static void test_sharing_begins_again_after_a_withdrawal(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n");
    scene_until(scene, "Eva", "grant list Testgezin\n", "verwijderd op");
    again(scene);
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_second_grant_before_the_first_ends_leaves_no_gap, open_shared,
                                        scene_close),
        cmocka_unit_test_setup_teardown(test_sharing_begins_again_after_a_withdrawal, open_shared, scene_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
