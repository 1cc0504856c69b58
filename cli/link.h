/* The client's link with a node: a blocking socket under proto/session. Layer: cli. */
#ifndef EP_CLI_LINK_H
#define EP_CLI_LINK_H

#include "proto/frame.h"
#include "proto/message.h"
#include "proto/session.h"

#define EP_CLIENT_PING_MS 15000u /* less than half of the silence after which a node drops a link */

struct ep_client {
    int fd; /* -1: not connected */
    struct ep_session session;
    struct ep_frame_reader reader;
    uint8_t *buffer;      /* of the reader */
    uint8_t *message;     /* the last opened message; views of ep_client_hear borrow from it */
    size_t waiting;       /* bytes of frames that were said and have not left */
    uint64_t said_ms;     /* monotonic: when the node last heard us, so that it never finds us silent */
    uint64_t patience_ms; /* no wait is longer, whoever asks for it; 0: as long as asked. It outlives open and close */
    size_t pending_len, pending_at;
    uint8_t pending[4096]; /* bytes read from the socket and not yet framed */
};

/* Connect and shake hands; `client` is zero, or was closed. EP_NOT_REACHED; EP_REFUSED_LINK when the handshake does not open
 * (unknown, ended or wrong at the other side: they look the same); EP_CLOSED. */
EP_MUST ep_err ep_client_open(struct ep_client *client, const char *route, enum ep_mode mode, ep_id hint,
                              const struct ep_dh_pair *own, const uint8_t theirs[32], const uint8_t psk[32]);
void ep_client_close(struct ep_client *client);
EP_MUST ep_err ep_client_say(struct ep_client *client, enum ep_message_type type, const void *record);
/* Leaves with the next word that is said or heard, in one packet where it fits: so that the node gathers it as one. */
EP_MUST ep_err ep_client_say_later(struct ep_client *client, enum ep_message_type type, const void *record);
/* The next message within `wait_s` seconds (0: without end); pings are answered by silence. EP_CLOSED, EP_TIMEOUT. */
EP_MUST ep_err ep_client_hear(struct ep_client *client, unsigned wait_s, enum ep_message_type *type, union ep_msg *msg);
/* The same of what is there already; and a ping, when it is time for one. EP_TIMEOUT: nothing, or not yet all of it. */
EP_MUST ep_err ep_client_hear_now(struct ep_client *client, enum ep_message_type *type, union ep_msg *msg);

#endif
