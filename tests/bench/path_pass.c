/* The path of an entry through its author's node: a user's entry and a wrap for each of eight peers, taken, stored, routed,
 * numbered and sealed for their links. The peers are played, and hear nothing. */
#include "crypto/seal.h"
#include "tests/bench/bench.h"
#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEERS 8
#define GROUP (PEERS + 2) /* the entry, the own wrap, theirs */

struct passing {
    struct federation fed;
    struct wire eva, peer[PEERS];
    struct firm firm[PEERS];
    uint8_t text[1024 + EP_SEAL_TAG_BYTES];
    uint8_t frame[GROUP][4096];
    size_t len[GROUP];
};

static ep_id named(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "%s %zu", stem, n);
    return id_named(name);
}

static void share_with_all(struct passing *passing)
{
    struct node *a = &passing->fed.node[0];
    uint8_t psk[32];
    for (size_t n = 0; n < PEERS; n++) {
        firm_make(&passing->firm[n], (uint8_t)('b' + n));
        memset(psk, (int)(0x40 + n), sizeof psk);
        node_befriend(a, &passing->firm[n], psk);
    }
    user_open(&passing->eva, a, &a->firm.eva);
    bench_must(user_write(&passing->eva, draft_huishouden(&a->firm, id_named("h"))) == EP_OK &&
                   user_write(&passing->eva, draft_lid(&a->firm, id_named("h"), id_named("lid"))) == EP_OK,
               "no household");
    for (size_t n = 0; n < PEERS; n++) {
        struct ep_statement grant =
            draft_grant(&a->firm, id_named("h"), named("grant", n), id_named("lid"), &passing->firm[n]);
        grant.body.grant.to_team = passing->firm[n].team;
        bench_must(user_write(&passing->eva, grant) == EP_OK, "no grant");
    }
    for (size_t n = 0; n < PEERS; n++) {
        memset(psk, (int)(0x40 + n), sizeof psk);
        peer_open(&passing->peer[n], a, &passing->firm[n], psk);
    }
}

static void write_one(struct passing *passing, size_t i, struct ep_statement draft)
{
    struct wire *eva = &passing->eva;
    const struct ep_statement *st = pile_sign(&passing->fed.pile, draft, &passing->fed.node[0].firm.eva.sign);
    struct ep_msg_put put = {++eva->seq, st->bytes};
    ep_out frame = EP_OUT(passing->frame[i]);
    wire_seal(eva, EP_MSG_PUT, &put, &frame);
    passing->len[i] = frame.len;
}

static void write_group(struct passing *passing)
{
    const struct firm *own = &passing->fed.node[0].firm;
    uint8_t refs[EP_REF_BYTES];
    struct ep_statement draft = draft_entry(own, id_named("h"), id_named("entry"), id_named("lid"));
    draft.body.entry.size = 1;
    draft.body.entry.ciphertext = EP_BYTES(passing->text);
    write_one(passing, 0, draft);
    refs_put(refs, 0, draft.id, 1);
    for (size_t n = 0; n <= PEERS; n++) {
        const struct firm *to = n == 0 ? own : &passing->firm[n - 1];
        ep_id grant = n == 0 ? (ep_id){{0}} : named("grant", n - 1);
        draft = draft_wrap(own, id_named("h"), named("wrap", n), id_named("lid"), grant, to, EP_BYTES(refs));
        draft.body.wrap.team = to->team;
        write_one(passing, 1 + n, draft);
    }
}

/* Not inlined, so that this call alone can be counted. */
__attribute__((noinline)) void bench_pass_group(struct ep_engine *engine, const struct ep_event *events, size_t count,
                                                struct ep_moment now, struct ep_effects *effects);

void bench_pass_group(struct ep_engine *engine, const struct ep_event *events, size_t count, struct ep_moment now,
                      struct ep_effects *effects)
{
    bench_must(ep_engine_step(engine, events, count, now, effects) == EP_OK, "a step fails");
}

void bench_pass_once(void)
{
    struct passing *passing = calloc(1, sizeof *passing);
    struct ep_event events[GROUP];
    struct ep_effects effects = {NULL, 0, 0};
    bench_must(passing != NULL, "no memory");
    fed_open(&passing->fed, 1, 1);
    share_with_all(passing);
    write_group(passing);
    struct ep_moment now = {passing->fed.now_ms, passing->fed.now_s};
    for (size_t i = 0; i < GROUP; i++)
        events[i] = (struct ep_event){
            EP_EVENT_FRAME, passing->fed.cable[passing->eva.cable].end[1].number, {passing->frame[i], passing->len[i]}};
    bench_pass_group(passing->fed.node[0].engine, events, GROUP, now, &effects);
    bench_must(effects.count >= GROUP + 2 * PEERS, "not everything leaves");
    ep_effects_close(&effects);
    wire_close(&passing->eva);
    for (size_t n = 0; n < PEERS; n++)
        wire_close(&passing->peer[n]);
    fed_close(&passing->fed);
    free(passing);
}
