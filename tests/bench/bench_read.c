/* (g) A reading is durable before it is "done": how many commits does that take? Counted, not timed: alone, and when the
 * clients of a whole morning look at once. The loop gathers what came and steps it together, as is done here. */
#include "node/store_own.h"
#include "tests/bench/bench.h"
#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>

#define READERS 32
#define READINGS 64 /* one after another */

struct reading {
    struct federation fed;
    struct wire wire[READERS];
    uint8_t frame[READERS][4096];
    size_t commits;
};

static int on_commit(void *arg)
{
    ++*(size_t *)arg;
    return 0;
}

static struct ep_statement draft_read(const struct reading *reading, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "read %zu", n);
    struct ep_statement st = draft(&reading->fed.node[0].firm, EP_READ, id_named(name), id_named("h"));
    st.body.read.purpose = ep_text("plan");
    return st;
}

static double alone(struct reading *reading)
{
    reading->commits = 0;
    for (size_t n = 0; n < READINGS; n++)
        bench_must(user_write(&reading->wire[0], draft_read(reading, n)) == EP_OK, "a reading is refused");
    return (double)reading->commits / READINGS;
}

static double at_once(struct reading *reading)
{
    struct node *a = &reading->fed.node[0];
    struct ep_event events[READERS];
    struct ep_effects effects = {NULL, 0, 0};
    for (size_t i = 0; i < READERS; i++) {
        struct wire *wire = &reading->wire[i];
        const struct ep_statement *st =
            pile_sign(&reading->fed.pile, draft_read(reading, READINGS + i), &a->firm.eva.sign);
        ep_out out = EP_OUT(reading->frame[i]);
        wire_seal(wire, EP_MSG_PUT, &(struct ep_msg_put){++wire->seq, st->bytes}, &out);
        events[i] =
            (struct ep_event){EP_EVENT_FRAME, reading->fed.cable[wire->cable].end[1].number, ep_out_bytes(&out)};
    }
    reading->commits = 0;
    struct ep_moment now = {reading->fed.now_ms, reading->fed.now_s};
    bench_must(ep_engine_step(a->engine, events, READERS, now, &effects) == EP_OK, "a step fails");
    bench_must(effects.count >= READERS && node_count(a, EP_READ) == READINGS + READERS, "not all are on record");
    ep_effects_close(&effects);
    return (double)reading->commits / READERS;
}

void bench_read(struct bench *bench)
{
    struct reading *reading = calloc(1, sizeof *reading);
    bench_must(reading != NULL, "no memory");
    fed_open(&reading->fed, 1, 1);
    struct node *a = &reading->fed.node[0];
    for (size_t i = 0; i < READERS; i++)
        user_open(&reading->wire[i], a, &a->firm.eva);
    bench_must(user_write(&reading->wire[0], draft_huishouden(&a->firm, id_named("h"))) == EP_OK, "no household");
    sqlite3_commit_hook(a->store->db, on_commit, &reading->commits);
    bench_limit(bench, "commits for a reading, one after another", "", alone(reading), 1);
    bench_limit(bench, "commits for a reading, 32 sessions at once", "", at_once(reading), 1);
    for (size_t i = 0; i < READERS; i++)
        wire_close(&reading->wire[i]);
    fed_close(&reading->fed);
    free(reading);
}
