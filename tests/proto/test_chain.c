/* Promise: nothing counts unless the one who may sign it did, then; every other signer is refused with the reason, and no
 * byte of a statement can change. PROTOCOL.md 5.2. */
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static ep_err check(struct family *f, struct ep_statement it, const struct ep_sign_pair *by)
{
    return ep_chain_check(&f->pile.world, pile_sign(&f->pile, it, by));
}

static void want(const char *what, const struct ep_kind *kind, ep_err got, ep_err wanted)
{
    if (got != wanted)
        fail_msg("%s by %s: %s instead of %s", kind->name, what, ep_err_row(got)->name, ep_err_row(wanted)->name);
}

/* Who signs, and what comes of it for each column of the kinds table, in the order of enum ep_signer:
 * root, authority, steward, node, user. */
struct attempt {
    const char *who;
    const struct ep_sign_pair *by;
    ep_err by_signer[5];
};

#define ROLE EP_SIGNER_ROLE
#define UNKNOWN EP_SIGNER_UNKNOWN
#define ENDED EP_SIGNER_ENDED
#define TEAM EP_NOT_IN_TEAM

static void test_every_kind_by_every_signer(void **state)
{
    struct family *f = *state;
    const struct attempt attempts[] = {
        {"the root", &f->a.root, {EP_OK, ROLE, UNKNOWN, ROLE, UNKNOWN}},
        {"the authority", &f->a.authority, {ROLE, EP_OK, UNKNOWN, ROLE, UNKNOWN}},
        {"a steward outside the team", &f->a.steward.sign, {ROLE, ROLE, EP_OK, ROLE, TEAM}},
        {"a user of the team", &f->a.eva.sign, {ROLE, ROLE, ROLE, ROLE, EP_OK}},
        {"a user outside the team", &f->a.tom.sign, {ROLE, ROLE, ROLE, ROLE, TEAM}},
        {"a user who ended", &f->a.ended.sign, {ROLE, ROLE, ENDED, ROLE, ENDED}},
        {"a user who has not begun", &f->a.early.sign, {ROLE, ROLE, ENDED, ROLE, ENDED}},
        {"the node", &f->a.node_sign, {ROLE, ROLE, UNKNOWN, EP_OK, UNKNOWN}},
        {"another organisation's user", &f->b.eva.sign, {ROLE, ROLE, UNKNOWN, ROLE, UNKNOWN}},
        {"another organisation's root", &f->b.root, {ROLE, ROLE, UNKNOWN, ROLE, UNKNOWN}},
        {"another organisation's node", &f->b.node_sign, {ROLE, ROLE, UNKNOWN, ROLE, UNKNOWN}},
    };
    for (unsigned admitting = 0; admitting < 2; admitting++) {
        f->pile.world.admitting = admitting == 1;
        for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
            const struct ep_kind *kind = ep_kind(code);
            for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
                ep_err wanted = attempts[i].by_signer[kind->signer];
                if (wanted == TEAM && (!kind->in_huishouden || (kind->of_anyone && admitting == 0)))
                    wanted = EP_OK;
                want(attempts[i].who, kind, check(f, family_draft(f, code), attempts[i].by), wanted);
            }
        }
    }
}

static void test_a_name_is_not_a_signature(void **state)
{
    struct family *f = *state;
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        struct ep_statement it = family_draft(f, code);
        it.author = ep_id_of_key(family_signer(f, code)->public_key);
        want("someone under the right name", ep_kind(code), check(f, it, &f->b.tom.sign), EP_FORGED);
    }
}

static void test_every_kind_needs_a_pinned_root(void **state)
{
    struct family *f = *state;
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        struct ep_statement it = family_draft(f, code);
        enum ep_signer signer = ep_kind(code)->signer;
        it.org = f->d.id;
        want("an organisation that is not paired", ep_kind(code), check(f, it, firm_signer(&f->d, signer)),
             EP_ROOT_UNKNOWN);
        it.org = f->e.id;
        it.hour = HOUR + 1;
        want("an organisation that was paired", ep_kind(code), check(f, it, firm_signer(&f->e, signer)), EP_PEER_ENDED);
    }
}

/* Does what the world is told of one byte's change anywhere: it does not open, or it is refused. */
static void test_every_byte_of_every_kind(void **state)
{
    struct family *f = *state;
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        const struct ep_statement *good = pile_sign(&f->pile, family_draft(f, code), family_signer(f, code));
        uint8_t bytes[4096];
        assert_true(good->bytes.len <= sizeof bytes);
        assert_int_equal(ep_chain_check(&f->pile.world, good), EP_OK);
        for (size_t at = 0; at < good->bytes.len; at++) {
            struct ep_statement st;
            memcpy(bytes, good->bytes.at, good->bytes.len);
            bytes[at] ^= (uint8_t)(1u << (at % 8));
            ep_err err = ep_statement_open(&st, (ep_bytes){bytes, good->bytes.len});
            if (err == EP_OK)
                err = ep_chain_check(&f->pile.world, &st);
            if (err == EP_OK)
                fail_msg("%s: byte %zu may change", good->kind->name, at);
        }
    }
}

static void test_periods_hold_to_the_hour(void **state)
{
    struct family *f = *state;
    struct ep_statement lid = family_draft(f, EP_LID);
    lid.hour = HOUR + 48;
    assert_int_equal(check(f, lid, &f->a.early.sign), EP_OK);
    lid.hour = HOUR + 47;
    assert_int_equal(check(f, lid, &f->a.early.sign), EP_SIGNER_ENDED);
    lid.hour = HOUR + 7999;
    assert_int_equal(check(f, lid, &f->a.eva.sign), EP_OK);
    lid.hour = HOUR + 8000;
    assert_int_equal(check(f, lid, &f->a.eva.sign), EP_SIGNER_ENDED);
}

static void test_an_organisation_without_a_card_has_no_authority_and_no_node(void **state)
{
    struct family *f = *state;
    struct ep_statement card;
    assert_true(f->pile.world.find(&f->pile, EP_CARD, f->a.id, 0, &card));
    for (size_t i = 0; i < f->pile.count; i++)
        if (f->pile.shown[i]->kind->code == EP_CARD && ep_id_equal(f->pile.shown[i]->org, f->a.id)) {
            pile_hide(&f->pile, f->pile.shown[i]);
            break;
        }
    assert_int_equal(check(f, family_draft(f, EP_USER), &f->a.authority), EP_SIGNER_UNKNOWN);
    assert_int_equal(check(f, family_draft(f, EP_RECEIPT), &f->a.node_sign), EP_SIGNER_UNKNOWN);
}

/* Another authority and another node key from an hour on: what the earlier ones signed until then stays, and the own
 * node takes nothing new from them. */
static void test_a_newer_card_changes_who_the_authority_is_from_then_on(void **state)
{
    struct family *f = *state;
    struct ep_statement card = family_draft(f, EP_CARD);
    struct ep_statement user = family_draft(f, EP_USER);
    struct ep_statement receipt = family_draft(f, EP_RECEIPT);
    memcpy(card.body.card.authority, f->a.tom.sign.public_key, 32);
    memcpy(card.body.card.node_sign, f->a.eva.sign.public_key, 32);
    card.hour = HOUR + 10;
    pile_put(&f->pile, card, &f->a.root);
    for (unsigned late = 0; late < 2; late++) {
        user.hour = receipt.hour = card.hour + (late == 0 ? 0 : EP_CLOCK_BACK_HOURS_MAX + 1);
        ep_err earlier = late == 0 ? EP_OK : EP_SIGNER_ROLE;
        assert_int_equal(check(f, user, &f->a.authority), earlier);
        assert_int_equal(check(f, receipt, &f->a.node_sign), earlier);
        assert_int_equal(check(f, user, &f->a.tom.sign), EP_OK);
        assert_int_equal(check(f, receipt, &f->a.eva.sign), EP_OK);
    }
    user.hour = HOUR;
    f->pile.world.admitting = true;
    assert_int_equal(check(f, user, &f->a.authority), EP_SIGNER_ROLE);
}

/* Renewed and ended in one hour, as happens on a working day; and taken back to before that hour. */
static void test_who_ends_leaves_what_was_signed_before(void **state)
{
    struct family *f = *state;
    struct ep_statement team = family_draft(f, EP_TEAM);
    struct ep_statement user = draft_user(&f->a, &f->a.steward);
    const uint64_t untils[] = {HOUR + 5, HOUR - 500};
    team.hour = HOUR + 5;
    for (size_t i = 0; i < 2; i++) {
        user.version++;
        user.hour = HOUR + 5 + i;
        user.body.user.until = untils[i];
        pile_put(&f->pile, user, &f->a.authority);
        f->pile.world.admitting = false;
        assert_int_equal(check(f, team, &f->a.steward.sign), EP_OK);
        f->pile.world.admitting = true;
        assert_int_equal(check(f, team, &f->a.steward.sign), EP_SIGNER_ENDED);
    }
    f->pile.world.admitting = false;
    team.hour = HOUR + 5 + EP_CLOCK_BACK_HOURS_MAX + 1; /* later than that, the first no longer speaks */
    assert_int_equal(check(f, team, &f->a.steward.sign), EP_SIGNER_ENDED);
}

/* The team that holds the household. */

static void test_a_household_and_its_team_are_known(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_HUISHOUDEN);
    it.body.huishouden.team = id_named("no team");
    assert_int_equal(check(f, it, &f->a.eva.sign), EP_TEAM_UNKNOWN);
    it.body.huishouden.team = f->b.team;
    assert_int_equal(check(f, it, &f->a.eva.sign), EP_TEAM_UNKNOWN);
    it = family_draft(f, EP_LID);
    it.huishouden = id_named("no household");
    assert_int_equal(check(f, it, &f->a.eva.sign), EP_HUISHOUDEN_UNKNOWN);
    it.huishouden = f->h2; /* B's: A is asked in and has not joined */
    assert_int_equal(check(f, it, &f->a.eva.sign), EP_NO_JOIN);
    it = family_draft(f, EP_REGIE);
    it.org = f->c.id; /* paired, and not in H */
    assert_int_equal(check(f, it, &f->c.eva.sign), EP_NO_JOIN);
}

static void test_who_was_asked_in_may_log_a_reading_and_nothing_else(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_READ);
    it.huishouden = f->h2;
    assert_int_equal(check(f, it, &f->a.eva.sign), EP_OK);
    assert_int_equal(check(f, it, &f->a.tom.sign), EP_NOT_IN_TEAM);
    it.huishouden = f->h;
    it.org = f->c.id;
    assert_int_equal(check(f, it, &f->c.eva.sign), EP_NO_JOIN); /* not asked */
}

static void test_who_left_writes_no_more(void **state)
{
    struct family *f = *state;
    struct ep_statement regie = family_draft(f, EP_REGIE);
    regie.org = f->b.id;
    assert_int_equal(check(f, regie, &f->b.eva.sign), EP_OK);
    struct ep_statement leave = draft_join(&f->b, f->h, f->join, f->invite);
    leave.version = 2;
    leave.body.join.stand = EP_JOIN_LEAVE;
    pile_put(&f->pile, leave, &f->b.eva.sign);
    assert_int_equal(check(f, regie, &f->b.eva.sign), EP_NO_JOIN);
}

/* A third organisation finds out nothing: neither by asking, which is always taken, nor by what else it may not do. */
static void test_who_takes_no_part_is_told_the_same_of_every_household(void **state)
{
    struct family *f = *state;
    const ep_id households[] = {f->h, f->h2, id_named("no household")};
    for (size_t i = 0; i < sizeof households / sizeof households[0]; i++) {
        struct ep_statement ask = family_draft(f, EP_ASK);
        struct ep_statement regie = family_draft(f, EP_REGIE);
        ask.huishouden = regie.huishouden = households[i];
        ask.org = regie.org = f->c.id;
        ask.body.ask.to_org = f->a.id;
        assert_int_equal(check(f, ask, &f->c.eva.sign), EP_OK);
        assert_int_equal(check(f, regie, &f->c.eva.sign), EP_NO_JOIN);
    }
}

static const struct ep_statement *team_without_eva(struct family *f, uint64_t hour)
{
    struct ep_statement team = family_draft(f, EP_TEAM);
    team.hour = hour;
    team.body.team.members = ep_id_bytes(&f->a.tom.id);
    return pile_put(&f->pile, team, &f->a.steward.sign);
}

static void test_a_removed_member_is_refused_at_home_and_believed_elsewhere_for_what_came_before(void **state)
{
    struct family *f = *state;
    struct ep_statement lid = family_draft(f, EP_LID);
    team_without_eva(f, HOUR + 10);
    f->pile.world.admitting = true;
    assert_int_equal(check(f, lid, &f->a.eva.sign), EP_NOT_IN_TEAM);
    f->pile.world.admitting = false;
    assert_int_equal(check(f, lid, &f->a.eva.sign), EP_OK);
    assert_int_equal(check(f, lid, &f->a.tom.sign), EP_NOT_IN_TEAM); /* signed before he was in it */
    lid.hour = HOUR + 10;
    assert_int_equal(check(f, lid, &f->a.tom.sign), EP_OK);
}

static void test_an_entry_names_the_team_and_epoch_it_was_written_in(void **state)
{
    struct family *f = *state;
    struct ep_statement entry = family_draft(f, EP_ENTRY);
    entry.body.entry.epoch = 2;
    assert_int_equal(check(f, entry, &f->a.eva.sign), EP_TEAM_EPOCH); /* not there yet */
    team_without_eva(f, HOUR + 10);
    entry.body.entry.epoch = 1;
    assert_int_equal(check(f, entry, &f->a.eva.sign), EP_OK);
    f->pile.world.admitting = true;
    assert_int_equal(check(f, entry, &f->a.eva.sign), EP_TEAM_EPOCH); /* a new one names the epoch as it is now */
    struct ep_statement other = draft_team(&f->a);
    other.id = id_named("team 2");
    pile_put(&f->pile, other, &f->a.steward.sign);
    entry.body.entry.team = other.id;
    assert_int_equal(check(f, entry, &f->a.eva.sign), EP_NOT_IN_TEAM);
}

static void test_a_steward_of_then_signed_the_teams_of_then(void **state)
{
    struct family *f = *state;
    struct ep_statement team = family_draft(f, EP_TEAM);
    struct ep_statement user = draft_user(&f->a, &f->a.steward);
    user.version = 2;
    user.hour = HOUR + 10;
    user.body.user.roles = 0;
    pile_put(&f->pile, user, &f->a.authority);
    assert_int_equal(check(f, team, &f->a.steward.sign), EP_OK);
    f->pile.world.admitting = true;
    assert_int_equal(check(f, team, &f->a.steward.sign), EP_SIGNER_ROLE);
}

/* For wrapping. */

static void test_nobody_wraps_to_a_team_that_is_unknown_or_expired(void **state)
{
    struct family *f = *state;
    struct ep_statement team;
    assert_int_equal(ep_chain_team_live(&f->pile.world, id_named("no team"), &team), EP_TEAM_UNKNOWN);
    assert_int_equal(ep_chain_team_live(&f->pile.world, f->b.team, &team), EP_OK);
    assert_true(ep_id_equal(team.org, f->b.id));
    f->pile.world.now_hour = HOUR + 30 * 24;
    assert_int_equal(ep_chain_team_live(&f->pile.world, f->b.team, &team), EP_TEAM_EXPIRED);
    f->pile.world.now_hour--;
    assert_int_equal(ep_chain_team_live(&f->pile.world, f->b.team, &team), EP_OK);
}

static void test_the_pinned_root_is_the_one_of_the_peer_statement(void **state)
{
    struct family *f = *state;
    uint8_t root[32];
    assert_int_equal(ep_chain_root(&f->pile.world, f->a.id, root), EP_OK);
    assert_memory_equal(root, f->a.root.public_key, 32);
    assert_int_equal(ep_chain_root(&f->pile.world, f->b.id, root), EP_OK);
    assert_memory_equal(root, f->b.root.public_key, 32);
    assert_int_equal(ep_chain_root(&f->pile.world, f->d.id, root), EP_ROOT_UNKNOWN);
    assert_int_equal(ep_chain_root(&f->pile.world, f->e.id, root), EP_PEER_ENDED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, family_set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_every_kind_by_every_signer),
        TEST(test_a_name_is_not_a_signature),
        TEST(test_every_kind_needs_a_pinned_root),
        TEST(test_every_byte_of_every_kind),
        TEST(test_periods_hold_to_the_hour),
        TEST(test_an_organisation_without_a_card_has_no_authority_and_no_node),
        TEST(test_a_newer_card_changes_who_the_authority_is_from_then_on),
        TEST(test_who_ends_leaves_what_was_signed_before),
        TEST(test_a_household_and_its_team_are_known),
        TEST(test_who_was_asked_in_may_log_a_reading_and_nothing_else),
        TEST(test_who_left_writes_no_more),
        TEST(test_who_takes_no_part_is_told_the_same_of_every_household),
        TEST(test_a_removed_member_is_refused_at_home_and_believed_elsewhere_for_what_came_before),
        TEST(test_an_entry_names_the_team_and_epoch_it_was_written_in),
        TEST(test_a_steward_of_then_signed_the_teams_of_then),
        TEST(test_nobody_wraps_to_a_team_that_is_unknown_or_expired),
        TEST(test_the_pinned_root_is_the_one_of_the_peer_statement),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
