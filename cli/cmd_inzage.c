#include "cli/werklijst.h"

#include "proto/calendar.h"

#include <string.h>

void ep_notice_text(const struct ep_cli *cli, const struct ep_msg_fact *fact, char out[EP_PHRASE_BYTES])
{
    char name[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES], household[EP_ID_HEX];
    ep_hex(household, ep_id_bytes(&fact->c));
    ep_date_text(day, ep_day_of_hour(fact->y));
    const char *what =
        fact->x == EP_NOTICE_NOOD
            ? T(cli, "opende met een noodprocedure huishouden", "opened in an emergency household")
            : T(cli, "opent ongewoon veel huishoudens, het laatst", "opens unusually many households, lastly");
    snprintf(out, EP_PHRASE_BYTES, T(cli, "%s %s %s, op %s.", "%s %s %s, on %s."), ep_name_user(cli, fact->b, name),
             what, household, day);
}

static void print_notice(const struct ep_cli *cli, const struct ep_msg_fact *fact)
{
    char text[EP_PHRASE_BYTES], cause[EP_ID_HEX];
    ep_hex(cause, ep_id_bytes(&fact->a));
    ep_notice_text(cli, fact, text);
    fprintf(cli->err, T(cli, "Let op: %s\n", "Note: %s\n"), text);
    fprintf(cli->err,
            T(cli, "        Dit blijft staan tot: eenplan inzage gezien %.8s\n",
              "        This stays until: eenplan inzage gezien %.8s\n"),
            cause);
}

void ep_notices_tell(struct ep_cli *cli)
{
    for (; cli->told < cli->known.fact_count; cli->told++)
        if (cli->known.facts[cli->told].soort == EP_FACT_NOTICE)
            print_notice(cli, &cli->known.facts[cli->told]);
}

static ep_err see(struct ep_cli *cli, ep_id cause)
{
    struct ep_statement st = {.kind = ep_kind(EP_TOETS), .body.toets.cause = cause};
    return ep_write(cli, &st);
}

/* Nor is it in the work list of a program that runs on. */
static void forget(struct ep_cli *cli, size_t at)
{
    struct ep_known *known = &cli->known;
    known->fact_count--;
    memmove(&known->facts[at], &known->facts[at + 1], (known->fact_count - at) * sizeof *known->facts);
    cli->told -= at < cli->told;
}

/* One, by the beginning of its id; two that begin alike are both meant. */
static ep_err gezien(struct ep_cli *cli, const struct ep_args *args)
{
    const char *typed = args->position[0];
    size_t seen = 0;
    ep_err err = ep_cli_directory(cli);
    for (size_t i = cli->known.fact_count; err == EP_OK && i-- > 0;) {
        char cause[EP_ID_HEX];
        ep_hex(cause, ep_id_bytes(&cli->known.facts[i].a));
        if (cli->known.facts[i].soort != EP_FACT_NOTICE || strncmp(cause, typed, strlen(typed)) != 0)
            continue;
        err = see(cli, cli->known.facts[i].a);
        if (err == EP_OK)
            forget(cli, i);
        seen++;
    }
    if (err == EP_OK && seen == 0)
        return ep_cli_fault(cli, EP_NOT_FOUND, typed);
    if (err == EP_OK)
        fprintf(cli->out, "%s\n", T(cli, "Vastgelegd dat u dit zag.", "Put on record that you saw this."));
    return err;
}

const struct ep_command ep_cmd_inzage_gezien = {
    .name = "inzage gezien",
    .positions = "<bericht>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"say that you saw a notice of what somebody else read",
                "zeg dat u een bericht zag over wat een ander inzag"},
    .run = gezien,
};
