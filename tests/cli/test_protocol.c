/* Promise: the invitation line and the vault file are those that PROTOCOL.md says, 7.1 and 8.1, both ways. */
#include "tests/support/document.h"

#include "cli/kluis.h"
#include "cli/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void handle_line(struct ep_doc *doc)
{
    struct ep_line line = {.invitation = ep_doc_id(doc, "invitation"), .org = ep_doc_id(doc, "org")};
    struct ep_line read;
    char text[EP_LINE_BYTES_MAX];
    ep_doc_key(doc, "link", line.link);
    ep_doc_key(doc, "secret", line.secret);
    snprintf(line.route, sizeof line.route, "%s", ep_doc_text(doc, "route"));
    ep_line_text(text, &line);
    ep_doc_made_text(doc, "line", text);
    assert_int_equal(ep_line_read(ep_doc_text(doc, "line"), &read), EP_OK);
    assert_memory_equal(&read, &line, sizeof line);
}

static void write_file(const char *path, ep_bytes bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

/* The file of the document, read by the client as its own. */
static void read_vault(struct ep_doc *doc, ep_bytes blob)
{
    char path[] = "/tmp/eenplan-protocol-XXXXXX";
    struct ep_kluis kluis;
    uint8_t expected[32];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    write_file(path, blob);
    ep_err err = ep_kluis_read(path, &kluis, ep_text(ep_doc_text(doc, "passphrase")), EP_VAULT_SMALL);
    unlink(path);
    assert_int_equal(err, EP_OK);
    assert_int_equal(kluis.sort, ep_doc_number(doc, "sort"));
    assert_string_equal(kluis.name, ep_doc_text(doc, "name"));
    assert_string_equal(kluis.route, ep_doc_text(doc, "route"));
    const struct {
        const char *name;
        const uint8_t *at;
    } keys[] = {{"sign_seed", kluis.sign_seed}, {"seal_secret", kluis.seal_secret}, {"link_secret", kluis.link_secret},
                {"root", kluis.root},           {"node_link", kluis.node_link},     {"psk", kluis.psk}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        ep_doc_key(doc, keys[i].name, expected);
        assert_memory_equal(keys[i].at, expected, 32);
    }
}

static void handle_vault(struct ep_doc *doc)
{
    struct ep_vault_cost cost = {(uint32_t)ep_doc_number(doc, "memory_kib"), (uint32_t)ep_doc_number(doc, "passes")};
    uint8_t buffer[1024];
    uint8_t opened[1024];
    ep_out blob = EP_OUT(buffer);
    ep_out plain = EP_OUT(opened);
    ep_bytes salt = ep_doc_bytes(doc, "salt");
    ep_bytes passphrase = ep_text(ep_doc_text(doc, "passphrase"));
    assert_int_equal(salt.len, 16);
    assert_int_equal(ep_vault_seal(&blob, ep_doc_bytes(doc, "plain"), passphrase, cost, salt.at), EP_OK);
    ep_doc_made(doc, "blob", ep_out_bytes(&blob));
    assert_int_equal(ep_vault_open(&plain, ep_out_bytes(&blob), passphrase, EP_VAULT_SMALL), EP_OK);
    assert_true(ep_bytes_equal(ep_out_bytes(&plain), ep_doc_bytes(doc, "plain")));
    read_vault(doc, ep_doc_bytes(doc, "blob"));
}

static void test_the_line_of_the_document(void **state)
{
    assert_int_equal(ep_doc_each(*state, "line", handle_line), 1);
}

static void test_the_vault_of_the_document(void **state)
{
    assert_int_equal(ep_doc_each(*state, "vault", handle_vault), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_line_of_the_document),
                                       cmocka_unit_test(test_the_vault_of_the_document)};
    return cmocka_run_group_tests(tests, open_document, close_document);
}
