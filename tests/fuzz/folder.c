#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>

static struct fuzz_folder *opened;

static void where(const struct fuzz_folder *folder, const char *name, char path[128])
{
    int len = snprintf(path, 128, "%s/%s", folder->path, name);
    assert(len > 0 && len < 128);
}

static void remove_all(void)
{
    char path[128];
    for (size_t i = 0; i < opened->count; i++) {
        where(opened, opened->name[i], path);
        (void)unlink(path);
    }
    (void)rmdir(opened->path);
}

void fuzz_folder_open(struct fuzz_folder *folder)
{
    memset(folder, 0, sizeof *folder);
    strcpy(folder->path, "/tmp/eenplan-fuzz-XXXXXX");
    bool made = mkdtemp(folder->path) != NULL;
    assert(made && opened == NULL);
    (void)made;
    opened = folder;
    if (atexit(remove_all) != 0)
        abort();
}

void fuzz_folder_put(struct fuzz_folder *folder, const char *name, ep_bytes bytes)
{
    char path[128];
    size_t i = 0;
    where(folder, name, path);
    while (i < folder->count && strcmp(folder->name[i], name) != 0)
        i++;
    assert(i < FOLDER_FILES_MAX);
    folder->name[i] = name;
    if (i == folder->count)
        folder->count++;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || (bytes.len > 0 && write(fd, bytes.at, bytes.len) != (ssize_t)bytes.len) || close(fd) != 0)
        abort();
}

void fuzz_folder_copy(struct fuzz_folder *folder, const char *name, const char *from)
{
    static uint8_t bytes[65536];
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", from, name);
    FILE *file = len > 0 && (size_t)len < sizeof path ? fopen(path, "rb") : NULL;
    if (file == NULL)
        abort();
    size_t got = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    fuzz_folder_put(folder, name, (ep_bytes){bytes, got});
}
