#include "cli/command.h"
#include "cli/web_demo.h"
#include "cli/web_loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64

static int listen_on(int fd, const struct sockaddr *address, socklen_t len)
{
    if (fd >= 0 && bind(fd, address, len) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Loopback only: nobody else's machine is to reach a page on which a vault is open. */
static int listen_port(const char *port, struct ep_web *web)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    const int on = 1;
    char *end = NULL;
    unsigned long number = port != NULL ? strtoul(port, &end, 10) : 0;
    if (number > 65535 || (port != NULL && (end == port || *end != 0)))
        return -1;
    address.sin_port = htons((uint16_t)number);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    fd = listen_on(fd, (struct sockaddr *)&address, len);
    if (fd >= 0 && getsockname(fd, (struct sockaddr *)&address, &len) == 0)
        snprintf(web->host, sizeof web->host, "127.0.0.1:%u", ntohs(address.sin_port));
    return fd;
}

/* Mode 0600: whoever may open it is the person, and a proxy in front is started as that person's uid. */
static int listen_socket(const char *path, struct ep_web *web)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat there;
    if (strlen(path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, strlen(path) + 1);
    web->hosted = true;
    if (lstat(path, &there) == 0 &&
        S_ISSOCK(there.st_mode)) /* of a run that was killed; nothing else is ours to remove */
        unlink(path);
    mode_t mask = umask(0177); /* at once: between a bind and a chmod somebody could come in */
    int fd = listen_on(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), (struct sockaddr *)&address, sizeof address);
    umask(mask);
    return fd;
}

/* "/eenplan": letters that a path may have, and no slash at its end. */
static bool prefix_right(const char *prefix)
{
    size_t len = strlen(prefix);
    return len == 0 || (len < 64 && prefix[0] == '/' && prefix[len - 1] != '/' &&
                        strspn(prefix, "abcdefghijklmnopqrstuvwxyz0123456789-/") == len);
}

/* The address goes to the browser and to the person, and to nobody else; in the list of processes it would stand open. */
static void show_address(const struct ep_cli *cli, const struct ep_web *web)
{
    if (web->hosted) {
        fprintf(cli->out, "%s\n", T(cli, "De pagina staat klaar op de socket.", "The page is ready on the socket."));
    } else {
        fprintf(cli->out,
                T(cli, "Open deze pagina in uw browser (het adres werkt één keer):\n\n    http://%s%s/start/%s\n\n",
                  "Open this page in your browser (the address works once):\n\n    http://%s%s/start/%s\n\n"),
                web->host, web->prefix, web->start);
        fprintf(cli->out, "%s\n", T(cli, "Ctrl-C vergrendelt en stopt.", "Ctrl-C locks and stops."));
    }
    fflush(cli->out);
}

/* For a program that is set up together with this one; the page makes others. */
static ep_err show_sleutel(const struct ep_cli *cli, const struct ep_args *args, struct ep_web *web)
{
    const struct ep_web_sleutel *made = NULL;
    const char *name = ep_arg(args, "sleutel-voor"), *mag = ep_arg(args, "mag");
    ep_err err = name != NULL ? ep_web_sleutel_make(web, name, mag != NULL ? mag : "lezen", &made) : EP_OK;
    if (made != NULL)
        fprintf(cli->out,
                T(cli, "Sleutel voor %s (%s), zolang dit draait en tot u hem intrekt:\n\n    %s\n\n",
                  "Key for %s (%s), while this runs and until you revoke it:\n\n    %s\n\n"),
                name, mag != NULL ? mag : "lezen", made->code);
    return err;
}

static ep_err serve(struct ep_cli *cli, const struct ep_args *args, struct ep_web *web)
{
    const char *path = ep_arg(args, "socket");
    uint8_t first[4];
    web->cli = cli;
    web->prefix = ep_arg(args, "voorvoegsel") != NULL ? ep_arg(args, "voorvoegsel") : "";
    if (!prefix_right(web->prefix))
        return ep_cli_fault(cli, EP_FIELD_INVALID, web->prefix);
    int fd = path != NULL ? listen_socket(path, web) : listen_port(ep_arg(args, "poort"), web);
    if (fd < 0)
        return ep_cli_fault(cli, EP_WEB_NO_TOOL, path != NULL ? path : strerror(errno));
    ep_web_codes(web);
    ep_random(NULL, first, sizeof first);
    web->next_uitgaand =
        ep_u32_take(first); /* a page that outlived the last program must not take a number for its own */
    ep_web_acts(web);
    ep_err err = ep_arg(args, "demo") != NULL ? ep_web_demo_open(web) : EP_OK;
    if (err == EP_OK)
        err = show_sleutel(cli, args, web);
    if (err == EP_OK)
        show_address(cli, web);
    if (err == EP_OK)
        err = ep_web_loop(web, fd);
    else
        close(fd);
    if (path != NULL)
        unlink(path);
    return err;
}

static ep_err run(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_web *web = calloc(1, sizeof *web);
    ep_err err = web != NULL ? serve(cli, args, web) : EP_NO_MEMORY;
    if (web != NULL)
        ep_web_demo_close(web);
    free(web);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"poort", "POORT", {"the port on this machine; any free one unless named", "de poort op deze computer; een vrije als u er geen noemt"}, false},
    {"socket", "BESTAND", {"a Unix socket instead, for a proxy that has checked who it is", "in plaats daarvan een Unix-socket, voor een proxy die heeft nagegaan wie het is"}, false},
    {"demo", NULL, {"made-up families: the five organisations of the demo on this machine", "verzonnen gezinnen: de vijf organisaties van de demo op deze computer"}, false},
    {"sleutel-voor", "NAAM", {"make a key for that program, which asks what the page asks", "maak een sleutel voor dat programma, dat vraagt wat de pagina vraagt"}, false},
    {"mag", "lezen|schrijven", {"what it may; lezen unless named", "wat het mag; lezen als u niets noemt"}, false},
    {"voorvoegsel", "/PAD", {"the path below which a proxy shows the page", "het pad waaronder een proxy de pagina toont"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_web = {
    .name = "web",
    .positions = "",
    .summary = {"the page, in your browser on this machine", "de pagina, in uw browser op deze computer"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
