#include "cli/geheim.h"

#include "proto/calendar.h"
#include "proto/geheim.h"

static bool holds(const struct ep_cli *cli, ep_id subject)
{
    struct ep_geheim geheim = {cli->open.facts, cli->open.fact_count, cli->kluis->org, &cli->open.grants.leden,
                               ep_day_of_hour(cli->world.now_hour)};
    return ep_geheim_holds(&geheim, subject);
}

ep_err ep_geheim_check(struct ep_cli *cli, const struct ep_write_terms *terms, const struct ep_opgave *opgave)
{
    if (terms->domain == EP_DOMEIN_DOSSIER || !holds(cli, terms->subject))
        return EP_OK;
    const struct ep_field *field = ep_geheim_field(&cli->policy, opgave, terms->level_max);
    return field == NULL ? EP_OK : ep_cli_fault(cli, EP_GEHEIMHOUDING, ep_field_name(field));
}

/* With the time that it had: what it says is not newer. */
static ep_err write_without(struct ep_cli *cli, const struct ep_fact *fact)
{
    struct ep_opgave opgave = fact->opgave;
    struct ep_write_terms terms = {.huishouden = cli->open.huishouden,
                                   .subject = fact->subject,
                                   .domain = fact->domain,
                                   .level_max = (unsigned)fact->level,
                                   .change = fact};
    const struct ep_field *field = NULL;
    while ((field = ep_geheim_field(&cli->policy, &opgave, EP_LEVEL_INHOUD)) != NULL)
        *(ep_bytes *)((uint8_t *)&opgave + field->offset) = (ep_bytes){NULL, 0};
    return ep_write_opgave(cli, &terms, &opgave, NULL);
}

static bool tells(const struct ep_cli *cli, const struct ep_fact *fact)
{
    return ep_id_equal(fact->org, cli->kluis->org) && fact->domain != EP_DOMEIN_DOSSIER &&
           fact->level != EP_LEVEL_NONE && holds(cli, fact->subject) &&
           ep_geheim_field(&cli->policy, &fact->opgave, EP_LEVEL_INHOUD) != NULL;
}

static bool unknown(const struct ep_cli *cli)
{
    for (size_t i = 0; i < cli->open.owed_count; i++)
        if (ep_id_equal(cli->open.owed[i].org, cli->kluis->org) && holds(cli, cli->open.owed[i].subject))
            return true;
    return false;
}

/* A recipient whose key ran out keeps none of the others waiting. */
ep_err ep_geheim_apply(struct ep_cli *cli)
{
    size_t count = 0;
    ep_err waits = EP_OK;
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < cli->open.fact_count; i++) {
        if (!tells(cli, &cli->open.facts[i]))
            continue;
        err = write_without(cli, &cli->open.facts[i]);
        waits = err == EP_WRAP_WAITS ? err : waits;
        err = err == EP_WRAP_WAITS ? EP_OK : err;
        count++;
    }
    if (err == EP_OK && count > 0)
        fprintf(cli->out,
                T(cli, "Zonder vindplaats opnieuw opgetekend: %zu\n", "Written anew without a whereabouts: %zu\n"),
                count);
    if (err == EP_OK && count > 0)
        err = ep_open_again(cli);
    if (err == EP_OK && unknown(cli))
        err = EP_NOT_OPENED;
    return err != EP_OK ? err : waits;
}
