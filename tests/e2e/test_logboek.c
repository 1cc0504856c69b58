/* Promise: what two other organisations heard of a log shows whether anybody changed it since, also who has the database
 * and the machine. WT's log is looked after; JH and GG are its witnesses. PROTOCOL.md 9.4. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct look {
    struct scene *scene;
    char database[512], file[2][512];
};

static struct look look;

/* What they show of WT's log, as a file that was sent. Nothing but the roots stands in it. */
static void send_roots(const char *witness, const char *path)
{
    char text[16384];
    size_t len = 0;
    const char *screen =
        scene_until(look.scene, witness, "log roots --org 'Wijkteam Oost'\n", " 4 "); /* the rows as of midnight */
    for (const char *line = screen; line != NULL && *line != 0; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t chars = strcspn(line, "\r\n");
        if (chars > 300 && line[4] == '-' && line[7] == '-' && len + chars + 2 < sizeof text)
            len += (size_t)snprintf(text + len, sizeof text - len, "%.*s\n", (int)chars, line);
    }
    assert_true(len > 0 && ep_play_write(path, text));
}

static const char *verify(ep_err why)
{
    char line[1100];
    snprintf(line, sizeof line, "log verify %s %s\n", look.file[0], look.file[1]);
    return why == EP_OK ? scene_says(look.scene, "WT.autoriteit", line)
                        : scene_refused(look.scene, "WT.autoriteit", line, why);
}

static int open_witnessed(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    struct stage *stage = &scene->stage;
    look.scene = scene;
    if (!stage_organisation(stage, "WT", "Wijkteam Oost", "gemeente", "Marja") || !stage_user(stage, "WT", "Eva") ||
        !stage_organisation(stage, "JH", "Jeugdhulp De Brug", "jeugdhulp", "Joost") ||
        !stage_organisation(stage, "GG", "GGD Oost", "ggd", "Gerda") || !stage_pair(stage, "WT", "JH") ||
        !stage_pair(stage, "WT", "GG"))
        return -1;
    stage_path(stage, look.database, "WT", "/node/eenpland.db");
    stage_path(stage, look.file[0], "JH", "/wortels");
    stage_path(stage, look.file[1], "GG", "/wortels");
    scene_says(scene, "WT", "team create 'Team Oost' Eva\n");
    scene_says(scene, "Eva", "huishouden create Testgezin\n");
    for (size_t i = 0; i < 3; i++)
        scene_says(scene, "Eva", "show Testgezin\n");
    if (!stage_clock(stage, 1))
        return -1;
    stage_node_off(stage_org(stage, "WT")); /* a position is said with what it receives, and in a new session */
    return stage_node_on(stage, stage_org(stage, "WT")) ? 0 : -1;
}

static void an_honest_log_is_what_two_witnesses_heard(void **state)
{
    struct scene *scene = *state;
    scene_has(scene_says(scene, "WT.autoriteit", "log list --gebruiker Eva\n"), "Eva");
    const char *json = scene_says(scene, "WT.autoriteit", "log list --gebruiker Eva --json\n");
    scene_has(json, "\"formaat\": \"eenplan-logboek-1\"");
    scene_has(json, "\"soort\": \"inzage\"");
    scene_lacks(json, "\"soort\": \"logboek\""); /* which is the authority's */
    json = scene_says(scene, "JH.autoriteit", "log roots --org 'Wijkteam Oost' --json\n");
    scene_has(json, "\"formaat\": \"eenplan-wortels-1\"");
    scene_has(json, "\"bewijs\": \"");
    scene_refused(scene, "Eva", "log list\n", EP_NOT_ALLOWED);
    send_roots("JH.autoriteit", look.file[0]);
    send_roots("GG.autoriteit", look.file[1]);
    const char *screen = verify(EP_OK);
    scene_has(screen, "getuige Jeugdhulp De Brug: gelijk");
    scene_has(screen, "getuige GGD Oost: gelijk");
}

static void one_witness_is_not_enough(void **state)
{
    char line[1100];
    snprintf(line, sizeof line, "log verify %s %s\n", look.file[0], look.file[0]);
    scene_refused(*state, "WT.autoriteit", line, EP_LOG_WITNESS);
}

static int sysadmin(const char *sql)
{
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(look.database, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return result;
}

static void while_the_node_runs_nobody_else_gets_at_the_rows(void **state)
{
    (void)state;
    assert_int_equal(sysadmin("DELETE FROM journal"), SQLITE_BUSY);
    verify(EP_OK);
}

/* The node is down for it, and comes back; then what was there is put back, and all is well again. */
static const char *after(const char *sql)
{
    struct org *wt = stage_org(&look.scene->stage, "WT");
    char line[1200], *screen = NULL;
    stage_node_off(wt);
    snprintf(line, sizeof line,
             "ATTACH '%s.was' AS was; DROP TABLE IF EXISTS was.journal;"
             "CREATE TABLE was.journal AS SELECT * FROM main.journal",
             look.database);
    assert_int_equal(sysadmin(line), SQLITE_OK);
    assert_int_equal(sysadmin(sql), SQLITE_OK);
    assert_true(stage_node_on(&look.scene->stage, wt));
    screen = strdup(verify(EP_LOG_DIFFERS));
    stage_node_off(wt);
    snprintf(line, sizeof line, "ATTACH '%s.was' AS was; INSERT OR REPLACE INTO main.journal SELECT * FROM was.journal",
             look.database);
    assert_int_equal(sysadmin(line), SQLITE_OK);
    assert_true(stage_node_on(&look.scene->stage, wt));
    verify(EP_OK);
    free(look.scene->screen);
    return look.scene->screen = screen;
}

static void what_a_sysadmin_did_is_found_with_its_row(void **state)
{
    (void)state;
    const char *screen = after("UPDATE journal SET bytes = (SELECT bytes FROM journal WHERE nr = 1) WHERE nr = 2");
    scene_has(screen, "Regel 1 is niet de regel");
    scene_has(screen, "in de regels vanaf 0 en voor 4");
    scene_has(after("DELETE FROM journal WHERE nr = 2"), "Regel 1 is niet de regel");
    scene_has(after("UPDATE journal SET nr = -1 WHERE nr = 1; UPDATE journal SET nr = 1 WHERE nr = 2;"
                    "UPDATE journal SET nr = 2 WHERE nr = -1"),
              "Regel 0 is niet de regel");
    scene_has(after("DELETE FROM journal WHERE nr > 3"), "in de regels vanaf 0 en voor 4");
}

/* An inzage may lose no reading in silence, whoever has the database. */
static void a_reading_that_proves_nothing_is_missed_aloud(void **state)
{
    struct scene *scene = *state;
    struct org *wt = stage_org(&scene->stage, "WT");
    scene_says(scene, "Eva", "lid add Testgezin Karim --rol ouder --geboren 1980-01-01\n");
    scene_lacks(scene_says(scene, "Eva", "inzage Testgezin Karim\n"), "niets bewijzen");
    stage_node_off(wt);
    assert_int_equal(sysadmin("UPDATE statement SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'ff' AS BLOB)"
                              " WHERE row IN (SELECT row FROM statement WHERE kind = 17 ORDER BY row LIMIT 2)"),
                     SQLITE_OK);
    assert_true(stage_node_on(&scene->stage, wt));
    scene_has(scene_says(scene, "Eva", "inzage Testgezin Karim\n"), "Staat er niet in: 2 inzagen die het knooppunt");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, scene_drop)
    const struct CMUnitTest tests[] = {
        TEST(an_honest_log_is_what_two_witnesses_heard),        TEST(one_witness_is_not_enough),
        TEST(while_the_node_runs_nobody_else_gets_at_the_rows), TEST(what_a_sysadmin_did_is_found_with_its_row),
        TEST(a_reading_that_proves_nothing_is_missed_aloud),
    };
    return cmocka_run_group_tests(tests, open_witnessed, scene_close);
}
