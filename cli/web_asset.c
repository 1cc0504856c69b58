#include "cli/web_asset.h"

#include <stdlib.h>
#include <string.h>

/* web_assets.S holds each file twice: as it is, and as gzip made it when this program was built. */
#define EMBEDDED(name) \
    extern const uint8_t ep_asset_##name[], ep_asset_##name##_end[], ep_asset_##name##_gz[], ep_asset_##name##_gz_end[]
EMBEDDED(html);
EMBEDDED(js);
EMBEDDED(css);
EMBEDDED(icons);
EMBEDDED(openapi);

struct asset {
    const char *path, *type;
    const uint8_t *at, *end, *gz, *gz_end;
};

#define ASSET(path_, type_, name)                                                                            \
    {                                                                                                        \
        path_, type_, ep_asset_##name, ep_asset_##name##_end, ep_asset_##name##_gz, ep_asset_##name##_gz_end \
    }
static const struct asset assets[] = {
    ASSET("/", "text/html; charset=utf-8", html),        ASSET("/app.js", "text/javascript; charset=utf-8", js),
    ASSET("/app.css", "text/css; charset=utf-8", css),   ASSET("/icons.svg", "image/svg+xml", icons),
    ASSET("/openapi.json", "application/json", openapi), ASSET(EP_WEB_API "/openapi.json", "application/json", openapi),
};

static const struct asset *asset_of(const char *path)
{
    size_t len = strlen(path);
    /* A screen has no dot, and no slash at its end; another version of the API is none. */
    bool screen = strchr(path, '.') == NULL && path[len - 1] != '/' && strncmp(path, "/api/", 5) != 0;
    const char *sought = screen && strcmp(path, "/api") != 0 ? "/" : path;
    for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++)
        if (strcmp(assets[i].path, sought) == 0)
            return &assets[i];
    return NULL;
}

/* The document names the place below which all addresses are meant; it is written for "/". */
static ep_err document(const struct ep_web *web, const struct asset *asset, struct ep_antwoord *out)
{
    static const char base[] = "<base href=\"/\">";
    size_t len = (size_t)(asset->end - asset->at);
    char *text = calloc(1, len + strlen(web->prefix) + 1);
    if (text == NULL)
        return EP_NO_MEMORY;
    memcpy(text, asset->at, len);
    char *at = strstr(text, base);
    if (at != NULL) {
        at += sizeof base - 1 - strlen("/\">");
        memmove(at + strlen(web->prefix), at, len - (size_t)(at - text));
        memcpy(at, web->prefix, strlen(web->prefix));
    }
    ep_antwoord_text(out, 200, text, strlen(text));
    out->type = asset->type;
    return EP_OK;
}

ep_err ep_web_asset(const struct ep_web *web, const struct ep_verzoek *verzoek, struct ep_antwoord *out)
{
    const struct asset *asset = asset_of(verzoek->path);
    if (asset == NULL)
        return EP_WEB_NO_PAGE;
    if (asset == &assets[0])
        return document(web, asset, out);
    bool gz = verzoek->encodings != NULL && strstr(verzoek->encodings, "gzip") != NULL;
    out->status = 200;
    out->type = asset->type;
    out->encoding = gz ? "gzip" : NULL;
    out->body = gz ? asset->gz : asset->at;
    out->len = (size_t)(gz ? asset->gz_end - asset->gz : asset->end - asset->at);
    out->keep = true;
    out->shared = ep_web_is_public(verzoek);
    ep_antwoord_tag(out, &(ep_bytes){out->body, out->len}, 1, verzoek);
    return EP_OK;
}
