#include "cli/screen.h"

#include "proto/cursor.h"

#include <string.h>

/* Controls (C0, DEL, C1), and of Unicode 15 what steers text or cannot be seen: bidirectional marks, overrides and
 * isolates, joiners and spaces without width, line and paragraph ends, fillers, selectors and tags. */
static const struct range {
    uint32_t from, to;
} dangerous[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},
    {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f}, {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static bool is_dangerous(uint32_t point)
{
    for (size_t i = 0; i < sizeof dangerous / sizeof dangerous[0]; i++)
        if (point >= dangerous[i].from && point <= dangerous[i].to)
            return true;
    return false;
}

/* Of valid UTF-8, so that a character is whole. */
static size_t decode(const uint8_t *at, uint32_t *point)
{
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    *point = len == 1 ? at[0] : at[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        *point = *point << 6 | (at[i] & 0x3fu);
    return len;
}

static void screen(ep_bytes text, bool lines, char *out, size_t cap)
{
    size_t to = 0;
    if (!ep_utf8_valid(text))
        text = ep_text("?");
    for (size_t at = 0; at < text.len;) {
        uint32_t point = 0;
        size_t len = decode(text.at + at, &point);
        bool end = point == '\n' || point == '\t';
        bool bad = is_dangerous(point) && !(end && lines);
        size_t room = bad ? 1 : len;
        if (to + room + 1 > cap)
            break;
        if (bad)
            out[to] = end ? ' ' : '?';
        else
            memcpy(out + to, text.at + at, len);
        to += room;
        at += len;
    }
    out[to] = 0;
}

const char *ep_screen(ep_bytes text, char *out, size_t cap)
{
    screen(text, false, out, cap);
    return out;
}

const char *ep_screen_whole(ep_bytes text, char *out)
{
    screen(text, true, out, (text.len > 0 ? text.len : 1) + 1); /* a "?" for one bad byte fits too */
    return out;
}
