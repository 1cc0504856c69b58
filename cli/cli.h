/* The client: what its commands share. Layer: cli. DESIGN 1, 7, 8.
 *
 * One run of the program unlocks one vault, opens one session with the own node, and plays one or many commands. All
 * plaintext and all keys live here, in memory, until lock; nothing of it is written to disk. */
#ifndef EP_CLI_CLI_H
#define EP_CLI_CLI_H

#include "cli/find.h"
#include "cli/kluis.h"
#include "cli/line.h"
#include "cli/link.h"
#include "cli/opened.h"
#include "cli/reading.h"
#include "cli/share.h"
#include "crypto/words.h"
#include "proto/policy.h"

#include <stdio.h>

#define EP_SAID_MAX 64 /* a wrap for every recipient, so that the node commits them together */

struct ep_cli {
    int lang; /* 0 English, 1 Dutch */
    bool json, colour, small_vault;
    bool typed; /* a person types on `in`: lines come one at a time, and nothing of it waits in a buffer */
    const char *kluis_path, *wachtzin_path, *policy_path;
    FILE *out, *err, *in;
    struct ep_policy policy;
    struct ep_kluis *kluis; /* secret memory; NULL until unlocked */
    struct ep_client client;
    bool online, directory, served; /* served: this vault had a session since it was opened */
    ep_err away;                    /* EP_OK, or why nobody waits for a silent node now: eenplan web */
    bool live; /* set before it goes online: the node is to say what changes, and ep_known_listen hears it */
    struct ep_changed changed;
    uint8_t lineage[8];
    struct ep_known known;
    struct ep_lower lower;
    struct ep_world world;
    struct ep_team_secret *secrets; /* secret memory */
    size_t secret_count;
    struct ep_open open;
    bool is_open;
    struct ep_reading reading;
    size_t told; /* so many of the facts were looked through for notices */
    bool ended;  /* the node said so of sharing in what is open: wiped when the command is done with it */
    uint64_t put_seq;
    struct ep_write_room *room; /* secret memory of write.c; NULL until something is written */
    uint64_t answer_seq;        /* of the last put that was answered */
    /* To the own node; and its answer to the first put that has none yet: EP_OK with its code. ep_cli_init sets both, and
     * what measures or tests may put its own. */
    ep_err (*put)(struct ep_cli *cli, ep_bytes statement);
    ep_err (*answer)(struct ep_cli *cli, ep_err *code);
    size_t said;               /* so many of the last that are known were put and not answered yet */
    enum ep_kind_code refused; /* of the first that was not taken, when last settled */
    const char *fault;         /* a word about the last error, such as the value that was wrong; NULL for none */
    char fault_text[256];
};

/* Two languages in one place: T(cli, "Nederlands", "English"). */
#define T(cli, nl, en) ((cli)->lang == 1 ? (nl) : (en))

/* cli.c */
void ep_cli_init(struct ep_cli *cli);
void ep_cli_close(struct ep_cli *cli);   /* locks: wipes and frees everything */
void ep_cli_hang_up(struct ep_cli *cli); /* ends the session and forgets all that came over it; the vault stays open */
uint64_t ep_cli_now_s(void);             /* wall clock; moved by the test switch EENPLAN_TEST_CLOCK */
ep_err ep_cli_fault(struct ep_cli *cli, ep_err err, const char *what); /* remembers `what`, returns err */
void ep_cli_complain(struct ep_cli *cli, ep_err err);                  /* text and next step, on stderr */
EP_MUST ep_err ep_cli_passphrase(struct ep_cli *cli, bool fresh, char *out, size_t cap);
EP_MUST ep_err ep_cli_policy(struct ep_cli *cli); /* what a file says, unless one vault is open under one policy */
EP_MUST ep_err ep_cli_unlock(struct ep_cli *cli);
EP_MUST ep_err ep_cli_unlock_with(struct ep_cli *cli, ep_bytes passphrase); /* without asking; it is locked */
EP_MUST ep_err ep_cli_online(struct ep_cli *cli);                           /* unlock, connect, hello */
EP_MUST ep_err ep_cli_directory(struct ep_cli *cli); /* online, and the organisations, users and teams */

/* write.c: statements of this user */
ep_id ep_id_fresh(ep_id org);                                         /* of that organisation */
EP_MUST ep_err ep_put_online(struct ep_cli *cli, ep_bytes statement); /* what `put` and `answer` are */
EP_MUST ep_err ep_answer_online(struct ep_cli *cli, ep_err *code);
/* Put and go on, as if it were taken; and hear all answers: the first that is not well, or what the link says. What was
 * not taken is not known any more. */
EP_MUST ep_err ep_write_say(struct ep_cli *cli, ep_bytes statement);
EP_MUST ep_err ep_write_settle(struct ep_cli *cli);
/* Fill the envelope (`id` absent makes a new one, in `st->id`; version 0 means 1), sign, put, and wait until durable. */
EP_MUST ep_err ep_write(struct ep_cli *cli, struct ep_statement *st);
EP_MUST ep_err ep_write_bytes(struct ep_cli *cli, ep_bytes statement); /* put, and wait until durable */
/* The same for a wrap or sleutel: `plain` is sealed to a team or user key into `*sealed`, the body's last member. Say goes on
 * at once. */
EP_MUST ep_err ep_write_sealed(struct ep_cli *cli, struct ep_statement *st, enum ep_label label, const uint8_t to[32],
                               ep_bytes plain, ep_bytes *sealed);
EP_MUST ep_err ep_say_sealed(struct ep_cli *cli, struct ep_statement *st, enum ep_label label, const uint8_t to[32],
                             ep_bytes plain, ep_bytes *sealed);
struct ep_write_terms {
    ep_id huishouden, subject;
    uint64_t domain;
    unsigned level_max;
    const struct ep_fact *change; /* the item that this changes; NULL for a new one */
    uint64_t base;                /* the version it is based on; 0: what `change` has */
};
/* Has it what the levels up to that one must have, and nothing that may not be said? EP_FIELD_INVALID with the field as
 * fault; EP_MASKED, EP_VERTROUWELIJK. Asked before anything that belongs to it is written. */
EP_MUST ep_err ep_write_check(struct ep_cli *cli, const struct ep_opgave *opgave, uint64_t domain, unsigned level_max);
/* Seal and put one item, then its wraps. The household must be open. `item` may be NULL. EP_GEHEIMHOUDING: geheim.h. */
EP_MUST ep_err ep_write_opgave(struct ep_cli *cli, const struct ep_write_terms *terms, struct ep_opgave *opgave,
                               ep_id *item);
ep_id ep_write_entry_of(const struct ep_cli *cli, ep_id item); /* the last entry of an item that was just written */

/* cmd_write.c: may `write` make it? The others come with what they belong to. */
bool ep_write_takes(uint64_t soort);

/* cmd_staf.c: who makes or joins a household is the first on its staff list, unless there is one. */
EP_MUST ep_err ep_staf_begin(struct ep_cli *cli, ep_id huishouden);

/* cmd_inzage.c: what was read by others, as far as it was not said yet, on stderr. */
void ep_notices_tell(struct ep_cli *cli);

/* cmd_team.c: a steward's client renews what runs out, at unlock. */
EP_MUST ep_err ep_team_renew_due(struct ep_cli *cli);

#endif
