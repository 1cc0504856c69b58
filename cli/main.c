#include "cli/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* EENPLAN_TAAL goes first; then the first of the system's own variables that is set decides. Dutch unless one says
 * English: the people who use this speak Dutch, and a machine without a language must not surprise them. */
static int language(void)
{
    static const char *const names[] = {"EENPLAN_TAAL", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != 0)
            return begins(value, "en") ? 0 : 1;
    }
    return 1;
}

/* A core file would carry keys and what they open to disk. */
static bool no_core_files(void)
{
    const struct rlimit none = {0, 0};
    return setrlimit(RLIMIT_CORE, &none) == 0;
}

static ep_err play(struct ep_cli *cli, int argc, char **argv)
{
    ep_cli_init(cli);
    cli->lang = language();
    if (getenv("EENPLAN_TEST_CLOCK") != NULL)
        fprintf(cli->err, "%s\n",
                T(cli, "eenplan: let op: EENPLAN_TEST_CLOCK verzet de klok; alleen voor proeven",
                  "eenplan: note: EENPLAN_TEST_CLOCK moves the clock; for tests only"));
    ep_err err = ep_command_run(cli, argc - 1, argv + 1);
    /* A full disk behind stdout: what was asked for is not there, so this is no success. */
    if ((fflush(cli->out) != 0 || ferror(cli->out)) && err == EP_OK) {
        err = EP_FILE;
        ep_cli_complain(cli, ep_cli_fault(cli, err, "stdout"));
    }
    ep_cli_close(cli);
    return err;
}

int main(int argc, char **argv)
{
    umask(077);
    /* On the heap: it is too large to count on a stack for. */
    struct ep_cli *cli = calloc(1, sizeof *cli);
    if (!no_core_files() || cli == NULL || argc < 1 || ep_crypto_open() != EP_OK) {
        fputs("eenplan: kan niet starten / cannot start\n", stderr);
        free(cli);
        return ep_err_row(EP_NO_MEMORY)->exit_status;
    }
    ep_err err = play(cli, argc, argv);
    free(cli);
    return ep_err_row(err)->exit_status;
}
