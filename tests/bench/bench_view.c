#include "tests/bench/bench.h"
void bench_view(struct bench *bench)
{
    (void)bench;
}
