/* A stage for the demo and the end-to-end tests: organisations with a real node behind a recording relay, people with
 * real vaults, one clock. Everything lives in one temporary folder. */
#ifndef EP_SUPPORT_STAGE_H
#define EP_SUPPORT_STAGE_H

#include "tests/support/play.h"

#include <time.h>

#define ORGS_MAX 10
#define PEOPLE_MAX 32
#define STAGE_PASSPHRASE "zes woorden die alleen op dit toneel staan" /* of every vault */

struct org {
    char code[16];
    char name[128];
    unsigned port, relay_port;
    struct ep_play node;
    pid_t relay;
};

struct person {
    char called[64]; /* as the story calls him: "Eva"; "JH" for its first steward, "JH.autoriteit" for its user
                        authority */
    char kluis[512];
};

struct stage {
    const char *bin;   /* folder of the programs */
    bool keep;         /* the folder stays after stage_close, for who wants to look */
    bool small_vaults; /* the explicit test switch; the demo does not use it */
    long today;        /* the day of the story that is really today, for who looks with a clock of his own; else 0 */
    long noon;         /* hours from now to noon: no test has a midnight in it, here or in Amsterdam, in any season */
    char folder[256];  /* everything */
    char clock[512];   /* the file that moves all clocks */
    char passphrase[512];
    struct org org[ORGS_MAX];
    size_t orgs;
    struct person person[PEOPLE_MAX];
    size_t people;
};

bool stage_open(struct stage *stage, const char *bin, bool small_vaults);
/* In a folder that is there and stays the caller's; then its clock and passphrase. */
bool stage_open_at(struct stage *stage, const char *bin, bool small_vaults, const char *folder);
bool stage_begin(struct stage *stage);
/* A stage that was kept, set up again: its nodes and relays run as they were left. */
bool stage_save(const struct stage *stage);
bool stage_resume(struct stage *stage, const char *bin, const char *folder);
void stage_close(struct stage *stage);
bool stage_clock(const struct stage *stage, long days);
time_t stage_begins(const struct stage *stage); /* the moment at which its day 0 is now */

struct org *stage_org(struct stage *stage, const char *code);
bool stage_organisation(struct stage *stage, const char *code, const char *name, const char *sort, const char *steward);
/* One that others cannot reach: its card has no route, so only its own node dials, and no relay stands before it. */
bool stage_hidden(struct stage *stage, const char *code, const char *name, const char *sort, const char *steward);
bool stage_node_on(struct stage *stage, struct org *org);
void stage_node_off(struct org *org);
/* Where a file of an organisation lies: "/node", "/kluizen/steward.kluis". */
void stage_path(const struct stage *stage, char out[512], const char *code, const char *rest);
/* The vault of a person of the story; NULL when nobody is called so. */
const char *stage_kluis(const struct stage *stage, const char *person);
/* Start one command with a vault and go on at once; `words` ends with NULL. */
bool stage_start(struct stage *stage, struct ep_play *play, const char *kluis, const char *const words[]);
/* The invitation line that a started command shows, and the five words that it says to read aloud. */
bool stage_line(struct ep_play *play, char *line, size_t cap);
bool stage_words(struct ep_play *play, char *words, size_t cap);
/* Invitation line, and five words each way, typed by the two sides. */
bool stage_pair(struct stage *stage, const char *inviter, const char *invited);
/* Somebody who has a place for a vault, and none yet; and who made one by an invitation. */
bool stage_newcomer(struct stage *stage, const char *org, const char *name);
bool stage_user(struct stage *stage, const char *org, const char *name);
bool stage_privacy(struct stage *stage, const char *org, const char *name); /* who may look into the log */
/* Play commands (one a line) with a person's vault; what it said is in `out`, which the caller frees. Exit status. */
int stage_play(struct stage *stage, const char *person, const char *commands, struct ep_play *out);
/* Wait until nothing has crossed the wires for a while; false when that did not come within `ms`. */
bool stage_settle(struct stage *stage, unsigned ms);

#endif
