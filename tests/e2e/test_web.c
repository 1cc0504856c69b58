/* Promise: `eenplan web` listens on this machine only, says so when it cannot, and goes on whatever is sent to it: what it
 * will not hear is answered as a problem or cut, who was served before is served meanwhile, and it stays as small as it
 * was. When it is told to end it locks first. tests/cli/test_web.c asks the same without a socket. */
#define _GNU_SOURCE
#include "tests/support/page.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CUT_MS 20000 /* a request has 15 s */
#define CROWD 200
#define FLAT_KB 8192

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void a_port_that_is_taken_is_said(void **state)
{
    struct page *page = *state;
    struct page *second = page_new();
    snprintf(second->port, sizeof second->port, "%s", page->port);
    (void)page_begin(second, (const char *const[]){"--poort", second->port, NULL});
    assert_int_equal(ep_play_wait(&second->play, 5000), ep_err_row(EP_WEB_NO_TOOL)->exit_status);
    assert_non_null(strstr(second->play.text, ep_err_row(EP_WEB_NO_TOOL)->text[0]));
    ep_play_free(&second->play);
    free(second);
}

static void what_is_escaped_is_not_heard(void **state)
{
    struct page *page = *state;
    static const char *const paths[] = {"/api/v1/sessie%00x", "/api/v1/sessie%00", "/api/v1/%73essie", "/%2e%2e/x",
                                        "/api/v1/../sessie",  "//api/v1/sessie",   "/app.js%00.html",  "/a%"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(page_get(page, paths[i]), 400);
        page_must_say(page, EP_MALFORMED);
    }
}

static void a_header_that_stands_twice_is_not_heard(void **state)
{
    struct page *page = *state;
    static const char *const twice[] = {"Cookie: a=b\r\n",      "Host: eenplan.example\r\n",
                                        "host: 127.0.0.1\r\n",  "Sec-Fetch-Site: none\r\n",
                                        "Eenplan-Token: x\r\n", "Accept-Language: nl\r\nAccept-Language: en\r\n"};
    for (size_t i = 0; i < sizeof twice / sizeof twice[0]; i++) {
        assert_int_equal(page_ask(page, "GET", "/api/v1/sessie", twice[i], NULL), 400);
        page_must_say(page, EP_MALFORMED);
    }
}

/* How long it is, said in two ways: refused, and what follows is no request of anybody. */
static void a_body_of_two_lengths_is_refused_and_ends_the_link(void **state)
{
    struct page *page = *state;
    static const char *const lengths[] = {"Content-Length: 2\r\nContent-Length: 40\r\n",
                                          "Content-Length: 40\r\nContent-Length: 2\r\n",
                                          "Content-Length: 2\r\nContent-Length: 2\r\n",
                                          "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                                          "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                                          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char text[1024];
        int len = snprintf(
            text, sizeof text,
            "POST /api/v1/sessie/vergrendelingen HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%sEenplan-Token: %s\r\n"
            "Content-Type: application/json\r\n%s\r\n%sGET /api/v1/sessie HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s\r\n",
            page->port, page->cookie, page->token, lengths[i],
            strstr(lengths[i], "chunked") != NULL ? "2\r\n{}\r\n0\r\n\r\n" : "{}", page->port, page->cookie);
        assert_int_equal(page_raw(page, text, (size_t)len), 400);
        assert_null(strstr(page->answer, "eenplan-sessie-1"));
    }
}

static void another_name_that_leads_here_is_not_served(void **state)
{
    struct page *page = *state;
    static const char *const hosts[] = {"eenplan.example", "localhost", "127.0.0.1", "[::1]", "127.0.0.1:1", ""};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        char text[512];
        int len = snprintf(text, sizeof text, "GET /api/v1/sessie HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n",
                           hosts[i], page->cookie);
        assert_int_equal(page_raw(page, text, (size_t)len), 403);
        page_must_say(page, EP_WEB_FOREIGN);
    }
    char text[512];
    int len = snprintf(text, sizeof text, "GET /api/v1/sessie HTTP/1.0\r\n%s\r\n", page->cookie); /* and without one */
    assert_int_equal(page_raw(page, text, (size_t)len), 403);
}

static void a_body_over_the_limit_is_answered(void **state)
{
    struct page *page = *state;
    static char body[BODY_MAX + 2];
    memset(body, ' ', BODY_MAX + 1);
    assert_int_equal(page_ask(page, "POST", "/api/v1/sessie/vergrendelingen", "", body), 413);
    page_must_say(page, EP_TOO_LARGE);
    memcpy(body, "{}", 2);
    body[BODY_MAX] = 0;
    assert_int_equal(page_ask(page, "POST", "/api/v1/sessie/vergrendelingen", "", body), 200);
}

/* The library answers this one itself, in words of its own. */
static void headers_over_the_limit_are_refused(void **state)
{
    struct page *page = *state;
    static char more[120000];
    strcpy(more, "X-Much: ");
    memset(more + 8, 'x', 60000);
    strcpy(more + 60008, "\r\n");
    assert_in_range(page_ask(page, "GET", "/api/v1/sessie", more, NULL), 400, 499);
    for (size_t at = 0; at + 12 < sizeof more; at += 8)
        strcpy(more + at, "a: bcd\r\n");
    assert_in_range(page_ask(page, "GET", "/api/v1/sessie", more, NULL), 400, 499);
    assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
}

static void a_body_in_chunks_is_one_body(void **state)
{
    struct page *page = *state;
    char text[1024];
    int len = snprintf(text, sizeof text,
                       "POST /api/v1/sessie/ontgrendelingen HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%sEenplan-Token: %s\r\n"
                       "Content-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "5\r\n{\"wac\r\n7\r\nhtzin\":\r\n5\r\n\"x\"} \r\n0\r\n\r\n",
                       page->port, page->cookie, page->token);
    assert_in_range(page_raw(page, text, (size_t)len), 403,
                    500); /* read as a passphrase for a vault that is not there */
    assert_false(page_has(page, "EP_MALFORMED"));
    page_must_have(page, "application/problem+json");
}

/* One byte a second is never silent, so that only a deadline for the whole can end it; meanwhile others are served. */
static void who_drips_is_cut_and_others_are_served(void **state)
{
    struct page *page = *state;
    static const char head[] = "GET /api/v1/sessie HTTP/1.1\r\nX-Slow: ";
    int fd = page_reach(page);
    bool ended = false;
    long begun = now_ms();
    page_say(fd, head, sizeof head - 1);
    while (!ended && now_ms() - begun < CUT_MS) {
        char byte;
        page_say(fd, "x", 1);
        ended = recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
        assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
        poll(NULL, 0, 500);
    }
    close(fd);
    assert_true(ended);
    assert_in_range(now_ms() - begun, 10000, CUT_MS);
}

static void neither_trace_nor_options_nor_patch_is_done(void **state)
{
    struct page *page = *state;
    static const char *const methods[] = {"TRACE", "OPTIONS", "PATCH", "CONNECT", "get", "PROPFIND"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        assert_int_equal(page_ask(page, methods[i], "/api/v1/concepten/x", "", NULL), 405);
        page_must_say(page, EP_WEB_METHOD);
        page_must_have(page, "\r\nAllow: PUT, GET, HEAD, DELETE\r\n");
        assert_false(page_has(page, "Access-Control"));
    }
}

static long number_in(pid_t pid, const char *before)
{
    char path[64], text[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *from = fopen(path, "r");
    if (from == NULL)
        skip();
    text[fread(text, 1, sizeof text - 1, from)] = 0;
    fclose(from);
    const char *at = strstr(text, before);
    return at != NULL ? strtol(at + strlen(before), NULL, 10) : -1;
}

static long descriptors(pid_t pid)
{
    char path[64];
    long count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *folder = opendir(path);
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count;
}

/* Served, and soon as small as it was. */
static void is_well(struct page *page, long fds, long rss_kb)
{
    pid_t pid = page->play.pid;
    for (unsigned tries = 0; tries < 150; tries++) {
        if (descriptors(pid) <= fds && number_in(pid, "VmRSS:") <= rss_kb + FLAT_KB)
            break;
        poll(NULL, 0, 200);
    }
    assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
    poll(NULL, 0, 300);
    assert_in_range(descriptors(pid), 1, fds);
    assert_in_range(number_in(pid, "VmRSS:"), 1, rss_kb + FLAT_KB);
}

static void settle(struct page *page, long *fds, long *rss_kb)
{
    for (unsigned i = 0; i < 20; i++)
        assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
    poll(NULL, 0, 300);
    *fds = descriptors(page->play.pid);
    *rss_kb = number_in(page->play.pid, "VmRSS:");
}

/* All of them from the one address that there is here, silent, half-way a header, or half-way a body. */
static void a_crowd_does_not_keep_the_page_out(void **state)
{
    struct page *page = *state;
    static const char *const begun[] = {"", "GET / HTTP/1.1\r\nHost: x",
                                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{"};
    int fd[CROWD];
    long fds, rss_kb;
    settle(page, &fds, &rss_kb);
    for (size_t i = 0; i < CROWD; i++) {
        fd[i] = page_reach(page);
        page_say(fd[i], begun[i % 3], strlen(begun[i % 3]));
    }
    long begin_ms = now_ms();
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(page_get(page, "/"), 200);
        assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
    }
    assert_in_range(now_ms() - begin_ms, 0, PATIENCE_MS / 2); /* not by waiting until the others are cut */
    for (size_t i = 0; i < CROWD; i++)
        close(fd[i]);
    is_well(page, fds, rss_kb);
}

/* Requests with a wound, and bytes that never were one. Nothing in it is the right cookie, so nothing is done. */
static void random_bytes_do_no_harm(void **state)
{
    struct page *page = *state;
    static const char whole[] =
        "POST /api/v1/sessie/ontgrendelingen?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: __Host-eenplan-4711=0\r\n"
        "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\nIf-Match: \"3\"\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    uint64_t seed = 88172645463325252u;
    long fds, rss_kb;
    settle(page, &fds, &rss_kb);
    for (unsigned round = 0; round < 1500; round++) {
        char bytes[sizeof whole];
        int fd = page_reach(page);
        memcpy(bytes, whole, sizeof whole);
        for (unsigned wounds = 0; wounds < (round % 4 == 0 ? sizeof whole : 1 + round % 6); wounds++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            bytes[seed % sizeof whole] = (char)(seed >> 40);
        }
        page_say(fd, bytes, round % 3 == 0 ? seed % sizeof whole : sizeof whole - 1);
        if (round % 16 == 0)
            poll(NULL, 0, 5);
        close(fd);
    }
    is_well(page, fds, rss_kb);
}

static int listen_to_events(struct page *page)
{
    char text[512];
    int fd = page_reach(page);
    int len = snprintf(text, sizeof text, "GET /api/v1/gebeurtenissen HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s\r\n",
                       page->port, page->cookie);
    page_say(fd, text, (size_t)len);
    return fd;
}

static void a_page_too_many_is_told_so(void **state)
{
    struct page *page = *state;
    int fd[8];
    for (size_t i = 0; i < 8; i++) {
        fd[i] = listen_to_events(page);
        assert_true(page_hear(page, fd[i], ": eenplan", PATIENCE_MS));
    }
    assert_int_equal(page_get(page, "/api/v1/gebeurtenissen"), 503);
    page_must_say(page, EP_TOO_MANY);
    for (size_t i = 0; i < 8; i++)
        close(fd[i]);
}

static void a_page_that_closed_makes_room_for_the_next(void **state)
{
    struct page *page = *state;
    for (size_t round = 0; round < 3; round++) {
        int fd[8];
        for (size_t i = 0; i < 8; i++) {
            fd[i] = listen_to_events(page);
            assert_true(page_hear(page, fd[i], ": eenplan", PATIENCE_MS));
        }
        for (size_t i = 0; i < 8; i++)
            close(fd[i]);
        poll(NULL, 0, 1500); /* three looks of the program; its own word to who listens goes every twenty seconds */
    }
}

static void behind_a_proxy_it_is_a_socket_of_one_person_below_its_prefix(void **state)
{
    struct page *page = *state;
    struct stat about;
    assert_true(page_begin(page, (const char *const[]){"--socket", page->socket, "--voorvoegsel", "/x", NULL}));
    assert_int_equal(stat(page->socket, &about), 0);
    assert_true(S_ISSOCK(about.st_mode));
    assert_int_equal(about.st_mode & 0777, 0600);
    snprintf(page->prefix, sizeof page->prefix, "/x");
    page_take_token(page);
    assert_int_equal(page_ask(page, "POST", "/api/v1/sessie/vergrendelingen", "", "{}"), 200);
    assert_int_equal(page_get(page, "/werklijst"), 200);
    page_must_have(page, "<base href=\"/x/\">");
    static const char *const others[] = {"", "/y", "/xy", "/X"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        snprintf(page->prefix, sizeof page->prefix, "%s", others[i]);
        assert_in_range(page_get(page, "/api/v1/sessie"), 400, 404);
        assert_false(page_has(page, "eenplan-sessie-1"));
    }
    ep_play_stop(&page->play, SIGTERM);
    assert_int_not_equal(stat(page->socket, &about), 0); /* it takes its own along */
}

static void a_prefix_that_is_no_path_is_refused(void **state)
{
    struct page *page = *state;
    static const char *const wrong[] = {"x", "/x/", "/", "/X", "/<base>", "/x?y"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(
            page_begin(page, (const char *const[]){"--socket", page->socket, "--voorvoegsel", wrong[i], NULL}));
        assert_int_equal(ep_play_wait(&page->play, 5000), ep_err_row(EP_FIELD_INVALID)->exit_status);
        ep_play_free(&page->play);
    }
}

/* A socket that a run which was killed left behind makes way; anything else is not ours to remove. */
static void a_file_where_the_socket_would_stand_stays(void **state)
{
    struct page *page = *state;
    struct stat about;
    assert_true(ep_play_write(page->socket, "een kluis, bijvoorbeeld"));
    assert_false(page_begin(page, (const char *const[]){"--socket", page->socket, NULL}));
    assert_int_equal(ep_play_wait(&page->play, 5000), ep_err_row(EP_WEB_NO_TOOL)->exit_status);
    ep_play_free(&page->play);
    assert_int_equal(stat(page->socket, &about), 0);
    assert_true(S_ISREG(about.st_mode) && about.st_size > 0);
    unlink(page->socket);
    assert_true(page_begin(page, (const char *const[]){"--socket", page->socket, NULL}));
    ep_play_stop(&page->play, SIGKILL);
    ep_play_free(&page->play);
    assert_true(page_begin(page, (const char *const[]){"--socket", page->socket, NULL}));
    page_take_token(page);
}

static void told_to_end_it_locks_first_and_says_so(void **state)
{
    struct page *page = *state;
    static const char listen_to[] = "GET /api/v1/gebeurtenissen HTTP/1.1\r\nHost: x\r\n\r\n";
    page_open_kluis(page);
    int fd = page_reach(page);
    page_say(fd, listen_to, sizeof listen_to - 1);
    assert_true(page_hear(page, fd, ": eenplan", PATIENCE_MS));
    kill(page->play.pid, SIGTERM);
    assert_true(page_hear(page, fd, NULL, PATIENCE_MS));
    page_must_have(page, "event: sessie\ndata: {\"stand\":\"vergrendeld\"}");
    close(fd);
    assert_int_equal(ep_play_wait(&page->play, PATIENCE_MS), 0);
}

#define ON_PAGE(test) cmocka_unit_test_setup_teardown(test, page_open, page_close)
#define ON_SOCKET(test) cmocka_unit_test_setup_teardown(test, page_open_folder, page_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_PAGE(a_port_that_is_taken_is_said),
        ON_PAGE(what_is_escaped_is_not_heard),
        ON_PAGE(a_header_that_stands_twice_is_not_heard),
        ON_PAGE(a_body_of_two_lengths_is_refused_and_ends_the_link),
        ON_PAGE(another_name_that_leads_here_is_not_served),
        ON_PAGE(a_body_over_the_limit_is_answered),
        ON_PAGE(headers_over_the_limit_are_refused),
        ON_PAGE(a_body_in_chunks_is_one_body),
        ON_PAGE(who_drips_is_cut_and_others_are_served),
        ON_PAGE(neither_trace_nor_options_nor_patch_is_done),
        ON_PAGE(a_crowd_does_not_keep_the_page_out),
        ON_PAGE(random_bytes_do_no_harm),
        ON_PAGE(a_page_too_many_is_told_so),
        ON_PAGE(a_page_that_closed_makes_room_for_the_next),
        ON_SOCKET(behind_a_proxy_it_is_a_socket_of_one_person_below_its_prefix),
        ON_SOCKET(a_prefix_that_is_no_path_is_refused),
        ON_SOCKET(a_file_where_the_socket_would_stand_stays),
        ON_SOCKET(told_to_end_it_locks_first_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
