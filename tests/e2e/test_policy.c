/* Promise: the law is data that an organisation can take out, change and put back without a restart; a wrong file is
 * refused with file, line and reason, and the node goes on with the old one. PROTOCOL.md 6.3. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define VITAL                                                                                         \
    "grant add Testgezin --lid 'Noor Testkind' --aan 'Jeugdhulp De Brug' --domeinen plan --niveau 1 " \
    "--grondslag vitaal_belang --dagen 2 --motivering 'levensgevaar, geen andere weg'\n"

static void path_of(struct scene *scene, char out[600], const char *file)
{
    char folder[512];
    stage_path(&scene->stage, folder, "WT", "");
    snprintf(out, 600, "%s/%s", folder, file);
}

/* The node of WT uses a folder of its own, as its operator took it out. */
static int open_own_policy(void **state)
{
    char folder[600];
    char ini[600];
    char line[700];
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    scene_household(scene);
    path_of(scene, folder, "beleid");
    path_of(scene, ini, "node/node.ini");
    snprintf(line, sizeof line, "policy export %s\n", folder);
    scene_says(scene, "Eva", line);
    scene_refused(scene, "Eva", line, EP_EXISTS); /* never over files that somebody changed */
    stage_node_off(stage_org(&scene->stage, "WT"));
    FILE *file = fopen(ini, "a");
    assert_non_null(file);
    assert_true(fprintf(file, "policy = %s\n", folder) > 0 && fclose(file) == 0);
    return stage_node_on(&scene->stage, stage_org(&scene->stage, "WT")) ? 0 : -1;
}

/* Replace the first `from` in a file of the policy. */
static void change(struct scene *scene, const char *name, const char *from, const char *to)
{
    static char text[65536];
    static char changed[65536 + 256];
    char path[600];
    char file_name[64];
    snprintf(file_name, sizeof file_name, "beleid/%s", name);
    path_of(scene, path, file_name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    char *at = strstr(text, from);
    assert_non_null(at);
    *at = 0;
    snprintf(changed, sizeof changed, "%s%s%s", text, to, at + strlen(from));
    assert_true(ep_play_write(path, changed));
}

/* The node reads again; until its log says so. */
static void read_again(struct scene *scene, const char *says)
{
    static char text[65536];
    char log[600];
    path_of(scene, log, "node/log");
    assert_int_equal(kill(stage_org(&scene->stage, "WT")->node.pid, SIGHUP), 0);
    for (unsigned ms = 0; ms < 10000; ms += 20) {
        FILE *file = fopen(log, "r");
        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = 0;
        fclose(file);
        if (strstr(text, says) != NULL)
            return;
        struct timespec pause = {.tv_nsec = 20000000};
        nanosleep(&pause, NULL);
    }
    fail_msg("the node never said %s", says);
}

static void test_a_wrong_file_is_named_and_the_node_keeps_the_old_policy(void **state)
{
    struct scene *scene = *state;
    change(scene, "grondslag.ini", "[vitaal_belang]\n", "[vitaal_belang]\nkleur = blauw\n");
    read_again(scene, "onbekende sleutel: kleur");
    scene_has(scene_says(scene, "Eva", VITAL), "Deelbesluit"); /* as it was */
}

static void test_a_right_one_is_used_at_once(void **state)
{
    struct scene *scene = *state;
    change(scene, "grondslag.ini", "[vitaal_belang]\nnaam = Vitaal belang\naan = ja",
           "[vitaal_belang]\nnaam = Vitaal belang\naan = nee");
    change(scene, "termijn.ini", "versie = 1", "versie = 2");
    read_again(scene, "policy version 2");
    scene_refused(scene, "Eva", VITAL, EP_GRONDSLAG_UNKNOWN); /* by the node: the client's policy still has it on */
}

/* No vault is needed to look at the policy of a folder. */
static void policy_line(const char *folder, const char *name, char line[128])
{
    struct ep_play play = {.in = -1, .out = -1};
    const char *const argv[] = {EP_BIN_DIR "/eenplan", "--beleid", folder, "policy", "show", NULL};
    assert_true(ep_play_start(&play, argv, NULL));
    assert_int_equal(ep_play_wait(&play, 20000), 0);
    const char *at = strstr(play.text, name);
    assert_non_null(at);
    snprintf(line, 128, "%.*s", (int)strcspn(at, "\n"), at);
    ep_play_free(&play);
}

/* Which policy was looked at, and which is used, is compared by fingerprints. */
static void test_a_policy_has_a_version_and_a_fingerprint_for_each_file(void **state)
{
    struct scene *scene = *state;
    char folder[600];
    char shipped[128];
    char own[128];
    path_of(scene, folder, "beleid");
    policy_line(EP_POLICY_DIR, "versie", own);
    assert_string_equal(own, "versie 1");
    policy_line(EP_POLICY_DIR, "grondslag.ini", shipped);
    policy_line(folder, "grondslag.ini", own);
    assert_string_equal(own, shipped);
    change(scene, "grondslag.ini", "niveau = 3", "niveau = 2");
    policy_line(folder, "grondslag.ini", own);
    assert_string_not_equal(own, shipped);
    policy_line(EP_POLICY_DIR, "leeftijd.ini", shipped);
    policy_line(folder, "leeftijd.ini", own);
    assert_string_equal(own, shipped);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_own_policy, scene_close)
    const struct CMUnitTest tests[] = {
        TEST(test_a_wrong_file_is_named_and_the_node_keeps_the_old_policy),
        TEST(test_a_right_one_is_used_at_once),
        TEST(test_a_policy_has_a_version_and_a_fingerprint_for_each_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
