/* Promise: a program with a key does what the key was made for, in the name of who made it, and nothing that only the person
 * does; it is shown once, and revoked it is worth nothing. And a change says what it is based on. No socket, no node. */
#include "cli/web_demo.h"
#include "cli/web_route.h"
#include "tests/support/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "5f0c0d6e8a1b4c2d9e7f60718293a4b5"
#define HUISHOUDEN "/api/v1/huishoudens/" ID

struct page {
    struct desk desk;
    char bearer[64];
    const struct ep_web_sleutel *lezen, *schrijven;
};

/* Two programs have a key each. */
static int open_page(void **state)
{
    struct page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    desk_open(&page->desk);
    assert_int_equal(ep_web_sleutel_make(&page->desk.web, "Agenda", "lezen", &page->lezen), EP_OK);
    assert_int_equal(ep_web_sleutel_make(&page->desk.web, "Regiesysteem", "schrijven", &page->schrijven), EP_OK);
    page->desk.verzoek.path = "/api/v1/domeinen";
    page->desk.verzoek.authorization = page->bearer;
    *state = page;
    return 0;
}

/* Of nobody, so that what is let through goes as far as it can. */
static void unlock(struct page *page)
{
    page->desk.cli.kluis = ep_secret_open(sizeof *page->desk.cli.kluis);
    assert_non_null(page->desk.cli.kluis);
    ep_web_acts(&page->desk.web);
}

static int close_page(void **state)
{
    struct page *page = *state;
    desk_close(&page->desk);
    free(page);
    return 0;
}

static unsigned ask_with(struct page *page, const struct ep_web_sleutel *sleutel, const char *method, const char *path)
{
    struct ep_verzoek verzoek = page->desk.verzoek;
    snprintf(page->bearer, sizeof page->bearer, "Bearer %s", sleutel->code);
    verzoek.method = method;
    verzoek.path = path;
    return desk_ask(&page->desk, &verzoek);
}

/* The person, at the page. */
static unsigned ask_self(struct page *page, const char *method, const char *path, const char *body)
{
    struct ep_verzoek verzoek = page->desk.verzoek;
    verzoek.authorization = NULL;
    verzoek.cookie = page->desk.cookie;
    verzoek.token = page->desk.web.token;
    verzoek.method = method;
    verzoek.path = path;
    verzoek.body = ep_text(body);
    return desk_ask(&page->desk, &verzoek);
}

/* Written down a second time, so that a row that lets in more is seen. */
static enum ep_web_mag expected(const struct ep_web_row *row)
{
    static const char *const read[] = {"/werklijst",
                                       "/huishoudens",
                                       "/huishoudens/*/beeld",
                                       "/grondslagen",
                                       "/sjablonen",
                                       "/huishoudens/*/opgaven/*/lezers",
                                       "/huishoudens/*/opgaven/*/versies",
                                       "/domeinen",
                                       "/soorten",
                                       "/huishoudens/*/ontvangers",
                                       "/gebeurtenissen",
                                       "/huishoudens/*/lezers"};
    static const char *const written[] = {"/huishoudens/*/opgaven", "/huishoudens/*/opgaven/*/wijzigingen",
                                          "/huishoudens/*/vragen"};
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++)
        if (strcmp(row->method, "GET") == 0 && strcmp(row->path, read[i]) == 0)
            return EP_MAG_LEZEN;
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++)
        if (strcmp(row->method, "POST") == 0 && strcmp(row->path, written[i]) == 0)
            return EP_MAG_SCHRIJVEN;
    return EP_MAG_PERSOON;
}

/* While the vault is locked: who may is told that it is, who may not hears that first. */
static void a_key_does_what_it_is_for_and_nothing_that_only_the_person_does(void **state)
{
    struct page *page = *state;
    size_t count;
    const struct ep_web_row *rows = ep_web_rows(&count);
    for (size_t i = 0; i < count; i++) {
        char path[160] = EP_WEB_API;
        for (const char *at = rows[i].path; *at != 0; at++)
            snprintf(path + strlen(path), sizeof path - strlen(path), "%.*s", *at == '*' ? 32 : 1,
                     *at == '*' ? ID : at);
        for (enum ep_web_mag mag = EP_MAG_LEZEN; mag <= EP_MAG_SCHRIJVEN; mag++) {
            bool may = expected(&rows[i]) != EP_MAG_PERSOON && expected(&rows[i]) <= mag;
            unsigned status = ask_with(page, mag == EP_MAG_LEZEN ? page->lezen : page->schrijven, rows[i].method, path);
            if (status != (!may ? 403u : rows[i].locked ? 200u : 401u))
                fail_msg("%s %s: %u", rows[i].method, path, status);
            assert_true(may || desk_says(&page->desk, "EP_WEB_SLEUTEL"));
        }
    }
}

static void a_key_stands_alone(void **state)
{
    struct page *page = *state;
    unlock(page);
    assert_int_equal(ask_with(page, page->lezen, "GET", "/api/v1/gebeurtenissen"), 200);
    page->desk.verzoek.cookie = page->desk.cookie;
    page->desk.verzoek.token = page->desk.web.token;
    page->bearer[strlen(page->bearer) - 1] ^= 1; /* nothing else makes up for one that is not known */
    page->desk.verzoek.path = "/api/v1/gebeurtenissen";
    assert_int_equal(desk_ask(&page->desk, &page->desk.verzoek), 403);
    assert_true(desk_says(&page->desk, "EP_WEB_SLEUTEL"));
    snprintf(page->bearer, sizeof page->bearer, "bearer ");
    assert_int_equal(desk_ask(&page->desk, &page->desk.verzoek), 403);
    snprintf(page->bearer, sizeof page->bearer, "Basic eDp5"); /* a proxy's: not for us */
    assert_int_equal(desk_ask(&page->desk, &page->desk.verzoek), 200);
    page->desk.verzoek.site = "same-origin"; /* a browser's: a script has no key to send */
    assert_int_equal(ask_with(page, page->lezen, "GET", "/api/v1/gebeurtenissen"), 403);
    page->desk.verzoek.site = NULL;
    page->desk.verzoek.host = "eenplan.example";
    assert_int_equal(ask_with(page, page->lezen, "GET", "/api/v1/gebeurtenissen"), 403);
}

static void a_key_is_shown_once_and_revoked_for_good(void **state)
{
    struct page *page = *state;
    struct ep_web_sleutel copy = *page->lezen;
    unlock(page);
    assert_int_equal(ask_self(page, "POST", "/api/v1/sleutels", "{\"naam\":\"Planbord\",\"mag\":\"lezen\"}"), 201);
    assert_true(desk_says(&page->desk, page->desk.web.sleutel[2].code));
    assert_int_equal(ask_self(page, "GET", "/api/v1/sleutels", ""), 200);
    assert_true(desk_says(&page->desk, "\"naam\": \"Planbord\"") && desk_says(&page->desk, "\"mag\": \"schrijven\""));
    for (size_t i = 0; i < 3; i++)
        assert_false(desk_says(&page->desk, page->desk.web.sleutel[i].code));
    assert_int_equal(ask_with(page, &copy, "GET", "/api/v1/gebeurtenissen"), 200);
    assert_int_equal(ask_self(page, "DELETE", "/api/v1/sleutels/1", ""), 204);
    assert_int_equal(ask_with(page, &copy, "GET", "/api/v1/gebeurtenissen"), 403);
    assert_int_equal(ask_self(page, "DELETE", "/api/v1/sleutels/1", ""), 404);
    assert_int_equal(ask_self(page, "DELETE", "/api/v1/sleutels/2x", ""), 404);
    assert_int_equal(ask_with(page, page->schrijven, "GET", "/api/v1/gebeurtenissen"), 200);
}

/* As the door does. */
static struct ep_web_stream *listens(struct page *page)
{
    const struct ep_antwoord *antwoord = &page->desk.antwoord;
    struct ep_web_stream *stream = ep_web_stream_free(&page->desk.web, antwoord->sleutel);
    assert_int_equal(antwoord->status, 200);
    assert_true(antwoord->stream);
    if (stream != NULL)
        *stream = (struct ep_web_stream){.used = true, .sleutel = antwoord->sleutel};
    return stream;
}

static void a_revoked_key_hears_nothing_more(void **state)
{
    struct page *page = *state;
    static const char path[] = "/api/v1/gebeurtenissen";
    struct ep_web_stream *of[3];
    unlock(page);
    (void)ask_with(page, page->lezen, "GET", path);
    of[0] = listens(page);
    (void)ask_with(page, page->schrijven, "GET", path);
    of[1] = listens(page);
    (void)ask_self(page, "GET", path, "");
    of[2] = listens(page);
    ep_web_tell(&page->desk.web, "sessie", "{}");
    assert_int_equal(ask_self(page, "DELETE", "/api/v1/sleutels/1", ""), 204);
    assert_true(of[0]->ending && of[0]->len == 0 && of[0]->text[0] == 0); /* nor what it had not taken yet */
    ep_web_tell(&page->desk.web, "sessie", "{}");
    assert_int_equal(of[0]->len, 0);
    for (size_t i = 1; i < 3; i++)
        assert_true(!of[i]->ending && of[i]->len > 0);
}

static void keys_leave_the_page_room_to_hear(void **state)
{
    struct page *page = *state;
    static const char path[] = "/api/v1/gebeurtenissen";
    unlock(page);
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX / 2; i++) {
        (void)ask_with(page, i % 2 == 0 ? page->lezen : page->schrijven, "GET", path);
        assert_non_null(listens(page));
    }
    (void)ask_with(page, page->lezen, "GET", path);
    assert_null(listens(page));
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX / 2; i++) {
        (void)ask_self(page, "GET", path, "");
        assert_non_null(listens(page));
    }
    (void)ask_self(page, "GET", path, "");
    assert_null(listens(page));
}

static void a_key_has_a_name_and_a_purpose_and_there_are_few(void **state)
{
    struct page *page = *state;
    static const char *const wrong[] = {"{}",
                                        "{\"naam\":\"x\"}",
                                        "{\"mag\":\"lezen\"}",
                                        "{\"naam\":\"\",\"mag\":\"lezen\"}",
                                        "{\"naam\":\"x\",\"mag\":\"\"}",
                                        "{\"naam\":\"x\",\"mag\":\"beheren\"}",
                                        "{\"naam\":\"x\",\"mag\":true}",
                                        "{\"naam\":\"x\",\"mag\":\"lezen\",\"tot\":\"altijd\"}",
                                        "{\"mag\":\"lezen\",\"naam\":\"0123456789012345678901234567890123456789"
                                        "01234567890123456789012345678901234567890\"}"};
    unlock(page);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(ask_self(page, "POST", "/api/v1/sleutels", wrong[i]), 400);
    for (size_t i = 2; i < EP_WEB_SLEUTELS_MAX; i++)
        assert_int_equal(ask_self(page, "POST", "/api/v1/sleutels", "{\"naam\":\"x\",\"mag\":\"lezen\"}"), 201);
    assert_int_equal(ask_self(page, "POST", "/api/v1/sleutels", "{\"naam\":\"x\",\"mag\":\"lezen\"}"), 503);
    assert_true(desk_says(&page->desk, "EP_TOO_MANY"));
}

static void a_program_at_work_keeps_no_vault_open(void **state)
{
    struct page *page = *state;
    unlock(page);
    uint64_t before = --page->desk.web.acted_s;
    page->desk.verzoek.body = ep_text("{\"soort\":\"notitie\"}");
    assert_int_equal(ask_with(page, page->schrijven, "POST", HUISHOUDEN "/opgaven"), 202);
    assert_int_equal(page->desk.web.acted_s, before);
    assert_int_equal(ask_self(page, "POST", HUISHOUDEN "/opgaven", "{\"soort\":\"notitie\"}"), 202);
    assert_int_not_equal(page->desk.web.acted_s, before);
}

/* The first to ask when a machine wakes up is the page itself, because somebody moved its mouse. */
static void a_lid_that_opens_finds_a_locked_vault(void **state)
{
    struct page *page = *state;
    unlock(page);
    page->desk.web.acted_s -= EP_WEB_LOCK_S / 2;
    assert_int_equal(ask_self(page, "POST", "/api/v1/sessie/levenstekens", "{}"), 200);
    page->desk.web.acted_s -= EP_WEB_LOCK_S;
    assert_int_equal(ask_self(page, "POST", "/api/v1/sessie/levenstekens", "{}"), 401);
    assert_null(page->desk.cli.kluis);
}

static void a_key_is_no_reason_to_read(void **state)
{
    struct page *page = *state;
    unlock(page);
    page->desk.verzoek.body = ep_text("{\"soort\":\"notitie\",\"nood\":\"x\"}");
    assert_int_equal(ask_with(page, page->schrijven, "POST", HUISHOUDEN "/opgaven"), 403);
    assert_true(desk_says(&page->desk, "EP_WEB_SLEUTEL"));
    page->desk.verzoek.body = (ep_bytes){NULL, 0};
    page->desk.verzoek.query = "collega=x";
    assert_int_equal(ask_with(page, page->lezen, "GET", HUISHOUDEN "/beeld"), 400);
    assert_true(desk_says(&page->desk, "EP_MALFORMED"));
    page->desk.verzoek.type = "text/plain"; /* and it sends what is read, as everybody */
    page->desk.verzoek.body = ep_text("{}");
    assert_int_equal(ask_with(page, page->schrijven, "POST", HUISHOUDEN "/opgaven"), 400);
}

static void in_the_demo_a_key_goes_with_who_made_it(void **state)
{
    struct page *page = *state;
    struct ep_web_demo *demo = calloc(1, sizeof *demo);
    struct ep_web_sleutel copy = *page->lezen;
    assert_non_null(demo);
    assert_int_equal(ask_self(page, "POST", "/api/v1/sessie/demo-personen", "{\"nummer\":1}"), 404);
    assert_int_equal(ask_with(page, &copy, "GET", "/api/v1/gebeurtenissen"), 200); /* there is none: nothing changed */
    struct ep_web_stream *hears = listens(page);
    demo->count = 1;
    snprintf(demo->person[0].kluis, sizeof demo->person[0].kluis, "/nowhere/y.kluis");
    page->desk.web.demo = demo;
    assert_in_range(ask_self(page, "POST", "/api/v1/sessie/demo-personen", "{\"nummer\":1}"), 400, 599);
    assert_string_equal(page->desk.cli.kluis_path, "/nowhere/y.kluis");
    assert_int_equal(ask_with(page, &copy, "GET", "/api/v1/gebeurtenissen"), 403);
    assert_true(hears->ending);
    page->desk.web.demo = NULL;
    free(demo);
}

static void a_program_ends_no_draft(void **state)
{
    struct page *page = *state;
    unlock(page);
    page->desk.verzoek.concept = "b-1";
    page->desk.verzoek.body = ep_text("{\"soort\":\"notitie\"}");
    assert_int_equal(ask_with(page, page->schrijven, "POST", HUISHOUDEN "/opgaven"), 202);
    assert_int_equal(ask_self(page, "POST", HUISHOUDEN "/opgaven", "{\"soort\":\"notitie\"}"), 202);
    assert_string_equal(page->desk.web.uitgaand[0].concept, "");
    assert_string_equal(page->desk.web.uitgaand[1].concept, "b-1");
    assert_int_equal(ask_self(page, "GET", "/api/v1/uitgaand", ""), 200); /* another window knows what is on its way */
    assert_true(desk_says(&page->desk, "\"concept\": null") && desk_says(&page->desk, "\"concept\": \"b-1\""));
    page->desk.verzoek.concept = NULL;
}

/* A proxy or a library may send it with everything. */
static void where_no_base_is_asked_none_is_heard(void **state)
{
    struct page *page = *state;
    unlock(page);
    page->desk.verzoek.if_match = "\"3\"";
    assert_int_equal(ask_self(page, "GET", "/api/v1/domeinen", ""), 200);
    page->desk.verzoek.if_match = NULL;
}

/* Whatever it would mean: it would be lost while what is asked waits, and stay in logs when it does not. */
static void a_change_says_nothing_in_its_address(void **state)
{
    struct page *page = *state;
    static const char *const paths[] = {HUISHOUDEN "/opgaven", HUISHOUDEN "/leden", "/api/v1/sessie/vergrendelingen"};
    unlock(page);
    page->desk.verzoek.query = "soort=notitie";
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(ask_self(page, "POST", paths[i], "{}"), 400);
        assert_true(desk_says(&page->desk, "EP_MALFORMED"));
    }
    assert_non_null(page->desk.cli.kluis);
    assert_int_equal(page->desk.web.uitgaand[0].number, 0);
    page->desk.verzoek.query = ""; /* a mark and nothing behind it */
    assert_int_equal(ask_self(page, "POST", paths[0], "{}"), 202);
    page->desk.verzoek.query = NULL;
}

static void a_change_says_what_it_is_based_on(void **state)
{
    struct page *page = *state;
    static const char *const wrong[] = {NULL,           "",     "*",     "W/\"3\"", "\"3", "3\"",
                                        "\"3\", \"4\"", "\"\"", "-1",    "\"3 \"",  "x",   "\"99999999999999999999\"",
                                        "\"0\"",        "0",    "\"03\""};
    unlock(page);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        page->desk.verzoek.if_match = wrong[i];
        assert_int_equal(ask_self(page, "POST", HUISHOUDEN "/opgaven/" ID "/wijzigingen", "{}"), 428);
        assert_true(desk_says(&page->desk, "EP_WEB_BASIS"));
    }
    page->desk.verzoek.if_match = "\"3\"";
    assert_int_equal(ask_self(page, "POST", HUISHOUDEN "/opgaven/" ID "/wijzigingen", "{}"), 202);
    assert_string_equal(page->desk.web.uitgaand[0].if_match, "\"3\"");
    page->desk.verzoek.if_match = NULL;
    assert_int_equal(ask_self(page, "POST", HUISHOUDEN "/opgaven", "{}"), 202); /* a new one is based on none */
}

#define ON_PAGE(test) cmocka_unit_test_setup_teardown(test, open_page, close_page)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_PAGE(a_key_does_what_it_is_for_and_nothing_that_only_the_person_does),
        ON_PAGE(a_key_stands_alone),
        ON_PAGE(a_key_is_shown_once_and_revoked_for_good),
        ON_PAGE(a_revoked_key_hears_nothing_more),
        ON_PAGE(keys_leave_the_page_room_to_hear),
        ON_PAGE(a_key_has_a_name_and_a_purpose_and_there_are_few),
        ON_PAGE(a_program_at_work_keeps_no_vault_open),
        ON_PAGE(a_lid_that_opens_finds_a_locked_vault),
        ON_PAGE(a_key_is_no_reason_to_read),
        ON_PAGE(in_the_demo_a_key_goes_with_who_made_it),
        ON_PAGE(a_program_ends_no_draft),
        ON_PAGE(where_no_base_is_asked_none_is_heard),
        ON_PAGE(a_change_says_nothing_in_its_address),
        ON_PAGE(a_change_says_what_it_is_based_on),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
