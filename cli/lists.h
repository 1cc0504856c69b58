/* The lists of --json, beside the documents of json.h, and the parts that several share. Layer: cli. Days are "2026-11-24".
 *
 * eenplan-uitkomst-1 (write, change: what is said, when it went well)
 *   formaat, melding:[text], item|null, versie|null (none, or several)
 * eenplan-ontvangers-1 (ontvangers: who would get an entry now; the own team first)
 *   ontvangers      [{organisatie:{id,naam}, team:{id,naam}, niveau: at most, grondslag|null, tot|null, deelbesluit|null
 *                   (null: the own team; of those that the household needs the one that ends first), voor: its lid|null,
 *                   wacht: its team's key ran out, so it goes when there is another}]
 * eenplan-soorten-1 (soorten)
 *   soorten         [{soort, domein|null: the only one, huishouden: may be about it, dossier: own team only,
 *                   schrijven: with `write`, niveaus:[niveau], velden:[veld]}]
 *   veld            {naam, niveau, type: "tekst"|"getal"|"keuze"|"datum"|"ja-nee"|"item", keuzes:[..]|null, lengte|null:
 *                   bytes of UTF-8 at most, hoogste|null: number, verplicht, uitleg|null: where `write` takes it} */
#ifndef EP_CLI_LISTS_H
#define EP_CLI_LISTS_H

#include "cli/show.h"

#endif
