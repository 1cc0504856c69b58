#include "cli/werklijst.h"

#include <string.h>

/* Lines about the plan. */

static struct ep_werk_regel about_fact(const struct ep_fact *fact)
{
    return (struct ep_werk_regel){.lid = fact->subject, .item = fact->item, .org = fact->org};
}

/* Has the choice one of these names? "open loopt" */
static bool is_one_of(const struct ep_fact *fact, const char *name, const char *const values[])
{
    const struct ep_field *field = ep_field_by_name(ep_soort(fact->opgave.soort)->table, name);
    uint64_t number = *(const uint64_t *)ep_field_at(field, &fact->opgave);
    for (; number <= field->max && *values != NULL; values++)
        if (strcmp(field->values[number], *values) == 0)
            return true;
    return false;
}

static bool is_own(const struct ep_show *show, const struct ep_fact *fact)
{
    return ep_id_equal(fact->org, show->input.own_org);
}

/* Who has the regie sees to the evaluations of all. */
static bool has_regie(const struct ep_show *show)
{
    struct ep_regisseur regie = ep_show_regisseur(show->cli);
    return regie.accept != NULL && ep_id_equal(regie.proposal->body.regie.to_org, show->input.own_org);
}

/* A later one of the same stands in its place, with a date of its own. */
static bool is_last(const struct ep_show *show, const struct ep_fact *fact)
{
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *other = &show->input.facts[i];
        if (other->opgave.soort == EP_SOORT_EVALUATIE && ep_show_level(show, other) >= EP_LEVEL_WAT &&
            ep_id_equal(other->org, fact->org) && ep_id_equal(other->subject, fact->subject) &&
            ep_id_equal(other->opgave.is.evaluatie.doel, fact->opgave.is.evaluatie.doel) &&
            ep_date_first(other->opgave.is.evaluatie.gehouden) > ep_date_first(fact->opgave.is.evaluatie.gehouden))
            return false;
    }
    return true;
}

void ep_werk_evaluatie(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    char org[EP_SCREEN_BYTES], day[EP_SCREEN_BYTES];
    bool all = has_regie(show);
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        ep_bytes next = fact->opgave.is.evaluatie.volgende;
        struct ep_werk_regel line = about_fact(fact);
        if (fact->opgave.soort != EP_SOORT_EVALUATIE || (!all && !is_own(show, fact)) ||
            ep_show_level(show, fact) < EP_LEVEL_WAT || next.len == 0 || !is_last(show, fact))
            continue;
        line.day = ep_date_first(next);
        if (!ep_werk_within(list, line.day, cli->policy.evaluatie_days))
            continue;
        snprintf(line.text, sizeof line.text,
                 ep_werk_within(list, ep_date_last(next), 0)
                     ? T(cli, "Evalueren: de evaluatie van %s was voorzien voor %s",
                         "Evaluate: the evaluation of %s was due on %s")
                     : T(cli, "Evalueren: de evaluatie van %s is op %s", "Evaluate: the evaluation of %s is on %s"),
                 ep_name_org(cli, fact->org, org), ep_screen(next, day, sizeof day));
        ep_werk_add(list, &line);
    }
}

static const char *const open_goal[] = {"open", "loopt", NULL};
static const char *const open_action[] = {"gepland", "loopt", "geblokkeerd", NULL};
static const char *const open_provision[] = {"aangevraagd", "toegewezen", "wachtlijst", "gestart", "gepauzeerd", NULL};

/* Is it of this goal? An action that is not shared as far as its goal may be, when it is about the same person. */
static bool may_serve(const struct ep_fact *action, uint64_t level, const struct ep_fact *goal)
{
    if (level == EP_LEVEL_INHOUD)
        return ep_id_equal(action->opgave.is.actie.doel, goal->item);
    return ep_id_equal(action->subject, goal->subject) || ep_id_absent(action->subject) || ep_id_absent(goal->subject);
}

/* An action of any organisation, as far as this viewer sees. One that is blocked is nobody's work now. */
static bool has_executor(const struct ep_show *show, const struct ep_fact *goal)
{
    static const char *const works[] = {"gepland", "loopt", NULL}, *const over[] = {"gestopt", NULL};
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        uint64_t level = ep_show_level(show, fact);
        if (fact->opgave.soort == EP_SOORT_ACTIE && level != EP_LEVEL_NONE && may_serve(fact, level, goal) &&
            (level == EP_LEVEL_DAT ? !is_one_of(fact, "stand", over) : is_one_of(fact, "status", works)))
            return true;
    }
    return false;
}

void ep_werk_doel(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    char title[EP_SCREEN_BYTES];
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        struct ep_werk_regel line = about_fact(fact);
        if (fact->opgave.soort != EP_SOORT_DOEL || !is_own(show, fact) || fact->level < EP_LEVEL_WAT ||
            !is_one_of(fact, "status", open_goal) || has_executor(show, fact))
            continue;
        snprintf(line.text, sizeof line.text,
                 T(cli, "Zonder uitvoerder, voor zover u kunt zien: doel “%s” heeft geen actie die loopt of gepland is",
                   "Without an executor, as far as you can see: goal “%s” has no action that runs or is planned"),
                 ep_screen(fact->opgave.is.doel.titel, title, sizeof title));
        ep_werk_add(list, &line);
    }
}

/* Only what says how things are, and of it only what has not ended: a meeting that was held stays held. */
static bool grows_old(const struct ep_fact *fact)
{
    static const char *const *const while_open[EP_SOORT_END] = {
        [EP_SOORT_DOEL] = open_goal, [EP_SOORT_ACTIE] = open_action, [EP_SOORT_VOORZIENING] = open_provision};
    uint64_t soort = fact->opgave.soort;
    if (soort == EP_SOORT_SCORE || soort == EP_SOORT_SAMENVATTING)
        return true;
    return while_open[soort] != NULL && is_one_of(fact, "status", while_open[soort]);
}

void ep_werk_niet_bevestigd(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    int32_t today = ep_day_of_hour(cli->world.now_hour);
    char name[EP_SCREEN_BYTES];
    for (size_t i = 0; i < show->input.fact_count; i++) {
        const struct ep_fact *fact = &show->input.facts[i];
        struct ep_werk_regel line = about_fact(fact);
        line.day = ep_day_of_hour(fact->opgave.tijd / 3600);
        if (!is_own(show, fact) || fact->domain == EP_DOMEIN_DOSSIER || fact->level == EP_LEVEL_NONE ||
            !grows_old(fact) || line.day + (int32_t)cli->policy.confirm_days >= today)
            continue;
        ep_screen(ep_item_name(fact), name, sizeof name);
        snprintf(line.text, sizeof line.text,
                 T(cli, "Nog actueel? %s%s%s is %d dagen oud", "Still so? %s%s%s is %d days old"),
                 ep_soort(fact->opgave.soort)->label, name[0] != 0 ? ": " : "", name, (int)(today - line.day));
        ep_werk_add(list, &line);
    }
}

/* This user is asked to take it. */
static void add_proposal(struct ep_werklijst *list)
{
    const struct ep_cli *cli = list->cli;
    const struct ep_statement *st = ep_show_proposal(cli);
    char org[EP_SCREEN_BYTES];
    if (st == NULL || !ep_show_asks_me(cli, st))
        return;
    struct ep_werk_regel line = {.org = st->org, .day = ep_day_of_hour(st->hour)};
    snprintf(line.text, sizeof line.text,
             T(cli, "U bent voorgesteld als regisseur, door %s.", "You are proposed as regisseur, by %s."),
             ep_name_org(cli, st->org, org));
    ep_werk_add(list, &line);
}

/* Somebody waits for this user to take it; or it fell open: whoever had it has ended. */
void ep_werk_regie(struct ep_werklijst *list, const struct ep_show *show)
{
    const struct ep_cli *cli = list->cli;
    const struct ep_statement *last = ep_show_regie_open(show->cli);
    char user[EP_SCREEN_BYTES], org[EP_SCREEN_BYTES];
    add_proposal(list);
    if (last == NULL)
        return;
    struct ep_werk_regel line = {.org = last->body.regie.to_org};
    snprintf(line.text, sizeof line.text,
             T(cli, "Er is geen regisseur meer, want %s van %s is beëindigd. Stel iemand voor.",
               "There is no regisseur any more, as %s of %s has ended. Propose somebody."),
             ep_name_user(cli, last->body.regie.to_user, user), ep_name_org(cli, last->body.regie.to_org, org));
    ep_werk_add(list, &line);
}
