/* The papers on which an inzage is drawn: a screen, a page to print, a document for a program. Layer: cli. DOMAIN 5.4.
 *
 * cmd_afschrift.c walks once over what proto/afschrift.h lets through; a paper only knows how to put it. Every text that comes
 * here is inert already (screen.h); the page escapes it once more, and holds no script and nothing from elsewhere. */
#ifndef EP_CLI_PAPER_H
#define EP_CLI_PAPER_H

#include "cli/json.h"

struct ep_paper {
    const struct ep_paper_row *row; /* which it is */
    FILE *out;
    struct ep_json *json; /* of the document; NULL for the others */
    int lang;
};

struct ep_paper_row {
    void (*begin)(struct ep_paper *paper, const char *title, const char *const lines[], size_t count);
    void (*section)(struct ep_paper *paper, const char *key, const char *title); /* one of each kind */
    void (*item)(struct ep_paper *paper);
    void (*line)(struct ep_paper *paper, const char *key, const char *label, const char *value); /* "": not there */
    void (*item_end)(struct ep_paper *paper);
    void (*section_end)(struct ep_paper *paper, const char *note); /* NULL: nothing to say */
    ep_err (*end)(struct ep_paper *paper);                         /* EP_FILE, EP_NO_MEMORY */
};

extern const struct ep_paper_row ep_paper_text, ep_paper_html, ep_paper_json;

struct ep_cli;
/* A new file for what is drawn, also as PDF: others on this machine have no business with it, and nothing that was there is
 * written over. EP_EXISTS, EP_FILE. */
EP_MUST ep_err ep_paper_file(struct ep_cli *cli, const char *path, FILE **out);

#endif
