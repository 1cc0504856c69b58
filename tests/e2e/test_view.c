/* Promise: what a peer sees is exactly what the grants say, at each level; who has no grant sees nothing at all; and no
 * node and no wire ever holds a name or a word of the household. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MARKER "merkteken-dat-gevonden-moet-worden-3f9a"
#define ADD "grant add Testgezin "
#define UP_TO " --dagen 180 " SCENE_GRANT "\n"

/* One of each in a domain; what stands behind `level` is of that level. */
#define WRITES(domein, mark)                                                                                           \
    "write doel Testgezin --lid 'Noor Testkind' --domein " domein " --titel 'titel2" mark                              \
    "' --eigen_woorden 'woord3" mark "' --status loopt --horizon kort\n"                                               \
    "write actie Testgezin --lid 'Noor Testkind' --domein " domein " --omschrijving 'daad3" mark                       \
    "' --status gepland\n"                                                                                             \
    "write samenvatting Testgezin --lid 'Noor Testkind' --domein " domein " --contact 'bel1" mark "' --wat 'wat2" mark \
    "' --tekst 'verhaal3" mark "'\n"                                                                                   \
    "write voorziening Testgezin --lid 'Noor Testkind' --domein " domein " --naam 'hulp2" mark                         \
    "' --aanbieder 'huis3" mark "'\n"

static const char *const secrets[] = {"Testgezin",  "Noor Testkind", "Mama Testouder", "Testouder",    "2016-03-04",
                                      "1985-06-07", "titel2een",     "woord3een",      "daad3een",     "bel1een",
                                      "wat2een",    "verhaal3een",   "hulp2een",       "huis3een",     "titel2twee",
                                      "woord3twee", "titel2drie",    "woord3drie",     "verhaal3drie", "notitie3eigen",
                                      "titel2nul",  "bel1nul",       "zorgverlener",   "eigen verzoek"};

/* WT shares with JH over Noor: financien at level 1, werk-opleiding at 2, sociaal-netwerk at 3, tijdsbesteding not; SC
 * is paired and has no grant. */
static int open_levels(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    struct stage *stage = &scene->stage;
    scene_household(scene);
    if (!stage_organisation(stage, "SC", "School De Wilg", "school", "Sanne") || !stage_pair(stage, "WT", "SC"))
        return -1;
    scene_says(scene, "SC", "team create 'Zorgteam De Wilg' Sanne\n");
    scene_says(scene, "Eva",
               WRITES("financien", "een") WRITES("werk-opleiding", "twee") WRITES("sociaal-netwerk", "drie")
                   WRITES("tijdsbesteding",
                          "nul") "write notitie Testgezin --tekst notitie3eigen\n"
                                 "write doel Testgezin --lid 'Mama Testouder' --domein financien --titel mama2\n");
    scene_says(scene, "Eva",
               ADD "--lid 'Noor Testkind' --domeinen financien --niveau 1" UP_TO
                   "huishouden invite Testgezin 'Jeugdhulp De Brug'\n");
    scene_until(scene, "JH", "huishouden list\n", "uitgenodigd");
    scene_says(scene, "JH", "huishouden accept 'Noor Testkind'\n");
    return 0;
}

static const char *jh_sees(struct scene *scene, const char *last)
{
    return scene_until(scene, "JH", "show 'Noor Testkind' --json\n", last);
}

static void lacks_all(const char *screen, const char *const *texts)
{
    for (; *texts != NULL; texts++)
        scene_lacks(screen, *texts);
}

static void has_all(const char *screen, const char *const *texts)
{
    for (; *texts != NULL; texts++)
        scene_has(screen, *texts);
}

static void level_one_says_that_there_is_help_and_no_more(void **state)
{
    struct scene *scene = *state;
    const char *screen = jh_sees(scene, "bel1een");
    scene_has(screen, "Noor Testkind");
    scene_has(screen, "\"stand\": \"loopt\"");
    lacks_all(screen, (const char *const[]){"titel2", "woord3", "daad3", "wat2", "verhaal3", "hulp2", "huis3",
                                            "2016-03-04", "bel1twee", "bel1drie", "bel1nul", "Mama", "mama2",
                                            "Testgezin", "notitie3", "Testouder", "\"leeftijd\": \"0-11\"", NULL});
    screen = scene_says(scene, "JH",
                        "show 'Noor Testkind'\n"); /* the screen of a person says no more than that of a program */
    scene_has(screen, "bel1een");
    lacks_all(screen, (const char *const[]){"titel2", "woord3", "wat2", "2016", "bel1twee", "Mama", "Testgezin", NULL});
}

static void level_two_says_what_and_level_three_says_it_all(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", ADD "--lid 'Noor Testkind' --domeinen werk-opleiding --niveau 2" UP_TO);
    const char *screen = jh_sees(scene, "hulp2twee");
    has_all(screen,
            (const char *const[]){"titel2twee", "wat2twee", "bel1twee", "bel1een", "\"leeftijd\": \"0-11\"", NULL});
    lacks_all(screen, (const char *const[]){"titel2een", "woord3", "daad3", "verhaal3", "huis3", "2016-03-04",
                                            "bel1nul", NULL});
    scene_says(scene, "Eva", ADD "--lid 'Noor Testkind' --domeinen sociaal-netwerk --niveau 3" UP_TO);
    screen = jh_sees(scene, "huis3drie");
    has_all(screen, (const char *const[]){"titel2drie", "woord3drie", "daad3drie", "verhaal3drie", "bel1drie",
                                          "titel2twee", "2016-03-04", NULL});
    lacks_all(screen, (const char *const[]){"woord3twee", "daad3een", "titel2een", "titel2nul", "bel1nul", "Mama",
                                            "notitie3", NULL});
}

static void a_level_of_one_lid_says_nothing_of_another(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", ADD "--lid 'Mama Testouder' --domeinen financien --niveau 2" UP_TO);
    const char *screen = jh_sees(scene, "mama2");
    scene_has(screen, "Mama Testouder");
    lacks_all(screen, (const char *const[]){"titel2een", "1985-06-07", "2016-03-04", NULL});
    screen = scene_says(scene, "Eva", "show Testgezin --als 'Mama Testouder'\n");
    scene_has(screen, "mama2");
    lacks_all(screen, (const char *const[]){"Noor", "titel2", "notitie3", "gezagsregister", NULL});
    screen = scene_says(scene, "Eva", "ontvangers Testgezin --lid 'Mama Testouder' --domein financien --json\n");
    has_all(screen,
            (const char *const[]){"Jeugdhulp De Brug", "\"niveau\": 2", "\"grondslag\": \"toestemming\"", NULL});
    scene_has(scene_says(scene, "Eva", "ontvangers Testgezin --domein financien\n"),
              "De Brug  niveau 1  toestemming"); /* Noor's is the least of the two */
    scene_lacks(scene_says(scene, "Eva", "ontvangers Testgezin --domein huisvesting\n"), "De Brug");
}

static void what_was_not_granted_is_one_constant_word(void **state)
{
    struct scene *scene = *state;
    jh_sees(scene, "bel1een");
    const char *screen = scene_says(scene, "JH", "show 'Noor Testkind'\n");
    scene_has(screen, "andere organisaties — onbekend: geen deling");
    scene_has(screen, "Wijkteam Oost onbekend: geen deling");
    scene_lacks(screen, "School De Wilg");
    screen = scene_says(scene, "Eva", "show Testgezin\n"); /* JH shares nothing, and so is no other than the others */
    scene_has(screen, "andere organisaties — onbekend: geen deling");
    scene_lacks(screen, "Jeugdhulp De Brug onbekend");
}

static void who_has_no_grant_has_nothing_of_the_household(void **state)
{
    struct scene *scene = *state;
    char folder[512];
    char id[33];
    char line[64];
    uint8_t bytes[16];
    jh_sees(scene, "bel1een");
    const char *screen = strstr(scene_says(scene, "Eva", "huishouden list\n"), "  Wijkteam Oost");
    assert_true(screen != NULL && screen - scene->screen >= 32);
    snprintf(id, sizeof id, "%.32s", screen - 32);
    for (size_t i = 0; i < 16; i++) {
        char pair[3] = {id[2 * i], id[2 * i + 1], 0};
        bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "SC", "huishouden list\n"), "Wijkteam Oost");
    snprintf(line, sizeof line, "show %s\n", id);
    scene_refused(scene, "SC", line, EP_HUISHOUDEN_UNKNOWN);
    stage_path(&scene->stage, folder, "SC", "/node");
    assert_int_equal(ep_play_search(folder, (const char *)bytes, 16, NULL, 0), 0); /* not even its id */
    stage_path(&scene->stage, folder, "JH", "/node");
    assert_true(ep_play_search(folder, (const char *)bytes, 16, NULL, 0) > 0); /* which the search does find */
}

static void plant(struct scene *scene)
{
    char path[512];
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)stage_org(&scene->stage, "WT")->relay_port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    stage_path(&scene->stage, path, "WT", "/node/merkteken");
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(write(fd, MARKER, strlen(MARKER)), strlen(MARKER));
    poll(NULL, 0, 300); /* so that it has crossed before the line closes */
    close(fd);
    assert_true(ep_play_write(path, MARKER "\n"));
}

static size_t found(struct scene *scene, const char *text)
{
    static const char *const folders[] = {"WT", "JH", "SC"};
    char path[512];
    char where[512] = "";
    stage_path(&scene->stage, path, "opname", "");
    size_t hits = ep_play_search(path, text, strlen(text), where, sizeof where);
    for (size_t i = 0; i < 3; i++) {
        stage_path(&scene->stage, path, folders[i], "/node");
        hits += ep_play_search(path, text, strlen(text), where, sizeof where);
    }
    if (hits > 0 && strcmp(text, MARKER) != 0)
        fprintf(stderr, "%s: found in %s\n", text, where);
    return hits;
}

static void no_node_and_no_wire_holds_a_name_or_a_word(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva",
               ADD "--lid 'Noor Testkind' --domeinen sociaal-netwerk --niveau 3" UP_TO
                   "write samenvatting Testgezin --lid 'Noor Testkind' --domein sociaal-netwerk --tot-niveau 1 "
                   "--contact 'bel1namens' --namens 'een zorgverlener' --woord 'eigen verzoek'\n"
                   "change Testgezin titel2drie --titel titel2vier\n");
    jh_sees(scene, "titel2vier");
    plant(scene);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        assert_int_equal(found(scene, secrets[i]), 0);
    assert_int_equal(found(scene, MARKER), 2); /* on disk and on the wire: the search can find */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_levels, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(level_one_says_that_there_is_help_and_no_more), TEST(level_two_says_what_and_level_three_says_it_all),
        TEST(a_level_of_one_lid_says_nothing_of_another),    TEST(what_was_not_granted_is_one_constant_word),
        TEST(who_has_no_grant_has_nothing_of_the_household), TEST(no_node_and_no_wire_holds_a_name_or_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
