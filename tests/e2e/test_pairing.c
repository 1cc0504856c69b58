/* Promise: two organisations pair in two minutes with a line and five words each way, only one of them reachable; wrong
 * words, a used, expired or damaged line, and a third party with the line are each refused with their own message. */
#include "tests/support/scene.h"

#include <stdio.h>
#include <string.h>

static const char *const invite_words[] = {"peer", "invite", NULL};

/* A can be reached, B cannot. */
static int open_two(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    return stage_organisation(&scene->stage, "A", "Organisatie Anna", "gemeente", "An") &&
                   stage_hidden(&scene->stage, "B", "Organisatie Bert", "jeugdhulp", "Bo")
               ? 0
               : -1;
}

static struct ep_play *invite(struct scene *scene, const char *who, char line[1024])
{
    struct ep_play *play = scene_start(scene, who, invite_words);
    assert_true(stage_line(play, line, 1024));
    return play;
}

static struct ep_play *accept_line(struct scene *scene, const char *who, const char *line)
{
    return scene_start(scene, who, (const char *const[]){"peer", "accept", line, NULL});
}

static void hear(struct ep_play *play, char words[258])
{
    bool heard = stage_words(play, words, 256);
    if (!heard)
        print_error("no words on:\n%s\n", play->text != NULL ? play->text : "");
    assert_true(heard);
    strcat(words, "\n");
}

static void lacks_each_other(struct scene *scene)
{
    scene_lacks(scene_says(scene, "A.autoriteit", "peer list\n"), "Organisatie Bert");
    scene_lacks(scene_says(scene, "B.autoriteit", "peer list\n"), "Organisatie Anna");
}

/* Whoever uses this line now hears that it was used. */
static void is_burnt(struct scene *scene, const char *line)
{
    scene_ends(accept_line(scene, "B.autoriteit", line), EP_INVITE_USED);
}

static void two_organisations_pair_when_only_one_can_be_reached(void **state)
{
    struct scene *scene = *state;
    assert_true(stage_pair(&scene->stage, "A", "B"));
    scene_until(scene, "A.autoriteit", "peer list\n", "Organisatie Bert                 verbonden");
    scene_until(scene, "B.autoriteit", "peer list\n", "Organisatie Anna                 verbonden");
    scene_says(scene, "A", "team create 'Team Anna' An\n");
    scene_says(scene, "B", "team create 'Team Bert' Bo\n");
    scene_until(scene, "B", "team list\n", "Team Anna");
    scene_until(scene, "A", "team list\n", "Team Bert");
}

static void wrong_words_at_the_invited_end_it_for_both(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[258];
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line);
    hear(b, words);
    hear(a, words);
    assert_true(ep_play_type(b, "appel boom citroen deur ezel\n"));
    scene_ends(b, EP_WORDS_WRONG);
    assert_true(ep_play_type(a, "appel boom citroen deur ezel\n"));
    scene_ends(a, EP_WORDS_WRONG);
    lacks_each_other(scene);
    is_burnt(scene, line);
}

static void who_typed_the_right_words_is_told_when_the_invited_typed_wrong_ones(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[2][258];
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line);
    hear(a, words[0]);
    hear(b, words[1]);
    assert_true(ep_play_type(b, words[1])); /* his own words */
    scene_ends(b, EP_WORDS_WRONG);
    assert_true(ep_play_type(a, words[1]));
    scene_ends(a, EP_WORDS_WRONG);
    lacks_each_other(scene);
    is_burnt(scene, line);
}

static void who_typed_the_right_words_is_told_when_the_inviter_typed_wrong_ones(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[2][258];
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line);
    hear(a, words[0]);
    hear(b, words[1]);
    assert_true(ep_play_type(a, words[0]));
    scene_ends(a, EP_WORDS_WRONG);
    assert_true(ep_play_type(b, words[0]));
    scene_ends(b, EP_WORDS_WRONG);
    lacks_each_other(scene);
    is_burnt(scene, line);
}

static void who_typed_first_and_right_is_told_when_the_other_then_types_wrong(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[2][258];
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line);
    hear(a, words[0]);
    hear(b, words[1]);
    assert_true(ep_play_type(a, words[1]));
    assert_true(ep_play_expect(a, "Gekoppeld", 0, 1500) < 0); /* not before the other has typed as well */
    assert_true(ep_play_type(b, words[1]));
    scene_ends(b, EP_WORDS_WRONG);
    scene_ends(a, EP_WORDS_WRONG);
    lacks_each_other(scene);
}

static void who_hangs_up_without_typing_leaves_no_link(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[258];
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line);
    hear(b, words);
    hear(a, words);
    scene_ends(b, EP_WORDS_WRONG); /* its input ends */
    scene_ends(a, EP_WORDS_WRONG);
    lacks_each_other(scene);
}

static void an_invitation_is_used_once(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[2][258];
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line);
    hear(a, words[0]);
    hear(b, words[1]);
    assert_true(ep_play_type(a, words[1]));
    assert_true(ep_play_type(b, words[0]));
    scene_ends(a, EP_OK);
    scene_ends(b, EP_OK);
    is_burnt(scene, line);
}

static void an_invitation_expires_after_a_day(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    invite(scene, "A.autoriteit", line);
    assert_true(stage_clock(&scene->stage, 2)); /* from noon, as every stage */
    is_burnt(scene, line);
    lacks_each_other(scene);
}

static void a_line_that_is_not_whole_is_said_to_be_none(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char bad[1024];
    invite(scene, "A.autoriteit", line);
    snprintf(bad, sizeof bad, "%.60s", line); /* cut off */
    scene_ends(accept_line(scene, "B.autoriteit", bad), EP_LINE_INVALID);
    snprintf(bad, sizeof bad, "%s", line);
    bad[40] = bad[40] == 'x' ? 'y' : 'x'; /* one letter wrong */
    scene_ends(accept_line(scene, "B.autoriteit", bad), EP_LINE_INVALID);
    snprintf(bad, sizeof bad, "%s", line + 1);
    scene_ends(accept_line(scene, "B.autoriteit", bad), EP_LINE_INVALID);
    scene_ends(accept_line(scene, "B.autoriteit", ""), EP_LINE_INVALID);
    scene_ends(
        scene_start(scene, "/nergens.kluis", (const char *const[]){"user", "join", line, "--naam", "Iemand", NULL}),
        EP_LINE_INVALID); /* a line for organisations, not for a user */
    lacks_each_other(scene);
}

static void an_organisation_does_not_pair_with_itself(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    invite(scene, "A.autoriteit", line);
    scene_ends(accept_line(scene, "A.autoriteit", line), EP_PEER_SELF);
}

static void only_the_user_authority_pairs(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    scene_ends(scene_start(scene, "A", invite_words), EP_SIGNER_ROLE);
    invite(scene, "A.autoriteit", line);
    scene_ends(accept_line(scene, "B", line), EP_SIGNER_ROLE);
}

static void a_node_that_is_off_is_said_to_be_unreachable_in_bounded_time(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    invite(scene, "B.autoriteit", line); /* no relay before it: its own address stands in the line */
    scene_drop(state);
    stage_node_off(stage_org(&scene->stage, "B"));
    scene_ends(accept_line(scene, "A.autoriteit", line), EP_NOT_REACHED);
    scene_ends(scene_start(scene, "B.autoriteit", invite_words), EP_NOT_REACHED); /* nor by its own people */
}

static void who_comes_after_a_thief_of_the_line_hears_that_it_was_used(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[258];
    assert_true(stage_organisation(&scene->stage, "M", "Organisatie Mallory", "overig", "Mo"));
    struct ep_play *a = invite(scene, "A.autoriteit", line);
    struct ep_play *m = accept_line(scene, "M.autoriteit", line);
    hear(m, words);
    is_burnt(scene, line);
    hear(a, words);
    scene_has(a->text, "Organisatie Mallory"); /* A sees who is there, and hears no words from B */
    assert_true(ep_play_type(a, "\n"));
    scene_ends(a, EP_WORDS_WRONG);
    lacks_each_other(scene);
    scene_lacks(scene_says(scene, "A.autoriteit", "peer list\n"), "Mallory");
}

/* A meets M, M meets B with a line of its own; A and B read and type each other's words. */
static void who_sits_in_between_with_two_lines_is_found_by_the_words(void **state)
{
    struct scene *scene = *state;
    char line[2][1024];
    char words[2][258];
    assert_true(
        stage_organisation(&scene->stage, "M", "Organisatie Anna", "gemeente", "Mo")); /* it even calls itself so */
    struct ep_play *a = invite(scene, "A.autoriteit", line[0]);
    accept_line(scene, "M.autoriteit", line[0]); /* at once with the next, with one vault */
    invite(scene, "M.autoriteit", line[1]);
    struct ep_play *b = accept_line(scene, "B.autoriteit", line[1]);
    hear(a, words[0]);
    hear(b, words[1]);
    assert_string_not_equal(words[0], words[1]);
    assert_true(ep_play_type(a, words[1]));
    assert_true(ep_play_type(b, words[0]));
    scene_ends(a, EP_WORDS_WRONG);
    scene_ends(b, EP_WORDS_WRONG);
    scene_lacks(scene_says(scene, "B.autoriteit", "peer list\n"), "Organisatie Anna");
}

static void two_that_dial_each_other_at_once_keep_one_link_both_ways(void **state)
{
    struct scene *scene = *state;
    struct stage *stage = &scene->stage;
    assert_true(stage_organisation(stage, "C", "Organisatie Cees", "school", "Co"));
    assert_true(stage_pair(stage, "A", "C"));
    for (unsigned round = 0; round < 3; round++) {
        char command[128];
        stage_node_off(stage_org(stage, "A"));
        stage_node_off(stage_org(stage, "C"));
        assert_true(stage_node_on(stage, stage_org(stage, "A")) && stage_node_on(stage, stage_org(stage, "C")));
        snprintf(command, sizeof command, "team create 'Anna %u' An\n", round);
        scene_says(scene, "A", command);
        snprintf(command, sizeof command, "team create 'Cees %u' Co\n", round);
        scene_says(scene, "C", command);
        snprintf(command, sizeof command, "Anna %u ", round);
        scene_until(scene, "C", "team list\n", command);
        snprintf(command, sizeof command, "Cees %u ", round);
        scene_until(scene, "A", "team list\n", command);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_two, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_organisations_pair_when_only_one_can_be_reached),
        TEST(wrong_words_at_the_invited_end_it_for_both),
        TEST(who_typed_the_right_words_is_told_when_the_invited_typed_wrong_ones),
        TEST(who_typed_the_right_words_is_told_when_the_inviter_typed_wrong_ones),
        TEST(who_typed_first_and_right_is_told_when_the_other_then_types_wrong),
        TEST(who_hangs_up_without_typing_leaves_no_link),
        TEST(an_invitation_is_used_once),
        TEST(an_invitation_expires_after_a_day),
        TEST(a_line_that_is_not_whole_is_said_to_be_none),
        TEST(an_organisation_does_not_pair_with_itself),
        TEST(only_the_user_authority_pairs),
        TEST(a_node_that_is_off_is_said_to_be_unreachable_in_bounded_time),
        TEST(who_comes_after_a_thief_of_the_line_hears_that_it_was_used),
        TEST(who_sits_in_between_with_two_lines_is_found_by_the_words),
        TEST(two_that_dial_each_other_at_once_keep_one_link_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
