#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/json.h"
#include "cli/show.h"

#include "proto/staf.h"

#include <stdlib.h>

#define PURPOSE "beheer"

/* The board over all households of the user's teams: what was withdrawn, by either side, or ran out, and who confirmed. Nothing is
 * opened for it, so a member goes by an id; with --namen that is done, on record, where something ended. */

struct board {
    struct ep_json *json; /* NULL: on the screen */
    bool namen;
    size_t ended, late;
};

/* The first, if any, whose confirmation is overdue; NULL. */
static const struct ep_confirmation *late_one(const struct ep_cli *cli, const struct ep_confirmation *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ep_confirmation_late(cli, &all[i]))
            return &all[i];
    return NULL;
}

static ep_id withdrawn_by(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    struct ep_statement withdraw;
    return cli->world.find(cli->world.ctx, EP_WITHDRAW, row->withdraw, 0, &withdraw) ? withdraw.org : (ep_id){{0}};
}

static void print_row(const struct ep_cli *cli, const struct ep_grant_row *row, const struct ep_confirmation *all,
                      size_t count)
{
    char from[EP_SCREEN_BYTES];
    char to[EP_SCREEN_BYTES];
    char by[EP_SCREEN_BYTES];
    char lid[EP_SCREEN_BYTES];
    char grant[9];
    char household[9];
    char day[EP_DATE_TEXT_BYTES];
    fprintf(cli->out, T(cli, "%s  huishouden %s  %s → %s  over %s  ", "%s  household %s  %s → %s  on %s  "),
            ep_show_short(row->id, grant), ep_show_short(cli->open.huishouden, household),
            ep_name_org(cli, row->org, from), ep_name_org(cli, row->grant.to_org, to),
            ep_name_lid(cli, row->grant.lid, lid));
    if (row->withdrawn != 0)
        fprintf(cli->out, T(cli, "ingetrokken op %s door %s\n", "withdrawn on %s by %s\n"),
                ep_show_date(row->withdrawn, day), ep_name_org(cli, withdrawn_by(cli, row), by));
    else
        fprintf(cli->out, T(cli, "afgelopen op %s%s%s\n", "ended on %s%s%s\n"), ep_show_last_day(row->grant.until, day),
                row->over != EP_OK ? ": " : "", row->over != EP_OK ? ep_err_row(row->over)->text[cli->lang] : "");
    for (size_t i = 0; i < count; i++)
        ep_confirmation_print(cli, &all[i]);
    const struct ep_confirmation *late = late_one(cli, all, count);
    if (late != NULL)
        fprintf(cli->out,
                T(cli, "          LET OP: %s bevestigt langer dan %u uur niet; bel die organisatie\n",
                  "          WARNING: %s has not confirmed for more than %u hours; call that organisation\n"),
                ep_name_org(cli, late->org, by), (unsigned)cli->policy.unconfirmed_hours);
}

static void put_row(const struct ep_cli *cli, const struct board *board, const struct ep_grant_row *row,
                    const struct ep_confirmation *all, size_t count)
{
    struct ep_json *json = board->json;
    char name[EP_SCREEN_BYTES];
    ep_json_object(json, NULL);
    ep_json_id(json, "huishouden", cli->open.huishouden);
    ep_json_id(json, "deelbesluit", row->id);
    ep_json_id(json, "lid", row->grant.lid);
    ep_json_word(json, "naam", board->namen ? ep_name_lid(cli, row->grant.lid, name) : NULL);
    ep_json_org(json, "van", cli, row->org);
    ep_json_org(json, "aan", cli, row->grant.to_org);
    if (row->withdrawn != 0)
        ep_json_org(json, "door", cli, withdrawn_by(cli, row));
    else
        ep_json_word(json, "door", NULL);
    ep_json_hour(json, "ingetrokken", row->withdrawn);
    ep_json_hour(json, "afgelopen", row->withdrawn != 0 ? 0 : row->grant.until);
    ep_json_word(json, "reden", row->over == EP_TEAM_ENDED ? "team" : row->over == EP_PEER_ENDED ? "koppeling" : NULL);
    ep_json_bool(json, "te_laat", late_one(cli, all, count) != NULL);
    ep_confirmations_json(json, cli, all, count);
    ep_json_end(json);
}

static void add_household(const struct ep_cli *cli, struct board *board)
{
    for (size_t i = 0; i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        struct ep_confirmation all[2];
        size_t count = ep_confirmations(cli, row, all);
        if (count == 0)
            continue;
        board->ended++;
        board->late += late_one(cli, all, count) != NULL ? 1 : 0;
        if (board->json != NULL)
            put_row(cli, board, row, all, count);
        else
            print_row(cli, row, all, count);
    }
}

static bool any_ended(const struct ep_cli *cli)
{
    struct ep_confirmation all[2];
    bool any = false;
    for (size_t i = 0; i < cli->open.grants.count && !any; i++)
        any = ep_confirmations(cli, &cli->open.grants.row[i], all) > 0;
    return any;
}

/* A household of which nothing is on the board is not read for its names. */
static ep_err open_household(struct ep_cli *cli, const struct board *board, ep_id huishouden)
{
    ep_err err = ep_open_grants(cli, huishouden, PURPOSE);
    return err == EP_OK && board->namen && any_ended(cli) ? ep_open_huishouden(cli, huishouden, PURPOSE) : err;
}

static ep_err end_board(const struct ep_cli *cli, struct board *board)
{
    if (board->json != NULL) {
        ep_json_end(board->json);
        ep_json_uint(board->json, "te_laat", board->late);
        return ep_json_close(board->json, cli->out);
    }
    if (board->ended == 0)
        fprintf(cli->out, "%s\n",
                T(cli, "Er is niets ingetrokken of afgelopen.", "Nothing was withdrawn or has ended."));
    return ferror(cli->out) ? EP_FILE : EP_OK;
}

static ep_err withdrawals(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_households *all = NULL;
    struct board board = {.namen = ep_arg(args, "namen") != NULL};
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_households(cli, &all);
    if (err == EP_OK && cli->json) {
        board.json = ep_json_open();
        ep_json_word(board.json, "formaat", "eenplan-withdrawals-1");
        ep_json_array(board.json, "intrekkingen");
    }
    for (size_t i = 0; err == EP_OK && i < all->count; i++) {
        if (ep_staf_allows(&cli->world, all->id[i], cli->kluis->id) != EP_OK)
            continue; /* the work of others: they have it on their own board */
        err = open_household(cli, &board, all->id[i]);
        if (err == EP_OK || err == EP_TOO_MANY) /* too many to share on are not too many to end */
            add_household(cli, &board);
        if (err == EP_TOO_MANY)
            err = EP_OK;
    }
    free(all);
    if (err == EP_OK)
        return end_board(cli, &board);
    ep_json_drop(board.json);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"namen", NULL, {"open each household on the list, on record, to name its members", "open elk huishouden op de lijst, vastgelegd, om leden bij naam te noemen"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_withdrawals = {
    .name = "withdrawals",
    .positions = "",
    .summary = {"what was withdrawn in all households of your teams, and who confirmed",
                "wat is ingetrokken in alle huishoudens van uw teams, en wie bevestigde"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = withdrawals,
};
