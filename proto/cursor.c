#include "proto/cursor.h"

void ep_cursor_init(struct ep_cursor *cursor, ep_bytes bytes)
{
    static const uint8_t nothing[1];
    cursor->at = bytes.at != NULL ? bytes.at : nothing;
    cursor->end = cursor->at + bytes.len;
    cursor->bad = false;
}

ep_err ep_cursor_end(const struct ep_cursor *cursor)
{
    return cursor->bad || cursor->at != cursor->end ? EP_MALFORMED : EP_OK;
}

static size_t left(const struct ep_cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

ep_bytes ep_take_raw(struct ep_cursor *cursor, size_t len)
{
    if (cursor->bad || left(cursor) < len) {
        cursor->bad = true;
        return (ep_bytes){NULL, 0};
    }
    ep_bytes out = {cursor->at, len};
    cursor->at += len;
    return out;
}

/* The next byte without taking it; 0xc1, which msgpack never uses, when there is none. */
static uint8_t peek(const struct ep_cursor *cursor)
{
    return cursor->bad || left(cursor) == 0 ? 0xc1 : *cursor->at;
}

/* A big-endian number of `bytes` bytes that must be at least `floor`: a smaller one has a shorter form. */
static uint64_t number(struct ep_cursor *cursor, size_t bytes, uint64_t floor)
{
    ep_bytes raw = ep_take_raw(cursor, bytes);
    uint64_t value = 0;
    for (size_t i = 0; i < raw.len; i++)
        value = value << 8 | raw.at[i];
    if (value < floor)
        cursor->bad = true;
    return value;
}

void ep_take_array(struct ep_cursor *cursor, size_t count)
{
    uint8_t head = peek(cursor);
    (void)ep_take_raw(cursor, 1);
    uint64_t found = 0;
    if ((head & 0xf0) == 0x90)
        found = head & 0x0f;
    else if (head == 0xdc)
        found = number(cursor, 2, 16);
    else
        cursor->bad = true;
    if (found != count)
        cursor->bad = true;
}

bool ep_take_nil(struct ep_cursor *cursor)
{
    if (peek(cursor) != 0xc0)
        return false;
    cursor->at++;
    return true;
}

uint64_t ep_take_uint(struct ep_cursor *cursor, uint64_t max)
{
    uint8_t head = peek(cursor);
    (void)ep_take_raw(cursor, 1);
    uint64_t value = 0;
    if (head < 0x80)
        value = head;
    else if (head == 0xcc)
        value = number(cursor, 1, 0x80);
    else if (head == 0xcd)
        value = number(cursor, 2, 0x100);
    else if (head == 0xce)
        value = number(cursor, 4, 0x10000);
    else if (head == 0xcf)
        value = number(cursor, 8, 0x100000000);
    else
        cursor->bad = true;
    if (value > max)
        cursor->bad = true;
    return cursor->bad ? 0 : value;
}

bool ep_take_bool(struct ep_cursor *cursor)
{
    uint8_t head = peek(cursor);
    (void)ep_take_raw(cursor, 1);
    if (head != 0xc2 && head != 0xc3)
        cursor->bad = true;
    return head == 0xc3;
}

ep_bytes ep_take_bin(struct ep_cursor *cursor, size_t min, size_t max)
{
    uint8_t head = peek(cursor);
    (void)ep_take_raw(cursor, 1);
    uint64_t len = 0;
    if (head == 0xc4)
        len = number(cursor, 1, 0);
    else if (head == 0xc5)
        len = number(cursor, 2, 0x100);
    else
        cursor->bad = true;
    if (len < min || len > max)
        cursor->bad = true;
    return ep_take_raw(cursor, (size_t)len);
}

ep_bytes ep_take_str(struct ep_cursor *cursor, size_t max)
{
    uint8_t head = peek(cursor);
    (void)ep_take_raw(cursor, 1);
    uint64_t len = 0;
    if ((head & 0xe0) == 0xa0)
        len = head & 0x1f;
    else if (head == 0xd9)
        len = number(cursor, 1, 0x20);
    else if (head == 0xda)
        len = number(cursor, 2, 0x100);
    else
        cursor->bad = true;
    if (len > max)
        cursor->bad = true;
    ep_bytes text = ep_take_raw(cursor, (size_t)len);
    if (!ep_utf8_valid(text))
        cursor->bad = true;
    return cursor->bad ? (ep_bytes){NULL, 0} : text;
}

/* How many continuation bytes follow a first byte, and the smallest code point that needs them. */
static int continuation(uint8_t first, uint32_t *point, uint32_t *least)
{
    static const struct {
        uint8_t mask, value;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 1}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (int n = 0; n < 4; n++)
        if ((first & forms[n].mask) == forms[n].value) {
            *point = first & (uint8_t)~forms[n].mask;
            *least = forms[n].least;
            return n;
        }
    return -1;
}

bool ep_utf8_valid(ep_bytes text)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t point = 0;
        uint32_t least = 0;
        int more = continuation(text.at[i++], &point, &least);
        if (more < 0 || (size_t)more > text.len - i)
            return false;
        for (int k = 0; k < more; k++, i++) {
            if ((text.at[i] & 0xc0) != 0x80)
                return false;
            point = point << 6 | (text.at[i] & 0x3f);
        }
        if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
            return false;
    }
    return true;
}

size_t ep_utf8_count(ep_bytes text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += (text.at[i] & 0xc0) != 0x80 ? 1 : 0;
    return count;
}
