/* Promise: the page is told by an id that a household changed, of everything when the link went, and of nothing when nothing
 * was said. PROTOCOL.md 9.3, cli/DESIGN.md "web". */
#include "cli/web_loop.h"
#include "tests/support/desk.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void told(struct ep_web *web, const char *want)
{
    ep_web_hear(web);
    web->stream[0].text[web->stream[0].len] = 0;
    assert_string_equal(web->stream[0].text, want);
    web->stream[0].len = 0;
}

static void the_page_hears_what_the_node_says_and_that_it_went(void **state)
{
    struct seat *seat = *state;
    struct ep_client node = {.fd = -1};
    struct ep_web *web = calloc(1, sizeof *web);
    struct ep_msg_fact fact = {.soort = EP_FACT_CHANGED, .a = {{0xab, 1}}};
    assert_non_null(web);
    web->cli = &seat->cli;
    web->wake = desk_no_wake;
    web->stream[0].used = true;
    told(web, "");
    client_pair(&seat->cli.client, &node);
    seat->cli.online = seat->cli.directory = true;
    assert_int_equal(ep_client_say(&node, EP_MSG_PING, &(struct ep_msg_ping){1}), EP_OK);
    told(web, "");
    assert_int_equal(ep_client_say(&node, EP_MSG_FACT, &fact), EP_OK);
    told(web, "event: huishouden\ndata: {\"id\":\"ab010000000000000000000000000000\"}\n\n");
    told(web, "");
    close(node.fd);
    told(web, "event: alles\ndata: {}\n\n");
    assert_false(seat->cli.online);
    assert_non_null(seat->cli.kluis); /* whoever asks next dials anew */
    told(web, "");
    node.fd = -1;
    ep_client_close(&node);
    free(web);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_page_hears_what_the_node_says_and_that_it_went, seat_open, seat_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
