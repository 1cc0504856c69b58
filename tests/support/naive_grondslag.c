#include "tests/support/naive_grondslag.h"

#include <string.h>

/* The table of PROTOCOL.md 6.1, and what comes after its last row. */
enum { ROWS = 7, COVERED = ROWS + 1 };

static bool same(ep_id a, ep_id b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

static bool is_none(ep_id id)
{
    return same(id, (ep_id){{0}});
}

static bool is_said(const struct ep_statement *st, enum ep_kind_code kind, ep_id huishouden)
{
    return st->kind_code == kind && same(st->huishouden, huishouden);
}

/* The founder's stands in the `huishouden`, everyone else's in the last word on joining, unless that was to leave. */
static ep_id home_team(struct naive_said said, ep_id huishouden, ep_id org)
{
    ep_id team = {{0}};
    for (size_t i = 0; i < said.count; i++) {
        const struct ep_statement *st = &said.at[i];
        if (is_said(st, EP_JOIN, huishouden) && same(st->org, org))
            team = st->body.join.stand == EP_JOIN_ACCEPT ? st->body.join.team : (ep_id){{0}};
    }
    for (size_t i = 0; i < said.count; i++) {
        const struct ep_statement *st = &said.at[i];
        if (is_said(st, EP_HUISHOUDEN, huishouden) && same(st->org, org))
            team = st->body.huishouden.team;
    }
    return team;
}

const struct ep_statement *naive_withdraw(struct naive_said said, const struct ep_statement *grant)
{
    const struct ep_statement *first = NULL;
    for (size_t i = said.count; i > 0; i--) {
        const struct ep_statement *st = &said.at[i - 1];
        bool of_it = is_said(st, EP_WITHDRAW, grant->huishouden) && same(st->body.withdraw.grant, grant->id);
        if (of_it && (same(st->org, grant->org) || same(st->org, grant->body.grant.to_org)))
            first = st;
    }
    return first;
}

/* The first row of the table that refuses this grant for this lid, or COVERED. All rows are looked at. */
static int row_of(struct naive_said said, const struct naive_question *q, ep_id lid, const struct ep_statement *st)
{
    const struct ep_grant *grant = &st->body.grant;
    ep_id team = is_none(grant->to_team) ? home_team(said, q->huishouden, grant->to_org) : grant->to_team;
    bool refuses[ROWS + 1] = {
        [1] = !same(st->org, q->org) || !same(grant->to_org, q->reader_org) || !same(grant->lid, lid),
        [2] = !is_none(q->reader_team) && !same(team, q->reader_team),
        [3] = q->domain < 1 || q->domain > 16 || ((grant->domains >> (q->domain - 1)) & 1) == 0,
        [4] = q->level < 1 || q->level > grant->level,
        [5] = q->now + 1 < grant->from,
        [6] = q->now >= grant->until,
        [7] = naive_withdraw(said, st) != NULL,
    };
    int row = COVERED;
    for (int i = ROWS; i >= 1; i--)
        if (refuses[i])
            row = i;
    return row;
}

static struct naive_answer covers_lid(struct naive_said said, const struct naive_question *q, ep_id lid)
{
    static const ep_err answers[] = {
        [1] = EP_NO_GRANT,      [2] = EP_GRANT_OTHER_TEAM, [3] = EP_GRANT_DOMEIN,    [4] = EP_GRANT_LEVEL,
        [5] = EP_GRANT_NOT_YET, [6] = EP_GRANT_EXPIRED,    [7] = EP_GRANT_WITHDRAWN, [COVERED] = EP_OK};
    const struct ep_statement *nearest = NULL;
    int furthest = 1;
    for (size_t i = 0; i < said.count; i++) {
        if (!is_said(&said.at[i], EP_GRANT, q->huishouden))
            continue;
        int row = row_of(said, q, lid, &said.at[i]);
        if (row > furthest) {
            furthest = row;
            nearest = &said.at[i];
        }
    }
    return (struct naive_answer){answers[furthest], nearest};
}

struct naive_answer naive_covers(struct naive_said said, const struct naive_question *q)
{
    if (same(q->org, q->reader_org))
        return (struct naive_answer){EP_OK, NULL};
    if (q->last > q->now + 1)
        return (struct naive_answer){EP_CLOCK_BACK, NULL};
    if (!is_none(q->subject))
        return covers_lid(said, q, q->subject);
    struct naive_answer answer = {EP_NO_GRANT, NULL};
    bool refused = false;
    for (size_t i = 0; i < said.count; i++) {
        const struct ep_statement *lid = &said.at[i];
        if (!is_said(lid, EP_LID, q->huishouden) || !lid->body.lid.present)
            continue;
        struct naive_answer of_lid = covers_lid(said, q, lid->id);
        if (!refused)
            answer = of_lid;
        refused = refused || of_lid.err != EP_OK;
    }
    return answer;
}

struct naive_answer naive_flows(struct naive_said said, const struct naive_question *q)
{
    struct naive_answer answer = naive_covers(said, q);
    bool present = false;
    for (size_t i = 0; i < said.count; i++)
        if (is_said(&said.at[i], EP_LID, q->huishouden) && same(said.at[i].id, q->subject) &&
            said.at[i].body.lid.present)
            present = true;
    if (answer.err == EP_OK && !is_none(q->subject) && !same(q->org, q->reader_org) && !present)
        answer.err = EP_LID_GONE;
    return answer;
}
