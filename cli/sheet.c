#include "cli/sheet.h"

#include "crypto/key.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2

ep_err ep_sheet_add(struct ep_sheet *sheet, enum ep_tone tone, const char *const text[])
{
    if (sheet->count == sheet->cap) {
        size_t cap = sheet->cap == 0 ? 64 : sheet->cap * 2;
        struct ep_sheet_row *rows = realloc(sheet->rows, cap * sizeof *rows);
        if (rows == NULL)
            return EP_NO_MEMORY;
        sheet->rows = rows;
        sheet->cap = cap;
    }
    struct ep_sheet_row *row = &sheet->rows[sheet->count++];
    *row = (struct ep_sheet_row){.tone = tone};
    for (size_t i = 0; i < sheet->columns; i++) {
        size_t size = strlen(text[i]) + 1;
        row->text[i] = malloc(size);
        if (row->text[i] == NULL)
            return EP_NO_MEMORY;
        memcpy(row->text[i], text[i], size);
    }
    return EP_OK;
}

void ep_sheet_wipe(struct ep_sheet *sheet)
{
    for (size_t r = 0; r < sheet->count; r++)
        for (size_t i = 0; i < sheet->columns; i++) {
            char *text = sheet->rows[r].text[i];
            if (text != NULL)
                ep_wipe(text, strlen(text));
            free(text);
        }
    free(sheet->rows);
    *sheet = (struct ep_sheet){.columns = sheet->columns};
}

static bool inside_character(char c)
{
    return ((unsigned char)c & 0xc0u) == 0x80u;
}

size_t ep_text_width(const char *text)
{
    size_t width = 0;
    for (; *text != 0; text++)
        width += inside_character(*text) ? 0 : 1;
    return width;
}

void ep_text_cut(char *text, size_t cap, size_t width)
{
    static const char ellipsis[] = "…";
    if (ep_text_width(text) <= width)
        return;
    size_t at = 0;
    for (size_t points = 1; points < width; points++)
        do
            at++;
        while (inside_character(text[at]));
    if (at + sizeof ellipsis <= cap)
        memcpy(text + at, ellipsis, sizeof ellipsis);
    else
        text[at] = 0;
}

const char *ep_tone_begin(enum ep_tone tone, bool colour)
{
    static const char *const begin[] = {"", "\033[1m", "\033[2m", "\033[33m"};
    return colour ? begin[tone] : "";
}

const char *ep_tone_end(enum ep_tone tone, bool colour)
{
    return colour && tone != EP_TONE_PLAIN ? "\033[0m" : "";
}

static void widths(const struct ep_sheet *sheet, size_t width[EP_SHEET_COLUMNS_MAX])
{
    for (size_t i = 0; i < sheet->columns; i++) {
        width[i] = 0;
        for (size_t r = 0; r < sheet->count; r++) {
            size_t wide = ep_text_width(sheet->rows[r].text[i]);
            if (wide > width[i] && wide <= EP_SHEET_WIDE)
                width[i] = wide;
        }
    }
}

void ep_sheet_print(const struct ep_sheet *sheet, FILE *out, bool colour)
{
    size_t width[EP_SHEET_COLUMNS_MAX];
    widths(sheet, width);
    for (size_t r = 0; r < sheet->count; r++) {
        const struct ep_sheet_row *row = &sheet->rows[r];
        fprintf(out, "%*s%s", GAP, "", ep_tone_begin(row->tone, colour));
        for (size_t i = 0; i < sheet->columns; i++) {
            size_t wide = ep_text_width(row->text[i]);
            size_t pad = i + 1 == sheet->columns ? 0 : (wide < width[i] ? width[i] - wide : 0) + GAP;
            fprintf(out, "%s%*s", row->text[i], (int)pad, "");
        }
        fprintf(out, "%s\n", ep_tone_end(row->tone, colour));
    }
}
