#include "cli/json.h"

#include "cli/screen.h"
#include "proto/calendar.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

#define DEPTH_MAX 12 /* our deepest form nests seven */

struct ep_json {
    json_t *open[DEPTH_MAX]; /* [0] is the document; the others are borrowed from it */
    size_t depth;
    bool bad;
};

struct ep_json *ep_json_open(void)
{
    struct ep_json *json = calloc(1, sizeof *json);
    if (json == NULL)
        return NULL;
    json->open[0] = json_object();
    json->depth = 1;
    json->bad = json->open[0] == NULL;
    return json;
}

ep_err ep_json_close(struct ep_json *json, FILE *out)
{
    if (json == NULL)
        return EP_NO_MEMORY;
    assert(json->bad || json->depth == 1);
    ep_err err = json->bad ? EP_NO_MEMORY : EP_OK;
    if (err == EP_OK &&
        (json_dumpf(json->open[0], out, JSON_INDENT(1) | JSON_ENSURE_ASCII) != 0 || fputc('\n', out) == EOF))
        err = EP_FILE;
    ep_json_drop(json);
    return err;
}

void ep_json_drop(struct ep_json *json)
{
    if (json == NULL)
        return;
    json_decref(json->open[0]);
    free(json);
}

/* Takes `value` over, also when it fails. */
static void put(struct ep_json *json, const char *key, json_t *value)
{
    if (json == NULL || json->bad) {
        json_decref(value);
        return;
    }
    json_t *parent = json->open[json->depth - 1];
    assert(json_is_array(parent) == (key == NULL));
    int failed = key == NULL ? json_array_append_new(parent, value) : json_object_set_new(parent, key, value);
    json->bad = failed != 0;
}

static void begin(struct ep_json *json, const char *key, json_t *value)
{
    put(json, key, value);
    if (json == NULL || json->bad)
        return;
    assert(json->depth < DEPTH_MAX);
    json->open[json->depth++] = value;
}

void ep_json_object(struct ep_json *json, const char *key)
{
    begin(json, key, json_object());
}

void ep_json_array(struct ep_json *json, const char *key)
{
    begin(json, key, json_array());
}

void ep_json_end(struct ep_json *json)
{
    if (json == NULL || json->bad)
        return;
    assert(json->depth > 1);
    json->depth--;
}

/* Who reads a document prints its texts sooner or later, and then an escape in one is as bad as it was here. */
static json_t *inert(ep_bytes text)
{
    char *clean = malloc(text.len + 2);
    json_t *value = clean != NULL ? json_string(ep_screen_whole(text, clean)) : NULL;
    free(clean);
    return value;
}

void ep_json_text(struct ep_json *json, const char *key, ep_bytes text)
{
    put(json, key, text.at == NULL ? json_null() : inert(text));
}

void ep_json_word(struct ep_json *json, const char *key, const char *word)
{
    put(json, key, word == NULL ? json_null() : inert(ep_text(word)));
}

void ep_json_uint(struct ep_json *json, const char *key, uint64_t value)
{
    put(json, key, json_integer((json_int_t)value));
}

void ep_json_bool(struct ep_json *json, const char *key, bool value)
{
    put(json, key, json_boolean(value));
}

void ep_json_null(struct ep_json *json, const char *key)
{
    put(json, key, json_null());
}

void ep_json_id(struct ep_json *json, const char *key, ep_id id)
{
    char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&id));
    ep_json_word(json, key, ep_id_absent(id) ? NULL : hex);
}

void ep_json_hour(struct ep_json *json, const char *key, uint64_t hour)
{
    ep_json_second(json, key, hour * 3600);
}

void ep_json_second(struct ep_json *json, const char *key, uint64_t second)
{
    char date[EP_DATE_TEXT_BYTES];
    char text[EP_DATE_TEXT_BYTES + 10];
    unsigned of_day = (unsigned)(second % 86400);
    ep_date_text(date, (int32_t)(second / 86400));
    snprintf(text, sizeof text, "%sT%02u:%02u:%02uZ", date, of_day / 3600 % 24, of_day / 60 % 60, of_day % 60);
    ep_json_word(json, key, second == 0 ? NULL : text);
}
