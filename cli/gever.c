#include "cli/gever.h"

#include "proto/calendar.h"

#include <string.h>

static bool own_dossier(const struct ep_cli *cli, const struct ep_fact *fact, ep_id lid)
{
    return ep_id_equal(fact->org, cli->kluis->org) && ep_id_equal(fact->subject, lid) &&
           fact->domain == EP_DOMEIN_DOSSIER && fact->level == EP_LEVEL_INHOUD;
}

/* Dates that are half known make the period as wide as it can be: more must agree, and more can end it. */
static int32_t first_day(ep_bytes date)
{
    return date.len > 0 ? ep_date_first(date) : INT32_MIN;
}

static int32_t day_after(ep_bytes date)
{
    return date.len > 0 ? ep_date_last(date) + 1 : EP_DAY_NEVER;
}

/* In the order of the choices in opgave.c; EP_HOEDANIGHEID_END decides nothing about sharing. */
static const enum ep_hoedanigheid of_gezag[] = {EP_HOEDANIGHEID_OUDER, EP_HOEDANIGHEID_OUDER, EP_HOEDANIGHEID_VOOGD,
                                                EP_HOEDANIGHEID_VOOGD, EP_HOEDANIGHEID_END};
static const enum ep_hoedanigheid of_vertegenwoordiging[] = {EP_HOEDANIGHEID_CURATOR, EP_HOEDANIGHEID_MENTOR,
                                                             EP_HOEDANIGHEID_END,     EP_HOEDANIGHEID_GEMACHTIGDE,
                                                             EP_HOEDANIGHEID_PARTNER, EP_HOEDANIGHEID_FAMILIE};

static struct ep_bevoegde who_of(const struct ep_fact *fact)
{
    const struct ep_opgave *opgave = &fact->opgave;
    if (opgave->soort == EP_SOORT_GEZAG)
        return (struct ep_bevoegde){fact->item, opgave->is.gezag.houder, of_gezag[opgave->is.gezag.vorm],
                                    first_day(opgave->is.gezag.van), day_after(opgave->is.gezag.tot)};
    if (opgave->soort == EP_SOORT_VERTEGENWOORDIGING)
        return (struct ep_bevoegde){
            fact->item, opgave->is.vertegenwoordiging.wie, of_vertegenwoordiging[opgave->is.vertegenwoordiging.vorm],
            first_day(opgave->is.vertegenwoordiging.van), day_after(opgave->is.vertegenwoordiging.tot)};
    return (struct ep_bevoegde){.hoedanigheid = EP_HOEDANIGHEID_END};
}

static void be_born(struct ep_beslissers *by, ep_bytes date)
{
    by->born_known = true;
    by->born = ep_date_first(date);
}

ep_err ep_gever_gather(const struct ep_cli *cli, ep_id lid, struct ep_beslissers *out)
{
    ep_bytes own = {NULL, 0};
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < cli->open.fact_count; i++) {
        const struct ep_fact *fact = &cli->open.facts[i];
        const struct ep_opgave *opgave = &fact->opgave;
        if (opgave->soort == EP_SOORT_PERSOON && ep_id_equal(fact->subject, lid)) {
            if (opgave->is.persoon.geboren.len > 0)
                be_born(out, opgave->is.persoon.geboren);
            out->grown = out->grown || opgave->is.persoon.leeftijd >= cli->policy.ages;
        }
        if (!own_dossier(cli, fact, lid))
            continue;
        if (opgave->soort == EP_SOORT_BASIS && opgave->is.basis.geboren.len > 0)
            own = opgave->is.basis.geboren;
        struct ep_bevoegde who = who_of(fact);
        if (who.hoedanigheid == EP_HOEDANIGHEID_END)
            continue;
        if (out->count == EP_BEVOEGDEN_MAX)
            return EP_TOO_MANY;
        out->who[out->count++] = who;
    }
    if (own.len > 0)
        be_born(out, own); /* what we looked up ourselves goes before what we were told */
    return EP_OK;
}

struct naming {
    ep_id lid;
    const struct ep_beslissers *by;
    struct ep_gever *out;
};

static ep_err on_name(struct ep_cli *cli, const char *word, void *arg)
{
    const struct naming *naming = arg;
    struct ep_gever *out = naming->out;
    char lid[EP_SCREEN_BYTES];
    bool matched = ep_name_fits(word, ep_text(ep_name_lid(cli, naming->lid, lid)));
    if (out->names == 32)
        return ep_cli_fault(cli, EP_TOO_MANY, "--gever");
    out->self = out->self || matched;
    for (size_t i = 0; i < naming->by->count; i++)
        if (ep_name_fits(word, naming->by->who[i].name)) {
            out->given |= UINT32_C(1) << i;
            matched = true;
        }
    out->matched |= (matched ? UINT32_C(1) : 0) << out->names++;
    return EP_OK;
}

ep_err ep_gever_named(struct ep_cli *cli, const char *list, ep_id lid, const struct ep_beslissers *by,
                      struct ep_gever *out)
{
    struct naming naming = {lid, by, out};
    memset(out, 0, sizeof *out);
    return list != NULL ? ep_find_each(cli, list, on_name, &naming) : EP_OK;
}

static void put_one(ep_out *out, ep_id item, enum ep_hoedanigheid hoedanigheid)
{
    uint8_t one[EP_GEVER_BYTES];
    memcpy(one, item.b, EP_ID_BYTES);
    one[EP_ID_BYTES] = (uint8_t)hoedanigheid;
    ep_err err = ep_out_put(out, EP_BYTES(one));
    (void)err; /* room for all of EP_BEVOEGDEN_MAX is the caller's */
}

void ep_gever_put(const struct ep_gever *gever, const struct ep_beslissers *by, ep_id lid, ep_out *out)
{
    if (gever->self)
        put_one(out, lid, EP_HOEDANIGHEID_ZELF);
    for (size_t i = 0; i < by->count; i++)
        if ((gever->given & UINT32_C(1) << i) != 0)
            put_one(out, by->who[i].item, by->who[i].hoedanigheid);
}

static ep_err ender(struct ep_cli *cli, const struct ep_grant_row *row, const char *name, struct ep_beslissers *by,
                    struct ep_gever *gever)
{
    ep_err err = ep_gever_gather(cli, row->grant.lid, by);
    if (err == EP_OK)
        err = ep_gever_named(cli, name, row->grant.lid, by, gever);
    if (err == EP_OK && (gever->names != 1 || gever->matched == 0))
        err = ep_cli_fault(cli, EP_GIVER_UNKNOWN, name);
    return err;
}

/* In any of his capacities: somebody who has gezag may be the partner as well. */
ep_err ep_gever_may_end(struct ep_cli *cli, const struct ep_grant_row *row, const char *name)
{
    struct ep_beslissers by;
    struct ep_gever gever;
    int32_t today = ep_day_of_hour(cli->world.now_hour);
    const struct ep_grondslag *ground = ep_policy_grondslag(&cli->policy, row->grant.grondslag);
    ep_err err = ender(cli, row, name, &by, &gever);
    if (err != EP_OK)
        return err;
    if (ground == NULL)
        return ep_cli_fault(cli, EP_GRONDSLAG_UNKNOWN, name);
    if (gever.self)
        err = ep_gever_ends(&cli->policy, ground, &by, today, by.count);
    for (size_t i = 0; i < by.count && (err != EP_OK || !gever.self); i++)
        if ((gever.given & UINT32_C(1) << i) != 0) {
            err = ep_gever_ends(&cli->policy, ground, &by, today, i);
            gever.self = err == EP_OK;
        }
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, err, name);
}

ep_err ep_gever_ended(struct ep_cli *cli, const struct ep_grant_row *row, const char *name)
{
    struct ep_beslissers by;
    struct ep_gever gever;
    uint8_t gevers[EP_GEVERS_MAX * EP_GEVER_BYTES];
    ep_out out = EP_OUT(gevers);
    char hex[EP_ID_HEX];
    struct ep_opgave opgave = {.soort = EP_SOORT_BEWIJS};
    struct ep_write_terms terms = {.huishouden = cli->open.huishouden,
                                   .subject = row->grant.lid,
                                   .domain = EP_DOMEIN_DOSSIER,
                                   .level_max = EP_LEVEL_INHOUD};
    ep_err err = ender(cli, row, name, &by, &gever);
    if (err != EP_OK)
        return err;
    ep_gever_put(&gever, &by, row->grant.lid, &out);
    ep_hex(hex, ep_id_bytes(&row->id));
    opgave.is.bewijs.grondslag = row->grant.grondslag;
    opgave.is.bewijs.gevers = ep_out_bytes(&out);
    opgave.is.bewijs.kenmerk = ep_text(hex);
    opgave.is.bewijs.doel = ep_text("intrekking");
    return ep_write_opgave(cli, &terms, &opgave, NULL);
}

static const char *name_of(const struct ep_cli *cli, const uint8_t *gever, char name[EP_SCREEN_BYTES])
{
    ep_id id;
    memcpy(id.b, gever, EP_ID_BYTES);
    if (gever[EP_ID_BYTES] == EP_HOEDANIGHEID_ZELF)
        return ep_name_lid(cli, id, name);
    for (size_t i = 0; i < cli->open.fact_count; i++)
        if (ep_id_equal(cli->open.facts[i].item, id))
            return ep_screen(who_of(&cli->open.facts[i]).name, name, EP_SCREEN_BYTES);
    return "?";
}

const char *ep_gever_text(const struct ep_cli *cli, ep_bytes gevers, char *out, size_t cap)
{
    char name[EP_SCREEN_BYTES];
    size_t len = 0;
    out[0] = 0;
    for (size_t at = 0; at + EP_GEVER_BYTES <= gevers.len && len < cap; at += EP_GEVER_BYTES) {
        uint8_t hoedanigheid = gevers.at[at + EP_ID_BYTES];
        len +=
            (size_t)snprintf(out + len, cap - len, "%s%s (%s)", at == 0 ? "" : ", ", name_of(cli, gevers.at + at, name),
                             hoedanigheid < EP_HOEDANIGHEID_END ? ep_hoedanigheid_names[hoedanigheid] : "?");
    }
    return out;
}
