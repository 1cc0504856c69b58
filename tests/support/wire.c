#include "tests/support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "wire: %s\n", what);
    abort();
}

void wire_take(struct wire *wire, ep_bytes frame)
{
    must(wire->first + wire->count < sizeof wire->inbox / sizeof wire->inbox[0], "more frames than a test hears");
    uint8_t *copy = malloc(frame.len + 1);
    must(copy != NULL, "no memory");
    memcpy(copy, frame.at, frame.len);
    wire->inbox[wire->first + wire->count].at = copy;
    wire->inbox[wire->first + wire->count++].len = frame.len;
}

void wire_lost(struct wire *wire)
{
    wire->closed = true;
}

/* Moves the first frame into `opened`, as it came. */
static ep_err take_frame(struct wire *wire, ep_out *out)
{
    fed_run(wire->fed);
    if (wire->count == 0)
        return wire->closed ? EP_CLOSED : EP_AGAIN;
    ep_bytes frame = {wire->inbox[wire->first].at, wire->inbox[wire->first].len};
    ep_err err = ep_out_put(out, frame);
    free(wire->inbox[wire->first].at);
    wire->first++;
    if (--wire->count == 0)
        wire->first = 0;
    return err;
}

void wire_send(struct wire *wire, ep_bytes frame)
{
    if (!wire->closed)
        cable_send(wire->fed, wire->cable, 1, EP_EVENT_FRAME, frame);
}

ep_err wire_dial(struct wire *wire, struct node *node, enum ep_mode mode, const struct ep_dh_pair *own,
                 const uint8_t psk[32], ep_id hint_id)
{
    uint8_t buffer[EP_HINT_BYTES + 32 + 256];
    uint8_t hint[EP_HINT_BYTES];
    uint8_t ephemeral[32] = {0x77};
    memset(wire, 0, sizeof *wire);
    wire->fed = node->fed;
    wire->node = node;
    wire->cable =
        cable_lay(node->fed, (struct end){.wire = wire}, (struct end){.node = node, .number = ++node->next_link});
    memcpy(ephemeral + 1, &node->next_link, sizeof node->next_link);
    ep_hint(hint, hint_id);
    ep_out frame = EP_OUT(buffer);
    struct ep_dial dial = {mode, own, node->firm.node_link.public_key, psk, hint, ephemeral};
    must(ep_session_dial(&wire->session, &dial, &frame) == EP_OK, "dial");
    cable_send(node->fed, wire->cable, 1, EP_EVENT_ACCEPTED, (ep_bytes){NULL, 0});
    wire_send(wire, ep_out_bytes(&frame));
    frame.len = 0;
    ep_err err = take_frame(wire, &frame);
    return err == EP_OK ? ep_session_read2(&wire->session, ep_out_bytes(&frame)) : err;
}

void wire_close(struct wire *wire)
{
    for (size_t i = 0; i < wire->count; i++)
        free(wire->inbox[wire->first + i].at);
    wire->count = 0;
    if (!wire->closed)
        cable_cut(wire->fed, wire->cable);
    fed_run(wire->fed);
    ep_session_wipe(&wire->session);
}

void wire_seal(struct wire *wire, enum ep_message_type type, const void *record, ep_out *frame)
{
    ep_out message = EP_OUT(wire->message);
    must(ep_message_put(&message, type, record) == EP_OK, "a message does not pack");
    must(ep_session_seal(&wire->session, ep_out_bytes(&message), frame) == EP_OK, "a message does not seal");
}

void wire_say(struct wire *wire, enum ep_message_type type, const void *record)
{
    static uint8_t frame[EP_FRAME_BYTES_MAX];
    ep_out out = EP_OUT(frame);
    wire_seal(wire, type, record, &out);
    wire_send(wire, ep_out_bytes(&out));
}

ep_err wire_hear(struct wire *wire, enum ep_message_type *type, union ep_msg *msg)
{
    static uint8_t frame[EP_FRAME_BYTES_MAX];
    ep_out in = EP_OUT(frame);
    ep_out opened = EP_OUT(wire->opened);
    ep_err err = take_frame(wire, &in);
    if (err != EP_OK)
        return err;
    must(ep_session_open(&wire->session, ep_out_bytes(&in), &opened) == EP_OK, "a frame does not open");
    tap_add(wire->tap, ep_out_bytes(&opened));
    must(ep_message_take(ep_out_bytes(&opened), type, msg) == EP_OK, "a message does not read");
    return EP_OK;
}

bool wire_await(struct wire *wire, enum ep_message_type type, union ep_msg *msg)
{
    enum ep_message_type came;
    while (wire_hear(wire, &came, msg) == EP_OK)
        if (came == type)
            return true;
    return false;
}

/* A peer. */

void peer_open(struct wire *wire, struct node *node, const struct firm *peer, const uint8_t psk[32])
{
    union ep_msg msg;
    struct ep_msg_hello hello = {.hour = fed_hour(node->fed)};
    memset(hello.lineage, peer->seed, 8);
    must(wire_dial(wire, node, EP_MODE_PEER, &peer->node_link, psk, peer->id) == EP_OK, "a peer is not let in");
    wire_say(wire, EP_MSG_HELLO, &hello);
    must(wire_await(wire, EP_MSG_HELLO, &msg), "no hello for a peer");
}

ep_err peer_put(struct wire *wire, const struct ep_statement *statement, ep_id *missing)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err;
    ep_err result = EP_AGAIN;
    wire_say(wire, EP_MSG_PUT, &(struct ep_msg_put){++wire->seq, statement->bytes});
    while ((err = wire_hear(wire, &type, &msg)) == EP_OK) {
        if (type == EP_MSG_REFUSE && msg.refuse.seq == wire->seq) {
            result = (ep_err)msg.refuse.code;
            if (missing != NULL)
                *missing = msg.refuse.missing;
        }
        if (type == EP_MSG_POSITION && msg.position.seq == wire->seq && result == EP_AGAIN)
            result = EP_OK;
    }
    return err == EP_CLOSED ? EP_CLOSED : result;
}

void peer_position(struct wire *wire, const struct firm *peer, uint64_t seq, const uint8_t hash[32])
{
    struct ep_link_record record;
    struct ep_node_record life;
    ep_bytes bytes;
    struct ep_msg_position position = {.seq = seq};
    must(node_link(wire->node, peer, &record), "no link record");
    must(ep_store_kept(wire->node->store, EP_RECORD_NODE, wire->node->firm.id, &bytes) == EP_OK &&
             ep_record_take(bytes, ep_node_record_table, &life) == EP_OK,
         "no node record");
    memcpy(position.lineage, life.lineage, 8);
    memcpy(position.hash, hash != NULL ? hash : record.sent_hash, 32);
    ep_position_sign(&position, &peer->node_sign);
    wire_say(wire, EP_MSG_POSITION, &position);
}

/* A user. */

void user_open(struct wire *wire, struct node *node, const struct staff *staff)
{
    uint8_t psk[32];
    uint8_t seed[32];
    struct ep_dh_pair link;
    union ep_msg msg;
    ep_id id = staff != NULL ? staff->id : node->firm.authority_id;
    seed_named(seed, node->firm.seed, "authority link");
    ep_dh_pair_make(&link, seed);
    access_psk(psk, id);
    must(wire_dial(wire, node, EP_MODE_USER, staff != NULL ? &staff->link : &link, psk, id) == EP_OK, "no session");
    wire->sign = staff != NULL ? &staff->sign : &node->firm.authority;
    wire_say(wire, EP_MSG_HELLO, &(struct ep_msg_hello){.hour = fed_hour(node->fed)});
    must(wire_await(wire, EP_MSG_HELLO, &msg), "no hello for a user");
}

/* The next "done", which is the answer to what was said last. */
static ep_err done(struct wire *wire)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err;
    while ((err = wire_hear(wire, &type, &msg)) == EP_OK)
        if (type == EP_MSG_DONE)
            return (ep_err)msg.done.code;
        else if (type == EP_MSG_FAIL)
            return (ep_err)msg.fail.code;
    return err;
}

void user_listen(struct wire *wire, struct node *node, const struct staff *staff)
{
    user_open(wire, node, staff);
    wire_say(wire, EP_MSG_GET, &(struct ep_msg_get){.what = EP_GET_CHANGES});
    must(done(wire) == EP_OK && wire->count == 0, "no hearing of changes");
}

unsigned user_told(struct wire *wire, ep_id huishouden)
{
    union ep_msg msg;
    unsigned count = 0;
    while (wire_await(wire, EP_MSG_FACT, &msg))
        if (msg.fact.soort == EP_FACT_CHANGED) {
            must(ep_id_absent(huishouden) || ep_id_equal(msg.fact.a, huishouden), "another household changed");
            must(ep_id_absent(msg.fact.b) && ep_id_absent(msg.fact.c) && msg.fact.x == 0 && msg.fact.y == 0,
                 "more than an id is told");
            count++;
        }
    return count;
}

ep_err user_put(struct wire *wire, const struct ep_statement *statement)
{
    wire_say(wire, EP_MSG_PUT, &(struct ep_msg_put){++wire->seq, statement->bytes});
    return done(wire);
}

ep_err user_write(struct wire *wire, struct ep_statement it)
{
    if (it.hour == HOUR)
        it.hour = fed_hour(wire->fed);
    return user_put(wire, pile_sign(&wire->fed->pile, it, wire->sign));
}

ep_err user_get_item(struct wire *wire, enum ep_get what, ep_id huishouden, ep_id item, struct bag *bag)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err;
    memset(bag, 0, sizeof *bag);
    wire_say(wire, EP_MSG_GET, &(struct ep_msg_get){what, huishouden, item});
    while ((err = wire_hear(wire, &type, &msg)) == EP_OK) {
        if (type == EP_MSG_DONE)
            return (ep_err)msg.done.code;
        must(bag->count < 512 && bag->facts < 128, "the bag is full");
        if (type == EP_MSG_GIVE)
            bag->st[bag->count++] = pile_keep(&wire->fed->pile, msg.give.statement);
        else if (type == EP_MSG_FACT)
            bag->fact[bag->facts++] = msg.fact;
    }
    return err;
}

ep_err user_get(struct wire *wire, enum ep_get what, ep_id huishouden, struct bag *bag)
{
    return user_get_item(wire, what, huishouden, (ep_id){{0}}, bag);
}

const struct ep_statement *bag_find(const struct bag *bag, enum ep_kind_code kind, ep_id id)
{
    for (size_t i = 0; i < bag->count; i++)
        if (bag->st[i]->kind->code == kind && ep_id_equal(bag->st[i]->id, id))
            return bag->st[i];
    return NULL;
}

size_t bag_count(const struct bag *bag, enum ep_kind_code kind)
{
    size_t count = 0;
    for (size_t i = 0; i < bag->count; i++)
        count += bag->st[i]->kind->code == kind ? 1 : 0;
    return count;
}

const struct ep_msg_fact *bag_fact(const struct bag *bag, enum ep_fact_soort soort, ep_id a)
{
    for (size_t i = 0; i < bag->facts; i++)
        if (bag->fact[i].soort == (uint64_t)soort && ep_id_equal(bag->fact[i].a, a))
            return &bag->fact[i];
    return NULL;
}

ep_err user_read(struct wire *wire, ep_id huishouden, struct bag *bag)
{
    struct ep_statement st = draft(&wire->node->firm, EP_READ, (ep_id){{0}}, huishouden);
    char name[32];
    snprintf(name, sizeof name, "%c:read %llu", wire->node->firm.seed, (unsigned long long)++wire->fed->readings);
    st.id = id_named(name);
    st.body.read.purpose = ep_text("plan");
    ep_err err = user_write(wire, st);
    return err == EP_OK ? user_get(wire, EP_GET_HUISHOUDEN, huishouden, bag) : err;
}

/* Pairing. */

struct side {
    struct wire wire;
    struct node *node;
    uint8_t h[64];
    struct ep_statement card; /* of the other */
    uint8_t card_bytes[1024];
};

static ep_err meet(struct side *side, ep_id id)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err;
    wire_say(&side->wire, EP_MSG_WAIT, &(struct ep_msg_wait){id});
    while ((err = wire_hear(&side->wire, &type, &msg)) == EP_OK) {
        if (type == EP_MSG_FAIL)
            return (ep_err)msg.fail.code;
        if (type != EP_MSG_MET)
            continue;
        ep_out out = EP_OUT(side->card_bytes);
        memcpy(side->h, msg.met.h, 64);
        must(ep_out_put(&out, msg.met.theirs) == EP_OK, "a large card");
        return ep_statement_open(&side->card, ep_out_bytes(&out));
    }
    return err;
}

static ep_err trust(struct side *side, const struct side *inviter, const struct side *invited, ep_id id)
{
    const struct firm *own = &side->node->firm;
    struct ep_statement peer = draft(own, EP_PEER, side->card.org, (ep_id){{0}});
    struct ep_msg_confirm confirm = {.id = id};
    memcpy(peer.body.peer.root, side->card.body.card.root, 32);
    memcpy(confirm.a, inviter->node->firm.root.public_key, 32);
    memcpy(confirm.b, invited->node->firm.root.public_key, 32);
    struct ep_link_record record;
    bool before = node_has(side->node, EP_PEER, side->card.org);
    if (before && node_link(side->node, side == inviter ? &invited->node->firm : &inviter->node->firm, &record))
        return EP_OK; /* an earlier try came this far here */
    ep_err err = before ? EP_OK : user_write(&side->wire, peer);
    if (err != EP_OK)
        return err;
    wire_say(&side->wire, EP_MSG_CONFIRM, &confirm);
    return done(&side->wire);
}

static ep_err ceremony(struct side *a, struct side *b, const char *invitation)
{
    ep_id id = id_named(invitation);
    uint8_t secret[32];
    struct ep_msg_invite invite = {.id = id, .soort = EP_INVITE_PEER};
    struct ep_msg_dial dial = {.id = id, .route = ep_text(a->node->firm.route)};
    seed_named(secret, a->node->firm.seed, invitation);
    memcpy(invite.secret, secret, 32);
    memcpy(dial.secret, secret, 32);
    memcpy(dial.link, a->node->firm.node_link.public_key, 32);
    wire_say(&a->wire, EP_MSG_INVITE, &invite);
    ep_err err = done(&a->wire);
    if (err == EP_OK) {
        wire_say(&b->wire, EP_MSG_DIAL, &dial);
        err = done(&b->wire);
    }
    if (err == EP_OK)
        err = meet(b, id);
    if (err == EP_OK)
        err = meet(a, id);
    if (err == EP_OK && memcmp(a->h, b->h, 64) != 0)
        err = EP_WORDS_WRONG;
    if (err == EP_OK)
        err = trust(a, a, b, id);
    return err == EP_OK ? trust(b, a, b, id) : err;
}

ep_err pair(struct node *inviter, struct node *invited, const char *invitation)
{
    static struct side a; /* too large for the stack */
    static struct side b;
    a.node = inviter;
    b.node = invited;
    user_open(&a.wire, inviter, NULL);
    user_open(&b.wire, invited, NULL);
    ep_err err = ceremony(&a, &b, invitation);
    wire_close(&a.wire);
    wire_close(&b.wire);
    return err;
}

void team_write(struct node *node, ep_id id, uint64_t version, bool ended)
{
    static struct wire steward;
    struct ep_statement team = draft_team(&node->firm);
    team.id = id;
    team.version = version;
    team.hour = fed_hour(node->fed);
    if (ended)
        team.body.team.until = team.hour;
    user_open(&steward, node, &node->firm.steward);
    if (user_write(&steward, team) != EP_OK)
        abort();
    wire_close(&steward);
}

static ep_err invite_in(struct wire *eva, struct node *a, struct node *b)
{
    ep_id h = id_named("h");
    ep_id lid = id_named("lid");
    ep_id grant = id_named("grant");
    ep_err err = EP_OK;
    if (!node_has(a, EP_HUISHOUDEN, h))
        err = user_write(eva, draft_huishouden(&a->firm, h));
    if (err == EP_OK && !node_has(a, EP_LID, lid))
        err = user_write(eva, draft_lid(&a->firm, h, lid));
    if (err == EP_OK && !node_has(a, EP_GRANT, grant))
        err = user_write(eva, draft_grant(&a->firm, h, grant, lid, &b->firm));
    if (err == EP_OK && !node_has(a, EP_INVITE, id_named("invite")))
        err = user_write(eva, draft_invite(&a->firm, h, id_named("invite"), grant, &b->firm));
    return err;
}

static ep_err write_for(struct wire *eva, struct node *a, struct node *b)
{
    uint8_t refs[EP_REF_BYTES];
    ep_id h = id_named("h");
    ep_id lid = id_named("lid");
    ep_err err = EP_OK;
    refs_put(refs, 0, id_named("entry"), 1);
    if (!node_has(a, EP_ENTRY, id_named("entry")))
        err = user_write(eva, draft_entry(&a->firm, h, id_named("entry"), lid));
    if (err == EP_OK && !node_has(a, EP_WRAP, id_named("wrap")))
        err = user_write(eva,
                         draft_wrap(&a->firm, h, id_named("wrap"), lid, id_named("grant"), &b->firm, EP_BYTES(refs)));
    return err;
}

ep_err share(struct node *a, struct node *b)
{
    static struct wire eva;
    ep_id join = id_named("b:join");
    user_open(&eva, a, &a->firm.eva);
    ep_err err = invite_in(&eva, a, b);
    wire_close(&eva);
    if (err != EP_OK)
        return err;
    fed_pass(a->fed, 90); /* long enough for a link that broke to be built up again */
    user_open(&eva, b, &b->firm.eva);
    if (!node_has(b, EP_JOIN, join))
        err = user_write(&eva, draft_join(&b->firm, id_named("h"), join, id_named("invite")));
    wire_close(&eva);
    if (err != EP_OK)
        return err;
    user_open(&eva, a, &a->firm.eva);
    err = write_for(&eva, a, b);
    wire_close(&eva);
    fed_pass(a->fed, 90);
    return err;
}
