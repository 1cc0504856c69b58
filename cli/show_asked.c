#include "cli/show.h"

bool ep_show_is_our_ask(const struct ep_show *show, const struct ep_statement *st)
{
    return ep_id_equal(st->org, show->input.own_org) || ep_id_equal(st->body.ask.to_org, show->input.own_org);
}

static void print_ask(const struct ep_show *show, const struct ep_statement *st)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_ask *ask = &st->body.ask;
    char name[EP_SCREEN_BYTES];
    char age[64];
    const char *what = ask->soort == EP_ASK_UPDATE ? T(cli, "een update", "an update") : T(cli, "deling", "sharing");
    if (ep_id_equal(st->org, show->input.own_org))
        fprintf(cli->out, T(cli, "  wij vroegen %s om %s over ", "  we asked %s for %s about "),
                ep_name_org(cli, ask->to_org, name), what);
    else
        fprintf(cli->out, T(cli, "  %s vraagt %s over ", "  %s asks for %s about "), ep_name_org(cli, st->org, name),
                what);
    fprintf(cli->out, "%s", ep_name_lid(cli, ask->subject, name));
    const char *before = ": ";
    for (uint64_t domain = 1; domain <= EP_DOMEIN_VEILIGHEID; domain++)
        if ((ask->domains & EP_DOMEIN_BIT(domain)) != 0) {
            fprintf(cli->out, "%s%s", before, ep_show_domein(cli, domain, name));
            before = ", ";
        }
    if (ask->level > 0)
        fprintf(cli->out, T(cli, ", niveau %u", ", level %u"), (unsigned)ask->level);
    ep_show_age(show, st->hour * 3600, "geleden", "ago", age, sizeof age);
    fprintf(cli->out, " · %s\n", age);
}

static void print_asks(const struct ep_show *show)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_statement *st = NULL;
    bool any = false;
    for (size_t at = 0; (st = ep_show_next(cli, EP_ASK, &at)) != NULL;) {
        if (!ep_show_is_our_ask(show, st))
            continue;
        if (!any)
            ep_show_head(cli, T(cli, "Vragen", "Questions"));
        any = true;
        print_ask(show, st);
    }
}

static bool is_ours(const struct ep_show *show, const struct ep_withdrawal *w)
{
    return ep_id_equal(w->source, show->input.own_org) || ep_id_equal(w->recipient, show->input.own_org);
}

static void print_waiting(const struct ep_show *show, const struct ep_withdrawal *w)
{
    const struct ep_cli *cli = show->cli;
    char date[EP_DATE_TEXT_BYTES];
    char age[64];
    ep_show_age(show, w->withdraw->hour * 3600, "geleden", "ago", age, sizeof age);
    fprintf(cli->out, T(cli, "niet bevestigd sinds %s (%s)", "not confirmed since %s (%s)"),
            ep_show_date(w->withdraw->hour, date), age);
    if (w->delivered != 0)
        fprintf(cli->out, T(cli, ", wel ontvangen op %s", ", but received on %s"), ep_show_date(w->delivered, date));
    fputc('\n', cli->out);
}

static void print_withdrawal(const struct ep_show *show, const struct ep_withdrawal *w)
{
    const struct ep_cli *cli = show->cli;
    char source[EP_SCREEN_BYTES];
    char recipient[EP_SCREEN_BYTES];
    char lid[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    char gone[EP_DATE_TEXT_BYTES];
    ep_name_org(cli, w->source, source);
    ep_name_org(cli, w->recipient, recipient);
    fprintf(cli->out, T(cli, "  %s → %s, %s, ingetrokken op %s\n", "  %s → %s, %s, withdrawn on %s\n"), source,
            recipient,
            w->grant != NULL ? ep_name_lid(cli, w->grant->grant.lid, lid) : T(cli, "lid onbekend", "member unknown"),
            ep_show_date(w->withdraw->hour, date));
    fprintf(cli->out, T(cli, "    bron %s: ", "    source %s: "), source);
    if (w->source_at != 0)
        fprintf(cli->out, T(cli, "gestopt, bevestigd op %s\n", "stopped, confirmed on %s\n"),
                ep_show_date(w->source_at, date));
    else
        print_waiting(show, w);
    fprintf(cli->out, T(cli, "    ontvanger %s: ", "    recipient %s: "), recipient);
    if (w->erased != 0)
        fprintf(cli->out,
                T(cli, "verwijderd op %s, uit reservekopieën weg op %s\n", "deleted on %s, gone from backups on %s\n"),
                ep_show_date(w->erased, date), ep_show_date(w->gone, gone));
    else
        print_waiting(show, w);
}

static void print_withdrawals(const struct ep_show *show, bool confirmed)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_statement *st = NULL;
    bool any = false;
    for (size_t at = 0; (st = ep_show_next(cli, EP_WITHDRAW, &at)) != NULL;) {
        struct ep_withdrawal w = ep_show_withdrawal(show, st);
        if (!is_ours(show, &w) || (w.source_at != 0 && w.erased != 0) != confirmed)
            continue;
        if (!any)
            ep_show_head(cli, confirmed ? T(cli, "Bevestigde intrekkingen", "Confirmed withdrawals")
                                        : T(cli, "Nog niet bevestigd", "Not confirmed yet"));
        any = true;
        print_withdrawal(show, &w);
    }
}

void ep_show_print_refusals(const struct ep_cli *cli, ep_id huishouden)
{
    char name[EP_SCREEN_BYTES];
    char id[9];
    bool any = false;
    for (size_t i = 0; i < cli->known.fact_count; i++) {
        const struct ep_msg_fact *fact = &cli->known.facts[i];
        if (!ep_show_is_refusal(cli, fact, huishouden))
            continue;
        if (!any)
            ep_show_head(cli, T(cli, "Geweigerd", "Refused"));
        any = true;
        fprintf(cli->out, T(cli, "  %s weigerde %s: %s\n", "  %s refused %s: %s\n"), ep_name_org(cli, fact->b, name),
                ep_show_short(fact->a, id), ep_err_row(ep_err_from_wire(fact->x))->text[cli->lang]);
    }
    if (cli->known.rejected > 0)
        fprintf(cli->out,
                T(cli, "\n%zu verklaringen van het knooppunt klopten niet en zijn niet gebruikt\n",
                  "\n%zu statements of the node did not check out and were not used\n"),
                cli->known.rejected);
}

void ep_show_print_asked(const struct ep_show *show)
{
    print_asks(show);
    print_withdrawals(show, false);
    print_withdrawals(show, true);
    ep_show_print_refusals(show->cli, show->input.huishouden);
}
