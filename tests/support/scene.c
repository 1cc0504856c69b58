#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include "cli/cli.h"
#include "proto/calendar.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define UNTIL_TRIES 40
#define END_MS 30000

/* The scene that is open. cmocka calls no teardown after a setup that failed, so the end of the program does. */
static struct scene *open_scene;

static void close_at_exit(void)
{
    void *state = open_scene;
    if (state != NULL)
        scene_close(&state);
}

int scene_open(void **state)
{
    static bool asked;
    struct scene *scene = calloc(1, sizeof *scene);
    close_at_exit(); /* one whose setup failed */
    if (!asked)
        asked = atexit(close_at_exit) == 0;
    *state = open_scene = scene;
    return scene != NULL && stage_open(&scene->stage, EP_BIN_DIR, true) ? 0 : -1;
}

int scene_drop(void **state)
{
    struct scene *scene = *state;
    for (size_t i = 0; i < scene->starts; i++) {
        ep_play_stop(&scene->started[i], SIGKILL);
        ep_play_free(&scene->started[i]);
    }
    scene->starts = 0;
    return 0;
}

int scene_close(void **state)
{
    struct scene *scene = *state;
    open_scene = NULL;
    scene_drop(state);
    stage_close(&scene->stage);
    free(scene->screen);
    free(scene);
    return 0;
}

static int play(struct scene *scene, const char *person, const char *commands)
{
    struct ep_play play;
    int status = stage_play(&scene->stage, person, commands, &play);
    free(scene->screen);
    scene->screen = play.text != NULL ? play.text : strdup("");
    play.text = NULL;
    ep_play_free(&play);
    return status;
}

static void complain(const char *what, const char *about, const char *screen)
{
    fprintf(stderr, "%s: %s\n----\n%s\n----\n", what, about, screen); /* print_error cuts off */
}

const char *scene_says(struct scene *scene, const char *person, const char *commands)
{
    int status = play(scene, person, commands);
    if (status != 0)
        complain("must succeed", commands, scene->screen);
    assert_int_equal(status, 0);
    return scene->screen;
}

const char *scene_refused(struct scene *scene, const char *person, const char *commands, ep_err why)
{
    const struct ep_err_row *row = ep_err_row(why);
    int status = play(scene, person, commands);
    if (status != row->exit_status || strstr(scene->screen, row->text[1]) == NULL)
        complain(row->name, commands, scene->screen);
    assert_int_equal(status, row->exit_status);
    scene_has(scene->screen, row->text[1]);
    scene_has(scene->screen, row->next[1]);
    return scene->screen;
}

const char *scene_until(struct scene *scene, const char *person, const char *commands, const char *needle)
{
    for (unsigned tries = 0; tries < UNTIL_TRIES; tries++) {
        if (play(scene, person, commands) == 0 && strstr(scene->screen, needle) != NULL)
            return scene->screen;
        poll(NULL, 0, 250);
    }
    complain("never said", needle, scene->screen);
    fail();
    return NULL;
}

void scene_has(const char *screen, const char *needle)
{
    if (strstr(screen, needle) == NULL)
        complain("must say", needle, screen);
    assert_non_null(strstr(screen, needle));
}

void scene_lacks(const char *screen, const char *needle)
{
    if (strstr(screen, needle) != NULL)
        complain("must not say", needle, screen);
    assert_null(strstr(screen, needle));
}

struct ep_play *scene_start(struct scene *scene, const char *person, const char *const words[])
{
    assert_true(scene->starts < STARTED_MAX);
    struct ep_play *play = &scene->started[scene->starts];
    const char *kluis = person[0] == '/' ? person : stage_kluis(&scene->stage, person);
    assert_non_null(kluis);
    assert_true(stage_start(&scene->stage, play, kluis, words));
    scene->starts++;
    return play;
}

void scene_ends(struct ep_play *play, ep_err why)
{
    const struct ep_err_row *row = ep_err_row(why);
    int status = ep_play_wait(play, END_MS);
    const char *screen = play->text != NULL ? play->text : "";
    if (status != row->exit_status)
        complain("must end with", row->name, screen);
    assert_int_equal(status, row->exit_status);
    if (why != EP_OK && why != EP_USAGE) /* which has its own words for each misuse */
        scene_has(screen, row->text[1]);
}

void scene_household(struct scene *scene)
{
    struct stage *stage = &scene->stage;
    assert_true(stage_organisation(stage, "WT", "Wijkteam Oost", "gemeente", "Marja"));
    assert_true(stage_organisation(stage, "JH", "Jeugdhulp De Brug", "jeugdhulp", "Joost"));
    assert_true(stage_user(stage, "WT", "Eva"));
    scene_says(scene, "WT", "team create 'Team Oost' Eva\n");
    scene_says(scene, "JH", "team create 'Team De Brug' Joost\n");
    assert_true(stage_pair(stage, "WT", "JH"));
    scene_until(scene, "WT", "team list\n", "Team De Brug");
    scene_says(scene, "Eva",
               "huishouden create Testgezin\n"
               "lid add Testgezin 'Noor Testkind' --rol kind --geboren 2016-03-04 --gezag 'Mama Testouder' --bron "
               "gezagsregister\n"
               "lid add Testgezin 'Mama Testouder' --rol ouder --geboren 1985-06-07\n");
}

void scene_joined(struct scene *scene)
{
    scene_household(scene);
    scene_says(scene, "Eva",
               "grant add Testgezin --lid 'Noor Testkind' --domeinen plan --niveau 3 --dagen 180 " SCENE_GRANT "\n"
               "huishouden invite Testgezin 'Jeugdhulp De Brug'\n");
    scene_until(scene, "JH", "huishouden list\n", "uitgenodigd");
    scene_says(scene, "JH", "huishouden accept 'Noor Testkind'\n");
    scene_until(scene, "Eva", "grant list Testgezin\n", "geldig");
}

int scene_open_joined(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    scene_joined(*state);
    return 0;
}

const char *scene_day(int from_now, char out[16])
{
    ep_date_text(out, ep_day_of_hour(ep_cli_now_s() / 3600) + from_now);
    return out;
}
