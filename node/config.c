#include "node/config.h"

#include "proto/access.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_BYTES_MAX (1u << 20)
#define KEY_BYTES (8 + 32 + 32 + 32)

struct reading {
    struct ep_config *config;
    const char *folder;
    struct ep_config_fault *fault;
    char bad[256];
};

static ep_err blame(struct ep_config_fault *fault, ep_err err, const char *where, const char *why)
{
    snprintf(fault->text, sizeof fault->text, "%.380s: %.120s", where, why);
    return err;
}

static bool join(char *out, size_t cap, const char *folder, const char *name)
{
    int len = name[0] == '/' ? snprintf(out, cap, "%s", name) : snprintf(out, cap, "%s/%s", folder, name);
    return len > 0 && (size_t)len < cap;
}

static bool address_valid(const char *value)
{
    const char *colon = strrchr(value, ':');
    char *end = NULL;
    long port = colon != NULL ? strtol(colon + 1, &end, 10) : 0;
    return colon != NULL && colon != value && *end == 0 && port >= 1 && port <= 65535 &&
           strlen(value) <= EP_ADDRESS_BYTES_MAX;
}

/* One key of node.ini; 0 stops inih with its line number. */
static int on_key(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;
    struct ep_config *config = reading->config;
    bool good = false;
    if (strcmp(section, "node") != 0)
        snprintf(reading->bad, sizeof reading->bad, "onbekende sectie [%s]", section);
    else if (strcmp(name, "listen") == 0 && (good = address_valid(value)))
        snprintf(config->listen, sizeof config->listen, "%s", value);
    else if (strcmp(name, "database") == 0)
        good = join(config->database, sizeof config->database, reading->folder, value);
    else if (strcmp(name, "policy") == 0)
        good = join(config->policy, sizeof config->policy, reading->folder, value);
    else if (strcmp(name, "listen") != 0)
        snprintf(reading->bad, sizeof reading->bad, "onbekende sleutel %s", name);
    if (!good && reading->bad[0] == 0)
        snprintf(reading->bad, sizeof reading->bad, "foute waarde voor %s", name);
    return good;
}

static ep_err read_ini(struct reading *reading)
{
    char path[EP_PATH_BYTES_MAX];
    char where[EP_PATH_BYTES_MAX + 16];
    if (!join(path, sizeof path, reading->folder, "node.ini"))
        return blame(reading->fault, EP_CONFIG_INVALID, reading->folder, "te lang");
    int line = ini_parse(path, on_key, reading);
    if (line == 0)
        return EP_OK;
    snprintf(where, sizeof where, "%s:%d", path, line);
    if (line < 0)
        return blame(reading->fault, EP_CONFIG_INVALID, path, "niet te lezen");
    return blame(reading->fault, EP_CONFIG_INVALID, where, reading->bad[0] != 0 ? reading->bad : "geen sleutel = waarde");
}

/* A whole regular file into `buffer`; -1 when it is not there, not regular, or larger. */
static ssize_t slurp(const char *path, struct stat *about, uint8_t *buffer, size_t cap)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t total = 0;
    if (fd < 0)
        return -1;
    if (fstat(fd, about) != 0 || !S_ISREG(about->st_mode) || (size_t)about->st_size > cap)
        total = -1;
    while (total >= 0 && total < about->st_size) {
        ssize_t got = read(fd, buffer + total, (size_t)(about->st_size - total));
        total = got > 0 ? total + got : -1;
    }
    close(fd);
    return total;
}

static ep_err read_key(struct reading *reading)
{
    char path[EP_PATH_BYTES_MAX];
    uint8_t bytes[KEY_BYTES];
    struct stat about;
    struct ep_node_keys *keys = &reading->config->keys;
    if (!join(path, sizeof path, reading->folder, "node.key"))
        return blame(reading->fault, EP_NODE_KEYS, reading->folder, "te lang");
    ssize_t len = slurp(path, &about, bytes, sizeof bytes);
    bool good = len == KEY_BYTES && memcmp(bytes, EP_NODE_KEY_MAGIC, 8) == 0;
    bool ours = len >= 0 && (about.st_mode & 077) == 0 && about.st_uid == geteuid();
    if (good && ours) {
        ep_dh_pair_make(&keys->link, bytes + 8);
        ep_sign_pair_make(&keys->sign, bytes + 40);
        memcpy(keys->org_root, bytes + 72, 32);
    }
    ep_wipe(bytes, sizeof bytes);
    if (len < 0)
        return blame(reading->fault, EP_NODE_KEYS, path, "niet te lezen");
    return good && ours ? EP_OK : blame(reading->fault, EP_NODE_KEYS, path, good ? "rechten moeten 0600 zijn" : "beschadigd");
}

static ep_err read_first(struct reading *reading, const char *name, ep_bytes *out)
{
    char path[EP_PATH_BYTES_MAX];
    struct stat about;
    uint8_t *buffer = malloc(FIRST_BYTES_MAX);
    if (buffer == NULL)
        return EP_NO_MEMORY;
    ssize_t len = join(path, sizeof path, reading->folder, name) ? slurp(path, &about, buffer, FIRST_BYTES_MAX) : -1;
    *out = (ep_bytes){buffer, len > 0 ? (size_t)len : 0};
    return EP_OK; /* a node that has lived needs them no more */
}

/* A vault beside the node would let whoever runs the node read. */
static ep_err no_vaults(const struct reading *reading)
{
    DIR *folder = opendir(reading->folder);
    const struct dirent *entry = NULL;
    ep_err err = EP_OK;
    if (folder == NULL)
        return blame(reading->fault, EP_CONFIG_INVALID, reading->folder, "geen map");
    while (err == EP_OK && (entry = readdir(folder)) != NULL) {
        size_t len = strlen(entry->d_name);
        if (len >= 6 && strcmp(entry->d_name + len - 6, ".kluis") == 0)
            err = blame(reading->fault, EP_VAULTS_BESIDE, reading->folder, entry->d_name);
    }
    closedir(folder);
    return err;
}

ep_err ep_config_read(struct ep_config *out, const char *folder, struct ep_config_fault *fault)
{
    struct reading reading = {.config = out, .folder = folder, .fault = fault};
    memset(out, 0, sizeof *out);
    fault->text[0] = 0;
    snprintf(out->policy, sizeof out->policy, "%s", EP_POLICY_DIR);
    ep_err err = no_vaults(&reading);
    if (err == EP_OK && !join(out->database, sizeof out->database, folder, "eenpland.db"))
        err = blame(fault, EP_CONFIG_INVALID, folder, "te lang");
    if (err == EP_OK)
        err = read_ini(&reading);
    if (err == EP_OK)
        err = read_key(&reading);
    if (err == EP_OK)
        err = read_first(&reading, "first.statements", &out->first.statements);
    if (err == EP_OK)
        err = read_first(&reading, "first.access", &out->first.access);
    if (err != EP_OK)
        ep_config_wipe(out);
    return err;
}

void ep_config_wipe(struct ep_config *config)
{
    free((void *)(uintptr_t)config->first.statements.at);
    if (config->first.access.at != NULL)
        ep_wipe((void *)(uintptr_t)config->first.access.at, config->first.access.len);
    free((void *)(uintptr_t)config->first.access.at);
    ep_wipe(config, sizeof *config);
}
