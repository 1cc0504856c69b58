#include "cli/als.h"

#include <stdlib.h>
#include <string.h>

ep_err ep_show_purpose(struct ep_cli *cli, const struct ep_args *args, const char **purpose)
{
    const char *asked = ep_arg(args, "waarom");
    for (size_t i = 0; i < cli->policy.purposes; i++)
        if (asked == NULL || strcmp(asked, cli->policy.purpose[i]) == 0) {
            *purpose = cli->policy.purpose[i];
            return EP_OK;
        }
    return ep_cli_fault(cli, EP_FIELD_INVALID, asked != NULL ? asked : "doelen");
}

struct ep_show *ep_show_open(struct ep_cli *cli, const char *purpose)
{
    struct ep_show *show = calloc(1, sizeof *show);
    if (show == NULL)
        return NULL;
    show->cli = cli;
    show->input = ep_open_view(cli);
    show->purpose = purpose;
    show->now_s = ep_cli_now_s();
    ep_view_columns(&show->input, &show->columns);
    return show;
}

void ep_show_close(struct ep_show *show)
{
    if (show != NULL) {
        ep_als_end(show);
        ep_wipe(show, sizeof *show);
    }
    free(show);
}

ep_err ep_show_cells(struct ep_show *show, ep_id subject, uint64_t domain)
{
    ep_err err = ep_view_cells(&show->input, &show->columns, subject, domain, show->cells, &show->count);
    if (err == EP_OK && show->als != NULL)
        ep_als_cells(show);
    return err;
}

static uint64_t covered(const struct ep_show *show, ep_id org, ep_id subject, uint64_t domain)
{
    struct ep_reader reader = {show->input.own_org, show->input.team};
    uint64_t level = EP_LEVEL_INHOUD;
    for (; level > EP_LEVEL_NONE; level--) {
        struct ep_section section = {show->input.huishouden, org, subject, domain, level};
        if (ep_grondslag_covers(show->input.grants, &section, &reader, NULL) == EP_OK)
            break;
    }
    return level;
}

uint64_t ep_show_level(const struct ep_show *show, const struct ep_fact *fact)
{
    uint64_t level = covered(show, fact->org, fact->subject, fact->domain);
    return level < fact->level ? level : fact->level;
}

bool ep_show_is_open(const struct ep_cell *cell)
{
    return cell->state != EP_STATE_ONBEKEND && cell->state != EP_STATE_BEEINDIGD;
}

bool ep_show_in_cell(const struct ep_show *show, const struct ep_cell *cell, const struct ep_fact *fact)
{
    return ep_show_is_open(cell) && fact->domain == cell->domain && ep_id_equal(fact->org, cell->org) &&
           ep_id_equal(fact->subject, cell->subject) && ep_bytes_equal(fact->opgave.namens, cell->namens) &&
           ep_show_level(show, fact) > EP_LEVEL_NONE;
}

uint64_t ep_show_cell_level(const struct ep_show *show, const struct ep_cell *cell)
{
    uint64_t level = covered(show, cell->org, cell->subject, cell->domain);
    return level < cell->level ? level : cell->level;
}

const struct ep_fact *ep_show_fact(const struct ep_show *show, enum ep_soort soort, ep_id subject)
{
    const struct ep_fact *best = NULL;
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        if (fact->opgave.soort != soort || !ep_id_equal(fact->subject, subject) || ep_show_level(show, fact) == 0)
            continue;
        bool own = ep_id_equal(fact->org, show->input.own_org);
        bool best_own = best != NULL && ep_id_equal(best->org, show->input.own_org);
        if (best == NULL || (own && !best_own) || (own == best_own && fact->opgave.tijd >= best->opgave.tijd))
            best = fact;
    }
    return best;
}

ep_bytes ep_show_person(const struct ep_show *show, ep_id lid)
{
    const struct ep_fact *fact = ep_show_fact(show, EP_SOORT_PERSOON, lid);
    if (fact == NULL)
        fact = ep_show_fact(show, EP_SOORT_BASIS, lid);
    return fact != NULL ? ep_opgave_person(&fact->opgave) : (ep_bytes){NULL, 0};
}

const struct ep_statement *ep_show_next(const struct ep_cli *cli, enum ep_kind_code kind, size_t *at)
{
    while (*at < cli->known.count) {
        const struct ep_statement *st = &cli->known.at[(*at)++];
        if (st->kind->code == kind && ep_id_equal(st->huishouden, cli->open.huishouden))
            return st;
    }
    return NULL;
}

/* The client has not asked the kind's rule, so who may answer a proposal is looked at here: the appointee accepts, either side
 * ends. */
static bool is_answer(const struct ep_statement *st, const struct ep_statement *proposal, enum ep_regie_stand stand)
{
    const struct ep_regie *offer = &proposal->body.regie;
    bool appointee = ep_id_equal(st->org, offer->to_org);
    bool may = stand == EP_REGIE_ACCEPT ? appointee && ep_id_equal(st->author, offer->to_user)
                                        : appointee || ep_id_equal(st->org, proposal->org);
    return may && st->body.regie.stand == stand && ep_id_equal(st->body.regie.proposal, proposal->id);
}

/* The last answer of that sort to a proposal; NULL: none. */
static const struct ep_statement *answer_to(const struct ep_cli *cli, const struct ep_statement *proposal,
                                            enum ep_regie_stand stand)
{
    const struct ep_statement *last = NULL;
    const struct ep_statement *st = NULL;
    for (size_t at = 0; (st = ep_show_next(cli, EP_REGIE, &at)) != NULL;) {
        bool later = last == NULL || st->hour > last->hour || (st->hour == last->hour && st->version > last->version);
        if (is_answer(st, proposal, stand) && later)
            last = st;
    }
    return last;
}

static bool answered(const struct ep_cli *cli, const struct ep_statement *proposal, enum ep_regie_stand stand)
{
    return answer_to(cli, proposal, stand) != NULL;
}

/* The appointee is no user any more, or is of an organisation that we were paired with. One that we do not know may be. */
static bool is_gone(const struct ep_cli *cli, const struct ep_statement *proposal)
{
    const struct ep_regie *offer = &proposal->body.regie;
    struct ep_statement st;
    if (cli->world.find(cli->world.ctx, EP_PEER, offer->to_org, 0, &st) && st.body.peer.ended)
        return true;
    return cli->world.find(cli->world.ctx, EP_USER, offer->to_user, 0, &st) &&
           cli->open.grants.now >= st.body.user.until;
}

static bool stands(const struct ep_cli *cli, const struct ep_statement *st)
{
    return st->body.regie.stand == EP_REGIE_PROPOSE && cli->open.grants.now < st->body.regie.until &&
           !answered(cli, st, EP_REGIE_END);
}

static bool is_open_proposal(const struct ep_cli *cli, const struct ep_statement *st)
{
    return stands(cli, st) && !is_gone(cli, st);
}

const struct ep_statement *ep_show_regie_open(const struct ep_cli *cli)
{
    const struct ep_statement *found = NULL;
    const struct ep_statement *st = NULL;
    if (ep_show_regisseur(cli).accept != NULL)
        return NULL;
    for (size_t at = 0; (st = ep_show_next(cli, EP_REGIE, &at)) != NULL;)
        if (stands(cli, st) && is_gone(cli, st) && answered(cli, st, EP_REGIE_ACCEPT))
            found = st;
    return found;
}

uint64_t ep_show_regie_since(struct ep_regisseur regie)
{
    return regie.accept != NULL ? regie.accept->hour : regie.proposal->hour;
}

/* Whoever accepted comes before who did not. */
static bool is_newer(struct ep_regisseur one, struct ep_regisseur than)
{
    uint64_t accepted = one.accept != NULL ? one.accept->hour : 0;
    uint64_t before = than.accept != NULL ? than.accept->hour : 0;
    return accepted > before || (accepted == before && one.proposal->hour >= than.proposal->hour);
}

struct ep_regisseur ep_show_regisseur(const struct ep_cli *cli)
{
    struct ep_regisseur found = {.proposal = NULL};
    const struct ep_statement *st = NULL;
    for (size_t at = 0; (st = ep_show_next(cli, EP_REGIE, &at)) != NULL;) {
        if (!is_open_proposal(cli, st))
            continue;
        struct ep_regisseur one = {st, answer_to(cli, st, EP_REGIE_ACCEPT)};
        if (found.proposal == NULL || is_newer(one, found))
            found = one;
    }
    return found;
}

bool ep_show_asks_me(const struct ep_cli *cli, const struct ep_statement *proposal)
{
    const struct ep_regie *body = &proposal->body.regie;
    return ep_id_equal(body->to_org, cli->kluis->org) && ep_id_equal(body->to_user, cli->kluis->id);
}

const struct ep_statement *ep_show_proposal(const struct ep_cli *cli)
{
    const struct ep_statement *found = NULL;
    const struct ep_statement *st = NULL;
    bool found_mine = false;
    for (size_t at = 0; (st = ep_show_next(cli, EP_REGIE, &at)) != NULL;) {
        if (!is_open_proposal(cli, st) || answered(cli, st, EP_REGIE_ACCEPT))
            continue;
        bool mine = ep_show_asks_me(cli, st);
        if (found == NULL || (mine && !found_mine) || (mine == found_mine && st->hour >= found->hour)) {
            found = st;
            found_mine = mine;
        }
    }
    return found;
}

const char *const *ep_show_stand(const struct ep_cli *cli, const struct ep_grant_row *row)
{
    static const char *const unknown[] = {"onbekend", "not known here any more", "hier niet meer bekend"};
    static const char *const words[][3] = {[EP_GRANT_LIVE] = {"loopt", "live", "geldig"},
                                           [EP_GRANT_LATER] = {"nog-niet", "not yet begun", "nog niet ingegaan"},
                                           [EP_GRANT_ENDED] = {"verlopen", "ended", "verlopen"},
                                           [EP_GRANT_ENDED_BY_HAND] = {"ingetrokken", "withdrawn", "ingetrokken"}};
    static const char *const over[] = {"verlopen", "ended", "beëindigd"};
    if (row == NULL)
        return unknown;
    enum ep_grant_stand stand = ep_grant_stand(row, cli->open.grants.now);
    return stand == EP_GRANT_ENDED && row->over != EP_OK ? over : words[stand];
}

static bool receipt_counts(const struct ep_cli *cli, const struct ep_receipt *receipt, uint64_t until)
{
    struct ep_statement withdraw;
    if (ep_id_absent(receipt->withdraw))
        return receipt->deleted + EP_CLOCK_AHEAD_HOURS_MAX >= until; /* the lease ended; clocks may differ by an hour */
    /* Either side's will do: two that withdrew at once hear of their own first. */
    return cli->world.find(cli->world.ctx, EP_WITHDRAW, receipt->withdraw, 0, &withdraw) &&
           ep_id_equal(withdraw.body.withdraw.grant, receipt->grant);
}

const struct ep_statement *ep_show_receipt(const struct ep_cli *cli, ep_id grant, ep_id recipient, uint64_t until)
{
    const struct ep_statement *found = NULL;
    const struct ep_statement *st = NULL;
    for (size_t at = 0; (st = ep_show_next(cli, EP_RECEIPT, &at)) != NULL;) {
        const struct ep_receipt *receipt = &st->body.receipt;
        if (ep_id_equal(receipt->grant, grant) && ep_id_equal(st->org, recipient) &&
            receipt_counts(cli, receipt, until) && (found == NULL || receipt->deleted > found->body.receipt.deleted))
            found = st;
    }
    return found;
}

static const struct ep_grant_row *grant_of(const struct ep_show *show, ep_id grant)
{
    for (size_t i = 0; i < show->input.grants->count; i++)
        if (ep_id_equal(show->input.grants->row[i].id, grant))
            return &show->input.grants->row[i];
    return NULL;
}

static void add_receipt(const struct ep_cli *cli, struct ep_withdrawal *out)
{
    uint64_t until = out->grant != NULL ? out->grant->grant.until : UINT64_MAX;
    const struct ep_statement *st = ep_show_receipt(cli, out->withdraw->body.withdraw.grant, out->recipient, until);
    if (st != NULL) {
        out->erased = st->body.receipt.deleted;
        out->gone = st->body.receipt.gone;
    }
}

struct ep_withdrawal ep_show_withdrawal(const struct ep_show *show, const struct ep_statement *withdraw)
{
    struct ep_withdrawal out = {
        .withdraw = withdraw, .source = withdraw->org, .recipient = withdraw->body.withdraw.to_org};
    const struct ep_msg_fact *delivery = ep_known_fact(show->cli, EP_FACT_DELIVERY, withdraw->id);
    uint64_t delivered = 0;
    if (delivery != NULL && delivery->x == 1)
        delivered = delivery->y != 0 ? delivery->y : withdraw->hour;
    out.grant = grant_of(show, withdraw->body.withdraw.grant);
    if (out.grant != NULL) {
        out.source = out.grant->org;
        out.recipient = out.grant->grant.to_org;
    }
    /* The source stops when it has the withdrawal: at once when it wrote it or when we, who have it, are the source;
     * else at the position that covers what we sent. */
    bool by_source = ep_id_equal(withdraw->org, out.source);
    bool we_are_source = ep_id_equal(show->input.own_org, out.source);
    out.source_at = by_source || we_are_source ? withdraw->hour : delivered;
    out.delivered = by_source && we_are_source ? delivered : 0;
    add_receipt(show->cli, &out);
    return out;
}

bool ep_show_is_refusal(const struct ep_cli *cli, const struct ep_msg_fact *fact, ep_id huishouden)
{
    if (fact->soort != EP_FACT_REFUSAL || ep_id_absent(huishouden))
        return fact->soort == EP_FACT_REFUSAL;
    for (size_t i = 0; i < cli->known.count; i++)
        if (ep_id_equal(cli->known.at[i].id, fact->a) && ep_id_equal(cli->known.at[i].huishouden, huishouden))
            return true;
    return false;
}
