/* Promise: a command on a household does what it was asked or says why not, whatever colleagues, peers and the node left
 * in it. */
#include "cli/show.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Eva's household H with one lid; the node gives it to who asks. */
static struct seat *household(void **state)
{
    struct seat *seat = *state;
    ep_id h = id_named("h");
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, h), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_lid(&seat->a, h, id_named("lid")), &seat->a.eva.sign);
    return seat;
}

/* "command <h> <id> rest" */
static ep_err does(struct seat *seat, const char *command, ep_id what, const char *rest)
{
    char line[512], h[EP_ID_HEX], hex[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    ep_hex(hex, ep_id_bytes(&what));
    snprintf(line, sizeof line, "%s %s %s %s", command, h, ep_id_absent(what) ? "" : hex, rest);
    return seat_does(seat, line);
}

/* A colleague sealed something else than was committed to: the key is at hand, and nothing opens. */
static void test_what_did_not_open_is_not_changed(void **state)
{
    struct seat *seat = household(state);
    uint8_t refs[EP_REF_BYTES];
    ep_id h = id_named("h");
    struct ep_statement entry = draft_entry(&seat->a, h, id_named("entry"), id_named("lid"));
    refs_put(refs, 0, id_named("entry"), 1);
    struct ep_statement wrap =
        draft_wrap(&seat->a, h, id_named("wrap"), id_named("lid"), (ep_id){{0}}, &seat->a, EP_BYTES(refs));
    pile_put(&seat->pile, entry, &seat->a.eva.sign);
    pile_show(&seat->pile, pile_keep(&seat->pile, seat_wrap(seat, wrap, 1)));
    seat_node(seat);
    assert_int_equal(does(seat, "change", entry.body.entry.item, "--tekst beter"), EP_NOT_OPENED);
}

static void grant(struct seat *seat, const char *name)
{
    struct ep_statement it = draft_grant(&seat->a, id_named("h"), id_named(name), id_named("lid"), &seat->b);
    pile_put(&seat->pile, it, &seat->a.eva.sign);
}

/* The node cannot give the content: too much, or damaged. Ending a grant does not ask for it. */
static void test_a_withdrawal_needs_no_content(void **state)
{
    struct seat *seat = household(state);
    char options[EP_ID_HEX * 2 + 64], lid[EP_ID_HEX], org[EP_ID_HEX];
    ep_id lid_id = id_named("lid");
    ep_hex(lid, ep_id_bytes(&lid_id));
    ep_hex(org, ep_id_bytes(&seat->b.id));
    snprintf(options, sizeof options, "--lid %s --organisatie %s", lid, org);
    grant(seat, "one");
    seat->refused = EP_STORE_DAMAGED;
    seat_node(seat);
    assert_int_equal(does(seat, "grant withdraw", id_named("no grant"), ""), EP_GRANT_UNKNOWN);
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_OK);
    assert_non_null(strstr(seat_shown(seat), "Ingetrokken"));
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_GRANT_WITHDRAWN);
    assert_int_equal(does(seat, "grant withdraw", (ep_id){{0}}, options), EP_GRANT_UNKNOWN); /* it ended already */
}

static void test_a_withdrawal_by_lid_and_organisation_needs_no_content_either(void **state)
{
    struct seat *seat = household(state);
    char options[EP_ID_HEX * 2 + 64], lid[EP_ID_HEX], org[EP_ID_HEX];
    ep_id lid_id = id_named("lid");
    ep_hex(lid, ep_id_bytes(&lid_id));
    ep_hex(org, ep_id_bytes(&seat->b.id));
    snprintf(options, sizeof options, "--lid %s --organisatie %s", lid, org);
    grant(seat, "one");
    grant(seat, "two");
    seat->refused = EP_STORE_DAMAGED;
    seat_node(seat);
    assert_int_equal(does(seat, "grant withdraw", (ep_id){{0}}, options), EP_OK);
    assert_int_equal(does(seat, "grant withdraw", id_named("two"), ""), EP_GRANT_WITHDRAWN);
}

/* What another grant still covers must be shared anew, and cannot be now: said, after the withdrawal. */
static void test_a_withdrawal_is_done_before_what_is_left_is_shared(void **state)
{
    struct seat *seat = household(state);
    grant(seat, "one");
    grant(seat, "two");
    seat->refused = EP_STORE_DAMAGED;
    seat_node(seat);
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_WRAP_WAITS);
    assert_non_null(strstr(seat_shown(seat), "Ingetrokken"));
    assert_int_equal(does(seat, "grant withdraw", id_named("one"), ""), EP_GRANT_WITHDRAWN);
}

/* A withdrawal is for good: the beginning of an id that fits two ends neither. */
static void test_the_beginning_of_two_ids_withdraws_none(void **state)
{
    struct seat *seat = household(state);
    grant(seat, "grant1"); /* an id begins with its name's first five letters */
    grant(seat, "grant2");
    seat_node(seat);
    char line[128], h[EP_ID_HEX];
    ep_id house = id_named("h");
    ep_hex(h, ep_id_bytes(&house));
    snprintf(line, sizeof line, "grant withdraw %s 6772616e74", h);
    assert_int_equal(seat_does(seat, line), EP_AMBIGUOUS);
    assert_null(strstr(seat_shown(seat), "Ingetrokken"));
}

/* B takes part, and has deleted what it got; its node says so, in as many words as a test likes. */
static void receipt(struct seat *seat, const char *name, ep_id withdraw, uint64_t deleted)
{
    struct ep_statement it = draft(&seat->b, EP_RECEIPT, id_named(name), id_named("h"));
    it.body.receipt = (struct ep_receipt){.withdraw = withdraw,
                                          .grant = id_named("one"),
                                          .to_org = seat->a.id,
                                          .deleted = deleted,
                                          .gone = deleted + 720};
    pile_put(&seat->pile, it, &seat->b.node_sign);
}

static void join_b(struct seat *seat)
{
    ep_id h = id_named("h");
    pile_put(&seat->pile, draft_invite(&seat->a, h, id_named("invite"), id_named("one"), &seat->b), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_join(&seat->b, h, id_named("b:join"), id_named("invite")), &seat->b.eva.sign);
}

/* Clears the screen before the command. */
static const char *shows(struct seat *seat, const char *command)
{
    rewind(seat->cli.out);
    assert_int_equal(does(seat, command, (ep_id){{0}}, ""), EP_OK);
    return seat_shown(seat);
}

static void has(const char *text, const char *needle, bool wanted)
{
    if ((strstr(text, needle) != NULL) != wanted)
        fail_msg("%s \"%s\" in:\n%s", wanted ? "no" : "there is", needle, text);
}

/* Both sides withdrew at once, and the recipient's receipt names its own withdrawal: on every screen it is confirmed, with
 * the latest day that was promised. */
static void test_every_screen_counts_the_same_receipt(void **state)
{
    struct seat *seat = household(state);
    char day[EP_DATE_TEXT_BYTES], gone[64];
    ep_id h = id_named("h"), one = id_named("one");
    grant(seat, "one");
    join_b(seat);
    pile_put(&seat->pile, draft_withdraw(&seat->a, h, id_named("wa"), one, seat->b.id), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_withdraw(&seat->b, h, id_named("b:wb"), one, seat->a.id), &seat->b.eva.sign);
    receipt(seat, "b:r1", id_named("b:wb"), HOUR + 49);
    receipt(seat, "b:r2", id_named("wa"), HOUR + 1);
    seat_node(seat);
    ep_date_text(day, ep_day_of_hour(HOUR + 49 + 720));
    snprintf(gone, sizeof gone, "weg op %s", day);
    has(shows(seat, "grant list"), gone, true);
    const char *text = shows(seat, "show");
    has(text, gone, true);
    has(text, "Nog niet bevestigd", false);
}

/* Who promises to have deleted while the sharing goes on has not deleted what came after. */
static void test_a_receipt_from_before_the_end_confirms_nothing_on_any_screen(void **state)
{
    struct seat *seat = household(state);
    grant(seat, "one");
    grant(seat, "two");
    join_b(seat);
    ep_id h = id_named("h");
    pile_put(&seat->pile, draft_withdraw(&seat->a, h, id_named("wa"), id_named("one"), seat->b.id), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_withdraw(&seat->a, h, id_named("wb"), id_named("two"), seat->b.id), &seat->a.eva.sign);
    receipt(seat, "b:r1", (ep_id){{0}}, HOUR);     /* the lease ended, it says */
    receipt(seat, "b:r2", id_named("wb"), HOUR);   /* of another grant */
    receipt(seat, "b:r3", id_named("b:w9"), HOUR); /* of none */
    seat_node(seat);
    has(shows(seat, "grant list"), "verwijderd op", false);
    has(shows(seat, "show"), "Bevestigde intrekkingen", false);
}

/* What may be shared already, by the rule's hour of grace, is called so. */
static void test_a_grant_stands_as_the_rule_takes_it(void **state)
{
    struct seat *seat = household(state);
    const char *const words[] = {"geldig", "nog niet ingegaan"};
    ep_id h = id_named("h");
    for (uint64_t i = 0; i < 2; i++) {
        struct ep_statement it = draft_grant(&seat->a, h, id_named(i == 0 ? "one" : "two"), id_named("lid"), &seat->b);
        it.body.grant.from = HOUR + 2 + i;
        pile_put(&seat->pile, it, &seat->a.eva.sign);
    }
    seat_node(seat);
    const char *text = shows(seat, "grant list");
    for (size_t i = 0; i < 2; i++)
        has(text, words[i], true);
}

/* Longer than any buffer that a list once had, with what is wrong, or what matters, at its end. */
static void long_list(char *out, size_t cap, const char *option, const char *word, size_t times, const char *last)
{
    size_t len = (size_t)snprintf(out, cap, "%s ", option);
    for (size_t i = 0; i < times; i++)
        len += (size_t)snprintf(out + len, cap - len, "%s,", word);
    len += (size_t)snprintf(out + len, cap - len, "%s", last);
    assert_true(len < cap);
}

static void test_an_item_is_kept_from_who_is_named_at_every_level(void **state)
{
    struct seat *seat = household(state);
    ep_id lid = id_named("lid"), other = id_named("lid2");
    char line[256], hex[EP_ID_HEX];
    seat_node(seat);
    ep_hex(hex, ep_id_bytes(&lid));
    snprintf(line, sizeof line, "--titel Rust --status loopt --horizon kort --niet-tonen-aan %s,%s", hex, hex);
    assert_int_equal(does(seat, "write doel", (ep_id){{0}}, line), EP_OK);
    assert_int_equal(seat->cli.open.fact_count, 1);
    for (unsigned level = 1; level <= 3; level++)
        assert_true(ep_bytes_equal(seat->cli.open.facts[0].niet_tonen_aan[level], ep_id_bytes(&lid)));
    assert_true(ep_fact_niet_tonen(&seat->cli.open.facts[0], lid));
    assert_false(ep_fact_niet_tonen(&seat->cli.open.facts[0], other));
    assert_int_equal(does(seat, "change", seat->cli.open.facts[0].item, "--titel 'Meer rust'"), EP_OK);
    assert_true(ep_fact_niet_tonen(&seat->cli.open.facts[0], lid)); /* a change of something else leaves it */
    assert_int_equal(does(seat, "change", seat->cli.open.facts[0].item, "--niet-tonen-aan Niemand"), EP_NOT_FOUND);
    assert_int_equal(does(seat, "change", seat->cli.open.facts[0].item, "--niet-tonen-aan ''"), EP_OK);
    assert_false(ep_fact_niet_tonen(&seat->cli.open.facts[0], lid));
}

static void propose(struct seat *seat, const char *name, const struct staff *staff, uint64_t hour)
{
    struct ep_statement it = draft(&seat->a, EP_REGIE, id_named(name), id_named("h"));
    it.hour = hour;
    it.body.regie =
        (struct ep_regie){.to_org = seat->a.id, .to_user = staff->id, .stand = EP_REGIE_PROPOSE, .until = HOUR + 1000};
    pile_put(&seat->pile, it, &seat->a.eva.sign);
}

/* The entry that was written last, with all that is fresh for every entry left out. */
static struct ep_statement clear_of_last(struct seat *seat, size_t *bytes)
{
    size_t at = 0;
    struct ep_statement last = {.version = 0};
    for (const struct ep_statement *st = NULL; (st = ep_show_next(&seat->cli, EP_ENTRY, &at)) != NULL;)
        last = *st;
    assert_int_equal(last.version, 1);
    *bytes = last.bytes.len;
    last.body.entry.size += (uint64_t)last.body.entry.ciphertext.len << 8;
    last.body.entry.ciphertext = last.bytes = (ep_bytes){NULL, 0};
    last.id = last.body.entry.item = (ep_id){{0}};
    memset(last.body.entry.commitment, 0, sizeof last.body.entry.commitment);
    return last;
}

static void test_two_masked_organisations_look_the_same(void **state)
{
    struct seat *seat = household(state);
    const char *const sorts[] = {"--afgeschermd zorgverlener", "--afgeschermd organisatie --stand gestopt"};
    struct ep_statement one[2];
    size_t bytes[2];
    propose(seat, "p1", &seat->a.eva, HOUR);
    seat_node(seat);
    assert_int_equal(does(seat, "write samenvatting", (ep_id){{0}}, sorts[0]), EP_NOT_REGIE); /* asked, not accepted */
    assert_int_equal(does(seat, "regie accept", (ep_id){{0}}, ""), EP_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(does(seat, "write samenvatting", (ep_id){{0}}, sorts[i]), EP_OK);
        assert_int_equal(seat->cli.open.fact_count, i + 1); /* one entry each: there is no level 2 */
        one[i] = clear_of_last(seat, &bytes[i]);
        assert_int_equal(seat->cli.open.facts[i].level, EP_LEVEL_DAT);
    }
    assert_int_equal(bytes[0], bytes[1]);
    assert_memory_equal(&one[0].body.entry, &one[1].body.entry, sizeof one[0].body.entry);
    assert_true(one[0].hour == one[1].hour && ep_id_equal(one[0].author, one[1].author));
}

static void test_nothing_that_names_a_masked_organisation_is_written(void **state)
{
    static const char *const more[] = {"--contact 020-1234567", "--wat behandeling", "--tekst x", "--aandacht x",
                                       "--tot-niveau 2"};
    struct seat *seat = household(state);
    char line[128];
    propose(seat, "p1", &seat->a.eva, HOUR);
    seat_node(seat);
    assert_int_equal(does(seat, "regie accept", (ep_id){{0}}, ""), EP_OK);
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        snprintf(line, sizeof line, "--afgeschermd zorgverlener %s", more[i]);
        assert_int_equal(does(seat, "write samenvatting", (ep_id){{0}}, line), EP_MASKED);
    }
    assert_int_equal(does(seat, "write niet-betrokken", (ep_id){{0}}, "--afgeschermd zorgverlener"), EP_MASKED);
    assert_int_equal(does(seat, "write samenvatting", (ep_id){{0}}, "--namens 'GGZ Lentehof' --tot-niveau 1"),
                     EP_USAGE); /* without a word it would be taken for a sort */
    assert_int_equal(does(seat, "write samenvatting", (ep_id){{0}}, "--afgeschermd lentehof"), EP_FIELD_INVALID);
    assert_int_equal(does(seat, "write samenvatting", (ep_id){{0}}, "--woord Karim"), EP_USAGE);
    has(seat_shown(seat), "Opgetekend", false);
}

static void test_a_confidential_case_bounds_the_level_of_its_provision(void **state)
{
    static const struct {
        const char *code;
        unsigned level;
    } rows[] = {{"niet_bekend", 3},       {"openbaar", 3},      {"beperkt_openbaar", 3}, {"intern", 3},
                {"zaakvertrouwelijk", 3}, {"vertrouwelijk", 2}, {"confidentieel", 2},    {"geheim", 0},
                {"zeer_geheim", 0}};
    struct seat *seat = household(state);
    char line[160];
    seat_node(seat);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (unsigned level = 1; level <= 3; level++) {
            snprintf(line, sizeof line, "--naam hulp --vertrouwelijkheid %s --tot-niveau %u", rows[i].code, level);
            assert_int_equal(does(seat, "write voorziening", (ep_id){{0}}, line),
                             level <= rows[i].level ? EP_OK : EP_VERTROUWELIJK);
        }
        snprintf(line, sizeof line, "--naam hulp --vertrouwelijkheid %s --domein dossier", rows[i].code);
        assert_int_equal(does(seat, "write voorziening", (ep_id){{0}}, line), EP_OK); /* the own team may know it all */
    }
    assert_int_equal(does(seat, "write doel", (ep_id){{0}}, "--titel x --domein dossier"), EP_NO_DOMEIN);
    const struct ep_fact *fact = seat->cli.open.facts;
    while (fact->level < 3)
        fact++;
    assert_int_equal(does(seat, "change", fact->item, "--vertrouwelijkheid geheim"), EP_VERTROUWELIJK);
}

/* Others see no more than level 1: it may not say that something runs which does not. */
static void test_what_others_are_told_follows_from_the_status(void **state)
{
    static const struct {
        const char *command, *options, *stand;
    } rows[] = {{"write actie", "--omschrijving bellen --status gepland", "aanvraag"},
                {"change", "--status loopt", "loopt"},
                {"change", "--omschrijving schrijven", "loopt"},
                {"change", "--status gereed --stand loopt", "loopt"},
                {"change", "--uitvoerder Sara", "loopt"},
                {"change", "--status vervallen", "gestopt"}};
    struct seat *seat = household(state);
    ep_id item = {{0}};
    char part[40];
    seat_node(seat);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(does(seat, rows[i].command, item, rows[i].options), EP_OK);
        item = seat->cli.open.facts[0].item;
        snprintf(part, sizeof part, "\"stand\": \"%s\"", rows[i].stand);
        rewind(seat->cli.out);
        assert_int_equal(does(seat, "show", (ep_id){{0}}, "--json"), EP_OK);
        if (strstr(seat_shown(seat), part) == NULL)
            fail_msg("after %s: not %s", rows[i].options, part);
        seat->cli.json = false;
    }
}

/* Age decides who consents. Of a date that is known by half its first day counts. */
static void test_nobody_is_born_tomorrow(void **state)
{
    struct seat *seat = household(state);
    seat_node(seat);
    assert_int_equal(does(seat, "lid add", (ep_id){{0}}, "Tess --rol kind --geboren 2025-11-25"), EP_FIELD_INVALID);
    assert_int_equal(does(seat, "lid add", (ep_id){{0}}, "Tess --rol kind --geboren 2026"), EP_FIELD_INVALID);
    assert_int_equal(does(seat, "lid add", (ep_id){{0}}, "Tess --rol kind --geboren 2025"), EP_OK);
    assert_int_equal(does(seat, "lid add", (ep_id){{0}}, "Tim --rol kind --geboren 2025-11-24"), EP_OK);
}

static void test_a_list_is_read_to_its_end(void **state)
{
    struct seat *seat = household(state);
    char list[3000], lid[EP_ID_HEX], org[EP_ID_HEX], line[3500], h[EP_ID_HEX];
    ep_id lid_id = id_named("lid"), house = id_named("h");
    ep_hex(lid, ep_id_bytes(&lid_id));
    ep_hex(h, ep_id_bytes(&house));
    ep_hex(org, ep_id_bytes(&seat->b.id));
    seat_node(seat);
    long_list(list, sizeof list, "--domein", "financien", 60, "onzin");
    snprintf(line, sizeof line, "write niet-betrokken %s --lid %s %s", h, lid, list);
    assert_int_equal(seat_does(seat, line), EP_NO_DOMEIN);
    has(seat_shown(seat), "Opgetekend", false); /* all of it or nothing */
    long_list(list, sizeof list, "--lid", lid, 40, "Niemand");
    snprintf(line, sizeof line,
             "grant add %s %s --aan %s --domeinen financien --niveau 1 --grondslag pw --dagen 30 "
             "--motivering 'een motivering die lang genoeg is'",
             h, list, org);
    assert_int_equal(seat_does(seat, line), EP_NOT_FOUND);
    long_list(list, sizeof list, "--domeinen", "financien", 60, "veiligheid");
    snprintf(line, sizeof line, "ask %s %s update %s", h, org, list);
    assert_int_equal(seat_does(seat, line), EP_OK);
    size_t at = 0;
    const struct ep_statement *ask = ep_show_next(&seat->cli, EP_ASK, &at);
    assert_non_null(ask);
    assert_int_equal(ask->body.ask.domains, EP_DOMEIN_BIT(1) | EP_DOMEIN_BIT(EP_DOMEIN_VEILIGHEID));
}

/* Three hundred households, to which B was invited each: all of them, once. */
static void test_every_household_is_listed_once(void **state)
{
    struct seat *seat = *state;
    size_t lines = 0;
    seat_give_own(seat);
    seat_give_peer(seat);
    for (unsigned i = 0; i < 300; i++) {
        char name[16];
        snprintf(name, sizeof name, "%uh", i);
        ep_id h = id_named(name);
        pile_put(&seat->pile, draft_huishouden(&seat->a, h), &seat->a.eva.sign);
        snprintf(name, sizeof name, "%ui", i);
        pile_put(&seat->pile, draft_invite(&seat->a, h, id_named(name), id_named("one"), &seat->b), &seat->a.eva.sign);
    }
    seat_node(seat);
    assert_int_equal(seat_does(seat, "huishouden list"), EP_OK);
    for (const char *at = seat_shown(seat); (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 300);
}

/* A later proposal of someone else, and the word of a third, are not in the way. */
static void test_the_regie_is_accepted_and_ended_by_whom_it_concerns(void **state)
{
    struct seat *seat = household(state);
    propose(seat, "p1", &seat->a.eva, HOUR);
    propose(seat, "p2", &seat->a.steward, HOUR + 1);
    grant(seat, "one");
    join_b(seat);
    struct ep_statement end = draft(&seat->b, EP_REGIE, id_named("b:end"), id_named("h"));
    end.body.regie = (struct ep_regie){
        .proposal = id_named("p1"), .to_org = seat->a.id, .to_user = seat->a.eva.id, .stand = EP_REGIE_END, .until = 1};
    pile_put(&seat->pile, end, &seat->b.eva.sign); /* B is neither who proposed nor who was proposed */
    seat_node(seat);
    assert_int_equal(does(seat, "regie accept", (ep_id){{0}}, ""), EP_OK);
    struct ep_regisseur regie = ep_show_regisseur(&seat->cli);
    assert_true(regie.accept != NULL && ep_id_equal(regie.proposal->id, id_named("p1")));
    assert_int_equal(regie.accept->body.regie.telefoon.len, 0);
    assert_int_equal(does(seat, "regie accept", (ep_id){{0}}, "--telefoon '020 7654321'"), EP_OK);
    regie = ep_show_regisseur(&seat->cli);
    assert_int_equal(regie.accept->version, 2);
    assert_int_equal(regie.accept->body.regie.telefoon.len, 11);
    assert_int_equal(does(seat, "regie accept", (ep_id){{0}}, "--telefoon 'bel Noor'"), EP_FIELD_INVALID);
    assert_int_equal(does(seat, "regie end", (ep_id){{0}}, ""), EP_OK);
    regie = ep_show_regisseur(&seat->cli);
    assert_true(regie.accept == NULL && ep_id_equal(regie.proposal->id, id_named("p2")));
}

/* What is no version would count as none, and change whatever stands there. */
static void test_a_base_is_a_number_of_a_version(void **state)
{
    struct seat *seat = household(state);
    static const char *const wrong[] = {"0", "''", "1x", "-1", "+1", "' 1'", "x", "00", "01"};
    char options[64];
    seat_node(seat);
    assert_int_equal(does(seat, "write doel", (ep_id){{0}}, "--titel Rust --status loopt"), EP_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(options, sizeof options, "Rust --titel Stilte --basis %s", wrong[i]);
        assert_int_equal(does(seat, "change", (ep_id){{0}}, options), EP_FIELD_INVALID);
    }
    assert_int_equal(does(seat, "change", (ep_id){{0}}, "Rust --titel Stilte --basis 1"), EP_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_what_did_not_open_is_not_changed),
        TEST(test_a_withdrawal_needs_no_content),
        TEST(test_a_withdrawal_by_lid_and_organisation_needs_no_content_either),
        TEST(test_a_withdrawal_is_done_before_what_is_left_is_shared),
        TEST(test_the_beginning_of_two_ids_withdraws_none),
        TEST(test_every_screen_counts_the_same_receipt),
        TEST(test_a_receipt_from_before_the_end_confirms_nothing_on_any_screen),
        TEST(test_an_item_is_kept_from_who_is_named_at_every_level),
        TEST(test_two_masked_organisations_look_the_same),
        TEST(test_nothing_that_names_a_masked_organisation_is_written),
        TEST(test_nobody_is_born_tomorrow),
        TEST(test_what_others_are_told_follows_from_the_status),
        TEST(test_a_confidential_case_bounds_the_level_of_its_provision),
        TEST(test_a_list_is_read_to_its_end),
        TEST(test_every_household_is_listed_once),
        TEST(test_a_grant_stands_as_the_rule_takes_it),
        TEST(test_the_regie_is_accepted_and_ended_by_whom_it_concerns),
        TEST(test_a_base_is_a_number_of_a_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
