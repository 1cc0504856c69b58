/* Bytes that travel and ids that name things. Layer: crypto, the lowest.
 *
 * ep_bytes borrows: do not free it, do not keep it longer than its owner. `at` NULL means "absent" (nil on the wire).
 * ep_out is the caller's memory with a hard cap; it only grows at the end and stays as it was when a put would not fit.
 * ep_id is 16 bytes; all zero means "absent" and is never a valid id (PROTOCOL.md 2). */
#ifndef EP_CRYPTO_BYTES_H
#define EP_CRYPTO_BYTES_H

#include "crypto/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EP_ID_BYTES 16
#define EP_ID_HEX (2 * EP_ID_BYTES + 1) /* with the closing NUL */

typedef struct {
    const uint8_t *at;
    size_t len;
} ep_bytes;

typedef struct {
    uint8_t *at;
    size_t len;
    size_t cap;
} ep_out;

typedef struct {
    uint8_t b[EP_ID_BYTES];
} ep_id;

/* A view of a C array, and of a NUL-terminated text without its NUL. */
#define EP_BYTES(array) ((ep_bytes){(array), sizeof(array)})
ep_bytes ep_text(const char *text);
ep_bytes ep_out_bytes(const ep_out *out);
ep_bytes ep_id_bytes(const ep_id *id);

/* An empty out over a C array. */
#define EP_OUT(array) ((ep_out){(array), 0, sizeof(array)})

/* Append. EP_TOO_LARGE when it would not fit; nothing is written then. */
ep_err ep_out_put(ep_out *out, ep_bytes bytes);
/* Pads what stands from `from` on to a multiple of `block`: one 0x80, then zeros (ISO/IEC 7816-4). EP_TOO_LARGE. */
ep_err ep_out_pad(ep_out *out, size_t from, size_t block);
/* Takes that off again. EP_MALFORMED: no multiple of `block`, or no such padding in its last block. */
ep_err ep_out_unpad(ep_out *out, size_t from, size_t block);

bool ep_bytes_equal(ep_bytes a, ep_bytes b); /* not constant in time: never for secrets */
bool ep_id_equal(ep_id a, ep_id b);
bool ep_id_absent(ep_id id);
/* EP_MALFORMED unless exactly 16 bytes that are not all zero. */
ep_err ep_id_take(ep_id *out, ep_bytes bytes);

/* Lower-case hexadecimal with a closing NUL; `hex` holds 2 * bytes.len + 1. */
void ep_hex(char *hex, ep_bytes bytes);
/* The way back; either case. EP_MALFORMED on an odd length or another character, EP_TOO_LARGE when it would not fit. */
ep_err ep_unhex(ep_out *out, ep_bytes hex);

/* Big-endian numbers, as they stand in frames and in fixed records. */
void ep_u32_put(uint8_t at[4], uint32_t value);
uint32_t ep_u32_take(const uint8_t at[4]);

#endif
