/* Promise: two that know each other's keys and secret get a session; everyone else gets the same silence, and nothing is
 * said before the other has proved itself. PROTOCOL.md 4. */
#include "proto/session.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct both {
    struct ep_dh_pair dialler, answerer, stranger;
    struct ep_session a, b;
    uint8_t psk[32], decoy[32], hint[EP_HINT_BYTES];
    uint8_t frame1[256], frame2[256];
    size_t len1, len2;
};

static void fill(uint8_t *at, uint8_t with, size_t len)
{
    memset(at, with, len);
}

static int set_up(void **state)
{
    struct both *both = calloc(1, sizeof *both);
    uint8_t secret[32];
    if (both == NULL)
        return 1;
    fill(secret, 0x11, 32);
    ep_dh_pair_make(&both->dialler, secret);
    fill(secret, 0x22, 32);
    ep_dh_pair_make(&both->answerer, secret);
    fill(secret, 0x33, 32);
    ep_dh_pair_make(&both->stranger, secret);
    fill(both->psk, 0x44, 32);
    fill(both->decoy, 0x55, 32);
    fill(both->hint, 0x66, EP_HINT_BYTES);
    *state = both;
    return 0;
}

static int tear_down(void **state)
{
    struct both *both = *state;
    ep_session_wipe(&both->a);
    ep_session_wipe(&both->b);
    free(both);
    return 0;
}

static void dial(struct both *both, enum ep_mode mode, const struct ep_dh_pair *own, const uint8_t *psk)
{
    uint8_t ephemeral[32];
    ep_out out = EP_OUT(both->frame1);
    fill(ephemeral, 0x77, 32);
    struct ep_dial dial = {mode, own, both->answerer.public_key, psk, both->hint, ephemeral};
    assert_int_equal(ep_session_dial(&both->a, &dial, &out), EP_OK);
    both->len1 = out.len;
}

static ep_err read1(struct both *both)
{
    uint8_t ephemeral[32];
    fill(ephemeral, 0x88, 32);
    ep_session_accept(&both->b);
    return ep_session_read1(&both->b, &both->answerer, ephemeral, (ep_bytes){both->frame1, both->len1});
}

static void answer(struct both *both, const uint8_t *psk)
{
    ep_out out = EP_OUT(both->frame2);
    assert_int_equal(ep_session_answer(&both->b, psk, both->decoy, &out), EP_OK);
    both->len2 = out.len;
}

static ep_err read2(struct both *both)
{
    return ep_session_read2(&both->a, (ep_bytes){both->frame2, both->len2});
}

static void open_both(struct both *both)
{
    dial(both, EP_MODE_PEER, &both->dialler, both->psk);
    assert_int_equal(read1(both), EP_OK);
    answer(both, both->psk);
    assert_int_equal(read2(both), EP_OK);
}

static ep_err carry(struct ep_session *from, struct ep_session *to, const char *text)
{
    uint8_t frame[512];
    uint8_t opened[512];
    ep_out out = EP_OUT(frame);
    ep_out message = EP_OUT(opened);
    ep_err err = ep_session_seal(from, ep_text(text), &out);
    if (err == EP_OK)
        err = ep_session_open(to, ep_out_bytes(&out), &message);
    return err == EP_OK && !ep_bytes_equal(ep_out_bytes(&message), ep_text(text)) ? EP_FORGED : err;
}

static void test_two_that_know_each_other_talk(void **state)
{
    struct both *both = *state;
    for (int mode = EP_MODE_PEER; mode <= EP_MODE_PAIR; mode++) {
        dial(both, (enum ep_mode)mode, &both->dialler, both->psk);
        assert_int_equal(both->frame1[0], mode);
        assert_int_equal(read1(both), EP_OK);
        assert_int_equal(both->b.stage, EP_STAGE_ASKED);
        assert_int_equal(both->b.mode, mode);
        assert_memory_equal(both->b.hint, both->hint, EP_HINT_BYTES);
        assert_memory_equal(both->b.their_static, both->dialler.public_key, 32);
        answer(both, both->psk);
        assert_int_equal(both->len1, 105);
        assert_int_equal(both->len2, 48);
        assert_int_equal(read2(both), EP_OK);
        assert_memory_equal(both->a.handshake_hash, both->b.handshake_hash, 64);
        assert_int_equal(carry(&both->a, &both->b, "dag"), EP_OK);
        assert_int_equal(carry(&both->b, &both->a, "dag terug"), EP_OK);
        assert_int_equal(carry(&both->a, &both->b, "en nog eens"), EP_OK);
    }
}

/* An answerer that seals is our own mistake: an assert stops the program. In a child, so that the test goes on. */
static int signal_of_sealing_early(struct both *both)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        uint8_t frame[512];
        ep_out out = EP_OUT(frame);
        fclose(stderr);
        ep_err err = ep_session_seal(&both->b, ep_text("te vroeg"), &out);
        _exit(err == EP_OK ? 1 : 2);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void test_the_answer_may_not_speak_before_it_heard(void **state)
{
    struct both *both = *state;
    uint8_t frame[512];
    uint8_t opened[512];
    ep_out out = EP_OUT(frame);
    ep_out message = EP_OUT(opened);
    open_both(both);
    assert_int_equal(both->a.stage, EP_STAGE_OPEN);
    assert_int_equal(both->b.stage, EP_STAGE_ANSWERED);
    assert_int_equal(signal_of_sealing_early(both), SIGABRT);
    assert_int_equal(ep_session_seal(&both->a, ep_text("eerst"), &out), EP_OK);
    frame[0] ^= 1;
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&out), &message), EP_NOT_OPENED);
    assert_int_equal(both->b.stage, EP_STAGE_ANSWERED); /* what does not open changes nothing */
}

/* Unknown, refused and wrong look the same: the same length, from the same steps, and it opens for nobody. */
static void test_a_refusal_looks_like_any_answer(void **state)
{
    struct both *both = *state;
    uint8_t good[256];
    uint8_t other[32];
    fill(other, 0x99, 32);
    dial(both, EP_MODE_USER, &both->dialler, both->psk);
    assert_int_equal(read1(both), EP_OK);
    answer(both, both->psk);
    memcpy(good, both->frame2, both->len2);
    size_t len = both->len2;
    assert_int_equal(read1(both), EP_OK);
    answer(both, NULL); /* the hint is unknown: a decoy */
    assert_int_equal(both->len2, len);
    assert_memory_equal(both->frame2, good, 32); /* the ephemeral key does not depend on it */
    assert_memory_not_equal(both->frame2 + 32, good + 32, 16);
    assert_int_equal(both->b.stage, EP_STAGE_ANSWERED);
    assert_int_equal(read2(both), EP_NOT_OPENED);
    dial(both, EP_MODE_USER, &both->dialler, other); /* the dialler has another secret */
    assert_int_equal(read1(both), EP_OK);
    answer(both, both->psk);
    assert_int_equal(both->len2, len);
    assert_int_equal(read2(both), EP_NOT_OPENED);
}

static void test_the_wrong_answerer_hears_nothing(void **state)
{
    struct both *both = *state;
    uint8_t ephemeral[32];
    fill(ephemeral, 0x88, 32);
    dial(both, EP_MODE_PEER, &both->dialler, both->psk);
    ep_session_accept(&both->b);
    assert_int_equal(ep_session_read1(&both->b, &both->stranger, ephemeral, (ep_bytes){both->frame1, both->len1}),
                     EP_NOT_OPENED);
    assert_int_equal(both->b.stage, EP_STAGE_NEW);
}

static void test_every_byte_of_both_frames_counts(void **state)
{
    struct both *both = *state;
    dial(both, EP_MODE_PEER, &both->dialler, both->psk);
    for (size_t at = 0; at < both->len1; at++) {
        /* One bit of an X25519 key has no meaning to the curve; it is hashed, so it counts all the same. */
        uint8_t bit = (uint8_t)(1u << (at % 8));
        both->frame1[at] ^= bit;
        ep_err err = read1(both);
        if (err == EP_OK)
            fail_msg("byte %zu of frame 1 may change", at);
        both->frame1[at] ^= bit;
    }
    both->frame1[32] ^= 0x80; /* the high bit of the ephemeral key */
    assert_int_equal(read1(both), EP_NOT_OPENED);
    both->frame1[32] ^= 0x80;
    assert_int_equal(read1(both), EP_OK);
    answer(both, both->psk);
    for (size_t at = 0; at < both->len2; at++) {
        struct ep_session before = both->a;
        both->frame2[at] ^= (uint8_t)(1u << (at % 8));
        if (read2(both) == EP_OK)
            fail_msg("byte %zu of frame 2 may change", at);
        both->frame2[at] ^= (uint8_t)(1u << (at % 8));
        both->a = before;
    }
    assert_int_equal(read2(both), EP_OK);
}

static void test_lengths_and_modes_are_exact_before_anything_is_computed(void **state)
{
    struct both *both = *state;
    dial(both, EP_MODE_PEER, &both->dialler, both->psk);
    size_t len = both->len1;
    for (both->len1 = 0; both->len1 < 200; both->len1++)
        if (both->len1 != len)
            assert_int_equal(read1(both), EP_MALFORMED);
    both->len1 = len;
    for (unsigned mode = 0; mode < 256; mode++) {
        both->frame1[0] = (uint8_t)mode;
        ep_err want = mode == EP_MODE_PEER                           ? EP_OK
                      : mode == EP_MODE_USER || mode == EP_MODE_PAIR ? EP_NOT_OPENED
                                                                     : EP_MALFORMED;
        assert_int_equal(read1(both), want); /* the mode stands in the prologue */
    }
    both->frame1[0] = EP_MODE_PEER;
    assert_int_equal(read1(both), EP_OK);
    answer(both, both->psk);
    struct ep_session before = both->a;
    both->len2--;
    assert_true(read2(both) != EP_OK);
    both->a = before;
    both->len2 += 2;
    assert_true(read2(both) != EP_OK);
}

static void test_frames_are_in_order_and_once(void **state)
{
    struct both *both = *state;
    uint8_t first[512];
    uint8_t second[512];
    uint8_t opened[512];
    ep_out one = EP_OUT(first);
    ep_out two = EP_OUT(second);
    ep_out message = EP_OUT(opened);
    open_both(both);
    assert_int_equal(ep_session_seal(&both->a, ep_text("een"), &one), EP_OK);
    assert_int_equal(ep_session_seal(&both->a, ep_text("twee"), &two), EP_OK);
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&two), &message), EP_NOT_OPENED);
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&one), &message), EP_OK);
    message.len = 0;
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&one), &message), EP_NOT_OPENED);
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&two), &message), EP_OK);
}

static void test_a_session_is_old_after_so_many_messages(void **state)
{
    struct both *both = *state;
    uint8_t frame[512];
    ep_out out = EP_OUT(frame);
    open_both(both);
    both->a.send.nonce = EP_SESSION_MESSAGES_MAX - 1; /* as after so many */
    assert_int_equal(ep_session_seal(&both->a, ep_text("laatste"), &out), EP_OK);
    out.len = 0;
    assert_int_equal(ep_session_seal(&both->a, ep_text("te veel"), &out), EP_SESSION_OLD);
    assert_int_equal(out.len, 0);
}

/* What goes over the wire says no more than how many times 256 bytes: an acknowledgement, a refusal and a ping are alike. */
static void test_short_messages_are_of_one_length_on_the_wire(void **state)
{
    static const char text[600];
    struct both *both = *state;
    uint8_t frame[1024];
    uint8_t opened[1024];
    open_both(both);
    for (size_t len = 1; len < sizeof text; len++) {
        ep_out out = EP_OUT(frame);
        ep_out message = EP_OUT(opened);
        assert_int_equal(ep_session_seal(&both->a, (ep_bytes){(const uint8_t *)text, len}, &out), EP_OK);
        assert_int_equal(out.len, (len / 256 + 1) * 256 + 16);
        assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&out), &message), EP_OK);
        assert_int_equal(message.len, len);
    }
}

static void test_a_message_without_its_padding_ends_the_link(void **state)
{
    static const uint8_t zeros[256];
    struct both *both = *state;
    uint8_t frame[512];
    uint8_t opened[512];
    ep_out out = EP_OUT(frame);
    ep_out message = EP_OUT(opened);
    open_both(both);
    assert_int_equal(ep_cipher_seal(&both->a.send, EP_BYTES(zeros), &out), EP_OK);
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&out), &message), EP_MALFORMED);
    assert_int_equal(both->b.stage, EP_STAGE_ANSWERED);
    out.len = 0;
    assert_int_equal(ep_cipher_seal(&both->a.send, ep_text("kort"), &out), EP_OK);
    assert_int_equal(ep_session_open(&both->b, ep_out_bytes(&out), &message), EP_MALFORMED);
    assert_int_equal(message.len, 0);
}

static void test_secrets_go_when_they_are_done_with(void **state)
{
    struct both *both = *state;
    static const uint8_t zeros[sizeof(struct ep_session)];
    open_both(both);
    assert_memory_equal(both->a.psk, zeros, 32);
    ep_session_wipe(&both->a);
    assert_memory_equal(&both->a, zeros, sizeof zeros);
}

static void test_derived_secrets_differ_in_every_part(void **state)
{
    uint8_t secret[32] = {1};
    uint8_t h[64] = {2};
    uint8_t a[32] = {3};
    uint8_t b[32] = {4};
    uint8_t psk[4][32];
    ep_id id = {{5}};
    uint8_t hint[EP_HINT_BYTES];
    (void)state;
    ep_hint(hint, id);
    assert_memory_equal(hint, id.b, EP_HINT_BYTES);
    ep_link_psk(psk[0], secret, h, a, b);
    ep_link_psk(psk[1], secret, h, b, a); /* the sides are not alike */
    h[63] ^= 1;
    ep_link_psk(psk[2], secret, h, a, b);
    ep_pair_psk(psk[3], secret, id);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(psk[i], psk[k], 32);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_two_that_know_each_other_talk),
        TEST(test_the_answer_may_not_speak_before_it_heard),
        TEST(test_a_refusal_looks_like_any_answer),
        TEST(test_the_wrong_answerer_hears_nothing),
        TEST(test_every_byte_of_both_frames_counts),
        TEST(test_lengths_and_modes_are_exact_before_anything_is_computed),
        TEST(test_frames_are_in_order_and_once),
        TEST(test_a_session_is_old_after_so_many_messages),
        TEST(test_short_messages_are_of_one_length_on_the_wire),
        TEST(test_a_message_without_its_padding_ends_the_link),
        TEST(test_secrets_go_when_they_are_done_with),
        TEST(test_derived_secrets_differ_in_every_part),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
