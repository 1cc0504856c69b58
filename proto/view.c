#include "proto/view.h"

#include <string.h>

bool ep_fact_niet_tonen(const struct ep_fact *fact, ep_id lid)
{
    bool kept = false;
    for (unsigned level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD && !kept; level++)
        kept = ep_niet_tonen_holds(fact->niet_tonen_aan[level], lid);
    return kept;
}

void ep_view_columns(const struct ep_view_input *input, struct ep_columns *out)
{
    out->count = 0;
    out->org[out->count++] = input->own_org;
    for (size_t i = 0; i < input->grants->count; i++) {
        const struct ep_grant_row *row = &input->grants->row[i];
        bool known = !ep_id_equal(row->grant.to_org, input->own_org) || input->grants->now < row->grant.from;
        for (size_t k = 0; k < out->count && !known; k++)
            known = ep_id_equal(out->org[k], row->org);
        if (!known && out->count < EP_RECIPIENTS_MAX)
            out->org[out->count++] = row->org;
    }
}

static bool in_cell(const struct ep_fact *fact, const struct ep_cell *cell)
{
    return ep_id_equal(fact->org, cell->org) && ep_id_equal(fact->subject, cell->subject) &&
           fact->domain == cell->domain;
}

/* The newest fact decides the state; the highest level of any is what the cell shows. What was written down namens
 * another is that other's cell, not the writer's. */
static void gather_facts(const struct ep_view_input *input, struct ep_cell *cell)
{
    for (size_t i = 0; i < input->fact_count; i++) {
        const struct ep_fact *fact = &input->facts[i];
        if (fact->level == 0 || !in_cell(fact, cell) || !ep_bytes_equal(fact->opgave.namens, cell->namens))
            continue;
        if (cell->newest == NULL || fact->opgave.tijd >= cell->newest->opgave.tijd)
            cell->newest = fact;
        if (fact->level > cell->level && fact->opgave.soort != EP_SOORT_NIET_BETROKKEN)
            cell->level = fact->level;
    }
    if (cell->newest != NULL)
        cell->tijd = cell->newest->opgave.tijd;
}

static uint64_t contact_of(const struct ep_view_input *input, ep_id org)
{
    for (size_t i = 0; i < input->contact_count; i++)
        if (ep_id_equal(input->contacts[i].org, org))
            return input->contacts[i].heard;
    return 0;
}

static bool is_owed(const struct ep_view_input *input, const struct ep_cell *cell)
{
    for (size_t i = 0; i < input->owed_count; i++)
        if (ep_id_equal(input->owed[i].org, cell->org) && ep_id_equal(input->owed[i].subject, cell->subject) &&
            input->owed[i].domain == cell->domain)
            return true;
    return false;
}

/* The highest level of the section that is granted to this viewer now, and by which grant; 0 and the nearest miss. */
static uint64_t granted(const struct ep_view_input *input, struct ep_cell *cell, ep_err *why)
{
    struct ep_section section = {input->huishouden, cell->org, cell->subject, cell->domain, EP_LEVEL_INHOUD};
    struct ep_reader reader = {input->own_org, input->team};
    for (; section.level >= EP_LEVEL_DAT; section.level--) {
        size_t which = SIZE_MAX;
        *why = ep_grondslag_covers(input->grants, &section, &reader, &which);
        if (which < input->grants->count)
            cell->grant = &input->grants->row[which];
        if (*why == EP_OK)
            break;
    }
    return section.level;
}

static void state_of_facts(struct ep_cell *cell)
{
    cell->state = cell->newest->opgave.soort == EP_SOORT_NIET_BETROKKEN ? EP_STATE_NIET_BETROKKEN : EP_STATE_INHOUD;
}

static void state_of_peer(const struct ep_view_input *input, struct ep_cell *cell)
{
    ep_err why = EP_OK;
    uint64_t level = granted(input, cell, &why);
    cell->contact = contact_of(input, cell->org);
    if (level == EP_LEVEL_NONE) {
        bool ended =
            why == EP_GRANT_EXPIRED || why == EP_TEAM_ENDED || why == EP_PEER_ENDED || why == EP_GRANT_WITHDRAWN;
        cell->state = ended ? EP_STATE_BEEINDIGD : EP_STATE_ONBEKEND;
        if (ended)
            cell->since = why == EP_GRANT_WITHDRAWN ? cell->grant->withdrawn : cell->grant->grant.until;
        else
            cell->grant = NULL;
        return;
    }
    gather_facts(input, cell);
    /* Whether a section of the household is covered for every present lid only its author knows: a viewer knows the
     * leden that he was told of. So until something is there, no sharing is claimed. */
    if (cell->newest == NULL && ep_id_absent(cell->subject) && !is_owed(input, cell)) {
        cell->grant = NULL;
        cell->state = EP_STATE_ONBEKEND;
        return;
    }
    if (cell->newest == NULL) {
        cell->state = is_owed(input, cell) ? EP_STATE_WACHT_OP : EP_STATE_GEEN_ANTWOORD;
        cell->since = cell->grant->grant.from;
        return;
    }
    if (cell->level > level)
        cell->level = level; /* never more than is granted now, whatever once opened */
    state_of_facts(cell);
    if (cell->contact + input->silent_hours < input->grants->now && cell->state == EP_STATE_INHOUD) {
        cell->state = EP_STATE_VEROUDERD;
        cell->since = cell->contact;
    }
}

static void state_of_own(const struct ep_view_input *input, struct ep_cell *cell)
{
    gather_facts(input, cell);
    cell->state = is_owed(input, cell) ? EP_STATE_WACHT_OP : EP_STATE_NIET_UITGEVRAAGD;
    if (cell->newest != NULL)
        state_of_facts(cell);
}

/* One cell for each name that something was written down for. */
static ep_err cells_namens(const struct ep_view_input *input, const struct ep_cell *base, struct ep_cell *cells,
                           size_t *count)
{
    size_t first = *count;
    ep_err why = EP_OK;
    for (size_t i = 0; i < input->fact_count; i++) {
        const struct ep_fact *fact = &input->facts[i];
        bool known = !in_cell(fact, base) || fact->level == 0 || fact->opgave.namens.len == 0;
        for (size_t k = first; k < *count && !known; k++)
            known = ep_bytes_equal(cells[k].namens, fact->opgave.namens);
        if (known)
            continue;
        if (*count == EP_CELLS_MAX)
            return EP_TOO_MANY;
        struct ep_cell *cell = &cells[(*count)++];
        *cell = (struct ep_cell){.subject = base->subject,
                                 .domain = base->domain,
                                 .org = base->org,
                                 .namens = fact->opgave.namens,
                                 .grant = base->grant,
                                 .contact = base->contact};
        gather_facts(input, cell);
        cell->state = EP_STATE_NAMENS;
        if (!ep_id_equal(cell->org, input->own_org)) {
            uint64_t level = granted(input, cell, &why);
            cell->level = cell->level > level ? level : cell->level;
        }
    }
    return EP_OK;
}

ep_err ep_view_cells(const struct ep_view_input *input, const struct ep_columns *columns, ep_id subject,
                     uint64_t domain, struct ep_cell cells[EP_CELLS_MAX], size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < columns->count; i++) {
        struct ep_cell *cell = &cells[(*count)++];
        *cell = (struct ep_cell){.subject = subject, .domain = domain, .org = columns->org[i]};
        if (ep_id_equal(cell->org, input->own_org))
            state_of_own(input, cell);
        else
            state_of_peer(input, cell);
    }
    for (size_t i = 0; i < columns->count; i++) {
        bool open = cells[i].state != EP_STATE_ONBEKEND && cells[i].state != EP_STATE_BEEINDIGD;
        ep_err err = open ? cells_namens(input, &cells[i], cells, count) : EP_OK;
        if (err != EP_OK)
            return err;
    }
    return EP_OK;
}

const char *ep_state_name(enum ep_state state)
{
    static const char *const names[] = {"inhoud",   "niet-betrokken", "onbekend", "beeindigd",       "geen-antwoord",
                                        "wacht-op", "verouderd",      "namens",   "niet-uitgevraagd"};
    return names[state];
}
