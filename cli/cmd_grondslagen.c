#include "cli/lists.h"

/* The lists of the policy, as this program reads it: no vault is needed. */

/* ", naar veilig_thuis": only where not all may. */
static void print_sorts(const struct ep_cli *cli, const char *word, uint32_t sorts)
{
    if (sorts == EP_SORTS_ALL)
        return;
    fprintf(cli->out, ", %s", word);
    for (size_t i = 0; i < cli->policy.sorts; i++)
        if ((sorts & UINT32_C(1) << i) != 0)
            fprintf(cli->out, " %s", cli->policy.sort[i].code);
}

static const char *const needs[] = {"informatie", "vorm", "kenmerk",
                                    "einde"}; /* bits of ep_vereist, options of `grant add` */
#define NEEDS (sizeof needs / sizeof needs[0])

static void print_needs(const struct ep_cli *cli, const struct ep_grondslag *row)
{
    if (row->giver || row->needs != 0)
        fprintf(cli->out, "%s%s", T(cli, ", vraagt", ", needs"), row->giver ? " --gever" : "");
    for (size_t i = 0; i < NEEDS; i++)
        if ((row->needs & UINT32_C(1) << i) != 0)
            fprintf(cli->out, " --%s", needs[i]);
    if (row->reason_min > 0)
        fprintf(cli->out, T(cli, ", motivering van %u tekens", ", reasons of %u characters"), row->reason_min);
    print_sorts(cli, T(cli, "van", "from"), row->from);
    print_sorts(cli, T(cli, "naar", "to"), row->to);
    fputs(row->again ? "" : T(cli, ", niet nog eens", ", not a second time"), cli->out);
}

static void print_grondslag(const struct ep_cli *cli, const struct ep_grondslag *row)
{
    fprintf(cli->out, "%-22s %s\n%-22s ", row->code, row->name, "");
    if (row->on) {
        fprintf(cli->out, T(cli, "hoogstens %u dagen, niveau %u", "at most %u days, level %u"), row->lease_days,
                row->level);
        print_needs(cli, row);
    } else {
        fputs(T(cli, "staat uit", "switched off"), cli->out);
    }
    fputc('\n', cli->out);
}

static void put_sorts(struct ep_json *json, const struct ep_cli *cli, const char *key, uint32_t sorts)
{
    if (sorts == EP_SORTS_ALL) {
        ep_json_null(json, key);
        return;
    }
    ep_json_array(json, key);
    for (size_t i = 0; i < cli->policy.sorts; i++)
        if ((sorts & UINT32_C(1) << i) != 0)
            ep_json_word(json, NULL, cli->policy.sort[i].code);
    ep_json_end(json);
}

static void put_grondslag(struct ep_json *json, const struct ep_cli *cli, const struct ep_grondslag *row)
{
    ep_json_object(json, NULL);
    ep_json_word(json, "code", row->code);
    ep_json_word(json, "naam", row->name);
    ep_json_bool(json, "aan", row->on);
    ep_json_bool(json, "gever", row->giver);
    ep_json_bool(json, "gever_beeindigt", row->revocable);
    ep_json_array(json, "vereist");
    for (size_t i = 0; i < NEEDS; i++)
        if ((row->needs & UINT32_C(1) << i) != 0)
            ep_json_word(json, NULL, needs[i]);
    ep_json_end(json);
    ep_json_uint(json, "motivering_min", row->reason_min);
    ep_json_array(json, "leeftijden");
    for (size_t i = 0; i < cli->policy.ages; i++)
        if ((row->ages & UINT32_C(1) << i) != 0)
            ep_json_uint(json, NULL, cli->policy.age[i].from);
    ep_json_end(json);
    put_sorts(json, cli, "van", row->from);
    put_sorts(json, cli, "naar", row->to);
    ep_json_bool(json, "opnieuw", row->again);
    ep_json_uint(json, "lease_dagen", row->lease_days);
    ep_json_uint(json, "niveau", row->level);
    ep_json_word(json, "einde", row->end);
    ep_json_end(json);
}

static ep_err grondslagen(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = ep_cli_policy(cli);
    if (err != EP_OK)
        return err;
    struct ep_json *json = cli->json ? ep_json_list("eenplan-grondslagen-1", "grondslagen") : NULL;
    for (size_t i = 0; i < cli->policy.grondslagen; i++)
        if (cli->json)
            put_grondslag(json, cli, &cli->policy.grondslag[i]);
        else
            print_grondslag(cli, &cli->policy.grondslag[i]);
    return cli->json ? ep_json_list_close(json, cli->out) : EP_OK;
}

const struct ep_command ep_cmd_grant_grondslagen = {
    .name = "grant grondslagen",
    .positions = "",
    .summary = {"the grounds of the policy and what each needs", "de grondslagen van het beleid en wat elk vraagt"},
    .run = grondslagen,
};

static void print_sjabloon(const struct ep_cli *cli, const struct ep_sjabloon *row)
{
    fprintf(cli->out, T(cli, "%-22s %s (niveau %u, %s, %u dagen)\n", "%-22s %s (level %u, %s, %u days)\n"), row->code,
            row->name, row->level, row->grondslag, row->days);
}

static void put_sjabloon(struct ep_json *json, const struct ep_cli *cli, const struct ep_sjabloon *row)
{
    ep_json_object(json, NULL);
    ep_json_word(json, "code", row->code);
    ep_json_word(json, "naam", row->name);
    ep_json_domeinen(json, "domeinen", cli, row->domains);
    ep_json_uint(json, "niveau", row->level);
    ep_json_word(json, "grondslag", row->grondslag);
    ep_json_uint(json, "dagen", row->days);
    ep_json_end(json);
}

static ep_err sjablonen(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = ep_cli_policy(cli);
    if (err != EP_OK)
        return err;
    struct ep_json *json = cli->json ? ep_json_list("eenplan-sjablonen-1", "sjablonen") : NULL;
    for (size_t i = 0; i < cli->policy.sjablonen; i++)
        if (cli->json)
            put_sjabloon(json, cli, &cli->policy.sjabloon[i]);
        else
            print_sjabloon(cli, &cli->policy.sjabloon[i]);
    return cli->json ? ep_json_list_close(json, cli->out) : EP_OK;
}

const struct ep_command ep_cmd_grant_sjablonen = {
    .name = "grant sjablonen",
    .positions = "",
    .summary = {"the templates for grants", "de sjablonen voor deelbesluiten"},
    .run = sjablonen,
};

static void put_domein(struct ep_json *json, const struct ep_cli *cli, uint32_t domein)
{
    ep_json_object(json, NULL);
    ep_json_word(json, "code", cli->policy.domein_code[domein]);
    ep_json_word(json, "naam", cli->policy.domein[domein]);
    ep_json_uint(json, "nummer", domein);
    ep_json_bool(json, "standaard", domein < EP_DOMEIN_VEILIGHEID);
    ep_json_bool(json, "deelbaar", domein <= EP_DOMEIN_VEILIGHEID);
    ep_json_end(json);
}

static ep_err domeinen(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = ep_cli_policy(cli);
    if (err != EP_OK)
        return err;
    struct ep_json *json = cli->json ? ep_json_list("eenplan-domeinen-1", "domeinen") : NULL;
    for (uint32_t d = 1; d < EP_DOMEIN_END; d++)
        if (cli->json)
            put_domein(json, cli, d);
        else
            fprintf(cli->out, "%-26s %s\n", cli->policy.domein_code[d], cli->policy.domein[d]);
    return cli->json ? ep_json_list_close(json, cli->out) : EP_OK;
}

const struct ep_command ep_cmd_domeinen = {
    .name = "domeinen",
    .positions = "",
    .summary = {"the domains and their codes", "de domeinen en hun codes"},
    .run = domeinen,
};
