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
    FILE *stream; /* node.ini */
    int line;
    unsigned seen;
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
    size_t digits = colon != NULL ? strspn(colon + 1, "0123456789") : 0;
    return digits >= 1 && digits <= 5 && colon[1 + digits] == 0 && colon[1] != '0' && atol(colon + 1) <= 65535 &&
           colon != value && strpbrk(value, " /") == NULL && strlen(value) <= EP_ADDRESS_BYTES_MAX;
}

enum key { KEY_LISTEN, KEY_DATABASE, KEY_POLICY, KEYS };

static bool take_value(const struct reading *reading, size_t key, const char *value)
{
    struct ep_config *config = reading->config;
    if (value[0] == 0)
        return false;
    if (key == KEY_DATABASE)
        return join(config->database, sizeof config->database, reading->folder, value);
    if (key == KEY_POLICY)
        return join(config->policy, sizeof config->policy, reading->folder, value);
    bool good = address_valid(value);
    if (good)
        memcpy(config->listen, value, strlen(value) + 1);
    return good;
}

static bool bad_line(struct reading *reading, const char *why, const char *word)
{
    if (reading->bad[0] == 0)
        snprintf(reading->bad, sizeof reading->bad, "%s %.200s", why, word);
    return false;
}

/* One key of node.ini; 0 tells inih that it was wrong. */
static int on_key(void *user, const char *section, const char *name, const char *value)
{
    static const char *const names[KEYS] = {"listen", "database", "policy"};
    struct reading *reading = user;
    size_t key = 0;
    while (key < KEYS && strcmp(names[key], name) != 0)
        key++;
    if (strcmp(section, "node") != 0)
        return bad_line(reading, "geen sectie [node] boven", name);
    if (key == KEYS)
        return bad_line(reading, "onbekende sleutel", name);
    if ((reading->seen & 1u << key) != 0)
        return bad_line(reading, "twee keer de sleutel", name);
    reading->seen |= 1u << key;
    return take_value(reading, key, value) || bad_line(reading, "foute waarde voor", name);
}

/* Hands inih its lines, as proto/policy.c does and for the same reasons: inih would cut, fold or pass over some. */
static bool check_line(struct reading *reading, char *text, size_t len)
{
    if (text[len - 1] != '\n' && feof(reading->stream) == 0)
        return bad_line(reading, "regel te lang", "");
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        text[--len] = 0;
    for (size_t i = 0; i < len; i++)
        if ((uint8_t)text[i] < ' ')
            return bad_line(reading, "stuurteken in een regel", "");
    if (text[0] == ' ')
        return bad_line(reading, "regel begint met een spatie", "");
    if (text[0] != '#' && text[0] != ';' && strchr(text, ';') != NULL)
        return bad_line(reading, "puntkomma in een regel", "");
    return text[0] != '[' || strcmp(text, "[node]") == 0 || bad_line(reading, "onbekende sectie", text);
}

static char *on_line(char *text, int cap, void *user)
{
    struct reading *reading = user;
    size_t len = 0;
    int c = 0;
    while (reading->bad[0] == 0 && c != '\n' && len + 1 < (size_t)cap && (c = getc(reading->stream)) != EOF)
        text[len++] = (char)c;
    text[len] = 0;
    if (len == 0)
        return NULL;
    reading->line++;
    return check_line(reading, text, len) ? text : NULL;
}

static ep_err read_ini(struct reading *reading)
{
    char path[EP_PATH_BYTES_MAX];
    char where[EP_PATH_BYTES_MAX + 16];
    if (!join(path, sizeof path, reading->folder, "node.ini"))
        return blame(reading->fault, EP_CONFIG_INVALID, reading->folder, "te lang");
    reading->stream = fopen(path, "r");
    if (reading->stream == NULL)
        return blame(reading->fault, EP_CONFIG_INVALID, path, "niet te lezen");
    int line = ini_parse_stream(on_line, reading, on_key, reading);
    bool broken = ferror(reading->stream) != 0;
    fclose(reading->stream);
    if (broken)
        return blame(reading->fault, EP_CONFIG_INVALID, path, "niet te lezen");
    if (line != 0 && reading->bad[0] == 0) {
        reading->line = line;
        bad_line(reading, "geen sleutel = waarde", "");
    }
    if (reading->bad[0] == 0)
        return EP_OK;
    snprintf(where, sizeof where, "%s:%d", path, reading->line);
    return blame(reading->fault, EP_CONFIG_INVALID, where, reading->bad);
}

/* A whole regular file into `buffer`; -1 when it is not there, not regular, or larger. */
static ssize_t slurp(const char *path, struct stat *about, uint8_t *buffer, size_t cap)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); /* a pipe must not hold us up */
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
    return good && ours ? EP_OK
                        : blame(reading->fault, EP_NODE_KEYS, path, good ? "rechten moeten 0600 zijn" : "beschadigd");
}

/* A node that has lived needs them no more, so they may be absent. But one that is there and cannot be read must stop a
 * new node: it would begin its life without them, and takes them only once. */
static ep_err read_first(struct reading *reading, const char *name, ep_bytes *out)
{
    char path[EP_PATH_BYTES_MAX];
    struct stat about;
    if (!join(path, sizeof path, reading->folder, name))
        return blame(reading->fault, EP_CONFIG_INVALID, reading->folder, "te lang");
    if (lstat(path, &about) != 0 && errno == ENOENT)
        return EP_OK;
    uint8_t *buffer = malloc(FIRST_BYTES_MAX);
    if (buffer == NULL)
        return EP_NO_MEMORY;
    ssize_t len = slurp(path, &about, buffer, FIRST_BYTES_MAX);
    *out = (ep_bytes){buffer, len > 0 ? (size_t)len : 0};
    return len >= 0 ? EP_OK : blame(reading->fault, EP_CONFIG_INVALID, path, "niet te lezen, of groter dan 1 MiB");
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
