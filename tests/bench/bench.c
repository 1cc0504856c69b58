#define _GNU_SOURCE /* sched_setaffinity */
#include "tests/bench/bench.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void bench_must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

void bench_pin(int core)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (core < 0 || i == core)
            CPU_SET((size_t)i, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        fprintf(stderr, "bench: not pinned to core %d\n", core);
}

static int by_size(const void *a, const void *b)
{
    double one = *(const double *)a;
    double other = *(const double *)b;
    return (one > other) - (one < other);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

static struct bench_row *row_new(struct bench *bench, const char *work, const char *unit)
{
    bench_must(bench->rows < BENCH_ROWS_MAX, "more rows than there is room for");
    struct bench_row *row = &bench->row[bench->rows++];
    snprintf(row->work, sizeof row->work, "%s", work);
    snprintf(row->unit, sizeof row->unit, "%s", unit);
    return row;
}

static bool meets(const struct bench_row *row)
{
    return row->at_least ? row->ratio >= row->goal : row->ratio <= row->goal;
}

void bench_series(struct bench *bench, const struct bench_pair *pair, const double *ours, const double *raw,
                  size_t count)
{
    double sorted[3][BENCH_ROUNDS];
    struct bench_row *row = row_new(bench, pair->work, pair->unit);
    bench_must(count > 0 && count <= BENCH_ROUNDS, "a series of no or too many rounds");
    memcpy(sorted[0], ours, count * sizeof *ours);
    memcpy(sorted[1], raw, count * sizeof *raw);
    for (size_t i = 0; i < count; i++)
        sorted[2][i] = ours[i] / raw[i];
    row->ours = bench_median(sorted[0], count);
    row->raw = bench_median(sorted[1], count);
    row->ratio = bench_median(sorted[2], count);
    row->least = sorted[2][0];
    row->most = sorted[2][count - 1];
    row->has_goal = pair->goal != 0;
    row->goal = pair->goal;
    row->at_least = pair->at_least;
    row->met = meets(row);
}

void bench_compare(struct bench *bench, const struct bench_pair *pair)
{
    double ours[BENCH_ROUNDS];
    double raw[BENCH_ROUNDS];
    (void)pair->ours(pair->ctx);
    (void)pair->raw(pair->ctx);
    for (size_t i = 0; i < BENCH_ROUNDS; i++) {
        ours[i] = pair->ours(pair->ctx);
        raw[i] = pair->raw(pair->ctx);
    }
    bench_series(bench, pair, ours, raw, BENCH_ROUNDS);
}

void bench_note(struct bench *bench, const char *work, const char *unit, double value)
{
    struct bench_row *row = row_new(bench, work, unit);
    row->ours = row->ratio = row->least = row->most = value;
}

void bench_limit(struct bench *bench, const char *work, const char *unit, double value, double goal)
{
    bench_note(bench, work, unit, value);
    struct bench_row *row = &bench->row[bench->rows - 1];
    row->has_goal = true;
    row->goal = goal;
    row->met = meets(row);
}

/* The table for a person. */
void bench_print(const struct bench *bench)
{
    printf("%-66s %9s %9s %6s %-13s %7s  %s\n", "work", "ours", "raw", "ratio", "(least-most)", "goal", "met");
    for (size_t i = 0; i < bench->rows; i++) {
        const struct bench_row *row = &bench->row[i];
        char name[128];
        snprintf(name, sizeof name, "%s%s%s", row->work, row->unit[0] != 0 ? ", " : "", row->unit);
        printf("%-66s %9.4g ", name, row->ours);
        if (row->raw != 0)
            printf("%9.4g %6.2f (%.2f-%.2f)  ", row->raw, row->ratio, row->least, row->most);
        else
            printf("%9s %6s %-13s", "", "", "");
        if (row->has_goal)
            printf(" %s%5.4g  %s\n", row->at_least ? ">=" : "<=", row->goal, row->met ? "yes" : "NO");
        else
            printf("       -\n");
    }
}

/* And the same for a program. Our own words and numbers, so nothing needs escaping. */
void bench_save(const struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "w");
    bench_must(file != NULL, "bench.json cannot be written");
    fprintf(file, "{\"rounds\": %d, \"rows\": [", BENCH_ROUNDS);
    for (size_t i = 0; i < bench->rows; i++) {
        const struct bench_row *row = &bench->row[i];
        fprintf(file, "%s\n  {\"work\": \"%s\", \"unit\": \"%s\", \"ours\": %.6g, ", i > 0 ? "," : "", row->work,
                row->unit, row->ours);
        if (row->raw != 0)
            fprintf(file, "\"raw\": %.6g, \"ratio\": %.4f, \"least\": %.4f, \"most\": %.4f, ", row->raw, row->ratio,
                    row->least, row->most);
        else
            fprintf(file, "\"raw\": null, \"ratio\": null, ");
        if (row->has_goal)
            fprintf(file, "\"goal\": %.4g, \"at_least\": %s, \"met\": %s}", row->goal, row->at_least ? "true" : "false",
                    row->met ? "true" : "false");
        else
            fprintf(file, "\"goal\": null, \"met\": null}");
    }
    fputs("\n]}\n", file);
    bench_must(fclose(file) == 0, "bench.json cannot be written");
}
