/* Promise: whatever is asked, there is an answer; who is not our page hears nothing but a problem (or the page's own files, when
 * it has the cookie), and while the vault is locked nothing but what a locked page needs is given and nothing is kept. The
 * first byte chooses how far the request is ours. */
#include "cli/web_route.h"
#include "tests/fuzz/fuzz.h"

static void no_wake(void *ctx, struct ep_web_stream *stream)
{
    (void)ctx, (void)stream;
}

/* At most `most` bytes as a text; NULL when the input says that it was not sent. */
static const char *text_of(ep_bytes *input, char *room, size_t most)
{
    uint8_t len = fuzz_byte(input);
    if (len == 0)
        return NULL;
    ep_bytes part = fuzz_bytes(input, len < most ? len : most - 1);
    memset(room, 0, most);
    if (part.len > 0)
        memcpy(room, part.at, part.len);
    return room;
}

static bool given_when_locked(const struct ep_verzoek *verzoek)
{
    size_t count;
    const struct ep_web_row *rows = ep_web_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].locked && strcmp(verzoek->path + sizeof EP_WEB_API - 1, rows[i].path) == 0)
            return true;
    return false;
}

static void check(const struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_antwoord *answer,
                  bool ours)
{
    bool api = strncmp(verzoek->path, EP_WEB_API "/", sizeof EP_WEB_API) == 0;
    assert(answer->status >= 200 && answer->status <= 503);
    assert(answer->len == 0 || answer->body != NULL);
    if (answer->status >= 400) {
        assert(answer->type != NULL && strcmp(answer->type, "application/problem+json") == 0);
        assert(answer->len > 0 && answer->body[0] == '{' && !answer->stream && answer->location[0] == 0);
    } else {
        assert(ours || ep_web_is_public(verzoek));
        assert(!api || given_when_locked(verzoek) || ep_web_is_public(verzoek));
    }
    assert(answer->status != 405 || answer->allow[0] != 0 || api);
    assert(web->cli->kluis == NULL && web->next_uitgaand == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ep_cli cli;
    static struct ep_web web;
    static char room[9][512], cookie[128];
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    ep_bytes input = {data, size};
    if (web.cli == NULL) {
        if (ep_crypto_open() != EP_OK)
            abort();
        ep_cli_init(&cli);
        cli.kluis_path = "/nowhere/x.kluis";
        web = (struct ep_web){.cli = &cli, .prefix = "", .host = "127.0.0.1:4000", .wake = no_wake};
        ep_web_codes(&web);
        snprintf(cookie, sizeof cookie, "%s=%s", web.cookie_name, web.cookie);
    }
    uint8_t far = fuzz_byte(&input), method = fuzz_byte(&input);
    struct ep_verzoek verzoek = {.method = methods[method % 5], .twice = far % 16 == 1};
    bool ours = far % 2 == 0;
    if (method % 8 == 7 && text_of(&input, room[0], 16) != NULL)
        verzoek.method = room[0];
    room[1][0] = 0;
    (void)text_of(&input, room[1] + (far % 4 < 2 ? strlen(strcpy(room[1], EP_WEB_API)) : 0), 256);
    verzoek.path = room[1];
    verzoek.query = text_of(&input, room[2], sizeof room[2]);
    verzoek.host = far % 8 < 6 ? web.host : text_of(&input, room[3], sizeof room[3]);
    verzoek.cookie = ours ? cookie : text_of(&input, room[4], sizeof room[4]);
    verzoek.token = ours ? web.token : text_of(&input, room[5], sizeof room[5]);
    verzoek.site = far % 32 < 24 ? "same-origin" : text_of(&input, room[6], sizeof room[6]);
    verzoek.type = "application/json";
    verzoek.authorization = far % 64 == 37 ? text_of(&input, room[8], sizeof room[8]) : NULL;
    verzoek.if_match = verzoek.if_none_match = verzoek.language = text_of(&input, room[7], sizeof room[7]);
    if (verzoek.authorization != NULL)
        verzoek.site = NULL;
    verzoek.body = input;
    struct ep_antwoord answer = {0};
    if (strstr(verzoek.path, "/aanmeldingen") != NULL)
        return 0; /* the one that a locked page has and that starts a process */
    ep_web_answer(&web, &verzoek, &answer);
    check(&web, &verzoek, &answer, ours);
    if (answer.owned)
        free((void *)(uintptr_t)answer.body);
    return 0;
}
