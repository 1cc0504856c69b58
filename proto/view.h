/* The integrated view: a pure join of what one entitled person could open. DESIGN 7, PROTOCOL.md 11.
 *
 * Rows are the leden and the household, columns the domains; each cell has, per organisation, exactly one state. Never
 * a blank, never a total, never "no risk". The join holds no secrets of its own: it borrows what the caller opened. */
#ifndef EP_PROTO_VIEW_H
#define EP_PROTO_VIEW_H

#include "proto/grondslag.h"
#include "proto/opgave.h"

/* One item as this reader could open it, put together from up to three entries. */
struct ep_fact {
    ep_id item, org, author, subject;
    uint64_t domain;
    uint64_t level;             /* highest that opened */
    uint64_t version;           /* of the entry of that level */
    uint64_t hour;              /* of its statement */
    ep_id entry[4];             /* [1..3]; absent where there is none or it did not open */
    ep_bytes niet_tonen_aan[4]; /* [1..3]: of each level that opened; a change that stopped half-way can differ */
    struct ep_opgave opgave;
};

/* Is it kept from that lid? What one level says holds for all. */
bool ep_fact_niet_tonen(const struct ep_fact *fact, ep_id lid);

/* An entry that is here but did not open: its key is owed. */
struct ep_owed {
    ep_id org, subject;
    uint64_t domain, level;
};

struct ep_contact {
    ep_id org;
    uint64_t heard;   /* hour, 0: never */
    uint64_t waiting; /* statements that wait for it */
};

struct ep_view_input {
    ep_id huishouden, own_org, team;
    const struct ep_grants *grants;
    const struct ep_fact *facts;
    size_t fact_count;
    const struct ep_owed *owed;
    size_t owed_count;
    const struct ep_contact *contacts;
    size_t contact_count;
    uint64_t silent_hours;
};

enum ep_state {
    EP_STATE_INHOUD,          /* content, at `level` */
    EP_STATE_NIET_BETROKKEN,  /* the organisation said so itself */
    EP_STATE_ONBEKEND,        /* onbekend: geen deling */
    EP_STATE_BEEINDIGD,       /* deling beëindigd, at `since` */
    EP_STATE_GEEN_ANTWOORD,   /* granted since `since`, nothing received */
    EP_STATE_WACHT_OP,        /* granted, the entry is here, its key is owed */
    EP_STATE_VEROUDERD,       /* content at `level`, the peer not heard since `since` */
    EP_STATE_NAMENS,          /* written down by `org` for `namens` */
    EP_STATE_NIET_UITGEVRAAGD /* the own organisation has written nothing down: not asked, which is not "no problem" */
};

struct ep_cell {
    ep_id subject; /* absent: the household */
    uint64_t domain;
    ep_id org;
    ep_bytes namens; /* with NAMENS */
    enum ep_state state;
    uint64_t level;
    uint64_t since;                   /* hour, where the state has one */
    uint64_t contact;                 /* hour of the last contact; 0 for the own organisation */
    uint64_t tijd;                    /* seconds: of the newest fact */
    const struct ep_fact *newest;     /* NULL when there is none */
    const struct ep_grant_row *grant; /* NULL for the own organisation and where none applies */
};

/* Columns: the own organisation and those with a live or ended grant to this viewer. Everything else is one constant
 * line for everyone, "andere organisaties — onbekend: geen deling", so that refused, never asked and not involved are
 * the same. */
struct ep_columns {
    ep_id org[EP_RECIPIENTS_MAX];
    size_t count;
};
void ep_view_columns(const struct ep_view_input *input, struct ep_columns *out);

/* The cells of one row and domain, in column order, then those written down namens another. At most
 * EP_CELLS_MAX; what does not fit is EP_TOO_MANY, never left out. */
#define EP_CELLS_MAX 128
EP_MUST ep_err ep_view_cells(const struct ep_view_input *input, const struct ep_columns *columns, ep_id subject,
                             uint64_t domain, struct ep_cell cells[EP_CELLS_MAX], size_t *count);
/* Stable names for JSON ("geen-antwoord") . */
const char *ep_state_name(enum ep_state state);

#endif
