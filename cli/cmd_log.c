#include "cli/command.h"
#include "cli/json.h"
#include "cli/logboek.h"
#include "proto/calendar.h"
#include "proto/logregel.h"

#include <string.h>

ep_err ep_log_fetch(struct ep_cli *cli, enum ep_get what, ep_id huishouden, ep_log_visit *visit, void *arg)
{
    enum ep_message_type wanted = what == EP_GET_LOGBOEK   ? EP_MSG_REGEL
                                  : what == EP_GET_WORTELS ? EP_MSG_WORTEL
                                                           : EP_MSG_GIVE;
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err = ep_client_say(&cli->client, EP_MSG_GET, &(struct ep_msg_get){.what = what, .huishouden = huishouden});
    while (err == EP_OK) { /* until the node says that it is done */
        err = ep_client_hear(&cli->client, 60, &type, &msg);
        if (err == EP_OK && type == EP_MSG_DONE)
            return ep_err_from_wire(msg.done.code);
        if (err == EP_OK && type == EP_MSG_FACT)
            err = ep_known_told(cli, &msg.fact);
        else if (err == EP_OK)
            err = type == wanted ? visit(cli, &msg, arg) : EP_MALFORMED;
    }
    return err;
}

/* With --json an array that the node's answer fills; else NULL, which every step takes. */
static struct ep_json *open_array(const struct ep_cli *cli, const char *form, const char *key)
{
    struct ep_json *json = cli->json ? ep_json_open() : NULL;
    ep_json_word(json, "formaat", form);
    ep_json_array(json, key);
    return json;
}

static ep_err close_array(const struct ep_cli *cli, struct ep_json *json, ep_err err)
{
    if (!cli->json)
        return err;
    ep_json_end(json);
    if (err == EP_OK)
        return ep_json_close(json, cli->out);
    ep_json_drop(json);
    return err;
}

struct filter {
    struct ep_json *json;
    ep_id huishouden, user; /* absent: all */
    int32_t first, last;    /* days in UTC; last below first: all */
};

static const char *word_of(const char *name, uint64_t value)
{
    for (size_t i = 0; i < ep_logregel_table.count; i++) {
        const struct ep_field *field = &ep_logregel_table.fields[i];
        if (field->values != NULL && strcmp(field->name, name) == 0 && value <= field->max)
            return field->values[value] != NULL ? field->values[value] : "?";
    }
    return "?";
}

static bool passes(const struct filter *filter, const struct ep_logregel *row)
{
    int32_t day = (int32_t)(row->seconde / 86400 % 100000);
    return (ep_id_absent(filter->huishouden) || ep_id_equal(filter->huishouden, row->huishouden)) &&
           (ep_id_absent(filter->user) || ep_id_equal(filter->user, row->user)) &&
           (filter->last < filter->first || (day >= filter->first && day <= filter->last));
}

static void print_row(const struct ep_cli *cli, const struct ep_logregel *row)
{
    char day[EP_DATE_TEXT_BYTES], name[EP_SCREEN_BYTES], household[EP_ID_HEX] = "-", purpose[EP_SCREEN_BYTES] = "-";
    unsigned minute = (unsigned)(row->seconde / 60 % 1440);
    ep_date_text(day, (int32_t)(row->seconde / 86400 % 100000));
    if (!ep_id_absent(row->huishouden))
        ep_hex(household, ep_id_bytes(&row->huishouden));
    if (row->purpose.len > 0)
        ep_screen(row->purpose, purpose, sizeof purpose);
    fprintf(cli->out, "%llu  %s %02u:%02u UTC  %s  %s %s  %s  %s  %s  %s\n", (unsigned long long)row->nr, day,
            minute / 60, minute % 60, ep_name_user(cli, row->user, name), word_of("soort", row->soort),
            word_of("actie", row->actie), household, word_of("inzage", row->inzage), purpose,
            row->code == 0 ? T(cli, "toegestaan", "allowed")
                           : ep_err_row(ep_err_from_wire(row->code))->text[cli->lang]);
}

/* Every field of the table under its name, but for the time and what is bytes. */
static void put_row(struct ep_json *json, const struct ep_logregel *row)
{
    char lineage[17];
    ep_hex(lineage, EP_BYTES(row->lineage));
    ep_json_object(json, NULL);
    ep_json_second(json, "tijd", row->seconde);
    ep_json_word(json, "lineage", lineage);
    for (size_t i = 0; i < ep_logregel_table.count; i++) {
        const struct ep_field *field = &ep_logregel_table.fields[i];
        const void *at = ep_field_at(field, row);
        if (field->type == EP_TYPE_ID)
            ep_json_id(json, field->name, *(const ep_id *)at);
        else if (field->type == EP_TYPE_TEXT)
            ep_json_text(json, field->name, *(const ep_bytes *)at);
        else if (field->values != NULL)
            ep_json_word(json, field->name, word_of(field->name, *(const uint64_t *)at));
        else if (field->type == EP_TYPE_UINT)
            ep_json_uint(json, field->name, *(const uint64_t *)at);
    }
    ep_json_array(json, "deelbesluiten");
    for (size_t at = 0; at + EP_ID_BYTES <= row->grant_ids.len; at += EP_ID_BYTES) {
        ep_id id;
        memcpy(id.b, row->grant_ids.at + at, EP_ID_BYTES);
        ep_json_id(json, NULL, id);
    }
    ep_json_end(json);
    ep_json_end(json);
}

static ep_err list_row(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    const struct filter *filter = arg;
    struct ep_logregel row;
    if (ep_record_take(msg->regel.regel, ep_logregel_table, &row) != EP_OK)
        fprintf(cli->json ? cli->err : cli->out, "%s\n",
                T(cli, "?  geen regel van dit logboek", "?  no row of this log"));
    else if (passes(filter, &row) && cli->json)
        put_row(filter->json, &row);
    else if (passes(filter, &row))
        print_row(cli, &row);
    return EP_OK;
}

static ep_err filter_of(struct ep_cli *cli, const struct ep_args *args, struct filter *filter)
{
    const char *household = ep_arg(args, "huishouden");
    const char *user = ep_arg(args, "gebruiker");
    const char *day = ep_arg(args, "dag");
    ep_out id = EP_OUT(filter->huishouden.b);
    if (household != NULL &&
        (ep_unhex(&id, ep_text(household)) != EP_OK || ep_id_absent(filter->huishouden) || id.len != EP_ID_BYTES))
        return ep_cli_fault(cli, EP_NOT_FOUND, household);
    if (day != NULL && !ep_date_valid(ep_text(day)))
        return ep_cli_fault(cli, EP_FIELD_INVALID, day);
    filter->first = day != NULL ? ep_date_first(ep_text(day)) : 0;
    filter->last = day != NULL ? ep_date_last(ep_text(day)) : -1;
    return user != NULL ? ep_find_user(cli, cli->kluis->org, user, &filter->user) : EP_OK;
}

static ep_err list(struct ep_cli *cli, const struct ep_args *args)
{
    struct filter filter = {.first = 0};
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = filter_of(cli, args, &filter);
    if (err != EP_OK)
        return err;
    filter.json = open_array(cli, "eenplan-logboek-1", "regels");
    err = ep_log_fetch(cli, EP_GET_LOGBOEK, (ep_id){{0}}, list_row, &filter);
    return close_array(cli, filter.json, err);
}

struct export
{
    ep_id org;
    struct ep_json *json;
};

/* The line itself is what proves something; the rest is for a program that wants to look at it. */
static void put_root(struct ep_json *json, const struct ep_wortel *wortel, const char *line)
{
    char root[65];
    ep_hex(root, EP_BYTES(wortel->position.read_root));
    ep_json_object(json, NULL);
    ep_json_second(json, "dag", wortel->day * 86400);
    ep_json_uint(json, "regels", wortel->position.read_size);
    ep_json_word(json, "wortel", root);
    ep_json_id(json, "getuige", wortel->witness);
    ep_json_word(json, "bewijs", line);
    ep_json_end(json);
}

static ep_err print_root(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    const struct export *export = arg;
    char text[EP_WORTEL_TEXT_BYTES];
    struct ep_wortel wortel = {.day = msg->wortel.day, .witness = cli->kluis->org};
    if (!ep_id_equal(msg->wortel.peer, export->org))
        return EP_OK;
    ep_err err = ep_record_take(msg->wortel.position, ep_message_table(EP_MSG_POSITION), &wortel.position);
    if (err == EP_OK)
        err = ep_wortel_text(text, &wortel);
    if (err == EP_OK && cli->json)
        put_root(export->json, &wortel, text);
    else if (err == EP_OK)
        fprintf(cli->out, "%s\n", text);
    return err;
}

static ep_err roots(struct ep_cli *cli, const struct ep_args *args)
{
    struct export export = {.json = NULL};
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_find_org(cli, ep_arg(args, "org"), &export.org);
    if (err != EP_OK)
        return err;
    export.json = open_array(cli, "eenplan-wortels-1", "wortels");
    err = ep_log_fetch(cli, EP_GET_WORTELS, (ep_id){{0}}, print_root, &export);
    return close_array(cli, export.json, err);
}

static ep_err keep_row(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    (void)cli;
    return ep_logboek_add(arg, &msg->regel);
}

/* A line that says nothing ends the file for this witness; the verdict knows why. */
static ep_err hear_file(struct ep_cli *cli, const char *path, const struct ep_logboek *logboek,
                        const uint8_t node_sign[32], struct ep_getuige *getuige)
{
    char text[EP_WORTEL_TEXT_BYTES + 1]; /* and a line end */
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return ep_cli_fault(cli, EP_FILE, path);
    while (getuige->err == EP_OK && fgets(text, sizeof text, file) != NULL) {
        text[strcspn(text, "\r\n")] = 0;
        if (text[0] != 0 && ep_getuige_hear(getuige, logboek, node_sign, text) != EP_OK)
            break;
    }
    bool whole = ferror(file) == 0;
    fclose(file);
    return whole ? EP_OK : ep_cli_fault(cli, EP_FILE, path);
}

static void print_getuige(const struct ep_cli *cli, const char *path, const struct ep_getuige *getuige)
{
    char name[EP_SCREEN_BYTES], day[EP_DATE_TEXT_BYTES];
    ep_date_text(day, (int32_t)(getuige->day % 100000));
    fprintf(cli->out, T(cli, "%s: getuige %s: ", "%s: witness %s: "), path, ep_name_org(cli, getuige->witness, name));
    if (getuige->lines == 0)
        fprintf(cli->out, "%s\n", T(cli, "zegt niets", "says nothing"));
    else if (getuige->err == EP_OK)
        fprintf(cli->out, T(cli, "gelijk tot en met %s, %llu regels\n", "the same until %s, %llu rows\n"), day,
                (unsigned long long)getuige->tree.size);
    else if (getuige->err == EP_LOG_DIFFERS)
        fprintf(cli->out,
                T(cli, "anders sinds %s, in de regels vanaf %llu en voor %llu\n",
                  "differs since %s, in the rows from %llu and before %llu\n"),
                day, (unsigned long long)getuige->from, (unsigned long long)getuige->to);
    else
        fprintf(cli->out,
                T(cli, "wortel %zu van het bestand bewijst niets en telt niet\n",
                  "root %zu of the file proves nothing and does not count\n"),
                getuige->lines);
}

static ep_err hold_against(struct ep_cli *cli, const struct ep_args *args, const struct ep_logboek *logboek)
{
    struct ep_getuige getuige[2] = {{.lines = 0}};
    struct ep_statement card;
    if (!cli->world.find(cli, EP_CARD, cli->kluis->org, 0, &card))
        return EP_SIGNER_UNKNOWN;
    for (size_t i = 0; i < 2; i++) {
        ep_err err = hear_file(cli, args->position[i], logboek, card.body.card.node_sign, &getuige[i]);
        if (err != EP_OK)
            return err;
        print_getuige(cli, args->position[i], &getuige[i]);
    }
    if (logboek->odd)
        fprintf(cli->out,
                T(cli, "Regel %zu is niet de regel die daar werd geschreven.\n",
                  "Row %zu is not the row that was written there.\n"),
                logboek->odd_nr);
    return ep_logboek_verdict(logboek, getuige, cli->kluis->org);
}

static ep_err verify(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_logboek logboek = {.leaf = NULL};
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_log_fetch(cli, EP_GET_LOGBOEK, (ep_id){{0}}, keep_row, &logboek);
    if (err == EP_OK) {
        fprintf(cli->out, T(cli, "Het logboek heeft %zu regels.\n", "The log has %zu rows.\n"), logboek.count);
        err = hold_against(cli, args, &logboek);
    }
    ep_logboek_free(&logboek);
    return err;
}

/* clang-format off */
static const struct ep_option list_options[] = {
    {"huishouden", "KENMERK", {"of this household, by its id", "van dit huishouden, op kenmerk"}, false},
    {"gebruiker", "NAAM", {"of this user", "van deze gebruiker"}, false},
    {"dag", "DATUM", {"of this day, month or year, in UTC", "van deze dag, deze maand of dit jaar, in UTC"}, false},
};
static const struct ep_option roots_options[] = {
    {"org", "NAAM", {"of whose log", "van wiens logboek"}, true},
};
/* clang-format on */

const struct ep_command ep_cmd_log_list = {
    .name = "log list",
    .positions = "",
    .summary = {"who looked at what, and how that ended", "wie wat inzag, en hoe dat afliep"},
    .options = list_options,
    .option_count = sizeof list_options / sizeof list_options[0],
    .run = list,
};

const struct ep_command ep_cmd_log_roots = {
    .name = "log roots",
    .positions = "",
    .summary = {"what this node heard of another's log, to send to its privacy officer",
                "wat dit knooppunt van andermans logboek hoorde, om aan haar privacyfunctionaris te sturen"},
    .options = roots_options,
    .option_count = sizeof roots_options / sizeof roots_options[0],
    .run = roots,
};

const struct ep_command ep_cmd_log_verify = {
    .name = "log verify",
    .positions = "<bestand> <bestand>",
    .positions_min = 2,
    .positions_max = 2,
    .summary = {"hold the own log against the roots that two other organisations kept",
                "leg het eigen logboek naast de wortels die twee andere organisaties bewaarden"},
    .run = verify,
};
