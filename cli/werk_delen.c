#include "cli/confirmation.h"
#include "cli/deelbesluit.h"
#include "cli/werklijst.h"

/* Lines about sharing. */

/* An update was asked for, and we wrote about it since. */
static bool was_written(const struct ep_show *show, const struct ep_statement *st)
{
    const struct ep_ask *ask = &st->body.ask;
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        if (ep_id_equal(fact->org, show->input.own_org) && ep_id_equal(fact->subject, ask->subject) &&
            (ask->domains & EP_DOMEIN_BIT(fact->domain)) != 0 && fact->hour >= st->hour)
            return true;
    }
    return false;
}

/* Sharing was asked for, and all of it is granted now. */
static bool is_granted(const struct ep_show *show, const struct ep_statement *st)
{
    const struct ep_ask *ask = &st->body.ask;
    struct ep_reader reader = {.org = st->org};
    for (uint64_t domain = 1; domain <= EP_DOMEIN_VEILIGHEID; domain++) {
        struct ep_section section = {show->input.huishouden, show->input.own_org, ask->subject, domain,
                                     ask->level != 0 ? ask->level : EP_LEVEL_DAT};
        if ((ask->domains & EP_DOMEIN_BIT(domain)) != 0 &&
            ep_grondslag_covers(show->input.grants, &section, &reader, NULL) != EP_OK)
            return false;
    }
    return true;
}

/* No statement says that a question was answered; that what was asked for is there does. */
void ep_werk_vraag(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    const struct ep_statement *st = NULL;
    char org[EP_SCREEN_BYTES], about[EP_SCREEN_BYTES];
    for (size_t at = 0; (st = ep_show_next(cli, EP_ASK, &at)) != NULL;) {
        const struct ep_ask *ask = &st->body.ask;
        struct ep_werk_regel line = {.lid = ask->subject, .org = st->org, .day = ep_day_of_hour(st->hour), .ask = *ask};
        bool update = ask->soort == EP_ASK_UPDATE;
        if (!ep_id_equal(ask->to_org, cli->kluis->org) || (update ? was_written(show, st) : is_granted(show, st)))
            continue;
        snprintf(line.text, sizeof line.text,
                 update ? T(cli, "%s vraagt om een update over %s.", "%s asks for an update about %s.")
                        : T(cli, "%s vraagt om deling over %s.", "%s asks for sharing about %s."),
                 ep_name_org(cli, st->org, org), ep_name_lid(cli, ask->subject, about));
        ep_werk_add(list, &line);
    }
}

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
    case EP_HERBEVESTIGEN_TEAM:
        return T(cli, "het team is beëindigd; trek het in, of geef het opnieuw aan een ander team",
                 "the team has ended; withdraw it, or give it anew to another team");
    case EP_HERBEVESTIGEN_KOPPELING:
        return T(cli, "de koppeling is beëindigd; trek het in", "the pairing has ended; withdraw it");
    case EP_HERBEVESTIGEN_NIET:
        break;
    }
    return "";
}

static struct ep_werk_regel about_grant(const struct ep_grant_row *row, ep_id org)
{
    return (struct ep_werk_regel){
        .lid = row->grant.lid, .deelbesluit = row->id, .org = org, .day = ep_day_of_hour(row->grant.until - 1)};
}

void ep_werk_herbevestigen(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    char to[EP_SCREEN_BYTES], lid[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES];
    for (size_t i = 0; list->err == EP_OK && i < show->input.grants->count; i++) {
        const struct ep_grant_row *row = &show->input.grants->row[i];
        struct ep_werk_regel line = about_grant(row, row->grant.to_org);
        enum ep_herbevestigen why = EP_HERBEVESTIGEN_NIET;
        list->err = ep_deelbesluit_due(cli, row, &why);
        if (list->err != EP_OK || why == EP_HERBEVESTIGEN_NIET)
            continue;
        snprintf(line.text, sizeof line.text,
                 T(cli, "Herbevestigen: wat over %s met %s wordt gedeeld, tot en met %s: %s",
                   "Confirm anew: what is shared about %s with %s, up to and including %s: %s"),
                 ep_name_lid(cli, row->grant.lid, lid), ep_name_org(cli, row->grant.to_org, to),
                 ep_show_last_day(row->grant.until, day), why_text(cli, why));
        ep_werk_add(list, &line);
    }
}

/* What others give us, and what of ours ends so soon and is not to be confirmed anew by the line above. */
void ep_werk_loopt_af(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    char from[EP_SCREEN_BYTES], to[EP_SCREEN_BYTES], lid[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES];
    for (size_t i = 0; list->err == EP_OK && i < show->input.grants->count; i++) {
        const struct ep_grant_row *row = &show->input.grants->row[i];
        struct ep_werk_regel line = about_grant(row, row->org);
        enum ep_herbevestigen why = EP_HERBEVESTIGEN_NIET;
        if (!ep_grant_live(row, cli->world.now_hour) || !ep_werk_within(list, line.day, cli->policy.ending_days))
            continue;
        list->err = ep_deelbesluit_due(cli, row, &why);
        if (list->err != EP_OK || why != EP_HERBEVESTIGEN_NIET)
            continue;
        snprintf(line.text, sizeof line.text,
                 T(cli, "Loopt af: wat %s over %s met %s deelt, tot en met %s",
                   "Ends: what %s shares about %s with %s, up to and including %s"),
                 ep_name_org(cli, row->org, from), ep_name_lid(cli, row->grant.lid, lid),
                 ep_name_org(cli, row->grant.to_org, to), ep_show_last_day(row->grant.until, day));
        ep_werk_add(list, &line);
    }
}

static void add_unconfirmed(struct ep_werklijst *list, const struct ep_grant_row *row,
                            const struct ep_confirmation *one)
{
    const struct ep_cli *cli = list->cli;
    struct ep_werk_regel line = about_grant(row, one->org);
    char org[EP_SCREEN_BYTES], lid[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES];
    line.day = ep_day_of_hour(one->since);
    snprintf(line.text, sizeof line.text,
             T(cli, "Niet bevestigd door %s sinds %s: dat het delen over %s stopt%s",
               "Not confirmed by %s since %s: that the sharing about %s ends%s"),
             ep_name_org(cli, one->org, org), ep_show_date(one->since, day), ep_name_lid(cli, row->grant.lid, lid),
             ep_confirmation_late(cli, one) ? T(cli, "; bel die organisatie", "; call that organisation") : "");
    ep_werk_add(list, &line);
}

/* What the own node still has to say is not for a person to do. */
void ep_werk_intrekking(struct ep_werklijst *list, const struct ep_show *show)
{
    for (size_t i = 0; i < show->input.grants->count; i++) {
        const struct ep_grant_row *row = &show->input.grants->row[i];
        struct ep_confirmation ends[2];
        size_t count = ep_confirmations(list->cli, row, ends);
        for (size_t n = 0; n < count; n++)
            if (ends[n].at == 0 && !ep_id_equal(ends[n].org, show->input.own_org))
                add_unconfirmed(list, row, &ends[n]);
    }
}
