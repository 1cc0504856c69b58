#include "cli/lists.h"

#define PURPOSE "uitvoering" /* of what is written next: one reading is on record for both */

/* Before an entry is written: to whom it would go at this moment, and how far. It asks what is asked when wraps are made
 * (share.c): who the recipients are, the rule about new entries, and the key of each team. */

struct asked {
    ep_id lid; /* absent: the household */
    uint64_t domain;
};

struct ontvanger {
    struct ep_recipient who;
    uint64_t level;                   /* highest; 0: nothing goes there */
    const struct ep_grant_row *grant; /* of those it rests on the one that ends first; NULL: the own team */
    bool waits;                       /* its team's key ran out or is in doubt: it goes when there is another */
};

/* What is about the household rests on a grant for every lid. */
static void rests_on(const struct ep_cli *cli, struct ep_section section, struct ontvanger *out)
{
    const struct ep_grants *grants = &cli->open.grants;
    struct ep_reader reader = {out->who.org, out->who.team};
    bool household = ep_id_absent(section.subject);
    for (size_t i = 0; i < (household ? grants->leden.count : 1); i++) {
        size_t which = SIZE_MAX;
        if (household)
            section.subject = grants->leden.id[i];
        if (ep_grondslag_flows(grants, &section, &reader, &which) == EP_OK && which < grants->count &&
            (out->grant == NULL || grants->row[which].grant.until < out->grant->grant.until))
            out->grant = &grants->row[which];
    }
}

static struct ontvanger ontvanger_of(const struct ep_cli *cli, const struct asked *asked, struct ep_recipient who)
{
    struct ontvanger out = {.who = who};
    struct ep_statement team;
    struct ep_reader reader = {who.org, who.team};
    for (uint64_t level = EP_LEVEL_INHOUD; level > EP_LEVEL_NONE && out.level == 0; level--) {
        struct ep_section section = {cli->open.huishouden, cli->kluis->org, asked->lid, asked->domain, level};
        if (ep_grondslag_flows(&cli->open.grants, &section, &reader, NULL) != EP_OK)
            continue;
        out.level = level;
        rests_on(cli, section, &out);
    }
    out.waits = ep_share_team(cli, who, &team) != EP_OK;
    return out;
}

static void print_one(const struct ep_cli *cli, const struct ontvanger *one)
{
    char org[EP_SCREEN_BYTES], text[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES];
    fprintf(cli->out, "%s, ", ep_name_org(cli, one->who.org, org));
    fprintf(cli->out, T(cli, "team %s  niveau %llu", "team %s  level %llu"), ep_name_team(cli, one->who.team, text),
            (unsigned long long)one->level);
    if (one->grant != NULL) {
        fprintf(cli->out, T(cli, "  %s  tot %s", "  %s  until %s"),
                ep_screen(one->grant->grant.grondslag, text, sizeof text),
                ep_show_last_day(one->grant->grant.until, day));
        fprintf(cli->out, T(cli, "  deelbesluit %s", "  grant %s"), ep_show_short(one->grant->id, text));
        fprintf(cli->out, T(cli, " over %s", " on %s"), ep_name_lid(cli, one->grant->grant.lid, text));
    }
    if (one->waits)
        fputs(T(cli, "  wacht op een nieuwe teamsleutel", "  waits for a new team key"), cli->out);
    fputc('\n', cli->out);
}

static void put_one(struct ep_json *json, const struct ep_cli *cli, const struct ontvanger *one)
{
    const struct ep_grant_row *row = one->grant;
    char name[EP_SCREEN_BYTES];
    ep_json_object(json, NULL);
    ep_json_org(json, "organisatie", cli, one->who.org);
    ep_json_named(json, "team", one->who.team, ep_name_team(cli, one->who.team, name));
    ep_json_uint(json, "niveau", one->level);
    ep_json_text(json, "grondslag", row != NULL ? row->grant.grondslag : (ep_bytes){NULL, 0});
    ep_json_hour(json, "tot", row != NULL ? row->grant.until : 0);
    ep_json_id(json, "deelbesluit", row != NULL ? row->id : (ep_id){{0}});
    ep_json_id(json, "voor", row != NULL ? row->grant.lid : (ep_id){{0}});
    ep_json_bool(json, "wacht", one->waits);
    ep_json_end(json);
}

static ep_err list(const struct ep_cli *cli, const struct asked *asked)
{
    struct ep_recipients all;
    struct ep_json *json = cli->json ? ep_json_list("eenplan-ontvangers-1", "ontvangers") : NULL;
    bool waits;
    ep_share_recipients(cli, &all, &waits);
    for (size_t i = 0; i < all.count; i++) {
        struct ontvanger one = ontvanger_of(cli, asked, all.at[i]);
        if (one.level == EP_LEVEL_NONE)
            continue;
        if (cli->json)
            put_one(json, cli, &one);
        else
            print_one(cli, &one);
    }
    if (cli->json)
        return ep_json_list_close(json, cli->out);
    return ferror(cli->out) ? EP_FILE : EP_OK;
}

static ep_err ontvangers(struct ep_cli *cli, const struct ep_args *args)
{
    const char *domein = ep_arg(args, "domein");
    const char *lid = ep_arg(args, "lid");
    struct asked asked = {.domain = EP_DOMEIN_PLAN};
    ep_err err = ep_find_grants(cli, args->position[0], PURPOSE);
    if (err == EP_OK && domein != NULL && (asked.domain = ep_policy_domein(&cli->policy, domein)) == 0)
        err = ep_cli_fault(cli, EP_NO_DOMEIN, domein);
    if (err == EP_OK && lid != NULL)
        err = ep_find_lid_opening(cli, lid, PURPOSE, &asked.lid);
    if (err == EP_OK && ep_id_absent(cli->open.team))
        err = EP_NO_JOIN;
    return err == EP_OK ? list(cli, &asked) : err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"lid", "LID", {"what is written is about this member; without it about the household", "wat u schrijft gaat over dit lid; zonder dit over het huishouden"}, false},
    {"domein", "CODE", {"and in this domain; plan unless named", "en in dit domein; plan als u er geen noemt"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_ontvangers = {
    .name = "ontvangers",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"before you write: who would get it now, and up to which level",
                "voordat u schrijft: wie het nu zou krijgen, en tot welk niveau"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = ontvangers,
};
