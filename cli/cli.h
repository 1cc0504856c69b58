/* The client: what its commands share. Layer: cli. DESIGN 1, 7, 8.
 *
 * One run of the program unlocks one vault, opens one session with the own node, and plays one or many commands. All
 * plaintext and all keys live here, in memory, until lock; nothing of it is written to disk. */
#ifndef EP_CLI_CLI_H
#define EP_CLI_CLI_H

#include "cli/kluis.h"
#include "cli/line.h"
#include "cli/link.h"
#include "crypto/words.h"
#include "proto/policy.h"
#include "proto/view.h"

#include <stdio.h>

#define EP_SECRETS_MAX 256 /* team epochs that this user can open */

struct ep_team_secret {
    ep_id team;
    uint64_t epoch;
    struct ep_dh_pair pair;
};

struct ep_entry_key {
    ep_id entry;
    uint64_t version;
    uint8_t key[32];
};


/* Statements that were fetched and checked: the client's world. */
struct ep_known {
    struct ep_statement *at; /* bytes owned */
    size_t count, cap;
    struct ep_msg_fact *facts;
    size_t fact_count, fact_cap;
    size_t rejected; /* statements of the node that did not check out */
};

/* One household, opened. */
struct ep_open {
    ep_id huishouden;
    ep_id team;       /* through which the user looks at it */
    char purpose[EP_POLICY_CODE_MAX + 1]; /* with which the reading is on record */
    struct ep_grants grants;
    struct ep_fact *facts;
    size_t fact_count, fact_cap;
    struct ep_owed *owed;
    size_t owed_count, owed_cap;
    struct ep_contact contacts[EP_PEERS_MAX];
    size_t contact_count;
    struct ep_entry_key *keys;
    size_t key_count, key_cap;
    uint8_t **plain; /* opened texts that the facts borrow from */
    size_t plain_count, plain_cap;
};

struct ep_cli {
    int lang;           /* 0 English, 1 Dutch */
    bool json, colour, small_vault;
    const char *kluis_path, *wachtzin_path, *policy_path;
    FILE *out, *err, *in;
    struct ep_policy policy;
    struct ep_kluis *kluis; /* secret memory; NULL until unlocked */
    struct ep_client client;
    bool online, directory;
    uint8_t lineage[8];
    struct ep_known known;
    struct ep_world world;
    struct ep_team_secret *secrets; /* secret memory */
    size_t secret_count;
    struct ep_open open;
    bool is_open;
    uint64_t put_seq;
    const char *fault; /* a word about the last error, such as the value that was wrong; NULL for none */
    char fault_text[256];
};

/* Two languages in one place: T(cli, "Nederlands", "English"). */
#define T(cli, nl, en) ((cli)->lang == 1 ? (nl) : (en))

/* cli.c */
void ep_cli_init(struct ep_cli *cli);
void ep_cli_close(struct ep_cli *cli); /* locks: wipes and frees everything */
uint64_t ep_cli_now_s(void);           /* wall clock; moved by the test switch EENPLAN_TEST_CLOCK */
ep_err ep_cli_fault(struct ep_cli *cli, ep_err err, const char *what); /* remembers `what`, returns err */
void ep_cli_complain(struct ep_cli *cli, ep_err err);                  /* text and next step, on stderr */
EP_MUST ep_err ep_cli_passphrase(struct ep_cli *cli, bool fresh, char *out, size_t cap);
EP_MUST ep_err ep_cli_ask_line(struct ep_cli *cli, const char *prompt, char *out, size_t cap);
EP_MUST ep_err ep_cli_unlock(struct ep_cli *cli);
EP_MUST ep_err ep_cli_online(struct ep_cli *cli);     /* unlock, connect, hello */
EP_MUST ep_err ep_cli_directory(struct ep_cli *cli);  /* online, and the organisations, users and teams */

/* known.c: fetch, check, find */
void ep_known_world(struct ep_cli *cli);
void ep_known_wipe(struct ep_known *known);
/* Check and add. EP_OK also when it was there. */
EP_MUST ep_err ep_known_add(struct ep_cli *cli, ep_bytes bytes);
EP_MUST ep_err ep_fetch(struct ep_cli *cli, enum ep_get what, ep_id huishouden);
const struct ep_msg_fact *ep_known_fact(const struct ep_cli *cli, enum ep_fact_soort soort, ep_id a); /* NULL */

/* seen.c: the highest versions seen, beside the vault. EP_SEEN_LOWER: the node shows an older team or user. */
EP_MUST ep_err ep_seen_check(struct ep_cli *cli);

/* open.c: team secrets, and a household */
EP_MUST ep_err ep_open_secrets(struct ep_cli *cli);
const struct ep_team_secret *ep_open_secret(const struct ep_cli *cli, ep_id team, uint64_t epoch); /* NULL */
/* Puts the reading on record with its purpose, fetches, opens. Replaces what was open. */
EP_MUST ep_err ep_open_huishouden(struct ep_cli *cli, ep_id huishouden, const char *purpose);
EP_MUST ep_err ep_open_again(struct ep_cli *cli); /* the same household, after writing */
void ep_open_wipe(struct ep_cli *cli);
struct ep_view_input ep_open_view(const struct ep_cli *cli);

/* write.c: statements of this user */
/* Fill the envelope: `id` absent makes a new one (in `st->id`), version 0 means 1. */
EP_MUST ep_err ep_write(struct ep_cli *cli, struct ep_statement *st);
EP_MUST ep_err ep_write_bytes(struct ep_cli *cli, ep_bytes statement); /* put, and wait until durable */
/* The same for a wrap or sleutel: `plain` is sealed to a team or user key into `*sealed`, the body's last member. */
EP_MUST ep_err ep_write_sealed(struct ep_cli *cli, struct ep_statement *st, enum ep_label label, const uint8_t to[32],
                               ep_bytes plain, ep_bytes *sealed);
struct ep_write_terms {
    ep_id huishouden, subject;
    uint64_t domain;
    unsigned level_max;
    const struct ep_fact *change; /* the item that this changes; NULL for a new one */
    uint64_t base;                /* the version it is based on; 0: what `change` has */
};
/* Seal and put one item, then its wraps. The household must be open. `item` may be NULL. */
EP_MUST ep_err ep_write_opgave(struct ep_cli *cli, const struct ep_write_terms *terms, struct ep_opgave *opgave, ep_id *item);

/* cmd_team.c: a steward's client renews what runs out, at unlock. */
EP_MUST ep_err ep_team_renew_due(struct ep_cli *cli);

/* share.c: make every wrap that a live grant or the own team is owed. `made` may be NULL. */
EP_MUST ep_err ep_share_owed(struct ep_cli *cli, size_t *made);

/* find.c: names that a person types, to ids. EP_NOT_FOUND, EP_AMBIGUOUS with the value as fault. */
EP_MUST ep_err ep_find_org(struct ep_cli *cli, const char *name, ep_id *org);
EP_MUST ep_err ep_find_team(struct ep_cli *cli, ep_id org, const char *name, ep_id *team);
EP_MUST ep_err ep_find_user(struct ep_cli *cli, ep_id org, const char *name, ep_id *user);
EP_MUST ep_err ep_find_huishouden(struct ep_cli *cli, const char *name, const char *purpose); /* and opens it */
EP_MUST ep_err ep_find_lid(struct ep_cli *cli, const char *name, ep_id *lid);
EP_MUST ep_err ep_find_item(struct ep_cli *cli, const char *name, const struct ep_fact **fact);
/* Names for the screen: stripped of control characters and bidirectional overrides; "?" and hex when unknown. */
#define EP_SCREEN_BYTES 256
const char *ep_name_org(const struct ep_cli *cli, ep_id org, char out[EP_SCREEN_BYTES]);
const char *ep_name_user(const struct ep_cli *cli, ep_id user, char out[EP_SCREEN_BYTES]);
const char *ep_name_team(const struct ep_cli *cli, ep_id team, char out[EP_SCREEN_BYTES]);
const char *ep_name_lid(const struct ep_cli *cli, ep_id lid, char out[EP_SCREEN_BYTES]); /* absent: the household */
/* Printable text from a peer or a user, cut at the buffer on a character's edge. Returns out. */
const char *ep_screen(ep_bytes text, char *out, size_t cap);

#endif
