/* Promise: a statement has one form, what is signed is what travels, and its clear part is found again. PROTOCOL.md 5. */
#include "proto/grondslag.h"
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct ep_statement *made(struct family *f, enum ep_kind_code code)
{
    return pile_sign(&f->pile, family_draft(f, code), family_signer(f, code));
}

/* The bytes of a statement with something packed otherwise; opened as they are. */
static ep_err open_copy(const struct ep_statement *st, size_t at, const uint8_t *change, size_t len)
{
    uint8_t bytes[4096];
    struct ep_statement out;
    memcpy(bytes, st->bytes.at, st->bytes.len);
    memcpy(bytes + at, change, len);
    return ep_statement_open(&out, (ep_bytes){bytes, st->bytes.len});
}

/* Where things stand: head (1), v (1), kind (1), id (18), huishouden (18), org (18), author (18), lineage (10), version. */
#define AT_V 1
#define AT_KIND 2
#define AT_ID 3
#define AT_HUISHOUDEN 21
#define AT_VERSION (21 + 18 + 18 + 18 + 10)

static void test_the_envelope_is_strict(void **state)
{
    struct family *f = *state;
    const struct ep_statement *lid = made(f, EP_LID);
    static const uint8_t id[18] = {0xc4, 16};
    assert_int_equal(open_copy(lid, 0, (const uint8_t *)"\x99", 1), EP_MALFORMED); /* nine members */
    assert_int_equal(open_copy(lid, AT_V, (const uint8_t *)"\x02", 1), EP_VERSION_UNKNOWN);
    assert_int_equal(open_copy(lid, AT_V, (const uint8_t *)"\x00", 1), EP_VERSION_UNKNOWN);
    assert_int_equal(open_copy(lid, AT_KIND, (const uint8_t *)"\x00", 1), EP_KIND_UNKNOWN);
    assert_int_equal(open_copy(lid, AT_KIND, (const uint8_t[]){EP_KIND_END}, 1), EP_KIND_UNKNOWN);
    assert_int_equal(open_copy(lid, AT_KIND, (const uint8_t *)"\x7f", 1), EP_KIND_UNKNOWN);
    assert_int_equal(open_copy(lid, AT_ID, id, sizeof id), EP_MALFORMED);         /* all zero is no id */
    assert_int_equal(open_copy(lid, AT_HUISHOUDEN, id, sizeof id), EP_MALFORMED); /* nor another way to say absent */
    assert_int_equal(open_copy(lid, AT_VERSION, (const uint8_t *)"\x00", 1), EP_MALFORMED); /* they count from 1 */
    assert_int_equal(open_copy(lid, AT_VERSION, (const uint8_t *)"\xff", 1), EP_MALFORMED); /* a negative number */
}

static void test_a_household_is_named_exactly_by_the_kinds_of_a_household(void **state)
{
    struct family *f = *state;
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        uint8_t bytes[4096];
        ep_out out = EP_OUT(bytes);
        struct ep_statement opened;
        struct ep_statement it = family_draft(f, code);
        assert_int_equal(it.kind->in_huishouden, code >= EP_HUISHOUDEN && code != EP_TOETS);
        it.author = f->a.eva.id;
        it.huishouden = it.kind->in_huishouden ? (ep_id){{0}} : f->h;
        assert_int_equal(ep_statement_put(&out, &it, &f->a.eva.sign), EP_OK);
        assert_int_equal(ep_statement_open(&opened, ep_out_bytes(&out)), EP_MALFORMED);
    }
}

static void test_no_length_but_the_right_one_opens(void **state)
{
    struct family *f = *state;
    static uint8_t bytes[EP_STATEMENT_BYTES_MAX + 1];
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        const struct ep_statement *good = made(f, code);
        struct ep_statement st;
        memcpy(bytes, good->bytes.at, good->bytes.len);
        for (size_t len = 0; len < good->bytes.len; len++)
            assert_int_equal(ep_statement_open(&st, (ep_bytes){bytes, len}), EP_MALFORMED);
        bytes[good->bytes.len] = 0;
        assert_int_equal(ep_statement_open(&st, (ep_bytes){bytes, good->bytes.len + 1}), EP_MALFORMED);
    }
    struct ep_statement st;
    assert_int_equal(ep_statement_open(&st, (ep_bytes){bytes, EP_STATEMENT_BYTES_MAX}), EP_MALFORMED);
    assert_int_equal(ep_statement_open(&st, EP_BYTES(bytes)), EP_TOO_LARGE);
}

static void test_what_is_written_is_what_is_read(void **state)
{
    struct family *f = *state;
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++) {
        struct ep_statement draft = family_draft(f, code);
        const struct ep_statement *st = pile_sign(&f->pile, draft, family_signer(f, code));
        uint8_t bytes[4096];
        ep_out out = EP_OUT(bytes);
        assert_true(ep_id_equal(st->id, draft.id) && ep_id_equal(st->org, draft.org) && st->version == draft.version &&
                    ep_id_equal(st->huishouden, draft.huishouden) && st->hour == HOUR);
        assert_memory_equal(st->lineage, draft.lineage, 8);
        assert_int_equal(ep_statement_put(&out, st, family_signer(f, code)), EP_OK);
        assert_true(ep_bytes_equal(ep_out_bytes(&out), st->bytes)); /* the one form */
        assert_int_equal(ep_statement_verify(st, family_signer(f, code)->public_key), EP_OK);
        assert_int_equal(ep_statement_verify(st, f->d.root.public_key), EP_FORGED);
    }
}

static void test_a_value_that_breaks_its_row_is_not_written(void **state)
{
    struct family *f = *state;
    uint8_t bytes[4096];
    ep_out out = EP_OUT(bytes);
    struct ep_statement it = family_draft(f, EP_GRANT);
    it.author = f->a.eva.id;
    it.body.grant.level = EP_LEVEL_INHOUD + 1;
    assert_int_equal(ep_statement_put(&out, &it, &f->a.eva.sign), EP_FIELD_INVALID);
    out.len = 0;
    it = family_draft(f, EP_GRANT); /* an author it has not */
    assert_int_equal(ep_statement_put(&out, &it, &f->a.eva.sign), EP_FIELD_INVALID);
    out = (ep_out){bytes, 0, 100};
    it.author = f->a.eva.id;
    assert_int_equal(ep_statement_put(&out, &it, &f->a.eva.sign), EP_TOO_LARGE);
}

static void test_the_clear_part_is_what_begin_wrote(void **state)
{
    struct family *f = *state;
    static const uint8_t big[32768 + 16];
    const enum ep_kind_code kinds[] = {EP_ENTRY, EP_WRAP, EP_SLEUTEL};
    for (size_t i = 0; i < 3; i++) {
        for (unsigned large = 0; large < (kinds[i] == EP_ENTRY ? 2 : 1); large++) {
            uint8_t bytes[4096];
            ep_out out = EP_OUT(bytes);
            struct ep_statement it = family_draft(f, kinds[i]);
            it.author = ep_id_of_key(family_signer(f, kinds[i])->public_key);
            if (large == 1) {
                it.body.entry.size = 4;
                it.body.entry.ciphertext = EP_BYTES(big);
            }
            const struct ep_statement *st = pile_sign(&f->pile, it, family_signer(f, kinds[i]));
            assert_int_equal(ep_statement_begin(&out, &it), EP_OK);
            ep_bytes clear = kinds[i] == EP_ENTRY ? ep_entry_core(st) : ep_sealed_info(st);
            assert_true(ep_bytes_equal(clear, ep_out_bytes(&out)));
        }
    }
}

static void test_roles_say_what_a_member_means_whatever_it_is_called(void **state)
{
    struct family *f = *state;
    const struct ep_statement *wrap = made(f, EP_WRAP);
    assert_true(ep_id_equal(ep_statement_id_by_role(wrap, EP_ROLE_REF), f->grant));
    assert_true(ep_id_equal(ep_statement_id_by_role(wrap, EP_ROLE_TO_ORG), f->b.id));
    assert_true(ep_id_equal(ep_statement_id_by_role(wrap, EP_ROLE_SUBJECT), f->lid));
    assert_true(ep_statement_uint_by_role(wrap, EP_ROLE_DOMAIN) == DRAFT_DOMAIN);
    assert_true(ep_statement_uint_by_role(wrap, EP_ROLE_LEVEL) == EP_LEVEL_WAT);
    const struct ep_statement *grant = made(f, EP_GRANT);
    assert_true(ep_id_equal(ep_statement_id_by_role(grant, EP_ROLE_SUBJECT), f->lid)); /* called lid there */
    assert_true(ep_id_equal(ep_statement_id_by_role(made(f, EP_ENTRY), EP_ROLE_REF), id_named("item")));
    const struct ep_statement *lid = made(f, EP_LID);
    assert_true(ep_id_absent(ep_statement_id_by_role(lid, EP_ROLE_TO_ORG)));
    assert_true(ep_statement_uint_by_role(lid, EP_ROLE_DOMAIN) == 0);
    struct ep_section section = ep_section_of(made(f, EP_ENTRY));
    assert_true(ep_id_equal(section.org, f->a.id) && ep_id_equal(section.huishouden, f->h) &&
                ep_id_equal(section.subject, f->lid) && section.domain == DRAFT_DOMAIN &&
                section.level == EP_LEVEL_WAT);
}

static void test_references_and_members_are_found(void **state)
{
    struct family *f = *state;
    uint8_t refs[2 * EP_REF_BYTES];
    refs_put(refs, 0, f->entry, 1);
    refs_put(refs, 1, id_named("e2"), 0xfffffffe);
    struct ep_wrap wrap = {.entries = EP_BYTES(refs)};
    assert_true(ep_id_equal(ep_wrap_ref(&wrap, 1).id, id_named("e2")) && ep_wrap_ref(&wrap, 1).version == 0xfffffffe);
    assert_true(ep_wrap_names(&wrap, f->entry, 1) && ep_wrap_names(&wrap, id_named("e2"), 0xfffffffe));
    assert_false(ep_wrap_names(&wrap, f->entry, 2) || ep_wrap_names(&wrap, id_named("e2"), 1));
    struct ep_team team = {.members = EP_BYTES(f->a.members)};
    assert_true(ep_team_has(&team, f->a.eva.id) && ep_team_has(&team, f->a.ended.id));
    assert_false(ep_team_has(&team, f->a.tom.id));
    team.members = (ep_bytes){NULL, 0};
    assert_false(ep_team_has(&team, f->a.eva.id));
}

/* Signed by the right one, and packed as its table says. */
static ep_err open_it(const struct family *f, struct ep_statement it)
{
    static uint8_t buffer[EP_STATEMENT_BYTES_MAX];
    struct ep_statement opened;
    ep_out out = EP_OUT(buffer);
    it.author = ep_id_of_key(family_signer(f, it.kind->code)->public_key);
    assert_int_equal(ep_statement_put(&out, &it, family_signer(f, it.kind->code)), EP_OK);
    return ep_statement_open(&opened, ep_out_bytes(&out));
}

/* Node and client walk over members, keys and entries, and count on what a kind never is: it does not open at all. */
static void test_a_body_that_is_none_of_its_kind_does_not_open(void **state)
{
    struct family *f = *state;
    struct ep_statement it = family_draft(f, EP_WRAP);
    it.body.wrap.sealed.len += 32; /* more keys than entries */
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it.body.wrap.sealed.len -= 64;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_WRAP);
    it.body.wrap.level = 0;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_WRAP);
    it.body.wrap.domain = 0;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ENTRY);
    it.body.entry.level = 0;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ENTRY);
    it.body.entry.ciphertext.len--;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_TEAM);
    it.body.team.members.len--;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_SLEUTEL);
    it.body.sleutel.sealed.len--;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_JOIN);
    it.body.join.stand = 0;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_REGIE);
    it.body.regie.stand = EP_REGIE_ACCEPT; /* of no proposal */
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_ASK);
    it.body.ask.soort = 0;
    assert_int_equal(open_it(f, it), EP_MALFORMED);
    it = family_draft(f, EP_HUISHOUDEN);
    it.id = f->h;
    assert_int_equal(open_it(f, it), EP_ID_MISMATCH);
    it = family_draft(f, EP_WITHDRAW);
    it.version = 2;
    assert_int_equal(open_it(f, it), EP_GRANT_FINAL);
    it = family_draft(f, EP_GRANT);
    it.version = 2;
    assert_int_equal(open_it(f, it), EP_GRANT_FINAL);
    it = family_draft(f, EP_GRANT);
    it.body.grant.until = it.body.grant.from;
    assert_int_equal(open_it(f, it), EP_PERIOD);
    for (enum ep_kind_code code = EP_CARD; code < EP_KIND_END; code++)
        assert_int_equal(open_it(f, family_draft(f, code)), EP_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, family_set_up, family_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_envelope_is_strict),
        TEST(test_a_household_is_named_exactly_by_the_kinds_of_a_household),
        TEST(test_no_length_but_the_right_one_opens),
        TEST(test_what_is_written_is_what_is_read),
        TEST(test_a_value_that_breaks_its_row_is_not_written),
        TEST(test_the_clear_part_is_what_begin_wrote),
        TEST(test_roles_say_what_a_member_means_whatever_it_is_called),
        TEST(test_references_and_members_are_found),
        TEST(test_a_body_that_is_none_of_its_kind_does_not_open),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
