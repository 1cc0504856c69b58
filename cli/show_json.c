#include "cli/als.h"
#include "cli/gever.h"
#include "cli/huishoudens.h"
#include "cli/members.h"
#include "proto/staf.h"

void ep_json_named(struct ep_json *json, const char *key, ep_id id, const char *name)
{
    ep_json_object(json, key);
    ep_json_id(json, "id", id);
    ep_json_word(json, "naam", name);
    ep_json_end(json);
}

void ep_json_org(struct ep_json *json, const char *key, const struct ep_cli *cli, ep_id org)
{
    char name[EP_SCREEN_BYTES];
    ep_json_named(json, key, org, ep_name_org(cli, org, name));
}

void ep_json_refusals(struct ep_json *json, const struct ep_cli *cli, ep_id huishouden)
{
    ep_json_array(json, "geweigerd");
    for (size_t i = 0; i < cli->known.fact_count; i++) {
        const struct ep_msg_fact *fact = &cli->known.facts[i];
        if (!ep_show_is_refusal(cli, fact, huishouden))
            continue;
        const struct ep_err_row *row = ep_err_row(ep_err_from_wire(fact->x));
        ep_json_object(json, NULL);
        ep_json_id(json, "verklaring", fact->a);
        ep_json_org(json, "organisatie", cli, fact->b);
        ep_json_uint(json, "code", fact->x);
        ep_json_word(json, "tekst", row->text[cli->lang]);
        ep_json_end(json);
    }
    ep_json_end(json);
    ep_json_uint(json, "afgewezen", cli->known.rejected);
}

/* Absent is null: a field that the author left empty looks different from one whose level may not be seen. */
static void put_field(struct ep_json *json, const struct ep_show *show, const struct ep_field *field,
                      const struct ep_opgave *opgave)
{
    char gevers[EP_PHRASE_BYTES];
    const void *at = ep_field_at(field, opgave);
    const char *name = ep_field_name(field);
    uint64_t number = 0;
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        number = *(const uint64_t *)at;
        if (field->values == NULL)
            ep_json_uint(json, name, number);
        else
            ep_json_word(json, name, number <= field->max ? field->values[number] : NULL);
        break;
    case EP_TYPE_BOOL:
        ep_json_bool(json, name, *(const bool *)at);
        break;
    case EP_TYPE_ID:
        ep_json_id(json, name, *(const ep_id *)at);
        break;
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        ep_json_text(json, name, *(const ep_bytes *)at);
        break;
    case EP_TYPE_BIN: /* bewijs.gevers, and no other */
        ep_gever_text(show->cli, *(const ep_bytes *)at, gevers, sizeof gevers);
        ep_json_text(json, name, gevers[0] != 0 ? ep_text(gevers) : (ep_bytes){NULL, 0});
        break;
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        break; /* no opgave holds these */
    }
}

void ep_json_item(struct ep_json *json, const struct ep_show *show, const struct ep_fact *fact)
{
    const struct ep_soort_row *soort = ep_soort(fact->opgave.soort);
    uint64_t level = ep_show_level(show, fact);
    ep_json_id(json, "item", fact->item);
    ep_json_word(json, "soort", soort->name);
    ep_json_uint(json, "versie", fact->version);
    ep_json_uint(json, "niveau", level);
    ep_json_second(json, "op", fact->opgave.tijd);
    ep_json_id(json, "auteur", fact->author);
    ep_json_text(json, "woord", ep_show_woord(show, fact));
    ep_bytes kept = fact->opgave.niet_tonen_aan;
    ep_json_array(json, "niet_tonen_aan");
    for (size_t n = 0; n < kept.len / EP_ID_BYTES; n++)
        ep_json_id(json, NULL, ep_niet_tonen_lid(kept, n));
    ep_json_end(json);
    char day[EP_DATE_TEXT_BYTES];
    ep_json_word(json, "bewaren_tot", *ep_show_bewaren(show, fact, day) != 0 ? day : NULL);
    ep_json_object(json, "velden");
    for (size_t i = 0; i < soort->table.count; i++)
        if (soort->table.fields[i].level <= level)
            put_field(json, show, &soort->table.fields[i], &fact->opgave);
    ep_json_end(json);
}

/* An item outside its cell says itself where it belongs. */
static void put_items(struct ep_json *json, const struct ep_show *show, const char *key, unsigned soorten)
{
    ep_json_array(json, key);
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        if ((soorten & 1u << fact->opgave.soort) == 0 || ep_show_level(show, fact) == 0)
            continue;
        ep_json_object(json, NULL);
        ep_json_item(json, show, fact);
        ep_json_id(json, "lid", fact->subject);
        ep_json_word(json, "domein", show->cli->policy.domein_code[fact->domain]);
        ep_json_org(json, "organisatie", show->cli, fact->org);
        ep_json_text(json, "namens", fact->opgave.namens);
        ep_json_end(json);
    }
    ep_json_end(json);
}

static void put_cell(struct ep_json *json, const struct ep_show *show, const struct ep_cell *cell)
{
    bool open = ep_show_is_open(cell);
    const struct ep_grant_row *grant = open ? cell->grant : NULL;
    ep_json_object(json, NULL);
    ep_json_id(json, "lid", cell->subject);
    ep_json_word(json, "domein", show->cli->policy.domein_code[cell->domain]);
    ep_json_org(json, "organisatie", show->cli, cell->org);
    ep_json_word(json, "staat", ep_state_name(cell->state));
    ep_json_uint(json, "niveau", open ? ep_show_cell_level(show, cell) : 0);
    ep_json_hour(json, "sinds", cell->since);
    ep_json_hour(json, "contact", open ? cell->contact : 0);
    ep_json_second(json, "feit_op", open ? cell->tijd : 0);
    ep_json_text(json, "grondslag", grant != NULL ? grant->grant.grondslag : (ep_bytes){NULL, 0});
    ep_json_hour(json, "tot", grant != NULL ? grant->grant.until : 0);
    ep_json_text(json, "namens", cell->namens);
    ep_json_bool(json, "afgeschermd", cell->namens.len > 0 && ep_opgave_afgeschermd(&cell->newest->opgave));
    ep_json_array(json, "onderdelen");
    for (size_t i = 0; i < show->input.fact_count; i++) {
        if (!ep_show_in_cell(show, cell, &show->input.facts[i]))
            continue;
        ep_json_object(json, NULL);
        ep_json_item(json, show, &show->input.facts[i]);
        ep_json_end(json);
    }
    ep_json_end(json);
    ep_json_end(json);
}

static ep_err put_row(struct ep_json *json, struct ep_show *show, ep_id subject)
{
    ep_err err = EP_OK;
    for (uint64_t domain = 1; err == EP_OK && domain <= EP_DOMEIN_VEILIGHEID; domain++) {
        err = ep_show_cells(show, subject, domain);
        for (size_t i = 0; err == EP_OK && i < show->count; i++)
            put_cell(json, show, &show->cells[i]);
    }
    return err;
}

static ep_err put_cells(struct ep_json *json, struct ep_show *show)
{
    const struct ep_leden *leden = ep_show_leden(show);
    ep_err err = EP_OK;
    ep_json_array(json, "cellen");
    for (size_t i = 0; err == EP_OK && i < leden->count; i++)
        err = put_row(json, show, leden->id[i]);
    if (err == EP_OK)
        err = put_row(json, show, (ep_id){{0}});
    ep_json_end(json);
    ep_json_word(json, "andere", "onbekend: geen deling");
    return err;
}

static void put_top(struct ep_json *json, const struct ep_show *show)
{
    const struct ep_cli *cli = show->cli;
    const struct ep_fact *naam = ep_show_fact(show, EP_SOORT_NAAM, (ep_id){{0}});
    char name[EP_SCREEN_BYTES];
    ep_json_word(json, "formaat", "eenplan-beeld-1");
    ep_json_object(json, "huishouden");
    ep_json_id(json, "id", show->input.huishouden);
    ep_json_text(json, "naam", naam != NULL ? naam->opgave.is.naam.roepnaam : (ep_bytes){NULL, 0});
    ep_json_bool(json, "eigen", ep_household_of(cli, show->input.huishouden).own);
    ep_json_end(json);
    ep_json_object(json, "gezien");
    ep_json_org(json, "organisatie", cli, show->input.own_org);
    ep_json_named(json, "team", show->input.team, ep_name_team(cli, show->input.team, name));
    ep_json_named(json, "gebruiker", cli->kluis->id, ep_name_user(cli, cli->kluis->id, name));
    ep_json_id(json, "als", show->als != NULL ? ep_show_leden(show)->id[0] : (ep_id){{0}});
    ep_json_word(json, "doel", show->purpose);
    ep_json_second(json, "op", show->now_s);
    ep_json_end(json);
}

static void put_regie(struct ep_json *json, const char *key, const struct ep_show *show, struct ep_regisseur regie)
{
    char name[EP_SCREEN_BYTES];
    if (regie.proposal == NULL) {
        ep_json_null(json, key);
        return;
    }
    const struct ep_regie *body = &regie.proposal->body.regie;
    ep_json_object(json, key);
    ep_json_word(json, "stand", regie.accept != NULL ? "aanvaard" : "voorgesteld");
    ep_json_named(json, "gebruiker", body->to_user, ep_name_user(show->cli, body->to_user, name));
    ep_json_org(json, "organisatie", show->cli, body->to_org);
    ep_json_hour(json, "sinds", ep_show_regie_since(regie));
    ep_json_hour(json, "tot", body->until);
    ep_json_text(json, "telefoon", regie.accept != NULL ? regie.accept->body.regie.telefoon : (ep_bytes){NULL, 0});
    ep_json_end(json);
}

void ep_json_regisseur(struct ep_json *json, const struct ep_show *show)
{
    put_regie(json, "regisseur", show, ep_show_regisseur(show->cli));
}

static void put_staf(struct ep_json *json, const struct ep_show *show)
{
    struct ep_statement staf;
    struct ep_members members = {.count = 0};
    char name[EP_SCREEN_BYTES];
    if (show->als == NULL && ep_staf_find(&show->cli->world, show->input.huishouden, &staf))
        ep_members_take(&members, staf.body.staf.members);
    ep_json_array(json, "staf");
    for (size_t n = 0; n < members.count; n++)
        ep_json_named(json, NULL, ep_members_at(&members, n),
                      ep_name_user(show->cli, ep_members_at(&members, n), name));
    ep_json_end(json);
}

/* Does a grant run between the own organisation and this one, either way? */
static bool shares_with(const struct ep_show *show, ep_id org)
{
    const struct ep_grants *grants = show->input.grants;
    for (size_t i = 0; i < grants->count; i++) {
        const struct ep_grant_row *row = &grants->row[i];
        bool ours = ep_id_equal(row->org, show->input.own_org) && ep_id_equal(row->grant.to_org, org);
        bool theirs = ep_id_equal(row->org, org) && ep_id_equal(row->grant.to_org, show->input.own_org);
        if ((ours || theirs) && ep_grant_stand(row, grants->now) == EP_GRANT_LIVE)
            return true;
    }
    return false;
}

/* Whom the own organisation asked in, once each: the last time that it did. */
static void put_invites(struct ep_json *json, const struct ep_show *show)
{
    static const char *const stands[] = {
        [EP_INVITE_OPEN] = "gevraagd", [EP_INVITE_JOINED] = "doet-mee", [EP_INVITE_LEFT] = "gestopt"};
    const struct ep_statement *st = NULL;
    struct ep_statement last;
    enum ep_invite_stand stand;
    ep_json_array(json, "uitnodigingen");
    for (size_t at = 0; show->als == NULL && (st = ep_show_next(show->cli, EP_INVITE, &at)) != NULL;) {
        if (!ep_id_equal(st->org, show->input.own_org) ||
            !ep_household_invite(show->cli, st->huishouden, st->body.invite.to_org, &last, &stand) ||
            !ep_id_equal(last.id, st->id))
            continue;
        ep_json_object(json, NULL);
        ep_json_org(json, "organisatie", show->cli, st->body.invite.to_org);
        bool idle = stand == EP_INVITE_JOINED && !shares_with(show, st->body.invite.to_org);
        ep_json_word(json, "stand", idle ? "zonder-deling" : stands[stand]);
        ep_json_hour(json, "op", st->hour);
        ep_json_end(json);
    }
    ep_json_end(json);
}

static void put_leden(struct ep_json *json, const struct ep_show *show)
{
    struct ep_table table = ep_soort(EP_SOORT_PERSOON)->table;
    ep_json_array(json, "leden");
    for (size_t n = 0; n < ep_show_leden(show)->count; n++) {
        ep_id lid = ep_show_leden(show)->id[n];
        const struct ep_fact *person = ep_show_fact(show, EP_SOORT_PERSOON, lid);
        uint64_t level = person != NULL ? ep_show_level(show, person) : 0;
        ep_json_object(json, NULL);
        ep_json_id(json, "id", lid);
        ep_json_text(json, "naam", ep_show_person(show, lid));
        for (size_t i = 1; i < table.count; i++) { /* [0] is the name */
            if (person != NULL && table.fields[i].level <= level)
                put_field(json, show, &table.fields[i], &person->opgave);
            else
                ep_json_null(json, ep_field_name(&table.fields[i]));
        }
        ep_json_end(json);
    }
    ep_json_end(json);
}

static void put_asks(struct ep_json *json, const struct ep_show *show)
{
    const struct ep_statement *st = NULL;
    ep_json_array(json, "vragen");
    for (size_t at = 0; (st = ep_show_next(show->cli, EP_ASK, &at)) != NULL;) {
        if (!ep_show_is_our_ask(show, st))
            continue;
        ep_json_object(json, NULL);
        ep_json_id(json, "id", st->id);
        ep_json_org(json, "organisatie", show->cli, st->org);
        ep_json_org(json, "aan", show->cli, st->body.ask.to_org);
        ep_json_word(json, "soort", st->body.ask.soort == EP_ASK_UPDATE ? "bijwerken" : "delen");
        ep_json_id(json, "lid", st->body.ask.subject);
        ep_json_domeinen(json, "domeinen", show->cli, st->body.ask.domains);
        ep_json_uint(json, "niveau", st->body.ask.level);
        ep_json_hour(json, "op", st->hour);
        ep_json_end(json);
    }
    ep_json_end(json);
}

static void put_withdrawals(struct ep_json *json, const struct ep_show *show)
{
    const struct ep_statement *st = NULL;
    ep_json_array(json, "intrekkingen");
    for (size_t at = 0; (st = ep_show_next(show->cli, EP_WITHDRAW, &at)) != NULL;) {
        struct ep_withdrawal w = ep_show_withdrawal(show, st);
        ep_json_object(json, NULL);
        ep_json_id(json, "id", st->id);
        ep_json_id(json, "deelbesluit", st->body.withdraw.grant);
        ep_json_org(json, "bron", show->cli, w.source);
        ep_json_org(json, "ontvanger", show->cli, w.recipient);
        ep_json_id(json, "lid", w.grant != NULL ? w.grant->grant.lid : (ep_id){{0}});
        ep_json_hour(json, "op", st->hour);
        ep_json_hour(json, "bevestigd_bron", w.source_at);
        if (w.erased == 0) {
            ep_json_null(json, "bevestigd_ontvanger");
        } else {
            ep_json_object(json, "bevestigd_ontvanger");
            ep_json_hour(json, "verwijderd", w.erased);
            ep_json_hour(json, "uit_reservekopieen", w.gone);
            ep_json_end(json);
        }
        ep_json_end(json);
    }
    ep_json_end(json);
}

/* What is the work of professionals with each other has nothing in it for a person who looks along. */
static void put_no_asks(struct ep_json *json)
{
    static const char *const keys[] = {"vragen", "intrekkingen", "geweigerd"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        ep_json_array(json, keys[i]);
        ep_json_end(json);
    }
    ep_json_uint(json, "afgewezen", 0);
}

ep_err ep_show_json(struct ep_show *show)
{
    struct ep_json *json = ep_json_open();
    put_top(json, show);
    ep_json_regisseur(json, show);
    put_regie(json, "regievoorstel", show,
              (struct ep_regisseur){.proposal = show->als == NULL ? ep_show_proposal(show->cli) : NULL});
    put_staf(json, show);
    put_invites(json, show);
    put_leden(json, show);
    ep_err err = put_cells(json, show);
    put_items(json, show, "doelen", 1u << EP_SOORT_DOEL);
    put_items(json, show, "acties", 1u << EP_SOORT_ACTIE);
    put_items(json, show, "dossier", EP_SHOW_DOSSIER);
    if (show->als == NULL) {
        put_asks(json, show);
        put_withdrawals(json, show);
        ep_json_refusals(json, show->cli, show->input.huishouden);
    } else {
        put_no_asks(json);
    }
    if (err != EP_OK) {
        ep_json_drop(json);
        return err;
    }
    return ep_json_close(json, show->cli->out);
}
