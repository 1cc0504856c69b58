/* (d) A household of ten organisations and 500 entries of 1 KB, each with the wrap that opens it: taken in, checked,
 * opened, joined into every cell. The bare side verifies one signature for each statement, opens one HPKE for each wrap
 * and one AEAD for each entry. */
#include "cli/cli.h"
#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "tests/bench/bench.h"
#include "tests/bench/raw.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRMS 10
#define EACH_MAX 50 /* entries of each organisation */
#define LEDEN 4
#define GIVEN_MAX (FIRMS * (2 * EACH_MAX + 8) + 64)

struct opening {
    struct ep_cli cli;
    struct ep_kluis kluis;
    struct ep_team_secret secret;
    struct firm firm[FIRMS]; /* the viewer's first; it founded the household */
    struct pile pile;
    uint64_t now_hour;
    const struct ep_statement *given[GIVEN_MAX]; /* of the household, as the node gives them */
    const struct ep_sign_pair *signer[GIVEN_MAX];
    uint8_t key[GIVEN_MAX][32]; /* of entries */
    size_t each, count, known;
    size_t cells;
};

static const struct ep_statement *sign(struct opening *opening, struct ep_statement draft,
                                       const struct ep_sign_pair *by)
{
    draft.hour = opening->now_hour;
    return pile_sign(&opening->pile, draft, by);
}

static void know(struct opening *opening, struct ep_statement draft, const struct ep_sign_pair *by)
{
    ep_err err = ep_known_add(&opening->cli, sign(opening, draft, by)->bytes);
    bench_must(err == EP_OK, ep_err_row(err)->name);
}

static void give(struct opening *opening, const struct ep_statement *st, const struct firm *by)
{
    bench_must(opening->count < GIVEN_MAX, "too much is given");
    opening->signer[opening->count] = &by->eva.sign;
    opening->given[opening->count++] = st;
}

static ep_id named(const struct firm *firm, const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "%c:%s %zu", firm->seed, stem, n);
    return id_named(name);
}

static void know_user(struct opening *opening, const struct firm *firm, const struct staff *staff)
{
    struct ep_statement user = draft_user(firm, staff);
    user.body.user.from = opening->now_hour;
    user.body.user.until = opening->now_hour + 24;
    know(opening, user, &firm->authority);
}

static void know_firm(struct opening *opening, const struct firm *firm)
{
    struct ep_statement team = draft_team(firm);
    team.body.team.until = opening->now_hour + 24;
    if (firm != &opening->firm[0])
        know(opening, draft_peer(&opening->firm[0], firm), &opening->firm[0].authority);
    know(opening, draft_card(firm, false), &firm->root);
    know_user(opening, firm, &firm->steward);
    know_user(opening, firm, &firm->eva);
    know(opening, team, &firm->steward.sign);
}

static void give_grant(struct opening *opening, const struct firm *from, const struct firm *to, ep_id h, size_t n)
{
    char stem[16];
    snprintf(stem, sizeof stem, "grant %c", to->seed);
    struct ep_statement grant = draft_grant(from, h, named(from, stem, n), named(&opening->firm[0], "lid", n), to);
    grant.body.grant.to_team = to->team;
    grant.body.grant.level = EP_LEVEL_INHOUD;
    grant.body.grant.until = opening->now_hour + 24;
    give(opening, sign(opening, grant, &from->eva.sign), from);
}

static void give_household(struct opening *opening, ep_id h)
{
    const struct firm *own = &opening->firm[0];
    give(opening, sign(opening, draft_huishouden(own, h), &own->eva.sign), own);
    for (size_t n = 0; n < LEDEN; n++)
        give(opening, sign(opening, draft_lid(own, h, named(own, "lid", n)), &own->eva.sign), own);
    for (size_t i = 1; i < FIRMS; i++) {
        const struct firm *firm = &opening->firm[i];
        ep_id invite = named(own, "invite", i);
        give_grant(opening, own, firm, h, 0);
        give(opening,
             sign(opening, draft_invite(own, h, invite, opening->given[opening->count - 1]->id, firm), &own->eva.sign),
             own);
        give(opening, sign(opening, draft_join(firm, h, named(firm, "join", 0), invite), &firm->eva.sign), firm);
        for (size_t n = 0; n < LEDEN; n++)
            give_grant(opening, firm, own, h, n);
    }
}

/* As cli/write.c does it: the clear part, what is sealed under it, the signature. */
static void give_entry(struct opening *opening, const struct firm *by, ep_id h, size_t n)
{
    static uint8_t bytes[4096];
    static uint8_t cipher[2048];
    static uint8_t text[901];
    uint8_t plain[1024];
    struct ep_statement st = draft_entry(by, h, named(by, "entry", n), named(&opening->firm[0], "lid", n % LEDEN));
    struct ep_opgave note = {.soort = EP_SOORT_NOTITIE, .tijd = 1};
    ep_out packed = EP_OUT(plain);
    ep_out sealed = EP_OUT(cipher);
    ep_out out = EP_OUT(bytes);
    memset(text, 'a', sizeof text - 1);
    note.is.notitie.tekst = ep_text((const char *)text);
    st.hour = opening->now_hour;
    st.author = by->eva.id;
    st.body.entry.item = named(by, "item", n);
    st.body.entry.level = EP_LEVEL_INHOUD;
    st.body.entry.size = 1;
    uint8_t *key = opening->key[opening->count];
    seed_named(key, by->seed, "a key");
    ep_u32_put(key + 28, (uint32_t)n);
    bench_must(ep_opgave_put(&packed, &note, EP_LEVEL_INHOUD) == EP_OK && ep_statement_begin(&out, &st) == EP_OK &&
                   ep_seal(st.body.entry.commitment, &sealed, ep_out_bytes(&out), key, ep_out_bytes(&packed)) == EP_OK,
               "an entry does not seal");
    st.body.entry.ciphertext = ep_out_bytes(&sealed);
    bench_must(ep_statement_end(&out, &st, &by->eva.sign) == EP_OK, "an entry does not pack");
    give(opening, pile_keep(&opening->pile, ep_out_bytes(&out)), by);
}

static void give_wrap(struct opening *opening, const struct firm *by, ep_id h, size_t n)
{
    const struct firm *own = &opening->firm[0];
    uint8_t bytes[1024];
    uint8_t buffer[1024];
    uint8_t cipher[128];
    uint8_t refs[EP_REF_BYTES];
    uint8_t ephemeral[32];
    ep_out out = EP_OUT(bytes);
    ep_out info = EP_OUT(buffer);
    ep_out sealed = EP_OUT(cipher);
    const uint8_t *key = opening->key[opening->count - 1];
    ep_id grant = by == own ? (ep_id){{0}} : named(by, "grant a", n % LEDEN);
    refs_put(refs, 0, opening->given[opening->count - 1]->id, 1);
    struct ep_statement st =
        draft_wrap(by, h, named(by, "wrap", n), named(own, "lid", n % LEDEN), grant, own, EP_BYTES(refs));
    st.hour = opening->now_hour;
    st.author = by->eva.id;
    st.body.wrap.level = EP_LEVEL_INHOUD;
    st.body.wrap.team = own->team;
    st.body.wrap.epoch = 1;
    ep_random(NULL, ephemeral, sizeof ephemeral);
    bench_must(ep_statement_begin(&out, &st) == EP_OK && ep_out_put(&info, ep_label(EP_LABEL_WRAP)) == EP_OK &&
                   ep_out_put(&info, ep_out_bytes(&out)) == EP_OK &&
                   ep_hpke_seal(&sealed, own->team_key.public_key, ep_out_bytes(&info), (ep_bytes){NULL, 0},
                                (ep_bytes){key, 32}, ephemeral) == EP_OK,
               "a wrap does not seal");
    st.body.wrap.sealed = ep_out_bytes(&sealed);
    bench_must(ep_statement_end(&out, &st, &by->eva.sign) == EP_OK, "a wrap does not pack");
    give(opening, pile_keep(&opening->pile, ep_out_bytes(&out)), by);
}

static struct opening *begin(ep_id h, size_t entries_each)
{
    struct opening *opening = calloc(1, sizeof *opening);
    struct ep_policy_fault fault;
    bench_must(opening != NULL, "no memory");
    struct ep_cli *cli = &opening->cli;
    for (size_t i = 0; i < FIRMS; i++)
        firm_make(&opening->firm[i], (uint8_t)('a' + i));
    const struct firm *own = &opening->firm[0];
    pile_open(&opening->pile, own);
    ep_cli_init(cli);
    opening->each = entries_each;
    opening->now_hour = ep_cli_now_s() / 3600;
    cli->kluis = &opening->kluis;
    opening->kluis.id = own->eva.id;
    opening->kluis.org = own->id;
    memcpy(opening->kluis.root, own->root.public_key, 32);
    bench_must(ep_policy_read(&cli->policy, EP_SOURCE_DIR "/proto/policy", &fault) == EP_OK, "no policy");
    ep_known_world(cli);
    opening->secret = (struct ep_team_secret){own->team, 1, own->team_key};
    cli->secrets = &opening->secret;
    cli->secret_count = 1;
    for (size_t i = 0; i < FIRMS; i++)
        know_firm(opening, &opening->firm[i]);
    opening->known = cli->known.count;
    give_household(opening, h);
    for (size_t i = 0; i < FIRMS; i++)
        for (size_t n = 0; n < entries_each; n++) {
            give_entry(opening, &opening->firm[i], h, n);
            give_wrap(opening, &opening->firm[i], h, n);
        }
    return opening;
}

static void forget(struct opening *opening, ep_id h)
{
    struct ep_known *known = &opening->cli.known;
    while (known->count > opening->known)
        free((void *)(uintptr_t)known->at[--known->count].bytes.at);
    bench_must(ep_known_index(known) == EP_OK, "no memory");
    ep_open_wipe(&opening->cli);
    opening->cli.open.huishouden = h;
}

/* Every row and every domain, as the view shows it. */
static void join(struct opening *opening)
{
    struct ep_view_input input = ep_open_view(&opening->cli);
    struct ep_columns columns;
    struct ep_cell cells[EP_CELLS_MAX];
    ep_view_columns(&input, &columns);
    opening->cells = 0;
    for (size_t row = 0; row <= LEDEN; row++)
        for (uint64_t domain = 1; domain < EP_DOMEIN_END; domain++) {
            ep_id subject = row == 0 ? (ep_id){{0}} : named(&opening->firm[0], "lid", row - 1);
            size_t count = 0;
            bench_must(ep_view_cells(&input, &columns, subject, domain, cells, &count) == EP_OK, "no cells");
            for (size_t i = 0; i < count; i++)
                opening->cells += cells[i].newest != NULL ? 1 : 0;
        }
}

static double ours(void *ctx)
{
    struct opening *opening = ctx;
    struct ep_cli *cli = &opening->cli;
    forget(opening, opening->given[0]->id);
    double from = bench_now();
    for (size_t i = 0; i < opening->count; i++) {
        ep_err err = ep_known_add(cli, opening->given[i]->bytes);
        bench_must(err == EP_OK, ep_err_row(err)->name);
    }
    bench_must(ep_open_known(cli) == EP_OK, "the household does not open");
    join(opening);
    double took = bench_now() - from;
    bench_must(cli->open.fact_count == FIRMS * opening->each && cli->open.owed_count == 0 && cli->known.rejected == 0,
               "not everything was opened");
    bench_must(opening->cells == FIRMS * LEDEN, "not every cell has its content");
    return took * 1e3;
}

static double bare(void *ctx)
{
    struct opening *opening = ctx;
    const struct ep_dh_pair *team = &opening->firm[0].team_key;
    static uint8_t plain[2048];
    double from = bench_now();
    for (size_t i = 0; i < opening->count; i++) {
        const struct ep_statement *st = opening->given[i];
        raw_verify(st->bytes.at, st->bytes.len, opening->signer[i]->public_key);
        if (st->kind_code == EP_WRAP) {
            ep_bytes info = ep_sealed_info(st);
            raw_unwrap(plain, st->body.wrap.sealed.at, st->body.wrap.sealed.len, team->secret_key, team->public_key,
                       info.at, info.len);
        }
        if (st->kind_code == EP_ENTRY) {
            ep_bytes core = ep_entry_core(st);
            raw_open(plain, st->body.entry.ciphertext.at, st->body.entry.ciphertext.len, opening->key[i], core.at,
                     core.len);
        }
    }
    return (bench_now() - from) * 1e3;
}

static void end(struct opening *opening)
{
    ep_open_wipe(&opening->cli);
    ep_known_wipe(&opening->cli.known);
    pile_close(&opening->pile);
    free(opening);
}

void bench_view_once(void)
{
    struct opening *opening = begin(id_named("h"), LEDEN);
    (void)ours(opening);
    end(opening);
}

void bench_view(struct bench *bench)
{
    struct opening *opening = begin(id_named("h"), EACH_MAX);
    bench_pin(0);
    bench_compare(bench, &(struct bench_pair){.work = "open and join 10 organisations, 500 entries",
                                              .unit = "ms",
                                              .goal = 2,
                                              .ours = ours,
                                              .raw = bare,
                                              .ctx = opening});
    end(opening);
}
