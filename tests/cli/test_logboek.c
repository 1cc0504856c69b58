/* Promise: with the roots that two witnesses kept, every row of a log that was changed, removed, put in or moved is found,
 * also when the hashes beside the rows were made to fit; an honest log passes, and who lies is named. PROTOCOL.md 9.4. */
#include "cli/logboek.h"
#include "proto/logregel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROWS 40 /* ten a day; those of the last day stand in no root yet */
#define ROOM 64

struct log {
    uint8_t bytes[ROOM][EP_LOGREGEL_BYTES_MAX];
    uint8_t hash[ROOM][32];
    size_t len[ROOM];
    size_t count;
};

static struct log honest;
static struct ep_sign_pair node, other;
static const ep_id own = {{9}}, jh = {{1}}, ggd = {{2}};
static char heard[2][4][EP_WORTEL_TEXT_BYTES]; /* the lines of both witnesses, a day each */

static void write_row(struct log *log, size_t at, uint64_t nr, uint64_t second)
{
    struct ep_logregel row = {.nr = nr, .seconde = second, .soort = EP_LOG_INZAGE, .actie = EP_LOG_LEZEN};
    ep_out out = EP_OUT(log->bytes[at]);
    row.toegang = EP_LOG_GEBRUIKER;
    row.org = own;
    row.user = (ep_id){{3}};
    assert_int_equal(ep_record_put(&out, ep_logregel_table, &row), EP_OK);
    log->len[at] = out.len;
    ep_merkle_leaf(log->hash[at], ep_out_bytes(&out));
}

static void root_of(const struct log *log, size_t size, uint8_t root[32])
{
    struct ep_merkle tree = {.size = 0};
    for (size_t i = 0; i < size; i++)
        assert_int_equal(ep_merkle_add(&tree, log->hash[i]), EP_OK);
    ep_merkle_root(&tree, root);
}

static struct ep_wortel wortel_of(const struct log *log, size_t size, ep_id witness, uint64_t day)
{
    struct ep_wortel wortel = {.day = day, .witness = witness, .position.read_size = size};
    root_of(log, size, wortel.position.read_root);
    ep_position_sign(&wortel.position, &node);
    return wortel;
}

static int begin(void **state)
{
    (void)state;
    honest.count = ROWS;
    for (size_t i = 0; i < ROWS; i++)
        write_row(&honest, i, i, 86400 * (20000 + i / 10) + i);
    for (size_t day = 0; day < 4; day++) {
        struct ep_wortel wortel = wortel_of(&honest, day * 10, jh, 20000 + day);
        assert_int_equal(ep_wortel_text(heard[0][day], &wortel), EP_OK);
        wortel.witness = ggd;
        assert_int_equal(ep_wortel_text(heard[1][day], &wortel), EP_OK);
    }
    return 0;
}

struct outcome {
    struct ep_logboek logboek;
    struct ep_getuige getuige[2];
};

static ep_err verdict(const struct log *log, struct outcome *outcome)
{
    *outcome = (struct outcome){.logboek = {.leaf = NULL}};
    for (size_t i = 0; i < log->count; i++) {
        struct ep_msg_regel regel = {.regel = {log->bytes[i], log->len[i]}};
        memcpy(regel.hash, log->hash[i], 32);
        assert_int_equal(ep_logboek_add(&outcome->logboek, &regel), EP_OK);
    }
    for (size_t w = 0; w < 2; w++)
        for (size_t day = 0; day < 4 && heard[w][day][0] != 0; day++) {
            ep_err said = ep_getuige_hear(&outcome->getuige[w], &outcome->logboek, node.public_key, heard[w][day]);
            assert_int_equal(said, outcome->getuige[w].err);
        }
    ep_err err = ep_logboek_verdict(&outcome->logboek, outcome->getuige, own);
    ep_logboek_free(&outcome->logboek);
    return err;
}

/* `odd` as well as both witnesses' first day and rows that differ. */
static void found(const struct log *log, uint64_t day, uint64_t from, uint64_t to)
{
    struct outcome outcome;
    assert_int_equal(verdict(log, &outcome), EP_LOG_DIFFERS);
    for (size_t w = 0; w < 2; w++) {
        assert_int_equal(outcome.getuige[w].err, EP_LOG_DIFFERS);
        assert_int_equal(outcome.getuige[w].day, day);
        assert_int_equal(outcome.getuige[w].from, from);
        assert_int_equal(outcome.getuige[w].to, to);
    }
}

static void move_rows(struct log *log, size_t to, size_t from, size_t count)
{
    memmove(log->bytes[to], log->bytes[from], count * sizeof log->bytes[0]);
    memmove(log->hash[to], log->hash[from], count * sizeof log->hash[0]);
    memmove(log->len + to, log->len + from, count * sizeof log->len[0]);
}

static void test_an_honest_log_passes(void **state)
{
    struct outcome outcome;
    (void)state;
    assert_int_equal(verdict(&honest, &outcome), EP_OK);
    assert_true(outcome.getuige[0].tree.size == 30 && outcome.getuige[1].lines == 4);
}

static void test_each_changed_row_is_found_though_its_hash_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < 30; i++) {
        struct log log = honest;
        write_row(&log, i, i, 1);
        found(&log, 20001 + i / 10, i - i % 10, i - i % 10 + 10);
    }
}

static void test_each_removed_row_is_found_though_the_others_were_numbered_anew(void **state)
{
    (void)state;
    for (size_t i = 0; i < 30; i++) {
        struct log log = honest;
        move_rows(&log, i, i + 1, ROWS - i - 1);
        log.count--;
        for (size_t n = i; n < log.count; n++)
            write_row(&log, n, n, 86400 * (20000 + (n + 1) / 10) + n + 1);
        found(&log, 20001 + i / 10, i - i % 10, i - i % 10 + 10);
    }
}

static void test_two_rows_that_changed_places_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i + 1 < 30; i++) {
        struct log log = honest;
        write_row(&log, i, i, 86400 * (20000 + (i + 1) / 10) + i + 1);
        write_row(&log, i + 1, i + 1, 86400 * (20000 + i / 10) + i);
        found(&log, 20001 + i / 10, i - i % 10, i - i % 10 + 10);
    }
}

static void test_a_row_that_was_put_in_is_found(void **state)
{
    struct log log = honest;
    (void)state;
    move_rows(&log, 16, 15, ROWS - 15);
    write_row(&log, 15, 15, 1);
    log.count++;
    found(&log, 20002, 10, 20);
}

static void test_a_tail_that_was_cut_off_is_found(void **state)
{
    struct log log = honest;
    (void)state;
    log.count = 29;
    found(&log, 20003, 20, 30);
    log.count = 0;
    found(&log, 20001, 0, 10);
}

/* Also of today, when no root stands for it yet. */
static void test_a_row_that_does_not_fit_its_hash_or_place_is_named(void **state)
{
    struct outcome outcome;
    struct log log = honest;
    (void)state;
    write_row(&log, 35, 35, 86400 * 20003); /* a row as good as any, and the hash of the one before */
    memcpy(log.hash[35], honest.hash[35], 32);
    assert_int_equal(verdict(&log, &outcome), EP_LOG_DIFFERS);
    assert_int_equal(outcome.getuige[0].err, EP_OK);
    log = honest;
    write_row(&log, 36, 35, 1); /* the number of another row */
    write_row(&log, 37, 35, 1);
    assert_int_equal(verdict(&log, &outcome), EP_LOG_DIFFERS);
    struct ep_logboek logboek = {.leaf = NULL};
    for (size_t i = 0; i < log.count; i++) {
        struct ep_msg_regel regel = {.regel = {log.bytes[i], log.len[i]}};
        memcpy(regel.hash, log.hash[i], 32);
        assert_int_equal(ep_logboek_add(&logboek, &regel), EP_OK);
    }
    assert_true(logboek.odd);
    assert_int_equal(logboek.odd_nr, 36); /* the first */
    ep_logboek_free(&logboek);
}

static void test_a_witness_that_lies_does_not_count_and_is_the_one_named(void **state)
{
    struct outcome outcome;
    struct ep_wortel lie = wortel_of(&honest, 20, ggd, 20002);
    (void)state;
    lie.position.read_root[0] ^= 1;
    assert_int_equal(ep_wortel_text(heard[1][2], &lie), EP_OK);
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_WITNESS);
    assert_true(outcome.getuige[0].err == EP_OK && outcome.getuige[1].lines == 3);
    assert_true(outcome.getuige[1].err != EP_OK && outcome.getuige[1].err != EP_LOG_DIFFERS);
    ep_position_sign(&lie.position, &other); /* signed, and not by this node */
    assert_int_equal(ep_wortel_text(heard[1][2], &lie), EP_OK);
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_WITNESS);
    ep_position_sign(&lie.position, &node); /* the node told this witness something else */
    assert_int_equal(ep_wortel_text(heard[1][2], &lie), EP_OK);
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_DIFFERS);
    assert_true(outcome.getuige[0].err == EP_OK && outcome.getuige[1].err == EP_LOG_DIFFERS);
}

static void test_a_log_that_became_smaller_is_found(void **state)
{
    struct outcome outcome;
    struct ep_wortel less = wortel_of(&honest, 15, ggd, 20003);
    (void)state;
    assert_int_equal(ep_wortel_text(heard[1][3], &less), EP_OK);
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_DIFFERS);
    assert_true(outcome.getuige[1].from == 15 && outcome.getuige[1].to == 20);
}

static void name_witness(size_t w, ep_id witness)
{
    for (size_t day = 0; day < 4; day++) {
        struct ep_wortel wortel = wortel_of(&honest, day * 10, witness, 20000 + day);
        assert_int_equal(ep_wortel_text(heard[w][day], &wortel), EP_OK);
    }
}

static void test_two_witnesses_are_two_others_who_said_something(void **state)
{
    struct outcome outcome;
    (void)state;
    name_witness(1, jh);
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_WITNESS);
    name_witness(1, own);
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_WITNESS);
    heard[1][0][0] = 0;
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_WITNESS);
    begin(NULL);
    struct ep_wortel stranger = wortel_of(&honest, 30, (ep_id){{7}}, 20003);
    assert_int_equal(ep_wortel_text(heard[1][3], &stranger), EP_OK); /* one file, two witnesses */
    assert_int_equal(verdict(&honest, &outcome), EP_LOG_WITNESS);
    assert_int_equal(outcome.getuige[1].err, EP_MALFORMED);
}

static void test_a_line_comes_back_and_is_taken_in_no_other_spelling(void **state)
{
    struct ep_wortel out;
    char text[EP_WORTEL_TEXT_BYTES + 1];
    size_t len = strlen(heard[0][3]);
    (void)state;
    assert_int_equal(ep_wortel_read(heard[0][3], &out), EP_OK);
    assert_true(out.day == 20003 && out.position.read_size == 30 && ep_id_equal(out.witness, jh));
    assert_int_equal(ep_position_verify(&out.position, node.public_key), EP_OK);
    for (size_t cut = 0; cut < len; cut++) {
        snprintf(text, sizeof text, "%.*s", (int)cut, heard[0][3]);
        assert_int_equal(ep_wortel_read(text, &out), EP_MALFORMED);
    }
    snprintf(text, sizeof text, "%s ", heard[0][3]);
    assert_int_equal(ep_wortel_read(text, &out), EP_MALFORMED);
    for (size_t i = 0; i < len; i++) { /* rows and root are also in the position, and none may say another thing */
        snprintf(text, sizeof text, "%s", heard[0][3]);
        text[i] = text[i] == '0' ? '1' : '0';
        bool day_or_witness = i < 10 || (i >= 79 && i < 79 + 32);
        if (!day_or_witness)
            assert_true(ep_wortel_read(text, &out) == EP_MALFORMED ||
                        ep_position_verify(&out.position, node.public_key) != EP_OK);
    }
    out.day = UINT64_MAX;
    assert_int_equal(ep_wortel_text(text, &out), EP_TOO_LARGE);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_honest_log_passes),
        TEST(test_each_changed_row_is_found_though_its_hash_fits),
        TEST(test_each_removed_row_is_found_though_the_others_were_numbered_anew),
        TEST(test_two_rows_that_changed_places_are_found),
        TEST(test_a_row_that_was_put_in_is_found),
        TEST(test_a_tail_that_was_cut_off_is_found),
        TEST(test_a_row_that_does_not_fit_its_hash_or_place_is_named),
        TEST(test_a_witness_that_lies_does_not_count_and_is_the_one_named),
        TEST(test_a_log_that_became_smaller_is_found),
        TEST(test_two_witnesses_are_two_others_who_said_something),
        TEST(test_a_line_comes_back_and_is_taken_in_no_other_spelling),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    ep_sign_pair_make(&node, (const uint8_t[32]){1});
    ep_sign_pair_make(&other, (const uint8_t[32]){2});
    return cmocka_run_group_tests(tests, NULL, NULL);
}
