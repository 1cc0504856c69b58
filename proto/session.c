#include "proto/session.h"

#include <assert.h>
#include <string.h>

static void start(struct ep_session *session, bool initiator, const struct ep_dh_pair *own, const uint8_t *theirs,
                  const uint8_t ephemeral[32])
{
    uint8_t prologue[64];
    ep_out out = EP_OUT(prologue);
    uint8_t mode = (uint8_t)session->mode;
    ep_err fits = ep_out_put(&out, ep_label(EP_LABEL_LINK));
    if (fits == EP_OK)
        fits = ep_out_put(&out, (ep_bytes){&mode, 1});
    assert(fits == EP_OK);
    (void)fits;
    ep_noise_init(&session->noise, initiator, ep_out_bytes(&out), own, theirs, ephemeral);
}

ep_err ep_session_dial(struct ep_session *session, const struct ep_dial *dial, ep_out *frame)
{
    memset(session, 0, sizeof *session);
    session->mode = dial->mode;
    memcpy(session->psk, dial->psk, 32);
    memcpy(session->their_static, dial->their_static, 32);
    start(session, true, dial->own_static, dial->their_static, dial->ephemeral);
    uint8_t mode = (uint8_t)dial->mode;
    ep_err err = ep_out_put(frame, (ep_bytes){&mode, 1});
    if (err == EP_OK)
        err = ep_noise_write1(&session->noise, (ep_bytes){dial->hint, EP_HINT_BYTES}, frame);
    session->stage = EP_STAGE_DIALLED;
    return err;
}

void ep_session_accept(struct ep_session *session)
{
    memset(session, 0, sizeof *session);
    session->stage = EP_STAGE_NEW;
}

ep_err ep_session_read1(struct ep_session *session, const struct ep_dh_pair *own, const uint8_t ephemeral[32],
                        ep_bytes frame)
{
    assert(session->stage == EP_STAGE_NEW);
    /* The exact length first: a stranger costs no Diffie-Hellman before it. */
    if (frame.len != 1 + EP_NOISE_MESSAGE1_BYTES + EP_HINT_BYTES)
        return EP_MALFORMED;
    if (frame.at[0] < EP_MODE_PEER || frame.at[0] > EP_MODE_PAIR)
        return EP_MALFORMED;
    session->mode = (enum ep_mode)frame.at[0];
    start(session, false, own, NULL, ephemeral);
    ep_out hint = EP_OUT(session->hint);
    ep_err err = ep_noise_read1(&session->noise, (ep_bytes){frame.at + 1, frame.len - 1}, &hint);
    if (err != EP_OK)
        return err;
    memcpy(session->their_static, session->noise.their_static, 32);
    session->stage = EP_STAGE_ASKED;
    return EP_OK;
}

ep_err ep_session_answer(struct ep_session *session, const uint8_t *psk, const uint8_t decoy[32], ep_out *frame)
{
    assert(session->stage == EP_STAGE_ASKED);
    ep_err err = ep_noise_write2(&session->noise, psk != NULL ? psk : decoy, (ep_bytes){NULL, 0}, frame);
    if (err == EP_OK)
        ep_noise_split(&session->noise, &session->send, &session->receive, session->handshake_hash);
    session->stage = EP_STAGE_ANSWERED;
    return err;
}

ep_err ep_session_read2(struct ep_session *session, ep_bytes frame)
{
    assert(session->stage == EP_STAGE_DIALLED);
    uint8_t none[1];
    ep_out payload = {none, 0, 0};
    ep_err err = ep_noise_read2(&session->noise, session->psk, frame, &payload);
    if (err != EP_OK)
        return err;
    ep_noise_split(&session->noise, &session->send, &session->receive, session->handshake_hash);
    ep_wipe(session->psk, sizeof session->psk);
    session->stage = EP_STAGE_OPEN;
    return EP_OK;
}

ep_err ep_session_open(struct ep_session *session, ep_bytes frame, ep_out *message)
{
    assert(session->stage == EP_STAGE_ANSWERED || session->stage == EP_STAGE_OPEN);
    size_t from = message->len;
    ep_err err = ep_cipher_open(&session->receive, frame, message);
    if (err == EP_OK)
        err = ep_out_unpad(message, from, EP_MESSAGE_PAD_BYTES);
    if (err == EP_OK)
        session->stage = EP_STAGE_OPEN;
    else
        message->len = from;
    return err;
}

ep_err ep_session_seal(struct ep_session *session, ep_bytes message, ep_out *frame)
{
    assert(session->stage == EP_STAGE_OPEN);
    if (session->send.nonce >= EP_SESSION_MESSAGES_MAX)
        return EP_SESSION_OLD;
    ep_out padded = {frame->at + frame->len, 0, frame->cap - frame->len}; /* sealed in place: no second copy */
    ep_err err = ep_out_put(&padded, message);
    if (err == EP_OK)
        err = ep_out_pad(&padded, 0, EP_MESSAGE_PAD_BYTES);
    return err == EP_OK ? ep_cipher_seal(&session->send, ep_out_bytes(&padded), frame) : err;
}

void ep_session_wipe(struct ep_session *session)
{
    ep_noise_wipe(&session->noise);
    ep_wipe(session, sizeof *session);
}

void ep_hint(uint8_t hint[EP_HINT_BYTES], ep_id id)
{
    memcpy(hint, id.b, EP_HINT_BYTES);
}

void ep_pair_psk(uint8_t psk[32], const uint8_t secret[32], ep_id invitation)
{
    ep_bytes parts[] = {ep_id_bytes(&invitation)};
    ep_hash(psk, 32, secret, EP_LABEL_PAIR_PSK, parts, 1);
}

void ep_link_psk(uint8_t psk[32], const uint8_t secret[32], const uint8_t h[64], const uint8_t a[32],
                 const uint8_t b[32])
{
    ep_bytes parts[] = {{h, 64}, {a, 32}, {b, 32}};
    ep_hash(psk, 32, secret, EP_LABEL_LINK_PSK, parts, 3);
}
