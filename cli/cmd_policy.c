#include "cli/command.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define FILE_BYTES_MAX (256u * 1024u)

/* What a lawyer looked at, and what a program uses, can be compared by these. */
static ep_err read_one(struct ep_cli *cli, const char *name, uint8_t *buffer, ep_bytes *out)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", cli->policy_path, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return ep_cli_fault(cli, EP_FILE, path);
    *out = (ep_bytes){buffer, fread(buffer, 1, FILE_BYTES_MAX, file)};
    bool whole = feof(file) != 0 && ferror(file) == 0;
    fclose(file);
    return whole ? EP_OK : ep_cli_fault(cli, EP_FILE, path);
}

static ep_err print_one(struct ep_cli *cli, const char *name, ep_bytes bytes)
{
    uint8_t hash[EP_ID_BYTES];
    char hex[EP_ID_HEX];
    ep_hash(hash, sizeof hash, NULL, EP_LABEL_POLICY, &bytes, 1);
    ep_hex(hex, EP_BYTES(hash));
    fprintf(cli->out, "%-20s %s\n", name, hex);
    return EP_OK;
}

static ep_err copy_one(struct ep_cli *cli, const char *folder, const char *name, ep_bytes bytes)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wbx"); /* never over one that is there */
    if (file == NULL)
        return ep_cli_fault(cli, errno == EEXIST ? EP_EXISTS : EP_FILE, path);
    bool whole = fwrite(bytes.at, 1, bytes.len, file) == bytes.len;
    return fclose(file) == 0 && whole ? EP_OK : ep_cli_fault(cli, EP_FILE, path);
}

static ep_err each_file(struct ep_cli *cli, const char *folder)
{
    uint8_t *buffer = malloc(FILE_BYTES_MAX);
    ep_err err = buffer != NULL ? EP_OK : EP_NO_MEMORY;
    for (size_t i = 0; err == EP_OK && ep_policy_file_name(i) != NULL; i++) {
        const char *name = ep_policy_file_name(i);
        ep_bytes bytes = {NULL, 0};
        err = read_one(cli, name, buffer, &bytes);
        if (err == EP_OK)
            err = folder == NULL ? print_one(cli, name, bytes) : copy_one(cli, folder, name, bytes);
    }
    free(buffer);
    return err;
}

/* A policy that does not read is not shown either: its version would be anyone's guess. */
static ep_err read_policy(struct ep_cli *cli)
{
    struct ep_policy_fault fault;
    ep_err err = ep_policy_read(&cli->policy, cli->policy_path, &fault);
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, err, fault.text);
}

static ep_err show(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    ep_err err = read_policy(cli);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Beleid, versie %lu\n", "Policy, version %lu\n"), (unsigned long)cli->policy.version);
    return err == EP_OK ? each_file(cli, NULL) : err;
}

static ep_err export(struct ep_cli *cli, const struct ep_args *args)
{
    const char *folder = args->position[0];
    ep_err err = read_policy(cli);
    if (err == EP_OK && mkdir(folder, 0755) != 0 && errno != EEXIST)
        err = ep_cli_fault(cli, EP_FILE, folder);
    return err == EP_OK ? each_file(cli, folder) : err;
}

const struct ep_command ep_cmd_policy_show = {
    .name = "policy show",
    .positions = "",
    .summary =
        {"the policy in use: its version, and a fingerprint of each file; a wrong one is named with file and line",
         "het beleid in gebruik: de versie, en van elk bestand een vingerafdruk; een fout heet bij bestand en regel"},
    .run = show,
};

const struct ep_command ep_cmd_policy_export = {
    .name = "policy export",
    .positions = "<map>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"copy the policy files into a folder, to change them or to have them reviewed",
                "kopieer de beleidsbestanden naar een map, om ze te wijzigen of te laten nakijken"},
    .run = export,
};
