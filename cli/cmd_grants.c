#include "cli/command.h"

#include "proto/calendar.h"

#include <string.h>

static void print_confirmation(const struct ep_cli *cli, const struct ep_grant_row *row);

static void print_grant(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    char from[EP_SCREEN_BYTES];
    char to[EP_SCREEN_BYTES];
    char lid[EP_SCREEN_BYTES];
    char hex[EP_ID_HEX];
    char day[EP_DATE_TEXT_BYTES];
    char code[EP_SCREEN_BYTES];
    ep_hex(hex, ep_id_bytes(&row->id));
    ep_date_text(day, ep_day_of_hour(row->grant.until) - 1);
    const char *state = row->withdrawn != 0                       ? T(cli, "ingetrokken", "withdrawn")
                        : cli->world.now_hour >= row->grant.until ? T(cli, "verlopen", "ended")
                        : cli->world.now_hour < row->grant.from   ? T(cli, "begint nog", "not begun")
                                                                  : T(cli, "geldig", "live");
    fprintf(cli->out,
            T(cli, "%.8s  %s → %s  over %s  niveau %llu  %s  tot %s  %s\n",
              "%.8s  %s → %s  on %s  level %llu  %s  until %s  %s\n"),
            hex, ep_name_org(cli, row->org, from), ep_name_org(cli, row->grant.to_org, to),
            ep_name_lid(cli, row->grant.lid, lid), (unsigned long long)row->grant.level,
            ep_screen(row->grant.grondslag, code, sizeof code), day, state);
    print_confirmation(cli, row);
}

struct receipt {
    const struct ep_grant_row *row;
    struct ep_statement found;
    bool any;
};

static bool find_receipt(void *arg, const struct ep_statement *st)
{
    struct receipt *receipt = arg;
    const struct ep_receipt *body = &st->body.receipt;
    /* Only who received can say that it was deleted, and only for this withdrawal. */
    if (!ep_id_equal(body->grant, receipt->row->id) || !ep_id_equal(st->org, receipt->row->grant.to_org) ||
        (!ep_id_absent(body->withdraw) && !ep_id_equal(body->withdraw, receipt->row->withdraw)))
        return true;
    receipt->found = *st;
    receipt->any = true;
    return false;
}

/* Both sides of an end: the recipient's signed receipt, and, where we told the author of a withdrawal, its position. */
static void print_confirmation(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    struct receipt receipt = {.row = row};
    char day[EP_DATE_TEXT_BYTES];
    char gone[EP_DATE_TEXT_BYTES];
    char org[EP_SCREEN_BYTES];
    uint64_t ended = row->withdrawn != 0 ? row->withdrawn : row->grant.until; /* a lease that ran out asks the same */
    if (cli->world.now_hour < ended)
        return;
    cli->world.each(cli->world.ctx, EP_RECEIPT, cli->open.huishouden, find_receipt, &receipt);
    if (receipt.any) {
        ep_date_text(day, ep_day_of_hour(receipt.found.body.receipt.deleted));
        ep_date_text(gone, ep_day_of_hour(receipt.found.body.receipt.gone));
        fprintf(cli->out,
                T(cli, "          %s: verwijderd op %s, uit reservekopieën weg op %s (%llu stukken)\n",
                  "          %s: deleted on %s, gone from backups on %s (%llu pieces)\n"),
                ep_name_org(cli, row->grant.to_org, org), day, gone,
                (unsigned long long)receipt.found.body.receipt.count);
    } else {
        ep_date_text(day, ep_day_of_hour(ended));
        fprintf(cli->out, T(cli, "          %s: niet bevestigd sinds %s\n", "          %s: not confirmed since %s\n"),
                ep_name_org(cli, row->grant.to_org, org), day);
    }
    const struct ep_msg_fact *told = ep_known_fact(cli, EP_FACT_DELIVERY, row->withdraw);
    /* The author's part of the confirmation; a recipient confirms with its receipt, above. */
    if (row->withdrawn != 0 && told != NULL && ep_id_equal(told->b, row->org)) {
        ep_date_text(day, ep_day_of_hour(told->x == 1 ? told->y : row->withdrawn));
        fprintf(cli->out,
                told->x == 1
                    ? T(cli, "          %s: bevestigd op %s\n", "          %s: confirmed on %s\n")
                    : T(cli, "          %s: niet bevestigd sinds %s\n", "          %s: not confirmed since %s\n"),
                ep_name_org(cli, told->b, org), day);
    }
}

static ep_err list(struct ep_cli *cli, const struct ep_args *args)
{
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    for (size_t i = 0; err == EP_OK && i < cli->open.grants.count; i++)
        print_grant(cli, &cli->open.grants.row[i]);
    return err;
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

static bool row_matches(struct ep_cli *cli, const struct ep_grant_row *row, const char *typed, ep_id lid, ep_id org)
{
    char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&row->id));
    if (typed != NULL)
        return strlen(typed) >= 4 && strncmp(hex, typed, strlen(typed)) == 0;
    return row->withdrawn == 0 && cli->world.now_hour < row->grant.until && ep_id_equal(row->grant.lid, lid) &&
           (ep_id_equal(row->org, org) || ep_id_equal(row->grant.to_org, org));
}

static ep_err withdraw_row(struct ep_cli *cli, const struct ep_grant_row *row)
{
    struct ep_statement st = {.kind = ep_kind(EP_WITHDRAW), .huishouden = cli->open.huishouden};
    char lid[EP_SCREEN_BYTES];
    char from[EP_SCREEN_BYTES];
    char to[EP_SCREEN_BYTES];
    if (row->withdrawn != 0)
        return EP_GRANT_WITHDRAWN;
    bool author = ep_id_equal(row->org, cli->kluis->org);
    st.body.withdraw = (struct ep_withdraw){.grant = row->id, .to_org = author ? row->grant.to_org : row->org};
    ep_err err = ep_write(cli, &st);
    if (err == EP_OK)
        fprintf(cli->out,
                T(cli, "Ingetrokken: %s → %s over %s. Het delen is gestopt.\n",
                  "Withdrawn: %s → %s on %s. The sharing has stopped.\n"),
                ep_name_org(cli, row->org, from), ep_name_org(cli, row->grant.to_org, to),
                ep_name_lid(cli, row->grant.lid, lid));
    return err;
}

/* By id, or every live grant on a lid between us and an organisation. */
static ep_err withdraw(struct ep_cli *cli, const struct ep_args *args)
{
    const char *typed = args->positions > 1 ? args->position[1] : NULL;
    ep_id lid = {{0}};
    ep_id org = {{0}};
    size_t count = 0;
    if (typed == NULL && (ep_arg(args, "lid") == NULL || ep_arg(args, "organisatie") == NULL))
        return ep_cli_fault(cli, EP_USAGE, "<grant> | --lid --organisatie");
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    if (err == EP_OK && typed == NULL)
        err = ep_find_lid(cli, ep_arg(args, "lid"), &lid);
    if (err == EP_OK && typed == NULL)
        err = ep_find_org(cli, ep_arg(args, "organisatie"), &org);
    for (size_t i = 0; err == EP_OK && i < cli->open.grants.count; i++) {
        if (!row_matches(cli, &cli->open.grants.row[i], typed, lid, org))
            continue;
        err = withdraw_row(cli, &cli->open.grants.row[i]);
        count++;
    }
    if (err == EP_OK && count == 0)
        return ep_cli_fault(cli, EP_GRANT_UNKNOWN, typed != NULL ? typed : ep_arg(args, "lid"));
    if (err == EP_OK)
        err = ep_open_again(cli);
    return err == EP_OK ? ep_share_owed(cli, NULL) : err; /* what another grant still covers rested on this one */
}

/* clang-format off */
static const struct ep_option options[] = {
    {"lid", "LID", {"every live grant on this member…", "elk geldig deelbesluit over dit lid…"}, false},
    {"organisatie", "ORG", {"…from or to this organisation", "…van of aan deze organisatie"}, false},
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
    .option_count = 2,
    .run = withdraw,
};

/* The policy, as this program reads it. */
static ep_err read_policy(struct ep_cli *cli)
{
    struct ep_policy_fault fault;
    ep_err err = ep_policy_read(&cli->policy, cli->policy_path, &fault);
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, err, fault.text);
}

static ep_err grondslagen(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = read_policy(cli);
    for (size_t i = 0; err == EP_OK && i < cli->policy.grondslagen; i++) {
        const struct ep_grondslag *row = &cli->policy.grondslag[i];
        fprintf(cli->out, "%-22s %s\n%-22s ", row->code, row->name, "");
        if (!row->on)
            fprintf(cli->out, "%s\n", T(cli, "staat uit", "switched off"));
        else
            fprintf(cli->out, T(cli, "hoogstens %u dagen, niveau %u%s", "at most %u days, level %u%s"), row->lease_days,
                    row->level,
                    row->giver ? T(cli, ", vraagt gever en informatie", ", needs giver and information") : "");
        if (row->on && row->reason_min > 0)
            fprintf(cli->out, T(cli, ", motivering van %u tekens", ", reasons of %u characters"), row->reason_min);
        if (row->on)
            fputc('\n', cli->out);
    }
    return err;
}

const struct ep_command ep_cmd_grant_grondslagen = {
    .name = "grant grondslagen",
    .positions = "",
    .summary = {"the grounds of the policy and what each needs", "de grondslagen van het beleid en wat elk vraagt"},
    .run = grondslagen,
};

static ep_err sjablonen(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = read_policy(cli);
    for (size_t i = 0; err == EP_OK && i < cli->policy.sjablonen; i++) {
        const struct ep_sjabloon *row = &cli->policy.sjabloon[i];
        fprintf(cli->out, T(cli, "%-22s %s (niveau %u, %s, %u dagen)\n", "%-22s %s (level %u, %s, %u days)\n"),
                row->code, row->name, row->level, row->grondslag, row->days);
    }
    return err;
}

const struct ep_command ep_cmd_grant_sjablonen = {
    .name = "grant sjablonen",
    .positions = "",
    .summary = {"the templates for grants", "de sjablonen voor deelbesluiten"},
    .run = sjablonen,
};

static ep_err domeinen(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = read_policy(cli);
    for (uint32_t d = 1; err == EP_OK && d < EP_DOMEIN_END; d++)
        fprintf(cli->out, "%-26s %s\n", cli->policy.domein_code[d], cli->policy.domein[d]);
    return err;
}

const struct ep_command ep_cmd_domeinen = {
    .name = "domeinen",
    .positions = "",
    .summary = {"the domains and their codes", "de domeinen en hun codes"},
    .run = domeinen,
};
