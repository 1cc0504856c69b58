#include "crypto/words.h"

#include "crypto/words_nl.h"

#include <assert.h>
#include <string.h>

#define LETTERS_MIN 4

const char *ep_word(unsigned index)
{
    assert(index < EP_WORD_COUNT);
    return ep_words_nl[index];
}

/* The n-th group of 11 bits. */
static unsigned group(ep_bytes bits, size_t n)
{
    unsigned index = 0;
    for (size_t i = n * EP_WORD_BITS; i < (n + 1) * EP_WORD_BITS; i++)
        index = index << 1 | ((unsigned)bits.at[i / 8] >> (7 - i % 8) & 1);
    return index;
}

void ep_words_text(char text[EP_WORDS_TEXT_BYTES_MAX], ep_bytes bits, unsigned count)
{
    assert(count <= EP_WORDS_MAX);
    assert((size_t)count * EP_WORD_BITS <= bits.len * 8);
    for (unsigned i = 0; i < count; i++) {
        const char *word = ep_word(group(bits, i));
        if (i > 0)
            *text++ = ' ';
        memcpy(text, word, strlen(word));
        text += strlen(word);
    }
    *text = '\0';
}

/* Moves `rest` past the next word and returns the word's letters; none at the end of the text. */
static ep_bytes next_word(const char **rest)
{
    static const char between[] = " \t\r\n-,";
    const char *word = *rest + strspn(*rest, between);
    size_t len = strcspn(word, between);
    *rest = word + len;
    return (ep_bytes){(const uint8_t *)word, len};
}

/* The whole word, or its beginning from the four letters on that tell it apart. */
static bool says(ep_bytes typed, ep_bytes expected)
{
    if (typed.len > expected.len || typed.len < LETTERS_MIN)
        return false;
    for (size_t i = 0; i < typed.len; i++)
        if ((typed.at[i] | 0x20) != expected.at[i]) /* This bit is all that upper and lower case differ in. */
            return false;
    return true;
}

bool ep_words_match(const char *typed, const char *expected)
{
    for (unsigned i = 0; i <= EP_WORDS_MAX; i++) {
        ep_bytes left = next_word(&typed);
        ep_bytes right = next_word(&expected);
        if (left.len == 0 && right.len == 0)
            return i > 0; /* Nothing never matches, not even nothing. */
        if (!says(left, right))
            return false;
    }
    return false;
}
