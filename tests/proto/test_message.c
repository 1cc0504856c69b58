/* Promise: every message has one form and comes back as it was said; all else is refused; and a position is signed over
 * all that it claims. PROTOCOL.md 9.1, 9.2. */
#include "proto/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t some[64] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21};

/* A record of a type with every field set, from its own table. */
static void fill(struct ep_table table, union ep_msg *msg)
{
    memset(msg, 0, sizeof *msg);
    for (size_t i = 0; i < table.count; i++) {
        void *at = (uint8_t *)msg + table.fields[i].offset;
        switch ((enum ep_type)table.fields[i].type) {
        case EP_TYPE_UINT:
            *(uint64_t *)at = 1;
            break;
        case EP_TYPE_BOOL:
            *(bool *)at = true;
            break;
        case EP_TYPE_ID:
            memcpy(at, some, EP_ID_BYTES);
            break;
        case EP_TYPE_EIGHT:
            memcpy(at, some, 8);
            break;
        case EP_TYPE_KEY:
            memcpy(at, some, 32);
            break;
        case EP_TYPE_SIGN:
            memcpy(at, some, 64);
            break;
        case EP_TYPE_BIN:
            *(ep_bytes *)at = (ep_bytes){some, 40};
            break;
        case EP_TYPE_TEXT:
        case EP_TYPE_DATE:
            *(ep_bytes *)at = ep_text("2026");
            break;
        }
    }
}

static void test_every_message_comes_back_as_it_was_said(void **state)
{
    (void)state;
    for (int type = EP_MSG_HELLO; type < EP_MSG_END; type++) {
        union ep_msg msg;
        union ep_msg taken;
        uint8_t first[1024];
        uint8_t second[1024];
        ep_out out = EP_OUT(first);
        ep_out again = EP_OUT(second);
        enum ep_message_type came;
        fill(ep_message_table((enum ep_message_type)type), &msg);
        assert_int_equal(ep_message_put(&out, (enum ep_message_type)type, &msg), EP_OK);
        assert_int_equal(ep_message_take(ep_out_bytes(&out), &came, &taken), EP_OK);
        assert_int_equal(came, type);
        assert_int_equal(ep_message_put(&again, came, &taken), EP_OK);
        assert_true(ep_bytes_equal(ep_out_bytes(&out), ep_out_bytes(&again)));
        assert_true(strlen(ep_message_name(came)) >= 3);
    }
    assert_string_equal(ep_message_name((enum ep_message_type)0), "?");
    assert_string_equal(ep_message_name(EP_MSG_END), "?");
    assert_null(ep_message_table((enum ep_message_type)0).fields);
    assert_null(ep_message_table(EP_MSG_END).fields);
}

static void test_no_other_length_count_or_type_is_taken(void **state)
{
    (void)state;
    for (int type = EP_MSG_HELLO; type < EP_MSG_END; type++) {
        union ep_msg msg;
        uint8_t bytes[1024];
        ep_out out = EP_OUT(bytes);
        enum ep_message_type came;
        fill(ep_message_table((enum ep_message_type)type), &msg);
        assert_int_equal(ep_message_put(&out, (enum ep_message_type)type, &msg), EP_OK);
        for (size_t len = 0; len < out.len; len++)
            assert_int_equal(ep_message_take((ep_bytes){bytes, len}, &came, &msg), EP_MALFORMED);
        bytes[out.len] = 0;
        assert_int_equal(ep_message_take((ep_bytes){bytes, out.len + 1}, &came, &msg), EP_MALFORMED);
        for (unsigned head = 0; head < 256; head++) {
            uint8_t true_head = bytes[0];
            bytes[0] = (uint8_t)head;
            assert_int_equal(ep_message_take(ep_out_bytes(&out), &came, &msg),
                             head == true_head ? EP_OK : EP_MALFORMED);
            bytes[0] = true_head;
        }
        static const uint8_t unknown[] = {0, EP_MSG_END, 0x7f};
        for (size_t i = 0; i < sizeof unknown; i++) {
            bytes[1] = unknown[i];
            assert_int_equal(ep_message_take(ep_out_bytes(&out), &came, &msg), EP_KIND_UNKNOWN);
        }
        bytes[1] = 0xcc; /* a number in a longer form than it needs */
        assert_int_equal(ep_message_take(ep_out_bytes(&out), &came, &msg), EP_MALFORMED);
    }
}

static void test_a_value_beyond_its_row_is_not_said(void **state)
{
    uint8_t bytes[256];
    ep_out out = EP_OUT(bytes);
    static const uint8_t large[65];
    (void)state;
    assert_int_equal(ep_message_put(&out, EP_MSG_DONE, &(struct ep_msg_done){.code = 256}), EP_FIELD_INVALID);
    out.len = 0;
    assert_int_equal(ep_message_put(&out, EP_MSG_SAY, &(struct ep_msg_say){{{1}}, EP_BYTES(large)}), EP_FIELD_INVALID);
    out.len = 0;
    assert_int_equal(ep_message_put(&out, EP_MSG_WAIT, &(struct ep_msg_wait){{{0}}}), EP_FIELD_INVALID);
    out = (ep_out){bytes, 0, 10};
    assert_int_equal(ep_message_put(&out, EP_MSG_WAIT, &(struct ep_msg_wait){{{1}}}), EP_TOO_LARGE);
}

static void test_the_largest_statement_fits_in_a_message_and_a_frame(void **state)
{
    static uint8_t statement[EP_STATEMENT_BYTES_MAX];
    static uint8_t bytes[EP_MESSAGE_BYTES_MAX];
    ep_out out = EP_OUT(bytes);
    (void)state;
    struct ep_msg_put put = {EP_VERSION_MAX, EP_BYTES(statement)};
    assert_int_equal(ep_message_put(&out, EP_MSG_PUT, &put), EP_OK);
    assert_true(out.len + 16 <= EP_FRAME_BYTES_MAX);
}

static void test_a_position_is_signed_over_all_that_it_claims(void **state)
{
    struct ep_sign_pair node;
    struct ep_sign_pair other;
    struct ep_msg_position position = {.seq = 7};
    (void)state;
    ep_sign_pair_make(&node, some);
    ep_sign_pair_make(&other, some + 1);
    memcpy(position.lineage, some, 8);
    memcpy(position.hash, some, 32);
    memcpy(position.read_root, some + 2, 32);
    ep_position_sign(&position, &node);
    assert_int_equal(ep_position_verify(&position, node.public_key), EP_OK);
    assert_int_equal(ep_position_verify(&position, other.public_key), EP_FORGED);
    struct ep_msg_position changed[6] = {position, position, position, position, position, position};
    changed[0].lineage[7] ^= 1;
    changed[1].seq++;
    changed[2].hash[31] ^= 1;
    changed[3].read_root[0] ^= 1;
    changed[4].signature[63] ^= 1;
    changed[5].read_size++;
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(ep_position_verify(&changed[i], node.public_key), EP_FORGED);
    ep_sign(position.signature, EP_LABEL_STATEMENT, (ep_bytes){some, 64}, &node); /* of another use */
    assert_int_equal(ep_position_verify(&position, node.public_key), EP_FORGED);
}

static void test_the_running_hash_is_over_order_and_all(void **state)
{
    uint8_t ab[32] = {0};
    uint8_t ba[32] = {0};
    uint8_t a[32] = {0};
    (void)state;
    ep_running_hash(a, a, ep_text("a"));
    memcpy(ab, a, 32);
    ep_running_hash(ab, ab, ep_text("b"));
    ep_running_hash(ba, ba, ep_text("b"));
    ep_running_hash(ba, ba, ep_text("a"));
    assert_memory_not_equal(ab, ba, 32);
    assert_memory_not_equal(ab, a, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_message_comes_back_as_it_was_said),
        cmocka_unit_test(test_no_other_length_count_or_type_is_taken),
        cmocka_unit_test(test_a_value_beyond_its_row_is_not_said),
        cmocka_unit_test(test_the_largest_statement_fits_in_a_message_and_a_frame),
        cmocka_unit_test(test_a_position_is_signed_over_all_that_it_claims),
        cmocka_unit_test(test_the_running_hash_is_over_order_and_all),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
