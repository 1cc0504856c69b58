/* A stage for the demo and the end-to-end tests: organisations with a real node behind a recording relay, people with real vaults, one clock.
 * Everything lives in one temporary folder. */
#ifndef EP_SUPPORT_STAGE_H
#define EP_SUPPORT_STAGE_H

#include "tests/support/play.h"

#define ORGS_MAX 8
#define PEOPLE_MAX 16

struct org {
    char code[16];
    char name[128];
    unsigned port, relay_port;
    struct ep_play node;
    pid_t relay;
};

struct person {
    char called[64]; /* as the story calls him: "Eva", or "JH" for the first steward of an organisation */
    char kluis[512];
};

struct stage {
    const char *bin;        /* folder of the programs */
    bool small_vaults;      /* the explicit test switch; the demo does not use it */
    char folder[256];       /* everything */
    char clock[512];        /* the file that moves all clocks */
    char passphrase[512];
    struct org org[ORGS_MAX];
    size_t orgs;
    struct person person[PEOPLE_MAX];
    size_t people;
};

bool stage_open(struct stage *stage, const char *bin, bool small_vaults);
void stage_close(struct stage *stage);
bool stage_clock(const struct stage *stage, long days);

struct org *stage_org(struct stage *stage, const char *code);
bool stage_organisation(struct stage *stage, const char *code, const char *name, const char *sort, const char *steward);
bool stage_node_on(struct stage *stage, struct org *org);
void stage_node_off(struct org *org);
/* Invitation line, and five words each way, typed by the two sides. */
bool stage_pair(struct stage *stage, const char *inviter, const char *invited);
bool stage_user(struct stage *stage, const char *org, const char *name);
/* Play commands (one a line) with a person's vault; what it said is in `out`, which the caller frees. Exit status. */
int stage_play(struct stage *stage, const char *person, const char *commands, struct ep_play *out);
/* Wait until nothing has crossed the wires for a while; false when that did not come within `ms`. */
bool stage_settle(struct stage *stage, unsigned ms);

#endif
