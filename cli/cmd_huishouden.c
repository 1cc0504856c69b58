#include "cli/command.h"
#include "cli/huishoudens.h"
#include "cli/outcome.h"

#include "proto/calendar.h"

#include <string.h>

#define PURPOSE "beheer" /* of looking while changing; `show` asks for its own */

static struct ep_write_terms about(const struct ep_cli *cli, ep_id subject, uint64_t domain, unsigned level)
{
    return (struct ep_write_terms){
        .huishouden = cli->open.huishouden, .subject = subject, .domain = domain, .level_max = level};
}

struct only {
    const struct ep_cli *cli;
    ep_id team;
    size_t count;
};

static bool count_own_team(void *arg, const struct ep_statement *team)
{
    struct only *only = arg;
    if (ep_id_equal(team->org, only->cli->kluis->org) && !ep_team_ended(team) &&
        ep_team_has(&team->body.team, only->cli->kluis->id)) {
        only->team = team->id;
        only->count++;
    }
    return true;
}

/* The team that is named, or the only one that this user is in. */
static ep_err own_team(struct ep_cli *cli, const char *name, ep_id *team)
{
    struct only only = {.cli = cli};
    if (name != NULL)
        return ep_find_team(cli, cli->kluis->org, name, team);
    cli->world.each(cli, EP_TEAM, (ep_id){{0}}, count_own_team, &only);
    *team = only.team;
    return only.count == 1 ? EP_OK : ep_cli_fault(cli, only.count == 0 ? EP_NOT_IN_TEAM : EP_AMBIGUOUS, "--team");
}

static ep_err make(struct ep_cli *cli, const struct ep_args *args, ep_id *id)
{
    struct ep_statement st = {.kind = ep_kind(EP_HUISHOUDEN)};
    struct ep_opgave opgave = {.soort = EP_SOORT_NAAM};
    char hex[EP_ID_HEX];
    opgave.is.naam.roepnaam = ep_text(args->position[0]);
    ep_err err = ep_write_check(cli, &opgave, EP_DOMEIN_PERSOON, 1);
    if (err == EP_OK)
        err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = own_team(cli, ep_arg(args, "team"), &st.body.huishouden.team);
    if (err != EP_OK)
        return err;
    *id = st.id = ep_id_fresh(cli->kluis->org);
    st.huishouden = st.id;
    err = ep_write(cli, &st);
    if (err == EP_OK)
        err = ep_staf_begin(cli, st.id);
    if (err == EP_OK)
        err = ep_open_huishouden(cli, st.id, PURPOSE);
    struct ep_write_terms terms = about(cli, (ep_id){{0}}, EP_DOMEIN_PERSOON, 1);
    if (err == EP_OK)
        err = ep_write_opgave(cli, &terms, &opgave, NULL);
    if (err == EP_OK)
        err = ep_open_again(cli);
    ep_hex(hex, ep_id_bytes(&st.id));
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Huishouden gemaakt: %s\n", "Household made: %s\n"), hex);
    return err;
}

static ep_err create(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_outcome outcome;
    ep_err err = ep_outcome_begin(cli, &outcome);
    return err == EP_OK ? ep_outcome_end(cli, &outcome, make(cli, args, &outcome.item)) : err;
}

/* clang-format off */
static const struct ep_option team_option[] = {
    {"team", "TEAM", {"the team that works with it; the only own one unless named",
                      "het team dat ermee werkt; het enige eigen team als u er geen noemt"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_huishouden_create = {
    .name = "huishouden create",
    .positions = "<roepnaam>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"make a household", "maak een huishouden"},
    .options = team_option,
    .option_count = 1,
    .run = create,
};

static const struct ep_grant_row *inviting_grant(const struct ep_cli *cli, ep_id org)
{
    for (size_t i = 0; i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        if (ep_id_equal(row->org, cli->kluis->org) && ep_id_equal(row->grant.to_org, org) &&
            !ep_id_absent(row->grant.to_team) && ep_grant_live(row, cli->world.now_hour))
            return row;
    }
    return NULL;
}

static ep_err invite(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement st = {.kind = ep_kind(EP_INVITE)};
    char name[EP_SCREEN_BYTES];
    ep_id org;
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err == EP_OK)
        err = ep_find_org(cli, args->position[1], &org);
    if (err != EP_OK)
        return err;
    const struct ep_grant_row *row = inviting_grant(cli, org);
    if (row == NULL)
        return EP_INVITE_NO_GRANT;
    st.huishouden = cli->open.huishouden;
    st.body.invite = (struct ep_invite){.to_org = org, .to_team = row->grant.to_team, .grant = row->id};
    err = ep_write(cli, &st);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "%s is uitgenodigd.\n", "%s is invited.\n"), ep_name_org(cli, org, name));
    return err;
}

const struct ep_command ep_cmd_huishouden_invite = {
    .name = "huishouden invite",
    .positions = "<huishouden> <organisatie>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"ask an organisation into a household, after a grant",
                "vraag een organisatie mee te doen in een huishouden, na een deelbesluit"},
    .run = invite,
};

static ep_err answer_invite(struct ep_cli *cli, const struct ep_args *args, enum ep_join_stand stand)
{
    struct ep_statement st = {.kind = ep_kind(EP_JOIN)};
    struct ep_statement invite;
    enum ep_invite_stand was;
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err != EP_OK)
        return err;
    if (!ep_household_invite(cli, cli->open.huishouden, cli->kluis->org, &invite, &was))
        return EP_INVITE_UNKNOWN;
    st.huishouden = cli->open.huishouden;
    st.body.join = (struct ep_join){.invite = invite.id, .team = invite.body.invite.to_team, .stand = stand};
    if (stand == EP_JOIN_LEAVE)
        st.body.join.team = cli->open.team;
    err = ep_write(cli, &st);
    if (err != EP_OK || stand == EP_JOIN_LEAVE)
        return err;
    err = ep_staf_begin(cli, st.huishouden);
    return err == EP_OK ? ep_open_again(cli) : err;
}

static ep_err accept(struct ep_cli *cli, const struct ep_args *args)
{
    ep_err err = answer_invite(cli, args, EP_JOIN_ACCEPT);
    if (err == EP_OK)
        fprintf(cli->out, "%s\n", T(cli, "Aanvaard: uw team doet mee.", "Accepted: your team has joined."));
    return err;
}

static ep_err leave(struct ep_cli *cli, const struct ep_args *args)
{
    ep_err err = answer_invite(cli, args, EP_JOIN_LEAVE);
    if (err == EP_OK)
        fprintf(cli->out, "%s\n", T(cli, "Uw team doet niet meer mee.", "Your team has left."));
    return err;
}

const struct ep_command ep_cmd_huishouden_accept = {
    .name = "huishouden accept",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"accept an invitation, after comparing with your own file",
                "aanvaard een uitnodiging, na vergelijking met uw eigen dossier"},
    .run = accept,
};

const struct ep_command ep_cmd_huishouden_leave = {
    .name = "huishouden leave",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"leave a household", "stop met meedoen in een huishouden"},
    .run = leave,
};

/* The age class that a birth date, however incomplete, allows: the youngest it can be. */
static uint64_t age_class(const struct ep_cli *cli, ep_bytes born)
{
    if (born.len == 0)
        return 0;
    int age = ep_age(ep_date_last(born), ep_day_of_hour(cli->world.now_hour));
    return 1 + (uint64_t)(ep_policy_age(&cli->policy, age) - cli->policy.age);
}

static ep_err choice(struct ep_cli *cli, const struct ep_field *field, const char *value, uint64_t *out)
{
    for (*out = 0; value != NULL && *out <= field->max; (*out)++)
        if (field->values[*out] != NULL && strcmp(field->values[*out], value) == 0)
            return EP_OK;
    *out = 0;
    return value == NULL ? EP_OK : ep_cli_fault(cli, EP_FIELD_INVALID, value);
}

struct gezag {
    struct ep_write_terms terms;
    struct ep_opgave opgave;
};

static ep_err add_gezag(struct ep_cli *cli, const char *name, void *arg)
{
    struct gezag *gezag = arg;
    gezag->opgave.is.gezag.houder = ep_text(name);
    ep_err err = ep_write_check(cli, &gezag->opgave, EP_DOMEIN_DOSSIER, 3);
    return err == EP_OK ? ep_write_opgave(cli, &gezag->terms, &gezag->opgave, NULL) : err;
}

/* One who has gezag alone, or several together; what differs is written with `write gezag`. */
static ep_err write_gezag(struct ep_cli *cli, const struct ep_args *args, ep_id lid)
{
    const char *names = ep_arg(args, "gezag");
    struct gezag gezag = {.terms = about(cli, lid, EP_DOMEIN_DOSSIER, 3), .opgave = {.soort = EP_SOORT_GEZAG}};
    if (names == NULL)
        return EP_OK;
    gezag.opgave.is.gezag.vorm = strchr(names, ',') == NULL ? 1 : 0;
    gezag.opgave.is.gezag.bron = ep_text(ep_arg(args, "bron"));
    return ep_find_each(cli, names, add_gezag, &gezag);
}

static ep_err add_lid(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement st = {.kind = ep_kind(EP_LID), .body.lid.present = true};
    struct ep_opgave opgave = {.soort = EP_SOORT_PERSOON};
    const struct ep_soort_row *row = ep_soort(EP_SOORT_PERSOON);
    const char *born = ep_arg(args, "geboren");
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err == EP_OK)
        err = choice(cli, ep_field_by_name(row->table, "rol"), ep_arg(args, "rol"), &opgave.is.persoon.rol);
    if (err == EP_OK && born != NULL &&
        (!ep_date_valid(ep_text(born)) || ep_date_first(ep_text(born)) > ep_day_of_hour(ep_cli_now_s() / 3600)))
        err = ep_cli_fault(cli, EP_FIELD_INVALID, "geboren");
    if (err != EP_OK)
        return err;
    opgave.is.persoon.aanduiding = ep_text(args->position[1]);
    if (born != NULL)
        opgave.is.persoon.geboren = ep_text(born);
    if ((ep_arg(args, "gezag") != NULL) != (ep_arg(args, "bron") != NULL))
        return ep_cli_fault(cli, EP_USAGE, "--gezag --bron");
    opgave.is.persoon.leeftijd = age_class(cli, opgave.is.persoon.geboren);
    st.huishouden = cli->open.huishouden;
    err = ep_write_check(cli, &opgave, EP_DOMEIN_PERSOON, 3);
    if (err == EP_OK)
        err = ep_write(cli, &st);
    struct ep_write_terms terms = about(cli, st.id, EP_DOMEIN_PERSOON, 3);
    if (err == EP_OK)
        err = ep_write_opgave(cli, &terms, &opgave, NULL);
    if (err == EP_OK)
        err = write_gezag(cli, args, st.id);
    if (err == EP_OK)
        err = ep_open_again(cli);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "%s is toegevoegd.\n", "%s was added.\n"), args->position[1]);
    return err;
}

/* clang-format off */
static const struct ep_option lid_options[] = {
    {"rol", "ROL", {"ouder, kind, partner, grootouder, pleegkind, inwonend, uitwonend_kind, netwerk, overig",
                    "ouder, kind, partner, grootouder, pleegkind, inwonend, uitwonend_kind, netwerk, overig"}, false},
    {"geboren", "DATUM", {"2010-01-31, 2010-01 or 2010", "2010-01-31, 2010-01 of 2010"}, false},
    {"gezag", "NAAM[,NAAM]", {"who has gezag: one alone, or all together", "wie gezag heeft: een alleen, of allen samen"}, false},
    {"bron", "TEKST", {"where you looked that up", "waar u dat hebt opgezocht"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_lid_add = {
    .name = "lid add",
    .positions = "<huishouden> <aanduiding>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"add a member to a household", "voeg een lid toe aan een huishouden"},
    .options = lid_options,
    .option_count = sizeof lid_options / sizeof lid_options[0],
    .run = add_lid,
};

/* That he died is content, and goes to whoever shares in him before the sharing stops. */
static ep_err write_death(struct ep_cli *cli, ep_id lid, const char *date)
{
    for (size_t i = 0; i < cli->open.fact_count; i++) {
        const struct ep_fact *fact = &cli->open.facts[i];
        if (fact->opgave.soort != EP_SOORT_PERSOON || !ep_id_equal(fact->subject, lid) ||
            !ep_id_equal(fact->org, cli->kluis->org))
            continue;
        struct ep_opgave opgave = fact->opgave;
        struct ep_write_terms terms = about(cli, lid, EP_DOMEIN_PERSOON, (unsigned)fact->level);
        terms.change = fact;
        opgave.tijd = 0;
        opgave.is.persoon.overleden = ep_text(date);
        return ep_write_opgave(cli, &terms, &opgave, NULL);
    }
    return EP_NOT_OPENED;
}

static ep_err end_lid(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement st;
    ep_id lid;
    ep_err err = ep_find_huishouden(cli, args->position[0], PURPOSE);
    if (err == EP_OK)
        err = ep_find_lid(cli, args->position[1], &lid);
    const char *death = ep_arg(args, "overleden");
    if (err == EP_OK && death != NULL && !ep_date_valid(ep_text(death)))
        err = ep_cli_fault(cli, EP_FIELD_INVALID, death);
    if (err == EP_OK && death != NULL)
        err = write_death(cli, lid, death);
    if (err != EP_OK || !cli->world.find(cli, EP_LID, lid, 0, &st))
        return err;
    st.version++;
    st.body.lid.present = false;
    err = ep_write(cli, &st);
    return err == EP_OK ? ep_open_again(cli) : err;
}

static const struct ep_option end_options[] = {
    {"overleden", "DATUM", {"he died on that day", "op die dag is hij overleden"}, false},
};

const struct ep_command ep_cmd_lid_end = {
    .name = "lid end",
    .positions = "<huishouden> <lid>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"a member is no longer in this household; sharing about him stops",
                "een lid hoort niet meer bij dit huishouden; het delen over hem stopt"},
    .options = end_options,
    .option_count = 1,
    .run = end_lid,
};
