#include "cli/web.h"

#include "cli/json_read.h"
#include "crypto/key.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char scheme[] = "Bearer ";

static const char *const kinds[] = {[EP_MAG_PERSOON] = "", [EP_MAG_LEZEN] = "lezen", [EP_MAG_SCHRIJVEN] = "schrijven"};

bool ep_web_sleutel_given(const struct ep_verzoek *verzoek)
{
    return verzoek->authorization != NULL && strncasecmp(verzoek->authorization, scheme, sizeof scheme - 1) == 0;
}

const struct ep_web_sleutel *ep_web_sleutel_of(const struct ep_web *web, const struct ep_verzoek *verzoek)
{
    if (!ep_web_sleutel_given(verzoek))
        return NULL;
    for (size_t i = 0; i < EP_WEB_SLEUTELS_MAX; i++)
        if (ep_web_same_code(verzoek->authorization + sizeof scheme - 1, web->sleutel[i].code))
            return &web->sleutel[i];
    return NULL;
}

ep_err ep_web_sleutel_make(struct ep_web *web, const char *name, const char *mag, const struct ep_web_sleutel **out)
{
    struct ep_web_sleutel *to = NULL;
    size_t kind = EP_MAG_LEZEN;
    while (kind <= EP_MAG_SCHRIJVEN && strcmp(mag, kinds[kind]) != 0)
        kind++;
    if (kind > EP_MAG_SCHRIJVEN)
        return ep_cli_fault(web->cli, EP_FIELD_INVALID, "mag");
    if (name[0] == 0 || strlen(name) >= sizeof to->name)
        return ep_cli_fault(web->cli, EP_FIELD_INVALID, "naam");
    for (size_t i = 0; i < EP_WEB_SLEUTELS_MAX && to == NULL; i++)
        if (web->sleutel[i].number == 0)
            to = &web->sleutel[i];
    if (to == NULL)
        return EP_TOO_MANY;
    *to = (struct ep_web_sleutel){.number = ++web->next_sleutel, .mag = (enum ep_web_mag)kind};
    memcpy(to->name, name, strlen(name) + 1);
    ep_web_fresh_code(to->code);
    *out = to;
    return EP_OK;
}

struct wish {
    char name[EP_WEB_SLEUTEL_NAME], mag[16];
};

static ep_err take_wish(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    struct wish *wish = arg;
    bool is_name = strcmp(name, "naam") == 0;
    size_t cap = is_name ? sizeof wish->name : sizeof wish->mag;
    if (sort != EP_JSON_WORD || (!is_name && strcmp(name, "mag") != 0) || strlen(value) >= cap)
        return EP_FIELD_INVALID;
    memcpy(is_name ? wish->name : wish->mag, value, strlen(value) + 1);
    return EP_OK;
}

static void put(struct ep_json *json, const struct ep_web_sleutel *sleutel)
{
    ep_json_uint(json, "n", sleutel->number);
    ep_json_text(json, "naam", ep_text(sleutel->name));
    ep_json_word(json, "mag", kinds[sleutel->mag]);
}

ep_err ep_web_sleutel_ask(struct ep_web *web, ep_bytes body, struct ep_antwoord *out)
{
    struct wish wish = {"", ""};
    const struct ep_web_sleutel *made = NULL;
    ep_err err = ep_json_read(body, take_wish, &wish);
    if (err == EP_OK)
        err = ep_web_sleutel_make(web, wish.name, wish.mag, &made);
    if (err != EP_OK)
        return err;
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", "eenplan-sleutel-1");
    put(json, made);
    ep_json_word(json, "sleutel", made->code);
    return ep_antwoord_json(json, 201, out);
}

ep_err ep_web_sleutel_list(const struct ep_web *web, struct ep_antwoord *out)
{
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", "eenplan-sleutels-1");
    ep_json_array(json, "sleutels");
    for (size_t i = 0; i < EP_WEB_SLEUTELS_MAX; i++)
        if (web->sleutel[i].number != 0) {
            ep_json_object(json, NULL);
            put(json, &web->sleutel[i]);
            ep_json_end(json);
        }
    ep_json_end(json);
    return ep_antwoord_json(json, 200, out);
}

ep_err ep_web_sleutel_end(struct ep_web *web, const char *number)
{
    char *end = NULL;
    uint64_t n = strtoull(number, &end, 10);
    for (size_t i = 0; n != 0 && *end == 0 && i < EP_WEB_SLEUTELS_MAX; i++)
        if (web->sleutel[i].number == n) {
            ep_wipe(&web->sleutel[i], sizeof web->sleutel[i]);
            ep_web_stream_end(web, n);
            return EP_OK;
        }
    return EP_NOT_FOUND;
}

void ep_web_sleutel_end_all(struct ep_web *web)
{
    ep_wipe(web->sleutel, sizeof web->sleutel);
    ep_web_stream_end(web, 0);
}

static ep_err no_reason(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    (void)arg, (void)sort, (void)value;
    return strcmp(name, "collega") == 0 || strcmp(name, "nood") == 0 ? EP_WEB_SLEUTEL : EP_OK;
}

ep_err ep_web_sleutel_body(ep_bytes body)
{
    return ep_json_read(body, no_reason, NULL);
}
