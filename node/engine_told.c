#include "node/engine_parts.h"
#include "proto/staf.h"

/* What a session hears unasked, always after the commit, as every effect: who is told may rely on it. One whose link cannot
 * take it is let go, and has no session that shows anything. DESIGN 6, "open views closed"; 8, "subscribe to changes". */

ep_err ep_tell_ended(struct ep_engine *engine, ep_id huishouden)
{
    struct ep_msg_fact ended = {.soort = EP_FACT_ENDED, .a = huishouden};
    ep_err err = EP_OK;
    for (size_t i = 0; i < engine->link_top && !ep_fatal(err); i++)
        if (engine->link[i].number != 0 && ep_user_reads(engine, &engine->link[i], huishouden) != EP_NOT_LOGGED)
            err = ep_link_say(engine, &engine->link[i], EP_MSG_FACT, &ended);
    return ep_fatal(err) ? err : EP_OK;
}

/* Of what it reads, all that it would be given. Of what it does not read, what stands in its list; and to who needs no more
 * than a reading to open it, that there is something beside content: a question waits, a grant came or ended. */
static bool may_hear(struct ep_engine *engine, const struct ep_link *link, ep_id team, const struct ep_statement *st,
                     bool reads)
{
    bool listed = st->kind->given == EP_GIVEN_LIST;
    if (!reads && st->kind->covered)
        return false;
    if (!reads && !listed && ep_staf_allows(&engine->world, st->huishouden, link->party) != EP_OK)
        return false;
    if (!ep_user_live(engine, link) || (st->kind->covered && ep_engine_grants(engine, st->huishouden) != EP_OK))
        return false;
    return ep_answer_may_have(engine, team, link->party, st);
}

/* Once, until it asks: a client that does not listen makes nothing wait, however much comes in. What is not read has one
 * mark for all, since there can be thousands. */
static ep_err tell(struct ep_engine *engine, struct ep_link *link, const struct ep_statement *team,
                   const struct ep_statement *st)
{
    struct ep_msg_fact changed = {.soort = EP_FACT_CHANGED, .a = st->huishouden};
    struct ep_link_read *read = ep_user_read_of(link, st->huishouden);
    bool *told = read != NULL ? &read->told : &link->told;
    if (*told || !ep_team_has(&team->body.team, link->party))
        return EP_OK;
    bool reads = read != NULL && ep_user_reads(engine, link, st->huishouden) == EP_OK;
    if (!reads)
        told = &link->told; /* who is served no more is as one who never read it */
    if (*told || !may_hear(engine, link, team->id, st, reads))
        return EP_OK;
    *told = true;
    return ep_link_say(engine, link, EP_MSG_FACT, &changed);
}

ep_err ep_tell_changed(struct ep_engine *engine, const struct ep_statement *st, const struct ep_link *by)
{
    struct ep_statement team;
    ep_err err = EP_OK;
    if (engine->live == 0 || !st->kind->in_huishouden || st->kind->given == EP_GIVEN_NEVER ||
        !engine->world.find(engine, EP_TEAM, ep_engine_team(engine, st->huishouden), 0, &team) ||
        !ep_id_equal(team.org, engine->world.own_org))
        return EP_OK;
    for (size_t i = 0; i < engine->link_top && !ep_fatal(err); i++)
        if (engine->link[i].live && &engine->link[i] != by)
            err = tell(engine, &engine->link[i], &team, st);
    return ep_fatal(err) ? err : EP_OK;
}

void ep_told_gets(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_get *get)
{
    bool one = get->what == EP_GET_HUISHOUDEN || get->what == EP_GET_GRANTS;
    struct ep_link_read *read = one ? ep_user_read_of(link, get->huishouden) : NULL;
    if (read != NULL)
        read->told = false;
    if (get->what == EP_GET_HUISHOUDENS)
        link->told = false;
    if (get->what == EP_GET_CHANGES && !link->live) {
        link->live = true;
        engine->live++;
    }
}
