#include "cli/web_gesprek.h"

#include "cli/json_read.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FDS_MAX 1024 /* of this program: far fewer */

/* The session of the parent is not ours to say goodbye in, and no socket of the page ours to hold open. */
static void let_go(struct ep_cli *cli, int own)
{
    for (int fd = STDERR_FILENO + 1; fd < FDS_MAX; fd++)
        if (fd != own)
            close(fd);
    cli->client.fd = -1;
    cli->live = false; /* a conversation shows no household */
    ep_cli_hang_up(cli);
    cli->client.patience_ms = 0; /* it waits for people, and keeps nobody waiting */
    cli->away = EP_OK;
}

static void be_the_child(struct ep_web *web, const struct ep_web_call *call, int fd)
{
    struct ep_web_call own = *call;
    struct ep_web_said said;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    let_go(web->cli, fd);
    web->cli->in = fdopen(fd, "r");
    own.to = fdopen(dup(fd), "w");
    ep_err err = EP_NO_MEMORY;
    if (web->cli->in != NULL && own.to != NULL) {
        /* Line by line: a word that waits in a buffer would keep two people waiting. */
        setvbuf(web->cli->in, NULL, _IONBF, 0);
        setvbuf(own.to, NULL, _IOLBF, 0);
        web->cli->typed = true;
        err = ep_web_call(web->cli, &own, &said);
        ep_web_said_drop(&said);
    }
    if (own.to != NULL)
        fflush(own.to);
    ep_cli_close(web->cli);
    _exit(ep_err_row(err)->exit_status);
}

ep_err ep_gesprek_begin(struct ep_web *web, const struct ep_web_call *call)
{
    struct ep_web_gesprek *gesprek = &web->gesprek;
    int pair[2];
    if (gesprek->pid != 0)
        return EP_EXISTS;
    ep_gesprek_end(web);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return EP_NO_MEMORY;
    pid_t pid = fork();
    if (pid == 0)
        be_the_child(web, call, pair[1]);
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return EP_NO_MEMORY;
    }
    gesprek->pid = pid;
    gesprek->fd = pair[0];
    gesprek->begun = true;
    return EP_OK;
}

static void reap(struct ep_web_gesprek *gesprek)
{
    int status = 0;
    close(gesprek->fd);
    gesprek->fd = -1;
    while (waitpid(gesprek->pid, &status, 0) < 0 && errno == EINTR)
        ;
    gesprek->pid = 0;
    gesprek->status = WIFEXITED(status) ? WEXITSTATUS(status) : ep_err_row(EP_UNKNOWN)->exit_status;
}

/* At its end it may take a moment to fall asleep; a command says no more than fits here, and what would not is cut. */
void ep_gesprek_hear(struct ep_web *web)
{
    struct ep_web_gesprek *gesprek = &web->gesprek;
    char beyond[512];
    bool full = gesprek->len == sizeof gesprek->text - 1;
    ssize_t n = full ? read(gesprek->fd, beyond, sizeof beyond)
                     : read(gesprek->fd, gesprek->text + gesprek->len, sizeof gesprek->text - 1 - gesprek->len);
    if (n > 0 && !full)
        gesprek->len += (size_t)n;
    if (n == 0 || (n < 0 && errno != EINTR)) {
        reap(gesprek);
        ep_cli_hang_up(web->cli); /* it wrote over a link of its own: what ours knew may be old */
    }
    ep_web_tell(web, "gesprek", gesprek->pid != 0 ? "{\"loopt\":true}" : "{\"loopt\":false}");
}

void ep_gesprek_end(struct ep_web *web)
{
    struct ep_web_gesprek *gesprek = &web->gesprek;
    if (gesprek->pid != 0) {
        kill(gesprek->pid, SIGTERM);
        reap(gesprek);
    }
    ep_wipe(gesprek, sizeof *gesprek);
    gesprek->fd = -1;
}

static ep_err take_line(void *arg, const char *name, enum ep_json_sort sort, const char *value)
{
    if (strcmp(name, "tekst") != 0 || sort != EP_JSON_WORD || strpbrk(value, "\r\n") != NULL)
        return EP_FIELD_INVALID;
    return snprintf(arg, EP_GESPREK_LINE_BYTES, "%s\n", value) < (int)EP_GESPREK_LINE_BYTES ? EP_OK : EP_TOO_LARGE;
}

ep_err ep_gesprek_say(struct ep_web *web, ep_bytes body)
{
    char line[EP_GESPREK_LINE_BYTES] = "";
    if (web->gesprek.pid == 0)
        return EP_NOT_FOUND;
    ep_err err = ep_json_read(body, take_line, line);
    if (err == EP_OK && send(web->gesprek.fd, line, strlen(line), MSG_NOSIGNAL) != (ssize_t)strlen(line))
        err = EP_CLOSED;
    ep_wipe(line, sizeof line);
    return err;
}

ep_err ep_gesprek_json(const struct ep_web *web, struct ep_antwoord *out)
{
    const struct ep_web_gesprek *gesprek = &web->gesprek;
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", "eenplan-gesprek-1");
    ep_json_bool(json, "loopt", gesprek->pid != 0);
    ep_json_text(json, "tekst", (ep_bytes){(const uint8_t *)gesprek->text, gesprek->len});
    if (gesprek->begun && gesprek->pid == 0)
        ep_json_bool(json, "gelukt", gesprek->status == 0);
    else
        ep_json_null(json, "gelukt");
    return ep_antwoord_json(json, 200, out);
}
