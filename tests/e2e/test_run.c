/* Promise: a file of commands unlocks once and stops at the line that fails; bad vaults, configurations and folders are
 * refused with a message that says what to do, and change nothing; help and completion exist for every command. */
#define _XOPEN_SOURCE 700
#include "cli/command.h"
#include "tests/support/scene.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 30000

static int open_one(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    return stage_organisation(&scene->stage, "WT", "Wijkteam Oost", "gemeente", "Marja") ? 0 : -1;
}

static struct ep_play *run_file(struct scene *scene, const char *text)
{
    char path[512];
    stage_path(&scene->stage, path, "opdrachten.txt", "");
    assert_true(ep_play_write(path, text));
    return scene_start(scene, "WT", (const char *const[]){"run", path, NULL});
}

/* Any program with arguments; ended by scene_drop. */
static struct ep_play *start(struct scene *scene, const char *const argv[])
{
    assert_true(scene->starts < STARTED_MAX);
    struct ep_play *play = &scene->started[scene->starts];
    assert_true(ep_play_start(play, argv, NULL));
    scene->starts++;
    return play;
}

static void node_refuses(struct scene *scene, ep_err why, const char *what)
{
    char program[512];
    char folder[512];
    snprintf(program, sizeof program, "%s/eenpland", EP_BIN_DIR);
    stage_path(&scene->stage, folder, "WT", "/node");
    struct ep_play *play = start(scene, (const char *const[]){program, folder, NULL});
    scene_ends(play, why);
    scene_has(play->text, ep_err_row(why)->next[1]);
    scene_has(play->text, what);
}

static void a_file_of_commands_is_played(void **state)
{
    struct scene *scene = *state;
    struct ep_play *play =
        run_file(scene, "# wat dan ook\n\nteam create 'Team Oost' Marja\nhuishouden create Testgezin\n"
                        "lid add Testgezin \"Noor Testkind\" --rol kind\nshow Testgezin\n");
    scene_ends(play, EP_OK);
    scene_has(play->text, "Noor Testkind");
}

static void a_run_asks_for_the_passphrase_once(void **state)
{
    struct scene *scene = *state;
    char program[512];
    char path[512];
    char passphrase[256] = "";
    snprintf(program, sizeof program, "%s/eenplan", EP_BIN_DIR);
    stage_path(&scene->stage, path, "opdrachten.txt", "");
    assert_true(ep_play_write(path, "team create Eerste Marja\nteam create Tweede Marja\nteam list\n"));
    FILE *file = fopen(scene->stage.passphrase, "r");
    assert_non_null(file);
    assert_non_null(fgets(passphrase, sizeof passphrase, file));
    fclose(file);
    struct ep_play *play = start(scene, (const char *const[]){program, "--kleine-kluis", "--kluis",
                                                              stage_kluis(&scene->stage, "WT"), "run", path, NULL});
    assert_true(ep_play_type(play, passphrase));
    scene_ends(play, EP_OK);
    scene_has(play->text, "Tweede ");
    const char *asked = strstr(play->text, "Wachtzin:");
    assert_non_null(asked);
    assert_null(strstr(asked + 1, "Wachtzin:"));
}

static void a_run_stops_at_the_first_line_that_fails_and_names_it(void **state)
{
    struct scene *scene = *state;
    struct ep_play *play = run_file(scene, "team create Eerste Marja\n\nshow Nergens\nteam create Tweede Marja\n");
    scene_ends(play, EP_HUISHOUDEN_UNKNOWN);
    scene_has(play->text, "opdrachten.txt:3: ");
    const char *screen = scene_says(scene, "WT", "team list\n");
    scene_has(screen, "Eerste");
    scene_lacks(screen, "Tweede");
    play = run_file(scene, "team create 'Derde Marja\n");
    scene_ends(play, EP_USAGE);
    scene_has(play->text, "opdrachten.txt:1: ");
    play = run_file(scene, "team maken Vierde\n");
    scene_ends(play, EP_USAGE);
    scene_has(play->text, "opdrachten.txt:1: ");
    scene_ends(scene_start(scene, "WT", (const char *const[]){"run", "/nergens/opdrachten", NULL}), EP_FILE);
}

static void a_wrong_passphrase_opens_nothing(void **state)
{
    struct scene *scene = *state;
    assert_true(ep_play_write(scene->stage.passphrase, "een heel andere zin\n"));
    struct ep_play *play = scene_start(scene, "WT", (const char *const[]){"team", "list", NULL});
    scene_ends(play, EP_WRONG_PASSPHRASE);
    scene_has(play->text, ep_err_row(EP_WRONG_PASSPHRASE)->next[1]);
}

/* Rewrite the middle byte of a file, or cut it. */
static void damage(const char *path, bool cut)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    if (cut) {
        assert_int_equal(truncate(path, about.st_size / 2), 0);
        return;
    }
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fseek(file, 0, SEEK_SET);
    fputc('X', file);
    fclose(file);
}

static void a_damaged_vault_is_said_to_be_damaged(void **state)
{
    struct scene *scene = *state;
    damage(stage_kluis(&scene->stage, "WT"), true);
    scene_ends(scene_start(scene, "WT", (const char *const[]){"team", "list", NULL}), EP_VAULT_DAMAGED);
    damage(stage_kluis(&scene->stage, "WT.autoriteit"), false);
    scene_ends(scene_start(scene, "WT.autoriteit", (const char *const[]){"peer", "list", NULL}), EP_VAULT_DAMAGED);
    scene_ends(scene_start(scene, "/nergens/x.kluis", (const char *const[]){"peer", "list", NULL}), EP_FILE);
}

static void a_vault_beside_the_node_stops_it(void **state)
{
    struct scene *scene = *state;
    char path[512];
    stage_node_off(stage_org(&scene->stage, "WT"));
    stage_path(&scene->stage, path, "WT", "/node/steward.kluis");
    assert_int_equal(rename(stage_kluis(&scene->stage, "WT"), path), 0);
    node_refuses(scene, EP_VAULTS_BESIDE, "steward.kluis");
}

static void org_create_keeps_vaults_and_node_apart_and_overwrites_nothing(void **state)
{
    struct scene *scene = *state;
    char program[512];
    char map[512];
    char kluizen[512];
    snprintf(program, sizeof program, "%s/eenplan", EP_BIN_DIR);
    stage_path(&scene->stage, map, "nieuw", "");
    stage_path(&scene->stage, kluizen, "WT", "/kluizen");
    const char *argv[] = {program,
                          "--kleine-kluis",
                          "--wachtzin-bestand",
                          scene->stage.passphrase,
                          "org",
                          "create",
                          "--naam",
                          "Nieuw",
                          "--soort",
                          "school",
                          "--beheerder",
                          "Ni",
                          "--adres",
                          "127.0.0.1:9",
                          "--map",
                          map,
                          "--kluizen",
                          map,
                          NULL};
    scene_ends(start(scene, argv), EP_VAULTS_BESIDE);
    assert_int_not_equal(access(map, F_OK), 0);
    argv[17] = kluizen;
    argv[13] = "nergens";
    scene_ends(start(scene, argv), EP_USAGE);
    assert_int_not_equal(access(map, F_OK), 0);
    argv[13] = "127.0.0.1:9";
    scene_ends(start(scene, argv), EP_EXISTS); /* the vaults of WT are there already */
    assert_int_not_equal(access(map, F_OK), 0);
    scene_says(scene, "WT", "team list\n");
}

static void a_configuration_that_is_wrong_is_refused_with_its_line(void **state)
{
    static const char *const wrong[] = {"[node]\nlisten = 127.0.0.1:1\nkleur = rood\n", "[node]\n\nlisten = overal\n",
                                        "[node]\n\n[knooppunt]\nlisten = 127.0.0.1:1\n", "[node]\n\nzomaar iets\n"};
    static const char *const line[] = {"node.ini:3", "node.ini:3", "node.ini:3", "node.ini:3"};
    struct scene *scene = *state;
    char path[512];
    stage_node_off(stage_org(&scene->stage, "WT"));
    stage_path(&scene->stage, path, "WT", "/node/node.ini");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_true(ep_play_write(path, wrong[i]));
        node_refuses(scene, EP_CONFIG_INVALID, line[i]);
    }
    assert_int_equal(unlink(path), 0);
    node_refuses(scene, EP_CONFIG_INVALID, "node.ini");
}

static void node_keys_that_others_can_read_or_that_are_damaged_are_refused(void **state)
{
    struct scene *scene = *state;
    char path[512];
    stage_node_off(stage_org(&scene->stage, "WT"));
    stage_path(&scene->stage, path, "WT", "/node/node.key");
    assert_int_equal(chmod(path, 0640), 0);
    node_refuses(scene, EP_NODE_KEYS, "0600");
    assert_int_equal(chmod(path, 0600), 0);
    damage(path, false);
    node_refuses(scene, EP_NODE_KEYS, "node.key");
    assert_int_equal(unlink(path), 0);
    node_refuses(scene, EP_NODE_KEYS, "node.key");
}

/* The file gets these bytes at a place, and is cut or made as long as asked; then it is refused, and stays as it is. */
static void database_refused(struct scene *scene, ep_err why, long at, const char *bytes, size_t len, long cut)
{
    static char good[4 << 20];
    static char bad[2][4 << 20];
    size_t size[2] = {0, 0};
    char path[512];
    stage_path(&scene->stage, path, "WT", "/node/eenpland.db");
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    size_t whole = fread(good, 1, sizeof good, file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    if (cut >= 0)
        assert_int_equal(truncate(path, cut), 0);
    for (size_t i = 0; i < 2; i++) {
        file = fopen(path, "rb");
        assert_non_null(file);
        size[i] = fread(bad[i], 1, sizeof bad[i], file);
        assert_int_equal(fclose(file), 0);
        if (i == 0)
            node_refuses(scene, why, "eenpland.db");
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bad[0], bad[1], size[0]);
    file = fopen(path, "wb");
    assert_true(file != NULL && fwrite(good, 1, whole, file) == whole);
    assert_int_equal(fclose(file), 0);
    scene_drop((void **)&scene);
}

static void a_damaged_or_newer_database_is_refused_and_left_alone(void **state)
{
    struct scene *scene = *state;
    struct org *wt = stage_org(&scene->stage, "WT");
    char page[4096];
    scene_says(scene, "WT", "team create 'Team Oost' Marja\n");
    stage_node_off(wt);
    memset(page, 'Z', sizeof page);
    database_refused(scene, EP_STORE_DAMAGED, 0, page, 100, -1);
    database_refused(scene, EP_STORE_DAMAGED, 4096, page, sizeof page, -1);
    database_refused(scene, EP_STORE_DAMAGED, 0, "S", 1, 8192);
    database_refused(scene, EP_STORE_DAMAGED, 0, "S", 1, 10);
    database_refused(scene, EP_STORE_DAMAGED, 0, "S", 1, 0);
    database_refused(scene, EP_STORE_NEWER, 60, "\0\0\0\310", 4, -1);
    assert_true(stage_node_on(&scene->stage, wt)); /* nothing else was wrong */
    scene_has(scene_says(scene, "WT", "team list\n"), "Team Oost");
}

static void a_new_node_without_good_first_files_says_so_and_begins_when_they_are_back(void **state)
{
    static const char *const names[] = {"/node/first.statements", "/node/first.access"};
    struct scene *scene = *state;
    struct org *wt = stage_org(&scene->stage, "WT");
    char path[512];
    char aside[512];
    stage_node_off(wt);
    stage_path(&scene->stage, path, "WT", "/node/eenpland.db");
    assert_int_equal(unlink(path), 0);
    for (size_t i = 0; i < 2; i++) {
        char copy[2048];
        stage_path(&scene->stage, path, "WT", names[i]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t len = fread(copy, 1, sizeof copy, file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(truncate(path, (off_t)len - 1), 0);
        node_refuses(scene, EP_FIRST_FILES, "/node");
        file = fopen(path, "wb");
        assert_true(file != NULL && fwrite(copy, 1, len, file) == len);
        assert_int_equal(fclose(file), 0);
    }
    stage_path(&scene->stage, path, "WT", names[0]);
    stage_path(&scene->stage, aside, "WT", "/terzijde");
    assert_int_equal(rename(path, aside), 0);
    node_refuses(scene, EP_FIRST_FILES, "/node");
    assert_int_equal(rename(aside, path), 0);
    assert_true(stage_node_on(&scene->stage, wt));
    scene_says(scene, "WT", "team list\n");
}

static void one_folder_has_one_node_and_one_port_too(void **state)
{
    struct scene *scene = *state;
    char path[512];
    char text[128];
    node_refuses(scene, EP_STORE_BUSY, "eenpland.db");
    scene_says(scene, "WT", "team list\n"); /* the first one goes on */
    struct org *wt = stage_org(&scene->stage, "WT");
    stage_node_off(wt);
    stage_path(&scene->stage, path, "WT", "/node/node.ini");
    snprintf(text, sizeof text, "[node]\nlisten = 127.0.0.1:%u\n",
             wt->relay_port); /* something listens there: the relay */
    assert_true(ep_play_write(path, text));
    snprintf(text, sizeof text, "127.0.0.1:%u", wt->relay_port);
    node_refuses(scene, EP_PORT_IN_USE, text);
}

static void every_command_has_help_in_two_languages_and_needs_no_vault(void **state)
{
    struct scene *scene = *state;
    char program[512];
    snprintf(program, sizeof program, "%s/eenplan", EP_BIN_DIR);
    for (size_t i = 0; ep_commands[i] != NULL; i++)
        for (int en = 0; en < 2; en++) {
            char name[64];
            const char *argv[8] = {program, "--taal", en ? "en" : "nl"};
            size_t count = 3;
            snprintf(name, sizeof name, "%s", ep_commands[i]->name);
            char *rest = NULL;
            for (char *word = strtok_r(name, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
                argv[count++] = word;
            argv[count] = "--help";
            struct ep_play *play = start(scene, argv);
            scene_ends(play, EP_OK);
            scene_has(play->text, ep_commands[i]->summary[en ? 0 : 1]);
            scene_has(play->text, en ? "Usage: " : "Gebruik: ");
            scene_drop(state);
        }
}

static void output_is_english_when_asked_for(void **state)
{
    struct scene *scene = *state;
    struct ep_play *play = scene_start(scene, "WT", (const char *const[]){"--taal", "en", "show", "Nowhere", NULL});
    assert_int_equal(ep_play_wait(play, WAIT_MS), ep_err_row(EP_HUISHOUDEN_UNKNOWN)->exit_status);
    scene_has(play->text, ep_err_row(EP_HUISHOUDEN_UNKNOWN)->text[0]);
    scene_has(play->text, ep_err_row(EP_HUISHOUDEN_UNKNOWN)->next[0]);
    scene_lacks(play->text, ep_err_row(EP_HUISHOUDEN_UNKNOWN)->text[1]);
    scene_says(scene, "WT", "team create 'Team Oost' Marja\nhuishouden create Household\n");
    play = scene_start(scene, "WT", (const char *const[]){"--taal", "en", "show", "Household", NULL});
    scene_ends(play, EP_OK);
    scene_has(play->text, "other organisations — unknown: not shared");
    scene_lacks(play->text, "onbekend");
    scene_ends(scene_start(scene, "WT", (const char *const[]){"--taal", "fr", "team", "list", NULL}), EP_USAGE);
}

static void bash_accepts_the_completion(void **state)
{
    struct scene *scene = *state;
    char program[512];
    char path[512];
    if (access("/bin/bash", X_OK) != 0) {
        print_message("skipped: there is no /bin/bash here\n");
        skip();
    }
    snprintf(program, sizeof program, "%s/eenplan", EP_BIN_DIR);
    struct ep_play *play = start(scene, (const char *const[]){program, "completion", "bash", NULL});
    scene_ends(play, EP_OK);
    scene_has(play->text, "complete ");
    stage_path(&scene->stage, path, "aanvulling", "");
    const char *script = strchr(play->text, '#'); /* behind the notes on standard error */
    assert_true(ep_play_write(path, script != NULL ? script : play->text));
    play = start(scene, (const char *const[]){"/bin/bash", "-n", path, NULL});
    scene_ends(play, EP_OK);
    assert_int_equal(play->len, 0);
    struct ep_play *words =
        start(scene, (const char *const[]){
                         "/bin/bash", "-c",
                         "source \"$0\"; COMP_WORDS=(eenplan grant ''); COMP_CWORD=2; "
                         "f=$(complete -p eenplan | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $f; echo \"${COMPREPLY[*]}\"",
                         path, NULL});
    scene_ends(words, EP_OK);
    scene_has(words->text, "withdraw");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_one, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_of_commands_is_played),
        TEST(a_run_asks_for_the_passphrase_once),
        TEST(a_run_stops_at_the_first_line_that_fails_and_names_it),
        TEST(a_wrong_passphrase_opens_nothing),
        TEST(a_damaged_vault_is_said_to_be_damaged),
        TEST(a_vault_beside_the_node_stops_it),
        TEST(org_create_keeps_vaults_and_node_apart_and_overwrites_nothing),
        TEST(a_configuration_that_is_wrong_is_refused_with_its_line),
        TEST(node_keys_that_others_can_read_or_that_are_damaged_are_refused),
        TEST(a_damaged_or_newer_database_is_refused_and_left_alone),
        TEST(a_new_node_without_good_first_files_says_so_and_begins_when_they_are_back),
        TEST(one_folder_has_one_node_and_one_port_too),
        TEST(every_command_has_help_in_two_languages_and_needs_no_vault),
        TEST(output_is_english_when_asked_for),
        TEST(bash_accepts_the_completion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
