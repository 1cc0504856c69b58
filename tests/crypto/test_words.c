/* Promise: what is read aloud is told apart by ear and by four letters, and what is typed is compared kindly but
 * exactly. */
#include "crypto/words.h"

#include "crypto/words_nl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_every_word_is_four_to_seven_plain_letters(void **state)
{
    (void)state;
    for (unsigned i = 0; i < EP_WORD_COUNT; i++) {
        size_t len = strlen(ep_word(i));
        assert_in_range(len, 4, 7);
        assert_int_equal(strspn(ep_word(i), "abcdefghijklmnopqrstuvwxyz"), len);
    }
}

static void test_words_are_sorted_and_differ_in_their_first_four_letters(void **state)
{
    (void)state;
    for (unsigned i = 1; i < EP_WORD_COUNT; i++)
        assert_true(strncmp(ep_word(i - 1), ep_word(i), 4) < 0);
}

/* Is one letter changed, added or left out all that tells the two apart? */
static bool one_letter_apart(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] != '\0' && a[same] == b[same])
        same++;
    a += same;
    b += same;
    return strcmp(a + (*a != '\0'), b + (*b != '\0')) == 0 || strcmp(a, b + (*b != '\0')) == 0 ||
           strcmp(a + (*a != '\0'), b) == 0;
}

static void test_no_two_words_are_one_letter_apart(void **state)
{
    (void)state;
    assert_true(one_letter_apart("boot", "boom") && one_letter_apart("boot", "boort") && one_letter_apart("aap", "ap"));
    assert_false(one_letter_apart("boot", "boren"));
    for (unsigned i = 0; i < EP_WORD_COUNT; i++)
        for (unsigned k = 0; k < i; k++)
            assert_false(one_letter_apart(ep_word(i), ep_word(k)));
}

static void test_text_spells_eleven_bits_a_word_from_the_top(void **state)
{
    /* 0, 2047, 1 and 1024: 00000000000 11111111111 00000000001 10000000000. */
    static const uint8_t bits[] = {0x00, 0x1f, 0xfc, 0x00, 0xc0, 0x00};
    char text[EP_WORDS_TEXT_BYTES_MAX];
    char expected[EP_WORDS_TEXT_BYTES_MAX] = "";
    (void)state;
    ep_words_text(text, EP_BYTES(bits), 0);
    assert_string_equal(text, "");
    strcat(strcat(expected, ep_word(0)), " ");
    strcat(strcat(expected, ep_word(2047)), " ");
    strcat(strcat(expected, ep_word(1)), " ");
    strcat(expected, ep_word(1024));
    ep_words_text(text, EP_BYTES(bits), 4);
    assert_string_equal(text, expected);
}

static void test_twelve_longest_words_fit(void **state)
{
    uint8_t bits[17] = {0};
    char text[EP_WORDS_TEXT_BYTES_MAX];
    unsigned longest = 0;
    (void)state;
    while (strlen(ep_word(longest)) < 7)
        longest++;
    for (unsigned i = 0; i < EP_WORDS_MAX * EP_WORD_BITS; i++)
        if (longest >> (10 - i % 11) & 1)
            bits[i / 8] |= (uint8_t)(0x80 >> i % 8);
    ep_words_text(text, EP_BYTES(bits), EP_WORDS_MAX);
    assert_int_equal(strlen(text), EP_WORDS_MAX * 8 - 1);
    assert_true(ep_words_match(text, text));
}

static void test_what_a_person_types_is_matched_kindly(void **state)
{
    static const char *const typed[] = {"molen hagedis zout", "MOLEN Hagedis zoUT",    "  molen   hagedis\tzout \r\n",
                                        "molen-hagedis-zout", "molen, hagedis , zout", "mole hage zout",
                                        "molen hagedi zout"};
    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        assert_true(ep_words_match(typed[i], "molen hagedis zout"));
}

static void test_other_words_never_match(void **state)
{
    static const char *const typed[] = {"",
                                        " ",
                                        "molen hagedis",
                                        "molen hagedis zout zout",
                                        "hagedis molen zout",
                                        "mol hagedis zout",
                                        "molens hagedis zout",
                                        "molem hagedis zout",
                                        "molen hagedis zou",
                                        "molenhagedis zout",
                                        "molen.hagedis.zout",
                                        "molen hagedis zo\xd5t"};
    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        assert_false(ep_words_match(typed[i], "molen hagedis zout"));
    assert_false(ep_words_match("", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_word_is_four_to_seven_plain_letters),
        cmocka_unit_test(test_words_are_sorted_and_differ_in_their_first_four_letters),
        cmocka_unit_test(test_no_two_words_are_one_letter_apart),
        cmocka_unit_test(test_text_spells_eleven_bits_a_word_from_the_top),
        cmocka_unit_test(test_twelve_longest_words_fit),
        cmocka_unit_test(test_what_a_person_types_is_matched_kindly),
        cmocka_unit_test(test_other_words_never_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
