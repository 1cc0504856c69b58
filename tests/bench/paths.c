/* The hottest paths, each alone, for counting its instructions: `valgrind --tool=callgrind --toggle-collect=FUNCTION
 * eenplan-paths PATH`. What is counted is the product's own function; what stands around it here is not. */
#include "crypto/key.h"
#include "proto/grondslag.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRANTS 100

/* The last of a hundred grants is the one that covers. */
static void covers_once(void)
{
    struct ep_grants *grants = calloc(1, sizeof *grants);
    struct ep_section section = {{{1}}, {{2}}, {{3}}, 5, 2};
    struct ep_reader reader = {{{4}}, {{5}}};
    bench_must(grants != NULL, "no memory");
    grants->now = 1000;
    grants->count = GRANTS;
    for (size_t i = 0; i < GRANTS; i++) {
        struct ep_grant_row *row = &grants->row[i];
        row->id.b[1] = (uint8_t)i;
        row->org = section.org;
        row->grant = (struct ep_grant){.lid = section.subject,
                                       .to_org = reader.org,
                                       .to_team = reader.team,
                                       .domains = EP_DOMEIN_BIT(i + 1 < GRANTS ? 6 : 5),
                                       .level = 3,
                                       .until = 2000};
    }
    bench_must(ep_grondslag_covers(grants, &section, &reader, NULL) == EP_OK, "nothing covers");
    free(grants);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } paths[] = {
        {"write", bench_seal_once}, {"take", bench_receive_once}, {"open", bench_view_once},
        {"pass", bench_pass_once},  {"covers", covers_once},      {"view", bench_view_once},
    };
    bench_must(argc == 2 && ep_crypto_open() == EP_OK, "name one path");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (strcmp(argv[1], paths[i].name) == 0) {
            paths[i].run();
            return 0;
        }
    fprintf(stderr, "no such path: %s\n", argv[1]);
    return 1;
}
