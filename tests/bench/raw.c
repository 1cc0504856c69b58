#include "tests/bench/raw.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* PROTOCOL.md 3: each with the NUL that ends it. */
#define LABEL "eenplan/1/statement"
#define LABEL_BYTES sizeof LABEL
#define ENTRY_LABEL "eenplan/1/entry"

static void must(int good)
{
    if (good)
        return;
    fputs("bench: the bare side failed\n", stderr);
    exit(1);
}

/* Signatures. */

struct text {
    uint8_t b[LABEL_BYTES + 64];
};

static void text_of(struct text *text, const uint8_t *bytes, size_t len)
{
    memcpy(text->b, LABEL, LABEL_BYTES);
    crypto_generichash(text->b + LABEL_BYTES, 64, bytes, len, NULL, 0);
}

void raw_sign(uint8_t signature[64], const uint8_t *bytes, size_t len, const uint8_t secret[64])
{
    struct text text;
    text_of(&text, bytes, len);
    crypto_sign_detached(signature, NULL, text.b, sizeof text.b, secret);
}

void raw_verify(const uint8_t *statement, size_t len, const uint8_t key[32])
{
    struct text text;
    text_of(&text, statement, len - 64);
    must(crypto_sign_verify_detached(statement + len - 64, text.b, sizeof text.b, key) == 0);
}

void raw_running_hash(uint8_t hash[32], const uint8_t *statement, size_t len)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, (const uint8_t *)LABEL, LABEL_BYTES);
    crypto_generichash_update(&state, hash, 32);
    crypto_generichash_update(&state, statement, len);
    crypto_generichash_final(&state, hash, 32);
}

static const uint8_t link_key[crypto_aead_chacha20poly1305_IETF_KEYBYTES] = {1};
static const uint8_t link_nonce[crypto_aead_chacha20poly1305_IETF_NPUBBYTES] = {0};

void raw_link_seal(uint8_t *cipher, const uint8_t *plain, size_t len)
{
    crypto_aead_chacha20poly1305_ietf_encrypt(cipher, NULL, plain, len, NULL, 0, NULL, link_nonce, link_key);
}

void raw_link_open(uint8_t *plain, const uint8_t *cipher, size_t len)
{
    must(crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, cipher, len, NULL, 0, link_nonce, link_key) == 0);
}

/* Sealing. */

static void derive(uint8_t derived[64], const uint8_t key[32], const uint8_t *core, size_t core_len)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, 32, 64);
    crypto_generichash_update(&state, (const uint8_t *)ENTRY_LABEL, sizeof ENTRY_LABEL);
    crypto_generichash_update(&state, core, core_len);
    crypto_generichash_final(&state, derived, 64);
}

void raw_seal(uint8_t *cipher, const uint8_t *plain, size_t len, const uint8_t *core, size_t core_len)
{
    static const uint8_t nonce[12];
    uint8_t key[32];
    uint8_t derived[64];
    randombytes_buf(key, sizeof key);
    derive(derived, key, core, core_len);
    crypto_aead_chacha20poly1305_ietf_encrypt(cipher, NULL, plain, len, NULL, 0, NULL, nonce, derived);
    sodium_memzero(key, sizeof key);
    sodium_memzero(derived, sizeof derived);
}

void raw_open(uint8_t *plain, const uint8_t *cipher, size_t len, const uint8_t key[32], const uint8_t *core,
              size_t core_len)
{
    static const uint8_t nonce[12];
    uint8_t derived[64];
    derive(derived, key, core, core_len);
    must(crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, cipher, len, NULL, 0, nonce, derived) == 0);
    sodium_memzero(derived, sizeof derived);
}

/* HPKE: seven HMACs over what RFC 9180 says, one Diffie-Hellman, one AEAD. */

static void hmac(uint8_t out[32], const uint8_t *key, size_t key_len, const uint8_t *more, size_t more_len)
{
    static const uint8_t suite[] = "HPKE-v1HPKE\x00\x20\x00\x01\x00\x03 a label";
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, key_len);
    crypto_auth_hmacsha256_update(&state, suite, sizeof suite - 1);
    crypto_auth_hmacsha256_update(&state, more, more_len);
    crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

static void schedule(uint8_t key[32], uint8_t nonce[32], const uint8_t dh[32], const uint8_t kem[64],
                     const uint8_t *info, size_t info_len)
{
    uint8_t prk[32];
    uint8_t shared[32];
    uint8_t context[65] = {0};
    hmac(prk, context, 0, dh, 32);
    hmac(shared, prk, 32, kem, 64);
    hmac(context + 1, context, 0, context, 0);
    hmac(context + 33, context, 0, info, info_len);
    hmac(prk, shared, 32, context, 0);
    hmac(key, prk, 32, context, 65);
    hmac(nonce, prk, 32, context, 65);
    sodium_memzero(prk, sizeof prk);
    sodium_memzero(shared, sizeof shared);
}

void raw_wrap(uint8_t *sealed, const uint8_t *plain, size_t len, const uint8_t to[32], const uint8_t *info,
              size_t info_len)
{
    uint8_t secret[32];
    uint8_t kem[64];
    uint8_t dh[32];
    uint8_t key[32];
    uint8_t nonce[32];
    randombytes_buf(secret, sizeof secret);
    crypto_scalarmult_base(kem, secret);
    memcpy(kem + 32, to, 32);
    must(crypto_scalarmult(dh, secret, to) == 0);
    schedule(key, nonce, dh, kem, info, info_len);
    memcpy(sealed, kem, 32);
    crypto_aead_chacha20poly1305_ietf_encrypt(sealed + 32, NULL, plain, len, NULL, 0, NULL, nonce, key);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(dh, sizeof dh);
    sodium_memzero(key, sizeof key);
}

void raw_unwrap(uint8_t *plain, const uint8_t *sealed, size_t len, const uint8_t secret[32], const uint8_t own[32],
                const uint8_t *info, size_t info_len)
{
    uint8_t kem[64];
    uint8_t dh[32];
    uint8_t key[32];
    uint8_t nonce[32];
    memcpy(kem, sealed, 32);
    memcpy(kem + 32, own, 32);
    must(crypto_scalarmult(dh, secret, sealed) == 0);
    schedule(key, nonce, dh, kem, info, info_len);
    /* Its labels are others than those it was sealed with: refused, after the whole tag was computed. */
    int opened =
        crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed + 32, len - 32, NULL, 0, nonce, key);
    (void)opened;
    sodium_memzero(dh, sizeof dh);
    sodium_memzero(key, sizeof key);
}

/* The database. */

enum { INSERT, DELETE, BEGIN, COMMIT, SQLS };

struct raw_store {
    sqlite3 *db;
    sqlite3_stmt *sql[SQLS];
};

static const char pragmas[] =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;"
    "CREATE TABLE statement ("
    " row INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL,"
    " huishouden BLOB, org BLOB NOT NULL, author BLOB NOT NULL, hour INTEGER NOT NULL, subject BLOB,"
    " domain INTEGER NOT NULL, level INTEGER NOT NULL, ref BLOB, to_org BLOB, latest INTEGER NOT NULL,"
    " bytes BLOB NOT NULL, UNIQUE (kind, id, version, org)) STRICT;"
    "CREATE INDEX statement_kind ON statement (kind);"
    "CREATE INDEX statement_huishouden ON statement (huishouden, kind);"
    "CREATE INDEX statement_ref ON statement (ref) WHERE ref IS NOT NULL;";

static const char *const texts[SQLS] = {
    "INSERT INTO statement (kind, id, version, huishouden, org, author, hour, subject, domain, level, ref, to_org,"
    " latest, bytes) VALUES (?1, ?2, 1, ?3, ?4, ?5, 490000, ?6, 2, 2, ?7, ?8, 1, ?9)",
    "DELETE FROM statement WHERE huishouden = ?1 AND kind = ?2",
    "BEGIN IMMEDIATE",
    "COMMIT",
};

struct raw_store *raw_store_open(const char *path)
{
    struct raw_store *store = calloc(1, sizeof *store);
    must(store != NULL && sqlite3_open(path, &store->db) == SQLITE_OK &&
         sqlite3_exec(store->db, pragmas, NULL, NULL, NULL) == SQLITE_OK);
    for (int i = 0; i < SQLS; i++)
        must(sqlite3_prepare_v3(store->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &store->sql[i], NULL) == SQLITE_OK);
    return store;
}

void raw_store_close(struct raw_store *store)
{
    for (int i = 0; i < SQLS; i++)
        sqlite3_finalize(store->sql[i]);
    sqlite3_close(store->db);
    free(store);
}

static void run(sqlite3_stmt *sql)
{
    must(sqlite3_step(sql) == SQLITE_DONE);
    sqlite3_reset(sql);
}

void raw_begin(struct raw_store *store)
{
    run(store->sql[BEGIN]);
}

void raw_commit(struct raw_store *store)
{
    run(store->sql[COMMIT]);
}

void raw_insert(struct raw_store *store, const struct raw_columns *columns, const uint8_t *bytes, size_t len)
{
    sqlite3_stmt *sql = store->sql[INSERT];
    const uint8_t *const ids[] = {columns->huishouden, columns->org, columns->author,
                                  columns->subject,    columns->ref, columns->to_org};
    sqlite3_bind_int(sql, 1, columns->kind);
    sqlite3_bind_blob(sql, 2, columns->id, 16, SQLITE_STATIC);
    for (int i = 0; i < 6; i++)
        sqlite3_bind_blob(sql, 3 + i, ids[i], 16, SQLITE_STATIC);
    sqlite3_bind_blob(sql, 9, bytes, (int)len, SQLITE_STATIC);
    run(sql);
}

void raw_delete(struct raw_store *store, const uint8_t huishouden[16], int kind)
{
    sqlite3_bind_blob(store->sql[DELETE], 1, huishouden, 16, SQLITE_STATIC);
    sqlite3_bind_int(store->sql[DELETE], 2, kind);
    run(store->sql[DELETE]);
}
