#include "cli/logboek.h"

#include "proto/logregel.h"

#include <stdlib.h>
#include <string.h>

ep_err ep_logboek_add(struct ep_logboek *logboek, const struct ep_msg_regel *regel)
{
    struct ep_logregel row = {.nr = 0};
    if (logboek->count == logboek->cap) {
        size_t cap = logboek->cap == 0 ? 1024 : logboek->cap * 2;
        uint8_t(*leaf)[32] = realloc(logboek->leaf, cap * sizeof *leaf);
        if (leaf == NULL)
            return EP_NO_MEMORY;
        logboek->leaf = leaf;
        logboek->cap = cap;
    }
    uint8_t *leaf = logboek->leaf[logboek->count];
    ep_merkle_leaf(leaf, regel->regel);
    bool good = memcmp(leaf, regel->hash, 32) == 0 && ep_record_take(regel->regel, ep_logregel_table, &row) == EP_OK &&
                row.nr == logboek->count;
    if (!good && !logboek->odd) {
        logboek->odd = true;
        logboek->odd_nr = logboek->count;
    }
    logboek->count++;
    return EP_OK;
}

void ep_logboek_free(struct ep_logboek *logboek)
{
    free(logboek->leaf);
    *logboek = (struct ep_logboek){.leaf = NULL};
}

static ep_err differs(struct ep_getuige *getuige, uint64_t from, uint64_t to)
{
    getuige->from = from;
    getuige->to = to;
    return EP_LOG_DIFFERS;
}

/* A log only grows: a root of fewer rows than the day before is another log, whatever its rows. */
static ep_err compare(struct ep_getuige *getuige, const struct ep_logboek *logboek,
                      const struct ep_msg_position *position)
{
    uint64_t agreed = getuige->tree.size;
    uint8_t root[32];
    ep_err err = EP_OK;
    if (position->read_size < agreed)
        return differs(getuige, position->read_size, agreed);
    if (position->read_size > logboek->count)
        return differs(getuige, agreed, position->read_size);
    while (err == EP_OK && getuige->tree.size < position->read_size)
        err = ep_merkle_add(&getuige->tree, logboek->leaf[getuige->tree.size]);
    ep_merkle_root(&getuige->tree, root);
    if (err == EP_OK && memcmp(root, position->read_root, 32) != 0)
        return differs(getuige, agreed, position->read_size);
    return err;
}

ep_err ep_getuige_hear(struct ep_getuige *getuige, const struct ep_logboek *logboek, const uint8_t node_sign[32],
                       const char *line)
{
    struct ep_wortel wortel;
    if (getuige->err != EP_OK)
        return getuige->err;
    getuige->lines++;
    getuige->err = ep_wortel_read(line, &wortel);
    if (getuige->err != EP_OK)
        return getuige->err;
    getuige->day = wortel.day;
    if (getuige->lines == 1)
        getuige->witness = wortel.witness;
    getuige->err =
        ep_id_equal(getuige->witness, wortel.witness) ? ep_position_verify(&wortel.position, node_sign) : EP_MALFORMED;
    if (getuige->err == EP_OK)
        getuige->err = compare(getuige, logboek, &wortel.position);
    return getuige->err;
}

ep_err ep_logboek_verdict(const struct ep_logboek *logboek, const struct ep_getuige getuige[2], ep_id own)
{
    bool differ = logboek->odd || getuige[0].err == EP_LOG_DIFFERS || getuige[1].err == EP_LOG_DIFFERS;
    bool agree = !ep_id_equal(getuige[0].witness, getuige[1].witness);
    for (size_t i = 0; i < 2; i++)
        agree = agree && getuige[i].err == EP_OK && getuige[i].lines > 0 && !ep_id_equal(getuige[i].witness, own);
    if (differ)
        return EP_LOG_DIFFERS;
    return agree ? EP_OK : EP_LOG_WITNESS;
}
