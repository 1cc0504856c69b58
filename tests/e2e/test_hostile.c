/* Promise: whatever strangers do to a real node's port, it stays up, serves its own people meanwhile and afterwards, and
 * has as many descriptors and as much memory as before; and a recorded handshake opens nothing and changes nothing. */
#define _GNU_SOURCE
#include "proto/access.h"
#include "proto/frame.h"
#include "proto/session.h"
#include "tests/support/scene.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME1_BYTES 105
#define CROWD 1000
#define PATIENCE_MS 30000
#define FLAT_KB 16384 /* what an allocator may keep */

static struct org *wt(struct scene *scene)
{
    return stage_org(&scene->stage, "WT");
}

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int stranger(struct scene *scene)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)wt(scene)->port)};
    const int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
    return fd;
}

/* The node may have closed already: that is its right. */
static void say(int fd, const void *bytes, size_t len)
{
    (void)!send(fd, bytes, len, MSG_NOSIGNAL);
}

/* How many bytes come before the node closes; -1: it does not. */
static long until_closed(int fd)
{
    uint8_t bytes[4096];
    long total = 0;
    for (long end = now_ms() + PATIENCE_MS; now_ms() < end;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, 1000) <= 0)
            continue;
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got <= 0)
            return total;
        total += got;
    }
    return -1;
}

/* What the node uses, from /proc. */
struct use {
    long fds, rss_kb, cpu_ticks;
};

static long number_in(pid_t pid, const char *file, const char *before, unsigned skip)
{
    char path[64];
    char text[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *from = fopen(path, "r");
    if (from == NULL)
        return -1;
    size_t len = fread(text, 1, sizeof text - 1, from);
    fclose(from);
    text[len] = 0;
    const char *at = strstr(text, before);
    at = at != NULL ? at + strlen(before) : "";
    for (unsigned i = 0; i < skip && *at != 0; i++)
        at = at + strcspn(at, " ") + 1;
    return strtol(at, NULL, 10);
}

static struct use use_of(struct scene *scene)
{
    pid_t pid = wt(scene)->node.pid;
    struct use use = {.rss_kb = number_in(pid, "status", "VmRSS:", 0)};
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *folder = opendir(path);
    if (folder == NULL) {
        print_message("there is no /proc here\n");
        skip();
        return use;
    }
    while (readdir(folder) != NULL)
        use.fds++;
    use.fds -= 2; /* "." and ".." */
    closedir(folder);
    use.cpu_ticks = number_in(pid, "stat", ") ", 11) + number_in(pid, "stat", ") ", 12);
    return use;
}

/* Served, and soon as small as it was. */
static void is_well(struct scene *scene, const struct use *before)
{
    struct use now;
    scene_has(scene_says(scene, "WT", "team list\n"), "Team Oost");
    for (unsigned tries = 0; tries < 150; tries++) {
        now = use_of(scene);
        if (now.fds <= before->fds && now.rss_kb <= before->rss_kb + FLAT_KB)
            break;
        poll(NULL, 0, 200);
    }
    assert_in_range(now.fds, 1, before->fds);
    assert_in_range(now.rss_kb, 1, before->rss_kb + FLAT_KB);
    scene_has(scene_says(scene, "WT", "team list\n"), "Team Oost");
}

static int open_one(void **state)
{
    setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 0); /* else freed memory looks like used memory */
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    if (!stage_organisation(&scene->stage, "WT", "Wijkteam Oost", "gemeente", "Marja"))
        return -1;
    scene_says(scene, "WT", "team create 'Team Oost' Marja\n");
    return 0;
}

/* Frame 1 as someone sends it who knows the address and the link key, but no psk. */
static void make_frame1(struct scene *scene, uint8_t out[EP_FRAME_HEAD_BYTES + FRAME1_BYTES], uint8_t seed)
{
    uint8_t key[104];
    uint8_t ephemeral[32] = {seed, 1};
    uint8_t psk[32] = {2};
    uint8_t hint[EP_HINT_BYTES] = {3};
    char path[512];
    struct ep_dh_pair node;
    struct ep_dh_pair own;
    struct ep_session session = {.stage = EP_STAGE_NEW};
    stage_path(&scene->stage, path, "WT", "/node/node.key");
    FILE *file = fopen(path, "rb");
    assert_true(file != NULL && fread(key, 1, sizeof key, file) == sizeof key);
    fclose(file);
    ep_dh_pair_make(&node, key + 8);
    ep_dh_pair_make(&own, key + 40); /* any key but the node's own */
    ep_out frame = {out + EP_FRAME_HEAD_BYTES, 0, FRAME1_BYTES};
    struct ep_dial dial = {EP_MODE_USER, &own, node.public_key, psk, hint, ephemeral};
    assert_int_equal(ep_session_dial(&session, &dial, &frame), EP_OK);
    assert_int_equal(frame.len, FRAME1_BYTES);
    ep_frame_head(out, FRAME1_BYTES);
    ep_session_wipe(&session);
}

static uint32_t next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void random_bytes_do_no_harm(void **state)
{
    struct scene *scene = *state;
    uint32_t seed = 20261124;
    struct use before = use_of(scene);
    for (unsigned i = 0; i < 300; i++) {
        static uint8_t bytes[100000];
        size_t len = 1 + next(&seed) % (i % 10 == 0 ? sizeof bytes : 3000);
        for (size_t k = 0; k < len; k++)
            bytes[k] = (uint8_t)next(&seed);
        if (i % 3 == 0)
            memcpy(bytes, (const uint8_t[]){0, 0, 0, FRAME1_BYTES, EP_MODE_PEER},
                   len < 5 ? len : 5); /* past the head */
        if (i % 10 == 0)
            memcpy(bytes, (const uint8_t[]){0, (uint8_t)(1 + i / 10 % 3), 0, 0},
                   len < 4 ? len : 4); /* more than a frame holds */
        int fd = stranger(scene);
        say(fd, bytes, len);
        if (i % 50 == 0)
            scene_says(scene, "WT", "team list\n");
        close(fd);
    }
    is_well(scene, &before);
}

/* At once: a silent link that began before it is still there then. Tried more than once, since a slow machine may let
 * that one run out of time as well. */
static void is_hung_up_on(struct scene *scene, const uint8_t *bytes, size_t len)
{
    bool at_once = false;
    for (unsigned tries = 0; !at_once && tries < 4; tries++) {
        uint8_t byte = 0;
        int silent = stranger(scene);
        int fd = stranger(scene);
        say(fd, bytes, len);
        assert_int_equal(until_closed(fd), 0);
        at_once = recv(silent, &byte, 1, MSG_DONTWAIT) < 0;
        close(silent);
        close(fd);
    }
    assert_true(at_once);
}

static void a_false_length_or_mode_is_hung_up_on(void **state)
{
    static const uint8_t heads[][9] = {{0, 0, 0, 0, 1}, {0, 1, 0, 0, 1},       {0xff, 0xff, 0xff, 0xff, 1},
                                       {0, 0, 0, 1, 1}, {0, 0, 0, 3, 1, 2, 3}, {0, 0, 0, 5, 0, 0, 0, 0, 0}};
    struct scene *scene = *state;
    uint8_t frame[EP_FRAME_HEAD_BYTES + FRAME1_BYTES];
    struct use before = use_of(scene);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        is_hung_up_on(scene, heads[i], sizeof heads[i]);
    for (unsigned mode = 0; mode < 256; mode += 51) {
        make_frame1(scene, frame, 9);
        frame[EP_FRAME_HEAD_BYTES] = (uint8_t)mode;
        is_hung_up_on(scene, frame, sizeof frame);
    }
    is_well(scene, &before);
}

/* Half of frame 1, the whole of it, and the whole byte by byte; then silence. */
static void who_falls_silent_is_let_go_after_five_seconds(void **state)
{
    struct scene *scene = *state;
    uint8_t frame[EP_FRAME_HEAD_BYTES + FRAME1_BYTES];
    struct use before = use_of(scene);
    int fd[3];
    long began = now_ms();
    for (size_t i = 0; i < 3; i++)
        fd[i] = stranger(scene);
    make_frame1(scene, frame, 1);
    say(fd[0], frame, sizeof frame / 2);
    say(fd[1], frame, sizeof frame);
    make_frame1(scene, frame, 2);
    for (size_t i = 0; i < sizeof frame; i++) {
        say(fd[2], frame + i, 1);
        poll(NULL, 0, 5);
    }
    scene_says(scene, "WT", "team list\n");
    assert_int_equal(until_closed(fd[0]), 0);
    assert_true(now_ms() - began >= EP_HANDSHAKE_MS_MAX - EP_TICK_MS);
    long answer = until_closed(fd[1]);
    assert_true(answer > EP_FRAME_HEAD_BYTES); /* frame 2, since any stranger gets it */
    assert_int_equal(until_closed(fd[2]), answer);
    for (size_t i = 0; i < 3; i++)
        close(fd[i]);
    is_well(scene, &before);
}

static void a_thousand_silent_links_from_one_address_keep_nobody_out(void **state)
{
    struct scene *scene = *state;
    struct rlimit limit = {.rlim_cur = 0};
    static int fds[CROWD];
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max < 2 * CROWD ? limit.rlim_max : 2 * CROWD;
    if (limit.rlim_cur < CROWD + 100 || setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        print_message("this machine allows too few descriptors\n");
        skip();
    }
    struct use before = use_of(scene);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < CROWD; i++)
            fds[i] = stranger(scene);
        scene_has(scene_says(scene, "WT", "team list\n"), "Team Oost");
        struct use meanwhile = use_of(scene);
        assert_in_range(meanwhile.fds, 1, before.fds + EP_LINKS_PER_ADDRESS_MAX + 8);
        for (size_t i = 0; i < CROWD; i++)
            close(fds[i]);
        is_well(scene, &before);
    }
}

/* They connect and break off at once, some with a reset. */
static void a_storm_of_broken_links_does_no_harm(void **state)
{
    struct scene *scene = *state;
    struct use before = use_of(scene);
    for (unsigned i = 0; i < 3000; i++) {
        struct linger reset = {.l_onoff = 1, .l_linger = 0};
        int fd = stranger(scene);
        if (i % 2 == 0)
            assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), 0);
        if (i % 3 == 0)
            say(fd, "\0\0\0\151", 4);
        close(fd);
    }
    is_well(scene, &before);
}

/* What a node has on disk: the database and its log. */
static size_t disk_of(struct scene *scene, uint8_t *out, size_t cap)
{
    static const char *const names[] = {"/node/eenpland.db", "/node/eenpland.db-wal"};
    size_t len = 0;
    for (size_t i = 0; i < 2; i++) {
        char path[512];
        stage_path(&scene->stage, path, "WT", names[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL)
            continue;
        len += fread(out + len, 1, cap - len, file);
        fclose(file);
    }
    assert_true(len > 4096 && len < cap);
    return len;
}

/* What a served client said to the node, from the relay's record: frame 1, and some of what followed. */
static size_t record_client(struct scene *scene, uint8_t *out, size_t cap)
{
    char path[512];
    stage_path(&scene->stage, path, "opname/", "WT");
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long from = ftell(file);
    scene_says(scene, "WT", "team list\n");
    assert_int_equal(fseek(file, from, SEEK_SET), 0);
    size_t len = fread(out, 1, cap, file);
    fclose(file);
    assert_true(len > EP_FRAME_HEAD_BYTES + FRAME1_BYTES);
    assert_int_equal(ep_u32_take(out), FRAME1_BYTES);
    return len;
}

static void a_recorded_handshake_opens_nothing_and_changes_nothing(void **state)
{
    struct scene *scene = *state;
    static uint8_t disk[2][4 << 20];
    uint8_t said[8192];
    int fd[20];
    size_t len = record_client(scene, said, sizeof said);
    struct use before = use_of(scene);
    size_t disk_len = disk_of(scene, disk[0], sizeof disk[0]);
    long answer = 0;
    for (size_t i = 0; i < 20; i++) {
        fd[i] = stranger(scene);
        say(fd[i], said, i < 10 ? EP_FRAME_HEAD_BYTES + FRAME1_BYTES : len); /* the other half: all that was recorded */
    }
    for (size_t i = 0; i < 10; i++) {
        long got = until_closed(fd[i]);
        answer = i == 0 ? got : answer;
        assert_int_equal(got, answer); /* frame 2, and nothing behind it */
    }
    assert_in_range(answer, EP_FRAME_HEAD_BYTES + 1, 200);
    for (size_t i = 10; i < 20; i++) {
        assert_in_range(until_closed(fd[i]), 0, answer);
        close(fd[i]);
    }
    for (size_t i = 0; i < 10; i++)
        close(fd[i]);
    assert_int_equal(disk_of(scene, disk[1], sizeof disk[1]), disk_len);
    assert_memory_equal(disk[0], disk[1], disk_len);
    is_well(scene, &before);
}

/* With no descriptor left it waits, without turning in circles, and goes on by itself. */
static void a_node_without_descriptors_waits_and_goes_on(void **state)
{
    struct scene *scene = *state;
    struct use before = use_of(scene);
    pid_t pid = wt(scene)->node.pid;
    struct rlimit old;
    int fds[40];
    struct rlimit few = {.rlim_cur = (rlim_t)before.fds + 3};
    assert_int_equal(prlimit(pid, RLIMIT_NOFILE, NULL, &old), 0);
    few.rlim_max = old.rlim_max;
    assert_int_equal(prlimit(pid, RLIMIT_NOFILE, &few, NULL), 0);
    for (size_t i = 0; i < 40; i++)
        fds[i] = stranger(scene); /* the kernel takes them; the node cannot */
    poll(NULL, 0, 1000);
    struct use began = use_of(scene);
    poll(NULL, 0, 4000);
    struct use ended = use_of(scene);
    assert_in_range(ended.fds, before.fds, before.fds + 3); /* all that it may have are in use */
    assert_true(ended.cpu_ticks - began.cpu_ticks < 2 * sysconf(_SC_CLK_TCK));
    for (size_t i = 0; i < 40; i++)
        close(fds[i]);
    scene_until(scene, "WT", "team list\n", "Team Oost"); /* still with few */
    assert_int_equal(prlimit(pid, RLIMIT_NOFILE, &old, NULL), 0);
    is_well(scene, &before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(a_false_length_or_mode_is_hung_up_on),
        cmocka_unit_test(who_falls_silent_is_let_go_after_five_seconds),
        cmocka_unit_test(a_thousand_silent_links_from_one_address_keep_nobody_out),
        cmocka_unit_test(a_storm_of_broken_links_does_no_harm),
        cmocka_unit_test(a_recorded_handshake_opens_nothing_and_changes_nothing),
        cmocka_unit_test(a_node_without_descriptors_waits_and_goes_on),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, open_one, scene_close);
}
