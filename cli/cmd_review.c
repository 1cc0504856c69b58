#include "cli/command.h"
#include "cli/logboek.h"

#include "proto/calendar.h"
#include "proto/limits.h"
#include "proto/logregel.h"

#include <stdlib.h>
#include <string.h>

/* The weekly look at who looked: what stands out, and a draw of the rest. The draw follows from the readings themselves, so
 * that it can be repeated and nobody chooses what is looked over. */

struct reading {
    uint64_t nr, seconde, inzage, code;
    ep_id user, huishouden, statement, evidence;
};

struct review {
    struct reading *at; /* owned */
    size_t count, cap;
    uint64_t week;
    size_t of_week; /* the others only say something of a reading, maybe just after midnight */
};

/* It is no reading: it names one of somebody whose family name its reader has. */
static bool is_remark(const struct reading *reading)
{
    return reading->inzage == EP_READ_FAMILIENAAM;
}

static ep_err gather(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    struct review *review = arg;
    struct ep_logregel row;
    (void)cli;
    ep_err err = ep_record_take(msg->regel.regel, ep_logregel_table, &row);
    bool remark = row.inzage == EP_READ_FAMILIENAAM;
    if (err != EP_OK || row.soort != EP_LOG_INZAGE || (!remark && row.seconde / 3600 / EP_WEEK_HOURS != review->week))
        return err;
    if (review->count == review->cap) {
        size_t cap = review->cap == 0 ? 256 : review->cap * 2;
        struct reading *at = realloc(review->at, cap * sizeof *at);
        if (at == NULL)
            return EP_NO_MEMORY;
        review->at = at;
        review->cap = cap;
    }
    review->at[review->count++] = (struct reading){row.nr,   row.seconde,    row.inzage,    row.code,
                                                   row.user, row.huishouden, row.statement, row.evidence};
    review->of_week += remark ? 0 : 1;
    return EP_OK;
}

/* Different households that this user was shown in the week, as far as they are more than that. */
static bool many(const struct review *review, ep_id user, uint32_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < review->count && count <= most; i++) {
        const struct reading *one = &review->at[i];
        bool first = ep_id_equal(one->user, user) && one->code == 0 && !is_remark(one);
        for (size_t k = 0; first && k < i; k++)
            first = !(ep_id_equal(review->at[k].user, user) && review->at[k].code == 0 && !is_remark(&review->at[k]) &&
                      ep_id_equal(review->at[k].huishouden, one->huishouden));
        count += first ? 1 : 0;
    }
    return count > most;
}

static bool of_own_name(const struct review *review, const struct reading *reading)
{
    for (size_t i = 0; i < review->count; i++)
        if (is_remark(&review->at[i]) && review->at[i].code == 0 &&
            ep_id_equal(review->at[i].evidence, reading->statement))
            return true;
    return false;
}

static bool drawn_by_lot(const struct reading *reading, uint32_t percent)
{
    uint8_t lot[16];
    uint64_t value = 0;
    ep_bytes part = ep_id_bytes(&reading->statement);
    ep_hash(lot, sizeof lot, NULL, EP_LABEL_TOETS, &part, 1);
    for (size_t i = 0; i < sizeof value; i++)
        value = value << 8 | lot[i];
    return value % 100 < percent;
}

/* Why it is looked over; NULL: it is not. */
static const char *why(const struct ep_cli *cli, const struct review *review, const struct reading *reading)
{
    const struct ep_inzage *inzage = &cli->policy.inzage;
    if (reading->code != 0)
        return T(cli, "geweigerd", "refused");
    if (reading->inzage == EP_READ_NOOD)
        return T(cli, "noodprocedure", "emergency");
    if (reading->inzage == EP_READ_COLLEGA)
        return T(cli, "collega-inzage", "colleague");
    if (of_own_name(review, reading))
        return T(cli, "eigen familienaam", "own family name");
    if (many(review, reading->user, inzage->per_week))
        return T(cli, "veel gezinnen", "many households");
    return drawn_by_lot(reading, inzage->sample) ? T(cli, "steekproef", "sample") : NULL;
}

static void print_reading(const struct ep_cli *cli, const struct reading *reading, const char *reason)
{
    char day[EP_DATE_TEXT_BYTES];
    char name[EP_SCREEN_BYTES];
    char household[EP_ID_HEX];
    ep_hex(household, ep_id_bytes(&reading->huishouden));
    ep_date_text(day, ep_day_of_hour(reading->seconde / 3600));
    fprintf(cli->out, "%llu  %s  %s  %s  %s\n", (unsigned long long)reading->nr, day,
            ep_name_user(cli, reading->user, name), household, reason);
}

static size_t look(const struct ep_cli *cli, const struct review *review, uint8_t drawn[32])
{
    size_t count = 0;
    for (size_t i = 0; i < review->count; i++) {
        const char *reason = is_remark(&review->at[i]) ? NULL : why(cli, review, &review->at[i]);
        if (reason == NULL)
            continue;
        ep_bytes parts[] = {{drawn, 32}, ep_id_bytes(&review->at[i].statement)};
        ep_hash(drawn, 32, NULL, EP_LABEL_TOETS, parts, 2);
        print_reading(cli, &review->at[i], reason);
        count++;
    }
    return count;
}

static ep_err sign(struct ep_cli *cli, const struct review *review, size_t count, const uint8_t drawn[32],
                   const char *outcome)
{
    struct ep_statement st = {.kind = ep_kind(EP_TOETS)};
    st.body.toets.week = review->week;
    st.body.toets.count = count;
    st.body.toets.uitkomst = strcmp(outcome, "in_orde") == 0 ? EP_TOETS_IN_ORDE : EP_TOETS_VERVOLG;
    memcpy(st.body.toets.drawn, drawn, 32);
    ep_err err = ep_write(cli, &st);
    if (err == EP_OK)
        fprintf(cli->out, "%s\n", T(cli, "De toets is getekend en vastgelegd.", "The review is signed and on record."));
    return err;
}

/* The week that ended last, or that of a day. */
static ep_err week_of(struct ep_cli *cli, const char *day, uint64_t *week)
{
    *week = cli->world.now_hour / EP_WEEK_HOURS - 1;
    if (day == NULL)
        return EP_OK;
    if (strlen(day) != 10 || !ep_date_valid(ep_text(day)) || ep_date_first(ep_text(day)) < 0)
        return ep_cli_fault(cli, EP_FIELD_INVALID, day);
    *week = (uint64_t)ep_date_first(ep_text(day)) * 24 / EP_WEEK_HOURS;
    return EP_OK;
}

static ep_err review_week(struct ep_cli *cli, const struct ep_args *args)
{
    struct review review = {.at = NULL};
    uint8_t drawn[32] = {0};
    const char *outcome = ep_arg(args, "uitkomst");
    if (outcome != NULL && strcmp(outcome, "in_orde") != 0 && strcmp(outcome, "vervolg") != 0)
        return ep_cli_fault(cli, EP_FIELD_INVALID, outcome);
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = week_of(cli, ep_arg(args, "dag"), &review.week);
    if (err == EP_OK)
        err = ep_log_fetch(cli, EP_GET_LOGBOEK, (ep_id){{0}}, gather, &review);
    if (err == EP_OK) {
        size_t count = look(cli, &review, drawn);
        fprintf(cli->out,
                T(cli,
                  "%zu van %zu inzagen om na te kijken. Een eigen familienaam meldt het programma van wie inzag.\n",
                  "%zu of %zu readings to look over. An own family name is reported by the program of who looked.\n"),
                count, review.of_week);
        if (outcome != NULL)
            err = sign(cli, &review, count, drawn, outcome);
    }
    free(review.at);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"dag", "DATUM", {"the week of this day; the last whole one unless named", "de week van deze dag; de laatste hele als u er geen noemt"}, false},
    {"uitkomst", "CODE", {"what came of it, signed: in_orde, vervolg", "wat eruit kwam, getekend: in_orde, vervolg"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_log_review = {
    .name = "log review",
    .positions = "",
    .summary = {"look over a week of readings: what stands out, and a sample of the rest",
                "kijk een week inzagen na: wat opvalt, en een steekproef uit de rest"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = review_week,
};
