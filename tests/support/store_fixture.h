/* What the tests of the store share: a database in a folder of its own, real signed statements, and a walk that notes
 * rows. What fails, fails the test. */
#ifndef EP_SUPPORT_STORE_FIXTURE_H
#define EP_SUPPORT_STORE_FIXTURE_H

#include "node/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char folder[64];
    char path[96];
    char wal[112];
    char reserve[112];
    char keystore[112];
    struct ep_store *store;
};

ep_id id_of(uint8_t n);
int set_up(void **state);
int tear_down(void **state);
void reopen(struct fixture *fixture);

/* A real, signed statement: an invite has a reference and a recipient, a lid a household, a card a name. */
struct written {
    uint8_t bytes[2048];
    struct ep_statement st;
};

void write_statement(struct written *written, struct ep_statement *st);
void write_lid(struct written *written, uint8_t id, uint64_t version, uint8_t huishouden, uint8_t org);
void write_invite(struct written *written, uint8_t id, uint8_t to_org, uint8_t grant);
void write_card(struct written *written, uint8_t id, const char *name);
int64_t put(struct ep_store *store, const struct written *written);
int64_t put_lid(struct ep_store *store, uint8_t id, uint64_t version);
void erase(struct ep_store *store, int64_t row);
int64_t latest_row(struct ep_store *store, uint8_t id);

struct walk {
    struct ep_store *store;
    int64_t rows[16];
    size_t count, stop_at;
    bool nest;
};

bool note_row(void *arg, int64_t row, ep_bytes bytes);
size_t count_of(struct ep_store *store, struct ep_store_query query);
void queue(struct ep_store *store, uint8_t peer, int64_t row);
/* Sends what is next after `after` under `seq`; which row was it? */
int64_t send_as(struct ep_store *store, uint8_t peer, uint64_t after, uint64_t seq);

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
