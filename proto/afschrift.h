/* What one person gets to see of what an organisation holds about him: inzage. AVG 15, DOMAIN 5.4, PROTOCOL.md 6.5.
 *
 * Own data per person, not per household. Whatever is left out leaves no trace: what is drawn is a part of what is held,
 * in its order, and nothing of it depends on the rest. Pure: it borrows what the caller opened. */
#ifndef EP_PROTO_AFSCHRIFT_H
#define EP_PROTO_AFSCHRIFT_H

#include "proto/body.h"
#include "proto/limits.h"
#include "proto/view.h"

struct ep_afschrift_input {
    ep_id lid;    /* whose inzage */
    ep_id voor;   /* the lid who asks in his place, such as a parent; absent: he himself */
    bool allowed; /* he himself, or one whom age and gezag allow it (leeftijd.ini); else nothing is drawn */
    ep_id own_org;
    const struct ep_grants *grants;
    const struct ep_fact *facts;
    size_t fact_count;
};

struct ep_afschrift {
    const struct ep_afschrift_input *input;
    ep_bytes own[EP_AFSCHRIFT_NAMES_MAX], other[EP_AFSCHRIFT_NAMES_MAX]; /* names */
    size_t own_count, other_count;
};

/* Gathers the names. EP_TOO_MANY: then nothing may be drawn. `input` is borrowed. */
EP_MUST ep_err ep_afschrift_begin(struct ep_afschrift *out, const struct ep_afschrift_input *input);
/* Is it drawn? What is about him, unless it is kept from him or from who asks, or what would be drawn names somebody else.
 * What is about the household: only when nothing in it names somebody else. Never: what stands behind a grant, who has
 * gezag or represents, geheimhouding, a note on the household, a masked organisation of the household. */
bool ep_afschrift_fact(const struct ep_afschrift *afschrift, const struct ep_fact *fact);
/* Fields that hold people or ids are drawn for nobody. */
bool ep_afschrift_field(const struct ep_field *field);
/* Grants over him that the own organisation gave or received. Not when its evidence is kept from him, and not of an
 * organisation that keeps anything from him: that it shares could say what it shares. */
bool ep_afschrift_grant(const struct ep_afschrift *afschrift, const struct ep_grant_row *row);
/* Readings of him, and of the household (an absent subject); not what is only said of a reading. */
bool ep_afschrift_lezing(const struct ep_afschrift *afschrift, const struct ep_read *read);

#endif
