/* What a node keeps, behind a small table of operations. Layer: node. The SQLite one is in store_*.c.
 *
 * Statements are kept as received. Their clear members are columns, filled through the roles of the field tables. All else
 * that the node knows is a small record: a field table packed under a sort and a 16-byte key.
 *
 * All writes stand between ep_store_begin and ep_store_commit. Bytes handed out are borrowed: until the next call of
 * the same function for a find, until the visit returns for an each, which goes in order of arrival, or of keys (records).
 * Errors everywhere: EP_DISK_FULL (nothing of this transaction is kept; reading goes on), EP_STORE_FAILED (stop the
 * program, never retry: after a failed fdatasync the kernel may have dropped the page). */
#ifndef EP_NODE_STORE_H
#define EP_NODE_STORE_H

#include "proto/statement.h"

struct ep_store;

/* Opens or makes the database; WAL, synchronous FULL, exclusive lock, secure_delete. `path` ":memory:" is for tests.
 * EP_STORE_BUSY: another process has it. EP_STORE_DAMAGED: quick_check failed. EP_STORE_NEWER: a newer schema. EP_KEYSTORE:
 * "<path>.keystore" is missing or damaged, or lacks a key under which a wrap lies. */
EP_MUST ep_err ep_store_open(struct ep_store **out, const char *path);
void ep_store_close(struct ep_store *store); /* NULL is allowed */
EP_MUST ep_err ep_store_begin(struct ep_store *store);
EP_MUST ep_err ep_store_commit(struct ep_store *store);
bool ep_store_wrote(const struct ep_store *store); /* anything in the transaction under way */
void ep_store_rollback(struct ep_store *store);
/* Outside a transaction: no erased byte stays in the write-ahead log. */
EP_MUST ep_err ep_store_truncate(struct ep_store *store);

/* How much room the disk has, looked at anew; outside a transaction. "<path>.reserve" holds EP_DISK_RESERVE_BYTES for
 * ending and deleting. With little room it is lent to each transaction and taken back after it, so that whatever else fills
 * the disk cannot have it; and the log is folded away each time, so that it does not use up what is left. */
enum ep_room {
    EP_ROOM_ENOUGH,
    EP_ROOM_LITTLE, /* only what ends sharing, and the record of a reading: who withdraws must look first */
    EP_ROOM_NONE    /* under half the reserve: only what ends sharing */
};
enum ep_room ep_store_room(struct ep_store *store);

/* Statements. `row` numbers rise and are never used again. EP_CONFLICT: that version of that id by that organisation is
 * there already. The latest is the highest version that is there, whatever the order of arrival. */
EP_MUST ep_err ep_store_put(struct ep_store *store, const struct ep_statement *statement, int64_t *row);
/* That version, or the latest for version 0. EP_NOT_FOUND. */
EP_MUST ep_err ep_store_find(struct ep_store *store, enum ep_kind_code kind, ep_id id, uint64_t version,
                             ep_bytes *bytes, int64_t *row);
EP_MUST ep_err ep_store_find_row(struct ep_store *store, int64_t row, ep_bytes *bytes); /* EP_NOT_FOUND */
struct ep_store_query { /* absent ids and zero mean any */
    enum ep_kind_code kind;
    ep_id huishouden, org, ref, subject, to_org;
    bool latest;   /* only the latest version of each (kind, id) */
    int64_t after; /* only rows behind this one */
};
/* False stops. A visit may find, walk, queue and keep records; it may not put or erase statements. */
typedef bool ep_store_visit(void *arg, int64_t row, ep_bytes bytes);
EP_MUST ep_err ep_store_each(struct ep_store *store, const struct ep_store_query *query, ep_store_visit *visit,
                             void *arg);
/* Also takes it out of every outbox; of what was sent the number and the running hash stay, so that a peer's position
 * can still be checked. EP_NOT_FOUND. */
EP_MUST ep_err ep_store_erase(struct ep_store *store, int64_t row);

/* What is here of an organisation in one household, or in all when that is absent: counted at every put and erase, so
 * that asking walks nothing. Zeros when there is nothing. */
struct ep_store_held {
    uint64_t statements, content, bytes; /* content: entries and wraps */
};
EP_MUST ep_err ep_store_held(struct ep_store *store, ep_id org, ep_id huishouden, struct ep_store_held *held);
/* The households with content of it; a walk over its households. */
EP_MUST ep_err ep_store_held_huishoudens(struct ep_store *store, ep_id org, uint64_t *count);

/* The outbox of a peer: an order of rows, numbered at first sending. */
struct ep_store_out {
    int64_t out;  /* of the outbox entry */
    int64_t row;  /* of the statement */
    uint64_t seq; /* 0: not sent yet */
    ep_bytes bytes;
};
/* Unless that row was queued for that peer before (sent or not): then nothing happens. */
EP_MUST ep_err ep_store_queue(struct ep_store *store, ep_id peer, int64_t row);
/* Once more, even if it was sent before: at the end of the outbox, and waiting there once. */
EP_MUST ep_err ep_store_queue_again(struct ep_store *store, ep_id peer, int64_t row);
/* Take what is not sent yet out of the outbox of that peer. */
EP_MUST ep_err ep_store_unqueue(struct ep_store *store, ep_id peer, int64_t row);
/* The first with a number above `after`, in order; then the first without that stands behind the entry `passed` (0: any).
 * EP_NOT_FOUND: nothing waits. */
EP_MUST ep_err ep_store_next(struct ep_store *store, ep_id peer, uint64_t after, int64_t passed,
                             struct ep_store_out *next);
/* It gets its number; `hash` is the running hash up to and including it. */
EP_MUST ep_err ep_store_sent(struct ep_store *store, int64_t out, uint64_t seq, const uint8_t hash[32]);
EP_MUST ep_err ep_store_sent_hash(struct ep_store *store, ep_id peer, uint64_t seq, uint8_t hash[32]);
/* The last number under which that row went to that peer; 0: queued but not sent. EP_NOT_FOUND: never queued. */
EP_MUST ep_err ep_store_delivery(struct ep_store *store, ep_id peer, int64_t row, uint64_t *seq);
/* The row that went to the peer under a number; EP_NOT_FOUND. */
EP_MUST ep_err ep_store_row_of_seq(struct ep_store *store, ep_id peer, uint64_t seq, int64_t *row);
/* All up to `upto` is covered, and was up to `after` before. Of what went more than once only the last number stays. */
EP_MUST ep_err ep_store_covered(struct ep_store *store, ep_id peer, uint64_t after, uint64_t upto);
/* How many wait: unsent ones, and those with a number above `after`. */
EP_MUST ep_err ep_store_waiting(struct ep_store *store, ep_id peer, uint64_t after, uint64_t *count);

enum ep_record {                     /* ep_store_kept: EP_NOT_FOUND. A walk from `after` shows the keys above it. */
                 EP_RECORD_NODE = 1, /* one, under the own id: lineage, last hour */
                 EP_RECORD_LINK,     /* a confirmed peer: PSK, sequence numbers, hashes, last contact */
                 EP_RECORD_ACCESS,   /* a user or the authority: link key, PSK */
                 EP_RECORD_INVITE,   /* an invitation that was made here */
                 EP_RECORD_DELETION, /* a deletion under way, under the grant's id */
                 EP_RECORD_REFUSAL,  /* a statement that a peer refused */
                 EP_RECORD_NOTICE,   /* a reading that a user is told of */
                 EP_RECORD_LOG,      /* one, under the own id: the tree of the journal */
                 EP_RECORD_WORTEL,   /* what was heard of a peer's log on a day, as its witness */
};
EP_MUST ep_err ep_store_keep(struct ep_store *store, enum ep_record sort, ep_id key, ep_bytes bytes); /* replaces */
EP_MUST ep_err ep_store_kept(struct ep_store *store, enum ep_record sort, ep_id key, ep_bytes *bytes);
EP_MUST ep_err ep_store_drop(struct ep_store *store, enum ep_record sort, ep_id key);
typedef bool ep_store_record_visit(void *arg, ep_id key, ep_bytes bytes);
EP_MUST ep_err ep_store_each_record(struct ep_store *store, enum ep_record sort, ep_store_record_visit *visit,
                                    void *arg);
EP_MUST ep_err ep_store_each_record_after(struct ep_store *store, enum ep_record sort, ep_id after,
                                          ep_store_record_visit *visit, void *arg);
/* Of how many households but that one the author put a `read` since then. */
EP_MUST ep_err ep_store_read_huishoudens(struct ep_store *store, ep_id author, uint64_t since, ep_id but, uint64_t *n);

#endif
