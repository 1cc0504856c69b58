#include "cli/huishoudens.h"

#include "proto/staf.h"

static bool note_org(void *arg, const struct ep_statement *st)
{
    ep_id *org = arg;
    *org = st->org;
    return false;
}

struct invited {
    ep_id org;
    struct ep_statement invite;
    bool any, left;
};

static bool note_invite(void *arg, const struct ep_statement *st)
{
    struct invited *search = arg;
    if (ep_id_equal(st->body.invite.to_org, search->org)) {
        search->invite = *st;
        search->any = true;
    }
    return true;
}

static bool note_answer(void *arg, const struct ep_statement *st)
{
    struct invited *search = arg;
    if (ep_id_equal(st->org, search->org) && ep_id_equal(st->body.join.invite, search->invite.id))
        search->left = st->body.join.stand == EP_JOIN_LEAVE;
    return true;
}

bool ep_household_invite(const struct ep_cli *cli, ep_id huishouden, ep_id to_org, struct ep_statement *invite,
                         enum ep_invite_stand *stand)
{
    struct invited search = {.org = to_org};
    ep_id team;
    cli->world.each(cli->world.ctx, EP_INVITE, huishouden, note_invite, &search);
    if (!search.any)
        return false;
    cli->world.each(cli->world.ctx, EP_JOIN, huishouden, note_answer, &search);
    bool joined = ep_world_home_team(&cli->world, huishouden, to_org, &team) == EP_OK;
    *invite = search.invite;
    *stand = joined ? EP_INVITE_JOINED : search.left ? EP_INVITE_LEFT : EP_INVITE_OPEN;
    return true;
}

struct ep_household ep_household_of(const struct ep_cli *cli, ep_id id)
{
    struct ep_household one = {.id = id, .staf = ep_staf_allows(&cli->world, id, cli->kluis->id) == EP_OK};
    struct ep_statement invite;
    enum ep_invite_stand stand;
    cli->world.each(cli->world.ctx, EP_HUISHOUDEN, id, note_org, &one.org);
    if (ep_id_absent(one.org))
        cli->world.each(cli->world.ctx, EP_INVITE, id, note_org, &one.org);
    one.own = ep_id_equal(one.org, cli->kluis->org);
    if (ep_world_home_team(&cli->world, id, cli->kluis->org, &one.team) != EP_OK)
        one.team = (ep_id){{0}};
    one.left = ep_id_absent(one.team) && ep_household_invite(cli, id, cli->kluis->org, &invite, &stand) &&
               stand == EP_INVITE_LEFT;
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
        if (one->left)
            ep_json_null(json, "uitnodiging_van");
        else
            ep_json_org(json, "uitnodiging_van", cli, one->org);
    }
    ep_json_bool(json, "staf", one->staf);
    ep_json_bool(json, "eigen", one->own);
}
