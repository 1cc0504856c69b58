/* The integrated view as a person or a program gets it: what the join says, put into words. Layer: cli. DESIGN 7.
 *
 * show.c says what there is, show_words.c how it is called; show_print.c, show_cells.c and show_asked.c put it on a
 * terminal, show_json.c into a document: the same facts, from the same functions. */
#ifndef EP_CLI_SHOW_H
#define EP_CLI_SHOW_H

#include "cli/command.h"
#include "cli/json.h"
#include "proto/calendar.h"

/* What stands in the own dossier, as bits of soorten. */
#define EP_SHOW_DOSSIER                                                                             \
    (1u << EP_SOORT_NOTITIE | 1u << EP_SOORT_BEWIJS | 1u << EP_SOORT_BASIS | 1u << EP_SOORT_GEZAG | \
     1u << EP_SOORT_VERTEGENWOORDIGING | 1u << EP_SOORT_GEHEIMHOUDING)

struct ep_als;

struct ep_show {
    struct ep_cli *cli; /* with a household open */
    struct ep_als *als; /* through whose eyes (als.h); NULL: those of who works with it */
    struct ep_view_input input;
    struct ep_columns columns;
    uint64_t now_s;
    const char *purpose;
    struct ep_cell cells[EP_CELLS_MAX]; /* of the row and domain last asked for */
    size_t count;
};

/* The purpose of a reading: the option --waarom, or the first of the policy. EP_FIELD_INVALID when it is no code of it. */
EP_MUST ep_err ep_show_purpose(struct ep_cli *cli, const struct ep_args *args, const char **purpose);
/* Too large for the stack. NULL: no memory. Freed with ep_show_close. */
struct ep_show *ep_show_open(struct ep_cli *cli, const char *purpose);
void ep_show_close(struct ep_show *show);

EP_MUST ep_err ep_show_cells(struct ep_show *show, ep_id subject, uint64_t domain);
/* The highest level of this fact that may be seen at this moment; 0: none. A fact of a grant that has ended while it
 * was open on screen is not shown, whatever the client still holds. */
uint64_t ep_show_level(const struct ep_show *show, const struct ep_fact *fact);
/* Does the fact stand in this cell, and may it be seen? */
bool ep_show_in_cell(const struct ep_show *show, const struct ep_cell *cell, const struct ep_fact *fact);
uint64_t ep_show_cell_level(const struct ep_show *show, const struct ep_cell *cell);
/* Granted to this viewer, or its own: only then is a contact told, so that ungranted cells are all the same. */
bool ep_show_is_open(const struct ep_cell *cell);
/* What the own organisation says, or else the newest, of that soort about that subject; NULL when there is none. */
const struct ep_fact *ep_show_fact(const struct ep_show *show, enum ep_soort soort, ep_id subject);
/* What a lid is called in what is shared, else in the own file: a team knows whom it works with when the sharing ends. */
ep_bytes ep_show_person(const struct ep_show *show, ep_id lid);

/* The next statement of the household of that kind from `at` on; NULL at the end. */
const struct ep_statement *ep_show_next(const struct ep_cli *cli, enum ep_kind_code kind, size_t *at);
struct ep_regisseur {
    const struct ep_statement *proposal; /* NULL: nobody */
    const struct ep_statement *accept;   /* NULL: proposed only */
};
uint64_t ep_show_regie_since(struct ep_regisseur regie); /* the hour of the last acceptance, or else of the proposal */
/* Who holds the regie now: the proposal that was accepted last; without one, the last that is open. Who ended holds none. */
struct ep_regisseur ep_show_regisseur(const struct ep_cli *cli);
/* The proposal of a regie that fell open because its regisseur, or the pairing with him, has ended; NULL: none did. */
const struct ep_statement *ep_show_regie_open(const struct ep_cli *cli);
/* What this user can accept: the last open proposal of him or her; without one, the last of anyone. NULL: none. */
const struct ep_statement *ep_show_proposal(const struct ep_cli *cli);
bool ep_show_asks_me(const struct ep_cli *cli, const struct ep_statement *proposal); /* to take the regie */

/* How a grant stands now: [0] the name in JSON, [1] English, [2] Dutch. NULL: the grant is not here any more. */
const char *const *ep_show_stand(const struct ep_cli *cli, const struct ep_grant_row *row);
/* The receipt that counts for a grant: of who received, for a withdrawal that is known or after `until`, its end; of
 * several the one that promises the latest day. NULL: not confirmed. */
const struct ep_statement *ep_show_receipt(const struct ep_cli *cli, ep_id grant, ep_id recipient, uint64_t until);

struct ep_withdrawal {
    const struct ep_statement *withdraw;
    const struct ep_grant_row *grant; /* NULL: the grant itself is not here any more */
    ep_id source, recipient;
    uint64_t source_at;    /* hour from which the source is known to have stopped; 0: not confirmed */
    uint64_t delivered;    /* hour at which the recipient is known to have it; 0: not known */
    uint64_t erased, gone; /* hours: deleted, gone from backups; 0: not confirmed */
};
/* Is it the refusal of a statement of this household, or of any when it is absent? */
bool ep_show_is_refusal(const struct ep_cli *cli, const struct ep_msg_fact *fact, ep_id huishouden);
struct ep_withdrawal ep_show_withdrawal(const struct ep_show *show, const struct ep_statement *withdraw);

/* Words. All of them screened: nothing from a peer reaches the terminal as it came. */
#define EP_PHRASE_BYTES 1536 /* four names and their sentence */
const char *ep_show_date(uint64_t hour, char out[EP_DATE_TEXT_BYTES]);
/* The last day of a period that ends at that hour: "until 24 May" ends at the midnight after it. */
const char *ep_show_last_day(uint64_t until, char out[EP_DATE_TEXT_BYTES]);
/* "vandaag", "1 dag oud", "3 dagen geleden": the second words in Dutch and English are the caller's. */
void ep_show_age(const struct ep_show *show, uint64_t then_s, const char *nl, const char *en, char *out, size_t cap);
void ep_show_state(const struct ep_show *show, const struct ep_cell *cell, char out[EP_PHRASE_BYTES]);
void ep_show_grondslag(const struct ep_show *show, const struct ep_cell *cell, char out[EP_PHRASE_BYTES]);
const char *ep_show_domein(const struct ep_cli *cli, uint64_t domain, char out[EP_SCREEN_BYTES]);
/* "(dat: een doel loopt sinds 2026-03)" */
void ep_show_dat(const struct ep_show *show, const struct ep_fact *fact, char *out, size_t cap);
/* One visible field as words; "" when it is absent. */
const char *ep_show_value(const struct ep_show *show, const struct ep_field *field, const struct ep_fact *fact,
                          char *out, size_t cap);
/* Until when the own organisation keeps a provision of its own that has ended: a day; "" when that cannot be said. */
const char *ep_show_bewaren(const struct ep_show *show, const struct ep_fact *fact, char out[EP_DATE_TEXT_BYTES]);
void ep_show_head(const struct ep_cli *cli, const char *head); /* the heading of a section */
const char *ep_show_short(ep_id id, char out[9]);

EP_MUST ep_err ep_show_print(struct ep_show *show);
EP_MUST ep_err ep_show_print_rows(struct ep_show *show);        /* the blocks of the leden and of the household */
EP_MUST ep_err ep_show_print_items(const struct ep_show *show); /* goals, actions and the rest, one by one */
EP_MUST ep_err ep_show_print_item(const struct ep_show *show, const struct ep_fact *fact);
bool ep_show_is_our_ask(const struct ep_show *show, const struct ep_statement *st); /* by us, or to us */
void ep_show_print_asked(const struct ep_show *show); /* questions, withdrawals, refusals */
/* What a peer did not take, and what did not check out: without this an author would believe that it was shared. */
void ep_show_print_refusals(const struct ep_cli *cli, ep_id huishouden);
EP_MUST ep_err ep_show_json(struct ep_show *show);

/* Parts of documents that other commands have too. */
void ep_json_item(struct ep_json *json, const struct ep_show *show, const struct ep_fact *fact); /* its members */
void ep_json_regisseur(struct ep_json *json, const struct ep_show *show);
void ep_json_named(struct ep_json *json, const char *key, ep_id id, const char *name);
void ep_json_org(struct ep_json *json, const char *key, const struct ep_cli *cli, ep_id org);
void ep_json_refusals(struct ep_json *json, const struct ep_cli *cli, ep_id huishouden);

#endif
