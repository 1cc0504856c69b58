/* Promise: however the stream is cut, the same frames come out; and a wrong length ends the link before anything is
 * kept. PROTOCOL.md 4.1. */
#include "proto/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint8_t buffer[EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX];

static void test_every_cut_of_the_stream_gives_the_same_frames(void **state)
{
    static const uint8_t stream[] = {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 1, 'd', 0, 0, 0, 2, 'e', 'f'};
    (void)state;
    for (size_t step = 1; step <= sizeof stream; step++) {
        struct ep_frame_reader reader = {buffer, 0};
        char joined[16] = "";
        size_t frames = 0;
        for (size_t at = 0; at < sizeof stream; at += step) {
            ep_bytes input = {stream + at, at + step > sizeof stream ? sizeof stream - at : step};
            ep_bytes frame;
            ep_err err = EP_OK;
            while ((err = ep_frame_read(&reader, &input, &frame)) == EP_OK) {
                strncat(joined, (const char *)frame.at, frame.len);
                frames++;
            }
            assert_int_equal(err, EP_AGAIN);
            assert_true(input.len == 0);
        }
        assert_int_equal(frames, 3);
        assert_string_equal(joined, "abcdef");
    }
}

static void test_the_smallest_and_the_largest_frame_pass(void **state)
{
    static uint8_t stream[EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX];
    struct ep_frame_reader reader = {buffer, 0};
    ep_bytes input = EP_BYTES(stream);
    ep_bytes frame;
    (void)state;
    memset(stream, 0x5a, sizeof stream);
    ep_frame_head(stream, EP_FRAME_BYTES_MAX);
    assert_int_equal(ep_frame_read(&reader, &input, &frame), EP_OK);
    assert_true(frame.len == EP_FRAME_BYTES_MAX && frame.at[EP_FRAME_BYTES_MAX - 1] == 0x5a);
    ep_frame_head(stream, 1);
    input = (ep_bytes){stream, 5};
    assert_int_equal(ep_frame_read(&reader, &input, &frame), EP_OK);
    assert_true(frame.len == 1 && input.len == 0);
}

static void test_a_wrong_length_is_refused_at_once_and_for_good(void **state)
{
    static const uint8_t heads[][4] = {
        {0, 0, 0, 0}, {0, 1, 0, 0}, {0, 0xff, 0xff, 0xff}, {0xff, 0xff, 0xff, 0xff}, {0xff, 0xff, 0xff, 0xfc}};
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct ep_frame_reader reader = {buffer, 0};
        ep_bytes input = EP_BYTES(heads[i]);
        ep_bytes frame;
        assert_int_equal(ep_frame_read(&reader, &input, &frame), EP_MALFORMED);
        uint8_t good[] = {0, 0, 0, 1, 'x'};
        input = EP_BYTES(good);
        assert_int_equal(ep_frame_read(&reader, &input, &frame), EP_MALFORMED);
    }
}

static void test_nothing_in_means_nothing_out(void **state)
{
    struct ep_frame_reader reader = {buffer, 0};
    ep_bytes input = {NULL, 0};
    ep_bytes frame;
    (void)state;
    assert_int_equal(ep_frame_read(&reader, &input, &frame), EP_AGAIN);
    assert_true(reader.len == 0);
}

static void test_the_head_is_big_endian(void **state)
{
    uint8_t head[EP_FRAME_HEAD_BYTES];
    static const uint8_t expected[] = {0, 0, 0xab, 0xcd};
    (void)state;
    ep_frame_head(head, 0xabcd);
    assert_memory_equal(head, expected, sizeof head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cut_of_the_stream_gives_the_same_frames),
        cmocka_unit_test(test_the_smallest_and_the_largest_frame_pass),
        cmocka_unit_test(test_a_wrong_length_is_refused_at_once_and_for_good),
        cmocka_unit_test(test_nothing_in_means_nothing_out),
        cmocka_unit_test(test_the_head_is_big_endian),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
