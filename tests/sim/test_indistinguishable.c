/* Promise: who has no grant cannot tell an organisation that refused from one that was never asked, takes no part, never
 * heard of the lid, had a grant that ended, was withdrawn or narrowed, or whose lid died; nor whose word a masked line
 * rests on; nor whether somebody looked at a household that was not his everyday work. Not from a byte on the links to
 * it, not from a byte of its own node, not from a byte of --json. DESIGN 7, PROTOCOL.md 4.4, 5.2, 5.6.11, 5.6.15.
 *
 * A founds households, asks C in, and writes a masked line for it in each. What others have to do with them, B most of
 * all, differs from run to run, and nothing else does: so everything that C gets must be the same, byte for byte. */
#include "cli/show.h"
#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* In each run all are of one sort: 105 pairs of runs, so 2 100 pairs, and 1 320 of those that probe. */
#define HOUSEHOLDS 20u
#define PHASES 11
#define MASK "een zorgverlener"
#define LEASE_HOURS 24
#define ARRIVAL_S 60 /* seconds in which all that was written arrives */

enum sort {
    NOT_INVOLVED,
    NEVER_ASKED,
    REFUSED,
    UNKNOWN_LID,
    LEASE_ENDED,
    WITHDRAWN_BY_AUTHOR,
    WITHDRAWN_BY_RECIPIENT,
    NARROWED,
    LID_DIED,
    MASKS_ANOTHER, /* D, and not B, is behind the masked line */
    READ_COLLEGA,
    READ_NOOD,
    GRANT_REFUSED, /* A's own node refuses what A would grant to B */
    TEAM_ENDED,    /* of B, and a grant of A was for it */
    PAIRING_ENDED, /* of A with B, as A alone decides */
    SORTS
};
static const char *const sort_name[SORTS] = {
    "not involved",           "never asked", "refused",      "unknown lid",   "lease ended", "withdrawn by its author",
    "withdrawn by recipient", "narrowed",    "lid died",     "masks another", "collega",     "nood",
    "grant refused",          "team ended",  "pairing ended"};

struct tapped { /* what the other nodes sent to C */
    uint8_t bytes[32];
    size_t frames, len;
};

struct said { /* what C got about one household */
    struct tapped link;
    uint8_t node[32], json[32];
    size_t json_bytes;
};

struct heard { /* what C got in one run */
    struct said said[HOUSEHOLDS];
    struct tapped phase[PHASES];
    size_t phases;
    struct tapped told;  /* a session that hears of changes: all that it got, and how often it was told */
    struct tapped night; /* a day later the read roots of who looked are others: opaque bytes, as long as they were */
};

struct run {
    struct federation fed;
    struct wire wire, listener; /* the second at C */
    struct bag bag;
    struct ep_cli cli;
    struct ep_kluis kluis;
    struct ep_policy lax; /* C's: any sort of organisation may give and receive on any ground */
    enum sort sort;
    bool probes; /* C grants to B what B refuses for its ground */
    struct heard *heard;
};

struct ids { /* of one household */
    ep_id h, lid, other, g_c, i_c, g_b, g_less, i_b, e_b, w_b, end, masked, masked_wrap, asked;
    ep_id j_b, g_a, entry, wrap, end_b, j_c, ask, probe;
};

static ep_id numbered(char firm, const char *stem, size_t n)
{
    char name[32];
    snprintf(name, sizeof name, "%c:%s %zu", firm, stem, n);
    return id_named(name);
}

static struct firm *firm_of(struct run *run, char seed)
{
    return &run->fed.node[seed - 'a'].firm;
}

/* Whom A asks in besides C. */
static struct firm *partner(struct run *run)
{
    return firm_of(run, run->sort == MASKS_ANOTHER ? 'd' : 'b');
}

static struct ids ids_of(struct run *run, size_t n)
{
    char b = (char)partner(run)->seed;
    return (struct ids){.h = numbered('a', "h", n),
                        .lid = numbered('a', "lid", n),
                        .other = numbered('a', "other", n),
                        .g_c = numbered('a', "gc", n),
                        .i_c = numbered('a', "ic", n),
                        .g_b = numbered('a', "gb", n),
                        .g_less = numbered('a', "gl", n),
                        .i_b = numbered('a', "ib", n),
                        .e_b = numbered('a', "eb", n),
                        .w_b = numbered('a', "wb", n),
                        .end = numbered('a', "end", n),
                        .masked = numbered('a', "m", n),
                        .masked_wrap = numbered('a', "mw", n),
                        .asked = numbered('a', "ask", n),
                        .j_b = numbered(b, "j", n),
                        .g_a = numbered(b, "g", n),
                        .entry = numbered(b, "e", n),
                        .wrap = numbered(b, "w", n),
                        .end_b = numbered(b, "end", n),
                        .j_c = numbered('c', "j", n),
                        .ask = numbered('c', "ask", n),
                        .probe = numbered('c', "p", n)};
}

static bool is_involved(const struct run *run)
{
    return run->sort != NOT_INVOLVED && run->sort != GRANT_REFUSED;
}

/* Of the household. Who was not cannot take a grant of C in it, and says so: PROTOCOL.md 5.2. */
static bool b_was_told(enum sort sort)
{
    return sort != NOT_INVOLVED && sort != GRANT_REFUSED && sort != MASKS_ANOTHER;
}

static void write_as(struct run *run, struct ep_statement draft)
{
    assert_int_equal(user_write(&run->wire, draft), EP_OK);
}

/* About whom A grants to B: the lid that C knows, or the other. */
static ep_id shared_lid(const struct run *run, const struct ids *ids)
{
    return run->sort == UNKNOWN_LID || run->sort == LID_DIED ? ids->other : ids->lid;
}

/* A: every household, and whom it asks in. */
static void found(struct run *run, size_t n)
{
    const struct firm *a = firm_of(run, 'a'), *b = partner(run), *c = firm_of(run, 'c');
    struct ids ids = ids_of(run, n);
    write_as(run, draft_huishouden(a, ids.h));
    write_as(run, draft_lid(a, ids.h, ids.lid));
    write_as(run, draft_lid(a, ids.h, ids.other));
    write_as(run, draft_grant(a, ids.h, ids.g_c, ids.lid, c));
    write_as(run, draft_invite(a, ids.h, ids.i_c, ids.g_c, c));
    if (!is_involved(run))
        return;
    struct ep_statement grant = draft_grant(a, ids.h, ids.g_b, shared_lid(run, &ids), b);
    if (run->sort == LEASE_ENDED)
        grant.body.grant.until = HOUR + LEASE_HOURS;
    write_as(run, grant);
    write_as(run, draft_invite(a, ids.h, ids.i_b, ids.g_b, b));
    if (run->sort == REFUSED)
        write_as(run, draft_ask(a, b, ids.h, ids.asked, ids.lid));
    grant.id = ids.g_less;
    grant.body.grant.to_team = id_named("b:second team");
    if (run->sort == TEAM_ENDED)
        write_as(run, grant);
}

/* B, or D: where it was asked in it takes part, has something to show, and shows it to A alone. */
static void take_part(struct run *run, size_t n)
{
    const struct firm *a = firm_of(run, 'a'), *b = partner(run);
    struct ids ids = ids_of(run, n);
    uint8_t refs[EP_REF_BYTES];
    if (!is_involved(run) || &run->wire.node->firm != b)
        return;
    ep_id lid = shared_lid(run, &ids);
    refs_put(refs, 0, ids.entry, 1);
    write_as(run, draft_join(b, ids.h, ids.j_b, ids.i_b));
    write_as(run, draft_grant(b, ids.h, ids.g_a, lid, a));
    write_as(run, draft_entry(b, ids.h, ids.entry, lid));
    write_as(run, draft_wrap(b, ids.h, ids.wrap, lid, ids.g_a, a, EP_BYTES(refs)));
}

/* C joins; and where it probes it grants to B what its own policy allows and that of B does not. */
static void join(struct run *run, size_t n)
{
    const struct firm *b = firm_of(run, 'b'), *c = firm_of(run, 'c');
    struct ids ids = ids_of(run, n);
    struct ep_statement grant = draft_grant(c, ids.h, ids.probe, ids.lid, b);
    write_as(run, draft_join(c, ids.h, ids.j_c, ids.i_c));
    if (run->probes)
        write_as(run, draft_on(grant, n % 2 == 0 ? "pw" : "gi_info", EP_LEVEL_DAT, 100));
}

/* Sealed for C, with a key that is the same in every run. */
static const uint8_t mask_key[32] = {0x11};

static void write_sealed(struct run *run, struct ep_statement *st, ep_bytes *sealed, const uint8_t *to, ep_bytes plain)
{
    uint8_t cipher[1024];
    ep_out out = EP_OUT(cipher);
    st->author = firm_of(run, 'a')->eva.id;
    st->hour = fed_hour(&run->fed);
    *sealed = seal_draft(st, &out, mask_key, to, plain);
    write_as(run, *st);
}

/* A: what it has to show to B, and in each household the line about whom C is not to know. */
static void tell(struct run *run, size_t n)
{
    const struct firm *a = firm_of(run, 'a'), *c = firm_of(run, 'c');
    struct ids ids = ids_of(run, n);
    uint8_t refs[EP_REF_BYTES];
    uint8_t text[256];
    ep_out plain = EP_OUT(text);
    struct ep_opgave opgave = {
        .soort = EP_SOORT_SAMENVATTING, .tijd = 1, .namens = ep_text(MASK), .woord = ep_text("via regisseur")};
    struct ep_statement entry = draft_entry(a, ids.h, ids.masked, ids.lid);
    entry.body.entry.item = ids.masked;
    entry.body.entry.level = EP_LEVEL_DAT;
    assert_int_equal(ep_opgave_put(&plain, &opgave, EP_LEVEL_DAT), EP_OK);
    write_sealed(run, &entry, &entry.body.entry.ciphertext, NULL, ep_out_bytes(&plain));
    refs_put(refs, 0, ids.masked, 1);
    struct ep_statement wrap = draft_wrap(a, ids.h, ids.masked_wrap, ids.lid, ids.g_c, c, EP_BYTES(refs));
    wrap.body.wrap.level = EP_LEVEL_DAT;
    write_sealed(run, &wrap, &wrap.body.wrap.sealed, c->team_key.public_key, EP_BYTES(mask_key));
    if (!is_involved(run))
        return;
    ep_id lid = shared_lid(run, &ids);
    refs_put(refs, 0, ids.e_b, 1);
    write_as(run, draft_entry(a, ids.h, ids.e_b, lid));
    write_as(run, draft_wrap(a, ids.h, ids.w_b, lid, ids.g_b, partner(run), EP_BYTES(refs)));
}

/* What A's own node refuses: a recipient of another sort, an author of another sort, and for the second time. */
static void try_grants(struct run *run, size_t n)
{
    const struct firm *a = firm_of(run, 'a'), *b = firm_of(run, 'b');
    struct ids ids = ids_of(run, n);
    struct ep_statement grant = draft_grant(a, ids.h, ids.g_b, ids.lid, b);
    struct wire *wire = &run->wire;
    assert_int_equal(user_write(wire, draft_on(grant, "gi_info", EP_LEVEL_WAT, 100)), EP_GRANT_TO);
    assert_int_equal(user_write(wire, draft_on(grant, "vt_taak", EP_LEVEL_WAT, 100)), EP_GRANT_FROM);
    write_as(run, draft_on(grant, "vitaal_belang", EP_LEVEL_WAT, 48));
    write_as(run, draft_withdraw(a, ids.h, ids.end, ids.g_b, b->id));
    grant.id = ids.g_less;
    assert_int_equal(user_write(wire, draft_on(grant, "vitaal_belang", EP_LEVEL_WAT, 48)), EP_GRANT_AGAIN);
}

/* A: what ends. */
static void end(struct run *run, size_t n)
{
    const struct firm *a = firm_of(run, 'a'), *b = partner(run);
    struct ids ids = ids_of(run, n);
    struct ep_statement gone = draft_lid(a, ids.h, ids.other);
    if (run->sort == GRANT_REFUSED)
        try_grants(run, n);
    if (run->sort == NARROWED)
        write_as(run, draft_on(draft_grant(a, ids.h, ids.g_less, ids.lid, b), "toestemming", EP_LEVEL_DAT, 1000));
    if (run->sort == NARROWED || run->sort == WITHDRAWN_BY_AUTHOR)
        write_as(run, draft_withdraw(a, ids.h, ids.end, ids.g_b, b->id));
    gone.version = 2;
    gone.body.lid.present = false;
    if (run->sort == LID_DIED)
        write_as(run, gone);
}

static void end_there(struct run *run, size_t n)
{
    struct ids ids = ids_of(run, n);
    if (run->sort == WITHDRAWN_BY_RECIPIENT && &run->wire.node->firm == partner(run))
        write_as(run, draft_withdraw(partner(run), ids.h, ids.end_b, ids.g_b, firm_of(run, 'a')->id));
}

/* Somebody of A or B looks at what is not his everyday work, and says why in the own dossier. */
static void look_unasked(struct run *run, size_t n)
{
    const struct firm *firm = &run->wire.node->firm;
    struct ids ids = ids_of(run, n);
    struct ep_statement why = draft_entry(firm, ids.h, numbered((char)firm->seed, "why", n), ids.lid);
    struct ep_statement read = draft(firm, EP_READ, numbered((char)firm->seed, "read", n), ids.h);
    if (run->sort != READ_COLLEGA && run->sort != READ_NOOD)
        return;
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    why.body.entry.level = EP_LEVEL_INHOUD;
    read.body.read = (struct ep_read){.purpose = ep_text("plan"),
                                      .soort = run->sort == READ_NOOD ? EP_READ_NOOD : EP_READ_COLLEGA,
                                      .evidence = why.id};
    write_as(run, why);
    write_as(run, read);
}

static void tap_begin(struct run *run)
{
    memset(run->fed.tap, 0, sizeof run->fed.tap);
    run->fed.tap_frames = run->fed.tap_bytes = 0;
}

static struct tapped tap_end(const struct run *run)
{
    struct tapped tapped = {.frames = run->fed.tap_frames, .len = run->fed.tap_bytes};
    memcpy(tapped.bytes, run->fed.tap, sizeof tapped.bytes);
    return tapped;
}

/* Somebody at C has every household open, and is told what changes. */
static void listen(struct run *run)
{
    user_listen(&run->listener, &run->fed.node[2], &firm_of(run, 'c')->eva);
    for (size_t n = 0; n < HOUSEHOLDS; n++)
        assert_int_equal(user_read(&run->listener, numbered('a', "h", n), &run->bag), EP_OK);
}

/* Also where nothing is to be done somebody logs in, so that a node does in each run what does not differ. */
static void each_household(struct run *run, char firm, void (*act)(struct run *run, size_t n))
{
    bool joined = run->heard->phases >= 4; /* C, and not only just now */
    tap_begin(run);
    if (joined)
        listen(run);
    user_open(&run->wire, &run->fed.node[firm - 'a'], &firm_of(run, firm)->eva);
    for (size_t n = 0; n < HOUSEHOLDS; n++)
        act(run, n);
    wire_close(&run->wire);
    fed_pass(&run->fed, ARRIVAL_S / 2); /* a session that says nothing lives no longer than 40 */
    if (joined) {
        run->heard->told.frames += user_told(&run->listener, (ep_id){{0}});
        tap_add(run->heard->told.bytes, EP_BYTES(run->listener.tap));
        wire_close(&run->listener);
    }
    fed_pass(&run->fed, ARRIVAL_S / 2);
    assert_true(run->heard->phases < PHASES);
    run->heard->phase[run->heard->phases++] = tap_end(run);
}

static void meet(struct run *run)
{
    struct node *node = run->fed.node;
    fed_open(&run->fed, 4, 15);
    run->fed.apart = true;
    run->fed.tap_to = &node[2];
    assert_int_equal(pair(&node[0], &node[1], "ab"), EP_OK);
    assert_int_equal(pair(&node[0], &node[2], "ac"), EP_OK);
    assert_int_equal(pair(&node[1], &node[2], "bc"), EP_OK);
    assert_int_equal(pair(&node[0], &node[3], "ad"), EP_OK);
    assert_int_equal(pair(&node[2], &node[3], "cd"), EP_OK);
    run->fed.pile.policy->inzage.per_hour = run->fed.pile.policy->inzage.per_day = HOUSEHOLDS; /* nobody's work */
    run->lax = *run->fed.pile.policy;
    for (size_t i = 0; i < run->lax.grondslagen; i++)
        run->lax.grondslag[i].from = run->lax.grondslag[i].to = EP_SORTS_ALL;
    node_down(&node[2]);
    node[2].policy = &run->lax;
    node_up(&node[2]);
    team_write(&node[1], id_named("b:second team"), 1, false);
    fed_pass(&run->fed, ARRIVAL_S);
}

/* Everyone is told of teams, and somebody logs in, in any case. Not before all links are built up anew: who dials one peer less draws other keys. */
static void end_parties(struct run *run)
{
    tap_begin(run);
    struct ep_statement peer = draft_peer(firm_of(run, 'a'), firm_of(run, 'b'));
    team_write(&run->fed.node[1], id_named("b:second team"), 2, true);
    peer.version = 2;
    peer.body.peer.ended = true;
    user_open(&run->wire, &run->fed.node[0], NULL);
    if (run->sort == PAIRING_ENDED)
        write_as(run, peer);
    wire_close(&run->wire);
    fed_pass(&run->fed, ARRIVAL_S);
    run->heard->phase[run->heard->phases++] = tap_end(run);
}

static void open_run(struct run *run)
{
    struct node *node = run->fed.node;
    meet(run);
    each_household(run, 'a', found);
    each_household(run, 'b', take_part);
    each_household(run, 'd', take_part);
    each_household(run, 'c', join);
    each_household(run, 'a', tell);
    each_household(run, 'a', end);
    each_household(run, 'b', end_there);
    tap_begin(run);
    fed_hours(&run->fed, LEASE_HOURS + 6);
    fed_pass(&run->fed, ARRIVAL_S);
    run->heard->phase[run->heard->phases++] = tap_end(run);
    end_parties(run);
    each_household(run, 'a', look_unasked);
    each_household(run, 'b', look_unasked);
    assert_true(run->sort == PAIRING_ENDED || agree(&node[0], &node[1]));
    assert_true(agree(&node[0], &node[2]) && agree(&node[1], &node[2]));
    assert_true(agree(&node[0], &node[3]) && agree(&node[2], &node[3]));
}

/* It was as its name says, or there was nothing to compare. */
static void must_have_happened(struct run *run)
{
    struct node *a = &run->fed.node[0], *b = &run->fed.node[partner(run)->seed - 'a'];
    enum sort sort = run->sort;
    bool over = sort == LEASE_ENDED || sort == WITHDRAWN_BY_AUTHOR || sort == WITHDRAWN_BY_RECIPIENT;
    bool ended = over || sort == NARROWED || sort == GRANT_REFUSED;
    bool read = sort == READ_COLLEGA || sort == READ_NOOD;
    size_t own = (is_involved(run) ? HOUSEHOLDS : 0) + (read ? HOUSEHOLDS : 0);
    bool part = sort == TEAM_ENDED || sort == PAIRING_ENDED; /* one of two grants; what A received */
    assert_int_equal(node_count(a, EP_RECEIPT), ended || part ? HOUSEHOLDS : 0);
    assert_int_equal(node_count(b, EP_ENTRY), own + (is_involved(run) && !ended ? HOUSEHOLDS : 0));
    assert_int_equal(node_count(a, EP_READ) + node_count(b, EP_READ), read ? 2 * HOUSEHOLDS : 0);
    assert_int_equal(node_count(a, EP_LID), (sort == LID_DIED ? 3 : 2) * HOUSEHOLDS);
}

/* C's client, without a socket: it is handed what its node gives. */
static void open_client(struct run *run)
{
    const struct firm *c = firm_of(run, 'c');
    ep_cli_init(&run->cli);
    run->cli.json = true;
    run->cli.policy = run->lax;
    run->cli.kluis = &run->kluis;
    run->kluis = (struct ep_kluis){.sort = EP_KLUIS_USER, .id = c->eva.id, .org = c->id};
    run->kluis.sign = c->eva.sign;
    run->kluis.seal = c->eva.seal;
    memcpy(run->kluis.root, c->root.public_key, 32);
    run->cli.secrets = ep_secret_open(sizeof *run->cli.secrets);
    assert_non_null(run->cli.secrets);
    run->cli.secrets[run->cli.secret_count++] = (struct ep_team_secret){c->team, 1, c->team_key};
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
    assert_non_null(strstr(text, MASK));
    tap_add(said->json, (ep_bytes){(const uint8_t *)text, len});
    said->json_bytes = len;
    free(text);
}

/* C asks B in every second household, about the lid or about one that there is nowhere; then it looks. */
static void ask_and_look(struct run *run, size_t n, struct said *said)
{
    const struct firm *b = firm_of(run, 'b'), *c = firm_of(run, 'c');
    struct ids ids = ids_of(run, n);
    tap_begin(run);
    memset(run->wire.tap, 0, sizeof run->wire.tap);
    if (n / 2 % 2 == 0)
        write_as(run, draft_ask(c, b, ids.h, ids.ask, n % 2 == 0 ? ids.lid : numbered('a', "nobody", n)));
    fed_pass(&run->fed, 1);
    assert_int_equal(user_read(&run->wire, ids.h, &run->bag), EP_OK);
    said->link = tap_end(run);
    memcpy(said->node, run->wire.tap, sizeof said->node);
    const struct ep_msg_fact *refused = bag_fact(&run->bag, EP_FACT_REFUSAL, ids.probe);
    assert_true((refused != NULL) == run->probes);
    assert_true(refused == NULL || refused->x == (n % 2 == 0 ? EP_GRANT_FROM : EP_GRANT_TO));
    hand_over(run);
    show(run, ids.h, said);
}

static void play(enum sort sort, bool probes, struct heard *heard)
{
    struct run *run = calloc(1, sizeof *run);
    assert_non_null(run);
    run->sort = sort;
    run->probes = probes;
    run->heard = heard;
    open_run(run);
    must_have_happened(run);
    open_client(run);
    user_open(&run->wire, &run->fed.node[2], &firm_of(run, 'c')->eva);
    assert_int_equal(user_get(&run->wire, EP_GET_DIRECTORY, (ep_id){{0}}, &run->bag), EP_OK);
    hand_over(run);
    for (size_t n = 0; n < HOUSEHOLDS; n++)
        ask_and_look(run, n, &heard->said[n]);
    wire_close(&run->wire);
    close_client(run);
    tap_begin(run);
    fed_hours(&run->fed, 24);
    fed_pass(&run->fed, ARRIVAL_S);
    heard->night = tap_end(run);
    fed_close(&run->fed);
    free(run);
}

static void must(bool same, const char *what, size_t n, enum sort one, enum sort other)
{
    if (!same)
        fail_msg("%s %zu: \"%s\" is not \"%s\"", what, n, sort_name[one], sort_name[other]);
}

static void compare(const struct heard heard[SORTS], enum sort one, enum sort other)
{
    const struct heard *a = &heard[one], *b = &heard[other];
    for (size_t n = 0; n < PHASES; n++)
        must(memcmp(&a->phase[n], &b->phase[n], sizeof a->phase[n]) == 0, "phase", n, one, other);
    for (size_t n = 0; n < HOUSEHOLDS; n++) {
        const struct said *x = &a->said[n], *y = &b->said[n];
        must(memcmp(&x->link, &y->link, sizeof x->link) == 0, "links", n, one, other);
        must(memcmp(x->node, y->node, sizeof x->node) == 0, "node", n, one, other);
        must(memcmp(x->json, y->json, sizeof x->json) == 0, "json", n, one, other);
    }
    must(memcmp(&a->told, &b->told, sizeof a->told) == 0, "told", 0, one, other);
    must(a->night.frames == b->night.frames && a->night.len == b->night.len, "night", 0, one, other);
}

static size_t compare_all(const struct heard heard[SORTS], bool probes)
{
    size_t pairs = 0;
    for (unsigned one = 0; one < SORTS; one++)
        for (unsigned other = 0; other < one; other++) {
            if (probes && !(b_was_told((enum sort)one) && b_was_told((enum sort)other)))
                continue;
            compare(heard, (enum sort)one, (enum sort)other);
            pairs += HOUSEHOLDS;
        }
    return pairs;
}

static void test_who_has_no_grant_gets_the_same_bytes_whatever_others_share_end_mask_or_read(void **state)
{
    static struct heard heard[SORTS];
    (void)state;
    for (unsigned sort = 0; sort < SORTS; sort++)
        play((enum sort)sort, false, &heard[sort]);
    assert_true(compare_all(heard, false) >= 1000);
    /* There was something to compare: others answered what they were asked, and the view is that of a household. */
    assert_true(heard[0].said[0].link.frames > 0 && heard[0].night.frames > 0);
    for (size_t n = 0; n < PHASES; n++)
        assert_true(heard[0].phase[n].frames > 0);
    assert_true(heard[0].said[0].json_bytes > 1000);
    assert_int_equal(heard[0].told.frames, HOUSEHOLDS); /* of the masked line */
}

static void test_who_is_refused_for_the_ground_of_a_grant_does_not_learn_what_the_refuser_knows(void **state)
{
    static struct heard heard[SORTS];
    (void)state;
    for (unsigned sort = 0; sort < SORTS; sort++)
        if (b_was_told((enum sort)sort))
            play((enum sort)sort, true, &heard[sort]);
    assert_true(compare_all(heard, true) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_has_no_grant_gets_the_same_bytes_whatever_others_share_end_mask_or_read),
        cmocka_unit_test(test_who_is_refused_for_the_ground_of_a_grant_does_not_learn_what_the_refuser_knows),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
