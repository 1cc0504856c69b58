/* Rows of text in aligned columns. Layer: cli.
 * Widths count code points, not bytes. Nothing is cut and nothing wraps: what is wider than EP_SHEET_WIDE pushes only
 * its own line. What is shown is plaintext, so it is wiped before it is freed. */
#ifndef EP_CLI_SHEET_H
#define EP_CLI_SHEET_H

#include "crypto/bytes.h"

#include <stdio.h>

#define EP_SHEET_COLUMNS_MAX 8
#define EP_SHEET_WIDE 40 /* code points */

/* Never the only carrier of a meaning: the words say it too. */
enum ep_tone { EP_TONE_PLAIN, EP_TONE_HEAD, EP_TONE_DULL, EP_TONE_WARN };

struct ep_sheet_row {
    char *text[EP_SHEET_COLUMNS_MAX]; /* owned */
    enum ep_tone tone;
};

struct ep_sheet { /* starts as all zero but for `columns` */
    size_t columns, count, cap;
    struct ep_sheet_row *rows;
};

/* Copies the texts, of which there are `columns`. EP_NO_MEMORY. */
EP_MUST ep_err ep_sheet_add(struct ep_sheet *sheet, enum ep_tone tone, const char *const text[]);
void ep_sheet_print(const struct ep_sheet *sheet, FILE *out, bool colour);
void ep_sheet_wipe(struct ep_sheet *sheet);

/* The escapes of a tone, or "" without colour. */
const char *ep_tone_begin(enum ep_tone tone, bool colour);
const char *ep_tone_end(enum ep_tone tone, bool colour);
/* Code points in UTF-8. */
size_t ep_text_width(const char *text);
/* Cuts to so many code points, at least one, the last of which becomes an ellipsis. `cap` is what `text` can hold. */
void ep_text_cut(char *text, size_t cap, size_t width);

#endif
