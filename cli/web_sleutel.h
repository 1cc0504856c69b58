/* Keys for other programs on this machine that ask what the page asks. Layer: cli.
 *
 * A person makes one, with a name and what it may; it is shown once, and lives until it is revoked or this process ends. It
 * acts as that person, on record as that person: so it reads, or also writes, and never decides for anybody. What each
 * may stands in the table of web_route.c; what says nothing there is the person's alone. */
#ifndef EP_CLI_WEB_SLEUTEL_H
#define EP_CLI_WEB_SLEUTEL_H

#include "cli/web_verzoek.h"

#define EP_WEB_CODE_HEX 33 /* 16 random bytes and a NUL */
#define EP_WEB_SLEUTELS_MAX 8u
#define EP_WEB_SLEUTEL_NAME 65u

struct ep_web;

/* What a row asks of a key: that, or what stands behind it. */
enum ep_web_mag { EP_MAG_PERSOON, EP_MAG_LEZEN, EP_MAG_SCHRIJVEN };

struct ep_web_sleutel {
    uint64_t number; /* 0: none */
    char name[EP_WEB_SLEUTEL_NAME];
    enum ep_web_mag mag;
    char code[EP_WEB_CODE_HEX];
};

/* The one with which this request comes; NULL: none, or one that is not known. */
const struct ep_web_sleutel *ep_web_sleutel_of(const struct ep_web *web, const struct ep_verzoek *verzoek);
/* Does it come with one, known or not? */
bool ep_web_sleutel_given(const struct ep_verzoek *verzoek);
/* EP_FIELD_INVALID with the member as fault; EP_TOO_MANY. */
EP_MUST ep_err ep_web_sleutel_make(struct ep_web *web, const char *name, const char *mag,
                                   const struct ep_web_sleutel **out);
/* Of a body {naam, mag}: makes it, and shows it this once. */
EP_MUST ep_err ep_web_sleutel_ask(struct ep_web *web, ep_bytes body, struct ep_antwoord *out);
EP_MUST ep_err ep_web_sleutel_list(const struct ep_web *web, struct ep_antwoord *out);
EP_MUST ep_err ep_web_sleutel_end(struct ep_web *web, const char *number); /* EP_NOT_FOUND. It hears nothing more */
void ep_web_sleutel_end_all(struct ep_web *web);
/* What a key sends names no reason for a reading: who works with a household, or breaks glass, is a person. EP_WEB_SLEUTEL. */
EP_MUST ep_err ep_web_sleutel_body(ep_bytes body);

#endif
