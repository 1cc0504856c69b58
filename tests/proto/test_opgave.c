/* Promise: each level is sealed by itself, so that who may read level n never holds a field of level n+1. PROTOCOL.md
 * 5.5. */
#include "proto/opgave.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXTS_MAX 16

/* An opgave of a soort in which every field has a value, each text another. */
struct filled {
    struct ep_opgave opgave;
    char text[TEXTS_MAX][32];
};

static void *member(struct ep_opgave *opgave, const struct ep_field *field)
{
    return (uint8_t *)opgave + field->offset;
}

static void fill_field(struct filled *filled, const struct ep_field *field, size_t n)
{
    void *at = member(&filled->opgave, field);
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        *(uint64_t *)at = field->max;
        break;
    case EP_TYPE_BOOL:
        *(bool *)at = true;
        break;
    case EP_TYPE_ID:
        *(ep_id *)at = (ep_id){{(uint8_t)(n + 1)}};
        break;
    case EP_TYPE_DATE:
        snprintf(filled->text[n], sizeof filled->text[n], "2026-01-%02u", (unsigned)n % 28 + 1);
        *(ep_bytes *)at = ep_text(filled->text[n]);
        break;
    case EP_TYPE_BIN:
    case EP_TYPE_TEXT:
        snprintf(filled->text[n], sizeof filled->text[n], "geheim-%02u-niveau-%u", (unsigned)n, field->level);
        *(ep_bytes *)at = ep_text(filled->text[n]);
        break;
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        fail_msg("no opgave holds this type: %s", field->name);
    }
}

static void fill(struct filled *filled, uint64_t soort)
{
    struct ep_table table = ep_soort(soort)->table;
    memset(filled, 0, sizeof *filled);
    filled->opgave.soort = soort;
    filled->opgave.tijd = 1764000123;
    assert_true(table.count <= TEXTS_MAX);
    for (size_t i = 0; i < table.count; i++)
        fill_field(filled, &table.fields[i], i);
}

static bool is_view(const struct ep_field *field)
{
    return field->type == EP_TYPE_TEXT || field->type == EP_TYPE_DATE || field->type == EP_TYPE_BIN;
}

static bool same(const struct ep_field *field, const struct ep_opgave *a, const struct ep_opgave *b)
{
    const void *one = ep_field_at(field, a);
    const void *two = ep_field_at(field, b);
    if (is_view(field))
        return ep_bytes_equal(*(const ep_bytes *)one, *(const ep_bytes *)two);
    size_t size = field->type == EP_TYPE_UINT   ? sizeof(uint64_t)
                  : field->type == EP_TYPE_BOOL ? sizeof(bool)
                                                : sizeof(ep_id);
    return memcmp(one, two, size) == 0;
}

static bool contains(ep_bytes all, ep_bytes part)
{
    for (size_t at = 0; at + part.len <= all.len; at++)
        if (memcmp(all.at + at, part.at, part.len) == 0)
            return true;
    return false;
}

static void check_level(struct filled *filled, unsigned level, struct ep_opgave *together)
{
    static const struct ep_opgave nothing;
    struct ep_table table = ep_soort(filled->opgave.soort)->table;
    struct ep_opgave alone = {.soort = 0};
    uint8_t wire[4096];
    ep_out out = EP_OUT(wire);
    assert_int_equal(ep_opgave_put(&out, &filled->opgave, level), EP_OK);
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), level, &alone), EP_OK);
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), level, together), EP_OK);
    assert_int_equal(alone.soort, filled->opgave.soort);
    assert_int_equal(alone.tijd, filled->opgave.tijd);
    for (size_t i = 0; i < table.count; i++) {
        const struct ep_field *field = &table.fields[i];
        if (!same(field, &alone, field->level == level ? &filled->opgave : &nothing))
            fail_msg("%s, level %u: %s", ep_soort(alone.soort)->name, level, field->name);
        if (field->type == EP_TYPE_TEXT && field->level != level)
            assert_false(contains(ep_out_bytes(&out), *(const ep_bytes *)ep_field_at(field, &filled->opgave)));
    }
    /* Views borrow from `wire`, which ends here. */
    for (size_t i = 0; i < table.count; i++)
        if (is_view(&table.fields[i]) && table.fields[i].level == level)
            *(ep_bytes *)member(together, &table.fields[i]) =
                *(const ep_bytes *)ep_field_at(&table.fields[i], &filled->opgave);
}

static void test_every_soort_packs_and_takes_at_each_of_its_levels(void **state)
{
    (void)state;
    for (uint64_t soort = 1; soort < EP_SOORT_END; soort++) {
        struct filled filled;
        struct ep_opgave together = {.soort = 0};
        fill(&filled, soort);
        for (unsigned level = 1; level <= 3; level++)
            if ((ep_soort(soort)->levels & 1u << (level - 1)) != 0)
                check_level(&filled, level, &together);
        for (size_t i = 0; i < ep_soort(soort)->table.count; i++)
            assert_true(same(&ep_soort(soort)->table.fields[i], &together, &filled.opgave));
    }
}

static void test_the_levels_of_a_soort_are_those_of_its_fields(void **state)
{
    (void)state;
    for (uint64_t soort = 1; soort < EP_SOORT_END; soort++) {
        const struct ep_soort_row *row = ep_soort(soort);
        unsigned levels = 0;
        for (size_t i = 0; i < row->table.count; i++) {
            assert_in_range(row->table.fields[i].level, 1, 3);
            levels |= 1u << (row->table.fields[i].level - 1);
        }
        assert_int_equal(levels, row->levels);
    }
}

static void test_a_name_finds_its_soort_and_no_other(void **state)
{
    uint64_t found = 0;
    (void)state;
    for (uint64_t soort = 1; soort < EP_SOORT_END; soort++) {
        assert_ptr_equal(ep_soort_by_name(ep_soort(soort)->name, &found), ep_soort(soort));
        assert_int_equal(found, soort);
    }
    assert_null(ep_soort_by_name("risicoscore", &found));
    assert_null(ep_soort(0));
    assert_null(ep_soort(EP_SOORT_END));
}

static void test_what_may_be_left_out_comes_back_absent(void **state)
{
    uint8_t wire[512];
    struct ep_opgave back = {.soort = 0};
    struct ep_opgave doel = {.soort = EP_SOORT_DOEL, .tijd = 1};
    (void)state;
    ep_out out = EP_OUT(wire);
    assert_int_equal(ep_opgave_put(&out, &doel, 3), EP_OK);
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), 3, &back), EP_OK);
    assert_null(back.is.doel.eigen_woorden.at);
    assert_null(back.namens.at);
    assert_null(back.woord.at);
}

static void test_the_head_is_the_same_at_each_level(void **state)
{
    struct filled filled;
    (void)state;
    fill(&filled, EP_SOORT_DOEL);
    filled.opgave.namens = ep_text("huisarts Lentehof");
    filled.opgave.woord = ep_text("mevrouw zelf");
    filled.opgave.niet_tonen_aan = ep_text("lid-van-16-bytesen-nog-een-ander");
    for (unsigned level = 1; level <= 3; level++) {
        uint8_t wire[512];
        struct ep_opgave back = {.soort = 0};
        ep_out out = EP_OUT(wire);
        assert_int_equal(ep_opgave_put(&out, &filled.opgave, level), EP_OK);
        assert_int_equal(ep_opgave_take(ep_out_bytes(&out), level, &back), EP_OK);
        assert_true(ep_bytes_equal(back.namens, filled.opgave.namens));
        assert_true(ep_bytes_equal(back.woord, filled.opgave.woord));
        assert_true(ep_bytes_equal(back.niet_tonen_aan, filled.opgave.niet_tonen_aan));
    }
}

static void test_half_an_id_of_a_lid_is_not_written_and_not_taken(void **state)
{
    struct filled filled;
    struct ep_opgave back = {.soort = 0};
    uint8_t wire[512];
    ep_out out = EP_OUT(wire);
    (void)state;
    fill(&filled, EP_SOORT_DOEL);
    filled.opgave.niet_tonen_aan = ep_text("lid-van-16-bytes");
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 2), EP_OK);
    memmove(wire + 25, wire + 26, --out.len - 25); /* one byte of the id less */
    assert_int_equal(wire[10], 16);
    wire[10] = 15;
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), 2, &back), EP_MALFORMED);
    out.len = 0;
    filled.opgave.niet_tonen_aan.len = 15;
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 2), EP_FIELD_INVALID);
}

static void test_a_value_outside_its_row_is_not_written(void **state)
{
    uint8_t wire[512];
    struct filled filled;
    ep_out out = EP_OUT(wire);
    (void)state;
    fill(&filled, EP_SOORT_SCORE);
    filled.opgave.is.score.score = 0; /* there is no score of nothing: not rated is a value of its own */
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 3), EP_FIELD_INVALID);
    filled.opgave.is.score.score = 7;
    out.len = 0;
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 3), EP_FIELD_INVALID);
    filled.opgave.soort = EP_SOORT_END;
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 1), EP_FIELD_INVALID);
    fill(&filled, EP_SOORT_DOEL);
    filled.opgave.is.doel.titel = (ep_bytes){NULL, 0}; /* a goal at level 2 has a title */
    out.len = 0;
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 2), EP_FIELD_INVALID);
    fill(&filled, EP_SOORT_DOEL);
    uint8_t small[8];
    ep_out tight = EP_OUT(small);
    assert_int_equal(ep_opgave_put(&tight, &filled.opgave, 2), EP_TOO_LARGE);
}

static void test_a_text_of_another_level_or_soort_is_not_taken(void **state)
{
    uint8_t wire[512];
    struct filled filled;
    struct ep_opgave back = {.soort = 0};
    ep_out out = EP_OUT(wire);
    (void)state;
    fill(&filled, EP_SOORT_DOEL);
    assert_int_equal(ep_opgave_put(&out, &filled.opgave, 3), EP_OK);
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), 1, &back), EP_MALFORMED);
    for (size_t len = 0; len < out.len; len++) { /* each beginning of it */
        struct ep_opgave part = {.soort = 0};
        assert_int_not_equal(ep_opgave_take((ep_bytes){wire, len}, 3, &part), EP_OK);
    }
    wire[out.len++] = 0xc0; /* something after it */
    memset(&back, 0, sizeof back);
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), 3, &back), EP_MALFORMED);
    wire[1] = EP_SOORT_END;
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), 3, &back), EP_KIND_UNKNOWN);
    wire[1] = 0;
    assert_int_equal(ep_opgave_take(ep_out_bytes(&out), 3, &back), EP_KIND_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_soort_packs_and_takes_at_each_of_its_levels),
        cmocka_unit_test(test_the_levels_of_a_soort_are_those_of_its_fields),
        cmocka_unit_test(test_a_name_finds_its_soort_and_no_other),
        cmocka_unit_test(test_what_may_be_left_out_comes_back_absent),
        cmocka_unit_test(test_the_head_is_the_same_at_each_level),
        cmocka_unit_test(test_half_an_id_of_a_lid_is_not_written_and_not_taken),
        cmocka_unit_test(test_a_value_outside_its_row_is_not_written),
        cmocka_unit_test(test_a_text_of_another_level_or_soort_is_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
