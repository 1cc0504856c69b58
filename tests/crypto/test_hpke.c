/* Promise: a wrap is exactly HPKE base mode of RFC 9180 A.2, and opens only with its own key, info and aad. */
#include "crypto/hpke.h"

#include "tests/vectors/rfc9180-a2-base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The numbers of the RFC as bytes. */
struct vector {
    uint8_t memory[7][128];
    ep_bytes info, aad, plain, sealed;
    uint8_t ephemeral[32], to[32];
    struct ep_dh_pair own;
};

static ep_bytes unhex(uint8_t memory[128], const char *hex)
{
    ep_out out = {memory, 0, 128};
    assert_int_equal(ep_unhex(&out, ep_text(hex)), EP_OK);
    return ep_out_bytes(&out);
}

static void vector_init(struct vector *v)
{
    v->info = unhex(v->memory[0], HPKE_INFO);
    v->aad = unhex(v->memory[1], HPKE_AAD);
    v->plain = unhex(v->memory[2], HPKE_PLAIN);
    v->sealed = unhex(v->memory[3], HPKE_ENC HPKE_CIPHERTEXT);
    memcpy(v->ephemeral, unhex(v->memory[4], HPKE_EPHEMERAL_SECRET).at, 32);
    memcpy(v->to, unhex(v->memory[5], HPKE_RECEIVER_PUBLIC).at, 32);
    ep_dh_pair_make(&v->own, unhex(v->memory[6], HPKE_RECEIVER_SECRET).at);
}

static ep_err open_sealed(const struct vector *v, ep_bytes info, ep_bytes aad)
{
    uint8_t memory[128];
    ep_out out = EP_OUT(memory);
    ep_err err = ep_hpke_open(&out, &v->own, info, aad, v->sealed);
    assert_true(ep_bytes_equal(ep_out_bytes(&out), err == EP_OK ? v->plain : ep_text("")));
    return err;
}

static void test_published_vector_seals_and_opens(void **state)
{
    struct vector v;
    uint8_t memory[128];
    ep_out out = EP_OUT(memory);
    (void)state;
    vector_init(&v);
    assert_memory_equal(v.own.public_key, v.to, 32);
    assert_int_equal(ep_hpke_seal(&out, v.to, v.info, v.aad, v.plain, v.ephemeral), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&out), v.sealed));
    assert_int_equal(open_sealed(&v, v.info, v.aad), EP_OK);
}

static void test_another_info_aad_or_key_opens_nothing(void **state)
{
    struct vector v;
    (void)state;
    vector_init(&v);
    assert_int_equal(open_sealed(&v, v.aad, v.aad), EP_NOT_OPENED);
    assert_int_equal(open_sealed(&v, ep_text(""), v.aad), EP_NOT_OPENED);
    assert_int_equal(open_sealed(&v, v.info, v.info), EP_NOT_OPENED);
    assert_int_equal(open_sealed(&v, v.info, ep_text("")), EP_NOT_OPENED);
    ep_dh_pair_make(&v.own, v.ephemeral);
    assert_int_equal(open_sealed(&v, v.info, v.aad), EP_NOT_OPENED);
}

static void test_every_flipped_byte_is_refused(void **state)
{
    struct vector v;
    (void)state;
    vector_init(&v);
    for (size_t i = 0; i < v.sealed.len; i++) {
        v.memory[3][i] ^= 1;
        assert_int_equal(open_sealed(&v, v.info, v.aad), EP_NOT_OPENED);
        v.memory[3][i] ^= 1;
    }
}

static void test_low_order_keys_are_refused(void **state)
{
    static const uint8_t zero[32];
    struct vector v;
    uint8_t memory[128];
    ep_out out = EP_OUT(memory);
    (void)state;
    vector_init(&v);
    assert_int_equal(ep_hpke_seal(&out, zero, v.info, v.aad, v.plain, v.ephemeral), EP_BAD_KEY);
    assert_int_equal(out.len, 0);
    memset(v.memory[3], 0, 32);
    assert_int_equal(open_sealed(&v, v.info, v.aad), EP_BAD_KEY);
}

static void test_sizes_are_checked_and_empty_texts_allowed(void **state)
{
    struct vector v;
    uint8_t memory[EP_HPKE_OVERHEAD];
    ep_out out = EP_OUT(memory);
    ep_out none = {memory, 0, 0};
    const ep_bytes absent = {NULL, 0};
    (void)state;
    vector_init(&v);
    assert_int_equal(ep_hpke_seal(&out, v.to, absent, absent, ep_text("x"), v.ephemeral), EP_TOO_LARGE);
    assert_int_equal(out.len, 0);
    assert_int_equal(ep_hpke_seal(&out, v.to, absent, absent, absent, v.ephemeral), EP_OK);
    assert_int_equal(ep_hpke_open(&none, &v.own, absent, absent, ep_out_bytes(&out)), EP_OK);
    assert_int_equal(ep_hpke_open(&none, &v.own, absent, absent, (ep_bytes){memory, sizeof memory - 1}), EP_MALFORMED);
    assert_int_equal(ep_hpke_open(&none, &v.own, v.info, v.aad, v.sealed), EP_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_vector_seals_and_opens),
        cmocka_unit_test(test_another_info_aad_or_key_opens_nothing),
        cmocka_unit_test(test_every_flipped_byte_is_refused),
        cmocka_unit_test(test_low_order_keys_are_refused),
        cmocka_unit_test(test_sizes_are_checked_and_empty_texts_allowed),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
