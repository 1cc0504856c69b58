#include "cli/show.h"

/* Whole days until an hour; below zero once it is past. */
static long days_left(const struct ep_cli *cli, uint64_t until)
{
    long hours = (long)until - (long)cli->world.now_hour;
    return hours >= 0 ? hours / 24 : -((-hours + 23) / 24);
}

/* The next own team, latest version only; false at the end. */
static bool next_team(const struct ep_cli *cli, size_t *at, struct ep_statement *out)
{
    while (*at < cli->known.count) {
        const struct ep_statement *st = &cli->known.at[(*at)++];
        if (st->kind->code == EP_TEAM && ep_id_equal(st->org, cli->kluis->org) &&
            cli->world.find(cli->world.ctx, EP_TEAM, st->id, 0, out) && out->version == st->version)
            return true;
    }
    return false;
}

static const struct ep_msg_fact *next_contact(const struct ep_cli *cli, size_t *at)
{
    while (*at < cli->known.fact_count) {
        const struct ep_msg_fact *fact = &cli->known.facts[(*at)++];
        if (fact->soort == EP_FACT_CONTACT)
            return fact;
    }
    return NULL;
}

static void print_peers(const struct ep_cli *cli)
{
    const struct ep_msg_fact *fact = NULL;
    char name[EP_SCREEN_BYTES];
    char date[EP_DATE_TEXT_BYTES];
    ep_show_head(cli, T(cli, "Andere organisaties", "Other organisations"));
    size_t count = 0;
    for (size_t at = 0; (fact = next_contact(cli, &at)) != NULL; count++) {
        fprintf(cli->out, "  %s: ", ep_name_org(cli, fact->a, name));
        if (fact->x == 0)
            fprintf(cli->out, "%s", T(cli, "nog geen contact", "no contact yet"));
        else if (fact->x + 1 >= cli->world.now_hour)
            fprintf(cli->out, "%s", T(cli, "contact in dit uur", "contact within the hour"));
        else
            fprintf(cli->out, T(cli, "laatste contact %s (%llu uur geleden)", "last contact %s (%llu hours ago)"),
                    ep_show_date(fact->x, date), (unsigned long long)(cli->world.now_hour - fact->x));
        fprintf(cli->out, T(cli, ", %llu wachtend\n", ", %llu waiting\n"), (unsigned long long)fact->y);
    }
    if (count == 0)
        fprintf(cli->out, "  %s\n", T(cli, "geen", "none"));
}

static void print_teams(const struct ep_cli *cli)
{
    struct ep_statement team;
    char name[EP_SCREEN_BYTES];
    ep_show_head(cli, T(cli, "Eigen teams", "Own teams"));
    size_t count = 0;
    for (size_t at = 0; next_team(cli, &at, &team); count++) {
        long days = days_left(cli, team.body.team.until);
        size_t members = team.body.team.members.len / EP_ID_BYTES;
        fprintf(cli->out, T(cli, "  %s: periode %llu, %zu %s, ", "  %s: epoch %llu, %zu %s, "),
                ep_screen(team.body.team.name, name, sizeof name), (unsigned long long)team.version, members,
                members == 1 ? T(cli, "lid", "member") : T(cli, "leden", "members"));
        if (days < 0)
            fprintf(cli->out, "%s\n",
                    T(cli, "sleutel verlopen: eenplan team renew", "key expired: eenplan team renew"));
        else
            fprintf(cli->out, T(cli, "sleutel nog %ld dagen geldig\n", "key valid for %ld more days\n"), days);
    }
    if (count == 0)
        fprintf(cli->out, "  %s\n", T(cli, "geen", "none"));
}

static ep_err print_status(const struct ep_cli *cli)
{
    char name[EP_SCREEN_BYTES];
    char lineage[17];
    ep_hex(lineage, EP_BYTES(cli->lineage));
    fprintf(cli->out, T(cli, "Organisatie %s", "Organisation %s"), ep_name_org(cli, cli->kluis->org, name));
    fprintf(cli->out, T(cli, ", kluis van %s\n", ", vault of %s\n"),
            ep_screen(ep_text(cli->kluis->name), name, sizeof name));
    fprintf(cli->out, T(cli, "Knooppunt bereikt, levenslijn %s\n", "Node reached, lineage %s\n"), lineage);
    print_peers(cli);
    print_teams(cli);
    ep_show_print_refusals(cli, (ep_id){{0}});
    return ferror(cli->out) ? EP_FILE : EP_OK;
}

static ep_err put_status(const struct ep_cli *cli)
{
    struct ep_json *json = ep_json_open();
    const struct ep_msg_fact *fact = NULL;
    struct ep_statement team;
    char lineage[17];
    ep_hex(lineage, EP_BYTES(cli->lineage));
    ep_json_word(json, "formaat", "eenplan-status-1");
    ep_json_org(json, "organisatie", cli, cli->kluis->org);
    ep_json_word(json, "kluis", cli->kluis->name);
    ep_json_word(json, "levenslijn", lineage);
    ep_json_second(json, "op", ep_cli_now_s());
    ep_json_array(json, "knooppunten");
    for (size_t at = 0; (fact = next_contact(cli, &at)) != NULL;) {
        ep_json_object(json, NULL);
        ep_json_org(json, "organisatie", cli, fact->a);
        ep_json_hour(json, "contact", fact->x);
        ep_json_uint(json, "wachtend", fact->y);
        ep_json_end(json);
    }
    ep_json_end(json);
    ep_json_array(json, "teams");
    for (size_t at = 0; next_team(cli, &at, &team);) {
        long days = days_left(cli, team.body.team.until);
        ep_json_object(json, NULL);
        ep_json_id(json, "id", team.id);
        ep_json_text(json, "naam", team.body.team.name);
        ep_json_uint(json, "periode", team.version);
        ep_json_hour(json, "tot", team.body.team.until);
        ep_json_uint(json, "dagen", days < 0 ? 0 : (uint64_t)days);
        ep_json_uint(json, "leden", team.body.team.members.len / EP_ID_BYTES);
        ep_json_end(json);
    }
    ep_json_end(json);
    ep_json_refusals(json, cli, (ep_id){{0}});
    return ep_json_close(json, cli->out);
}

static ep_err status(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    bool before = cli->directory;
    ep_err err = ep_cli_directory(cli);
    /* Asked again where it was there already: within `run` the contacts must be those of this moment. */
    if (err == EP_OK && before)
        err = ep_fetch(cli, EP_GET_DIRECTORY, (ep_id){{0}});
    if (err != EP_OK)
        return err;
    return cli->json ? put_status(cli) : print_status(cli);
}

const struct ep_command ep_cmd_status = {
    .name = "status",
    .positions = "",
    .positions_min = 0,
    .positions_max = 0,
    .summary = {"how the own node, its peers and teams stand",
                "hoe het eigen knooppunt, de andere en de teams ervoor staan"},
    .run = status,
};
