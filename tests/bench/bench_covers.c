/* (f) The one rule in a household with a thousand grants: five organisations, each of which gave each other one every lid, ten
 * times over, as leases do that end and are renewed; the last is live. Every section is asked for every reader. */
#include "proto/grondslag.h"
#include "tests/bench/bench.h"

#include <stdlib.h>
#include <string.h>

#define ORGS 5
#define LEDEN 5
#define LEASES 10
#define GRANTS (ORGS * (ORGS - 1) * LEDEN * LEASES)
#define WITHDRAWS 100
#define NOW 1000u

struct covering {
    struct ep_statement said[LEDEN + ORGS + GRANTS + WITHDRAWS];
    size_t count;
    struct ep_world world;
    struct ep_grants grants;
};

static const ep_id huishouden = {{'h'}};

/* Random as the ids of a client are; the number keeps them apart. */
static ep_id id_of(char sort, size_t n)
{
    ep_id id = {{0}};
    uint64_t mixed = (n + 1) * 0x9e3779b97f4a7c15u;
    memcpy(id.b, &mixed, sizeof mixed);
    id.b[EP_ID_BYTES - 1] = (uint8_t)sort;
    return id;
}

static struct ep_statement *say(struct covering *covering, enum ep_kind_code kind, ep_id id, ep_id org)
{
    struct ep_statement *st = &covering->said[covering->count++];
    *st = (struct ep_statement){.kind = ep_kind(kind), .kind_code = kind, .id = id, .huishouden = huishouden};
    st->org = org;
    st->version = 1;
    st->hour = 1;
    return st;
}

static void say_grant(struct covering *covering, size_t n)
{
    size_t from = n % ORGS;
    size_t to = (from + 1 + n / ORGS % (ORGS - 1)) % ORGS;
    size_t lease = n / (GRANTS / LEASES);
    say(covering, EP_GRANT, id_of('g', n), id_of('o', from))->body.grant = (struct ep_grant){
        .lid = id_of('l', n / (ORGS * (ORGS - 1)) % LEDEN),
        .to_org = id_of('o', to),
        .domains = EP_DOMEINEN_GRANTABLE,
        .level = EP_LEVEL_WAT,
        .from = lease * NOW / LEASES,
        .until = (lease + 1) * NOW / LEASES + 1,
    };
}

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    (void)ctx, (void)kind, (void)id, (void)version, (void)out; /* nobody founded it: all have joined */
    return false;
}

static void each(void *ctx, enum ep_kind_code kind, ep_id household, ep_visit *visit, void *arg)
{
    const struct covering *covering = ctx;
    (void)household; /* there is one */
    for (size_t i = 0; i < covering->count; i++)
        if (covering->said[i].kind_code == kind && !visit(arg, &covering->said[i]))
            return;
}

static struct covering *begin(void)
{
    struct covering *covering = calloc(1, sizeof *covering);
    bench_must(covering != NULL, "no memory");
    for (size_t i = 0; i < LEDEN; i++)
        say(covering, EP_LID, id_of('l', i), id_of('o', 0))->body.lid.present = true;
    for (size_t i = 0; i < ORGS; i++)
        say(covering, EP_JOIN, id_of('j', i), id_of('o', i))->body.join =
            (struct ep_join){.team = id_of('t', i), .stand = EP_JOIN_ACCEPT};
    for (size_t i = 0; i < GRANTS; i++)
        say_grant(covering, i);
    for (size_t i = 0; i < WITHDRAWS; i++)
        say(covering, EP_WITHDRAW, id_of('w', i), id_of('o', i % ORGS))->body.withdraw.grant = id_of('g', i);
    covering->world = (struct ep_world){.ctx = covering, .now_hour = NOW, .last_hour = NOW, .find = find, .each = each};
    bench_must(ep_grants_gather(&covering->world, huishouden, &covering->grants) == EP_OK, "nothing is gathered");
    return covering;
}

struct answers {
    size_t asked, covered;
};

static void ask(const struct covering *covering, struct ep_section section, struct answers *answers)
{
    for (size_t to = 0; to < ORGS; to++) {
        struct ep_reader reader = {id_of('o', to), id_of('t', to)};
        if (ep_id_equal(reader.org, section.org))
            continue;
        answers->asked++;
        answers->covered += ep_grondslag_covers(&covering->grants, &section, &reader, NULL) == EP_OK ? 1 : 0;
    }
}

static struct answers ask_all(const struct covering *covering)
{
    struct answers answers = {0, 0};
    for (size_t org = 0; org < ORGS; org++)
        for (size_t lid = 0; lid <= LEDEN; lid++)
            for (uint64_t domain = 1; domain < EP_DOMEIN_END; domain++)
                for (uint64_t level = EP_LEVEL_DAT; level <= EP_LEVEL_INHOUD; level++) {
                    ep_id subject = lid == LEDEN ? (ep_id){{0}} : id_of('l', lid);
                    ask(covering, (struct ep_section){huishouden, id_of('o', org), subject, domain, level}, &answers);
                }
    /* All but the third level and the seventeenth domain. */
    bench_must(answers.covered * 3 * 17 == answers.asked * 2 * 16, "covered is not what should be");
    return answers;
}

void bench_covers_once(void)
{
    struct covering *covering = begin();
    (void)ask_all(covering);
    free(covering);
}

void bench_covers(struct bench *bench)
{
    struct covering *covering = begin();
    double covers_us[BENCH_ROUNDS];
    double gather_ms[BENCH_ROUNDS];
    bench_pin(0);
    (void)ask_all(covering);
    for (size_t i = 0; i < BENCH_ROUNDS; i++) {
        double from = bench_now();
        struct answers answers = ask_all(covering);
        double asked = bench_now();
        covers_us[i] = (asked - from) * 1e6 / (double)answers.asked;
        bench_must(ep_grants_gather(&covering->world, huishouden, &covering->grants) == EP_OK, "nothing is gathered");
        gather_ms[i] = (bench_now() - asked) * 1e3;
    }
    bench_limit(bench, "is it covered? of 1 000 grants, every section and reader", "us",
                bench_median(covers_us, BENCH_ROUNDS), 2);
    bench_note(bench, "those grants gathered, once for a household", "ms", bench_median(gather_ms, BENCH_ROUNDS));
    free(covering);
}
