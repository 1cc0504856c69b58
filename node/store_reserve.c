/* Room for deleting on a full disk: a delete writes to the log before it frees anything (notes/feasibility.md 4). */
#include "node/store_own.h"

#include <fcntl.h>
#include <unistd.h>

void ep_store_reserve_release(struct ep_store *store)
{
    if (store->reserve_path == NULL)
        return;
    int file = open(store->reserve_path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file >= 0)
        close(file);
}

/* A failure leaves less room, not a wrong answer: so it is not reported. What was half made is given back, because it
 * would take the last blocks without being enough. */
void ep_store_reserve_fill(struct ep_store *store)
{
    if (store->reserve_path == NULL)
        return;
    int file = open(store->reserve_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    if (posix_fallocate(file, 0, EP_STORE_RESERVE_BYTES) != 0 && ftruncate(file, 0) != 0)
        unlink(store->reserve_path);
    close(file);
}
