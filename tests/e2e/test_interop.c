/* Promise: a client in another language, written from PROTOCOL.md alone (tests/interop), joins an organisation with a line
 * and five words each way, reads what eenplan wrote, at home and in another organisation, and writes what eenplan shows; its
 * vault opens in eenplan; and what it does wrong is refused as the page says. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INTEROP EP_SOURCE_DIR "/tests/interop/"
#define CLIENT_MS 60000

/* Start the client with a command and what follows the passphrase file. */
static struct ep_play *client(struct scene *scene, const char *command, const char *kluis, const char *const words[2])
{
    assert_true(scene->starts < STARTED_MAX);
    struct ep_play *play = &scene->started[scene->starts];
    const char *const argv[] = {
        INTEROP "run.sh", INTEROP "client.py", command, scene->stage.passphrase, kluis, words[0], words[1], NULL};
    assert_true(ep_play_start(play, argv, NULL));
    scene->starts++;
    return play;
}

/* It ends well; what it said, until the scene is dropped. */
static const char *ends(struct ep_play *play)
{
    int status = ep_play_wait(play, CLIENT_MS);
    if (status != 0)
        fprintf(stderr, "%s\n", play->text != NULL ? play->text : "");
    assert_int_equal(status, 0);
    return play->text;
}

static const char *says(struct scene *scene, const char *command, const char *who, const char *word)
{
    return ends(client(scene, command, stage_kluis(&scene->stage, who), (const char *const[]){word, NULL}));
}

/* The words go both ways between the two programs, as between two telephones. */
static void joins(struct scene *scene, const char *org, const char *name)
{
    char line[1024];
    char words[2][258];
    char authority[64];
    struct person *person = &scene->stage.person[scene->stage.people++];
    snprintf(person->called, sizeof person->called, "%s", name);
    snprintf(person->kluis, sizeof person->kluis, "%s/%s/kluizen/%s.kluis", scene->stage.folder, org, name);
    snprintf(authority, sizeof authority, "%s.autoriteit", org);
    struct ep_play *a = scene_start(scene, authority, (const char *const[]){"user", "invite", NULL});
    assert_true(stage_line(a, line, sizeof line));
    struct ep_play *b = client(scene, "join", person->kluis, (const char *const[]){line, name});
    assert_true(stage_words(a, words[0], 256));
    assert_true(stage_words(b, words[1], 256));
    assert_true(ep_play_type(a, strcat(words[1], "\n")));
    assert_true(ep_play_type(b, strcat(words[0], "\n")));
    scene_has(ends(b), "U bent gebruiker");
    scene_ends(a, EP_OK);
}

static int open_joined(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    scene_joined(*state);
    return 0;
}

static void another_client_reads_and_writes_in_its_own_organisation(void **state)
{
    struct scene *scene = *state;
    /* Written before Piet is there, so he needs the team's older secret, which only a steward in the team can pass on. */
    scene_says(scene, "WT", "team add 'Team Oost' Marja\n");
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel 'Elke dag naar school'\n"
               "lid add Testgezin 'Tess Testkind' --rol kind --geboren 2014-02-28\n");
    joins(scene, "WT", "Piet");
    scene_says(scene, "WT", "team add 'Team Oost' Piet\n");
    scene_says(scene, "Eva", "huishouden staf Testgezin --erbij Piet\n");
    scene_says(scene, "Eva", "write samenvatting Testgezin --wat 'Wat-tekst' --tekst 'Tekst met een é en een €'\n");
    const char *told = says(scene, "read", "Piet", NULL);
    scene_has(told, "titel: Elke dag naar school");
    scene_has(told, "tekst: Tekst met een é en een €");
    scene_has(told, "aanduiding: Tess Testkind");
    scene_has(told, "geboren: 2014-02-28");
    scene_lacks(told, "Noor Testkind"); /* written before any steward was in the team */
    scene_lacks(told, "niet gebruikt");

    says(scene, "write", "Piet", "Doel uit Python");
    const char *screen = scene_says(scene, "Eva", "show Testgezin\nwie Testgezin 'Doel uit Python'\n");
    scene_has(screen, "Doel uit Python");
    scene_has(screen, "Doel uit Python, in eigen woorden");
    scene_has(screen, "team Team Oost, Wijkteam Oost: ");
    scene_has(screen, "Piet");
    scene_has(scene_says(scene, "Piet", "show 'Tess Testkind'\n"),
              "Doel uit Python"); /* and its vault opens in eenplan */
    scene_says(scene, "Eva", "change Testgezin 'Doel uit Python' --titel 'Veranderd in C'\n");
    told = says(scene, "read", "Piet", NULL);
    scene_has(told, "titel: Veranderd in C");
    scene_lacks(told, "titel: Doel uit Python");
    told = says(scene, "versies", "Piet", "Veranderd in C");
    scene_has(told, "v1 niveau 2: Doel uit Python\n");
    scene_has(told, "v2 niveau 2: Veranderd in C\n");
    screen = scene_says(scene, "Eva", "versies Testgezin 'Veranderd in C'\n");
    scene_has(screen, "Doel uit Python");
    scene_has(screen, "door Piet\n");
}

static void another_client_reads_what_a_peer_shares(void **state)
{
    struct scene *scene = *state;
    joins(scene, "JH", "Pia");
    scene_says(scene, "JH", "team add 'Team De Brug' Pia\nhuishouden staf 'Noor Testkind' --erbij Pia\n");
    scene_until(scene, "WT", "team list\n", "Team De Brug");
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel 'Gedeeld doel'\n"
               "write doel Testgezin --lid 'Mama Testouder' --titel 'Ongedeeld doel'\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Gedeeld doel");
    const char *told = says(scene, "read", "Pia", NULL);
    scene_has(told, "titel: Gedeeld doel");
    scene_lacks(told, "Ongedeeld doel");
    scene_lacks(told, "niet gebruikt");
    says(scene, "write", "Pia", "Doel van De Brug");
    scene_has(scene_says(scene, "JH", "show 'Noor Testkind'\n"), "Doel van De Brug");
}

static void what_another_client_does_wrong_is_refused_as_the_page_says(void **state)
{
    struct scene *scene = *state;
    joins(scene, "WT", "Piet");
    scene_says(scene, "WT", "team add 'Team Oost' Piet\n");
    scene_says(scene, "Eva", "huishouden staf Testgezin --erbij Piet\n");
    const char *told = says(scene, "wrong", "Piet", NULL);
    scene_has(told, "\nvreemd id: EP_ID_MISMATCH\n");
    scene_has(told, "\nvalse handtekening: EP_FORGED\n");
    scene_has(told, "\nnog steeds zonder lezing: EP_NOT_LOGGED\n");
    scene_has(told, "\ngoed: EP_OK\n");
    scene_has(told, "\nomgevallen bit: EP_CLOSED\n");
    scene_has(told, "\nweer goed: EP_OK\n");
}

/* What another client's user types is what he heard, or nobody joins. */
static void wrong_words_typed_at_another_client_make_no_user(void **state)
{
    struct scene *scene = *state;
    char line[1024];
    char words[258];
    char kluis[512];
    stage_path(&scene->stage, kluis, "WT", "/kluizen/niemand.kluis");
    struct ep_play *a = scene_start(scene, "WT.autoriteit", (const char *const[]){"user", "invite", NULL});
    assert_true(stage_line(a, line, sizeof line));
    struct ep_play *b = client(scene, "join", kluis, (const char *const[]){line, "Niemand"});
    assert_true(stage_words(b, words, 256));
    assert_true(ep_play_type(b, "appel boom citroen deur ezel\n"));
    assert_int_equal(ep_play_wait(b, CLIENT_MS), 1);
    scene_has(b->text, "EP_WORDS_WRONG");
    assert_true(ep_play_type(a, strcat(words, "\n"))); /* these are right */
    scene_ends(a, EP_WORDS_WRONG);
    assert_int_not_equal(access(kluis, F_OK), 0);
    scene_lacks(scene_says(scene, "WT", "user list\n"), "Niemand");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_joined, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(another_client_reads_and_writes_in_its_own_organisation),
        TEST(another_client_reads_what_a_peer_shares),
        TEST(what_another_client_does_wrong_is_refused_as_the_page_says),
        TEST(wrong_words_typed_at_another_client_make_no_user),
    };
    int status = system("sh " INTEROP "run.sh"); /* it says whether it can run, and why not */
    if (status != 0)
        return WEXITSTATUS(status);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
