/* Promise: a message that is taken puts to the same bytes, within EP_MESSAGE_BYTES_MAX. PROTOCOL.md 9. */
#include "proto/message.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t buffer[EP_MESSAGE_BYTES_MAX];
    static union ep_msg msg;
    ep_out out = EP_OUT(buffer);
    ep_bytes bytes = {data, size};
    enum ep_message_type type = EP_MSG_END;
    ep_err err = ep_message_take(bytes, &type, &msg);
    assert(err == EP_OK || err == EP_MALFORMED || err == EP_KIND_UNKNOWN);
    if (err != EP_OK)
        return 0;
    assert(ep_message_table(type).fields != NULL && strcmp(ep_message_name(type), "?") != 0);
    assert(ep_message_put(&out, type, &msg) == EP_OK);
    assert(ep_bytes_equal(ep_out_bytes(&out), bytes));
    if (type == EP_MSG_POSITION)
        assert(ep_position_verify(&msg.position, data) == EP_FORGED); /* nobody's key */
    if (type == EP_MSG_HELLO && msg.hello.position.at != NULL) {
        struct ep_table table = ep_message_table(EP_MSG_POSITION);
        ep_bytes position = msg.hello.position;
        out.len = 0;
        if (ep_record_take(position, table, &msg) == EP_OK)
            assert(ep_record_put(&out, table, &msg) == EP_OK && ep_bytes_equal(ep_out_bytes(&out), position));
    }
    return 0;
}
