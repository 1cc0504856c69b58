#include "cli/werklijst.h"

#include "proto/staf.h"

#include <stdlib.h>
#include <string.h>

/* In the order in which they are said of a household. */
static const struct {
    const char *soort;
    ep_werk_gather *gather;
} sorts[] = {
    {"vraag", ep_werk_vraag},
    {"herbevestigen", ep_werk_herbevestigen},
    {"loopt-af", ep_werk_loopt_af},
    {"intrekking", ep_werk_intrekking},
    {"evaluatie", ep_werk_evaluatie},
    {"doel-zonder-uitvoerder", ep_werk_doel},
    {"niet-bevestigd", ep_werk_niet_bevestigd},
    {"regie", ep_werk_regie},
};

static bool grow(struct ep_werklijst *list)
{
    size_t cap = list->cap == 0 ? 32 : list->cap * 2;
    if (list->count < list->cap)
        return true;
    void *more = ep_move(list->at, list->count * sizeof *list->at, cap * sizeof *list->at);
    if (more == NULL) {
        list->err = EP_NO_MEMORY;
        return false;
    }
    list->at = more;
    list->cap = cap;
    return true;
}

void ep_werk_add(struct ep_werklijst *list, const struct ep_werk_regel *regel)
{
    if (list->err != EP_OK || !grow(list))
        return;
    struct ep_werk_regel *to = &list->at[list->count++];
    *to = *regel;
    to->soort = list->soort;
    if (!ep_id_absent(to->lid))
        ep_name_lid(list->cli, to->lid, to->lid_name);
}

bool ep_werk_within(const struct ep_werklijst *list, int32_t day, uint32_t days)
{
    return day <= ep_day_of_hour(list->cli->world.now_hour) + (int32_t)days;
}

void ep_werk_opened(struct ep_werklijst *list, const struct ep_show *show)
{
    size_t first = list->count;
    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
        list->soort = sorts[i].soort;
        sorts[i].gather(list, show);
    }
    for (size_t i = first; i < list->count; i++) {
        list->at[i].huishouden = show->input.huishouden;
        ep_screen(ep_household_name(show), list->at[i].name, sizeof list->at[i].name);
    }
}

/* The work of others, unless none of them is there any more. */
static void add_left(struct ep_werklijst *list, const struct ep_household *one)
{
    const struct ep_cli *cli = list->cli;
    struct ep_werk_regel line = {.huishouden = one->id, .org = cli->kluis->org};
    char id[9];
    if (one->staf || !ep_staf_gone(&cli->world, one->id))
        return;
    list->soort = "zonder-staf";
    snprintf(
        line.text, sizeof line.text,
        cli->json
            ? T(cli, "Wie ermee werkte, is geen gebruiker meer. Een teambeheerder zet er iemand op.",
                "Who worked with it is no user any more. A steward puts somebody on it.")
            : T(cli,
                "Wie ermee werkte, is geen gebruiker meer. Een teambeheerder zet er iemand op: eenplan huishouden staf "
                "%s --erbij NAAM",
                "Who worked with it is no user any more. A steward puts somebody on it: eenplan huishouden staf %s "
                "--erbij NAME"),
        ep_show_short(one->id, id));
    ep_werk_add(list, &line);
}

void ep_werk_unopened(struct ep_werklijst *list, const struct ep_household *one)
{
    const struct ep_cli *cli = list->cli;
    struct ep_statement invite = {.hour = 0};
    enum ep_invite_stand stand = EP_INVITE_OPEN;
    struct ep_werk_regel line = {.huishouden = one->id, .org = one->org};
    char org[EP_SCREEN_BYTES];
    if (!ep_id_absent(one->team)) {
        add_left(list, one);
        return;
    }
    if (ep_household_invite(cli, one->id, cli->kluis->org, &invite, &stand) && stand == EP_INVITE_LEFT)
        return;
    list->soort = "uitnodiging";
    line.day = invite.hour != 0 ? ep_day_of_hour(invite.hour) : 0;
    snprintf(line.text, sizeof line.text, T(cli, "%s vraagt uw team mee te doen.", "%s asks your team to take part."),
             ep_name_org(cli, one->org, org));
    ep_werk_add(list, &line);
}

void ep_werk_notices(struct ep_werklijst *list)
{
    const struct ep_cli *cli = list->cli;
    list->soort = "inzage";
    for (size_t i = 0; i < cli->known.fact_count; i++) {
        const struct ep_msg_fact *fact = &cli->known.facts[i];
        struct ep_werk_regel line = {
            .huishouden = fact->c, .cause = fact->a, .org = cli->kluis->org, .day = ep_day_of_hour(fact->y)};
        if (fact->soort != EP_FACT_NOTICE)
            continue;
        ep_notice_text(cli, fact, line.text);
        ep_werk_add(list, &line);
    }
}

void ep_werk_wipe(struct ep_werklijst *list)
{
    if (list->at != NULL)
        ep_wipe(list->at, list->cap * sizeof *list->at);
    free(list->at);
    *list = (struct ep_werklijst){.cli = list->cli};
}
