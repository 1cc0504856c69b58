#include "tests/support/document.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FENCE "```vector "
#define COLUMNS 96

static char *keep(struct ep_doc *doc, const void *at, size_t len)
{
    if (doc->arena_len + len + 1 > doc->arena_cap)
        fail_msg("the arena of the document is full");
    char *to = doc->arena + doc->arena_len;
    if (len > 0)
        memcpy(to, at, len);
    to[len] = 0;
    doc->arena_len += len + 1;
    return to;
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot read %s", path);
    size_t cap = 1u << 20;
    char *text = malloc(cap);
    assert_non_null(text);
    size_t len = fread(text, 1, cap - 1, file);
    fclose(file);
    assert_true(len < cap - 1);
    text[len] = 0;
    return text;
}

/* A line of a block: a new key, or more of the value before. */
static void take_line(struct ep_doc *doc, struct ep_doc_block *block, const char *line, size_t len)
{
    if (len > 2 && line[0] == ' ' && line[1] == ' ') {
        assert_true(block->count > 0);
        doc->arena_len--; /* over the NUL: the value before is the last thing that was kept */
        keep(doc, line + 2, len - 2);
        return;
    }
    const char *colon = memchr(line, ':', len);
    if (colon == NULL || block->count == EP_DOC_LINES_MAX)
        fail_msg("vector %s: not `key: value`: %.*s", block->name, (int)len, line);
    size_t key_len = (size_t)(colon - line);
    size_t skip = key_len + 1 < len ? 2 : 1;
    struct ep_doc_line *to = &block->line[block->count++];
    to->key = keep(doc, line, key_len);
    to->value = keep(doc, line + key_len + skip, len - key_len - skip);
}

static void parse(struct ep_doc *doc)
{
    struct ep_doc_block *block = NULL;
    for (const char *line = doc->text; *line != 0;) {
        size_t len = strcspn(line, "\n");
        if (strncmp(line, FENCE, sizeof FENCE - 1) == 0) {
            assert_true(doc->count < EP_DOC_BLOCKS_MAX);
            block = &doc->block[doc->count++];
            block->name = keep(doc, line + sizeof FENCE - 1, len - (sizeof FENCE - 1));
        } else if (strncmp(line, "```", 3) == 0) {
            block = NULL;
        } else if (block != NULL) {
            take_line(doc, block, line, len);
        }
        line += len + (line[len] == '\n' ? 1 : 0);
    }
}

struct ep_doc *ep_doc_open(void)
{
    struct ep_doc *doc = calloc(1, sizeof *doc);
    assert_non_null(doc);
    doc->arena_cap = 4u << 20;
    doc->arena = malloc(doc->arena_cap);
    assert_non_null(doc->arena);
    doc->text = read_whole(EP_SOURCE_DIR "/proto/PROTOCOL.md");
    doc->print = getenv("EP_VECTORS_PRINT") != NULL;
    parse(doc);
    return doc;
}

void ep_doc_close(struct ep_doc *doc)
{
    if (doc == NULL)
        return;
    free(doc->text);
    free(doc->arena);
    free(doc);
}

static const char *find(const struct ep_doc_line *lines, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(lines[i].key, key) == 0)
            return lines[i].value;
    return NULL;
}

bool ep_doc_has(const struct ep_doc *doc, const char *key)
{
    return find(doc->at->line, doc->at->count, key) != NULL ||
           (doc->print && find(doc->made, doc->made_count, key) != NULL);
}

/* While printing, what was made just now counts, since what stands may be old or not there at all. */
const char *ep_doc_text(const struct ep_doc *doc, const char *key)
{
    const char *value = doc->print ? find(doc->made, doc->made_count, key) : NULL;
    if (value == NULL)
        value = find(doc->at->line, doc->at->count, key);
    if (value == NULL)
        fail_msg("vector %s: no line `%s`", doc->at->name, key);
    return value;
}

ep_bytes ep_doc_bytes(struct ep_doc *doc, const char *key)
{
    const char *hex = ep_doc_text(doc, key);
    if (strcmp(hex, "-") == 0)
        return (ep_bytes){NULL, 0};
    size_t len = strlen(hex) / 2;
    ep_out out = {(uint8_t *)keep(doc, hex, strlen(hex)), 0, len};
    if (ep_unhex(&out, ep_text(hex)) != EP_OK)
        fail_msg("vector %s: `%s` is not hexadecimal", doc->at->name, key);
    return ep_out_bytes(&out);
}

void ep_doc_key(struct ep_doc *doc, const char *key, uint8_t out[32])
{
    ep_bytes bytes = ep_doc_bytes(doc, key);
    if (bytes.len != 32)
        fail_msg("vector %s: `%s` is not 32 bytes", doc->at->name, key);
    memcpy(out, bytes.at, 32);
}

ep_id ep_doc_id(struct ep_doc *doc, const char *key)
{
    ep_id id = {{0}};
    ep_bytes bytes = ep_doc_bytes(doc, key);
    if (bytes.at != NULL && ep_id_take(&id, bytes) != EP_OK)
        fail_msg("vector %s: `%s` is no id", doc->at->name, key);
    return id;
}

uint64_t ep_doc_number(const struct ep_doc *doc, const char *key)
{
    char *end = NULL;
    const char *text = ep_doc_text(doc, key);
    uint64_t value = strtoull(text, &end, 10);
    if (end == text || *end != 0)
        fail_msg("vector %s: `%s` is no number", doc->at->name, key);
    return value;
}

static size_t fixed(enum ep_type type)
{
    return type == EP_TYPE_EIGHT ? 8 : type == EP_TYPE_SIGN ? 64 : 32;
}

static void member(struct ep_doc *doc, const struct ep_field *field, void *at)
{
    const char *name = ep_field_name(field);
    ep_bytes bytes;
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        *(uint64_t *)at = ep_doc_number(doc, name);
        break;
    case EP_TYPE_BOOL:
        *(bool *)at = strcmp(ep_doc_text(doc, name), "true") == 0;
        break;
    case EP_TYPE_ID:
        *(ep_id *)at = ep_doc_id(doc, name);
        break;
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        bytes = ep_doc_bytes(doc, name);
        assert_int_equal(bytes.len, fixed(field->type));
        memcpy(at, bytes.at, bytes.len);
        break;
    case EP_TYPE_BIN:
        *(ep_bytes *)at = ep_doc_bytes(doc, name);
        break;
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        bytes = ep_text(ep_doc_text(doc, name));
        *(ep_bytes *)at = ep_bytes_equal(bytes, ep_text("-")) ? (ep_bytes){NULL, 0} : bytes;
        break;
    }
}

void ep_doc_members(struct ep_doc *doc, struct ep_table table, void *record, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        member(doc, &table.fields[i], (uint8_t *)record + table.fields[i].offset);
}

static bool same(const struct ep_field *field, const void *a, const void *b)
{
    switch ((enum ep_type)field->type) {
    case EP_TYPE_UINT:
        return *(const uint64_t *)a == *(const uint64_t *)b;
    case EP_TYPE_BOOL:
        return *(const bool *)a == *(const bool *)b;
    case EP_TYPE_ID:
        return ep_id_equal(*(const ep_id *)a, *(const ep_id *)b);
    case EP_TYPE_EIGHT:
    case EP_TYPE_KEY:
    case EP_TYPE_SIGN:
        return memcmp(a, b, fixed(field->type)) == 0;
    case EP_TYPE_BIN:
    case EP_TYPE_TEXT:
    case EP_TYPE_DATE:
        break;
    }
    const ep_bytes *left = a;
    const ep_bytes *right = b;
    return (left->at == NULL) == (right->at == NULL) && ep_bytes_equal(*left, *right);
}

void ep_doc_same_members(struct ep_doc *doc, struct ep_table table, const void *record)
{
    uint8_t *expected = calloc(1, table.bytes);
    assert_non_null(expected);
    for (size_t i = 0; i < table.count; i++) {
        const struct ep_field *field = &table.fields[i];
        if (!ep_doc_has(doc, ep_field_name(field)))
            continue;
        member(doc, field, expected + field->offset);
        if (!same(field, expected + field->offset, ep_field_at(field, record)))
            fail_msg("vector %s: `%s` was read as another value", doc->at->name, ep_field_name(field));
    }
    free(expected);
}

void ep_doc_made_text(struct ep_doc *doc, const char *key, const char *text)
{
    const char *expected = find(doc->at->line, doc->at->count, key);
    assert_true(doc->made_count < EP_DOC_LINES_MAX);
    doc->made[doc->made_count++] = (struct ep_doc_line){key, keep(doc, text, strlen(text))};
    if (!doc->print && (expected == NULL || strcmp(expected, text) != 0))
        fail_msg("vector %s, %s\n  computed: %s\n  document: %s", doc->at->name, key, text,
                 expected == NULL ? "(no such line)" : expected);
}

void ep_doc_made(struct ep_doc *doc, const char *key, ep_bytes bytes)
{
    char *hex = malloc(2 * bytes.len + 1);
    assert_non_null(hex);
    ep_hex(hex, bytes);
    const char *kept = keep(doc, hex, strlen(hex));
    free(hex);
    ep_doc_made_text(doc, key, kept);
}

static void print_line(const char *key, const char *value)
{
    size_t room = COLUMNS - strlen(key) - 2;
    printf("%s: %.*s\n", key, (int)room, value);
    for (size_t at = room; at < strlen(value); at += COLUMNS - 2)
        printf("  %.*s\n", COLUMNS - 2, value + at);
}

/* The block as it stands, with what was made in place of what it had, and the rest behind. */
static void print_block(const struct ep_doc *doc)
{
    printf("%s%s\n", FENCE, doc->at->name);
    for (size_t i = 0; i < doc->at->count; i++) {
        const char *fresh = find(doc->made, doc->made_count, doc->at->line[i].key);
        print_line(doc->at->line[i].key, fresh != NULL ? fresh : doc->at->line[i].value);
    }
    for (size_t i = 0; i < doc->made_count; i++)
        if (find(doc->at->line, doc->at->count, doc->made[i].key) == NULL)
            print_line(doc->made[i].key, doc->made[i].value);
    printf("```\n\n");
}

size_t ep_doc_each(struct ep_doc *doc, const char *first, void (*handle)(struct ep_doc *doc))
{
    size_t len = strlen(first);
    size_t count = 0;
    for (size_t i = 0; i < doc->count; i++) {
        const char *name = doc->block[i].name;
        if (strncmp(name, first, len) != 0 || (name[len] != ' ' && name[len] != 0))
            continue;
        doc->at = &doc->block[i];
        doc->made_count = 0;
        handle(doc);
        if (doc->print)
            print_block(doc);
        count++;
    }
    return count;
}
