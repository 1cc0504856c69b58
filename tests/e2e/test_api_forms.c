/* Promise: what the API answers has the form that openapi.json gives it, with no member missing and none that is not described:
 * every GET, asked of a real node by a user with a household that two organisations share. */
#define _GNU_SOURCE
#include "cli/web_route.h"
#include "tests/support/page.h"
#include "tests/support/scene.h"

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct forms {
    struct scene *scene;
    struct page *page;
    json_t *document;
    char why[256];
    char huishouden[33], lid[33], item[33];
};

static bool no(struct forms *forms, const char *what, const char *where)
{
    if (forms->why[0] == 0) /* the innermost */
        snprintf(forms->why, sizeof forms->why, "%s: %s", where, what);
    return false;
}

static json_t *resolved(struct forms *forms, json_t *schema)
{
    const char *ref = json_string_value(json_object_get(schema, "$ref"));
    if (ref == NULL)
        return schema;
    json_t *schemas = json_object_get(json_object_get(forms->document, "components"), "schemas");
    return json_object_get(schemas, strrchr(ref, '/') + 1);
}

static bool type_right(const char *type, const json_t *value)
{
    return type == NULL || (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value));
}

static bool in_list(json_t *list, json_t *value)
{
    size_t i;
    json_t *at;
    json_array_foreach(list, i, at)
    {
        if (json_equal(at, value))
            return true;
    }
    return false;
}

static bool fits(struct forms *forms, json_t *schema, json_t *value, const char *where, bool part);

/* `part`: of an allOf, whose other parts describe the rest. */
static bool object_fits(struct forms *forms, json_t *schema, json_t *value, const char *where, bool part)
{
    size_t i;
    const char *name;
    json_t *at, *properties = json_object_get(schema, "properties");
    json_t *more = json_object_get(schema, "additionalProperties");
    json_array_foreach(json_object_get(schema, "required"), i, at)
    {
        if (json_object_get(value, json_string_value(at)) == NULL)
            return no(forms, "it is missing", json_string_value(at));
    }
    json_object_foreach(value, name, at)
    {
        json_t *one = json_object_get(properties, name);
        if (one == NULL && json_is_object(more))
            one = more;
        if (one != NULL ? !fits(forms, one, at, name, false) : !json_is_true(more) && !part)
            return no(forms, "it is not described", name);
    }
    (void)where;
    return true;
}

static bool members_known(struct forms *forms, json_t *all, json_t *value)
{
    const char *name;
    json_t *ignored;
    json_object_foreach(value, name, ignored)
    {
        size_t i;
        json_t *at;
        bool known = false;
        json_array_foreach(all, i, at)
        {
            known = known || json_object_get(json_object_get(resolved(forms, at), "properties"), name) != NULL;
        }
        if (!known)
            return no(forms, "it is not described", name);
    }
    return true;
}

static bool fits(struct forms *forms, json_t *schema, json_t *value, const char *where, bool part)
{
    size_t i;
    json_t *at, *list;
    schema = resolved(forms, schema);
    if (json_is_null(value))
        return json_is_true(json_object_get(schema, "nullable")) || no(forms, "it is null", where);
    list = json_object_get(schema, "allOf");
    json_array_foreach(list, i, at)
    {
        if (!fits(forms, at, value, where, json_array_size(list) > 1))
            return false;
    }
    if (json_array_size(list) > 1 && !members_known(forms, list, value))
        return false;
    list = json_object_get(schema, "anyOf");
    bool any = list == NULL;
    json_array_foreach(list, i, at)
    {
        any = any || fits(forms, at, value, where, part);
    }
    if (!any || !type_right(json_string_value(json_object_get(schema, "type")), value))
        return no(forms, "it is of another type", where);
    list = json_object_get(schema, "enum");
    if (list != NULL && !in_list(list, value))
        return no(forms, json_string_value(value) != NULL ? json_string_value(value) : "another value", where);
    if (json_is_object(value) && json_object_get(schema, "type") != NULL)
        return object_fits(forms, schema, value, where, part);
    list = json_object_get(schema, "items");
    if (list != NULL)
        json_array_foreach(value, i, at)
        {
            if (!fits(forms, list, at, where, part))
                return false;
        }
    return true;
}

/* The schema of what a GET of this path answers. */
static json_t *schema_of(struct forms *forms, const char *path)
{
    json_t *operation = json_object_get(json_object_get(json_object_get(forms->document, "paths"), path), "get");
    json_t *content = json_object_get(json_object_get(json_object_get(operation, "responses"), "200"), "content");
    return json_object_get(json_object_get(content, "application/json"), "schema");
}

/* Asks, and compares; the document, for who wants to read an id in it. */
static json_t *asked(struct forms *forms, const char *path, const char *query)
{
    char address[512] = "/api/v1";
    json_error_t why;
    for (const char *at = path; *at != 0;) {
        static const char *const names[] = {"{huishouden}", "{lid}", "{item}", "{naam}"};
        const char *const ids[] = {forms->huishouden, forms->lid, forms->item, "a"};
        size_t i = 0;
        while (i < 4 && strncmp(at, names[i], strlen(names[i])) != 0)
            i++;
        snprintf(address + strlen(address), sizeof address - strlen(address), "%.*s", i < 4 ? 36 : 1,
                 i < 4 ? ids[i] : at);
        at += i < 4 ? strlen(names[i]) : 1;
    }
    strcat(address, query);
    int status = page_get(forms->page, address);
    if (status != 200)
        fail_msg("%s: %d\n%s", address, status, forms->page->answer);
    json_t *value = json_loads(strstr(forms->page->answer, "\r\n\r\n") + 4, 0, &why), *schema = schema_of(forms, path);
    assert_non_null(value);
    assert_non_null(schema);
    forms->why[0] = 0;
    if (!fits(forms, schema, value, path, false))
        fail_msg("%s: %s\n%s", path, forms->why, forms->page->answer);
    return value;
}

static void ask(struct forms *forms, const char *path, const char *query)
{
    json_decref(asked(forms, path, query));
}

static void take(char out[33], json_t *array, const char *key)
{
    const char *id = json_string_value(json_object_get(json_array_get(array, 0), key));
    assert_non_null(id);
    snprintf(out, 33, "%s", id);
}

static void every_answer_has_the_form_that_is_described(void **state)
{
    struct forms *forms = *state;
    static const char *const plain[] = {"/sessie",
                                        "/uitgaand",
                                        "/concepten",
                                        "/sleutels",
                                        "/werklijst",
                                        "/intrekkingen",
                                        "/status",
                                        "/partners",
                                        "/teams",
                                        "/gebruikers",
                                        "/sjablonen",
                                        "/domeinen",
                                        "/soorten",
                                        "/grondslagen",
                                        "/gesprek",
                                        "/huishoudens/{huishouden}/leden/{lid}/inzage",
                                        "/huishoudens/{huishouden}/lezers",
                                        "/huishoudens/{huishouden}/ontvangers",
                                        "/huishoudens/{huishouden}/deelbesluiten",
                                        "/huishoudens/{huishouden}/opgaven/{item}/lezers"};
    json_t *value = asked(forms, "/huishoudens", "?namen=ja");
    take(forms->huishouden, json_object_get(value, "huishoudens"), "id");
    json_decref(value);
    value = asked(forms, "/huishoudens/{huishouden}/beeld", "");
    take(forms->lid, json_object_get(value, "leden"), "id");
    take(forms->item, json_object_get(value, "doelen"), "item");
    json_decref(value);
    char als[64];
    snprintf(als, sizeof als, "?als=%s", forms->lid);
    ask(forms, "/huishoudens/{huishouden}/beeld", als);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        ask(forms, plain[i], "");
    assert_int_equal(page_ask(forms->page, "PUT", "/api/v1/concepten/a", "", "{\"x\":1}"), 204);
    ask(forms, "/concepten/{naam}", "");
}

/* Asks with the tag of the answer before, if any, and takes the next one. */
static int again(struct forms *forms, const char *path, char tag[64])
{
    char header[96] = "";
    if (tag[0] != 0)
        snprintf(header, sizeof header, "If-None-Match: %s\r\n", tag);
    int status = page_ask(forms->page, "GET", path, header, NULL);
    const char *at = strstr(forms->page->answer, "\r\nETag: ");
    assert_non_null(at);
    snprintf(tag, 64, "%.*s", (int)strcspn(at + 8, "\r"), at + 8);
    return status;
}

/* A second later it is still the same, though the document says when it was seen; at the turn of an hour once more. */
static void what_did_not_change_is_not_sent_again(void **state)
{
    struct forms *forms = *state;
    char path[128], tag[64] = "", before[64];
    snprintf(path, sizeof path, "/api/v1/huishoudens/%s/beeld", forms->huishouden);
    assert_int_equal(again(forms, path, tag), 200);
    int status = 200;
    for (int tries = 0; tries < 2 && status != 304; tries++) {
        poll(NULL, 0, 1100);
        status = again(forms, path, tag);
    }
    assert_int_equal(status, 304);
    assert_string_equal(strstr(forms->page->answer, "\r\n\r\n"), "\r\n\r\n");
    page_must_have(forms->page, "\r\nDate: ");
    snprintf(before, sizeof before, "%s", tag);
    scene_says(forms->scene, "Eva", "write doel Testgezin --lid 'Noor Testkind' --titel 'Weer thuis' --status loopt\n");
    assert_int_equal(again(forms, path, tag), 200);
    assert_string_not_equal(tag, before);
    page_must_have(forms->page, "Weer thuis");
}

/* Its node is killed behind a relay that goes on taking links, and begins again: what the page says meanwhile is not that its key
 * is refused, and the first words after it are heard, a change too. */
static void a_node_that_begins_anew_is_found_by_the_first_word(void **state)
{
    struct forms *forms = *state;
    struct org *org = stage_org(&forms->scene->stage, "WT");
    char view[128], ask[128];
    snprintf(view, sizeof view, "/api/v1/huishoudens/%s/beeld", forms->huishouden);
    snprintf(ask, sizeof ask, "/api/v1/huishoudens/%s/vragen", forms->huishouden);
    for (int get = 0; get < 2; get++) {
        ep_play_stop(&org->node, SIGKILL);
        ep_play_free(&org->node);
        for (int times = 0; times < 2; times++) {
            assert_int_equal(page_get(forms->page, view), 503);
            page_must_say(forms->page, EP_CLOSED);
        }
        assert_true(stage_node_on(&forms->scene->stage, org));
        if (get) {
            assert_int_equal(page_get(forms->page, view), 200);
            page_must_have(forms->page, "\"aan\""); /* who asked sees the question too */
        } else
            assert_int_equal(
                page_ask(forms->page, "POST", ask, "", "{\"organisatie\":\"Jeugdhulp De Brug\",\"soort\":\"update\"}"),
                201);
    }
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Its node takes links and says nothing: somebody waits for it, a bounded time, and nobody after him; until it answers. */
static void a_node_that_is_silent_keeps_nobody_long(void **state)
{
    struct forms *forms = *state;
    struct org *org = stage_org(&forms->scene->stage, "WT");
    char view[128];
    snprintf(view, sizeof view, "/api/v1/huishoudens/%s/beeld", forms->huishouden);
    assert_true(org->node.pid > 0 && kill(org->node.pid, SIGSTOP) == 0);
    long begun = now_ms();
    assert_int_equal(page_get(forms->page, view), 503);
    page_must_say(forms->page, EP_TIMEOUT);
    assert_in_range(now_ms() - begun, 5000, EP_WEB_PATIENCE_MS + 3000);
    begun = now_ms();
    assert_int_equal(page_get(forms->page, view), 503);
    assert_int_equal(page_get(forms->page, "/icons.svg"), 200);
    assert_int_equal(page_get(forms->page, "/api/v1/soorten"), 200); /* needs no node */
    assert_in_range(now_ms() - begun, 0, 2000);
    assert_int_equal(kill(org->node.pid, SIGCONT), 0);
    int status = 503;
    while (status != 200 && now_ms() - begun < 45000) {
        poll(NULL, 0, 500);
        status = page_get(forms->page, view);
    }
    assert_int_equal(status, 200);
}

static void start(struct forms *forms)
{
    struct stage *stage = &forms->scene->stage;
    struct page *page = forms->page = page_new();
    const char *eva = stage_kluis(stage, "Eva");
    char body[256];
    assert_non_null(eva);
    snprintf(page->kluis, sizeof page->kluis, "%s", eva);
    snprintf(page->socket, sizeof page->socket, "%s/pagina", stage->folder);
    assert_true(page_begin(page, (const char *const[]){"--socket", page->socket, NULL}));
    page_take_token(page);
    snprintf(body, sizeof body, "{\"wachtzin\":\"zes woorden die alleen op dit toneel staan\"}");
    assert_int_equal(page_ask(page, "POST", "/api/v1/sessie/ontgrendelingen", "", body), 200);
    page_must_have(page, "\"verbonden\": true");
}

static int open_forms(void **state)
{
    struct forms *forms = calloc(1, sizeof *forms);
    json_error_t why;
    void *scene = NULL;
    if (forms == NULL || scene_open_joined(&scene) != 0)
        return -1;
    *state = forms;
    forms->scene = scene;
    forms->document = json_load_file(EP_SOURCE_DIR "/cli/web/openapi.json", 0, &why);
    scene_says(scene, "Eva",
               "write doel Testgezin --lid 'Noor Testkind' --titel 'Elke dag naar school' --status loopt\n"
               "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n");
    start(forms);
    return forms->document != NULL ? 0 : -1;
}

static int close_forms(void **state)
{
    struct forms *forms = *state;
    void *page = forms->page, *scene = forms->scene;
    int status = page_close(&page);
    json_decref(forms->document);
    free(forms);
    return scene_close(&scene) == 0 ? status : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_answer_has_the_form_that_is_described),
                                       cmocka_unit_test(what_did_not_change_is_not_sent_again),
                                       cmocka_unit_test(a_node_that_begins_anew_is_found_by_the_first_word),
                                       cmocka_unit_test(a_node_that_is_silent_keeps_nobody_long)};
    return cmocka_run_group_tests(tests, open_forms, close_forms);
}
