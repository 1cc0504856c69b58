/* Eva of organisation A at a client, with no node or a hollow one: a process that gives what a test signed, says "done"
 * to whatever is put, gives that too from then on, and judges nothing. So a test is the node, and can be as hostile as it likes. */
#ifndef EP_SUPPORT_SEAT_H
#define EP_SUPPORT_SEAT_H

#include "cli/cli.h"
#include "tests/support/world.h"

#include <sys/types.h>

struct seat {
    struct ep_cli cli; /* with a vault; nothing is known yet */
    struct firm a, b;  /* paired */
    struct pile pile;  /* memory for what is signed; what the hollow node gives is shown in it */
    char folder[64], kluis[80], seen[96], clock[80];
    char *err, *out; /* what was said */
    size_t err_len, out_len;
    long hours; /* the clock stands so many after HOUR + 1 */
    pid_t node;
    ep_err refused; /* by the hollow node: what it answers to who asks for a whole household */
    ep_bytes met;   /* and the card that it shows in a pairing; it says no words */
};

/* Setup and teardown of one test. The clock stands at HOUR + 1. */
int seat_open(void **state);
int seat_close(void **state);

void seat_later(struct seat *seat, long hours);

/* The next run of the program: nothing is known, and nothing was said. */
void seat_anew(struct seat *seat);
const char *seat_said(struct seat *seat);  /* on stderr, since then */
const char *seat_shown(struct seat *seat); /* on stdout */

/* Signed by who signs that kind at that firm, and given to the client by hand. */
ep_err seat_give(struct seat *seat, struct ep_statement draft, const struct firm *firm);
void seat_must_give(struct seat *seat, struct ep_statement draft, const struct firm *firm);
struct ep_statement later(struct ep_statement draft, uint64_t version, uint64_t hour);
void seat_give_users(struct seat *seat, const struct firm *firm); /* steward and Eva */
void seat_give_own(struct seat *seat);                            /* A's card, peer, users and team */
void seat_give_peer(struct seat *seat);                           /* B's card, users and team */

/* Eva can open what is sealed to her team; and a signed wrap for it with that many keys, 32 bytes of 1, of 2 …, whatever
 * its entries say. Until the next. */
void seat_keys(struct seat *seat);
ep_bytes seat_wrap(struct seat *seat, struct ep_statement draft, size_t keys);

/* The hollow node: of what is shown in the pile. The client has its directory already. */
void seat_node(struct seat *seat);
/* One command line. */
ep_err seat_does(struct seat *seat, const char *line);

/* Two ends of a socket with an open session between them, without a node. */
void client_pair(struct ep_client *a, struct ep_client *b);

#endif
