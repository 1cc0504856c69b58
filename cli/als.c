#include "cli/als.h"

#include <stdlib.h>
#include <string.h>

/* Names of people and references to items, and from whom it is kept. */
static void strip(struct ep_fact *fact)
{
    struct ep_table table = ep_soort(fact->opgave.soort)->table;
    for (size_t i = 0; i < table.count; i++) {
        const struct ep_field *field = &table.fields[i];
        void *at = (uint8_t *)&fact->opgave + field->offset;
        if (ep_afschrift_field(field))
            continue;
        if (field->type == EP_TYPE_ID)
            *(ep_id *)at = (ep_id){{0}};
        else
            *(ep_bytes *)at = (ep_bytes){NULL, 0};
    }
    fact->opgave.niet_tonen_aan = (ep_bytes){NULL, 0};
    memset(fact->niet_tonen_aan, 0, sizeof fact->niet_tonen_aan);
}

static void take_facts(struct ep_show *show, struct ep_als *als)
{
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        if (fact->domain == EP_DOMEIN_DOSSIER || ep_show_level(show, fact) == EP_LEVEL_NONE ||
            !ep_afschrift_fact(&als->afschrift, fact))
            continue;
        als->facts[als->count] = *fact;
        strip(&als->facts[als->count++]);
    }
    show->input.facts = als->facts;
    show->input.fact_count = als->count;
    show->input.owed_count = 0; /* what did not open may be kept from him */
}

static bool has_fact(const struct ep_als *als, ep_id org)
{
    for (size_t i = 0; i < als->count; i++)
        if (ep_id_equal(als->facts[i].org, org))
            return true;
    return false;
}

static bool has_grant(const struct ep_show *show, ep_id org)
{
    for (size_t i = 0; i < show->input.grants->count; i++)
        if (ep_id_equal(show->input.grants->row[i].org, org) &&
            ep_afschrift_grant(&show->als->afschrift, &show->input.grants->row[i]))
            return true;
    return false;
}

static void take_columns(struct ep_show *show)
{
    struct ep_columns *columns = &show->columns;
    size_t kept = 1; /* the own organisation */
    for (size_t i = 1; i < columns->count; i++)
        if (has_fact(show->als, columns->org[i]) || has_grant(show, columns->org[i]))
            columns->org[kept++] = columns->org[i];
    columns->count = kept;
}

ep_err ep_als_begin(struct ep_show *show, ep_id lid)
{
    struct ep_als *als = calloc(1, sizeof *als);
    show->als = als;
    if (als == NULL)
        return EP_NO_MEMORY;
    als->leden = (struct ep_leden){{lid}, 1};
    als->input = (struct ep_afschrift_input){.lid = lid,
                                             .allowed = true,
                                             .own_org = show->input.own_org,
                                             .grants = show->input.grants,
                                             .facts = show->input.facts,
                                             .fact_count = show->input.fact_count};
    als->facts = calloc(show->input.fact_count + 1, sizeof *als->facts);
    if (als->facts == NULL)
        return EP_NO_MEMORY;
    ep_err err = ep_afschrift_begin(&als->afschrift, &als->input);
    if (err != EP_OK)
        return err;
    take_facts(show, als);
    take_columns(show);
    return EP_OK;
}

void ep_als_end(struct ep_show *show)
{
    struct ep_als *als = show->als;
    if (als == NULL)
        return;
    if (als->facts != NULL)
        ep_wipe(als->facts, als->count * sizeof *als->facts);
    free(als->facts);
    ep_wipe(als, sizeof *als);
    free(als);
    show->als = NULL;
}

void ep_als_cells(struct ep_show *show)
{
    const struct ep_als *als = show->als;
    for (size_t i = 0; i < show->count; i++) {
        struct ep_cell *cell = &show->cells[i];
        bool told = cell->grant != NULL && ep_id_equal(cell->subject, als->input.lid) &&
                    ep_afschrift_grant(&als->afschrift, cell->grant);
        if (ep_id_equal(cell->org, show->input.own_org) || told)
            continue;
        if (cell->newest == NULL)
            *cell = (struct ep_cell){
                .subject = cell->subject, .domain = cell->domain, .org = cell->org, .state = EP_STATE_ONBEKEND};
        cell->grant = NULL;
    }
}

const struct ep_leden *ep_show_leden(const struct ep_show *show)
{
    return show->als != NULL ? &show->als->leden : &show->input.grants->leden;
}

ep_bytes ep_show_woord(const struct ep_show *show, const struct ep_fact *fact)
{
    return show->als != NULL ? (ep_bytes){NULL, 0} : fact->opgave.woord; /* it can be anyone */
}
