/* Promise: a grant ends from either side and for good; sharing stops at once, what was shared is deleted at the
 * recipient, who says so under signature with two dates, also after being off, after a crash, and when a lease just
 * ends. */
#define _XOPEN_SOURCE 700
#include "node/store.h"
#include "tests/support/scene.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOAL "Geheim doel dat weg moet"
#define RECEIPT "Jeugdhulp De Brug: verwijderd op "

/* Shared: a goal of WT over Noor that JH sees. */
static int open_shared(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    struct scene *scene = *state;
    scene_joined(scene);
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel '" GOAL "' --status loopt --horizon kort\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", GOAL);
    return 0;
}

/* The household's id, since after a withdrawal nobody there knows a name any more. */
static void household_id(struct scene *scene, char id[33])
{
    const char *screen = scene_says(scene, "JH", "huishouden list\n");
    const char *at = strstr(screen, "  Wijkteam Oost");
    assert_non_null(at);
    assert_true(at - screen >= 32);
    memcpy(id, at - 32, 32);
    id[32] = 0;
}

static const char *jh_until(struct scene *scene, const char *id, const char *command, const char *needle)
{
    char line[128];
    snprintf(line, sizeof line, "%s %s\n", command, id);
    return scene_until(scene, "JH", line, needle);
}

static void withdraw_at_wt(struct scene *scene)
{
    scene_says(scene, "Eva", "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n");
}

struct pieces {
    uint8_t at[32][32];
    size_t count;
};

static bool gather_piece(void *arg, int64_t row, ep_bytes bytes)
{
    struct pieces *pieces = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) == EP_OK && pieces->count < 32)
        memcpy(pieces->at[pieces->count++], st.body.entry.ciphertext.at, 32);
    return true;
}

/* The beginnings of all ciphertexts that WT's node holds. */
static void ciphertexts(struct scene *scene, struct pieces *pieces)
{
    struct org *wt = stage_org(&scene->stage, "WT");
    struct ep_store *store = NULL;
    char path[512];
    stage_path(&scene->stage, path, "WT", "/node/eenpland.db");
    stage_node_off(wt);
    assert_int_equal(ep_crypto_open(), EP_OK);
    assert_int_equal(ep_store_open(&store, path), EP_OK);
    assert_int_equal(ep_store_each(store, &(struct ep_store_query){.kind = EP_ENTRY}, gather_piece, pieces), EP_OK);
    ep_store_close(store);
    assert_true(stage_node_on(&scene->stage, wt));
    assert_true(pieces->count > 3);
}

static size_t held_by_jh(const struct scene *scene, const struct pieces *pieces)
{
    char folder[512];
    size_t held = 0;
    stage_path(&scene->stage, folder, "JH", "/node");
    for (size_t i = 0; i < pieces->count; i++)
        held += ep_play_search(folder, (const char *)pieces->at[i], 32, NULL, 0) > 0 ? 1 : 0;
    return held;
}

static void the_author_withdraws_and_the_recipient_deletes_and_says_so(void **state)
{
    struct scene *scene = *state;
    struct pieces pieces = {.count = 0};
    char id[33];
    household_id(scene, id);
    ciphertexts(scene, &pieces);
    assert_true(held_by_jh(scene, &pieces) > 0);
    withdraw_at_wt(scene);
    const char *screen = scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
    scene_has(screen, ", uit reservekopieën weg op ");
    scene_has(screen, "ingetrokken");
    scene_lacks(screen, "niet bevestigd");
    assert_int_equal(held_by_jh(scene, &pieces), 0);
    screen = jh_until(scene, id, "show", "deling beëindigd op ");
    scene_lacks(screen, GOAL);
    scene_lacks(screen, "Noor Testkind");
    screen = jh_until(scene, id, "show --json", "\"beeindigd\"");
    scene_lacks(screen, GOAL);
    scene_has(jh_until(scene, id, "grant list", RECEIPT), "ingetrokken");
}

static void the_recipient_withdraws_and_both_confirm(void **state)
{
    struct scene *scene = *state;
    struct pieces pieces = {.count = 0};
    char id[33];
    char line[128];
    household_id(scene, id);
    ciphertexts(scene, &pieces);
    assert_true(held_by_jh(scene, &pieces) > 0);
    scene_says(scene, "JH", "grant withdraw 'Noor Testkind' --lid 'Noor Testkind' --organisatie 'Wijkteam Oost'\n");
    snprintf(line, sizeof line, "show %s\n", id);
    scene_lacks(scene_says(scene, "JH", line), GOAL); /* at once */
    const char *screen = jh_until(scene, id, "grant list", "Wijkteam Oost: bevestigd op ");
    scene_has(screen, RECEIPT);
    scene_has(scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT), "ingetrokken");
    assert_int_equal(held_by_jh(scene, &pieces), 0);
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel 'Later doel' --status loopt --horizon kort\n");
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "JH", line), "Later doel");
}

static void a_recipient_that_is_off_is_not_confirmed_until_it_is_back(void **state)
{
    struct scene *scene = *state;
    struct pieces pieces = {.count = 0};
    char id[33];
    household_id(scene, id);
    ciphertexts(scene, &pieces);
    stage_node_off(stage_org(&scene->stage, "JH"));
    withdraw_at_wt(scene);
    assert_true(stage_clock(&scene->stage, 1));
    const char *screen = scene_says(scene, "Eva", "grant list Testgezin\n");
    scene_has(screen, "Jeugdhulp De Brug: niet bevestigd sinds ");
    scene_lacks(screen, RECEIPT);
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "niet bevestigd sinds ");
    assert_true(stage_node_on(&scene->stage, stage_org(&scene->stage, "JH")));
    scene_lacks(scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT), "niet bevestigd");
    scene_has(jh_until(scene, id, "grant list", RECEIPT), "ingetrokken");
    assert_int_equal(held_by_jh(scene, &pieces), 0);
}

/* The board over all households, without opening one. */
static void the_board_says_who_confirmed_and_warns_after_the_term(void **state)
{
    struct scene *scene = *state;
    scene_has(scene_says(scene, "Eva", "withdrawals\n"), "Er is niets ingetrokken of afgelopen.");
    stage_node_off(stage_org(&scene->stage, "JH"));
    withdraw_at_wt(scene);
    const char *screen = scene_says(scene, "Eva", "withdrawals\n");
    scene_has(screen, "Wijkteam Oost → Jeugdhulp De Brug");
    scene_has(screen, " door Wijkteam Oost\n");
    scene_has(screen, "Jeugdhulp De Brug: niet bevestigd sinds ");
    scene_lacks(screen, "LET OP");
    scene_lacks(screen, "Noor"); /* nothing is opened for a list */
    scene_has(scene_says(scene, "Eva", "withdrawals --namen\n"), "over Noor Testkind  ingetrokken op ");
    scene_has(scene_says(scene, "Eva", "withdrawals --namen --json\n"), "\"naam\": \"Noor Testkind\"");
    scene_lacks(scene_says(scene, "Eva", "withdrawals --json\n"), "Noor");
    assert_true(stage_clock(&scene->stage, 3));
    scene_lacks(scene_says(scene, "Eva", "withdrawals\n"), "LET OP");
    assert_true(stage_clock(&scene->stage, 4));
    screen = scene_says(scene, "Eva", "withdrawals\n");
    scene_has(screen, "LET OP: Jeugdhulp De Brug bevestigt langer dan 72 uur niet");
    screen = scene_says(scene, "Eva", "withdrawals --json\n");
    scene_has(screen, "\"te_laat\": true");
    scene_has(screen, "\"verwijderd\": null");
    assert_true(stage_node_on(&scene->stage, stage_org(&scene->stage, "JH")));
    scene_lacks(scene_until(scene, "Eva", "withdrawals\n", RECEIPT), "LET OP");
    screen = scene_says(scene, "Eva", "withdrawals --json\n");
    scene_lacks(screen, "\"te_laat\": true");
    scene_lacks(screen, "\"verwijderd\": null");
    screen = scene_says(scene, "JH", "withdrawals\n"); /* received */
    scene_has(screen, RECEIPT);
    scene_has(screen, " door Wijkteam Oost\n");
}

static void an_author_that_is_off_is_not_confirmed_until_it_is_back(void **state)
{
    struct scene *scene = *state;
    char id[33];
    household_id(scene, id);
    stage_node_off(stage_org(&scene->stage, "WT"));
    scene_says(scene, "JH", "grant withdraw 'Noor Testkind' --lid 'Noor Testkind' --organisatie 'Wijkteam Oost'\n");
    const char *screen = jh_until(scene, id, "grant list", RECEIPT);
    scene_has(screen, "Wijkteam Oost: niet bevestigd sinds ");
    assert_true(stage_node_on(&scene->stage, stage_org(&scene->stage, "WT")));
    scene_lacks(jh_until(scene, id, "grant list", "Wijkteam Oost: bevestigd op "), "niet bevestigd");
    scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
}

static void a_withdrawn_grant_never_revives(void **state)
{
    struct scene *scene = *state;
    char line[128];
    char id[33];
    household_id(scene, id);
    const char *screen = scene_says(scene, "Eva", "grant list Testgezin\n");
    const char *at = strstr(screen, "  Wijkteam Oost → Jeugdhulp De Brug");
    assert_true(at != NULL && at - screen >= 8);
    snprintf(line, sizeof line, "grant withdraw Testgezin %.8s\n", at - 8);
    scene_says(scene, "Eva", line);
    scene_refused(scene, "Eva", line, EP_GRANT_WITHDRAWN);
    scene_refused(scene, "Eva", "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n",
                  EP_GRANT_UNKNOWN); /* there is no live one left */
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel 'Later doel' --status loopt --horizon kort\n"
               "share Testgezin\n");
    jh_until(scene, id, "show", "deling beëindigd op ");
    assert_true(stage_settle(&scene->stage, 10000));
    snprintf(line, sizeof line, "show %s\n", id);
    screen = scene_says(scene, "JH", line);
    scene_lacks(screen, GOAL);
    scene_lacks(screen, "Later doel");
}

static void another_live_grant_keeps_what_it_covers(void **state)
{
    struct scene *scene = *state;
    char line[160];
    scene_says(scene, "Eva",
               "grant add Testgezin --lid 'Noor Testkind' --domeinen plan --niveau 2 --dagen 90 " SCENE_GRANT "\n");
    const char *screen = scene_says(scene, "Eva", "grant list Testgezin\n");
    const char *at = strstr(screen, "niveau 3");
    while (at != NULL && at > screen && at[-1] != '\n')
        at--;
    assert_non_null(at);
    snprintf(line, sizeof line, "grant withdraw Testgezin %.8s\n", at);
    scene_says(scene, "Eva", line);
    scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
    screen = scene_until(scene, "JH", "show 'Noor Testkind' --json\n", GOAL); /* a title is level 2 */
    scene_lacks(screen, "\"kort\"");
}

static void a_lease_that_ends_does_the_same_without_anyone_acting(void **state)
{
    struct scene *scene = *state;
    struct pieces pieces = {.count = 0};
    char id[33];
    household_id(scene, id);
    ciphertexts(scene, &pieces);
    scene_says(scene, "WT", "team list\n");
    assert_true(stage_clock(&scene->stage, 181));
    const char *screen = scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
    scene_has(screen, "verlopen");
    screen = jh_until(scene, id, "show", "deling beëindigd op ");
    scene_lacks(screen, GOAL);
    assert_int_equal(held_by_jh(scene, &pieces), 0);
}

static void a_node_that_is_killed_while_it_deletes_still_ends_in_a_receipt(void **state)
{
    struct scene *scene = *state;
    struct pieces pieces = {.count = 0};
    struct org *jh = stage_org(&scene->stage, "JH");
    ciphertexts(scene, &pieces);
    stage_node_off(jh);
    withdraw_at_wt(scene);
    stage_node_off(stage_org(&scene->stage, "WT")); /* the withdrawal itself outlives a restart */
    assert_true(stage_node_on(&scene->stage, stage_org(&scene->stage, "WT")));
    for (int wait = 0; wait < 1200; wait += 150) { /* somewhere in here it hears of it, deletes, truncates and signs */
        assert_true(stage_node_on(&scene->stage, jh));
        poll(NULL, 0, wait);
        ep_play_stop(&jh->node, SIGKILL);
        ep_play_free(&jh->node);
    }
    assert_true(stage_node_on(&scene->stage, jh));
    scene_until(scene, "Eva", "grant list Testgezin\n", RECEIPT);
    assert_int_equal(held_by_jh(scene, &pieces), 0);
}

/* What was kept is the recipient's own, and both sides know how much it is; the rest is gone. */
static void what_a_duty_keeps_survives_and_the_receipt_says_how_much(void **state)
{
    struct scene *scene = *state;
    struct pieces pieces = {.count = 0};
    char id[33];
    household_id(scene, id);
    ciphertexts(scene, &pieces);
    const char *keep = "dossier keep 'Noor Testkind' --lid 'Noor Testkind' --grondslag 'Jeugdwet 7.3.8' --motivering "
                       "'Hierop berust onze behandeling'\n";
    scene_has(scene_says(scene, "JH", keep), "Bewaard in het eigen dossier: 1");
    scene_refused(scene, "Eva", "dossier keep Testgezin --lid 'Noor Testkind' --grondslag x --motivering y\n",
                  EP_NO_GRANT); /* nobody shares it with her */
    withdraw_at_wt(scene);
    const char *screen = scene_until(scene, "Eva", "withdrawals\n", RECEIPT);
    scene_has(screen, "om een eigen plicht behouden: 1");
    scene_has(scene_says(scene, "Eva", "withdrawals --json\n"), "\"behouden\": 1");
    assert_int_equal(held_by_jh(scene, &pieces), 0);
    screen = jh_until(scene, id, "show", "deling beëindigd op ");
    scene_has(screen, "Alleen eigen dossier, op grond van Jeugdwet 7.3.8: Hierop berust onze behandeling");
    scene_has(screen, GOAL);
    scene_lacks(scene_says(scene, "Eva", "show Testgezin\n"), "Jeugdwet 7.3.8"); /* not even the reason leaves */
}

/* What is about the household itself was seen on the grants over both, so each receipt says that it was kept. */
static void a_duty_keeps_what_is_about_the_household_too(void **state)
{
    static const char keep[] = "dossier keep 'Noor Testkind' --grondslag 'Jeugdwet 7.3.8' --motivering 'Van belang'\n";
    struct scene *scene = *state;
    char id[33];
    household_id(scene, id);
    scene_says(scene, "Eva", "write doel Testgezin --titel 'Rust in dit huis' --status loopt --horizon kort\n");
    scene_refused(scene, "JH", keep, EP_NO_GRANT); /* one of two says nothing about both */
    scene_says(scene, "Eva",
               "grant add Testgezin --lid 'Mama Testouder' --domeinen plan --niveau 3 --dagen 180 " SCENE_GRANT "\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Rust in dit huis");
    scene_has(scene_says(scene, "JH", keep), "Bewaard in het eigen dossier: 1");
    scene_says(scene, "Eva", "grant withdraw Testgezin --lid 'Mama Testouder' --organisatie 'Jeugdhulp De Brug'\n");
    scene_has(scene_until(scene, "Eva", "withdrawals\n", RECEIPT), "om een eigen plicht behouden: 1");
    withdraw_at_wt(scene);
    const char *screen = jh_until(scene, id, "show", "deling beëindigd op ");
    scene_has(screen, "Rust in dit huis");
    scene_lacks(screen, GOAL);
    assert_true(stage_settle(&scene->stage, 20000));
    screen = strstr(scene_says(scene, "Eva", "withdrawals --json\n"), "\"behouden\": 1");
    assert_non_null(screen);
    scene_has(screen + 1, "\"behouden\": 1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shared, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_author_withdraws_and_the_recipient_deletes_and_says_so),
        TEST(the_recipient_withdraws_and_both_confirm),
        TEST(a_recipient_that_is_off_is_not_confirmed_until_it_is_back),
        TEST(the_board_says_who_confirmed_and_warns_after_the_term),
        TEST(an_author_that_is_off_is_not_confirmed_until_it_is_back),
        TEST(what_a_duty_keeps_survives_and_the_receipt_says_how_much),
        TEST(a_duty_keeps_what_is_about_the_household_too),
        TEST(a_withdrawn_grant_never_revives),
        TEST(another_live_grant_keeps_what_it_covers),
        TEST(a_lease_that_ends_does_the_same_without_anyone_acting),
        TEST(a_node_that_is_killed_while_it_deletes_still_ends_in_a_receipt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
