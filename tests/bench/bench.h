/* Cost, as ratios: the same work by eenplan and by bare calls of the libraries, in turn, in one process on one core. The
 * bare side (raw.h) does only what nobody could leave out. Speed is measured here and never tested: a goal that is missed
 * is written down as missed. */
#ifndef EP_TESTS_BENCH_H
#define EP_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#define BENCH_ROUNDS 7 /* odd, so that the median is one of them */
#define BENCH_ROWS_MAX 32

struct bench_row {
    char work[96], unit[24];
    double ours, raw; /* medians; raw 0: there is no bare side, and the ratio is what was measured */
    double ratio, least, most;
    bool has_goal;
    double goal;
    bool at_least; /* the goal is a least, not a most */
    bool met;
};

struct bench {
    struct bench_row row[BENCH_ROWS_MAX];
    size_t rows;
    const char *folder; /* for databases; removed afterwards */
};

/* Both answer what one round took, in the unit of the row. One round of each comes first and is not counted. */
struct bench_pair {
    const char *work, *unit;
    double goal; /* of the ratio; 0: none */
    bool at_least;
    double (*ours)(void *ctx);
    double (*raw)(void *ctx);
    void *ctx;
};
void bench_compare(struct bench *bench, const struct bench_pair *pair);
/* A row of numbers that were measured elsewhere: `count` of each, in order of rounds. */
void bench_series(struct bench *bench, const struct bench_pair *pair, const double *ours, const double *raw,
                  size_t count);
/* One number; and one with a goal, as a most. */
void bench_note(struct bench *bench, const char *work, const char *unit, double value);
void bench_limit(struct bench *bench, const char *work, const char *unit, double value, double goal);

void bench_print(const struct bench *bench);                  /* the table, for a person */
void bench_save(const struct bench *bench, const char *path); /* the same as JSON, for a program */

double bench_now(void);                            /* seconds, monotonic */
double bench_median(double *values, size_t count); /* sorts them */
/* What a program of measurement cannot go on from ends it. */
void bench_must(bool good, const char *what);
void bench_pin(int core); /* this thread and what it starts from now on; -1: every core there is */

/* bench_*.c, in the order of the table */
void bench_seal(struct bench *bench);
void bench_receive(struct bench *bench);
void bench_put(struct bench *bench);
void bench_read(struct bench *bench);
void bench_withdraw(struct bench *bench);
void bench_night(struct bench *bench);
void bench_view(struct bench *bench);
void bench_covers(struct bench *bench);
void bench_idle(struct bench *bench);

/* One small round of our side alone, for counting instructions. */
void bench_seal_once(void);
void bench_receive_once(void);
void bench_view_once(void);
void bench_covers_once(void);
void bench_pass_once(void); /* path_pass.c */

#endif
