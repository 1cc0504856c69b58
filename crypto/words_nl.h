/* The table behind crypto/words.h; only words.c and its test look at it directly. */
#ifndef EP_CRYPTO_WORDS_NL_H
#define EP_CRYPTO_WORDS_NL_H

#include "crypto/words.h"

/* Sorted; each word has 4 to 7 letters and a closing NUL; the first four letters are unique. */
extern const char ep_words_nl[EP_WORD_COUNT][8];

#endif
