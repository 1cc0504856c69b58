/* Promise: statements of every kind, opgaven of every soort and all messages are, byte for byte, what PROTOCOL.md says,
 * in both directions: its bytes are read, verified, opened and packed again to the same. Sections 13.3 to 13.5. */
#include "tests/support/document.h"

#include "crypto/hpke.h"
#include "crypto/merkle.h"
#include "crypto/seal.h"
#include "proto/logregel.h"
#include "proto/message.h"
#include "proto/opgave.h"
#include "proto/statement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const ep_bytes nothing = {NULL, 0};

struct shared { /* the envelope that all vectors of 13.3 have in common */
    ep_id huishouden;
    uint8_t lineage[8];
    uint64_t version, hour;
};

struct making {
    struct ep_statement st;
    struct ep_sign_pair signer;
    uint8_t bytes[EP_STATEMENT_BYTES_MAX];
    ep_out out;
    uint8_t sealed[1024];
};

static int open_document(void **state)
{
    *state = ep_doc_open();
    return ep_crypto_open() == EP_OK ? 0 : -1;
}

static int close_document(void **state)
{
    ep_doc_close(*state);
    return 0;
}

/* What follows the first word of the block's name. */
static const char *second(const struct ep_doc *doc)
{
    const char *blank = strchr(doc->at->name, ' ');
    assert_non_null(blank);
    return blank + 1;
}

static struct shared shared_of(struct ep_doc *doc)
{
    const struct ep_doc_block *at = doc->at;
    struct shared shared = {.version = 0};
    for (size_t i = 0; i < doc->count; i++)
        if (strcmp(doc->block[i].name, "shared") == 0)
            doc->at = &doc->block[i];
    shared.huishouden = ep_doc_id(doc, "huishouden");
    ep_bytes lineage = ep_doc_bytes(doc, "lineage");
    assert_int_equal(lineage.len, 8);
    memcpy(shared.lineage, lineage.at, 8);
    shared.version = ep_doc_number(doc, "version");
    shared.hour = ep_doc_number(doc, "hour");
    doc->at = at;
    return shared;
}

static ep_bytes info_of(const struct ep_statement *st, ep_bytes clear, ep_out *info)
{
    assert_int_equal(ep_out_put(info, ep_label(st->kind->code == EP_WRAP ? EP_LABEL_WRAP : EP_LABEL_SLEUTEL)), EP_OK);
    assert_int_equal(ep_out_put(info, clear), EP_OK);
    return ep_out_bytes(info);
}

/* Fill the sealed members from what the block gives, once the clear part stands in `out`. */
static void seal(struct ep_doc *doc, struct making *making)
{
    struct ep_statement *st = &making->st;
    ep_out sealed = EP_OUT(making->sealed);
    uint8_t key[32];
    uint8_t buffer[1024];
    ep_out info = EP_OUT(buffer);
    if (st->kind->code == EP_ENTRY) {
        ep_doc_key(doc, "entry_key", key);
        assert_int_equal(
            ep_seal(st->body.entry.commitment, &sealed, ep_out_bytes(&making->out), key, ep_doc_bytes(doc, "plain")),
            EP_OK);
        st->body.entry.ciphertext = ep_out_bytes(&sealed);
        ep_doc_made(doc, "commitment", EP_BYTES(st->body.entry.commitment));
        return;
    }
    struct ep_dh_pair to;
    uint8_t ephemeral[32];
    ep_doc_key(doc, "to_secret", key);
    ep_doc_key(doc, "ephemeral_secret", ephemeral);
    ep_dh_pair_make(&to, key);
    assert_int_equal(ep_hpke_seal(&sealed, to.public_key, info_of(st, ep_out_bytes(&making->out), &info), nothing,
                                  ep_doc_bytes(doc, "plain"), ephemeral),
                     EP_OK);
    *(st->kind->code == EP_WRAP ? &st->body.wrap.sealed : &st->body.sleutel.sealed) = ep_out_bytes(&sealed);
    ep_doc_made(doc, "sealed", ep_out_bytes(&sealed));
}

static void make(struct ep_doc *doc, struct making *making)
{
    struct shared shared = shared_of(doc);
    struct ep_statement *st = &making->st;
    uint8_t seed[32];
    st->kind = ep_kind_by_name(second(doc));
    assert_non_null(st->kind);
    ep_doc_key(doc, "signer", seed);
    ep_sign_pair_make(&making->signer, seed);
    st->id = ep_doc_id(doc, "id");
    st->org = ep_doc_id(doc, "org");
    st->author = ep_id_of_key(making->signer.public_key);
    st->huishouden = st->kind->in_huishouden ? shared.huishouden : (ep_id){{0}};
    memcpy(st->lineage, shared.lineage, 8);
    st->version = shared.version;
    st->hour = shared.hour;
    size_t sealed = st->kind->sealed;
    making->out = EP_OUT(making->bytes);
    ep_doc_members(doc, st->kind->body, &st->body, 0, st->kind->body.count - sealed);
    assert_int_equal(ep_statement_begin(&making->out, st), EP_OK);
    if (sealed > 0)
        seal(doc, making);
    assert_int_equal(ep_statement_end(&making->out, st, &making->signer), EP_OK);
    ep_doc_made(doc, "statement", ep_out_bytes(&making->out));
}

static void open_sealed(struct ep_doc *doc, const struct ep_statement *st)
{
    uint8_t opened[512];
    uint8_t buffer[1024];
    uint8_t key[32];
    ep_out plain = EP_OUT(opened);
    ep_out info = EP_OUT(buffer);
    struct ep_dh_pair own;
    if (st->kind->code == EP_ENTRY) {
        const struct ep_entry *entry = &st->body.entry;
        ep_doc_key(doc, "entry_key", key);
        assert_int_equal(ep_unseal(&plain, ep_entry_core(st), key, entry->commitment, entry->ciphertext), EP_OK);
    } else {
        ep_doc_key(doc, "to_secret", key);
        ep_dh_pair_make(&own, key);
        ep_bytes sealed = st->kind->code == EP_WRAP ? st->body.wrap.sealed : st->body.sleutel.sealed;
        assert_int_equal(ep_hpke_open(&plain, &own, info_of(st, ep_sealed_info(st), &info), nothing, sealed), EP_OK);
    }
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), ep_doc_bytes(doc, "plain")));
}

/* The document's bytes, the other way: read, compared, verified, opened, and packed once more. */
static void read_back(struct ep_doc *doc, const struct making *making)
{
    uint8_t buffer[EP_STATEMENT_BYTES_MAX];
    ep_out again = EP_OUT(buffer);
    struct ep_statement st;
    ep_bytes bytes = ep_doc_bytes(doc, "statement");
    size_t sealed = making->st.kind->sealed;
    assert_int_equal(ep_statement_open(&st, bytes), EP_OK);
    assert_ptr_equal(st.kind, making->st.kind);
    ep_doc_same_members(doc, st.kind->body, &st.body);
    assert_int_equal(ep_statement_verify(&st, making->signer.public_key), EP_OK);
    assert_int_equal(ep_statement_id_check(&st), EP_OK);
    if (sealed > 0)
        open_sealed(doc, &st);
    assert_int_equal(ep_statement_begin(&again, &st), EP_OK);
    assert_int_equal(ep_statement_end(&again, &st, &making->signer), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&again), bytes));
}

static void handle_statement(struct ep_doc *doc)
{
    struct making *making = calloc(1, sizeof *making);
    assert_non_null(making);
    make(doc, making);
    read_back(doc, making);
    free(making);
}

static void test_statements_of_every_kind(void **state)
{
    assert_int_equal(ep_doc_each(*state, "statement", handle_statement), EP_KIND_END - 1);
}

/* Members of one level, from and to the union that holds them all. */
static void handle_opgave(struct ep_doc *doc)
{
    struct ep_opgave opgave = {.soort = 0};
    struct ep_opgave read = {.soort = 0};
    uint64_t soort = 0;
    const struct ep_soort_row *row = ep_soort_by_name(second(doc), &soort);
    uint8_t buffer[3][512];
    assert_non_null(row);
    assert_int_equal(ep_doc_number(doc, "soort"), soort);
    opgave.soort = soort;
    opgave.tijd = ep_doc_number(doc, "tijd");
    ep_bytes namens = ep_text(ep_doc_text(doc, "namens"));
    ep_bytes woord = ep_text(ep_doc_text(doc, "woord"));
    opgave.namens = ep_bytes_equal(namens, ep_text("-")) ? nothing : namens;
    opgave.woord = ep_bytes_equal(woord, ep_text("-")) ? nothing : woord;
    opgave.niet_tonen_aan = ep_doc_bytes(doc, "niet_tonen_aan");
    ep_doc_members(doc, row->table, &opgave, 0, row->table.count);
    for (unsigned level = 1; level <= 3; level++) {
        char key[] = "plain_0";
        key[6] = (char)('0' + level);
        ep_out out = EP_OUT(buffer[level - 1]);
        bool has = (row->levels & 1u << (level - 1)) != 0;
        if (!doc->print)
            assert_int_equal(ep_doc_has(doc, key), has);
        if (!has)
            continue;
        assert_int_equal(ep_opgave_put(&out, &opgave, level), EP_OK);
        ep_doc_made(doc, level == 1 ? "plain_1" : level == 2 ? "plain_2" : "plain_3", ep_out_bytes(&out));
        assert_int_equal(ep_opgave_take(ep_out_bytes(&out), level, &read), EP_OK);
    }
    assert_int_equal(read.tijd, opgave.tijd);
    assert_true(ep_bytes_equal(read.namens, opgave.namens));
    assert_true(ep_bytes_equal(read.niet_tonen_aan, opgave.niet_tonen_aan));
    ep_doc_same_members(doc, row->table, &read);
}

static void test_opgaven_of_every_soort(void **state)
{
    assert_int_equal(ep_doc_each(*state, "opgave", handle_opgave), EP_SOORT_END - 1);
}

static void handle_message(struct ep_doc *doc)
{
    union ep_msg msg;
    union ep_msg read;
    enum ep_message_type found = 0;
    enum ep_message_type type = 1;
    uint8_t buffer[2048];
    ep_out out = EP_OUT(buffer);
    memset(&msg, 0, sizeof msg);
    while (type < EP_MSG_END && strcmp(ep_message_name(type), second(doc)) != 0)
        type++;
    assert_true(type < EP_MSG_END);
    struct ep_table table = ep_message_table(type);
    ep_doc_members(doc, table, &msg, 0, table.count);
    assert_int_equal(ep_message_put(&out, type, &msg), EP_OK);
    ep_doc_made(doc, "message", ep_out_bytes(&out));
    ep_bytes bytes = ep_doc_bytes(doc, "message");
    assert_int_equal(ep_message_take(bytes, &found, &read), EP_OK);
    assert_int_equal(found, type);
    ep_doc_same_members(doc, table, &read);
}

static void test_messages_of_every_type(void **state)
{
    assert_int_equal(ep_doc_each(*state, "message", handle_message), EP_MSG_END - 1);
}

static void handle_running(struct ep_doc *doc)
{
    uint8_t hash[32] = {0};
    ep_running_hash(hash, hash, ep_doc_bytes(doc, "statement_1"));
    ep_doc_made(doc, "hash_1", EP_BYTES(hash));
    ep_running_hash(hash, hash, ep_doc_bytes(doc, "statement_2"));
    ep_doc_made(doc, "hash_2", EP_BYTES(hash));
}

static void handle_logregel(struct ep_doc *doc)
{
    uint8_t buffer[EP_LOGREGEL_BYTES_MAX];
    uint8_t leaf[32];
    ep_out out = EP_OUT(buffer);
    struct ep_logregel row = {.nr = 0};
    ep_doc_members(doc, ep_logregel_table, &row, 0, ep_logregel_table.count);
    assert_int_equal(ep_record_put(&out, ep_logregel_table, &row), EP_OK);
    ep_doc_made(doc, "row", ep_out_bytes(&out));
    ep_merkle_leaf(leaf, ep_out_bytes(&out));
    ep_doc_made(doc, "leaf", EP_BYTES(leaf));
}

static void handle_erased(struct ep_doc *doc)
{
    uint8_t erased[32] = {0};
    for (int i = 1; i <= 2; i++) {
        ep_bytes parts[] = {EP_BYTES(erased), ep_doc_bytes(doc, i == 1 ? "entry_1" : "entry_2")};
        uint8_t next[32];
        ep_hash(next, sizeof next, NULL, EP_LABEL_RECEIPT, parts, 2);
        memcpy(erased, next, sizeof erased);
        ep_doc_made(doc, i == 1 ? "erased_1" : "erased_2", EP_BYTES(erased));
    }
}

static void handle_position(struct ep_doc *doc)
{
    struct ep_table table = ep_message_table(EP_MSG_POSITION);
    struct ep_msg_position position = {.seq = 0};
    struct ep_sign_pair signer;
    struct ep_pack pack;
    uint8_t seed[32];
    uint8_t buffer[128];
    ep_out out = EP_OUT(buffer);
    ep_doc_key(doc, "signer", seed);
    ep_sign_pair_make(&signer, seed);
    ep_doc_members(doc, table, &position, 0, ep_message_table(EP_MSG_POSITION).count - 1);
    ep_pack_init(&pack, &out);
    assert_int_equal(ep_fields_put_members(&pack, table, &position, 0, ep_message_table(EP_MSG_POSITION).count - 1),
                     EP_OK);
    ep_doc_made(doc, "signed_part", ep_out_bytes(&out));
    ep_position_sign(&position, &signer);
    ep_doc_made(doc, "signature", EP_BYTES(position.signature));
    ep_doc_members(doc, table, &position, 4, 5);
    assert_int_equal(ep_position_verify(&position, signer.public_key), EP_OK);
    position.seq++;
    assert_int_equal(ep_position_verify(&position, signer.public_key), EP_FORGED);
}

static void test_sync_is_signed_and_hashed_as_written(void **state)
{
    assert_int_equal(ep_doc_each(*state, "running", handle_running), 1);
    assert_int_equal(ep_doc_each(*state, "erased", handle_erased), 1);
    assert_int_equal(ep_doc_each(*state, "position", handle_position), 1);
    assert_int_equal(ep_doc_each(*state, "logregel", handle_logregel), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements_of_every_kind),
        cmocka_unit_test(test_opgaven_of_every_soort),
        cmocka_unit_test(test_messages_of_every_type),
        cmocka_unit_test(test_sync_is_signed_and_hashed_as_written),
    };
    return cmocka_run_group_tests(tests, open_document, close_document);
}
