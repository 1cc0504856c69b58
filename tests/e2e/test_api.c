/* Promise: the running server keeps what the Dutch API design rules ask of every answer, and what openapi.json says of keys and
 * versions. What of the rules can be read off the description is linted there (tests/openapi). */
#define _GNU_SOURCE
#include "tests/support/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ID "5f0c0d6e8a1b4c2d9e7f60718293a4b5"
#define HUISHOUDEN "/api/v1/huishoudens/" ID

static void answers(struct page *page, int status, int expected)
{
    if (status != expected)
        fail_msg("%d, not %d:\n%s", status, expected, page->answer);
    page_must_have(page, "\r\nAPI-Version: " EP_VERSION "\r\n");
    page_must_have(page, "\r\nX-Content-Type-Options: nosniff\r\n");
    page_must_have(page, "\r\nContent-Security-Policy: default-src 'none'; ");
    assert_int_equal(page_has(page, "\r\nContent-Type: application/problem+json\r\n"), status >= 400);
}

static void every_answer_has_the_version_and_stays_in_no_cache(void **state)
{
    struct page *page = *state;
    static const struct {
        const char *method, *path, *more, *body;
        int status;
    } asked[] = {
        {"GET", "/api/v1/sessie", "", NULL, 200},
        {"POST", "/api/v1/sessie/vergrendelingen", "", "{}", 200},
        {"POST", "/api/v1/sessie/vergrendelingen", "", "[]", 200}, /* it takes nothing, so it reads nothing */
        {"POST", "/api/v1/sessie/ontgrendelingen", "", "[]", 400},
        {"POST", "/api/v1/sessie/ontgrendelingen", "", "{\"wachtzin\":1.5}", 400},
        {"POST", "/api/v1/sessie/ontgrendelingen", "", "{\"woord\":\"x\"}", 400},
        {"GET", "/api/v1/werklijst", "", NULL, 401},
        {"GET", "/api/v1/sessie", "Sec-Fetch-Site: cross-site\r\n", NULL, 400},
        {"GET", "/api/v1/sessie", "Authorization: Bearer x\r\n", NULL, 403},
        {"GET", "/api/v1/niets", "", NULL, 404},
        {"GET", "/api/v1/sessie/", "", NULL, 404},
        {"GET", "/api/v1/huishoudens/", "", NULL, 404},
        {"GET", "/api/v2/sessie", "", NULL, 404},
        {"DELETE", "/api/v1/sessie", "", NULL, 405},
        {"POST", "/api/v1/werklijst", "", "{}", 405},
        {"DELETE", "/api/v1/sleutels/9", "", NULL, 404},
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        answers(page, page_ask(page, asked[i].method, asked[i].path, asked[i].more, asked[i].body), asked[i].status);
        page_must_have(page, "\r\nCache-Control: no-store\r\n");
        assert_int_equal(page_has(page, "\r\nAllow: "), asked[i].status == 405);
        assert_false(page_has(page, "\r\nAccess-Control-"));
    }
}

static void the_head_is_the_answer_without_its_body(void **state)
{
    struct page *page = *state;
    char length[64] = "";
    assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
    const char *at = strcasestr(page->answer, "\r\nContent-Length: ");
    assert_non_null(at);
    snprintf(length, sizeof length, "%.*s\r\n", (int)strcspn(at + 2, "\r") + 2, at);
    answers(page, page_ask(page, "HEAD", "/api/v1/sessie", "", NULL), 200);
    page_must_have(page, length);
    assert_string_equal(strstr(page->answer, "\r\n\r\n"), "\r\n\r\n");
    assert_int_equal(page_ask(page, "HEAD", "/api/v1/werklijst", "", NULL), 401);
    assert_string_equal(strstr(page->answer, "\r\n\r\n"), "\r\n\r\n");
}

/* By whoever comes, from whatever site; and nothing else is. */
static void the_description_is_for_everybody(void **state)
{
    struct page *page = *state;
    static const char *const paths[] = {"/openapi.json", "/api/v1/openapi.json"};
    static const char *const others[] = {"/", "/app.js", "/api/v1/sessie"};
    char etag[80], text[512];
    page->cookie[0] = 0;
    for (size_t i = 0; i < 2; i++) {
        int len = snprintf(text, sizeof text,
                           "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nOrigin: https://elders.example\r\n"
                           "Sec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n",
                           paths[i], page->port);
        answers(page, page_raw(page, text, (size_t)len), 200);
        page_must_have(page, "\r\nAccess-Control-Allow-Origin: *\r\n");
        page_must_have(page, "\r\nContent-Type: application/json\r\n");
        page_must_have(page, "\"openapi\": \"3.0.");
    }
    const char *at = strstr(page->answer, "\r\nETag: ");
    assert_non_null(at);
    snprintf(etag, sizeof etag, "If-None-Match: %.*s\r\n", (int)strcspn(at + 8, "\r"), at + 8);
    answers(page, page_ask(page, "GET", "/openapi.json", etag, NULL), 304);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        answers(page, page_get(page, others[i]), 403);
        assert_false(page_has(page, "Access-Control-"));
    }
}

/* As another program: no cookie, no token, nothing that a browser adds. */
static int ask_with(struct page *page, const char *key, const char *method, const char *path, const char *more,
                    const char *body)
{
    char text[1024];
    int len = snprintf(text, sizeof text,
                       "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n%s"
                       "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                       method, path, page->port, key, more, strlen(body), body);
    assert_in_range(len, 1, sizeof text - 1);
    return page_raw(page, text, (size_t)len);
}

static void take_key(const char *text, const char *before, char key[33])
{
    const char *at = strstr(text, before);
    assert_non_null(at);
    at += strlen(before);
    assert_int_equal(strspn(at, "0123456789abcdef"), 32);
    snprintf(key, 33, "%.32s", at);
}

/* What the list said last; its number begins anywhere. */
static void undoes(struct page *page)
{
    const char *at = strstr(page->answer, "\"n\": ");
    char path[64];
    assert_non_null(at);
    snprintf(path, sizeof path, "/api/v1/uitgaand/%llu", strtoull(at + 5, NULL, 10));
    answers(page, page_ask(page, "DELETE", path, "", NULL), 204);
}

static void another_program_asks_with_its_key_until_it_is_revoked(void **state)
{
    struct page *page = *state;
    char key[33];
    page_open_kluis(page);
    answers(page, page_ask(page, "POST", "/api/v1/sleutels", "", "{\"naam\":\"Planbord\",\"mag\":\"schrijven\"}"), 201);
    take_key(page->answer, "\"sleutel\": \"", key);
    for (unsigned i = 0; i < 12; i++) /* more than there may be of them: each ends at its head */
        answers(page, ask_with(page, key, "HEAD", "/api/v1/gebeurtenissen", "", ""), 200);
    answers(page, ask_with(page, key, "GET", "/api/v1/sessie", "", ""), 403);
    page_must_say(page, EP_WEB_SLEUTEL);
    answers(page, ask_with(page, key, "POST", HUISHOUDEN "/opgaven", "", "{\"soort\":\"notitie\"}"), 202);
    answers(page, ask_with(page, key, "POST", HUISHOUDEN "/deelbesluiten", "", "{}"), 403);
    answers(page, ask_with(page, key, "POST", "/api/v1/teams/" ID "/einden", "", "{}"), 403);
    answers(page, page_get(page, "/api/v1/uitgaand"), 200); /* the person sees it wait, and stops it */
    undoes(page);
    answers(page, page_ask(page, "DELETE", "/api/v1/sleutels/1", "", NULL), 204);
    answers(page, ask_with(page, key, "GET", "/api/v1/domeinen", "", ""), 403);
}

/* Whoever holds it hears nothing more from then on, and was never able to keep the page from hearing. */
static void who_listens_with_a_key_hears_until_it_is_revoked(void **state)
{
    struct page *page = *state;
    static const char as_page[] = "GET /api/v1/gebeurtenissen HTTP/1.1\r\nHost: x\r\n\r\n";
    char key[33], text[512];
    int fd[4], own;
    page_open_kluis(page);
    answers(page, page_ask(page, "POST", "/api/v1/sleutels", "", "{\"naam\":\"Planbord\",\"mag\":\"lezen\"}"), 201);
    take_key(page->answer, "\"sleutel\": \"", key);
    int len = snprintf(
        text, sizeof text,
        "GET /api/v1/gebeurtenissen HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n", key);
    for (size_t i = 0; i < 4; i++) {
        fd[i] = page_reach(page);
        page_say(fd[i], text, (size_t)len);
        assert_true(page_hear(page, fd[i], ": eenplan", PATIENCE_MS));
    }
    answers(page, ask_with(page, key, "GET", "/api/v1/gebeurtenissen", "", ""), 503);
    page_must_say(page, EP_TOO_MANY);
    own = page_reach(page);
    page_say(own, as_page, sizeof as_page - 1);
    assert_true(page_hear(page, own, ": eenplan", PATIENCE_MS));
    answers(page, page_ask(page, "DELETE", "/api/v1/sleutels/1", "", NULL), 204);
    answers(page, page_ask(page, "POST", "/api/v1/sessie/vergrendelingen", "", "{}"), 200);
    for (size_t i = 0; i < 4; i++) {
        assert_true(page_hear(page, fd[i], NULL, PATIENCE_MS)); /* it is closed */
        assert_false(page_has(page, "vergrendeld"));
        close(fd[i]);
    }
    assert_true(page_hear(page, own, "vergrendeld", PATIENCE_MS));
    close(own);
}

static void a_key_can_be_made_at_the_start(void **state)
{
    struct page *page = *state;
    char key[33];
    assert_true(page_begin(page, (const char *const[]){"--socket", page->socket, "--sleutel-voor", "Planbord", NULL}));
    take_key(page->play.text, "you revoke it:\n\n    ", key);
    answers(page, ask_with(page, key, "GET", "/api/v1/soorten", "", ""), 401); /* it opens no vault */
    answers(page, ask_with(page, key, "POST", HUISHOUDEN "/vragen", "", "{}"), 403);
}

static void a_key_for_something_else_is_not_made(void **state)
{
    struct page *page = *state;
    assert_false(page_begin(
        page, (const char *const[]){"--socket", page->socket, "--sleutel-voor", "Planbord", "--mag", "beheren", NULL}));
    assert_int_equal(ep_play_wait(&page->play, PATIENCE_MS), ep_err_row(EP_FIELD_INVALID)->exit_status);
    ep_play_free(&page->play);
}

static void a_change_without_its_base_is_not_made(void **state)
{
    struct page *page = *state;
    static const char path[] = HUISHOUDEN "/opgaven/" ID "/wijzigingen";
    page_open_kluis(page);
    answers(page, page_ask(page, "POST", path, "", "{\"status\":\"behaald\"}"), 428);
    page_must_say(page, EP_WEB_BASIS);
    answers(page, page_ask(page, "POST", path, "If-Match: \"1\"\r\n", "{\"status\":\"behaald\"}"), 202);
    page_must_have(page, "\"vertrekt_over\": 10");
    answers(page, page_get(page, "/api/v1/uitgaand"), 200);
    undoes(page);
}

static void a_draft_is_put_taken_and_thrown_away(void **state)
{
    struct page *page = *state;
    page_open_kluis(page);
    answers(page, page_ask(page, "PUT", "/api/v1/concepten/a", "", "{\"tekst\":\"Noor\"}"), 204);
    answers(page, page_get(page, "/api/v1/concepten/a"), 200);
    page_must_have(page, "{\"tekst\":\"Noor\"}");
    assert_int_equal(ep_play_search(page->folder, "Noor", 4, NULL, 0), 0); /* not where it lies */
    answers(page, page_ask(page, "PUT", "/api/v1/concepten/a", "", "[]"), 400);
    char path[64] = "";
    for (unsigned n = 1; n < 200; n++) { /* as many as there may be */
        snprintf(path, sizeof path, "/api/v1/concepten/a-%u", n);
        answers(page, page_ask(page, "PUT", path, "", "{}"), 204);
    }
    answers(page, page_ask(page, "PUT", "/api/v1/concepten/b", "", "{}"), 503);
    page_must_say(page, EP_TOO_MANY);
    answers(page, page_ask(page, "PUT", path, "", "{\"tekst\":\"verder\"}"), 204); /* what is there is kept up */
    answers(page, page_ask(page, "DELETE", "/api/v1/concepten/a", "", NULL), 204);
    answers(page, page_get(page, "/api/v1/concepten/a"), 404);
}

#define ON_PAGE(test) cmocka_unit_test_setup_teardown(test, page_open, page_close)
#define ON_SOCKET(test) cmocka_unit_test_setup_teardown(test, page_open_folder, page_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_PAGE(every_answer_has_the_version_and_stays_in_no_cache),
        ON_PAGE(the_head_is_the_answer_without_its_body),
        ON_PAGE(the_description_is_for_everybody),
        ON_SOCKET(another_program_asks_with_its_key_until_it_is_revoked),
        ON_SOCKET(who_listens_with_a_key_hears_until_it_is_revoked),
        ON_SOCKET(a_key_can_be_made_at_the_start),
        ON_SOCKET(a_key_for_something_else_is_not_made),
        ON_SOCKET(a_change_without_its_base_is_not_made),
        ON_SOCKET(a_draft_is_put_taken_and_thrown_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
