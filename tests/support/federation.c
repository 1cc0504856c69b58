#include "proto/message.h"
#include "tests/support/federation.h"

#include "proto/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "federation: %s\n", what);
    abort();
}

static void draw(uint64_t *state, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        out[i] = (uint8_t)(*state >> 32);
    }
}

static void random_bytes(void *ctx, uint8_t *out, size_t len)
{
    struct node *node = ctx;
    must(len < sizeof node->draws / sizeof node->draws[0], "more random bytes at once than anyone needs");
    uint64_t which = ++node->draws[len] << 16 | len << 8 | node->firm.seed;
    uint64_t own = which * UINT64_C(0x9e3779b97f4a7c15);
    draw(node->fed->apart ? &own : &node->fed->random, out, len);
}

static void log_line(void *ctx, const char *line)
{
    struct node *node = ctx;
    snprintf(node->log[node->logged++ % 64], sizeof node->log[0], "%s", line);
    if (getenv("EP_TEST_LOG") != NULL)
        fprintf(stderr, "%c: %s\n", node->firm.seed, line);
}

bool node_said(const struct node *node, const char *words)
{
    for (size_t i = 0; i < 64; i++)
        if (strstr(node->log[i], words) != NULL)
            return true;
    return false;
}

uint64_t fed_hour(const struct federation *fed)
{
    return fed->now_s / 3600;
}

static struct ep_moment moment(const struct node *node)
{
    return (struct ep_moment){node->fed->now_ms, (uint64_t)((int64_t)node->fed->now_s + node->skew_s)};
}

/* Cables. */

static struct end *end_of(struct federation *fed, const struct node *node, uint64_t number, size_t *cable, size_t *side)
{
    for (*cable = 0; *cable < CABLES_MAX; ++*cable)
        for (*side = 0; *side < 2; ++*side) {
            struct end *end = &fed->cable[*cable].end[*side];
            if (fed->cable[*cable].used && !end->gone && end->node == node && end->number == number)
                return end;
        }
    return NULL;
}

size_t cable_lay(struct federation *fed, struct end from, struct end to)
{
    size_t i = 0;
    while (i < CABLES_MAX && fed->cable[i].used)
        i++;
    must(i < CABLES_MAX, "no cable left");
    fed->cable[i] = (struct cable){true, {from, to}};
    return i;
}

void cable_send(struct federation *fed, size_t cable, size_t to, enum ep_event_type type, ep_bytes bytes)
{
    if (fed->packets == fed->cap) {
        fed->cap = fed->cap * 2 + 256;
        fed->packet = realloc(fed->packet, fed->cap * sizeof *fed->packet);
        must(fed->packet != NULL, "no memory");
    }
    uint8_t *copy = malloc(bytes.len + 1);
    must(copy != NULL, "no memory");
    if (bytes.len > 0)
        memcpy(copy, bytes.at, bytes.len);
    fed->packet[fed->packets++] = (struct packet){cable, to, type, copy, bytes.len};
}

static struct packet packet_take(struct federation *fed, size_t at)
{
    struct packet packet = fed->packet[at];
    memmove(fed->packet + at, fed->packet + at + 1, (fed->packets - at - 1) * sizeof packet);
    fed->packets--;
    return packet;
}

/* What is in flight on it is lost. */
static void cable_empty(struct federation *fed, size_t cable)
{
    for (size_t i = fed->packets; i-- > 0;)
        if (fed->packet[i].cable == cable)
            free(packet_take(fed, i).bytes);
}

void cable_cut(struct federation *fed, size_t cable)
{
    cable_empty(fed, cable);
    for (size_t side = 0; side < 2; side++)
        if (!fed->cable[cable].end[side].gone)
            cable_send(fed, cable, side, EP_EVENT_CLOSED, (ep_bytes){NULL, 0});
}

static bool between_nodes(const struct cable *cable)
{
    return cable->used && cable->end[0].node != NULL && cable->end[1].node != NULL;
}

size_t node_cables(const struct node *node)
{
    size_t count = 0;
    for (size_t i = 0; i < CABLES_MAX; i++)
        for (size_t side = 0; side < 2; side++) {
            const struct end *end = &node->fed->cable[i].end[side];
            count += between_nodes(&node->fed->cable[i]) && end->node == node && !end->gone ? 1 : 0;
        }
    return count;
}

void node_cut(struct node *node)
{
    struct federation *fed = node->fed;
    for (size_t i = 0; i < CABLES_MAX; i++)
        if (between_nodes(&fed->cable[i]) && (fed->cable[i].end[0].node == node || fed->cable[i].end[1].node == node))
            cable_cut(fed, i);
}

/* Steps. */

static void dial(struct node *node, uint64_t number, const char *route)
{
    struct federation *fed = node->fed;
    struct end from = {.node = node, .number = number};
    struct node *to = NULL;
    for (size_t i = 0; i < fed->nodes; i++)
        if (strcmp(fed->node[i].firm.route, route) == 0 && fed->node[i].engine != NULL)
            to = &fed->node[i];
    size_t cable = cable_lay(fed, from, (struct end){.node = to, .number = to != NULL ? ++to->next_link : 0});
    if (to == NULL) {
        fed->cable[cable].end[1].gone = true;
        cable_send(fed, cable, 0, EP_EVENT_CLOSED, (ep_bytes){NULL, 0});
        return;
    }
    cable_send(fed, cable, 1, EP_EVENT_ACCEPTED, (ep_bytes){NULL, 0});
    cable_send(fed, cable, 0, EP_EVENT_CONNECTED, (ep_bytes){NULL, 0});
}

void tap_add(uint8_t tap[32], ep_bytes bytes)
{
    ep_running_hash(tap, tap, bytes);
}

static void carry_out(struct node *node, const struct ep_effect *effect)
{
    struct federation *fed = node->fed;
    size_t cable = 0;
    size_t side = 0;
    if (effect->type == EP_EFFECT_TRUNCATE) {
        node->truncates++;
        return;
    }
    if (effect->type == EP_EFFECT_DIAL) {
        dial(node, effect->link, (const char *)effect->bytes);
        return;
    }
    struct end *end = end_of(fed, node, effect->link, &cable, &side);
    if (effect->type == EP_EFFECT_OPENED)
        node->opened++;
    if (end == NULL || effect->type == EP_EFFECT_OPENED)
        return;
    if (effect->type == EP_EFFECT_SEND) {
        bool from = fed->tap_from == NULL ? fed->tap_to != NULL : end->node == fed->tap_from;
        if (from && fed->cable[cable].end[1 - side].node == fed->tap_to) {
            tap_add(fed->tap, (ep_bytes){effect->bytes, effect->len});
            fed->tap_frames++;
            fed->tap_bytes += effect->len;
        }
        must(effect->len > EP_FRAME_HEAD_BYTES && ep_u32_take(effect->bytes) == effect->len - EP_FRAME_HEAD_BYTES,
             "a frame with a wrong head");
        node->step_bytes += effect->len;
        cable_send(fed, cable, 1 - side, EP_EVENT_FRAME,
                   (ep_bytes){effect->bytes + EP_FRAME_HEAD_BYTES, effect->len - EP_FRAME_HEAD_BYTES});
        return;
    }
    if (effect->type == EP_EFFECT_DRAIN) { /* behind what is in flight already, as a queue drains */
        cable_send(fed, cable, side, EP_EVENT_DRAINED, (ep_bytes){NULL, 0});
        return;
    }
    end->gone = true;
    if (!fed->cable[cable].end[1 - side].gone)
        cable_send(fed, cable, 1 - side, EP_EVENT_CLOSED, (ep_bytes){NULL, 0});
}

static void break_cables(struct node *node)
{
    struct federation *fed = node->fed;
    for (size_t i = 0; i < CABLES_MAX; i++)
        for (size_t side = 0; side < 2; side++)
            if (fed->cable[i].used && fed->cable[i].end[side].node == node && !fed->cable[i].end[side].gone) {
                fed->cable[i].end[side].gone = true;
                cable_cut(fed, i);
            }
}

void node_down(struct node *node)
{
    ep_engine_close(node->engine);
    node->engine = NULL;
    break_cables(node);
}

void node_vanish(struct node *node)
{
    struct federation *fed = node->fed;
    ep_engine_close(node->engine);
    node->engine = NULL;
    for (size_t i = 0; i < CABLES_MAX; i++)
        for (size_t side = 0; side < 2; side++)
            if (fed->cable[i].used && fed->cable[i].end[side].node == node) {
                fed->cable[i].end[side].gone = true;
                cable_empty(fed, i);
            }
}

/* True: it was killed now. */
static bool counts(struct node *node)
{
    if (++node->durable != node->killed_at)
        return false;
    node_kill(node);
    return true;
}

ep_err node_step(struct node *node, enum ep_event_type type, uint64_t link, ep_bytes frame)
{
    struct ep_effects effects = {NULL, 0, 0};
    size_t truncates = node->truncates;
    struct ep_event event = {type, link, frame};
    ep_err err = ep_engine_step(node->engine, &event, 1, moment(node), &effects);
    if (err != EP_OK) {
        must(effects.count == 0, "an effect of a step that failed");
        node->failed = err;
        break_cables(node);
    }
    bool killed = err == EP_OK && counts(node);
    node->step_bytes = 0;
    for (size_t i = 0; !killed && i < effects.count; i++)
        carry_out(node, &effects.at[i]);
    node->sent_bytes += node->step_bytes;
    if (node->step_bytes > node->step_bytes_max)
        node->step_bytes_max = node->step_bytes;
    ep_effects_close(&effects);
    if (killed)
        return EP_OK;
    if (err == EP_OK && node->truncates > truncates && !node->no_truncate) {
        must(ep_store_truncate(node->store) == EP_OK, "truncate");
        must(++node->truncating < 50, "it asks for truncation for ever");
        if (counts(node))
            return EP_OK;
        return node_step(node, EP_EVENT_TRUNCATED, 0, (ep_bytes){NULL, 0});
    }
    node->truncating = 0;
    if (err != EP_OK && err != EP_DISK_FULL)
        node_down(node); /* as eenpland would */
    return err;
}

/* The first in flight, or the first of some cable. */
static size_t pick(struct federation *fed)
{
    uint8_t random = 0;
    if (!fed->shuffle)
        return 0;
    draw(&fed->random, &random, 1);
    size_t at = random % fed->packets;
    for (size_t i = 0; i < at; i++)
        if (fed->packet[i].cable == fed->packet[at].cable && fed->packet[i].side == fed->packet[at].side)
            return i;
    return at;
}

static void deliver(struct federation *fed)
{
    struct packet packet = packet_take(fed, pick(fed));
    struct cable *cable = &fed->cable[packet.cable];
    struct end *end = &cable->end[packet.side];
    bool lost = false;
    if (packet.type == EP_EVENT_FRAME && between_nodes(cable) && !end->gone)
        lost = ++fed->frames == fed->cut_at;
    if (packet.type == EP_EVENT_CLOSED && !end->gone) {
        end->gone = true;
        if (end->node != NULL && end->node->engine != NULL)
            (void)node_step(end->node, EP_EVENT_CLOSED, end->number, (ep_bytes){NULL, 0});
        else if (end->wire != NULL)
            wire_lost(end->wire);
    } else if (lost) {
        cable_cut(fed, packet.cable);
    } else if (!end->gone && end->node != NULL && end->node->engine != NULL) {
        (void)node_step(end->node, packet.type, end->number, (ep_bytes){packet.bytes, packet.len});
    } else if (!end->gone && end->wire != NULL) {
        wire_take(end->wire, (ep_bytes){packet.bytes, packet.len});
    }
    free(packet.bytes);
}

static void reap(struct federation *fed)
{
    for (size_t i = 0; i < CABLES_MAX; i++)
        if (fed->cable[i].used && fed->cable[i].end[0].gone && fed->cable[i].end[1].gone) {
            cable_cut(fed, i);
            fed->cable[i].used = false;
        }
}

void fed_run(struct federation *fed)
{
    for (size_t n = 0; fed->packets > 0; n++) {
        must(n < 200000, "it never ends");
        deliver(fed);
        if (fed->packets == 0 || n % 32 == 0)
            reap(fed);
    }
    reap(fed);
}

static void tick(struct federation *fed)
{
    for (size_t i = 0; i < fed->nodes; i++)
        if (fed->node[i].engine != NULL)
            (void)node_step(&fed->node[i], EP_EVENT_TICK, 0, (ep_bytes){NULL, 0});
    fed_run(fed);
}

void fed_pass(struct federation *fed, unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        fed->now_ms += 1000;
        fed->now_s += 1;
        tick(fed);
    }
}

/* Whose tick comes first, and when; NULL when nobody's comes before `end`. */
static struct node *next_due(struct federation *fed, uint64_t end, uint64_t *due)
{
    struct node *next = NULL;
    *due = end;
    for (size_t i = 0; i < fed->nodes; i++)
        if (fed->node[i].engine != NULL && ep_engine_due(fed->node[i].engine) < *due) {
            next = &fed->node[i];
            *due = ep_engine_due(next->engine);
        }
    return next;
}

static void move_clock(struct federation *fed, uint64_t to_ms)
{
    if (to_ms <= fed->now_ms)
        return; /* it is due at once */
    fed->now_s += to_ms / 1000 - fed->now_ms / 1000;
    fed->now_ms = to_ms;
}

void fed_sleep(struct federation *fed, uint64_t ms)
{
    uint64_t end = fed->now_ms + ms;
    uint64_t due = 0;
    fed_run(fed);
    for (size_t n = 0;; n++) {
        struct node *node = next_due(fed, end, &due);
        must(n < 100000, "it never sleeps");
        move_clock(fed, due);
        if (node == NULL)
            return;
        node->ticks++;
        (void)node_step(node, EP_EVENT_TICK, 0, (ep_bytes){NULL, 0});
        fed_run(fed);
    }
}

void fed_hours(struct federation *fed, unsigned hours)
{
    fed->now_ms += hours * UINT64_C(3600000);
    fed->now_s += hours * UINT64_C(3600);
    tick(fed);
    fed_pass(fed, 5);
}

/* Set-up. */

static void frame_put(ep_out *out, ep_bytes bytes)
{
    uint8_t head[EP_FRAME_HEAD_BYTES];
    ep_frame_head(head, bytes.len);
    must(ep_out_put(out, EP_BYTES(head)) == EP_OK && ep_out_put(out, bytes) == EP_OK, "first file too small");
}

void access_psk(uint8_t psk[32], ep_id who)
{
    memcpy(psk, who.b, EP_ID_BYTES);
    memcpy(psk + EP_ID_BYTES, who.b, EP_ID_BYTES);
}

static void put_access(ep_out *out, ep_id who, const uint8_t link[32], bool authority)
{
    uint8_t buffer[256];
    ep_out record = EP_OUT(buffer);
    struct ep_access_record access = {.id = who, .authority = authority};
    memcpy(access.link, link, 32);
    access_psk(access.psk, who);
    must(ep_record_put(&record, ep_access_record_table, &access) == EP_OK, "access record");
    frame_put(out, ep_out_bytes(&record));
}

static void put_first(struct node *node, ep_out *out, struct ep_statement st, enum ep_signer signer)
{
    frame_put(out, pile_sign(&node->fed->pile, st, firm_signer(&node->firm, signer))->bytes);
}

static void engine_open(struct node *node, const struct ep_first *first)
{
    const struct firm *firm = &node->firm;
    struct ep_node_keys keys = {firm->node_link, firm->node_sign, {0}};
    memcpy(keys.org_root, firm->root.public_key, 32);
    struct ep_engine_setup setup = {.keys = &keys,
                                    .store = node->store,
                                    .policy = node->policy != NULL ? node->policy : node->fed->pile.policy,
                                    .quota = node->quota,
                                    .random = random_bytes,
                                    .random_ctx = node,
                                    .log = log_line,
                                    .log_ctx = node};
    must(ep_engine_open(&node->engine, &setup, first, moment(node)) == EP_OK, "an engine does not open");
}

static void store_open(struct node *node)
{
    must(ep_store_open(&node->store, node->path[0] != 0 ? node->path : ":memory:") == EP_OK, "a store does not open");
}

void node_up(struct node *node)
{
    if (node->path[0] != 0) {
        ep_store_close(node->store);
        store_open(node);
    }
    engine_open(node, &(struct ep_first){{NULL, 0}, {NULL, 0}});
}

static void node_open(struct node *node, bool listening)
{
    static uint8_t statements[8192];
    static uint8_t access[2048];
    ep_out st = EP_OUT(statements);
    ep_out ac = EP_OUT(access);
    const struct firm *firm = &node->firm;
    store_open(node);
    put_first(node, &st, draft_card(firm, listening), EP_SIGNER_ROOT);
    const struct staff *staff[] = {&firm->steward, &firm->eva, &firm->tom, &firm->ended, &firm->early};
    for (size_t i = 0; i < 5; i++)
        put_first(node, &st, draft_user(firm, staff[i]), EP_SIGNER_AUTHORITY);
    put_first(node, &st, draft_team(firm), EP_SIGNER_STEWARD);
    for (size_t i = 0; i < 5; i++)
        put_access(&ac, staff[i]->id, staff[i]->link.public_key, false);
    uint8_t seed[32];
    struct ep_dh_pair link;
    seed_named(seed, firm->seed, "authority link");
    ep_dh_pair_make(&link, seed);
    put_access(&ac, firm->authority_id, link.public_key, true);
    engine_open(node, &(struct ep_first){ep_out_bytes(&st), ep_out_bytes(&ac)});
}

void fed_open(struct federation *fed, size_t nodes, unsigned listening)
{
    fed_open_in(fed, nodes, listening, NULL);
}

void fed_open_in(struct federation *fed, size_t nodes, unsigned listening, const char *folder)
{
    memset(fed, 0, sizeof *fed);
    fed->random = UINT64_C(0x9e3779b97f4a7c15);
    fed->now_s = HOUR * UINT64_C(3600) + 60;
    fed->now_ms = 1000000;
    fed->nodes = nodes;
    for (size_t i = 0; i < nodes; i++) {
        fed->node[i].fed = fed;
        if (folder != NULL)
            snprintf(fed->node[i].path, sizeof fed->node[i].path, "%s/%zu.db", folder, i);
        firm_make(&fed->node[i].firm, (uint8_t)('a' + i));
    }
    pile_open(&fed->pile, &fed->node[0].firm);
    for (size_t i = 0; i < nodes; i++)
        node_open(&fed->node[i], (listening >> i & 1) != 0);
}

void fed_close(struct federation *fed)
{
    while (fed->packets > 0)
        free(packet_take(fed, 0).bytes);
    free(fed->packet);
    for (size_t i = 0; i < fed->nodes; i++) {
        ep_engine_close(fed->node[i].engine);
        ep_store_close(fed->node[i].store);
    }
    pile_close(&fed->pile);
}

void node_befriend(struct node *node, const struct firm *peer, const uint8_t psk[32])
{
    struct pile *pile = &node->fed->pile;
    const struct ep_statement *st[] = {
        pile_sign(pile, draft_peer(&node->firm, peer), &node->firm.authority),
        pile_sign(pile, draft_card(peer, false), &peer->root),
        pile_sign(pile, draft_user(peer, &peer->steward), &peer->authority),
        pile_sign(pile, draft_user(peer, &peer->eva), &peer->authority),
        pile_sign(pile, draft_team(peer), &peer->steward.sign),
    };
    uint8_t buffer[EP_RECORD_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    struct ep_link_record record = {.sent_seq = 0};
    int64_t row = 0;
    memcpy(record.psk, psk, 32);
    bool good = ep_record_put(&out, ep_link_record_table, &record) == EP_OK && ep_store_begin(node->store) == EP_OK;
    for (size_t i = 0; good && i < sizeof st / sizeof st[0]; i++)
        good = ep_store_put(node->store, st[i], &row) == EP_OK;
    must(good && ep_store_keep(node->store, EP_RECORD_LINK, peer->id, ep_out_bytes(&out)) == EP_OK &&
             ep_store_commit(node->store) == EP_OK,
         "befriend");
}

/* What it holds. */

bool node_has(struct node *node, enum ep_kind_code kind, ep_id id)
{
    ep_bytes bytes;
    int64_t row = 0;
    return ep_store_find(node->store, kind, id, 0, &bytes, &row) == EP_OK;
}

static bool count_one(void *arg, int64_t row, ep_bytes bytes)
{
    (void)row;
    (void)bytes;
    ++*(size_t *)arg;
    return true;
}

size_t node_count(struct node *node, enum ep_kind_code kind)
{
    size_t count = 0;
    must(ep_store_each(node->store, &(struct ep_store_query){.kind = kind}, count_one, &count) == EP_OK, "each");
    return count;
}

bool node_link(struct node *node, const struct firm *peer, struct ep_link_record *record)
{
    ep_bytes bytes;
    return ep_store_kept(node->store, EP_RECORD_LINK, peer->id, &bytes) == EP_OK &&
           ep_record_take(bytes, ep_link_record_table, record) == EP_OK;
}

static bool one_way(struct node *from, struct node *to)
{
    struct ep_link_record sent;
    struct ep_link_record received;
    uint64_t waiting = 0;
    return node_link(from, &to->firm, &sent) && node_link(to, &from->firm, &received) &&
           ep_store_waiting(from->store, to->firm.id, sent.acked_seq, &waiting) == EP_OK && waiting == 0 &&
           sent.sent_seq == sent.acked_seq && sent.sent_seq == received.recv_seq &&
           memcmp(sent.sent_hash, received.recv_hash, 32) == 0;
}

bool agree(struct node *a, struct node *b)
{
    return one_way(a, b) && one_way(b, a);
}
