#define _GNU_SOURCE
#include "tests/support/page.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WORDS "zes woorden die alleen in deze proef staan"

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int page_reach(const struct page *page)
{
    struct sockaddr_in port = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(page->port))};
    struct sockaddr_un socket_ = {.sun_family = AF_UNIX};
    const int on = 1;
    bool local = page->socket[0] != 0;
    port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    snprintf(socket_.sun_path, sizeof socket_.sun_path, "%.*s", (int)sizeof socket_.sun_path - 1, page->socket);
    int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, local ? (struct sockaddr *)&socket_ : (struct sockaddr *)&port,
                             local ? sizeof socket_ : sizeof port),
                     0);
    if (!local)
        assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
    return fd;
}

/* It may have been cut already: that is the server's right. */
void page_say(int fd, const void *bytes, size_t len)
{
    (void)!send(fd, bytes, len, MSG_NOSIGNAL);
}

/* All that comes until it is closed, or until `needle` came; false when neither happens in time. */
bool page_hear(struct page *page, int fd, const char *needle, long ms)
{
    size_t len = 0;
    page->answer[0] = 0;
    for (long end = now_ms() + ms; now_ms() < end && len + 1 < sizeof page->answer;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, 100) <= 0)
            continue;
        ssize_t got = recv(fd, page->answer + len, sizeof page->answer - 1 - len, 0);
        if (got <= 0)
            return needle == NULL;
        len += (size_t)got;
        page->answer[len] = 0;
        if (needle != NULL && strstr(page->answer, needle) != NULL)
            return true;
    }
    return false;
}

static int status_in(const struct page *page)
{
    return strncmp(page->answer, "HTTP/1.1 ", 9) == 0 ? atoi(page->answer + 9) : 0;
}

/* One raw request on a link of its own: its status, or 0 when it was cut without an answer. */
int page_raw(struct page *page, const char *bytes, size_t len)
{
    int fd = page_reach(page);
    page_say(fd, bytes, len);
    assert_true(page_hear(page, fd, NULL, PATIENCE_MS));
    close(fd);
    return status_in(page);
}

/* As our own page asks, but for what `more` adds. */
int page_ask(struct page *page, const char *method, const char *path, const char *more, const char *body)
{
    static char text[BODY_MAX * 2 + 4096];
    int len =
        snprintf(text, sizeof text,
                 "%s %s%s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%sEenplan-Token: %s\r\nSec-Fetch-Site: same-origin\r\n"
                 "Connection: close\r\n%s",
                 method, page->prefix, path, page->port, page->cookie, page->token, more);
    if (body != NULL)
        len += snprintf(text + len, sizeof text - (size_t)len,
                        "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    else
        len += snprintf(text + len, sizeof text - (size_t)len, "\r\n");
    assert_in_range(len, 1, sizeof text - 1);
    return page_raw(page, text, (size_t)len);
}

int page_get(struct page *page, const char *path)
{
    return page_ask(page, "GET", path, "", NULL);
}

bool page_has(const struct page *page, const char *text)
{
    return strcasestr(page->answer, text) != NULL;
}

void page_must_have(const struct page *page, const char *text)
{
    if (!page_has(page, text))
        fail_msg("no \"%s\" in:\n%s", text, page->answer);
}

/* A problem as the API promises it, with that code. */
void page_must_say(const struct page *page, ep_err why)
{
    page_must_have(page, "Content-Type: application/problem+json");
    page_must_have(page, "API-Version: ");
    page_must_have(page, "Cache-Control: no-store");
    page_must_have(page, ep_err_row(why)->name);
}

/* Until it shows where it is, or has ended. */
bool page_begin(struct page *page, const char *const more[])
{
    const char *argv[20] = {EP_BIN_DIR "/eenplan", "--taal", "en", "--kleine-kluis", "--kluis",
                            "/nowhere/x.kluis",    "web"};
    size_t n = 7;
    if (page->kluis[0] != 0)
        argv[5] = page->kluis;
    for (size_t i = 0; more[i] != NULL; i++)
        argv[n++] = more[i];
    return ep_play_start(&page->play, argv, NULL) &&
           ep_play_expect(&page->play, page->socket[0] != 0 ? "is ready" : "/start/", 0, PATIENCE_MS) >= 0;
}

void page_take_token(struct page *page)
{
    assert_int_equal(page_get(page, "/api/v1/sessie"), 200);
    const char *at = strstr(page->answer, "\"token\": \"");
    assert_non_null(at);
    snprintf(page->token, sizeof page->token, "%.32s", at + 10);
}

/* Follows the address that works once. */
static void take_cookie(struct page *page)
{
    char path[128];
    long at = ep_play_expect(&page->play, "/start/", 0, PATIENCE_MS);
    assert_true(at >= 0);
    snprintf(path, sizeof path, "%.39s", page->play.text + at);
    assert_int_equal(page_get(page, path), 303);
    const char *cookie = strstr(page->answer, "__Host-eenplan-");
    assert_non_null(cookie);
    snprintf(page->cookie, sizeof page->cookie, "Cookie: %.*s\r\n", (int)strcspn(cookie, ";"), cookie);
    page_take_token(page);
}

struct page *page_new(void)
{
    struct page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 0); /* else freed memory looks like used memory */
    snprintf(page->port, sizeof page->port, "%u", ep_play_port());
    return page;
}

int page_open(void **state)
{
    struct page *page = page_new();
    *state = page;
    if (!page_begin(page, (const char *const[]){"--poort", page->port, NULL}))
        return -1;
    take_cookie(page);
    return 0;
}

int page_open_folder(void **state)
{
    struct page *page = page_new();
    *state = page;
    if (!ep_play_folder(page->folder, sizeof page->folder))
        return -1;
    snprintf(page->socket, sizeof page->socket, "%s/pagina", page->folder);
    return 0;
}

/* Every run here ends well, which with a sanitizer also says that nothing leaked. */
int page_close(void **state)
{
    struct page *page = *state;
    int status = 0;
    if (page->play.pid > 0) {
        kill(page->play.pid, SIGTERM);
        status = ep_play_wait(&page->play, PATIENCE_MS);
        if (status != 0)
            print_message("%s", page->play.text);
    }
    ep_play_free(&page->play);
    if (page->folder[0] != 0)
        ep_play_remove(page->folder);
    free(page);
    return status;
}

/* An organisation, of which nothing runs: its steward's vault opens all the same. */
void page_open_kluis(struct page *page)
{
    char words[300], map[300], kluizen[300], route[64];
    struct ep_play play;
    snprintf(words, sizeof words, "%s/wachtzin", page->folder);
    snprintf(map, sizeof map, "%s/knooppunt", page->folder);
    snprintf(kluizen, sizeof kluizen, "%s/kluizen", page->folder);
    snprintf(route, sizeof route, "127.0.0.1:%u", ep_play_port());
    const char *const argv[] = {EP_BIN_DIR "/eenplan",
                                "--kleine-kluis",
                                "--wachtzin-bestand",
                                words,
                                "org",
                                "create",
                                "--naam",
                                "Proef",
                                "--soort",
                                "gemeente",
                                "--beheerder",
                                "Marja",
                                "--map",
                                map,
                                "--kluizen",
                                kluizen,
                                "--adres",
                                route,
                                "--route",
                                route,
                                NULL};
    assert_true(ep_play_write(words, WORDS "\n"));
    assert_true(ep_play_start(&play, argv, NULL));
    assert_int_equal(ep_play_wait(&play, 60000), 0);
    ep_play_free(&play);
    snprintf(page->kluis, sizeof page->kluis, "%s/steward.kluis", kluizen);
    assert_true(page_begin(page, (const char *const[]){"--socket", page->socket, NULL}));
    page_take_token(page);
    assert_int_equal(page_ask(page, "POST", "/api/v1/sessie/ontgrendelingen", "", "{\"wachtzin\":\"" WORDS "\"}"), 200);
    page_must_have(page, "\"stand\": \"open\"");
}
