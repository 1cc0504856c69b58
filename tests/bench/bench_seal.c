/* (a) One entry of 1 KB, sealed, signed, and wrapped for 1, 8 and 64 teams, by the client's own way of writing: only where
 * it would go to the node, it goes nowhere. The bare side makes one seal, one signature, and a wrap and a signature for
 * each team. And what one signature for all wraps of an entry would save. */
#include "cli/cli.h"
#include "tests/bench/bench.h"
#include "tests/bench/raw.h"
#include "tests/support/world.h"

#include <stdlib.h>
#include <string.h>

#define TEAMS_MAX EP_RECIPIENTS_MAX
#define KB 1024

struct sealing {
    struct ep_cli cli;
    struct ep_kluis kluis;
    struct firm firm[TEAMS_MAX]; /* the own one first */
    struct pile pile;
    size_t teams, times; /* in a round */
    size_t known;        /* statements before anything was written */
    size_t puts, entry_len, wrap_len;
    char text[900]; /* with its head and padding, the class of 1 KB */
    bool one_signature;
};

static ep_err count_put(struct ep_cli *cli, ep_bytes statement)
{
    struct sealing *sealing = (struct sealing *)(void *)cli; /* its first member */
    size_t *len = sealing->puts++ == 0 ? &sealing->entry_len : &sealing->wrap_len;
    *len = statement.len;
    return EP_OK;
}

static ep_err well(struct ep_cli *cli, ep_err *code)
{
    (void)cli;
    *code = EP_OK;
    return EP_OK;
}

static ep_id id_at(const struct firm *firm, const char *name)
{
    char text[16];
    snprintf(text, sizeof text, "%c:%s", firm->seed, name);
    return id_named(text);
}

static void know(struct sealing *sealing, struct ep_statement draft, const struct ep_sign_pair *by)
{
    draft.hour = ep_cli_now_s() / 3600;
    const struct ep_statement *st = pile_sign(&sealing->pile, draft, by);
    ep_err err = ep_known_add(&sealing->cli, st->bytes);
    bench_must(err == EP_OK, ep_err_row(err)->name);
}

static void know_user(struct sealing *sealing, const struct firm *firm, const struct staff *staff)
{
    struct ep_statement user = draft_user(firm, staff);
    user.body.user.from = ep_cli_now_s() / 3600;
    user.body.user.until = user.body.user.from + 24;
    know(sealing, user, &firm->authority);
}

static void know_firm(struct sealing *sealing, const struct firm *firm)
{
    const struct firm *own = &sealing->firm[0];
    struct ep_statement team = draft_team(firm);
    team.body.team.until = ep_cli_now_s() / 3600 + 24;
    if (firm != own)
        know(sealing, draft_peer(own, firm), &own->authority);
    know(sealing, draft_card(firm, false), &firm->root);
    know_user(sealing, firm, &firm->steward);
    know_user(sealing, firm, &firm->eva);
    know(sealing, team, &firm->steward.sign);
}

static void know_household(struct sealing *sealing, ep_id h, ep_id lid)
{
    const struct firm *own = &sealing->firm[0];
    know(sealing, draft_huishouden(own, h), &own->eva.sign);
    know(sealing, draft_lid(own, h, lid), &own->eva.sign);
    for (size_t i = 1; i < sealing->teams; i++) {
        char name[32];
        snprintf(name, sizeof name, "grant %zu", i);
        struct ep_statement grant = draft_grant(own, h, id_named(name), lid, &sealing->firm[i]);
        grant.body.grant.to_team = sealing->firm[i].team;
        grant.body.grant.level = EP_LEVEL_INHOUD;
        grant.body.grant.until = ep_cli_now_s() / 3600 + 24;
        know(sealing, grant, &own->eva.sign);
    }
}

static struct sealing *begin(size_t teams, size_t times)
{
    struct sealing *sealing = calloc(1, sizeof *sealing);
    struct ep_policy_fault fault;
    bench_must(sealing != NULL, "no memory");
    struct ep_cli *cli = &sealing->cli;
    sealing->teams = teams;
    sealing->times = times;
    memset(sealing->text, 'a', sizeof sealing->text - 1);
    for (size_t i = 0; i < teams; i++)
        firm_make(&sealing->firm[i], (uint8_t)('a' + i));
    const struct firm *own = &sealing->firm[0];
    pile_open(&sealing->pile, own);
    ep_cli_init(cli);
    cli->put = count_put;
    cli->answer = well;
    cli->kluis = &sealing->kluis;
    sealing->kluis.id = own->eva.id;
    sealing->kluis.org = own->id;
    sealing->kluis.sign = own->eva.sign;
    memcpy(sealing->kluis.root, own->root.public_key, 32);
    bench_must(ep_policy_read(&cli->policy, EP_SOURCE_DIR "/proto/policy", &fault) == EP_OK, "no policy");
    ep_known_world(cli);
    for (size_t i = 0; i < teams; i++)
        know_firm(sealing, &sealing->firm[i]);
    know_household(sealing, id_at(own, "h"), id_at(own, "lid"));
    sealing->known = cli->known.count;
    return sealing;
}

static void end(struct sealing *sealing)
{
    ep_secret_close(sealing->cli.room);
    ep_open_wipe(&sealing->cli);
    ep_known_wipe(&sealing->cli.known);
    pile_close(&sealing->pile);
    free(sealing);
}

/* Everything that was written is forgotten, so that each time begins alike. */
static void again(struct sealing *sealing)
{
    struct ep_cli *cli = &sealing->cli;
    struct ep_known *known = &cli->known;
    while (known->count > sealing->known)
        free((void *)(uintptr_t)known->at[--known->count].bytes.at);
    bench_must(ep_known_index(known) == EP_OK, "no memory");
    ep_open_wipe(cli);
    cli->open.huishouden = id_at(&sealing->firm[0], "h");
    cli->open.team = sealing->firm[0].team;
    sealing->puts = 0;
}

static double ours(void *ctx)
{
    struct sealing *sealing = ctx;
    double took = 0;
    struct ep_opgave note = {.soort = EP_SOORT_NOTITIE, .tijd = 1, .is.notitie.tekst = ep_text(sealing->text)};
    for (size_t i = 0; i < sealing->times; i++) {
        again(sealing);
        struct ep_write_terms terms = {.huishouden = sealing->cli.open.huishouden,
                                       .subject = id_at(&sealing->firm[0], "lid"),
                                       .domain = DRAFT_DOMAIN,
                                       .level_max = EP_LEVEL_INHOUD};
        double from = bench_now();
        bench_must(ep_write_opgave(&sealing->cli, &terms, &note, NULL) == EP_OK, "an entry is not written");
        took += bench_now() - from;
        bench_must(sealing->puts == 1 + sealing->teams, "not one wrap for each team");
    }
    return took / (double)sealing->times * 1e6;
}

static double bare(void *ctx)
{
    struct sealing *sealing = ctx;
    static uint8_t bytes[4 * KB];
    static uint8_t plain[KB];
    static uint8_t cipher[KB + 16];
    uint8_t signature[64];
    uint8_t sealed[32 + 16 + 32];
    const struct firm *own = &sealing->firm[0];
    double from = bench_now();
    for (size_t i = 0; i < sealing->times; i++) {
        raw_seal(cipher, plain, KB, bytes, sealing->entry_len - 64 - sizeof cipher);
        raw_sign(signature, bytes, sealing->entry_len - 64, own->eva.sign.secret_key);
        for (size_t t = 0; t < sealing->teams; t++) {
            raw_wrap(sealed, plain, 32, sealing->firm[t].team_key.public_key, bytes,
                     sealing->wrap_len - 64 - sizeof sealed);
            if (!sealing->one_signature || t == 0)
                raw_sign(signature, bytes, sealing->wrap_len - 64, own->eva.sign.secret_key);
        }
    }
    return (bench_now() - from) / (double)sealing->times * 1e6;
}

static double bare_one_signature(void *ctx)
{
    struct sealing *sealing = ctx;
    sealing->one_signature = true;
    double took = bare(ctx);
    sealing->one_signature = false;
    return took;
}

void bench_seal_once(void)
{
    struct sealing *sealing = begin(8, 1);
    (void)ours(sealing);
    end(sealing);
}

void bench_seal(struct bench *bench)
{
    static const size_t teams[] = {1, 8, TEAMS_MAX};
    bench_pin(0);
    for (size_t i = 0; i < sizeof teams / sizeof teams[0]; i++) {
        struct sealing *sealing = begin(teams[i], 512 / teams[i]);
        char work[64];
        snprintf(work, sizeof work, "seal, sign and wrap 1 KB for %zu team%s", teams[i], teams[i] == 1 ? "" : "s");
        bench_compare(bench, &(struct bench_pair){
                                 .work = work, .unit = "us", .goal = 1.3, .ours = ours, .raw = bare, .ctx = sealing});
        if (teams[i] == TEAMS_MAX)
            bench_compare(bench, &(struct bench_pair){.work = "bare: one signature for all wraps, beside one for each",
                                                      .unit = "us",
                                                      .ours = bare_one_signature,
                                                      .raw = bare,
                                                      .ctx = sealing});
        end(sealing);
    }
}
