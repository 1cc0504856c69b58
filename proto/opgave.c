#include "proto/opgave.h"

#include <string.h>

#define F(member, type_, ...) EP_FIELD(struct ep_opgave, member, type_, __VA_ARGS__)
#define TEXT_MAX(points) ((points)*4) /* DOMAIN counts code points; a code point has at most four bytes */
#define CHOICE(names) (sizeof(names) / sizeof((names)[0]) - 1), .values = (names)

/* clang-format off */
const char *const ep_stand_names[] = {"onbekend", "aanvraag", "loopt", "gestopt"};
static const char *const rol[] = {"overig", "ouder", "kind", "partner", "grootouder", "pleegkind", "inwonend", "uitwonend_kind", "netwerk"};
static const char *const leeftijd[] = {"onbekend", "0-11", "12-15", "16-17", "18+"};
static const char *const versie[] = {"eigen", "zrm2017", "zrm2013", "ouderschap"};
static const char *const score[] = {NULL, "1", "2", "3", "4", "5", "niet_beoordeeld"};
static const char *const doel_status[] = {"open", "loopt", "bereikt", "deels", "niet_bereikt", "vervallen"};
static const char *const horizon[] = {"kort", "lang"};
static const char *const actie_status[] = {"gepland", "loopt", "gereed", "vervallen", "geblokkeerd"};
static const char *const door[] = {"professioneel", "eigen_kracht", "netwerk", "drang", "dwang"};
static const char *const vorm[] = {"afspraak", "mdo", "huisbezoek", "evaluatie", "rondetafel"};
static const char *const wet[] = {"overig", "wmo", "jeugdwet", "pw", "wgs", "zvw", "wlz", "onderwijs"};
static const char *const voorziening_status[] = {"aangevraagd", "toegewezen", "wachtlijst", "gestart", "gepauzeerd", "gestopt", "ingetrokken"};
/* ZGW, of the case it comes from; how far each may be shared stands in vertrouwelijkheid.ini. */
static const char *const vertrouwelijkheid[] = {"niet_bekend", "openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk", "vertrouwelijk", "confidentieel", "geheim", "zeer_geheim"};
static const char *const bekwaam[] = {"niet_beoordeeld", "ja", "nee"};
static const char *const gezag_vorm[] = {"ouderlijk_gezamenlijk", "ouderlijk_eenhoofdig", "voogdij", "voorlopige_voogdij", "ots"};
static const char *const vertegenwoordiging_vorm[] = {"curator", "mentor", "bewindvoerder", "gemachtigde", "partner", "familie"};

static const struct ep_field head_fields[] = {
    F(soort, UINT, EP_SOORT_END - 1), F(tijd, UINT, EP_HOUR_MAX),
    F(namens, TEXT, EP_NAME_BYTES_MAX, .optional = true), F(woord, TEXT, EP_NAME_BYTES_MAX, .optional = true),
    F(niet_tonen_aan, BIN, EP_LEDEN_MAX * EP_ID_BYTES, .optional = true)};
static const struct ep_table head = EP_TABLE(head_fields, struct ep_opgave);

/* Level 1 of everything that says something about help: that it is so. */
#define DAT F(stand, UINT, CHOICE(ep_stand_names), .level = 1), F(maand, DATE, 0, .level = 1, .optional = true)
#define L(level_) .level = (level_)
#define O(level_) .level = (level_), .optional = true

static const struct ep_field persoon[] = {
    F(is.persoon.aanduiding, TEXT, TEXT_MAX(60), L(1)), F(is.persoon.rol, UINT, CHOICE(rol), L(1)),
    F(is.persoon.overleden, DATE, 0, O(1)),
    F(is.persoon.leeftijd, UINT, CHOICE(leeftijd), L(2)),
    F(is.persoon.geboren, DATE, 0, O(3))};
static const struct ep_field naam[] = {F(is.naam.roepnaam, TEXT, TEXT_MAX(40), L(1))};
static const struct ep_field score_fields[] = {DAT,
    F(is.score.beoordeeld, DATE, 0, O(2)),
    F(is.score.versie, UINT, CHOICE(versie), L(3)), F(is.score.score, UINT, CHOICE(score), L(3)),
    F(is.score.streefscore, UINT, 5, L(3)), F(is.score.getraind, BOOL, 0, L(3))};
static const struct ep_field doel[] = {DAT,
    F(is.doel.titel, TEXT, TEXT_MAX(120), L(2)), F(is.doel.status, UINT, CHOICE(doel_status), L(2)),
    F(is.doel.eigen_woorden, TEXT, TEXT_MAX(500), O(3)), F(is.doel.horizon, UINT, CHOICE(horizon), L(3)),
    F(is.doel.streefdatum, DATE, 0, O(3))};
static const struct ep_field actie[] = {DAT,
    F(is.actie.status, UINT, CHOICE(actie_status), L(2)), F(is.actie.gereed, DATE, 0, O(2)),
    F(is.actie.omschrijving, TEXT, TEXT_MAX(300), L(3)), F(is.actie.uitvoerder, TEXT, TEXT_MAX(120), O(3)),
    F(is.actie.moment, TEXT, TEXT_MAX(120), O(3)), F(is.actie.door, UINT, CHOICE(door), L(3)),
    F(is.actie.doel, ID, 0, O(3)), F(is.actie.blokkade, TEXT, TEXT_MAX(200), O(3))};
static const struct ep_field afspraak[] = {DAT,
    F(is.afspraak.vorm, UINT, CHOICE(vorm), L(2)), F(is.afspraak.wanneer, TEXT, TEXT_MAX(40), O(2)),
    F(is.afspraak.deelnemers, TEXT, TEXT_MAX(500), O(3)), F(is.afspraak.uitkomst, TEXT, TEXT_MAX(1000), O(3))};
static const struct ep_field evaluatie[] = {DAT,
    F(is.evaluatie.gehouden, DATE, 0, L(2)), F(is.evaluatie.volgende, DATE, 0, O(2)),
    F(is.evaluatie.doel, ID, 0, O(3)), F(is.evaluatie.behaald, UINT, 10, L(3)),
    F(is.evaluatie.tekst, TEXT, TEXT_MAX(300), O(3)), F(is.evaluatie.gezin_aanwezig, BOOL, 0, L(3)),
    F(is.evaluatie.reden, TEXT, TEXT_MAX(200), O(3))};
static const struct ep_field voorziening[] = {DAT,
    F(is.voorziening.naam, TEXT, TEXT_MAX(80), L(2)), F(is.voorziening.wet, UINT, CHOICE(wet), L(2)),
    F(is.voorziening.status, UINT, CHOICE(voorziening_status), L(2)),
    F(is.voorziening.vertrouwelijkheid, UINT, CHOICE(vertrouwelijkheid), L(2)),
    F(is.voorziening.aanbieder, TEXT, TEXT_MAX(200), O(3)), F(is.voorziening.omvang, TEXT, TEXT_MAX(100), O(3)),
    F(is.voorziening.van, DATE, 0, O(3)), F(is.voorziening.tot, DATE, 0, O(3))};
static const struct ep_field samenvatting[] = {DAT,
    F(is.samenvatting.contact, TEXT, TEXT_MAX(100), O(1)), F(is.samenvatting.wat, TEXT, TEXT_MAX(200), O(2)),
    F(is.samenvatting.tekst, TEXT, 24000, O(3)), F(is.samenvatting.aandacht, TEXT, TEXT_MAX(1000), O(3))};
static const struct ep_field notitie[] = {F(is.notitie.tekst, TEXT, EP_NOTITIE_BYTES_MAX, L(3))};
static const struct ep_field niet_betrokken[] = {F(is.niet_betrokken.sinds, DATE, 0, O(1))};
static const struct ep_field bewijs[] = {
    F(is.bewijs.grondslag, TEXT, EP_CODE_BYTES_MAX, L(3)), F(is.bewijs.gevers, BIN, EP_GEVERS_MAX * EP_GEVER_BYTES, O(3)),
    F(is.bewijs.bekwaam, UINT, CHOICE(bekwaam), L(3)), F(is.bewijs.beoordelaar, TEXT, TEXT_MAX(120), O(3)),
    F(is.bewijs.beoordeeld, DATE, 0, O(3)), F(is.bewijs.informatie, DATE, 0, O(3)),
    F(is.bewijs.vorm, TEXT, TEXT_MAX(40), O(3)), F(is.bewijs.kenmerk, TEXT, TEXT_MAX(100), O(3)),
    F(is.bewijs.einde, DATE, 0, O(3)), F(is.bewijs.motivering, TEXT, TEXT_MAX(1000), O(3)), F(is.bewijs.doel, TEXT, TEXT_MAX(200), O(3))};

static const struct ep_field basis[] = {
    F(is.basis.naam, TEXT, TEXT_MAX(60), O(3)), F(is.basis.geboren, DATE, 0, O(3)), F(is.basis.bron, TEXT, TEXT_MAX(100), L(3))};
static const struct ep_field gezag[] = {
    F(is.gezag.houder, TEXT, TEXT_MAX(60), L(3)), F(is.gezag.vorm, UINT, CHOICE(gezag_vorm), L(3)),
    F(is.gezag.van, DATE, 0, O(3)), F(is.gezag.tot, DATE, 0, O(3)), F(is.gezag.bron, TEXT, TEXT_MAX(100), L(3))};
static const struct ep_field vertegenwoordiging[] = {
    F(is.vertegenwoordiging.wie, TEXT, TEXT_MAX(60), L(3)), F(is.vertegenwoordiging.vorm, UINT, CHOICE(vertegenwoordiging_vorm), L(3)),
    F(is.vertegenwoordiging.van, DATE, 0, O(3)), F(is.vertegenwoordiging.tot, DATE, 0, O(3)),
    F(is.vertegenwoordiging.bron, TEXT, TEXT_MAX(100), L(3))};
static const struct ep_field geheimhouding[] = {
    F(is.geheimhouding.van, DATE, 0, O(3)), F(is.geheimhouding.tot, DATE, 0, O(3)), F(is.geheimhouding.bron, TEXT, TEXT_MAX(100), L(3))};

#define ROW(name_, label_, domein_, household_, fields_, levels_) \
    {name_, label_, domein_, household_, EP_TABLE(fields_, struct ep_opgave), levels_}
static const struct ep_soort_row soorten[EP_SOORT_END] = {
    [EP_SOORT_PERSOON] = ROW("persoon", "persoon", 14, false, persoon, 7),
    [EP_SOORT_NAAM] = ROW("naam", "naam", 14, true, naam, 1),
    [EP_SOORT_SCORE] = ROW("score", "score", 0, false, score_fields, 7),
    [EP_SOORT_DOEL] = ROW("doel", "doel", 0, true, doel, 7),
    [EP_SOORT_ACTIE] = ROW("actie", "actie", 0, true, actie, 7),
    [EP_SOORT_AFSPRAAK] = ROW("afspraak", "afspraak", 0, true, afspraak, 7),
    [EP_SOORT_EVALUATIE] = ROW("evaluatie", "evaluatie", 0, true, evaluatie, 7),
    [EP_SOORT_VOORZIENING] = ROW("voorziening", "voorziening", 0, true, voorziening, 7),
    [EP_SOORT_SAMENVATTING] = ROW("samenvatting", "samenvatting", 0, true, samenvatting, 7),
    [EP_SOORT_NOTITIE] = ROW("notitie", "notitie", 17, true, notitie, 4),
    [EP_SOORT_NIET_BETROKKEN] = ROW("niet-betrokken", "niet betrokken", 0, true, niet_betrokken, 1),
    [EP_SOORT_BEWIJS] = ROW("bewijs", "bewijs", 17, false, bewijs, 4),
    [EP_SOORT_BASIS] = ROW("basis", "basis", 17, false, basis, 4),
    [EP_SOORT_GEZAG] = ROW("gezag", "gezag", 17, false, gezag, 4),
    [EP_SOORT_VERTEGENWOORDIGING] = ROW("vertegenwoordiging", "vertegenwoordiging", 17, false, vertegenwoordiging, 4),
    [EP_SOORT_GEHEIMHOUDING] = ROW("geheimhouding", "geheimhouding", 17, false, geheimhouding, 4),
};
/* clang-format on */

const struct ep_soort_row *ep_soort(uint64_t soort)
{
    return soort >= 1 && soort < EP_SOORT_END ? &soorten[soort] : NULL;
}

const struct ep_soort_row *ep_soort_by_name(const char *name, uint64_t *soort)
{
    for (*soort = 1; *soort < EP_SOORT_END; (*soort)++)
        if (strcmp(soorten[*soort].name, name) == 0)
            return &soorten[*soort];
    return NULL;
}

ep_bytes ep_opgave_person(const struct ep_opgave *opgave)
{
    if (opgave->soort == EP_SOORT_PERSOON)
        return opgave->is.persoon.aanduiding;
    return opgave->soort == EP_SOORT_BASIS ? opgave->is.basis.naam : (ep_bytes){NULL, 0};
}

bool ep_opgave_afgeschermd(const struct ep_opgave *opgave)
{
    return opgave->namens.len > 0 && opgave->woord.len == 0;
}

ep_id ep_niet_tonen_lid(ep_bytes niet_tonen_aan, size_t n)
{
    ep_id lid = {{0}};
    if (n < niet_tonen_aan.len / EP_ID_BYTES)
        memcpy(lid.b, niet_tonen_aan.at + n * EP_ID_BYTES, EP_ID_BYTES);
    return lid;
}

bool ep_niet_tonen_holds(ep_bytes niet_tonen_aan, ep_id lid)
{
    for (size_t n = 0; n < niet_tonen_aan.len / EP_ID_BYTES; n++)
        if (ep_id_equal(ep_niet_tonen_lid(niet_tonen_aan, n), lid))
            return true;
    return false;
}

/* Half an id would hide from nobody. */
static bool whole_ids(const struct ep_opgave *opgave)
{
    return opgave->niet_tonen_aan.len % EP_ID_BYTES == 0;
}

/* [soort, tijd, namens, woord, niet_tonen_aan, the fields of this level…] */
static size_t count_of_level(struct ep_table table, unsigned level)
{
    size_t count = 0;
    for (size_t i = 0; i < table.count; i++)
        count += table.fields[i].level == level ? 1 : 0;
    return count;
}

ep_err ep_opgave_put(ep_out *out, const struct ep_opgave *opgave, unsigned level)
{
    const struct ep_soort_row *row = ep_soort(opgave->soort);
    if (row == NULL || !whole_ids(opgave))
        return EP_FIELD_INVALID;
    struct ep_pack pack;
    ep_pack_init(&pack, out);
    ep_pack_array(&pack, head.count + count_of_level(row->table, level));
    ep_err err = ep_fields_put_members(&pack, head, opgave, 0, head.count);
    for (size_t i = 0; err == EP_OK && i < row->table.count; i++)
        if (row->table.fields[i].level == level)
            err = ep_fields_put_members(&pack, row->table, opgave, i, i + 1);
    return err;
}

ep_err ep_opgave_take(ep_bytes plain, unsigned level, struct ep_opgave *opgave)
{
    /* The array's length depends on the soort, which is its first member: a number below 128, one byte. */
    if (plain.len < 2)
        return EP_MALFORMED;
    size_t at = plain.at[0] == 0xdc ? 3 : 1;
    const struct ep_soort_row *row = plain.len > at ? ep_soort(plain.at[at]) : NULL;
    if (row == NULL)
        return EP_KIND_UNKNOWN;
    struct ep_cursor cursor;
    ep_cursor_init(&cursor, plain);
    ep_take_array(&cursor, head.count + count_of_level(row->table, level));
    ep_fields_take_members(&cursor, head, opgave);
    for (size_t i = 0; i < row->table.count; i++)
        if (row->table.fields[i].level == level)
            ep_fields_take_members(&cursor, (struct ep_table){&row->table.fields[i], 1, 0}, opgave);
    ep_err err = ep_cursor_end(&cursor);
    return err == EP_OK && !whole_ids(opgave) ? EP_MALFORMED : err;
}

enum { AANVRAAG = 1, LOOPT, GESTOPT };

uint64_t ep_stand_of(uint64_t soort, uint64_t status)
{
    static const uint8_t of_doel[] = {LOOPT, LOOPT, GESTOPT, GESTOPT, GESTOPT, GESTOPT};
    static const uint8_t of_actie[] = {AANVRAAG, LOOPT, GESTOPT, GESTOPT, LOOPT};
    static const uint8_t of_voorziening[] = {AANVRAAG, AANVRAAG, AANVRAAG, LOOPT, LOOPT, GESTOPT, GESTOPT};
    static const struct {
        const uint8_t *stand;
        size_t count;
    } rows[EP_SOORT_END] = {[EP_SOORT_DOEL] = {of_doel, sizeof of_doel},
                            [EP_SOORT_ACTIE] = {of_actie, sizeof of_actie},
                            [EP_SOORT_VOORZIENING] = {of_voorziening, sizeof of_voorziening}};
    return soort < EP_SOORT_END && status < rows[soort].count ? rows[soort].stand[status] : LOOPT;
}
