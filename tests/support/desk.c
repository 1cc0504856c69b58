#include "tests/support/desk.h"

#include <stdlib.h>
#include <string.h>

void desk_no_wake(void *ctx, struct ep_web_stream *stream)
{
    (void)ctx, (void)stream;
}

void desk_open(struct desk *desk)
{
    ep_cli_init(&desk->cli);
    desk->cli.kluis_path = "/nowhere/x.kluis";
    desk->web = (struct ep_web){.cli = &desk->cli, .prefix = "", .host = "127.0.0.1:4000", .wake = desk_no_wake};
    ep_web_codes(&desk->web);
    snprintf(desk->cookie, sizeof desk->cookie, "a=b; %s=%s", desk->web.cookie_name, desk->web.cookie);
    desk->verzoek = (struct ep_verzoek){.method = "GET", .host = "127.0.0.1:4000", .type = "application/json"};
}

static void drop_answer(struct desk *desk)
{
    if (desk->antwoord.owned)
        free((void *)(uintptr_t)desk->antwoord.body);
    memset(&desk->antwoord, 0, sizeof desk->antwoord);
}

void desk_close(struct desk *desk)
{
    drop_answer(desk);
    for (size_t i = 0; i < EP_WEB_UITGAAND_MAX; i++)
        ep_web_uitgaand_free(&desk->web.uitgaand[i]);
    ep_cli_close(&desk->cli);
}

unsigned desk_ask(struct desk *desk, const struct ep_verzoek *verzoek)
{
    drop_answer(desk);
    ep_web_answer(&desk->web, verzoek, &desk->antwoord);
    return desk->antwoord.status;
}

bool desk_says(const struct desk *desk, const char *text)
{
    return desk->antwoord.body != NULL && strstr((const char *)desk->antwoord.body, text) != NULL;
}
