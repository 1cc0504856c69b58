/* Dutch words to read aloud: 2048 words, 11 bits each. PROTOCOL.md 7.2.
 * Used for the five words of pairing (55 bits), for passphrases (six words, 66 bits) and to show an organisation id. */
#ifndef EP_CRYPTO_WORDS_H
#define EP_CRYPTO_WORDS_H

#include "crypto/bytes.h"

#define EP_WORD_COUNT 2048
#define EP_WORD_BITS 11
#define EP_WORDS_MAX 12
#define EP_WORDS_TEXT_BYTES_MAX (EP_WORDS_MAX * 8 + 1) /* words of at most 7 letters, spaces, NUL */

/* The word of an index below EP_WORD_COUNT. */
const char *ep_word(unsigned index);
/* The first `count` words of a bit string, most significant bit first, joined by spaces, NUL-terminated. */
void ep_words_text(char text[EP_WORDS_TEXT_BYTES_MAX], ep_bytes bits, unsigned count);
/* Does what a person typed say the same words? Case, leading, trailing and repeated spaces, and hyphens or commas
 * between words do not matter; the first four letters of a word suffice, since they are unique in the list. */
bool ep_words_match(const char *typed, const char *expected);

#endif
