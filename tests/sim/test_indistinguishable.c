/* Promise: who has no grant cannot tell an organisation that refused from one that was never asked, takes no part, or
 * never heard of the lid: not from a byte on the link to it, not from a byte of its own node, not from a byte of --json.
 * DESIGN 7, PROTOCOL.md 4.4, 5.2, 5.6.15.
 *
 * A founds households and asks C in. What B has to do with each differs from run to run, and nothing else does: so
 * everything that C gets must be the same, byte for byte. */
#include "cli/show.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOUSEHOLDS 168
#define RUNS 4 /* in each run every household has another of the states: 6 pairs of runs, so 1 008 pairs */

enum part { NOT_INVOLVED, NEVER_ASKED, REFUSED, UNKNOWN_LID };

struct said { /* what C got about one household */
    uint8_t link[32], node[32], json[32];
    size_t json_bytes;
};

struct run {
    struct federation fed;
    struct wire wire;
    struct bag bag;
    struct ep_cli cli;
    struct ep_kluis kluis;
    unsigned number;
};

struct ids { /* of one household */
    ep_id h, lid, other, g_c, i_c, g_b, i_b, j_c, j_b, g_a, entry, wrap, ask, asked;
};

static ep_id numbered(char firm, const char *stem, size_t n)
{
    char name[32];
    snprintf(name, sizeof name, "%c:%s %zu", firm, stem, n);
    return id_named(name);
}

static struct ids ids_of(size_t n)
{
    return (struct ids){.h = numbered('a', "h", n),
                        .lid = numbered('a', "lid", n),
                        .other = numbered('a', "other", n),
                        .g_c = numbered('a', "gc", n),
                        .i_c = numbered('a', "ic", n),
                        .g_b = numbered('a', "gb", n),
                        .i_b = numbered('a', "ib", n),
                        .j_c = numbered('c', "j", n),
                        .j_b = numbered('b', "j", n),
                        .g_a = numbered('b', "g", n),
                        .entry = numbered('b', "e", n),
                        .wrap = numbered('b', "w", n),
                        .ask = numbered('c', "ask", n),
                        .asked = numbered('a', "ask", n)};
}

static enum part part_of(const struct run *run, size_t n)
{
    return (enum part)((n + run->number) % RUNS);
}

static void write_as(struct run *run, struct ep_statement draft)
{
    assert_int_equal(user_write(&run->wire, draft), EP_OK);
}

static struct ep_statement draft_ask(const struct firm *firm, const struct firm *to, ep_id h, ep_id id, ep_id lid)
{
    struct ep_statement ask = draft(firm, EP_ASK, id, h);
    ask.body.ask = (struct ep_ask){.to_org = to->id,
                                   .subject = lid,
                                   .soort = EP_ASK_SHARE,
                                   .domains = EP_DOMEIN_BIT(DRAFT_DOMAIN),
                                   .level = EP_LEVEL_WAT};
    return ask;
}

/* A: every household, and whom it asks in. B knows one of the leden; where the lid is to be unknown to it, the other. */
static void found(struct run *run, size_t n)
{
    const struct firm *a = &run->fed.node[0].firm, *b = &run->fed.node[1].firm, *c = &run->fed.node[2].firm;
    struct ids ids = ids_of(n);
    write_as(run, draft_huishouden(a, ids.h));
    write_as(run, draft_lid(a, ids.h, ids.lid));
    write_as(run, draft_lid(a, ids.h, ids.other));
    write_as(run, draft_grant(a, ids.h, ids.g_c, ids.lid, c));
    write_as(run, draft_invite(a, ids.h, ids.i_c, ids.g_c, c));
    if (part_of(run, n) == NOT_INVOLVED)
        return;
    write_as(run, draft_grant(a, ids.h, ids.g_b, part_of(run, n) == UNKNOWN_LID ? ids.other : ids.lid, b));
    write_as(run, draft_invite(a, ids.h, ids.i_b, ids.g_b, b));
    if (part_of(run, n) == REFUSED)
        write_as(run, draft_ask(a, b, ids.h, ids.asked, ids.lid));
}

/* B: where it was asked in it takes part, has something to show, and shows it to A alone. */
static void take_part(struct run *run, size_t n)
{
    const struct firm *a = &run->fed.node[0].firm, *b = &run->fed.node[1].firm;
    struct ids ids = ids_of(n);
    uint8_t refs[EP_REF_BYTES];
    if (part_of(run, n) == NOT_INVOLVED)
        return;
    ep_id lid = part_of(run, n) == UNKNOWN_LID ? ids.other : ids.lid;
    refs_put(refs, 0, ids.entry, 1);
    write_as(run, draft_join(b, ids.h, ids.j_b, ids.i_b));
    write_as(run, draft_grant(b, ids.h, ids.g_a, lid, a));
    write_as(run, draft_entry(b, ids.h, ids.entry, lid));
    write_as(run, draft_wrap(b, ids.h, ids.wrap, lid, ids.g_a, a, EP_BYTES(refs)));
}

static void each_household(struct run *run, size_t node, void (*act)(struct run *run, size_t n))
{
    user_open(&run->wire, &run->fed.node[node], &run->fed.node[node].firm.eva);
    for (size_t n = 0; n < HOUSEHOLDS; n++)
        act(run, n);
    wire_close(&run->wire);
    fed_pass(&run->fed, 60);
}

static void join(struct run *run, size_t n)
{
    struct ids ids = ids_of(n);
    write_as(run, draft_join(&run->fed.node[2].firm, ids.h, ids.j_c, ids.i_c));
}

static void open_run(struct run *run)
{
    struct node *node = run->fed.node;
    fed_open(&run->fed, 3, 3);
    assert_int_equal(pair(&node[0], &node[1], "ab"), EP_OK);
    assert_int_equal(pair(&node[0], &node[2], "ac"), EP_OK);
    assert_int_equal(pair(&node[1], &node[2], "bc"), EP_OK);
    fed_pass(&run->fed, 30);
    each_household(run, 0, found);
    each_household(run, 1, take_part);
    each_household(run, 2, join);
    assert_true(agree(&node[0], &node[1]) && agree(&node[0], &node[2]) && agree(&node[1], &node[2]));
    assert_true(node_count(&node[1], EP_ENTRY) == HOUSEHOLDS / RUNS * (RUNS - 1));
    run->fed.tap_from = &node[1];
    run->fed.tap_to = &node[2];
}

/* C's client, without a socket: it is handed what its node gives. */
static void open_client(struct run *run)
{
    const struct firm *c = &run->fed.node[2].firm;
    ep_cli_init(&run->cli);
    run->cli.json = true;
    run->cli.policy = *run->fed.pile.policy;
    run->cli.kluis = &run->kluis;
    run->kluis = (struct ep_kluis){.sort = EP_KLUIS_USER, .id = c->eva.id, .org = c->id};
    run->kluis.sign = c->eva.sign;
    run->kluis.seal = c->eva.seal;
    memcpy(run->kluis.root, c->root.public_key, 32);
    ep_known_world(&run->cli);
    run->cli.world.now_hour = fed_hour(&run->fed);
}

static void close_client(struct run *run)
{
    ep_open_wipe(&run->cli);
    ep_known_wipe(&run->cli.known);
    run->cli.kluis = NULL;
    ep_cli_close(&run->cli);
}

static void hand_over(struct run *run)
{
    struct ep_known *known = &run->cli.known;
    for (size_t i = 0; i < run->bag.count; i++)
        assert_int_equal(ep_known_add(&run->cli, run->bag.st[i]->bytes), EP_OK);
    known->facts = realloc(known->facts, (run->bag.facts + 1) * sizeof *known->facts);
    assert_non_null(known->facts);
    memcpy(known->facts, run->bag.fact, run->bag.facts * sizeof *known->facts);
    known->fact_count = known->fact_cap = run->bag.facts;
}

static void show(struct run *run, ep_id h, struct said *said)
{
    char *text = NULL;
    size_t len = 0;
    ep_open_wipe(&run->cli);
    run->cli.open.huishouden = h;
    assert_int_equal(ep_open_known(&run->cli), EP_OK);
    run->cli.out = open_memstream(&text, &len);
    struct ep_show *show = ep_show_open(&run->cli, "plan");
    assert_true(run->cli.out != NULL && show != NULL);
    show->now_s = fed_hour(&run->fed) * 3600;
    assert_int_equal(ep_show_json(show), EP_OK);
    ep_show_close(show);
    fclose(run->cli.out);
    run->cli.out = stdout;
    tap_add(said->json, (ep_bytes){(const uint8_t *)text, len});
    said->json_bytes = len;
    free(text);
}

/* C asks B in every second household, about the lid or about one that there is nowhere; then it looks. */
static void ask_and_look(struct run *run, size_t n, struct said *said)
{
    const struct firm *b = &run->fed.node[1].firm, *c = &run->fed.node[2].firm;
    struct ids ids = ids_of(n);
    memset(run->fed.tap, 0, sizeof run->fed.tap);
    memset(run->wire.tap, 0, sizeof run->wire.tap);
    if (n / RUNS % 2 == 0)
        write_as(run, draft_ask(c, b, ids.h, ids.ask, n / RUNS % 4 == 0 ? ids.lid : numbered('a', "nobody", n)));
    fed_pass(&run->fed, 1);
    assert_int_equal(user_read(&run->wire, ids.h, &run->bag), EP_OK);
    memcpy(said->link, run->fed.tap, sizeof said->link);
    memcpy(said->node, run->wire.tap, sizeof said->node);
    hand_over(run);
    show(run, ids.h, said);
}

static void play(struct run *run, struct said said[HOUSEHOLDS])
{
    open_run(run);
    open_client(run);
    run->fed.pile.policy->inzage.per_hour = run->fed.pile.policy->inzage.per_day = HOUSEHOLDS; /* nobody's work */
    user_open(&run->wire, &run->fed.node[2], &run->fed.node[2].firm.eva);
    assert_int_equal(user_get(&run->wire, EP_GET_DIRECTORY, (ep_id){{0}}, &run->bag), EP_OK);
    hand_over(run);
    for (size_t n = 0; n < HOUSEHOLDS; n++)
        ask_and_look(run, n, &said[n]);
    wire_close(&run->wire);
    close_client(run);
    fed_close(&run->fed);
}

static void test_refused_never_asked_not_involved_and_unknown_lid_are_the_same_bytes(void **state)
{
    static struct said said[RUNS][HOUSEHOLDS];
    static const uint8_t silence[32];
    size_t pairs = 0;
    (void)state;
    for (unsigned number = 0; number < RUNS; number++) {
        struct run *run = calloc(1, sizeof *run);
        assert_non_null(run);
        run->number = number;
        play(run, said[number]);
        free(run);
    }
    for (size_t n = 0; n < HOUSEHOLDS; n++)
        for (unsigned one = 0; one < RUNS; one++)
            for (unsigned other = 0; other < one; other++, pairs++) {
                assert_memory_equal(said[one][n].link, said[other][n].link, 32);
                assert_memory_equal(said[one][n].node, said[other][n].node, 32);
                assert_memory_equal(said[one][n].json, said[other][n].json, 32);
            }
    assert_true(pairs >= 1000);
    /* There was something to compare: B answered what it was asked, and the view is that of a household. */
    assert_memory_not_equal(said[0][0].link, silence, 32);
    assert_true(said[0][0].json_bytes > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_never_asked_not_involved_and_unknown_lid_are_the_same_bytes),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
