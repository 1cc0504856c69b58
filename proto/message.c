#include "proto/message.h"

#include <string.h>

#define F(struct_, member, type_, ...) EP_FIELD(struct ep_msg_##struct_, member, type_, __VA_ARGS__)

/* clang-format off */
static const struct ep_field hello[] = {F(hello, lineage, EIGHT, 0), F(hello, hour, UINT, EP_HOUR_MAX), F(hello, position, BIN, EP_POSITION_BYTES_MAX, .optional = true)};
static const struct ep_field put[] = {F(put, seq, UINT, EP_VERSION_MAX), F(put, statement, BIN, EP_STATEMENT_BYTES_MAX)};
static const struct ep_field position[] = {F(position, lineage, EIGHT, 0), F(position, seq, UINT, EP_VERSION_MAX), F(position, hash, KEY, 0), F(position, read_size, UINT, EP_VERSION_MAX), F(position, read_root, KEY, 0), F(position, signature, SIGN, 0)};
static const struct ep_field refuse[] = {F(refuse, seq, UINT, EP_VERSION_MAX), F(refuse, code, UINT, 255), F(refuse, missing, ID, 0, .optional = true)};
static const struct ep_field ping[] = {F(ping, n, UINT, EP_VERSION_MAX)};
static const struct ep_field get[] = {F(get, what, UINT, EP_GET_VERSIES), F(get, huishouden, ID, 0, .optional = true),
                                      F(get, item, ID, 0, .optional = true)};
static const struct ep_field give[] = {F(give, statement, BIN, EP_STATEMENT_BYTES_MAX)};
static const struct ep_field fact[] = {F(fact, soort, UINT, EP_FACT_CHANGED), F(fact, a, ID, 0), F(fact, b, ID, 0, .optional = true), F(fact, x, UINT, EP_HOUR_MAX), F(fact, y, UINT, EP_HOUR_MAX), F(fact, c, ID, 0, .optional = true)};
static const struct ep_field done[] = {F(done, seq, UINT, EP_VERSION_MAX), F(done, code, UINT, 255), F(done, missing, ID, 0, .optional = true)};
static const struct ep_field invite[] = {F(invite, id, ID, 0), F(invite, secret, KEY, 0), F(invite, soort, UINT, EP_INVITE_USER)};
static const struct ep_field dial[] = {F(dial, id, ID, 0), F(dial, secret, KEY, 0), F(dial, link, KEY, 0), F(dial, route, TEXT, EP_ADDRESS_BYTES_MAX)};
static const struct ep_field wait[] = {F(wait, id, ID, 0)};
static const struct ep_field met[] = {F(met, id, ID, 0), F(met, h, SIGN, 0), F(met, theirs, BIN, EP_STATEMENT_BYTES_MAX)};
static const struct ep_field say[] = {F(say, id, ID, 0), F(say, bytes, BIN, 64)};
static const struct ep_field confirm[] = {F(confirm, id, ID, 0), F(confirm, a, KEY, 0), F(confirm, b, KEY, 0)};
static const struct ep_field apply[] = {F(apply, name, TEXT, EP_NAME_BYTES_MAX), F(apply, sign, KEY, 0), F(apply, seal, KEY, 0), F(apply, link, KEY, 0), F(apply, proof, SIGN, 0)};
static const struct ep_field fail[] = {F(fail, id, ID, 0), F(fail, code, UINT, 255)};
static const struct ep_field regel[] = {F(regel, hash, KEY, 0), F(regel, regel, BIN, EP_LOGREGEL_BYTES_MAX)};
static const struct ep_field wortel[] = {F(wortel, peer, ID, 0), F(wortel, day, UINT, EP_HOUR_MAX), F(wortel, position, BIN, EP_POSITION_BYTES_MAX)};

#define ROW(name_) {#name_, EP_TABLE(name_, struct ep_msg_##name_)}
static const struct { const char *name; struct ep_table table; } rows[EP_MSG_END] = {
    [EP_MSG_HELLO] = ROW(hello), [EP_MSG_PUT] = ROW(put), [EP_MSG_POSITION] = ROW(position),
    [EP_MSG_REFUSE] = ROW(refuse), [EP_MSG_PING] = ROW(ping), [EP_MSG_GET] = ROW(get), [EP_MSG_GIVE] = ROW(give),
    [EP_MSG_FACT] = ROW(fact), [EP_MSG_DONE] = ROW(done), [EP_MSG_INVITE] = ROW(invite), [EP_MSG_DIAL] = ROW(dial),
    [EP_MSG_WAIT] = ROW(wait), [EP_MSG_MET] = ROW(met), [EP_MSG_SAY] = ROW(say), [EP_MSG_CONFIRM] = ROW(confirm),
    [EP_MSG_APPLY] = ROW(apply), [EP_MSG_FAIL] = ROW(fail), [EP_MSG_REGEL] = ROW(regel),
    [EP_MSG_WORTEL] = ROW(wortel),
};
/* clang-format on */

struct ep_table ep_message_table(enum ep_message_type type)
{
    static const struct ep_table none = {NULL, 0, 0};
    return type > 0 && type < EP_MSG_END ? rows[type].table : none;
}

const char *ep_message_name(enum ep_message_type type)
{
    return type > 0 && type < EP_MSG_END ? rows[type].name : "?";
}

ep_err ep_message_take(ep_bytes bytes, enum ep_message_type *type, union ep_msg *out)
{
    /* The array's length depends on the type, which stands inside it: read the type first, one byte further on. */
    if (bytes.len < 2 || bytes.at[1] == 0 || bytes.at[1] >= EP_MSG_END)
        return bytes.len < 2 || bytes.at[1] >= 0x80 ? EP_MALFORMED : EP_KIND_UNKNOWN;
    *type = (enum ep_message_type)bytes.at[1];
    struct ep_table table = rows[*type].table;
    struct ep_cursor cursor;
    ep_cursor_init(&cursor, bytes);
    ep_take_array(&cursor, table.count + 1);
    (void)ep_take_uint(&cursor, EP_MSG_END);
    memset(out, 0, sizeof *out);
    ep_fields_take_members(&cursor, table, out);
    return ep_cursor_end(&cursor);
}

ep_err ep_message_put(ep_out *out, enum ep_message_type type, const void *record)
{
    struct ep_table table = rows[type].table;
    struct ep_pack pack;
    ep_pack_init(&pack, out);
    ep_pack_array(&pack, table.count + 1);
    ep_pack_uint(&pack, type);
    return ep_fields_put_members(&pack, table, record, 0, table.count);
}
