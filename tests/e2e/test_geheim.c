/* Promise: of whom geheimhouding is on record nothing leaves any more that could tell where he is, and what had left is
 * replaced at who had it, down to its database. PROTOCOL.md 6.6, DOMAIN SM-18. */
#define _XOPEN_SOURCE 700
#include "node/store.h"
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACE "Basisschool De Toren"
#define ABOUT "--lid 'Noor Testkind' "
#define ON "write geheimhouding Testgezin " ABOUT "--bron beschikking\n"
#define TALK(about) "write afspraak Testgezin " about "--vorm mdo --wanneer 'di 10 uur, " PLACE "' "

struct pieces {
    uint8_t at[64][32];
    size_t count;
};

static bool gather(void *arg, int64_t row, ep_bytes bytes)
{
    struct pieces *pieces = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) == EP_OK && st.version == 1 && st.body.entry.domain == EP_DOMEIN_PLAN &&
        pieces->count < 64)
        memcpy(pieces->at[pieces->count++], st.body.entry.ciphertext.at, 32);
    return true;
}

/* How many of the first versions in WT's plan does JH hold? */
static size_t first_versions_at_jh(struct scene *scene)
{
    struct pieces pieces = {.count = 0};
    struct org *wt = stage_org(&scene->stage, "WT");
    struct ep_store *store = NULL;
    char path[512];
    size_t held = 0;
    stage_path(&scene->stage, path, "WT", "/node/eenpland.db");
    stage_node_off(wt);
    assert_int_equal(ep_crypto_open(), EP_OK);
    assert_int_equal(ep_store_open(&store, path), EP_OK);
    assert_int_equal(ep_store_each(store, &(struct ep_store_query){.kind = EP_ENTRY}, gather, &pieces), EP_OK);
    ep_store_close(store);
    assert_true(stage_node_on(&scene->stage, wt));
    assert_true(pieces.count > 0);
    stage_node_off(stage_org(&scene->stage, "JH")); /* its log is folded */
    stage_path(&scene->stage, path, "JH", "/node");
    for (size_t i = 0; i < pieces.count; i++)
        held += ep_play_search(path, (const char *)pieces.at[i], 32, NULL, 0) > 0 ? 1 : 0;
    assert_true(stage_node_on(&scene->stage, stage_org(&scene->stage, "JH")));
    return held;
}

static void what_tells_where_somebody_is_goes_and_does_not_come_back(void **state)
{
    struct scene *scene = *state;
    char line[200];
    scene_says(scene, "Eva", TALK(ABOUT) "--deelnemers 'juf Anna, " PLACE "' --uitkomst 'Goed gesprek'\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", PLACE);
    assert_true(first_versions_at_jh(scene) > 0);
    scene_has(scene_says(scene, "Eva", ON), "Zonder vindplaats opnieuw opgetekend: 1");
    assert_true(stage_settle(&scene->stage, 20000));
    const char *screen = scene_until(scene, "JH", "show 'Noor Testkind'\n", "Goed gesprek");
    scene_lacks(screen, PLACE);
    scene_lacks(screen, "beschikking"); /* that it is so is told to nobody */
    scene_lacks(scene_says(scene, "JH", "show 'Noor Testkind' --json\n"), PLACE);
    assert_int_equal(first_versions_at_jh(scene), 0);
    scene_lacks(scene_says(scene, "Eva", "show Testgezin\n"), PLACE);
    /* Nothing new, also not by changing, and not about the household while she is in it. */
    scene_has(scene_refused(scene, "Eva", TALK(ABOUT) "\n", EP_GEHEIMHOUDING), "wanneer");
    scene_refused(scene, "Eva", TALK("") "\n", EP_GEHEIMHOUDING);
    scene_says(scene, "Eva", TALK("--lid 'Mama Testouder' ") "\n");
    scene_says(scene, "Eva", "write afspraak Testgezin " ABOUT "--vorm huisbezoek --uitkomst Rustig\n");
    scene_says(scene, "Eva",
               "write voorziening Testgezin " ABOUT "--domein dossier --naam Opvang --wet jeugdwet --status gestart "
               "--vertrouwelijkheid geheim --aanbieder '" PLACE "'\n"); /* which nobody else gets */
    /* Until it is over. */
    const char *at = strstr(scene_says(scene, "Eva", "show Testgezin --json\n"), "\"soort\": \"geheimhouding\"");
    assert_non_null(at);
    while (at > scene->screen && strncmp(at, "\"item\": \"", 9) != 0)
        at--;
    snprintf(line, sizeof line, "change Testgezin %.8s --tot 2020-01-01\n", at + 9);
    scene_says(scene, "Eva", line);
    scene_says(scene, "Eva", TALK(ABOUT) "\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", PLACE);
}

/* Who was away gets the new version, and not the one before. */
static void a_recipient_that_is_away_loses_it_when_it_is_back(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", TALK(ABOUT) "--uitkomst 'Goed gesprek'\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", PLACE);
    stage_node_off(stage_org(&scene->stage, "JH"));
    scene_has(scene_says(scene, "Eva", ON), "Zonder vindplaats opnieuw opgetekend: 1");
    scene_lacks(scene_says(scene, "Eva", ON), "Zonder vindplaats"); /* there is nothing left to do */
    assert_true(stage_node_on(&scene->stage, stage_org(&scene->stage, "JH")));
    assert_true(stage_settle(&scene->stage, 20000));
    scene_lacks(scene_until(scene, "JH", "show 'Noor Testkind'\n", "Goed gesprek"), PLACE);
    assert_int_equal(first_versions_at_jh(scene), 0);
}

/* It is said that somebody still has it; nobody else is kept waiting. */
static void a_recipient_whose_key_ran_out_is_named_as_waiting(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", TALK(ABOUT) "\n" TALK(ABOUT) "\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", PLACE);
    assert_true(stage_clock(&scene->stage, 30));
    scene_says(scene, "WT.Marja", "team list\n"); /* our key is renewed, theirs is not: nobody unlocks there */
    assert_true(stage_clock(&scene->stage, 40));
    scene_refused(scene, "Eva", "write afspraak Testgezin " ABOUT "--vorm mdo\n", EP_WRAP_WAITS);
    scene_has(scene_refused(scene, "Eva", ON, EP_WRAP_WAITS), "Zonder vindplaats opnieuw opgetekend: 2");
    scene_lacks(scene_says(scene, "Eva", "show Testgezin\n"), PLACE);
    scene_says(scene, "JH", "team list\n"); /* renews it */
    scene_until(scene, "Eva", "team list\n", "sleutel 2");
    scene_says(scene, "Eva", "share Testgezin\n");
    assert_true(stage_settle(&scene->stage, 20000));
    scene_lacks(scene_says(scene, "JH", "show 'Noor Testkind'\n"), PLACE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_open_joined, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_tells_where_somebody_is_goes_and_does_not_come_back),
        TEST(a_recipient_that_is_away_loses_it_when_it_is_back),
        TEST(a_recipient_whose_key_ran_out_is_named_as_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
