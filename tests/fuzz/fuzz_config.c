/* Promise: a node.ini that is taken gives the same configuration when it is written anew from what was read; one that
 * is refused says where, and leaves no keys in memory. A text that begins as a key file does is one. README "A node's directory". */
#include "node/config.h"
#include "proto/access.h"
#include "tests/fuzz/fuzz.h"

#define INI_LINE_BYTES 198 /* of inih */

static ep_err read_text(struct fuzz_folder *folder, ep_bytes text, struct ep_config *out)
{
    struct ep_config_fault fault;
    fuzz_folder_put(folder, "node.ini", text);
    ep_err err = ep_config_read(out, folder->path, &fault);
    assert(err == EP_OK || (err == EP_CONFIG_INVALID && strstr(fault.text, "node.ini") != NULL));
    return err;
}

/* A key file is taken whole, of its length and mark, or not at all. */
static void read_key(struct fuzz_folder *folder, ep_bytes key, const uint8_t good[8 + 96])
{
    static struct ep_config config;
    struct ep_config_fault fault;
    fuzz_folder_put(folder, "node.ini", ep_text("[node]\n"));
    fuzz_folder_put(folder, "node.key", key);
    ep_err err = ep_config_read(&config, folder->path, &fault);
    assert(err == EP_OK || (err == EP_NODE_KEYS && strstr(fault.text, "node.key") != NULL));
    assert((err == EP_OK) == (key.len == 8 + 96 && memcmp(key.at, EP_NODE_KEY_MAGIC, 8) == 0));
    ep_config_wipe(&config);
    fuzz_folder_put(folder, "node.key", (ep_bytes){good, 8 + 96});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fuzz_folder folder;
    static struct ep_config config, again, nothing;
    static char text[3 * EP_PATH_BYTES_MAX];
    ep_bytes input = {data, size};
    static const uint8_t key[8 + 96] = EP_NODE_KEY_MAGIC;
    if (folder.count == 0) {
        fuzz_folder_open(&folder);
        fuzz_folder_put(&folder, "node.key", EP_BYTES(key));
        fuzz_folder_put(&folder, "first.access", (ep_bytes){key, 1});
    }
    if (input.len > 4 && memcmp(input.at, EP_NODE_KEY_MAGIC, 4) == 0) {
        read_key(&folder, input, key);
        return 0;
    }
    if (read_text(&folder, input, &config) != EP_OK) {
        assert(memcmp(&config, &nothing, sizeof config) == 0);
        return 0;
    }
    for (size_t i = 0; i < input.len; i++)
        assert(input.at[i] >= ' ' || input.at[i] == '\r' ||
               input.at[i] == '\n'); /* no NUL hides what stands behind it */
    int len = snprintf(text, sizeof text, "[node]\n%s%s\ndatabase = %s\npolicy = %s\n",
                       config.listen[0] != 0 ? "listen = " : "", config.listen, config.database, config.policy);
    assert(len > 0 && (size_t)len < sizeof text);
    assert(strlen(config.database) > 1 && config.policy[0] == '/');
    size_t name = strlen(folder.path);
    bool inside = strncmp(config.database, folder.path, name) == 0 && config.database[name] == '/';
    assert(!inside || config.database[name + 1] != 0); /* an empty value is no database */
    if (strlen(config.database) < INI_LINE_BYTES - 12 && strlen(config.policy) < INI_LINE_BYTES - 12) {
        assert(read_text(&folder, ep_text(text), &again) == EP_OK); /* else only the folder's name made it too long */
        assert(strcmp(config.listen, again.listen) == 0 && strcmp(config.database, again.database) == 0);
        assert(strcmp(config.policy, again.policy) == 0);
        ep_config_wipe(&again);
    }
    ep_config_wipe(&config);
    return 0;
}
