/* A user's session with a real node, held by a test: statements go several at once, and what was not acknowledged goes
 * again after a break, with the same bytes. Every check that fails, fails the test. */
#ifndef EP_SUPPORT_WRITER_H
#define EP_SUPPORT_WRITER_H

#include "cli/kluis.h"
#include "cli/link.h"
#include "node/store.h"
#include "proto/statement.h"
#include "tests/support/scene.h"

struct letter { /* one signed statement */
    ep_id id;
    uint8_t *bytes; /* owned */
    size_t len;
};

struct writer {
    struct ep_kluis *kluis; /* secret memory */
    struct ep_client client;
    bool online;
    size_t breaks; /* how often the session had to be begun anew */
    uint8_t lineage[8];
    struct letter *letter; /* in the order in which they go; owned */
    size_t count, cap;
    size_t sent, acked; /* of them: said on this session, and durable by the node's word */
};

void writer_open(struct writer *writer, const struct scene *scene, const char *person);
void writer_close(struct writer *writer); /* safe on one that is all zero */
/* One that its organisation made: PROTOCOL.md 5. */
ep_id writer_fresh_id(const struct writer *writer);
/* Fills the envelope but for kind, id and household, signs, and puts it at the end of what is to go. */
void writer_add(struct writer *writer, struct ep_statement st);
/* Say all up to that one, and hear nothing: whether they arrived is not known. */
void writer_push(struct writer *writer, size_t upto);
/* Until all up to that one are acknowledged, through every break. */
void writer_finish(struct writer *writer, size_t upto);
/* How many statements wait for that peer by the word of the node. Nothing may be on its way. */
uint64_t writer_waiting(struct writer *writer, ep_id peer);
/* Until nothing waits for that peer any more; fails after some minutes. */
void writer_until_covered(struct writer *writer, ep_id peer);

/* The database of an organisation whose node is off. Close it. */
struct ep_store *writer_store(const struct scene *scene, const char *code);

#endif
