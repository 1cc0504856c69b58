/* The own log as it is now, held against what two witnesses kept of it. PROTOCOL.md 9.4. Layer: cli; pure functions.
 *
 * The tree is computed here from the rows themselves: nothing that the node says about its tree is believed. A row that was
 * changed, removed, put in or moved gives another root for every size from that row on. */
#ifndef EP_CLI_LOGBOEK_H
#define EP_CLI_LOGBOEK_H

#include "cli/wortel.h"
#include "crypto/merkle.h"

struct ep_cli;

/* cmd_log.c: all rows of the own log, or all roots that were heard, one by one; EP_NOT_ALLOWED: not for this user. Or who read
 * one household, which this session may read, as the signed `read`s. */
typedef ep_err ep_log_visit(struct ep_cli *cli, const union ep_msg *msg, void *arg);
EP_MUST ep_err ep_log_fetch(struct ep_cli *cli, enum ep_get what, ep_id huishouden, ep_log_visit *visit, void *arg);

struct ep_logboek {
    uint8_t (*leaf)[32]; /* owned: of each row as it is now */
    size_t count, cap;
    bool odd; /* a row is not the one whose hash stands beside it, or not in its own place */
    size_t odd_nr;
};

/* The next row. EP_NO_MEMORY. */
EP_MUST ep_err ep_logboek_add(struct ep_logboek *logboek, const struct ep_msg_regel *regel);
void ep_logboek_free(struct ep_logboek *logboek);

struct ep_getuige { /* begins all zero */
    ep_id witness;
    struct ep_merkle tree; /* as far as the log agrees with it */
    size_t lines;          /* heard, the last one included */
    uint64_t day;          /* of the last line that could be read */
    uint64_t from, to;     /* the rows, `to` not included, where it differs */
    ep_err err;            /* of the last line; after one that is not EP_OK nothing more is heard */
};

/* The next line of a witness, in the order in which he gave them; `node_sign` is the own node's key.
 * EP_MALFORMED: no line of a root, or of two witnesses. What ep_position_verify says: the own node did not sign it.
 * EP_LOG_DIFFERS: the log is another one, and `from`, `to` and `day` say where. */
EP_MUST ep_err ep_getuige_hear(struct ep_getuige *getuige, const struct ep_logboek *logboek,
                               const uint8_t node_sign[32], const char *line);

/* EP_LOG_DIFFERS: a row is odd, or a root that the own node signed is not the log's. EP_LOG_WITNESS: fewer than two
 * witnesses agree, who are not the same and not `own`. */
EP_MUST ep_err ep_logboek_verdict(const struct ep_logboek *logboek, const struct ep_getuige getuige[2], ep_id own);

#endif
