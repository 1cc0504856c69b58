/* A link's session: the Noise handshake and what follows, sans-IO, for both ends. PROTOCOL.md 4.
 *
 * Frame 1, initiator: mode (1 byte) ‖ Noise message 1, whose payload is an 8-byte hint.
 * Frame 2, responder: Noise message 2, empty payload. Then every frame is one sealed message.
 * A responder that does not know the hint answers with a random PSK: unknown, refused and wrong look the same. */
#ifndef EP_PROTO_SESSION_H
#define EP_PROTO_SESSION_H

#include "crypto/noise.h"
#include "proto/limits.h"

enum ep_mode { EP_MODE_PEER = 1, EP_MODE_USER = 2, EP_MODE_PAIR = 3 };
#define EP_HINT_BYTES 8

enum ep_session_stage {
    EP_STAGE_NEW,      /* responder: waits for frame 1 */
    EP_STAGE_ASKED,    /* responder: frame 1 is read, the caller must answer with a PSK */
    EP_STAGE_DIALLED,  /* initiator: waits for frame 2 */
    EP_STAGE_ANSWERED, /* responder: frame 2 is sent, nothing has opened yet: nothing may be sent */
    EP_STAGE_OPEN
};

struct ep_session {
    enum ep_session_stage stage;
    enum ep_mode mode;
    struct ep_noise noise;
    uint8_t psk[32];
    uint8_t hint[EP_HINT_BYTES];
    uint8_t their_static[32];
    uint8_t handshake_hash[64]; /* once OPEN or ANSWERED: what pairing binds to */
    struct ep_cipher send, receive;
};

struct ep_dial {
    enum ep_mode mode;
    const struct ep_dh_pair *own_static;
    const uint8_t *their_static; /* 32 bytes */
    const uint8_t *psk;          /* 32 bytes */
    const uint8_t *hint;         /* EP_HINT_BYTES */
    const uint8_t *ephemeral;    /* 32 fresh random bytes */
};

/* Initiator: start, and write frame 1. */
EP_MUST ep_err ep_session_dial(struct ep_session *session, const struct ep_dial *dial, ep_out *frame);
/* Responder: start. */
void ep_session_accept(struct ep_session *session);
/* Responder at ASKED: write frame 2. `psk` NULL: not known; pass 32 random bytes as `decoy`, they are used instead. */
EP_MUST ep_err ep_session_answer(struct ep_session *session, const uint8_t *psk, const uint8_t decoy[32],
                                 ep_out *frame);
/* Responder: read frame 1 (stage NEW → ASKED). `own` and a fresh `ephemeral` are used for the handshake. */
EP_MUST ep_err ep_session_read1(struct ep_session *session, const struct ep_dh_pair *own, const uint8_t ephemeral[32],
                                ep_bytes frame);
/* Initiator: read frame 2 (DIALLED → OPEN). */
EP_MUST ep_err ep_session_read2(struct ep_session *session, ep_bytes frame);
/* At ANSWERED or OPEN: open one message; ANSWERED becomes OPEN. EP_NOT_OPENED and EP_MALFORMED (padding) end the link.
 * `message` needs room for the padding too, which stands there at first. */
EP_MUST ep_err ep_session_open(struct ep_session *session, ep_bytes frame, ep_out *message);
/* At OPEN: pad one message and seal it into a frame. EP_SESSION_OLD after EP_SESSION_MESSAGES_MAX. */
EP_MUST ep_err ep_session_seal(struct ep_session *session, ep_bytes message, ep_out *frame);
void ep_session_wipe(struct ep_session *session);

/* The 8-byte hints: the first bytes of the invitation, organisation or user id. */
void ep_hint(uint8_t hint[EP_HINT_BYTES], ep_id id);
/* The PSK of an invitation: BLAKE2b-256(keyed with the secret, label ‖ invitation id). */
void ep_pair_psk(uint8_t psk[32], const uint8_t secret[32], ep_id invitation);
/* The lasting PSK of a link: BLAKE2b-256(keyed with the secret, label ‖ h ‖ side A ‖ side B). PROTOCOL.md 7.2. */
void ep_link_psk(uint8_t psk[32], const uint8_t secret[32], const uint8_t h[64], const uint8_t a[32],
                 const uint8_t b[32]);

#endif
