/* `eenplan web` as a program asks it, byte for byte: for the tests that send what a browser never would. */
#ifndef EP_SUPPORT_PAGE_H
#define EP_SUPPORT_PAGE_H

#include "crypto/error.h"
#include "tests/support/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PATIENCE_MS 15000 /* more than the program waits for its node */
#define BODY_MAX 65536

struct page {
    struct ep_play play;
    char port[16], socket[300], folder[256], prefix[16];
    char kluis[512];  /* "": one that is not there */
    char cookie[112]; /* the header; "" behind a proxy */
    char token[33];
    char answer[1 << 18]; /* the last one, whole */
};

/* Setup and teardown of one test: on a port, with cookie and token; or nothing yet but a folder and the path of a socket. It
 * must end well, which with a sanitizer also says that nothing leaked. */
int page_open(void **state);
int page_open_folder(void **state);
int page_close(void **state);

struct page *page_new(void); /* with a free port; owned */
/* Starts the program with these words more (closed by NULL): true when it serves. */
bool page_begin(struct page *page, const char *const more[]);
void page_take_token(struct page *page);
/* On the socket, with the open vault of an organisation of which nothing else runs. */
void page_open_kluis(struct page *page);

int page_reach(const struct page *page); /* a link */
void page_say(int fd, const void *bytes, size_t len);
/* All that comes until it is closed, or until `needle` came; false when neither happens in time. */
bool page_hear(struct page *page, int fd, const char *needle, long ms);
/* One raw request on a link of its own: its status, or 0 when it was cut without an answer. */
int page_raw(struct page *page, const char *bytes, size_t len);
/* As our own page asks, but for what `more` adds. */
int page_ask(struct page *page, const char *method, const char *path, const char *more, const char *body);
int page_get(struct page *page, const char *path);

bool page_has(const struct page *page, const char *text); /* whatever its case */
void page_must_have(const struct page *page, const char *text);
void page_must_say(const struct page *page, ep_err why); /* a problem as the API promises it, with that code */

#endif
