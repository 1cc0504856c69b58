#define _XOPEN_SOURCE 700
#include "tests/support/seat.h"

#include "cli/command.h"
#include "cli/script.h"
#include "crypto/hpke.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "seat: %s\n", what);
    abort();
}

static void set_clock(const struct seat *seat)
{
    FILE *file = fopen(seat->clock, "w");
    must(file != NULL, "no clock");
    fprintf(file, "%ld\n", (long)HOUR + 1 + seat->hours - (long)(time(NULL) / 3600));
    fclose(file);
    setenv("EENPLAN_TEST_CLOCK", seat->clock, 1);
}

void seat_later(struct seat *seat, long hours)
{
    seat->hours += hours;
    set_clock(seat);
}

int seat_open(void **state)
{
    struct seat *seat = calloc(1, sizeof *seat);
    must(seat != NULL && ep_crypto_open() == EP_OK, "no memory");
    firm_make(&seat->a, 'a');
    firm_make(&seat->b, 'b');
    pile_open(&seat->pile, &seat->a);
    snprintf(seat->folder, sizeof seat->folder, "/tmp/eenplan-seat-XXXXXX");
    must(mkdtemp(seat->folder) != NULL, "no folder");
    snprintf(seat->kluis, sizeof seat->kluis, "%s/k.kluis", seat->folder);
    snprintf(seat->seen, sizeof seat->seen, "%s.gezien", seat->kluis);
    snprintf(seat->clock, sizeof seat->clock, "%s/klok", seat->folder);
    set_clock(seat);
    struct ep_cli *cli = &seat->cli;
    ep_cli_init(cli);
    cli->kluis_path = seat->kluis;
    cli->out = open_memstream(&seat->out, &seat->out_len);
    cli->err = open_memstream(&seat->err, &seat->err_len);
    cli->kluis = ep_secret_open(sizeof *cli->kluis);
    cli->secrets = ep_secret_open(EP_SECRETS_MAX * sizeof *cli->secrets);
    must(cli->out != NULL && cli->err != NULL && cli->kluis != NULL && cli->secrets != NULL, "no memory");
    cli->policy = *seat->pile.policy;
    cli->kluis->org = seat->a.id;
    cli->kluis->id = seat->a.eva.id;
    cli->kluis->sign = seat->a.eva.sign;
    cli->kluis->sort = EP_KLUIS_USER;
    memcpy(cli->kluis->root, seat->a.root.public_key, 32);
    ep_known_world(cli);
    *state = seat;
    return 0;
}

int seat_close(void **state)
{
    struct seat *seat = *state;
    ep_cli_close(&seat->cli);
    if (seat->node > 0) {
        kill(seat->node, SIGTERM);
        waitpid(seat->node, NULL, 0);
    }
    fclose(seat->cli.out);
    fclose(seat->cli.err);
    free(seat->out);
    free(seat->err);
    pile_close(&seat->pile);
    unlink(seat->seen);
    unlink(seat->clock);
    unsetenv("EENPLAN_TEST_CLOCK");
    rmdir(seat->folder);
    free(seat);
    return 0;
}

static void empty(FILE *file)
{
    rewind(file);
    fputc(0, file);
    rewind(file);
}

static const char *ended(FILE *file, char **text)
{
    fputc(0, file);
    fflush(file);
    return *text;
}

void seat_anew(struct seat *seat)
{
    ep_open_wipe(&seat->cli);
    ep_known_wipe(&seat->cli.known);
    empty(seat->cli.err);
    empty(seat->cli.out);
}

const char *seat_said(struct seat *seat)
{
    return ended(seat->cli.err, &seat->err);
}

const char *seat_shown(struct seat *seat)
{
    return ended(seat->cli.out, &seat->out);
}

ep_err seat_give(struct seat *seat, struct ep_statement it, const struct firm *firm)
{
    const struct ep_statement *st = pile_sign(&seat->pile, it, firm_signer(firm, it.kind->signer));
    return ep_known_add(&seat->cli, st->bytes);
}

void seat_must_give(struct seat *seat, struct ep_statement it, const struct firm *firm)
{
    ep_err err = seat_give(seat, it, firm);
    if (err != EP_OK)
        fprintf(stderr, "seat: %s version %u: %s\n", it.kind->name, (unsigned)it.version, ep_err_row(err)->name);
    must(err == EP_OK, "not taken");
}

struct ep_statement later(struct ep_statement it, uint64_t version, uint64_t hour)
{
    it.version = version;
    it.hour = hour;
    return it;
}

void seat_give_users(struct seat *seat, const struct firm *firm)
{
    seat_must_give(seat, draft_user(firm, &firm->steward), firm);
    seat_must_give(seat, draft_user(firm, &firm->eva), firm);
}

void seat_give_own(struct seat *seat)
{
    seat_must_give(seat, draft_card(&seat->a, true), &seat->a);
    seat_must_give(seat, draft_peer(&seat->a, &seat->b), &seat->a);
    seat_give_users(seat, &seat->a);
    seat_must_give(seat, draft_team(&seat->a), &seat->a);
}

void seat_give_peer(struct seat *seat)
{
    seat_must_give(seat, draft_card(&seat->b, true), &seat->b);
    seat_give_users(seat, &seat->b);
    seat_must_give(seat, draft_team(&seat->b), &seat->b);
}

void seat_keys(struct seat *seat)
{
    seat->cli.secrets[0] = (struct ep_team_secret){seat->a.team, 1, seat->a.team_key};
    seat->cli.secret_count = 1;
}

ep_bytes seat_wrap(struct seat *seat, struct ep_statement st, size_t keys)
{
    static uint8_t clear[EP_STATEMENT_BYTES_MAX], label[EP_STATEMENT_BYTES_MAX];
    uint8_t plain[4 * 32], sealed[sizeof plain + EP_HPKE_OVERHEAD];
    const uint8_t ephemeral[32] = {7};
    ep_out info = EP_OUT(label), out = EP_OUT(clear), cipher = EP_OUT(sealed);
    must(keys <= 4, "too many keys");
    for (size_t i = 0; i < keys; i++)
        memset(plain + i * 32, (int)i + 1, 32);
    st.author = seat->a.eva.id;
    ep_err err = ep_statement_begin(&out, &st);
    if (err == EP_OK)
        err = ep_out_put(&info, ep_label(EP_LABEL_WRAP));
    if (err == EP_OK)
        err = ep_out_put(&info, ep_out_bytes(&out));
    if (err == EP_OK)
        err = ep_hpke_seal(&cipher, seat->a.team_key.public_key, ep_out_bytes(&info), (ep_bytes){NULL, 0},
                           (ep_bytes){plain, keys * 32}, ephemeral);
    st.body.wrap.sealed = ep_out_bytes(&cipher);
    if (err == EP_OK)
        err = ep_statement_end(&out, &st, &seat->a.eva.sign);
    must(err == EP_OK, "no wrap");
    return ep_out_bytes(&out);
}

/* The hollow node. */

static bool asked_for(const struct ep_msg_get *get, const struct ep_kind *kind, ep_id huishouden)
{
    if (get->what == EP_GET_DIRECTORY || get->what == EP_GET_HUISHOUDENS)
        return kind->given == (get->what == EP_GET_DIRECTORY ? EP_GIVEN_DIRECTORY : EP_GIVEN_LIST);
    if (get->what == EP_GET_VERSIES)
        return kind->code == EP_ENTRY && ep_id_equal(huishouden, get->huishouden);
    if (get->what == EP_GET_INZAGEN && kind->code != EP_READ)
        return false;
    return kind->in_huishouden && ep_id_equal(huishouden, get->huishouden) &&
           (get->what == EP_GET_HUISHOUDEN || !kind->covered);
}

/* A household is given as it is now. */
static bool is_past(const struct pile *pile, const struct ep_statement *st)
{
    for (size_t i = 0; i < pile->count; i++)
        if (pile->shown[i]->kind == st->kind && ep_id_equal(pile->shown[i]->id, st->id) &&
            pile->shown[i]->version > st->version)
            return true;
    return false;
}

static ep_err answer_get(const struct seat *seat, struct ep_client *link, const struct ep_msg_get *get)
{
    struct ep_msg_done done = {.code = get->what == EP_GET_HUISHOUDEN ? seat->refused : EP_OK};
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && done.code == EP_OK && i < seat->pile.count; i++)
        if (asked_for(get, seat->pile.shown[i]->kind, seat->pile.shown[i]->huishouden) &&
            !(get->what == EP_GET_HUISHOUDEN && is_past(&seat->pile, seat->pile.shown[i])))
            err = ep_client_say(link, EP_MSG_GIVE, &(struct ep_msg_give){seat->pile.shown[i]->bytes});
    return err == EP_OK ? ep_client_say(link, EP_MSG_DONE, &done) : err;
}

/* Until the client hangs up, or nothing was asked for a minute. It says whom it met, and goes. */
static void serve(struct seat *seat, struct ep_client *link)
{
    enum ep_message_type type = EP_MSG_PING;
    union ep_msg msg;
    ep_err err = EP_OK;
    while (err == EP_OK && type != EP_MSG_WAIT) {
        err = ep_client_hear(link, 60, &type, &msg);
        if (err == EP_OK && type == EP_MSG_GET)
            err = answer_get(seat, link, &msg.get);
        else if (err == EP_OK && type == EP_MSG_PUT) {
            pile_show(&seat->pile, pile_keep(&seat->pile, msg.put.statement));
            err = ep_client_say(link, EP_MSG_DONE, &(struct ep_msg_done){.seq = msg.put.seq});
        }
        if (err == EP_OK && type == EP_MSG_DIAL)
            err = ep_client_say(link, EP_MSG_DONE, &(struct ep_msg_done){.code = EP_OK});
        else if (err == EP_OK && type == EP_MSG_WAIT)
            err = ep_client_say(link, EP_MSG_MET, &(struct ep_msg_met){.id = msg.wait.id, .theirs = seat->met});
    }
    _exit(0);
}

void seat_node(struct seat *seat)
{
    struct ep_client theirs = {.fd = -1};
    seat->cli.client.fd = -1;
    client_pair(&seat->cli.client, &theirs);
    seat->node = fork();
    must(seat->node >= 0, "no process");
    if (seat->node == 0) {
        close(seat->cli.client.fd);
        serve(seat, &theirs);
    }
    close(theirs.fd); /* here only: ep_client_close would hang up for the other process too */
    theirs.fd = -1;
    ep_client_close(&theirs);
    seat->cli.online = seat->cli.directory = true;
}

ep_err seat_does(struct seat *seat, const char *line)
{
    char copy[4096];
    char *words[EP_SCRIPT_WORDS_MAX];
    int count = 0;
    must(strlen(line) < sizeof copy, "a line too long");
    memcpy(copy, line, strlen(line) + 1);
    must(ep_script_split(copy, words, &count) == EP_OK, "a line that does not split");
    return ep_command_run(&seat->cli, count, words);
}

void client_pair(struct ep_client *a, struct ep_client *b)
{
    int fds[2];
    uint8_t secret[2][32] = {{1}, {2}};
    uint8_t psk[32] = {3};
    uint8_t hint[EP_HINT_BYTES] = {4};
    uint8_t ephemeral[2][32] = {{5}, {6}};
    uint8_t buffer[512];
    struct ep_dh_pair own[2];
    ep_out frame = EP_OUT(buffer);
    ep_dh_pair_make(&own[0], secret[0]);
    ep_dh_pair_make(&own[1], secret[1]);
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0, "no socket");
    struct ep_dial dial = {EP_MODE_PAIR, &own[0], own[1].public_key, psk, hint, ephemeral[0]};
    must(ep_session_dial(&a->session, &dial, &frame) == EP_OK, "no dial");
    ep_session_accept(&b->session);
    must(ep_session_read1(&b->session, &own[1], ephemeral[1], ep_out_bytes(&frame)) == EP_OK, "no first message");
    frame.len = 0;
    must(ep_session_answer(&b->session, psk, ephemeral[0], &frame) == EP_OK, "no answer");
    must(ep_session_read2(&a->session, ep_out_bytes(&frame)) == EP_OK, "no second message");
    b->session.stage = EP_STAGE_OPEN; /* as after a first message */
    struct ep_client *const both[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        both[i]->fd = fds[i];
        both[i]->buffer = malloc(2 * (EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX)); /* one to read, one to say */
        both[i]->reader = (struct ep_frame_reader){both[i]->buffer, 0};
        both[i]->message = ep_secret_open((size_t)2 * EP_FRAME_BYTES_MAX);
        must(both[i]->buffer != NULL && both[i]->message != NULL, "no memory");
    }
}
