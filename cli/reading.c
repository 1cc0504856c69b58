#include "cli/cli.h"

#include "proto/familienaam.h"
#include "proto/staf.h"

static bool works_with_it(const struct ep_cli *cli, ep_id huishouden)
{
    struct ep_statement staf;
    return ep_staf_find(&cli->world, huishouden, &staf) && ep_members_has(staf.body.staf.members, cli->kluis->id);
}

/* Sealed for the own team, as everything in the dossier; that needs no reading, and is durable before there is one. */
static ep_err write_reason(struct ep_cli *cli)
{
    struct ep_reading *reading = &cli->reading;
    struct ep_opgave opgave = {.soort = EP_SOORT_NOTITIE, .is.notitie.tekst = ep_text(reading->reden)};
    struct ep_write_terms terms = {.huishouden = cli->open.huishouden, .domain = EP_DOMEIN_DOSSIER, .level_max = 3};
    ep_id item = {{0}};
    size_t least = reading->nood ? cli->policy.inzage.nood_reason_min : 1;
    if (ep_utf8_count(opgave.is.notitie.tekst) < least)
        return ep_cli_fault(cli, EP_REASON_SHORT, reading->reden);
    ep_err err = ep_write_check(cli, &opgave, EP_DOMEIN_DOSSIER, 3);
    if (err == EP_OK)
        err = ep_write_opgave(cli, &terms, &opgave, &item);
    if (err != EP_OK)
        return err;
    reading->huishouden = cli->open.huishouden;
    reading->entry = ep_write_entry_of(cli, item);
    reading->soort = reading->nood ? EP_READ_NOOD : EP_READ_COLLEGA;
    return EP_OK;
}

ep_err ep_reading_put(struct ep_cli *cli, const char *purpose)
{
    struct ep_reading *reading = &cli->reading;
    ep_id huishouden = cli->open.huishouden;
    struct ep_statement read = {.kind = ep_kind(EP_READ), .huishouden = huishouden};
    bool emergency = reading->reden != NULL && reading->nood;
    ep_err err = EP_OK;
    read.body.read.purpose = ep_text(purpose);
    if (emergency || !works_with_it(cli, huishouden)) {
        if (reading->reden != NULL)
            err = write_reason(cli);
        if (ep_id_equal(reading->huishouden, huishouden)) {
            read.body.read.soort = reading->soort;
            read.body.read.evidence = reading->entry;
        }
    }
    if (err == EP_OK)
        err = ep_write(cli, &read);
    reading->last = read.id;
    return err;
}

ep_err ep_reading_familienaam(struct ep_cli *cli)
{
    struct ep_statement read = {.kind = ep_kind(EP_READ), .huishouden = cli->open.huishouden};
    struct ep_statement user;
    bool same = false;
    if (!cli->world.find(cli, EP_USER, cli->kluis->id, 0, &user))
        return EP_SIGNER_UNKNOWN;
    for (size_t i = 0; i < cli->open.fact_count && !same; i++)
        same = ep_familienaam_same(ep_opgave_person(&cli->open.facts[i].opgave), user.body.user.name);
    read.body.read.purpose = ep_text(cli->open.purpose);
    read.body.read.soort = EP_READ_FAMILIENAAM;
    read.body.read.evidence = cli->reading.last;
    return same ? ep_write(cli, &read) : EP_OK;
}
