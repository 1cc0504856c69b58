/* Promise: every value has exactly one form on the wire, so a signature can never cover two readings of the same bytes;
 * whatever is not that form is refused without reading past the end. PROTOCOL.md 2. */
#include "proto/cursor.h"

#include "proto/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum take { TAKE_UINT, TAKE_BOOL, TAKE_BIN, TAKE_STR, TAKE_ARRAY_2, TAKE_ARRAY_16, TAKE_NIL };

struct sample {
    const char *what;
    enum take take;
    uint8_t bytes[24];
    size_t len;
};

/* In memory of exactly its size, so that the sanitizer sees one byte too many. */
static ep_err taken(const struct sample *sample, uint64_t *value)
{
    uint8_t *exact = malloc(sample->len + (sample->len == 0));
    struct ep_cursor cursor;
    assert_non_null(exact);
    memcpy(exact, sample->bytes, sample->len);
    ep_cursor_init(&cursor, (ep_bytes){exact, sample->len});
    *value = 0;
    switch (sample->take) {
    case TAKE_UINT:
        *value = ep_take_uint(&cursor, UINT64_MAX);
        break;
    case TAKE_BOOL:
        *value = ep_take_bool(&cursor);
        break;
    case TAKE_BIN:
        *value = ep_take_bin(&cursor, 0, 65535).len;
        break;
    case TAKE_STR:
        *value = ep_take_str(&cursor, 65535).len;
        break;
    case TAKE_ARRAY_2:
        ep_take_array(&cursor, 2);
        break;
    case TAKE_ARRAY_16:
        ep_take_array(&cursor, 16);
        break;
    case TAKE_NIL:
        *value = ep_take_nil(&cursor);
        break;
    }
    ep_err err = ep_cursor_end(&cursor);
    free(exact);
    return err;
}

static void test_every_form_outside_the_profile_is_refused(void **state)
{
    static const struct sample samples[] = {
        {"nothing", TAKE_UINT, {0}, 0},
        {"uint8 below 128", TAKE_UINT, {0xcc, 0x7f}, 2},
        {"uint16 below 256", TAKE_UINT, {0xcd, 0x00, 0xff}, 3},
        {"uint32 below 65536", TAKE_UINT, {0xce, 0, 0, 0xff, 0xff}, 5},
        {"uint64 below 2^32", TAKE_UINT, {0xcf, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}, 9},
        {"uint8 cut", TAKE_UINT, {0xcc}, 1},
        {"uint16 cut", TAKE_UINT, {0xcd, 1}, 2},
        {"uint32 cut", TAKE_UINT, {0xce, 1, 2, 3}, 4},
        {"uint64 cut", TAKE_UINT, {0xcf, 1, 2, 3, 4, 5, 6, 7}, 8},
        {"negative fixint", TAKE_UINT, {0xff}, 1},
        {"int8", TAKE_UINT, {0xd0, 0x05}, 2},
        {"int16", TAKE_UINT, {0xd1, 0x01, 0x00}, 3},
        {"int32", TAKE_UINT, {0xd2, 0, 1, 0, 0}, 5},
        {"int64", TAKE_UINT, {0xd3, 0, 0, 0, 1, 0, 0, 0, 0}, 9},
        {"float32", TAKE_UINT, {0xca, 0, 0, 0, 0}, 5},
        {"float64", TAKE_UINT, {0xcb, 0, 0, 0, 0, 0, 0, 0, 0}, 9},
        {"never used", TAKE_UINT, {0xc1}, 1},
        {"trailing byte", TAKE_UINT, {0x01, 0x01}, 2},
        {"fixext1", TAKE_BIN, {0xd4, 1, 0}, 3},
        {"fixext16", TAKE_BIN, {0xd8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 18},
        {"ext8", TAKE_BIN, {0xc7, 1, 1, 0}, 4},
        {"ext16", TAKE_BIN, {0xc8, 0, 1, 1, 0}, 5},
        {"ext32", TAKE_BIN, {0xc9, 0, 0, 0, 1, 1, 0}, 7},
        {"bin16 below 256", TAKE_BIN, {0xc5, 0x00, 0x01, 0x61}, 4},
        {"bin32", TAKE_BIN, {0xc6, 0, 0, 0, 1, 0x61}, 6},
        {"bin8 cut", TAKE_BIN, {0xc4, 2, 0x61}, 3},
        {"bin16 cut", TAKE_BIN, {0xc5, 0x01, 0x00, 0x61}, 4},
        {"str where bin", TAKE_BIN, {0xa1, 0x61}, 2},
        {"str8 below 32", TAKE_STR, {0xd9, 0x01, 0x61}, 3},
        {"str16 below 256", TAKE_STR, {0xda, 0x00, 0x01, 0x61}, 4},
        {"str32", TAKE_STR, {0xdb, 0, 0, 0, 1, 0x61}, 6},
        {"str cut", TAKE_STR, {0xa2, 0x61}, 2},
        {"bin where str", TAKE_STR, {0xc4, 0x01, 0x61}, 3},
        {"str not UTF-8", TAKE_STR, {0xa1, 0xff}, 2},
        {"str with NUL", TAKE_STR, {0xa1, 0x00}, 2},
        {"fixmap", TAKE_ARRAY_2, {0x82}, 1},
        {"map16", TAKE_ARRAY_2, {0xde, 0, 2}, 3},
        {"map32", TAKE_ARRAY_2, {0xdf, 0, 0, 0, 2}, 5},
        {"array16 below 16", TAKE_ARRAY_2, {0xdc, 0, 2}, 3},
        {"array32", TAKE_ARRAY_2, {0xdd, 0, 0, 0, 2}, 5},
        {"array32 of 16", TAKE_ARRAY_16, {0xdd, 0, 0, 0, 16}, 5},
        {"another count", TAKE_ARRAY_2, {0x93}, 1},
        {"array16 cut", TAKE_ARRAY_16, {0xdc, 0}, 2},
        {"nil for bool", TAKE_BOOL, {0xc0}, 1},
        {"uint for bool", TAKE_BOOL, {0x01}, 1},
        {"bool for nil", TAKE_NIL, {0xc2}, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        uint64_t value = 1;
        if (taken(&samples[i], &value) != EP_MALFORMED)
            fail_msg("taken: %s", samples[i].what);
        if (samples[i].len > 0 && samples[i].bytes[samples[i].len - 1] != 0x01 && value != 0)
            fail_msg("a value came out of: %s", samples[i].what);
    }
}

static void test_the_one_form_of_each_value_is_taken(void **state)
{
    static const struct {
        struct sample sample;
        uint64_t value;
    } samples[] = {
        {{"0", TAKE_UINT, {0x00}, 1}, 0},
        {{"127", TAKE_UINT, {0x7f}, 1}, 127},
        {{"128", TAKE_UINT, {0xcc, 0x80}, 2}, 128},
        {{"255", TAKE_UINT, {0xcc, 0xff}, 2}, 255},
        {{"256", TAKE_UINT, {0xcd, 0x01, 0x00}, 3}, 256},
        {{"65535", TAKE_UINT, {0xcd, 0xff, 0xff}, 3}, 65535},
        {{"65536", TAKE_UINT, {0xce, 0, 1, 0, 0}, 5}, 65536},
        {{"2^32 - 1", TAKE_UINT, {0xce, 0xff, 0xff, 0xff, 0xff}, 5}, 0xffffffff},
        {{"2^32", TAKE_UINT, {0xcf, 0, 0, 0, 1, 0, 0, 0, 0}, 9}, 0x100000000},
        {{"2^64 - 1", TAKE_UINT, {0xcf, 255, 255, 255, 255, 255, 255, 255, 255}, 9}, UINT64_MAX},
        {{"false", TAKE_BOOL, {0xc2}, 1}, 0},
        {{"true", TAKE_BOOL, {0xc3}, 1}, 1},
        {{"nil", TAKE_NIL, {0xc0}, 1}, 1},
        {{"no bytes", TAKE_BIN, {0xc4, 0}, 2}, 0},
        {{"two bytes", TAKE_BIN, {0xc4, 2, 0xff, 0x00}, 4}, 2},
        {{"no text", TAKE_STR, {0xa0}, 1}, 0},
        {{"e with diaeresis", TAKE_STR, {0xa2, 0xc3, 0xab}, 3}, 2},
        {{"array of 2", TAKE_ARRAY_2, {0x92}, 1}, 0},
        {{"array of 16", TAKE_ARRAY_16, {0xdc, 0, 16}, 3}, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        uint64_t value = 99;
        if (taken(&samples[i].sample, &value) != EP_OK || value != samples[i].value)
            fail_msg("not taken: %s", samples[i].sample.what);
    }
}

/* Whatever the writer makes, the reader takes, at both sides of every border between two forms. */
static void test_writer_and_reader_agree_at_every_border(void **state)
{
    static const size_t lens[] = {0, 1, 31, 32, 255, 256, 65535};
    static uint8_t wire[70000];
    static uint8_t text[65535];
    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        ep_out out = EP_OUT(wire);
        struct ep_pack pack;
        struct ep_cursor cursor;
        ep_pack_init(&pack, &out);
        ep_pack_bin(&pack, (ep_bytes){text, lens[i]});
        ep_pack_str(&pack, (ep_bytes){text, lens[i] == 65535 ? 65530 : lens[i]});
        ep_pack_array(&pack, lens[i]);
        ep_pack_uint(&pack, lens[i]);
        ep_pack_bool(&pack, true);
        ep_pack_nil(&pack);
        assert_int_equal(ep_pack_end(&pack), lens[i] == 65535 ? EP_TOO_LARGE : EP_OK);
        if (lens[i] == 65535)
            continue; /* both do not fit, and that sticks */
        ep_cursor_init(&cursor, ep_out_bytes(&out));
        assert_true(ep_take_bin(&cursor, lens[i], lens[i]).len == lens[i]);
        assert_true(ep_take_str(&cursor, lens[i]).len == lens[i]);
        ep_take_array(&cursor, lens[i]);
        assert_true(ep_take_uint(&cursor, lens[i]) == lens[i]);
        assert_true(ep_take_bool(&cursor));
        assert_true(ep_take_nil(&cursor));
        assert_int_equal(ep_cursor_end(&cursor), EP_OK);
    }
}

static void test_limits_hold(void **state)
{
    static const uint8_t wire[] = {0x05, 0xc4, 2, 1, 2, 0xa2, 'a', 'b'};
    struct ep_cursor cursor;
    (void)state;
    ep_cursor_init(&cursor, EP_BYTES(wire));
    assert_true(ep_take_uint(&cursor, 5) == 5);
    assert_true(ep_take_bin(&cursor, 2, 2).len == 2);
    assert_true(ep_take_str(&cursor, 2).len == 2);
    assert_int_equal(ep_cursor_end(&cursor), EP_OK);
    ep_cursor_init(&cursor, EP_BYTES(wire));
    assert_true(ep_take_uint(&cursor, 4) == 0 && cursor.bad);
    ep_cursor_init(&cursor, (ep_bytes){wire + 1, 4});
    assert_true(ep_take_bin(&cursor, 3, 9).at == NULL && cursor.bad);
    ep_cursor_init(&cursor, (ep_bytes){wire + 1, 4});
    assert_true(ep_take_bin(&cursor, 0, 1).at == NULL && cursor.bad);
    ep_cursor_init(&cursor, (ep_bytes){wire + 5, 3});
    assert_true(ep_take_str(&cursor, 1).at == NULL && cursor.bad);
}

static void test_the_first_fault_sticks(void **state)
{
    static const uint8_t wire[] = {0xc1, 0x01, 0xc3, 0xc0, 0x92, 0xc4, 1, 1, 0xa1, 'a'};
    struct ep_cursor cursor;
    (void)state;
    ep_cursor_init(&cursor, EP_BYTES(wire));
    assert_true(ep_take_uint(&cursor, 9) == 0);
    assert_true(ep_take_uint(&cursor, 9) == 0);
    assert_false(ep_take_bool(&cursor));
    assert_false(ep_take_nil(&cursor));
    ep_take_array(&cursor, 2);
    assert_null(ep_take_bin(&cursor, 0, 9).at);
    assert_null(ep_take_str(&cursor, 9).at);
    assert_null(ep_take_raw(&cursor, 0).at);
    assert_int_equal(ep_cursor_end(&cursor), EP_MALFORMED);
}

static void test_nothing_and_a_raw_tail(void **state)
{
    static const uint8_t wire[] = {0x01, 0xaa, 0xbb};
    struct ep_cursor cursor;
    (void)state;
    ep_cursor_init(&cursor, (ep_bytes){NULL, 0});
    assert_int_equal(ep_cursor_end(&cursor), EP_OK);
    assert_false(ep_take_nil(&cursor));
    assert_int_equal(ep_cursor_end(&cursor), EP_OK);
    ep_cursor_init(&cursor, EP_BYTES(wire));
    assert_true(ep_take_uint(&cursor, 1) == 1);
    assert_true(ep_take_raw(&cursor, 2).at == wire + 1);
    assert_int_equal(ep_cursor_end(&cursor), EP_OK);
    assert_null(ep_take_raw(&cursor, 1).at);
    assert_int_equal(ep_cursor_end(&cursor), EP_MALFORMED);
}

/* The reader follows a table, so a nest where a value belongs is refused at its first byte, however deep it goes. */
static void test_deep_nests_cost_nothing(void **state)
{
    static uint8_t nest[65535];
    static const uint8_t heads[] = {0x91, 0x81, 0xdc, 0xdd, 0xdf};
    (void)state;
    for (size_t i = 0; i < sizeof heads; i++) {
        struct ep_cursor cursor;
        memset(nest, heads[i], sizeof nest);
        ep_cursor_init(&cursor, EP_BYTES(nest));
        assert_true(ep_take_uint(&cursor, UINT64_MAX) == 0);
        assert_int_equal(ep_cursor_end(&cursor), EP_MALFORMED);
        assert_true(cursor.at <= nest + 1);
    }
}

static void test_utf8_is_the_shortest_form_of_a_real_character(void **state)
{
    static const struct {
        const char *text;
        size_t len;
        bool valid;
    } samples[] = {
        {"", 0, true},
        {"abc", 3, true},
        {"\x7f", 1, true},
        {"\xc2\x80", 2, true},              /* U+0080, the first of two bytes */
        {"\xdf\xbf", 2, true},              /* U+07FF */
        {"\xe0\xa0\x80", 3, true},          /* U+0800 */
        {"\xed\x9f\xbf", 3, true},          /* U+D7FF, before the surrogates */
        {"\xee\x80\x80", 3, true},          /* U+E000, after them */
        {"\xef\xbf\xbf", 3, true},          /* U+FFFF */
        {"\xf0\x90\x80\x80", 4, true},      /* U+10000 */
        {"\xf4\x8f\xbf\xbf", 4, true},      /* U+10FFFF, the last */
        {"\0", 1, false},                   /* NUL */
        {"a\0b", 3, false},                 /* NUL inside */
        {"\x80", 1, false},                 /* a continuation alone */
        {"\xbf", 1, false},                 /* idem */
        {"\xc0\x80", 2, false},             /* NUL in two bytes */
        {"\xc1\xbf", 2, false},             /* U+007F in two bytes */
        {"\xe0\x9f\xbf", 3, false},         /* U+07FF in three */
        {"\xf0\x8f\xbf\xbf", 4, false},     /* U+FFFF in four */
        {"\xed\xa0\x80", 3, false},         /* U+D800, a surrogate */
        {"\xed\xbf\xbf", 3, false},         /* U+DFFF */
        {"\xf4\x90\x80\x80", 4, false},     /* U+110000 */
        {"\xf7\xbf\xbf\xbf", 4, false},     /* U+1FFFFF */
        {"\xf8\x88\x80\x80\x80", 5, false}, /* five bytes */
        {"\xfe", 1, false},
        {"\xff", 1, false},
        {"\xc2", 1, false},             /* cut */
        {"\xe2\x82", 2, false},         /* cut */
        {"\xf0\x9f\x98", 3, false},     /* cut */
        {"\xc2\x41", 2, false},         /* no continuation */
        {"\xe2\x82\x41", 3, false},     /* idem */
        {"\xe2\x82\xac\xe2", 4, false}, /* a good one and a cut one */
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        uint8_t *exact = malloc(samples[i].len + (samples[i].len == 0));
        assert_non_null(exact);
        memcpy(exact, samples[i].text, samples[i].len);
        bool valid = ep_utf8_valid((ep_bytes){exact, samples[i].len});
        free(exact);
        if (valid != samples[i].valid)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_outside_the_profile_is_refused),
        cmocka_unit_test(test_the_one_form_of_each_value_is_taken),
        cmocka_unit_test(test_writer_and_reader_agree_at_every_border),
        cmocka_unit_test(test_limits_hold),
        cmocka_unit_test(test_the_first_fault_sticks),
        cmocka_unit_test(test_nothing_and_a_raw_tail),
        cmocka_unit_test(test_deep_nests_cost_nothing),
        cmocka_unit_test(test_utf8_is_the_shortest_form_of_a_real_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
