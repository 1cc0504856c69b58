#include "cli/show.h"

#include <stdlib.h>
#include <string.h>

static ep_err propose(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement st = {.kind = ep_kind(EP_REGIE), .body.regie.stand = EP_REGIE_PROPOSE};
    struct ep_regie *regie = &st.body.regie;
    const char *days = ep_arg(args, "dagen");
    char name[EP_SCREEN_BYTES];
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    regie->to_org = cli->kluis != NULL ? cli->kluis->org : (ep_id){{0}};
    if (err == EP_OK && ep_arg(args, "organisatie") != NULL)
        err = ep_find_org(cli, ep_arg(args, "organisatie"), &regie->to_org);
    if (err == EP_OK)
        err = ep_find_user(cli, regie->to_org, args->position[1], &regie->to_user);
    long count = days != NULL ? strtol(days, NULL, 10) : 365;
    if (err == EP_OK && (count < 1 || count > 365))
        err = ep_cli_fault(cli, EP_PERIOD, days);
    if (err != EP_OK)
        return err;
    st.huishouden = cli->open.huishouden;
    regie->until = cli->world.now_hour + (uint64_t)count * 24;
    err = ep_write(cli, &st);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "%s is voorgesteld als regisseur.\n", "%s is proposed as regisseur.\n"),
                ep_name_user(cli, regie->to_user, name));
    return err;
}

static ep_err answer(struct ep_cli *cli, const struct ep_statement *proposal, struct ep_statement *st)
{
    const struct ep_regie said = st->body.regie; /* its stand, and a telephone */
    st->kind = ep_kind(EP_REGIE);
    st->huishouden = cli->open.huishouden;
    if (proposal == NULL)
        return EP_REGIE_UNKNOWN;
    st->body.regie = proposal->body.regie;
    st->body.regie.proposal = proposal->id;
    st->body.regie.stand = said.stand;
    st->body.regie.telefoon = said.telefoon;
    return ep_write(cli, st);
}

/* The regisseur accepts once more to give another number: a later version of the same acceptance. */
static ep_err accept(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement st = {.body.regie.stand = EP_REGIE_ACCEPT};
    if (ep_arg(args, "telefoon") != NULL && *ep_arg(args, "telefoon") != 0) /* "" takes it away */
        st.body.regie.telefoon = ep_text(ep_arg(args, "telefoon"));
    if (!ep_regie_telefoon_valid(st.body.regie.telefoon))
        return ep_cli_fault(cli, EP_FIELD_INVALID, "telefoon");
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    if (err != EP_OK)
        return err;
    const struct ep_statement *proposal = ep_show_proposal(cli);
    struct ep_regisseur now = ep_show_regisseur(cli);
    bool asked = proposal != NULL && ep_show_asks_me(cli, proposal);
    if (!asked && now.accept != NULL && ep_id_equal(now.accept->author, cli->kluis->id) &&
        ep_arg(args, "telefoon") != NULL) {
        proposal = now.proposal;
        st.id = now.accept->id;
        st.version = now.accept->version + 1;
    }
    err = answer(cli, proposal, &st);
    if (err == EP_OK)
        fprintf(cli->out, "%s\n", T(cli, "U bent regisseur.", "You are the regisseur."));
    return err;
}

static ep_err end(struct ep_cli *cli, const struct ep_args *args)
{
    ep_err err = ep_find_huishouden(cli, args->position[0], "beheer");
    if (err == EP_OK)
        err = answer(cli, ep_show_regisseur(cli).proposal, &(struct ep_statement){.body.regie.stand = EP_REGIE_END});
    if (err == EP_OK)
        fprintf(cli->out, "%s\n", T(cli, "De regie is beëindigd.", "The regie has ended."));
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"organisatie", "ORG", {"of which organisation; the own one unless named", "van welke organisatie; de eigen als u er geen noemt"}, false},
    {"dagen", "AANTAL", {"for how many days, at most 365", "voor hoeveel dagen, hoogstens 365"}, false},
};
static const struct ep_option accept_options[] = {
    {"telefoon", "NUMMER", {"where you want to be called; seen by whom the household is shared with, and by nodes", "waar u gebeld wilt worden; te zien voor met wie het huishouden is gedeeld, en voor knooppunten"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_regie_propose = {
    .name = "regie propose",
    .positions = "<huishouden> <user>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"propose a regisseur", "stel een regisseur voor"},
    .options = options,
    .option_count = 2,
    .run = propose,
};
const struct ep_command ep_cmd_regie_accept = {
    .name = "regie accept",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"accept to be the regisseur, or give another telephone number",
                "aanvaard de regie, of geef een ander nummer"},
    .options = accept_options,
    .option_count = 1,
    .run = accept,
};
const struct ep_command ep_cmd_regie_end = {
    .name = "regie end",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"end the regie", "beëindig de regie"},
    .run = end,
};
