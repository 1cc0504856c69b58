#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* The test switch: a file with a number of hours that moves this program's clock. main() warns when it is set. */
static long test_hours(void)
{
    const char *path = getenv("EENPLAN_TEST_CLOCK");
    long hours = 0;
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    if (file != NULL) {
        if (fscanf(file, "%ld", &hours) != 1)
            hours = 0;
        fclose(file);
    }
    return hours;
}

uint64_t ep_cli_now_s(void)
{
    return (uint64_t)(time(NULL) + test_hours() * 3600);
}

void ep_cli_init(struct ep_cli *cli)
{
    memset(cli, 0, sizeof *cli);
    cli->lang = 1;
    cli->out = stdout;
    cli->err = stderr;
    cli->in = stdin;
    cli->typed = isatty(STDIN_FILENO);
    cli->client.fd = -1;
    cli->put = ep_put_online;
    cli->answer = ep_answer_online;
    cli->kluis_path = getenv("EENPLAN_KLUIS");
    cli->policy_path = EP_POLICY_DIR;
    cli->colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
}

void ep_cli_hang_up(struct ep_cli *cli)
{
    ep_open_wipe(cli);
    ep_known_wipe(&cli->known);
    if (cli->directory)
        ep_known_changed_note(cli, (ep_id){{0}}); /* from here on nobody tells us */
    if (cli->online)
        ep_client_close(&cli->client);
    if (cli->secrets != NULL)
        ep_wipe(cli->secrets, cli->secret_count * sizeof *cli->secrets);
    memset(&cli->lower, 0, sizeof cli->lower);
    memset(&cli->reading, 0, sizeof cli->reading);
    cli->secret_count = cli->told = cli->said = 0;
    cli->put_seq = cli->answer_seq = 0;
    cli->online = cli->directory = cli->ended = false;
}

void ep_cli_close(struct ep_cli *cli)
{
    ep_cli_hang_up(cli);
    memset(&cli->changed, 0, sizeof cli->changed);
    cli->served = false;
    cli->away = EP_OK;
    ep_secret_close(cli->room);
    ep_secret_close(cli->secrets);
    ep_secret_close(cli->kluis);
    cli->room = NULL;
    cli->secrets = NULL;
    cli->kluis = NULL;
}

ep_err ep_cli_fault(struct ep_cli *cli, ep_err err, const char *what)
{
    char clean[sizeof cli->fault_text];
    ep_screen(ep_text(what), clean, sizeof clean);
    memcpy(cli->fault_text, clean, sizeof clean);
    cli->fault = cli->fault_text;
    return err;
}

void ep_cli_complain(struct ep_cli *cli, ep_err err)
{
    const struct ep_err_row *row = ep_err_row(err);
    fprintf(cli->err, "eenplan: %s%s%s\n         %s\n", row->text[cli->lang], cli->fault != NULL ? ": " : "",
            cli->fault != NULL ? cli->fault : "", row->next[cli->lang]);
    cli->fault = NULL;
}

/* One line of input, without its end. Secrets pass here: the caller wipes `out`. */
static ep_err read_line(FILE *from, char *out, size_t cap)
{
    if (fgets(out, (int)cap, from) == NULL)
        return EP_NO_PASSPHRASE;
    out[strcspn(out, "\r\n")] = 0;
    return EP_OK;
}

static ep_err typed_passphrase(struct ep_cli *cli, char *out, size_t cap)
{
    struct termios before;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    fprintf(cli->err, "%s ", T(cli, "Wachtzin:", "Passphrase:"));
    fflush(cli->err);
    if (terminal) {
        struct termios quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ep_err err = read_line(cli->in, out, cap);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', cli->err);
    }
    return err;
}

/* Six words (66 bits) are made unless a file gives the passphrase; they are shown once, for paper. */
static ep_err fresh_passphrase(struct ep_cli *cli, char *out, size_t cap)
{
    uint8_t bits[9];
    char words[EP_WORDS_TEXT_BYTES_MAX];
    ep_random(NULL, bits, sizeof bits);
    ep_words_text(words, EP_BYTES(bits), 6);
    ep_wipe(bits, sizeof bits);
    ep_err err = strlen(words) < cap ? EP_OK : EP_TOO_LARGE;
    if (err == EP_OK) {
        memcpy(out, words, strlen(words) + 1);
        fprintf(cli->out,
                T(cli, "Wachtzin van deze kluis (schrijf hem op papier, hij staat nergens anders):\n\n    %s\n\n",
                  "Passphrase of this vault (write it on paper, it is kept nowhere else):\n\n    %s\n\n"),
                words);
    }
    ep_wipe(words, sizeof words);
    return err;
}

ep_err ep_cli_passphrase(struct ep_cli *cli, bool fresh, char *out, size_t cap)
{
    if (cli->wachtzin_path == NULL)
        return fresh ? fresh_passphrase(cli, out, cap) : typed_passphrase(cli, out, cap);
    FILE *file = fopen(cli->wachtzin_path, "r");
    if (file == NULL)
        return ep_cli_fault(cli, EP_NO_PASSPHRASE, cli->wachtzin_path);
    ep_err err = read_line(file, out, cap);
    fclose(file);
    return err;
}

ep_err ep_cli_policy(struct ep_cli *cli)
{
    struct ep_policy_fault fault;
    if (cli->kluis != NULL)
        return EP_OK;
    ep_err err = ep_policy_read(&cli->policy, cli->policy_path, &fault);
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, err, fault.text);
}

ep_err ep_cli_unlock_with(struct ep_cli *cli, ep_bytes passphrase)
{
    if (cli->kluis_path == NULL)
        return EP_NO_KLUIS;
    ep_err err = ep_cli_policy(cli);
    if (err != EP_OK)
        return err;
    cli->kluis = ep_secret_open(sizeof *cli->kluis);
    cli->secrets = ep_secret_open(EP_SECRETS_MAX * sizeof *cli->secrets);
    err = cli->kluis != NULL && cli->secrets != NULL ? EP_OK : EP_NO_MEMORY;
    if (err == EP_OK)
        err = ep_kluis_read(cli->kluis_path, cli->kluis, passphrase, cli->small_vault ? EP_VAULT_SMALL : EP_VAULT_FULL);
    if (err != EP_OK) {
        ep_secret_close(cli->kluis);
        ep_secret_close(cli->secrets);
        cli->kluis = NULL;
        cli->secrets = NULL;
        return ep_cli_fault(cli, err, cli->kluis_path);
    }
    ep_known_world(cli);
    return EP_OK;
}

ep_err ep_cli_unlock(struct ep_cli *cli)
{
    char passphrase[512];
    if (cli->kluis != NULL)
        return EP_OK;
    if (cli->kluis_path == NULL)
        return EP_NO_KLUIS;
    ep_err err = ep_cli_passphrase(cli, false, passphrase, sizeof passphrase);
    if (err == EP_OK)
        err = ep_cli_unlock_with(cli, ep_text(passphrase));
    else if (cli->fault == NULL)
        err = ep_cli_fault(cli, err, cli->kluis_path);
    ep_wipe(passphrase, sizeof passphrase);
    return err;
}

/* Who was served on this key a moment ago is more likely before a node that begins anew, behind something that takes links for
 * it, than ended; and what EP_CLOSED says is right for both. */
static ep_err refused(const struct ep_cli *cli, ep_err err)
{
    return err == EP_REFUSED_LINK && cli->served ? EP_CLOSED : err;
}

ep_err ep_cli_online(struct ep_cli *cli)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err = ep_cli_unlock(cli);
    if (err != EP_OK || cli->online)
        return err;
    const struct ep_kluis *kluis = cli->kluis;
    if (kluis->sort == EP_KLUIS_ROOT)
        return EP_NO_SESSION;
    if (cli->away != EP_OK)
        return ep_cli_fault(cli, cli->away, kluis->route);
    err =
        ep_client_open(&cli->client, kluis->route, EP_MODE_USER, kluis->id, &kluis->link, kluis->node_link, kluis->psk);
    if (err != EP_OK)
        return ep_cli_fault(cli, refused(cli, err), kluis->route);
    cli->online = true;
    err = ep_client_say(&cli->client, EP_MSG_HELLO, &(struct ep_msg_hello){.hour = cli->world.now_hour});
    if (err == EP_OK)
        err = ep_client_hear(&cli->client, 30, &type, &msg);
    if (err == EP_CLOSED || err == EP_REFUSED_LINK)
        return refused(cli, EP_REFUSED_LINK);
    if (err == EP_OK && type != EP_MSG_HELLO)
        err = EP_MALFORMED;
    if (err == EP_OK)
        memcpy(cli->lineage, msg.hello.lineage, 8);
    cli->served = cli->served || err == EP_OK;
    return err == EP_OK && cli->live ? ep_fetch(cli, EP_GET_CHANGES, (ep_id){{0}}) : err;
}

ep_err ep_cli_directory(struct ep_cli *cli)
{
    ep_err err = ep_cli_online(cli);
    if (err != EP_OK || cli->directory)
        return err;
    err = ep_fetch(cli, EP_GET_DIRECTORY, (ep_id){{0}});
    if (err == EP_OK)
        err = ep_seen_check(cli);
    if (err == EP_OK)
        err = ep_open_secrets(cli);
    cli->directory = err == EP_OK;
    return err == EP_OK ? ep_team_renew_due(cli) : err;
}
