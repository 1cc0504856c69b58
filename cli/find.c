#include "cli/cli.h"
#include "proto/staf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *hex_name(ep_id id, char out[EP_SCREEN_BYTES])
{
    char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&id));
    snprintf(out, EP_SCREEN_BYTES, "?%.8s", hex);
    return out;
}

const char *ep_name_org(const struct ep_cli *cli, ep_id org, char out[EP_SCREEN_BYTES])
{
    struct ep_statement st;
    if (!cli->world.find(cli->world.ctx, EP_CARD, org, 0, &st))
        return hex_name(org, out);
    return ep_screen(st.body.card.name, out, EP_SCREEN_BYTES);
}

const char *ep_name_user(const struct ep_cli *cli, ep_id user, char out[EP_SCREEN_BYTES])
{
    struct ep_statement st;
    if (!cli->world.find(cli->world.ctx, EP_USER, user, 0, &st))
        return hex_name(user, out);
    return ep_screen(st.body.user.name, out, EP_SCREEN_BYTES);
}

const char *ep_name_team(const struct ep_cli *cli, ep_id team, char out[EP_SCREEN_BYTES])
{
    struct ep_statement st;
    if (!cli->world.find(cli->world.ctx, EP_TEAM, team, 0, &st))
        return hex_name(team, out);
    return ep_screen(st.body.team.name, out, EP_SCREEN_BYTES);
}

/* What the own organisation calls a lid, in what it shares or in its own file, else what its founder does; nobody else
 * names him for us. So a team knows whom it works with also when nothing is shared with it any more. */
static ep_bytes person_of(const struct ep_cli *cli, ep_id lid, ep_id org)
{
    for (size_t i = 0; i < cli->open.fact_count; i++) {
        const struct ep_fact *fact = &cli->open.facts[i];
        if (ep_id_equal(fact->subject, lid) && ep_id_equal(fact->org, org) && ep_opgave_person(&fact->opgave).len > 0)
            return ep_opgave_person(&fact->opgave);
    }
    return (ep_bytes){NULL, 0};
}

const char *ep_name_lid(const struct ep_cli *cli, ep_id lid, char out[EP_SCREEN_BYTES])
{
    struct ep_statement st;
    if (ep_id_absent(lid))
        return ep_screen(ep_text(T(cli, "huishouden", "household")), out, EP_SCREEN_BYTES);
    ep_bytes name = person_of(cli, lid, cli->kluis->org);
    if (name.len == 0 && cli->world.find(cli->world.ctx, EP_LID, lid, 0, &st))
        name = person_of(cli, lid, st.org);
    return name.len > 0 ? ep_screen(name, out, EP_SCREEN_BYTES) : hex_name(lid, out);
}

/* A search by name or by the beginning of an id (at least four hexadecimal digits). Names are what anybody chose, ids are
 * not: so a whole id is never held against a name, and what the screens show of one (eight digits) or more wins over any.
 * Then an exact name wins over a beginning of one; two that fit equally are ambiguous. */
enum fit { FIT_NONE, FIT_BEGINNING, FIT_NAME, FIT_ID };

#define SHOWN_DIGITS 8

struct search {
    const char *typed;
    ep_id org; /* absent: any */
    ep_id found;
    enum fit best;
    bool twice;
};

static bool is_hex(const char *typed, size_t least)
{
    return strlen(typed) >= least && typed[strspn(typed, "0123456789abcdefABCDEF")] == 0;
}

static bool is_id(const char *typed)
{
    return strlen(typed) == 2 * EP_ID_BYTES && is_hex(typed, 0);
}

bool ep_name_fits(const char *typed, ep_bytes name)
{
    char screen[EP_SCREEN_BYTES];
    ep_screen(name, screen, sizeof screen);
    size_t len = strlen(typed);
    return len >= 2 && strncasecmp(typed, screen, len) == 0;
}

static enum fit fits(const char *typed, ep_bytes name, ep_id id)
{
    char hex[EP_ID_HEX];
    char screen[EP_SCREEN_BYTES];
    ep_hex(hex, ep_id_bytes(&id));
    bool begins = is_hex(typed, 4) && strncasecmp(typed, hex, strlen(typed)) == 0;
    if (begins && is_hex(typed, SHOWN_DIGITS))
        return FIT_ID;
    if (is_id(typed))
        return FIT_NONE;
    if (strcasecmp(typed, ep_screen(name, screen, sizeof screen)) == 0)
        return FIT_NAME;
    return begins || ep_name_fits(typed, name) ? FIT_BEGINNING : FIT_NONE;
}

static void consider(struct search *search, ep_bytes name, ep_id id)
{
    enum fit fit = fits(search->typed, name, id);
    if (fit == FIT_NONE || fit < search->best)
        return;
    search->twice = fit == search->best && (search->twice || !ep_id_equal(id, search->found));
    search->best = fit;
    search->found = id;
}

static ep_err outcome(struct ep_cli *cli, const struct search *search, ep_id *id)
{
    if (search->best == FIT_NONE)
        return ep_cli_fault(cli, EP_NOT_FOUND, search->typed);
    if (search->twice)
        return ep_cli_fault(cli, EP_AMBIGUOUS, search->typed);
    *id = search->found;
    return EP_OK;
}

static bool consider_statement(void *arg, const struct ep_statement *st)
{
    struct search *search = arg;
    if (!ep_id_absent(search->org) && !ep_id_equal(st->org, search->org))
        return true;
    if (st->kind->code == EP_TEAM && ep_team_ended(st))
        return true; /* its name is free again */
    ep_bytes name = st->kind->code == EP_CARD   ? st->body.card.name
                    : st->kind->code == EP_USER ? st->body.user.name
                                                : st->body.team.name;
    consider(search, name, st->id);
    return true;
}

static ep_err find_by(struct ep_cli *cli, enum ep_kind_code kind, ep_id org, const char *name, ep_id *id)
{
    struct search search = {.typed = name, .org = org};
    cli->world.each(cli->world.ctx, kind, (ep_id){{0}}, consider_statement, &search);
    return outcome(cli, &search, id);
}

ep_err ep_find_org(struct ep_cli *cli, const char *name, ep_id *org)
{
    return find_by(cli, EP_CARD, (ep_id){{0}}, name, org);
}

ep_err ep_find_team(struct ep_cli *cli, ep_id org, const char *name, ep_id *team)
{
    return find_by(cli, EP_TEAM, org, name, team);
}

ep_err ep_find_user(struct ep_cli *cli, ep_id org, const char *name, ep_id *user)
{
    return find_by(cli, EP_USER, org, name, user);
}

ep_err ep_find_lid(struct ep_cli *cli, const char *name, ep_id *lid)
{
    struct search search = {.typed = name};
    struct ep_statement st;
    for (size_t i = 0; i < cli->known.count; i++)
        if (cli->known.at[i].kind->code == EP_LID && ep_id_equal(cli->known.at[i].huishouden, cli->open.huishouden) &&
            cli->world.find(cli, EP_LID, cli->known.at[i].id, 0, &st)) {
            char shown[EP_SCREEN_BYTES];
            consider(&search, ep_text(ep_name_lid(cli, st.id, shown)), st.id);
        }
    return outcome(cli, &search, lid);
}

ep_err ep_find_lid_opening(struct ep_cli *cli, const char *name, const char *purpose, ep_id *lid)
{
    ep_err err = ep_find_lid(cli, name, lid);
    if (err != EP_NOT_FOUND || cli->is_open)
        return err;
    cli->fault = NULL;
    err = ep_open_huishouden(cli, cli->open.huishouden, purpose);
    return err == EP_OK ? ep_find_lid(cli, name, lid) : err;
}

ep_bytes ep_item_name(const struct ep_fact *fact)
{
    const struct ep_soort_row *row = ep_soort(fact->opgave.soort);
    for (size_t i = 0; row != NULL && i < row->table.count; i++) {
        const struct ep_field *field = &row->table.fields[i];
        const ep_bytes *text = ep_field_at(field, &fact->opgave);
        if (field->type == EP_TYPE_TEXT && field->level <= fact->level && text->len > 0)
            return *text;
    }
    return (ep_bytes){NULL, 0};
}

ep_err ep_find_item(struct ep_cli *cli, const char *name, const struct ep_fact **fact)
{
    struct search search = {.typed = name};
    ep_id id;
    for (size_t i = 0; i < cli->open.fact_count; i++)
        consider(&search, ep_item_name(&cli->open.facts[i]), cli->open.facts[i].item);
    ep_err err = outcome(cli, &search, &id);
    for (size_t i = 0; err == EP_OK && i < cli->open.fact_count; i++)
        if (ep_id_equal(cli->open.facts[i].item, id))
            *fact = &cli->open.facts[i];
    return err;
}

static bool gather_household(void *arg, const struct ep_statement *st)
{
    struct ep_households *all = arg;
    for (size_t i = 0; i < all->count; i++)
        if (ep_id_equal(all->id[i], st->huishouden))
            return true;
    all->full = all->count == EP_HUISHOUDENS_MAX;
    if (!all->full)
        all->id[all->count++] = st->huishouden;
    return !all->full;
}

ep_err ep_find_households(struct ep_cli *cli, struct ep_households **out)
{
    *out = calloc(1, sizeof **out);
    ep_err err = *out != NULL ? ep_fetch(cli, EP_GET_HUISHOUDENS, (ep_id){{0}}) : EP_NO_MEMORY;
    if (err != EP_OK)
        return err;
    cli->world.each(cli, EP_HUISHOUDEN, (ep_id){{0}}, gather_household, *out);
    cli->world.each(cli, EP_INVITE, (ep_id){{0}}, gather_household, *out);
    return (*out)->full ? EP_TOO_MANY : EP_OK;
}

/* A household goes by its own name, and by that of anyone in it: who was not granted the one knows the other. */
static bool open_is_called(const struct ep_cli *cli, const char *name)
{
    for (size_t k = 0; cli->is_open && k < cli->open.fact_count; k++) {
        const struct ep_opgave *opgave = &cli->open.facts[k].opgave;
        if ((opgave->soort == EP_SOORT_NAAM && fits(name, opgave->is.naam.roepnaam, (ep_id){{0}}) == FIT_NAME) ||
            fits(name, ep_opgave_person(opgave), (ep_id){{0}}) == FIT_NAME)
            return true;
    }
    return false;
}

/* Names are sealed, so looking for one means opening households, each with a reading on record. An id costs none. What
 * somebody else works with is not looked through, whatever reason is given: it would be read for nothing. */
static ep_err open_by_name(struct ep_cli *cli, const struct ep_households *all, const char *name, const char *purpose)
{
    ep_id found = {{0}};
    size_t passed = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (ep_staf_allows(&cli->world, all->id[i], cli->kluis->id) != EP_OK) {
            passed++;
            continue;
        }
        ep_err err = ep_open_huishouden(cli, all->id[i], purpose);
        if (err != EP_OK)
            return err;
        if (!open_is_called(cli, name))
            continue;
        if (!ep_id_absent(found))
            return ep_cli_fault(cli, EP_AMBIGUOUS, name); /* a child can be in two households */
        found = all->id[i];
    }
    if (ep_id_absent(found) && passed > 0)
        fprintf(cli->err,
                T(cli,
                  "In %zu huishoudens van uw team is niet gezocht: u staat niet op hun staflijst. Noem het kenmerk.\n",
                  "%zu households of your team were not searched: you are not on their staff lists. Name the id.\n"),
                passed);
    if (ep_id_absent(found))
        return ep_cli_fault(cli, EP_HUISHOUDEN_UNKNOWN, name);
    return ep_open_huishouden(cli, found, purpose);
}

/* What is open has its id without asking, and goes by its name where that cannot be an id. */
static bool is_open_one(const struct ep_cli *cli, const char *name)
{
    if (is_hex(name, SHOWN_DIGITS))
        return cli->is_open && is_id(name) && fits(name, (ep_bytes){NULL, 0}, cli->open.huishouden) == FIT_ID;
    return open_is_called(cli, name);
}

/* With `by_id` what goes by an id; anything else goes by a name that has to be looked for. */
static ep_err find_household(struct ep_cli *cli, const char *name, const char *purpose,
                             ep_err (*by_id)(struct ep_cli *, ep_id, const char *))
{
    struct search search = {.typed = name};
    ep_err err = ep_cli_directory(cli);
    if (err != EP_OK)
        return err;
    if (is_open_one(cli, name))
        return by_id(cli, cli->open.huishouden, purpose);
    struct ep_households *all = NULL;
    err = ep_find_households(cli, &all);
    if (err == EP_OK) {
        for (size_t i = 0; i < all->count; i++)
            consider(&search, (ep_bytes){NULL, 0}, all->id[i]);
        if (search.best != FIT_NONE && !search.twice)
            err = by_id(cli, search.found, purpose);
        else if (search.best == FIT_ID || is_id(name))
            err = ep_cli_fault(cli, search.twice ? EP_AMBIGUOUS : EP_HUISHOUDEN_UNKNOWN, name);
        else
            err = open_by_name(cli, all, name, purpose);
    }
    free(all);
    return err;
}

ep_err ep_find_huishouden(struct ep_cli *cli, const char *name, const char *purpose)
{
    return find_household(cli, name, purpose, ep_open_huishouden);
}

static ep_err note_id(struct ep_cli *cli, ep_id huishouden, const char *purpose)
{
    (void)purpose;
    if (!ep_id_equal(cli->open.huishouden, huishouden))
        ep_open_wipe(cli);
    cli->open.huishouden = huishouden;
    return EP_OK;
}

ep_err ep_find_unopened(struct ep_cli *cli, const char *name, const char *purpose)
{
    return find_household(cli, name, purpose, note_id);
}

ep_err ep_find_grants(struct ep_cli *cli, const char *name, const char *purpose)
{
    return find_household(cli, name, purpose, ep_open_grants);
}

ep_err ep_find_each(struct ep_cli *cli, const char *list, ep_listed *one, void *arg)
{
    char *copy = strdup(list);
    char *rest = NULL;
    ep_err err = copy != NULL ? EP_OK : EP_NO_MEMORY;
    for (char *word = err == EP_OK ? strtok_r(copy, ",", &rest) : NULL; err == EP_OK && word != NULL;
         word = strtok_r(NULL, ",", &rest))
        err = one(cli, word, arg);
    free(copy);
    return err;
}

static ep_err add_domein(struct ep_cli *cli, const char *word, void *arg)
{
    uint64_t *mask = arg;
    uint32_t domein = ep_policy_domein(&cli->policy, word);
    if (domein == 0 || domein > EP_DOMEIN_VEILIGHEID)
        return ep_cli_fault(cli, EP_NO_DOMEIN, word);
    *mask |= EP_DOMEIN_BIT(domein);
    return EP_OK;
}

ep_err ep_find_domeinen(struct ep_cli *cli, const char *list, uint64_t *mask)
{
    return ep_find_each(cli, list, add_domein, mask);
}
