/* Domains and levels. PROTOCOL.md 5.1. The names for people stand in policy data. */
#ifndef EP_PROTO_DOMEIN_H
#define EP_PROTO_DOMEIN_H

#include "crypto/bytes.h"

enum ep_domein {
    EP_DOMEIN_ZRM_FIRST = 1,
    EP_DOMEIN_ZRM_LAST = 13,
    EP_DOMEIN_PERSOON = 14,    /* names, birth dates: a name is content */
    EP_DOMEIN_PLAN = 15,       /* shared goals and agreements */
    EP_DOMEIN_VEILIGHEID = 16, /* never in a default */
    EP_DOMEIN_DOSSIER = 17,    /* evidence and notes of the own team: no grant can name it */
    EP_DOMEIN_END
};
#define EP_DOMEIN_BIT(domein) (1u << ((domein)-1u))
#define EP_DOMEINEN_GRANTABLE 0xffffu

enum ep_level { EP_LEVEL_NONE, EP_LEVEL_DAT, EP_LEVEL_WAT, EP_LEVEL_INHOUD };

#endif
