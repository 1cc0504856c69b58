#include "tests/support/federation.h"

#include <stdio.h>
#include <stdlib.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "kill: %s\n", what);
    abort();
}

/* As the file is now, in the page cache: a kill takes nothing away from it, and a close could still change it. */
static void copy_file(const char *from, const char *to)
{
    static char bytes[65536];
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    size_t len = 1;
    must(in != NULL && out != NULL, "no file to copy");
    while (len > 0) {
        len = fread(bytes, 1, sizeof bytes, in);
        must(fwrite(bytes, 1, len, out) == len, "copy");
    }
    must(ferror(in) == 0 && fclose(out) == 0, "copy");
    fclose(in);
}

void node_kill(struct node *node)
{
    static const char *const endings[] = {"", "-wal", ".keystore"};
    char file[3][160];
    char kept[3][160];
    must(node->path[0] != 0, "what is in memory has no files");
    for (size_t i = 0; i < 3; i++) {
        snprintf(file[i], sizeof file[i], "%s%s", node->path, endings[i]);
        snprintf(kept[i], sizeof kept[i], "%s%s.kept", node->path, endings[i]);
        copy_file(file[i], kept[i]);
    }
    node_down(node);
    ep_store_close(node->store);
    node->store = NULL;
    for (size_t i = 0; i < 3; i++)
        must(rename(kept[i], file[i]) == 0, "rename");
}
