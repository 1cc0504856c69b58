#include "cli/meeting.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

static ep_err say(struct ep_meeting *meeting, const uint8_t bytes[32])
{
    struct ep_msg_say message = {meeting->id, {bytes, 32}};
    return ep_client_say(meeting->client, EP_MSG_SAY, &message);
}

/* The other side's 32 bytes. The own node answers each saying with "done", which may come in between. */
static ep_err hear(struct ep_meeting *meeting, uint8_t bytes[32])
{
    enum ep_message_type type;
    union ep_msg msg;
    for (;;) {
        ep_err err = ep_client_hear(meeting->client, 600, &type, &msg);
        if (err != EP_OK)
            return err;
        if (type == EP_MSG_DONE && msg.done.code != EP_OK)
            return ep_err_from_wire(msg.done.code);
        if (type == EP_MSG_FAIL)
            return ep_err_from_wire(msg.fail.code);
        if (type == EP_MSG_SAY && msg.say.bytes.len == 32 && ep_id_equal(msg.say.id, meeting->id)) {
            memcpy(bytes, msg.say.bytes.at, 32);
            return EP_OK;
        }
        /* `met` twice: unasked, and as the answer to `wait`, when the other side was there in between. */
        if (type != EP_MSG_DONE && type != EP_MSG_MET)
            return EP_MALFORMED;
    }
}

static void promise(uint8_t out[32], const struct ep_meeting *meeting, const uint8_t ra[32])
{
    ep_bytes parts[] = {EP_BYTES(meeting->h), {ra, 32}};
    ep_hash(out, 32, NULL, EP_LABEL_COMMIT, parts, 2);
}

/* A is bound to rA before it hears rB, so that neither side can steer the words. */
static ep_err exchange(struct ep_meeting *meeting, uint8_t ra[32], uint8_t rb[32])
{
    uint8_t promised[32];
    uint8_t check[32];
    ep_err err = EP_OK;
    if (meeting->inviter) {
        ep_random(NULL, ra, 32);
        promise(promised, meeting, ra);
        err = say(meeting, promised);
        if (err == EP_OK)
            err = hear(meeting, rb);
        return err == EP_OK ? say(meeting, ra) : err;
    }
    ep_random(NULL, rb, 32);
    err = hear(meeting, promised);
    if (err == EP_OK)
        err = say(meeting, rb);
    if (err == EP_OK)
        err = hear(meeting, ra);
    promise(check, meeting, ra);
    return err == EP_OK && !ep_secret_equal(check, promised) ? EP_COMMIT_WRONG : err;
}

void ep_meeting_fail(struct ep_meeting *meeting, ep_err why)
{
    /* A link that is gone cannot be told, and need not be: the other side's pairing ends by itself. */
    ep_err err = ep_client_say(meeting->client, EP_MSG_FAIL, &(struct ep_msg_fail){meeting->id, why});
    (void)err;
}

/* A call takes longer than a link may be silent, so the link is kept while a person listens and types. Otherwise the line
 * is there, or already in our buffer where poll(2) cannot see it. */
static ep_err wait_for_typing(const struct ep_meeting *meeting)
{
    struct pollfd keyboard = {.fd = fileno(meeting->cli->in), .events = POLLIN};
    ep_err err = EP_OK;
    while (err == EP_OK && meeting->cli->typed && poll(&keyboard, 1, EP_CLIENT_PING_MS) == 0)
        err = ep_client_say(meeting->client, EP_MSG_PING, &(struct ep_msg_ping){0});
    return err;
}

/* Nobody keeps what the other side refuses: each says the half that it typed, and goes on only when the other did. */
static ep_err agree(struct ep_meeting *meeting, const uint8_t bits[64])
{
    struct ep_cli *cli = meeting->cli;
    uint8_t theirs[32];
    fprintf(cli->out, "%s\n",
            T(cli, "De woorden kloppen. Wacht tot de andere kant ze ook heeft getypt…",
              "The words match. Waiting until the other side has typed them too…"));
    fflush(cli->out);
    ep_err err = say(meeting, bits + (meeting->inviter ? 32 : 0));
    if (err == EP_OK)
        err = hear(meeting, theirs);
    return err == EP_OK && !ep_secret_equal(theirs, bits + (meeting->inviter ? 0 : 32)) ? EP_WORDS_WRONG : err;
}

ep_err ep_meeting_words(struct ep_meeting *meeting)
{
    struct ep_cli *cli = meeting->cli;
    uint8_t ra[32];
    uint8_t rb[32];
    uint8_t bits[64];
    char words[2][EP_WORDS_TEXT_BYTES_MAX];
    char typed[256];
    ep_err err = exchange(meeting, ra, rb);
    if (err == EP_OK) {
        ep_bytes parts[] = {EP_BYTES(meeting->h), EP_BYTES(ra), EP_BYTES(rb), EP_BYTES(meeting->a),
                            EP_BYTES(meeting->b)};
        ep_hash(bits, sizeof bits, NULL, EP_LABEL_WORDS, parts, 5);
        ep_words_text(words[0], (ep_bytes){bits, 32}, 5);
        ep_words_text(words[1], (ep_bytes){bits + 32, 32}, 5);
        fprintf(cli->out,
                T(cli, "Bel elkaar. Lees deze vijf woorden voor:\n\n    %s\n\n",
                  "Call each other. Read these five words aloud:\n\n    %s\n\n"),
                words[meeting->inviter ? 0 : 1]);
        fprintf(cli->out, "%s ", T(cli, "Typ de vijf woorden die u hoort:", "Type the five words that you hear:"));
        fflush(cli->out);
        err = wait_for_typing(meeting);
        if (err == EP_OK && fgets(typed, sizeof typed, cli->in) == NULL)
            err = EP_WORDS_WRONG; /* nothing typed is not the right words */
    }
    if (err == EP_OK && !ep_words_match(typed, words[meeting->inviter ? 1 : 0]))
        err = EP_WORDS_WRONG;
    if (err == EP_OK)
        err = agree(meeting, bits);
    if (err != EP_OK)
        ep_meeting_fail(meeting, err);
    ep_wipe(bits, sizeof bits);
    ep_wipe(words, sizeof words);
    return err;
}

void ep_meeting_apply_hash(uint8_t hash[32], ep_bytes application)
{
    ep_hash(hash, 32, NULL, EP_LABEL_APPLY, &application, 1);
}
