#include "cli/web.h"

#include "cli/json_read.h"
#include "cli/web_demo.h"
#include "cli/web_gesprek.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REDIAL_MS 2000u
#define SLOW_MS 1000u
#define TRY_MS 3000u /* nobody asked for it, so it may not keep anybody long */

uint64_t ep_web_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

void ep_web_acts(struct ep_web *web)
{
    web->acted_ms = ep_web_now_ms();
    web->acted_s = ep_cli_now_s();
}

/* By the clock that says longest: the monotonic one stands still while the machine sleeps, and a lid that was closed for a
 * night must not open on an open vault. */
static uint64_t idle(const struct ep_web *web)
{
    uint64_t now_s = ep_cli_now_s();
    uint64_t awake_s = (ep_web_now_ms() - web->acted_ms) / 1000;
    uint64_t wall_s = now_s > web->acted_s ? now_s - web->acted_s : 0;
    return wall_s > awake_s ? wall_s : awake_s;
}

void ep_web_fresh_code(char code[EP_WEB_CODE_HEX])
{
    uint8_t bytes[16];
    ep_random(NULL, bytes, sizeof bytes);
    ep_hex(code, EP_BYTES(bytes));
}

void ep_web_codes(struct ep_web *web)
{
    ep_web_fresh_code(web->start);
    ep_web_fresh_code(web->cookie);
    ep_web_fresh_code(web->token);
    const char *port = strrchr(web->host, ':');
    snprintf(web->cookie_name, sizeof web->cookie_name, EP_WEB_COOKIE "%.5s", port != NULL ? port + 1 : "");
}

static const char *stand(const struct ep_web *web)
{
    if (web->cli->kluis != NULL)
        return "open";
    return web->cli->kluis_path != NULL && access(web->cli->kluis_path, F_OK) == 0 ? "vergrendeld" : "geen-kluis";
}

static void put_roles(struct ep_json *json, const struct ep_cli *cli)
{
    static const struct {
        uint64_t bit;
        const char *name;
    } roles[] = {{EP_ROLE_STEWARD, "steward"}, {EP_ROLE_BEHEERDER, "beheerder"}, {EP_ROLE_PRIVACY, "privacy"}};
    struct ep_statement st;
    bool known =
        cli->kluis != NULL && cli->directory && cli->world.find(cli->world.ctx, EP_USER, cli->kluis->id, 0, &st);
    ep_json_array(json, "rollen");
    for (size_t i = 0; known && i < sizeof roles / sizeof roles[0]; i++)
        if ((st.body.user.roles & roles[i].bit) != 0)
            ep_json_word(json, NULL, roles[i].name);
    if (cli->kluis != NULL && cli->kluis->sort == EP_KLUIS_AUTHORITY)
        ep_json_word(json, NULL, "autoriteit");
    ep_json_end(json);
}

static void put_person(struct ep_json *json, const struct ep_cli *cli)
{
    char name[EP_SCREEN_BYTES];
    if (cli->kluis == NULL) {
        ep_json_null(json, "gebruiker");
        ep_json_null(json, "organisatie");
        return;
    }
    ep_json_object(json, "gebruiker");
    ep_json_id(json, "id", cli->kluis->id);
    ep_json_word(json, "naam", ep_screen(ep_text(cli->kluis->name), name, sizeof name));
    ep_json_end(json);
    ep_json_object(json, "organisatie");
    ep_json_id(json, "id", cli->kluis->org);
    ep_json_word(json, "naam", cli->directory ? ep_name_org(cli, cli->kluis->org, name) : NULL);
    ep_json_end(json);
}

ep_err ep_web_sessie(struct ep_web *web, int lang, struct ep_antwoord *out)
{
    struct ep_json *json = ep_json_open();
    uint64_t idle_s = idle(web);
    ep_json_word(json, "formaat", "eenplan-sessie-1");
    ep_json_word(json, "stand", stand(web));
    put_person(json, web->cli);
    put_roles(json, web->cli);
    ep_json_bool(json, "verbonden", web->cli->online);
    ep_json_word(json, "token", web->token);
    ep_json_word(json, "taal", lang == 1 ? "nl" : "en");
    if (web->cli->kluis != NULL)
        ep_json_uint(json, "vergrendelt_over", idle_s < EP_WEB_LOCK_S ? EP_WEB_LOCK_S - idle_s : 0);
    else
        ep_json_null(json, "vergrendelt_over");
    ep_web_demo_json(web, json);
    return ep_antwoord_json(json, 200, out);
}

struct typed {
    char text[512];
    bool any;
};

static ep_err take_wachtzin(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    struct typed *typed = arg;
    if (strcmp(name, "wachtzin") != 0 || sort != EP_JSON_WORD || strlen(value) >= sizeof typed->text)
        return EP_FIELD_INVALID;
    memcpy(typed->text, value, strlen(value) + 1);
    typed->any = true;
    return EP_OK;
}

/* The node may be away: then the vault is open, and each page says that the node is not there. */
ep_err ep_web_unlock_with(struct ep_web *web, ep_bytes wachtzin)
{
    ep_err err = ep_cli_unlock_with(web->cli, wachtzin);
    if (err != EP_OK)
        return err;
    ep_web_acts(web);
    web->cli->client.patience_ms = EP_WEB_PATIENCE_MS;
    err = ep_cli_directory(web->cli);
    if (err != EP_OK)
        ep_web_lost(web, err, web->acted_ms);
    ep_web_tell(web, "sessie", "{\"stand\":\"open\"}");
    return EP_OK;
}

ep_err ep_web_unlock(struct ep_web *web, ep_bytes body)
{
    struct typed typed = {.any = false};
    ep_err err = ep_json_read(body, take_wachtzin, &typed);
    if (err == EP_OK && !typed.any)
        err = EP_NO_PASSPHRASE;
    if (err == EP_OK)
        err = ep_web_unlock_with(web, ep_text(typed.text));
    ep_wipe(&typed, sizeof typed);
    return err;
}

/* What was shared and waits still leaves: its author said so, and locking is no change of mind. */
void ep_web_lock(struct ep_web *web)
{
    if (web->cli->kluis == NULL)
        return;
    ep_gesprek_end(web);
    ep_web_uitgaand_send(web, UINT64_MAX);
    ep_cli_close(web->cli);
    ep_web_tell(web, "sessie", "{\"stand\":\"vergrendeld\"}");
}

/* A try keeps the page waiting as long as it takes, so the next one comes after ten times as long: a node that refuses costs
 * nothing, one that is not heard of a tenth of the time. Until then who asks for the node hears at once that it is away, as long
 * as a try takes so much that a person notices. */
void ep_web_lost(struct ep_web *web, ep_err err, uint64_t began_ms)
{
    uint64_t now = ep_web_now_ms(), took = now - began_ms;
    ep_cli_hang_up(web->cli);
    web->cli->away = took > SLOW_MS ? err : EP_OK;
    took = took > TRY_MS ? TRY_MS : took; /* as the next will */
    web->redial_ms = now + (took > REDIAL_MS / 10 ? 10 * took : REDIAL_MS);
}

void ep_web_lock_due(struct ep_web *web)
{
    if (web->cli->kluis != NULL && idle(web) >= EP_WEB_LOCK_S)
        ep_web_lock(web);
}

/* Nobody need press a button when a node is back. */
void ep_web_redial(struct ep_web *web)
{
    struct ep_cli *cli = web->cli;
    uint64_t now = ep_web_now_ms();
    if (cli->kluis == NULL || cli->online || now < web->redial_ms)
        return;
    cli->away = EP_OK;
    cli->client.patience_ms = TRY_MS;
    ep_err err = ep_cli_directory(cli);
    cli->client.patience_ms = EP_WEB_PATIENCE_MS;
    if (err != EP_OK) {
        ep_web_lost(web, err, now);
        return;
    }
    ep_web_tell(web, "sessie", "{\"stand\":\"open\"}");
    ep_web_tell(web, "alles", "{}");
}
