/* A document for paper, as PDF: the door to cairo and pango. Layer: cli.
 *
 * What it is given is text and stays text: no markup is read in it, every script is shaped and runs in its own direction. The
 * parts are tagged, so that a screen reader knows a heading from a point of a list. The document names nobody outside its
 * pages. The libraries keep what they draw in ordinary memory. */
#ifndef EP_CLI_PDF_H
#define EP_CLI_PDF_H

#include "crypto/error.h"

#include <stdbool.h>
#include <stdio.h>

enum ep_pdf_part { EP_PDF_TITLE, EP_PDF_HEAD, EP_PDF_SUBHEAD, EP_PDF_TEXT, EP_PDF_QUOTE, EP_PDF_POINT };

struct ep_pdf;

/* A4, written to `file` while it grows; the title is what a reader of the file is told it is. EP_NO_MEMORY. */
EP_MUST ep_err ep_pdf_open(struct ep_pdf **out, FILE *file, const char *title);
/* UTF-8; `strong`, if it is not NULL, goes before it in bold. What does not fit goes on to the next page. */
void ep_pdf_put(struct ep_pdf *pdf, enum ep_pdf_part part, const char *strong, const char *text);
/* Ends the document and frees it. EP_FILE, EP_NO_MEMORY: what was written is no document. NULL: EP_NO_MEMORY. */
EP_MUST ep_err ep_pdf_close(struct ep_pdf *pdf);

#endif
