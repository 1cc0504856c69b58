/* An address that a person types: "host:port", or "[v6 address]:port". Layer: cli. PROTOCOL.md 7.1. */
#ifndef EP_CLI_ROUTE_H
#define EP_CLI_ROUTE_H

#include "crypto/bytes.h"
#include "proto/limits.h"

struct ep_route {
    char host[EP_ADDRESS_BYTES_MAX + 1]; /* without brackets */
    char port[6];                        /* "1" to "65535", no leading zero */
};

/* False unless `text` looks like an address; nothing is looked up. */
bool ep_route_read(ep_bytes text, struct ep_route *out);

#endif
