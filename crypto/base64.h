/* Base64 for lines that people copy: URL alphabet, no padding. PROTOCOL.md 7.1. */
#ifndef EP_CRYPTO_BASE64_H
#define EP_CRYPTO_BASE64_H

#include "crypto/bytes.h"

#define EP_BASE64_LEN(bytes) (((bytes)*4u + 2u) / 3u) /* without the closing NUL */

/* `text` holds EP_BASE64_LEN(bytes.len) + 1. */
void ep_base64(char *text, ep_bytes bytes);
/* EP_MALFORMED on another character or a form that is not the shortest; EP_TOO_LARGE when it would not fit. */
EP_MUST ep_err ep_unbase64(ep_out *out, ep_bytes text);

#endif
