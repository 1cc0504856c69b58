#include "cli/web.h"

#include "crypto/key.h"

#include <string.h>

/* What a browser, another page in it, or another program on this machine may try: a name that leads here (DNS rebinding),
 * a form on another site, a path that two readers read differently. The library cuts at %00 and takes the first of
 * two lengths (notes/feasibility.md 2), so nothing escaped and nothing double is heard at all. */

bool ep_web_changes(const struct ep_verzoek *verzoek)
{
    return strcmp(verzoek->method, "GET") != 0 && strcmp(verzoek->method, "HEAD") != 0;
}

static bool method_known(const char *method)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(method, known[i]) == 0)
            return true;
    return false;
}

static bool path_plain(const char *path)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
    return path[0] == '/' && strlen(path) < EP_WEB_PATH_BYTES_MAX && path[strspn(path, letters)] == 0 &&
           strstr(path, "//") == NULL && strstr(path, "..") == NULL;
}

bool ep_web_same_code(const char *a, const char *b)
{
    uint8_t x[32], y[32];
    if (a == NULL || strlen(a) != sizeof x || strlen(b) != sizeof y)
        return false;
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    return ep_secret_equal(x, y);
}

/* The value of our cookie; others that the browser sends are not ours to judge. */
static bool cookie_right(const struct ep_web *web, const char *header)
{
    char name[sizeof web->cookie_name + 1];
    char value[EP_WEB_CODE_HEX];
    snprintf(name, sizeof name, "%s=", web->cookie_name);
    const char *at = header != NULL ? strstr(header, name) : NULL;
    if (at == NULL || (at != header && at[-1] != ' ' && at[-1] != ';'))
        return false;
    at += strlen(name);
    size_t len = strcspn(at, ";");
    if (len != sizeof value - 1)
        return false;
    memcpy(value, at, len);
    value[len] = 0;
    return ep_web_same_code(value, web->cookie);
}

bool ep_web_is_public(const struct ep_verzoek *verzoek)
{
    return !ep_web_changes(verzoek) &&
           (strcmp(verzoek->path, "/openapi.json") == 0 || strcmp(verzoek->path, EP_WEB_API "/openapi.json") == 0);
}

bool ep_web_is_start(const struct ep_web *web, const struct ep_verzoek *verzoek)
{
    static const char lead[] = "/start/";
    return strcmp(verzoek->method, "GET") == 0 && /* once used it is empty, which no code is */
           strncmp(verzoek->path, lead, sizeof lead - 1) == 0 &&
           ep_web_same_code(verzoek->path + sizeof lead - 1, web->start);
}

/* A browser says where a request came from, and a page cannot make it lie. A program that is no browser says nothing. */
static bool from_here(const struct ep_verzoek *verzoek)
{
    if (verzoek->site == NULL || strcmp(verzoek->site, "same-origin") == 0)
        return true;
    return !ep_web_changes(verzoek) && strcmp(verzoek->site, "none") == 0; /* typed, or a bookmark */
}

ep_err ep_web_guard(const struct ep_web *web, const struct ep_verzoek *verzoek)
{
    if (verzoek->twice || !path_plain(verzoek->path))
        return EP_MALFORMED;
    if (!method_known(verzoek->method))
        return EP_WEB_METHOD;
    if (web->host[0] != 0 && (verzoek->host == NULL || strcmp(verzoek->host, web->host) != 0))
        return EP_WEB_FOREIGN;
    if (ep_web_is_start(web, verzoek) || ep_web_is_public(verzoek))
        return EP_OK;
    bool json = verzoek->type != NULL && strcmp(verzoek->type, "application/json") == 0;
    bool readable = json || verzoek->body.len == 0;
    /* A key is all that counts then: no browser sends one by itself, and one in a browser would be a page's. */
    if (ep_web_sleutel_given(verzoek)) {
        bool known = verzoek->site == NULL && ep_web_sleutel_of(web, verzoek) != NULL;
        return !known ? EP_WEB_SLEUTEL : readable ? EP_OK : EP_MALFORMED;
    }
    if (!from_here(verzoek) || (!web->hosted && !cookie_right(web, verzoek->cookie)))
        return EP_WEB_FOREIGN;
    if (!ep_web_changes(verzoek))
        return EP_OK;
    if (!ep_web_same_code(verzoek->token, web->token))
        return EP_WEB_FOREIGN;
    return readable ? EP_OK : EP_MALFORMED;
}
