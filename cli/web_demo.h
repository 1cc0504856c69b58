/* `eenplan web --demo`: five made-up organisations on this machine, and the keys of all of them in one place. Layer: cli.
 *
 * The program eenplan-demo, beside this one, sets up what it played before, and stays until its input ends. It says on its
 * output, with tabs between: "klok FILE", "wachtzin FILE", "persoon ORGANISATION VAULT" for each, and "klaar". */
#ifndef EP_CLI_WEB_DEMO_H
#define EP_CLI_WEB_DEMO_H

#include "cli/web.h"

#include <sys/types.h>

#define EP_DEMO_PERSONS_MAX 8u
#define EP_DEMO_PATH_BYTES 512u

struct ep_demo_person {
    char organisatie[EP_NAME_BYTES_MAX + 1];
    char kluis[EP_DEMO_PATH_BYTES];
};

struct ep_web_demo {
    struct ep_demo_person person[EP_DEMO_PERSONS_MAX];
    size_t count, now; /* now: 1 + the one who is here; 0: nobody yet */
    char wachtzin[256];
    pid_t pid;
    int to, from;
};

/* Starts it and waits until it is there. EP_WEB_NO_TOOL with the reason as fault; EP_NO_MEMORY. */
EP_MUST ep_err ep_web_demo_open(struct ep_web *web);
void ep_web_demo_close(struct ep_web *web);
/* Locks, and unlocks as that person, from 1 on. EP_NOT_FOUND; else as ep_web_unlock. */
EP_MUST ep_err ep_web_demo_be(struct ep_web *web, ep_bytes body);
void ep_web_demo_json(const struct ep_web *web, struct ep_json *json); /* key "demo" of the session */

#endif
