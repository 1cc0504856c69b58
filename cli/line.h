/* The invitation line that people send each other. PROTOCOL.md 7.1.
 * eenplan:1:<base64url>:<host:port>, the bytes being link key (32) ‖ invitation id (16) ‖ secret (32) ‖ organisation
 * id (16; zero for a pairing, the own organisation for a new user) ‖ check (4: first bytes of BLAKE2b-256). */
#ifndef EP_CLI_LINE_H
#define EP_CLI_LINE_H

#include "crypto/key.h"
#include "proto/limits.h"

struct ep_line {
    uint8_t link[32];
    ep_id invitation;
    uint8_t secret[32];
    ep_id org; /* absent for a pairing */
    char route[EP_ADDRESS_BYTES_MAX + 1];
};
#define EP_LINE_BYTES_MAX 512

void ep_line_text(char text[EP_LINE_BYTES_MAX], const struct ep_line *line);
/* EP_LINE_INVALID: a piece is missing or mistyped. */
EP_MUST ep_err ep_line_read(const char *text, struct ep_line *out);

#endif
