/* Promise: whatever text is read as JSON, what is visited are members with names that differ, in words that end where they end,
 * and no more of them than there is room for; a text that could mean two things gives an error and not a part of it twice. */
#include "cli/json_read.h"
#include "tests/fuzz/fuzz.h"

struct seen {
    char *name[EP_JSON_MEMBERS_MAX];
    size_t count, bytes, most;
};

static ep_err see(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    struct seen *seen = arg;
    assert(seen->count < EP_JSON_MEMBERS_MAX);
    for (size_t i = 0; i < seen->count; i++)
        assert(strcmp(seen->name[i], name) != 0);
    assert(sort == EP_JSON_WORD || value[0] == 0);
    seen->bytes += strlen(name) + strlen(value);
    seen->name[seen->count] = strdup(name);
    if (seen->name[seen->count++] == NULL)
        abort();
    return seen->count == seen->most ? EP_FIELD_INVALID : EP_OK;
}

/* With an end of the visitor's own after so many members; 0: none. */
static ep_err read_it(ep_bytes text, size_t most, size_t *count)
{
    struct seen seen = {.most = most};
    ep_err err = ep_json_read(text, see, &seen);
    assert(err != EP_OK || most == 0 || seen.count < most);
    assert(seen.bytes <= 24 * text.len); /* nothing comes out that did not go in: a number has at most 20 digits */
    for (size_t i = 0; i < seen.count; i++)
        free(seen.name[i]);
    *count = seen.count;
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ep_bytes input = {data, size};
    size_t first, second;
    size_t most = fuzz_byte(&input) % 4u;
    ep_err err = read_it(input, 0, &first);
    assert(err == EP_OK || err == EP_MALFORMED || err == EP_TOO_MANY);
    ep_err again = read_it(input, most, &second);
    assert(most == 0 || first < most ? again == err && first == second : again == EP_FIELD_INVALID && second == most);
    return 0;
}
