#include "proto/fields.h"

#include "proto/calendar.h"

#include <assert.h>
#include <string.h>

const void *ep_field_at(const struct ep_field *field, const void *record)
{
    return (const uint8_t *)record + field->offset;
}

static size_t fixed_bytes(enum ep_type type)
{
    return type == EP_TYPE_EIGHT ? 8 : type == EP_TYPE_ID ? EP_ID_BYTES : type == EP_TYPE_SIGN ? 64 : 32;
}

/* Absent is the zero id or the view without a pointer; the other types always have a value. */
static bool absent(const struct ep_field *field, const void *record)
{
    const void *at = ep_field_at(field, record);
    switch ((enum ep_type)field->type) {
    case EP_TYPE_ID:
        return ep_id_absent(*(const ep_id *)at);
    case EP_TYPE_BIN:
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        return ((const ep_bytes *)at)->at == NULL;
    case EP_TYPE_UINT:
    case EP_TYPE_BOOL:
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        break;
    }
    return false;
}

bool ep_field_valid(const struct ep_field *field, const void *record)
{
    if (absent(field, record))
        return field->optional;
    const void *at = ep_field_at(field, record);
    const ep_bytes *bytes = at;
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        return *(const uint64_t *)at <= field->max &&
               (field->values == NULL || field->values[*(const uint64_t *)at] != NULL);
    case EP_TYPE_BIN:
        return bytes->len >= 1 && bytes->len <= field->max;
    case EP_TYPE_TEXT:
        return bytes->len >= 1 && bytes->len <= field->max && ep_utf8_valid(*bytes);
    case EP_TYPE_DATE:
        return ep_date_valid(*bytes);
    case EP_TYPE_BOOL:
    case EP_TYPE_ID:
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        break;
    }
    return true;
}

static void put(struct ep_pack *pack, const struct ep_field *field, const void *record)
{
    const void *at = ep_field_at(field, record);
    if (absent(field, record)) {
        ep_pack_nil(pack);
        return;
    }
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        ep_pack_uint(pack, *(const uint64_t *)at);
        break;
    case EP_TYPE_BOOL:
        ep_pack_bool(pack, *(const bool *)at);
        break;
    case EP_TYPE_ID:
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        ep_pack_bin(pack, (ep_bytes){at, fixed_bytes(field->type)});
        break;
    case EP_TYPE_BIN:
        ep_pack_bin(pack, *(const ep_bytes *)at);
        break;
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        ep_pack_str(pack, *(const ep_bytes *)at);
        break;
    }
}

ep_err ep_fields_put_members(struct ep_pack *pack, struct ep_table table, const void *record, size_t from, size_t to)
{
    assert(to <= table.count);
    for (size_t i = from; i < to; i++) {
        if (!ep_field_valid(&table.fields[i], record))
            return EP_FIELD_INVALID;
        put(pack, &table.fields[i], record);
    }
    return ep_pack_end(pack);
}

ep_err ep_fields_put(struct ep_pack *pack, struct ep_table table, const void *record)
{
    ep_pack_array(pack, table.count);
    return ep_fields_put_members(pack, table, record, 0, table.count);
}

ep_err ep_record_put(ep_out *out, struct ep_table table, const void *record)
{
    struct ep_pack pack;
    ep_pack_init(&pack, out);
    return ep_fields_put(&pack, table, record);
}

ep_err ep_record_take(ep_bytes bytes, struct ep_table table, void *record)
{
    struct ep_cursor cursor;
    ep_cursor_init(&cursor, bytes);
    ep_fields_take(&cursor, table, record);
    return ep_cursor_end(&cursor);
}

static void take(struct ep_cursor *cursor, const struct ep_field *field, void *record)
{
    void *at = (uint8_t *)record + field->offset;
    if (field->optional && ep_take_nil(cursor))
        return;
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        *(uint64_t *)at = ep_take_uint(cursor, field->max);
        break;
    case EP_TYPE_BOOL:
        *(bool *)at = ep_take_bool(cursor);
        break;
    case EP_TYPE_ID:
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN: {
        size_t len = fixed_bytes(field->type);
        ep_bytes bytes = ep_take_bin(cursor, len, len);
        if (bytes.len == len)
            memcpy(at, bytes.at, len);
        break;
    }
    case EP_TYPE_BIN:
        *(ep_bytes *)at = ep_take_bin(cursor, 1, field->max);
        break;
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        *(ep_bytes *)at = ep_take_str(cursor, field->type == EP_TYPE_DATE ? 10 : field->max);
        break;
    }
    /* Catches what the types cannot: an all-zero id (absent has one form, nil), an empty text, a 31 February. */
    if (!cursor->bad && (absent(field, record) || !ep_field_valid(field, record)))
        cursor->bad = true;
}

void ep_fields_take_members(struct ep_cursor *cursor, struct ep_table table, void *record)
{
    for (size_t i = 0; i < table.count && !cursor->bad; i++)
        take(cursor, &table.fields[i], record);
}

void ep_fields_take(struct ep_cursor *cursor, struct ep_table table, void *record)
{
    memset(record, 0, table.bytes);
    ep_take_array(cursor, table.count);
    ep_fields_take_members(cursor, table, record);
}

const struct ep_field *ep_field_by_role(struct ep_table table, enum ep_role role)
{
    assert(role != EP_ROLE_NONE);
    for (size_t i = 0; i < table.count; i++)
        if (table.fields[i].role == role)
            return &table.fields[i];
    return NULL;
}

const char *ep_field_name(const struct ep_field *field)
{
    const char *dot = strrchr(field->name, '.');
    return dot == NULL ? field->name : dot + 1;
}

const struct ep_field *ep_field_by_name(struct ep_table table, const char *name)
{
    for (size_t i = 0; i < table.count; i++)
        if (strcmp(ep_field_name(&table.fields[i]), name) == 0)
            return &table.fields[i];
    return NULL;
}
