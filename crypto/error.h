/* Every outcome of eenplan: one type, one table (error.def). Layer: crypto, the lowest, so that all can use it.
 *
 * A row carries a number that may travel in `refuse` and `done` (PROTOCOL.md 12), the exit status of the command line
 * (sysexits), and for the user what happened and what to do next, in English and in Dutch. Numbers never change. */
#ifndef EP_CRYPTO_ERROR_H
#define EP_CRYPTO_ERROR_H

#include <stddef.h>

#define EP_ROW(name, number, exit_status, en, nl, next_en, next_nl) name = (number),
typedef enum {
#include "crypto/error.def"
    EP_ERR_END = 255
} ep_err_code;
#undef EP_ROW

/* Every function that can fail returns this; ignoring it is a warning, and so an error in our builds. */
#define EP_MUST __attribute__((warn_unused_result))
typedef ep_err_code ep_err;

struct ep_err_row {
    ep_err code;
    int exit_status;
    const char *name;    /* "EP_CONFLICT" */
    const char *text[2]; /* [0] English, [1] Dutch: what happened */
    const char *next[2]; /* what to do next */
};

/* The row of a code; for a number that is not in the table the row of EP_UNKNOWN. Never NULL. */
const struct ep_err_row *ep_err_row(ep_err code);
/* Walk the table: the n-th row, or NULL past the end. */
const struct ep_err_row *ep_err_at(size_t n);
/* A number from the wire: EP_UNKNOWN when the table does not have it. */
ep_err ep_err_from_wire(unsigned long long number);

#endif
