/* Promise: no text of others carries anything to a screen or a document that steers it, and honest text arrives as it
 * was written. DESIGN 7. */
#include "cli/json.h"
#include "cli/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t encode(uint32_t point, char out[5])
{
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    out[0] = (char)(lead[len > 1 ? len : 0] | point);
    out[len] = 0;
    return len;
}

/* The edges of each range, and who is known from attacks. */
static const uint32_t evil[] = {
    0x01,   0x07,   0x08,   0x0d,   0x1b,   0x1f,   0x7f,   0x80,    0x85,    0x9b,    0x9d,    0x9f,    0xad,
    0x34f,  0x61c,  0x115f, 0x1160, 0x17b4, 0x180b, 0x180e, 0x200b,  0x200c,  0x200d,  0x200e,  0x200f,  0x2028,
    0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061,  0x2066,  0x2067,  0x2068,  0x2069,  0x206f,
    0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffb, 0x1d173, 0x1d17a, 0xe0001, 0xe0041, 0xe007f, 0xe0100,
};

static const uint32_t honest[] = {0x20,   0x3f,   0x7e,   0xa0,   0xac,   0xae,   0xe9,   0x15f,  0x399,   0x5d0, 0x628,
                                  0x1ebf, 0x2013, 0x2019, 0x2027, 0x202f, 0x20ac, 0x2070, 0x4e2d, 0x1f600, 0xfffd};

static void test_what_steers_becomes_a_question_mark(void **state)
{
    char one[5];
    char text[16];
    char out[16];
    (void)state;
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        size_t len = encode(evil[i], one);
        text[0] = 'a';
        memcpy(text + 1, one, len);
        text[1 + len] = 'b';
        ep_bytes bytes = {(const uint8_t *)text, len + 2};
        if (strcmp(ep_screen(bytes, out, sizeof out), "a?b") != 0)
            fail_msg("U+%04X: %s", evil[i], out);
        assert_string_equal(ep_screen_whole(bytes, out), "a?b");
    }
}

static void test_honest_text_arrives_as_it_was_written(void **state)
{
    char one[5];
    char out[16];
    (void)state;
    for (size_t i = 0; i < sizeof honest / sizeof honest[0]; i++) {
        ep_bytes bytes = {(const uint8_t *)one, encode(honest[i], one)};
        if (strcmp(ep_screen(bytes, out, sizeof out), one) != 0)
            fail_msg("U+%04X: %s", honest[i], out);
        assert_string_equal(ep_screen_whole(bytes, out), one);
    }
}

static void test_lines_stay_in_a_document_and_not_on_a_screen(void **state)
{
    char out[16];
    (void)state;
    assert_string_equal(ep_screen(ep_text("a\nb\tc\rd"), out, sizeof out), "a b c?d");
    assert_string_equal(ep_screen_whole(ep_text("a\nb\tc\rd"), out), "a\nb\tc?d");
}

static void test_a_text_is_cut_at_a_character_and_bad_bytes_are_one_mark(void **state)
{
    char out[5];
    (void)state;
    assert_string_equal(ep_screen(ep_text("ab€"), out, sizeof out), "ab");
    assert_string_equal(ep_screen(ep_text("a€b"), out, sizeof out), "a€");
    assert_string_equal(ep_screen(ep_text("\x1b\x1b\x1b\x1b\x1b"), out, sizeof out), "????");
    assert_string_equal(ep_screen(ep_text("ab\xc2"), out, sizeof out), "?");
    assert_string_equal(ep_screen_whole(ep_text("\xed\xa0\x80"), out), "?"); /* half a surrogate pair */
    assert_string_equal(ep_screen_whole((ep_bytes){NULL, 0}, out), "");
}

/* Escaped is not enough: who prints the decoded value would run it. */
static void test_a_document_holds_none_of_it_not_even_escaped(void **state)
{
    char *text = NULL;
    size_t len = 0;
    (void)state;
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        char one[5];
        FILE *out = open_memstream(&text, &len);
        struct ep_json *json = ep_json_open();
        ep_json_text(json, "tekst", (ep_bytes){(const uint8_t *)one, encode(evil[i], one)});
        ep_json_word(json, "woord", one);
        assert_int_equal(ep_json_close(json, out), EP_OK);
        fclose(out);
        assert_string_equal(text, "{\n \"tekst\": \"?\",\n \"woord\": \"?\"\n}\n");
        free(text);
    }
    FILE *out = open_memstream(&text, &len);
    struct ep_json *json = ep_json_open();
    ep_json_text(json, "tekst", ep_text("één\ntwee"));
    assert_int_equal(ep_json_close(json, out), EP_OK);
    fclose(out);
    assert_string_equal(text, "{\n \"tekst\": \"\\u00E9\\u00E9n\\ntwee\"\n}\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_steers_becomes_a_question_mark),
        cmocka_unit_test(test_honest_text_arrives_as_it_was_written),
        cmocka_unit_test(test_lines_stay_in_a_document_and_not_on_a_screen),
        cmocka_unit_test(test_a_text_is_cut_at_a_character_and_bad_bytes_are_one_mark),
        cmocka_unit_test(test_a_document_holds_none_of_it_not_even_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
