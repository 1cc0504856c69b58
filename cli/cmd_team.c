#include "cli/lists.h"
#include "cli/members.h"

#include <stdlib.h>
#include <string.h>

#define RENEW_BEFORE_HOURS (14u * 24u) /* so that a steward on holiday does not let a team run out */

static ep_err write_sleutel(struct ep_cli *cli, const struct ep_statement *team, ep_id user, const uint8_t to[32],
                            const uint8_t secret[32])
{
    struct ep_statement st = {.kind = ep_kind(EP_SLEUTEL)};
    st.body.sleutel = (struct ep_sleutel){.team = team->id, .user = user, .epoch = team->version};
    return ep_write_sealed(cli, &st, EP_LABEL_SLEUTEL, to, (ep_bytes){secret, 32}, &st.body.sleutel.sealed);
}

/* Members in the order of the new epoch; who ended gets nothing. */
static ep_err write_sleutels(struct ep_cli *cli, const struct ep_statement *team, const struct ep_members *members,
                             const struct ep_dh_pair *pair)
{
    ep_err err = EP_OK;
    for (size_t n = 0; err == EP_OK && n < members->count; n++) {
        struct ep_statement user;
        if (!cli->world.find(cli, EP_USER, ep_members_at(members, n), 0, &user) ||
            !ep_id_equal(user.org, cli->kluis->org))
            return EP_SIGNER_UNKNOWN;
        err = write_sleutel(cli, team, user.id, user.body.user.seal, pair->secret_key);
    }
    const struct ep_team_secret *before = ep_open_secret(cli, team->id, team->version - 1);
    if (err == EP_OK && before != NULL)
        err = write_sleutel(cli, team, (ep_id){{0}}, pair->public_key, before->pair.secret_key);
    return err;
}

/* A new epoch: a fresh key, a signed list, and the secret for each member. A removed member gets none. */
static ep_err write_epoch(struct ep_cli *cli, struct ep_statement *team, ep_bytes name,
                          const struct ep_members *members)
{
    uint8_t secret[32];
    struct ep_dh_pair pair;
    ep_random(NULL, secret, sizeof secret);
    ep_dh_pair_make(&pair, secret);
    team->kind = ep_kind(EP_TEAM);
    team->body.team = (struct ep_team){.name = name, .until = ep_cli_now_s() / 3600 + EP_TEAM_HOURS_MAX};
    team->body.team.members = ep_members_bytes(members);
    memcpy(team->body.team.key, pair.public_key, 32);
    ep_err err = ep_write(cli, team);
    if (err == EP_OK)
        err = write_sleutels(cli, team, members, &pair);
    ep_wipe(secret, sizeof secret);
    ep_wipe(&pair, sizeof pair);
    return err == EP_OK ? ep_open_secrets(cli) : err;
}

static ep_err gather_members(struct ep_cli *cli, const struct ep_args *args, size_t from, struct ep_members *members)
{
    ep_err err = EP_OK;
    for (size_t i = from; err == EP_OK && i < args->positions; i++) {
        ep_id user;
        err = ep_find_user(cli, cli->kluis->org, args->position[i], &user);
        if (err == EP_OK)
            err = ep_members_add(members, user);
    }
    return err;
}

static ep_err create(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_members members = {.count = 0};
    struct ep_statement team = {.version = 1};
    char hex[EP_ID_HEX];
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = gather_members(cli, args, 1, &members);
    if (err == EP_OK)
        err = write_epoch(cli, &team, ep_text(args->position[0]), &members);
    ep_hex(hex, ep_id_bytes(&team.id));
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Team %s gemaakt (%.8s) met %zu leden.\n", "Team %s made (%.8s) with %zu members.\n"),
                args->position[0], hex, members.count);
    return err;
}

const struct ep_command ep_cmd_team_create = {
    .name = "team create",
    .positions = "<name> [<user>…]",
    .positions_min = 1,
    .positions_max = EP_POSITIONS_MAX,
    .summary = {"make a team of users", "maak een team van gebruikers"},
    .run = create,
};

enum change { CHANGE_ADD, CHANGE_REMOVE, CHANGE_RENEW };

static ep_err change(struct ep_cli *cli, const struct ep_args *args, enum change how)
{
    struct ep_members members = {.count = 0};
    struct ep_members named = {.count = 0};
    struct ep_statement team;
    ep_id id;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_team(cli, cli->kluis->org, args->position[0], &id);
    if (err == EP_OK)
        err = gather_members(cli, args, 1, &named);
    if (err != EP_OK || !cli->world.find(cli, EP_TEAM, id, 0, &team))
        return err;
    ep_members_take(&members, team.body.team.members);
    for (size_t n = 0; err == EP_OK && n < named.count; n++) {
        ep_members_drop(&members, ep_members_at(&named, n)); /* adding someone who is there changes nothing */
        if (how == CHANGE_ADD)
            err = ep_members_add(&members, ep_members_at(&named, n));
    }
    team.version++;
    char name[EP_NAME_BYTES_MAX + 1];
    ep_bytes text = team.body.team.name;
    memcpy(name, text.at, text.len);
    if (err == EP_OK)
        err = write_epoch(cli, &team, (ep_bytes){(const uint8_t *)name, text.len}, &members);
    if (err == EP_OK)
        fprintf(
            cli->out,
            T(cli, "Team %.*s heeft nu sleutel %llu en %zu leden.\n", "Team %.*s now has key %llu and %zu members.\n"),
            (int)text.len, name, (unsigned long long)team.version, members.count);
    return err;
}

static ep_err add(struct ep_cli *cli, const struct ep_args *args)
{
    return change(cli, args, CHANGE_ADD);
}

static ep_err remove_(struct ep_cli *cli, const struct ep_args *args)
{
    return change(cli, args, CHANGE_REMOVE);
}

static ep_err renew(struct ep_cli *cli, const struct ep_args *args)
{
    return change(cli, args, CHANGE_RENEW);
}

const struct ep_command ep_cmd_team_add = {
    .name = "team add",
    .positions = "<team> <user>…",
    .positions_min = 2,
    .positions_max = EP_POSITIONS_MAX,
    .summary = {"put users into a team", "zet gebruikers in een team"},
    .run = add,
};

const struct ep_command ep_cmd_team_remove = {
    .name = "team remove",
    .positions = "<team> <user>…",
    .positions_min = 2,
    .positions_max = EP_POSITIONS_MAX,
    .summary = {"take users out of a team: a new key that they do not get",
                "haal gebruikers uit een team: een nieuwe sleutel die zij niet krijgen"},
    .run = remove_,
};

const struct ep_command ep_cmd_team_renew = {
    .name = "team renew",
    .positions = "<team>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"give a team a fresh key for 35 days", "geef een team een verse sleutel voor 35 dagen"},
    .run = renew,
};

/* The last version has a key that nobody has: nothing is sealed to it, and so no member needs one. */
static ep_err end(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement team;
    struct ep_dh_pair pair;
    uint8_t secret[32];
    ep_id id;
    char name[EP_SCREEN_BYTES];
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_team(cli, cli->kluis->org, args->position[0], &id);
    if (err != EP_OK || !cli->world.find(cli, EP_TEAM, id, 0, &team))
        return err;
    ep_random(NULL, secret, sizeof secret);
    ep_dh_pair_make(&pair, secret);
    memcpy(team.body.team.key, pair.public_key, 32);
    ep_wipe(secret, sizeof secret);
    ep_wipe(&pair, sizeof pair);
    team.version++;
    team.body.team.until = cli->world.now_hour;
    err = ep_write(cli, &team);
    if (err == EP_OK)
        fprintf(cli->out,
                T(cli, "Team %s is beëindigd, voorgoed. Wat anderen ermee deelden, wordt nu verwijderd.\n",
                  "Team %s has ended, for good. What others shared with it is deleted now.\n"),
                ep_name_team(cli, id, name));
    return err;
}

const struct ep_command ep_cmd_team_end = {
    .name = "team end",
    .positions = "<team>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"end a team, for good: what others shared with it is deleted",
                "beëindig een team, voorgoed: wat anderen ermee deelden, wordt verwijderd"},
    .run = end,
};

static long days_left(const struct ep_cli *cli, const struct ep_statement *team)
{
    long days = ((long)team->body.team.until - (long)cli->world.now_hour) / 24;
    return days < 0 ? 0 : days;
}

static void print_team(const struct ep_cli *cli, const struct ep_statement *team)
{
    struct ep_members members = {.count = 0};
    char name[EP_SCREEN_BYTES];
    char org[EP_SCREEN_BYTES];
    fprintf(cli->out, "%-28s %-28s ", ep_name_team(cli, team->id, name), ep_name_org(cli, team->org, org));
    if (ep_team_ended(team))
        fprintf(cli->out, "%s\n", T(cli, "beëindigd", "ended"));
    else
        fprintf(cli->out, T(cli, "sleutel %llu, nog %ld dagen\n", "key %llu, %ld days left\n"),
                (unsigned long long)team->version, days_left(cli, team));
    if (ep_id_equal(team->org, cli->kluis->org))
        ep_members_take(&members, team->body.team.members);
    for (size_t n = 0; n < members.count; n++)
        fprintf(cli->out, "    %s\n", ep_name_user(cli, ep_members_at(&members, n), name));
}

static void put_team(struct ep_json *json, const struct ep_cli *cli, const struct ep_statement *team)
{
    struct ep_members members = {.count = 0};
    bool own = ep_id_equal(team->org, cli->kluis->org);
    char name[EP_SCREEN_BYTES];
    ep_json_id(json, "id", team->id);
    ep_json_word(json, "naam", ep_name_team(cli, team->id, name));
    ep_json_org(json, "organisatie", cli, team->org);
    ep_json_bool(json, "eigen", own);
    ep_json_uint(json, "periode", team->version);
    ep_json_hour(json, "tot", team->body.team.until);
    ep_json_uint(json, "dagen", (uint64_t)days_left(cli, team));
    ep_json_bool(json, "beeindigd", ep_team_ended(team));
    if (!own) { /* who is in the team of another is its own business */
        ep_json_null(json, "leden");
        return;
    }
    ep_members_take(&members, team->body.team.members);
    ep_json_array(json, "leden");
    for (size_t n = 0; n < members.count; n++)
        ep_json_named(json, NULL, ep_members_at(&members, n), ep_name_user(cli, ep_members_at(&members, n), name));
    ep_json_end(json);
}

static ep_err list(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    return ep_list_statements(
        cli, &(struct ep_list){
                 .kind = EP_TEAM, .format = "eenplan-teams-1", .key = "teams", .print = print_team, .put = put_team});
}

const struct ep_command ep_cmd_team_list = {
    .name = "team list",
    .positions = "",
    .summary = {"the teams, and who is in the own ones", "de teams, en wie in de eigen zitten"},
    .run = list,
};

struct due {
    struct ep_cli *cli;
    ep_id team[EP_TEAMS_MAX];
    size_t count;
};

static bool gather_due(void *arg, const struct ep_statement *team)
{
    struct due *due = arg;
    const struct ep_cli *cli = due->cli;
    if (ep_id_equal(team->org, cli->kluis->org) && due->count < EP_TEAMS_MAX && !ep_team_ended(team) &&
        team->body.team.until < cli->world.now_hour + RENEW_BEFORE_HOURS && team->body.team.members.len > 0)
        due->team[due->count++] = team->id;
    return true;
}

ep_err ep_team_renew_due(struct ep_cli *cli)
{
    struct due due = {.cli = cli};
    struct ep_statement me;
    if (cli->kluis->sort != EP_KLUIS_USER || !cli->world.find(cli, EP_USER, cli->kluis->id, 0, &me) ||
        (me.body.user.roles & EP_ROLE_STEWARD) == 0)
        return EP_OK;
    cli->world.each(cli, EP_TEAM, (ep_id){{0}}, gather_due, &due);
    ep_err err = EP_OK;
    FILE *out = cli->out;
    cli->out = cli->err; /* nobody asked for it: what the command says stands alone */
    for (size_t i = 0; err == EP_OK && i < due.count; i++) {
        char hex[EP_ID_HEX];
        ep_hex(hex, ep_id_bytes(&due.team[i]));
        cli->directory = true; /* it is here; what follows must not fetch it again */
        err = change(cli, &(struct ep_args){.position = {hex}, .positions = 1}, CHANGE_RENEW);
    }
    cli->out = out;
    return err;
}
