#include "cli/huishoudens.h"

#include "proto/staf.h"

static bool note_org(void *arg, const struct ep_statement *st)
{
    ep_id *org = arg;
    *org = st->org;
    return false;
}

struct ep_household ep_household_of(const struct ep_cli *cli, ep_id id)
{
    struct ep_household one = {.id = id, .staf = ep_staf_allows(&cli->world, id, cli->kluis->id) == EP_OK};
    cli->world.each(cli->world.ctx, EP_HUISHOUDEN, id, note_org, &one.org);
    if (ep_id_absent(one.org))
        cli->world.each(cli->world.ctx, EP_INVITE, id, note_org, &one.org);
    one.own = ep_id_equal(one.org, cli->kluis->org);
    if (ep_world_home_team(&cli->world, id, cli->kluis->org, &one.team) != EP_OK)
        one.team = (ep_id){{0}};
    return one;
}

bool ep_household_mine(const struct ep_household *one)
{
    return one->staf && !ep_id_absent(one->team);
}

ep_bytes ep_household_name(const struct ep_show *show)
{
    const struct ep_fact *fact = ep_show_fact(show, EP_SOORT_NAAM, (ep_id){{0}});
    return fact != NULL ? fact->opgave.is.naam.roepnaam : (ep_bytes){NULL, 0};
}

void ep_json_household(struct ep_json *json, const struct ep_cli *cli, const struct ep_household *one, ep_bytes name)
{
    bool joined = !ep_id_absent(one->team);
    char team[EP_SCREEN_BYTES];
    ep_json_id(json, "id", one->id);
    ep_json_text(json, "naam", name);
    ep_json_org(json, "organisatie", cli, one->org);
    if (joined) {
        ep_json_named(json, "thuisteam", one->team, ep_name_team(cli, one->team, team));
        ep_json_null(json, "uitnodiging_van");
    } else {
        ep_json_null(json, "thuisteam");
        ep_json_org(json, "uitnodiging_van", cli, one->org);
    }
    ep_json_bool(json, "staf", one->staf);
    ep_json_bool(json, "eigen", one->own);
}
