/* What the fuzz targets share. A broken promise is an assert: it stops the search and leaves the input behind. */
#ifndef EP_FUZZ_FUZZ_H
#define EP_FUZZ_FUZZ_H

#include "crypto/bytes.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_FILES_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next byte of the input as a choice; 0 when there is none. */
static inline uint8_t fuzz_byte(ep_bytes *input)
{
    if (input->len == 0)
        return 0;
    input->len--;
    return *input->at++;
}

/* At most so many bytes of the input. */
static inline ep_bytes fuzz_bytes(ep_bytes *input, size_t most)
{
    ep_bytes out = {input->at, input->len < most ? input->len : most};
    input->len -= out.len;
    if (out.len > 0)
        input->at += out.len;
    return out;
}

/* A temporary folder that goes at exit, for parsers that want files. */
struct fuzz_folder {
    char path[64];
    const char *name[FOLDER_FILES_MAX];
    size_t count;
};

void fuzz_folder_open(struct fuzz_folder *folder);                                     /* once; the folder is static */
void fuzz_folder_put(struct fuzz_folder *folder, const char *name, ep_bytes bytes);    /* `name` lives on; mode 0600 */
void fuzz_folder_copy(struct fuzz_folder *folder, const char *name, const char *from); /* of the folder `from` */

#endif
