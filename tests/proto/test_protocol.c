/* Promise: the forms of the protocol are those that PROTOCOL.md says: every vector of its sections 13.1 and 13.2 comes
 * out of the code, and opens again. The values in the document were first computed by another implementation. */
#include "tests/support/document.h"

#include "crypto/base64.h"
#include "crypto/hpke.h"
#include "crypto/merkle.h"
#include "crypto/seal.h"
#include "crypto/words.h"
#include "proto/message.h"
#include "proto/access.h"
#include "proto/statement.h"
#include "proto/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static enum ep_label label_of(const char *text)
{
    for (int i = 0; i < EP_LABEL_COUNT; i++)
        if (strcmp((const char *)ep_label((enum ep_label)i).at, text) == 0)
            return (enum ep_label)i;
    fail_msg("no such label: %s", text);
    return EP_LABEL_COUNT;
}

static void handle_labels(struct ep_doc *doc)
{
    assert_int_equal(doc->at->count, EP_LABEL_COUNT);
    for (int i = 0; i < EP_LABEL_COUNT; i++) {
        ep_bytes label = ep_label((enum ep_label)i);
        ep_doc_made(doc, (const char *)label.at, label);
    }
}

static void handle_hash(struct ep_doc *doc)
{
    uint8_t hash[EP_HASH_BYTES_MAX];
    size_t len = (size_t)ep_doc_number(doc, "length");
    ep_bytes key = ep_doc_bytes(doc, "key");
    ep_bytes parts = ep_doc_bytes(doc, "parts");
    assert_true(len <= sizeof hash);
    ep_hash(hash, len, key.at, label_of(ep_doc_text(doc, "label")), &parts, 1);
    ep_doc_made(doc, "hash", (ep_bytes){hash, len});
}

static struct ep_sign_pair sign_pair(struct ep_doc *doc, const char *key)
{
    struct ep_sign_pair pair;
    uint8_t seed[32];
    ep_doc_key(doc, key, seed);
    ep_sign_pair_make(&pair, seed);
    return pair;
}

static struct ep_dh_pair dh_pair(struct ep_doc *doc, const char *key)
{
    struct ep_dh_pair pair;
    uint8_t secret[32];
    ep_doc_key(doc, key, secret);
    ep_dh_pair_make(&pair, secret);
    return pair;
}

static void handle_id(struct ep_doc *doc)
{
    struct ep_sign_pair pair = sign_pair(doc, "seed");
    ep_id id = ep_id_of_key(pair.public_key);
    ep_doc_made(doc, "public_key", EP_BYTES(pair.public_key));
    ep_doc_made(doc, "id", ep_id_bytes(&id));
}

static void handle_made(struct ep_doc *doc)
{
    ep_bytes choice = ep_doc_bytes(doc, "choice");
    assert_int_equal(choice.len, EP_ID_CHOICE_BYTES);
    ep_id id = ep_id_made(ep_doc_id(doc, "org"), choice.at);
    ep_doc_made(doc, "id", ep_id_bytes(&id));
}

static void handle_tree(struct ep_doc *doc)
{
    struct ep_merkle tree = {0};
    char name[16];
    for (unsigned n = 1; n <= 8; n++) {
        uint8_t hash[32];
        snprintf(name, sizeof name, "leaf_%u", n);
        ep_merkle_leaf(hash, ep_doc_bytes(doc, name));
        assert_int_equal(ep_merkle_add(&tree, hash), EP_OK);
        ep_merkle_root(&tree, hash);
        snprintf(name, sizeof name, "root_%u", n);
        if (ep_doc_has(doc, name))
            ep_doc_made(doc, name, EP_BYTES(hash));
    }
}

static void handle_signature(struct ep_doc *doc)
{
    struct ep_sign_pair pair = sign_pair(doc, "seed");
    enum ep_label label = label_of(ep_doc_text(doc, "label"));
    ep_bytes bytes = ep_doc_bytes(doc, "bytes");
    uint8_t signature[64];
    ep_sign(signature, label, bytes, &pair);
    ep_doc_made(doc, "public_key", EP_BYTES(pair.public_key));
    ep_doc_made(doc, "signature", EP_BYTES(signature));
    ep_bytes stands = ep_doc_bytes(doc, "signature");
    assert_int_equal(stands.len, 64);
    assert_int_equal(ep_verify(stands.at, label, bytes, pair.public_key), EP_OK);
    assert_int_equal(ep_verify(stands.at, EP_LABEL_RUNNING, bytes, pair.public_key), EP_FORGED);
}

static void handle_seal(struct ep_doc *doc)
{
    uint8_t key[32];
    uint8_t commitment[32];
    uint8_t sealed[512];
    uint8_t opened[512];
    unsigned size = 9;
    ep_out out = EP_OUT(sealed);
    ep_out plain = EP_OUT(opened);
    ep_bytes core = ep_doc_bytes(doc, "core");
    ep_bytes text = ep_doc_bytes(doc, "plain");
    ep_doc_key(doc, "entry_key", key);
    assert_int_equal(ep_size_class(&size, text.len), EP_OK);
    assert_int_equal(ep_doc_number(doc, "size"), size);
    assert_int_equal(ep_seal(commitment, &out, core, key, text), EP_OK);
    ep_doc_made(doc, "commitment", EP_BYTES(commitment));
    ep_doc_made(doc, "ciphertext", ep_out_bytes(&out));
    ep_doc_key(doc, "commitment", commitment);
    assert_int_equal(ep_unseal(&plain, core, key, commitment, ep_doc_bytes(doc, "ciphertext")), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), text));
    commitment[0] ^= 1;
    assert_int_equal(ep_unseal(&plain, core, key, commitment, ep_doc_bytes(doc, "ciphertext")), EP_COMMITMENT);
}

static void handle_hpke(struct ep_doc *doc)
{
    struct ep_dh_pair to = dh_pair(doc, "to_secret");
    uint8_t ephemeral[32];
    uint8_t sealed[256];
    uint8_t opened[256];
    const ep_bytes none = {NULL, 0};
    ep_out out = EP_OUT(sealed);
    ep_out plain = EP_OUT(opened);
    ep_bytes info = ep_doc_bytes(doc, "info");
    ep_bytes text = ep_doc_bytes(doc, "plain");
    ep_doc_key(doc, "ephemeral_secret", ephemeral);
    assert_int_equal(ep_hpke_seal(&out, to.public_key, info, none, text, ephemeral), EP_OK);
    ep_doc_made(doc, "to", EP_BYTES(to.public_key));
    ep_doc_made(doc, "sealed", ep_out_bytes(&out));
    assert_int_equal(ep_hpke_open(&plain, &to, info, none, ep_doc_bytes(doc, "sealed")), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), text));
}

static void handle_pair_psk(struct ep_doc *doc)
{
    uint8_t secret[32];
    uint8_t psk[32];
    ep_doc_key(doc, "secret", secret);
    ep_pair_psk(psk, secret, ep_doc_id(doc, "invitation"));
    ep_doc_made(doc, "psk", EP_BYTES(psk));
}

static void handle_link_psk(struct ep_doc *doc)
{
    uint8_t secret[32];
    uint8_t a[32];
    uint8_t b[32];
    uint8_t psk[32];
    ep_bytes h = ep_doc_bytes(doc, "h");
    assert_int_equal(h.len, 64);
    ep_doc_key(doc, "secret", secret);
    ep_doc_key(doc, "a", a);
    ep_doc_key(doc, "b", b);
    ep_link_psk(psk, secret, h.at, a, b);
    ep_doc_made(doc, "psk", EP_BYTES(psk));
}

/* The client's part of 7.2 stands in cli/meeting.c between two people; here are its formulas. */
static void handle_words(struct ep_doc *doc)
{
    const ep_bytes parts[] = {ep_doc_bytes(doc, "h"), ep_doc_bytes(doc, "ra"), ep_doc_bytes(doc, "rb"),
                              ep_doc_bytes(doc, "a"), ep_doc_bytes(doc, "b")};
    uint8_t promise[32];
    uint8_t bits[64];
    char words[EP_WORDS_TEXT_BYTES_MAX];
    ep_hash(promise, sizeof promise, NULL, EP_LABEL_COMMIT, parts, 2);
    ep_hash(bits, sizeof bits, NULL, EP_LABEL_WORDS, parts, 5);
    ep_doc_made(doc, "promise", EP_BYTES(promise));
    ep_doc_made(doc, "bits", EP_BYTES(bits));
    ep_words_text(words, (ep_bytes){bits, 32}, 5);
    ep_doc_made_text(doc, "a_reads", words);
    ep_words_text(words, (ep_bytes){bits + 32, 32}, 5);
    ep_doc_made_text(doc, "b_reads", words);
}

static void handle_apply(struct ep_doc *doc)
{
    struct ep_table table = ep_message_table(EP_MSG_APPLY);
    struct ep_msg_apply apply = {.name = {NULL, 0}};
    uint8_t buffer[512];
    uint8_t hash[32];
    ep_out out = EP_OUT(buffer);
    ep_doc_members(doc, table, &apply, 0, table.count);
    assert_int_equal(ep_record_put(&out, table, &apply), EP_OK);
    ep_bytes part = ep_out_bytes(&out);
    ep_hash(hash, sizeof hash, NULL, EP_LABEL_APPLY, &part, 1);
    struct ep_user user = {.name = apply.name};
    memcpy(user.sign, apply.sign, 32);
    memcpy(user.seal, apply.seal, 32);
    memcpy(user.link, apply.link, 32);
    memcpy(user.proof, apply.proof, 64);
    assert_int_equal(ep_user_proven(&user, ep_doc_id(doc, "org")), EP_OK);
    ep_doc_made(doc, "application", part);
    ep_doc_made(doc, "hash", EP_BYTES(hash));
}

/* Both ends of a link with fixed keys, and one message in each direction. */
struct ends {
    struct ep_session dialling, answering;
    struct ep_dh_pair initiator, responder;
    uint8_t psk[32], ephemeral[2][32];
};

static void say(struct ep_doc *doc, struct ep_session *from, struct ep_session *to, const char *message,
                const char *frame)
{
    uint8_t sealed[512];
    uint8_t opened[512];
    ep_out out = EP_OUT(sealed);
    ep_out plain = EP_OUT(opened);
    assert_int_equal(ep_session_seal(from, ep_doc_bytes(doc, message), &out), EP_OK);
    ep_doc_made(doc, frame, ep_out_bytes(&out));
    assert_int_equal(ep_session_open(to, ep_out_bytes(&out), &plain), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), ep_doc_bytes(doc, message)));
}

static void handle_noise(struct ep_doc *doc)
{
    struct ends *ends = calloc(1, sizeof *ends);
    uint8_t hint[EP_HINT_BYTES];
    uint8_t frames[2][128];
    ep_out first = EP_OUT(frames[0]);
    ep_out second = EP_OUT(frames[1]);
    assert_non_null(ends);
    ends->initiator = dh_pair(doc, "initiator_secret");
    ends->responder = dh_pair(doc, "responder_secret");
    ep_doc_key(doc, "psk", ends->psk);
    ep_doc_key(doc, "initiator_ephemeral", ends->ephemeral[0]);
    ep_doc_key(doc, "responder_ephemeral", ends->ephemeral[1]);
    ep_hint(hint, ep_doc_id(doc, "party"));
    struct ep_dial dial = {(enum ep_mode)ep_doc_number(doc, "mode"),
                           &ends->initiator,
                           ends->responder.public_key,
                           ends->psk,
                           hint,
                           ends->ephemeral[0]};
    assert_int_equal(ep_session_dial(&ends->dialling, &dial, &first), EP_OK);
    ep_doc_made(doc, "frame_1", ep_out_bytes(&first));
    ep_session_accept(&ends->answering);
    assert_int_equal(ep_session_read1(&ends->answering, &ends->responder, ends->ephemeral[1], ep_out_bytes(&first)),
                     EP_OK);
    assert_memory_equal(ends->answering.hint, hint, sizeof hint);
    assert_memory_equal(ends->answering.their_static, ends->initiator.public_key, 32);
    assert_int_equal(ep_session_answer(&ends->answering, ends->psk, NULL, &second), EP_OK);
    ep_doc_made(doc, "frame_2", ep_out_bytes(&second));
    assert_int_equal(ep_session_read2(&ends->dialling, ep_out_bytes(&second)), EP_OK);
    ep_doc_made(doc, "h", EP_BYTES(ends->dialling.handshake_hash));
    assert_memory_equal(ends->dialling.handshake_hash, ends->answering.handshake_hash, 64);
    say(doc, &ends->dialling, &ends->answering, "first", "frame_3");
    say(doc, &ends->answering, &ends->dialling, "answer", "frame_4");
    free(ends);
}

static void test_the_forms_are_those_of_the_document(void **state)
{
    static const struct {
        const char *first;
        void (*handle)(struct ep_doc *doc);
    } rows[] = {{"labels", handle_labels}, {"hash", handle_hash},           {"id", handle_id},
                {"made", handle_made},     {"signature", handle_signature}, {"seal", handle_seal},
                {"hpke", handle_hpke},     {"pair-psk", handle_pair_psk},   {"link-psk", handle_link_psk},
                {"words", handle_words},   {"apply", handle_apply},         {"noise", handle_noise},
                {"tree", handle_tree}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (ep_doc_each(*state, rows[i].first, rows[i].handle) == 0)
            fail_msg("no vector %s in the document", rows[i].first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_forms_are_those_of_the_document)};
    return cmocka_run_group_tests(tests, open_document, close_document);
}
