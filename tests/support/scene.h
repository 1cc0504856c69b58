/* A stage for cmocka: what people do must succeed, or must be refused for the reason that is named; what a screen says
 * is searched. Every check that fails prints the whole screen. What a test started ends with it, also when it fails. */
#ifndef EP_SUPPORT_SCENE_H
#define EP_SUPPORT_SCENE_H

#include "crypto/error.h"
#include "tests/support/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define STARTED_MAX 8

struct scene {
    struct stage stage;
    struct ep_play started[STARTED_MAX];
    size_t starts;
    char *screen; /* the last one; owned */
};

/* Setup and teardown of a group, or of one test; and of one test within a group: ends what it started. */
int scene_open(void **state);
int scene_close(void **state);
int scene_drop(void **state);

/* Commands, one a line, with a person's vault: all succeed. What they said, until the next call. */
const char *scene_says(struct scene *scene, const char *person, const char *commands);
/* The commands end with this error: its exit status, and its words on the screen, which is the result. */
const char *scene_refused(struct scene *scene, const char *person, const char *commands, ep_err why);
/* Again and again until the screen says it; the screen. */
const char *scene_until(struct scene *scene, const char *person, const char *commands, const char *needle);

void scene_has(const char *screen, const char *needle);
void scene_lacks(const char *screen, const char *needle);

/* One command that goes on by itself; `words` ends with NULL. Ended by scene_drop at the latest. */
struct ep_play *scene_start(struct scene *scene, const char *person, const char *const words[]);
/* It ends well, or with this error and its words. */
void scene_ends(struct ep_play *play, ep_err why);

/* WT (steward Marja, user Eva in 'Team Oost') and JH (Joost, 'Team De Brug') are paired; Eva's household "Testgezin"
 * has the leden "Noor Testkind" and "Mama Testouder". Nothing is shared yet. */
void scene_household(struct scene *scene);
/* And JH has joined it on a grant over Noor: plan, level 3, 180 days. */
void scene_joined(struct scene *scene);
/* The setup of a group that begins there. */
int scene_open_joined(void **state);
/* A day as the programs count them: by Amsterdam's midnight, wherever the test runs. */
const char *scene_day(int from_now, char out[16]);
/* What a grant to JH needs beside --lid, --domeinen, --niveau and its end. */
#define SCENE_GRANT                                                                                   \
    "--aan 'Jeugdhulp De Brug' --grondslag toestemming --gever 'Mama Testouder' --kenmerk verslag-1 " \
    "--informatie 2024-01-01 --vorm mondeling"

#endif
