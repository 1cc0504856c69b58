#include "cli/deelbesluit.h"

#include "cli/gever.h"
#include "proto/calendar.h"

#include <stdlib.h>
#include <string.h>

static const struct ep_opgave *evidence_of(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    for (size_t i = 0; i < cli->open.fact_count; i++) {
        const struct ep_fact *fact = &cli->open.facts[i];
        if (ep_id_equal(fact->item, row->grant.evidence) && ep_id_equal(fact->org, cli->kluis->org) &&
            fact->opgave.soort == EP_SOORT_BEWIJS)
            return &fact->opgave;
    }
    return NULL;
}

/* Everyone who agreed still decides in that capacity. Who gave for himself always does. */
static bool givers_decide(const struct ep_cli *cli, const struct ep_beslissers *by, ep_bytes gevers)
{
    int32_t today = ep_day_of_hour(cli->world.now_hour);
    for (size_t at = 0; at + EP_GEVER_BYTES <= gevers.len; at += EP_GEVER_BYTES) {
        bool decides = gevers.at[at + EP_ID_BYTES] == EP_HOEDANIGHEID_ZELF;
        for (size_t i = 0; i < by->count; i++)
            decides = decides || (memcmp(by->who[i].item.b, gevers.at + at, EP_ID_BYTES) == 0 &&
                                  ep_bevoegd_on(&by->who[i], today));
        if (!decides)
            return false;
    }
    return true;
}

/* As the statement itself says: the row ends with its team. */
static bool term_runs(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    struct ep_statement grant;
    return cli->world.find(cli->world.ctx, EP_GRANT, row->id, 0, &grant) &&
           cli->world.now_hour < grant.body.grant.until;
}

/* Ours, and live, or ended by its team or pairing and not withdrawn yet. */
static bool can_ask(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    bool over = row->over != EP_OK && row->withdrawn == 0 && term_runs(cli, row);
    return ep_id_equal(row->org, cli->kluis->org) && (over || ep_grant_live(row, cli->world.now_hour));
}

ep_err ep_deelbesluit_due(const struct ep_cli *cli, const struct ep_grant_row *row, enum ep_herbevestigen *why)
{
    struct ep_beslissers by;
    const struct ep_opgave *evidence = evidence_of(cli, row);
    const struct ep_grondslag *ground = ep_policy_grondslag(&cli->policy, row->grant.grondslag);
    *why = EP_HERBEVESTIGEN_NIET;
    if (!can_ask(cli, row))
        return EP_OK;
    if (row->over != EP_OK) {
        *why = row->over == EP_TEAM_ENDED ? EP_HERBEVESTIGEN_TEAM : EP_HERBEVESTIGEN_KOPPELING;
        return EP_OK;
    }
    ep_err err = ep_gever_gather(cli, row->grant.lid, &by);
    if (err != EP_OK)
        return err;
    int32_t last = ep_day_of_hour(row->grant.until) - 1;
    if (evidence != NULL && !givers_decide(cli, &by, evidence->is.bewijs.gevers))
        *why = EP_HERBEVESTIGEN_GEZAG;
    else if (row->grant.until > cli->world.now_hour + cli->policy.ahead_days * 24u)
        return EP_OK;
    else if (ground != NULL &&
             ep_beslissers_boundary(&cli->policy, ground, &by, ep_day_of_hour(row->grant.from)) == last + 1)
        *why = EP_HERBEVESTIGEN_LEEFTIJD;
    else if (evidence != NULL && evidence->is.bewijs.einde.len > 0 && ep_date_first(evidence->is.bewijs.einde) == last)
        *why = EP_HERBEVESTIGEN_MAATREGEL;
    else
        *why = EP_HERBEVESTIGEN_TERMIJN;
    return EP_OK;
}

ep_err ep_deelbesluit_withdraw(struct ep_cli *cli, const struct ep_grant_row *row)
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

static bool own_grant_lives(const struct ep_cli *cli)
{
    for (size_t i = 0; i < cli->open.grants.count; i++)
        if (ep_id_equal(cli->open.grants.row[i].org, cli->kluis->org) &&
            ep_grant_live(&cli->open.grants.row[i], cli->world.now_hour))
            return true;
    return false;
}

ep_err ep_deelbesluit_share_left(struct ep_cli *cli)
{
    ep_err err = ep_grants_gather(&cli->world, cli->open.huishouden, &cli->open.grants);
    if (err == EP_OK && !own_grant_lives(cli))
        return EP_OK;
    if (err == EP_OK)
        err = ep_open_huishouden(cli, cli->open.huishouden, "beheer");
    if (err == EP_OK)
        err = ep_share_owed(cli, NULL);
    return err == EP_OK ? EP_OK : EP_WRAP_WAITS;
}

/* The new one first: should the second act fail, less than asked was ended, and nothing that was to stay. */
ep_err ep_deelbesluit_narrow(struct ep_cli *cli, const struct ep_grant_row *row, struct ep_narrower to)
{
    struct ep_statement st = {.kind = ep_kind(EP_GRANT), .huishouden = cli->open.huishouden};
    char day[EP_DATE_TEXT_BYTES];
    char name[EP_SCREEN_BYTES];
    char hex[EP_ID_HEX];
    if (!ep_id_equal(row->org, cli->kluis->org))
        return EP_NOT_FOUNDER;
    if (to.until > row->grant.until || to.level > row->grant.level || (to.domains & ~row->grant.domains) != 0)
        return EP_GRANT_WIDER;
    st.body.grant = row->grant;
    if (row->to_home_team)
        st.body.grant.to_team = (ep_id){{0}};
    st.body.grant.from = cli->world.now_hour;
    st.body.grant.until = to.until;
    st.body.grant.level = to.level;
    st.body.grant.domains = to.domains;
    ep_err err = ep_write(cli, &st);
    if (err != EP_OK)
        return err;
    ep_date_text(day, ep_day_of_hour(to.until) - 1);
    ep_hex(hex, ep_id_bytes(&st.id));
    fprintf(cli->out,
            T(cli, "Deelbesluit %.8s over %s, tot en met %s.\n", "Grant %.8s on %s, up to and including %s.\n"), hex,
            ep_name_lid(cli, row->grant.lid, name), day);
    return ep_deelbesluit_withdraw(cli, row);
}

/* Rows stay as they were gathered while grants are written. */
ep_err ep_deelbesluit_gezag(struct ep_cli *cli)
{
    uint64_t until = ep_hour_of_day(ep_day_of_hour(cli->world.now_hour) + (int32_t)cli->policy.gezag_days);
    bool any = false;
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        enum ep_herbevestigen why = EP_HERBEVESTIGEN_NIET;
        err = ep_deelbesluit_due(cli, row, &why);
        if (err != EP_OK || why != EP_HERBEVESTIGEN_GEZAG || row->grant.until <= until)
            continue;
        err = ep_deelbesluit_narrow(cli, row, (struct ep_narrower){until, row->grant.domains, row->grant.level});
        any = true;
    }
    return err == EP_OK && any ? ep_deelbesluit_share_left(cli) : err;
}
