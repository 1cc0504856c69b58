/* Promise: a record is its table, on the wire and back, and a value outside its row is neither written nor taken.
 * PROTOCOL.md 2. */
#include "proto/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct all {
    uint64_t number, choice;
    bool yes;
    ep_id id, maybe_id;
    uint8_t eight[8], key[32], sign[64];
    ep_bytes bin, maybe_bin, text, maybe_text, date, maybe_date;
};

static const char *const choices[] = {NULL, "een", "twee"};
#define F(member, type_, ...) EP_FIELD(struct all, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(number, UINT, 1000),
    F(choice, UINT, 2, .values = choices),
    F(yes, BOOL, 0),
    F(id, ID, 0, .role = EP_ROLE_SUBJECT),
    F(maybe_id, ID, 0, .optional = true, .role = EP_ROLE_REF),
    F(eight, EIGHT, 0),
    F(key, KEY, 0),
    F(sign, SIGN, 0),
    F(bin, BIN, 4),
    F(maybe_bin, BIN, 4, .optional = true),
    F(text, TEXT, 4),
    F(maybe_text, TEXT, 4, .optional = true),
    F(date, DATE, 0),
    F(maybe_date, DATE, 0, .optional = true),
};
#undef F
static const struct ep_table table = EP_TABLE(fields, struct all);

static struct all sample(void)
{
    static const uint8_t bytes[] = {1, 2, 3, 4, 5};
    struct all all = {.number = 1000, .choice = 1, .yes = true, .id = {{1}}};
    memset(all.eight, 8, sizeof all.eight);
    memset(all.key, 32, sizeof all.key);
    memset(all.sign, 64, sizeof all.sign);
    all.bin = (ep_bytes){bytes, 4};
    all.text = ep_text("abcd");
    all.date = ep_text("2026-11");
    return all;
}

static void test_a_record_comes_back_as_it_was(void **state)
{
    uint8_t wire[512];
    ep_out out = EP_OUT(wire);
    struct all put = sample();
    struct all take;
    (void)state;
    put.maybe_id = (ep_id){{2}};
    put.maybe_bin = (ep_bytes){put.bin.at, 1};
    put.maybe_text = ep_text("\xc3\xab");
    put.maybe_date = ep_text("2026-11-24");
    assert_int_equal(ep_record_put(&out, table, &put), EP_OK);
    assert_int_equal(ep_record_take(ep_out_bytes(&out), table, &take), EP_OK);
    assert_true(take.number == 1000 && take.choice == 1 && take.yes);
    assert_true(ep_id_equal(take.id, put.id) && ep_id_equal(take.maybe_id, put.maybe_id));
    assert_memory_equal(take.eight, put.eight, 8);
    assert_memory_equal(take.key, put.key, 32);
    assert_memory_equal(take.sign, put.sign, 64);
    assert_true(ep_bytes_equal(take.bin, put.bin) && ep_bytes_equal(take.maybe_bin, put.maybe_bin));
    assert_true(ep_bytes_equal(take.text, put.text) && ep_bytes_equal(take.maybe_text, put.maybe_text));
    assert_true(ep_bytes_equal(take.date, put.date) && ep_bytes_equal(take.maybe_date, put.maybe_date));
    assert_true(take.bin.at >= wire && take.bin.at < wire + sizeof wire); /* a view of the input */
}

static void test_what_is_absent_comes_back_absent(void **state)
{
    uint8_t wire[512];
    ep_out out = EP_OUT(wire);
    struct all put = sample();
    struct all take;
    (void)state;
    assert_int_equal(ep_record_put(&out, table, &put), EP_OK);
    memset(&take, 0x5a, sizeof take);
    assert_int_equal(ep_record_take(ep_out_bytes(&out), table, &take), EP_OK);
    assert_true(ep_id_absent(take.maybe_id));
    assert_true(take.maybe_bin.at == NULL && take.maybe_text.at == NULL && take.maybe_date.at == NULL);
}

static ep_err put_one(void (*spoil)(struct all *all))
{
    uint8_t wire[512];
    ep_out out = EP_OUT(wire);
    struct all all = sample();
    spoil(&all);
    return ep_record_put(&out, table, &all);
}

static void number_too_large(struct all *all)
{
    all->number = 1001;
}
static void choice_without_a_name(struct all *all)
{
    all->choice = 0;
}
static void choice_past_the_end(struct all *all)
{
    all->choice = 3;
}
static void no_id(struct all *all)
{
    memset(&all->id, 0, sizeof all->id);
}
static void no_bin(struct all *all)
{
    all->bin.at = NULL;
}
static void empty_bin(struct all *all)
{
    all->bin.len = 0;
}
static void long_bin(struct all *all)
{
    all->bin.len = 5;
}
static void empty_maybe_bin(struct all *all)
{
    all->maybe_bin = (ep_bytes){all->bin.at, 0};
}
static void no_text(struct all *all)
{
    all->text.at = NULL;
}
static void empty_text(struct all *all)
{
    all->text = ep_text("");
}
static void long_text(struct all *all)
{
    all->text = ep_text("abcde");
}
static void text_not_utf8(struct all *all)
{
    all->text = ep_text("a\xff");
}
static void no_date(struct all *all)
{
    all->date.at = NULL;
}
static void no_such_date(struct all *all)
{
    all->date = ep_text("2026-02-30");
}
static void no_such_maybe_date(struct all *all)
{
    all->maybe_date = ep_text("2026-13");
}

static void test_a_value_outside_its_row_is_not_written(void **state)
{
    static void (*const spoils[])(struct all *) = {number_too_large,
                                                   choice_without_a_name,
                                                   choice_past_the_end,
                                                   no_id,
                                                   no_bin,
                                                   empty_bin,
                                                   long_bin,
                                                   empty_maybe_bin,
                                                   no_text,
                                                   empty_text,
                                                   long_text,
                                                   text_not_utf8,
                                                   no_date,
                                                   no_such_date,
                                                   no_such_maybe_date};
    (void)state;
    for (size_t i = 0; i < sizeof spoils / sizeof spoils[0]; i++)
        if (put_one(spoils[i]) != EP_FIELD_INVALID)
            fail_msg("written: row %zu", i);
}

/* What the writer refuses must not come in by another writer: the same values, packed without the table. */
static void test_a_value_outside_its_row_is_not_taken(void **state)
{
    static const struct ep_field one_uint[] = {EP_FIELD(struct all, number, UINT, 10)};
    static const struct ep_field one_choice[] = {EP_FIELD(struct all, choice, UINT, 2, .values = choices)};
    static const struct ep_field one_id[] = {EP_FIELD(struct all, id, ID, 0)};
    static const struct ep_field one_key[] = {EP_FIELD(struct all, key, KEY, 0)};
    static const struct ep_field one_bin[] = {EP_FIELD(struct all, bin, BIN, 4)};
    static const struct ep_field one_text[] = {EP_FIELD(struct all, text, TEXT, 4)};
    static const struct ep_field one_date[] = {EP_FIELD(struct all, date, DATE, 0)};
    static const struct {
        const struct ep_field *field;
        uint8_t wire[40];
        size_t len;
        ep_err err;
    } samples[] = {
        {one_uint, {0x91, 10}, 2, EP_OK},
        {one_uint, {0x91, 11}, 2, EP_MALFORMED},
        {one_uint, {0x91, 0xc0}, 2, EP_MALFORMED},   /* nil where it is not optional */
        {one_uint, {0x92, 10, 10}, 3, EP_MALFORMED}, /* a member too many */
        {one_uint, {0x90}, 1, EP_MALFORMED},         /* one too few */
        {one_uint, {0x91, 10, 0}, 3, EP_MALFORMED},  /* bytes left over */
        {one_choice, {0x91, 1}, 2, EP_OK},
        {one_choice, {0x91, 0}, 2, EP_MALFORMED}, /* a number without a name */
        {one_id, {0x91, 0xc4, 16, 1}, 19, EP_OK},
        {one_id, {0x91, 0xc4, 16}, 19, EP_MALFORMED}, /* all zero */
        {one_id, {0x91, 0xc4, 15, 1}, 18, EP_MALFORMED},
        {one_id, {0x91, 0xc4, 17, 1}, 20, EP_MALFORMED},
        {one_id, {0x91, 0xc0}, 2, EP_MALFORMED},
        {one_key, {0x91, 0xc4, 32}, 35, EP_OK},
        {one_key, {0x91, 0xc4, 31}, 34, EP_MALFORMED},
        {one_bin, {0x91, 0xc4, 0}, 3, EP_MALFORMED},
        {one_bin, {0x91, 0xc4, 5, 1, 2, 3, 4, 5}, 8, EP_MALFORMED},
        {one_text, {0x91, 0xa0}, 2, EP_MALFORMED},
        {one_text, {0x91, 0xa5, 'a', 'b', 'c', 'd', 'e'}, 7, EP_MALFORMED},
        {one_text, {0x91, 0xa1, 0xff}, 3, EP_MALFORMED},
        {one_text, {0x91, 0xc4, 1, 'a'}, 4, EP_MALFORMED},
        {one_date, {0x91, 0xa4, '2', '0', '2', '6'}, 6, EP_OK},
        {one_date, {0x91, 0xa4, '2', '0', '2', 'x'}, 6, EP_MALFORMED},
        {one_date, {0x91, 0xa0}, 2, EP_MALFORMED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct ep_table one = {samples[i].field, 1, sizeof(struct all)};
        struct all all;
        if (ep_record_take((ep_bytes){samples[i].wire, samples[i].len}, one, &all) != samples[i].err)
            fail_msg("row %zu", i);
    }
}

/* Every cut and every changed byte is refused or gives a record that packs to those very bytes: one form only. */
static void test_a_record_has_one_form(void **state)
{
    uint8_t wire[512];
    ep_out out = EP_OUT(wire);
    struct all all = sample();
    (void)state;
    assert_int_equal(ep_record_put(&out, table, &all), EP_OK);
    for (size_t len = 0; len < out.len; len++)
        assert_int_equal(ep_record_take((ep_bytes){wire, len}, table, &all), EP_MALFORMED);
    for (size_t at = 0; at < out.len; at++)
        for (unsigned change = 1; change < 256; change++) {
            uint8_t again[512];
            ep_out repacked = EP_OUT(again);
            wire[at] ^= (uint8_t)change;
            if (ep_record_take(ep_out_bytes(&out), table, &all) == EP_OK) {
                assert_int_equal(ep_record_put(&repacked, table, &all), EP_OK);
                assert_true(ep_bytes_equal(ep_out_bytes(&repacked), ep_out_bytes(&out)));
            }
            wire[at] ^= (uint8_t)change;
        }
}

static void test_a_record_that_does_not_fit_is_too_large(void **state)
{
    uint8_t wire[512];
    ep_out whole = EP_OUT(wire);
    struct all all = sample();
    (void)state;
    assert_int_equal(ep_record_put(&whole, table, &all), EP_OK);
    for (size_t cap = 0; cap < whole.len; cap++) {
        ep_out out = {wire, 0, cap};
        assert_int_equal(ep_record_put(&out, table, &all), EP_TOO_LARGE);
        assert_true(out.len <= cap);
    }
}

static void test_members_in_two_parts_are_the_whole(void **state)
{
    uint8_t one[512];
    uint8_t two[512];
    ep_out whole = EP_OUT(one);
    ep_out parts = EP_OUT(two);
    struct ep_pack pack;
    struct all all = sample();
    (void)state;
    assert_int_equal(ep_record_put(&whole, table, &all), EP_OK);
    ep_pack_init(&pack, &parts);
    ep_pack_array(&pack, table.count);
    assert_int_equal(ep_fields_put_members(&pack, table, &all, 0, 5), EP_OK);
    assert_int_equal(ep_fields_put_members(&pack, table, &all, 5, table.count), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&whole), ep_out_bytes(&parts)));
}

static void test_fields_are_found_by_role_and_by_name(void **state)
{
    struct all all = sample();
    (void)state;
    assert_ptr_equal(ep_field_by_role(table, EP_ROLE_SUBJECT), &fields[3]);
    assert_null(ep_field_by_role(table, EP_ROLE_TO_ORG));
    assert_ptr_equal(ep_field_by_name(table, "maybe_text"), &fields[11]);
    assert_null(ep_field_by_name(table, "maybe"));
    assert_ptr_equal(ep_field_at(&fields[3], &all), &all.id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_record_comes_back_as_it_was),
        cmocka_unit_test(test_what_is_absent_comes_back_absent),
        cmocka_unit_test(test_a_value_outside_its_row_is_not_written),
        cmocka_unit_test(test_a_value_outside_its_row_is_not_taken),
        cmocka_unit_test(test_a_record_has_one_form),
        cmocka_unit_test(test_a_record_that_does_not_fit_is_too_large),
        cmocka_unit_test(test_members_in_two_parts_are_the_whole),
        cmocka_unit_test(test_fields_are_found_by_role_and_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
