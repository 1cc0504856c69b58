#include "tests/bench/bench.h"
void bench_idle(struct bench *bench)
{
    (void)bench;
}
