#include "tests/support/store_fixture.h"

ep_id id_of(uint8_t n)
{
    ep_id id = {{0}};
    id.b[0] = 0xa0;
    id.b[EP_ID_BYTES - 1] = n;
    return id;
}

int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/eenplan-store-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/node.db", fixture->folder);
    snprintf(fixture->wal, sizeof fixture->wal, "%s-wal", fixture->path);
    snprintf(fixture->reserve, sizeof fixture->reserve, "%s.reserve", fixture->path);
    snprintf(fixture->keystore, sizeof fixture->keystore, "%s.keystore", fixture->path);
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_OK);
    *state = fixture;
    return 0;
}

int tear_down(void **state)
{
    struct fixture *fixture = *state;
    ep_store_close(fixture->store);
    unlink(fixture->path);
    unlink(fixture->wal);
    unlink(fixture->reserve);
    unlink(fixture->keystore);
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

void reopen(struct fixture *fixture)
{
    ep_store_close(fixture->store);
    fixture->store = NULL;
    assert_int_equal(ep_store_open(&fixture->store, fixture->path), EP_OK);
}

void write_statement(struct written *written, struct ep_statement *st)
{
    static const uint8_t seed[32] = {7};
    struct ep_sign_pair pair;
    ep_sign_pair_make(&pair, seed);
    ep_out out = EP_OUT(written->bytes);
    st->author = ep_id_of_key(pair.public_key);
    st->hour = 500000;
    assert_int_equal(ep_statement_put(&out, st, &pair), EP_OK);
    assert_int_equal(ep_statement_open(&written->st, ep_out_bytes(&out)), EP_OK);
}

void write_lid(struct written *written, uint8_t id, uint64_t version, uint8_t huishouden, uint8_t org)
{
    struct ep_statement st = {
        .kind = ep_kind(EP_LID), .id = id_of(id), .huishouden = id_of(huishouden), .org = id_of(org)};
    st.version = version;
    st.body.lid.present = true;
    write_statement(written, &st);
}

void write_invite(struct written *written, uint8_t id, uint8_t to_org, uint8_t grant)
{
    struct ep_statement st = {.kind = ep_kind(EP_INVITE), .id = id_of(id), .huishouden = id_of(1), .org = id_of(2)};
    st.version = 1;
    st.body.invite = (struct ep_invite){id_of(to_org), id_of(99), id_of(grant)};
    write_statement(written, &st);
}

void write_card(struct written *written, uint8_t id, const char *name)
{
    struct ep_statement st = {.kind = ep_kind(EP_CARD), .id = id_of(id), .org = id_of(id), .version = 1};
    st.body.card.name = ep_text(name);
    st.body.card.sort = ep_text("wijkteam");
    write_statement(written, &st);
}

int64_t put(struct ep_store *store, const struct written *written)
{
    int64_t row = 0;
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_put(store, &written->st, &row), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
    return row;
}

int64_t put_lid(struct ep_store *store, uint8_t id, uint64_t version)
{
    struct written written;
    write_lid(&written, id, version, 1, 2);
    return put(store, &written);
}

void erase(struct ep_store *store, int64_t row)
{
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_erase(store, row), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
}

int64_t latest_row(struct ep_store *store, uint8_t id)
{
    ep_bytes bytes;
    int64_t row = 0;
    ep_err err = ep_store_find(store, EP_LID, id_of(id), 0, &bytes, &row);
    return err == EP_OK ? row : -(int64_t)err;
}

bool note_row(void *arg, int64_t row, ep_bytes bytes)
{
    struct walk *walk = arg;
    struct ep_statement st;
    assert_int_equal(ep_statement_open(&st, bytes), EP_OK);
    assert_true(walk->count < 16);
    walk->rows[walk->count++] = row;
    if (walk->nest) {
        struct walk inner = {.store = walk->store};
        struct ep_store_query query = {.kind = EP_LID};
        ep_bytes found;
        int64_t found_row = 0;
        assert_int_equal(ep_store_each(walk->store, &query, note_row, &inner), EP_OK);
        assert_true(inner.count > 0);
        assert_int_equal(ep_store_find(walk->store, st.kind->code, st.id, st.version, &found, &found_row), EP_OK);
        assert_true(ep_bytes_equal(found, bytes)); /* a find inside leaves the bytes of the visit alone */
    }
    return walk->count != walk->stop_at;
}

size_t count_of(struct ep_store *store, struct ep_store_query query)
{
    struct walk walk = {.store = store};
    assert_int_equal(ep_store_each(store, &query, note_row, &walk), EP_OK);
    for (size_t i = 1; i < walk.count; i++)
        assert_true(walk.rows[i] > walk.rows[i - 1]);
    return walk.count;
}

void queue(struct ep_store *store, uint8_t peer, int64_t row)
{
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_queue(store, id_of(peer), row), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
}

int64_t send_as(struct ep_store *store, uint8_t peer, uint64_t after, uint64_t seq)
{
    struct ep_store_out next;
    uint8_t hash[32];
    memset(hash, (int)seq, sizeof hash);
    assert_int_equal(ep_store_next(store, id_of(peer), after, 0, &next), EP_OK);
    assert_true(next.seq == 0);
    assert_int_equal(ep_store_begin(store), EP_OK);
    assert_int_equal(ep_store_sent(store, next.out, seq, hash), EP_OK);
    assert_int_equal(ep_store_commit(store), EP_OK);
    return next.row;
}
