/* (h) A grant is withdrawn under which 10 000 entries of 1 KB and their wraps stand: until all are erased, no byte of them
 * stands in the log, and the receipt is signed. The bare side deletes the same rows, in one statement for each kind, and
 * commits; secure_delete is on for both. */
#include "crypto/seal.h"
#include "tests/bench/bench.h"
#include "tests/bench/raw.h"
#include "tests/bench/stock.h"
#include "tests/support/play.h"
#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 10000
#define ROUNDS 3

struct withdrawing {
    struct federation fed;
    struct wire peer;
    struct firm b;
    uint8_t psk[32];
    uint8_t text[1024 + EP_SEAL_TAG_BYTES];
    struct raw_store *store;
    struct stocked stocked;
};

static void put_raw(struct withdrawing *withdrawing)
{
    const struct ep_statement *st = &withdrawing->stocked.st;
    ep_id subject = ep_statement_id_by_role(st, EP_ROLE_SUBJECT);
    ep_id ref = ep_statement_id_by_role(st, EP_ROLE_REF);
    struct raw_columns columns = {(int)st->kind_code,
                                  st->id.b,
                                  st->huishouden.b,
                                  st->org.b,
                                  st->author.b,
                                  subject.b,
                                  ref.b,
                                  withdrawing->fed.node[0].firm.id.b};
    raw_insert(withdrawing->store, &columns, st->bytes.at, st->bytes.len);
}

static void put(struct withdrawing *withdrawing, struct ep_statement draft)
{
    stock_put(&withdrawing->fed.node[0], draft, &withdrawing->b.eva.sign, &withdrawing->stocked);
}

/* A household for each round, since a grant that was withdrawn stays so. */
static void stock(struct withdrawing *withdrawing, size_t round)
{
    struct node *a = &withdrawing->fed.node[0];
    const struct firm *b = &withdrawing->b;
    ep_id h = stock_id(b, 'h', round);
    ep_id lid = stock_id(b, 'l', round);
    ep_id grant = stock_id(b, 'g', round);
    stock_begin(a);
    raw_begin(withdrawing->store);
    put(withdrawing, draft_huishouden(b, h));
    put(withdrawing, draft_lid(b, h, lid));
    put(withdrawing, draft_grant(b, h, grant, lid, &a->firm));
    for (size_t n = round * ENTRIES; n < (round + 1) * ENTRIES; n++) {
        uint8_t refs[EP_REF_BYTES];
        struct ep_statement entry = draft_entry(b, h, stock_id(b, 'e', n), lid);
        entry.body.entry.size = 1;
        entry.body.entry.ciphertext = EP_BYTES(withdrawing->text);
        put(withdrawing, entry);
        put_raw(withdrawing);
        refs_put(refs, 0, entry.id, 1);
        put(withdrawing, draft_wrap(b, h, stock_id(b, 'w', n), lid, grant, &a->firm, EP_BYTES(refs)));
        put_raw(withdrawing);
    }
    raw_commit(withdrawing->store);
    stock_end(a);
}

static double ours(struct withdrawing *withdrawing, size_t round)
{
    struct node *a = &withdrawing->fed.node[0];
    const struct firm *b = &withdrawing->b;
    const struct ep_statement *st = pile_sign(
        &withdrawing->fed.pile,
        draft_withdraw(b, stock_id(b, 'h', round), stock_id(b, 'x', round), stock_id(b, 'g', round), a->firm.id),
        &b->eva.sign);
    double from = bench_now();
    bench_must(peer_put(&withdrawing->peer, st, NULL) == EP_OK, "a withdrawal is refused");
    for (size_t ticks = 0; node_count(a, EP_RECEIPT) <= round; ticks++) {
        bench_must(ticks < ENTRIES, "it is never deleted");
        bench_must(node_step(a, EP_EVENT_TICK, 0, (ep_bytes){NULL, 0}) == EP_OK, "a step fails");
    }
    double took = bench_now() - from;
    bench_must(node_count(a, EP_ENTRY) == 0 && node_count(a, EP_WRAP) == 0, "not everything was erased");
    return took * 1e3;
}

static double bare(struct withdrawing *withdrawing, size_t round)
{
    ep_id h = stock_id(&withdrawing->b, 'h', round);
    double from = bench_now();
    raw_begin(withdrawing->store);
    raw_delete(withdrawing->store, h.b, EP_WRAP);
    raw_delete(withdrawing->store, h.b, EP_ENTRY);
    raw_commit(withdrawing->store);
    return (bench_now() - from) * 1e3;
}

void bench_withdraw(struct bench *bench)
{
    struct withdrawing *withdrawing = calloc(1, sizeof *withdrawing);
    char folder[128];
    char path[192];
    double took[2][ROUNDS];
    bench_must(withdrawing != NULL && ep_play_folder(folder, sizeof folder), "no room for it");
    bench_pin(0);
    snprintf(path, sizeof path, "%s/raw.db", folder);
    fed_open_in(&withdrawing->fed, 1, 1, folder);
    withdrawing->store = raw_store_open(path);
    firm_make(&withdrawing->b, 'b');
    memset(withdrawing->psk, 0x42, 32);
    node_befriend(&withdrawing->fed.node[0], &withdrawing->b, withdrawing->psk);
    peer_open(&withdrawing->peer, &withdrawing->fed.node[0], &withdrawing->b, withdrawing->psk);
    for (size_t round = 0; round <= ROUNDS; round++) { /* the first is not counted */
        stock(withdrawing, round);
        double one = ours(withdrawing, round);
        double other = bare(withdrawing, round);
        took[0][round > 0 ? round - 1 : 0] = one;
        took[1][round > 0 ? round - 1 : 0] = other;
    }
    bench_series(bench,
                 &(struct bench_pair){.work = "a withdrawal erases 10 000 entries and wraps", .unit = "ms", .goal = 3},
                 took[0], took[1], ROUNDS);
    wire_close(&withdrawing->peer);
    fed_close(&withdrawing->fed);
    raw_store_close(withdrawing->store);
    ep_play_remove(folder);
    free(withdrawing);
}
