/* (c) From the put of an entry of 1 KB to the position of the eighth peer that may read it: nine real nodes on the
 * loopback, one client. The entry and its wraps go together, as the client does it (cli/write.c). The bare
 * side passes the same bytes between nine processes that verify, store, commit and sign. */
#include "cli/cli.h"
#include "crypto/seal.h"
#include "tests/bench/bench.h"
#include "tests/bench/raw_put.h"
#include "tests/bench/wires.h"
#include "tests/support/federation.h"
#include "tests/support/play.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RECEIVERS WIRES_MAX
#define PUTS_EACH 30 /* in a round: 210 in all, and one round that is not counted */
#define STATEMENTS (RECEIVERS + 2)

struct put {
    const struct ep_statement *st[STATEMENTS]; /* the entry, the own wrap, the others' */
};

struct putting {
    struct federation fed; /* only to make what the nodes start from */
    struct put put[PUTS_EACH];
    uint64_t now_hour;
    uint8_t text[1024 + EP_SEAL_TAG_BYTES];
    unsigned port[RECEIVERS + 1];
    struct ep_play node[RECEIVERS + 1];
    struct wires *wires, *raw_wires;
    struct ep_client client;
    uint64_t seq;
    int raw;
    pid_t pid[RECEIVERS + 1];
};

static ep_id named(const char *stem, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "%s %zu", stem, n);
    return id_named(name);
}

static const struct firm *sender(const struct putting *putting)
{
    return &putting->fed.node[0].firm;
}

static const struct firm *receiver(const struct putting *putting, size_t n)
{
    return &putting->fed.node[n + 1].firm;
}

/* The nodes' folders. */

static void write_node(struct putting *putting, size_t n, const char *folder)
{
    char path[400];
    char text[800];
    uint8_t key[104];
    const struct firm *firm = &putting->fed.node[n].firm;
    snprintf(path, sizeof path, "%s/%zu", folder, n);
    bench_must(mkdir(path, 0700) == 0, "no folder for a node");
    snprintf(text, sizeof text, "[node]\nlisten = 127.0.0.1:%u\ndatabase = %s/%zu.db\n", putting->port[n], folder, n);
    snprintf(path, sizeof path, "%s/%zu/node.ini", folder, n);
    bench_must(ep_play_write(path, text), "no node.ini");
    memcpy(key, EP_NODE_KEY_MAGIC, 8);
    memcpy(key + 8, firm->node_link.secret_key, 32);
    memcpy(key + 40, firm->node_sign.secret_key, 32);
    memcpy(key + 72, firm->root.public_key, 32);
    snprintf(path, sizeof path, "%s/%zu/node.key", folder, n);
    FILE *file = fopen(path, "wb");
    bench_must(file != NULL && fwrite(key, sizeof key, 1, file) == 1 && fclose(file) == 0 && chmod(path, 0600) == 0,
               "no node.key");
}

static void keep(struct node *node, const struct ep_statement *st)
{
    int64_t row = 0;
    bench_must(ep_store_begin(node->store) == EP_OK && ep_store_put(node->store, st, &row) == EP_OK &&
                   ep_store_commit(node->store) == EP_OK,
               "a statement is not kept");
}

/* These nodes live now; the users and teams of the federation live at another hour. So they are renewed. */
static void renew(struct putting *putting, const struct firm *firm, struct node *knows)
{
    struct ep_statement team = draft_team(firm);
    struct ep_statement user = draft_user(firm, &firm->eva);
    team.version = user.version = 2;
    team.hour = user.hour = user.body.user.from = putting->now_hour;
    team.body.team.until = user.body.user.until = putting->now_hour + 24;
    keep(knows, pile_sign(&putting->fed.pile, team, &firm->steward.sign));
    keep(knows, pile_sign(&putting->fed.pile, user, &firm->authority));
}

/* The receivers dial the sender, over their wires: its card says so there, and nowhere else. */
static void befriend(struct putting *putting, size_t n)
{
    uint8_t psk[32];
    struct node *to = &putting->fed.node[n + 1];
    struct ep_statement card = draft_card(sender(putting), true);
    char route[32];
    memset(psk, (int)(0x40 + n), sizeof psk);
    node_befriend(&putting->fed.node[0], &to->firm, psk);
    node_befriend(to, sender(putting), psk);
    snprintf(route, sizeof route, "127.0.0.1:%u", wires_port(putting->wires, n));
    card.version = 2;
    card.body.card.route = ep_text(route);
    keep(to, pile_sign(&putting->fed.pile, card, &sender(putting)->root));
    renew(putting, &to->firm, to);
    renew(putting, &to->firm, &putting->fed.node[0]);
    renew(putting, sender(putting), to);
}

static void start_nodes(struct putting *putting, const char *folder)
{
    for (size_t n = 0; n <= RECEIVERS; n++) {
        char path[400];
        char log[400];
        snprintf(path, sizeof path, "%s/%zu", folder, n);
        snprintf(log, sizeof log, "%s/%zu/log", folder, n);
        const char *const argv[] = {EP_BIN_DIR "/eenpland", path, NULL};
        bench_must(ep_play_start(&putting->node[n], argv, log) && ep_play_listening(putting->port[n], 20000),
                   "a node does not start");
    }
}

/* The client. */

static void say(struct putting *putting, const struct ep_statement *st)
{
    struct ep_msg_put put = {++putting->seq, st->bytes};
    bench_must(ep_client_say_later(&putting->client, EP_MSG_PUT, &put) == EP_OK, "a put is not said");
}

static void hear(struct putting *putting, uint64_t seq)
{
    enum ep_message_type type;
    union ep_msg msg;
    bench_must(ep_client_hear(&putting->client, 60, &type, &msg) == EP_OK && type == EP_MSG_DONE && msg.done.seq == seq,
               "a put is not answered");
    bench_must(msg.done.code == 0, ep_err_row(ep_err_from_wire(msg.done.code))->name);
}

static const struct ep_statement *sign(struct putting *putting, struct ep_statement draft)
{
    draft.hour = putting->now_hour;
    return pile_sign(&putting->fed.pile, draft, &sender(putting)->eva.sign);
}

static void put_now(struct putting *putting, struct ep_statement draft)
{
    say(putting, sign(putting, draft));
    hear(putting, putting->seq);
}

static void open_client(struct putting *putting)
{
    const struct staff *eva = &sender(putting)->eva;
    uint8_t psk[32];
    char route[32];
    enum ep_message_type type;
    union ep_msg msg;
    access_psk(psk, eva->id);
    snprintf(route, sizeof route, "127.0.0.1:%u", putting->port[0]);
    bench_must(ep_client_open(&putting->client, route, EP_MODE_USER, eva->id, &eva->link,
                              sender(putting)->node_link.public_key, psk) == EP_OK &&
                   ep_client_say(&putting->client, EP_MSG_HELLO, &(struct ep_msg_hello){.hour = putting->now_hour}) ==
                       EP_OK &&
                   ep_client_hear(&putting->client, 60, &type, &msg) == EP_OK && type == EP_MSG_HELLO,
               "no session");
}

static void put_household(struct putting *putting)
{
    const struct firm *own = sender(putting);
    put_now(putting, draft_huishouden(own, id_named("h")));
    put_now(putting, draft_lid(own, id_named("h"), id_named("lid")));
    for (size_t n = 0; n < RECEIVERS; n++) {
        struct ep_statement grant =
            draft_grant(own, id_named("h"), named("grant", n), id_named("lid"), receiver(putting, n));
        grant.body.grant.to_team = receiver(putting, n)->team;
        grant.body.grant.from = putting->now_hour;
        grant.body.grant.until = putting->now_hour + 24;
        put_now(putting, grant);
    }
}

/* What a round puts is signed before it begins. */
static void write_round(struct putting *putting)
{
    const struct firm *own = sender(putting);
    for (size_t i = 0; i < PUTS_EACH; i++) {
        uint8_t refs[EP_REF_BYTES];
        struct ep_statement draft = draft_entry(own, id_named("h"), ep_id_fresh(own->id), id_named("lid"));
        draft.body.entry.size = 1;
        draft.body.entry.epoch = 2;
        draft.body.entry.ciphertext = EP_BYTES(putting->text);
        refs_put(refs, 0, draft.id, 1);
        putting->put[i].st[0] = sign(putting, draft);
        for (size_t n = 0; n <= RECEIVERS; n++) {
            const struct firm *to = n == 0 ? own : receiver(putting, n - 1);
            ep_id grant = n == 0 ? (ep_id){{0}} : named("grant", n - 1);
            draft = draft_wrap(own, id_named("h"), ep_id_fresh(own->id), id_named("lid"), grant, to, EP_BYTES(refs));
            draft.body.wrap.team = to->team;
            draft.body.wrap.epoch = 2;
            putting->put[i].st[1 + n] = sign(putting, draft);
        }
    }
}

/* What one receiver gets of it at least: the entry and its wrap. */
static size_t part_bytes(const struct put *put)
{
    return put->st[0]->bytes.len + put->st[STATEMENTS - 1]->bytes.len;
}

/* Milliseconds, the median of a round. */
static double ours(void *ctx)
{
    struct putting *putting = ctx;
    double took[PUTS_EACH];
    write_round(putting);
    for (size_t i = 0; i < PUTS_EACH; i++) {
        wires_begin(putting->wires, part_bytes(&putting->put[i]));
        double from = bench_now();
        uint64_t first = putting->seq + 1;
        for (size_t n = 0; n < STATEMENTS; n++)
            say(putting, putting->put[i].st[n]);
        for (size_t n = 0; n < STATEMENTS; n++)
            hear(putting, first + n);
        took[i] = (wires_end(putting->wires) - from) * 1e3;
    }
    return bench_median(took, PUTS_EACH);
}

static double bare(void *ctx)
{
    struct putting *putting = ctx;
    double took[PUTS_EACH];
    for (size_t i = 0; i < PUTS_EACH; i++) {
        const uint8_t *at[STATEMENTS];
        size_t len[STATEMENTS];
        for (size_t n = 0; n < STATEMENTS; n++) {
            at[n] = putting->put[i].st[n]->bytes.at;
            len[n] = putting->put[i].st[n]->bytes.len;
        }
        wires_begin(putting->raw_wires, part_bytes(&putting->put[i]));
        double from = bench_now();
        raw_put(putting->raw, at, len, STATEMENTS);
        took[i] = (wires_end(putting->raw_wires) - from) * 1e3;
    }
    return bench_median(took, PUTS_EACH);
}

static void start_raw(struct putting *putting, const char *folder)
{
    char path[400];
    unsigned port = ep_play_port();
    struct raw_keys keys = {.receivers = RECEIVERS};
    memcpy(keys.author, sender(putting)->eva.sign.public_key, 32);
    memcpy(keys.node_secret, sender(putting)->node_sign.secret_key, 64);
    memcpy(keys.node_public, sender(putting)->node_sign.public_key, 32);
    snprintf(path, sizeof path, "%s/raw-sender.db", folder);
    putting->pid[0] = raw_sender_start(path, port, &keys);
    putting->raw_wires = wires_open(port, RECEIVERS);
    for (size_t n = 0; n < RECEIVERS; n++) {
        snprintf(path, sizeof path, "%s/raw-receiver-%zu.db", folder, n);
        putting->pid[n + 1] = raw_receiver_start(path, wires_port(putting->raw_wires, n), &keys);
    }
    for (unsigned ms = 0; ms < 20000 && wires_up(putting->raw_wires) < RECEIVERS; ms += 20)
        poll(NULL, 0, 20);
    bench_must(wires_up(putting->raw_wires) == RECEIVERS, "the bare receivers do not come");
    putting->raw = raw_put_open(port);
}

static void start(struct putting *putting, const char *folder)
{
    putting->now_hour = ep_cli_now_s() / 3600;
    fed_open_in(&putting->fed, RECEIVERS + 1, 0, folder);
    for (size_t n = 0; n <= RECEIVERS; n++)
        putting->port[n] = ep_play_port();
    putting->wires = wires_open(putting->port[0], RECEIVERS);
    for (size_t n = 0; n < RECEIVERS; n++)
        befriend(putting, n);
    renew(putting, sender(putting), &putting->fed.node[0]);
    for (size_t n = 0; n <= RECEIVERS; n++) {
        struct node *node = &putting->fed.node[n];
        write_node(putting, n, folder);
        node_down(node);
        ep_store_close(node->store);
        node->store = NULL;
    }
    start_nodes(putting, folder);
    for (unsigned ms = 0; ms < 20000 && wires_up(putting->wires) < RECEIVERS; ms += 20)
        poll(NULL, 0, 20);
    bench_must(wires_up(putting->wires) == RECEIVERS, "the receivers do not come");
    open_client(putting);
    wires_begin(putting->wires, 1);
    put_household(putting);
    (void)wires_end(putting->wires);
}

void bench_put(struct bench *bench)
{
    struct putting *putting = calloc(1, sizeof *putting);
    char folder[300];
    bench_must(putting != NULL, "no memory");
    bench_pin(-1);
    snprintf(folder, sizeof folder, "%s/put", bench->folder);
    bench_must(mkdir(folder, 0700) == 0, "no folder");
    start(putting, folder);
    start_raw(putting, folder);
    bench_compare(bench, &(struct bench_pair){.work = "one entry from put to the eighth peer's position, p50",
                                              .unit = "ms",
                                              .goal = 1.5,
                                              .ours = ours,
                                              .raw = bare,
                                              .ctx = putting});
    ep_client_close(&putting->client);
    for (size_t n = 0; n <= RECEIVERS; n++)
        ep_play_stop(&putting->node[n], 15);
    close(putting->raw);
    wires_close(putting->wires);
    wires_close(putting->raw_wires);
    for (size_t n = 0; n <= RECEIVERS; n++)
        waitpid(putting->pid[n], NULL, 0);
    fed_close(&putting->fed);
    free(putting);
}
