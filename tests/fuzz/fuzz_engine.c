/* Promise: a node goes on, whatever a peer, a user or the files for its beginning say: every message and statement,
 * right, nearly right or made up, gets an answer or ends that link, and never the node. What a signature does not fit is
 * not kept. The first byte chooses who speaks. PROTOCOL.md 5, 8.2, 9. */
#include "tests/fuzz/maker.h"
#include "tests/support/house.h"
#include "tests/support/wire.h"

static struct federation fed;
static struct wire wire, eva;
static struct firm b;
static struct house house[2]; /* of A, of B */

enum speaker { PEER, EVA, AUTHORITY, FILES, SPEAKERS };

static void set_up(enum speaker speaker)
{
    static const uint8_t psk[32] = {0x42};
    struct node *a = &fed.node[0];
    struct ep_statement base[HOUSE_BASE];
    fed_open(&fed, 1, 1);
    firm_make(&b, 'b');
    node_befriend(a, &b, psk);
    house_make(&house[0], &a->firm);
    house_make(&house[1], &b);
    user_open(&eva, a, &a->firm.eva);
    house_base(&house[0], &b, base);
    for (size_t i = 0; i < HOUSE_BASE; i++)
        (void)user_write(&eva, base[i]);
    peer_open(&wire, a, &b, psk);
    house_base(&house[1], &a->firm, base);
    for (size_t i = 0; i < HOUSE_BASE; i++)
        (void)peer_put(&wire, pile_sign(&fed.pile, base[i], &b.eva.sign), NULL);
    struct ep_statement guest[HOUSE_GUEST];
    house_guest(&house[0], &house[1], guest);
    for (size_t i = 0; i < HOUSE_GUEST; i++)
        (void)user_write(&eva, guest[i]);
    assert(node_has(a, EP_ENTRY, house[0].entry) && node_has(a, EP_ENTRY, house[1].entry));
    if (speaker == PEER)
        return;
    wire_close(&wire);
    user_open(&wire, a, speaker == AUTHORITY ? NULL : &a->firm.eva);
}

static void put(ep_bytes statement)
{
    if (statement.len > 0)
        wire_say(&wire, EP_MSG_PUT, &(struct ep_msg_put){++wire.seq, statement});
}

/* A right one, changed, and signed by who may or by another. */
static void nearly_right(enum speaker speaker, ep_bytes *input)
{
    static uint8_t bytes[EP_STATEMENT_BYTES_MAX];
    ep_out out = EP_OUT(bytes);
    size_t own = speaker == PEER ? 1 : 0;
    const struct firm *firm = house[own].by;
    const ep_id pool[] = {
        {{0}},      house[0].h,      house[0].lid,      house[0].grant,      house[0].invite, house[0].entry,
        house[1].h, house[1].lid,    house[1].grant,    house[1].invite,     house[1].entry,  b.id,
        b.team,     house[0].by->id, house[0].by->team, house[0].by->eva.id, b.eva.id};
    enum ep_kind_code kind = fuzz_kind(input);
    struct ep_statement draft = house_draft(&house[own], &house[1 - own], kind);
    uint8_t how = fuzz_byte(input);
    (void)fuzz_change(input, &draft, pool, sizeof pool / sizeof pool[0]);
    if (!fuzz_sign(&out, draft, how % 8 == 1 ? &b.tom.sign : firm_signer(firm, draft.kind->signer)))
        return;
    bool forged = how % 4 == 2;
    size_t before = node_count(&fed.node[0], kind);
    if (forged)
        bytes[out.len - 1 - how / 4] ^= 0x10;
    put(ep_out_bytes(&out));
    fed_run(&fed);
    assert(!forged || node_count(&fed.node[0], kind) == before);
}

static void speak(enum speaker speaker, ep_bytes *input)
{
    static uint8_t sealed[EP_FRAME_BYTES_MAX];
    ep_out frame = EP_OUT(sealed);
    switch (fuzz_byte(input) % 8) {
    case 0: /* a message that is none, under the right key */
        if (ep_session_seal(&wire.session, fuzz_bytes(input, 64 + fuzz_byte(input)), &frame) == EP_OK)
            wire_send(&wire, ep_out_bytes(&frame));
        break;
    case 1: /* a frame that is none */
        wire_send(&wire, fuzz_bytes(input, 1 + fuzz_byte(input)));
        break;
    case 2:
        put(fuzz_bytes(input, 1 + fuzz_byte(input)));
        break;
    case 3:
        wire.seq = fuzz_byte(input);
        break;
    case 4:
        fed_hours(&fed, fuzz_byte(input));
        break;
    default:
        nearly_right(speaker, input);
    }
    fed_run(&fed);
}

static void deaf(void)
{
    enum ep_message_type type;
    union ep_msg msg;
    while (wire_hear(&wire, &type, &msg) == EP_OK)
        ;
    while (wire_hear(&eva, &type, &msg) == EP_OK)
        ;
}

static void constant(void *ctx, uint8_t *out, size_t len)
{
    memset(out, ++*(uint8_t *)ctx, len);
}

/* The files that a node takes once, when its database is new: the first half is the one, the second the other. */
static void begin(ep_bytes input)
{
    static struct firm firm;
    static uint8_t count;
    struct ep_store *store = NULL;
    struct ep_engine *engine = NULL;
    ep_bytes statements = fuzz_bytes(&input, input.len / 2);
    firm_make(&firm, 'a');
    struct ep_node_keys keys = {firm.node_link, firm.node_sign, {0}};
    memcpy(keys.org_root, firm.root.public_key, 32);
    assert(ep_store_open(&store, ":memory:") == EP_OK);
    struct ep_engine_setup setup = {.keys = &keys, .store = store, .random = constant, .random_ctx = &count};
    ep_err err = ep_engine_open(&engine, &setup, &(struct ep_first){statements, input},
                                (struct ep_moment){1000, HOUR * UINT64_C(3600)});
    assert(err == EP_OK || engine == NULL);
    assert(ep_err_row(err)->code == err && err != EP_STORE_DAMAGED && err != EP_STORE_FAILED);
    ep_engine_close(engine);
    ep_store_close(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ep_bytes input = {data, size};
    assert(ep_crypto_open() == EP_OK);
    enum speaker speaker = (enum speaker)(fuzz_byte(&input) % SPEAKERS);
    if (speaker == FILES) {
        begin(input);
        return 0;
    }
    set_up(speaker);
    for (unsigned count = 0; count < 8 && input.len > 0 && !wire.closed; count++) {
        speak(speaker, &input);
        deaf();
    }
    assert(fed.node[0].engine != NULL && fed.node[0].failed == EP_OK);
    wire_close(&wire);
    wire_close(&eva);
    fed_close(&fed);
    return 0;
}
