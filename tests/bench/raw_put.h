/* The bare side of (c): one sender and its receivers, each a process with a database, over TCP on the loopback, each
 * write sealed once. The sender verifies, stores and commits what it is given, and passes each receiver its part; a
 * receiver verifies, stores, commits, and answers with a signature, which the sender verifies. */
#ifndef EP_TESTS_BENCH_RAW_PUT_H
#define EP_TESTS_BENCH_RAW_PUT_H

#include "tests/bench/raw.h"

#include <sys/types.h>

struct raw_keys {
    uint8_t author[32];      /* signed what is put */
    uint8_t node_secret[64]; /* of a receiver */
    uint8_t node_public[32]; /* they all have one key: it costs the same */
    size_t receivers;
};

/* Processes of their own; they end when the connection of `put` ends. */
pid_t raw_sender_start(const char *database, unsigned port, const struct raw_keys *keys);
pid_t raw_receiver_start(const char *database, unsigned port, const struct raw_keys *keys);

/* What one put holds: the entry, the wrap for the own team, and one for each receiver, each behind its length. */
int raw_put_open(unsigned port); /* a connection with the sender */
void raw_put(int fd, const uint8_t *const statement[], const size_t len[], size_t count);

#endif
