#include "cli/json_read.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 24

/* A text or a whole number, as a word in `number` or where jansson keeps it. NULL: it is neither. */
static const char *word_of(const json_t *value, char number[NUMBER_BYTES])
{
    if (json_is_string(value))
        return json_string_value(value);
    if (!json_is_integer(value))
        return NULL;
    snprintf(number, NUMBER_BYTES, "%lld", (long long)json_integer_value(value));
    return number;
}

/* "a,b": a comma inside one word would make two of it, and is refused. */
static ep_err visit_list(const char *name, json_t *list, ep_json_visit *visit, void *arg)
{
    size_t len = 0, at = 0;
    char number[NUMBER_BYTES];
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = word_of(json_array_get(list, i), number);
        if (word == NULL || strchr(word, ',') != NULL)
            return EP_MALFORMED;
        len += strlen(word) + 1;
    }
    char *joined = calloc(1, len + 1);
    if (joined == NULL)
        return EP_NO_MEMORY;
    for (size_t i = 0; i < json_array_size(list); i++)
        at += (size_t)sprintf(joined + at, "%s%s", i > 0 ? "," : "", word_of(json_array_get(list, i), number));
    ep_err err = visit(arg, name, EP_JSON_WORD, joined);
    free(joined);
    return err;
}

static ep_err visit_member(const char *name, json_t *value, ep_json_visit *visit, void *arg)
{
    char number[NUMBER_BYTES];
    const char *word = word_of(value, number);
    if (word != NULL)
        return visit(arg, name, EP_JSON_WORD, word);
    if (json_is_boolean(value))
        return visit(arg, name, json_is_true(value) ? EP_JSON_TRUE : EP_JSON_FALSE, "");
    if (json_is_array(value))
        return visit_list(name, value, visit, arg);
    return json_is_null(value) ? EP_OK : EP_MALFORMED;
}

ep_err ep_json_read(ep_bytes text, ep_json_visit *visit, void *arg)
{
    json_error_t ignored;
    const char *name;
    json_t *value;
    ep_err err = EP_OK;
    if (text.len == 0)
        return EP_OK;
    json_t *object = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, &ignored);
    if (!json_is_object(object))
        err = EP_MALFORMED;
    else if (json_object_size(object) > EP_JSON_MEMBERS_MAX)
        err = EP_TOO_MANY;
    if (err == EP_OK)
        json_object_foreach(object, name, value)
        {
            err = visit_member(name, value, visit, arg);
            if (err != EP_OK)
                break;
        }
    json_decref(object);
    return err;
}
