/* What an entry holds once it is opened. PROTOCOL.md 5.5; limits and words from DOMAIN 4.
 *
 * One act of a user makes up to three entries with one item id, one per level. The sealed text of level n holds the
 * head and the fields of level n of its soort; who may read level n may read the lower ones too, so a reader puts the
 * record together from the entries that he can open. */
#ifndef EP_PROTO_OPGAVE_H
#define EP_PROTO_OPGAVE_H

#include "proto/fields.h"
#include "proto/limits.h"

enum ep_soort {
    EP_SOORT_PERSOON = 1, /* who a lid is */
    EP_SOORT_NAAM,        /* what the household is called */
    EP_SOORT_SCORE,       /* domain score, ZRM 2017 */
    EP_SOORT_DOEL,
    EP_SOORT_ACTIE,
    EP_SOORT_AFSPRAAK,
    EP_SOORT_EVALUATIE,
    EP_SOORT_VOORZIENING,
    EP_SOORT_SAMENVATTING,
    EP_SOORT_NOTITIE,            /* own team only */
    EP_SOORT_NIET_BETROKKEN,     /* the organisation says so itself */
    EP_SOORT_BEWIJS,             /* what stands behind a grant: own team only, as what follows */
    EP_SOORT_BASIS,              /* a name and a birth date out of the own file */
    EP_SOORT_GEZAG,              /* who decides for a child */
    EP_SOORT_VERTEGENWOORDIGING, /* who decides for one who cannot */
    EP_SOORT_GEHEIMHOUDING,      /* nobody may learn where he is */
    EP_SOORT_END
};

#define EP_GEVERS_MAX 9u /* the lid itself, and EP_BEVOEGDEN_MAX others */
#define EP_GEVER_BYTES \
    17u /* in bewijs.gevers: the item, or the lid itself, by which somebody decides, and in what capacity */

struct ep_opgave {           /* the head of every level, and the union of all soorten */
    uint64_t soort, tijd;    /* tijd: seconds since 1970 UTC, the exact time that does not stand in clear */
    ep_bytes namens;         /* written down for an organisation without a node; absent: the author's own */
    ep_bytes woord;          /* on whose word; with namens only; namens alone: an organisation that is not named */
    ep_bytes niet_tonen_aan; /* ids of leden, one after the other, for whom nothing is drawn of this item */
    /* Common to all that says something about help: that it is so, and since when. */
    uint64_t stand;
    ep_bytes maand;
    /* clang-format off */
    union {
        struct { ep_bytes aanduiding, geboren, overleden; uint64_t rol, leeftijd; } persoon;
        struct { ep_bytes roepnaam; } naam;
        struct { ep_bytes beoordeeld; uint64_t versie, score, streefscore; bool getraind; } score;
        struct { ep_bytes titel, eigen_woorden, streefdatum; uint64_t status, horizon; } doel;
        struct { ep_bytes gereed, omschrijving, uitvoerder, moment, blokkade; uint64_t status, door; ep_id doel; } actie;
        struct { ep_bytes wanneer, uitkomst, deelnemers; uint64_t vorm; } afspraak;
        struct { ep_bytes gehouden, volgende, tekst, reden; uint64_t behaald; bool gezin_aanwezig; ep_id doel; } evaluatie;
        struct { ep_bytes naam, aanbieder, omvang, van, tot; uint64_t wet, status, vertrouwelijkheid; } voorziening;
        struct { ep_bytes contact, wat, tekst, aandacht; } samenvatting;
        struct { ep_bytes tekst; } notitie;
        struct { ep_bytes sinds; } niet_betrokken;
        struct {
            ep_bytes grondslag, gevers, beoordelaar, beoordeeld, informatie, vorm, kenmerk, einde, motivering, doel;
            uint64_t bekwaam;
        } bewijs;
        struct { ep_bytes naam, geboren, bron; } basis;
        struct { ep_bytes houder, van, tot, bron; uint64_t vorm; } gezag;
        struct { ep_bytes wie, van, tot, bron; uint64_t vorm; } vertegenwoordiging;
        struct { ep_bytes van, tot, bron; } geheimhouding;
    } is;
    /* clang-format on */
};

struct ep_soort_row {
    const char *name;      /* command line and JSON: "niet-betrokken" */
    const char *label;     /* screen, Dutch */
    uint32_t domein;       /* the only domain it can stand in, or 0 for any grantable one */
    bool household;        /* may be about the household as a whole */
    struct ep_table table; /* without the head; each field has its level */
    unsigned levels;       /* bit n-1: it has fields of level n */
};

const struct ep_soort_row *ep_soort(uint64_t soort);                            /* NULL when unknown */
const struct ep_soort_row *ep_soort_by_name(const char *name, uint64_t *soort); /* NULL when unknown */

#define EP_NOTITIE_BYTES_MAX 4000u /* of the text of one note */

/* The sealed text of one level. EP_TOO_LARGE, EP_FIELD_INVALID. */
EP_MUST ep_err ep_opgave_put(ep_out *out, const struct ep_opgave *opgave, unsigned level);
/* Read one level into `opgave`, which the caller zeroed before the first. EP_MALFORMED; EP_KIND_UNKNOWN (soort). */
EP_MUST ep_err ep_opgave_take(ep_bytes plain, unsigned level, struct ep_opgave *opgave);
ep_bytes ep_opgave_person(const struct ep_opgave *opgave); /* what it calls the lid that it is about; absent: nothing */
bool ep_opgave_afgeschermd(const struct ep_opgave *opgave); /* it stands for an organisation that is not named */
bool ep_niet_tonen_holds(ep_bytes niet_tonen_aan, ep_id lid);
ep_id ep_niet_tonen_lid(ep_bytes niet_tonen_aan, size_t n); /* the n-th; absent after the last */
/* What level 1 says of something with that status, unless its author says otherwise: which of ep_stand_names. Of a soort that
 * has no status: loopt. */
uint64_t ep_stand_of(uint64_t soort, uint64_t status);
/* Names of the values of one choice. */
extern const char *const ep_stand_names[];

#endif
