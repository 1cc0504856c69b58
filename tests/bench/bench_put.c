#include "tests/bench/bench.h"
void bench_put(struct bench *bench)
{
    (void)bench;
}
