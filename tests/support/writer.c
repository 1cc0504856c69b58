#define _XOPEN_SOURCE 700
#include "tests/support/writer.h"

#include "cli/cli.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WINDOW 16          /* puts on their way at once: fewer than one batch of the node, so that batches differ */
#define ANSWER_S 60        /* far more than a loaded machine needs */
#define RECONNECTS 1200    /* of 50 ms each */
#define COVERED_MS 200000u /* also when the next dial is a minute and a half away */
#define COVERED_STEP_MS 100u

static void must(bool good, const char *what)
{
    if (!good)
        print_error("writer: %s\n", what);
    assert_true(good);
}

static bool hello(struct writer *writer)
{
    enum ep_message_type type;
    union ep_msg msg;
    const struct ep_msg_hello own = {.hour = ep_cli_now_s() / 3600};
    if (ep_client_say(&writer->client, EP_MSG_HELLO, &own) != EP_OK ||
        ep_client_hear(&writer->client, ANSWER_S, &type, &msg) != EP_OK || type != EP_MSG_HELLO)
        return false;
    memcpy(writer->lineage, msg.hello.lineage, 8);
    return true;
}

static void hang_up(struct writer *writer)
{
    if (writer->online)
        ep_client_close(&writer->client);
    writer->online = false;
    writer->sent = writer->acked; /* the rest may be lost, so it goes again */
}

static void connect_again(struct writer *writer)
{
    const struct ep_kluis *kluis = writer->kluis;
    for (unsigned tries = 0; !writer->online && tries < RECONNECTS; tries++) {
        if (ep_client_open(&writer->client, kluis->route, EP_MODE_USER, kluis->id, &kluis->link, kluis->node_link,
                           kluis->psk) == EP_OK) {
            writer->online = true;
            if (hello(writer))
                return;
            hang_up(writer);
        }
        poll(NULL, 0, 50);
    }
    must(writer->online, "the node does not come back");
}

void writer_open(struct writer *writer, const struct scene *scene, const char *person)
{
    static const char passphrase[] = "zes woorden die alleen op dit toneel staan";
    const char *path = stage_kluis(&scene->stage, person);
    must(ep_crypto_open() == EP_OK && path != NULL, "no such person");
    memset(writer, 0, sizeof *writer);
    writer->kluis = ep_secret_open(sizeof *writer->kluis);
    must(writer->kluis != NULL && ep_kluis_read(path, writer->kluis, ep_text(passphrase), EP_VAULT_SMALL) == EP_OK,
         "the vault does not open");
    connect_again(writer);
}

void writer_close(struct writer *writer)
{
    hang_up(writer);
    for (size_t i = 0; i < writer->count; i++)
        free(writer->letter[i].bytes);
    free(writer->letter);
    ep_secret_close(writer->kluis);
    memset(writer, 0, sizeof *writer);
}

ep_id writer_fresh_id(const struct writer *writer)
{
    uint8_t choice[EP_ID_CHOICE_BYTES];
    ep_random(NULL, choice, sizeof choice);
    return ep_id_made(writer->kluis->org, choice);
}

void writer_add(struct writer *writer, struct ep_statement st)
{
    if (writer->count == writer->cap) {
        writer->cap = writer->cap * 2 + 256;
        writer->letter = realloc(writer->letter, writer->cap * sizeof *writer->letter);
        must(writer->letter != NULL, "no memory");
    }
    struct letter *letter = &writer->letter[writer->count++];
    ep_out out = {malloc(EP_STATEMENT_BYTES_MAX), 0, EP_STATEMENT_BYTES_MAX};
    must(out.at != NULL, "no memory");
    st.org = writer->kluis->org;
    st.author = writer->kluis->id;
    st.version = 1;
    st.hour = ep_cli_now_s() / 3600;
    memcpy(st.lineage, writer->lineage, 8);
    must(ep_statement_put(&out, &st, &writer->kluis->sign) == EP_OK, "a statement does not pack");
    *letter = (struct letter){st.id, realloc(out.at, out.len), out.len};
    must(letter->bytes != NULL, "no memory");
}

/* False: the session broke. */
static bool say(struct writer *writer)
{
    const struct letter *letter = &writer->letter[writer->sent];
    struct ep_msg_put put = {++writer->sent, {letter->bytes, letter->len}};
    return ep_client_say(&writer->client, EP_MSG_PUT, &put) == EP_OK;
}

static bool hear_done(struct writer *writer)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err = ep_client_hear(&writer->client, ANSWER_S, &type, &msg);
    must(err != EP_TIMEOUT, "no answer, and no end of the session");
    if (err != EP_OK)
        return false;
    must(type == EP_MSG_DONE && msg.done.seq == writer->acked + 1, "another answer than the next one");
    if (msg.done.code != EP_OK)
        print_error("refused: %s\n", ep_err_row(ep_err_from_wire(msg.done.code))->name);
    assert_int_equal(msg.done.code, EP_OK);
    writer->acked++;
    return true;
}

static void again(struct writer *writer)
{
    writer->breaks++;
    hang_up(writer);
    connect_again(writer);
}

void writer_push(struct writer *writer, size_t upto)
{
    while (writer->sent < upto && writer->sent < writer->count)
        if (!say(writer))
            again(writer);
}

void writer_finish(struct writer *writer, size_t upto)
{
    must(upto <= writer->count, "more than was written");
    while (writer->acked < upto) {
        bool up = true;
        while (up && writer->sent < upto && writer->sent - writer->acked < WINDOW)
            up = say(writer);
        if (!up || !hear_done(writer))
            again(writer);
    }
    while (writer->acked < writer->sent) /* what was pushed beyond it */
        if (!hear_done(writer))
            again(writer);
}

/* False: the session broke. */
static bool ask_waiting(struct writer *writer, ep_id peer, uint64_t *waiting)
{
    enum ep_message_type type = EP_MSG_GIVE;
    union ep_msg msg;
    bool up = ep_client_say(&writer->client, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_DIRECTORY}) == EP_OK;
    *waiting = UINT64_MAX;
    while (up && type != EP_MSG_DONE) {
        up = ep_client_hear(&writer->client, ANSWER_S, &type, &msg) == EP_OK;
        if (up && type == EP_MSG_FACT && msg.fact.soort == EP_FACT_CONTACT && ep_id_equal(msg.fact.a, peer))
            *waiting = msg.fact.y;
    }
    return up;
}

uint64_t writer_waiting(struct writer *writer, ep_id peer)
{
    uint64_t waiting = 0;
    must(writer->sent == writer->acked, "puts are on their way");
    while (!ask_waiting(writer, peer, &waiting))
        again(writer);
    must(waiting != UINT64_MAX, "not a peer");
    return waiting;
}

void writer_until_covered(struct writer *writer, ep_id peer)
{
    uint64_t waiting = writer_waiting(writer, peer);
    for (unsigned ms = 0; waiting > 0 && ms < COVERED_MS; ms += COVERED_STEP_MS) {
        poll(NULL, 0, COVERED_STEP_MS);
        waiting = writer_waiting(writer, peer);
    }
    assert_int_equal(waiting, 0);
}

struct ep_store *writer_store(const struct scene *scene, const char *code)
{
    struct ep_store *store = NULL;
    char path[512];
    stage_path(&scene->stage, path, code, "/node/eenpland.db");
    assert_int_equal(ep_crypto_open(), EP_OK);
    assert_int_equal(ep_store_open(&store, path), EP_OK);
    return store;
}
