/* Room on the disk, and a reserve for deleting on a full one: a delete writes to the log before it frees anything
 * (notes/feasibility.md 4). */
#include "node/store_own.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <fcntl.h>
#include <unistd.h>

uint64_t ep_store_free_in_memory(const struct ep_store *store)
{
    (void)store;
    return UINT64_MAX;
}

/* Not known is not full: then a write will say so. */
uint64_t ep_store_free_on_disk(const struct ep_store *store)
{
    struct statvfs disk;
    if (statvfs(sqlite3_db_filename(store->db, "main"), &disk) != 0)
        return UINT64_MAX;
    return (uint64_t)disk.f_bavail * disk.f_frsize;
}

/* Without opening it: also a node without one descriptor left must be able to. */
void ep_store_reserve_release(struct ep_store *store)
{
    if (store->reserve_path != NULL && truncate(store->reserve_path, 0) != 0)
        unlink(store->reserve_path);
}

/* What was half made is given back, because it would take the last blocks without being enough. */
bool ep_store_reserve_fill(struct ep_store *store)
{
    if (store->reserve_path == NULL)
        return true;
    int file = open(store->reserve_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool filled = posix_fallocate(file, 0, EP_DISK_RESERVE_BYTES) == 0;
    if (!filled && ftruncate(file, 0) != 0)
        unlink(store->reserve_path);
    close(file);
    return filled;
}

/* The log may be what fills the disk, and grows again when there is room. No failure is lost: a full disk releases the
 * reserve, so that it works the next time, and what is worse is kept by the store and stops the next transaction. */
static uint64_t free_after_folding(struct ep_store *store)
{
    ep_err err = ep_store_truncate(store);
    (void)err;
    return store->free_bytes(store);
}

/* Twice as much must be free again before it counts as enough: else one statement more or less would switch it. */
enum ep_room ep_store_room(struct ep_store *store)
{
    uint64_t free = store->free_bytes(store);
    if (store->finished || (!store->low && free >= EP_DISK_ROOM_BYTES_MIN))
        return EP_ROOM_ENOUGH;
    free = free_after_folding(store);
    if (free >= 2 * (uint64_t)EP_DISK_ROOM_BYTES_MIN && ep_store_reserve_fill(store)) {
        store->low = false;
        return EP_ROOM_ENOUGH;
    }
    store->low = store->low || free < EP_DISK_ROOM_BYTES_MIN;
    if (!store->low)
        return EP_ROOM_ENOUGH;
    if (free < EP_DISK_RESERVE_BYTES / 2) {
        ep_store_reserve_release(store);
        free = store->free_bytes(store);
    }
    return free >= EP_DISK_RESERVE_BYTES / 2 ? EP_ROOM_LITTLE : EP_ROOM_NONE;
}
