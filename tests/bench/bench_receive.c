/* (b) A peer's entries and the wraps that open them: received, checked, stored, durable, in groups of EP_BATCH_EVENTS. The
 * bare side verifies the same signatures, keeps the same running hash, and inserts the same bytes in the same groups. */
#include "crypto/seal.h"
#include "tests/bench/bench.h"
#include "tests/bench/raw.h"
#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_MAX 256 /* entries of a round, each with its wrap */
#define PUTS_MAX (2 * PAIRS_MAX)

struct frame {
    uint8_t *at;
    size_t len;
};

struct receiving {
    struct federation fed;
    struct wire peer;
    struct firm b;
    uint8_t psk[32];
    uint8_t text[1024 + EP_SEAL_TAG_BYTES];
    size_t pairs;           /* of a round: whole groups */
    size_t written, stored; /* entries so far, on either side */
    const struct ep_statement *put[PUTS_MAX];
    struct frame frame[PUTS_MAX];
    struct raw_store *store;
    uint8_t hash[32];
};

static ep_id named(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "b:%s %zu", stem, n);
    return id_named(name);
}

static const struct ep_statement *sign(struct receiving *receiving, struct ep_statement it)
{
    return pile_sign(&receiving->fed.pile, it, &receiving->b.eva.sign);
}

static void put_now(struct receiving *receiving, struct ep_statement it)
{
    bench_must(peer_put(&receiving->peer, sign(receiving, it), NULL) == EP_OK, "a statement is refused");
}

/* A household of a family of four, shared with three other organisations' worth of grants besides the one that counts. */
static void put_household(struct receiving *receiving)
{
    const struct firm *a = &receiving->fed.node[0].firm;
    ep_id h = id_named("b:h");
    put_now(receiving, draft_huishouden(&receiving->b, h));
    for (size_t n = 0; n < 4; n++) {
        put_now(receiving, draft_lid(&receiving->b, h, named("lid", n)));
        put_now(receiving, draft_grant(&receiving->b, h, named("grant", n), named("lid", n), a));
    }
}

/* The frames of one round, in the order in which a peer sends them. */
static void write_round(struct receiving *receiving)
{
    const struct firm *a = &receiving->fed.node[0].firm;
    static uint8_t frame[EP_FRAME_BYTES_MAX];
    for (size_t i = 0; i < receiving->pairs; i++) {
        uint8_t refs[EP_REF_BYTES];
        size_t n = receiving->written++;
        ep_id h = id_named("b:h");
        struct ep_statement entry = draft_entry(&receiving->b, h, named("entry", n), named("lid", n % 4));
        entry.body.entry.size = 1;
        entry.body.entry.item = named("item", n);
        entry.body.entry.ciphertext = EP_BYTES(receiving->text);
        refs_put(refs, 0, entry.id, 1);
        receiving->put[2 * i] = sign(receiving, entry);
        receiving->put[2 * i + 1] = sign(receiving, draft_wrap(&receiving->b, h, named("wrap", n), named("lid", n % 4),
                                                               named("grant", n % 4), a, EP_BYTES(refs)));
    }
    for (size_t i = 0; i < 2 * receiving->pairs; i++) {
        ep_out out = EP_OUT(frame);
        struct ep_msg_put put = {++receiving->peer.seq, receiving->put[i]->bytes};
        wire_seal(&receiving->peer, EP_MSG_PUT, &put, &out);
        free(receiving->frame[i].at);
        receiving->frame[i] = (struct frame){malloc(out.len), out.len};
        bench_must(receiving->frame[i].at != NULL, "no memory");
        memcpy(receiving->frame[i].at, frame, out.len);
    }
}

/* As the loop does it: what came is gathered, stepped, committed once. */
static double ours(void *ctx)
{
    struct receiving *receiving = ctx;
    struct node *a = &receiving->fed.node[0];
    struct ep_event events[EP_BATCH_EVENTS];
    struct ep_effects effects = {NULL, 0, 0};
    uint64_t link = receiving->fed.cable[receiving->peer.cable].end[1].number;
    write_round(receiving);
    double from = bench_now();
    for (size_t i = 0; i < 2 * receiving->pairs; i += EP_BATCH_EVENTS) {
        for (size_t k = 0; k < EP_BATCH_EVENTS; k++)
            events[k] =
                (struct ep_event){EP_EVENT_FRAME, link, {receiving->frame[i + k].at, receiving->frame[i + k].len}};
        struct ep_moment now = {receiving->fed.now_ms, receiving->fed.now_s};
        bench_must(ep_engine_step(a->engine, events, EP_BATCH_EVENTS, now, &effects) == EP_OK, "a step fails");
        bench_must(effects.count == 1 && effects.at[0].type == EP_EFFECT_SEND, "not one position for a group");
        ep_effects_clear(&effects);
    }
    double took = bench_now() - from;
    ep_effects_close(&effects);
    receiving->stored += receiving->pairs;
    bench_must(node_count(a, EP_ENTRY) == receiving->stored && node_count(a, EP_WRAP) == receiving->stored,
               "not everything was stored");
    return (double)(2 * receiving->pairs) / took;
}

static double bare(void *ctx)
{
    struct receiving *receiving = ctx;
    double from = bench_now();
    for (size_t i = 0; i < 2 * receiving->pairs; i++) {
        const struct ep_statement *st = receiving->put[i];
        ep_id subject = ep_statement_id_by_role(st, EP_ROLE_SUBJECT);
        ep_id ref = ep_statement_id_by_role(st, EP_ROLE_REF);
        struct raw_columns columns = {(int)st->kind_code,
                                      st->id.b,
                                      st->huishouden.b,
                                      st->org.b,
                                      st->author.b,
                                      subject.b,
                                      ref.b,
                                      receiving->fed.node[0].firm.id.b};
        if (i % EP_BATCH_EVENTS == 0)
            raw_begin(receiving->store);
        raw_verify(st->bytes.at, st->bytes.len, receiving->b.eva.sign.public_key);
        raw_running_hash(receiving->hash, st->bytes.at, st->bytes.len);
        raw_insert(receiving->store, &columns, st->bytes.at, st->bytes.len);
        if (i % EP_BATCH_EVENTS == EP_BATCH_EVENTS - 1)
            raw_commit(receiving->store);
    }
    return (double)(2 * receiving->pairs) / (bench_now() - from);
}

static struct receiving *begin(size_t pairs, const char *folder)
{
    struct receiving *receiving = calloc(1, sizeof *receiving);
    bench_must(receiving != NULL, "no memory");
    receiving->pairs = pairs;
    if (folder != NULL)
        fed_open_in(&receiving->fed, 1, 1, folder);
    else
        fed_open(&receiving->fed, 1, 1);
    firm_make(&receiving->b, 'b');
    memset(receiving->psk, 0x42, 32);
    node_befriend(&receiving->fed.node[0], &receiving->b, receiving->psk);
    peer_open(&receiving->peer, &receiving->fed.node[0], &receiving->b, receiving->psk);
    put_household(receiving);
    return receiving;
}

static void end(struct receiving *receiving)
{
    wire_close(&receiving->peer);
    fed_close(&receiving->fed);
    for (size_t i = 0; i < PUTS_MAX; i++)
        free(receiving->frame[i].at);
    free(receiving);
}

void bench_receive(struct bench *bench)
{
    struct receiving *receiving = begin(PAIRS_MAX, bench->folder);
    char path[300];
    bench_pin(0);
    snprintf(path, sizeof path, "%s/raw-receive.db", bench->folder);
    receiving->store = raw_store_open(path);
    bench_compare(bench, &(struct bench_pair){.work = "receive, verify and store in groups of 64",
                                              .unit = "1/s",
                                              .goal = 0.7,
                                              .at_least = true,
                                              .ours = ours,
                                              .raw = bare,
                                              .ctx = receiving});
    raw_store_close(receiving->store);
    end(receiving);
}

void bench_receive_once(void)
{
    struct receiving *receiving = begin(EP_BATCH_EVENTS / 2, NULL);
    (void)ours(receiving);
    end(receiving);
}
