/* Promise: web/openapi.json describes the API that there is: every row and nothing else, what each takes, who may, and how it
 * can answer. tests/openapi lints the same file; tests/e2e/test_api.c asks the running server. */
#include "cli/command_own.h"
#include "cli/web_route.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define OPERATIONS_MAX 256

static int open_document(void **state)
{
    json_error_t why;
    *state = json_load_file(EP_SOURCE_DIR "/cli/web/openapi.json", JSON_REJECT_DUPLICATES, &why);
    if (*state == NULL)
        print_message("%s, line %d\n", why.text, why.line);
    return *state != NULL ? 0 : -1;
}

static int close_document(void **state)
{
    json_decref(*state);
    return 0;
}

/* Described with names in braces, in the row with a star. */
static bool same_path(const char *described, const char *row)
{
    for (; *described != 0 && *row != 0; described++, row++) {
        if (*described == '{' && *row == '*')
            described += strcspn(described, "}");
        else if (*described != *row)
            return false;
    }
    return *described == *row;
}

static json_t *operation_of(json_t *document, const struct ep_web_row *row)
{
    static const char *const methods[][2] = {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"DELETE", "delete"}};
    const char *path;
    json_t *item;
    json_object_foreach(json_object_get(document, "paths"), path, item)
    {
        for (size_t i = 0; same_path(path, row->path) && i < 4; i++)
            if (strcmp(row->method, methods[i][0]) == 0)
                return json_object_get(item, methods[i][1]);
    }
    return NULL;
}

static void each_row_is_described_and_nothing_else(void **state)
{
    json_t *document = *state, *item, *operation, *seen[OPERATIONS_MAX];
    const char *path, *method;
    size_t count, described = 0;
    const struct ep_web_row *rows = ep_web_rows(&count);
    assert_in_range(count, 1, OPERATIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        seen[i] = operation_of(document, &rows[i]);
        if (seen[i] == NULL)
            fail_msg("not in openapi.json: %s %s", rows[i].method, rows[i].path);
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(seen[i], seen[j]);
    }
    json_object_foreach(json_object_get(document, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            bool found = strcmp(method, "parameters") == 0;
            described += found ? 0 : 1;
            for (size_t i = 0; i < count && !found; i++)
                found = seen[i] == operation;
            if (!found)
                fail_msg("there is no row for %s %s", method, path);
        }
    }
    assert_int_equal(described, count);
}

static bool answers(json_t *operation, const char *status)
{
    return json_object_get(json_object_get(operation, "responses"), status) != NULL;
}

/* A way in of which `name` is a part. */
static bool secured(json_t *operation, const char *name)
{
    size_t i;
    json_t *way;
    json_array_foreach(json_object_get(operation, "security"), i, way)
    {
        if (json_object_get(way, name) != NULL)
            return true;
    }
    return false;
}

static void check_row(const struct ep_web_row *row, json_t *operation)
{
    bool change = strcmp(row->method, "GET") != 0;
    assert_int_equal(answers(operation, "202"), row->later || row->talks);
    assert_int_equal(answers(operation, "428"), row->basis);
    assert_int_equal(answers(operation, "401"), !row->locked);
    assert_int_equal(answers(operation, "304"), !change && row->command != NULL);
    assert_true(answers(operation, "400") && answers(operation, "403") && answers(operation, "503"));
    assert_int_equal(secured(operation, "sleutel"), row->mag != EP_MAG_PERSOON);
    assert_true(secured(operation, "pagina"));
    assert_int_equal(secured(operation, "token"), change);
}

static void who_may_and_how_it_answers_is_as_the_row_says(void **state)
{
    size_t count;
    const struct ep_web_row *rows = ep_web_rows(&count);
    for (size_t i = 0; i < count; i++)
        check_row(&rows[i], operation_of(*state, &rows[i]));
}

static bool same_name(const char *option, const char *member)
{
    for (; *option != 0 && *member != 0; option++, member++)
        if (*option != *member && !(*option == '-' && *member == '_'))
            return false;
    return *option == *member;
}

/* Does the row's command line have a place for it? */
static bool taken(const struct ep_web_row *row, const struct ep_command *command, const char *member)
{
    for (const char *at = row->command; *at != 0;) {
        size_t len = strcspn(at, " ");
        if ((*at == ':' || *at == '?') && strlen(member) == len - 1 && memcmp(at + 1, member, len - 1) == 0)
            return true;
        at += at[len] == ' ' ? len + 1 : len;
    }
    for (size_t i = 0; i < command->option_count; i++)
        if (same_name(command->options[i].name, member))
            return !ep_option_is_file(&command->options[i]) && !ep_option_is_folder(&command->options[i]);
    return strcmp(member, "collega") == 0 || strcmp(member, "nood") == 0;
}

static json_t *body_of(json_t *operation)
{
    json_t *content = json_object_get(json_object_get(operation, "requestBody"), "content");
    return json_object_get(json_object_get(content, "application/json"), "schema");
}

static const struct ep_command *command_of(const struct ep_web_row *row)
{
    char words[3][32] = {"", "", ""};
    const char *first[3] = {words[0], words[1], words[2]};
    int named = 0;
    (void)sscanf(row->command, "%31s %31s %31s", words[0], words[1], words[2]);
    return ep_command_find(3, first, &named);
}

static void check_members(const struct ep_web_row *row, const struct ep_command *command, json_t *operation)
{
    size_t i;
    const char *name;
    json_t *parameter, *ignored, *body = body_of(operation);
    json_object_foreach(json_object_get(body, "properties"), name, ignored)
    {
        if (!taken(row, command, name))
            fail_msg("%s %s takes no \"%s\"", row->method, row->path, name);
    }
    json_array_foreach(json_object_get(operation, "parameters"), i, parameter)
    {
        name = json_string_value(json_object_get(parameter, "name"));
        if (name != NULL && !taken(row, command, name)) /* a header is a reference, and has no name here */
            fail_msg("%s %s takes no \"%s\"", row->method, row->path, name);
    }
}

static bool among(json_t *list, const char *key, const char *option)
{
    size_t i;
    json_t *at;
    json_array_foreach(list, i, at)
    {
        const char *name = json_string_value(key != NULL ? json_object_get(at, key) : at);
        if (name != NULL && same_name(option, name))
            return true;
    }
    return false;
}

/* What must be there, and of a GET all that may be, but for what is personal: that has no place in a query, and the same
 * command has a POST for it. */
static void check_options(const struct ep_web_row *row, const struct ep_command *command, json_t *operation)
{
    bool get = strcmp(row->method, "GET") == 0;
    json_t *must = json_object_get(body_of(operation), "required");
    json_t *may = json_object_get(operation, "parameters");
    for (size_t n = 0; n < command->option_count; n++) {
        const struct ep_option *option = &command->options[n];
        bool here = !ep_option_is_file(option) && !ep_option_is_folder(option) && strcmp(option->name, "voor") != 0;
        if (get && here && !among(may, "name", option->name))
            fail_msg("%s %s does not say that it takes \"%s\"", row->method, row->path, option->name);
        if (option->required && !among(must, NULL, option->name))
            fail_msg("%s %s does not say that it needs \"%s\"", row->method, row->path, option->name);
    }
}

static void what_it_takes_is_what_the_command_takes(void **state)
{
    size_t count;
    const struct ep_web_row *rows = ep_web_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].command != NULL) {
            assert_non_null(command_of(&rows[i]));
            check_members(&rows[i], command_of(&rows[i]), operation_of(*state, &rows[i]));
            check_options(&rows[i], command_of(&rows[i]), operation_of(*state, &rows[i]));
        }
}

static bool is_named(json_t *parameter, const char *const *names, size_t count)
{
    const char *name = json_string_value(json_object_get(parameter, "name"));
    for (size_t i = 0; name != NULL && i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void check_ids(json_t *parameters, bool all)
{
    static const char *const ids[] = {"als", "lid", "gebruiker", "huishouden"};
    size_t i;
    json_t *parameter;
    json_array_foreach(parameters, i, parameter)
    {
        const char *form = json_string_value(json_object_get(json_object_get(parameter, "schema"), "$ref"));
        if (all || is_named(parameter, ids, sizeof ids / sizeof ids[0]))
            assert_string_equal(form != NULL ? form : "", "#/components/schemas/Kenmerk");
    }
}

static void what_an_address_names_is_an_id(void **state)
{
    size_t count;
    const struct ep_web_row *rows = ep_web_rows(&count);
    const char *path;
    json_t *item;
    json_object_foreach(json_object_get(*state, "paths"), path, item)
    {
        for (size_t i = 0; i < count; i++)
            if (same_path(path, rows[i].path) && rows[i].command != NULL) {
                check_ids(json_object_get(item, "parameters"), true);
                check_ids(json_object_get(operation_of(*state, &rows[i]), "parameters"), false);
            }
    }
}

static void its_version_is_that_of_every_answer(void **state)
{
    json_t *info = json_object_get(*state, "info");
    assert_string_equal(json_string_value(json_object_get(info, "version")), EP_VERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_described_and_nothing_else),
        cmocka_unit_test(who_may_and_how_it_answers_is_as_the_row_says),
        cmocka_unit_test(what_it_takes_is_what_the_command_takes),
        cmocka_unit_test(what_an_address_names_is_an_id),
        cmocka_unit_test(its_version_is_that_of_every_answer),
    };
    return cmocka_run_group_tests(tests, open_document, close_document);
}
