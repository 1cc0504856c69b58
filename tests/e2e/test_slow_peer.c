/* Promise: a peer that stops reading costs its sender a window and no more, the other peers are served as before, and
 * when it reads again it gets all that waited. DESIGN 8, "Sync". */
#define _XOPEN_SOURCE 700
#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "proto/domein.h"
#include "tests/support/writer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_ENTRIES 1280 /* of 32 KiB: more than the 32 MiB that the database may keep in memory */
#define ENTRIES 3072       /* of 16 KiB: 48 MiB for one that does not read */
#define WRAPPED EP_WRAP_ENTRIES_MAX
#define GROWTH_KB_MAX (12 * 1024)

struct stand {
    struct scene *scene;
    struct writer writer;
    ep_id h, lid, grant, wt, jh, bv; /* the grant is JH's */
    ep_id team[2];                   /* of WT, of JH */
    uint64_t epoch[2];
    uint8_t refs[WRAPPED * EP_REF_BYTES];
    uint8_t sealed[WRAPPED * 32 + EP_HPKE_OVERHEAD];
    uint8_t ciphertext[32768 + EP_SEAL_TAG_BYTES];
};

static const char steps[] =
    "huishouden create Testgezin\n"
    "lid add Testgezin 'Noor Testkind' --rol kind --geboren 2016-03-04 --gezag 'Mama Testouder' --bron gezagsregister\n"
    "lid add Testgezin 'Mama Testouder' --rol ouder --geboren 1985-06-07\n"
    "grant add Testgezin --lid 'Noor Testkind' --domeinen plan --niveau 3 --dagen 180 " SCENE_GRANT "\n"
    "grant add Testgezin --lid 'Noor Testkind' --domeinen plan --niveau 1 --dagen 180 --aan 'Werk en Inkomen'"
    " --grondslag toestemming --gever 'Mama Testouder' --kenmerk verslag-1 --informatie 2024-01-01 --vorm mondeling\n"
    "huishouden invite Testgezin 'Jeugdhulp De Brug'\n";

/* WT cannot be dialled, so that it dials both, each through a relay of its own: one that blocks stops only its own. */
static void three_organisations(struct scene *scene)
{
    struct stage *stage = &scene->stage;
    assert_true(stage_hidden(stage, "WT", "Wijkteam Oost", "gemeente", "Marja"));
    assert_true(stage_organisation(stage, "JH", "Jeugdhulp De Brug", "jeugdhulp", "Joost"));
    assert_true(stage_organisation(stage, "BV", "Werk en Inkomen", "gemeente", "Bas"));
    scene_says(scene, "WT", "team create 'Team Oost' Marja\n");
    scene_says(scene, "JH", "team create 'Team De Brug' Joost\n");
    scene_says(scene, "BV", "team create 'Team Werk' Bas\n");
    assert_true(stage_pair(stage, "JH", "WT") && stage_pair(stage, "BV", "WT"));
    scene_until(scene, "WT", "team list\n", "Team De Brug");
    scene_until(scene, "WT", "team list\n", "Team Werk");
    scene_says(scene, "WT", steps);
    scene_until(scene, "JH", "huishouden list\n", "uitgenodigd");
    scene_says(scene, "JH", "huishouden accept 'Noor Testkind'\n");
    scene_until(scene, "WT", "grant list Testgezin\n", "geldig");
}

static bool take_grant(void *arg, int64_t row, ep_bytes bytes)
{
    struct stand *stand = arg;
    struct ep_statement st;
    (void)row;
    assert_int_equal(ep_statement_open(&st, bytes), EP_OK);
    bool full = st.body.grant.level == EP_LEVEL_INHOUD;
    *(full ? &stand->jh : &stand->bv) = st.body.grant.to_org;
    if (full) {
        stand->h = st.huishouden;
        stand->grant = st.id;
        stand->lid = st.body.grant.lid;
        stand->wt = st.org;
    }
    return true;
}

static bool take_team(void *arg, int64_t row, ep_bytes bytes)
{
    struct stand *stand = arg;
    struct ep_statement st;
    (void)row;
    assert_int_equal(ep_statement_open(&st, bytes), EP_OK);
    for (size_t i = 0; i < 2; i++)
        if (ep_id_equal(st.org, i == 0 ? stand->wt : stand->jh)) {
            stand->team[i] = st.id;
            stand->epoch[i] = st.version;
        }
    return true;
}

static void learn_ids(struct stand *stand)
{
    struct org *wt = stage_org(&stand->scene->stage, "WT");
    struct ep_store_query grants = {.kind = EP_GRANT, .latest = true};
    struct ep_store_query teams = {.kind = EP_TEAM, .latest = true};
    stage_node_off(wt);
    struct ep_store *store = writer_store(stand->scene, "WT");
    assert_int_equal(ep_store_each(store, &grants, take_grant, stand), EP_OK);
    assert_int_equal(ep_store_each(store, &teams, take_team, stand), EP_OK);
    ep_store_close(store);
    assert_true(stage_node_on(&stand->scene->stage, wt));
}

static int set_up(void **state)
{
    void *scene = NULL;
    struct stand *stand = calloc(1, sizeof *stand);
    *state = stand;
    /* Else what a sanitizer keeps of freed memory, to catch its use, would be all that is measured. */
    setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 1);
    if (stand == NULL || scene_open(&scene) != 0)
        return -1;
    stand->scene = scene;
    three_organisations(stand->scene);
    learn_ids(stand);
    writer_open(&stand->writer, stand->scene, "WT");
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    void *scene = stand->scene;
    writer_close(&stand->writer);
    scene_close(&scene);
    free(stand);
    return 0;
}

/* What a process holds in memory now; 0 where the system does not say. */
static long resident_kb(pid_t pid)
{
    char path[64];
    char line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && kb == 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0)
            kb = strtol(line + 6, NULL, 10);
    if (file != NULL)
        fclose(file);
    return kb;
}

/* No node can open one, so that any bytes will do. */
static void add_entry(struct stand *stand, size_t n, unsigned size)
{
    struct ep_statement st = {.kind = ep_kind(EP_ENTRY), .id = writer_fresh_id(&stand->writer), .huishouden = stand->h};
    st.body.entry = (struct ep_entry){.item = writer_fresh_id(&stand->writer),
                                      .subject = stand->lid,
                                      .domain = EP_DOMEIN_PLAN,
                                      .level = EP_LEVEL_INHOUD,
                                      .team = stand->team[0],
                                      .epoch = stand->epoch[0],
                                      .size = size,
                                      .ciphertext = {stand->ciphertext, ep_size_class_bytes(size) + EP_SEAL_TAG_BYTES}};
    writer_add(&stand->writer, st);
    ep_ref_put(stand->refs + n * EP_REF_BYTES, (struct ep_ref){st.id, 1});
}

static void add_wrap(struct stand *stand)
{
    struct ep_statement st = {.kind = ep_kind(EP_WRAP), .id = writer_fresh_id(&stand->writer), .huishouden = stand->h};
    st.body.wrap = (struct ep_wrap){.grant = stand->grant,
                                    .to_org = stand->jh,
                                    .subject = stand->lid,
                                    .domain = EP_DOMEIN_PLAN,
                                    .level = EP_LEVEL_INHOUD,
                                    .team = stand->team[1],
                                    .epoch = stand->epoch[1],
                                    .entries = EP_BYTES(stand->refs),
                                    .sealed = EP_BYTES(stand->sealed)};
    writer_add(&stand->writer, st);
}

static void add_ask_for_bv(struct stand *stand)
{
    struct ep_statement st = {.kind = ep_kind(EP_ASK), .id = writer_fresh_id(&stand->writer), .huishouden = stand->h};
    st.body.ask = (struct ep_ask){.to_org = stand->bv, .soort = EP_ASK_UPDATE};
    writer_add(&stand->writer, st);
}

/* As many entries as one wrap may hold, with it, for JH; and a question to BV. */
static void write_many(struct stand *stand, unsigned size)
{
    for (size_t n = 0; n < WRAPPED; n++)
        add_entry(stand, n, size);
    add_wrap(stand);
    add_ask_for_bv(stand);
    writer_finish(&stand->writer, stand->writer.count);
}

static bool count_one(void *arg, int64_t row, ep_bytes bytes)
{
    (void)row;
    (void)bytes;
    ++*(size_t *)arg;
    return true;
}

static void holds(struct stand *stand, const char *code, enum ep_kind_code kind, size_t count)
{
    struct ep_store_query query = {.kind = kind, .org = stand->wt};
    struct stage *stage = &stand->scene->stage;
    size_t found = 0;
    stage_node_off(stage_org(stage, code));
    struct ep_store *store = writer_store(stand->scene, code);
    assert_int_equal(ep_store_each(store, &query, count_one, &found), EP_OK);
    ep_store_close(store);
    assert_in_range(found, count, count + 8); /* the client wrote some of its own before */
}

static void a_peer_that_stops_reading_costs_a_window_and_the_others_go_on(void **state)
{
    struct stand *stand = *state;
    pid_t sender = stage_org(&stand->scene->stage, "WT")->node.pid;
    pid_t silent = stage_org(&stand->scene->stage, "JH")->node.pid;
    long most = 0;
    for (size_t n = 0; n < CACHE_ENTRIES / WRAPPED; n++)
        write_many(stand, 4);
    writer_until_covered(&stand->writer, stand->jh);
    long before = resident_kb(sender);
    if (before == 0) {
        print_message("skipped: there is no /proc that says how much memory a process has\n");
        skip();
    }
    assert_int_equal(kill(silent, SIGSTOP), 0);
    for (size_t n = 0; n < ENTRIES / WRAPPED; n++) {
        write_many(stand, 3);
        writer_until_covered(&stand->writer, stand->bv); /* by positions of BV */
        long now = resident_kb(sender);
        most = now > most ? now : most;
    }
    print_message("resident: %ld KiB before, at most %ld KiB while %d entries wait\n", before, most, ENTRIES);
    assert_true(writer_waiting(&stand->writer, stand->jh) >= ENTRIES);
    assert_true(most - before < GROWTH_KB_MAX);
    assert_int_equal(kill(silent, SIGCONT), 0);
    writer_until_covered(&stand->writer, stand->jh);
    assert_int_equal(stand->writer.breaks, 0);
    holds(stand, "JH", EP_ENTRY, CACHE_ENTRIES + ENTRIES);
    holds(stand, "BV", EP_ASK, (CACHE_ENTRIES + ENTRIES) / WRAPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_peer_that_stops_reading_costs_a_window_and_the_others_go_on, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
