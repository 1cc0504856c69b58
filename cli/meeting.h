/* The words that pair two organisations, or a new user with the own one: the clients' part. PROTOCOL.md 7.2.
 *
 * A is the inviter's side, B the invited. A: promise of rA; B: rB; A: rA. Five words that A reads aloud and B types, and
 * five others that B reads and A types: no screen ever shows the words that it asks for. One failure wipes all. */
#ifndef EP_CLI_MEETING_H
#define EP_CLI_MEETING_H

#include "cli/cli.h"

struct ep_meeting {
    struct ep_cli *cli;
    struct ep_client *client;
    ep_id id;
    bool inviter;
    uint8_t h[64];
    uint8_t a[32], b[32]; /* inviter's root; invited root, or hash of a new user's application */
};

/* Exchange, show, ask, compare, and hear that the other side's words matched too. EP_WORDS_WRONG, EP_COMMIT_WRONG (the other side is told), or what the other side said. */
EP_MUST ep_err ep_meeting_words(struct ep_meeting *meeting);
/* Tell the other side that it is over. */
void ep_meeting_fail(struct ep_meeting *meeting, ep_err why);
/* The hash of a new user's application, which stands for him in the words and in the PSK. */
void ep_meeting_apply_hash(uint8_t hash[32], ep_bytes application);

#endif
