/* The main() of a fuzz target in a build without libFuzzer: every seed, then a fixed series of damaged and random
 * inputs.
 *
 *   fuzz_frame [-v] [-n rounds] [folder...]
 *       -v names each input before it runs, so that the last line names the culprit; -n: so many rounds
 *
 * The series depends on the seeds alone: what fails once fails again. Not a search; that is the preset `fuzz`. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EP_REPLAY_ROUNDS 4000
#define EP_REPLAY_SEEDS_MAX 4096
#define EP_REPLAY_BYTES_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct replay {
    struct {
        uint8_t *at;
        size_t len;
    } seeds[EP_REPLAY_SEEDS_MAX];
    size_t seed_count;
    uint64_t state; /* xorshift64: never zero */
    size_t rounds;
    bool verbose;
};

static size_t below(struct replay *replay, size_t limit)
{
    replay->state ^= replay->state << 13;
    replay->state ^= replay->state >> 7;
    replay->state ^= replay->state << 17;
    return limit == 0 ? 0 : (size_t)(replay->state % limit);
}

/* A block of exactly this size, so that a sanitizer sees the first byte read past the end. */
static void run(const struct replay *replay, const char *name, size_t number, const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len == 0 ? 1 : len);
    if (exact == NULL)
        abort();
    if (len > 0)
        memcpy(exact, bytes, len);
    if (replay->verbose)
        fprintf(stderr, "%s %zu: %zu bytes\n", name, number, len);
    (void)LLVMFuzzerTestOneInput(exact, len);
    free(exact);
}

static void read_seed(struct replay *replay, const char *folder, const char *name)
{
    static uint8_t bytes[EP_REPLAY_BYTES_MAX];
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return;
    size_t len = fread(bytes, 1, sizeof bytes, file);
    bool is_file = ferror(file) == 0; /* A folder opens but does not read. */
    fclose(file);
    if (!is_file || replay->seed_count == EP_REPLAY_SEEDS_MAX)
        return;
    uint8_t *copy = malloc(len == 0 ? 1 : len);
    if (copy == NULL)
        abort();
    memcpy(copy, bytes, len);
    replay->seeds[replay->seed_count].at = copy;
    replay->seeds[replay->seed_count].len = len;
    replay->seed_count++;
}

static bool read_folder(struct replay *replay, const char *folder)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort); /* Sorted: the series must not depend on the disk. */
    if (count < 0) {
        perror(folder);
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.')
            read_seed(replay, folder, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    return true;
}

/* One wound: a changed bit, a telling byte, a cut, a hole, a repeat, or random bytes at the end. Returns the new
 * length. */
static size_t damage(struct replay *replay, uint8_t *bytes, size_t len)
{
    static const uint8_t telling[] = {0x00, 0x01, 0x7f, 0x80, 0xc0, 0xc1, 0xc4, 0xc6, 0xd9, 0xdb, 0xdd, 0xdf, 0xff};
    size_t at = below(replay, len);
    size_t span = len == 0 ? 0 : 1 + below(replay, len - at < 16 ? len - at : 16);
    switch (below(replay, 6)) {
    case 0:
        if (len > 0)
            bytes[at] = (uint8_t)(bytes[at] ^ (1U << below(replay, 8)));
        return len;
    case 1:
        if (len > 0)
            bytes[at] = telling[below(replay, sizeof telling)];
        return len;
    case 2:
        return at;
    case 3:
        if (len > 0)
            memmove(bytes + at, bytes + at + span, len - at - span);
        return len - span;
    case 4:
        if (len == 0 || len + span > EP_REPLAY_BYTES_MAX)
            return len;
        memmove(bytes + at + span, bytes + at, len - at);
        return len + span;
    default:
        for (size_t i = below(replay, 64); i > 0 && len < EP_REPLAY_BYTES_MAX; i--)
            bytes[len++] = (uint8_t)below(replay, 256);
        return len;
    }
}

static void run_series(struct replay *replay)
{
    static uint8_t bytes[EP_REPLAY_BYTES_MAX];
    for (size_t round = 0; round < replay->rounds; round++) {
        size_t len = 0;
        size_t pick = below(replay, replay->seed_count + 1); /* One past the last: begin with nothing. */
        if (pick < replay->seed_count) {
            len = replay->seeds[pick].len;
            memcpy(bytes, replay->seeds[pick].at, len);
        }
        for (size_t wounds = 1 + below(replay, 8); wounds > 0; wounds--)
            len = damage(replay, bytes, len);
        run(replay, "round", round, bytes, len);
    }
}

int main(int argc, char **argv)
{
    static struct replay replay = {.state = UINT64_C(0x9e3779b97f4a7c15), .rounds = EP_REPLAY_ROUNDS};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-v") == 0)
            replay.verbose = true;
        else if (strcmp(argv[i], "-n") == 0 && i + 1 < argc)
            replay.rounds = strtoul(argv[++i], NULL, 10);
        else if (!read_folder(&replay, argv[i]))
            return 1;
    }
    run(&replay, "empty", 0, NULL, 0);
    for (size_t i = 0; i < replay.seed_count; i++)
        run(&replay, "seed", i, replay.seeds[i].at, replay.seeds[i].len);
    run_series(&replay);
    printf("%zu seeds and %zu rounds survived\n", replay.seed_count, replay.rounds);
    for (size_t i = 0; i < replay.seed_count; i++)
        free(replay.seeds[i].at);
    return 0;
}
