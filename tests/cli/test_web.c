/* Promise: what does not come from our own page is not heard, and a locked vault gives nothing. Without a socket: a request
 * goes in, an answer comes out. cli/DESIGN.md "web". */
#include "cli/json_read.h"
#include "cli/web_call.h"
#include "tests/support/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "5f0c0d6e8a1b4c2d9e7f60718293a4b5"

/* A page that has its cookie and token. */
static int open_page(void **state)
{
    struct desk *page = calloc(1, sizeof *page);
    assert_non_null(page);
    desk_open(page);
    page->verzoek.path = "/api/v1/sessie";
    page->verzoek.cookie = page->cookie;
    page->verzoek.token = page->web.token;
    page->verzoek.site = "same-origin";
    *state = page;
    return 0;
}

static int close_page(void **state)
{
    desk_close(*state);
    free(*state);
    return 0;
}

static unsigned ask(struct desk *page, struct ep_verzoek verzoek)
{
    return desk_ask(page, &verzoek);
}

/* Is it a problem of that code? */
static bool says(struct desk *page, const char *code)
{
    char text[512];
    snprintf(text, sizeof text, "\"code\": \"%s\"", code);
    return desk_says(page, text);
}

static void the_page_of_this_program_is_heard(void **state)
{
    struct desk *page = *state;
    assert_int_equal(ask(page, page->verzoek), 200);
    page->verzoek.site = NULL; /* a program that is no browser */
    assert_int_equal(ask(page, page->verzoek), 200);
    page->verzoek.site = "none"; /* typed by the person */
    assert_int_equal(ask(page, page->verzoek), 200);
    page->verzoek.site = "cross-site";
    assert_int_equal(ask(page, page->verzoek), 403);
}

static void another_name_that_leads_here_is_not(void **state)
{
    struct desk *page = *state;
    page->verzoek.host = "eenplan.example:4000";
    assert_int_equal(ask(page, page->verzoek), 403);
    assert_true(says(page, "EP_WEB_FOREIGN"));
    page->verzoek.host = NULL;
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.host = "127.0.0.1:4000";
    page->web.host[0] = 0; /* behind a proxy that has looked at it */
    page->verzoek.host = "eenplan.example";
    assert_int_equal(ask(page, page->verzoek), 200);
}

static void who_has_no_cookie_or_another_is_not(void **state)
{
    struct desk *page = *state;
    page->cookie[strlen(page->cookie) - 1] ^= 1;
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.cookie = "x" EP_WEB_COOKIE "4000=00000000000000000000000000000000";
    assert_int_equal(ask(page, page->verzoek), 403);
    char cookie[128];
    static const char *const around[][2] = {
        {"x" EP_WEB_COOKIE "4000=", ""}, {EP_WEB_COOKIE "4000=", "0"}, {"", ""},
        {EP_WEB_COOKIE "4000=;", ""},    {EP_WEB_COOKIE "4001=", ""},  {EP_WEB_COOKIE "=", ""}};
    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        snprintf(cookie, sizeof cookie, "%s%s%s", around[i][0], page->web.cookie, around[i][1]);
        page->verzoek.cookie = cookie;
        assert_int_equal(ask(page, page->verzoek), 403);
    }
    page->verzoek.cookie = NULL;
    assert_int_equal(ask(page, page->verzoek), 403);
    page->web.hosted = true; /* whoever may open the socket is the person */
    assert_int_equal(ask(page, page->verzoek), 200);
}

/* Two programs of one person in one browser: each finds its own among both. */
static void the_cookie_of_another_port_is_not_in_the_way(void **state)
{
    struct desk *page = *state;
    static const char other[] = EP_WEB_COOKIE "4001=00000000000000000000000000000000";
    char cookie[512];
    for (int first = 0; first < 2; first++) {
        snprintf(cookie, sizeof cookie, "%s; %s", first ? other : page->cookie, first ? page->cookie : other);
        page->verzoek.cookie = cookie;
        assert_int_equal(ask(page, page->verzoek), 200);
    }
}

static void the_first_address_works_once(void **state)
{
    struct desk *page = *state;
    char path[64];
    snprintf(path, sizeof path, "/start/%s", page->web.start);
    page->verzoek.path = path;
    page->verzoek.cookie = NULL;
    page->verzoek.site = "none";
    page->verzoek.method = "HEAD"; /* what only looks ahead does not use it up */
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.method = "POST";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.method = "GET";
    assert_int_equal(ask(page, page->verzoek), 303);
    assert_non_null(strstr(page->antwoord.cookie, page->web.cookie));
    assert_non_null(strstr(page->antwoord.cookie, "; Path=/; Secure; HttpOnly; SameSite=Strict"));
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.path = "/start/";
    assert_int_equal(ask(page, page->verzoek), 403);
}

static void a_change_needs_its_token_and_comes_from_here(void **state)
{
    struct desk *page = *state;
    page->verzoek.method = "POST";
    page->verzoek.path = "/api/v1/sessie/vergrendelingen";
    assert_int_equal(ask(page, page->verzoek), 200);
    page->verzoek.site = "cross-site";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.site = "same-site";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.site = "none";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.site = "same-origin";
    page->verzoek.token = "00000000000000000000000000000000";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.token = "0000";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.token = NULL;
    assert_int_equal(ask(page, page->verzoek), 403);
}

static void a_form_is_no_json(void **state)
{
    struct desk *page = *state;
    page->verzoek.method = "POST";
    page->verzoek.path = "/api/v1/sessie/ontgrendelingen";
    page->verzoek.body = ep_text("{\"wachtzin\":\"x\"}");
    static const char *const types[] = {"application/x-www-form-urlencoded", "text/plain",
                                        "text/plain; application/json", NULL};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        page->verzoek.type = types[i];
        assert_int_equal(ask(page, page->verzoek), 400);
        assert_true(says(page, "EP_MALFORMED"));
    }
    page->verzoek.path = "/api/v1/sessie/vergrendelingen";
    page->verzoek.body = (ep_bytes){NULL, 0}; /* nothing is nothing in every form */
    assert_int_equal(ask(page, page->verzoek), 200);
}

static void what_two_readers_could_read_differently_is_not_heard(void **state)
{
    struct desk *page = *state;
    static const char *const paths[] = {
        "/api/v1/sessie%00x", "/api//v1/sessie", "/api/v1/../sessie", "/api/v1/s\\x", "", "api", "/a;b", "/a b"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        page->verzoek.path = paths[i];
        assert_int_equal(ask(page, page->verzoek), 400);
    }
    char path[EP_WEB_PATH_BYTES_MAX + 1];
    memset(path, 'a', EP_WEB_PATH_BYTES_MAX);
    path[0] = '/';
    path[EP_WEB_PATH_BYTES_MAX] = 0;
    page->verzoek.path = path;
    assert_int_equal(ask(page, page->verzoek), 400);
    page->verzoek.path = "/api/v1/sessie";
    page->verzoek.twice = true;
    assert_int_equal(ask(page, page->verzoek), 400);
}

static void a_locked_vault_gives_nothing(void **state)
{
    struct desk *page = *state;
    static const char *const paths[] = {"/api/v1/werklijst", "/api/v1/huishoudens/" ID "/beeld", "/api/v1/concepten",
                                        "/api/v1/uitgaand"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        page->verzoek.path = paths[i];
        assert_int_equal(ask(page, page->verzoek), 401);
        assert_true(says(page, "EP_WEB_LOCKED"));
    }
}

static void what_is_not_there_and_what_cannot_be_done_differ(void **state)
{
    struct desk *page = *state;
    page->verzoek.path = "/api/v1/niets";
    assert_int_equal(ask(page, page->verzoek), 404);
    assert_true(says(page, "EP_WEB_NO_PAGE"));
    page->verzoek.path = "/app.map";
    assert_int_equal(ask(page, page->verzoek), 404);
    page->verzoek.path = "/api/v1/werklijst";
    page->verzoek.method = "DELETE";
    assert_int_equal(ask(page, page->verzoek), 405);
    assert_true(says(page, "EP_WEB_METHOD"));
    assert_string_equal(page->antwoord.allow, "GET, HEAD");
    page->verzoek.path = "/werklijst";
    page->verzoek.method = "PUT";
    assert_int_equal(ask(page, page->verzoek), 405);
    assert_string_equal(page->antwoord.allow, "GET, HEAD");
    page->verzoek.path = "/api/v1/concepten/a";
    page->verzoek.method = "TRACE";
    page->verzoek.cookie = NULL; /* whoever asks */
    assert_int_equal(ask(page, page->verzoek), 405);
    assert_string_equal(page->antwoord.allow, "PUT, GET, HEAD, DELETE");
}

static void with_a_slash_or_another_version_it_is_another_place(void **state)
{
    struct desk *page = *state;
    static const char *const paths[] = {"/api/v1/sessie/", "/api/v1/",    "/api/v1", "/api/v2/sessie", "/api",
                                        "/werklijst/",     "/sessie.json"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        page->verzoek.path = paths[i];
        assert_int_equal(ask(page, page->verzoek), 404);
        assert_true(says(page, "EP_WEB_NO_PAGE"));
    }
    page->verzoek.path = "/apiarist"; /* a screen, if there were one */
    assert_int_equal(ask(page, page->verzoek), 200);
}

/* What people are called has no place in an address, nor the beginning of an id, of which two can be. */
static void what_stands_in_an_address_is_an_id(void **state)
{
    struct desk *page = *state;
    static const char *const paths[] = {"huishoudens/Yara/beeld",
                                        "huishoudens/5f0c0d6e/beeld",
                                        "huishoudens/" ID "0/beeld",
                                        "huishoudens/5F0C0D6E8A1B4C2D9E7F60718293A4B5/beeld",
                                        "huishoudens/5f0c0d6e8a1b4c2d9e7f60718293a4bg/beeld",
                                        "huishoudens/" ID "/leden/yara/inzage",
                                        "huishoudens/yara/leden/" ID "/inzage",
                                        "huishoudens/" ID "/opgaven/school/lezers",
                                        "huishoudens/--help/beeld"};
    static const char *const posts[] = {"partners/jeugdhulp/einden",
                                        "gebruikers/eva/einden",
                                        "teams/oost/leden",
                                        "teams/" ID "/leden/eva/einden",
                                        "teams/oost/einden",
                                        "berichten/1/gezien",
                                        "huishoudens/yara/opgaven",
                                        "huishoudens/" ID "/opgaven/school/wijzigingen",
                                        "huishoudens/" ID "/deelbesluiten/x/intrekkingen"};
    char path[128];
    page->verzoek.path = path;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        snprintf(path, sizeof path, "/api/v1/%s", paths[i]);
        assert_int_equal(ask(page, page->verzoek), 404);
        assert_true(says(page, "EP_WEB_NO_PAGE"));
    }
    page->verzoek.method = "POST";
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        snprintf(path, sizeof path, "/api/v1/%s", posts[i]);
        assert_int_equal(ask(page, page->verzoek), 404);
        assert_true(says(page, "EP_WEB_NO_PAGE"));
    }
}

static void who_asks_for_the_head_hears_what_the_whole_would_say(void **state)
{
    struct desk *page = *state;
    page->verzoek.method = "HEAD";
    page->verzoek.token = NULL;
    page->verzoek.type = NULL;
    assert_int_equal(ask(page, page->verzoek), 200);
    page->verzoek.path = "/api/v1/werklijst";
    assert_int_equal(ask(page, page->verzoek), 401);
    page->verzoek.path = "/api/v1/sessie/vergrendelingen";
    assert_int_equal(ask(page, page->verzoek), 405);
    assert_string_equal(page->antwoord.allow, "POST");
}

/* It holds nothing of anybody, and whoever writes a program must be able to read it. */
static void the_description_of_the_api_is_for_everybody(void **state)
{
    struct desk *page = *state;
    static const char *const paths[] = {"/openapi.json", "/api/v1/openapi.json"};
    page->verzoek.cookie = page->verzoek.token = NULL;
    page->verzoek.site = "cross-site";
    for (size_t i = 0; i < 2; i++) {
        page->verzoek.path = paths[i];
        assert_int_equal(ask(page, page->verzoek), 200);
        assert_true(page->antwoord.shared);
    }
    page->verzoek.method = "PUT";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.method = "GET";
    page->verzoek.host = "eenplan.example";
    assert_int_equal(ask(page, page->verzoek), 403);
    page->verzoek.host = "127.0.0.1:4000";
    page->verzoek.site = "same-origin";
    page->verzoek.cookie = page->cookie;
    page->verzoek.path = "/app.js";
    assert_int_equal(ask(page, page->verzoek), 200);
    assert_false(page->antwoord.shared);
}

static void a_screen_is_the_one_document_below_its_prefix(void **state)
{
    struct desk *page = *state;
    page->verzoek.path = "/huishoudens/x";
    page->web.prefix = "/eenplan";
    assert_int_equal(ask(page, page->verzoek), 200);
    assert_non_null(strstr((const char *)page->antwoord.body, "<base href=\"/eenplan/\">"));
    page->web.prefix = "";
    assert_int_equal(ask(page, page->verzoek), 200);
    assert_non_null(strstr((const char *)page->antwoord.body, "<base href=\"/\">"));
}

static void an_asset_that_is_there_already_is_not_sent_again(void **state)
{
    struct desk *page = *state;
    char etag[40];
    page->verzoek.path = "/app.js";
    assert_int_equal(ask(page, page->verzoek), 200);
    memcpy(etag, page->antwoord.etag, sizeof etag);
    page->verzoek.if_none_match = etag;
    assert_int_equal(ask(page, page->verzoek), 304);
    page->verzoek.encodings = "gzip, br"; /* other bytes, another tag */
    assert_int_equal(ask(page, page->verzoek), 200);
    assert_string_equal(page->antwoord.encoding, "gzip");
}

static void an_invitation_is_an_image_to_hold_up(void **state)
{
    struct desk *page = *state;
    page->cli.kluis = (void *)page; /* unlocked, as far as the page looks */
    ep_web_acts(&page->web);
    page->verzoek.path = "/api/v1/gesprek/qr";
    assert_int_equal(ask(page, page->verzoek), 404);
    snprintf(page->web.gesprek.text, sizeof page->web.gesprek.text,
             "Stuur deze regel:\n\neenplan:1:AAAA:127.0.0.1:1\n");
    assert_int_equal(ask(page, page->verzoek), 200);
    assert_string_equal(page->antwoord.type, "image/svg+xml");
    assert_non_null(strstr((const char *)page->antwoord.body, "M4 4h1v1h-1z")); /* a finder begins in the corner */
    page->cli.kluis = NULL;
}

static void an_event_never_makes_memory_grow(void **state)
{
    struct desk *page = *state;
    struct ep_web_stream *stream = &page->web.stream[0];
    stream->used = true;
    for (size_t i = 0; i < 10000; i++)
        ep_web_tell(&page->web, "sessie", "{}");
    assert_true(stream->len < sizeof stream->text);
    assert_non_null(strstr(stream->text, "event: alles"));
}

struct seen {
    char text[256];
};

static ep_err see(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    struct seen *seen = arg;
    size_t len = strlen(seen->text);
    snprintf(seen->text + len, sizeof seen->text - len, "%s%s%s;", name, sort == EP_JSON_WORD ? "=" : "?",
             sort == EP_JSON_WORD   ? value
             : sort == EP_JSON_TRUE ? "ja"
                                    : "nee");
    return EP_OK;
}

static void json_says_what_a_command_line_can(void **state)
{
    struct seen seen = {""};
    (void)state;
    assert_int_equal(
        ep_json_read(ep_text("{\"a\":\"x y\",\"b\":3,\"c\":true,\"d\":null,\"e\":[\"p\",2],\"f\":[]}"), see, &seen),
        EP_OK);
    assert_string_equal(seen.text, "a=x y;b=3;c?ja;e=p,2;f=;");
    assert_int_equal(ep_json_read((ep_bytes){NULL, 0}, see, &seen), EP_OK);
}

static void json_that_could_mean_two_things_is_refused(void **state)
{
    static const char *const texts[] = {
        "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1}}", "{\"a\":[[1]]}", "{\"a\":1.5}", "[1]", "{\"a\":\"\\u0000\"}", "{",
        "{\"a\":[\"b,c\"]}"};
    struct seen seen = {""};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(ep_json_read(ep_text(texts[i]), see, &seen), EP_MALFORMED);
}

/* The words, with a blank between. */
static ep_err words_of(struct desk *page, struct ep_web_call call, char text[512])
{
    struct ep_web_line *line;
    int count = 0;
    page->cli.fault_text[0] = 0;
    ep_err err = ep_web_line_open(&page->cli, &call, &line);
    text[0] = 0;
    if (err == EP_OK)
        for (char *const *words = ep_web_line_words(line, &count); count > 0; count--)
            snprintf(text + strlen(text), 512 - strlen(text), "%s%s", text[0] != 0 ? " " : "", *words++);
    ep_web_line_close(line);
    return err;
}

static void a_request_is_a_command_line_in_which_no_value_is_an_option(void **state)
{
    struct desk *page = *state;
    char text[512];
    struct ep_web_call call = {.command = "write :soort $1",
                               .capture = {"--kluis=x"},
                               .body =
                                   ep_text("{\"soort\":\"--help\",\"titel\":\"--a b\",\"tot_niveau\":2,\"lid\":null}")};
    assert_int_equal(words_of(page, call, text), EP_OK);
    assert_string_equal(text, "write --titel=--a b --tot-niveau=2 -- --help --kluis=x");
    call = (struct ep_web_call){
        .command = "show $1", .capture = {"-h"}, .query = "waarom=--nood", .body = ep_text("{\"nood\":\"--json\"}")};
    assert_int_equal(words_of(page, call, text), EP_OK);
    assert_string_equal(text, "show --waarom=--nood --nood=--json -- -h");
    call = (struct ep_web_call){.command = "change $1 $2", .capture = {"a", "b"}, .basis = "3"};
    assert_int_equal(words_of(page, call, text), EP_OK);
    assert_string_equal(text, "change --basis=3 -- a b");
}

static void a_request_names_no_file_and_nothing_of_the_whole_program(void **state)
{
    struct desk *page = *state;
    char text[512];
    static const char *const bodies[] = {"{\"html\":\"/x\"}",       "{\"json\":true}",    "{\"kluis\":\"/x\"}",
                                         "{\"taal\":\"en\"}",       "{\"help\":true}",    "{\"beleid\":\"/x\"}",
                                         "{\"kleine-kluis\":true}", "{\"voor=x\":\"y\"}", "{\"\":\"\"}",
                                         "{\"vo\":\"x\"}",          "{\"-\":true}"};
    struct ep_web_call call = {.command = "inzage $1 $2", .capture = {"a", "b"}};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        call.body = ep_text(bodies[i]);
        assert_int_equal(words_of(page, call, text), EP_FIELD_INVALID);
        assert_non_null(strstr(bodies[i], page->cli.fault_text));
    }
    call.body = (ep_bytes){NULL, 0};
    static const char *const queries[] = {
        "collega=a",          "nood=a",    "voor=Samira",  "voor=samira",   "als=noor", "lid=noor", "gebruiker=eva",
        "huishouden=" ID "0", "dag=a%20b", "dag=a+b",      "dag=a b",       "dag=%61",  "dag=/x",   "dag=a&dag",
        "dag=\xc3\xab",       "als=",      "lid=5f0c0d6e", "als=" ID "," ID};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        call.query = queries[i]; /* an address is no place for a reason, nor for what people are called */
        assert_int_equal(words_of(page, call, text), EP_MALFORMED);
    }
    call.command = "show $1";
    call.query = "als=" ID;
    assert_int_equal(words_of(page, call, text), EP_OK);
    assert_string_equal(text, "show --als=" ID " -- a");
    call.command = "inzage $1 $2";
    call.query = NULL;
    call.body = ep_text("{\"collega\":\"a\",\"voor\":\"b\"}");
    assert_int_equal(words_of(page, call, text), EP_OK);
    assert_string_equal(text, "inzage --collega=a --voor=b -- a b");
}

#define ON_PAGE(test) cmocka_unit_test_setup_teardown(test, open_page, close_page)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_PAGE(the_page_of_this_program_is_heard),
        ON_PAGE(another_name_that_leads_here_is_not),
        ON_PAGE(who_has_no_cookie_or_another_is_not),
        ON_PAGE(the_cookie_of_another_port_is_not_in_the_way),
        ON_PAGE(the_first_address_works_once),
        ON_PAGE(a_change_needs_its_token_and_comes_from_here),
        ON_PAGE(a_form_is_no_json),
        ON_PAGE(what_two_readers_could_read_differently_is_not_heard),
        ON_PAGE(a_locked_vault_gives_nothing),
        ON_PAGE(what_is_not_there_and_what_cannot_be_done_differ),
        ON_PAGE(with_a_slash_or_another_version_it_is_another_place),
        ON_PAGE(what_stands_in_an_address_is_an_id),
        ON_PAGE(who_asks_for_the_head_hears_what_the_whole_would_say),
        ON_PAGE(the_description_of_the_api_is_for_everybody),
        ON_PAGE(a_screen_is_the_one_document_below_its_prefix),
        ON_PAGE(an_asset_that_is_there_already_is_not_sent_again),
        ON_PAGE(an_invitation_is_an_image_to_hold_up),
        ON_PAGE(an_event_never_makes_memory_grow),
        ON_PAGE(a_request_is_a_command_line_in_which_no_value_is_an_option),
        ON_PAGE(a_request_names_no_file_and_nothing_of_the_whole_program),
        cmocka_unit_test(json_says_what_a_command_line_can),
        cmocka_unit_test(json_that_could_mean_two_things_is_refused),
    };
    return ep_crypto_open() == EP_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
