#include "cli/confirmation.h"

#include "cli/show.h"

size_t ep_confirmations(const struct ep_cli *cli, const struct ep_grant_row *row, struct ep_confirmation out[2])
{
    uint64_t ended = row->withdrawn != 0 ? row->withdrawn : row->grant.until; /* a lease that ran out asks the same */
    if (cli->world.now_hour < ended)
        return 0;
    const struct ep_statement *receipt = ep_show_receipt(cli, row->id, row->grant.to_org, row->grant.until);
    out[0] = (struct ep_confirmation){.org = row->grant.to_org, .deletes = true, .since = ended};
    if (receipt != NULL) {
        out[0].at = receipt->body.receipt.deleted;
        out[0].gone = receipt->body.receipt.gone;
        out[0].count = receipt->body.receipt.count;
        out[0].kept = receipt->body.receipt.kept;
    }
    const struct ep_msg_fact *told = ep_known_fact(cli, EP_FACT_DELIVERY, row->withdraw);
    if (row->withdrawn == 0 || told == NULL || !ep_id_equal(told->b, row->org))
        return 1; /* we did not tell the author of it: it withdrew itself, or it is we */
    out[1] = (struct ep_confirmation){.org = row->org, .since = ended};
    if (told->x == 1)
        out[1].at = told->y != 0 ? told->y : ended;
    return 2;
}

bool ep_confirmation_late(const struct ep_cli *cli, const struct ep_confirmation *one)
{
    return one->at == 0 && cli->world.now_hour > one->since + cli->policy.unconfirmed_hours;
}

void ep_confirmation_print(const struct ep_cli *cli, const struct ep_confirmation *one)
{
    char day[EP_DATE_TEXT_BYTES];
    char gone[EP_DATE_TEXT_BYTES];
    char org[EP_SCREEN_BYTES];
    ep_date_text(day, ep_day_of_hour(one->at != 0 ? one->at : one->since));
    ep_name_org(cli, one->org, org);
    if (one->at == 0) {
        fprintf(cli->out, T(cli, "          %s: niet bevestigd sinds %s\n", "          %s: not confirmed since %s\n"),
                org, day);
    } else if (one->deletes) {
        ep_date_text(gone, ep_day_of_hour(one->gone));
        fprintf(cli->out,
                T(cli, "          %s: verwijderd op %s, uit reservekopieën weg op %s (%llu stukken)",
                  "          %s: deleted on %s, gone from backups on %s (%llu pieces)"),
                org, day, gone, (unsigned long long)one->count);
        if (one->kept > 0)
            fprintf(cli->out, T(cli, ", om een eigen plicht behouden: %llu", ", kept for a duty of its own: %llu"),
                    (unsigned long long)one->kept);
        fputc('\n', cli->out);
    } else {
        fprintf(cli->out, T(cli, "          %s: bevestigd op %s\n", "          %s: confirmed on %s\n"), org, day);
    }
}

void ep_confirmations_json(struct ep_json *json, const struct ep_cli *cli, const struct ep_confirmation *all,
                           size_t count)
{
    ep_json_array(json, "bevestigingen");
    for (size_t i = 0; i < count; i++) {
        ep_json_object(json, NULL);
        ep_json_org(json, "organisatie", cli, all[i].org);
        ep_json_hour(json, all[i].deletes ? "verwijderd" : "bevestigd", all[i].at);
        if (all[i].deletes) {
            ep_json_hour(json, "reservekopieen_weg", all[i].gone);
            ep_json_uint(json, "stukken", all[i].count);
            ep_json_uint(json, "behouden", all[i].kept);
        }
        ep_json_end(json);
    }
    ep_json_end(json);
}
