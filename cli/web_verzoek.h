/* A request and its answer, whatever carries them. Layer: cli. */
#ifndef EP_CLI_WEB_VERZOEK_H
#define EP_CLI_WEB_VERZOEK_H

#include "cli/cli.h"
#include "cli/json.h"

#define EP_WEB_BODY_BYTES_MAX 65536u /* the longest text of an item, escaped, and its fields */
#define EP_WEB_PATH_BYTES_MAX 512u
#define EP_CONCEPT_NAME_MAX 64u

/* All is borrowed, and NULL where it was not sent. */
struct ep_verzoek {
    const char *method, *path; /* the path below the prefix, as it was sent: nothing in it is escaped */
    const char *query;         /* behind the "?" */
    const char *host, *cookie, *token, *authorization, *site, *type, *language, *if_match, *if_none_match, *encodings;
    const char *concept; /* the draft that ends when what is asked has left */
    bool twice;          /* a header that may stand once stood there more often */
    ep_bytes body;
};

/* An answer. The body is freed by who sends it when it is owned. */
struct ep_antwoord {
    unsigned status;
    const char *type, *encoding;
    char etag[40], allow[32], location[EP_WEB_PATH_BYTES_MAX], cookie[112];
    const uint8_t *body;
    size_t len;
    bool owned, stream, keep, shared; /* shared: with any site */
    bool unsure;                      /* something was said to the node, and the link went before it was answered */
    uint64_t sleutel;                 /* of a stream: the number of the key that listens; 0: the page */
};

/* web_antwoord.c */
void ep_antwoord_problem(const struct ep_cli *cli, ep_err err, const char *detail, struct ep_antwoord *out);
/* Takes `json` over. */
EP_MUST ep_err ep_antwoord_json(struct ep_json *json, unsigned status, struct ep_antwoord *out);
void ep_antwoord_text(struct ep_antwoord *out, unsigned status, char *text, size_t len); /* takes `text` over */
/* An ETag over these parts; and when who asks has that already, 304 and no body. */
void ep_antwoord_tag(struct ep_antwoord *out, const ep_bytes *parts, size_t n, const struct ep_verzoek *verzoek);
/* The same over a document of --json, whose tags are worth nothing without `secret`. Of the moment at which a view was seen the
 * hour counts, which is also the unit of its ages: so a tag holds for as long as nothing else changes. */
void ep_antwoord_tag_json(struct ep_antwoord *out, const char *secret, const struct ep_verzoek *verzoek);

#endif
