#include "cli/web.h"

#include "crypto/key.h"

#include <stdlib.h>
#include <string.h>

/* What an error is over HTTP. By code where a page does something of its own about it; else by exit status. */
static unsigned status_of(ep_err err)
{
    static const struct {
        ep_err err;
        unsigned status;
    } own[] = {
        {EP_WEB_FOREIGN, 403}, {EP_WEB_LOCKED, 401},         {EP_WEB_NO_PAGE, 404}, {EP_WEB_METHOD, 405},
        {EP_CONFLICT, 412},    {EP_NOT_FOUND, 404},          {EP_TOO_LARGE, 413},   {EP_WRONG_PASSPHRASE, 403},
        {EP_MALFORMED, 400},   {EP_HUISHOUDEN_UNKNOWN, 404}, {EP_WEB_BASIS, 428},
    };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (own[i].err == err)
            return own[i].status;
    switch (ep_err_row(err)->exit_status) {
    case 64:
    case 65:
        return 400;
    case 69:
    case 75:
        return 503;
    case 73:
        return 409;
    case 76:
        return 502;
    case 77:
        return 403;
    default:
        return 500;
    }
}

void ep_antwoord_text(struct ep_antwoord *out, unsigned status, char *text, size_t len)
{
    out->status = status;
    out->type = "application/json";
    out->body = (uint8_t *)text;
    out->len = len;
    out->owned = true;
}

ep_err ep_antwoord_json(struct ep_json *json, unsigned status, struct ep_antwoord *out)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (file == NULL) {
        ep_json_drop(json);
        return EP_NO_MEMORY;
    }
    ep_err err = ep_json_close(json, file);
    if (fclose(file) != 0 && err == EP_OK)
        err = EP_NO_MEMORY;
    if (err == EP_OK)
        ep_antwoord_text(out, status, text, len);
    else
        free(text);
    return err;
}

void ep_antwoord_problem(const struct ep_cli *cli, ep_err err, const char *detail, struct ep_antwoord *out)
{
    const struct ep_err_row *row = ep_err_row(err);
    unsigned status = status_of(err);
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "type", "about:blank");
    ep_json_word(json, "title", row->text[cli->lang]);
    ep_json_uint(json, "status", status);
    ep_json_word(json, "detail", detail != NULL ? detail : "");
    ep_json_word(json, "code", row->name);
    ep_json_word(json, "volgende", row->next[cli->lang]);
    out->status = 500; /* with nothing in it, when there is no memory for more */
    if (ep_antwoord_json(json, status, out) == EP_OK)
        out->type = "application/problem+json";
}

void ep_antwoord_tag(struct ep_antwoord *out, const ep_bytes *parts, size_t n, const struct ep_verzoek *verzoek)
{
    uint8_t hash[16];
    char hex[33];
    ep_hash(hash, sizeof hash, NULL, EP_LABEL_PAGE, parts, n);
    ep_hex(hex, EP_BYTES(hash));
    snprintf(out->etag, sizeof out->etag, "\"%s\"", hex);
    if (verzoek->if_none_match != NULL && strstr(verzoek->if_none_match, out->etag) != NULL) {
        out->status = 304;
        out->len = 0;
    }
}

void ep_antwoord_tag_json(struct ep_antwoord *out, const char *secret, const struct ep_verzoek *verzoek)
{
    static const char seen[] = "\"gezien\": {", op[] = "\"op\": \"", minutes[] = ":00:00Z";
    const char *text = (const char *)out->body;
    const char *at = strstr(text, seen);
    at = at != NULL ? strstr(at, op) : NULL;
    size_t before = at != NULL ? (size_t)(at - text) + sizeof op - 1 + sizeof "2026-11-24T13" - 1 : out->len;
    size_t behind = at != NULL ? before + sizeof minutes - 1 : out->len;
    const ep_bytes parts[] = {ep_text(secret), {out->body, before}, {out->body + behind, out->len - behind}};
    ep_antwoord_tag(out, parts, sizeof parts / sizeof parts[0], verzoek);
}
