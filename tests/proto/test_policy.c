/* Promise: the law stands in data that is read whole or not at all, and a fault is named by file and line. PROTOCOL.md
 * 6.3. */
#include "proto/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SHIPPED EP_SOURCE_DIR "/proto/policy"

#define FILES 12
static const char *const names[FILES] = {"domein.ini",  "organisatie.ini", "leeftijd.ini",          "grondslag.ini",
                                         "termijn.ini", "sjabloon.ini",    "bewaartermijn.ini",     "feestdag.ini",
                                         "inzage.ini",  "afscherming.ini", "vertrouwelijkheid.ini", "vindplaats.ini"};

static void test_the_shipped_policy_reads(void **state)
{
    struct ep_policy policy;
    struct ep_policy_fault fault;
    (void)state;
    ep_err err = ep_policy_read(&policy, SHIPPED, &fault);
    assert_string_equal(fault.text, "");
    assert_int_equal(err, EP_OK);
    assert_int_equal(policy.version, 1);
    assert_int_equal(policy.grondslagen, 15);
    assert_int_equal(policy.sjablonen, 8);
    assert_int_equal(policy.ages, 4);
    assert_int_equal(policy.age[1].from, 12);
    assert_int_equal(policy.age[3].from, 18);
    assert_true(policy.age[1].youth && policy.age[1].parents); /* the strictest variant */
    assert_false(policy.age[2].parents || policy.age[2].parents_inzage);
    assert_int_equal(policy.silent_hours, 72);
    assert_int_equal(policy.unconfirmed_hours, 72);
    assert_int_equal(policy.ending_days, 30);
    assert_int_equal(policy.evaluatie_days, 14);
    assert_int_equal(policy.confirm_days, 90);
    assert_int_equal(policy.representatives, 5);
    assert_int_equal(policy.representative[0], 3);
    assert_int_equal(policy.days_off, 3u << 5);
    for (size_t i = 0; i < FILES; i++)
        assert_string_equal(ep_policy_file_name(i), names[i]);
    assert_null(ep_policy_file_name(FILES));
    assert_int_equal(policy.purposes, 7);
    assert_int_equal(policy.inzage.reason_hours, 4);
    assert_int_equal(policy.inzage.nood_reason_min, 20);
    assert_true(policy.inzage.per_hour > 0 && policy.inzage.per_hour <= policy.inzage.per_day);
    assert_string_equal(policy.purpose[1], "uitvoering");
    assert_string_equal(policy.domein[1], "Financi\xc3\xabn");
    assert_int_equal(ep_policy_domein(&policy, "justitie"), EP_DOMEIN_ZRM_LAST);
    assert_int_equal(ep_policy_domein(&policy, "persoon"), EP_DOMEIN_PERSOON);
    assert_int_equal(ep_policy_domein(&policy, "plan"), EP_DOMEIN_PLAN);
    assert_int_equal(ep_policy_domein(&policy, "veiligheid"), EP_DOMEIN_VEILIGHEID);
    assert_int_equal(ep_policy_domein(&policy, "dossier"), EP_DOMEIN_DOSSIER);
    assert_int_equal(ep_policy_domein(&policy, ""), 0);
    assert_int_equal(ep_policy_domein(&policy, "onzin"), 0);
}

static void test_the_shipped_grounds_and_templates_keep_to_the_design(void **state)
{
    struct ep_policy policy;
    struct ep_policy_fault fault;
    (void)state;
    assert_int_equal(ep_policy_read(&policy, SHIPPED, &fault), EP_OK);
    const struct ep_grondslag *consent = ep_policy_grondslag(&policy, ep_text("toestemming"));
    assert_non_null(consent);
    assert_true(consent->on && consent->giver && consent->revocable && consent->lease_days == 365);
    assert_int_equal(consent->ages, 0xe); /* 12, 16, 18 */
    assert_int_equal(consent->needs, EP_VEREIST_INFORMATIE | EP_VEREIST_VORM | EP_VEREIST_KENMERK);
    assert_false(ep_policy_grondslag(&policy, ep_text("wams"))->on);
    assert_false(ep_policy_grondslag(&policy, ep_text("geen"))->on);
    const struct ep_grondslag *vital = ep_policy_grondslag(&policy, ep_text("vitaal_belang"));
    assert_true(vital->lease_days == 3 && !vital->again);
    const struct ep_grondslag *report = ep_policy_grondslag(&policy, ep_text("meldrecht"));
    assert_true(report->from == EP_SORTS_ALL && report->to == ep_policy_sort(&policy, ep_text("veilig_thuis")));
    assert_false(report->revocable);
    assert_int_equal(ep_policy_sort(&policy, ep_text("onzin")), 0);
    assert_null(ep_policy_grondslag(&policy, ep_text("toestemmin")));
    assert_null(ep_policy_sjabloon(&policy, "onzin"));
    assert_non_null(ep_policy_sjabloon(&policy, "regisseur-wat"));
    for (size_t i = 0; i < policy.sjablonen; i++) {
        assert_true((policy.sjabloon[i].domains & EP_DOMEIN_BIT(EP_DOMEIN_PERSOON)) != 0);
        assert_true((policy.sjabloon[i].domains & EP_DOMEIN_BIT(EP_DOMEIN_VEILIGHEID)) == 0);
        assert_true((policy.sjabloon[i].domains & ~EP_DOMEINEN_GRANTABLE) == 0);
    }
}

static void test_each_shipped_file_asks_for_a_lawyer(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        char path[256];
        char head[1024] = "";
        snprintf(path, sizeof path, "%s/%s", SHIPPED, names[i]);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        assert_true(fread(head, 1, sizeof head - 1, file) > 0);
        fclose(file);
        assert_true(head[0] == '#');
        assert_non_null(strstr(head, "Een jurist moet dit bestand nakijken voordat het echt wordt gebruikt."));
    }
}

/* A small whole policy, in which one file is replaced. */

static void domeinen(char *text, size_t cap)
{
    static const char *const codes[] = {"a", "b", "c", "d", "e",       "f",    "g",          "h",      "i",
                                        "j", "k", "l", "m", "persoon", "plan", "veiligheid", "dossier"};
    size_t len = 0;
    for (size_t i = 0; i < 17; i++)
        len += (size_t)snprintf(text + len, cap - len, "[%s]\nnummer = %zu\nnaam = Naam\n", codes[i], i + 1);
}

#define SOORT "[gemeente]\nnaam = Gemeente\n"
#define LEEFTIJD A("kind", "0", "nee", "ja", "nee", "ja") A("groot", "18", "ja", "nee", "ja", "nee")
#define A(code, vanaf, zelf, ouders, zelf_einde, ouder_einde)                                       \
    "[" code "]\nnaam = x\nvanaf = " vanaf "\njeugdige_geeft = " zelf "\nouders_geven = " ouders    \
    "\neen_namens_beide = nee\njeugdige_beeindigt = " zelf_einde "\nouder_beeindigt = " ouder_einde \
    "\ninzage_ouders = nee\n"
#define GROUND(code, naam, aan, gever, vereist, leeftijden, van, naar, dagen, niveau)                         \
    "[" code "]\nnaam = " naam "\naan = " aan "\ngever = " gever "\ngever_beeindigt = ja\nvereist = " vereist \
    "\nmotivering_min = 20\nleeftijden = " leeftijden "\nvan = " van "\nnaar = " naar                         \
    "\nopnieuw = ja\nlease_dagen = " dagen "\nniveau = " niveau "\neinde = x\n"
#define GROND GROUND("toestemming", "Toestemming", "ja", "ja", "informatie, vorm", "18", "alle", "alle", "180", "2")
#define TERM(versie, uren, doelen, vrij, vertegenwoordigers)                                                       \
    "[termijn]\nversie = " versie "\nstil_uren = " uren "\ndoelen = " doelen "\nvrije_dagen = " vrij               \
    "\nherbevestigen_dagen = 60\nloopt_af_dagen = 30\nevaluatie_dagen = 14\nbevestigen_dagen = 90\ngezag_dagen = " \
    "10\nintrekking_uren = 72\nvertegenwoordigers = " vertegenwoordigers "\n"
#define TERMIJN TERM("3", "72", "plan", "zondag", "curator")
#define BEWAAR "[wmo]\nnaam = Wmo\njaren = 15\ntot_leeftijd = 0\n"
#define DAG(code, maand, dag, pasen) \
    "[" code "]\nmaand = " maand "\ndag = " dag "\nna_pasen = " pasen "\nelke_jaren = 1\nniet_op_zondag = nee\n"
#define MASKER "[zorg]\nnaam = een zorgverlener\n"
#define GEHEIM "[geheim]\nniveau = 0\n"
#define TELLS "[actie]\nvelden = moment\n"
#define SJABLOON "[dat]\nnaam = Dat\ndomeinen = persoon, plan\nniveau = 1\ngrondslag = toestemming\ndagen = 90\n"
#define INZAGE                                                                                                    \
    "[inzage]\nreden_uren = 4\nnood_reden_min = 20\ngezinnen_per_uur = 50\ngezinnen_per_dag = 150\nsteekproef = " \
    "5\ngezinnen_per_week = 100\n"

struct folder {
    char path[64];
    char domein[2048];
};

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    assert_non_null(folder);
    snprintf(folder->path, sizeof folder->path, "/tmp/eenplan-policy-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    domeinen(folder->domein, sizeof folder->domein);
    *state = folder;
    return 0;
}

static void each_file(const struct folder *folder, void (*act)(const char *path, const char *text), const char *changed,
                      const char *text)
{
    const char *const whole[FILES] = {folder->domein, SOORT,    LEEFTIJD, GROND,
                                      TERMIJN,        SJABLOON, BEWAAR,   DAG("kerst", "12", "25", "0"),
                                      INZAGE,         MASKER,   GEHEIM,   TELLS};
    for (size_t i = 0; i < FILES; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", folder->path, names[i]);
        act(path, changed != NULL && strcmp(names[i], changed) == 0 ? text : whole[i]);
    }
}

static void write_file(const char *path, const char *text)
{
    if (text == NULL)
        return;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *path, const char *text)
{
    (void)text;
    unlink(path);
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    each_file(folder, remove_file, NULL, NULL);
    rmdir(folder->path);
    free(folder);
    return 0;
}

/* With this text in that file the policy is refused with exactly this fault. */
static void refused(struct folder *folder, const char *name, const char *text, const char *expected)
{
    static struct ep_policy policy;
    struct ep_policy_fault fault;
    memset(&policy, 0x5a, sizeof policy);
    each_file(folder, remove_file, NULL, NULL);
    each_file(folder, write_file, name, text);
    ep_err err = ep_policy_read(&policy, folder->path, &fault);
    assert_string_equal(fault.text, expected);
    assert_int_equal(err, EP_POLICY_INVALID);
    assert_int_equal(policy.grondslagen, 0);
    assert_int_equal(policy.version, 0);
}

static void test_a_whole_policy_reads_with_comments_and_without_a_last_newline(void **state)
{
    struct folder *folder = *state;
    struct ep_policy policy;
    struct ep_policy_fault fault;
    each_file(folder, write_file, "termijn.ini",
              "# Uitleg; met een puntkomma.\r\n\r\n[termijn]\r\nversie = 4294967295\r\n"
              "vrije_dagen = geen\r\nherbevestigen_dagen = 1\r\nloopt_af_dagen = 1\r\nevaluatie_dagen = "
              "1\r\nbevestigen_dagen = 1\r\ngezag_dagen = 1\r\nintrekking_uren = "
              "1\r\nvertegenwoordigers = familie , mentor\r\n"
              "stil_uren=72\r\ndoelen = plan , beheer");
    assert_int_equal(ep_policy_read(&policy, folder->path, &fault), EP_OK);
    assert_int_equal(policy.version, 4294967295u);
    assert_int_equal(policy.purposes, 2);
    assert_string_equal(policy.purpose[1], "beheer");
    assert_int_equal(policy.days_off, 0);
    assert_int_equal(policy.representative[0], 7);
    assert_int_equal(policy.representative[1], 4);
}

static void test_every_fault_of_form_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {"", "termijn.ini:0: geen rubriek in dit bestand"},
        {"versie = 1\n", "termijn.ini:1: waarde buiten een rubriek: versie"},
        {"[termijn\nversie = 1\n", "termijn.ini:1: geen rubriek: [termijn"},
        {"[termijn] x\nversie = 1\n", "termijn.ini:1: geen rubriek: [termijn] x"},
        {"[Termijn]\nversie = 1\n", "termijn.ini:1: geen code: Termijn"},
        {"[]\n", "termijn.ini:1: geen code"},
        {"[termijn]\nversie = 1\nonzin\n", "termijn.ini:3: geen sleutel = waarde"},
        {"[termijn]\nversie = 1\n  2\n", "termijn.ini:3: regel begint met een spatie"},
        {"[termijn]\nversie = 1 ; een\n", "termijn.ini:2: puntkomma in een regel"},
        {"[termijn]\nversie = 1\nversie = 2\n", "termijn.ini:3: sleutel staat er twee keer: versie"},
        {"[termijn]\nversies = 1\n", "termijn.ini:2: onbekende sleutel: versies"},
        {"[termijn]\nversie = 1\n\xff\n", "termijn.ini:3: geen UTF-8"},
        {"[termijn]\nversie = \x1b[31m1\n", "termijn.ini:2: stuurteken in een regel"},
        {"[termijn]\n[termijn]\n", "termijn.ini:1: sleutel ontbreekt: versie"},
        {TERMIJN TERMIJN, "termijn.ini:13: rubriek staat er twee keer: termijn"},
        {"[anders]\nversie = 1\nstil_uren = 72\ndoelen = plan\nvrije_dagen = geen\nherbevestigen_dagen = 1\n"
         "loopt_af_dagen = 1\nevaluatie_dagen = 1\nbevestigen_dagen = 1\ngezag_dagen = 1\nintrekking_uren = "
         "1\nvertegenwoordigers = curator\n",
         "termijn.ini:1: onbekende rubriek: anders"},
        {"[termijn]\nversie = 1\nstil_uren = 72\n", "termijn.ini:1: sleutel ontbreekt: doelen"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "termijn.ini", faults[i].text, faults[i].fault);
}

static void test_a_long_line_is_refused_instead_of_cut(void **state)
{
    char text[512] = "[termijn]\n# ";
    memset(text + 12, 'x', 300);
    refused(*state, "termijn.ini", text, "termijn.ini:2: regel te lang");
}

static void test_a_missing_file_is_named(void **state)
{
    for (size_t i = 0; i < FILES; i++) {
        char fault[64];
        snprintf(fault, sizeof fault, "%s:0: bestand is niet te lezen", names[i]);
        refused(*state, names[i], NULL, fault);
    }
}

static void test_every_fault_of_a_term_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {TERM("0", "72", "plan", "geen", "mentor"), "termijn.ini:2: getal buiten de grenzen: versie"},
        {TERM("4294967296", "72", "plan", "geen", "mentor"), "termijn.ini:2: getal buiten de grenzen: versie"},
        {TERM("99999999999", "72", "plan", "geen", "mentor"), "termijn.ini:2: geen getal: versie"},
        {TERM("-1", "72", "plan", "geen", "mentor"), "termijn.ini:2: geen getal: versie"},
        {TERM("", "72", "plan", "geen", "mentor"), "termijn.ini:2: geen getal: versie"},
        {TERM("1", "0", "plan", "geen", "mentor"), "termijn.ini:3: getal buiten de grenzen: stil_uren"},
        {TERM("1", "72", "plan, Plan", "geen", "mentor"), "termijn.ini:4: geen code: Plan"},
        {TERM("1", "72", "plan, plan", "geen", "mentor"), "termijn.ini:4: doel staat er twee keer: plan"},
        {TERM("1", "72", "a,b,c,d,e,f,g,h,i", "geen", "mentor"), "termijn.ini:4: te veel waarden: doelen"},
        {TERM("1", "72", "abcdefghijklmnopqrstuvwxyzabcdefghijklmno", "geen", "mentor"), "termijn.ini:4: geen code"},
        {TERM("1", "72", "plan", "zondag, feestdag", "mentor"), "termijn.ini:5: onbekend woord: feestdag"},
        {TERM("1", "72", "plan", "zondag,zondag", "mentor"), "termijn.ini:5: staat er twee keer: zondag"},
        {TERM("1", "72", "plan", "", "mentor"), "termijn.ini:5: onbekend woord"},
        {TERM("1", "72", "plan", "geen", "buurman"), "termijn.ini:12: onbekend woord: buurman"},
        {TERM("1", "72", "plan", "geen", "mentor, mentor"), "termijn.ini:12: staat er twee keer: mentor"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "termijn.ini", faults[i].text, faults[i].fault);
}

#define G(code, naam, aan, dagen, niveau) GROUND(code, naam, aan, "nee", "geen", "geen", "alle", "alle", dagen, niveau)
#define H(gever, vereist, leeftijden, van, naar) \
    GROUND("pw", "x", "ja", gever, vereist, leeftijden, van, naar, "30", "1")
#define LONG_CODE "abcdefghijklmnopqrstuvwxyzabcdefghijklmno"

/* What watches over readings cannot be switched off by a policy. */
static void test_every_fault_of_inzage_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {"[inzage]\nreden_uren = 0\n", "inzage.ini:2: getal buiten de grenzen: reden_uren"},
        {"[inzage]\nreden_uren = 25\n", "inzage.ini:2: getal buiten de grenzen: reden_uren"},
        {"[inzage]\nnood_reden_min = 0\n", "inzage.ini:2: getal buiten de grenzen: nood_reden_min"},
        {"[inzage]\ngezinnen_per_uur = 0\n", "inzage.ini:2: getal buiten de grenzen: gezinnen_per_uur"},
        {"[inzage]\ngezinnen_per_dag = 0\n", "inzage.ini:2: getal buiten de grenzen: gezinnen_per_dag"},
        {"[inzage]\nreden_uren = 4\n", "inzage.ini:1: sleutel ontbreekt: nood_reden_min"},
        {INZAGE INZAGE, "inzage.ini:8: rubriek staat er twee keer: inzage"},
        {INZAGE "[anders]\nreden_uren = 4\nnood_reden_min = 20\ngezinnen_per_uur = 50\ngezinnen_per_dag = "
                "150\nsteekproef = 5\ngezinnen_per_week = 100\n",
         "inzage.ini:8: onbekende rubriek: anders"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "inzage.ini", faults[i].text, faults[i].fault);
}

static void test_every_fault_of_a_ground_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {G("pw", "", "ja", "30", "1"), "grondslag.ini:2: lege waarde: naam"},
        {G("pw", "x", "JA", "30", "1"), "grondslag.ini:3: alleen ja of nee: aan"},
        {G("pw", "x", "ja", "367", "1"), "grondslag.ini:12: getal buiten de grenzen: lease_dagen"},
        {G("pw", "x", "ja", "30", "4"), "grondslag.ini:13: getal buiten de grenzen: niveau"},
        {G("pw", "x", "ja", "30", "0"), "grondslag.ini:1: staat aan zonder niveau of duur: pw"},
        {G("pw", "x", "ja", "0", "1"), "grondslag.ini:1: staat aan zonder niveau of duur: pw"},
        {G("pw", "x", "ja", "30", "1") G("pw", "x", "ja", "30", "1"),
         "grondslag.ini:15: rubriek staat er twee keer: pw"},
        {H("ja", "geen", "geen", "alle", "alle"),
         "grondslag.ini:1: wie instemt verandert met de leeftijd: leeftijden ontbreken: pw"},
        {H("nee", "vorm, kleur", "geen", "alle", "alle"), "grondslag.ini:6: onbekend woord: kleur"},
        {H("nee", "geen", "18, 21", "alle", "alle"),
         "grondslag.ini:8: bij deze leeftijd begint niets in leeftijd.ini: 21"},
        {H("nee", "geen", "18, 18", "alle", "alle"), "grondslag.ini:8: staat er twee keer: 18"},
        {H("nee", "geen", "0", "alle", "alle"), "grondslag.ini:8: getal buiten de grenzen: leeftijden"},
        {H("nee", "geen", "geen", "kerk", "alle"), "grondslag.ini:9: onbekende soort organisatie: kerk"},
        {H("nee", "geen", "geen", "alle", "gemeente, gemeente"), "grondslag.ini:10: staat er twee keer: gemeente"},
        {"[" LONG_CODE "]\n", "grondslag.ini:1: geen rubriek: [" LONG_CODE "]"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "grondslag.ini", faults[i].text, faults[i].fault);
    char text[256] = "[pw]\nnaam = ";
    memset(text + strlen(text), 'x', EP_POLICY_NAME_MAX + 1);
    refused(*state, "grondslag.ini", text, "grondslag.ini:2: waarde te lang: naam");
}

static void test_more_grounds_or_templates_than_there_is_room_for_are_refused(void **state)
{
    char text[16384] = "";
    size_t len = 0;
    for (int i = 0; i <= EP_POLICY_ROWS_MAX; i++)
        len +=
            (size_t)snprintf(text + len, sizeof text - len, "[g%d]%s", i, strchr(G("g", "x", "nee", "0", "0"), '\n'));
    refused(*state, "grondslag.ini", text, "grondslag.ini:449: te veel rubrieken: g32");
    len = 0;
    for (int i = 0; i <= EP_POLICY_ROWS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "[s%d]\nnaam = x\n", i);
    refused(*state, "organisatie.ini", text, "organisatie.ini:65: te veel rubrieken: s32");
    len = 0;
    for (int i = 0; i <= 8; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "[s%d]\nnaam = x\ndomeinen = persoon\nniveau = 1\ngrondslag = toestemming\ndagen = 1\n",
                                i);
    refused(*state, "sjabloon.ini", text, "sjabloon.ini:49: te veel rubrieken: s8");
}

#define S(domeinen, niveau, grondslag, dagen) \
    "[dat]\nnaam = Dat\ndomeinen = " domeinen "\nniveau = " niveau "\ngrondslag = " grondslag "\ndagen = " dagen "\n"

static void test_every_fault_of_a_template_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {S("persoon, onzin", "1", "toestemming", "90"), "sjabloon.ini:3: onbekend domein: onzin"},
        {S("persoon,,plan", "1", "toestemming", "90"), "sjabloon.ini:3: onbekend domein"},
        {S("plan", "1", "toestemming", "90"), "sjabloon.ini:3: domein persoon ontbreekt"},
        {S("persoon, veiligheid", "1", "toestemming", "90"),
         "sjabloon.ini:3: dit domein mag in geen sjabloon: veiligheid"},
        {S("persoon, dossier", "1", "toestemming", "90"), "sjabloon.ini:3: dit domein mag in geen sjabloon: dossier"},
        {S("persoon, plan, plan", "1", "toestemming", "90"), "sjabloon.ini:3: domein staat er twee keer: plan"},
        {S("persoon", "0", "toestemming", "90"), "sjabloon.ini:4: getal buiten de grenzen: niveau"},
        {S("persoon", "1", "Toestemming", "90"), "sjabloon.ini:5: geen code: grondslag"},
        {S("persoon", "1", "pw", "90"), "sjabloon.ini:1: grondslag onbekend of uit: pw"},
        {S("persoon", "3", "toestemming", "90"), "sjabloon.ini:1: meer dan de grondslag toelaat: toestemming"},
        {S("persoon", "1", "toestemming", "181"), "sjabloon.ini:1: meer dan de grondslag toelaat: toestemming"},
        {SJABLOON SJABLOON, "sjabloon.ini:7: rubriek staat er twee keer: dat"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "sjabloon.ini", faults[i].text, faults[i].fault);
}

static void test_every_fault_of_an_age_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {A("kind", "1", "nee", "ja", "nee", "ja"), "leeftijd.ini:1: leeftijden niet oplopend vanaf 0: kind"},
        {A("kind", "0", "nee", "ja", "nee", "ja") A("ook", "0", "ja", "nee", "ja", "nee"),
         "leeftijd.ini:10: leeftijden niet oplopend vanaf 0: ook"},
        {A("kind", "0", "nee", "nee", "ja", "ja"), "leeftijd.ini:1: niemand beslist: kind"},
        {A("kind", "0", "ja", "ja", "nee", "ja"), "leeftijd.ini:1: wie geeft moet ook kunnen be\xc3\xabindigen: kind"},
        {A("kind", "0", "ja", "ja", "ja", "nee"), "leeftijd.ini:1: wie geeft moet ook kunnen be\xc3\xabindigen: kind"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "leeftijd.ini", faults[i].text, faults[i].fault);
    char text[4096] = "";
    size_t len = 0;
    for (int i = 0; i <= EP_POLICY_AGES_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "[a%d]\nnaam = x\nvanaf = %d\njeugdige_geeft = ja\nouders_geven = nee\n"
                                "een_namens_beide = nee\njeugdige_beeindigt = ja\nouder_beeindigt = nee\n"
                                "inzage_ouders = nee\n",
                                i, i);
    refused(*state, "leeftijd.ini", text, "leeftijd.ini:73: te veel rubrieken: a8");
}

static void test_every_fault_of_a_day_or_a_retention_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {DAG("kerst", "2", "30", "0"), "feestdag.ini:1: geen dag van het jaar: kerst"},
        {DAG("kerst", "0", "3", "0"), "feestdag.ini:1: geen dag van het jaar: kerst"},
        {DAG("kerst", "12", "25", "1"), "feestdag.ini:1: een datum of een afstand tot Pasen: kerst"},
        {DAG("kerst", "0", "0", "0"), "feestdag.ini:1: een datum of een afstand tot Pasen: kerst"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "feestdag.ini", faults[i].text, faults[i].fault);
    refused(*state, "bewaartermijn.ini", BEWAAR BEWAAR, "bewaartermijn.ini:5: rubriek staat er twee keer: wmo");
    refused(*state, "organisatie.ini", SOORT SOORT, "organisatie.ini:3: rubriek staat er twee keer: gemeente");
}

static void test_how_far_a_confidential_case_goes_is_data_and_unknown_goes_nowhere(void **state)
{
    static const struct {
        const char *code;
        uint32_t level;
    } rows[] = {{"niet_bekend", 3},
                {"openbaar", 3},
                {"beperkt_openbaar", 3},
                {"intern", 3},
                {"zaakvertrouwelijk", 3},
                {"vertrouwelijk", 2},
                {"confidentieel", 2},
                {"geheim", 0},
                {"zeer_geheim", 0},
                {"onzin", 0},
                {"", 0}};
    struct ep_policy policy;
    struct ep_policy_fault fault;
    assert_int_equal(ep_policy_read(&policy, SHIPPED, &fault), EP_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(ep_policy_vertrouwelijk(&policy, rows[i].code), rows[i].level);
    refused(*state, "vertrouwelijkheid.ini", GEHEIM GEHEIM,
            "vertrouwelijkheid.ini:3: rubriek staat er twee keer: geheim");
    refused(*state, "vertrouwelijkheid.ini", "[geheim]\nniveau = 4\n",
            "vertrouwelijkheid.ini:2: getal buiten de grenzen: niveau");
}

static void test_what_tells_where_somebody_is_names_texts_that_may_be_absent(void **state)
{
    static const struct {
        const char *text, *fault;
    } faults[] = {
        {"[adres]\nvelden = straat\n", "vindplaats.ini:2: onbekende soort: adres"},
        {"[actie]\nvelden = straat\n", "vindplaats.ini:2: geen tekst die weg kan blijven: straat"},
        {"[actie]\nvelden = omschrijving\n", "vindplaats.ini:2: geen tekst die weg kan blijven: omschrijving"},
        {"[actie]\nvelden = gereed\n", "vindplaats.ini:2: geen tekst die weg kan blijven: gereed"},
        {"[actie]\nvelden = moment, moment\n", "vindplaats.ini:2: staat er twee keer: moment"},
        {TELLS TELLS, "vindplaats.ini:3: rubriek staat er twee keer: actie"},
    };
    struct ep_policy policy;
    struct ep_policy_fault fault;
    assert_int_equal(ep_policy_read(&policy, SHIPPED, &fault), EP_OK);
    for (uint64_t soort = 1; soort < EP_SOORT_END; soort++) {
        bool tells = soort == EP_SOORT_ACTIE || soort == EP_SOORT_AFSPRAAK || soort == EP_SOORT_VOORZIENING ||
                     soort == EP_SOORT_SAMENVATTING;
        assert_int_equal(policy.vindplaats[soort] != 0, tells);
    }
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(*state, "vindplaats.ini", faults[i].text, faults[i].fault);
}

static void test_a_masked_organisation_has_a_name_out_of_the_policy(void **state)
{
    struct ep_policy policy;
    struct ep_policy_fault fault;
    assert_int_equal(ep_policy_read(&policy, SHIPPED, &fault), EP_OK);
    assert_string_equal(ep_policy_afscherming(&policy, "zorgverlener")->name, "een zorgverlener");
    assert_null(ep_policy_afscherming(&policy, "GGZ Lentehof"));
    assert_true(ep_policy_afgeschermd(&policy, ep_text("een zorgverlener")));
    assert_false(ep_policy_afgeschermd(&policy, ep_text("GGZ Lentehof")));
    assert_false(ep_policy_afgeschermd(&policy, (ep_bytes){NULL, 0}));
    refused(*state, "afscherming.ini", MASKER MASKER, "afscherming.ini:3: rubriek staat er twee keer: zorg");
}

static void test_every_domain_has_one_name(void **state)
{
    struct folder *folder = *state;
    char text[4096];
    snprintf(text, sizeof text, "%s[nog]\nnummer = 18\nnaam = x\n", folder->domein);
    refused(folder, "domein.ini", text, "domein.ini:53: getal buiten de grenzen: nummer");
    snprintf(text, sizeof text, "%s[nog]\nnummer = 17\nnaam = x\n", folder->domein);
    refused(folder, "domein.ini", text, "domein.ini:52: nummer staat er twee keer: nog");
    snprintf(text, sizeof text, "%s[plan]\nnummer = 17\nnaam = x\n", folder->domein);
    refused(folder, "domein.ini", text, "domein.ini:52: rubriek staat er twee keer: plan");
    memcpy(text, folder->domein, sizeof folder->domein);
    *strstr(text, "[dossier]") = 0;
    refused(folder, "domein.ini", text, "domein.ini:48: domein ontbreekt, nummer: 17");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_shipped_policy_reads),
        cmocka_unit_test(test_the_shipped_grounds_and_templates_keep_to_the_design),
        cmocka_unit_test(test_each_shipped_file_asks_for_a_lawyer),
        TEST(test_a_whole_policy_reads_with_comments_and_without_a_last_newline),
        TEST(test_every_fault_of_form_is_named),
        TEST(test_a_long_line_is_refused_instead_of_cut),
        TEST(test_a_missing_file_is_named),
        TEST(test_every_fault_of_a_term_is_named),
        TEST(test_every_fault_of_inzage_is_named),
        TEST(test_every_fault_of_a_ground_is_named),
        TEST(test_more_grounds_or_templates_than_there_is_room_for_are_refused),
        TEST(test_every_fault_of_a_template_is_named),
        TEST(test_how_far_a_confidential_case_goes_is_data_and_unknown_goes_nowhere),
        TEST(test_what_tells_where_somebody_is_names_texts_that_may_be_absent),
        TEST(test_a_masked_organisation_has_a_name_out_of_the_policy),
        TEST(test_every_domain_has_one_name),
        TEST(test_every_fault_of_an_age_is_named),
        TEST(test_every_fault_of_a_day_or_a_retention_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
