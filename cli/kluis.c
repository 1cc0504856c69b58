#include "cli/kluis.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLAIN_BYTES_MAX (EP_VAULT_BYTES_MAX - EP_VAULT_OVERHEAD)

/* What is sealed: the members of ep_kluis that cannot be made from the others. */
struct sealed {
    uint64_t sort;
    ep_bytes name;
    uint8_t sign_seed[32], seal_secret[32], link_secret[32];
    uint8_t root[32], node_link[32], psk[32];
    ep_bytes route;
};

#define F(member, type_, ...) EP_FIELD(struct sealed, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(sort, UINT, EP_KLUIS_USER),
    F(name, TEXT, EP_NAME_BYTES_MAX),
    F(sign_seed, KEY, 0),
    F(seal_secret, KEY, 0),
    F(link_secret, KEY, 0),
    F(root, KEY, 0),
    F(node_link, KEY, 0),
    F(psk, KEY, 0),
    F(route, TEXT, EP_ADDRESS_BYTES_MAX, .optional = true), /* the root's vault never meets a node */
};
static const struct ep_table table = EP_TABLE(fields, struct sealed);

void ep_kluis_complete(struct ep_kluis *kluis)
{
    ep_sign_pair_make(&kluis->sign, kluis->sign_seed);
    ep_dh_pair_make(&kluis->seal, kluis->seal_secret);
    ep_dh_pair_make(&kluis->link, kluis->link_secret);
    kluis->id = ep_id_of_key(kluis->sign.public_key);
    kluis->org = ep_id_of_key(kluis->root);
}

struct ep_msg_apply ep_kluis_application(const struct ep_kluis *kluis, ep_id org)
{
    struct ep_msg_apply out = {.name = ep_text(kluis->name)};
    memcpy(out.sign, kluis->sign.public_key, 32);
    memcpy(out.seal, kluis->seal.public_key, 32);
    memcpy(out.link, kluis->link.public_key, 32);
    ep_user_prove(out.proof, org, out.seal, out.link, &kluis->sign);
    return out;
}

struct ep_user ep_application_user(const struct ep_msg_apply *application, uint64_t roles, uint64_t now_hour)
{
    struct ep_user out = {
        .name = application->name, .roles = roles, .from = now_hour, .until = now_hour + EP_USER_HOURS_MAX};
    memcpy(out.sign, application->sign, 32);
    memcpy(out.seal, application->seal, 32);
    memcpy(out.link, application->link, 32);
    memcpy(out.proof, application->proof, 64);
    return out;
}

static ep_err pack(const struct ep_kluis *kluis, ep_out *plain)
{
    struct sealed sealed = {.sort = kluis->sort, .name = ep_text(kluis->name)};
    if (kluis->sort == 0)
        return EP_FIELD_INVALID;
    if (kluis->route[0] != 0)
        sealed.route = ep_text(kluis->route);
    memcpy(sealed.sign_seed, kluis->sign_seed, 32);
    memcpy(sealed.seal_secret, kluis->seal_secret, 32);
    memcpy(sealed.link_secret, kluis->link_secret, 32);
    memcpy(sealed.root, kluis->root, 32);
    memcpy(sealed.node_link, kluis->node_link, 32);
    memcpy(sealed.psk, kluis->psk, 32);
    ep_err err = ep_record_put(plain, table, &sealed);
    ep_wipe(&sealed, sizeof sealed);
    return err;
}

static ep_err unpack(ep_bytes plain, struct ep_kluis *out)
{
    struct sealed sealed;
    ep_err err = ep_record_take(plain, table, &sealed);
    if (err == EP_OK && sealed.sort == 0)
        err = EP_MALFORMED;
    if (err == EP_OK) {
        out->sort = sealed.sort;
        memcpy(out->name, sealed.name.at, sealed.name.len);
        if (sealed.route.len > 0)
            memcpy(out->route, sealed.route.at, sealed.route.len);
        memcpy(out->sign_seed, sealed.sign_seed, 32);
        memcpy(out->seal_secret, sealed.seal_secret, 32);
        memcpy(out->link_secret, sealed.link_secret, 32);
        memcpy(out->root, sealed.root, 32);
        memcpy(out->node_link, sealed.node_link, 32);
        memcpy(out->psk, sealed.psk, 32);
        ep_kluis_complete(out);
    }
    ep_wipe(&sealed, sizeof sealed);
    return err == EP_OK ? EP_OK : EP_VAULT_DAMAGED;
}

static ep_err write_all(int fd, ep_bytes bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return EP_FILE;
        bytes = (ep_bytes){bytes.at + n, bytes.len - (size_t)n};
    }
    return EP_OK;
}

/* The name itself must reach the disk too: without this a power cut can leave a folder without the new vault. */
static ep_err sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    memcpy(folder, slash == NULL ? "." : path, slash == NULL ? 2 : len);
    folder[slash == NULL ? 1 : len] = 0;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return EP_FILE;
    int failed = fsync(fd);
    close(fd);
    return failed == 0 ? EP_OK : EP_FILE;
}

static ep_err write_beside(const char *beside, ep_bytes blob)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return EP_FILE;
    ep_err err = fchmod(fd, 0600) == 0 ? write_all(fd, blob) : EP_FILE;
    if (err == EP_OK && fsync(fd) != 0)
        err = EP_FILE;
    if (close(fd) != 0)
        err = EP_FILE;
    if (err != EP_OK)
        unlink(beside);
    return err;
}

/* link() refuses an existing name where rename() would replace it: two programs cannot both make this vault. */
static ep_err put_in_place(const char *beside, const char *path, bool replace)
{
    ep_err err = EP_OK;
    if (replace) {
        if (rename(beside, path) == 0)
            return EP_OK;
        err = EP_FILE;
    } else if (link(beside, path) != 0) {
        err = errno == EEXIST ? EP_EXISTS : EP_FILE;
    }
    unlink(beside);
    return err;
}

ep_err ep_private_write(const char *path, ep_bytes blob, bool replace)
{
    char beside[1024], tail[2 * 8 + 1];
    uint8_t number[8];
    /* A name of its own each time: what a crash left behind is in nobody's way. */
    ep_random(NULL, number, sizeof number);
    ep_hex(tail, EP_BYTES(number));
    int len = snprintf(beside, sizeof beside, "%s.%s", path, tail);
    if (len < 0 || (size_t)len >= sizeof beside)
        return EP_FILE;
    ep_err err = write_beside(beside, blob);
    if (err == EP_OK)
        err = put_in_place(beside, path, replace);
    return err == EP_OK ? sync_folder(path) : err;
}

ep_err ep_kluis_write(const char *path, const struct ep_kluis *kluis, ep_bytes passphrase, struct ep_vault_cost cost,
                      bool replace)
{
    uint8_t plain_bytes[PLAIN_BYTES_MAX], blob_bytes[EP_VAULT_BYTES_MAX], salt[16];
    struct stat found;
    ep_out plain = EP_OUT(plain_bytes), blob = EP_OUT(blob_bytes);
    /* Before the slow derivation; put_in_place() decides for good. */
    if (!replace && lstat(path, &found) == 0)
        return EP_EXISTS;
    ep_err err = pack(kluis, &plain);
    if (err == EP_OK) {
        ep_random(NULL, salt, sizeof salt);
        err = ep_vault_seal(&blob, ep_out_bytes(&plain), passphrase, cost, salt);
    }
    ep_wipe(plain_bytes, sizeof plain_bytes);
    return err == EP_OK ? ep_private_write(path, ep_out_bytes(&blob), replace) : err;
}

/* One byte more than allowed is asked for, so that a file that grows while it is read is refused as well. */
static ep_err read_all(int fd, ep_out *blob)
{
    while (blob->len < blob->cap) {
        ssize_t n = read(fd, blob->at + blob->len, blob->cap - blob->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return EP_FILE;
        if (n == 0)
            break;
        blob->len += (size_t)n;
    }
    return blob->len <= EP_VAULT_BYTES_MAX ? EP_OK : EP_VAULT_DAMAGED;
}

static ep_err read_file(const char *path, ep_out *blob)
{
    struct stat found;
    /* Non-blocking: a pipe under this name would make us wait before it could be refused. */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return EP_FILE;
    ep_err err = fstat(fd, &found) == 0 && S_ISREG(found.st_mode) ? read_all(fd, blob) : EP_FILE;
    close(fd);
    return err;
}

ep_err ep_kluis_read(const char *path, struct ep_kluis *out, ep_bytes passphrase, struct ep_vault_cost floor)
{
    uint8_t plain_bytes[PLAIN_BYTES_MAX], blob_bytes[EP_VAULT_BYTES_MAX + 1];
    ep_out plain = EP_OUT(plain_bytes), blob = EP_OUT(blob_bytes);
    memset(out, 0, sizeof *out);
    ep_err err = read_file(path, &blob);
    if (err == EP_OK)
        err = ep_vault_open(&plain, ep_out_bytes(&blob), passphrase, floor);
    if (err == EP_OK)
        err = unpack(ep_out_bytes(&plain), out);
    ep_wipe(plain_bytes, sizeof plain_bytes);
    return err;
}
