/* Promise: an inzage holds what is about one person, and of everything else not a trace: the same bytes as if it had never
 * been. Its page is inert. AVG 15, DOMAIN 5.4, PROTOCOL.md 6.5. */
#include "cli/cli.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DOEL " --status loopt --horizon kort --titel "
#define BORN_GROWN " --geboren 1980-01-01 "

/* "command <h> rest" of "command|rest"; BETA is the other organisation. */
static ep_err does(struct seat *seat, const char *line)
{
    char whole[1024], h[EP_ID_HEX];
    ep_id house = id_named("h");
    const char *bar = strchr(line, '|');
    assert_non_null(bar);
    ep_hex(h, ep_id_bytes(&house));
    snprintf(whole, sizeof whole, "%.*s %s %s", (int)(bar - line), line, h, bar + 1);
    char *beta = strstr(whole, "BETA");
    if (beta != NULL) {
        char rest[1024];
        snprintf(rest, sizeof rest, "%s", beta + 4);
        ep_hex(h, ep_id_bytes(&seat->b.id));
        snprintf(beta, sizeof whole - (size_t)(beta - whole), "%s%s", h, rest);
    }
    return seat_does(seat, whole);
}

static void plays(struct seat *seat, const char *const lines[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ep_err err = does(seat, lines[i]);
        if (err != EP_OK)
            fail_msg("%s: %s", lines[i], ep_err_row(err)->name);
    }
}
#define PLAYS(seat, lines) plays(seat, lines, sizeof(lines) / sizeof((lines)[0]))

/* Eva's household h, with the Amrani family. */
static const char *const family[] = {
    "lid add|'Karim Amrani' --rol ouder" BORN_GROWN,
    "lid add|'Samira de Vries' --rol ouder" BORN_GROWN,
    "lid add|'Yassin Amrani' --rol kind --gezag 'Karim Amrani' --bron register --geboren 2009-01-01",
    "lid add|'Noor Amrani' --rol kind --gezag 'Karim Amrani' --bron register --geboren 2020-01-01",
};

static struct seat *household(void **state)
{
    struct seat *seat = *state;
    seat_give_own(seat);
    seat_give_peer(seat);
    seat_keys(seat);
    pile_put(&seat->pile, draft_huishouden(&seat->a, id_named("h")), &seat->a.eva.sign);
    struct ep_statement regie = draft(&seat->a, EP_REGIE, id_named("p1"), id_named("h"));
    regie.body.regie = (struct ep_regie){
        .to_org = seat->a.id, .to_user = seat->a.eva.id, .stand = EP_REGIE_PROPOSE, .until = HOUR + 1000};
    pile_put(&seat->pile, regie, &seat->a.eva.sign);
    seat_node(seat);
    PLAYS(seat, family);
    return seat;
}

/* What the command puts on the screen; freed by the caller. */
static char *drawn(struct seat *seat, const char *who, bool json)
{
    char line[128];
    snprintf(line, sizeof line, "inzage|%s", who);
    rewind(seat->cli.out);
    seat->cli.json = json;
    assert_int_equal(does(seat, line), EP_OK);
    seat->cli.json = false;
    return strdup(seat_shown(seat));
}

static char *page(struct seat *seat, const char *who)
{
    char path[128], line[256];
    snprintf(path, sizeof path, "%s/pagina.html", seat->folder);
    snprintf(line, sizeof line, "%s --html %s", who, path);
    free(drawn(seat, line, false));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 65536);
    assert_non_null(text);
    assert_in_range(fread(text, 1, 65535, file), 1, 65534);
    fclose(file);
    snprintf(line, sizeof line, "inzage|%s --html %s", who, path);
    assert_int_equal(does(seat, line), EP_EXISTS); /* never over one that is there */
    assert_int_equal(remove(path), 0);
    return text;
}

static void has(const char *text, const char *part, bool wanted)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("%s \"%s\" in:\n%s", wanted ? "no" : "there is", part, text);
}

static const char *const own_part[] = {
    "write doel|--lid Karim" DOEL "'Werk vinden'",
    "write actie|--lid Karim --status gepland --omschrijving 'belt de bank' --uitvoerder Samira",
    "write doel|" DOEL "'Rust in huis'",
    "write notitie|--lid Karim --tekst 'belde zelf terug'",
    "write voorziening|--lid Karim --naam 'Begeleiding Amrani' --namens 'GGZ Lentehof' --woord Samira",
    "grant add|--lid Karim --aan BETA --domeinen financien --niveau 1 --grondslag pw --dagen 30 --motivering 'een "
    "motivering die lang genoeg is'",
};
/* Nothing of this is Karim's to see, but that he asks as a parent. */
static const char *const of_others[] = {
    "write doel|--lid Yassin" DOEL "'Elke dag naar school'",
    "write actie|--lid Karim --status gepland --omschrijving 'brengt Yassins fiets weg'",
    "write afspraak|--wanneer dinsdag --uitkomst akkoord --deelnemers 'Samira en Eva'",
    "write doel|" DOEL "'Rust voor de Vries'",
    "write voorziening|--naam Gezinshulp --namens Buurthuis --woord 'Samira de Vries'",
    "write notitie|--tekst 'indruk van het huis'",
    "write gezag|--lid Noor --houder 'Truus Jansen' --vorm voogdij --bron register",
    "write gezag|--lid Karim --houder 'Truus Jansen' --vorm voogdij --bron register",
    "write vertegenwoordiging|--lid Samira --wie 'Omar Bos' --vorm mentor --bron beschikking",
    "write notitie|--lid Karim --tekst 'Truus belde over hem'",
    "grant add|--lid Yassin --aan BETA --domeinen financien --niveau 1 --grondslag pw --dagen 30 --motivering 'een "
    "motivering die lang genoeg is'",
    "write samenvatting|--lid Samira --afgeschermd zorgverlener",
    "write samenvatting|--afgeschermd zorgverlener",
    "write afspraak|--lid Karim --domein veiligheid --wanneer nooit --uitkomst bodemeisen --niet-tonen-aan Karim",
    "write afspraak|--domein veiligheid --wanneer nooit --uitkomst bodemeisen --niet-tonen-aan Noor,Karim",
};

static void test_an_inzage_holds_the_own_part(void **state)
{
    static const char *const there[] = {"Inzage van Karim Amrani",
                                        "Werk vinden",
                                        "belt de bank",
                                        "Rust in huis",
                                        "belde zelf terug",
                                        "Begeleiding Amrani",
                                        "namens GGZ Lentehof",
                                        "Participatiewet",
                                        "het huishouden",
                                        "voor het werk met uw gezin"};
    struct seat *seat = household(state);
    PLAYS(seat, own_part);
    char *text = drawn(seat, "Karim", false);
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
        has(text, there[i], true);
    has(text, "Samira", false); /* who does it, and on whose word: people, and drawn for nobody */
    for (size_t i = 0; i < seat->cli.open.fact_count; i++) { /* no id, by which two papers could be laid together */
        char id[9];
        ep_hex(id, (ep_bytes){seat->cli.open.facts[i].item.b, 4});
        has(text, id, false);
    }
    free(text);
}

static void test_what_is_not_his_leaves_no_trace_on_any_paper(void **state)
{
    struct seat *seat = household(state);
    PLAYS(seat, own_part);
    assert_int_equal(does(seat, "regie accept|"), EP_OK);
    char *const before[] = {drawn(seat, "Karim", false), drawn(seat, "Karim", true), page(seat, "Karim")};
    for (size_t i = 0; i < sizeof of_others / sizeof of_others[0]; i++) {
        plays(seat, &of_others[i], 1);
        char *text = drawn(seat, "Karim", false);
        if (strcmp(text, before[0]) != 0)
            fail_msg("%s left a trace:\n%s", of_others[i], text);
        free(text);
    }
    char *const after[] = {drawn(seat, "Karim", false), drawn(seat, "Karim", true), page(seat, "Karim")};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(before[i], after[i]);
        free(before[i]);
        free(after[i]);
    }
    has(seat_said(seat), "Staat er niet in, beoordeel zelf: afspraak", true); /* for who hands it out */
    char *text = drawn(seat, "Samira", false);
    has(text, "een zorgverlener", true); /* hers it is */
    has(text, "Werk vinden", false);
    free(text);
}

static void test_a_parent_asks_as_age_and_gezag_allow(void **state)
{
    struct seat *seat = household(state);
    static const char *const lines[] = {
        "write doel|--lid Noor" DOEL "'Leren fietsen'",
        "write doel|--lid Noor" DOEL "'Praten over thuis' --niet-tonen-aan Karim",
        "write vertegenwoordiging|--lid Samira --wie 'Omar Bos' --vorm mentor --bron beschikking",
    };
    PLAYS(seat, lines);
    char *text = drawn(seat, "Noor --voor Karim", false);
    has(text, "Leren fietsen", true);
    has(text, "Praten over thuis", false); /* kept from the one who asks */
    free(text);
    text = drawn(seat, "Noor", false);
    has(text, "Praten over thuis", true);
    free(text);
    free(drawn(seat, "Samira --voor 'Omar Bos'", false));                  /* a mentor, who is no lid */
    assert_int_equal(does(seat, "inzage|Noor --voor Samira"), EP_INZAGE);  /* no gezag on record */
    assert_int_equal(does(seat, "inzage|Yassin --voor Karim"), EP_INZAGE); /* sixteen */
    assert_int_equal(does(seat, "inzage|Niemand"), EP_NOT_FOUND);
}

/* Every element that opens is closed, in order. */
static void well_formed(const char *html)
{
    const char *open[64];
    size_t depth = 0, elements = 0;
    for (const char *at = html; (at = strchr(at, '<')) != NULL; at++) {
        const char *end = strchr(at, '>');
        assert_non_null(end);
        size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz123456789");
        if (at[1] == '!' || end[-1] == '/')
            continue;
        if (at[1] != '/') {
            assert_true(len > 0 && depth < 64);
            open[depth++] = at + 1;
            elements++;
            continue;
        }
        len = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz123456789");
        assert_true(len > 0 && depth > 0 && strncmp(open[--depth], at + 2, len) == 0 && at[2 + len] == '>');
    }
    assert_int_equal(depth, 0);
    assert_true(elements > 20);
}

static void test_the_page_is_well_formed_and_inert_whatever_was_written(void **state)
{
    static const char *const hostile[] = {
        "write doel|--lid Karim" DOEL "\"</dd><script>alert('x')</script><img src=http://x onerror=y>&amp;\"",
        "write doel|--lid Karim" DOEL "'weg \xe2\x80\xae omgekeerd \x1b[2J \xc2\x9b en \xe2\x80\x8b klaar'",
    };
    static const char *const never[] = {"<script", "<img",     "<a ",  "<link",        "<iframe",      "url(",
                                        "\x1b",    "\xc2\x9b", "@imp", "\xe2\x80\xae", "\xe2\x80\x8b", "&amp;amp;amp;"};
    struct seat *seat = household(state);
    PLAYS(seat, own_part);
    PLAYS(seat, hostile);
    char *html = page(seat, "Karim");
    well_formed(html);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        has(html, never[i], false);
    has(html, "&lt;/dd&gt;&lt;script&gt;alert(&#39;x&#39;)", true);
    has(html, "onerror=y&gt;&amp;amp;", true);
    has(html, "weg ? omgekeerd ?[2J ? en ? klaar", true);
    has(html, "default-src 'none'", true);
    has(html, "<h2>Doelen</h2>", true);
    assert_null(strstr(strstr(html, "<h2>Doelen</h2>") + 1, "<h2>Doelen</h2>")); /* one of each kind */
    free(html);
    char *text = drawn(seat, "Karim", true);
    has(text, "\"formaat\": \"eenplan-inzage-1\"", true);
    has(text, "weg ? omgekeerd ?[2J ? en ? klaar", true);
    free(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, seat_open, seat_close)
    const struct CMUnitTest tests[] = {
        TEST(test_an_inzage_holds_the_own_part),
        TEST(test_what_is_not_his_leaves_no_trace_on_any_paper),
        TEST(test_a_parent_asks_as_age_and_gezag_allow),
        TEST(test_the_page_is_well_formed_and_inert_whatever_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
