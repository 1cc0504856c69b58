/* The lists of --json, beside the documents of json.h, and the parts that several share. Layer: cli. Days are "2026-11-24".
 *
 * eenplan-uitkomst-1 (write, change, huishouden create: what is said, when it is done)
 *   formaat, melding:[text], wacht: the keys for some readers could not be made yet (exit 75), item|null, versie|null (none, or
 *   several; of `huishouden create` the household)
 * eenplan-ontvangers-1 (ontvangers: who would get an entry now; the own team first)
 *   ontvangers      [{organisatie:{id,naam}, team:{id,naam}, niveau: at most, grondslag|null, tot|null, deelbesluit|null
 *                   (null: the own team; of those that the household needs the one that ends first), voor: its lid|null,
 *                   wacht: its team's key ran out, so it goes when there is another}]
 * eenplan-soorten-1 (soorten)
 *   soorten         [{soort, domein|null: the only one, huishouden: may be about it, dossier: own team only,
 *                   schrijven: with `write`, niveaus:[niveau], velden:[veld]}]
 *   veld            {naam, niveau, type: "tekst"|"getal"|"keuze"|"datum"|"ja-nee"|"item", keuzes:[..]|null,
 *                   standen|null: of each choice of a status what level 1 says then, lengte|null:
 *                   bytes of UTF-8 at most, hoogste|null: number, verplicht, uitleg|null: where `write` takes it}
 * eenplan-domeinen-1 (domeinen)
 *   domeinen        [{code, naam, nummer, standaard: may stand in a default, deelbaar: a grant can name it}]
 * eenplan-grondslagen-1 (grant grondslagen)
 *   grondslagen     [{code, naam, aan, gever: needs who decides, gever_beeindigt, vereist:["informatie"|"vorm"|"kenmerk"|
 *                   "einde"], motivering_min, leeftijden:[years], van, naar: [sort of organisation]|null: all, opnieuw,
 *                   lease_dagen, niveau, einde}]
 * eenplan-sjablonen-1 (grant sjablonen)
 *   sjablonen       [{code, naam, domeinen:[code], niveau, grondslag, dagen}]
 * eenplan-deelbesluiten-1 (grant list)
 *   deelbesluiten   [{id, lid:{id,naam}, van:{id,naam}, aan:{id,naam}, team:{id,naam}|null: none yet, domeinen:[code],
 *                   niveau, grondslag, van_dag, tot_dag: the last, staat as in eenplan-wie-1, ingetrokken|null,
 *                   bevestigd|null: the recipient deleted it, bevestigingen as in eenplan-withdrawals-1, eigen}]
 * eenplan-partners-1 (peer list)
 *   partners        [{organisatie:{id,naam}, soort|null, staat: "verbonden"|"stil"|"nog-niet"|"beeindigd", contact|null,
 *                   wachtend, kenmerk}]
 * eenplan-teams-1 (team list)
 *   teams           [{id, naam, organisatie:{id,naam}, eigen, periode, tot, dagen, beeindigd: for good,
 *                   leden:[{id,naam}]|null: not ours}]
 * eenplan-gebruikers-1 (user list)
 *   gebruikers      [{id, naam, rollen:["teambeheerder"|"privacyfunctionaris"], tot, staat: "actief"|"beeindigd"}]
 * eenplan-kluis-1 (org show; from the vault alone)
 *   soort: "root"|"autoriteit"|"gebruiker", naam, gebruiker: id, organisatie: id, kenmerk, knooppunt: where it dials
 * eenplan-huishoudens-1 (huishouden list)
 *   huishoudens     [huishouden]
 *   huishouden      {id, naam|null: with --namen, which opens it, organisatie:{id,naam}: its founder, or who asked us in,
 *                   thuisteam:{id,naam}|null: not joined, uitnodiging_van:{id,naam}|null: while it is not answered (both null: left),
 *                   staf: this user is on its staff list or there is none, eigen: the own organisation founded it}
 * eenplan-werklijst-1 (werklijst: opens the households that are the user's work, on record)
 *   huishoudens     [huishouden with naam, regisseur as in eenplan-beeld-1, leden: how many|null: not opened,
 *                   namen:[those of the leden that are known]|null]
 *   regels          [{soort, huishouden:{id,naam|null}, lid:{id,naam}|null, item|null, deelbesluit|null,
 *                   organisatie:{id,naam}|null, bericht|null: for `inzage gezien`, op: day|null, tekst,
 *                   gevraagd:{soort: "bijwerken"|"delen", domeinen:[code], niveau: 0 for bijwerken}|null}]
 *   soort           uitnodiging vraag herbevestigen loopt-af intrekking evaluatie doel-zonder-uitvoerder niet-bevestigd
 *                   regie zonder-staf inzage
 *   niet_nagekeken  how many households could not be opened, for gezinnen_per_uur */
#ifndef EP_CLI_LISTS_H
#define EP_CLI_LISTS_H

#include "cli/show.h"

/* Statements of one kind out of the directory, one by one. */
struct ep_list {
    enum ep_kind_code kind;
    bool own;                 /* of the own organisation only */
    const char *format, *key; /* of the document, and of its array */
    void (*print)(const struct ep_cli *cli, const struct ep_statement *st);
    void (*put)(struct ep_json *json, const struct ep_cli *cli,
                const struct ep_statement *st); /* members of one object */
};
/* Goes online where needed. */
EP_MUST ep_err ep_list_statements(struct ep_cli *cli, const struct ep_list *list);

/* A document that is one array: {formaat, key:[…]}. */
struct ep_json *ep_json_list(const char *format, const char *key);
EP_MUST ep_err ep_json_list_close(struct ep_json *json, FILE *out);
void ep_json_domeinen(struct ep_json *json, const char *key, const struct ep_cli *cli, uint64_t mask); /* their codes */
void ep_json_kenmerk(struct ep_json *json, const char *key, ep_id org); /* an organisation's id in words */

#endif
