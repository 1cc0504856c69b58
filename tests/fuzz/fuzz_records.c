/* Promise: a record of a node's own, or one that says who may enter, is taken whole or not at all, and puts to the same
 * bytes. A damaged database is refused, not misread. The first byte is the table. PROTOCOL.md 8.2. */
#include "node/record.h"
#include "proto/logregel.h"
#include "tests/fuzz/fuzz.h"

union record {
    struct ep_node_record node;
    struct ep_link_record link;
    struct ep_invite_record invite;
    struct ep_deletion_record deletion;
    struct ep_refusal_record refusal;
    struct ep_access_record access;
    struct ep_log_record log;
    struct ep_logregel regel;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ep_table *const tables[] = {
        &ep_node_record_table,    &ep_link_record_table,   &ep_invite_record_table, &ep_deletion_record_table,
        &ep_refusal_record_table, &ep_access_record_table, &ep_log_record_table,    &ep_logregel_table};
    uint8_t buffer[EP_LOGREGEL_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    ep_bytes input = {data, size};
    const struct ep_table *table = tables[fuzz_byte(&input) % (sizeof tables / sizeof tables[0])];
    union record record;
    assert(table->bytes <= sizeof record);
    ep_err err = ep_record_take(input, *table, &record);
    assert(err == EP_OK || err == EP_MALFORMED);
    if (err == EP_OK)
        assert(ep_record_put(&out, *table, &record) == EP_OK && ep_bytes_equal(ep_out_bytes(&out), input));
    return 0;
}
