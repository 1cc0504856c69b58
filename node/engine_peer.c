#include "node/engine_log.h"
#include "node/engine_parts.h"

#include <string.h>

static ep_err load(struct ep_engine *engine, const struct ep_link *link, struct ep_link_record *record)
{
    return ep_engine_kept(engine, EP_RECORD_LINK, link->party, ep_link_record_table, record);
}

static ep_err save(struct ep_engine *engine, const struct ep_link *link, const struct ep_link_record *record)
{
    return ep_engine_keep(engine, EP_RECORD_LINK, link->party, ep_link_record_table, record);
}

/* What we durably have of this peer, signed. */
static struct ep_msg_position position_of(struct ep_engine *engine, const struct ep_link_record *record)
{
    struct ep_msg_position position = {.seq = record->recv_seq};
    memcpy(position.lineage, record->their_lineage, 8);
    memcpy(position.hash, record->recv_hash, 32);
    position.read_size = engine->log.read_size;
    memcpy(position.read_root, engine->log.read_root, 32);
    ep_position_sign(&position, &engine->keys.sign);
    return position;
}

ep_err ep_peer_begin(struct ep_engine *engine, struct ep_link *link)
{
    struct ep_link_record record;
    ep_err err = load(engine, link, &record);
    if (err != EP_OK)
        return err;
    uint8_t buffer[EP_POSITION_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    struct ep_msg_position position = position_of(engine, &record);
    err = ep_record_put(&out, ep_message_table(EP_MSG_POSITION), &position);
    if (err != EP_OK)
        return err;
    struct ep_msg_hello hello = {.hour = engine->world.now_hour, .position = ep_out_bytes(&out)};
    memcpy(hello.lineage, engine->node.lineage, 8);
    ep_wipe(&record, sizeof record);
    return ep_link_say(engine, link, EP_MSG_HELLO, &hello);
}

/* On simultaneous dialling both sides keep the session that the lower organisation id began; when the same side dialled
 * twice, the newer one replaces the older. False: the new one was dropped. */
static bool keep_one(struct ep_engine *engine, struct ep_link *link)
{
    bool own_lower = memcmp(engine->world.own_org.b, link->party.b, EP_ID_BYTES) < 0;
    for (size_t i = 0; i < engine->link_top; i++) {
        struct ep_link *other = &engine->link[i];
        if (other->number == 0 || other == link || other->session.mode != EP_MODE_PEER ||
            !ep_id_equal(other->party, link->party) || !other->ready)
            continue;
        if (other->initiator == link->initiator || link->initiator == own_lower) {
            ep_link_drop(engine, other, EP_OK);
            continue;
        }
        ep_link_drop(engine, link, EP_OK);
        return false;
    }
    return true;
}

/* A position covers all up to its number, if its hash is the hash of what we sent. */
static ep_err take_position(struct ep_engine *engine, struct ep_link *link, struct ep_link_record *record,
                            const struct ep_msg_position *position)
{
    struct ep_statement card;
    if (!engine->world.find(engine, EP_CARD, link->party, 0, &card))
        return EP_SIGNER_UNKNOWN;
    ep_err err = ep_position_verify(position, card.body.card.node_sign);
    if (err == EP_OK)
        err = ep_wortel_heard(engine, link->party, record, position);
    if (err != EP_OK)
        return err;
    static const uint8_t none[8];
    if (position->seq == 0 && memcmp(position->lineage, none, 8) == 0)
        return EP_OK; /* it never received anything of us */
    if (memcmp(position->lineage, engine->node.lineage, 8) != 0 || position->seq > record->sent_seq)
        return position->seq == 0 ? EP_OK : EP_RESTORED;
    if (position->seq <= record->acked_seq)
        return EP_OK;
    uint8_t hash[32];
    err = ep_store_sent_hash(engine->setup.store, link->party, position->seq, hash);
    if (err != EP_OK)
        return err;
    if (memcmp(hash, position->hash, 32) != 0)
        return EP_FORK;
    err = ep_store_covered(engine->setup.store, link->party, record->acked_seq, position->seq);
    record->acked_seq = position->seq;
    record->acked_hour = engine->world.now_hour;
    return err;
}

static ep_err on_hello(struct ep_engine *engine, struct ep_link *link, struct ep_link_record *record,
                       const struct ep_msg_hello *hello)
{
    if (link->ready)
        return EP_MALFORMED;
    if (memcmp(record->their_lineage, hello->lineage, 8) != 0) {
        /* A new life of their database: it numbers anew, and what we have stays. */
        memcpy(record->their_lineage, hello->lineage, 8);
        record->recv_seq = 0;
        memset(record->recv_hash, 0, 32);
    }
    ep_err err = EP_OK;
    if (hello->position.len > 0) {
        struct ep_msg_position position;
        err = ep_record_take(hello->position, ep_message_table(EP_MSG_POSITION), &position);
        if (err == EP_OK)
            err = take_position(engine, link, record, &position);
    }
    if (err != EP_OK || !keep_one(engine, link))
        return err;
    if (!link->initiator)
        err = ep_peer_begin(engine, link);
    link->ready = true;
    link->pump = true;
    link->cursor = record->acked_seq;
    return err == EP_OK ? ep_again_try(engine, link->party) : err;
}

/* Refused or taken, it counts: the number and the running hash move, and both are durable before anything is said. */
static ep_err on_put(struct ep_engine *engine, struct ep_link *link, struct ep_link_record *record,
                     const struct ep_msg_put *put)
{
    link->position_due = true;
    if (put->seq <= record->recv_seq)
        return EP_OK; /* sent again after a broken link */
    if (put->seq != record->recv_seq + 1)
        return EP_GAP;
    ep_id missing = {{0}};
    bool room = ep_admit_room(engine, put->statement);
    ep_err err = room ? ep_admit(engine, link->party, NULL, put->statement, &missing) : EP_DISK_FULL;
    if (room && (ep_fatal(err) || err == EP_CLOCK_BACK))
        return err; /* our clock is no ground for a refusal: the link closes, and it comes again */
    record->recv_seq = put->seq;
    ep_running_hash(record->recv_hash, record->recv_hash, put->statement);
    if (err == EP_OK)
        return EP_OK;
    ep_engine_log(engine, "refused from", link->party, err);
    return ep_link_say(engine, link, EP_MSG_REFUSE, &(struct ep_msg_refuse){put->seq, err, missing});
}

/* Queue once more the newest own statement with that id, whatever its kind. */
static ep_err queue_missing(struct ep_engine *engine, ep_id peer, ep_id missing)
{
    for (enum ep_kind_code code = 1; code < EP_KIND_END; code++) {
        struct ep_statement statement;
        int64_t row = 0;
        if (!engine->world.find(engine, code, missing, 0, &statement) ||
            ep_engine_row(engine, code, missing, 0, &row) != EP_OK)
            continue;
        if (ep_route_allowed(engine, &statement, peer) == EP_OK)
            return ep_store_queue_again(engine->setup.store, peer, row);
    }
    return EP_OK;
}

/* One record for each statement and each peer that refused it. */
static ep_id refusal_key(ep_id statement, ep_id peer)
{
    ep_bytes parts[] = {ep_id_bytes(&statement), ep_id_bytes(&peer)};
    uint8_t hash[32];
    ep_id key;
    ep_hash(hash, sizeof hash, NULL, EP_LABEL_REFUSAL, parts, 2);
    memcpy(key.b, hash, EP_ID_BYTES);
    return key;
}

/* A refusal stays visible with its reason. When something was missing it goes first, and then the refused one again:
 * once, because a second refusal finds the first one on record, and that stays for a day after it passed: else a peer
 * that refuses and takes by turns would keep us sending. Later tries are ep_again_try's. */
static ep_err on_refuse(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_refuse *refuse)
{
    struct ep_store *store = engine->setup.store;
    struct ep_refusal_record before;
    struct ep_statement st;
    ep_bytes bytes;
    int64_t row = 0;
    ep_err err = ep_store_row_of_seq(store, link->party, refuse->seq, &row);
    if (err == EP_OK)
        err = ep_store_find_row(store, row, &bytes);
    if (err == EP_OK)
        err = ep_statement_open(&st, ep_engine_hold(engine, bytes));
    if (err != EP_OK)
        return err == EP_NOT_FOUND ? EP_MALFORMED : err;
    ep_engine_log(engine, "refused by", link->party, ep_err_from_wire(refuse->code));
    ep_id key = refusal_key(st.id, link->party);
    err = ep_engine_kept(engine, EP_RECORD_REFUSAL, key, ep_refusal_record_table, &before);
    bool known = err == EP_OK;
    if (err == EP_NOT_FOUND && !ep_id_absent(refuse->missing)) {
        err = queue_missing(engine, link->party, refuse->missing);
        if (err == EP_OK)
            err = ep_store_queue_again(store, link->party, row);
        link->pump = true;
    }
    if (err != EP_OK && err != EP_NOT_FOUND)
        return err;
    struct ep_refusal_record record = {.statement = st.id, .peer = link->party, .huishouden = st.huishouden};
    record.code = refuse->code;
    record.seq = refuse->seq;
    record.row = (uint64_t)row;
    record.hour = engine->world.now_hour;
    record.tries = known ? before.tries : 0;
    return ep_engine_keep(engine, EP_RECORD_REFUSAL, key, ep_refusal_record_table, &record);
}

_Static_assert(EP_STATEMENT_BYTES_MAX <= UINT16_MAX, "a size in flight fits");

static void take_off(struct ep_link *link, uint64_t seq, size_t bytes)
{
    link->cursor = seq;
    link->in_flight++;
    link->in_flight_bytes += bytes;
    link->in_flight_size[seq % EP_WINDOW_STATEMENTS] = (uint16_t)bytes;
}

/* Each covered number makes its own room, so that a peer that covers half of what is under way gets as much again. */
static void land(struct ep_link *link, uint64_t acked)
{
    for (; link->in_flight > 0 && link->cursor - link->in_flight < acked; link->in_flight--)
        link->in_flight_bytes -= link->in_flight_size[(link->cursor - link->in_flight + 1) % EP_WINDOW_STATEMENTS];
    if (link->cursor < acked)
        link->cursor = acked; /* it had what went over an earlier link after all */
}

static ep_err on_position(struct ep_engine *engine, struct ep_link *link, struct ep_link_record *record,
                          const struct ep_msg_position *position)
{
    ep_err err = take_position(engine, link, record, position);
    if (err != EP_OK)
        return err;
    land(link, record->acked_seq);
    link->pump = true;
    return ep_again_covered(engine, link->party, record->acked_seq);
}

ep_err ep_peer_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg)
{
    struct ep_link_record record;
    uint64_t number = link->number;
    ep_err err = load(engine, link, &record);
    if (err != EP_OK)
        return err;
    if (!link->ready && type != EP_MSG_HELLO)
        return EP_MALFORMED;
    if (type == EP_MSG_HELLO)
        err = on_hello(engine, link, &record, &msg->hello);
    else if (type == EP_MSG_PUT)
        err = on_put(engine, link, &record, &msg->put);
    else if (type == EP_MSG_POSITION)
        err = on_position(engine, link, &record, &msg->position);
    else if (type == EP_MSG_REFUSE)
        err = on_refuse(engine, link, &msg->refuse);
    else
        err = EP_MALFORMED;
    record.heard = engine->world.now_hour;
    if (err == EP_OK && link->number == number)
        err = save(engine, link, &record);
    ep_wipe(&record, sizeof record);
    return err;
}

/* The next statement for a peer gets its number; flush keeps how far that came, in the same step. What no grant covers any more stays. */
static ep_err send_next(struct ep_engine *engine, struct ep_link *link, struct ep_link_record *record)
{
    struct ep_store_out next;
    if (link->passed_hour != engine->world.now_hour) {
        link->passed_hour = engine->world.now_hour;
        link->passed = 0;
    }
    ep_err err = ep_store_next(engine->setup.store, link->party, link->cursor, link->passed, &next);
    if (err != EP_OK)
        return err;
    ep_bytes held = ep_engine_hold(engine, next.bytes);
    struct ep_statement statement;
    if (held.at == NULL)
        return EP_NO_MEMORY;
    if (ep_statement_open(&statement, held) != EP_OK)
        return EP_STORE_DAMAGED;
    if (next.seq == 0) {
        err = ep_route_allowed(engine, &statement, link->party);
        /* Now is not the moment to judge: it waits, and nothing waits for it. Otherwise it is not for this peer any more,
         * and goes. */
        if (err == EP_CLOCK_BACK || err == EP_TOO_MANY || err == EP_GRANT_NOT_YET) {
            link->passed = next.out;
            return EP_OK;
        }
        if (err != EP_OK)
            return ep_fatal(err) ? err : ep_store_unqueue(engine->setup.store, link->party, next.row);
        next.seq = ++record->sent_seq;
        ep_running_hash(record->sent_hash, record->sent_hash, held);
        err = ep_store_sent(engine->setup.store, next.out, next.seq, record->sent_hash);
        if (err != EP_OK)
            return err;
    }
    take_off(link, next.seq, held.len);
    return ep_link_say(engine, link, EP_MSG_PUT, &(struct ep_msg_put){next.seq, held});
}

static ep_err flush(struct ep_engine *engine, struct ep_link *link)
{
    struct ep_link_record record;
    uint64_t number = link->number;
    ep_id peer = link->party;
    ep_err err = load(engine, link, &record);
    if (err != EP_OK)
        return err;
    uint64_t sent = record.sent_seq;
    if (link->position_due) {
        struct ep_msg_position position = position_of(engine, &record);
        link->position_due = false;
        err = ep_link_say(engine, link, EP_MSG_POSITION, &position);
    }
    while (err == EP_OK && link->number == number && link->in_flight < EP_WINDOW_STATEMENTS &&
           link->in_flight_bytes < EP_WINDOW_BYTES)
        err = send_next(engine, link, &record);
    /* What got a number keeps it, also when the link was dropped over it. */
    ep_err saved = EP_OK;
    if (record.sent_seq != sent)
        saved = ep_engine_keep(engine, EP_RECORD_LINK, peer, ep_link_record_table, &record);
    ep_wipe(&record, sizeof record);
    if (saved != EP_OK)
        return saved;
    return err == EP_NOT_FOUND ? EP_OK : err;
}

ep_err ep_peers_flush(struct ep_engine *engine)
{
    for (size_t i = 0; i < engine->link_top; i++) {
        struct ep_link *link = &engine->link[i];
        if (link->number == 0 || !link->ready || link->session.mode != EP_MODE_PEER)
            continue;
        if (!link->position_due && !link->pump && !engine->routed)
            continue;
        link->pump = false;
        ep_err err = flush(engine, link);
        if (ep_fatal(err))
            return err;
        if (err != EP_OK)
            ep_link_drop(engine, link, err);
    }
    engine->routed = false;
    return EP_OK;
}
