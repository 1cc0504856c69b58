/* Promise: the worked cases of the domain play through, and end in what DOMAIN 7 says each viewer sees. What is checked
 * stands in the stories themselves, tests/cases. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"
#include "tests/support/story.h"

#include <time.h>

static void plays(void **state, const char *path, size_t checks)
{
    struct scene *scene = *state;
    struct story story = {.stage = &scene->stage, .start = stage_begins(&scene->stage)};
    bool good = story_play(&story, path);
    size_t checked = story.checked;
    story_close(&story);
    assert_true(good);
    assert_true(checked >= checks); /* a story that checks nothing proves nothing */
}

static void test_case_a_plays_through(void **state)
{
    plays(state, EP_SOURCE_DIR "/tests/cases/a.txt", 49);
}

static void test_case_b_plays_through(void **state)
{
    plays(state, EP_SOURCE_DIR "/tests/cases/b.txt", 107);
}

static void test_case_d_plays_through(void **state)
{
    plays(state, EP_SOURCE_DIR "/tests/cases/d.txt", 58);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_case_a_plays_through, scene_open, scene_close),
        cmocka_unit_test_setup_teardown(test_case_b_plays_through, scene_open, scene_close),
        cmocka_unit_test_setup_teardown(test_case_d_plays_through, scene_open, scene_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
