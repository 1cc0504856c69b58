#include "cli/web_concept.h"

#include "crypto/rest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".concepten"

static bool name_right(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len <= EP_CONCEPT_NAME_MAX && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* The folder, or with a name a file in it. */
static ep_err path_of(const struct ep_cli *cli, const char *name, char out[PATH_MAX])
{
    if (cli->kluis == NULL)
        return EP_WEB_LOCKED;
    if (name != NULL && !name_right(name))
        return EP_NOT_FOUND;
    int len =
        snprintf(out, PATH_MAX, "%s" SUFFIX "%s%s", cli->kluis_path, name != NULL ? "/" : "", name != NULL ? name : "");
    return len > 0 && len < PATH_MAX ? EP_OK : EP_FILE;
}

static void key_of(const struct ep_cli *cli, uint8_t key[32])
{
    ep_hash(key, 32, cli->kluis->seal_secret, EP_LABEL_CONCEPT, NULL, 0);
}

static size_t count(const char *folder)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    for (const struct dirent *entry = NULL; dir != NULL && (entry = readdir(dir)) != NULL;)
        n += entry->d_name[0] != '.' ? 1 : 0;
    if (dir != NULL)
        closedir(dir);
    return n;
}

ep_err ep_concept_put(const struct ep_cli *cli, const char *name, ep_bytes text)
{
    char path[PATH_MAX], folder[PATH_MAX];
    uint8_t key[32];
    ep_err err = path_of(cli, name, path);
    if (err == EP_OK)
        err = path_of(cli, NULL, folder);
    if (err != EP_OK)
        return err;
    if (text.len > EP_WEB_BODY_BYTES_MAX)
        return EP_TOO_LARGE;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return EP_FILE;
    if (access(path, F_OK) != 0 && count(folder) >= EP_CONCEPTEN_MAX) /* what is there may always be kept up */
        return EP_TOO_MANY;
    ep_out sealed = {malloc(text.len + EP_REST_BYTES), 0, text.len + EP_REST_BYTES};
    if (sealed.at == NULL)
        return EP_NO_MEMORY;
    key_of(cli, key);
    err = ep_rest_seal(&sealed, text, key);
    if (err == EP_OK)
        err = ep_private_write(path, ep_out_bytes(&sealed), true);
    ep_wipe(key, sizeof key);
    free(sealed.at);
    return err;
}

static ep_err read_sealed(const char *path, ep_out *sealed)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ep_err err = EP_OK;
    if (fd < 0)
        return errno == ENOENT ? EP_NOT_FOUND : EP_FILE;
    while (err == EP_OK && sealed->len < sealed->cap) {
        ssize_t n = read(fd, sealed->at + sealed->len, sealed->cap - sealed->len);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            err = EP_FILE;
        sealed->len += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    return err == EP_OK && sealed->len == sealed->cap ? EP_TOO_LARGE : err;
}

ep_err ep_concept_take(const struct ep_cli *cli, const char *name, char **text, size_t *len)
{
    char path[PATH_MAX];
    uint8_t key[32];
    ep_err err = path_of(cli, name, path);
    if (err != EP_OK)
        return err;
    size_t cap = EP_WEB_BODY_BYTES_MAX + EP_REST_BYTES + 1;
    ep_out sealed = {malloc(cap), 0, cap};
    ep_out plain = {malloc(cap), 0, cap};
    err = sealed.at != NULL && plain.at != NULL ? read_sealed(path, &sealed) : EP_NO_MEMORY;
    key_of(cli, key);
    if (err == EP_OK)
        err = ep_rest_open(&plain, ep_out_bytes(&sealed), key);
    ep_wipe(key, sizeof key);
    free(sealed.at);
    if (err != EP_OK) {
        free(plain.at);
        return err;
    }
    *text = (char *)plain.at;
    *len = plain.len;
    return EP_OK;
}

ep_err ep_concept_end(const struct ep_cli *cli, const char *name)
{
    char path[PATH_MAX];
    ep_err err = path_of(cli, name, path);
    if (err == EP_OK && unlink(path) != 0)
        err = errno == ENOENT ? EP_NOT_FOUND : EP_FILE;
    return err;
}

ep_err ep_concept_list(const struct ep_cli *cli, struct ep_json *json)
{
    char folder[PATH_MAX];
    struct dirent *entry;
    ep_err err = path_of(cli, NULL, folder);
    DIR *dir = err == EP_OK ? opendir(folder) : NULL;
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (name_right(entry->d_name))
            ep_json_word(json, NULL, entry->d_name);
    if (dir != NULL)
        closedir(dir);
    return err;
}
