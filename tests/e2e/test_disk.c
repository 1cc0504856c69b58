/* Promise: a node whose disk is full stays up, refuses new work by name, goes on showing what it has, and lets people
 * withdraw, up to the receipt; with room again it goes on without a restart. On small disks of its own, which only root can
 * make. */
#define _GNU_SOURCE
#include "tests/support/scene.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define GOAL "Elke dag ontbijt"
#define RECEIPT "Jeugdhulp De Brug: verwijderd op "
#define WRITE "write doel Testgezin --lid 'Noor Testkind' --titel '%s' --status loopt --horizon kort\n"
#define DISK "size=24m" /* more than the 16 MiB from which there is room again */

/* Mounts of our own that end with us, whatever happens. */
static bool own_mounts(void)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void copy(const char *from, const char *to)
{
    static char bytes[1 << 20];
    int in = open(from, O_RDONLY);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t got = 1; got > 0;) {
        got = read(in, bytes, sizeof bytes);
        assert_true(got >= 0 && write(out, bytes, (size_t)got) == got);
    }
    close(in);
    close(out);
}

/* The node's database moves to a small disk. */
static void shrink(struct scene *scene, const char *code)
{
    struct stage *stage = &scene->stage;
    char disk[512];
    char path[2][512];
    stage_path(stage, disk, code, "/schijf");
    assert_int_equal(mkdir(disk, 0700), 0);
    assert_int_equal(mount("tmpfs", disk, "tmpfs", 0, DISK), 0);
    stage_node_off(stage_org(stage, code));
    stage_path(stage, path[0], code, "/node/eenpland.db");
    stage_path(stage, path[1], code, "/schijf/eenpland.db");
    copy(path[0], path[1]);
    assert_int_equal(unlink(path[0]), 0);
    stage_path(stage, path[0], code, "/node/eenpland.db.keystore");
    stage_path(stage, path[1], code, "/schijf/eenpland.db.keystore");
    copy(path[0], path[1]);
    stage_path(stage, path[1], code, "/schijf/eenpland.db");
    stage_path(stage, path[0], code, "/node/node.ini");
    FILE *ini = fopen(path[0], "a");
    assert_non_null(ini);
    fprintf(ini, "database = %s\n", path[1]);
    assert_int_equal(fclose(ini), 0);
    assert_true(stage_node_on(stage, stage_org(stage, code)));
}

/* Another program takes every byte that is left. */
static void fill(struct scene *scene, const char *code)
{
    static const char bytes[4096];
    char path[512];
    ssize_t put = 1;
    stage_path(&scene->stage, path, code, "/schijf/vulling");
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    assert_true(file >= 0);
    for (size_t n = 0; put > 0 && n < 16384; n++)
        put = write(file, bytes, sizeof bytes);
    assert_true(put <= 0);
    close(file);
}

static void make_room(struct scene *scene, const char *code)
{
    char path[512];
    stage_path(&scene->stage, path, code, "/schijf/vulling");
    assert_int_equal(unlink(path), 0);
}

static int open_small(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    char line[256];
    scene_joined(scene);
    snprintf(line, sizeof line, WRITE, GOAL);
    scene_says(scene, "Eva", line);
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    shrink(scene, "WT");
    shrink(scene, "JH");
    return 0;
}

static int close_small(void **state)
{
    struct scene *scene = *state;
    for (size_t i = 0; i < scene->stage.orgs; i++) {
        char disk[512];
        stage_node_off(&scene->stage.org[i]);
        stage_path(&scene->stage, disk, scene->stage.org[i].code, "/schijf");
        umount2(disk, MNT_DETACH);
    }
    return scene_close(state);
}

static void a_full_disk_refuses_work_shows_what_there_is_and_goes_on_with_room(void **state)
{
    struct scene *scene = *state;
    char line[256];
    pid_t node = stage_org(&scene->stage, "WT")->node.pid;
    fill(scene, "WT");
    snprintf(line, sizeof line, WRITE, "Later doel");
    scene_refused(scene, "Eva", line, EP_DISK_FULL);
    scene_refused(scene, "Eva", "huishouden create 'Nog een gezin'\n", EP_DISK_FULL);
    const char *screen = scene_says(scene, "Eva", "show Testgezin\n");
    scene_has(screen, GOAL);
    scene_lacks(screen, "Later doel");
    scene_has(scene_says(scene, "Eva", "team list\n"), "Team De Brug");
    make_room(scene, "WT");
    scene_says(scene, "Eva", line);
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Later doel");
    assert_int_equal(kill(node, 0), 0);
    assert_int_equal(stage_org(&scene->stage, "WT")->node.pid, node);
}

static void a_withdrawal_passes_two_full_disks_and_the_content_is_gone(void **state)
{
    struct scene *scene = *state;
    fill(scene, "WT");
    fill(scene, "JH");
    poll(NULL, 0, 2500); /* both look at their disk; and what fills it goes on and takes what it can get */
    fill(scene, "WT");
    fill(scene, "JH");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), GOAL);
    fill(scene, "WT");
    fill(scene, "JH");
    scene_says(scene, "Eva", "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n");
    scene_has(scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT), "ingetrokken");
    scene_lacks(scene_says(scene, "JH", "huishouden list\n"), "Noor Testkind");
}

static void a_node_starts_on_a_full_disk(void **state)
{
    struct scene *scene = *state;
    struct org *wt = stage_org(&scene->stage, "WT");
    char line[256];
    stage_node_off(wt);
    fill(scene, "WT");
    assert_true(stage_node_on(&scene->stage, wt));
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), GOAL);
    snprintf(line, sizeof line, WRITE, "Later doel");
    scene_refused(scene, "Eva", line, EP_DISK_FULL);
    scene_says(scene, "Eva", "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n");
    scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_small, close_small)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_full_disk_refuses_work_shows_what_there_is_and_goes_on_with_room),
        TEST(a_withdrawal_passes_two_full_disks_and_the_content_is_gone),
        TEST(a_node_starts_on_a_full_disk),
    };
    if (!own_mounts()) {
        printf("skipped: only root can make a small disk\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
