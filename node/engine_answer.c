#include "node/engine_log.h"
#include "node/engine_parts.h"
#include "node/store_journal.h"

#include <string.h>

/* Answers to a user's `get`, in portions: when so much waits for the client as EP_ANSWER_BYTES, the answer stands where it
 * is until that has left. An answer is parts, a part a walk over statements or records; where it stands is a part and
 * the last one given, so that nothing is kept of a household that is read. Who may have what is asked anew each time. */

static bool in_team(struct ep_engine *engine, ep_id team_id, ep_id user)
{
    struct ep_statement team;
    return engine->world.find(engine, EP_TEAM, team_id, 0, &team) && ep_id_equal(team.org, engine->world.own_org) &&
           ep_team_has(&team.body.team, user);
}

struct giving {
    struct ep_engine *engine;
    struct ep_link *link;
    ep_id huishouden;
    ep_id team;  /* of the user in the household */
    bool others; /* not our own: they were given before */
    ep_err err;
};

/* What a client is told waits in memory until it has taken it, so it is counted until the link says that it drained. */
static ep_err say(struct giving *giving, enum ep_message_type type, const void *record)
{
    ep_err err = ep_link_say(giving->engine, giving->link, type, record);
    const struct ep_effects *effects = giving->engine->effects;
    if (err == EP_OK)
        giving->link->undrained += effects->at[effects->count - 1].len;
    return err;
}

static ep_err give(struct giving *giving, ep_bytes bytes)
{
    return say(giving, EP_MSG_GIVE, &(struct ep_msg_give){bytes});
}

static ep_err tell(struct giving *giving, struct ep_msg_fact fact)
{
    return say(giving, EP_MSG_FACT, &fact);
}

static bool is_full(const struct giving *giving)
{
    return giving->link->undrained >= EP_ANSWER_BYTES;
}

/* After one statement or record: is there room for the next? Otherwise the answer goes on behind this one. */
static bool goes_on(struct giving *giving, int64_t row, ep_id key)
{
    if (giving->err != EP_OK)
        return false;
    giving->link->answer.row = row;
    giving->link->answer.key = key;
    return !is_full(giving);
}

/* Is this user in the team through which we have to do with a household? */
static bool team_of(struct giving *giving, ep_id huishouden)
{
    giving->team = ep_engine_team(giving->engine, huishouden);
    return in_team(giving->engine, giving->team, giving->link->party);
}

static bool give_directory(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_statement st;
    if (ep_statement_open(&st, bytes) != EP_OK ||
        (giving->others && ep_id_equal(st.org, giving->engine->world.own_org)))
        return true;
    if (st.kind->code == EP_SLEUTEL) {
        const struct ep_sleutel *sleutel = &st.body.sleutel;
        ep_id user = giving->link->party;
        bool mine = ep_id_absent(sleutel->user) ? in_team(giving->engine, sleutel->team, user)
                                                : ep_id_equal(sleutel->user, user);
        if (!mine)
            return true;
    }
    giving->err = give(giving, bytes);
    return goes_on(giving, row, (ep_id){{0}});
}

static bool tell_contact(void *arg, ep_id peer, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_link_record record;
    uint64_t waiting = 0;
    if (ep_record_take(bytes, ep_link_record_table, &record) != EP_OK)
        return true;
    giving->err = ep_store_waiting(giving->engine->setup.store, peer, record.acked_seq, &waiting);
    uint64_t heard = ep_link_of_peer(giving->engine, peer) != NULL ? giving->engine->world.now_hour : record.heard;
    ep_wipe(&record, sizeof record);
    if (giving->err == EP_OK)
        giving->err = tell(giving, (struct ep_msg_fact){.soort = EP_FACT_CONTACT, .a = peer, .x = heard, .y = waiting});
    return goes_on(giving, 0, peer);
}

static bool give_if_ours(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_statement st;
    if (ep_statement_open(&st, bytes) != EP_OK || !team_of(giving, st.huishouden))
        return true;
    giving->err = give(giving, bytes);
    return goes_on(giving, row, (ep_id){{0}});
}

/* The one rule once more, before anything is handed to a client. Own wraps to others are given too: a list of them is
 * what answers "who can open this". */
bool ep_answer_may_have(struct ep_engine *engine, ep_id team, ep_id user, const struct ep_statement *st)
{
    if (st->kind->given == EP_GIVEN_NEVER)
        return false;
    if (!st->kind->covered)
        return true;
    if (ep_id_equal(st->org, engine->world.own_org))
        return true;
    if (st->kind->code == EP_WRAP && !in_team(engine, st->body.wrap.team, user))
        return false;
    struct ep_section section = ep_section_of(st);
    struct ep_reader reader = {engine->world.own_org, team};
    return ep_grondslag_covers(&engine->grants, &section, &reader, NULL) == EP_OK;
}

static ep_err tell_delivery(struct giving *giving, const struct ep_statement *st, int64_t row)
{
    ep_id to = ep_statement_id_by_role(st, EP_ROLE_TO_ORG);
    struct ep_engine *engine = giving->engine;
    if (!ep_id_equal(st->org, engine->world.own_org) || ep_id_absent(to) || ep_id_equal(to, st->org) ||
        st->kind->covered)
        return EP_OK;
    struct ep_link_record link;
    uint64_t seq = 0;
    ep_err err = ep_engine_kept(engine, EP_RECORD_LINK, to, ep_link_record_table, &link);
    if (err == EP_OK)
        err = ep_store_delivery(engine->setup.store, to, row, &seq);
    if (err != EP_OK)
        return err == EP_NOT_FOUND ? EP_OK : err;
    bool covered = seq != 0 && seq <= link.acked_seq;
    uint64_t hour = covered ? link.acked_hour : 0;
    ep_wipe(&link, sizeof link);
    return tell(giving,
                (struct ep_msg_fact){.soort = EP_FACT_DELIVERY, .a = st->id, .b = to, .x = covered ? 1 : 0, .y = hour});
}

static bool give_content(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_statement st;
    if (ep_statement_open(&st, bytes) != EP_OK ||
        !ep_answer_may_have(giving->engine, giving->team, giving->link->party, &st))
        return true;
    giving->err = give(giving, bytes);
    if (giving->err == EP_OK)
        giving->err = tell_delivery(giving, &st, row);
    return goes_on(giving, row, (ep_id){{0}});
}

/* Signed by who looked, and only what went through: the rows of the log say by their numbers how much others are read. */
static bool give_inzage(void *arg, int64_t row, ep_bytes bytes)
{
    struct giving *giving = arg;
    giving->err = give(giving, bytes);
    return goes_on(giving, row, (ep_id){{0}});
}

static bool tell_refusal(void *arg, ep_id key, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_refusal_record record;
    if (ep_record_take(bytes, ep_refusal_record_table, &record) != EP_OK || record.code == 0 ||
        !ep_id_equal(record.huishouden, giving->huishouden))
        return true;
    giving->err =
        tell(giving,
             (struct ep_msg_fact){.soort = EP_FACT_REFUSAL, .a = record.statement, .b = record.peer, .x = record.code});
    return goes_on(giving, 0, key);
}

static bool tell_notice(void *arg, ep_id key, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_notice_record record;
    if (ep_record_take(bytes, ep_notice_record_table, &record) != EP_OK ||
        !ep_id_equal(record.told, giving->link->party))
        return true;
    giving->err = tell(giving, ep_notice_fact(&record));
    return goes_on(giving, 0, key);
}

/* As it is now; what somebody made empty or too long to be said is cut, and its hash tells. */
static bool give_regel(void *arg, int64_t row, ep_bytes hash, ep_bytes bytes)
{
    struct giving *giving = arg;
    static const uint8_t empty[1];
    struct ep_msg_regel regel = {.regel = bytes.len > 0 ? bytes : EP_BYTES(empty)};
    if (bytes.len > EP_LOGREGEL_BYTES_MAX)
        regel.regel.len = EP_LOGREGEL_BYTES_MAX;
    memcpy(regel.hash, hash.at, hash.len < 32 ? hash.len : 32);
    giving->err = say(giving, EP_MSG_REGEL, &regel);
    return goes_on(giving, row, (ep_id){{0}});
}

static bool tell_wortel(void *arg, ep_id key, ep_bytes bytes)
{
    struct giving *giving = arg;
    struct ep_msg_wortel wortel;
    if (ep_record_take(bytes, ep_message_table(EP_MSG_WORTEL), &wortel) == EP_OK)
        giving->err = say(giving, EP_MSG_WORTEL, &wortel);
    return goes_on(giving, 0, key);
}

struct part {
    bool journal; /* the rows of the log, and nothing else */
    struct ep_store_query query;
    ep_store_visit *visit; /* NULL: no statements */
    bool others;
    enum ep_record sort;
    ep_store_record_visit *records; /* NULL: no records */
};

/* Each says what its n-th part is; false: it has no more. A part may be empty. */

/* Own statements first: a peer's are checked against our `peer`. Every version: see ep_route_directory. */
static bool directory_part(const struct giving *giving, unsigned n, struct part *part)
{
    enum ep_kind_code code = n % EP_KIND_END;
    bool given = code > 0 && n < 2 * EP_KIND_END && ep_kind(code)->given == EP_GIVEN_DIRECTORY;
    part->others = n >= EP_KIND_END;
    part->query.kind = code;
    if (!part->others)
        part->query.org = giving->engine->world.own_org;
    if (given && (!part->others || !ep_kind(code)->local))
        part->visit = give_directory;
    if (n >= 2 * EP_KIND_END) {
        bool contacts = n == 2 * EP_KIND_END;
        part->sort = contacts ? EP_RECORD_LINK : EP_RECORD_NOTICE;
        part->records = contacts ? tell_contact : tell_notice;
    }
    return n <= 2 * EP_KIND_END + 1;
}

static bool list_part(const struct giving *giving, unsigned n, struct part *part)
{
    (void)giving;
    part->query = (struct ep_store_query){.kind = n, .latest = true};
    if (n > 0 && n < EP_KIND_END && ep_kind(n)->given == EP_GIVEN_LIST)
        part->visit = give_if_ours;
    return n < EP_KIND_END;
}

/* All but what has a section: what is needed to end a grant, and none of the content. Withdrawing must not wait for what
 * is large or does not open. */
static bool grants_part(const struct giving *giving, unsigned n, struct part *part)
{
    part->query = (struct ep_store_query){.kind = n, .huishouden = giving->huishouden, .latest = true};
    if (n > 0 && n < EP_KIND_END && ep_kind(n)->in_huishouden && !ep_kind(n)->covered)
        part->visit = give_content;
    return n < EP_KIND_END;
}

static bool huishouden_part(const struct giving *giving, unsigned n, struct part *part)
{
    part->query = (struct ep_store_query){.huishouden = giving->huishouden, .latest = true};
    part->visit = n == 0 ? give_content : NULL;
    part->sort = n == 1 ? EP_RECORD_LINK : EP_RECORD_REFUSAL;
    if (n > 0)
        part->records = n == 1 ? tell_contact : tell_refusal;
    return n <= 2;
}

static bool logboek_part(const struct giving *giving, unsigned n, struct part *part)
{
    (void)giving;
    part->journal = true;
    return n == 0;
}

static bool wortels_part(const struct giving *giving, unsigned n, struct part *part)
{
    (void)giving;
    part->sort = EP_RECORD_WORTEL;
    part->records = tell_wortel;
    return n == 0;
}

static bool changes_part(const struct giving *giving, unsigned n, struct part *part)
{
    (void)giving;
    (void)n;
    (void)part;
    return false;
}

static bool inzagen_part(const struct giving *giving, unsigned n, struct part *part)
{
    part->query = (struct ep_store_query){.kind = EP_READ, .huishouden = giving->huishouden};
    part->visit = give_inzage;
    return n == 0;
}

/* No row of the log: what it belongs to was read on record. Another's earlier versions are gone (engine_admit.c). */
static bool versies_part(const struct giving *giving, unsigned n, struct part *part)
{
    part->query = (struct ep_store_query){.kind = EP_ENTRY,
                                          .huishouden = giving->huishouden,
                                          .org = giving->engine->world.own_org,
                                          .ref = giving->link->answer.item};
    part->visit = give_content;
    return n == 0;
}

typedef bool part_of(const struct giving *giving, unsigned n, struct part *part);
static part_of *const answers[] = {
    [EP_GET_DIRECTORY] = directory_part, [EP_GET_HUISHOUDENS] = list_part, [EP_GET_HUISHOUDEN] = huishouden_part,
    [EP_GET_GRANTS] = grants_part,       [EP_GET_LOGBOEK] = logboek_part,  [EP_GET_WORTELS] = wortels_part,
    [EP_GET_CHANGES] = changes_part,     [EP_GET_INZAGEN] = inzagen_part,  [EP_GET_VERSIES] = versies_part,
};
#define ANSWERS (sizeof answers / sizeof answers[0])

static bool into_household(uint64_t what)
{
    return what == EP_GET_HUISHOUDEN || what == EP_GET_GRANTS || what == EP_GET_INZAGEN || what == EP_GET_VERSIES;
}

/* Into a household one looks on record, and as its team. */
static ep_err may_look(struct giving *giving)
{
    uint64_t what = giving->link->answer.what;
    if (what == EP_GET_LOGBOEK || what == EP_GET_WORTELS)
        return ep_log_may_read(giving->engine, giving->link) ? EP_OK : EP_NOT_ALLOWED;
    if (!into_household(what))
        return EP_OK;
    ep_err err = ep_user_reads(giving->engine, giving->link, giving->huishouden);
    if (err != EP_OK)
        return err;
    if (!team_of(giving, giving->huishouden))
        return EP_NOT_IN_TEAM;
    return what == EP_GET_HUISHOUDEN ? ep_engine_grants(giving->engine, giving->huishouden) : EP_OK;
}

static ep_err walk(struct giving *giving, struct part *part)
{
    struct ep_store *store = giving->engine->setup.store;
    ep_err err = EP_OK;
    giving->others = part->others;
    part->query.after = giving->link->answer.row;
    if (part->journal)
        err = ep_store_journal_each(store, part->query.after, give_regel, giving);
    else if (part->visit != NULL)
        err = ep_store_each(store, &part->query, part->visit, giving);
    if (err == EP_OK && giving->err == EP_OK && part->records != NULL)
        err = ep_store_each_record_after(store, part->sort, giving->link->answer.key, part->records, giving);
    return err != EP_OK ? err : giving->err;
}

/* Part after part, until there is no room for more, or no more. */
static ep_err give_portion(struct giving *giving, bool *complete)
{
    struct ep_answer *answer = &giving->link->answer;
    ep_err err = may_look(giving);
    while (err == EP_OK && !*complete && !is_full(giving)) {
        struct part part = {.visit = NULL};
        *complete = !answers[answer->what](giving, answer->part, &part);
        if (!*complete)
            err = walk(giving, &part);
        if (!is_full(giving)) { /* else it goes on where it stands */
            answer->part++;
            answer->row = 0;
            answer->key = (ep_id){{0}};
        }
    }
    return err;
}

static ep_err ask_drained(struct ep_engine *engine, struct ep_link *link)
{
    if (link->draining || link->undrained < EP_ANSWER_BYTES)
        return EP_OK;
    link->draining = true;
    return ep_effects_add(engine->effects, EP_EFFECT_DRAIN, link->number, (ep_bytes){NULL, 0});
}

/* A look that was refused is on record as well; that into the log also when it is not, before the first row leaves. */
static ep_err on_record(struct ep_engine *engine, const struct ep_link *link, ep_err why)
{
    enum ep_get what = (enum ep_get)link->answer.what;
    bool logged = what == EP_GET_LOGBOEK || what == EP_GET_INZAGEN || (into_household(what) && why != EP_OK);
    if (!logged || ep_fatal(why))
        return why;
    if (engine->room == EP_ROOM_NONE)
        return EP_DISK_FULL; /* what cannot be put on record is not given */
    ep_err err = ep_log_look(engine, link, what, link->answer.huishouden, why);
    return err == EP_OK ? why : err;
}

static ep_err go_on(struct ep_engine *engine, struct ep_link *link)
{
    struct giving giving = {.engine = engine, .link = link, .huishouden = link->answer.huishouden};
    bool complete = false;
    ep_err err = give_portion(&giving, &complete);
    if (link->number == 0)
        return EP_CLOSED; /* a message could not be said, and the link is gone */
    if (err != EP_OK)
        err = on_record(engine, link, err);
    if (err != EP_OK || complete) {
        link->answer = (struct ep_answer){.what = 0};
        err = ep_user_done(engine, link, 0, err, (ep_id){{0}});
    }
    return err == EP_OK ? ask_drained(engine, link) : err;
}

ep_err ep_answer_begin(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_get *get)
{
    if (link->answer.what != 0)
        return EP_TOO_MANY; /* one at a time: who asks on and on and does not listen is let go */
    if (get->what == 0 || get->what >= ANSWERS || ep_id_absent(get->item) == (get->what == EP_GET_VERSIES))
        return ep_user_done(engine, link, 0, EP_MALFORMED, (ep_id){{0}});
    link->answer = (struct ep_answer){.what = get->what, .huishouden = get->huishouden, .item = get->item};
    ep_told_gets(engine, link, get);
    struct giving giving = {.engine = engine, .link = link, .huishouden = get->huishouden};
    bool log = get->what == EP_GET_LOGBOEK || get->what == EP_GET_INZAGEN;
    ep_err err = log && may_look(&giving) == EP_OK ? on_record(engine, link, EP_OK) : EP_OK;
    if (err == EP_OK)
        return go_on(engine, link);
    link->answer = (struct ep_answer){.what = 0};
    return ep_user_done(engine, link, 0, err, (ep_id){{0}});
}

ep_err ep_answer_drained(struct ep_engine *engine, struct ep_link *link)
{
    link->draining = false;
    link->undrained = 0;
    if (link->answer.what == 0)
        return EP_OK;
    return ep_user_live(engine, link) ? go_on(engine, link) : EP_SIGNER_ENDED;
}
