/* Promise: a link is exactly Noise_IKpsk2_25519_ChaChaPoly_SHA512, and nothing changed, replayed or foreign opens. */
#include "crypto/noise.h"

#include "tests/vectors/noise-ikpsk2-sha512.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static ep_bytes unhex(ep_out *out, const char *hex)
{
    out->len = 0;
    assert_int_equal(ep_unhex(out, ep_text(hex)), EP_OK);
    return ep_out_bytes(out);
}

static void take32(uint8_t to[32], const char *hex)
{
    ep_out out = {to, 0, 32};
    assert_int_equal(unhex(&out, hex).len, 32);
}

struct ends {
    struct ep_noise initiator;
    struct ep_noise responder;
    uint8_t psk[32];
};

/* Both ends of the vector, before the first message; the responder's prologue may be another. */
static void begin(struct ends *ends, const char *responder_prologue)
{
    uint8_t memory[64];
    uint8_t secret[32];
    uint8_t public_key[32];
    struct ep_dh_pair pair;
    ep_out out = EP_OUT(memory);
    take32(secret, NOISE_INITIATOR_STATIC);
    ep_dh_pair_make(&pair, secret);
    take32(secret, NOISE_INITIATOR_EPHEMERAL);
    take32(public_key, NOISE_RESPONDER_PUBLIC);
    ep_noise_init(&ends->initiator, true, unhex(&out, NOISE_PROLOGUE), &pair, public_key, secret);
    take32(secret, NOISE_RESPONDER_STATIC);
    ep_dh_pair_make(&pair, secret);
    assert_memory_equal(pair.public_key, public_key, 32);
    take32(secret, NOISE_RESPONDER_EPHEMERAL);
    ep_noise_init(&ends->responder, false, unhex(&out, responder_prologue), &pair, NULL, secret);
    take32(ends->psk, NOISE_PSK);
}

/* A whole handshake with empty payloads. */
static void shake(struct ends *ends, struct ep_cipher *send, struct ep_cipher *receive)
{
    uint8_t memory[128];
    uint8_t hash[64];
    struct ep_cipher unused[2];
    ep_out out = EP_OUT(memory);
    ep_out none = {memory, 0, 0};
    begin(ends, NOISE_PROLOGUE);
    assert_int_equal(ep_noise_write1(&ends->initiator, ep_text(""), &out), EP_OK);
    assert_int_equal(ep_noise_read1(&ends->responder, ep_out_bytes(&out), &none), EP_OK);
    out.len = 0;
    assert_int_equal(ep_noise_write2(&ends->responder, ends->psk, ep_text(""), &out), EP_OK);
    assert_int_equal(ep_noise_read2(&ends->initiator, ends->psk, ep_out_bytes(&out), &none), EP_OK);
    ep_noise_split(&ends->initiator, send, &unused[0], hash);
    ep_noise_split(&ends->responder, &unused[1], receive, hash);
}

static void test_published_vector_holds_for_both_ends(void **state)
{
#define ROW(payload, message) {payload, message},
    static const struct {
        const char *payload;
        const char *message;
    } rows[] = {NOISE_MESSAGES(ROW)};
#undef ROW
    struct ends ends;
    struct ep_cipher from_initiator[2]; /* The sender's and the receiver's. */
    struct ep_cipher from_responder[2];
    uint8_t memory[4][256];
    uint8_t hash[2][64];
    (void)state;
    begin(&ends, NOISE_PROLOGUE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ep_out out[4] = {EP_OUT(memory[0]), EP_OUT(memory[1]), EP_OUT(memory[2]), EP_OUT(memory[3])};
        ep_bytes payload = unhex(&out[0], rows[i].payload);
        ep_bytes message = unhex(&out[1], rows[i].message);
        struct ep_cipher *ciphers = i % 2 == 0 ? from_initiator : from_responder;
        if (i == 0) {
            assert_int_equal(ep_noise_write1(&ends.initiator, payload, &out[2]), EP_OK);
            assert_int_equal(ep_noise_read1(&ends.responder, message, &out[3]), EP_OK);
            assert_memory_equal(ends.responder.their_static, ends.initiator.own_static.public_key, 32);
        } else if (i == 1) {
            assert_int_equal(ep_noise_write2(&ends.responder, ends.psk, payload, &out[2]), EP_OK);
            assert_int_equal(ep_noise_read2(&ends.initiator, ends.psk, message, &out[3]), EP_OK);
            ep_noise_split(&ends.initiator, &from_initiator[0], &from_responder[1], hash[0]);
            ep_noise_split(&ends.responder, &from_responder[0], &from_initiator[1], hash[1]);
        } else {
            assert_int_equal(ep_cipher_seal(&ciphers[0], payload, &out[2]), EP_OK);
            assert_int_equal(ep_cipher_open(&ciphers[1], message, &out[3]), EP_OK);
        }
        assert_true(ep_bytes_equal(ep_out_bytes(&out[2]), message));
        assert_true(ep_bytes_equal(ep_out_bytes(&out[3]), payload));
    }
    ep_out out = EP_OUT(memory[0]);
    assert_true(ep_bytes_equal(EP_BYTES(hash[0]), unhex(&out, NOISE_HANDSHAKE_HASH)));
    assert_memory_equal(hash[1], hash[0], 64);
}

static void test_flipped_byte_in_message_1_is_refused(void **state)
{
    struct ends ends;
    uint8_t memory[128];
    uint8_t got[128];
    (void)state;
    for (size_t i = 0; i < EP_NOISE_MESSAGE1_BYTES + 5; i++) {
        ep_out out = EP_OUT(memory);
        ep_out payload = EP_OUT(got);
        begin(&ends, NOISE_PROLOGUE);
        assert_int_equal(ep_noise_write1(&ends.initiator, ep_text("hallo"), &out), EP_OK);
        memory[i] ^= 1;
        assert_int_equal(ep_noise_read1(&ends.responder, ep_out_bytes(&out), &payload), EP_NOT_OPENED);
        assert_int_equal(payload.len, 0);
    }
}

/* Message 2 with one byte changed, or none when `at` lies behind it, read under the psk given. */
static ep_err read2(size_t at, const uint8_t *psk)
{
    struct ends ends;
    uint8_t memory[128];
    uint8_t got[8];
    ep_out out = EP_OUT(memory);
    ep_out payload = EP_OUT(got);
    begin(&ends, NOISE_PROLOGUE);
    assert_int_equal(ep_noise_write1(&ends.initiator, ep_text(""), &out), EP_OK);
    assert_int_equal(ep_noise_read1(&ends.responder, ep_out_bytes(&out), &payload), EP_OK);
    out.len = 0;
    assert_int_equal(ep_noise_write2(&ends.responder, ends.psk, ep_text("hallo"), &out), EP_OK);
    memory[at] ^= 1;
    ep_err err = ep_noise_read2(&ends.initiator, psk != NULL ? psk : ends.psk, ep_out_bytes(&out), &payload);
    assert_int_equal(payload.len, err == EP_OK ? 5 : 0);
    return err;
}

static void test_flipped_byte_in_message_2_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < EP_NOISE_MESSAGE2_BYTES + 5; i++)
        assert_int_equal(read2(i, NULL), EP_NOT_OPENED);
    assert_int_equal(read2(127, NULL), EP_OK);
}

static void test_wrong_psk_is_refused(void **state)
{
    static const uint8_t wrong[32];
    (void)state;
    assert_int_equal(read2(127, wrong), EP_NOT_OPENED);
}

static void test_another_prologue_is_refused(void **state)
{
    struct ends ends;
    uint8_t memory[128];
    ep_out out = EP_OUT(memory);
    ep_out none = {memory, 0, 0};
    (void)state;
    begin(&ends, "4a6f686e2047616c75");
    assert_int_equal(ep_noise_write1(&ends.initiator, ep_text(""), &out), EP_OK);
    assert_int_equal(ep_noise_read1(&ends.responder, ep_out_bytes(&out), &none), EP_NOT_OPENED);
}

static void test_low_order_keys_are_refused_in_every_place(void **state)
{
    static const uint8_t zero[32];
    struct ends ends;
    uint8_t memory[128] = {0};
    ep_out out = EP_OUT(memory);
    ep_out none = {memory, 0, 0};
    (void)state;
    begin(&ends, NOISE_PROLOGUE);
    memcpy(ends.initiator.their_static, zero, 32);
    assert_int_equal(ep_noise_write1(&ends.initiator, ep_text(""), &out), EP_BAD_KEY);
    assert_int_equal(out.len, 0);
    memset(memory, 0, sizeof memory);
    assert_int_equal(ep_noise_read1(&ends.responder, (ep_bytes){memory, EP_NOISE_MESSAGE1_BYTES}, &none), EP_BAD_KEY);
    begin(&ends, NOISE_PROLOGUE);
    assert_int_equal(ep_noise_read2(&ends.initiator, ends.psk, (ep_bytes){memory, EP_NOISE_MESSAGE2_BYTES}, &none),
                     EP_BAD_KEY);
    begin(&ends, NOISE_PROLOGUE); /* Their ephemeral and static key are still zero here. */
    assert_int_equal(ep_noise_write2(&ends.responder, ends.psk, ep_text(""), &out), EP_BAD_KEY);
    assert_int_equal(out.len, 0);
}

static void test_sizes_outside_the_format_are_refused_before_any_work(void **state)
{
    static const uint8_t large[EP_NOISE_MESSAGE_BYTES_MAX + 1];
    static uint8_t room[EP_NOISE_MESSAGE_BYTES_MAX + 64];
    struct ends ends;
    ep_out out = EP_OUT(room);
    ep_out small = {room, 0, EP_NOISE_MESSAGE2_BYTES - 1};
    (void)state;
    begin(&ends, NOISE_PROLOGUE);
    ep_bytes over = {large, EP_NOISE_MESSAGE_BYTES_MAX - EP_NOISE_MESSAGE1_BYTES + 1};
    assert_int_equal(ep_noise_write1(&ends.initiator, over, &out), EP_TOO_LARGE);
    assert_int_equal(ep_noise_write1(&ends.initiator, ep_text(""), &small), EP_TOO_LARGE);
    assert_int_equal(ep_noise_write2(&ends.responder, ends.psk, ep_text(""), &small), EP_TOO_LARGE);
    assert_int_equal(ep_noise_read1(&ends.responder, EP_BYTES(large), &out), EP_TOO_LARGE);
    assert_int_equal(ep_noise_read2(&ends.initiator, ends.psk, EP_BYTES(large), &out), EP_TOO_LARGE);
    ep_bytes cut1 = {large, EP_NOISE_MESSAGE1_BYTES - 1};
    assert_int_equal(ep_noise_read1(&ends.responder, cut1, &out), EP_MALFORMED);
    ep_bytes cut2 = {large, EP_NOISE_MESSAGE2_BYTES - 1};
    assert_int_equal(ep_noise_read2(&ends.initiator, ends.psk, cut2, &out), EP_MALFORMED);
    struct ep_cipher cipher = {.nonce = 0};
    ep_bytes fits = {large, EP_NOISE_MESSAGE_BYTES_MAX - EP_NOISE_TAG_BYTES};
    assert_int_equal(ep_cipher_seal(&cipher, (ep_bytes){large, fits.len + 1}, &out), EP_TOO_LARGE);
    assert_int_equal(ep_cipher_open(&cipher, EP_BYTES(large), &out), EP_TOO_LARGE);
    assert_int_equal(ep_cipher_open(&cipher, (ep_bytes){large, EP_NOISE_TAG_BYTES - 1}, &out), EP_MALFORMED);
    assert_int_equal(out.len, 0);
    assert_int_equal(ep_cipher_seal(&cipher, fits, &out), EP_OK);
    assert_int_equal(out.len, EP_NOISE_MESSAGE_BYTES_MAX);
}

static void test_transport_opens_each_message_once_and_in_order(void **state)
{
    struct ends ends;
    struct ep_cipher send;
    struct ep_cipher receive;
    uint8_t memory[2][64];
    uint8_t got[64];
    ep_out first = EP_OUT(memory[0]);
    ep_out second = EP_OUT(memory[1]);
    ep_out plain = EP_OUT(got);
    (void)state;
    shake(&ends, &send, &receive);
    assert_int_equal(ep_cipher_seal(&send, ep_text("een"), &first), EP_OK);
    assert_int_equal(ep_cipher_seal(&send, ep_text("twee"), &second), EP_OK);
    assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&second), &plain), EP_NOT_OPENED);
    assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&first), &plain), EP_OK);
    assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&first), &plain), EP_NOT_OPENED);
    for (size_t i = 0; i < second.len; i++) {
        memory[1][i] ^= 1;
        assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&second), &plain), EP_NOT_OPENED);
        memory[1][i] ^= 1;
    }
    assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&second), &plain), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), ep_text("eentwee")));
}

static void test_counter_ends_before_it_could_repeat(void **state)
{
    struct ep_cipher send = {.nonce = UINT64_MAX - 1};
    struct ep_cipher receive = send;
    uint8_t memory[64];
    uint8_t got[64];
    ep_out out = EP_OUT(memory);
    ep_out plain = EP_OUT(got);
    (void)state;
    assert_int_equal(ep_cipher_seal(&send, ep_text("laatste"), &out), EP_OK);
    assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&out), &plain), EP_OK);
    assert_int_equal(ep_cipher_seal(&send, ep_text("te veel"), &out), EP_NOT_OPENED);
    assert_int_equal(ep_cipher_open(&receive, ep_out_bytes(&out), &plain), EP_NOT_OPENED);
}

static void test_split_leaves_no_secret_behind(void **state)
{
    static const struct ep_noise empty;
    struct ends ends;
    struct ep_cipher send;
    struct ep_cipher receive;
    (void)state;
    shake(&ends, &send, &receive);
    assert_memory_equal(&ends.initiator, &empty, sizeof empty);
    assert_memory_equal(&ends.responder, &empty, sizeof empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_vector_holds_for_both_ends),
        cmocka_unit_test(test_flipped_byte_in_message_1_is_refused),
        cmocka_unit_test(test_flipped_byte_in_message_2_is_refused),
        cmocka_unit_test(test_wrong_psk_is_refused),
        cmocka_unit_test(test_another_prologue_is_refused),
        cmocka_unit_test(test_low_order_keys_are_refused_in_every_place),
        cmocka_unit_test(test_sizes_outside_the_format_are_refused_before_any_work),
        cmocka_unit_test(test_transport_opens_each_message_once_and_in_order),
        cmocka_unit_test(test_counter_ends_before_it_could_repeat),
        cmocka_unit_test(test_split_leaves_no_secret_behind),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
