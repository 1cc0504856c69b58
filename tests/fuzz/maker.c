#include "tests/fuzz/maker.h"

enum ep_kind_code fuzz_kind(ep_bytes *input)
{
    return (enum ep_kind_code)(1 + fuzz_byte(input) % (EP_KIND_END - 1));
}

static uint64_t number(ep_bytes *input, uint64_t max)
{
    ep_bytes bytes = fuzz_bytes(input, 4);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.len; i++)
        value = value << 8 | bytes.at[i];
    return (fuzz_byte(input) & 1) != 0 ? value : value % (max + 1); /* the one may break its row, the other may not */
}

static ep_bytes text(ep_bytes *input, size_t max)
{
    size_t most = (size_t)number(input, max);
    return fuzz_bytes(input, most);
}

static void fill(uint8_t *at, size_t len, ep_bytes *input)
{
    ep_bytes bytes = fuzz_bytes(input, len);
    if (bytes.len > 0)
        memcpy(at, bytes.at, bytes.len);
}

static ep_id one_of(ep_bytes *input, const ep_id *pool, size_t count)
{
    return pool[fuzz_byte(input) % count];
}

static void change_field(ep_bytes *input, const struct ep_field *field, void *record, const ep_id *pool, size_t count)
{
    uint8_t *at = (uint8_t *)record + field->offset;
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        *(uint64_t *)(void *)at = number(input, field->max);
        break;
    case EP_TYPE_BOOL:
        *(bool *)at = (fuzz_byte(input) & 1) != 0;
        break;
    case EP_TYPE_ID:
        *(ep_id *)at = one_of(input, pool, count);
        break;
    case EP_TYPE_EIGHT:
        fill(at, 8, input);
        break;
    case EP_TYPE_KEY:
        fill(at, 32, input);
        break;
    case EP_TYPE_SIGN:
        fill(at, 64, input);
        break;
    case EP_TYPE_BIN:
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        *(ep_bytes *)(void *)at = text(input, field->max);
        break;
    }
}

static void change_envelope(ep_bytes *input, struct ep_statement *st, const ep_id *pool, size_t count)
{
    switch (fuzz_byte(input) % 5) {
    case 0:
        st->id = one_of(input, pool, count);
        break;
    case 1:
        st->huishouden = one_of(input, pool, count);
        break;
    case 2:
        st->org = one_of(input, pool, count);
        break;
    case 3:
        st->version = number(input, 4);
        break;
    default:
        st->hour = HOUR - 24 + number(input, 48);
    }
}

size_t fuzz_change(ep_bytes *input, struct ep_statement *st, const ep_id *pool, size_t pool_count)
{
    size_t changes = fuzz_byte(input) % 4;
    for (size_t i = 0; i < changes; i++) {
        size_t which = fuzz_byte(input) % (st->kind->body.count + 1);
        if (which == st->kind->body.count)
            change_envelope(input, st, pool, pool_count);
        else
            change_field(input, &st->kind->body.fields[which], &st->body, pool, pool_count);
    }
    return changes;
}

bool fuzz_sign(ep_out *out, struct ep_statement st, const struct ep_sign_pair *by)
{
    out->len = 0;
    st.author = ep_id_of_key(by->public_key);
    ep_err err = ep_statement_put(out, &st, by);
    assert(err == EP_OK || err == EP_FIELD_INVALID || err == EP_TOO_LARGE);
    return err == EP_OK;
}
