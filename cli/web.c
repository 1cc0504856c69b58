#include "cli/web_loop.h"

#include "cli/web_gesprek.h"
#include "cli/web_http.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define TICK_MS 500

/* SIGINT and SIGTERM end the loop, so that the vault is locked and what waits is sent on every way out. */
static int open_signals(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 || sigaction(SIGPIPE, &ignore, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void on_tick(struct ep_web *web, struct ep_http *http)
{
    ep_web_uitgaand_send(web, ep_web_now_ms());
    ep_web_redial(web);
    ep_web_lock_due(web);
    ep_http_tick(http);
}

ep_err ep_web_loop(struct ep_web *web, int socket)
{
    struct ep_http *http = NULL;
    int signals = open_signals();
    ep_err err = signals >= 0 ? ep_http_open(&http, web, socket) : EP_NO_MEMORY;
    uint64_t ticked = ep_web_now_ms();
    web->cli->live = true;
    for (bool going = true; err == EP_OK && going;) {
        struct pollfd ready[] = {{ep_http_fd(http), POLLIN, 0},
                                 {signals, POLLIN, 0},
                                 {web->cli->online ? web->cli->client.fd : -1, POLLIN, 0},
                                 {web->gesprek.pid != 0 ? web->gesprek.fd : -1, POLLIN, 0}};
        int n = poll(ready, sizeof ready / sizeof ready[0], ep_http_wait(http, TICK_MS));
        if (n < 0 && errno != EINTR)
            err = EP_FILE;
        going = ready[1].revents == 0;
        /* In every round: a request may have read too much for it to wake us, and a ping may be due. */
        ep_web_hear(web);
        if (ready[3].revents != 0)
            ep_gesprek_hear(web);
        ep_http_run(http);
        if (ep_web_now_ms() - ticked >= TICK_MS) {
            on_tick(web, http);
            ticked = ep_web_now_ms();
        }
    }
    ep_gesprek_end(web);
    ep_web_lock(web);
    ep_http_close(http);
    if (signals >= 0)
        close(signals);
    return err;
}
