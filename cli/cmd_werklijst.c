#include "cli/command.h"
#include "cli/deelbesluit.h"

#include "proto/calendar.h"
#include "proto/staf.h"

#include <stdlib.h>

#define PURPOSE "beheer"

static const char *why_text(const struct ep_cli *cli, enum ep_herbevestigen why)
{
    switch (why) {
    case EP_HERBEVESTIGEN_TERMIJN:
        return T(cli, "de termijn loopt af", "its term runs out");
    case EP_HERBEVESTIGEN_LEEFTIJD:
        return T(cli, "vanaf die verjaardag beslist een ander", "from that birthday another decides");
    case EP_HERBEVESTIGEN_MAATREGEL:
        return T(cli, "de maatregel eindigt", "the measure ends");
    case EP_HERBEVESTIGEN_GEZAG:
        return T(cli, "wie instemde, beslist niet meer", "who agreed does not decide any more");
    case EP_HERBEVESTIGEN_NIET:
        break;
    }
    return "";
}

static ep_err print_due(struct ep_cli *cli, size_t *count)
{
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        enum ep_herbevestigen why = EP_HERBEVESTIGEN_NIET;
        char to[EP_SCREEN_BYTES];
        char lid[EP_SCREEN_BYTES];
        char day[EP_DATE_TEXT_BYTES];
        char hex[EP_ID_HEX];
        err = ep_deelbesluit_due(cli, row, &why);
        if (err != EP_OK || why == EP_HERBEVESTIGEN_NIET)
            continue;
        ++*count;
        ep_hex(hex, ep_id_bytes(&row->id));
        ep_date_text(day, ep_day_of_hour(row->grant.until) - 1);
        fprintf(cli->out,
                T(cli, "Herbevestigen: deelbesluit %.8s over %s aan %s, tot en met %s: %s\n",
                  "Confirm anew: grant %.8s on %s to %s, up to and including %s: %s\n"),
                hex, ep_name_lid(cli, row->grant.lid, lid), ep_name_org(cli, row->grant.to_org, to), day,
                why_text(cli, why));
    }
    return err;
}

/* Is there a grant of ours that lives? A household without one has nothing to confirm, and is not opened for it. */
static bool shares(const struct ep_cli *cli)
{
    for (size_t i = 0; i < cli->open.grants.count; i++)
        if (ep_id_equal(cli->open.grants.row[i].org, cli->kluis->org) &&
            ep_grant_live(&cli->open.grants.row[i], cli->world.now_hour))
            return true;
    return false;
}

static ep_err werklijst(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_households *all = NULL;
    size_t count = 0;
    (void)args;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_households(cli, &all);
    for (size_t i = 0; err == EP_OK && i < all->count; i++) {
        if (ep_staf_allows(&cli->world, all->id[i], cli->kluis->id) != EP_OK)
            continue; /* the work of others */
        err = ep_open_grants(cli, all->id[i], PURPOSE);
        if (err != EP_OK || !shares(cli))
            continue;
        err = ep_open_huishouden(cli, all->id[i], PURPOSE);
        if (err == EP_OK)
            err = print_due(cli, &count);
    }
    free(all);
    if (err == EP_OK && count == 0)
        fprintf(cli->out, "%s\n", T(cli, "Niets vraagt vandaag om aandacht.", "Nothing asks for attention today."));
    return err;
}

const struct ep_command ep_cmd_werklijst = {
    .name = "werklijst",
    .positions = "",
    .summary = {"what asks for attention: grants that have to be confirmed anew",
                "wat om aandacht vraagt: deelbesluiten die herbevestigd moeten worden"},
    .run = werklijst,
};
