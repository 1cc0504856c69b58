/* Promise: `eenplan web` listens on this machine only, says so when it cannot, and goes on whatever is sent to it. */
#include "crypto/error.h"
#include "tests/support/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct page {
    struct ep_play play;
    char port[16];
};

/* Until it shows its address, or has ended. */
static bool open_page(struct page *page, const char *port)
{
    const char *const argv[] = {
        EP_BIN_DIR "/eenplan", "--taal", "en", "--kluis", "/nowhere/x.kluis", "web", "--poort", port, NULL};
    snprintf(page->port, sizeof page->port, "%s", port);
    return ep_play_start(&page->play, argv, NULL) && ep_play_expect(&page->play, "/start/", 0, 10000) >= 0;
}

static void a_port_that_is_taken_is_said(void **state)
{
    struct page first = {0}, second = {0};
    char port[16];
    (void)state;
    snprintf(port, sizeof port, "%u", ep_play_port());
    assert_true(open_page(&first, port));
    assert_false(open_page(&second, port));
    assert_non_null(strstr(second.play.text, ep_err_row(EP_WEB_NO_TOOL)->text[0]));
    assert_int_equal(ep_play_wait(&second.play, 5000), ep_err_row(EP_WEB_NO_TOOL)->exit_status);
    ep_play_stop(&first.play, 15);
    ep_play_free(&first.play);
    ep_play_free(&second.play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_port_that_is_taken_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
