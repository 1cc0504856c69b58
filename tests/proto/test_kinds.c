/* Promise: each kind has a rule of its own, what is right passes it, and each way to be wrong has its own answer.
 * PROTOCOL.md 5.6. */
#include "proto/access.h"
#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_one_of_each_kind_passes(void **state)
{
    struct family *f = *state;
    for (unsigned admitting = 0; admitting < 2; admitting++) {
        f->pile.world.admitting = admitting == 1;
        for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
            ep_err err = family_rule(f, family_draft(f, code));
            if (err != EP_OK)
                fail_msg("%s: %s", ep_kind(code)->name, ep_err_row(err)->name);
        }
    }
}

static void test_the_table_knows_each_kind_by_code_and_name(void **state)
{
    (void)state;
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        const struct ep_kind *kind = ep_kind(code);
        assert_non_null(kind);
        assert_int_equal(kind->code, code);
        assert_ptr_equal(ep_kind_by_name(kind->name), kind);
    }
    assert_null(ep_kind(0));
    assert_null(ep_kind(EP_KIND_END));
    assert_null(ep_kind(UINT64_MAX));
    assert_null(ep_kind_by_name("kaart"));
}

static void test_card(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_CARD);
    memcpy(it.body.card.root, f->b.root.public_key, 32);
    assert_int_equal(family_rule(f, it), EP_ID_MISMATCH);
    it = family_draft(f, EP_CARD);
    it.id = f->b.id;
    assert_int_equal(family_rule(f, it), EP_ID_MISMATCH);
    it = family_draft(f, EP_CARD);
    it.org = f->b.id;
    assert_int_equal(family_rule(f, it), EP_ID_MISMATCH);
}

static void hide(struct family *f, enum ep_kind_code kind, ep_id id)
{
    struct ep_statement st;
    while (f->pile.world.find(&f->pile, kind, id, 0, &st))
        for (size_t i = 0; i < f->pile.count; i++)
            if (ep_bytes_equal(f->pile.shown[i]->bytes, st.bytes)) {
                pile_hide(&f->pile, f->pile.shown[i]);
                break;
            }
}

static void test_user(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_USER);
    it.id = f->a.eva.id;
    assert_int_equal(family_rule(f, it), EP_ID_MISMATCH);
    for (unsigned key = 0; key < 2; key++) { /* nothing can be sealed to it: a whole team would go without its secret */
        it = family_draft(f, EP_USER);
        memset(key == 0 ? it.body.user.seal : it.body.user.link, 0, 32);
        ep_user_prove(it.body.user.proof, f->a.id, it.body.user.seal, it.body.user.link, &f->a.tom.sign);
        assert_int_equal(family_rule(f, it), EP_BAD_KEY);
    }
    it = family_draft(f, EP_USER);
    it.body.user.until = HOUR + EP_USER_HOURS_MAX;
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.user.until++;
    assert_int_equal(family_rule(f, it), EP_PERIOD);
    hide(f, EP_USER, f->a.tom.id);
    it.body.user.from = HOUR + 1; /* it counts from the later of begin and signing */
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.user.until++;
    assert_int_equal(family_rule(f, it), EP_PERIOD);
    it.body.user.until = 0; /* taken back before it began */
    assert_int_equal(family_rule(f, it), EP_OK);
}

/* What was signed from the first begin on must go on counting, at whoever holds it. */
static void test_a_user_keeps_the_begin_that_it_had(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_USER);
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.user.from++;
    assert_int_equal(family_rule(f, it), EP_PERIOD);
    it.body.user.from -= 2;
    assert_int_equal(family_rule(f, it), EP_PERIOD);
}

static void test_team(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_TEAM);
    uint8_t members[3 * EP_ID_BYTES];
    memset(it.body.team.key, 0, sizeof it.body.team.key);
    assert_int_equal(family_rule(f, it), EP_BAD_KEY);
    it = family_draft(f, EP_TEAM);
    memcpy(members, f->a.members, sizeof members);
    it.body.team.members = (ep_bytes){members, sizeof members - 1};
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it.body.team.members = EP_BYTES(members);
    memcpy(members, members + EP_ID_BYTES, EP_ID_BYTES); /* one twice */
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    memcpy(members, f->a.members + 2 * EP_ID_BYTES, EP_ID_BYTES); /* out of order */
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it.body.team.members = (ep_bytes){NULL, 0}; /* nobody left */
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.team.until = HOUR + EP_TEAM_HOURS_MAX;
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.team.until++;
    assert_int_equal(family_rule(f, it), EP_PERIOD);
}

static void test_peer(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_PEER);
    it.id = f->b.id;
    assert_int_equal(family_rule(f, it), EP_ID_MISMATCH);
    assert_int_equal(family_rule(f, draft_peer(&f->a, &f->a)), EP_PEER_SELF);
}

static void test_sleutel(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_SLEUTEL);
    it.body.sleutel.epoch = 2;
    assert_int_equal(family_rule(f, it), EP_TEAM_UNKNOWN);
    it = family_draft(f, EP_SLEUTEL);
    it.body.sleutel.team = f->b.team;
    assert_int_equal(family_rule(f, it), EP_TEAM_UNKNOWN);
    it = family_draft(f, EP_SLEUTEL);
    it.body.sleutel.sealed.len--;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it.body.sleutel.sealed.len += 2;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
}

static void test_huishouden(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_HUISHOUDEN);
    it.id = id_named("another");
    assert_int_equal(family_rule(f, it), EP_ID_MISMATCH);
    /* It moves to another team from who holds it, not to who would like to have it. */
    struct ep_statement team = draft_team(&f->a);
    team.id = id_named("team 2");
    team.body.team.members = ep_id_bytes(&f->a.tom.id);
    pile_put(&f->pile, team, &f->a.steward.sign);
    it = draft_huishouden(&f->a, f->h);
    it.version = 2;
    it.body.huishouden.team = team.id;
    f->pile.world.admitting = true;
    assert_int_equal(family_rule(f, it), EP_OK); /* Eva's, whose team has it */
    it.author = f->a.tom.id;
    assert_int_equal(family_rule(f, it), EP_NOT_IN_TEAM);
    it.body.huishouden.team = f->a.team;
    assert_int_equal(family_rule(f, it), EP_OK); /* no other team: the chain has asked already */
    f->pile.world.admitting = false;
    it.body.huishouden.team = team.id;
    assert_int_equal(family_rule(f, it), EP_OK); /* at a peer it was decided at home */
}

static void test_lid(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_LID);
    it = draft_lid(&f->b, f->h, id_named("fresh"));
    assert_int_equal(family_rule(f, it), EP_NOT_FOUNDER);
    for (unsigned n = 1; n < EP_LEDEN_MAX; n++) {
        char name[16];
        snprintf(name, sizeof name, "lid %u", n);
        assert_int_equal(family_rule(f, family_draft(f, EP_LID)), EP_OK);
        pile_put(&f->pile, draft_lid(&f->a, f->h, id_named(name)), &f->a.eva.sign);
    }
    it = family_draft(f, EP_LID);
    assert_int_equal(family_rule(f, it), EP_TOO_MANY);
    it.body.lid.present = false;
    assert_int_equal(family_rule(f, it), EP_OK);
    it = draft_lid(&f->a, f->h, f->lid);
    it.version = 2;
    assert_int_equal(family_rule(f, it), EP_OK); /* who is in may stay in */
    it = draft_lid(&f->a, f->h, id_named("away"));
    it.body.lid.present = false;
    pile_put(&f->pile, it, &f->a.eva.sign);
    it.version = 2;
    it.body.lid.present = true;
    assert_int_equal(family_rule(f, it), EP_TOO_MANY); /* nor does anyone come back beyond the limit */
}

static void test_invite(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_INVITE);
    it.body.invite.grant = id_named("no grant");
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN);
    it = family_draft(f, EP_INVITE);
    it.body.invite.grant = f->grant2; /* B's, in another household */
    assert_int_equal(family_rule(f, it), EP_INVITE_NO_GRANT);
    it = family_draft(f, EP_INVITE);
    it.body.invite.to_org = f->c.id; /* the grant is for B */
    assert_int_equal(family_rule(f, it), EP_INVITE_NO_GRANT);
    it = family_draft(f, EP_INVITE);
    it.body.invite.to_team = id_named("another team");
    assert_int_equal(family_rule(f, it), EP_INVITE_NO_GRANT);
    it = family_draft(f, EP_INVITE);
    it.hour = HOUR + 180 * 24; /* the lease has ended by then */
    assert_int_equal(family_rule(f, it), EP_INVITE_NO_GRANT);
    it.hour--;
    assert_int_equal(family_rule(f, it), EP_OK);
    /* Shown to us by C as proof that B asked it in: the grant was never for us to know. */
    it = draft_invite(&f->b, id_named("h3"), id_named("proof"), id_named("unknown"), &f->c);
    assert_int_equal(family_rule(f, it), EP_OK);
}

static void test_join(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_JOIN);
    it.body.join.invite = id_named("no invite");
    assert_int_equal(family_rule(f, it), EP_INVITE_UNKNOWN);
    it = family_draft(f, EP_JOIN);
    it.huishouden = f->h;
    assert_int_equal(family_rule(f, it), EP_INVITE_NOT_OURS);
    it = family_draft(f, EP_JOIN);
    it.body.join.invite = f->invite; /* to B */
    it.huishouden = f->h;
    assert_int_equal(family_rule(f, it), EP_INVITE_NOT_OURS);
    it = family_draft(f, EP_JOIN);
    it.body.join.stand = 0;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_JOIN);
    it.body.join.team = id_named("team 2"); /* any other team could help itself */
    assert_int_equal(family_rule(f, it), EP_NOT_IN_TEAM);
}

static void test_regie(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_REGIE);
    it.body.regie.proposal = id_named("p");
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it.body.regie.stand = 0;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it.body.regie.stand = EP_REGIE_ACCEPT;
    assert_int_equal(family_rule(f, it), EP_REGIE_UNKNOWN);
    it.body.regie.proposal = (ep_id){{0}};
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    struct ep_statement proposal = family_draft(f, EP_REGIE); /* A proposes Eva of B */
    proposal.id = id_named("p");
    pile_put(&f->pile, proposal, &f->a.eva.sign);
    it.body.regie.proposal = proposal.id;
    assert_int_equal(family_rule(f, it), EP_REGIE_NOT_YOU);
    it.org = f->b.id;
    it.author = f->b.eva.id;
    assert_int_equal(family_rule(f, it), EP_OK);
    it.author = f->b.tom.id;
    assert_int_equal(family_rule(f, it), EP_REGIE_NOT_YOU);
    it.huishouden = f->h2;
    assert_int_equal(family_rule(f, it), EP_REGIE_UNKNOWN);
    it.huishouden = f->h;
    it.body.regie.stand = EP_REGIE_END; /* either side may */
    assert_int_equal(family_rule(f, it), EP_OK);
    it.org = f->a.id;
    assert_int_equal(family_rule(f, it), EP_OK);
    it.org = f->c.id;
    assert_int_equal(family_rule(f, it), EP_REGIE_NOT_YOU);
}

/* In clear, so it is a number and nothing else, and only of who accepts. */
static void test_regie_telefoon(void **state)
{
    struct family *f = *state;
    static const char *const numbers[] = {"06 12345678", "+31 (0)20-1234567", "0123456789 +-()012345678"};
    static const char *const others[] = {"06 bel Noor", "06\t1", "tel:061"};
    struct ep_statement it = family_draft(f, EP_REGIE);
    it.body.regie.proposal = id_named("p");
    it.body.regie.stand = EP_REGIE_ACCEPT;
    for (size_t i = 0; i < 3; i++) {
        it.body.regie.telefoon = ep_text(numbers[i]);
        assert_int_equal(family_rule(f, it), EP_REGIE_UNKNOWN); /* its form is right */
        it.body.regie.telefoon = ep_text(others[i]);
        assert_int_equal(family_rule(f, it), EP_MALFORMED);
    }
    it.body.regie.telefoon = ep_text(numbers[0]);
    it.body.regie.stand = EP_REGIE_END;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it.body.regie.stand = EP_REGIE_PROPOSE;
    it.body.regie.proposal = (ep_id){{0}};
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
}

static ep_err grant_with(struct family *f, uint64_t domains, uint64_t level)
{
    struct ep_statement it = family_draft(f, EP_GRANT);
    it.body.grant.domains = domains;
    it.body.grant.level = level;
    return family_rule(f, it);
}

static void test_grant(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_GRANT);
    it.version = 2;
    assert_int_equal(family_rule(f, it), EP_GRANT_FINAL);
    it = family_draft(f, EP_GRANT);
    it.body.grant.lid = id_named("nobody");
    assert_int_equal(family_rule(f, it), EP_LID_UNKNOWN);
    it.body.grant.lid = f->lid2; /* of another household */
    assert_int_equal(family_rule(f, it), EP_LID_UNKNOWN);
    it = family_draft(f, EP_GRANT);
    it.body.grant.to_org = f->a.id;
    assert_int_equal(family_rule(f, it), EP_GRANT_SELF);
    assert_int_equal(grant_with(f, 0, EP_LEVEL_WAT), EP_GRANT_EMPTY);
    assert_int_equal(grant_with(f, EP_DOMEIN_BIT(DRAFT_DOMAIN), EP_LEVEL_WAT), EP_GRANT_EMPTY); /* without persoon */
    assert_int_equal(grant_with(f, EP_DOMEIN_BIT(EP_DOMEIN_PERSOON), EP_LEVEL_NONE), EP_GRANT_EMPTY);
    assert_int_equal(grant_with(f, EP_DOMEIN_BIT(EP_DOMEIN_PERSOON), EP_LEVEL_INHOUD), EP_OK);
    assert_int_equal(grant_with(f, EP_DOMEINEN_GRANTABLE, EP_LEVEL_INHOUD), EP_OK);
}

static void test_grant_and_its_ground(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_GRANT);
    it.body.grant.until = it.body.grant.from;
    assert_int_equal(family_rule(f, it), EP_PERIOD);
    it.body.grant.until = it.body.grant.from + (365 + 1) * 24;
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.grant.until++;
    assert_int_equal(family_rule(f, it), EP_LEASE_TOO_LONG);
    it = family_draft(f, EP_GRANT);
    it.body.grant.grondslag = ep_text("zomaar");
    assert_int_equal(family_rule(f, it), EP_GRONDSLAG_UNKNOWN);
    it.body.grant.grondslag = ep_text("wams"); /* in the policy, and off */
    assert_int_equal(family_rule(f, it), EP_GRONDSLAG_UNKNOWN);
    it.body.grant.grondslag = ep_text("wgs"); /* level 2 at most */
    it.body.grant.level = EP_LEVEL_INHOUD;
    assert_int_equal(family_rule(f, it), EP_GRANT_LEVEL);
}

static void test_grants_of_one_organisation_are_bounded(void **state)
{
    struct family *f = *state;
    char name[16];
    for (unsigned n = 1; n < EP_GRANTS_OF_ORG_MAX; n++) {
        snprintf(name, sizeof name, "g %u", n);
        pile_put(&f->pile, draft_grant(&f->a, f->h, id_named(name), f->lid, &f->b), &f->a.eva.sign);
    }
    assert_int_equal(family_rule(f, family_draft(f, EP_GRANT)), EP_TOO_MANY);
    struct ep_statement theirs = draft_grant(&f->b, f->h, id_named("fresh"), f->lid, &f->a);
    assert_int_equal(family_rule(f, theirs), EP_OK); /* and the others have their own */
}

static void test_withdraw(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_WITHDRAW);
    it.version = 2;
    assert_int_equal(family_rule(f, it), EP_GRANT_FINAL);
    it = family_draft(f, EP_WITHDRAW);
    it.body.withdraw.grant = id_named("no grant");
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN);
    it.body.withdraw.grant = f->grant2;
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN); /* of another household */
    it = draft_withdraw(&f->c, f->h, id_named("fresh"), f->grant, f->b.id);
    assert_int_equal(family_rule(f, it), EP_WITHDRAW_NOT_YOURS);
    it = draft_withdraw(&f->a, f->h, id_named("fresh"), f->grant, f->c.id);
    assert_int_equal(family_rule(f, it), EP_WITHDRAW_NOT_YOURS); /* not the other side of it */
    it = draft_withdraw(&f->b, f->h, id_named("fresh"), f->grant, f->a.id);
    assert_int_equal(family_rule(f, it), EP_OK); /* the recipient may */
}

static void test_wrap_form(void **state)
{
    struct family *f = *state;
    uint8_t refs[2 * EP_REF_BYTES];
    struct ep_statement it = family_draft(f, EP_WRAP);
    it.body.wrap.entries.len--;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_WRAP);
    it.body.wrap.sealed.len++;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_WRAP);
    it.body.wrap.grant = (ep_id){{0}};
    assert_int_equal(family_rule(f, it), EP_MALFORMED); /* without a grant it is for the own organisation */
    it = family_draft(f, EP_WRAP);
    it.body.wrap.to_org = f->a.id;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    refs_put(refs, 0, f->entry, 1);
    refs_put(refs, 1, f->entry, 1);
    it = draft_wrap(&f->a, f->h, id_named("fresh"), f->lid, f->grant, &f->b, EP_BYTES(refs));
    assert_int_equal(family_rule(f, it), EP_MALFORMED); /* each entry once */
    refs_put(refs, 1, f->entry, 0);
    assert_int_equal(family_rule(f, it), EP_MALFORMED); /* a version 0 is none */
}

static void test_wrap_is_of_one_section(void **state)
{
    struct family *f = *state;
    uint8_t refs[2 * EP_REF_BYTES];
    refs_put(refs, 0, f->entry, 1);
    refs_put(refs, 1, f->entry, 2);
    struct ep_statement it = draft_wrap(&f->a, f->h, id_named("fresh"), f->lid, f->grant, &f->b, EP_BYTES(refs));
    assert_int_equal(family_rule(f, it), EP_ENTRY_UNKNOWN); /* that version is not there */
    struct ep_statement entry = draft_entry(&f->a, f->h, id_named("e2"), f->lid);
    entry.body.entry.level = EP_LEVEL_DAT;
    pile_put(&f->pile, entry, &f->a.eva.sign);
    refs_put(refs, 1, entry.id, 1);
    assert_int_equal(family_rule(f, it), EP_WRAP_SECTIONS); /* another level */
    entry = draft_entry(&f->a, f->h, id_named("e3"), f->lid);
    entry.body.entry.domain = 3;
    pile_put(&f->pile, entry, &f->a.eva.sign);
    refs_put(refs, 1, entry.id, 1);
    assert_int_equal(family_rule(f, it), EP_WRAP_SECTIONS); /* another domain */
    entry = draft_entry(&f->a, f->h, id_named("e4"), (ep_id){{0}});
    pile_put(&f->pile, entry, &f->a.eva.sign);
    refs_put(refs, 1, entry.id, 1);
    assert_int_equal(family_rule(f, it), EP_WRAP_SECTIONS); /* another subject */
    pile_put(&f->pile, draft_entry(&f->b, f->h, id_named("e5"), f->lid), &f->b.eva.sign);
    refs_put(refs, 1, id_named("e5"), 1);
    assert_int_equal(family_rule(f, it), EP_WRAP_SECTIONS); /* another author */
    pile_put(&f->pile, draft_entry(&f->a, f->h, id_named("e6"), f->lid), &f->a.eva.sign);
    refs_put(refs, 1, id_named("e6"), 1);
    assert_int_equal(family_rule(f, it), EP_OK);
}

static void test_wrap_names_its_grant_rightly(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_WRAP);
    it.body.wrap.grant = id_named("no grant");
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN);
    it.body.wrap.grant = f->grant2;
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN); /* of another household */
    it = draft_wrap(&f->a, f->h, id_named("fresh"), f->lid, f->grant, &f->c, EP_BYTES(f->refs));
    assert_int_equal(family_rule(f, it), EP_NO_GRANT); /* the grant is for B */
    pile_put(&f->pile, draft_lid(&f->a, f->h, id_named("lid 2")), &f->a.eva.sign);
    pile_put(&f->pile, draft_grant(&f->a, f->h, id_named("g2"), id_named("lid 2"), &f->b), &f->a.eva.sign);
    it = family_draft(f, EP_WRAP);
    it.body.wrap.grant = id_named("g2"); /* on another lid */
    assert_int_equal(family_rule(f, it), EP_NO_GRANT);
    /* For the own organisation: the home team, and no other. */
    it = draft_wrap(&f->a, f->h, id_named("fresh"), f->lid, (ep_id){{0}}, &f->a, EP_BYTES(f->refs));
    assert_int_equal(family_rule(f, it), EP_OK);
    it.body.wrap.team = id_named("team 2");
    assert_int_equal(family_rule(f, it), EP_TEAM_UNKNOWN);
}

static void test_wrap_is_for_the_team_as_it_is(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_WRAP);
    it.body.wrap.team = id_named("no team");
    assert_int_equal(family_rule(f, it), EP_TEAM_UNKNOWN);
    it.body.wrap.team = f->c.team; /* not of the organisation it goes to */
    assert_int_equal(family_rule(f, it), EP_TEAM_UNKNOWN);
    it = family_draft(f, EP_WRAP);
    it.body.wrap.epoch = 2;
    assert_int_equal(family_rule(f, it), EP_OK); /* long after, the epoch may be another */
    f->pile.world.admitting = true;
    assert_int_equal(family_rule(f, it), EP_TEAM_EPOCH);
    it = family_draft(f, EP_WRAP);
    f->pile.world.now_hour = HOUR + 31 * 24;
    assert_int_equal(family_rule(f, it), EP_TEAM_EXPIRED);
}

static void test_entry(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_ENTRY);
    it.body.entry.domain = 0;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ENTRY);
    it.body.entry.level = 0;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ENTRY);
    it.body.entry.size = 1; /* the length says another class */
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ENTRY);
    it.body.entry.subject = id_named("nobody");
    assert_int_equal(family_rule(f, it), EP_LID_UNKNOWN);
    it.body.entry.subject = f->lid2;
    assert_int_equal(family_rule(f, it), EP_LID_UNKNOWN); /* of another household */
    it.body.entry.subject = (ep_id){{0}};                 /* the household as a whole */
    assert_int_equal(family_rule(f, it), EP_OK);
    struct ep_statement changes[4];
    for (size_t i = 0; i < 4; i++) {
        changes[i] = draft_entry(&f->a, f->h, f->entry, f->lid);
        changes[i].version = 2;
        assert_int_equal(family_rule(f, changes[i]), EP_OK);
    }
    changes[0].body.entry.item = id_named("another");
    changes[1].body.entry.subject = (ep_id){{0}};
    changes[2].body.entry.domain = 3;
    changes[3].body.entry.level = EP_LEVEL_DAT;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(family_rule(f, changes[i]), EP_WRAP_SECTIONS);
}

static void test_ask_receipt_and_read(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_ASK);
    it.body.ask.soort = 0;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ASK);
    it.body.ask.to_org = f->a.id;
    assert_int_equal(family_rule(f, it), EP_MALFORMED);
    it = family_draft(f, EP_RECEIPT);
    it.body.receipt.grant = id_named("no grant");
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN);
    it.body.receipt.grant = f->grant; /* of another household */
    assert_int_equal(family_rule(f, it), EP_GRANT_UNKNOWN);
    it.huishouden = f->h;
    assert_int_equal(family_rule(f, it), EP_WITHDRAW_NOT_YOURS); /* A's own: only who received can have deleted */
    it = family_draft(f, EP_READ);
    it.body.read.evidence = id_named("why");
    assert_int_equal(family_rule(f, it), EP_READ_REASON); /* an ordinary one has no reason */
    it.body.read.soort = EP_READ_NOOD;
    assert_int_equal(family_rule(f, it), EP_READ_REASON); /* it is not here */
    it.body.read.evidence = (ep_id){{0}};
    assert_int_equal(family_rule(f, it), EP_READ_REASON);
    it = family_draft(f, EP_READ);
    it.author = f->a.tom.id;
    assert_int_equal(family_rule(f, it), EP_NOT_STAF); /* h is Eva's */
    it.org = f->b.id;
    assert_int_equal(family_rule(f, it), EP_NOT_FOUNDER);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, family_set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_one_of_each_kind_passes),
        TEST(test_the_table_knows_each_kind_by_code_and_name),
        TEST(test_card),
        TEST(test_user),
        TEST(test_a_user_keeps_the_begin_that_it_had),
        TEST(test_team),
        TEST(test_peer),
        TEST(test_sleutel),
        TEST(test_huishouden),
        TEST(test_lid),
        TEST(test_invite),
        TEST(test_join),
        TEST(test_regie),
        TEST(test_regie_telefoon),
        TEST(test_grant),
        TEST(test_grant_and_its_ground),
        TEST(test_grants_of_one_organisation_are_bounded),
        TEST(test_withdraw),
        TEST(test_wrap_form),
        TEST(test_wrap_is_of_one_section),
        TEST(test_wrap_names_its_grant_rightly),
        TEST(test_wrap_is_for_the_team_as_it_is),
        TEST(test_entry),
        TEST(test_ask_receipt_and_read),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
