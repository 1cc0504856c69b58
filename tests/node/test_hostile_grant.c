/* Promise: a grant opens what it says, for whom and for how long it says, and nothing beside it; each misuse has its own
 * answer, at the node that would send and at the one that would store, and nothing of it is kept or leaves. PROTOCOL.md
 * 6.1. A is the node; B and C are peers that the test plays. */
#include "tests/support/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    struct federation fed;
    struct firm b, c;
    struct wire to_b, to_c, eva;
    ep_id h, lid, sister, grant, entry, sisters, other; /* three entries: of lid, of sister, of lid in another domain */
    uint8_t refs[2 * EP_REF_BYTES];
};

static const uint8_t psk_b[32] = {0x42};
static const uint8_t psk_c[32] = {0x43};

/* The one place where a new id comes from. */
static ep_id made(char firm, const char *name)
{
    char text[24];
    snprintf(text, sizeof text, "%c:%s", firm, name);
    return id_named(text);
}

/* The household is that firm's. */
static void found_by(struct stand *stand, char firm)
{
    stand->h = made(firm, "h"), stand->lid = made(firm, "lid"), stand->sister = made(firm, "sister");
    stand->grant = made(firm, "grant"), stand->entry = made(firm, "entry"), stand->sisters = made(firm, "sisters");
    stand->other = made(firm, "other");
    refs_put(stand->refs, 0, stand->entry, 1);
}

static int set_up(void **state)
{
    struct stand *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 1, 1);
    firm_make(&stand->b, 'b');
    firm_make(&stand->c, 'c');
    node_befriend(&stand->fed.node[0], &stand->b, psk_b);
    node_befriend(&stand->fed.node[0], &stand->c, psk_c);
    peer_open(&stand->to_b, &stand->fed.node[0], &stand->b, psk_b);
    found_by(stand, 'b');
    return 0;
}

static int tear_down(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->to_b);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

static struct node *node_a(struct stand *stand)
{
    return &stand->fed.node[0];
}

static ep_err put(struct stand *stand, struct ep_statement it)
{
    return peer_put(&stand->to_b, pile_sign(&stand->fed.pile, it, &stand->b.eva.sign), NULL);
}

static void later(struct stand *stand, unsigned hours)
{
    uint64_t seq = stand->to_b.seq;
    fed_hours(&stand->fed, hours);
    wire_close(&stand->to_b);
    peer_open(&stand->to_b, node_a(stand), &stand->b, psk_b);
    stand->to_b.seq = seq;
}

/* The misuses: what is wrong with the grant, and what comes of an entry and of a wrap for the team under it. */

struct misuse {
    const char *what;
    void (*twist)(const struct stand *stand, struct ep_grant *grant);
    ep_err entry, wrap;
    bool withdrawn;
    unsigned hours; /* later */
};

static void short_one(const struct stand *stand, struct ep_grant *grant)
{
    (void)stand;
    grant->until = HOUR + 2;
}

static void later_one(const struct stand *stand, struct ep_grant *grant)
{
    (void)stand;
    grant->from = HOUR + 48;
}

static void for_sister(const struct stand *stand, struct ep_grant *grant)
{
    grant->lid = stand->sister;
}

static void lower(const struct stand *stand, struct ep_grant *grant)
{
    (void)stand;
    grant->level = EP_LEVEL_DAT;
}

static void persoon_only(const struct stand *stand, struct ep_grant *grant)
{
    (void)stand;
    grant->domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON);
}

static void other_team(const struct stand *stand, struct ep_grant *grant)
{
    (void)stand;
    grant->to_team = made('b', "other team");
}

static void as_it_is(const struct stand *stand, struct ep_grant *grant)
{
    (void)stand, (void)grant;
}

/* The node asks an entry for no team: it is stored for the organisation, and given and wrapped by team. */
static const struct misuse misuses[] = {
    {"a grant that ended", short_one, EP_GRANT_EXPIRED, EP_GRANT_EXPIRED, false, 3},
    {"a grant that was withdrawn", as_it_is, EP_GRANT_WITHDRAWN, EP_GRANT_WITHDRAWN, true, 0},
    {"a grant that has not begun", later_one, EP_GRANT_NOT_YET, EP_GRANT_NOT_YET, false, 0},
    {"a grant for another lid", for_sister, EP_NO_GRANT, EP_NO_GRANT, false, 0},
    {"a grant of a lower level", lower, EP_GRANT_LEVEL, EP_GRANT_LEVEL, false, 0},
    {"a grant without the domain", persoon_only, EP_GRANT_DOMEIN, EP_GRANT_DOMEIN, false, 0},
    {"a grant for another team", other_team, EP_OK, EP_GRANT_OTHER_TEAM, false, 0},
    {"a right grant", as_it_is, EP_OK, EP_OK, false, 0},
};
#define MISUSES (sizeof misuses / sizeof misuses[0])

static void expect(const struct misuse *misuse, const char *of, ep_err came, ep_err want)
{
    if (came != want)
        fail_msg("%s under %s: %s, not %s", of, misuse->what, ep_err_row(came)->name, ep_err_row(want)->name);
}

static struct ep_statement grant_of(const struct stand *stand, const struct firm *from, const struct firm *to,
                                    const struct misuse *misuse)
{
    struct ep_statement it = draft_grant(from, stand->h, stand->grant, stand->lid, to);
    misuse->twist(stand, &it.body.grant);
    return it;
}

static struct ep_statement wrap_of(const struct stand *stand, const struct firm *from, const struct firm *to,
                                   size_t refs)
{
    return draft_wrap(from, stand->h, made((char)from->seed, "wrap"), stand->lid, stand->grant, to,
                      (ep_bytes){stand->refs, refs * EP_REF_BYTES});
}

static struct ep_statement other_entry(const struct stand *stand, const struct firm *from)
{
    struct ep_statement it = draft_entry(from, stand->h, stand->other, stand->lid);
    it.body.entry.domain = DRAFT_DOMAIN + 1;
    return it;
}

/* At the node that would store. */

static void b_founds(struct stand *stand)
{
    assert_int_equal(put(stand, draft_huishouden(&stand->b, stand->h)), EP_OK);
    assert_int_equal(put(stand, draft_lid(&stand->b, stand->h, stand->lid)), EP_OK);
    assert_int_equal(put(stand, draft_lid(&stand->b, stand->h, stand->sister)), EP_OK);
}

/* Entries that are at A under grants for a team that no wrap here is for. */
static void b_shows_another_team(struct stand *stand)
{
    const ep_id lid[] = {stand->lid, stand->sister};
    const ep_id id[] = {made('b', "wide"), made('b', "wide sister")};
    for (size_t i = 0; i < 2; i++) {
        struct ep_statement it = draft_grant(&stand->b, stand->h, id[i], lid[i], &node_a(stand)->firm);
        it.body.grant.domains |= EP_DOMEIN_BIT(DRAFT_DOMAIN + 1);
        it.body.grant.to_team = made('b', "other team");
        assert_int_equal(put(stand, it), EP_OK);
    }
    assert_int_equal(put(stand, draft_entry(&stand->b, stand->h, stand->entry, stand->lid)), EP_OK);
    assert_int_equal(put(stand, draft_entry(&stand->b, stand->h, stand->sisters, stand->sister)), EP_OK);
    assert_int_equal(put(stand, other_entry(stand, &stand->b)), EP_OK);
}

static void b_grants(struct stand *stand, const struct misuse *misuse)
{
    const struct firm *a = &node_a(stand)->firm;
    assert_int_equal(put(stand, grant_of(stand, &stand->b, a, misuse)), EP_OK);
    if (misuse->withdrawn)
        assert_int_equal(put(stand, draft_withdraw(&stand->b, stand->h, made('b', "w"), stand->grant, a->id)), EP_OK);
    if (misuse->hours > 0)
        later(stand, misuse->hours);
}

static void test_an_entry_is_stored_only_under_a_grant_that_covers_it(void **state)
{
    for (size_t i = 0; i < MISUSES; i++) {
        assert_int_equal(set_up(state), 0);
        struct stand *stand = *state;
        b_founds(stand);
        b_grants(stand, &misuses[i]);
        expect(&misuses[i], "an entry", put(stand, draft_entry(&stand->b, stand->h, stand->entry, stand->lid)),
               misuses[i].entry);
        assert_int_equal(node_has(node_a(stand), EP_ENTRY, stand->entry), misuses[i].entry == EP_OK);
        tear_down(state);
    }
}

static void test_a_wrap_is_stored_only_under_a_grant_that_covers_it(void **state)
{
    for (size_t i = 0; i < MISUSES; i++) {
        assert_int_equal(set_up(state), 0);
        struct stand *stand = *state;
        b_founds(stand);
        b_shows_another_team(stand);
        b_grants(stand, &misuses[i]);
        struct ep_statement it = wrap_of(stand, &stand->b, &node_a(stand)->firm, 1);
        expect(&misuses[i], "a wrap", put(stand, it), misuses[i].wrap);
        assert_int_equal(node_has(node_a(stand), EP_WRAP, it.id), misuses[i].wrap == EP_OK);
        assert_true(node_has(node_a(stand), EP_ENTRY, stand->entry));
        tear_down(state);
    }
}

/* C was asked into B's household, and shows A its own part of the lid. */
static void c_grants(struct stand *stand)
{
    struct pile *pile = &stand->fed.pile;
    const struct firm *c = &stand->c;
    const struct ep_statement *st[] = {
        pile_sign(pile, draft_invite(&stand->b, stand->h, made('b', "invite"), made('b', "to c"), c),
                  &stand->b.eva.sign),
        pile_sign(pile, draft_join(c, stand->h, made('c', "join"), made('b', "invite")), &c->eva.sign),
        pile_sign(pile, draft_grant(c, stand->h, made('c', "grant"), stand->lid, &node_a(stand)->firm), &c->eva.sign)};
    peer_open(&stand->to_c, node_a(stand), c, psk_c);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(peer_put(&stand->to_c, st[i], NULL), EP_OK);
    wire_close(&stand->to_c);
}

static void test_a_grant_of_another_organisation_opens_nothing_of_this_one(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = &node_a(stand)->firm;
    b_founds(stand);
    c_grants(stand);
    assert_int_equal(put(stand, draft_entry(&stand->b, stand->h, stand->entry, stand->lid)), EP_NO_GRANT);
    b_shows_another_team(stand);
    struct ep_statement it = wrap_of(stand, &stand->b, a, 1);
    it.body.wrap.grant = made('c', "grant");
    assert_int_equal(put(stand, it), EP_NO_GRANT);
    assert_false(node_has(node_a(stand), EP_WRAP, it.id));
    /* The same bytes but for the grant, which is B's own now, are taken: it was that grant, and nothing else. */
    struct ep_statement own = draft_grant(&stand->b, stand->h, made('b', "own"), stand->lid, a);
    assert_int_equal(put(stand, own), EP_OK);
    assert_int_equal(put(stand, it), EP_NO_GRANT);
    it.body.wrap.grant = own.id;
    assert_int_equal(put(stand, it), EP_OK);
}

static void test_a_wrap_holds_keys_of_one_section(void **state)
{
    struct stand *stand = *state;
    const ep_id mixed[] = {stand->sisters, stand->other};
    b_founds(stand);
    b_shows_another_team(stand);
    b_grants(stand, &misuses[MISUSES - 1]);
    for (size_t i = 0; i < 2; i++) {
        refs_put(stand->refs, 1, mixed[i], 1);
        struct ep_statement it = wrap_of(stand, &stand->b, &node_a(stand)->firm, 2);
        assert_int_equal(put(stand, it), EP_WRAP_SECTIONS);
        assert_false(node_has(node_a(stand), EP_WRAP, it.id));
    }
    /* Under a section that it names wrongly, so that the grant would cover it. */
    refs_put(stand->refs, 0, stand->other, 1);
    assert_int_equal(put(stand, wrap_of(stand, &stand->b, &node_a(stand)->firm, 1)), EP_WRAP_SECTIONS);
}

/* At the node that would send. */

static void a_founds(struct stand *stand)
{
    const struct firm *a = &node_a(stand)->firm;
    found_by(stand, 'a');
    struct ep_statement drafts[] = {
        draft_huishouden(a, stand->h),
        draft_lid(a, stand->h, stand->lid),
        draft_lid(a, stand->h, stand->sister),
        draft_entry(a, stand->h, stand->entry, stand->lid),
        draft_entry(a, stand->h, stand->sisters, stand->sister),
        other_entry(stand, a),
    };
    for (size_t i = 0; i < sizeof drafts / sizeof drafts[0]; i++)
        assert_int_equal(user_write(&stand->eva, drafts[i]), EP_OK);
}

static void a_grants(struct stand *stand, const struct misuse *misuse)
{
    const struct firm *a = &node_a(stand)->firm;
    user_open(&stand->eva, node_a(stand), &a->eva);
    a_founds(stand);
    assert_int_equal(user_write(&stand->eva, grant_of(stand, a, &stand->b, misuse)), EP_OK);
    if (misuse->withdrawn)
        assert_int_equal(
            user_write(&stand->eva, draft_withdraw(a, stand->h, made('a', "w"), stand->grant, stand->b.id)), EP_OK);
    if (misuse->hours == 0)
        return;
    later(stand, misuse->hours);
    wire_close(&stand->eva);
    user_open(&stand->eva, node_a(stand), &a->eva);
}

static size_t content_that_left(struct stand *stand)
{
    union ep_msg msg;
    struct ep_statement st;
    size_t count = 0;
    while (wire_await(&stand->to_b, EP_MSG_PUT, &msg)) {
        assert_int_equal(ep_statement_open(&st, msg.put.statement), EP_OK);
        count += st.kind->code == EP_ENTRY || st.kind->code == EP_WRAP ? 1 : 0;
    }
    return count;
}

static void test_a_wrap_of_our_own_is_refused_before_it_is_queued(void **state)
{
    for (size_t i = 0; i < MISUSES; i++) {
        assert_int_equal(set_up(state), 0);
        struct stand *stand = *state;
        a_grants(stand, &misuses[i]);
        struct ep_statement it = wrap_of(stand, &node_a(stand)->firm, &stand->b, 1);
        expect(&misuses[i], "an own wrap", user_write(&stand->eva, it), misuses[i].wrap);
        assert_int_equal(node_has(node_a(stand), EP_WRAP, it.id), misuses[i].wrap == EP_OK);
        assert_int_equal(content_that_left(stand), misuses[i].wrap == EP_OK ? 2 : 0);
        wire_close(&stand->eva);
        tear_down(state);
    }
}

static void test_our_own_wrap_is_of_one_section_and_under_a_grant_of_our_own(void **state)
{
    struct stand *stand = *state;
    const struct firm *a = &node_a(stand)->firm;
    a_grants(stand, &misuses[MISUSES - 1]);
    refs_put(stand->refs, 1, stand->other, 1);
    assert_int_equal(user_write(&stand->eva, wrap_of(stand, a, &stand->b, 2)), EP_WRAP_SECTIONS);
    /* B's own grant to A, in the same household and on the same lid. */
    assert_int_equal(user_write(&stand->eva, draft_invite(a, stand->h, made('a', "invite"), stand->grant, &stand->b)),
                     EP_OK);
    assert_int_equal(put(stand, draft_join(&stand->b, stand->h, made('b', "join"), made('a', "invite"))), EP_OK);
    assert_int_equal(put(stand, draft_grant(&stand->b, stand->h, made('b', "theirs"), stand->lid, a)), EP_OK);
    struct ep_statement it = wrap_of(stand, a, &stand->b, 1);
    it.body.wrap.grant = made('b', "theirs");
    assert_int_equal(user_write(&stand->eva, it), EP_NO_GRANT);
    assert_false(node_has(node_a(stand), EP_WRAP, it.id));
    assert_int_equal(content_that_left(stand), 0);
    wire_close(&stand->eva);
}

static void test_what_waited_beyond_the_end_of_its_grant_never_leaves(void **state)
{
    struct stand *stand = *state;
    wire_close(&stand->to_b);
    user_open(&stand->eva, node_a(stand), &node_a(stand)->firm.eva);
    a_founds(stand);
    assert_int_equal(user_write(&stand->eva, grant_of(stand, &node_a(stand)->firm, &stand->b, &misuses[0])), EP_OK);
    assert_int_equal(user_write(&stand->eva, wrap_of(stand, &node_a(stand)->firm, &stand->b, 1)), EP_OK);
    wire_close(&stand->eva);
    fed_hours(&stand->fed, misuses[0].hours);
    peer_open(&stand->to_b, node_a(stand), &stand->b, psk_b);
    assert_int_equal(content_that_left(stand), 0);
}

static void test_a_grant_opens_from_its_begin_and_not_before(void **state)
{
    struct stand *stand = *state;
    struct misuse tomorrow = {
        "a grant that begins in two days", later_one, EP_GRANT_NOT_YET, EP_GRANT_NOT_YET, false, 0};
    struct ep_statement entry = draft_entry(&stand->b, stand->h, stand->entry, stand->lid);
    b_founds(stand);
    b_grants(stand, &tomorrow);
    assert_int_equal(put(stand, entry), EP_GRANT_NOT_YET);
    later(stand, 46);
    assert_int_equal(put(stand, entry), EP_GRANT_NOT_YET); /* an hour is allowed between two clocks, and no more */
    later(stand, 1);
    assert_int_equal(put(stand, entry), EP_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_entry_is_stored_only_under_a_grant_that_covers_it),
        cmocka_unit_test(test_a_wrap_is_stored_only_under_a_grant_that_covers_it),
        TEST(test_a_grant_of_another_organisation_opens_nothing_of_this_one),
        TEST(test_a_wrap_holds_keys_of_one_section),
        cmocka_unit_test(test_a_wrap_of_our_own_is_refused_before_it_is_queued),
        TEST(test_our_own_wrap_is_of_one_section_and_under_a_grant_of_our_own),
        TEST(test_a_grant_opens_from_its_begin_and_not_before),
        TEST(test_what_waited_beyond_the_end_of_its_grant_never_leaves),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
