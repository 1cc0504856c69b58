/* The hottest paths, each alone, for counting its instructions: `valgrind --tool=callgrind --toggle-collect=FUNCTION
 * eenplan-paths PATH`. What is counted is the product's own function; what stands around it here is not. */
#include "crypto/key.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } paths[] = {
        {"write", bench_seal_once}, {"take", bench_receive_once},  {"open", bench_view_once},
        {"pass", bench_pass_once},  {"covers", bench_covers_once}, {"gather", bench_covers_once},
        {"view", bench_view_once},
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
