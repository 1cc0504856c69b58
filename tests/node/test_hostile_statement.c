/* Promise: a node takes a statement as it was signed, by whom may sign it, over the link it may come by; changed in one
 * bit, from any other hand or by another way it is refused with the reason, and what the node holds stays as it was.
 * PROTOCOL.md 5, 5.2. A is the node; B is a peer that the test plays, C another. */
#include "tests/support/house.h"
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum seat { SEAT_AUTHORITY, SEAT_STEWARD, SEAT_EVA, SEAT_TOM, SEATS }; /* sessions of A's own people */

struct stand {
    struct federation fed;
    struct firm b, c;
    struct wire to_b, to_c, seat[SEATS];
    struct house house[2]; /* of A, of B */
};

static struct node *node_a(struct stand *stand)
{
    return &stand->fed.node[0];
}

static const struct firm *firm_a(const struct stand *stand)
{
    return &stand->fed.node[0].firm;
}

static const struct firm *other(const struct stand *stand, const struct firm *from)
{
    return from == &stand->b ? firm_a(stand) : &stand->b;
}

/* A right one of that kind, of `from`, which is new to A. */
static struct ep_statement right(const struct stand *stand, const struct firm *from, enum ep_kind_code kind)
{
    size_t own = from == &stand->b ? 1 : 0;
    return house_draft(&stand->house[own], &stand->house[1 - own], kind);
}

static ep_err put_b(struct stand *stand, struct ep_statement it, const struct ep_sign_pair *by)
{
    return peer_put(&stand->to_b, pile_sign(&stand->fed.pile, it, by), NULL);
}

static struct ep_statement second_team(const struct firm *firm)
{
    struct ep_statement team = draft_team(firm);
    team.id = house_id(firm, "team 2");
    team.body.team.members = ep_id_bytes(&firm->tom.id);
    return team;
}

static void settle_a(struct stand *stand)
{
    struct ep_statement base[HOUSE_BASE];
    house_base(&stand->house[0], &stand->b, base);
    for (size_t i = 0; i < HOUSE_BASE; i++)
        assert_int_equal(user_write(&stand->seat[SEAT_EVA], base[i]), EP_OK);
    assert_int_equal(user_write(&stand->seat[SEAT_STEWARD], second_team(firm_a(stand))), EP_OK);
}

static void settle_b(struct stand *stand)
{
    const struct firm *b = &stand->b;
    const struct staff *staff[] = {&b->tom, &b->ended, &b->early};
    struct ep_statement base[HOUSE_BASE];
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(put_b(stand, draft_user(b, staff[i]), &b->authority), EP_OK);
    assert_int_equal(put_b(stand, second_team(b), &b->steward.sign), EP_OK);
    house_base(&stand->house[1], firm_a(stand), base);
    for (size_t i = 0; i < HOUSE_BASE; i++)
        assert_int_equal(put_b(stand, base[i], &b->eva.sign), EP_OK);
    struct ep_statement guest[HOUSE_GUEST];
    house_guest(&stand->house[0], &stand->house[1], guest);
    for (size_t i = 0; i < HOUSE_GUEST; i++)
        assert_int_equal(user_write(&stand->seat[SEAT_EVA], guest[i]), EP_OK);
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    static const uint8_t psk[32] = {0x42};
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 1, 1);
    firm_make(&stand->b, 'b');
    firm_make(&stand->c, 'c');
    struct node *a = node_a(stand);
    const struct staff *staff[SEATS] = {NULL, &a->firm.steward, &a->firm.eva, &a->firm.tom};
    node_befriend(a, &stand->b, psk);
    peer_open(&stand->to_b, a, &stand->b, psk);
    for (size_t i = 0; i < SEATS; i++)
        user_open(&stand->seat[i], a, staff[i]);
    house_make(&stand->house[0], &a->firm);
    house_make(&stand->house[1], &stand->b);
    settle_a(stand);
    settle_b(stand);
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->to_b);
    for (size_t i = 0; i < SEATS; i++)
        wire_close(&stand->seat[i]);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static bool hash_row(void *arg, int64_t row, ep_bytes bytes)
{
    (void)row;
    ep_running_hash(arg, arg, bytes);
    return true;
}

/* Of every statement that A holds. */
static void fingerprint(struct stand *stand, uint8_t out[32])
{
    memset(out, 0, 32);
    assert_int_equal(ep_store_each(node_a(stand)->store, &(struct ep_store_query){.latest = false}, hash_row, out),
                     EP_OK);
}

static void unchanged(struct stand *stand, const uint8_t before[32], const struct ep_statement *st)
{
    uint8_t after[32];
    fingerprint(stand, after);
    if (memcmp(before, after, 32) != 0)
        fail_msg("a refused %s changed what is held", st->kind->name);
}

static void expect(const char *what, const struct ep_statement *st, ep_err came, ep_err want)
{
    if (came != want)
        fail_msg("%s of %s: %s, not %s", st->kind->name, what, ep_err_row(came)->name, ep_err_row(want)->name);
}

/* One bit. */

static enum seat seat_of(enum ep_signer signer)
{
    return signer == EP_SIGNER_AUTHORITY ? SEAT_AUTHORITY : signer == EP_SIGNER_STEWARD ? SEAT_STEWARD : SEAT_EVA;
}

/* The way that a right one takes: over its maker's link, or, when it never leaves, over its signer's session. */
static ep_err offer(struct stand *stand, const struct ep_kind *kind, const struct ep_statement *st)
{
    return kind->local ? user_put(&stand->seat[seat_of(kind->signer)], st) : peer_put(&stand->to_b, st, NULL);
}

/* What breaks the form is called so; where it holds, it is the way, the id, the clock, the signer or the signature. */
static bool fits(ep_bytes damaged, size_t at, bool local, ep_err came)
{
    static const ep_err reasons[] = {EP_FORGED,      EP_NOT_THEIRS,   EP_ID_MISMATCH, EP_SIGNER_UNKNOWN,
                                     EP_SIGNER_ROLE, EP_SIGNER_ENDED, EP_CLOCK_AHEAD, EP_NOT_ALLOWED};
    struct ep_statement st;
    ep_err form = ep_statement_open(&st, damaged);
    if (form != EP_OK)
        return came == form && at < damaged.len - EP_SIGNATURE_BYTES;
    if (at >= damaged.len - EP_SIGNATURE_BYTES)
        return came == EP_FORGED;
    if (local && (came == EP_CONFLICT || came == EP_CLOCK_BACK))
        return true; /* of our own the version follows the last one, and the hour is now */
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (came == reasons[i])
            return true;
    return false;
}

static void flip_all(struct stand *stand, const struct ep_kind *kind, const struct ep_statement *st)
{
    uint8_t before[32];
    uint8_t bytes[2048];
    struct ep_statement damaged = {.kind = kind, .bytes = {bytes, st->bytes.len}};
    assert_true(st->bytes.len <= sizeof bytes);
    memcpy(bytes, st->bytes.at, st->bytes.len);
    fingerprint(stand, before);
    for (size_t bit = 0; bit < 8 * st->bytes.len; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ep_err came = offer(stand, kind, &damaged);
        if (!fits(damaged.bytes, bit / 8, kind->local, came))
            fail_msg("%s, bit %zu of byte %zu: %s", kind->name, bit % 8, bit / 8, ep_err_row(came)->name);
        if (bit % 8 == 0)
            unchanged(stand, before, &damaged);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    unchanged(stand, before, &damaged);
    expect("its own right signer", st, offer(stand, kind, st), EP_OK);
    assert_true(node_has(node_a(stand), kind->code, st->id));
}

static void test_a_statement_with_one_bit_changed_is_refused_wherever_it_is(void **state)
{
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        const struct ep_kind *kind = ep_kind(code);
        assert_int_equal(set_up(state), 0);
        struct stand *stand = *state;
        const struct firm *from = kind->local ? firm_a(stand) : &stand->b;
        flip_all(stand, kind, pile_sign(&stand->fed.pile, right(stand, from, code), firm_signer(from, kind->signer)));
        tear_down(state);
    }
}

/* Another hand. */

struct hand {
    const char *who;
    const struct ep_sign_pair *key;
    ep_err want[EP_SIGNER_USER + 1]; /* by who should have signed: root, authority, steward, node, user */
};
#define HANDS 10

static void hands_of(const struct stand *stand, const struct firm *firm, struct hand out[HANDS])
{
    const ep_err role = EP_SIGNER_ROLE;
    const ep_err unknown = EP_SIGNER_UNKNOWN;
    const ep_err ended = EP_SIGNER_ENDED;
    const ep_err team = EP_NOT_IN_TEAM;
    const struct hand hands[HANDS] = {
        {"the root", &firm->root, {EP_OK, role, unknown, role, unknown}},
        {"the authority", &firm->authority, {role, EP_OK, unknown, role, unknown}},
        {"the node", &firm->node_sign, {role, role, unknown, EP_OK, unknown}},
        {"a steward in no team", &firm->steward.sign, {role, role, EP_OK, role, team}},
        {"a user of the team", &firm->eva.sign, {role, role, role, role, EP_OK}},
        {"a user of another team", &firm->tom.sign, {role, role, role, role, team}},
        {"a user who ended", &firm->ended.sign, {role, role, ended, role, ended}},
        {"a user who has not begun", &firm->early.sign, {role, role, ended, role, ended}},
        {"a user of the other organisation", &other(stand, firm)->eva.sign, {role, role, unknown, role, unknown}},
        {"a stranger", &stand->c.eva.sign, {role, role, unknown, role, unknown}},
    };
    memcpy(out, hands, sizeof hands);
}

/* Also under the name of who may: then the author is right, and the signature is not that author's. */
static void try_hand(struct stand *stand, const struct hand *hand, struct ep_statement it)
{
    const struct ep_sign_pair *rightful = firm_signer(&stand->b, it.kind->signer);
    const struct ep_statement *st = pile_sign(&stand->fed.pile, it, hand->key);
    ep_err want = it.kind->local ? EP_NOT_ALLOWED : hand->want[it.kind->signer];
    expect(hand->who, st, peer_put(&stand->to_b, st, NULL), want);
    it.author = ep_id_of_key(rightful->public_key);
    st = pile_sign(&stand->fed.pile, it, hand->key);
    expect("a borrowed name", st, peer_put(&stand->to_b, st, NULL), it.kind->local ? EP_NOT_ALLOWED : EP_FORGED);
}

static void test_over_a_peers_link_each_kind_comes_from_its_signer_and_no_other_hand(void **state)
{
    struct stand *stand = *state;
    struct hand hand[HANDS];
    uint8_t before[32];
    hands_of(stand, &stand->b, hand);
    fingerprint(stand, before);
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        struct ep_statement it = right(stand, &stand->b, code);
        size_t rightful = 0;
        for (size_t i = 0; i < HANDS; i++) {
            ep_err want = hand[i].want[it.kind->signer];
            rightful += want == EP_OK ? 1 : 0;
            if (want != EP_OK && !(want == EP_NOT_IN_TEAM && it.kind->of_anyone))
                try_hand(stand, &hand[i], it);
            unchanged(stand, before, &it);
        }
        assert_int_equal(rightful, 1);
    }
}

/* Of what is in no household, no team is asked. */
static ep_err wanted(const struct hand *hand, const struct ep_kind *kind)
{
    ep_err want = hand->want[kind->signer];
    return want == EP_NOT_IN_TEAM && !kind->in_huishouden ? EP_OK : want;
}

static void try_seat(struct stand *stand, const struct hand *hand, enum seat seat, struct ep_statement it)
{
    struct ep_statement mine = it;
    ep_err want = wanted(hand, it.kind);
    const struct ep_statement *st = pile_sign(&stand->fed.pile, mine, hand->key);
    if (want != EP_OK)
        expect(hand->who, st, user_put(&stand->seat[seat], st), want);
    st = pile_sign(&stand->fed.pile, it, firm_signer(firm_a(stand), it.kind->signer));
    if (want != EP_OK)
        expect("someone else, through this session", st, user_put(&stand->seat[seat], st), EP_NOT_THEIRS);
}

static void test_through_a_session_each_kind_comes_from_its_signer_and_no_other_user(void **state)
{
    static const size_t of_seat[SEATS] = {1, 3, 4, 5}; /* in the table of hands */
    struct stand *stand = *state;
    struct hand hand[HANDS];
    uint8_t before[32];
    hands_of(stand, firm_a(stand), hand);
    fingerprint(stand, before);
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++)
        for (enum seat seat = SEAT_AUTHORITY; seat < SEATS; seat++) {
            struct ep_statement it = right(stand, firm_a(stand), code);
            try_seat(stand, &hand[of_seat[seat]], seat, it);
            unchanged(stand, before, &it);
        }
}

/* Root and node have no session: theirs come with the first files, and from the node itself. */
static void test_through_a_session_each_kind_is_taken_from_its_signer(void **state)
{
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        const struct ep_kind *kind = ep_kind(code);
        if (kind->signer == EP_SIGNER_ROOT || kind->signer == EP_SIGNER_NODE)
            continue;
        assert_int_equal(set_up(state), 0);
        struct stand *stand = *state;
        const struct ep_statement *st =
            pile_sign(&stand->fed.pile, right(stand, firm_a(stand), code), firm_signer(firm_a(stand), kind->signer));
        expect("the right signer", st, user_put(&stand->seat[seat_of(kind->signer)], st), EP_OK);
        assert_true(node_has(node_a(stand), code, st->id));
        tear_down(state);
    }
}

/* Another way. */

static void test_what_is_right_is_refused_over_the_link_of_another(void **state)
{
    static const uint8_t psk[32] = {0x43};
    struct stand *stand = *state;
    uint8_t before[32];
    node_befriend(node_a(stand), &stand->c, psk);
    peer_open(&stand->to_c, node_a(stand), &stand->c, psk);
    fingerprint(stand, before);
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        const struct ep_sign_pair *by = firm_signer(&stand->b, ep_kind(code)->signer);
        const struct ep_statement *st = pile_sign(&stand->fed.pile, right(stand, &stand->b, code), by);
        expect("B, over C's link", st, peer_put(&stand->to_c, st, NULL),
               st->kind->local ? EP_NOT_ALLOWED : EP_NOT_THEIRS);
        st = pile_sign(&stand->fed.pile, right(stand, firm_a(stand), code),
                       firm_signer(firm_a(stand), st->kind->signer));
        expect("A itself, over C's link", st, peer_put(&stand->to_c, st, NULL),
               st->kind->local ? EP_NOT_ALLOWED : EP_NOT_THEIRS);
        unchanged(stand, before, st);
    }
    wire_close(&stand->to_c);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_statement_with_one_bit_changed_is_refused_wherever_it_is),
        TEST(test_over_a_peers_link_each_kind_comes_from_its_signer_and_no_other_hand),
        TEST(test_through_a_session_each_kind_comes_from_its_signer_and_no_other_user),
        cmocka_unit_test(test_through_a_session_each_kind_is_taken_from_its_signer),
        TEST(test_what_is_right_is_refused_over_the_link_of_another),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
