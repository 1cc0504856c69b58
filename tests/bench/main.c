#include "crypto/key.h"
#include "tests/bench/bench.h"
#include "tests/support/play.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* eenplan-bench FILE [work...]: all of it, or only what is named. */
int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct bench *bench);
    } works[] = {
        {"seal", bench_seal},     {"receive", bench_receive}, {"view", bench_view},
        {"covers", bench_covers}, {"read", bench_read},       {"withdraw", bench_withdraw},
        {"night", bench_night},   {"put", bench_put},         {"idle", bench_idle},
    };
    static struct bench bench;
    char folder[256];
    bench_must(argc >= 2, "give the file for the numbers");
    signal(SIGPIPE, SIG_IGN);
    bench_must(ep_crypto_open() == EP_OK, "no cryptography");
    bench_must(ep_play_folder(folder, sizeof folder), "no folder for databases");
    bench.folder = folder;
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        bool named = argc == 2;
        for (int k = 2; k < argc; k++)
            named = named || strcmp(argv[k], works[i].name) == 0;
        if (!named)
            continue;
        fprintf(stderr, "%s ...\n", works[i].name);
        works[i].run(&bench);
    }
    ep_play_remove(folder);
    bench_print(&bench);
    bench_save(&bench, argv[1]);
    return 0;
}
