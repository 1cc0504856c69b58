#include "cli/lists.h"

#include <string.h>

/* What can be written down, as the field tables of proto/opgave.c have it: a page that is made from this needs no line for
 * a new field. What a field means stands in the help of `write`. */

extern const struct ep_command ep_cmd_write;

#define HELP_BYTES 512

/* Does it name this soort, or all? `list` is "doel, actie"; false in `names` when another word stands in it. */
static bool is_named(ep_bytes list, const char *soort, bool *names)
{
    bool found = false;
    *names = true;
    for (size_t at = 0; at < list.len;) {
        char word[32];
        uint64_t unused;
        size_t len = 0;
        while (at + len < list.len && list.at[at + len] != ',')
            len++;
        snprintf(word, sizeof word, "%.*s", (int)len, (const char *)list.at + at);
        bool all = strcmp(word, "alle") == 0 || strcmp(word, "all") == 0;
        found = found || all || strcmp(word, soort) == 0;
        *names = *names && (all || ep_soort_by_name(word, &unused) != NULL);
        at += len + 2;
    }
    return found && *names;
}

/* Of "doel, actie: how it stands; gezag: …" what is about this soort. */
static void explain(const char *help, const char *soort, char out[HELP_BYTES])
{
    bool mine = false;
    size_t len = 0;
    out[0] = 0;
    while (*help != 0 && len < HELP_BYTES) {
        const char *end = strstr(help, "; ");
        size_t part = end != NULL ? (size_t)(end - help) : strlen(help);
        const char *colon = strstr(help, ": ");
        bool names = false;
        if (colon != NULL && colon < help + part)
            mine =
                is_named((ep_bytes){(const uint8_t *)help, (size_t)(colon - help)}, soort, &names) || (mine && !names);
        const char *from = names ? colon + 2 : help;
        if (mine)
            len += (size_t)snprintf(out + len, HELP_BYTES - len, "%s%.*s", len > 0 ? "; " : "",
                                    (int)(help + part - from), from);
        help += part + (end != NULL ? 2 : 0);
    }
}

/* False: `write` has no option of that name for it. */
static bool explained(const struct ep_cli *cli, const struct ep_soort_row *soort, const struct ep_field *field,
                      char out[HELP_BYTES])
{
    out[0] = 0;
    for (size_t i = 0; i < ep_cmd_write.option_count; i++)
        if (strcmp(ep_cmd_write.options[i].name, ep_field_name(field)) == 0)
            explain(ep_cmd_write.options[i].help[cli->lang], soort->name, out);
    return out[0] != 0;
}

static const char *type_name(const struct ep_field *field)
{
    static const char *const names[] = {[EP_TYPE_UINT] = "getal", [EP_TYPE_BOOL] = "ja-nee", [EP_TYPE_ID] = "item",
                                        [EP_TYPE_BIN] = "tekst", /* bewijs.gevers, which is shown in words */
                                        [EP_TYPE_TEXT] = "tekst", [EP_TYPE_DATE] = "datum"};
    return field->values != NULL ? "keuze" : names[field->type];
}

/* May it be left out? The rule of the field itself says so. */
static bool is_needed(const struct ep_field *field)
{
    const struct ep_opgave empty = {.soort = 0};
    return !ep_field_valid(field, &empty);
}

static const char *domain_code(const struct ep_cli *cli, const struct ep_soort_row *row)
{
    return row->domein != 0 ? cli->policy.domein_code[row->domein] : NULL;
}

static void print_field(const struct ep_cli *cli, const struct ep_soort_row *row, const struct ep_field *field)
{
    char help[HELP_BYTES];
    const char *colon = explained(cli, row, field, help) ? ": " : "";
    fprintf(cli->out, "    %u  %-18s %s%s%s%s\n", field->level, ep_field_name(field), type_name(field),
            is_needed(field) ? T(cli, ", nodig", ", needed") : "", colon, help);
}

static ep_err print_all(const struct ep_cli *cli)
{
    for (uint64_t n = 1; n < EP_SOORT_END; n++) {
        const struct ep_soort_row *row = ep_soort(n);
        const char *code = domain_code(cli, row);
        fprintf(cli->out, "%s  (%s%s)\n", row->name, code != NULL ? code : T(cli, "elk domein", "any domain"),
                row->household ? T(cli, ", ook over het huishouden", ", also about the household") : "");
        for (size_t i = 0; i < row->table.count; i++)
            print_field(cli, row, &row->table.fields[i]);
    }
    return ferror(cli->out) ? EP_FILE : EP_OK;
}

/* Of each choice of a status what level 1 says then. */
static void put_standen(struct ep_json *json, const struct ep_soort_row *row, const struct ep_field *field)
{
    uint64_t soort = 0;
    if (strcmp(ep_field_name(field), "status") != 0 || ep_soort_by_name(row->name, &soort) == NULL) {
        ep_json_null(json, "standen");
        return;
    }
    ep_json_array(json, "standen");
    for (uint32_t i = 0; i <= field->max; i++)
        ep_json_word(json, NULL, ep_stand_names[ep_stand_of(soort, i)]);
    ep_json_end(json);
}

static void put_field(struct ep_json *json, const struct ep_cli *cli, const struct ep_soort_row *row,
                      const struct ep_field *field)
{
    char help[HELP_BYTES];
    ep_json_object(json, NULL);
    ep_json_word(json, "naam", ep_field_name(field));
    ep_json_uint(json, "niveau", field->level);
    ep_json_word(json, "type", type_name(field));
    if (field->values != NULL) {
        ep_json_array(json, "keuzes");
        for (uint32_t i = 0; i <= field->max; i++)
            if (field->values[i] != NULL)
                ep_json_word(json, NULL, field->values[i]);
        ep_json_end(json);
    } else {
        ep_json_null(json, "keuzes");
    }
    put_standen(json, row, field);
    if (field->type == EP_TYPE_TEXT)
        ep_json_uint(json, "lengte", field->max);
    else
        ep_json_null(json, "lengte");
    if (field->type == EP_TYPE_UINT && field->values == NULL)
        ep_json_uint(json, "hoogste", field->max);
    else
        ep_json_null(json, "hoogste");
    ep_json_bool(json, "verplicht", is_needed(field));
    ep_json_word(json, "uitleg", explained(cli, row, field, help) ? help : NULL);
    ep_json_end(json);
}

static ep_err put_all(const struct ep_cli *cli)
{
    struct ep_json *json = ep_json_list("eenplan-soorten-1", "soorten");
    for (uint64_t n = 1; n < EP_SOORT_END; n++) {
        const struct ep_soort_row *row = ep_soort(n);
        ep_json_object(json, NULL);
        ep_json_word(json, "soort", row->name);
        ep_json_word(json, "domein", domain_code(cli, row));
        ep_json_bool(json, "huishouden", row->household);
        ep_json_bool(json, "dossier", row->domein == EP_DOMEIN_DOSSIER);
        ep_json_bool(json, "schrijven", ep_write_takes(n));
        ep_json_array(json, "niveaus");
        for (uint64_t level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD; level++)
            if ((row->levels & 1u << (level - 1)) != 0)
                ep_json_uint(json, NULL, level);
        ep_json_end(json);
        ep_json_array(json, "velden");
        for (size_t i = 0; i < row->table.count; i++)
            put_field(json, cli, row, &row->table.fields[i]);
        ep_json_end(json);
        ep_json_end(json);
    }
    return ep_json_list_close(json, cli->out);
}

static ep_err soorten(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = ep_cli_policy(cli);
    if (err != EP_OK)
        return err;
    return cli->json ? put_all(cli) : print_all(cli);
}

const struct ep_command ep_cmd_soorten = {
    .name = "soorten",
    .positions = "",
    .summary = {"what can be written down, with its fields: level, type, what it means",
                "wat u kunt opschrijven, met de velden: niveau, type, wat het betekent"},
    .run = soorten,
};
