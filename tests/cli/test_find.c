/* Promise: an id leads to what has it and to nothing else, whatever anybody is called: names are what a partner or a colleague
 * chose, and could be somebody else's id. A name leads to what is called so, unless two are. */
#include "cli/cli.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Eva's households "one" and "two"; the node gives them to who asks. */
static struct seat *households(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_give_peer(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, id_named("one")), &seat->a.eva.sign);
    pile_put(&seat->pile, draft_huishouden(&seat->a, id_named("two")), &seat->a.eva.sign);
    seat_node(seat);
    return seat;
}

static const char *hex_of(ep_id id)
{
    static char hex[EP_ID_HEX];
    ep_hex(hex, ep_id_bytes(&id));
    return hex;
}

/* What somebody wrote in "one", which is open. `text` must live as long. */
static struct ep_fact *fact(struct seat *seat, enum ep_soort soort, ep_id item, ep_id lid, const char *text)
{
    struct ep_open *open = &seat->cli.open;
    if (open->facts == NULL)
        open->facts = calloc(open->fact_cap = 8, sizeof *open->facts);
    assert_true(open->facts != NULL && open->fact_count < open->fact_cap);
    struct ep_fact *to = &open->facts[open->fact_count++];
    *to = (struct ep_fact){.item = item, .subject = lid, .org = seat->a.id, .level = 2, .opgave = {.soort = soort}};
    if (soort == EP_SOORT_NAAM)
        to->opgave.is.naam.roepnaam = ep_text(text);
    else if (soort == EP_SOORT_PERSOON)
        to->opgave.is.persoon.aanduiding = ep_text(text);
    else
        to->opgave.is.doel.titel = ep_text(text);
    open->huishouden = id_named("one");
    seat->cli.is_open = true;
    return to;
}

/* The household to which it leads; absent: none. */
static ep_id leads(struct seat *seat, const char *typed, ep_err want)
{
    seat->cli.fault = NULL;
    ep_err err = ep_find_unopened(&seat->cli, typed, "beheer");
    if (err != want)
        fail_msg("%s: %s", typed, ep_err_row(err)->name);
    return err == EP_OK ? seat->cli.open.huishouden : (ep_id){{0}};
}
#define LEADS(typed, id) assert_true(ep_id_equal(leads(seat, (typed), EP_OK), (id)))

/* By whomever, of whatever organisation. */
static void a_lid_called_as_another_household_leads_nobody_there(void **state)
{
    static const enum ep_soort soorten[] = {EP_SOORT_PERSOON, EP_SOORT_NAAM};
    struct seat *seat = households(state);
    for (size_t i = 0; i < 2; i++) {
        ep_open_wipe(&seat->cli);
        fact(seat, soorten[i], id_named("item"), id_named("lid"), hex_of(id_named("two")))->org = seat->b.id;
        LEADS(hex_of(id_named("two")), id_named("two"));
    }
    char digits[9];
    snprintf(digits, sizeof digits, "%.8s", hex_of(id_named("two")));
    ep_open_wipe(&seat->cli);
    fact(seat, EP_SOORT_PERSOON, id_named("item"), id_named("lid"), digits);
    LEADS(digits, id_named("two"));
}

/* Looking for one would open every household, on record, for what cannot be there. */
static void an_id_of_no_household_is_not_looked_for_among_names(void **state)
{
    struct seat *seat = households(state);
    fact(seat, EP_SOORT_PERSOON, id_named("item"), id_named("lid"), hex_of(id_named("none")));
    leads(seat, hex_of(id_named("none")), EP_HUISHOUDEN_UNKNOWN);
    assert_true(seat->cli.is_open && seat->cli.open.fact_count == 1); /* as it was: nothing else was opened */
}

static void what_is_open_goes_by_its_id_and_its_names(void **state)
{
    struct seat *seat = households(state);
    static const char *const names[] = {"Noor", "noor", "De Vries"};
    for (size_t i = 0; i < 3; i++) {
        fact(seat, EP_SOORT_PERSOON, id_named("item"), id_named("lid"), "Noor");
        fact(seat, EP_SOORT_NAAM, id_named("naam"), (ep_id){{0}}, "De Vries");
        LEADS(names[i], id_named("one"));
        LEADS(hex_of(id_named("one")), id_named("one"));
    }
    LEADS("74776f", id_named("two")); /* "two": the beginning of its id */
}

static ep_id item_of(struct seat *seat, const char *typed, ep_err want)
{
    const struct ep_fact *found = NULL;
    seat->cli.fault = NULL;
    ep_err err = ep_find_item(&seat->cli, typed, &found);
    if (err != want)
        fail_msg("%s: %s", typed, ep_err_row(err)->name);
    return err == EP_OK ? found->item : (ep_id){{0}};
}
#define ITEM(typed, id) assert_true(ep_id_equal(item_of(seat, (typed), EP_OK), (id)))

static void an_item_is_reached_by_its_id_whatever_others_are_called(void **state)
{
    struct seat *seat = households(state);
    char whole[EP_ID_HEX], shown[9];
    snprintf(whole, sizeof whole, "%s", hex_of(id_named("goal 1")));
    snprintf(shown, sizeof shown, "%.8s", whole);
    fact(seat, EP_SOORT_DOEL, id_named("goal 1"), (ep_id){{0}}, "Naar school");
    fact(seat, EP_SOORT_DOEL, id_named("x"), (ep_id){{0}}, whole);
    fact(seat, EP_SOORT_DOEL, id_named("y"), (ep_id){{0}}, shown);
    ITEM(whole, id_named("goal 1"));
    ITEM(shown, id_named("goal 1"));
    ITEM("naar school", id_named("goal 1"));
    ITEM("naar", id_named("goal 1"));
    item_of(seat, hex_of(id_named("none")), EP_NOT_FOUND);
}

static void two_of_one_name_are_ambiguous_however_often_each_is_there(void **state)
{
    struct seat *seat = households(state);
    static const char *const items[] = {"one", "two", "two"};
    for (size_t i = 0; i < 3; i++)
        fact(seat, EP_SOORT_DOEL, id_named(items[i]), (ep_id){{0}}, "Rust");
    item_of(seat, "rust", EP_AMBIGUOUS);
    fact(seat, EP_SOORT_DOEL, id_named("cafe"), (ep_id){{0}}, "63616665"); /* begins as its own id does */
    ITEM("63616665", id_named("cafe"));
    fact(seat, EP_SOORT_DOEL, id_named("cafe2"), (ep_id){{0}}, "Thuis");
    item_of(seat, "63616665", EP_AMBIGUOUS);
}

static void a_lid_an_organisation_a_team_and_a_person_too(void **state)
{
    struct seat *seat = households(state);
    ep_id found;
    seat_must_give(seat, draft_huishouden(&seat->a, id_named("one")), &seat->a);
    seat_must_give(seat, draft_lid(&seat->a, id_named("one"), id_named("lid")), &seat->a);
    seat_must_give(seat, draft_lid(&seat->a, id_named("one"), id_named("other")), &seat->a);
    fact(seat, EP_SOORT_PERSOON, id_named("item"), id_named("other"), hex_of(id_named("lid")));
    assert_int_equal(ep_find_lid(&seat->cli, hex_of(id_named("lid")), &found), EP_OK);
    assert_true(ep_id_equal(found, id_named("lid")));
    struct ep_statement card = draft_card(&seat->b, true);
    card.version = 2;
    card.body.card.name = ep_text(hex_of(seat->a.id));
    seat_must_give(seat, card, &seat->b);
    assert_int_equal(ep_find_org(&seat->cli, hex_of(seat->a.id), &found), EP_OK);
    assert_true(ep_id_equal(found, seat->a.id));
    struct ep_statement tom = draft_user(&seat->a, &seat->a.tom);
    tom.body.user.name = ep_text(hex_of(seat->a.eva.id));
    seat_must_give(seat, tom, &seat->a);
    assert_int_equal(ep_find_user(&seat->cli, seat->a.id, hex_of(seat->a.eva.id), &found), EP_OK);
    assert_true(ep_id_equal(found, seat->a.eva.id));
    struct ep_statement team = draft_team(&seat->a);
    team.id = id_named("team 2");
    team.body.team.name = ep_text(hex_of(seat->a.team));
    seat_must_give(seat, team, &seat->a);
    assert_int_equal(ep_find_team(&seat->cli, seat->a.id, hex_of(seat->a.team), &found), EP_OK);
    assert_true(ep_id_equal(found, seat->a.team));
}

#define SEAT(test) cmocka_unit_test_setup_teardown(test, seat_open, seat_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEAT(a_lid_called_as_another_household_leads_nobody_there),
        SEAT(an_id_of_no_household_is_not_looked_for_among_names),
        SEAT(what_is_open_goes_by_its_id_and_its_names),
        SEAT(an_item_is_reached_by_its_id_whatever_others_are_called),
        SEAT(two_of_one_name_are_ambiguous_however_often_each_is_there),
        SEAT(a_lid_an_organisation_a_team_and_a_person_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
