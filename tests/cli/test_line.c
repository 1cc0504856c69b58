/* Promise: an invitation line that was copied wrong is refused, and never yields another key. */
#include "cli/line.h"

#include "cli/route.h"
#include "crypto/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void example(struct ep_line *line, char text[EP_LINE_BYTES_MAX])
{
    memset(line, 0, sizeof *line);
    for (unsigned i = 0; i < 32; i++) {
        line->link[i] = (uint8_t)(i * 7 + 1);
        line->secret[i] = (uint8_t)(255 - i);
    }
    memset(line->invitation.b, 0x5a, EP_ID_BYTES);
    memset(line->org.b, 0xc3, EP_ID_BYTES);
    strcpy(line->route, "wijkteam.example.nl:7717");
    ep_line_text(text, line);
}

static bool same_keys(const struct ep_line *a, const struct ep_line *b)
{
    return memcmp(a->link, b->link, 32) == 0 && memcmp(a->secret, b->secret, 32) == 0 &&
           ep_id_equal(a->invitation, b->invitation) && ep_id_equal(a->org, b->org);
}

static void test_line_comes_back(void **state)
{
    (void)state;
    struct ep_line line, back;
    char text[EP_LINE_BYTES_MAX], around[EP_LINE_BYTES_MAX + 16];
    example(&line, text);
    assert_int_equal(ep_line_read(text, &back), EP_OK);
    assert_memory_equal(&line, &back, sizeof line);
    snprintf(around, sizeof around, " \t\r\n%s \r\n", text);
    assert_int_equal(ep_line_read(around, &back), EP_OK);
    assert_memory_equal(&line, &back, sizeof line);
}

static void test_pairing_line_has_no_organisation(void **state)
{
    (void)state;
    struct ep_line line, back;
    char text[EP_LINE_BYTES_MAX];
    example(&line, text);
    line.org = (ep_id){{0}};
    ep_line_text(text, &line);
    assert_int_equal(ep_line_read(text, &back), EP_OK);
    assert_true(ep_id_absent(back.org));
    assert_true(same_keys(&line, &back));
}

static void test_longest_route_fits(void **state)
{
    (void)state;
    struct ep_line line, back;
    char text[EP_LINE_BYTES_MAX];
    example(&line, text);
    memset(line.route, 'a', EP_ADDRESS_BYTES_MAX);
    memcpy(line.route + EP_ADDRESS_BYTES_MAX - 6, ":65535", 6);
    line.route[EP_ADDRESS_BYTES_MAX] = 0;
    ep_line_text(text, &line);
    assert_int_equal(ep_line_read(text, &back), EP_OK);
    assert_string_equal(back.route, line.route);
}

static void test_every_changed_character_is_refused_or_changes_no_key(void **state)
{
    (void)state;
    struct ep_line line, back;
    char text[EP_LINE_BYTES_MAX];
    example(&line, text);
    size_t len = strlen(text), keys_end = 10 + EP_BASE64_LEN(100u);
    for (size_t i = 0; i < len; i++) {
        char was = text[i];
        for (int c = 1; c < 256; c++) {
            if ((char)c == was)
                continue;
            text[i] = (char)c;
            ep_err err = ep_line_read(text, &back);
            assert_true(err == EP_OK || err == EP_LINE_INVALID);
            if (err == EP_OK)
                assert_true(same_keys(&line, &back));
            /* In the address a slip can be another address: the key that is expected there stays the same. */
            if (err == EP_OK && i <= keys_end)
                assert_string_equal(back.route, line.route);
        }
        text[i] = was;
    }
}

static void test_truncated_line_is_refused_or_changes_no_key(void **state)
{
    (void)state;
    struct ep_line line, back;
    char text[EP_LINE_BYTES_MAX], cut[EP_LINE_BYTES_MAX];
    example(&line, text);
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        memcpy(cut, text, i);
        cut[i] = 0;
        ep_err err = ep_line_read(cut, &back);
        if (i < len - 3)
            assert_int_equal(err, EP_LINE_INVALID);
        else
            assert_true(err == EP_LINE_INVALID || same_keys(&line, &back));
        if (i > 0)
            assert_int_equal(ep_line_read(text + i, &back), EP_LINE_INVALID);
    }
}

static void test_line_without_an_invitation_is_refused(void **state)
{
    (void)state;
    struct ep_line line, back;
    char text[EP_LINE_BYTES_MAX];
    example(&line, text);
    line.invitation = (ep_id){{0}};
    ep_line_text(text, &line);
    assert_int_equal(ep_line_read(text, &back), EP_LINE_INVALID);
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"a:1", "10.0.0.1:7717", "node_a:65535", "[::1]:7717", "[fe80::1]:9"};
    static const char *const bad[] = {"",        ":1",    "a",        "a:",        "a:0",      "a:65536", "a:07717",
                                      "a:7717x", "a b:1", "::1:7717", "[::1]",     "[]:1",     "[::g]:1", "a/b:1",
                                      "a:-1",    "a:1 ",  "a:999999", "[::1:7717", "\x1b[m:1", "a:77\n17"};
    struct ep_route route;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(ep_route_read(ep_text(good[i]), &route));
    assert_string_equal(route.host, "fe80::1");
    assert_string_equal(route.port, "9");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(ep_route_read(ep_text(bad[i]), &route));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_comes_back),
        cmocka_unit_test(test_pairing_line_has_no_organisation),
        cmocka_unit_test(test_longest_route_fits),
        cmocka_unit_test(test_every_changed_character_is_refused_or_changes_no_key),
        cmocka_unit_test(test_truncated_line_is_refused_or_changes_no_key),
        cmocka_unit_test(test_line_without_an_invitation_is_refused),
        cmocka_unit_test(test_addresses),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
