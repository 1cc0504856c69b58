/* JSON for --json: the one door to jansson. Layer: cli. DESIGN 10, cli/DESIGN.md "JSON".
 *
 * A document is built from the outside in and printed once, whole, or not at all. A step that fails sticks, and comes
 * out at the close. `key` is NULL inside an array. Only ASCII leaves, and in a text what steers the
 * display instead of being read is "?" (screen.h): what a peer wrote moves no cursor, here or where it is printed later.
 * What is absent is null, never left out: a key that is missing would be a blank that could mean five things.
 *
 * Times are RFC 3339 in UTC, ids 32 hexadecimal digits, choices their names. The forms are stable: a new key may come,
 * none changes its meaning or goes away without another number in `formaat`. The lists stand in lists.h.
 *
 * eenplan-beeld-1 (eenplan show --json)
 *   formaat         "eenplan-beeld-1"
 *   huishouden      {id, naam|null, eigen: the own organisation founded it}
 *   gezien          {organisatie:{id,naam}, team:{id,naam}, gebruiker, als: lid|null (--als: nothing but what that
 *                   person may see; then woord is null, and dossier, vragen, intrekkingen, geweigerd are empty), doel, op}
 *   regisseur       {stand: "aanvaard"|"voorgesteld", gebruiker:{id,naam}, organisatie:{id,naam}, sinds: accepted last, tot,
 *                   telefoon|null}|null: none is known; only whoever founded the household would know of one
 *   regievoorstel   the same: what this user can accept, or the last that nobody accepted yet|null (and with --als)
 *   staf            [{id,naam}] who of the own organisation works with it; none: all of the team (and with --als)
 *   uitnodigingen   [{organisatie:{id,naam}, stand: "gevraagd"|"doet-mee"|"zonder-deling"|"gestopt", op}] whom the own organisation
 *                   asked in, the last time (none with --als); zonder-deling: it joined, and nothing is shared either way now
 *   leden           [{id, naam|null, rol|null, leeftijd|null, geboren|null, overleden|null}]; present leden
 *   cellen          [cel]: every row (lid: null is the household) x domain 1 to 16 x column, and those written namens
 *   cel             {lid|null, domein, organisatie:{id,naam}, staat, niveau, sinds|null, contact|null, feit_op|null,
 *                   grondslag|null, tot|null, namens|null, afgeschermd (namens is a sort and no name), onderdelen:[onderdeel]}
 *   staat           inhoud niet-betrokken onbekend beeindigd geen-antwoord wacht-op verouderd namens niet-uitgevraagd
 *   onderdeel       {item, soort, versie, niveau, op, auteur, woord|null, niet_tonen_aan:[lid],
 *                   bewaren_tot|null (own provisions that have ended), velden:{name: value}}: the fields of the levels
 *                   that may be seen, null where left empty
 *   andere          "onbekend: geen deling": for whoever has no column, the same for all
 *   doelen, acties  [onderdeel with lid|null, domein, organisatie:{id,naam}, namens|null]
 *   dossier         the same: evidence and notes of the own team
 *   vragen          [{id, organisatie:{id,naam}: who asks, aan:{id,naam}: who is asked; one of the two is the own one,
 *                   soort: "bijwerken"|"delen", lid|null, domeinen:[code], niveau, op}]
 *   intrekkingen    [{id, deelbesluit, bron:{id,naam}, ontvanger:{id,naam}, lid|null, op, bevestigd_bron|null,
 *                   bevestigd_ontvanger: {verwijderd, uit_reservekopieen}|null}]
 *   geweigerd       [{verklaring, organisatie:{id,naam}, code, tekst}]
 *   afgewezen       number of statements that the node gave and that did not check out
 *
 * eenplan-inzage-1 (eenplan inzage --json): keys of an onderdeel are the same in every onderdeel of a deel
 *   formaat, titel, toelichting:[text]
 *   delen           [{deel: a soort, "delen" or "lezingen", titel, onderdelen:[{name: text|null}], opmerking|null}]
 *
 * eenplan-wie-1 (eenplan wie --json)
 *   formaat, item, soort, organisatie:{id,naam}, eigen
 *   niveaus         [{niveau, versie, lezers:[lezer]}]
 *   lezer           {organisatie:{id,naam}, team:{id,naam}, periode, leden:[naam]|null, deelbesluit: null (own team) or
 *                   {id, lid|null, grondslag, van, tot, staat: "loopt"|"nog-niet"|"verlopen"|"ingetrokken"|"onbekend"}}
 *   anderen         "onbekend: alleen de bron weet het" for an item of another organisation, else null
 *   gelezen         [{gebruiker:{id,naam}, laatst}]: who of the own organisation, but for its author, opened the household
 *                   since the hour in which it was written; what others opened, no node but theirs knows
 * eenplan-versies-1 (eenplan versies --json: of an own item; the present version first)
 *   formaat, item, versies [onderdeel with namens|null, gebruiker:{id,naam}: who wrote it, nu: it says this now]
 *   gesloten        how many of its entries do not open for this user; nothing is nu when none of the present does
 * eenplan-gelezen-1 (eenplan wie --json, without an item)
 *   formaat, onderdelen [{item, gelezen as above}]: all of the own organisation
 *
 * eenplan-logboek-1 (eenplan log list --json)
 *   formaat, regels  [{tijd, lineage, each field of proto/logregel.h but grant_ids, deelbesluiten:[id]}]
 * eenplan-wortels-1 (eenplan log roots --json)
 *   formaat, wortels [{dag, regels, wortel, getuige, bewijs: the line that log verify takes}]
 *
 * eenplan-status-1 (eenplan status --json)
 *   formaat, organisatie:{id,naam}, kluis, levenslijn, op
 *   knooppunten     [{organisatie:{id,naam}, contact|null, wachtend}]
 *   teams           [{id, naam, periode, tot, dagen, leden}]
 *   geweigerd, afgewezen  as above
 *
 * eenplan-withdrawals-1 (eenplan withdrawals --json)
 *   formaat, te_laat: how many
 *   intrekkingen    [{huishouden, deelbesluit, lid, naam|null: as on the screen with --namen, van:{id,naam}, aan:{id,naam},
 *                   door:{id,naam}|null, ingetrokken|null, afgelopen|null: a lease that ran out,
 *                   te_laat: true when one below is not there after intrekking_uren, bevestigingen: [the recipient's
 *                   {organisatie:{id,naam}, verwijderd|null, reservekopieen_weg|null, stukken, behouden}, and the author's, when
 *                   we told it, {organisatie:{id,naam}, bevestigd|null}]}] */
#ifndef EP_CLI_JSON_H
#define EP_CLI_JSON_H

#include "crypto/bytes.h"

#include <stdio.h>

struct ep_json;

struct ep_json *ep_json_open(void); /* an object; NULL: no memory, which every function here takes */
/* Prints with a closing newline, and frees. EP_NO_MEMORY, EP_FILE. */
EP_MUST ep_err ep_json_close(struct ep_json *json, FILE *out);
void ep_json_drop(struct ep_json *json); /* frees without printing */

void ep_json_object(struct ep_json *json, const char *key); /* until the next end */
void ep_json_array(struct ep_json *json, const char *key);
void ep_json_end(struct ep_json *json);

void ep_json_text(struct ep_json *json, const char *key, ep_bytes text);    /* absent: null */
void ep_json_word(struct ep_json *json, const char *key, const char *word); /* NULL: null */
void ep_json_uint(struct ep_json *json, const char *key, uint64_t value);
void ep_json_bool(struct ep_json *json, const char *key, bool value);
void ep_json_null(struct ep_json *json, const char *key);
void ep_json_id(struct ep_json *json, const char *key, ep_id id);            /* absent: null */
void ep_json_hour(struct ep_json *json, const char *key, uint64_t hour);     /* since 1970; 0: null */
void ep_json_second(struct ep_json *json, const char *key, uint64_t second); /* since 1970; 0: null */

#endif
