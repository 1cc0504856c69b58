/* Room on the disk, and a reserve for deleting on a full one: a delete writes to the log before it frees anything
 * (notes/feasibility.md 4). */
#include "node/store_own.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <fcntl.h>
#include <unistd.h>

#define PARTS 8u

uint64_t ep_store_free_in_memory(const struct ep_store *store)
{
    (void)store;
    return UINT64_MAX;
}

/* Without what the log will still take in the database when it is folded: a log that cannot be folded keeps what was
 * erased. Not known is not full: then a write will say so. */
uint64_t ep_store_free_on_disk(const struct ep_store *store)
{
    const char *path = sqlite3_db_filename(store->db, "main");
    struct statvfs disk;
    struct stat log;
    if (statvfs(path, &disk) != 0)
        return UINT64_MAX;
    uint64_t free = (uint64_t)disk.f_bavail * disk.f_frsize;
    uint64_t owed = stat(sqlite3_filename_wal(path), &log) == 0 ? (uint64_t)log.st_size : 0;
    return free > owed ? free - owed : 0;
}

/* Without opening it: also a node without one descriptor left must be able to. */
void ep_store_reserve_release(struct ep_store *store)
{
    store->held_bytes = 0;
    if (store->reserve_path != NULL && truncate(store->reserve_path, 0) != 0)
        unlink(store->reserve_path);
}

/* As much of it as there is room for: what is not held, the program that fills the disk would take. */
void ep_store_reserve_fill(struct ep_store *store)
{
    if (store->reserve_path == NULL || store->held_bytes == EP_DISK_RESERVE_BYTES)
        return;
    int file = open(store->reserve_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    store->held_bytes = 0;
    for (unsigned parts = PARTS; parts > 0 && store->held_bytes == 0; parts--) {
        off_t size = (off_t)(EP_DISK_RESERVE_BYTES / PARTS * parts);
        if (ftruncate(file, 0) == 0 && posix_fallocate(file, 0, size) == 0)
            store->held_bytes = (uint64_t)size;
    }
    if (store->held_bytes == 0 && ftruncate(file, 0) != 0)
        unlink(store->reserve_path);
    close(file);
}

void ep_store_reserve_lend(struct ep_store *store)
{
    if (store->low && store->held_bytes > 0 && store->free_bytes(store) < EP_DISK_RESERVE_BYTES)
        ep_store_reserve_release(store);
}

/* The log first: it may be what fills the disk, and grows again when there is room. No failure is lost: a full disk
 * releases the reserve, so that it works the next time, and what is worse stops the next transaction. */
void ep_store_reserve_take_back(struct ep_store *store)
{
    ep_err err = ep_store_truncate(store);
    (void)err;
    ep_store_reserve_fill(store);
}

/* Twice as much must be free again before it counts as enough: else one statement more or less would switch it. */
enum ep_room ep_store_room(struct ep_store *store)
{
    if (store->finished || (!store->low && store->free_bytes(store) >= EP_DISK_ROOM_BYTES_MIN))
        return EP_ROOM_ENOUGH;
    ep_store_reserve_take_back(store);
    uint64_t free = store->free_bytes(store);
    if (free < EP_DISK_ROOM_BYTES_MIN)
        store->low = true;
    else if (free >= 2 * (uint64_t)EP_DISK_ROOM_BYTES_MIN)
        store->low = false;
    if (!store->low)
        return EP_ROOM_ENOUGH;
    return free >= EP_DISK_RESERVE_BYTES / 2 || store->held_bytes >= EP_DISK_RESERVE_BYTES / 2 ? EP_ROOM_LITTLE
                                                                                               : EP_ROOM_NONE;
}
