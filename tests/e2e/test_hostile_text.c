/* Promise: whatever an organisation, its people and its team call themselves, and whatever they write, no command of
 * another puts a byte of it on a screen or into a document that moves a cursor, hides, or turns text around. */
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A title, a cleared screen, a colour of one byte, DEL, an override, an isolate, nothing wide, a soft hyphen, a tag. */
#define EVIL                    \
    "\033]0;x\a\033[2J\xc2\x9b" \
    "31m\x7f\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xc2\xad\xf3\xa0\x81\x81"
/* As it is shown, and so as it can be typed. */
#define SEEN "?]0;x??[2J?31m??????"
#define KWAAD "'Kwaad" SEEN "' "
#define LID "'Noor Testkind" SEEN "' "
#define NOOR "--lid " LID

static const char *const inner[] = {"\xc2\x9b",     "\xe2\x80\xae", "\xe2\x81\xa6",
                                    "\xe2\x80\x8b", "\xc2\xad",     "\xf3\xa0\x81\x81"};

/* Bytes, and what a document would decode to them. */
static void is_clean(const char *screen, const char *what)
{
    static const char *const escaped[] = {"\\u001B", "\\u0007", "\\u009B", "\\u007F", "\\u202E", "\\u2066",
                                          "\\u200B", "\\u00AD", "\\uDB40", "\\u001b", "\\u202e"};
    for (const char *at = screen; *at != 0; at++)
        if (((unsigned char)*at < ' ' && *at != '\n') || *at == 0x7f)
            fail_msg("%s lets through byte %02x", what, (unsigned char)*at);
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++)
        if (strstr(screen, inner[i]) != NULL)
            fail_msg("%s lets through mark %zu", what, i);
    for (size_t i = 0; i < sizeof escaped / sizeof escaped[0]; i++)
        if (strstr(screen, escaped[i]) != NULL)
            fail_msg("%s lets through %s", what, escaped[i]);
}

/* What that person's command says has the words in it, and is clean. */
static void looks(struct scene *scene, const char *person, const char *command, const char *words)
{
    char line[256];
    snprintf(line, sizeof line, "%s\n", command);
    const char *screen = words != NULL ? scene_until(scene, person, line, words) : scene_says(scene, person, line);
    is_clean(screen, command);
}

/* Both sides of a meeting show what the other calls itself. */
static void meets(struct scene *scene, struct ep_play *a, struct ep_play *b)
{
    char words[2][258];
    (void)scene;
    assert_true(stage_words(a, words[0], 256) && stage_words(b, words[1], 256));
    strcat(words[0], "\n");
    strcat(words[1], "\n");
    assert_true(ep_play_type(a, words[1]) && ep_play_type(b, words[0]));
    scene_ends(a, EP_OK);
    scene_ends(b, EP_OK);
    is_clean(a->text, "meeting, inviter");
    is_clean(b->text, "meeting, invited");
    scene_has(a->text, "noemt zich: ");
}

static void pairs(struct scene *scene)
{
    char line[1024];
    struct ep_play *a = scene_start(scene, "WT.autoriteit", (const char *const[]){"peer", "invite", NULL});
    assert_true(stage_line(a, line, sizeof line));
    meets(scene, a, scene_start(scene, "JH.autoriteit", (const char *const[]){"peer", "accept", line, NULL}));
    scene_has(a->text, "Brug?");
}

static void joins(struct scene *scene)
{
    char line[1024];
    char kluis[512];
    struct ep_play *a = scene_start(scene, "JH.autoriteit", (const char *const[]){"user", "invite", NULL});
    assert_true(stage_line(a, line, sizeof line));
    stage_path(&scene->stage, kluis, "JH", "/kluizen/kwaad.kluis");
    meets(scene, a,
          scene_start(scene, kluis, (const char *const[]){"user", "join", line, "--naam", "Kees" EVIL, NULL}));
    scene_has(a->text, "Kees?");
    struct person *person = &scene->stage.person[scene->stage.people++];
    snprintf(person->called, sizeof person->called, "Kees");
    snprintf(person->kluis, sizeof person->kluis, "%s", kluis);
}

/* WT is honest; JH and its Kees are not. Kees's household "Kwaad", with Noor in it, is shown to WT. */
static int open_evil(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    struct stage *stage = &scene->stage;
    assert_true(stage_organisation(stage, "WT", "Wijkteam Oost", "gemeente", "Marja"));
    assert_true(stage_organisation(stage, "JH", "Brug" EVIL, "jeugd" EVIL, "Joost" EVIL));
    pairs(scene);
    joins(scene);
    scene_drop(state);
    scene_says(scene, "WT", "team create 'Team Oost' Marja\n");
    scene_says(scene, "JH", "team create 'Team Brug" EVIL "' Kees\n");
    scene_until(scene, "JH", "team list\n", "Team Oost");
    scene_says(scene, "Kees",
               "huishouden create 'Kwaad" EVIL "'\n"
               "lid add " KWAAD "'Noor Testkind" EVIL "' --rol kind --geboren 2016-03-04 --gezag 'Ma" EVIL
               "' --bron register\n");
    return 0;
}

static void writes_evil(struct scene *scene)
{
    scene_says(scene, "Kees",
               "write doel " KWAAD NOOR "--domein financien --titel 'titel" EVIL "' --eigen_woorden 'woord" EVIL
               "' --status loopt --horizon kort\n"
               "write actie " KWAAD NOOR "--domein financien --omschrijving 'daad" EVIL "' --uitvoerder 'wie" EVIL
               "' --moment 'dan" EVIL "' --blokkade 'blok" EVIL "' --status geblokkeerd\n"
               "write afspraak " KWAAD NOOR "--domein financien --vorm mdo --wanneer 'dinsdag" EVIL
               "' --deelnemers 'allen" EVIL "' --uitkomst 'door" EVIL "'\n"
               "write evaluatie " KWAAD NOOR "--domein financien --gehouden 2024-01-01 --behaald 7 --tekst 'goed" EVIL
               "' --reden 'ziek" EVIL "'\n"
               "write voorziening " KWAAD NOOR "--domein financien --naam 'hulp" EVIL "' --aanbieder 'huis" EVIL
               "' --omvang 'uren" EVIL "'\n"
               "write samenvatting " KWAAD NOOR "--domein financien --contact 'bel" EVIL "' --wat 'wat" EVIL
               "' --tekst 'verhaal" EVIL "' --aandacht 'let" EVIL "' --namens 'arts" EVIL "' --woord 'Ma" EVIL "'\n"
               "grant add " KWAAD NOOR "--domeinen financien --niveau 3 --dagen 180 --aan 'Wijkteam Oost' "
               "--grondslag toestemming --gever 'Ma" SEEN "' --kenmerk k --informatie 2024-01-01 "
               "--vorm 'mond" EVIL "'\n"
               "huishouden invite " KWAAD "'Wijkteam Oost'\n"
               "ask " KWAAD "'Wijkteam Oost' update " NOOR "\n");
}

static void no_command_lets_a_peers_text_steer_the_screen(void **state)
{
    struct scene *scene = *state;
    writes_evil(scene);
    looks(scene, "WT", "huishouden list", "uitgenodigd");
    scene_says(scene, "WT", "huishouden accept " LID "\n");
    looks(scene, "WT", "show " LID, "verhaal?");
    looks(scene, "WT", "show " LID "--json", "verhaal?");
    looks(scene, "WT", "show " LID "--taal en", "verhaal?");
    looks(scene, "WT", "show " LID, "vraagt een update");
    looks(scene, "WT", "huishouden list", "Brug?");
    looks(scene, "WT", "grant list " LID, "Brug?");
    looks(scene, "WT", "wie " LID "titel", "Brug?");
    looks(scene, "WT", "wie " LID "titel --json", "Brug?");
    looks(scene, "WT", "status", "Brug?");
    looks(scene, "WT", "status --json", "Brug?");
    looks(scene, "WT", "team list", "Team Brug?");
    looks(scene, "WT.autoriteit", "peer list", "Brug?");
    looks(scene, "WT", "regie propose " LID "Kees --organisatie Brug", "Kees?");
    looks(scene, "WT", "show " LID, "Kees?");
    looks(scene, "Kees", "user list", "Kees?"); /* a colleague's name is a stranger's text too */
    looks(scene, "Kees", "org show", "Kees?");
    looks(scene, "WT", "completion bash", NULL);
    scene_says(scene, "JH", "team add 'Team Brug" SEEN "' Joost\n");
    looks(scene, "WT", "team list", "het team Team Brug?"); /* "Let op: … groeide" */
    const char *screen = scene_refused(scene, "Kees", "change " KWAAD "titel --titel nieuw --basis 9\n", EP_CONFLICT);
    scene_has(screen, "titel?");
    is_clean(screen, "a conflict");
    looks(scene, "Kees", "grant withdraw " KWAAD NOOR "--organisatie 'Wijkteam Oost'", NULL);
    looks(scene, "Kees", "grant list " KWAAD, "ingetrokken");
}

/* What was typed wrongly comes back on the screen as well: a line that someone was told to paste. */
static void no_fault_repeats_what_was_typed_as_it_was(void **state)
{
    struct scene *scene = *state;
    is_clean(scene_refused(scene, "WT", "show '" EVIL "'\n", EP_HUISHOUDEN_UNKNOWN), "show");
    is_clean(scene_refused(scene, "WT", "wie '" EVIL "' x\n", EP_HUISHOUDEN_UNKNOWN), "wie");
    is_clean(scene_refused(scene, "Kees", "team add '" EVIL "' Kees\n", EP_NOT_FOUND), "team add");
    is_clean(scene_refused(scene, "Kees", "ask " KWAAD "'" EVIL "' update\n", EP_NOT_FOUND), "ask");
    is_clean(scene_refused(scene, "Kees", "write doel " KWAAD "--domein '" EVIL "' --titel x\n", EP_NO_DOMEIN),
             "write");
    struct ep_play *play = scene_start(scene, "WT", (const char *const[]){EVIL, NULL});
    scene_ends(play, EP_USAGE);
    is_clean(play->text, "a command that is none");
    play = scene_start(scene, "WT", (const char *const[]){"show", "--" EVIL, NULL});
    scene_ends(play, EP_USAGE);
    is_clean(play->text, "an option that is none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(no_command_lets_a_peers_text_steer_the_screen, scene_drop),
        cmocka_unit_test_teardown(no_fault_repeats_what_was_typed_as_it_was, scene_drop),
    };
    return cmocka_run_group_tests(tests, open_evil, scene_close);
}
