/* The vectors that stand in proto/PROTOCOL.md, section 13: blocks of `key: value` lines, read by tests and compared.
 *
 * A handler reads a block's inputs and says what follows from them with ep_doc_made; each is compared with the line of
 * that name. With EP_VECTORS_PRINT=1 nothing is compared and the block is printed anew, for a maintainer to paste. */
#ifndef EP_TESTS_DOCUMENT_H
#define EP_TESTS_DOCUMENT_H

#include "proto/fields.h"

#define EP_DOC_BLOCKS_MAX 128
#define EP_DOC_LINES_MAX 32

struct ep_doc_line {
    const char *key, *value;
};

struct ep_doc_block {
    const char *name; /* "statement card" */
    struct ep_doc_line line[EP_DOC_LINES_MAX];
    size_t count;
};

struct ep_doc {
    char *text;  /* the whole document, as it is */
    char *arena; /* names, keys and values that the blocks point into, and bytes that records borrow */
    size_t arena_len, arena_cap;
    struct ep_doc_block block[EP_DOC_BLOCKS_MAX];
    size_t count;
    const struct ep_doc_block *at; /* the block being handled */
    struct ep_doc_line made[EP_DOC_LINES_MAX];
    size_t made_count;
    bool print;
};

/* Reads proto/PROTOCOL.md of the source tree; fails the test when it cannot. Close with ep_doc_close. */
struct ep_doc *ep_doc_open(void);
void ep_doc_close(struct ep_doc *doc); /* NULL is allowed */

/* Runs `handle` on each block whose name is `first` or begins with `first` and a blank. How many there were. */
size_t ep_doc_each(struct ep_doc *doc, const char *first, void (*handle)(struct ep_doc *doc));

/* Of the block being handled. A missing line or wrong form fails the test. */
bool ep_doc_has(const struct ep_doc *doc, const char *key);
const char *ep_doc_text(const struct ep_doc *doc, const char *key);
ep_bytes ep_doc_bytes(struct ep_doc *doc, const char *key); /* hexadecimal; "-" is absent */
void ep_doc_key(struct ep_doc *doc, const char *key, uint8_t out[32]);
ep_id ep_doc_id(struct ep_doc *doc, const char *key);
uint64_t ep_doc_number(const struct ep_doc *doc, const char *key);
/* The members [from, to) of a record, by the names and types of its table. `record` was zeroed. */
void ep_doc_members(struct ep_doc *doc, struct ep_table table, void *record, size_t from, size_t to);
/* One member compared with its line, when the block has one. */
void ep_doc_same_members(struct ep_doc *doc, struct ep_table table, const void *record);

void ep_doc_made(struct ep_doc *doc, const char *key, ep_bytes bytes);
void ep_doc_made_text(struct ep_doc *doc, const char *key, const char *text);

#endif
