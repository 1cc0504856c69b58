/* A case of the domain as a story: a text file that is played with real nodes on a moved clock, and checked where it says
 * so. Used by the demo and by the end-to-end tests of the cases.
 *
 *   == n tekst      day n: all clocks go to T+n, and the heading is told
 *   | tekst         told
 *   WIE> opdracht   an eenplan command with that person's vault; those of one person in a row play in one go
 *   WIE! EP_X> …    the same, and it must be refused for that reason
 *   ? tekst         the last screen says this; ?! tekst: it does not
 *   $h tekst        the id behind that text on the last screen is {h} from now on
 *   ! woord …       what is no eenplan command: organisatie, gebruiker, koppel, uit, aan, wacht, genoeg,
 *                   nacht (until the nodes believe the new day, and what ended is deleted)
 *   {n}             the date of day n; {-n}: so many days before T; {n+15}: fifteen years later
 *
 * What stands between double quotes is a name or a word of the case, which no node may hold. */
#ifndef EP_SUPPORT_STORY_H
#define EP_SUPPORT_STORY_H

#include "crypto/error.h"
#include "tests/support/stage.h"

#include <stdio.h>
#include <time.h>

#define STORY_SECRETS_MAX 512

struct story {
    struct stage *stage;
    FILE *out; /* where it is told; NULL: nowhere */
    bool over;
    bool brief;   /* it is over at "! genoeg" */
    time_t start; /* T */
    char who[64]; /* whose commands are gathered */
    char commands[32768];
    ep_err refused;    /* that they must end with */
    char *screen;      /* the last; owned */
    char kept[26][33]; /* ids, by letter */
    char *secret[STORY_SECRETS_MAX];
    size_t secrets, line, checked;
};

/* False at the first thing that is not as told; that is printed on `out`, or on stderr. */
bool story_play(struct story *story, const char *path);
/* One line of a story, of which nothing waits for the next; `text` is written over. */
bool story_line(struct story *story, char *text);
void story_close(struct story *story);

#endif
