/* What a client has fetched, checked and opened: its world, its team secrets, and one household. Layer: cli.
 * All of it lives in memory until lock; ep_cli_close wipes it. */
#ifndef EP_CLI_OPENED_H
#define EP_CLI_OPENED_H

#include "proto/message.h"
#include "proto/policy.h"
#include "proto/view.h"

struct ep_cli;

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
    uint32_t *slot;  /* by kind and id: 1 + the place of the highest version, 0 for none */
    uint32_t *older; /* of each statement: 1 + the place of the next lower version */
    size_t slots;    /* a power of two */
    uint64_t seed[5];
    struct ep_msg_fact *facts;
    size_t fact_count, fact_cap;
    size_t rejected; /* statements of the node that did not check out */
};

/* Households in which there is something new to fetch, until somebody takes them. */
struct ep_changed {
    ep_id huishouden[EP_READS_MAX];
    size_t count;
    bool all; /* more than there is room for, or nobody knows which */
};

/* Other organisations of which less is shown than before. */
struct ep_lower {
    ep_id org[EP_PEERS_MAX];
    size_t count;
};

/* One household, opened. */
struct ep_open {
    ep_id huishouden;
    ep_id team;                           /* through which the user looks at it */
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

/* known.c: fetch, check, find */
void ep_known_world(struct ep_cli *cli);
void ep_known_wipe(struct ep_known *known);
EP_MUST ep_err ep_known_index(struct ep_known *known); /* anew, after statements were taken out */
/* Check and add. EP_OK also when it was there. */
EP_MUST ep_err ep_known_add(struct ep_cli *cli, ep_bytes bytes);
/* The same for what this client has just signed itself, and the node took: nothing is left to check. */
EP_MUST ep_err ep_known_own(struct ep_cli *cli, ep_bytes bytes);
EP_MUST ep_err ep_fetch(struct ep_cli *cli, enum ep_get what, ep_id huishouden);
EP_MUST ep_err ep_fetch_versies(struct ep_cli *cli, ep_id item); /* of the household that is open; of an own item */
EP_MUST ep_err ep_known_fact_add(struct ep_known *known, const struct ep_msg_fact *fact); /* replaces what it renews */
/* What the node said, asked or unasked: kept; or noted, that sharing ended or something is new in a household. */
EP_MUST ep_err ep_known_told(struct ep_cli *cli, const struct ep_msg_fact *fact);
/* Between commands, with cli->live: hears what is there, without waiting, and wipes what is open when sharing ended in it.
 * Call it after each command, when cli->client.fd is readable, and every EP_CLIENT_PING_MS, or the node drops the link.
 * EP_CLOSED and every other error: the link is of no more use, so ep_cli_hang_up. */
EP_MUST ep_err ep_known_listen(struct ep_cli *cli);
/* Absent: everything. And the next of those noted; false: there is none. */
void ep_known_changed_note(struct ep_cli *cli, ep_id huishouden);
bool ep_known_changed_take(struct ep_cli *cli, ep_id *huishouden);
const struct ep_msg_fact *ep_known_fact(const struct ep_cli *cli, enum ep_fact_soort soort, ep_id a); /* NULL */

/* seen.c: the highest versions seen, beside the vault. EP_SEEN_LOWER: the node shows an older team or user of the own
 * organisation. Of another one that is a notice, and nothing is wrapped to its teams in this run. */
EP_MUST ep_err ep_seen_check(struct ep_cli *cli);
bool ep_seen_lower(const struct ep_cli *cli, ep_id org);

/* open.c: team secrets, and a household */
EP_MUST ep_err ep_open_secrets(struct ep_cli *cli);
const struct ep_team_secret *ep_open_secret(const struct ep_cli *cli, ep_id team, uint64_t epoch); /* NULL */
/* The key that an entry is committed to. NULL: the user has none, or only others: a wrap can name a version that it is not of. */
const uint8_t *ep_open_key(const struct ep_open *open, const struct ep_statement *entry);
EP_MUST ep_err ep_open_key_keep(struct ep_open *open, struct ep_ref ref, const uint8_t key[32]); /* EP_NO_MEMORY */
/* Puts the reading on record with its purpose, fetches, opens. Replaces what was open. */
EP_MUST ep_err ep_open_huishouden(struct ep_cli *cli, ep_id huishouden, const char *purpose);
/* The same with its leden, grants and withdrawals only: cli->open.grants, and nothing is open unless it was. */
EP_MUST ep_err ep_open_grants(struct ep_cli *cli, ep_id huishouden, const char *purpose);
/* The text of an entry, in secret memory until lock or until the household is opened again. EP_NOT_FOUND: the user has no key
 * of it; EP_COMMITMENT, EP_NOT_OPENED: an author's mistake or worse. */
EP_MUST ep_err ep_open_text(struct ep_cli *cli, const struct ep_statement *entry, ep_bytes *text);
EP_MUST ep_err ep_open_known(struct ep_cli *cli); /* what was fetched of cli->open.huishouden; nothing was open */
EP_MUST ep_err ep_open_again(struct ep_cli *cli); /* the same household, after writing */
void ep_open_wipe(struct ep_cli *cli);
struct ep_view_input ep_open_view(const struct ep_cli *cli);

#endif
