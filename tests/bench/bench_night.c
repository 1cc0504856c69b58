/* (i) A node of 20 000 households whose leases all end in one hour, while a client looks at a household of its own every
 * now and then: a reading on record and then the household. What it waits for is measured from the moment at which it
 * would ask until the answer may leave, with whatever the node was doing then; beside a second node with the same files, of
 * which it is an hour earlier, in turns, so that whoever else uses the disk troubles both. The engine is driven here as the
 * loop drives it, with a disk and a clock that are real, and without sockets. */
#include "tests/bench/bench.h"
#include "tests/bench/stock.h"
#include "tests/support/play.h"
#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PEERS 2
#define EACH 10000 /* households of a peer */
#define OWN 40     /* entries in the household that is looked at */
#define TURN 25    /* looks at one node, before it is the other's turn */
#define LOOKS_MAX 20000
#define GAP_MS 20.0 /* between two looks at most */
#define BEFORE_S 60 /* the leases end so long after the beginning */

struct night {
    struct federation fed;
    struct wire eva;
    uint64_t link; /* hers */
    struct firm peer[PEERS];
    struct ep_effects effects;
    struct stocked stocked;
    double began, ticked;
    uint64_t ended_s; /* added to the wall clock: the hour in which they end */
    uint64_t random;
    size_t looks;
    double wait_ms[LOOKS_MAX];
    uint8_t frame[2][4096];
};

static void put(struct night *night, const struct firm *by, struct ep_statement draft)
{
    stock_put(&night->fed.node[0], draft, &by->eva.sign, &night->stocked);
}

/* A household of one lid, shared until the hour is over: an entry, and the wrap that opens it. */
static void stock_household(struct night *night, const struct firm *by, size_t n)
{
    const struct firm *a = &night->fed.node[0].firm;
    uint8_t refs[EP_REF_BYTES];
    ep_id h = stock_id(by, 'h', n);
    ep_id lid = stock_id(by, 'l', n);
    struct ep_statement grant = draft_grant(by, h, stock_id(by, 'g', n), lid, a);
    grant.body.grant.until = HOUR + 1;
    put(night, by, draft_huishouden(by, h));
    put(night, by, draft_lid(by, h, lid));
    put(night, by, grant);
    put(night, by, draft_entry(by, h, stock_id(by, 'e', n), lid));
    refs_put(refs, 0, night->stocked.st.id, 1);
    put(night, by, draft_wrap(by, h, stock_id(by, 'w', n), lid, grant.id, a, EP_BYTES(refs)));
}

static void stock_own(struct night *night)
{
    const struct firm *a = &night->fed.node[0].firm;
    ep_id h = id_named("h");
    ep_id lid = id_named("lid");
    put(night, a, draft_huishouden(a, h));
    put(night, a, draft_lid(a, h, lid));
    for (size_t n = 0; n < OWN; n++) {
        uint8_t refs[EP_REF_BYTES];
        put(night, a, draft_entry(a, h, stock_id(a, 'e', n), lid));
        refs_put(refs, 0, night->stocked.st.id, 1);
        put(night, a, draft_wrap(a, h, stock_id(a, 'w', n), lid, (ep_id){{0}}, a, EP_BYTES(refs)));
    }
}

static struct night *begin(const char *folder)
{
    struct night *night = calloc(1, sizeof *night);
    bench_must(night != NULL, "no memory");
    fed_open_in(&night->fed, 1, 1, folder);
    fed_pass(&night->fed, 1); /* the key of the day, under which wraps are stored */
    struct node *a = &night->fed.node[0];
    stock_begin(a);
    stock_own(night);
    for (size_t i = 0; i < PEERS; i++) {
        uint8_t psk[32];
        memset(psk, (int)(0x42 + i), sizeof psk);
        firm_make(&night->peer[i], (uint8_t)('b' + i));
        for (size_t n = 0; n < EACH; n++)
            stock_household(night, &night->peer[i], n);
    }
    stock_end(a);
    for (size_t i = 0; i < PEERS; i++) {
        uint8_t psk[32];
        memset(psk, (int)(0x42 + i), sizeof psk);
        node_befriend(a, &night->peer[i], psk);
    }
    night->fed.now_s = (HOUR + 1) * UINT64_C(3600) - BEFORE_S;
    fed_pass(&night->fed, 5); /* the clock is believed, and what was not ended was looked at */
    user_open(&night->eva, a, &a->firm.eva);
    night->link = night->fed.cable[night->eva.cable].end[1].number;
    night->began = night->ticked = bench_now();
    night->random = 1;
    return night;
}

static struct ep_moment moment(const struct night *night)
{
    uint64_t ms = (uint64_t)((bench_now() - night->began) * 1e3);
    uint64_t s = night->ended_s > 0 ? night->ended_s + ms / 1000 : 0; /* it stands still before, lest the hour end */
    return (struct ep_moment){night->fed.now_ms + ms, night->fed.now_s + s};
}

static void step(struct night *night, struct ep_event event, bool *truncate, bool *drain)
{
    bench_must(ep_engine_step(night->fed.node[0].engine, &event, 1, moment(night), &night->effects) == EP_OK,
               "a step fails");
    for (size_t i = 0; i < night->effects.count; i++) {
        *truncate = *truncate || night->effects.at[i].type == EP_EFFECT_TRUNCATE;
        *drain = *drain || night->effects.at[i].type == EP_EFFECT_DRAIN;
    }
    ep_effects_clear(&night->effects);
}

/* One turn of the loop: a step, its effects, and what they ask for: a truncation with the step that waits for it, and to
 * be told that the client took what it was given, which it does at once. */
static void turn(struct night *night, struct ep_event event)
{
    bool truncate = false;
    bool drain = false;
    step(night, event, &truncate, &drain);
    while (truncate || drain) {
        enum ep_event_type type = truncate ? EP_EVENT_TRUNCATED : EP_EVENT_DRAINED;
        bench_must(!truncate || ep_store_truncate(night->fed.node[0].store) == EP_OK, "a truncation fails");
        *(truncate ? &truncate : &drain) = false;
        step(night, (struct ep_event){.type = type, .link = night->link}, &truncate, &drain);
    }
}

static bool is_due(const struct night *night)
{
    return ep_engine_due(night->fed.node[0].engine) <= moment(night).now_ms;
}

/* As the loop does it: no oftener than EP_WAKE_MS_MIN, and not while anything came. */
static void work_until(struct night *night, double arrival)
{
    while (bench_now() < arrival) {
        if (is_due(night) && (bench_now() - night->ticked) * 1e3 >= EP_WAKE_MS_MIN) {
            night->ticked = bench_now();
            turn(night, (struct ep_event){.type = EP_EVENT_TICK});
        } else {
            nanosleep(&(struct timespec){0, 50000}, NULL);
        }
    }
}

static struct ep_event seal(struct night *night, size_t n, enum ep_message_type type, const void *record)
{
    ep_out out = EP_OUT(night->frame[n]);
    wire_seal(&night->eva, type, record, &out);
    return (struct ep_event){EP_EVENT_FRAME, night->link, ep_out_bytes(&out)};
}

static void look(struct night *night)
{
    const struct firm *a = &night->fed.node[0].firm;
    uint8_t bytes[1024];
    ep_out out = EP_OUT(bytes);
    struct ep_statement st = draft(a, EP_READ, stock_id(a, 'r', night->fed.readings++), id_named("h"));
    st.author = a->eva.id;
    st.body.read.purpose = ep_text("plan");
    bench_must(ep_statement_put(&out, &st, &a->eva.sign) == EP_OK, "a reading does not pack");
    struct ep_msg_put read = {++night->eva.seq, ep_out_bytes(&out)};
    struct ep_event events[] = {
        seal(night, 0, EP_MSG_PUT, &read),
        seal(night, 1, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_HUISHOUDEN, .huishouden = id_named("h")}),
    };
    night->random = night->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    double arrival = bench_now() + (double)(night->random >> 40) / (1 << 24) * GAP_MS / 1e3;
    work_until(night, arrival);
    turn(night, events[0]);
    turn(night, events[1]);
    bench_must(night->looks < LOOKS_MAX, "the night does not end");
    night->wait_ms[night->looks++] = (bench_now() - arrival) * 1e3;
}

static double p99(struct night *night)
{
    (void)bench_median(night->wait_ms, night->looks); /* which sorts them */
    return night->wait_ms[night->looks * 99 / 100];
}

static void finish(struct night *night, const char *folder)
{
    ep_effects_close(&night->effects);
    wire_close(&night->eva);
    fed_close(&night->fed);
    ep_play_remove(folder);
    free(night);
}

void bench_night(struct bench *bench)
{
    char folder[2][128];
    struct night *night[2]; /* the one of which the leases end, and the idle one */
    bench_pin(0);
    for (size_t i = 0; i < 2; i++) {
        bench_must(ep_play_folder(folder[i], sizeof folder[i]), "no folder for a database");
        night[i] = begin(folder[i]);
    }
    night[0]->ended_s = BEFORE_S;
    do
        for (size_t i = 0; i < 2 * TURN; i++)
            look(night[i / TURN]);
    while (is_due(night[0]));
    struct node *ended = &night[0]->fed.node[0];
    struct node *idle = &night[1]->fed.node[0];
    bench_must(node_count(ended, EP_RECEIPT) == PEERS * EACH && node_count(ended, EP_ENTRY) == OWN,
               "not every lease ended");
    bench_must(node_count(idle, EP_READ) == night[1]->looks && node_count(idle, EP_RECEIPT) == 0,
               "the other is not idle");
    double value[2] = {p99(night[0]), p99(night[1])};
    bench_series(
        bench,
        &(struct bench_pair){.work = "99 % of looks, while 20 000 leases end, beside idle", .unit = "ms", .goal = 5},
        &value[0], &value[1], 1);
    bench_note(bench, "the longest of them", "ms", night[0]->wait_ms[night[0]->looks - 1]);
    bench_note(bench, "looks until all have ended", "", (double)night[0]->looks);
    for (size_t i = 0; i < 2; i++)
        finish(night[i], folder[i]);
}
