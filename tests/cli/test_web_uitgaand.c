/* Promise: of what a person shared the page says how it ended, and when the link went before the answer, that nobody knows; it
 * leaves in the order in which it was shared. cli/DESIGN.md "web". */
#include "cli/web.h"
#include "tests/support/desk.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t puts_left;

static ep_err put_some(struct ep_cli *cli, ep_bytes statement)
{
    return puts_left-- > 0 ? ep_put_online(cli, statement) : EP_CLOSED;
}

/* A page that listens, with Eva's household open. */
static struct ep_web *page(void **state, char path[128])
{
    struct seat *seat = *state;
    struct ep_web *web = calloc(1, sizeof *web);
    char h[EP_ID_HEX], line[EP_ID_HEX + 8];
    ep_id house = id_named("h");
    assert_non_null(web);
    seat_give_own(seat);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, house), &seat->a.eva.sign);
    seat_node(seat);
    ep_hex(h, ep_id_bytes(&house));
    snprintf(path, 128, EP_WEB_API "/huishoudens/%s/opgaven", h);
    snprintf(line, sizeof line, "show %s", h);
    assert_int_equal(seat_does(seat, line), EP_OK);
    web->cli = &seat->cli;
    web->wake = desk_no_wake;
    web->stream[0].used = true;
    return web;
}

static void shares(struct ep_web *web, size_t at, uint64_t number, const char *path, const char *titel)
{
    char body[256];
    int len = snprintf(body, sizeof body, "{\"soort\":\"doel\",\"titel\":\"%s\",\"status\":\"loopt\"}", titel);
    struct ep_uitgaand *to = &web->uitgaand[at];
    *to = (struct ep_uitgaand){.number = number, .due_ms = 1, .body = ep_secret_open(sizeof body), .len = (size_t)len};
    assert_non_null(to->body);
    memcpy(to->body, body, (size_t)len);
    snprintf(to->path, sizeof to->path, "%s", path);
}

static void told(struct ep_web *web, uint64_t number, const char *stand)
{
    char part[64];
    snprintf(part, sizeof part, "\"n\":%llu,\"stand\":\"%s\"", (unsigned long long)number, stand);
    if (strstr(web->stream[0].text, part) == NULL)
        fail_msg("not %s: %s", part, web->stream[0].text);
    assert_int_equal(web->uitgaand[0].number, 0);
}

static void what_was_taken_is_sent(void **state)
{
    char path[128];
    struct ep_web *web = page(state, path);
    shares(web, 0, 7, path, "rust");
    ep_web_uitgaand_send(web, 1);
    told(web, 7, "verzonden");
    free(web);
}

static void what_never_left_is_not(void **state)
{
    char path[128];
    struct ep_web *web = page(state, path);
    web->cli->put = put_some;
    puts_left = 0;
    shares(web, 0, 7, path, "rust");
    ep_web_uitgaand_send(web, 1);
    told(web, 7, "mislukt");
    free(web);
}

static void what_was_said_and_not_answered_is_unknown(void **state)
{
    char path[128];
    struct ep_web *web = page(state, path);
    web->cli->put = put_some;
    puts_left = 2;
    shares(web, 0, 7, path, "rust");
    ep_web_uitgaand_send(web, 1);
    told(web, 7, "onbekend");
    free(web);
}

static void it_leaves_in_the_order_in_which_it_was_shared(void **state)
{
    char path[128];
    struct ep_web *web = page(state, path);
    shares(web, 0, 9, path, "laatste");
    shares(web, 1, 8, path, "eerste");
    ep_web_uitgaand_send(web, 1);
    const char *first = strstr(web->stream[0].text, "\"n\":8"), *last = strstr(web->stream[0].text, "\"n\":9");
    assert_true(first != NULL && last != NULL && first < last);
    shares(web, 0, 10, path, "later");
    web->uitgaand[0].due_ms = 2;
    ep_web_uitgaand_send(web, 1);
    assert_int_equal(web->uitgaand[0].number, 10); /* not due yet */
    ep_web_uitgaand_free(&web->uitgaand[0]);
    free(web);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(what_was_taken_is_sent),
        TEST(what_never_left_is_not),
        TEST(what_was_said_and_not_answered_is_unknown),
        TEST(it_leaves_in_the_order_in_which_it_was_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
