#include "cli/command.h"
#include "cli/deelbesluit.h"

#include "proto/calendar.h"

#include <stdlib.h>
#include <string.h>

static ep_err find_row(struct ep_cli *cli, const char *typed, const struct ep_grant_row **out)
{
    char hex[EP_ID_HEX];
    size_t count = 0;
    for (size_t i = 0; i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        ep_hex(hex, ep_id_bytes(&row->id));
        if (strlen(typed) < 4 || strncmp(hex, typed, strlen(typed)) != 0)
            continue;
        *out = row;
        count++;
    }
    return count == 1 ? EP_OK : ep_cli_fault(cli, count == 0 ? EP_GRANT_UNKNOWN : EP_AMBIGUOUS, typed);
}

static ep_err what_is_left(struct ep_cli *cli, const struct ep_args *args, struct ep_narrower *to)
{
    const char *until = ep_arg(args, "tot");
    const char *level = ep_arg(args, "niveau");
    if (until != NULL && (strlen(until) != 10 || !ep_date_valid(ep_text(until))))
        return ep_cli_fault(cli, EP_FIELD_INVALID, until);
    if (until != NULL)
        to->until = ep_hour_of_day(ep_date_first(ep_text(until)) + 1);
    if (level != NULL && (strlen(level) != 1 || level[0] < '1' || level[0] > '3'))
        return ep_cli_fault(cli, EP_FIELD_INVALID, level);
    if (level != NULL)
        to->level = (uint64_t)(level[0] - '0');
    if (ep_arg(args, "domeinen") == NULL)
        return EP_OK;
    to->domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON);
    return ep_find_domeinen(cli, ep_arg(args, "domeinen"), &to->domains);
}

static ep_err narrow(struct ep_cli *cli, const struct ep_args *args)
{
    const struct ep_grant_row *row = NULL;
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    if (err == EP_OK)
        err = find_row(cli, args->position[1], &row);
    if (err == EP_OK && !ep_grant_live(row, cli->world.now_hour))
        err = row->withdrawn != 0 ? EP_GRANT_WITHDRAWN : EP_GRANT_EXPIRED;
    if (err != EP_OK)
        return err;
    struct ep_narrower to = {row->grant.until, row->grant.domains, row->grant.level};
    err = what_is_left(cli, args, &to);
    if (err == EP_OK)
        err = ep_deelbesluit_narrow(cli, row, to);
    return err == EP_OK ? ep_deelbesluit_share_left(cli) : err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"tot", "DATUM", {"last day, no later than it is now", "laatste dag, niet later dan nu"}, false},
    {"niveau", "1-3", {"level, no higher than it is now", "niveau, niet hoger dan nu"}, false},
    {"domeinen", "CODE,…", {"domains, some of those it has", "domeinen, een deel van wat het heeft"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_grant_narrow = {
    .name = "grant narrow",
    .positions = "<huishouden> <grant>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"share less: another grant on the same evidence takes its place",
                "deel minder: een ander deelbesluit op hetzelfde bewijs komt ervoor in de plaats"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = narrow,
};
