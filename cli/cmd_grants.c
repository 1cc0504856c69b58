#include "cli/confirmation.h"
#include "cli/deelbesluit.h"
#include "cli/gever.h"
#include "cli/lists.h"

#include <string.h>

#define PURPOSE "beheer"

static void print_grant(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    char from[EP_SCREEN_BYTES];
    char to[EP_SCREEN_BYTES];
    char lid[EP_SCREEN_BYTES];
    char hex[EP_ID_HEX];
    char day[EP_DATE_TEXT_BYTES];
    char code[EP_SCREEN_BYTES];
    ep_hex(hex, ep_id_bytes(&row->id));
    ep_show_last_day(row->grant.until, day);
    const char *const *stand = ep_show_stand(cli, row);
    fprintf(cli->out,
            T(cli, "%.8s  %s → %s  over %s  niveau %llu  %s  tot %s  %s\n",
              "%.8s  %s → %s  on %s  level %llu  %s  until %s  %s\n"),
            hex, ep_name_org(cli, row->org, from), ep_name_org(cli, row->grant.to_org, to),
            ep_name_lid(cli, row->grant.lid, lid), (unsigned long long)row->grant.level,
            ep_screen(row->grant.grondslag, code, sizeof code), day, T(cli, stand[2], stand[1]));
    struct ep_confirmation ends[2];
    size_t count = ep_confirmations(cli, row, ends);
    for (size_t i = 0; i < count; i++)
        ep_confirmation_print(cli, &ends[i]);
}

static void put_grant(struct ep_json *json, const struct ep_cli *cli, const struct ep_grant_row *row)
{
    const struct ep_grant *grant = &row->grant;
    char name[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    struct ep_confirmation ends[2];
    size_t count = ep_confirmations(cli, row, ends);
    ep_json_object(json, NULL);
    ep_json_id(json, "id", row->id);
    ep_json_named(json, "lid", grant->lid, ep_name_lid(cli, grant->lid, name));
    ep_json_org(json, "van", cli, row->org);
    ep_json_org(json, "aan", cli, grant->to_org);
    if (ep_id_absent(grant->to_team))
        ep_json_null(json, "team");
    else
        ep_json_named(json, "team", grant->to_team, ep_name_team(cli, grant->to_team, name));
    ep_json_domeinen(json, "domeinen", cli, grant->domains);
    ep_json_uint(json, "niveau", grant->level);
    ep_json_text(json, "grondslag", grant->grondslag);
    ep_json_word(json, "van_dag", ep_show_date(grant->from, day));
    ep_json_word(json, "tot_dag", ep_show_last_day(grant->until, day));
    ep_json_word(json, "staat", ep_show_stand(cli, row)[0]);
    ep_json_hour(json, "ingetrokken", row->withdrawn);
    ep_json_hour(json, "bevestigd", count > 0 ? ends[0].at : 0);
    ep_confirmations_json(json, cli, ends, count);
    ep_json_bool(json, "eigen", ep_id_equal(row->org, cli->kluis->org));
    ep_json_end(json);
}

static ep_err list(struct ep_cli *cli, const struct ep_args *args)
{
    const struct ep_grants *grants = &cli->open.grants;
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err != EP_OK)
        return err;
    struct ep_json *json = cli->json ? ep_json_list("eenplan-deelbesluiten-1", "deelbesluiten") : NULL;
    for (size_t i = 0; i < grants->count; i++)
        if (cli->json)
            put_grant(json, cli, &grants->row[i]);
        else
            print_grant(cli, &grants->row[i]);
    return cli->json ? ep_json_list_close(json, cli->out) : EP_OK;
}

const struct ep_command ep_cmd_grant_list = {
    .name = "grant list",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"the grants of a household, and whether withdrawals are confirmed",
                "de deelbesluiten van een huishouden, en of intrekkingen zijn bevestigd"},
    .run = list,
};

/* Which grants: by id, or every live one on a lid between us and an organisation. */
struct ending {
    const char *typed;
    const char *door; /* who ends it; NULL: the organisation itself */
    ep_id lid, org;
    size_t count;
    bool own; /* one of them was ours */
};

static bool row_matches(const struct ep_cli *cli, const struct ep_grant_row *row, const struct ending *ending)
{
    char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&row->id));
    if (ending->typed != NULL)
        return strlen(ending->typed) >= 4 && strncmp(hex, ending->typed, strlen(ending->typed)) == 0;
    return row->withdrawn == 0 && cli->world.now_hour < row->grant.until && ep_id_equal(row->grant.lid, ending->lid) &&
           (ep_id_equal(row->org, ending->org) || ep_id_equal(row->grant.to_org, ending->org));
}

static ep_err withdraw_rows(struct ep_cli *cli, struct ending *ending)
{
    const struct ep_grants *grants = &cli->open.grants;
    ep_err err = EP_OK;
    for (size_t i = 0; i < grants->count; i++)
        ending->count += row_matches(cli, &grants->row[i], ending) ? 1 : 0;
    if (ending->count == 0)
        return ep_cli_fault(cli, EP_GRANT_UNKNOWN, ending->typed != NULL ? ending->typed : "--lid --organisatie");
    if (ending->typed != NULL && ending->count > 1)
        return ep_cli_fault(cli, EP_AMBIGUOUS, ending->typed); /* it is for good: never more than was meant */
    for (size_t i = 0; err == EP_OK && ending->door != NULL && i < grants->count; i++)
        if (row_matches(cli, &grants->row[i], ending))
            err = ep_gever_may_end(cli, &grants->row[i], ending->door);
    for (size_t i = 0; err == EP_OK && i < grants->count; i++) {
        if (!row_matches(cli, &grants->row[i], ending))
            continue;
        err = ep_deelbesluit_withdraw(cli, &grants->row[i]); /* first: what is put on record about it can wait */
        if (err == EP_OK && ending->door != NULL)
            err = ep_gever_ended(cli, &grants->row[i], ending->door);
        ending->own = ending->own || ep_id_equal(grants->row[i].org, cli->kluis->org);
    }
    return err;
}

static ep_err withdraw(struct ep_cli *cli, const struct ep_args *args)
{
    struct ending ending = {.typed = args->positions > 1 ? args->position[1] : NULL, .door = ep_arg(args, "door")};
    if (ending.typed == NULL && (ep_arg(args, "lid") == NULL || ep_arg(args, "organisatie") == NULL))
        return ep_cli_fault(cli, EP_USAGE, "<grant> | --lid --organisatie");
    ep_err err = ending.door != NULL ? ep_find_huishouden(cli, args->position[0], PURPOSE)
                                     : ep_find_grants(cli, args->position[0], PURPOSE);
    if (err == EP_TOO_MANY)
        err = EP_OK; /* too many to share on are not too many to end */
    if (err == EP_OK && ending.typed == NULL)
        err = ep_find_lid_opening(cli, ep_arg(args, "lid"), PURPOSE, &ending.lid);
    if (err == EP_OK && ending.typed == NULL)
        err = ep_find_org(cli, ep_arg(args, "organisatie"), &ending.org);
    if (err == EP_OK)
        err = withdraw_rows(cli, &ending);
    return err == EP_OK && ending.own ? ep_deelbesluit_share_left(cli) : err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"lid", "LID", {"every live grant on this member…", "elk geldig deelbesluit over dit lid…"}, false},
    {"organisatie", "ORG", {"…from or to this organisation", "…van of aan deze organisatie"}, false},
    {"door", "NAAM", {"who ends it; the organisation itself unless named", "wie het beëindigt; de organisatie zelf als u niemand noemt"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_grant_withdraw = {
    .name = "grant withdraw",
    .positions = "<huishouden> [<grant>]",
    .positions_min = 1,
    .positions_max = 2,
    .summary = {"withdraw a grant, for good; no reason is asked",
                "trek een deelbesluit in, voorgoed; een reden wordt niet gevraagd"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = withdraw,
};
